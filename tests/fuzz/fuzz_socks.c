/* A SOCKS proxy's answers, collected whole and in pieces: both must end alike, and never beyond the message. */
#include "codec/socks/socks.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
  CURLcode code;
  CURLproxycode reason;
  size_t used;
  bool is_complete;
};

static struct outcome collect(enum socks_answer_kind kind, struct span text, size_t step)
{
  struct outcome o = { 0 };
  struct socks_fault why = { CURLPX_OK, NULL };
  struct socks_answer *a = calloc(1, sizeof *a);
  if(!a) abort();
  a->kind = kind;
  size_t missing;
  while((missing = socks_answer_missing(a)) && o.used < text.len) {
    size_t n = missing < step ? missing : step;
    if(n > text.len - o.used) n = text.len - o.used;
    if(a->len + n > sizeof a->bytes) abort();
    memcpy(a->bytes + a->len, text.at + o.used, n);
    a->len = (uint16_t)(a->len + n);
    o.used += n;
  }
  o.is_complete = !missing;
  if(o.is_complete) o.code = socks_answer_judge(a, &why);
  if(!o.code != !why.text) abort();
  o.reason = why.code;
  free(a);
  return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if(size < 2) return 0;
  enum socks_answer_kind kind = (enum socks_answer_kind)(data[0] % 4);
  struct span text = span_of(data + 2, size - 2);
  struct outcome whole = collect(kind, text, text.len + 1), split = collect(kind, text, data[1] % 8 + 1u);
  if(whole.code != split.code || whole.reason != split.reason || whole.is_complete != split.is_complete) abort();
  if(whole.is_complete && !whole.code && whole.used != split.used) abort();
  return 0;
}
