/* TLS on whatever carries bytes: a socket, a tunnel through a proxy, or TLS to that proxy. Its handshake is what
 * establishing waits for; freeing it tells the peer that nothing follows. */
#ifndef STREAM_TLS_H
#define STREAM_TLS_H
#include "stream/stream.h"
#include "tls/tls.h"

/* Takes `below` over, which is established. `opts`, `peer` and what they point to outlive the establishing; `now_s`:
 * seconds since 1970. With early data they outlive the handshake, too. NULL: out of memory, and `below` is still the caller's. Establishing fails with what
 * tls_engine.session_new and .handshake say. */
MUST_USE struct stream *tls_stream_new(struct stream *below, const struct tls_opts *opts, const struct tls_peer *peer,
                                       int64_t now_s);

/* TLS ends in the middle of what the connection carries (RFC 4217, section 12.3). Its handshake is done, and `s` is on top.
 * The peer is told that it ends where one `speaks_first`; who does not, lets the peer do so, and does not answer. The peer
 * has to say so in either case.
 *
 * CURLE_OK: `s` is gone, and `*ret` is what it stood on, which is the caller's. CURLE_AGAIN: what it waits for is wanted;
 * call again. Else `s` can only be freed, with text: CURLE_SSL_SHUTDOWN_FAILED, also where the peer says more, within TLS
 * or behind it, as that could not be told from an attacker's words; what stream_read and stream_write end with. */
MUST_USE CURLcode tls_stream_take_off(struct stream *s, bool speaks_first, struct trace *t, struct stream **ret);

/* The uppermost TLS in a stack of streams; NULL: there is none. */
struct stream *tls_stream_in(struct stream *top);

/* Establishing such a stream waits for nothing but a result of the program's own check (SSL_set_retry_verify). */
bool tls_stream_awaits_program(const struct stream *s);

/* It is to end in the middle of what is said: freeing it does not tell the peer that nothing follows. */
void tls_stream_break(struct stream *s);

/* It counts as established, but its handshake is not done: what is written first goes out before that (early data), and
 * the reads that follow go on with it. They and further writes may end with what establishing may end with. */
bool tls_stream_is_early(const struct stream *s);

/* Of such a stream, also of one that could not be established; what is not known by then is NULL, and `verify_result` is
 * 0 where the peer's certificates were not looked at. */
void tls_stream_result(const struct stream *s, struct tls_result *ret);
/* As tls_engine.certs, .native and .native_context; none, and NULL, before the handshake has begun. */
MUST_USE CURLcode tls_stream_certs(const struct stream *s, struct curl_certinfo *ret);
void *tls_stream_native(const struct stream *s);
void *tls_stream_native_context(const struct stream *s);

#endif
