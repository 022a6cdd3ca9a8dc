/* What a ticket is found by. */
#ifndef TLS_RESUME_KEY_H
#define TLS_RESUME_KEY_H
#include "tls/key.h"
#include "tls/tls.h"

/* The key is of everything that was verified, or shown of us, in the session that a ticket comes from. `where` is room for
 * what the owner points to, and lives as long. Codes as tls_key_end. */
MUST_USE CURLcode tls_resume_owner(struct tls_ticket_owner *ret, char where[TICKET_WHERE_MAX],
                                   const struct tls_opts *opts, const struct tls_peer *peer);
/* The client shows a certificate: its tickets are nobody else's. */
static inline bool tls_shows_client(const struct tls_opts *o) { return o->cert_file || o->cert_blob; }

#endif
