/* Two challenges, a line each: what is taken can be answered, by a value without control bytes that reads as one
 * challenge does, and holds the parameters that were taken. */
#include "base/str.h"
#include "codec/auth/challenge.h"
#include "codec/auth/digest.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
  if(!holds) abort();
}

static void check_param(struct span params, const char *name, const char *expected)
{
  struct cursor c = cursor_of(params);
  struct auth_param p;
  struct buf value = BUF_INIT(AUTH_DIGEST_VALUE_MAX);
  bool is_there = false;
  while(auth_param_next(&c, &p)) {
    if(!span_is(p.name, name)) continue;
    is_there = true;
    value.len = 0;
    check(!auth_param_unquote(&p, &value));
  }
  check(is_there == !!expected && (!expected || span_equal(buf_span(&value), span_text(expected))));
  buf_free(&value);
}

static void check_answer(struct auth_digest *d)
{
  static const struct auth_digest_request r = { SPAN_LITERAL("GET"), SPAN_LITERAL("/a\"\\b"), SPAN_LITERAL("u\"\r\n"),
                                                SPAN_LITERAL("p") };
  struct buf to = BUF_INIT(8 * AUTH_DIGEST_VALUE_MAX);
  struct auth_challenge answer;
  check(!auth_digest_write(d, &r, span_text("random bytes"), &to));
  for(size_t i = 0; i < to.len; i++) check((to.at[i] >= ' ' || to.at[i] == '\t') && to.at[i] != 0x7f);
  struct cursor c = cursor_of(buf_span(&to));
  check(auth_challenge_next(&c, &answer) && span_is(answer.scheme, "Digest") && !cursor_left(&c));
  check_param(answer.params, "realm", d->realm ? d->realm : "");
  check_param(answer.params, "nonce", d->nonce);
  check_param(answer.params, "opaque", d->opaque);
  check_param(answer.params, "algorithm", d->algorithm);
  check_param(answer.params, "uri", "/a\"\\b");
  buf_free(&to);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct auth_digest d = { 0 };
  struct cursor c = cursor_of(span_of(data, size));
  for(int i = 0; i < 2; i++) {
    const uint8_t *end = cursor_left(&c) ? memchr(c.at, '\n', cursor_left(&c)) : NULL;
    struct span line = cursor_take(&c, end ? (size_t)(end - c.at) : cursor_left(&c));
    if(end) c.at++;
    bool had = auth_digest_has_challenge(&d), is_taken = !auth_digest_take(&d, line);
    check(auth_digest_has_challenge(&d) == (had || is_taken));
    if(is_taken) check_answer(&d);
  }
  auth_digest_reset(&d);
  return 0;
}
