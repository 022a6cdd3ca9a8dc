#include "api/multi.h"
#include "api/legacy/form.h"
#include "base/mem.h"

CURLMcode multi_check(CURLM *handle, struct Curl_multi **ret)
{
  *ret = multi_of(handle);
  if(!*ret) return CURLM_BAD_HANDLE;
  return callback_is_running(multi_guard((*ret)->engine)) ? CURLM_RECURSIVE_API_CALL : CURLM_OK;
}

CURLMcode multi_check_outermost(CURLM *handle, struct Curl_multi **ret)
{
  CURLMcode code = multi_check(handle, ret);
  if(code) return code;
  return callback_is_running(multi_notify_guard((*ret)->engine)) ? CURLM_RECURSIVE_API_CALL : CURLM_OK;
}

CURLM *curl_multi_init(void)
{
  struct Curl_multi *m = mem_zalloc(sizeof *m);
  if(!m) return NULL;
  m->engine = multi_new(&system_native);
  if(!m->engine) {
    mem_free(m);
    return NULL;
  }
  m->magic = MULTI_MAGIC;
  multi_set_handle(m->engine, m);
  return m;
}

/* Handles that are still inside go on living, in no multi. */
CURLMcode curl_multi_cleanup(CURLM *multi)
{
  struct Curl_multi *m;
  CURLMcode code = multi_check_outermost(multi, &m);
  if(code) return code;
  for(struct transfer *t; (t = multi_next(m->engine, NULL));) multi_remove(m->engine, t);
  m->magic = 0;
  multi_free(m->engine, m->quick_exit);
  mem_free(m);
  return CURLM_OK;
}

CURLMcode curl_multi_add_handle(CURLM *multi, CURL *curl)
{
  struct Curl_multi *m = multi_of(multi);
  if(!m) return CURLM_BAD_HANDLE;
  struct Curl_easy *e = easy_of(curl);
  if(!e) return CURLM_BAD_EASY_HANDLE;
  if(easy_multi(e)) return CURLM_ADDED_ALREADY;
  if(callback_is_running(multi_guard(m->engine)) || easy_is_in_callback(e)) return CURLM_RECURSIVE_API_CALL;
  struct transfer *t = easy_transfer(e);
  if(!t || e->set.lacks_some) return CURLM_OUT_OF_MEMORY;
  if(form_prepare(&e->set) || easy_cookies_load(e) || multi_add(m->engine, t)) return CURLM_OUT_OF_MEMORY;
  easy_clear_error(e);
  m->added++;
  return multi_conclude(m->engine);
}

/* One that is in no multi is as removed as can be. */
CURLMcode curl_multi_remove_handle(CURLM *multi, CURL *curl)
{
  struct Curl_multi *m = multi_of(multi);
  if(!m) return CURLM_BAD_HANDLE;
  struct Curl_easy *e = easy_of(curl);
  if(!e) return CURLM_BAD_EASY_HANDLE;
  struct multi *in = easy_multi(e);
  if(!in) return CURLM_OK;
  if(in != m->engine) return CURLM_BAD_EASY_HANDLE;
  if(callback_is_running(multi_guard(in))) return CURLM_RECURSIVE_API_CALL;
  multi_remove(in, e->transfer);
  return multi_conclude(in);
}

/* What comes after each turn: the program's timer, then its notify function, which may do what others must not: what it has
 * added is running, too. */
static CURLMcode end_turn(struct Curl_multi *m, CURLMcode code, int *running_handles)
{
  if(!code) code = multi_conclude(m->engine);
  multi_notify(m->engine);
  if(running_handles) *running_handles = (int)multi_count_running(m->engine);
  return code;
}

CURLMcode curl_multi_perform(CURLM *multi, int *running_handles)
{
  struct Curl_multi *m;
  CURLMcode code = multi_check_outermost(multi, &m);
  if(code) return code;
  return end_turn(m, multi_perform(m->engine), running_handles);
}

CURLMcode curl_multi_socket_action(CURLM *multi, curl_socket_t fd, int events, int *running_handles)
{
  struct Curl_multi *m;
  CURLMcode code = multi_check_outermost(multi, &m);
  if(code) return code;
  return end_turn(m, multi_socket_action(m->engine, fd, events), running_handles);
}

/* From callbacks, too. */
CURLMcode curl_multi_assign(CURLM *multi, curl_socket_t fd, void *app)
{
  struct Curl_multi *m = multi_of(multi);
  if(!m) return CURLM_BAD_HANDLE;
  return multi_assign(m->engine, fd, app) ? CURLM_OK : CURLM_BAD_SOCKET;
}

