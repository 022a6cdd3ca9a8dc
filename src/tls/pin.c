#include "tls/pin.h"
#include "base/base64.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "os/file.h"

#define PIN_FILE_MAX ((size_t)1024 * 1024)
#define HASH_PREFIX  "sha256//"

static bool starts(struct span s, const char *prefix)
{
  return s.len >= strlen(prefix) && !memcmp(s.at, prefix, strlen(prefix));
}

static CURLcode mismatch(struct trace *t, const char *why)
{
  return trace_fail(t, CURLE_SSL_PINNEDPUBKEYNOTMATCH, "SSL: public key does not match pinned public key: %s", why);
}

static CURLcode check_hashes(struct span list, struct span key, struct trace *t)
{
  uint8_t digest[DIGEST_MAX];
  if(digest_of(DIGEST_SHA256, &key, 1, digest)) return mismatch(t, "there is no SHA-256");
  struct buf text = BUF_INIT(2 * DIGEST_MAX);
  TRY(base64_encode(&text, span_of(digest, digest_size(DIGEST_SHA256))));
  bool found = false;
  while(list.len && !found) {
    const uint8_t *end = memchr(list.at, ';', list.len);
    struct span pin = span_of(list.at, end ? (size_t)(end - list.at) : list.len);
    list = end ? span_of(end + 1, list.len - pin.len - 1) : span_of(NULL, 0);
    if(starts(pin, HASH_PREFIX))
      found = span_equal(span_of(pin.at + strlen(HASH_PREFIX), pin.len - strlen(HASH_PREFIX)), buf_span(&text));
  }
  buf_free(&text);
  return found ? CURLE_OK : mismatch(t, "no hash in the list is the peer's");
}

/* What stands between the marks of RFC 7468, section 13, without line ends; false: there are none. */
static bool find_pem(struct span file, struct span *ret)
{
  static const char begin[] = "-----BEGIN PUBLIC KEY-----", end[] = "-----END PUBLIC KEY-----";
  const uint8_t *from = file.len ? memmem(file.at, file.len, begin, sizeof begin - 1) : NULL;
  if(!from || (from != file.at && from[-1] != '\n')) return false;
  from += sizeof begin - 1;
  const uint8_t *to = memmem(from, file.len - (size_t)(from - file.at), end, sizeof end - 1);
  if(!to) return false;
  *ret = span_of(from, (size_t)(to - from));
  return true;
}

static CURLcode decode_pem(struct buf *to, struct span pem)
{
  struct buf text = BUF_INIT(PIN_FILE_MAX);
  CURLcode code = buf_reserve(&text, pem.len);
  for(size_t i = 0; !code && i < pem.len; i++)
    if(pem.at[i] != '\r' && pem.at[i] != '\n' && !ascii_is_blank(pem.at[i]))
      code = buf_add_char(&text, (char)pem.at[i]);
  if(!code) code = base64_decode(to, buf_span(&text));
  buf_free(&text);
  return code;
}

static CURLcode check_content(struct span file, struct span key, struct trace *t)
{
  struct span pem;
  if(span_equal(file, key)) return CURLE_OK;
  if(!find_pem(file, &pem)) return mismatch(t, "the file holds another key, or none");
  struct buf der = BUF_INIT(PIN_FILE_MAX);
  CURLcode code = decode_pem(&der, pem);
  bool is_same = !code && span_equal(buf_span(&der), key);
  buf_free(&der);
  if(code == CURLE_OUT_OF_MEMORY || is_same) return code;
  return mismatch(t, "the file holds another key");
}

static CURLcode check_file(const char *path, struct span key, struct trace *t)
{
  struct buf file = BUF_INIT(PIN_FILE_MAX);
  CURLcode code = file_load(path, &file);
  if(!code)
    code = check_content(buf_span(&file), key, t);
  else if(code != CURLE_OUT_OF_MEMORY)
    code = mismatch(t, "the file cannot be read");
  buf_free(&file);
  return code;
}

CURLcode tls_pin_check(const char *pinned, struct span key, struct trace *t)
{
  if(!key.len) return mismatch(t, "the peer has shown no key");
  return starts(span_text(pinned), HASH_PREFIX) ? check_hashes(span_text(pinned), key, t) : check_file(pinned, key, t);
}
