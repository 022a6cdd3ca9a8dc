/* A pattern, a NUL, a name: what matches still does with more before and behind it, and a name matches itself. */
#include "base/buf.h"
#include "codec/ftp/match.h"
#include <stdlib.h>

static void check(bool holds)
{
  if(!holds) abort();
}

static const char *text_of(struct buf *b)
{
  check(!buf_terminate(b));
  return (const char *)b->at;
}

static void match_with_more(struct span pattern, struct span name)
{
  struct buf p = BUF_INIT(1u << 20), n = BUF_INIT(1u << 20);
  check(!buf_add_span(&p, pattern) && !buf_add_span(&n, name));
  bool is_match = ftp_match(text_of(&p), text_of(&n));
  buf_reset(&p);
  buf_reset(&n);
  check(!buf_addf(&p, "*?%.*s", SPAN_ARG(pattern)) && !buf_addf(&n, "before%.*s", SPAN_ARG(name)));
  if(is_match) check(ftp_match(text_of(&p), text_of(&n)));
  buf_free(&p);
  buf_free(&n);
}

/* Each byte with a backslash, and the same between stars. */
static void match_itself(struct span name)
{
  struct buf p = BUF_INIT(1u << 20), n = BUF_INIT(1u << 20);
  check(!buf_add_span(&n, name) && !buf_add_char(&p, '*'));
  for(size_t i = 0; i < name.len; i++) check(!buf_addf(&p, "\\%c", name.at[i]));
  check(ftp_match(text_of(&p) + 1, text_of(&n)));
  check(!buf_add_char(&p, '*') && ftp_match(text_of(&p), text_of(&n)));
  check(!buf_add_char(&n, 'x') && !buf_add_char(&p, '?') && ftp_match(text_of(&p), text_of(&n)));
  buf_free(&p);
  buf_free(&n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  const uint8_t *nul = size ? memchr(data, '\0', size) : NULL;
  if(!nul) return 0;
  struct span name = span_of(nul + 1, (size_t)(data + size - nul - 1));
  if(memchr(name.at, '\0', name.len)) return 0;
  match_with_more(span_of(data, (size_t)(nul - data)), name);
  match_itself(name);
  return 0;
}
