#include "tls/openssl/context.h"
#include "base/str.h"
#include "tls/key_log.h"
#include "tls/openssl/credentials.h"
#include "tls/openssl/provider.h"
#include "tls/openssl/text.h"
#include "tls/trust.h"
#include "tls/versions.h"
#include <openssl/err.h>

/* Four full records as peers send them, with what is around each in TLS 1.2 (a byte less than a record's would make two
 * system calls of each read). It is held only while a record is incomplete. */
#define AROUND_RECORD 29
#define READ_BUFFER   ((size_t)4 * (SSL3_RT_MAX_PLAIN_LENGTH + AROUND_RECORD))

static CURLcode refuse(struct trace *t, CURLcode code, const char *what, const char *value)
{
  char why[TEXT_MAX];
  text_of_errors(why);
  return trace_fail(t, code, "%s: %s: %s", what, value, why);
}

static const int versions[] = {
  [TLS_VERSION_1_0] = TLS1_VERSION,
  [TLS_VERSION_1_1] = TLS1_1_VERSION,
  [TLS_VERSION_1_2] = TLS1_2_VERSION,
  [TLS_VERSION_1_3] = TLS1_3_VERSION,
};

static enum tls_version own_least(SSL_CTX *c)
{
  long own = SSL_CTX_get_min_proto_version(c);
  enum tls_version v = TLS_VERSION_OWN;
  for(enum tls_version i = TLS_VERSION_1_0; i <= TLS_VERSION_1_3; i++)
    if(own >= versions[i]) v = i;
  return v;
}

static CURLcode set_versions(SSL_CTX *c, const struct tls_opts *opts, struct trace *t)
{
  struct tls_versions v;
  TRY(tls_versions_of(opts->version, &v, t));
  if(!SSL_CTX_set_min_proto_version(c, versions[tls_versions_least(v, own_least(c))]) ||
     (v.max && !SSL_CTX_set_max_proto_version(c, versions[v.max])))
    return trace_fail(t, CURLE_SSL_CONNECT_ERROR, "OpenSSL has no such TLS version");
  return CURLE_OK;
}

static bool has_suite(SSL_CTX *c, struct span name)
{
  STACK_OF(SSL_CIPHER) *all = SSL_CTX_get_ciphers(c);
  for(int i = 0; i < sk_SSL_CIPHER_num(all); i++)
    if(span_is(name, SSL_CIPHER_standard_name(sk_SSL_CIPHER_value(all, i)))) return true;
  return false;
}

/* OpenSSL leaves out the names that it does not know, and TLS 1.3 with them where it knows none: that would be another
 * setting than the one asked for. */
static bool has_all_suites(SSL_CTX *c, struct span names)
{
  while(names.len) {
    const uint8_t *end = memchr(names.at, ':', names.len);
    struct span name = span_of(names.at, end ? (size_t)(end - names.at) : names.len);
    names = end ? span_of(end + 1, names.len - name.len - 1) : span_of(NULL, 0);
    if(name.len && !has_suite(c, name)) return false;
  }
  return true;
}

/* Suites that no connection could use are not looked at. */
static bool may_speak_13(SSL_CTX *c)
{
  long most = SSL_CTX_get_max_proto_version(c);
  return !most || most >= TLS1_3_VERSION;
}

static CURLcode set_algorithms(SSL_CTX *c, const struct tls_opts *opts, struct trace *t)
{
  const CURLcode code = CURLE_SSL_CIPHER;
  if(opts->ciphers && !SSL_CTX_set_cipher_list(c, opts->ciphers))
    return refuse(t, code, "The ciphers cannot be used", opts->ciphers);
  if(opts->suites && may_speak_13(c) &&
     (!SSL_CTX_set_ciphersuites(c, opts->suites) || !*opts->suites || !has_all_suites(c, span_text(opts->suites))))
    return refuse(t, code, "The TLS 1.3 cipher suites cannot be used", opts->suites);
  if(opts->groups && !SSL_CTX_set1_groups_list(c, opts->groups))
    return refuse(t, code, "The groups (curves) cannot be used", opts->groups);
  if(opts->signatures && !SSL_CTX_set1_sigalgs_list(c, opts->signatures))
    return refuse(t, code, "The signature algorithms cannot be used", opts->signatures);
  return CURLE_OK;
}

