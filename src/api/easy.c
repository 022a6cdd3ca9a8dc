#include "api/easy.h"
#include "api/global.h"
#include "api/legacy/form.h"
#include "base/mem.h"
#include "policy/policy.h"

static struct transfer_config config_of(struct Curl_easy *e)
{
  struct transfer_config c = { .handle = e,
                               .opts = &e->set.transfer,
                               .io = &e->set.io,
                               .login = &e->set.login,
                               .request = &e->set.request,
                               .http = &e->set.http,
                               .netrc = &e->set.netrc,
                               .stores = &e->stores.in_use,
                               .hsts_files = &e->stores.hsts_files,
                               .trace = &e->set.trace,
                               .dns = &e->dns,
                               .pool = &e->pool,
                               .tickets = &e->tickets };
  easy_options_config(&e->set, &c);
  return c;
}

struct transfer *easy_transfer(struct Curl_easy *e)
{
  if(!e->transfer) {
    const struct transfer_config c = config_of(e);
    e->transfer = transfer_new(&c);
  }
  return e->transfer;
}

void easy_reconfigure(struct Curl_easy *e)
{
  if(!e->transfer) return;
  const struct transfer_config c = config_of(e);
  transfer_configure(e->transfer, &c);
}

struct easy_shown *easy_shown(struct Curl_easy *e)
{
  if(!e->shown) e->shown = mem_zalloc(sizeof *e->shown);
  return e->shown;
}

struct multi *easy_multi(const struct Curl_easy *e) { return e->transfer ? transfer_multi(e->transfer) : NULL; }

void easy_drop_post_copy(struct Curl_easy *e)
{
  struct easy_options *set = &e->set;
  if(!e->transfer || !transfer_takes_over(e->transfer, set->http.post_copy)) mem_free(set->http.post_copy);
  set->http.post_copy = NULL;
  set->post_copy_len = 0;
}

bool easy_is_in_callback(const struct Curl_easy *e)
{
  struct multi *in = easy_multi(e);
  return (in && callback_is_running(multi_guard(in))) || (e->own && callback_is_running(multi_guard(e->own)));
}

void easy_clear_error(struct Curl_easy *e)
{
  if(e->set.trace.error_buffer) e->set.trace.error_buffer[0] = '\0';
}

/* A look-up under way keeps its cache by a reference of its own; a connection in use is in no pool. */
static void leave_share(struct Curl_easy *e)
{
  struct share *s = e->share;
  if(e->transfer) transfer_leave_pool(e->transfer);
  if(!s) return;
  dns_unref(e->dns);
  easy_cookies_share(e, NULL);
  e->share = NULL;
  e->dns = NULL;
  e->pool = NULL;
  tls_tickets_unref(e->tickets);
  e->tickets = NULL;
  easy_stores_choose(&e->stores, NULL);
  share_leave(s, e);
}

/* One that is set again is not left meanwhile: other threads may go, and somebody end it. */
void easy_set_share(struct Curl_easy *e, struct share *s)
{
  if(s) share_enter(s, e);
  leave_share(e);
  if(!s) return;
  e->share = s;
  e->dns = s->dns ? dns_ref(s->dns) : NULL;
  e->pool = s->pool;
  e->tickets = s->tickets ? tls_tickets_ref(s->tickets) : NULL;
  easy_stores_choose(&e->stores, s);
  if(s->cookies) easy_cookies_share(e, s->cookies);
}

CURL *curl_easy_init(void)
{
  global_ensure();
  struct Curl_easy *e = mem_zalloc(sizeof *e);
  if(!e) return NULL;
  e->magic = EASY_MAGIC;
  easy_options_init(&e->set);
  easy_cookies_init(e);
  return e;
}

CURL *curl_easy_duphandle(CURL *curl)
{
  struct Curl_easy *from = easy_of(curl);
  struct Curl_easy *e = from ? curl_easy_init() : NULL;
  if(!e) return NULL;
  CURLcode code = easy_options_copy(&e->set, &from->set);
  if(!code) code = easy_stores_copy(&e->stores, &from->stores);
  if(!code) code = easy_cookies_copy(e, from);
  if(!code) return e;
  easy_cookies_reset(e);
  easy_stores_free(&e->stores);
  easy_options_free(&e->set);
  mem_free(e);
  return NULL;
}

