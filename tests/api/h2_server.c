#include "h2_server.h"
#include "h2_request.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS_MAX 40

/* ---- answers ---- */

/* "name: value\n" each, as nghttp2 takes them; the text must live as long. */
static size_t split(const char *lines, nghttp2_nv to[FIELDS_MAX])
{
  size_t count = 0;
  for(const char *at = lines; at && *at && count < FIELDS_MAX; at = strchr(at, '\n') + 1) {
    const char *colon = strchr(at + 1, ':');
    to[count++] = (nghttp2_nv){ .name = (uint8_t *)(uintptr_t)at,
                                .namelen = (size_t)(colon - at),
                                .value = (uint8_t *)(uintptr_t)colon + 2,
                                .valuelen = strcspn(colon + 2, "\n") };
  }
  return count;
}

static size_t body_len(const struct h2_request *r)
{
  if(r->page->is_echo) return r->body.len;
  return r->page->body && !r->page->len ? strlen(r->page->body) : r->page->len;
}

static void fill(const struct h2_request *r, uint8_t *to, size_t len)
{
  const char *from = r->page->is_echo ? r->body.at : r->page->body;
  if(from) memcpy(to, from + r->sent, len);
  for(size_t i = 0; !from && i < len; i++) to[i] = (uint8_t)h2_byte_at(r->sent + i);
}

static ssize_t read_body(nghttp2_session *s, int32_t stream, uint8_t *to, size_t room, uint32_t *flags,
                         nghttp2_data_source *source, void *arg)
{
  struct h2_request *r = source->ptr;
  size_t len = body_len(r), until = len;
  nghttp2_nv trailer[FIELDS_MAX];
  if(r->page->held_at && !atomic_load(&r->conn->peer->is_released)) until = r->page->held_at;
  if(until - r->sent < room) room = until - r->sent;
  if(room) fill(r, to, room);
  r->sent += room;
  r->is_waiting = !room && r->sent < len;
  if(r->is_waiting) return NGHTTP2_ERR_DEFERRED;
  if(r->sent < len) return (ssize_t)room;
  if(r->page->is_reset) {
    nghttp2_submit_rst_stream(s, NGHTTP2_FLAG_NONE, stream, r->page->error);
    return room ? (ssize_t)room : NGHTTP2_ERR_DEFERRED;
  }
  *flags |= NGHTTP2_DATA_FLAG_EOF;
  if(r->page->trailer) {
    *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
    nghttp2_submit_trailer(s, stream, trailer, split(r->page->trailer, trailer));
  }
  return (ssize_t)room;
}

static void submit_answer(struct h2_request *r)
{
  char lines[4096];
  nghttp2_nv fields[FIELDS_MAX];
  const bool is_head = strcmp(h2_field(r, ":method"), "HEAD") == 0;
  const bool has_body = !is_head && (body_len(r) || r->page->trailer);
  int len = snprintf(lines, sizeof lines, ":status: %d\n%s", r->page->status ? r->page->status : 200,
                     r->page->fields ? r->page->fields : "");
  if(r->page->has_length) snprintf(lines + len, sizeof lines - (size_t)len, "content-length: %zu\n", body_len(r));
  nghttp2_data_provider body = { .source.ptr = r, .read_callback = read_body };
  nghttp2_submit_response(r->conn->server, r->stream, fields, split(lines, fields), has_body ? &body : NULL);
}

/* The promise of a page; its request is as if the library had made it. NULL: the library has switched that off. */
static struct h2_request *submit_push(const struct h2_request *parent)
{
  nghttp2_nv fields[FIELDS_MAX];
  char lines[256];
  int len = snprintf(lines, sizeof lines, ":method: GET\n:scheme: %s\n:path: %s\n:authority: %s\nx-pushed: yes\n",
                     parent->conn->ssl ? "https" : "http", parent->page->push, h2_field(parent, ":authority"));
  struct h2_request *r = h2_request_add(parent->conn, 0);
  r->stream = nghttp2_submit_push_promise(parent->conn->server, NGHTTP2_FLAG_NONE, parent->stream, fields,
                                          split(lines, fields), r);
  r->has_ended = true;
  text_add(&r->fields, lines, (size_t)len);
  return r->stream < 0 ? NULL : r;
}

static void answer(struct h2_request *r)
{
  char lines[512];
  nghttp2_nv fields[FIELDS_MAX];
  if(!r->page) r->page = h2_request_page(r);
  if(r->is_answered || r->is_closed || r->page->is_silent || (!r->has_ended && !r->page->is_early)) return;
  if(r->page->is_held && !atomic_load(&r->conn->peer->is_released)) return;
  r->is_answered = true;
  struct h2_request *pushed = r->page->push ? submit_push(r) : NULL;
  if(pushed) answer(pushed);
  if(r->page->interim) {
    snprintf(lines, sizeof lines, ":status: 103\n%s", r->page->interim);
    nghttp2_submit_headers(r->conn->server, NGHTTP2_FLAG_NONE, r->stream, NULL, fields, split(lines, fields), NULL);
  }
  if(r->page->is_reset && !body_len(r))
    nghttp2_submit_rst_stream(r->conn->server, NGHTTP2_FLAG_NONE, r->stream, r->page->error);
  else
    submit_answer(r);
}

