/* What is built in. */
#ifndef API_VERSION_H
#define API_VERSION_H
#include "base/cursor.h"

/* A URL scheme that transfers can be made with, in any case. */
bool version_has_protocol(struct span scheme);
/* Its CURLPROTO_ bit, and the next one: 0 and NULL after the last; starts with `index` 0. */
const char *version_protocol(size_t index, long *bit);

#endif