static CURLcode set_trust(SSL_CTX *c, const struct tls_opts *opts, int64_t now_s, struct trace *t)
{
  X509_VERIFY_PARAM *how = SSL_CTX_get0_param(c);
  void *store;
  TRY(tls_trust_get(&store, opts, opts->context_fn, now_s, t));
  SSL_CTX_set_cert_store(c, store); /* takes the reference */
  SSL_CTX_set_verify(c, opts->verify_peer ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
  if(opts->crl_file)
    X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  else if(!(opts->flags & CURLSSLOPT_NO_PARTIALCHAIN))
    X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_PARTIAL_CHAIN);
  if(opts->verify_status) SSL_CTX_set_tlsext_status_type(c, TLSEXT_STATUSTYPE_ocsp);
  return CURLE_OK;
}

static void log_key(const SSL *s, const char *line) { tls_key_log(line); }

static void set_modes(SSL_CTX *c, const struct tls_opts *opts)
{
  SSL_CTX_set_options(c, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  if(opts->flags & CURLSSLOPT_ALLOW_BEAST) SSL_CTX_set_options(c, SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS);
  SSL_CTX_set_mode(c, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(c, 1);
  SSL_CTX_set_default_read_buffer_len(c, READ_BUFFER);
  SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_set_default_passwd_cb(c, text_no_password);
  if(opts->cert_file || opts->cert_blob) SSL_CTX_set_post_handshake_auth(c, 1);
  if(tls_key_log_is_wanted()) SSL_CTX_set_keylog_callback(c, log_key);
}

static CURLcode configure(SSL_CTX *c, const struct tls_opts *opts, int64_t now_s, struct trace *t)
{
  set_modes(c, opts);
  TRY(set_versions(c, opts, t));
  TRY(set_algorithms(c, opts, t));
  TRY(credentials_use(c, opts, t));
  return set_trust(c, opts, now_s, t);
}

CURLcode context_new(SSL_CTX **ret, const struct tls_opts *opts, int64_t now_s, struct trace *t)
{
  ERR_clear_error();
  char room[PROVIDER_QUERY_MAX];
  const char *query;
  if(!provider_query(room, &query, opts->engine_is_default ? opts->engine : NULL))
    return trace_fail(t, CURLE_SSL_ENGINE_SETFAILED, "The properties of the provider are too long");
  SSL_CTX *made = SSL_CTX_new_ex(NULL, query, TLS_client_method());
  if(!made && query) return refuse(t, CURLE_SSL_ENGINE_SETFAILED, "The provider cannot be the default", opts->engine);
  if(!made) return refuse(t, CURLE_SSL_CONNECT_ERROR, "OpenSSL cannot be used", "SSL_CTX_new");
  CURLcode code = configure(made, opts, now_s, t);
  if(code)
    SSL_CTX_free(made);
  else
    *ret = made;
  return code;
}

CURLcode context_offer(SSL_CTX *c, const struct tls_opts *opts, struct trace *t)
{
  if(!opts->context_fn) return CURLE_OK;
  CURLcode code;
  {
    CALLBACK_SCOPE(t ? t->guard : NULL);
    code = opts->context_fn(t ? t->handle : NULL, c, opts->context_data);
  }
  if(!code) return CURLE_OK;
  if(code == CURLE_AGAIN) code = CURLE_ABORTED_BY_CALLBACK; /* in here it would mean: call again */
  return trace_fail(t, code, "The SSL context callback has refused the connection");
}
