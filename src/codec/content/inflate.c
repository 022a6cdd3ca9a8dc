#include "base/mem.h"
#include "codec/content/decoder.h"
#include <limits.h>
#define ZLIB_CONST
#include <zlib.h>

/* gzip and deflate.
 *
 * "deflate" means the zlib format (RFC 9110, section 8.4.1.2), and some servers send the bare compressed data (RFC 1951)
 * under this name. The first two bytes tell: a zlib head would begin bare data with a stored block whose padding is not
 * zero, which no compressor writes. Some leave out the head and still send the checksum that ends the zlib format: its
 * four bytes may follow bare data.
 */

#define BARE_BITS     (-MAX_WBITS)
#define ZLIB_BITS     MAX_WBITS
#define DETECT_BITS   (MAX_WBITS + 32) /* by the head: gzip or zlib */
#define CHECKSUM_SIZE 4
#define GZIP_MAGIC    0x1f

struct inflater {
  z_stream z;
  uint8_t head[2];
  size_t head_len; /* of a deflate body: bytes looked at so far */
  size_t slack;    /* bytes that may still follow the end */
  bool is_begun;   /* the format is known */
  bool has_ended;
};

static void *allocate(void *unused, unsigned count, unsigned size)
{
  if(size && count > SIZE_MAX / size) return NULL;
  return mem_alloc((size_t)count * size);
}

static void release(void *unused, void *block) { mem_free(block); }

static struct inflater *new_inflater(int bits)
{
  struct inflater *f = mem_zalloc(sizeof *f);
  if(!f) return NULL;
  f->z.zalloc = allocate;
  f->z.zfree = release;
  if(inflateInit2(&f->z, bits) == Z_OK) return f;
  mem_free(f);
  return NULL;
}

static void *begin_deflate(void) { return new_inflater(BARE_BITS); }

static void *begin_gzip(void)
{
  struct inflater *f = new_inflater(DETECT_BITS);
  if(f) f->is_begun = true;
  return f;
}

static void end(void *decoder)
{
  struct inflater *f = decoder;
  inflateEnd(&f->z);
  mem_free(f);
}

static CURLcode fail(struct inflater *f, int result, const char **why)
{
  if(result == Z_MEM_ERROR) return CURLE_OUT_OF_MEMORY;
  *why = result == Z_NEED_DICT ? "a dictionary is needed" : f->z.msg;
  return CURLE_BAD_CONTENT_ENCODING;
}

/* RFC 1952 lets gzip go on with another member; as a content coding nobody expects it, and libcurl refuses it. */
static CURLcode see_rest(struct inflater *f, struct cursor *in, const char **why)
{
  for(; f->slack && cursor_left(in); f->slack--) in->at++;
  if(!cursor_left(in)) return CURLE_OK;
  bool is_member = !f->head_len && *in->at == GZIP_MAGIC;
  *why = is_member ? "Multi-member gzip response not supported" : "Bytes behind the end of compressed data";
  return CURLE_WRITE_ERROR;
}

static unsigned at_most_uint(size_t len) { return len < UINT_MAX ? (unsigned)len : UINT_MAX; }

static CURLcode inflate_some(struct inflater *f, struct cursor *in, struct content_out *out, const char **why)
{
  while(!f->has_ended && out->len < out->room) {
    unsigned offered = at_most_uint(cursor_left(in)), room = at_most_uint(out->room - out->len);
    f->z.next_in = in->at;
    f->z.avail_in = offered;
    f->z.next_out = out->at + out->len;
    f->z.avail_out = room;
    int result = inflate(&f->z, Z_NO_FLUSH);
    in->at += offered - f->z.avail_in;
    out->len += room - f->z.avail_out;
    f->has_ended = result == Z_STREAM_END;
    if(result == Z_BUF_ERROR) return CURLE_OK; /* no way on without input */
    if(result != Z_OK && result != Z_STREAM_END) return fail(f, result, why);
  }
  return f->has_ended ? see_rest(f, in, why) : CURLE_OK;
}

/* RFC 1950, section 2.2: the method is 8, the window has at most 32 KiB, and both bytes are a multiple of 31. */
static bool is_zlib_head(const uint8_t head[2])
{
  return (head[0] & 15) == 8 && head[0] >> 4 <= 7 && (head[0] << 8 | head[1]) % 31 == 0;
}

static CURLcode decode(void *decoder, struct cursor *in, struct content_out *out, const char **why)
{
  struct inflater *f = decoder;
  if(!f->is_begun) {
    while(f->head_len < sizeof f->head && cursor_left(in)) f->head[f->head_len++] = *in->at++;
    if(f->head_len < sizeof f->head) return CURLE_OK;
    bool is_zlib = is_zlib_head(f->head);
    int result = inflateReset2(&f->z, is_zlib ? ZLIB_BITS : BARE_BITS);
    if(result != Z_OK) return fail(f, result, why);
    f->slack = is_zlib ? 0 : CHECKSUM_SIZE;
    f->is_begun = true;
    struct cursor head = { f->head, f->head + sizeof f->head };
    TRY(inflate_some(f, &head, out, why));
  }
  return inflate_some(f, in, out, why);
}

static bool is_at_end(const void *decoder) { return ((const struct inflater *)decoder)->has_ended; }

const struct content_coding content_deflate = {
  .name = "deflate", .begin = begin_deflate, .end = end, .decode = decode, .is_at_end = is_at_end
};
const struct content_coding content_gzip = {
  .name = "gzip", .other_name = "x-gzip", .begin = begin_gzip, .end = end, .decode = decode, .is_at_end = is_at_end
};

const char *content_zlib_version(void) { return zlibVersion(); }
