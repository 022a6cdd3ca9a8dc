/* A socket that waits for one peer, as FTP's active mode needs it. It comes through the gate like any other
 * (CURLOPT_OPENSOCKETFUNCTION(3)), and is closed through it; whom it accepts is the library's to close, and shown to the
 * program by CURLOPT_SOCKOPTFUNCTION(3) with CURLSOCKTYPE_ACCEPT.
 */
#ifndef STREAM_LISTENER_H
#define STREAM_LISTENER_H
#include "base/address.h"
#include "base/trace.h"
#include "os/poller.h"
#include "stream/net_opts.h"
#include "stream/stream.h"

struct listener;

struct listener_config {
  const struct net_opts *opts;
  struct poller *poller;
  struct trace *trace;
  struct address at;          /* of this host; its port is the first that is tried, 0: any */
  uint16_t last_port;         /* the last one that is tried; less than the first: only that */
  void (*ready)(void *owner); /* somebody may have come: call listener_accept soon; must not call it at once */
  void *owner;
};

/* Open, bind, listen. What the config points to outlives the listener; the config itself need not. The program may give a
 * socket that is bound, or listens already: that stays as it is. Nothing is watched yet.
 *
 * CURLE_COULDNT_CONNECT: the gate refused, or there is no such socket. CURLE_INTERFACE_FAILED: the address, or every port
 * of the range, is not to be had. CURLE_ABORTED_BY_CALLBACK, CURLE_OUT_OF_MEMORY. Each with text. */
MUST_USE CURLcode listener_open(struct listener **ret, const struct listener_config *config);

/* Where it listens, by getsockname: with the port. At every address of this host: the one that was asked for. */
const struct address *listener_address(const struct listener *l);

/* Who has come, as a connected stream with the poller of the config, owned by the caller; the listening socket is closed
 * then. One that has gone again is passed over. CURLE_AGAIN: nobody yet; `ready` is called when somebody may have come, and
 * only after this. CURLE_ABORTED_BY_CALLBACK: the sockopt callback ended the transfer. CURLE_FTP_ACCEPT_FAILED,
 * CURLE_FAILED_INIT, CURLE_OUT_OF_MEMORY. With text. After anything but CURLE_AGAIN it can only be freed. */
MUST_USE CURLcode listener_accept(struct listener *l, struct stream **ret);

/* NULL is legal. */
void listener_free(struct listener *l);

#endif
