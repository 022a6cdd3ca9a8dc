#include "engine/transfer.h"
#include "base/mem.h"
#include "engine/internal.h"
#include "engine/second.h"
#include "engine/upload.h"

static void init(struct transfer *t, const struct transfer_config *config)
{
  t->config = *config;
  t->xfer.ops = &transfer_xfer_ops;
  t->xfer.trace = (struct trace){
    .opts = config->trace,
    .handle = config->handle,
    .xfer_id = &t->info.xfer_id,
    .conn_id = &t->info.conn_id,
  };
  t->state = TRANSFER_ENDED;
  t->key = BUF_INIT(IDENTITY_KEY_MAX);
  t->who = BUF_INIT(IDENTITY_KEY_MAX);
  t->hop = HTTP_HOP_INIT;
  t->held.bytes = BUF_INIT(HELD_MAX);
  transfer_info_reset(&t->info);
}

struct transfer *transfer_new(const struct transfer_config *config)
{
  struct transfer *t = mem_zalloc(sizeof *t);
  if(t) init(t, config);
  return t;
}

void transfer_configure(struct transfer *t, const struct transfer_config *config) { t->config = *config; }

static void free_members(struct transfer *t)
{
  transfer_drop_raw(t);
  mem_free(t->retired_post);
  transfer_info_reset(&t->info);
  headers_free(&t->headers);
  url_free(&t->url);
  login_free(&t->login);
  http_hop_free(&t->hop);
  transfer_first_hop(t);
  upload_free_mime(t);
  buf_free(&t->key);
  buf_free(&t->who);
  buf_free(&t->held.bytes);
  mem_free(t->ascii_host);
  transfer_forget_route(t);
  transfer_forget_tls(t);
  mem_free(t->connect_host);
  transfer_forget_alternative(t);
  mem_free(t->progress);
}

void transfer_free(struct transfer *t)
{
  if(!t) return;
  free_members(t);
  mem_free(t);
}

void transfer_forget(struct transfer *t)
{
  struct transfer_config config = t->config;
  struct callback_guard *guard = t->xfer.trace.guard;
  struct conn *raw = t->raw;
  t->raw = NULL;
  free_members(t);
  *t = (struct transfer){ .raw = raw };
  init(t, &config);
  t->xfer.trace.guard = guard;
}

void *transfer_handle(const struct transfer *t) { return t->config.handle; }

struct multi *transfer_multi(const struct transfer *t) { return t->multi; }

const struct headers *transfer_headers(const struct transfer *t) { return &t->headers; }

void transfer_note_rates(struct transfer *t)
{
  struct transfer_info *i = &t->info;
  double seconds = (double)elapsed_us(t) / 1e6;
  i->times.total = elapsed_us(t);
  i->speed_down = (curl_off_t)((double)i->size_down / seconds);
  i->speed_up = (curl_off_t)((double)i->size_up / seconds);
}

/* The URL's text is made when somebody asks, not for each request; so are the rates of a transfer under way. */
struct transfer_info *transfer_info(struct transfer *t)
{
  if(t->multi && t->state != TRANSFER_BEGIN && t->state != TRANSFER_ENDED) transfer_note_rates(t);
  if(!t->info.effective_url && t->url.scheme &&
     url_get(&t->url, CURLUPART_URL, CURLU_GET_EMPTY, &t->info.effective_url))
    t->info.effective_url = NULL;
  return &t->info;
}

curl_socket_t transfer_socket(const struct transfer *t, struct multi *kept_in)
{
  const struct conn *c = t->conn ? t->conn : t->raw;
  if(c) return stream_socket_info(c->stream)->fd;
  struct pool *p = *t->config.pool;
  if(!p && kept_in) p = &kept_in->pool;
  if(!p || p != t->last_pool || t->info.conn_id < 0) return CURL_SOCKET_BAD;
  return pool_find_socket(p, &t->xfer.trace, buf_span(&t->key), t->info.conn_id);
}

void transfer_leave_pool(struct transfer *t) { t->last_pool = NULL; }

void transfer_wake(struct transfer *t)
{
  if(t->multi && !list_is_linked(&t->in_ready) && t->state != TRANSFER_ENDED)
    list_add_last(&t->multi->ready, &t->in_ready);
}

bool transfer_takes_over(struct transfer *t, char *block)
{
  if(!block || block != t->post_data || !t->multi || t->state == TRANSFER_ENDED) return false;
  mem_free(t->retired_post);
  t->retired_post = block;
  return true;
}

CURLcode transfer_pause(struct transfer *t, int bits)
{
  if(!t->multi || t->state == TRANSFER_BEGIN || t->state == TRANSFER_ENDED) return CURLE_BAD_FUNCTION_ARGUMENT;
  if(t->multi->loop.calls) return CURLE_RECURSIVE_API_CALL;
  int former = t->pause;
  t->pause = bits & CURLPAUSE_ALL;
  if(t->pause == former) return CURLE_OK;
  if((former & ~t->pause) && t->progress) progress_resume(t->progress);
  if(t->exchange && !(t->pause & CURLPAUSE_RECV)) {
    t->events |= WATCH_READ;
    transfer_stir_second(t);
  }
  transfer_wake(t);
  if((t->pause & CURLPAUSE_RECV) || callback_is_running(t->xfer.trace.guard)) return CURLE_OK;
  t->held_error = transfer_deliver_held(t);
  return t->held_error;
}
