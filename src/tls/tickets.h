/* Tickets that peers have given to resume a session by. Whoever makes a store shares it with those who may be recognised
 * as one and the same by a peer: a multi, or a share.
 *
 * It is bounded, counted, and safe from several threads. A ticket is found by a key of all that it depends on, so one is
 * never used for another peer, or after a change of how peers are verified.
 *
 * A program can carry tickets from one process to another (curl_easy_ssls_export(3)). There a ticket has a *name*, a text
 * that begins with the peer's and has the key in it, or a *salted digest* of that name. One that came with nothing but the
 * latter is a *stranger*: whom it is for is found out when somebody asks for that peer's tickets.
 */
#ifndef TLS_TICKETS_H
#define TLS_TICKETS_H
#include "codec/ticket/ticket.h"

#define TLS_TICKET_KEY_LEN TICKET_DIGEST    /* as tls/key.h makes them */
#define TLS_TICKET_MAX     TICKET_BYTES_MAX /* bytes of one */
#define TLS_TICKETS_MAX    256              /* in a store; the one that was longest without use makes room */

struct tls_tickets;

/* One reference. NULL: out of memory. */
MUST_USE struct tls_tickets *tls_tickets_new(void);
/* The same of a store for the connections of one session, which the peer knows as such anyway (RFC 4217, section 10.2):
 * what is for a single use, so that nobody is recognised by it (RFC 8446, appendix C.4), is used as often as it is good. */
MUST_USE struct tls_tickets *tls_tickets_new_of_session(void);
struct tls_tickets *tls_tickets_ref(struct tls_tickets *t);
void tls_tickets_unref(struct tls_tickets *t); /* NULL is legal */

/* Of which peer, under which conditions. */
struct tls_ticket_owner {
  uint8_t key[TLS_TICKET_KEY_LEN];
  struct span where; /* "host:port"; empty: it is not exported, and no stranger is its own */
};

/* Keep one until `r->until_s`. `is_private`: it is never exported. What cannot be kept (too long, no memory) is not. */
void tls_tickets_put(struct tls_tickets *t, const struct tls_ticket_owner *o, const struct ticket_record *r,
                     bool is_private);
/* `*ret` is a copy of the newest one, which is the caller's; NULL: there is none, or no memory. One for a single use is
 * taken out. */
void tls_tickets_take(struct tls_tickets *t, const struct tls_ticket_owner *o, int64_t now_s, uint8_t **ret,
                      size_t *len);
/* Forget all of that key. */
void tls_tickets_drop(struct tls_tickets *t, const struct tls_ticket_owner *o);

#define TLS_TICKET_SALTED (2 * 32) /* bytes: a salt, and the digest of a name with it */

/* A ticket outside of the store. */
struct tls_ticket_copy {
  uint64_t number; /* grows with each that is kept */
  struct ticket_record record;
  struct buf name;                   /* a C string; of a stranger there is none */
  uint8_t salted[TLS_TICKET_SALTED]; /* of a stranger, as it came */
  struct buf data;                   /* what `record` points into */
};

#define TLS_TICKET_COPY_INIT \
  ((struct tls_ticket_copy){ .name = BUF_INIT(TICKET_NAME_MAX), .data = BUF_INIT(TICKET_DATA_MAX) })

/* The first one that was kept after the one of `c->number` (0: the first of all), is still good, and may be exported.
 * `*found`: there is one. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode tls_tickets_next(struct tls_tickets *t, int64_t now_s, struct tls_ticket_copy *c, bool *found);
void tls_ticket_copy_free(struct tls_ticket_copy *c); /* it may be used again, and keeps its number */

/* Keep what was exported once. `name` NULL: `salted` counts. One that is over is left out. CURLE_BAD_FUNCTION_ARGUMENT: the
 * name is none of this library's. CURLE_READ_ERROR: nor is `data`. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode tls_tickets_import(struct tls_tickets *t, const char *name, const uint8_t salted[TLS_TICKET_SALTED],
                                     struct span data, int64_t now_s);
/* A digest of a name with a salt that stands in the first half of `salted`, into its second half. */
MUST_USE CURLcode tls_ticket_salt(struct span name, uint8_t salted[TLS_TICKET_SALTED]);

#endif
