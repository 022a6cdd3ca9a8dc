/* The fields of an HTTP/2 request, out of the text of an HTTP/1.1 head (RFC 9113, sections 8.2 and 8.3): there is one
 * writer of requests, whatever version carries them.
 */
#ifndef CODEC_HTTP2_HTTP2_FIELDS_H
#define CODEC_HTTP2_HTTP2_FIELDS_H
#include "base/buf.h"
#include "base/field.h"

/* {0} is empty. What the fields point to lives in the text, `scheme` and `authority` they were made of. */
struct http2_fields {
  struct field *at;
  size_t count;
};

/* `head`: request line, lines of fields, empty line. It is changed in place: names become lower case, and an
 * absolute-form target may lose a slash.
 *
 * :method, :scheme, :authority and :path come first. `:authority` is the target's in absolute-form and of CONNECT,
 * otherwise Host's; `authority` where Host is missing or, because HTTP/2 cannot say that, empty. `:scheme` is `scheme`, or
 * the target's in absolute-form. CONNECT has neither scheme nor path (section 8.5).
 *
 * Left out is what speaks of a connection (section 8.2.2): Connection and what it names, Keep-Alive, Proxy-Connection,
 * Transfer-Encoding, Upgrade, HTTP2-Settings; of TE, "trailers" stays.
 *
 * CURLE_BAD_FUNCTION_ARGUMENT: what HTTP/2 cannot carry: CR, LF or NUL inside of a line, a folded line, a name or a method
 * that is no token, an empty target, bytes behind the empty line, no empty line.
 * CURLE_OUT_OF_MEMORY. `*ret` is to be empty, and stays so on an error. */
MUST_USE CURLcode http2_fields_of(struct http2_fields *ret, struct buf *head, struct span scheme,
                                  struct span authority);

/* The same for the text of a trailer section: lines of fields, empty line. Host is left out, too. */
MUST_USE CURLcode http2_trailer_fields_of(struct http2_fields *ret, struct buf *text);

/* It is empty again. */
void http2_fields_free(struct http2_fields *f);

#endif
