#include "frames.h"
#include <string.h>

static size_t size_of(const unsigned char *at, size_t *head)
{
  size_t size = at[1] & 0x7f, len = size == 127 ? 8 : size == 126 ? 2 : 0;
  *head = 2 + len;
  if(len) size = 0;
  for(size_t i = 0; i < len; i++) size = size << 8 | at[2 + i];
  return size;
}

bool frame_parse(struct text *in, struct frame *ret)
{
  unsigned char *at = (unsigned char *)in->at;
  size_t head;
  if(in->len < 2 || (in->len < 10 && (at[1] & 0x7f) >= 126)) return false;
  *ret = (struct frame){ .first = at[0], .is_masked = at[1] & 0x80, .size = size_of(at, &head) };
  if(ret->is_masked) head += 4;
  ret->whole = head + ret->size;
  ret->payload = in->at + head;
  if(in->len < ret->whole) return false;
  if(!ret->is_masked) return true;
  memcpy(&ret->mask, at + head - 4, 4);
  for(size_t i = 0; i < ret->size; i++) ret->payload[i] ^= (char)at[head - 4 + i % 4];
  return true;
}
