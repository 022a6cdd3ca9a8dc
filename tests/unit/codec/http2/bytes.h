/* A peer as bytes: frames written down by hand, and what the client answers. */
#ifndef TESTS_UNIT_CODEC_HTTP2_BYTES_H
#define TESTS_UNIT_CODEC_HTTP2_BYTES_H
#include "unit/codec/http2/users.h"

/* A frame's head (RFC 9113, section 4.1): length in three bytes, type, flags, stream. */
#define DATA          "\x00"
#define HEADERS       "\x01"
#define PRIORITY      "\x02"
#define RST_STREAM    "\x03"
#define SETTINGS      "\x04"
#define PUSH_PROMISE  "\x05"
#define PING          "\x06"
#define GOAWAY        "\x07"
#define WINDOW_UPDATE "\x08"
#define CONTINUATION  "\x09"
#define ALTSVC        "\x0a"
#define UNKNOWN       "\xbe"

#define NONE        "\x00"
#define ACK         "\x01"
#define END_STREAM  "\x01"
#define END_HEADERS "\x04"
#define END_BOTH    "\x05"
#define PADDED      "\x08"

#define ON(id) "\0\0\0" id

#define FRAME(length, type, flags, stream, payload) "\0\0" length type flags stream payload

#define HELLO FRAME("\x00", SETTINGS, NONE, ON("\x00"), "")
/* :status 200 from the static table (RFC 7541, appendix A) */
#define OK_HEAD FRAME("\x01", HEADERS, END_HEADERS, ON("\x01"), "\x88")

/* The error codes of section 7. */
enum {
  NO_ERROR,
  PROTOCOL,
  INTERNAL,
  FLOW_CONTROL,
  SETTINGS_TIMEOUT,
  STREAM_CLOSED,
  FRAME_SIZE,
  REFUSED,
  CANCEL,
  COMPRESSION,
  CONNECT,
  CALM
};

struct wire {
  struct http2 *http2;
  struct buf sent; /* behind the preface */
  CURLcode code;   /* http2_receive's, the first that is none of success */
};

#define PREFACE_LEN 24

static inline void wire_open(struct wire *w, const struct http2_config *config)
{
  users_begin();
  *w = (struct wire){ .sent = BUF_INIT(4u << 20) };
  assert_int_equal(http2_new(&w->http2, config), CURLE_OK);
}

static inline void wire_close(struct wire *w)
{
  http2_free(w->http2);
  buf_free(&w->sent);
}

/* Take what is to be sent. */
static inline void wire_drain(struct wire *w)
{
  struct span bytes;
  for(;;) {
    assert_int_equal(http2_send(w->http2, &bytes), CURLE_OK);
    if(!bytes.len) break;
    assert_int_equal(buf_add_span(&w->sent, bytes), CURLE_OK);
  }
}

static inline void wire_feed(struct wire *w, struct span bytes, size_t step)
{
  for(size_t done = 0, n; done < bytes.len && !w->code; done += n) {
    n = bytes.len - done < step ? bytes.len - done : step;
    struct piece p = piece_new(bytes.at + done, n);
    w->code = http2_receive(w->http2, cursor_rest(&p.in));
    piece_free(&p);
  }
}

#define BYTES(literal) span_of(literal, sizeof(literal) - 1)

/* One frame of any length. */
static inline void add_frame(struct buf *to, const char *type, const char *flags, uint32_t id, struct span payload)
{
  const uint8_t head[] = {
    (uint8_t)(payload.len >> 16), (uint8_t)(payload.len >> 8), (uint8_t)payload.len, (uint8_t)*type, (uint8_t)*flags,
    (uint8_t)(id >> 24),          (uint8_t)(id >> 16),         (uint8_t)(id >> 8),   (uint8_t)id
  };
  assert_int_equal(buf_add(to, head, sizeof head), CURLE_OK);
  assert_int_equal(buf_add_span(to, payload), CURLE_OK);
}

/* A head of any length: frames of at most 16 KiB. */
static inline void add_head(struct buf *to, uint32_t id, struct span block)
{
  struct cursor c = cursor_of(block);
  const char *type = HEADERS;
  do {
    size_t len = cursor_left(&c) < 16384 ? cursor_left(&c) : 16384;
    struct span part = cursor_take(&c, len);
    add_frame(to, type, cursor_left(&c) ? NONE : END_HEADERS, id, part);
    type = CONTINUATION;
  } while(cursor_left(&c));
}

/* The last of `type` that the client has sent: its payload; a NULL `at`: none. `*id`: its stream. */
static inline struct span wire_sent(const struct wire *w, const char *type, uint32_t *id, unsigned *times)
{
  struct span ret = { 0 };
  struct cursor c = cursor_of(buf_span(&w->sent));
  *times = 0;
  if(cursor_left(&c) >= PREFACE_LEN) cursor_take(&c, PREFACE_LEN);
  while(cursor_left(&c) >= 9) {
    struct span head = cursor_take(&c, 9);
    size_t len = (size_t)head.at[0] << 16 | (size_t)head.at[1] << 8 | head.at[2];
    assert_true(len <= cursor_left(&c));
    struct span payload = cursor_take(&c, len);
    if(head.at[3] != (uint8_t)*type) continue;
    ret = payload;
    *id = (uint32_t)head.at[5] << 24 | (uint32_t)head.at[6] << 16 | (uint32_t)head.at[7] << 8 | head.at[8];
    ++*times;
  }
  return ret;
}

static inline uint32_t be32(const uint8_t *at)
{
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* The error of the last RST_STREAM for `stream`; -1: none. */
static inline long wire_reset(const struct wire *w, uint32_t stream)
{
  uint32_t id = 0;
  unsigned times;
  struct span payload = wire_sent(w, RST_STREAM, &id, &times);
  return payload.at && id == stream ? (long)be32(payload.at) : -1;
}

/* The error of GOAWAY; -1: none. */
static inline long wire_goaway(const struct wire *w)
{
  uint32_t id;
  unsigned times;
  struct span payload = wire_sent(w, GOAWAY, &id, &times);
  return payload.at ? (long)be32(payload.at + 4) : -1;
}

static inline unsigned wire_count(const struct wire *w, const char *type)
{
  uint32_t id;
  unsigned times;
  wire_sent(w, type, &id, &times);
  return times;
}

#endif
