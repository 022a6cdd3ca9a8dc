/* curl_multi_setopt: the same manner as setopt.c, on a small scale. */
#include "api/multi.h"
#include <limits.h>
#include <stdarg.h>

#define TYPE(id)   ((unsigned)(id) / 10000u * 10000u)
#define NUMBER(id) ((unsigned)(id) % 10000u)

struct multi_option;
/* `number` is the value, or whether it is not NULL. */
typedef CURLMcode multi_set_fn(struct Curl_multi *m, const struct multi_option *o, curl_off_t number);

struct multi_option {
  CURLMoption id;
  multi_set_fn *set;
  curl_off_t none; /* the value that asks for the library as it is */
};

static CURLMcode set_max_connects(struct Curl_multi *m, const struct multi_option *o, curl_off_t number)
{
  if(number < 0) return CURLM_BAD_FUNCTION_ARGUMENT;
  multi_set_max_connects(m->engine, (long)number);
  return CURLM_OK;
}

static CURLMcode set_threads_max(struct Curl_multi *m, const struct multi_option *o, curl_off_t number)
{
  if(number < 1 || number > INT_MAX) return CURLM_BAD_FUNCTION_ARGUMENT;
  multi_set_resolver_threads(m->engine, (unsigned)number);
  return CURLM_OK;
}

static CURLMcode set_quick_exit(struct Curl_multi *m, const struct multi_option *o, curl_off_t number)
{
  m->quick_exit = number;
  return CURLM_OK;
}

/* No function since pipelining is gone; and no protocol is there yet that could share a connection. */
static CURLMcode set_nothing(struct Curl_multi *m, const struct multi_option *o, curl_off_t number) { return CURLM_OK; }

static CURLMcode set_unbuilt(struct Curl_multi *m, const struct multi_option *o, curl_off_t number)
{
  return number == o->none ? CURLM_OK : CURLM_UNKNOWN_OPTION;
}

#define OPTION(name, setter, ...) [NUMBER(CURLMOPT_##name)] = { CURLMOPT_##name, setter, __VA_ARGS__ }

static const struct multi_option options[] = {
  OPTION(MAXCONNECTS, set_max_connects, 0),
  OPTION(RESOLVE_THREADS_MAX, set_threads_max, 0),
  OPTION(QUICK_EXIT, set_quick_exit, 0),
  OPTION(PIPELINING, set_nothing, 0),
  OPTION(MAX_PIPELINE_LENGTH, set_nothing, 0),
  OPTION(CONTENT_LENGTH_PENALTY_SIZE, set_nothing, 0),
  OPTION(CHUNK_LENGTH_PENALTY_SIZE, set_nothing, 0),
  OPTION(PIPELINING_SITE_BL, set_nothing, 0),
  OPTION(PIPELINING_SERVER_BL, set_nothing, 0),
  OPTION(SOCKETFUNCTION, set_unbuilt, 0),
  OPTION(SOCKETDATA, set_unbuilt, 0),
  OPTION(TIMERFUNCTION, set_unbuilt, 0),
  OPTION(TIMERDATA, set_unbuilt, 0),
  OPTION(PUSHFUNCTION, set_unbuilt, 0),
  OPTION(PUSHDATA, set_unbuilt, 0),
  OPTION(NOTIFYFUNCTION, set_unbuilt, 0),
  OPTION(NOTIFYDATA, set_unbuilt, 0),
  OPTION(MAX_HOST_CONNECTIONS, set_unbuilt, 0),
  OPTION(MAX_TOTAL_CONNECTIONS, set_unbuilt, 0),
  OPTION(MAX_CONCURRENT_STREAMS, set_unbuilt, 100),
  OPTION(NETWORK_CHANGED, set_unbuilt, 0),
};

static const struct multi_option *find_option(CURLMoption id)
{
  unsigned number = NUMBER(id);
  bool is_there = number < sizeof options / sizeof *options && options[number].set && options[number].id == id;
  return is_there ? &options[number] : NULL;
}

static curl_off_t take_number(CURLMoption id, va_list *args)
{
  switch(TYPE(id)) {
  case CURLOPTTYPE_LONG:
    return va_arg(*args, long);
  case CURLOPTTYPE_OFF_T:
    return va_arg(*args, curl_off_t);
  case CURLOPTTYPE_FUNCTIONPOINT:
    return va_arg(*args, void (*)(void)) != NULL;
  default:
    return va_arg(*args, void *) != NULL;
  }
}

CURLMcode curl_multi_setopt(CURLM *multi, CURLMoption id, ...)
{
  struct Curl_multi *m;
  CURLMcode code = multi_check(multi, &m);
  if(code) return code;
  const struct multi_option *o = find_option(id);
  if(!o) return CURLM_UNKNOWN_OPTION;
  va_list args;
  va_start(args, id);
  curl_off_t number = take_number(id, &args);
  va_end(args);
  return o->set(m, o, number);
}
