/* The gate: the one place where a socket begins and ends (CURLOPT_OPENSOCKETFUNCTION(3) and its family).
 *
 * A socket's life: opened -> configured -> connecting -> connected -> closed. What the program's open callback gave is
 * closed exactly once, by the close callback that was set when it was opened, however things end; the handle may be
 * gone by then.
 */
#ifndef STREAM_GATE_H
#define STREAM_GATE_H
#include "base/address.h"
#include "base/trace.h"
#include "stream/net_opts.h"

enum gate_state { GATE_CLOSED, GATE_OPENED, GATE_CONFIGURED, GATE_CONNECTING, GATE_CONNECTED };

struct gated_socket {
  curl_socket_t fd;
  enum gate_state state;
  bool supplied;                   /* came connected */
  curl_closesocket_callback close; /* captured when it was opened; NULL: close(2) */
  void *close_data;
  struct callback_guard *guard;
};

/* Ask the gate for a socket to `*addr`, which the open callback may change in place, and configure it: SOCKOPTFUNCTION,
 * then (unless it is connected already) the options of `o` and the local address. On an error nothing is open.
 *
 * CURLE_OK: state GATE_CONFIGURED, or GATE_CONNECTED for a supplied one.
 * CURLE_COULDNT_CONNECT: this address is out (refused by the callback, no such family, not a socket): try the next.
 * CURLE_ABORTED_BY_CALLBACK: SOCKOPTFUNCTION said CURL_SOCKOPT_ERROR; the transfer ends.
 * CURLE_INTERFACE_FAILED: the local address or port is not to be had.
 * CURLE_OUT_OF_MEMORY. Each with its text in `t`. `*refused` tells whether it was the callback's refusal. */
MUST_USE CURLcode gate_open(struct gated_socket *ret, const struct net_opts *o, struct address *addr, struct trace *t,
                            bool *refused);
/* Legal in state GATE_CLOSED. The descriptor is in no poller any more. */
void gate_close(struct gated_socket *s);

#endif
