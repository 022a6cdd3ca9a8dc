#include "tls/key.h"
#include "crypto/digest.h"
#include "os/file_state.h"

static void add_bytes(struct tls_key *k, const void *bytes, size_t len)
{
  if(!k->code) k->code = buf_add(&k->parts, bytes, len);
}

void tls_key_add(struct tls_key *k, struct span part)
{
  add_bytes(k, &part.len, sizeof part.len);
  add_bytes(k, part.at, part.len);
}

void tls_key_add_number(struct tls_key *k, int64_t number) { add_bytes(k, &number, sizeof number); }

void tls_key_add_text(struct tls_key *k, const char *text)
{
  tls_key_add_number(k, text != NULL);
  tls_key_add(k, span_text(text));
}

void tls_key_add_blob(struct tls_key *k, const struct curl_blob *blob)
{
  uint8_t digest[DIGEST_MAX];
  struct span all = blob ? span_of(blob->data, blob->len) : span_of(NULL, 0);
  tls_key_add_number(k, blob != NULL);
  if(!k->code && blob) k->code = digest_of(DIGEST_SHA256, &all, 1, digest);
  if(blob) tls_key_add(k, span_of(digest, k->code ? 0 : DIGEST_MAX));
}

void tls_key_add_file(struct tls_key *k, const char *path)
{
  tls_key_add_text(k, path);
  if(!path) return;
  struct file_state now = file_state_of(path);
  tls_key_add_number(k, (int64_t)now.device);
  tls_key_add_number(k, (int64_t)now.number);
  tls_key_add_number(k, (int64_t)now.size);
  tls_key_add_number(k, now.changed_s);
  tls_key_add_number(k, now.changed_ns);
}

CURLcode tls_key_end(struct tls_key *k, uint8_t ret[TLS_KEY_LEN])
{
  uint8_t digest[DIGEST_MAX];
  struct span all = buf_span(&k->parts);
  CURLcode code = k->code ? k->code : digest_of(DIGEST_SHA256, &all, 1, digest);
  buf_free(&k->parts);
  if(!code) memcpy(ret, digest, TLS_KEY_LEN);
  return code;
}
