/* A server's message: what is read can be answered, or is too long to be. */
#include "base/base64.h"
#include "codec/auth/ntlm.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
  if(!holds) abort();
}

static void check_answer(const struct auth_ntlm *n)
{
  static const struct auth_ntlm_login login = { SPAN_LITERAL("D\\us\xc3\xa9r"), SPAN_LITERAL("p"), 0, { 1, 2, 3 } };
  struct buf text = BUF_INIT(1u << 20), message = BUF_INIT(1u << 20);
  CURLcode code = auth_ntlm_write_authenticate(n, &login, &text);
  check(!code || (code == CURLE_TOO_LARGE && n->target_info.len > 60000));
  if(!code) {
    check(!base64_decode(&message, buf_span(&text)));
    check(message.len > 64 + 2 * 24 && !memcmp(message.at, "NTLMSSP\0\x03\0\0\0", 12));
  }
  buf_free(&text);
  buf_free(&message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct auth_ntlm n = { 0 };
  struct buf text = BUF_INIT(2 * size + 4);
  CURLcode code = auth_ntlm_read_challenge(&n, span_of(data, size)); /* as text, most often it is none */
  check(!code || code == CURLE_BAD_CONTENT_ENCODING);
  check(!base64_encode(&text, span_of(data, size)));
  if(text.len && !auth_ntlm_read_challenge(&n, buf_span(&text))) {
    check(n.target_info.len <= size);
    check_answer(&n);
  }
  auth_ntlm_reset(&n);
  buf_free(&text);
  return 0;
}
