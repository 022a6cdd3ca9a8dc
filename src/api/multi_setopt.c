/* curl_multi_setopt: the same manner as setopt.c, on a small scale. */
#include "api/push.h"
#include <limits.h>
#include <stdarg.h>

#define TYPE(id)   ((unsigned)(id) / 10000u * 10000u)
#define NUMBER(id) ((unsigned)(id) % 10000u)

union multi_value {
  curl_off_t number;
  void *object;
  void (*function)(void);
};

struct multi_option;
typedef CURLMcode multi_set_fn(struct Curl_multi *m, const union multi_value *v);

struct multi_option {
  CURLMoption id;
  multi_set_fn *set;
};

static CURLMcode set_max_connects(struct Curl_multi *m, const union multi_value *v)
{
  if(v->number < 0) return CURLM_BAD_FUNCTION_ARGUMENT;
  multi_set_max_connects(m->engine, (long)v->number);
  return CURLM_OK;
}

static CURLMcode set_max_total(struct Curl_multi *m, const union multi_value *v)
{
  if(v->number < 0) return CURLM_BAD_FUNCTION_ARGUMENT;
  multi_set_connection_limits(m->engine, (long)v->number, multi_max_host(m->engine));
  return CURLM_OK;
}

static CURLMcode set_max_host(struct Curl_multi *m, const union multi_value *v)
{
  if(v->number < 0) return CURLM_BAD_FUNCTION_ARGUMENT;
  multi_set_connection_limits(m->engine, multi_max_total(m->engine), (long)v->number);
  return CURLM_OK;
}

static CURLMcode set_max_streams(struct Curl_multi *m, const union multi_value *v)
{
  if(v->number < 1 || v->number > INT_MAX) return CURLM_BAD_FUNCTION_ARGUMENT;
  multi_set_max_streams(m->engine, (long)v->number);
  return CURLM_OK;
}

static CURLMcode set_pipelining(struct Curl_multi *m, const union multi_value *v)
{
  multi_set_sharing(m->engine, v->number & CURLPIPE_MULTIPLEX);
  return CURLM_OK;
}

static CURLMcode set_threads_max(struct Curl_multi *m, const union multi_value *v)
{
  if(v->number < 1 || v->number > INT_MAX) return CURLM_BAD_FUNCTION_ARGUMENT;
  multi_set_resolver_threads(m->engine, (unsigned)v->number);
  return CURLM_OK;
}

static CURLMcode set_quick_exit(struct Curl_multi *m, const union multi_value *v)
{
  m->quick_exit = v->number;
  return CURLM_OK;
}

static CURLMcode set_socket_function(struct Curl_multi *m, const union multi_value *v)
{
  return multi_set_socket_function(m->engine, (curl_socket_callback)v->function);
}

static CURLMcode set_socket_data(struct Curl_multi *m, const union multi_value *v)
{
  multi_set_socket_data(m->engine, v->object);
  return CURLM_OK;
}

static CURLMcode set_timer_function(struct Curl_multi *m, const union multi_value *v)
{
  multi_set_timer_function(m->engine, (curl_multi_timer_callback)v->function);
  return CURLM_OK;
}

static CURLMcode set_timer_data(struct Curl_multi *m, const union multi_value *v)
{
  multi_set_timer_data(m->engine, v->object);
  return CURLM_OK;
}

static CURLMcode set_notify_function(struct Curl_multi *m, const union multi_value *v)
{
  m->notify = (curl_notify_callback)v->function;
  multi_set_notify(m->engine, m->notify, m->notify_data);
  return CURLM_OK;
}

static CURLMcode set_notify_data(struct Curl_multi *m, const union multi_value *v)
{
  m->notify_data = v->object;
  multi_set_notify(m->engine, m->notify, m->notify_data);
  return CURLM_OK;
}

/* A trigger: nothing is kept. */
static CURLMcode set_network_changed(struct Curl_multi *m, const union multi_value *v)
{
  bool all = v->number & CURLMNWC_CLEAR_ALL;
  return multi_network_changed(m->engine, all || (v->number & CURLMNWC_CLEAR_CONNS),
                               all || (v->number & CURLMNWC_CLEAR_DNS));
}

/* No function since pipelining is gone. */
static CURLMcode set_nothing(struct Curl_multi *m, const union multi_value *v) { return CURLM_OK; }

static CURLMcode set_push_function(struct Curl_multi *m, const union multi_value *v)
{
  m->push = (curl_push_callback)v->function;
  multi_set_pushes(m->engine, m->push ? &push_factory : NULL, m);
  return CURLM_OK;
}

static CURLMcode set_push_data(struct Curl_multi *m, const union multi_value *v)
{
  m->push_data = v->object;
  return CURLM_OK;
}

#define OPTION(name, setter) [NUMBER(CURLMOPT_##name)] = { CURLMOPT_##name, setter }

static const struct multi_option options[] = {
  OPTION(MAXCONNECTS, set_max_connects),
  OPTION(MAX_TOTAL_CONNECTIONS, set_max_total),
  OPTION(MAX_HOST_CONNECTIONS, set_max_host),
  OPTION(MAX_CONCURRENT_STREAMS, set_max_streams),
  OPTION(RESOLVE_THREADS_MAX, set_threads_max),
  OPTION(QUICK_EXIT, set_quick_exit),
  OPTION(SOCKETFUNCTION, set_socket_function),
  OPTION(SOCKETDATA, set_socket_data),
  OPTION(TIMERFUNCTION, set_timer_function),
  OPTION(TIMERDATA, set_timer_data),
  OPTION(NOTIFYFUNCTION, set_notify_function),
  OPTION(NOTIFYDATA, set_notify_data),
  OPTION(NETWORK_CHANGED, set_network_changed),
  OPTION(PUSHFUNCTION, set_push_function),
  OPTION(PUSHDATA, set_push_data),
  OPTION(PIPELINING, set_pipelining),
  OPTION(MAX_PIPELINE_LENGTH, set_nothing),
  OPTION(CONTENT_LENGTH_PENALTY_SIZE, set_nothing),
  OPTION(CHUNK_LENGTH_PENALTY_SIZE, set_nothing),
  OPTION(PIPELINING_SITE_BL, set_nothing),
  OPTION(PIPELINING_SERVER_BL, set_nothing),
};

static const struct multi_option *find_option(CURLMoption id)
{
  unsigned number = NUMBER(id);
  bool is_there = number < sizeof options / sizeof *options && options[number].set && options[number].id == id;
  return is_there ? &options[number] : NULL;
}

CURLMcode curl_multi_setopt(CURLM *multi, CURLMoption id, ...)
{
  struct Curl_multi *m;
  CURLMcode code = multi_check(multi, &m);
  if(code) return code;
  const struct multi_option *o = find_option(id);
  if(!o) return CURLM_UNKNOWN_OPTION;
  union multi_value v = { 0 };
  va_list args;
  va_start(args, id);
  switch(TYPE(id)) {
  case CURLOPTTYPE_LONG:
    v.number = va_arg(args, long);
    break;
  case CURLOPTTYPE_OFF_T:
    v.number = va_arg(args, curl_off_t);
    break;
  case CURLOPTTYPE_FUNCTIONPOINT:
    v.function = va_arg(args, void (*)(void));
    break;
  default:
    v.object = va_arg(args, void *);
  }
  va_end(args);
  return o->set(m, &v);
}
