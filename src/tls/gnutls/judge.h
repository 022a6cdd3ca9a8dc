/* Does a chain lead to a trusted certificate, and may each in it be used now? */
#ifndef TLS_GNUTLS_JUDGE_H
#define TLS_GNUTLS_JUDGE_H
#include "tls/gnutls/chain.h"

struct judgement {
  long result;     /* GnuTLS' gnutls_certificate_status_t; 0: it is good */
  const char *why; /* in the words that OpenSSL has for it, since programs look for them; NULL: it is good */
};

/* `c` is not empty. */
struct judgement judge_chain(struct chain *c, const struct trust *trusted, const struct tls_opts *opts);

#endif
