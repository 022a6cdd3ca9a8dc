/* Tickets that leave a store, and come to one. */
#include "base/mem.h"
#include "crypto/digest.h"
#include "tls/tickets_internal.h"
#include "tls/tls.h"

#define SALT_LEN (TLS_TICKET_SALTED / 2)

static struct span maker(void) { return span_text(tls_engine.version()); }

CURLcode tls_ticket_salt(struct span name, uint8_t salted[TLS_TICKET_SALTED])
{
  return digest_hmac(DIGEST_SHA256, span_of(salted, SALT_LEN), &name, 1, salted + SALT_LEN);
}

static bool is_of(const struct ticket *k, struct span name)
{
  uint8_t salted[TLS_TICKET_SALTED];
  memcpy(salted, k->salted, SALT_LEN);
  return !tls_ticket_salt(name, salted) && !memcmp(salted, k->salted, sizeof salted);
}

/* The store is bounded, so this is; and there are strangers only where a program has imported some. */
void tickets_recognise(struct tls_tickets *t, const struct tls_ticket_owner *o)
{
  struct buf name = BUF_INIT(TICKET_NAME_MAX);
  if(ticket_write_name(&name, o->where, o->key, maker())) {
    buf_free(&name);
    return;
  }
  LIST_EACH(n, &t->used) {
    struct ticket *k = ticket_of(n);
    if(!k->is_stranger || !is_of(k, buf_span(&name))) continue;
    struct ticket *known = ticket_new(o->where, &k->record);
    if(!known || tickets_find_place(t, known, o->key)) {
      mem_free(known);
      break; /* no memory: another time */
    }
    known->number = k->number;
    list_replace(n, &known->use);
    mem_free(k);
    t->strangers--;
  }
  buf_free(&name);
}

/* ---- out ---- */

void tls_ticket_copy_free(struct tls_ticket_copy *c)
{
  buf_free(&c->name);
  buf_free(&c->data);
}

static const struct ticket *first_after(struct tls_tickets *t, uint64_t number, int64_t now_s)
{
  const struct ticket *found = NULL;
  LIST_EACH(n, &t->used) {
    const struct ticket *k = ticket_of(n);
    if(k->is_private || k->number <= number || k->record.until_s <= now_s) continue;
    if(!found || k->number < found->number) found = k;
  }
  return found;
}

static CURLcode copy_ticket(struct tls_ticket_copy *c, const struct ticket *k)
{
  c->number = k->number;
  if(k->is_stranger) {
    memcpy(c->salted, k->salted, sizeof c->salted);
  } else {
    TRY(ticket_write_name(&c->name, k->where, k->key, maker()));
    TRY(buf_terminate(&c->name));
  }
  TRY(ticket_write(&c->data, &k->record));
  return ticket_parse(buf_span(&c->data), &c->record) ? CURLE_OK : CURLE_TOO_LARGE;
}

CURLcode tls_tickets_next(struct tls_tickets *t, int64_t now_s, struct tls_ticket_copy *c, bool *found)
{
  buf_reset(&c->name);
  buf_reset(&c->data);
  LOCKED(&t->lock);
  for(const struct ticket *k; (k = first_after(t, c->number, now_s));) {
    CURLcode code = copy_ticket(c, k);
    *found = !code;
    if(code != CURLE_TOO_LARGE) return code; /* else it is one that nobody could import */
  }
  *found = false;
  return CURLE_OK;
}

/* ---- in ---- */

CURLcode tls_tickets_import(struct tls_tickets *t, const char *name, const uint8_t salted[TLS_TICKET_SALTED],
                            struct span data, int64_t now_s)
{
  uint8_t key[TLS_TICKET_KEY_LEN];
  struct span where = { 0 };
  struct ticket_record r;
  if(name && !ticket_parse_name(span_of(name, strnlen(name, TICKET_NAME_MAX + 1)), maker(), &where, key))
    return CURLE_BAD_FUNCTION_ARGUMENT;
  if(!ticket_parse(data, &r)) return CURLE_READ_ERROR;
  if(r.until_s <= now_s) return CURLE_OK;
  struct ticket *k = ticket_new(where, &r);
  if(!k) return CURLE_OUT_OF_MEMORY;
  k->is_stranger = !name;
  LOCKED(&t->lock);
  if(k->is_stranger)
    memcpy(k->salted, salted, sizeof k->salted);
  else if(tickets_find_place(t, k, key)) {
    mem_free(k);
    return CURLE_OUT_OF_MEMORY;
  }
  tickets_keep(t, k);
  return CURLE_OK;
}
