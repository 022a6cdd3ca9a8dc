/* How large a stream's receive window is to be: as large as the link can fill in one round trip, because a smaller one makes
 * the peer wait, and not much larger, because what is not dealt with has to be kept.
 *
 * In one round trip a peer can send one window. Where half of it or more has come in that time (it is given back by
 * halves), the window may be what holds the peer up, and it doubles. So it ends between the bandwidth-delay product and
 * four times that, or at HTTP2_WINDOW_MAX.
 *
 * The round trip is the caller's: what setting the connection up has taken from SYN to SYN-ACK is right. It is the shortest
 * one, so that a queue that fills up on the way makes no window grow.
 */
#ifndef CODEC_HTTP2_HTTP2_WINDOW_H
#define CODEC_HTTP2_HTTP2_WINDOW_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP2_WINDOW_FIRST (64u * 1024)
#define HTTP2_WINDOW_MAX   (16u * 1024 * 1024) /* also what a connection's is to be: http2_config.connection_window */
/* Microseconds. On a shorter link it is this machine's own turn that takes the time. */
#define HTTP2_ROUND_TRIP_MIN 1000u

/* Read `size`; the rest is private. */
struct http2_window {
  uint32_t size;
  uint64_t since;   /* when the time that is looked at began */
  uint64_t arrived; /* bytes since */
};

void http2_window_init(struct http2_window *w);
/* `len` bytes of the body have arrived at `now`; both times in microseconds. True: `size` has grown, to be told with
 * http2_set_stream_window. */
bool http2_window_arrived(struct http2_window *w, size_t len, uint64_t now, uint64_t round_trip);

#endif
