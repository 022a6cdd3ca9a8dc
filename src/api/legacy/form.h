/* CURLOPT_HTTPPOST and curl_formadd(3): a list that becomes a MIME tree when it is sent. */
#ifndef API_LEGACY_FORM_H
#define API_LEGACY_FORM_H
#include "api/easy.h"

/* A tree for the list; `read` is the read callback in use. The list outlives the tree. CURLE_OUT_OF_MEMORY,
 * CURLE_FAILED_INIT (no randomness). */
MUST_USE CURLcode form_make_mime(curl_mime **ret, const struct curl_httppost *form, curl_read_callback read);

/* Before a transfer begins: what CURLOPT_HTTPPOST has set, if anything, becomes what is posted. Errors as above. */
MUST_USE CURLcode form_prepare(struct easy_options *set);

#endif
