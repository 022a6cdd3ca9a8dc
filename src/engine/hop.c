#include "base/mem.h"
#include "base/str.h"
#include "engine/internal.h"

/* From one request of a transfer to the next: to another URL, or to the same one once more. What the next request is
 * like, the protocol decides; here is where it goes, and which connection it may have. */

void transfer_first_hop(struct transfer *t)
{
  mem_free(t->redirect);
  mem_free(t->first_peer);
  t->redirect = t->first_peer = NULL;
}

static CURLcode write_peer(struct buf *to, const struct transfer *t)
{
  char port[1 + STR_U64_ROOM] = ":";
  str_put_u64(port + 1, t->request.port);
  TRY(buf_add_text(to, t->url.scheme));
  TRY(buf_add_text(to, "://"));
  TRY(buf_add_text(to, t->request.host));
  return buf_add_text(to, port);
}

static char *peer_of(const struct transfer *t)
{
  struct buf text = BUF_INIT(128 * 1024);
  CURLcode code = write_peer(&text, t);
  char *peer = code ? NULL : buf_take_string(&text);
  buf_free(&text);
  return peer;
}

CURLcode transfer_is_at_first_peer(const struct transfer *t, bool *ret)
{
  AUTO_FREE char *peer = t->first_peer ? peer_of(t) : NULL;
  if(t->first_peer && !peer) return CURLE_OUT_OF_MEMORY;
  *ret = !peer || str_equal_nocase(peer, t->first_peer);
  return CURLE_OK;
}

static CURLcode check_count(struct transfer *t)
{
  long most = t->config.opts->max_redirects;
  if(most < 0 || t->info.redirect_count < most) return CURLE_OK;
  return trace_fail(&t->xfer.trace, CURLE_TOO_MANY_REDIRECTS, "Maximum (%ld) redirects followed", most);
}

static CURLcode follow(struct transfer *t, const char *target)
{
  TRY(check_count(t));
  if(!t->first_peer && !(t->first_peer = peer_of(t))) return CURLE_OUT_OF_MEMORY;
  if(t->proto->redirect) TRY(t->proto->redirect(&t->request));
  TRY(mem_replace(&t->redirect, target));
  t->setup_of = 0;
  t->info.redirect_count++;
  t->info.times.redirect = elapsed_us(t);
  trace_text(&t->xfer.trace, "Issue another request to this URL: '%s'", target);
  return CURLE_OK;
}

/* The record of the next hop begins: what is counted for a transfer as a whole stays. */
static void begin_hop_record(struct transfer *t)
{
  struct transfer_info *i = &t->info;
  mem_free(i->effective_url);
  i->effective_url = NULL;
  i->times.post_transfer = i->times.start_transfer = 0;
  i->size_down = i->size_decoded = 0;
  i->length_down = -1;
}

/* A connection that is kept for the next request is of the same identity: options may have changed in callbacks. */
static void keep_or_release(struct transfer *t, bool is_reusable)
{
  struct conn *c = t->conn;
  if(!c) return;
  if(is_reusable && span_equal(c->by_key.key, buf_span(&t->key)))
    c->is_reused = true;
  else
    transfer_release(t, is_reusable);
}

CURLcode transfer_next_hop(struct transfer *t, const struct exchange_end *end)
{
  bool is_redirect = end->next == EXCHANGE_REDIRECT, was_alternative = t->alternative.is_in_use;
  t->exchange = NULL;
  bool keeps = end->is_reusable && t->conn && !mux_is_shared(t->conn); /* of a shared one others may have the room */
  if(is_redirect || !keeps) transfer_release(t, end->is_reusable);
  if(is_redirect) TRY(follow(t, end->target));
  headers_next_request(&t->headers);
  begin_hop_record(t);
  t->hop_us = t->multi->now;
  t->is_again = true;
  t->wants_fresh = t->has_awaited = false;
  t->retries = 0;
  TRY(transfer_setup(t));
  if(t->conn && was_alternative && alternative_is_waiting(&t->alternative)) TRY(transfer_use_alternative(t));
  keep_or_release(t, end->is_reusable);
  t->state = TRANSFER_CONNECT;
  return CURLE_OK;
}
