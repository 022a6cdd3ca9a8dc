/* The chunked transfer coding (RFC 9112, section 7.1): the decoder.
 *
 * A body is a row of chunks: a line with the size in hexadecimal, that many bytes, a line end. The chunk of size zero is
 * the last one and has no data; the trailer section (fields and an empty line) follows it. This decoder reads up to
 * there; the trailer section is read by the head decoder of head.h:
 *
 *   H1_CHUNKED_TRAILER_SECTION -> h1_head_reset_trailer, then h1_head_next on the rest of the same input, and on what
 *   comes after, until H1_HEAD_END: that is the end of the message.
 *
 * Chunk extensions are skipped. The decoder allocates nothing and can be copied. Line ends are CRLF or, as section 2.2
 * lets a recipient do, a bare LF; a bare CR is an error.
 */
#ifndef CODEC_HTTP1_CHUNKED_H
#define CODEC_HTTP1_CHUNKED_H
#include "base/cursor.h"
#include "base/result.h"

#define H1_CHUNKED_LINE_MAX 16384 /* bytes of a size line, without its end: nobody needs more */

enum h1_chunked_kind {
  H1_CHUNKED_MORE,           /* the input is used up and the body goes on */
  H1_CHUNKED_DATA,           /* bytes: a piece of the body, at least one byte */
  H1_CHUNKED_TRAILER_SECTION /* the data is over; the trailer section begins at what is left of the input */
};

struct h1_chunked_event {
  enum h1_chunked_kind kind;
  struct span bytes; /* points into the input, and lives as long as that does */
};

/* Private; initialise with {0}. */
struct h1_chunked {
  uint64_t left;     /* bytes of this chunk still to come, or its size so far */
  uint16_t state;    /* index into the table of states */
  uint16_t line_len; /* bytes of this size line so far */
  const char *why;
};

/* Decode up to the next event.
 *
 * Moves `in` past what was understood. Call again until H1_CHUNKED_MORE or H1_CHUNKED_TRAILER_SECTION; after the latter
 * or an error the decoder is done, until it is set to {0}.
 *
 * CURLE_RECV_ERROR (libcurl's code): no chunked body: no digit, a size over 2^63-1, other bytes where a line end
 *   belongs, a bare CR, a size line over H1_CHUNKED_LINE_MAX. `*ret` is unchanged.
 */
MUST_USE CURLcode h1_chunked_next(struct h1_chunked *d, struct cursor *in, struct h1_chunked_event *ret);

/* What an error was about, as static text; NULL before one. */
const char *h1_chunked_why(const struct h1_chunked *d);

#endif
