#include "codec/ws/encode.h"
#include "codec/ws/decode.h"
#include "codec/ws/opcode.h"

/* A fragment is of its message's kind, which older programs leave out. */
static bool is_next_fragment(const struct ws_encode *e, unsigned kind)
{
  return e->fragment ? !kind || kind == e->fragment : kind != 0;
}

static CURLcode check(const struct ws_encode *e, unsigned flags, uint64_t size)
{
  unsigned kind = flags & ~(unsigned)CURLWS_CONT, opcode;
  bool goes_on = flags & CURLWS_CONT;
  if(e->has_closed) return CURLE_SEND_ERROR;
  if(kind && !ws_opcode_of(kind, &opcode)) return CURLE_BAD_FUNCTION_ARGUMENT;
  if(!ws_is_control(kind)) {
    if(!is_next_fragment(e, kind)) return CURLE_BAD_FUNCTION_ARGUMENT;
    return size > INT64_MAX ? CURLE_TOO_LARGE : CURLE_OK;
  }
  if(goes_on || (kind == CURLWS_CLOSE && size == 1)) return CURLE_BAD_FUNCTION_ARGUMENT;
  return size > WS_CONTROL_MAX ? CURLE_TOO_LARGE : CURLE_OK;
}

static uint8_t first_byte(struct ws_encode *e, unsigned flags)
{
  unsigned kind = flags & ~(unsigned)CURLWS_CONT, opcode = 0; /* a continuation's */
  bool goes_on = flags & CURLWS_CONT;
  if(ws_is_control(kind) || !e->fragment) ws_opcode_of(kind, &opcode);
  if(ws_is_control(kind)) return (uint8_t)(WS_FIN | opcode);
  if(!e->fragment) e->fragment = kind;
  if(goes_on) return (uint8_t)opcode;
  e->fragment = 0;
  return (uint8_t)(WS_FIN | opcode);
}

/* In as few bytes as possible. */
static size_t put_length(uint8_t *to, uint64_t size)
{
  size_t len = size < WS_LENGTH_16 ? 0 : size <= UINT16_MAX ? 2 : 8;
  to[0] = (uint8_t)(WS_MASKED | (len == 0 ? size : len == 2 ? WS_LENGTH_16 : WS_LENGTH_64));
  for(size_t i = len; i; i--, size >>= 8) to[i] = (uint8_t)size;
  return 1 + len;
}

CURLcode ws_encode_begin(struct ws_encode *e, unsigned flags, uint64_t size, const uint8_t mask[WS_MASK_LEN],
                         uint8_t to[WS_HEAD_MAX], size_t *len)
{
  TRY(check(e, flags, size));
  to[0] = first_byte(e, flags);
  size_t head = 1 + put_length(to + 1, size);
  memcpy(to + head, mask, WS_MASK_LEN);
  memcpy(e->mask, mask, WS_MASK_LEN);
  e->mask_at = 0;
  e->left = size;
  e->flags = flags;
  e->has_closed = flags & CURLWS_CLOSE;
  *len = head + WS_MASK_LEN;
  return CURLE_OK;
}

void ws_encode_payload(struct ws_encode *e, uint8_t *to, const uint8_t *from, size_t len)
{
  uint8_t mask[WS_MASK_LEN]; /* as it applies to `from` */
  for(size_t i = 0; i < WS_MASK_LEN; i++) mask[i] = e->mask[(e->mask_at + i) % WS_MASK_LEN];
  for(size_t i = 0; i < len; i++) to[i] = from[i] ^ mask[i % WS_MASK_LEN];
  e->mask_at = (uint8_t)((e->mask_at + len) % WS_MASK_LEN);
  e->left -= len;
}
