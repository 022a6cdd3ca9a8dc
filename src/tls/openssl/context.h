/* An SSL_CTX as a set of options wants it. It is OpenSSL's default library context that it is made in, not one of our own:
 * programs that reach in by CURLOPT_SSL_CTX_FUNCTION(3), machines with an openssl.cnf, and providers for keys in hardware
 * count on that. */
#ifndef TLS_OPENSSL_CONTEXT_H
#define TLS_OPENSSL_CONTEXT_H
#include "base/trace.h"
#include "tls/tls_opts.h"
#include <openssl/ssl.h>

/* Nothing of what is no option is set: that is the session's to do, before context_offer. Codes, with text, as
 * tls_engine.session_new. */
MUST_USE CURLcode context_new(SSL_CTX **ret, const struct tls_opts *opts, int64_t now_s, struct trace *t);
/* Let the program change it: CURLOPT_SSL_CTX_FUNCTION(3). The callback's own code stops it, with text. */
MUST_USE CURLcode context_offer(SSL_CTX *c, const struct tls_opts *opts, struct trace *t);

#endif
