#include "codec/content/crlf.h"

static bool lacks_cr(const struct crlf *c, uint8_t byte) { return byte == '\n' && !c->is_after_cr; }

size_t crlf_convert(struct crlf *c, struct span from, uint8_t *to, size_t room)
{
  size_t len = 0;
  for(size_t i = 0; i < from.len; i++) {
    uint8_t byte = from.at[i];
    if(lacks_cr(c, byte)) to[len++] = '\r';
    c->is_after_cr = byte == '\r';
    c->owes_lf = len == room;
    if(!c->owes_lf) to[len++] = byte;
  }
  return len;
}

uint64_t crlf_converted_size(struct span text)
{
  struct crlf c = { 0 };
  uint64_t size = text.len;
  for(size_t i = 0; i < text.len; i++) {
    size += lacks_cr(&c, text.at[i]);
    c.is_after_cr = text.at[i] == '\r';
  }
  return size;
}

size_t crlf_to_lf(bool *is_after_cr, uint8_t *text, size_t len)
{
  size_t left = 0;
  for(size_t i = 0; i < len; i++) {
    bool is_rest = text[i] == '\n' && *is_after_cr;
    *is_after_cr = text[i] == '\r';
    if(!is_rest) text[left++] = *is_after_cr ? '\n' : text[i];
  }
  return left;
}
