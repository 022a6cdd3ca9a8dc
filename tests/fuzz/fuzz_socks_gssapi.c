/* A SOCKS proxy's message of GSSAPI, collected whole and in pieces: both must end alike, and never beyond the message. */
#include "codec/socks/gssapi.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
  CURLcode code;
  CURLproxycode reason;
  size_t used, token;
  bool is_complete;
};

static struct outcome collect(enum socks_gssapi_type type, struct span text, size_t step)
{
  struct outcome o = { 0 };
  struct socks_fault why = { CURLPX_OK, NULL };
  struct socks_gssapi_message m = SOCKS_GSSAPI_MESSAGE_INIT;
  struct span token = { NULL, 0 };
  size_t missing;
  m.type = type;
  while((missing = socks_gssapi_missing(&m)) && o.used < text.len) {
    size_t n = missing < step ? missing : step;
    if(n > text.len - o.used) n = text.len - o.used;
    if(buf_add(&m.bytes, text.at + o.used, n)) abort();
    o.used += n;
  }
  o.is_complete = !missing;
  if(o.is_complete) o.code = socks_gssapi_judge(&m, &token, &why);
  if(!o.code != !why.text) abort();
  if(o.is_complete && !o.code && token.len + 4 != o.used) abort();
  o.reason = why.code;
  o.token = token.len;
  buf_free(&m.bytes);
  return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if(size < 2) return 0;
  enum socks_gssapi_type type = (enum socks_gssapi_type)(data[0] % 3 + 1);
  struct span text = span_of(data + 2, size - 2);
  struct outcome whole = collect(type, text, text.len + 1), split = collect(type, text, data[1] % 8 + 1u);
  if(whole.code != split.code || whole.reason != split.reason || whole.is_complete != split.is_complete) abort();
  if(whole.used != split.used || whole.token != split.token) abort();
  return 0;
}
