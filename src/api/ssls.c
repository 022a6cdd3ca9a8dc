/* TLS sessions that a program carries from one process to another. */
#include "api/easy.h"
#include "os/system.h"
#include "tls/tickets.h"

/* What the handle's next transfer resumes by: the share's, or else the multi's that it is in or would run in. A reference;
 * NULL: out of memory. */
static struct tls_tickets *tickets_of(struct Curl_easy *e, struct multi **in)
{
  *in = easy_multi(e);
  if(!*in && !e->own) e->own = multi_new(&system_native);
  if(!*in) *in = e->own;
  if(!*in) return NULL;
  struct tls_tickets *t = e->tickets ? e->tickets : multi_tickets(*in);
  return t ? tls_tickets_ref(t) : NULL;
}

static CURLcode refuse(struct Curl_easy *e, CURLcode code, const char *why)
{
  struct trace t = { .opts = &e->set.trace, .handle = e };
  easy_clear_error(e);
  return trace_fail(&t, code, "%s", why);
}

static CURLcode import(struct Curl_easy *e, struct tls_tickets *to, const char *name, const uint8_t *salted,
                       struct span data)
{
  CURLcode code = tls_tickets_import(to, name, salted, data, system_native.wall_s());
  if(code == CURLE_READ_ERROR) return refuse(e, code, "The TLS session was not exported by this library");
  if(code == CURLE_BAD_FUNCTION_ARGUMENT) return refuse(e, code, "The key of a TLS session is none of this library's");
  return code;
}

CURLcode curl_easy_ssls_import(CURL *curl, const char *key, const unsigned char *shmac, size_t shmac_len,
                               const unsigned char *data, size_t len)
{
  struct Curl_easy *e = easy_of(curl);
  struct multi *in;
  bool is_named = key || (shmac && shmac_len == TLS_TICKET_SALTED);
  if(!e || !data || !len || !is_named) return CURLE_BAD_FUNCTION_ARGUMENT;
  struct tls_tickets *to = tickets_of(e, &in);
  if(!to) return CURLE_OUT_OF_MEMORY;
  CURLcode code = import(e, to, key, shmac, span_of(data, len));
  tls_tickets_unref(to);
  return code;
}

/* A stranger keeps what it came with; the others get a salt that is used only this time. */
static CURLcode salt(struct tls_ticket_copy *c)
{
  if(!c->name.len) return CURLE_OK;
  TRY(system_native.random(c->salted, sizeof c->salted / 2));
  return tls_ticket_salt(buf_span(&c->name), c->salted);
}

static CURLcode show(struct Curl_easy *e, struct multi *in, const struct tls_ticket_copy *c, curl_ssls_export_cb *fn,
                     void *arg)
{
  char alpn[TICKET_ALPN_MAX + 1];
  const struct ticket_record *r = &c->record;
  if(r->alpn.len) memcpy(alpn, r->alpn.at, r->alpn.len);
  alpn[r->alpn.len] = '\0';
  CALLBACK_SCOPE(multi_guard(in));
  return fn(e, arg, c->name.len ? (const char *)c->name.at : NULL, c->salted, sizeof c->salted, c->data.at, c->data.len,
            r->until_s, r->version, r->alpn.len ? alpn : NULL, r->early_room);
}

/* What is added meanwhile is shown, too; but not what the callback itself imports without an end. */
CURLcode curl_easy_ssls_export(CURL *curl, curl_ssls_export_cb *fn, void *arg)
{
  struct Curl_easy *e = easy_of(curl);
  struct tls_ticket_copy c = TLS_TICKET_COPY_INIT;
  struct multi *in;
  bool found = true;
  CURLcode code = CURLE_OK;
  if(!e || !fn) return CURLE_BAD_FUNCTION_ARGUMENT;
  struct tls_tickets *from = tickets_of(e, &in);
  if(!from) return CURLE_OUT_OF_MEMORY;
  for(int i = 0; !code && found && i < TLS_TICKETS_MAX; i++) {
    code = tls_tickets_next(from, system_native.wall_s(), &c, &found);
    if(!code && found) code = salt(&c);
    if(!code && found) code = show(e, in, &c, fn, arg);
  }
  tls_ticket_copy_free(&c);
  tls_tickets_unref(from);
  return code;
}
