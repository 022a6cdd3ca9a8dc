/* Tickets that peers have given to resume a session by. Whoever makes a store shares it with those who may be recognised
 * as one and the same by a peer: a multi, or a share.
 *
 * It is bounded, counted, and safe from several threads. A ticket is found by a key of all that it depends on, so one is
 * never used for another peer, or after a change of how peers are verified.
 */
#ifndef TLS_TICKETS_H
#define TLS_TICKETS_H
#include "base/cursor.h"
#include "base/result.h"

#define TLS_TICKET_KEY_LEN 32          /* as tls/key.h makes them */
#define TLS_TICKET_MAX     (16 * 1024) /* bytes of one */
#define TLS_TICKETS_MAX    256         /* in a store; the one that was longest without use makes room */

struct tls_tickets;

/* One reference. NULL: out of memory. */
MUST_USE struct tls_tickets *tls_tickets_new(void);
struct tls_tickets *tls_tickets_ref(struct tls_tickets *t);
void tls_tickets_unref(struct tls_tickets *t); /* NULL is legal */

/* Keep one until `until_s`; `is_single`: it may be used once. What cannot be kept (too long, no memory) is not. */
void tls_tickets_put(struct tls_tickets *t, const uint8_t key[TLS_TICKET_KEY_LEN], struct span ticket, int64_t until_s,
                     bool is_single);
/* `*ret` is a copy of the newest one, which is the caller's; NULL: there is none, or no memory. One for a single use is
 * taken out. */
void tls_tickets_take(struct tls_tickets *t, const uint8_t key[TLS_TICKET_KEY_LEN], int64_t now_s, uint8_t **ret,
                      size_t *len);
/* Forget all of that key. */
void tls_tickets_drop(struct tls_tickets *t, const uint8_t key[TLS_TICKET_KEY_LEN]);

#endif
