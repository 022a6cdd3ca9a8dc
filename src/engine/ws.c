#include "proto/http/ws.h"
#include "engine/internal.h"
#include "proto/http/ws_out.h"

/* What a program asks of a WebSocket by itself, outside of a transfer's turns: over the connection of
 * CURLOPT_CONNECT_ONLY(3), or beside the callbacks of the transfer under way. */

/* As with raw.c, an option that was taken back takes the use of the connection back. */
static struct ws *detached(const struct transfer *t)
{
  return t->config.opts->connect_only ? ws_of_conn(t->raw) : NULL;
}

static struct ws *in_use(const struct transfer *t) { return t->exchange ? ws_of_conn(t->conn) : detached(t); }

static CURLcode refuse(struct transfer *t)
{
  return trace_fail(&t->xfer.trace, CURLE_UNSUPPORTED_PROTOCOL, "There is no WebSocket connection");
}

/* Milliseconds that are left of CURLOPT_TIMEOUT(3); -1: any number. */
static int patience_ms(const struct transfer *t)
{
  int64_t ms = t->config.opts->timeout_ms;
  if(ms <= 0) return -1;
  ms -= (t->multi->system->now_us() - t->started_us) / 1000;
  return ms < 0 ? 0 : ms < INT32_MAX ? (int)ms : INT32_MAX;
}

static CURLcode wait_for_room(struct transfer *t)
{
  struct curl_waitfd fd = { .fd = stream_socket_info(t->conn->stream)->fd, .events = CURL_WAIT_POLLOUT };
  int ready = 0, ms = patience_ms(t);
  if(ms) TRY(poller_look(&fd, 1, ms, &ready));
  return ready || ms < 0 ? CURLE_OK
                         : trace_fail(&t->xfer.trace, CURLE_OPERATION_TIMEDOUT, "WebSocket: sending timed out");
}

/* curl_ws_send(3): from inside of a callback the call blocks. */
static CURLcode send_all(struct transfer *t, struct ws *w, struct ws_piece p, size_t *sent)
{
  size_t moved = 0, total = 0;
  CURLcode code;
  do {
    code = ws_send(w, &t->xfer.trace, &p, &moved);
    if(!code) {
      total += moved;
      p.from += moved;
      p.len -= moved;
      p.size = 0;
    }
    if(code == CURLE_AGAIN) TRY(wait_for_room(t));
  } while(code == CURLE_AGAIN || (!code && p.len));
  if(!code) *sent = total;
  return code;
}

CURLcode transfer_ws_send(struct transfer *t, const struct ws_piece *p, bool is_inside, size_t *sent)
{
  struct ws *w = in_use(t);
  if(!w) return refuse(t);
  if(is_inside && t->exchange) return send_all(t, w, *p, sent);
  transfer_wake(t); /* what is left behind is its to send */
  return ws_send(w, &t->xfer.trace, p, sent);
}

CURLcode transfer_ws_recv(struct transfer *t, void *to, size_t room, size_t *got, const struct curl_ws_frame **meta)
{
  struct ws *w = detached(t);
  return w ? ws_receive(w, &t->xfer.trace, to, room, got, meta) : refuse(t);
}

CURLcode transfer_ws_start_frame(struct transfer *t, unsigned flags, curl_off_t size)
{
  struct ws *w = t->exchange ? ws_of_conn(t->conn) : NULL;
  if(!w) return refuse(t);
  transfer_wake(t);
  return ws_start_frame(w, &t->xfer.trace, flags, size);
}

const struct curl_ws_frame *transfer_ws_frame(const struct transfer *t) { return t->frame; }
