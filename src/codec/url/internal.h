/* Between the files of this folder. */
#ifndef CODEC_URL_INTERNAL_H
#define CODEC_URL_INTERNAL_H
#include "codec/url/host.h"

#define TRY_URL(call)             \
  do {                            \
    CURLUcode try_code = (call);  \
    if(try_code) return try_code; \
  } while(0)

#define URL_INPUT_MAX  8000000u /* bytes; a text must be shorter */
#define URL_SCHEME_MAX 40u
#define URL_PART_MAX   (3 * (size_t)URL_INPUT_MAX) /* what such a text can become by encoding */

/* A URL in the making: parts that point into text of somebody else. */
struct url_draft {
  struct span part[URL_PARTS]; /* by CURLUPart; `at` NULL: none */
  struct span path_before;     /* what a relative reference leaves of its base's path */
  const struct url_scheme *known;
  unsigned fresh; /* mask of 1 << CURLUPart: parts that are text yet, and are to be brought into their normal form */
  bool guessed_scheme;
  char zone[URL_ZONE_ROOM]; /* what url_draft_write finds in the host */
};

/* Can `text` be a URL or reference at all? CURLUE_MALFORMED_INPUT. */
MUST_USE CURLUcode url_text_check(const char *text, unsigned flags, struct span *ret);

/* The length of the scheme that `text` begins with, 0 where it has none. */
size_t url_scheme_length(struct span text, unsigned flags);

/* Take an absolute URL apart into `d`, which is {0}. The errors of url_parse. */
MUST_USE CURLUcode url_draft_split(struct url_draft *d, struct span text, unsigned flags);
/* The same, from the slashes on: the draft has its scheme. */
MUST_USE CURLUcode url_draft_split_rest(struct url_draft *d, struct cursor *c, unsigned flags);
/* Path, query and fragment: all that is left. */
void url_draft_split_path(struct url_draft *d, struct cursor *c);

/* The parts of `u`, in their normal form. */
struct url_draft url_draft_of(const struct url *u);

/* Make the draft a URL. It may point into `*u`; it is used up. */
MUST_USE CURLUcode url_draft_write(struct url_draft *d, unsigned flags, struct url *u);

#endif
