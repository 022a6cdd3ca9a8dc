/* The file of alternative services. */
#ifndef ENGINE_ALTSVC_H
#define ENGINE_ALTSVC_H
#include "store/altsvc.h"

/* Add what the file has; one that cannot be read has nothing. CURLE_TOO_LARGE: more than ALTSVC_CONTENT_MAX, and
 * nothing is added. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode altsvc_load(struct altsvc *a, const char *name);
/* Write what has not expired at `now`. CURLE_WRITE_ERROR, CURLE_OUT_OF_MEMORY: the file is as it was. */
MUST_USE CURLcode altsvc_save(const struct altsvc *a, const char *name, int64_t now);

#endif
