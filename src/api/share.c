#include "api/share.h"
#include "base/mem.h"
#include <stdarg.h>

CURLSH *curl_share_init(void)
{
  struct share *s = mem_zalloc(sizeof *s);
  if(s) s->magic = SHARE_MAGIC;
  return s;
}

static bool is_in_use(const struct share *s) { return __atomic_load_n(&s->users, __ATOMIC_ACQUIRE); }

CURLSHcode curl_share_cleanup(CURLSH *share)
{
  struct share *s = share_of(share);
  if(!s) return CURLSHE_INVALID;
  if(is_in_use(s)) return CURLSHE_IN_USE;
  s->magic = 0;
  dns_unref(s->dns);
  mem_free(s);
  return CURLSHE_OK;
}

/* CURLSHE_OK for the kinds of data that can be shared. */
static CURLSHcode judge_kind(int kind)
{
  switch(kind) {
  case CURL_LOCK_DATA_DNS:
    return CURLSHE_OK;
  case CURL_LOCK_DATA_COOKIE:
  case CURL_LOCK_DATA_SSL_SESSION:
  case CURL_LOCK_DATA_CONNECT:
  case CURL_LOCK_DATA_PSL:
  case CURL_LOCK_DATA_HSTS:
    return CURLSHE_NOT_BUILT_IN;
  default:
    return CURLSHE_BAD_OPTION;
  }
}

static CURLSHcode start_sharing(struct share *s, int kind)
{
  CURLSHcode code = judge_kind(kind);
  if(code || s->dns) return code;
  s->dns = dns_new(&system_native);
  return s->dns ? CURLSHE_OK : CURLSHE_NOMEM;
}

static CURLSHcode stop_sharing(struct share *s, int kind)
{
  CURLSHcode code = judge_kind(kind);
  if(code) return code;
  dns_unref(s->dns);
  s->dns = NULL;
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
    s->lock = va_arg(*args, curl_lock_function);
    return CURLSHE_OK;
  case CURLSHOPT_UNLOCKFUNC:
    s->unlock = va_arg(*args, curl_unlock_function);
    return CURLSHE_OK;
  case CURLSHOPT_USERDATA:
    s->lock_data = va_arg(*args, void *);
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
