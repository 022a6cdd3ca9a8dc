/* The parts of a signature, for the files of this folder. */
#ifndef CODEC_SIGV4_INTERNAL_H
#define CODEC_SIGV4_INTERNAL_H
#include "codec/sigv4/sigv4.h"
#include <stdbool.h>

#define SIGV4_TEXT_MAX (4 * 1024 * 1024) /* bytes of a canonical request */

struct sigv4_names {
  struct span provider; /* the first, for the algorithm and the scope */
  struct span vendor;   /* the second, for names of fields */
  struct span region;
  struct span service;
};

/* CURLE_BAD_FUNCTION_ARGUMENT and CURLE_URL_MALFORMAT, with `*why`, as sigv4_write. */
MUST_USE CURLcode sigv4_names_read(struct sigv4_names *ret, const char *text, struct span host, const char **why);
/* Amazon's own S3, whose canonical form is different. */
bool sigv4_is_s3(const struct sigv4_names *n);

/* Each appends; CURLE_TOO_LARGE, CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode sigv4_add_encoded(struct buf *to, struct span text); /* all but letters, digits and "-._~" */
MUST_USE CURLcode sigv4_add_lower(struct buf *to, struct span text);
MUST_USE CURLcode sigv4_add_upper(struct buf *to, struct span text);
MUST_USE CURLcode sigv4_canonical_path(struct buf *to, struct span path, bool is_s3);
MUST_USE CURLcode sigv4_canonical_query(struct buf *to, struct span query);
/* The fields, one a line, and the list of their names: sorted, those of one name joined. */
MUST_USE CURLcode sigv4_canonical_fields(struct buf *lines, struct buf *names, const struct field *fields,
                                         size_t count);

#endif
