#include "base/mem.h"
#include "codec/content/decoder.h"
/* for an allocator of one's own */
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
#include <zstd_errors.h>

/* Zstandard (RFC 8878): frames, one after the other. */

#define WINDOW_LOG_MAX 23 /* 8 MiB: what a content coding may ask for (RFC 9659) */

struct unpacker {
  ZSTD_DCtx *context;
  bool is_at_end; /* of a frame */
};

static void *allocate(void *unused, size_t size) { return mem_alloc(size); }
static void release(void *unused, void *block) { mem_free(block); }

static void end(void *decoder)
{
  struct unpacker *u = decoder;
  ZSTD_freeDCtx(u->context);
  mem_free(u);
}

static void *begin(void)
{
  struct unpacker *u = mem_zalloc(sizeof *u);
  if(!u) return NULL;
  u->context = ZSTD_createDCtx_advanced((ZSTD_customMem){ allocate, release, NULL });
  if(u->context && !ZSTD_isError(ZSTD_DCtx_setParameter(u->context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX))) return u;
  end(u);
  return NULL;
}

static CURLcode decode(void *decoder, struct cursor *in, struct content_out *out, const char **why)
{
  struct unpacker *u = decoder;
  ZSTD_inBuffer from = { in->at, cursor_left(in), 0 };
  ZSTD_outBuffer to = { out->at, out->room, out->len };
  size_t result = 1, before;
  do {
    before = from.pos + to.pos;
    result = ZSTD_decompressStream(u->context, &to, &from);
    if(!ZSTD_isError(result) && from.pos + to.pos > before) u->is_at_end = !result;
  } while(!ZSTD_isError(result) && from.pos + to.pos > before);
  in->at += from.pos;
  out->len = to.pos;
  if(!ZSTD_isError(result)) return CURLE_OK;
  if(ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation) return CURLE_OUT_OF_MEMORY;
  *why = ZSTD_getErrorName(result);
  return CURLE_BAD_CONTENT_ENCODING;
}

static bool is_at_end(const void *decoder) { return ((const struct unpacker *)decoder)->is_at_end; }

const struct content_coding content_zstd = {
  .name = "zstd", .begin = begin, .end = end, .decode = decode, .is_at_end = is_at_end
};

const char *content_zstd_version(unsigned *number)
{
  unsigned n = ZSTD_versionNumber(); /* MAJOR * 10000 + MINOR * 100 + PATCH */
  *number = n / 10000 << 24 | n / 100 % 100 << 12 | n % 100;
  return ZSTD_versionString();
}
