/* What a program has set for TLS towards one peer; the origin has one, an HTTPS proxy another. Strings and blobs belong to
 * the handle. Read when a session begins. */
#ifndef TLS_TLS_OPTS_H
#define TLS_TLS_OPTS_H
#include "base/result.h"
#include <stdbool.h>

struct tls_opts {
  long version;     /* CURLOPT_SSLVERSION: CURL_SSLVERSION_* | CURL_SSLVERSION_MAX_* */
  long flags;       /* CURLOPT_SSL_OPTIONS: CURLSSLOPT_* */
  char *ciphers;    /* CURLOPT_SSL_CIPHER_LIST; NULL, as the others: not set */
  char *suites;     /* CURLOPT_TLS13_CIPHERS */
  char *groups;     /* CURLOPT_SSL_EC_CURVES */
  char *signatures; /* CURLOPT_SSL_SIGNATURE_ALGORITHMS */

  char *ca_file;      /* CURLOPT_CAINFO */
  char *ca_path;      /* CURLOPT_CAPATH */
  bool trusts_system; /* CURLOPT_CAINFO was never set, not to NULL either: without a blob, the system's bundle counts */
  char *crl_file;
  char *issuer_file;
  struct curl_blob *ca_blob, *issuer_blob;
  bool verify_peer;   /* CURLOPT_SSL_VERIFYPEER, each on its own: */
  bool verify_host;   /* CURLOPT_SSL_VERIFYHOST */
  bool verify_status; /* CURLOPT_SSL_VERIFYSTATUS */
  char *pinned_key;   /* CURLOPT_PINNEDPUBLICKEY: a file, or "sha256//…;sha256//…" */

  char *cert_file, *cert_type, *key_file, *key_type, *key_password;
  struct curl_blob *cert_blob, *key_blob;
  char *engine;           /* CURLOPT_SSLENGINE */
  bool engine_is_default; /* CURLOPT_SSLENGINE_DEFAULT */

  bool offers_alpn;                 /* CURLOPT_SSL_ENABLE_ALPN */
  bool resumes;                     /* CURLOPT_SSL_SESSIONID_CACHE */
  bool wants_certs;                 /* CURLOPT_CERTINFO */
  long ca_cache_timeout_s;          /* CURLOPT_CA_CACHE_TIMEOUT; -1: for ever, 0: not cached */
  curl_ssl_ctx_callback context_fn; /* CURLOPT_SSL_CTX_FUNCTION */
  void *context_data;
};

/* A new one that checks the peer's certificate, and that it is the host's, or not. */
#define TLS_OPTS_CHECKING(peer, host)        \
  ((struct tls_opts){ .verify_peer = (peer), \
                      .verify_host = (host), \
                      .trusts_system = true, \
                      .offers_alpn = true,   \
                      .resumes = true,       \
                      .ca_cache_timeout_s = 86400 })
#define TLS_OPTS_INIT TLS_OPTS_CHECKING(true, true)

/* A connection in the making must not see what the program sets meanwhile. `to`, which is {0} or a copy, becomes a copy
 * with strings of its own and references to the blobs (base/blob.h). CURLE_OUT_OF_MEMORY leaves it alone. */
MUST_USE CURLcode tls_opts_copy(struct tls_opts *to, const struct tls_opts *from);
void tls_opts_free(struct tls_opts *o); /* of a copy, or {0} */

#endif