static CURLMcode enable_notification(CURLM *multi, unsigned int kind, bool on)
{
  struct Curl_multi *m = multi_of(multi);
  if(!m) return CURLM_BAD_HANDLE;
  if(kind > CURLMNOTIFY_EASY_DONE) return CURLM_UNKNOWN_OPTION;
  multi_enable_notification(m->engine, kind, on);
  return CURLM_OK;
}

CURLMcode curl_multi_notify_enable(CURLM *multi, unsigned int kind) { return enable_notification(multi, kind, true); }

CURLMcode curl_multi_notify_disable(CURLM *multi, unsigned int kind) { return enable_notification(multi, kind, false); }

static CURLMcode wait_for(CURLM *multi, struct curl_waitfd *extra, unsigned count, int timeout_ms, int *numfds,
                          bool is_poll)
{
  struct Curl_multi *m;
  CURLMcode code = multi_check(multi, &m);
  if(code) return code;
  if(timeout_ms < 0 || (count && !extra)) return CURLM_BAD_FUNCTION_ARGUMENT;
  int ready = 0;
  code = multi_wait(m->engine, extra, count, timeout_ms, &ready, is_poll);
  if(!code && numfds) *numfds = ready;
  return code;
}

CURLMcode curl_multi_wait(CURLM *multi, struct curl_waitfd extra[], unsigned int count, int timeout_ms, int *numfds)
{
  return wait_for(multi, extra, count, timeout_ms, numfds, false);
}

CURLMcode curl_multi_poll(CURLM *multi, struct curl_waitfd extra[], unsigned int count, int timeout_ms, int *numfds)
{
  return wait_for(multi, extra, count, timeout_ms, numfds, true);
}

/* From any thread, and from callbacks. */
CURLMcode curl_multi_wakeup(CURLM *multi)
{
  struct Curl_multi *m = multi_of(multi);
  return m ? multi_wakeup(m->engine) : CURLM_BAD_HANDLE;
}

CURLMcode curl_multi_timeout(CURLM *multi, long *timeout_ms)
{
  struct Curl_multi *m;
  CURLMcode code = multi_check(multi, &m);
  if(code) return code;
  if(!timeout_ms) return CURLM_BAD_FUNCTION_ARGUMENT;
  *timeout_ms = multi_timeout(m->engine);
  return CURLM_OK;
}

/* The message is kept in the handle that it is about: it lives until that is removed or freed. */
CURLMsg *curl_multi_info_read(CURLM *multi, int *msgs_in_queue)
{
  struct Curl_multi *m;
  int left = 0;
  CURLcode result = CURLE_OK;
  struct transfer *t = multi_check(multi, &m) ? NULL : multi_next_done(m->engine, &result, &left);
  if(msgs_in_queue) *msgs_in_queue = left;
  if(!t) return NULL;
  struct Curl_easy *e = transfer_handle(t);
  e->message = (CURLMsg){ .msg = CURLMSG_DONE, .easy_handle = e, .data.result = result };
  return &e->message;
}

CURL **curl_multi_get_handles(CURLM *multi)
{
  struct Curl_multi *m = multi_of(multi);
  CURL **handles = m ? mem_zalloc_array(multi_count(m->engine) + 1, sizeof *handles) : NULL;
  if(!handles) return NULL;
  size_t i = 0;
  for(struct transfer *t = NULL; (t = multi_next(m->engine, t));) handles[i++] = transfer_handle(t);
  return handles;
}

CURLMcode curl_multi_get_offt(CURLM *multi, CURLMinfo_offt info, curl_off_t *value)
{
  struct Curl_multi *m = multi_of(multi);
  if(!m) return CURLM_BAD_HANDLE;
  if(!value) return CURLM_BAD_FUNCTION_ARGUMENT;
  switch(info) {
  case CURLMINFO_XFERS_CURRENT:
    *value = (curl_off_t)(multi_count(m->engine) + multi_count_inside(m->engine));
    return CURLM_OK;
  case CURLMINFO_XFERS_ADDED:
    *value = m->added + multi_count_inside_ever(m->engine);
    return CURLM_OK;
  case CURLMINFO_XFERS_RUNNING:
    *value = (curl_off_t)(multi_count_running(m->engine) - multi_count_pending(m->engine));
    return CURLM_OK;
  case CURLMINFO_XFERS_PENDING:
    *value = (curl_off_t)multi_count_pending(m->engine);
    return CURLM_OK;
  case CURLMINFO_XFERS_DONE:
    *value = (curl_off_t)multi_count_done(m->engine);
    return CURLM_OK;
  default:
    return CURLM_UNKNOWN_OPTION;
  }
}
