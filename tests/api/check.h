/* cmocka, after what it wants included first. */
#ifndef API_CHECK_H
#define API_CHECK_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
