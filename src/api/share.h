/* The share object: what a CURLSH * points to. Safe from several threads once it is set up. */
#ifndef API_SHARE_H
#define API_SHARE_H
#include "base/share_lock.h"
#include "conn/pool.h"
#include "proto/http/cookies.h"
#include "resolve/resolve.h"
#include "tls/tickets.h"

struct share {
  uint32_t magic;
  unsigned users;         /* easy handles; atomic. While there are any, nothing else changes */
  struct dns *dns;        /* CURL_LOCK_DATA_DNS, or NULL */
  struct pool *pool;      /* CURL_LOCK_DATA_CONNECT, or NULL */
  struct http_hsts *hsts; /* CURL_LOCK_DATA_HSTS, or NULL */
  struct share_lock lock;
  struct cookies *cookies;     /* CURL_LOCK_DATA_COOKIE, or NULL */
  struct tls_tickets *tickets; /* CURL_LOCK_DATA_SSL_SESSION, or NULL */
};

#define SHARE_MAGIC 0x53485245u

/* NULL: not a living share. */
static inline struct share *share_of(CURLSH *handle)
{
  struct share *s = handle;
  return s && s->magic == SHARE_MAGIC ? s : NULL;
}

/* `handle` (the CURL *, for the lock callbacks) begins and ends to use it. */
void share_enter(struct share *s, void *handle);
void share_leave(struct share *s, void *handle);

#endif