static void save_stores(struct Curl_easy *e)
{
  struct trace trace = { .opts = &e->set.trace, .handle = e, .guard = e->own ? multi_guard(e->own) : NULL };
  struct transfer_config c;
  easy_options_config(&e->set, &c);
  easy_stores_save(&e->stores, c.hsts, &trace);
}

/* Called from one of its own callbacks, where the engine is at work on it, nothing is freed: it would be used after. */
void curl_easy_cleanup(CURL *curl)
{
  struct Curl_easy *e = easy_of(curl);
  if(!e) return;
  if(easy_is_in_callback(e)) return;
  struct multi *in = easy_multi(e);
  if(in) multi_remove(in, e->transfer);
  easy_cookies_end(e);
  e->magic = 0; /* what closes from here on may call back, and finds no handle any more */
  save_stores(e);
  easy_set_share(e, NULL);
  easy_stores_free(&e->stores);
  transfer_free(e->transfer);
  multi_free(e->own, e->set.quick_exit);
  easy_options_free(&e->set);
  mem_free(e->shown);
  mem_free(e);
}

/* The share stays, as do connections and the DNS cache: they belong to `own`. The record of the last transfer goes.
 * From one of its own callbacks, nothing changes: the engine is reading the options. */
void curl_easy_reset(CURL *curl)
{
  struct Curl_easy *e = easy_of(curl);
  if(!e || easy_is_in_callback(e)) return;
  unsigned long changes = e->set.transfer.changes;
  easy_drop_post_copy(e);
  easy_cookies_reset(e);
  /* a transfer that is under way keeps to what it has begun with */
  struct sluice_policy *policy = easy_multi(e) && e->set.net ? e->set.net->gate.policy : NULL;
  if(policy) policy_ref(policy);
  easy_options_reset(&e->set);
  if(policy) e->set.net->gate.policy = policy;
  easy_reconfigure(e);
  e->set.transfer.changes = changes + 1;
  if(e->transfer && !easy_multi(e)) transfer_forget(e->transfer);
}

/* CURLOPT_MAXCONNECTS(3): 5 by default. What many handles share holds more: see multi_set_max_connects. */
static long most_connects(const struct Curl_easy *e)
{
  if(e->set.transfer.max_connects) return e->set.transfer.max_connects;
  return e->pool ? 0 : 5;
}

static CURLcode refuse_perform(struct Curl_easy *e)
{
  struct trace trace = { .opts = &e->set.trace, .handle = e };
  return trace_fail(&trace, CURLE_FAILED_INIT, "the easy handle is in a multi handle");
}

CURLcode curl_easy_perform(CURL *curl)
{
  struct Curl_easy *e = easy_of(curl);
  if(!e) return CURLE_BAD_FUNCTION_ARGUMENT;
  struct transfer *t = easy_transfer(e);
  if(!t || e->set.lacks_some) return CURLE_OUT_OF_MEMORY;
  if(easy_is_in_callback(e)) return CURLE_RECURSIVE_API_CALL;
  if(easy_multi(e)) return refuse_perform(e);
  easy_clear_error(e);
  if(!e->own && !(e->own = multi_new(&system_native))) return CURLE_OUT_OF_MEMORY;
  TRY(form_prepare(&e->set));
  TRY(easy_cookies_load(e));
  multi_set_max_connects(e->own, most_connects(e));
  return multi_run(e->own, t);
}

CURLcode curl_easy_pause(CURL *curl, int bits)
{
  struct Curl_easy *e = easy_of(curl);
  if(!e || !e->transfer) return CURLE_BAD_FUNCTION_ARGUMENT;
  CURLcode code = transfer_pause(e->transfer, bits & CURLPAUSE_ALL);
  struct multi *in = easy_multi(e);
  bool is_inside = !in || callback_is_running(multi_guard(in));
  if(!code && !is_inside && multi_conclude(in)) code = CURLE_ABORTED_BY_CALLBACK;
  return code;
}
