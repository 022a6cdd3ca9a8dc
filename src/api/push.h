/* How a multi handle makes the handles of pushed transfers; the owner is the multi handle. */
#ifndef API_PUSH_H
#define API_PUSH_H
#include "api/multi.h"
#include "api/option.h"

extern const struct handle_factory push_factory;

#endif
