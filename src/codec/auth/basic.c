#include "codec/auth/basic.h"
#include "base/base64.h"

static CURLcode write_basic(struct span user, struct span password, struct buf *pair, struct buf *to)
{
  TRY(buf_add_span(pair, user));
  TRY(buf_add_char(pair, ':'));
  TRY(buf_add_span(pair, password));
  TRY(buf_add_text(to, "Basic "));
  return base64_encode(to, buf_span(pair));
}

CURLcode auth_basic_write(struct span user, struct span password, struct buf *to)
{
  size_t before = to->len;
  struct buf pair = BUF_INIT(to->cap);
  CURLcode code = write_basic(user, password, &pair, to);
  buf_free(&pair);
  if(code) to->len = before;
  return code;
}

CURLcode auth_bearer_write(struct span token, struct buf *to)
{
  for(size_t i = 0; i < token.len; i++)
    if(token.at[i] < ' ' || token.at[i] == 0x7f) return CURLE_BAD_FUNCTION_ARGUMENT;
  TRY(buf_reserve(to, sizeof "Bearer " - 1 + token.len));
  TRY(buf_add_text(to, "Bearer "));
  return buf_add_span(to, token);
}
