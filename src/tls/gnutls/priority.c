#include "tls/gnutls/priority.h"
#include "base/buf.h"
#include "base/str.h"
#include "tls/gnutls/text.h"
#include "tls/versions.h"

#define STRING_MAX ((size_t)16 * 1024)

/* A name that programs use, and what it is in a priority string. Several rows of one name: all of them. */
struct alias {
  const char *name, *tokens;
};

static const struct alias suites[] = {
  { "TLS_AES_128_GCM_SHA256", ":+AES-128-GCM" },
  { "TLS_AES_256_GCM_SHA384", ":+AES-256-GCM" },
  { "TLS_CHACHA20_POLY1305_SHA256", ":+CHACHA20-POLY1305" },
  { "TLS_AES_128_CCM_SHA256", ":+AES-128-CCM" },
  { "TLS_AES_128_CCM_8_SHA256", ":+AES-128-CCM-8" },
  { NULL, NULL },
};

static const struct alias groups[] = {
  { "P-256", ":+GROUP-SECP256R1" },     { "prime256v1", ":+GROUP-SECP256R1" }, { "secp256r1", ":+GROUP-SECP256R1" },
  { "P-384", ":+GROUP-SECP384R1" },     { "secp384r1", ":+GROUP-SECP384R1" },  { "P-521", ":+GROUP-SECP521R1" },
  { "secp521r1", ":+GROUP-SECP521R1" }, { "P-192", ":+GROUP-SECP192R1" },      { "P-224", ":+GROUP-SECP224R1" },
  { "secp224r1", ":+GROUP-SECP224R1" }, { "X25519", ":+GROUP-X25519" },        { "X448", ":+GROUP-X448" },
  { "ffdhe2048", ":+GROUP-FFDHE2048" }, { "ffdhe3072", ":+GROUP-FFDHE3072" },  { "ffdhe4096", ":+GROUP-FFDHE4096" },
  { "ffdhe6144", ":+GROUP-FFDHE6144" }, { "ffdhe8192", ":+GROUP-FFDHE8192" },  { NULL, NULL },
};

#define ECDSA(hash, curve) ":+SIGN-ECDSA-" hash ":+SIGN-ECDSA-" curve "-" hash
static const struct alias signatures[] = {
  { "ECDSA+SHA256", ECDSA("SHA256", "SECP256R1") },
  { "ECDSA+SHA384", ECDSA("SHA384", "SECP384R1") },
  { "ECDSA+SHA512", ECDSA("SHA512", "SECP521R1") },
  { "ecdsa_secp256r1_sha256", ECDSA("SHA256", "SECP256R1") },
  { "ecdsa_secp384r1_sha384", ECDSA("SHA384", "SECP384R1") },
  { "ecdsa_secp521r1_sha512", ECDSA("SHA512", "SECP521R1") },
  { "RSA+SHA256", ":+SIGN-RSA-SHA256" },
  { "RSA+SHA384", ":+SIGN-RSA-SHA384" },
  { "RSA+SHA512", ":+SIGN-RSA-SHA512" },
  { "rsa_pkcs1_sha256", ":+SIGN-RSA-SHA256" },
  { "rsa_pkcs1_sha384", ":+SIGN-RSA-SHA384" },
  { "rsa_pkcs1_sha512", ":+SIGN-RSA-SHA512" },
  { "RSA-PSS+SHA256", ":+SIGN-RSA-PSS-RSAE-SHA256:+SIGN-RSA-PSS-SHA256" },
  { "RSA-PSS+SHA384", ":+SIGN-RSA-PSS-RSAE-SHA384:+SIGN-RSA-PSS-SHA384" },
  { "RSA-PSS+SHA512", ":+SIGN-RSA-PSS-RSAE-SHA512:+SIGN-RSA-PSS-SHA512" },
  { "rsa_pss_rsae_sha256", ":+SIGN-RSA-PSS-RSAE-SHA256" },
  { "rsa_pss_rsae_sha384", ":+SIGN-RSA-PSS-RSAE-SHA384" },
  { "rsa_pss_rsae_sha512", ":+SIGN-RSA-PSS-RSAE-SHA512" },
  { "rsa_pss_pss_sha256", ":+SIGN-RSA-PSS-SHA256" },
  { "rsa_pss_pss_sha384", ":+SIGN-RSA-PSS-SHA384" },
  { "rsa_pss_pss_sha512", ":+SIGN-RSA-PSS-SHA512" },
  { "ed25519", ":+SIGN-EDDSA-ED25519" },
  { "ed448", ":+SIGN-EDDSA-ED448" },
  { NULL, NULL },
};

