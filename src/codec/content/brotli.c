#include "base/mem.h"
#include "codec/content/decoder.h"
#include <brotli/decode.h>

/* Brotli (RFC 7932). Its window has at most 16 MiB: the larger ones of some encoders are not asked for. */

static void *allocate(void *unused, size_t size) { return mem_alloc(size); }
static void release(void *unused, void *block) { mem_free(block); }

static void *begin(void) { return BrotliDecoderCreateInstance(allocate, release, NULL); }
static void end(void *decoder) { BrotliDecoderDestroyInstance(decoder); }

static CURLcode fail(const BrotliDecoderState *state, const char **why)
{
  BrotliDecoderErrorCode code = BrotliDecoderGetErrorCode(state);
  if(code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES && code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES)
    return CURLE_OUT_OF_MEMORY;
  *why = BrotliDecoderErrorString(code);
  return CURLE_BAD_CONTENT_ENCODING;
}

static CURLcode decode(void *decoder, struct cursor *in, struct content_out *out, const char **why)
{
  size_t left = cursor_left(in), room = out->room - out->len;
  uint8_t *to = out->at + out->len;
  BrotliDecoderResult result = BrotliDecoderDecompressStream(decoder, &left, &in->at, &room, &to, NULL);
  out->len = out->room - room;
  if(result == BROTLI_DECODER_RESULT_ERROR) return fail(decoder, why);
  if(result != BROTLI_DECODER_RESULT_SUCCESS || !left) return CURLE_OK;
  *why = "Bytes behind the end of compressed data";
  return CURLE_WRITE_ERROR;
}

static bool is_at_end(const void *decoder) { return BrotliDecoderIsFinished(decoder); }

const struct content_coding content_br = {
  .name = "br", .begin = begin, .end = end, .decode = decode, .is_at_end = is_at_end
};

unsigned content_brotli_version(void) { return BrotliDecoderVersion(); }
