/* The head of an HTTP/1 request, and the chunked coding of its body (RFC 9112, sections 3, 5 and 7.1): the writer.
 *
 * Each function adds to `out` and returns CURLE_TOO_LARGE (the buffer's cap), CURLE_OUT_OF_MEMORY or
 * CURLE_BAD_FUNCTION_ARGUMENT; on an error the content is as before. The latter is for what would end a line early
 * (CR, LF, NUL) and thus smuggle a field or a request, and for an empty method, target or name. The verbatim functions
 * do not look: the pages of CURLOPT_CUSTOMREQUEST, CURLOPT_REQUEST_TARGET and CURLOPT_HTTPHEADER promise the program
 * that its text is sent as it is. They are for that text only.
 */
#ifndef CODEC_HTTP1_ENCODE_H
#define CODEC_HTTP1_ENCODE_H
#include "base/buf.h"

/* "method target HTTP/1.x"; `version` is 10, 11, or 20 for the text that codec/http2/http2_fields.h reads. */
MUST_USE CURLcode h1_encode_request_line(struct buf *out, struct span method, struct span target, int version);
MUST_USE CURLcode h1_encode_request_line_verbatim(struct buf *out, struct span method, struct span target, int version);
/* What ends such a line: " HTTP/1.1" and CR LF. */
MUST_USE CURLcode h1_encode_version(struct buf *out, int version);

/* "name: value", or "name:" for an empty value. A colon in `name` is refused, too. */
MUST_USE CURLcode h1_encode_field(struct buf *out, struct span name, struct span value);
/* A line of the program's own, without its end. */
MUST_USE CURLcode h1_encode_line_verbatim(struct buf *out, struct span line);

/* The empty line. */
MUST_USE CURLcode h1_encode_end(struct buf *out);

/* A chunk is a head, `len` bytes, and H1_CHUNK_END. After the last one: H1_LAST_CHUNK, or with trailer fields
 * H1_LAST_CHUNK_LINE, the fields by h1_encode_field, h1_encode_end. */
#define H1_CHUNK_HEAD_MAX  (sizeof(size_t) * 2 + 2)
#define H1_CHUNK_END       "\r\n"
#define H1_LAST_CHUNK_LINE "0\r\n"
#define H1_LAST_CHUNK      "0\r\n\r\n"
/* Writes a chunk's head into `out` and returns its bytes. `len` is not 0: that would be the last chunk. */
size_t h1_encode_chunk_head(uint8_t out[H1_CHUNK_HEAD_MAX], size_t len);

#endif
