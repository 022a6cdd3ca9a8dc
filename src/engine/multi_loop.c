#include "engine/internal.h"
#include "engine/program_loop.h"

/* What a multi tells a loop of the program's own: sockets and deadlines. */

CURLMcode multi_set_socket_function(struct multi *m, curl_socket_callback fn)
{
  bool is_wanted = fn != NULL;
  if(is_wanted != (m->program != NULL)) {
    struct poller *loop = is_wanted ? program_loop_new(&m->loop) : NULL;
    if(is_wanted && !loop) return CURLM_OUT_OF_MEMORY;
    if(is_wanted) m->loop.fn = fn; /* it is told of what is watched already */
    if(poller_use(m->poller, loop)) {
      poller_free(loop);
      m->loop.fn = NULL;
      return CURLM_OUT_OF_MEMORY;
    }
    m->program = loop;
  }
  m->loop.fn = fn;
  return CURLM_OK;
}

void multi_set_socket_data(struct multi *m, void *data) { m->loop.data = data; }

void multi_set_timer_function(struct multi *m, curl_multi_timer_callback fn)
{
  m->timer_fn = fn;
  m->told_due = INT64_MAX;
}

void multi_set_timer_data(struct multi *m, void *data) { m->timer_data = data; }

bool multi_assign(struct multi *m, curl_socket_t fd, void *app)
{
  return m->program && program_loop_assign(m->program, fd, app);
}

/* CURLMOPT_TIMERFUNCTION(3): called when the time changes, for a timer that runs once. */
static void tell_timer(struct multi *m)
{
  int64_t due = multi_due_at(m);
  if(!m->timer_fn || due == m->told_due) return;
  m->told_due = due;
  long ms = due == INT64_MAX ? -1 : multi_timeout(m);
  CALLBACK_SCOPE(&m->guard);
  if(m->timer_fn(m->handle, ms, m->timer_data)) m->loop.aborted = true;
}

/* A callback of the loop has failed: nobody watches for the transfers any more. */
static CURLMcode abort_all(struct multi *m)
{
  m->loop.aborted = false;
  for(size_t i = 0; i < m->count; i++) {
    struct transfer *t = m->all[i];
    if(t->state == TRANSFER_ENDED) continue;
    transfer_finish(t, trace_fail(&t->xfer.trace, CURLE_ABORTED_BY_CALLBACK, "A multi callback failed"));
  }
  return CURLM_ABORTED_BY_CALLBACK;
}

CURLMcode multi_conclude(struct multi *m)
{
  tell_timer(m);
  return m->loop.aborted ? abort_all(m) : CURLM_OK;
}

CURLMcode multi_socket_action(struct multi *m, curl_socket_t fd, int events)
{
  if(!m->program) return multi_perform(m);
  m->now = m->system->now_us();
  if(fd == CURL_SOCKET_TIMEOUT)
    m->told_due = INT64_MAX; /* the program's timer has run */
  else
    program_loop_report(m->program, fd, events);
  multi_take_turn(m);
  return CURLM_OK;
}

CURLMcode multi_network_changed(struct multi *m, bool connections, bool names)
{
  struct dns *fresh = names ? dns_new(m->system) : NULL;
  if(names && !fresh) return CURLM_OUT_OF_MEMORY;
  if(fresh) {
    dns_unref(m->dns); /* look-ups under way keep theirs */
    m->dns = fresh;
  }
  if(connections) {
    m->shared.network++;
    pool_close_all(&m->pool);
  }
  return CURLM_OK;
}
