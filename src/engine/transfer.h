/* A transfer: one URL's way from the handle's options to the record that getinfo reads. */
#ifndef ENGINE_TRANSFER_H
#define ENGINE_TRANSFER_H
#include "engine/headers.h"
#include "engine/info.h"
#include "engine/login.h"
#include "engine/opts.h"
#include "tls/tickets.h"

struct transfer;
struct hsts_files;
struct hsts_opts;
struct http_stores;
struct stream;

/* What a transfer reads of its handle. All of it outlives the transfer, and may change between transfers, and where a
 * manual page allows it during one. */
struct transfer_config {
  void *handle; /* the CURL *, for callbacks; never looked into */
  const struct transfer_opts *opts;
  const struct io_opts *io;
  const struct login_opts *login;
  const struct request_opts *request;
  const struct http_opts *http;
  const struct ftp_opts *ftp; /* NULL: the transfer is limited to other protocols */
  const struct http_stores *stores;
  const struct net_opts *net;
  const struct proxy_opts *proxy;
  const struct resolve_opts *resolve;
  const struct tls_opts *tls, *proxy_tls;
  const struct netrc_opts *netrc;
  struct hsts_files *hsts_files;
  const struct hsts_opts *hsts;
  const struct trace_opts *trace;
  struct dns *const *dns; /* the share's, or NULL: the multi's; as the next */
  struct pool *const *pool;
  struct tls_tickets *const *tickets;
};

/* One for a handle, made when it is first needed, used for each of its transfers. NULL: out of memory. */
MUST_USE struct transfer *transfer_new(const struct transfer_config *config);
/* What it reads of its handle has moved; what was there before is still to be read for as long as a connection is made. */
void transfer_configure(struct transfer *t, const struct transfer_config *config);
/* It is in no multi. NULL is legal. */
void transfer_free(struct transfer *t);

void *transfer_handle(const struct transfer *t);
struct transfer_info *transfer_info(struct transfer *t);
/* Of the last transfer, or the present one so far. */
const struct headers *transfer_headers(const struct transfer *t);
/* The multi it is in, or NULL. */
struct multi *transfer_multi(const struct transfer *t);
/* The socket of the connection in use, of CURLOPT_CONNECT_ONLY, or of the one last used while the share or `kept_in` (a
 * living multi, or NULL) still keeps it; CURL_SOCKET_BAD else. */
curl_socket_t transfer_socket(const struct transfer *t, struct multi *kept_in);

/* The TLS stream of the connection in use, or of CURLOPT_CONNECT_ONLY, towards the origin; NULL: there is none. */
const struct stream *transfer_tls(const struct transfer *t);

/* The handle has left its share, or come to one: a connection that was kept is not to be found any more. */
void transfer_leave_pool(struct transfer *t);

/* As before a first transfer, but for the connection of CURLOPT_CONNECT_ONLY, which stays. It is in no multi. */
void transfer_forget(struct transfer *t);

/* Over the connection of CURLOPT_CONNECT_ONLY; `room` is not 0. As stream_write and stream_read, and
 * CURLE_UNSUPPORTED_PROTOCOL: there is none, or the option is not set any more. */
MUST_USE CURLcode transfer_send(struct transfer *t, const void *from, size_t len, size_t *sent);
MUST_USE CURLcode transfer_recv(struct transfer *t, void *to, size_t room, size_t *got);

/* The WebSocket of CURLOPT_CONNECT_ONLY, or of the transfer under way; see proto/http/ws.h. `is_inside`: the program calls
 * from a callback, and waits until all is sent; CURLE_OPERATION_TIMEDOUT then. CURLE_UNSUPPORTED_PROTOCOL: there is none. */
struct ws_piece;
MUST_USE CURLcode transfer_ws_send(struct transfer *t, const struct ws_piece *p, bool is_inside, size_t *sent);
MUST_USE CURLcode transfer_ws_recv(struct transfer *t, void *to, size_t room, size_t *got,
                                   const struct curl_ws_frame **meta);
MUST_USE CURLcode transfer_ws_start_frame(struct transfer *t, unsigned flags, curl_off_t size);
/* What the write callback that is running was called with; NULL: none is, or it is no frame. */
const struct curl_ws_frame *transfer_ws_frame(const struct transfer *t);

/* A transfer under way still reads `block`, which its handle owned until now: true, and it will free it. */
bool transfer_takes_over(struct transfer *t, char *block);

/* CURLPAUSE_* bits: what stands still from now on. May be called from a callback. What was held back is delivered from
 * here when receiving goes on: CURLE_WRITE_ERROR, CURLE_ABORTED_BY_CALLBACK … then end the transfer at its next turn.
 * CURLE_BAD_FUNCTION_ARGUMENT: not in a multi, not begun, or it has ended. CURLE_RECURSIVE_API_CALL: from the socket
 * callback, the one in which it is not allowed. */
MUST_USE CURLcode transfer_pause(struct transfer *t, int bits);

#endif
