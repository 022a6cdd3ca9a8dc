/* The certificates that a peer has shown, and how they lead to one that is trusted. */
#ifndef TLS_GNUTLS_CHAIN_H
#define TLS_GNUTLS_CHAIN_H
#include "tls/gnutls/trust_load.h"

#define CHAIN_MAX 16 /* GnuTLS itself verifies no longer ones */

struct chain {
  gnutls_x509_crt_t
      shown[CHAIN_MAX]; /* in the order of the peer's, its own first; what comes behind is not looked at */
  unsigned shown_count; /* 0: none */
  /* once it has been looked for: */
  gnutls_x509_crt_t path[CHAIN_MAX]; /* from the peer's own upwards, as far as each is signed by the next */
  unsigned length;
  bool has_root;                      /* its last one has signed itself, and is trusted */
  gnutls_x509_crt_t found[CHAIN_MAX]; /* of `path`, what is a copy of a trusted one */
  unsigned found_count;
};

/* `ret` is {0}, and may be freed whatever comes of it. CURLE_OUT_OF_MEMORY; CURLE_PEER_FAILED_VERIFICATION: one of them
 * cannot be read. */
MUST_USE CURLcode chain_read(struct chain *ret, gnutls_session_t g);
/* `c` is not empty. It costs the verification of each signature, and not every chain is asked for it. */
void chain_find_path(struct chain *c, const struct trust *trusted);
void chain_free(struct chain *c);

#endif
