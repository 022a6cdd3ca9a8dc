/* The head of an HTTP/1 answer (RFC 9112, sections 4 and 5): the decoder of status line, fields, and trailer fields.
 *
 * Bytes go in, one event at a time comes out. Line ends are CRLF or, as section 2.2 lets a recipient do, a bare LF. A
 * folded field (section 5.2) is reported as one line: line end and blanks around it have become one space. That is why
 * a field is reported only when the first byte of the line after it is there.
 *
 * A line that lies whole in the input, and whose following byte does too, is reported in place, without a copy. Others
 * are kept in the decoder, which holds at most two lines.
 */
#ifndef CODEC_HTTP1_HEAD_H
#define CODEC_HTTP1_HEAD_H
#include "base/buf.h"

#define H1_HEAD_MAX   (300 * 1024) /* bytes of all lines of one head */
#define H1_LINE_MAX   (100 * 1024) /* bytes of one line, joined and as sent, line end included: CURL_MAX_HTTP_HEADER */
#define H1_FIELDS_MAX 5000         /* fields of one head */

enum h1_head_kind {
  H1_HEAD_MORE,    /* the input is used up and the head goes on */
  H1_HEAD_STATUS,  /* the status line */
  H1_HEAD_FIELD,   /* a field */
  H1_HEAD_END,     /* the empty line; what is left of the input comes after the head */
  H1_HEAD_NOT_HTTP /* no HTTP/1 head, but the body of an HTTP/0.9 answer */
};

struct h1_head_event {
  enum h1_head_kind kind;
  struct span line;        /* STATUS, FIELD, END: the line with its end, for the header callback. NOT_HTTP: the bytes so
                              far, which are body; so is what may be left of the input */
  int version;             /* STATUS: 10 or 11 */
  int status;              /* STATUS: 100 to 999 */
  struct span reason;      /* STATUS: without blanks around it; may be empty */
  struct span name, value; /* FIELD: the value without blanks around it */
};

/* Private but for `aliases`; h1_head_init or h1_head_init_trailer comes first. */
struct h1_head {
  const struct curl_slist
      *aliases;         /* a first line that begins with one of them, in any case, is taken for "HTTP/1.0 200";
                                       they outlive the head. A reset keeps them */
  struct buf store;     /* what could not stay in the input: the held line, then the part so far of the next one */
  size_t held;          /* bytes of the complete field line that waits in `store` for the byte after it */
  size_t total;         /* bytes of this head's complete lines */
  unsigned field_count; /* fields reported of this head */
  bool is_begun;        /* the status line is behind us */
  bool is_trailer;
  bool is_reported; /* what `store` has was reported; the next call forgets it */
  const char *why;
};

void h1_head_init(struct h1_head *d);
/* For the trailer section of a chunked body (RFC 9112, section 7.1.2): only FIELD and END come. A field's `line` always
 * ends in CRLF here, whatever was sent. END is for the caller alone: the header callback gets no second empty line. */
void h1_head_init_trailer(struct h1_head *d);

/* Ready for the next head (after a 1xx, on a kept-alive connection), or for a trailer section; the memory is kept. Both
 * need an initialised decoder, in any state. */
void h1_head_reset(struct h1_head *d);
void h1_head_reset_trailer(struct h1_head *d);
/* Ends a decoder that was initialised or is all zero; it may be initialised again. */
void h1_head_free(struct h1_head *d);

/* Decode up to the next event.
 *
 * Moves `in` past what was understood or kept. The event's spans point into the input or into the decoder, and live
 * until the next call on the decoder. Call again until MORE, END or NOT_HTTP; after END, NOT_HTTP or an error the
 * decoder is to be reset or freed. Lines that begin with a blank right after the status line belong to no field and
 * are dropped (section 2.2). `*ret` is unchanged on an error:
 *
 * CURLE_UNSUPPORTED_PROTOCOL: after "HTTP/", no status line of HTTP/1.0 or HTTP/1.1 (libcurl answers so).
 * CURLE_WEIRD_SERVER_REPLY: a NUL or a bare CR in a line; a field without colon, without name, or with a blank between
 *   name and colon; a status line of HTTP/2 or HTTP/3.
 * CURLE_RECV_ERROR: over H1_HEAD_MAX (so, and not CURLE_TOO_LARGE, in libcurl).
 * CURLE_TOO_LARGE: over H1_LINE_MAX or H1_FIELDS_MAX.
 * CURLE_OUT_OF_MEMORY
 */
MUST_USE CURLcode h1_head_next(struct h1_head *d, struct cursor *in, struct h1_head_event *ret);

/* The peer has closed and h1_head_next has said MORE: what can be made of what is held. FIELD: a complete field which
 * waited for the line after it; NOT_HTTP: an answer that was shorter than "HTTP/"; MORE: nothing, or an incomplete
 * line. The errors are those of h1_head_next. */
MUST_USE CURLcode h1_head_eof(struct h1_head *d, struct h1_head_event *ret);

/* What an error was about, as static text for the error buffer; NULL: nothing but the code's meaning to tell. */
const char *h1_head_why(const struct h1_head *d);

#endif
