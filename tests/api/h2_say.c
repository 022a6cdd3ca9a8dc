/* What a test says by itself, frame by frame. */
#include "h2_peer.h"
#include "h2_wire.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void put_u32(char to[4], uint32_t n)
{
  for(int i = 0; i < 4; i++) to[i] = (char)(n >> (24 - 8 * i));
}

void h2_send(struct h2_conn *c, const char *bytes, size_t len) { text_add(&c->out, bytes, len); }

void h2_send_frame(struct h2_conn *c, int type, int flags, uint32_t stream, const char *payload, size_t len)
{
  char head[H2_FRAME_HEAD];
  put_u32(head, (uint32_t)len << 8 | (uint32_t)type);
  head[4] = (char)flags;
  put_u32(head + 5, stream);
  h2_send(c, head, sizeof head);
  h2_send(c, payload, len);
}

/* An integer with a prefix of 7 bits (RFC 7541, section 5.1). */
static void add_string(struct text *to, const char *at, size_t len)
{
  const size_t whole = len;
  char first = (char)(len < 127 ? len : 127);
  text_add(to, &first, 1);
  if(len >= 127) {
    for(len -= 127; len >= 128; len >>= 7) {
      char more = (char)(len % 128 + 128);
      text_add(to, &more, 1);
    }
    first = (char)len;
    text_add(to, &first, 1);
  }
  text_add(to, at, whole);
}

void h2_block_of(struct text *to, const char *lines)
{
  while(*lines) {
    size_t len = strcspn(lines, "\n");
    const char *colon = memchr(lines + 1, ':', len - 1);
    if(!colon) abort();
    text_add(to, "\0", 1);
    add_string(to, lines, (size_t)(colon - lines));
    add_string(to, colon + 2, len - (size_t)(colon + 2 - lines));
    lines += len + 1;
  }
}

void h2_send_head(struct h2_conn *c, uint32_t stream, int flags, const char *lines)
{
  struct text block = { 0 };
  h2_block_of(&block, lines);
  h2_send_frame(c, NGHTTP2_HEADERS, flags | NGHTTP2_FLAG_END_HEADERS, stream, block.at, block.len);
  text_free(&block);
}

void h2_send_data(struct h2_conn *c, uint32_t stream, int flags, const char *text)
{
  h2_send_frame(c, NGHTTP2_DATA, flags, stream, text, strlen(text));
}

void h2_send_number(struct h2_conn *c, int type, uint32_t stream, uint32_t number)
{
  char payload[4];
  put_u32(payload, number);
  h2_send_frame(c, type, 0, stream, payload, sizeof payload);
}

void h2_send_setting(struct h2_conn *c, unsigned id, uint32_t value)
{
  char payload[6] = { (char)(id >> 8), (char)id };
  put_u32(payload + 2, value);
  h2_send_frame(c, NGHTTP2_SETTINGS, 0, 0, payload, sizeof payload);
}

void h2_send_goaway(struct h2_conn *c, uint32_t last, uint32_t error)
{
  char payload[8];
  put_u32(payload, last);
  put_u32(payload + 4, error);
  h2_send_frame(c, NGHTTP2_GOAWAY, 0, 0, payload, sizeof payload);
}

void h2_greet(struct h2_conn *c)
{
  h2_send_frame(c, NGHTTP2_SETTINGS, 0, 0, "", 0);
  h2_send_frame(c, NGHTTP2_SETTINGS, NGHTTP2_FLAG_ACK, 0, "", 0);
}

void h2_close(struct h2_conn *c)
{
  while(c->fd >= 0 && h2_wire_send(c)) continue;
  if(c->ssl) SSL_shutdown(c->ssl);
  if(c->fd >= 0) close(c->fd);
  c->fd = -1;
}
