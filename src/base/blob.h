/* The bytes of a CURLOPT_*_BLOB option: of the program, or a copy of our own (CURL_BLOB_COPY). Counted, because a
 * connection in the making needs them whatever the program sets meanwhile. */
#ifndef BASE_BLOB_H
#define BASE_BLOB_H
#include "base/result.h"

/* One reference. NULL: out of memory. What blob_new has not made is none. */
MUST_USE struct curl_blob *blob_new(const struct curl_blob *from);
struct curl_blob *blob_ref(struct curl_blob *b); /* NULL is legal */
void blob_unref(struct curl_blob *b);            /* the same */

#endif
