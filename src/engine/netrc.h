/* Credentials from ~/.netrc. */
#ifndef ENGINE_NETRC_H
#define ENGINE_NETRC_H
#include "base/trace.h"

/* What the program has set. */
struct netrc_opts {
  long level; /* CURL_NETRC_IGNORED, _OPTIONAL or _REQUIRED */
  char *file; /* CURLOPT_NETRC_FILE; owned by the handle; NULL: $NETRC, or .netrc in the user's home */
};

#define NETRC_FILE_MAX (128 * 1024) /* bytes */

/* What the file has for `host` and `wanted` (NULL: nobody particular), as netrc_find_login: `*user` and `*password` are
 * new strings, to be freed with mem_free, or NULL. Both NULL: it has nothing, or the level is IGNORED.
 *
 * The file is read each time, so that what was changed counts. With OPTIONAL one that cannot be used is as good as none.
 * With REQUIRED it is CURLE_READ_ERROR, with text: there is no such file, it is larger than NETRC_FILE_MAX, or its syntax
 * is wrong. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode netrc_find(const struct netrc_opts *opts, const char *host, const char *wanted, struct trace *t,
                             char **user, char **password);

#endif
