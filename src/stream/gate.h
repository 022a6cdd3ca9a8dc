/* The gate: the one place where a socket begins and ends (CURLOPT_OPENSOCKETFUNCTION(3) and its family).
 *
 * A socket's life: opened -> configured -> connecting -> connected -> closed; or opened -> configured -> listening ->
 * closed, and whom it accepts: opened -> connected -> closed. What the program's open callback gave is closed exactly once,
 * by the close callback that was set when it was opened, however things end; the handle may be gone by then.
 */
#ifndef STREAM_GATE_H
#define STREAM_GATE_H
#include "base/address.h"
#include "base/trace.h"
#include "stream/net_opts.h"

enum gate_state { GATE_CLOSED, GATE_OPENED, GATE_CONFIGURED, GATE_CONNECTING, GATE_CONNECTED, GATE_LISTENING };

/* What a socket is opened for. */
enum gate_role { GATE_TO_CONNECT, GATE_TO_LISTEN };

struct gated_socket {
  curl_socket_t fd;
  enum gate_state state;
  bool supplied;                   /* came connected */
  int errnum;                      /* why it is not open: an errno, or 0 where no system call failed */
  curl_closesocket_callback close; /* captured when it was opened; NULL: close(2) */
  void *close_data;
  struct callback_guard *guard; /* for the close callback; whoever lets the socket outlive it sets NULL */
};

/* Ask the gate for a socket to `*addr`, which the open callback may change in place, and configure it: SOCKOPTFUNCTION,
 * then (unless it is connected already) the local address. The TCP options of `o` are set before SOCKOPTFUNCTION is
 * called, so that the program has the last word. On an error nothing is open, `ret` is in GATE_CLOSED with `errnum`,
 * and `*addr` is what the program left there if it gave a socket.
 *
 * One that is to listen, at `*addr` of this host, is configured by SOCKOPTFUNCTION alone: it has no peer yet. It may come
 * bound, and listening, as the program likes; CURL_SOCKOPT_ALREADY_CONNECTED says nothing of it, as a program may return
 * that for each.
 *
 * CURLE_OK: state GATE_CONFIGURED, or GATE_CONNECTED for a supplied one.
 * CURLE_COULDNT_CONNECT: this address is out (refused by the callback, no such family, not a socket, one that cannot do
 * what it is for): try the next.
 * CURLE_INTERFACE_FAILED: the local address or port is not to be had, or does not reach this address (an IPv4 one for
 * an IPv6 peer): another one may do.
 * CURLE_ABORTED_BY_CALLBACK: SOCKOPTFUNCTION said CURL_SOCKOPT_ERROR; the transfer ends.
 * Each with its text in `t`. `*refused` tells whether it was the callback's refusal, or the policy's. The policy is asked last, of
 * the address as the callback has left it, or of the real peer of a supplied socket: nothing is connected before. */
MUST_USE CURLcode gate_open(struct gated_socket *ret, enum gate_role role, const struct net_opts *o,
                            struct address *addr, struct trace *t, bool *refused);
/* Whom `at`, in GATE_LISTENING, has got, in GATE_CONNECTED: with the TCP options of `o`, and shown to SOCKOPTFUNCTION
 * with CURLSOCKTYPE_ACCEPT. It is not the program's: its end is close(2). CURLE_AGAIN: nobody.
 * CURLE_ABORTED_BY_CALLBACK: SOCKOPTFUNCTION said CURL_SOCKOPT_ERROR. CURLE_FTP_ACCEPT_FAILED. CURLE_COULDNT_CONNECT: the policy
 * denies it. With text, and nothing is accepted then. */
MUST_USE CURLcode gate_accept(struct gated_socket *ret, const struct gated_socket *at, const struct net_opts *o,
                              struct trace *t);
/* Legal in state GATE_CLOSED. The descriptor is in no poller any more. */
void gate_close(struct gated_socket *s);

#endif
