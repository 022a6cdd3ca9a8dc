/* A field's value: every challenge and parameter of it lies inside of it, one behind the other, and the reader ends. */
#include "codec/auth/challenge.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
  if(!holds) abort();
}

static bool is_within(struct span inner, struct span outer)
{
  return inner.at >= outer.at && inner.at + inner.len <= outer.at + outer.len;
}

static void check_params(struct span params)
{
  struct cursor c = cursor_of(params);
  struct auth_param p;
  while(auth_param_next(&c, &p)) {
    struct buf value = BUF_INIT(params.len);
    check(p.name.len && is_within(p.name, params) && is_within(p.value, params));
    check(!auth_param_unquote(&p, &value) && value.len <= p.value.len);
    buf_free(&value);
  }
  check(!cursor_left(&c));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct span value = span_of(data, size);
  struct cursor c = cursor_of(value);
  struct auth_challenge challenge;
  const uint8_t *before = data;
  while(auth_challenge_next(&c, &challenge)) {
    check(challenge.scheme.len && challenge.scheme.at >= before && is_within(challenge.scheme, value));
    check(is_within(challenge.token68, value) && is_within(challenge.params, value));
    check(!challenge.token68.len || !challenge.params.len);
    check(c.at > before);
    check_params(challenge.params);
    before = c.at;
  }
  check(!cursor_left(&c));
  return 0;
}