/* ---- what has come ---- */

static int on_begin_headers(nghttp2_session *s, const nghttp2_frame *frame, void *arg)
{
  if(frame->headers.cat == NGHTTP2_HCAT_REQUEST)
    nghttp2_session_set_stream_user_data(s, frame->hd.stream_id, h2_request_add(arg, frame->hd.stream_id));
  return 0;
}

static int on_header(nghttp2_session *s, const nghttp2_frame *frame, const uint8_t *name, size_t name_len,
                     const uint8_t *value, size_t value_len, uint8_t flags, void *arg)
{
  struct h2_request *r = nghttp2_session_get_stream_user_data(s, frame->hd.stream_id);
  if(!r) return 0;
  struct text *to = frame->headers.cat == NGHTTP2_HCAT_REQUEST ? &r->fields : &r->trailer;
  text_add(to, name, name_len);
  text_add(to, ": ", 2);
  text_add(to, value, value_len);
  text_add(to, "\n", 1);
  return 0;
}

static int on_frame(nghttp2_session *s, const nghttp2_frame *frame, void *arg)
{
  struct h2_request *r = nghttp2_session_get_stream_user_data(s, frame->hd.stream_id);
  if(!r || (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA)) return 0;
  if(frame->hd.flags & NGHTTP2_FLAG_END_STREAM) r->has_ended = true;
  answer(r);
  return 0;
}

static void consume(struct h2_request *r)
{
  if(r->conn->setup->reads_slowly && !atomic_load(&r->conn->peer->is_released)) return;
  if(r->consumed < r->body.len) nghttp2_session_consume(r->conn->server, r->stream, r->body.len - r->consumed);
  r->consumed = r->body.len;
}

static int on_data(nghttp2_session *s, uint8_t flags, int32_t stream, const uint8_t *bytes, size_t len, void *arg)
{
  struct h2_request *r = nghttp2_session_get_stream_user_data(s, stream);
  if(!r) return 0;
  text_add(&r->body, bytes, len);
  consume(r);
  return 0;
}

static int on_close(nghttp2_session *s, int32_t stream, uint32_t error, void *arg)
{
  struct h2_request *r = nghttp2_session_get_stream_user_data(s, stream);
  if(!r) return 0;
  r->is_closed = true;
  r->error = error;
  return 0;
}

static int on_error(nghttp2_session *s, int code, const char *text, size_t len, void *arg)
{
  struct h2_conn *c = arg;
  h2_peer_note(c->peer, "the library has sent what is refused: %s", text);
  return 0;
}

/* ---- life ---- */

void h2_server_begin(struct h2_conn *c, bool is_upgraded)
{
  nghttp2_session_callbacks *on;
  nghttp2_option *option;
  if(nghttp2_session_callbacks_new(&on) || nghttp2_option_new(&option)) abort();
  nghttp2_session_callbacks_set_on_begin_headers_callback(on, on_begin_headers);
  nghttp2_session_callbacks_set_on_header_callback(on, on_header);
  nghttp2_session_callbacks_set_on_frame_recv_callback(on, on_frame);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(on, on_data);
  nghttp2_session_callbacks_set_on_stream_close_callback(on, on_close);
  nghttp2_session_callbacks_set_error_callback2(on, on_error);
  nghttp2_option_set_no_auto_window_update(option, 1);
  if(nghttp2_session_server_new2(&c->server, on, c, option)) abort();
  nghttp2_option_del(option);
  nghttp2_session_callbacks_del(on);
  if(is_upgraded) h2_request_upgrade(c);
  nghttp2_submit_settings(c->server, NGHTTP2_FLAG_NONE, c->setup->settings, c->setup->settings_count);
}

void h2_server_take(struct h2_conn *c, const char *bytes, size_t len)
{
  ssize_t n = nghttp2_session_mem_recv(c->server, (const uint8_t *)bytes, len);
  if(n < 0) h2_peer_note(c->peer, "the library has sent what is refused: %s", nghttp2_strerror((int)n));
}

void h2_server_say(struct h2_conn *c)
{
  const uint8_t *bytes;
  if(c->requests && c->requests->stream == 1) answer(c->requests); /* an upgrade's comes in no frame */
  for(struct h2_request *r = c->requests; r && atomic_load(&c->peer->is_released); r = r->next) {
    if(r->is_closed) continue;
    if(!r->is_answered) answer(r);
    if(r->is_waiting) nghttp2_session_resume_data(c->server, r->stream);
    r->is_waiting = false;
    consume(r);
  }
  for(ssize_t n; (n = nghttp2_session_mem_send(c->server, &bytes)) > 0;) h2_send(c, (const char *)bytes, (size_t)n);
}

void h2_server_end(struct h2_conn *c)
{
  nghttp2_session_del(c->server);
  c->server = NULL;
  for(struct h2_request *r = c->requests, *next; r; r = next) {
    next = r->next;
    text_free(&r->fields);
    text_free(&r->body);
    text_free(&r->trailer);
    free(r);
  }
}
