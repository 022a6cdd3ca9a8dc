/* What the two files of the store of tickets share. */
#ifndef TLS_TICKETS_INTERNAL_H
#define TLS_TICKETS_INTERNAL_H
#include "base/hash.h"
#include "base/list.h"
#include "os/thread.h"
#include "tls/tickets.h"

struct ticket {
  struct hash_node node; /* by `key`; a stranger is not in there */
  struct list_node use;
  uint64_t number;
  bool is_private, is_stranger;
  union {
    uint8_t key[TLS_TICKET_KEY_LEN];
    uint8_t salted[TLS_TICKET_SALTED]; /* of a stranger */
  };
  struct ticket_record record; /* its spans, and the next, point into `memory` */
  struct span where;
  uint8_t memory[];
};

struct tls_tickets {
  unsigned refs; /* atomic */
  pthread_mutex_t lock;
  struct hash by_key;
  struct list used; /* all, the one used last first */
  size_t count, strangers;
  uint64_t last_number;
  bool is_of_session; /* see tls_tickets_new_of_session */
};

static inline struct ticket *ticket_of(struct list_node *n) { return LIST_ENTRY(n, struct ticket, use); }

/* A copy, which is in no store yet. NULL: too long, or no memory. */
struct ticket *ticket_new(struct span where, const struct ticket_record *r);

/* Under the lock: to be found by `key` from now on. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode tickets_find_place(struct tls_tickets *t, struct ticket *k, const uint8_t key[TLS_TICKET_KEY_LEN]);
/* Under the lock: it is the store's, and counts; the oldest may go for it. */
void tickets_keep(struct tls_tickets *t, struct ticket *k);
/* Under the lock: find out which strangers are that peer's. */
void tickets_recognise(struct tls_tickets *t, const struct tls_ticket_owner *o);

#endif
