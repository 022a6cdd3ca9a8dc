/* What peers are verified by: the store of tls/trust.h, as GnuTLS has it. */
#ifndef TLS_GNUTLS_TRUST_LOAD_H
#define TLS_GNUTLS_TRUST_LOAD_H
#include "base/trace.h"
#include "tls/tls_opts.h"
#include <gnutls/x509.h>

struct trust {
  unsigned refs; /* atomic; all else is never changed */
  gnutls_x509_trust_list_t list;
  gnutls_x509_crl_t *crls; /* of CURLOPT_CRLFILE(3) */
  unsigned crl_count;
};

/* One certificate, in PEM, for CURLOPT_ISSUERCERT(3). NULL: there is none. */
gnutls_x509_crt_t trust_load_issuer(const struct tls_opts *opts);

#endif
