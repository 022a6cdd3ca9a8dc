#include "codec/ws/decode.h"
#include "codec/ws/opcode.h"

enum { HEAD, DATA, CONTROL, CLOSED };

/* Takes at least one byte of a non-empty input, and sets `ret->kind` to report something. */
typedef CURLcode state_fn(struct ws_decode *d, struct cursor *in, struct ws_event *ret);

static CURLcode fail(struct ws_decode *d, const char *why)
{
  d->why = why;
  return CURLE_RECV_ERROR;
}

/* Section 5.4: what may follow what. */
static CURLcode take_data_opcode(struct ws_decode *d, unsigned flag, bool is_last)
{
  if(!flag && !d->fragment) return fail(d, "WebSocket: a continuation of nothing");
  if(flag && d->fragment) return fail(d, "WebSocket: a message inside another one");
  if(!flag) flag = d->fragment;
  d->fragment = is_last ? 0 : flag;
  d->flags = flag | (is_last ? 0u : (unsigned)CURLWS_CONT);
  return CURLE_OK;
}

static CURLcode take_first_byte(struct ws_decode *d, uint8_t byte)
{
  unsigned flag;
  bool is_last = byte & WS_FIN;
  if(byte & WS_RESERVED) return fail(d, "WebSocket: a reserved bit is set");
  if(!ws_flag_of(byte & WS_OPCODE, &flag)) return fail(d, "WebSocket: a reserved opcode");
  if(!ws_is_control(flag)) return take_data_opcode(d, flag, is_last);
  if(!is_last) return fail(d, "WebSocket: a control frame in fragments");
  d->flags = flag;
  return CURLE_OK;
}

static CURLcode take_second_byte(struct ws_decode *d, uint8_t byte)
{
  if(byte & WS_MASKED) return fail(d, "WebSocket: a masked frame from a server");
  if(ws_is_control(d->flags) && byte > WS_CONTROL_MAX) return fail(d, "WebSocket: a control frame over 125 bytes");
  if(d->flags == CURLWS_CLOSE && byte == 1) return fail(d, "WebSocket: a close frame with half a code");
  return CURLE_OK;
}

/* Bytes of the head, as far as it is known. */
static size_t head_size(const struct ws_decode *d)
{
  if(d->head_len < 2 || d->head[1] < WS_LENGTH_16) return 2;
  return d->head[1] == WS_LENGTH_16 ? 2 + 2 : 2 + 8;
}

static CURLcode take_length(struct ws_decode *d)
{
  size_t size = head_size(d);
  d->left = 0;
  for(size_t i = size > 2 ? 2 : 1; i < size; i++) d->left = d->left << 8 | d->head[i];
  if(d->left > INT64_MAX) return fail(d, "WebSocket: a frame over 2^63 bytes");
  if((size == 4 && d->left < WS_LENGTH_16) || (size == 10 && d->left <= UINT16_MAX))
    return fail(d, "WebSocket: a length that is not in its shortest form");
  return CURLE_OK;
}

/* Section 7.4: codes that are registered for the wire, or free for libraries and programs. */
static bool may_be_sent(unsigned code)
{
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

static CURLcode end_control(struct ws_decode *d, struct ws_event *ret)
{
  d->state = d->flags == CURLWS_CLOSE ? CLOSED : HEAD;
  if(d->state == CLOSED && d->kept && !may_be_sent((unsigned)d->control[0] << 8 | d->control[1]))
    return fail(d, "WebSocket: a close frame with an invalid code");
  *ret = (struct ws_event){ WS_CONTROL, d->flags, d->kept, span_of(d->control, d->kept) };
  return CURLE_OK;
}

static CURLcode begin_frame(struct ws_decode *d, struct ws_event *ret)
{
  TRY(take_length(d));
  d->head_len = d->kept = 0;
  if(ws_is_control(d->flags)) {
    d->state = CONTROL;
    return d->left ? CURLE_OK : end_control(d, ret);
  }
  d->state = d->left ? DATA : HEAD;
  *ret = (struct ws_event){ WS_FRAME, d->flags, d->left, span_of(NULL, 0) };
  return CURLE_OK;
}

static CURLcode read_head(struct ws_decode *d, struct cursor *in, struct ws_event *ret)
{
  uint8_t byte = *in->at++;
  d->head[d->head_len++] = byte;
  if(d->head_len == 1) return take_first_byte(d, byte);
  if(d->head_len == 2) TRY(take_second_byte(d, byte));
  return d->head_len < head_size(d) ? CURLE_OK : begin_frame(d, ret);
}

static size_t take_payload(struct ws_decode *d, const struct cursor *in)
{
  size_t len = cursor_left(in) < d->left ? cursor_left(in) : (size_t)d->left;
  d->left -= len;
  return len;
}

static CURLcode read_data(struct ws_decode *d, struct cursor *in, struct ws_event *ret)
{
  size_t len = take_payload(d, in);
  *ret = (struct ws_event){ WS_PAYLOAD, d->flags, len, cursor_take(in, len) };
  if(!d->left) d->state = HEAD;
  return CURLE_OK;
}

static CURLcode read_control(struct ws_decode *d, struct cursor *in, struct ws_event *ret)
{
  struct span bytes = cursor_take(in, take_payload(d, in));
  memcpy(d->control + d->kept, bytes.at, bytes.len);
  d->kept = (uint8_t)(d->kept + bytes.len);
  return d->left ? CURLE_OK : end_control(d, ret);
}

static CURLcode drop(struct ws_decode *d, struct cursor *in, struct ws_event *ret)
{
  in->at = in->end;
  return CURLE_OK;
}

static state_fn *const states[] = { [HEAD] = read_head, [DATA] = read_data, [CONTROL] = read_control, [CLOSED] = drop };

CURLcode ws_decode_next(struct ws_decode *d, struct cursor *in, struct ws_event *ret)
{
  struct ws_event event = { .kind = WS_MORE };
  while(event.kind == WS_MORE && cursor_left(in)) TRY(states[d->state](d, in, &event));
  *ret = event;
  return CURLE_OK;
}

bool ws_decode_is_between(const struct ws_decode *d)
{
  return d->state == CLOSED || (d->state == HEAD && !d->head_len);
}

bool ws_decode_has_closed(const struct ws_decode *d) { return d->state == CLOSED; }
