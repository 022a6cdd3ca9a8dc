/* What follows the head of an answer, and whether the connection outlives it (RFC 9112, sections 6.3 and 9.3).
 *
 * For each head: h1_framing_begin with the status line, h1_framing_field with every field, h1_framing_end at the empty
 * line. Nothing is allocated. libcurl does not show its callback a field that is an error here: call h1_framing_field
 * first.
 */
#ifndef CODEC_HTTP1_FRAMING_H
#define CODEC_HTTP1_FRAMING_H
#include "base/cursor.h"
#include "base/result.h"

enum h1_body_kind {
  H1_BODY_NONE,    /* the message ends with its head; also for Content-Length: 0 */
  H1_BODY_LENGTH,  /* `length` bytes, at least one */
  H1_BODY_CHUNKED, /* codec/http1/chunked.h */
  H1_BODY_CLOSE    /* everything until the peer closes */
};

struct h1_framing {
  enum h1_body_kind body;   /* after h1_framing_end */
  bool keep_alive;          /* after h1_framing_end: the connection may carry another message */
  bool has_length;          /* `length` is known; also where no body follows (HEAD, 304). Never with a chunked coding */
  bool length_overflow;     /* the peer announces 2^63 bytes or more: has_length is false and the body ends with the
                               connection; a transfer with a limit fails with CURLE_FILESIZE_EXCEEDED at once */
  uint64_t length;          /* Content-Length, at most 2^63-1 */
  int keep_alive_timeout_s; /* Keep-Alive: timeout=, the seconds that the peer will wait; -1: not told */
  bool passes_codings; /* set after h1_framing_begin: any transfer coding may come, somebody else decodes it or not */
  struct span culprit; /* after an error: what in the field's value it was about; lives as long as that value */

  /* private */
  const char *why;
  int version;
  bool no_body, via_proxy, forbids_coding;
  bool is_chunked, is_coded, has_close, has_keep_alive;
};

/* `version` 10 or 11; `status` 100 to 999. `head_request`: no body follows whatever the fields say: the answer to HEAD,
 * or a 2xx to CONNECT. `via_proxy`: an HTTP proxy forwards the request, so Proxy-Connection has a meaning. Status 1xx,
 * 204 and 304 have no body; what a 101 turns the connection into is the caller's to know. */
void h1_framing_begin(struct h1_framing *f, int version, int status, bool head_request, bool via_proxy);

/* Any field; those without a meaning here are ignored. `value` comes without blanks around it.
 *
 * CURLE_WEIRD_SERVER_REPLY: a Content-Length that is no number, or not the same as before.
 * CURLE_BAD_CONTENT_ENCODING: a transfer coding other than identity and a final chunked, where a body follows that is to
 * be decoded.
 */
MUST_USE CURLcode h1_framing_field(struct h1_framing *f, struct span name, struct span value);

/* The head is complete: decide. Framing that contradicts itself is followed as the sections say, but is the last on its
 * connection: Content-Length beside a chunked coding (6.3), a chunked coding in an HTTP/1.0 message or with a 1xx or 204
 * (6.1). */
void h1_framing_end(struct h1_framing *f);

/* What an error was about, as static text; NULL before one. */
const char *h1_framing_why(const struct h1_framing *f);

#endif
