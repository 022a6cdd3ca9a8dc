/* "hello world, hello world\n" in each coding. */
#ifndef TEST_CONTENT_SAMPLES_H
#define TEST_CONTENT_SAMPLES_H
#include "base/cursor.h"

#define PLAIN "hello world, hello world\n"

/* head: magic, deflate, no flags, no time, any system; compressed data; CRC-32; length 25 */
#define GZIP                                 \
  "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03" \
  "\xcb\x48\xcd\xc9\xc9\x57\x28\xcf\x2f\xca\x49\xd1\x51\xc8\x40\x70\xb8\x00\xc3\xca\x08\x2e\x19\x00\x00\x00"
/* head: 32 KiB window; compressed data; Adler-32 */
#define ZLIB "\x78\x9c\xcb\x48\xcd\xc9\xc9\x57\x28\xcf\x2f\xca\x49\xd1\x51\xc8\x40\x70\xb8\x00\x79\x8f\x09\x0f"
#define BARE "\xcb\x48\xcd\xc9\xc9\x57\x28\xcf\x2f\xca\x49\xd1\x51\xc8\x40\x70\xb8\x00"
#define BR   "\x1b\x18\x00\x00\x24\x41\x14\x58\x7a\x10\x45\x16\x81\x46\x36\x93\xc7\xd3\xa9\x8f\x01"
/* magic; frame head; one compressed block; checksum */
#define ZSTD                                                                                                 \
  "\x28\xb5\x2f\xfd\x04\x58\xa5\x00\x00\x70\x68\x65\x6c\x6c\x6f\x20\x77\x6f\x72\x6c\x64\x2c\x20\x0a\x01\x00" \
  "\x60\xcc\x2f\x91\x63\xad\x4e"

static const struct sample {
  const char *coding;
  struct span bytes;
} samples[] = {
  { "gzip", SPAN_LITERAL(GZIP) },    { "X-GZip", SPAN_LITERAL(GZIP) },  { "gzip", SPAN_LITERAL(ZLIB) },
  { "deflate", SPAN_LITERAL(ZLIB) }, { "Deflate", SPAN_LITERAL(BARE) }, { "br", SPAN_LITERAL(BR) },
  { "zstd", SPAN_LITERAL(ZSTD) },
};
#define SAMPLES (sizeof samples / sizeof *samples)

#endif
