#include "base/buf.h"
#include "base/mem.h"
#include <stdio.h>

#define BUF_FIRST_ROOM 64

CURLcode buf_reserve(struct buf *b, size_t more)
{
  if(more <= b->room - b->len) return CURLE_OK;
  if(more > b->cap - b->len) return CURLE_TOO_LARGE;
  size_t need = b->len + more;
  size_t room = b->room ? b->room : BUF_FIRST_ROOM;
  if(!b->room && room < need) room = need; /* most that begin with so much are given all of it at once */
  while(room < need) room = room > b->cap / 2 ? b->cap : room * 2;
  if(room > b->cap) room = b->cap;
  uint8_t *at = mem_realloc(b->at, room);
  if(!at) return CURLE_OUT_OF_MEMORY;
  b->at = at;
  b->room = room;
  return CURLE_OK;
}

CURLcode buf_add(struct buf *b, const void *bytes, size_t len)
{
  if(!len) return CURLE_OK;
  TRY(buf_reserve(b, len));
  memcpy(b->at + b->len, bytes, len);
  b->len += len;
  return CURLE_OK;
}

CURLcode buf_add_span(struct buf *b, struct span s) { return buf_add(b, s.at, s.len); }

CURLcode buf_add_text(struct buf *b, const char *text) { return buf_add(b, text, strlen(text)); }

CURLcode buf_add_char(struct buf *b, char c) { return buf_add(b, &c, 1); }

CURLcode buf_add_hex(struct buf *b, struct span s)
{
  static const char digits[] = "0123456789abcdef";
  TRY(buf_reserve(b, s.len > SIZE_MAX / 2 ? SIZE_MAX : s.len * 2));
  for(size_t i = 0; i < s.len; i++) {
    b->at[b->len++] = (uint8_t)digits[s.at[i] >> 4];
    b->at[b->len++] = (uint8_t)digits[s.at[i] & 15];
  }
  return CURLE_OK;
}

CURLcode buf_vaddf(struct buf *b, const char *format, va_list args)
{
  char small[256];
  va_list again;
  va_copy(again, args);
  int len = vsnprintf(small, sizeof small, format, args);
  CURLcode code = CURLE_OUT_OF_MEMORY;
  if(len >= 0 && (size_t)len < sizeof small) {
    code = buf_add(b, small, (size_t)len);
  } else if(len >= 0 && !(code = buf_reserve(b, (size_t)len))) {
    /* vsnprintf ends with a NUL, for which the buffer may have no room: format aside */
    char *aside = mem_alloc((size_t)len + 1);
    if(!aside)
      code = CURLE_OUT_OF_MEMORY;
    else {
      vsnprintf(aside, (size_t)len + 1, format, again);
      code = buf_add(b, aside, (size_t)len);
      mem_free(aside);
    }
  }
  va_end(again);
  return code;
}

CURLcode buf_addf(struct buf *b, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  CURLcode code = buf_vaddf(b, format, args);
  va_end(args);
  return code;
}

CURLcode buf_terminate(struct buf *b)
{
  TRY(buf_reserve(b, 1));
  b->at[b->len] = '\0';
  return CURLE_OK;
}

void buf_drop(struct buf *b, size_t len)
{
  b->len -= len;
  if(b->len) memmove(b->at, b->at + len, b->len);
}

void buf_free(struct buf *b)
{
  mem_free(b->at);
  *b = BUF_INIT(b->cap);
}

char *buf_take_string(struct buf *b)
{
  size_t cap = b->cap;
  b->cap += b->cap == b->len; /* the cap bounds the content; the NUL comes on top */
  char *text = buf_terminate(b) ? NULL : (char *)b->at;
  b->cap = cap;
  if(text) *b = BUF_INIT(cap);
  return text;
}
