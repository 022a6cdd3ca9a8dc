/* What a server may send: two requests are outstanding, one with a body, and one push is taken. The first byte chooses the
 * size of the pieces, the second at which event the first user fails or leaves. What a stream's user is told must be an
 * answer: heads in order, a body behind the final one, one end, nothing behind it. */
#include "codec/http2/http2.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define COUNT(all) (sizeof(all) / sizeof *(all))
#define FIELD(name, value)                  \
  {                                         \
    SPAN_LITERAL(name), SPAN_LITERAL(value) \
  }

struct user {
  struct http2 *http2;
  uint32_t id;
  unsigned events; /* so far */
  unsigned fails_at, leaves_at;
  bool keeps, is_gone, has_ended;
  bool in_head, has_final, has_trailer;
  enum http2_head_kind kind;
  size_t left; /* of the upload */
  struct user *next_push;
};

static void require(bool holds)
{
  if(!holds) abort();
}

static CURLcode event(struct user *u)
{
  require(!u->is_gone && !u->has_ended);
  u->events++;
  if(u->events == u->leaves_at) {
    u->is_gone = true;
    http2_detach(u->http2, u->id);
  }
  return u->events == u->fails_at ? CURLE_WRITE_ERROR : CURLE_OK;
}

static CURLcode on_head(void *user, enum http2_head_kind kind, int status)
{
  struct user *u = user;
  require(!u->has_trailer);
  require(kind == HTTP2_TRAILER ? u->has_final && !status : !u->has_final && status >= 100 && status <= 999);
  require(kind == HTTP2_TRAILER || (kind == HTTP2_INTERIM) == (status < 200));
  u->in_head = true;
  u->kind = kind;
  return event(u);
}

static CURLcode on_field(void *user, enum http2_head_kind kind, struct span name, struct span value)
{
  struct user *u = user;
  require(u->in_head && kind == u->kind && name.len && name.at[0] != ':');
  for(size_t i = 0; i < name.len; i++) require(name.at[i] > ' ' && !(name.at[i] >= 'A' && name.at[i] <= 'Z'));
  for(size_t i = 0; i < value.len; i++) require(value.at[i] && value.at[i] != '\r' && value.at[i] != '\n');
  return event(u);
}

static CURLcode on_head_end(void *user, enum http2_head_kind kind)
{
  struct user *u = user;
  require(u->in_head && kind == u->kind);
  u->in_head = false;
  u->has_final = u->has_final || kind == HTTP2_FINAL;
  u->has_trailer = kind == HTTP2_TRAILER;
  return event(u);
}

static CURLcode on_data(void *user, struct span bytes)
{
  struct user *u = user;
  static volatile uint8_t sink;
  require(u->has_final && !u->in_head && bytes.len);
  for(size_t i = 0; i < bytes.len; i++) sink = bytes.at[i];
  (void)sink;
  if(!u->keeps) http2_consume(u->http2, u->id, bytes.len);
  return event(u);
}

static CURLcode on_upload(void *user, void *to, size_t room, size_t *got, bool *is_last)
{
  struct user *u = user;
  CURLcode code = event(u);
  *got = u->left < room ? u->left : room;
  memset(to, 'x', *got);
  u->left -= *got;
  *is_last = !u->left && *got % 2; /* both ways to end it */
  return code;
}

static CURLcode on_trailer(void *user, const struct field **ret, size_t *count)
{
  static const struct field trailer[] = { FIELD("digest", "y") };
  *ret = trailer;
  *count = 1;
  return event(user);
}

static void on_answered(void *user)
{
  struct user *u = user;
  require(!u->is_gone && !u->has_ended && u->has_final && !u->in_head);
}

static void on_ended(void *user, enum http2_end end, uint32_t error, CURLcode cause)
{
  struct user *u = user;
  require(!u->is_gone && !u->has_ended);
  require(end != HTTP2_END_COMPLETE || (u->has_final && !u->in_head && !error && !cause));
  require(http2_error_name(error));
  u->has_ended = true;
}

static CURLcode on_push(void *owner, void *parent, uint32_t id, const struct field *fields, size_t count, void **ret)
{
  struct user *p = parent, *pushed = p->next_push;
  TRY(event(p));
  require(count && fields[0].name.len && !(id % 2));
  if(!pushed) return CURLE_WRITE_ERROR;
  p->next_push = NULL;
  pushed->http2 = p->http2;
  pushed->id = id;
  *ret = pushed;
  return CURLE_OK;
}

static const struct http2_events events = { .head = on_head,
                                            .field = on_field,
                                            .head_end = on_head_end,
                                            .data = on_data,
                                            .answered = on_answered,
                                            .upload = on_upload,
                                            .trailer = on_trailer,
                                            .ended = on_ended,
                                            .push = on_push };

static void request(struct http2 *h, struct user *u, const char *method)
{
  const struct field fields[] = { { span_text(":method"), span_text(method) },
                                  FIELD(":scheme", "https"),
                                  FIELD(":authority", "a"),
                                  FIELD(":path", "/") };
  u->http2 = h;
  if(http2_request(h, fields, COUNT(fields), u->left, 16, u, &u->id)) abort();
}

static void drain(struct http2 *h)
{
  struct span bytes;
  do {
    if(http2_send(h, &bytes)) abort();
  } while(bytes.len);
}

static void converse(struct http2 *h, struct span text, size_t step, bool drains)
{
  CURLcode code = CURLE_OK;
  for(size_t done = 0, n; done < text.len && !code; done += n) {
    n = text.len - done < step ? text.len - done : step;
    uint8_t *piece = malloc(n); /* of its own, so that a span that outlives it is seen */
    if(!piece) abort();
    memcpy(piece, text.at + done, n);
    code = http2_receive(h, span_of(piece, n));
    free(piece);
    require(!code || code == CURLE_HTTP2);
    require(!code || (http2_why(h) && http2_is_going_away(h) && !http2_room(h)));
    if(drains) drain(h);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const struct http2_config config = {
    .events = &events, .stream_window = 65535, .connection_window = 65535, .takes_pushes = true, .max_streams = 2
  };
  if(size < 2) return 0;
  size_t step = data[0] & 0x40 ? size : (data[0] & 0x3f) + 1u;
  unsigned at = data[1] & 0x3f;
  struct user pushed = { 0 }, b = { .keeps = data[1] & 0x40, .next_push = &pushed };
  struct user a = { .left = 100, .fails_at = data[1] & 0x80 ? at : 0, .leaves_at = data[1] & 0x80 ? 0 : at };
  struct http2 *h;
  if(http2_new(&h, &config)) abort();
  request(h, &b, "GET"); /* stream 1 */
  request(h, &a, "POST");
  drain(h);
  converse(h, span_of(data + 2, size - 2), step, data[0] & 0x80);
  drain(h);
  http2_free(h);
  return 0;
}
