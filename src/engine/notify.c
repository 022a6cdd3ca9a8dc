#include "engine/internal.h"

/* Notifications (CURLMOPT_NOTIFYFUNCTION(3)): noted where a transfer ends, told between turns. */

void multi_set_notify(struct multi *m, curl_notify_callback fn, void *data)
{
  m->notify.fn = fn;
  m->notify.data = data;
}

void multi_enable_notification(struct multi *m, unsigned kind, bool on)
{
  if(on)
    m->notify.enabled |= 1u << kind;
  else
    m->notify.enabled &= ~(1u << kind);
}

static bool is_wanted(const struct multi *m, unsigned kind) { return m->notify.fn && (m->notify.enabled >> kind & 1); }

void multi_note_done(struct multi *m, struct transfer *t)
{
  if(is_wanted(m, CURLMNOTIFY_INFO_READ) && m->unread == 1) m->notify.has_messages = true;
  if(is_wanted(m, CURLMNOTIFY_EASY_DONE)) list_add_last(&m->notify.done, &t->in_notify);
}

/* The callback may add and remove handles, the one it is called for included. */
void multi_notify(struct multi *m)
{
  CALLBACK_SCOPE(&m->notify.guard);
  if(m->notify.has_messages && is_wanted(m, CURLMNOTIFY_INFO_READ)) {
    m->notify.has_messages = false;
    m->notify.fn(m->handle, CURLMNOTIFY_INFO_READ, NULL, m->notify.data);
  }
  for(struct list_node *n; (n = list_pop(&m->notify.done));) {
    struct transfer *t = LIST_ENTRY(n, struct transfer, in_notify);
    if(is_wanted(m, CURLMNOTIFY_EASY_DONE))
      m->notify.fn(m->handle, CURLMNOTIFY_EASY_DONE, t->config.handle, m->notify.data);
  }
}

struct callback_guard *multi_notify_guard(struct multi *m) { return &m->notify.guard; }
