/* Certificates made for a test: authorities, and what they sign. */
#ifndef API_TLS_CERT_H
#define API_TLS_CERT_H
#include <curl/curl.h>
#include <openssl/ssl.h>
#include <stdbool.h>

struct tls_cert {
  X509 *x;
  EVP_PKEY *key;
  SSL_CTX *server; /* made when first needed; one for all its connections, so that sessions can be resumed */
};

struct tls_cert_plan {
  const char *name;  /* the common name */
  const char *names; /* "DNS:example.com,IP:192.0.2.1"; NULL: none */
  bool is_authority;
  bool is_over; /* it was valid until yesterday */
};

/* `issuer` NULL: it signs itself. Aborts where it cannot be done. */
void tls_cert_make(struct tls_cert *ret, const struct tls_cert *issuer, const struct tls_cert_plan *plan);
void tls_cert_free(struct tls_cert *c);

/* In PEM; `data` is to be freed. */
struct curl_blob tls_cert_pem(const struct tls_cert *c);
struct curl_blob tls_cert_key_pem(const struct tls_cert *c, const char *password);
/* "sha256//…", in a static buffer. */
const char *tls_cert_pin(const struct tls_cert *c);

#endif
