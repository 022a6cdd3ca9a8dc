#include "api/share.h"
#include "base/mem.h"
#include "conn/shared_pool.h"
#include "engine/hsts.h"
#include "os/system.h"
#include <stdarg.h>

CURLSH *curl_share_init(void)
{
  struct share *s = mem_zalloc(sizeof *s);
  if(s) s->magic = SHARE_MAGIC;
  return s;
}

static bool is_in_use(const struct share *s) { return __atomic_load_n(&s->users, __ATOMIC_ACQUIRE); }

/* The count needs no lock; programs that keep a book of their locks find the one that the reference takes. */
void share_enter(struct share *s, void *handle)
{
  struct trace trace = { .handle = handle };
  SHARE_LOCKED(&s->lock, CURL_LOCK_DATA_SHARE, &trace);
  __atomic_add_fetch(&s->users, 1, __ATOMIC_ACQ_REL);
}

void share_leave(struct share *s, void *handle)
{
  struct trace trace = { .handle = handle };
  const struct share_lock lock = s->lock; /* once nobody uses it, another thread may end it */
  SHARE_LOCKED(&lock, CURL_LOCK_DATA_SHARE, &trace);
  __atomic_sub_fetch(&s->users, 1, __ATOMIC_ACQ_REL);
}

static void retire(struct share *s)
{
  SHARE_LOCKED(&s->lock, CURL_LOCK_DATA_SHARE, NULL);
  s->magic = 0;
}

CURLSHcode curl_share_cleanup(CURLSH *share)
{
  struct share *s = share_of(share);
  if(!s) return CURLSHE_INVALID;
  if(is_in_use(s)) return CURLSHE_IN_USE;
  retire(s);
  shared_pool_free(s->pool);
  dns_unref(s->dns);
  http_hsts_unref(s->hsts);
  cookies_unref(s->cookies);
  tls_tickets_unref(s->tickets);
  mem_free(s);
  return CURLSHE_OK;
}

/* ---- what can be shared; the share lets go of what is ended first, as close callbacks may run meanwhile ---- */

static CURLSHcode share_names(struct share *s)
{
  if(s->dns) return CURLSHE_OK;
  s->dns = dns_new(&system_native);
  if(!s->dns) return CURLSHE_NOMEM;
  dns_set_lock(s->dns, &s->lock);
  return CURLSHE_OK;
}

static void unshare_names(struct share *s)
{
  struct dns *dns = s->dns;
  s->dns = NULL;
  dns_unref(dns);
}

static CURLSHcode share_connections(struct share *s)
{
  if(!s->pool) s->pool = shared_pool_new(&system_native, &s->lock, &s->users);
  return s->pool ? CURLSHE_OK : CURLSHE_NOMEM;
}

static void unshare_connections(struct share *s)
{
  struct pool *pool = s->pool;
  s->pool = NULL;
  shared_pool_free(pool);
}

static CURLSHcode share_hsts(struct share *s)
{
  if(!s->hsts) s->hsts = http_hsts_new(system_hash_seed(&system_native), &s->lock);
  return s->hsts ? CURLSHE_OK : CURLSHE_NOMEM;
}

static void unshare_hsts(struct share *s)
{
  http_hsts_unref(s->hsts);
  s->hsts = NULL;
}

static CURLSHcode share_cookies(struct share *s)
{
  if(s->cookies) return CURLSHE_OK;
  s->cookies = cookies_new(&system_native);
  if(!s->cookies) return CURLSHE_NOMEM;
  cookies_set_lock(s->cookies, &s->lock);
  return CURLSHE_OK;
}

static void unshare_cookies(struct share *s)
{
  cookies_unref(s->cookies);
  s->cookies = NULL;
}

static CURLSHcode share_tickets(struct share *s)
{
  if(!s->tickets) s->tickets = tls_tickets_new();
  return s->tickets ? CURLSHE_OK : CURLSHE_NOMEM;
}

static void unshare_tickets(struct share *s)
{
  tls_tickets_unref(s->tickets);
  s->tickets = NULL;
}

/* The list of public suffixes is the process's: it is shared anyway. */
static CURLSHcode share_suffixes(struct share *s) { return CURLSHE_OK; }
static void unshare_suffixes(struct share *s) {}

static const struct kind {
  int data; /* CURL_LOCK_DATA_* */
  CURLSHcode (*start)(struct share *s);
  void (*stop)(struct share *s);
} kinds[] = {
  { CURL_LOCK_DATA_DNS, share_names, unshare_names },
  { CURL_LOCK_DATA_CONNECT, share_connections, unshare_connections },
  { CURL_LOCK_DATA_HSTS, share_hsts, unshare_hsts },
  { CURL_LOCK_DATA_COOKIE, share_cookies, unshare_cookies },
  { CURL_LOCK_DATA_SSL_SESSION, share_tickets, unshare_tickets },
  { CURL_LOCK_DATA_PSL, share_suffixes, unshare_suffixes },
};

static const struct kind *kind_of(int data)
{
  for(size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if(kinds[i].data == data) return &kinds[i];
  return NULL;
}

static CURLSHcode start_sharing(struct share *s, int data)
{
  const struct kind *k = kind_of(data);
  return k ? k->start(s) : CURLSHE_BAD_OPTION;
}

static CURLSHcode stop_sharing(struct share *s, int data)
{
  const struct kind *k = kind_of(data);
  if(!k) return CURLSHE_BAD_OPTION;
  k->stop(s);
  return CURLSHE_OK;
}

static CURLSHcode set_option(struct share *s, CURLSHoption option, va_list *args)
{
  switch(option) {
  case CURLSHOPT_SHARE:
    return start_sharing(s, va_arg(*args, int));
  case CURLSHOPT_UNSHARE:
    return stop_sharing(s, va_arg(*args, int));
  case CURLSHOPT_LOCKFUNC:
    s->lock.lock = va_arg(*args, curl_lock_function);
    return CURLSHE_OK;
  case CURLSHOPT_UNLOCKFUNC:
    s->lock.unlock = va_arg(*args, curl_unlock_function);
    return CURLSHE_OK;
  case CURLSHOPT_USERDATA:
    s->lock.data = va_arg(*args, void *);
    return CURLSHE_OK;
  default:
    return CURLSHE_BAD_OPTION;
  }
}

CURLSHcode curl_share_setopt(CURLSH *share, CURLSHoption option, ...)
{
  struct share *s = share_of(share);
  if(!s) return CURLSHE_INVALID;
  if(is_in_use(s)) return CURLSHE_IN_USE;
  va_list args;
  va_start(args, option);
  CURLSHcode code = set_option(s, option, &args);
  va_end(args);
  return code;
}
