#include "api/share.h"
#include "base/mem.h"
#include "conn/shared_pool.h"
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
  cookies_unref(s->cookies);
  mem_free(s);
  return CURLSHE_OK;
}

/* CURLSHE_OK for the kinds of data that can be shared. The list of public suffixes is one for all in any case. */
static CURLSHcode judge_kind(int kind)
{
  switch(kind) {
  case CURL_LOCK_DATA_DNS:
  case CURL_LOCK_DATA_CONNECT:
  case CURL_LOCK_DATA_COOKIE:
  case CURL_LOCK_DATA_PSL:
    return CURLSHE_OK;
  case CURL_LOCK_DATA_SSL_SESSION:
  case CURL_LOCK_DATA_HSTS:
    return CURLSHE_NOT_BUILT_IN;
  default:
    return CURLSHE_BAD_OPTION;
  }
}

static CURLSHcode share_names(struct share *s)
{
  if(s->dns) return CURLSHE_OK;
  s->dns = dns_new(&system_native);
  if(!s->dns) return CURLSHE_NOMEM;
  dns_set_lock(s->dns, &s->lock);
  return CURLSHE_OK;
}

static CURLSHcode share_connections(struct share *s)
{
  if(!s->pool) s->pool = shared_pool_new(&system_native, &s->lock, &s->users);
  return s->pool ? CURLSHE_OK : CURLSHE_NOMEM;
}

static CURLSHcode share_cookies(struct share *s)
{
  if(s->cookies) return CURLSHE_OK;
  s->cookies = cookies_new(&system_native);
  if(!s->cookies) return CURLSHE_NOMEM;
  cookies_set_lock(s->cookies, &s->lock);
  return CURLSHE_OK;
}

static CURLSHcode start_sharing(struct share *s, int kind)
{
  CURLSHcode code = judge_kind(kind);
  if(code) return code;
  if(kind == CURL_LOCK_DATA_DNS) return share_names(s);
  if(kind == CURL_LOCK_DATA_CONNECT) return share_connections(s);
  return kind == CURL_LOCK_DATA_COOKIE ? share_cookies(s) : CURLSHE_OK;
}

/* The share no longer has what is being ended: close callbacks run meanwhile. */
static CURLSHcode stop_sharing(struct share *s, int kind)
{
  CURLSHcode code = judge_kind(kind);
  if(code) return code;
  struct dns *dns = kind == CURL_LOCK_DATA_DNS ? s->dns : NULL;
  struct pool *pool = kind == CURL_LOCK_DATA_CONNECT ? s->pool : NULL;
  struct cookies *cookies = kind == CURL_LOCK_DATA_COOKIE ? s->cookies : NULL;
  if(dns) s->dns = NULL;
  if(pool) s->pool = NULL;
  if(cookies) s->cookies = NULL;
  dns_unref(dns);
  shared_pool_free(pool);
  cookies_unref(cookies);
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
