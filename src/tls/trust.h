/* The certificates that peers are verified by. Parsing a system's bundle costs far more than a handshake, so it is done
 * once for each set of settings in a process, and what comes of it is shared by all threads and never changed. */
#ifndef TLS_TRUST_H
#define TLS_TRUST_H
#include "base/trace.h"
#include "tls/key.h"
#include "tls/tls_opts.h"

/* A store that is the caller's reference. `is_own`: one that nobody else has, since a program is going to change it.
 * With text, but only where peers are verified: CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode tls_trust_get(void **ret, const struct tls_opts *opts, bool is_own, int64_t now_s, struct trace *t);

/* The system's places count. */
bool tls_trust_uses_system(const struct tls_opts *opts);

/* What a store is, each TLS library says. It holds none of the program's memory, and counts its references itself. */
struct tls_trust_ops {
  /* Parse what `opts` names, as tls_trust_get, but strictly whether peers are verified or not. */
  CURLcode (*load)(void **ret, const struct tls_opts *opts, struct trace *t);
  void (*ref)(void *store);
  void (*unref)(void *store);
  /* Where the system's certificates come from, and in which state that is. */
  void (*add_system)(struct tls_key *k);
};

/* Of the library that is built in. */
extern const struct tls_trust_ops tls_trust_ops;

#endif
