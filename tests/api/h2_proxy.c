#include "h2_proxy.h"
#include <nghttp2/nghttp2.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct proxy {
  int in, out;
  const struct h2_proxy_plan *plan;
  struct h2_proxy_notes *notes;
  nghttp2_session *session;
  int32_t tunnel; /* 0: there is none */
  char piece[16384];
  size_t len, done;    /* of the piece */
  size_t passed;       /* bytes of the origin's */
  bool origin_is_over; /* nothing more comes from there */
  bool is_mute;        /* the client does not listen any more */
  bool client_has_ended;
  struct body {
    const char *at;
    size_t left;
    bool is_fill;
  } bodies[H2_PROXY_ANSWERS_MAX];
};

static void check(int result)
{
  if(result < 0) {
    fprintf(stderr, "h2 proxy: %s\n", nghttp2_strerror(result));
    abort();
  }
}

static bool send_bytes(int fd, const void *bytes, size_t len)
{
  for(const char *at = bytes; len;) {
    ssize_t sent = send(fd, at, len, MSG_NOSIGNAL);
    if(sent <= 0) return false;
    at += sent;
    len -= (size_t)sent;
  }
  return true;
}

/* ---- the answers ---- */

static ssize_t give_body(nghttp2_session *session, int32_t id, uint8_t *to, size_t room, uint32_t *flags,
                         nghttp2_data_source *source, void *user)
{
  struct body *b = source->ptr;
  size_t len = b->left < room ? b->left : room;
  if(b->is_fill)
    memset(to, b->at[0], len);
  else
    memcpy(to, b->at, len);
  if(!b->is_fill) b->at += len;
  b->left -= len;
  if(!b->left) *flags |= NGHTTP2_DATA_FLAG_EOF;
  return (ssize_t)len;
}

static ssize_t give_tunnel(nghttp2_session *session, int32_t id, uint8_t *to, size_t room, uint32_t *flags,
                           nghttp2_data_source *source, void *user)
{
  struct proxy *p = user;
  size_t left = p->len - p->done, len = left < room ? left : room;
  if(!len && !p->origin_is_over) return NGHTTP2_ERR_DEFERRED;
  if(!len) *flags |= NGHTTP2_DATA_FLAG_EOF;
  memcpy(to, p->piece + p->done, len);
  p->done += len;
  return (ssize_t)len;
}

static nghttp2_nv field(const char *name, const char *value)
{
  return (nghttp2_nv){ (uint8_t *)(uintptr_t)name, (uint8_t *)(uintptr_t)value, strlen(name), strlen(value), 0 };
}

static void open_tunnel(struct proxy *p, int32_t id)
{
  const nghttp2_nv head = field(":status", "200");
  const nghttp2_data_provider data = { .read_callback = give_tunnel };
  p->tunnel = id;
  check(nghttp2_submit_response(p->session, id, &head, 1, &data));
  if(p->plan->goes_away) check(nghttp2_submit_goaway(p->session, 0, id, NGHTTP2_NO_ERROR, NULL, 0));
}

static void refuse(struct proxy *p, int32_t id, const struct h2_proxy_answer *a, struct body *body)
{
  char status[8];
  snprintf(status, sizeof status, "%d", a->status);
  const nghttp2_nv head[] = { field(":status", status), field(a->name ? a->name : "", a->value ? a->value : "") };
  const nghttp2_data_provider data = { .source = { .ptr = body }, .read_callback = give_body };
  *body = (struct body){ a->body, a->body_len, a->body_len != 0 };
  if(a->body && !a->body_len) body->left = strlen(a->body);
  check(nghttp2_submit_response(p->session, id, head, a->name ? 2 : 1, a->body ? &data : NULL));
}

static void answer(struct proxy *p, int32_t id)
{
  size_t n = p->notes->count++;
  const struct h2_proxy_answer *a = n < p->plan->answer_count ? &p->plan->answers[n] : &(struct h2_proxy_answer){ 0 };
  const nghttp2_nv interim = field(":status", "103");
  if(a->is_interim_first) check(nghttp2_submit_headers(p->session, 0, id, NULL, &interim, 1, NULL));
  if(a->reset)
    check(nghttp2_submit_rst_stream(p->session, 0, id, a->reset));
  else if(a->status)
    refuse(p, id, a, &p->bodies[n]);
  else
    open_tunnel(p, id);
  if(a->goes_away) check(nghttp2_submit_goaway(p->session, 0, id, NGHTTP2_NO_ERROR, NULL, 0));
}

/* ---- what comes ---- */

