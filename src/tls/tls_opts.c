#include "tls/tls_opts.h"
#include "base/blob.h"
#include "base/mem.h"
#include <stddef.h>

#define STRING(member) offsetof(struct tls_opts, member)
static const size_t strings[] = {
  STRING(ciphers),   STRING(suites),   STRING(groups),      STRING(signatures),   STRING(ca_file),
  STRING(ca_path),   STRING(crl_file), STRING(issuer_file), STRING(pinned_key),   STRING(cert_file),
  STRING(cert_type), STRING(key_file), STRING(key_type),    STRING(key_password), STRING(engine),
};
#define STRINGS (sizeof strings / sizeof *strings)

static const size_t blobs[] = { STRING(ca_blob), STRING(issuer_blob), STRING(cert_blob), STRING(key_blob) };
#define BLOBS (sizeof blobs / sizeof *blobs)

static char **string_at(struct tls_opts *o, size_t i) { return (char **)(void *)((char *)o + strings[i]); }
static struct curl_blob **blob_at(struct tls_opts *o, size_t i)
{
  return (struct curl_blob **)(void *)((char *)o + blobs[i]);
}

void tls_opts_free(struct tls_opts *o)
{
  for(size_t i = 0; i < STRINGS; i++) mem_free(*string_at(o, i));
  for(size_t i = 0; i < BLOBS; i++) blob_unref(*blob_at(o, i));
  *o = (struct tls_opts){ 0 };
}

CURLcode tls_opts_copy(struct tls_opts *to, const struct tls_opts *from)
{
  struct tls_opts source = *from, copy = *from;
  for(size_t i = 0; i < STRINGS; i++) *string_at(&copy, i) = NULL;
  for(size_t i = 0; i < BLOBS; i++) blob_ref(*blob_at(&copy, i));
  CURLcode code = CURLE_OK;
  for(size_t i = 0; !code && i < STRINGS; i++) code = mem_replace(string_at(&copy, i), *string_at(&source, i));
  if(code) {
    tls_opts_free(&copy);
    return code;
  }
  tls_opts_free(to);
  *to = copy;
  return CURLE_OK;
}
