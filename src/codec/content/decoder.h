/* One decoder of a chain: what each of the files for a library implements. */
#ifndef CODEC_CONTENT_DECODER_H
#define CODEC_CONTENT_DECODER_H
#include "base/cursor.h"
#include "base/result.h"

/* Where the output of one call goes: `len` of `room` bytes are used. */
struct content_out {
  uint8_t *at;
  size_t room;
  size_t len;
};

struct content_coding {
  const char *name;
  const char *other_name; /* NULL: it has one only */
  /* NULL: out of memory */
  void *(*begin)(void);
  void (*end)(void *decoder);
  /* Take from `in` and add to `out`, until the one is used up or the other is full. On an error `out` has
   * what was decoded before it, as far as the library gives it, and `*why` is a static text or NULL.
   * CURLE_BAD_CONTENT_ENCODING: no such coding. CURLE_WRITE_ERROR (libcurl's code): bytes behind its end.
   * CURLE_OUT_OF_MEMORY */
  CURLcode (*decode)(void *decoder, struct cursor *in, struct content_out *out, const char **why);
  /* The coding has said that it is over. */
  bool (*is_at_end)(const void *decoder);
};

extern const struct content_coding content_deflate, content_gzip; /* inflate.c */
extern const struct content_coding content_br;                    /* brotli.c */
extern const struct content_coding content_zstd;                  /* zstd.c */

const char *content_zlib_version(void);
unsigned content_brotli_version(void);
const char *content_zstd_version(unsigned *number);

#endif
