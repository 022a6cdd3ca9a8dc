/* The other end: a server session of nghttp2 in memory, which notes requests and answers as it is told. */
#ifndef TESTS_UNIT_CODEC_HTTP2_SERVER_H
#define TESTS_UNIT_CODEC_HTTP2_SERVER_H
#include "unit/codec/http2/users.h"
#include <nghttp2/nghttp2.h>

struct server {
  nghttp2_session *session;
  char log[LOG_ROOM]; /* "1:name=value|", bodies between brackets, "1:end|", "1:reset CANCEL|" */
  size_t body_bytes;
  bool counts_bodies; /* instead of noting them */
  unsigned pings;
  unsigned acks;
  uint32_t goaway;
  bool has_goaway;
};

static inline void server_note(struct server *s, const char *format, ...) PRINTF_LIKE(2, 3);
static inline void server_note(struct server *s, const char *format, ...)
{
  size_t len = strlen(s->log);
  va_list args;
  va_start(args, format);
  vsnprintf(s->log + len, sizeof s->log - len, format, args);
  va_end(args);
}

static int server_on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name, size_t name_len,
                            const uint8_t *value, size_t value_len, uint8_t flags, void *user)
{
  server_note(user, "%d:%.*s=%.*s|", frame->hd.stream_id, (int)name_len, name, (int)value_len, value);
  return 0;
}

static int server_on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *user)
{
  struct server *s = user;
  if(frame->hd.type == NGHTTP2_RST_STREAM)
    server_note(s, "%d:reset %s|", frame->hd.stream_id, nghttp2_http2_strerror(frame->rst_stream.error_code));
  if(frame->hd.type == NGHTTP2_PING && !(frame->hd.flags & NGHTTP2_FLAG_ACK)) s->pings++;
  if(frame->hd.type == NGHTTP2_PING && frame->hd.flags & NGHTTP2_FLAG_ACK) s->acks++;
  if(frame->hd.type == NGHTTP2_GOAWAY) {
    s->goaway = frame->goaway.error_code;
    s->has_goaway = true;
  }
  if((frame->hd.type == NGHTTP2_DATA || frame->hd.type == NGHTTP2_HEADERS) && frame->hd.flags & NGHTTP2_FLAG_END_STREAM)
    server_note(s, "%d:end|", frame->hd.stream_id);
  return 0;
}

static int server_on_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *bytes, size_t len,
                          void *user)
{
  struct server *s = user;
  s->body_bytes += len;
  if(!s->counts_bodies) server_note(s, "[%.*s]", (int)len, bytes);
  return 0;
}

static inline void server_open(struct server *s)
{
  nghttp2_session_callbacks *callbacks;
  *s = (struct server){ 0 };
  assert_int_equal(nghttp2_session_callbacks_new(&callbacks), 0);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, server_on_header);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, server_on_frame);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, server_on_data);
  assert_int_equal(nghttp2_session_server_new(&s->session, callbacks, s), 0);
  nghttp2_session_callbacks_del(callbacks);
  assert_int_equal(nghttp2_submit_settings(s->session, NGHTTP2_FLAG_NONE, NULL, 0), 0);
}

static inline void server_close(struct server *s) { nghttp2_session_del(s->session); }

/* A body that lives until it is sent. */
struct server_body {
  const char *at;
  size_t len;
  bool has_trailer;
};

static ssize_t server_read(nghttp2_session *session, int32_t id, uint8_t *to, size_t room, uint32_t *flags,
                           nghttp2_data_source *source, void *user)
{
  struct server_body *b = source->ptr;
  size_t len = b->len < room ? b->len : room;
  if(len) memcpy(to, b->at, len);
  b->at += len;
  b->len -= len;
  if(b->len) return (ssize_t)len;
  *flags |= NGHTTP2_DATA_FLAG_EOF;
  if(b->has_trailer) {
    nghttp2_nv nv = { (uint8_t *)"digest", (uint8_t *)"x", 6, 1, 0 };
    *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
    assert_int_equal(nghttp2_submit_trailer(session, id, &nv, 1), 0);
  }
  return (ssize_t)len;
}

#define NV(name, value)                                                           \
  {                                                                               \
    (uint8_t *)(name), (uint8_t *)(value), sizeof(name) - 1, sizeof(value) - 1, 0 \
  }

/* 200 with a body; NULL: without. */
static inline void server_answer(struct server *s, uint32_t id, struct server_body *body)
{
  nghttp2_nv nv[] = { NV(":status", "200"), NV("x-one", "1") };
  nghttp2_data_provider provider = { { .ptr = body }, server_read };
  assert_int_equal(nghttp2_submit_response(s->session, (int32_t)id, nv, COUNT(nv), body ? &provider : NULL), 0);
}

static inline void server_interim(struct server *s, uint32_t id)
{
  nghttp2_nv nv[] = { NV(":status", "103"), NV("link", "</x>") };
  assert_int_equal(nghttp2_submit_headers(s->session, NGHTTP2_FLAG_NONE, (int32_t)id, NULL, nv, COUNT(nv), NULL), 0);
}

/* The id of a promise. */
static inline uint32_t server_push(struct server *s, uint32_t parent, const char *method)
{
  nghttp2_nv nv[] = { { (uint8_t *)":method", (uint8_t *)method, 7, strlen(method), 0 },
                      NV(":scheme", "https"),
                      NV(":authority", "a"),
                      NV(":path", "/pushed") };
  int32_t id = nghttp2_submit_push_promise(s->session, NGHTTP2_FLAG_NONE, (int32_t)parent, nv, COUNT(nv), NULL);
  assert_true(id > 0);
  return (uint32_t)id;
}

/* From the client to the server all that there is; false: nothing. */
static inline bool server_hear(struct server *s, struct http2 *h, CURLcode *code)
{
  struct span bytes;
  *code = http2_send(h, &bytes);
  if(*code || !bytes.len) return false;
  assert_int_equal(nghttp2_session_mem_recv(s->session, bytes.at, bytes.len), bytes.len);
  return true;
}

/* From the server to the client, in pieces of at most `step` bytes. */
static inline bool server_speak(struct server *s, struct http2 *h, size_t step, CURLcode *code)
{
  const uint8_t *bytes;
  ssize_t len = nghttp2_session_mem_send(s->session, &bytes);
  assert_true(len >= 0);
  for(size_t done = 0, n; done < (size_t)len && !*code; done += n) {
    n = (size_t)len - done < step ? (size_t)len - done : step;
    *code = http2_receive(h, span_of(bytes + done, n));
  }
  return len;
}

/* Until neither has anything to say. */
static inline CURLcode server_talk(struct server *s, struct http2 *h, size_t step)
{
  CURLcode code = CURLE_OK;
  bool goes_on = true;
  while(goes_on) {
    goes_on = false;
    while(server_hear(s, h, &code)) goes_on = true;
    if(code) return code;
    while(!code && server_speak(s, h, step, &code)) goes_on = true;
    if(code) return code;
  }
  return CURLE_OK;
}

#endif
