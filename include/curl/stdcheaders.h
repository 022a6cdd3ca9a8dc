/* Standard functions that programs commonly hand to the library as callbacks or use beside it: fread(), fwrite(),
 * strcasecmp(), strncasecmp(). Kept for programs that include it; the system's own headers do the work.
 */
#ifndef CURLINC_STDCHEADERS_H
#define CURLINC_STDCHEADERS_H

#include <stdio.h>
#include <strings.h>
#include <sys/types.h>

#endif