static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name, size_t name_len,
                     const uint8_t *value, size_t value_len, uint8_t flags, void *user)
{
  struct h2_proxy_notes *n = ((struct proxy *)user)->notes;
  size_t len = strlen(n->requests);
  snprintf(n->requests + len, sizeof n->requests - len, "%.*s %.*s\n", (int)name_len, (const char *)name,
           (int)value_len, (const char *)value);
  return 0;
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *user)
{
  struct proxy *p = user;
  bool is_ack = frame->hd.flags & NGHTTP2_FLAG_ACK, is_last = frame->hd.flags & NGHTTP2_FLAG_END_STREAM;
  if(frame->hd.type == NGHTTP2_HEADERS) answer(p, frame->hd.stream_id);
  if(frame->hd.type == NGHTTP2_DATA && is_last && frame->hd.stream_id == p->tunnel)
    p->notes->has_ended = p->client_has_ended = true;
  if(frame->hd.type == NGHTTP2_RST_STREAM) p->notes->was_reset = true;
  if(frame->hd.type == NGHTTP2_GOAWAY) p->notes->has_goaway = true;
  if(frame->hd.type == NGHTTP2_PING && is_ack) p->notes->pongs++;
  return 0;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *bytes, size_t len, void *user)
{
  struct proxy *p = user;
  if(p->plan->slow_ms) poll(NULL, 0, p->plan->slow_ms);
  if(id == p->tunnel && !send_bytes(p->out, bytes, len)) p->origin_is_over = true;
  check(nghttp2_session_consume(session, id, len));
  return 0;
}

static int on_bad_frame(nghttp2_session *session, const nghttp2_frame *frame, int error, void *user)
{
  ((struct proxy *)user)->notes->bad_frames++;
  return 0;
}

static int on_close(nghttp2_session *session, int32_t id, uint32_t error, void *user)
{
  struct proxy *p = user;
  if(id == p->tunnel) p->tunnel = 0;
  return 0;
}

static void begin(struct proxy *p)
{
  nghttp2_session_callbacks *callbacks;
  nghttp2_option *options;
  const nghttp2_settings_entry window = { NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, p->plan->window };
  check(nghttp2_session_callbacks_new(&callbacks));
  check(nghttp2_option_new(&options));
  nghttp2_option_set_no_auto_window_update(options, 1);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
  nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, on_bad_frame);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
  check(nghttp2_session_server_new2(&p->session, callbacks, p, options));
  check(nghttp2_submit_settings(p->session, 0, &window, p->plan->window ? 1 : 0));
  nghttp2_option_del(options);
  nghttp2_session_callbacks_del(callbacks);
}

/* ---- the tunnel ---- */

/* What the client has said before it went is still heard. */
static void say(struct proxy *p)
{
  const uint8_t *bytes;
  ssize_t len;
  while((len = nghttp2_session_mem_send(p->session, &bytes)) > 0)
    if(!p->is_mute) p->is_mute = !send_bytes(p->in, bytes, (size_t)len);
}

static bool hear(struct proxy *p)
{
  uint8_t bytes[16384];
  ssize_t got = recv(p->in, bytes, sizeof bytes, 0);
  return got > 0 && nghttp2_session_mem_recv(p->session, bytes, (size_t)got) == got;
}

/* A piece of the origin's, as far as the plan lets it. */
static void take_piece(struct proxy *p)
{
  const struct h2_proxy_plan *plan = p->plan;
  size_t last = plan->reset_after ? plan->reset_after : plan->end_after ? plan->end_after : plan->cut_after;
  size_t room = last && last - p->passed < sizeof p->piece ? last - p->passed : sizeof p->piece;
  ssize_t got = room ? recv(p->out, p->piece, room, 0) : 0;
  p->len = got > 0 ? (size_t)got : 0;
  p->done = 0;
  p->passed += p->len;
  if(got <= 0 || (last && p->passed == last && plan->end_after)) p->origin_is_over = true;
  if(p->passed && plan->pings) check(nghttp2_submit_ping(p->session, 0, NULL));
  check(nghttp2_session_resume_data(p->session, p->tunnel));
}

/* What was to come before the end has gone out. */
static bool is_at_end(const struct proxy *p, size_t last) { return last && p->passed == last && p->done == p->len; }

static bool turn(struct proxy *p)
{
  bool wants_piece = p->tunnel && p->done == p->len && !p->origin_is_over;
  struct pollfd fds[] = { { p->in, POLLIN, 0 }, { wants_piece ? p->out : -1, POLLIN, 0 } };
  if(poll(fds, 2, -1) < 0) return false;
  if(fds[0].revents && !hear(p)) return false;
  if(fds[1].revents && p->tunnel) take_piece(p);
  say(p);
  if(is_at_end(p, p->plan->cut_after)) return false;
  if(p->tunnel && is_at_end(p, p->plan->reset_after)) {
    check(nghttp2_submit_rst_stream(p->session, 0, p->tunnel, p->plan->reset));
    p->origin_is_over = true;
    say(p);
  }
  if(p->client_has_ended) shutdown(p->out, SHUT_WR);
  return true;
}

void h2_proxy_run(int in, int out, const struct h2_proxy_plan *plan, struct h2_proxy_notes *notes)
{
  struct proxy p = { .in = in, .out = out, .plan = plan, .notes = notes };
  begin(&p);
  say(&p);
  while(turn(&p)) continue;
  nghttp2_session_del(p.session);
}
