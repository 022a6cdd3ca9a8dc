#include "tls/tls.h"

static const char *engine_version(void) { return "OpenSSL"; }
static CURLcode engine_session_new(struct tls_session **ret, const struct tls_opts *opts, const struct tls_peer *peer,
                                   const struct tls_transport *under, int64_t now_s, struct trace *t)
{
  return trace_fail(t, CURLE_NOT_BUILT_IN, "TLS is not built in yet");
}
static CURLcode engine_handshake(struct tls_session *s, enum tls_wants *wants, struct trace *t)
{
  return CURLE_NOT_BUILT_IN;
}
static void engine_result(const struct tls_session *s, struct tls_result *ret) {}
static CURLcode engine_read(struct tls_session *s, struct trace *t, void *to, size_t room, size_t *got,
                            enum tls_wants *wants)
{
  return CURLE_NOT_BUILT_IN;
}
static CURLcode engine_write(struct tls_session *s, struct trace *t, const void *from, size_t len, size_t *sent,
                             enum tls_wants *wants)
{
  return CURLE_NOT_BUILT_IN;
}
static bool engine_has_pending(const struct tls_session *s) { return false; }
static void engine_close(struct tls_session *s) {}
static void engine_free(struct tls_session *s) {}
static CURLcode engine_certs(const struct tls_session *s, struct curl_certinfo *ret) { return CURLE_OK; }
static void *engine_native(const struct tls_session *s) { return NULL; }

const struct tls_engine tls_engine = {
  .name = "OpenSSL",
  .id = CURLSSLBACKEND_OPENSSL,
  .version = engine_version,
  .session_new = engine_session_new,
  .handshake = engine_handshake,
  .result = engine_result,
  .read = engine_read,
  .write = engine_write,
  .has_pending = engine_has_pending,
  .close = engine_close,
  .free = engine_free,
  .certs = engine_certs,
  .native = engine_native,
};