/* Every name of a list has to be known: leaving one out would be another setting than the one asked for. */
static CURLcode add_list(struct buf *to, const char *list, const struct alias *known, const char *what, struct trace *t)
{
  struct span left = span_text(list);
  bool has_any = false;
  while(left.len) {
    const uint8_t *end = memchr(left.at, ':', left.len);
    struct span name = span_of(left.at, end ? (size_t)(end - left.at) : left.len);
    left = end ? span_of(end + 1, left.len - name.len - 1) : span_of(NULL, 0);
    const struct alias *a = known;
    while(a->name && !span_equal_nocase(name, span_text(a->name))) a++;
    if(!a->name) break;
    TRY(buf_add_text(to, a->tokens));
    has_any = !left.len;
  }
  return has_any ? CURLE_OK : trace_fail(t, CURLE_SSL_CIPHER, "%s cannot be used: %s", what, list);
}

static const struct {
  enum tls_version version;
  const char *token;
} versions[] = {
  { TLS_VERSION_1_3, "VERS-TLS1.3" },
  { TLS_VERSION_1_2, "VERS-TLS1.2" },
  { TLS_VERSION_1_1, "VERS-TLS1.1" },
  { TLS_VERSION_1_0, "VERS-TLS1.0" },
};
#define VERSIONS (sizeof versions / sizeof *versions)

static CURLcode forbid_versions(struct buf *to, struct tls_versions v)
{
  for(size_t i = 0; i < VERSIONS; i++) {
    if(!tls_versions_have(v, versions[i].version)) TRY(buf_addf(to, ":-%s", versions[i].token));
  }
  return CURLE_OK;
}

static CURLcode add_own(struct buf *to, const char *suites_13, struct tls_versions v, struct trace *t)
{
  TRY(buf_add_text(to, "NORMAL:-VERS-ALL"));
  v.min = tls_versions_least(v, TLS_VERSION_OWN);
  for(size_t i = 0; i < VERSIONS; i++)
    if(tls_versions_have(v, versions[i].version)) TRY(buf_addf(to, ":+%s", versions[i].token));
  if(!suites_13) return CURLE_OK;
  TRY(buf_add_text(to, ":-CIPHER-ALL"));
  TRY(add_list(to, suites_13, suites, "The TLS 1.3 cipher suites", t));
  return buf_add_text(to, ":+AES-256-CBC:+AES-128-CBC"); /* which are in no suite of TLS 1.3 */
}

static bool is_addition(const char *s) { return s && *s && strchr("+-!", *s); }

static CURLcode make_string(struct buf *to, const struct tls_opts *opts, struct trace *t)
{
  struct tls_versions v;
  const bool replaces = opts->ciphers && !is_addition(opts->ciphers);
  TRY(tls_versions_of(opts->version, &v, t));
  /* suites that no connection could use are not looked at */
  const char *suites_13 = tls_versions_have(v, TLS_VERSION_1_3) ? opts->suites : NULL;
  if(replaces && (!*opts->ciphers || suites_13))
    return trace_fail(t, CURLE_SSL_CIPHER, "The ciphers cannot be used: %s: %s", opts->ciphers,
                      *opts->ciphers ? "it says which suites TLS 1.3 has, too" : "there is none");
  if(replaces) {
    TRY(buf_add_text(to, opts->ciphers));
    TRY(forbid_versions(to, v));
  } else {
    TRY(add_own(to, suites_13, v, t));
  }
  if(opts->groups) {
    TRY(buf_add_text(to, ":-GROUP-ALL"));
    TRY(add_list(to, opts->groups, groups, "The groups (curves)", t));
  }
  if(opts->signatures) {
    TRY(buf_add_text(to, ":-SIGN-ALL"));
    TRY(add_list(to, opts->signatures, signatures, "The signature algorithms", t));
  }
  /* many a machine's own certificate is for signing others only; GnuTLS would stop at that, whether one verifies or not */
  if(!opts->verify_peer) TRY(buf_add_text(to, ":%COMPAT"));
  if(!replaces && opts->ciphers) TRY(buf_addf(to, ":%s", opts->ciphers));
  return buf_terminate(to);
}

CURLcode priority_set(gnutls_session_t g, const struct tls_opts *opts, struct trace *t)
{
  struct buf string = BUF_INIT(STRING_MAX);
  CURLcode code = make_string(&string, opts, t);
  if(code == CURLE_TOO_LARGE) code = trace_fail(t, CURLE_SSL_CIPHER, "The ciphers are too many");
  if(!code) {
    int error = gnutls_priority_set_direct(g, (const char *)string.at, NULL);
    if(error)
      code = trace_fail(t, text_code(error, CURLE_SSL_CIPHER), "The ciphers cannot be used: %s: %s",
                        opts->ciphers ? opts->ciphers : (const char *)string.at, gnutls_strerror(error));
  }
  buf_free(&string);
  return code;
}
