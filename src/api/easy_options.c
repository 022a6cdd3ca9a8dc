#include "api/option.h"
#include "base/blob.h"
#include "base/mem.h"
#include "codec/mime/mime.h"
#include "policy/policy.h"
#include <stddef.h>
#include <string.h>

#define DNS_CACHE_TIMEOUT_DEFAULT_S 60

static const struct net_opts net_init = NET_OPTS_INIT;
static const struct proxy_opts proxy_init = PROXY_OPTS_INIT;
static const struct resolve_opts resolve_init = { .cache_timeout_s = DNS_CACHE_TIMEOUT_DEFAULT_S,
                                                  .doh_verify_peer = true,
                                                  .doh_verify_host = true };
static const struct tls_opts proxy_tls_init = TLS_OPTS_INIT;
static const struct hsts_opts hsts_init;
static const struct ftp_opts ftp_init = FTP_OPTS_INIT;
static const struct http_signing_opts signing_init;
static const struct http_rare_opts rare_init;

/* Towards the origin, by tls_checks. */
static const struct tls_opts tls_inits[2][2] = {
  { TLS_OPTS_CHECKING(false, false), TLS_OPTS_CHECKING(false, true) },
  { TLS_OPTS_CHECKING(true, false), TLS_OPTS_CHECKING(true, true) },
};

/* The rare domains: where in struct easy_layout they would be, where the pointer is, and what a new one is. */
#define DOMAIN(name, pointer, init)                                             \
  {                                                                             \
    offsetof(struct easy_layout, name), offsetof(struct easy_options, pointer), \
        sizeof(((struct easy_layout *)0)->name), init                           \
  }
static const struct domain {
  size_t at, pointer, size;
  const void *init; /* NULL: of tls_inits */
} domains[] = {
  DOMAIN(net, net, &net_init),
  DOMAIN(proxy, proxy, &proxy_init),
  DOMAIN(resolve, resolve, &resolve_init),
  DOMAIN(tls, tls, NULL),
  DOMAIN(proxy_tls, proxy_tls, &proxy_tls_init),
  DOMAIN(hsts, hsts, &hsts_init),
  DOMAIN(ftp, ftp, &ftp_init),
  DOMAIN(signing, http.signing, &signing_init),
  DOMAIN(rare, http.rare, &rare_init),
};
#define DOMAINS (sizeof domains / sizeof *domains)

/* NULL: `at` is in none that is rare. */
static const struct domain *domain_of(size_t at)
{
  if(at < domains[0].at) return NULL;
  const struct domain *d = domains;
  while(at >= d->at + d->size) d++;
  return d;
}

/* The pointers are of many types, which have one representation. */
static void *get_domain(const struct easy_options *set, const struct domain *d)
{
  void *block;
  memcpy(&block, (const char *)set + d->pointer, sizeof block);
  return block;
}

static void put_domain(struct easy_options *set, const struct domain *d, void *block)
{
  memcpy((char *)set + d->pointer, &block, sizeof block);
}

static const struct tls_opts *new_tls(const struct easy_options *set)
{
  return &tls_inits[set->tls_checks.peer][set->tls_checks.host];
}

static const void *init_of(const struct easy_options *set, const struct domain *d)
{
  return d->init ? d->init : new_tls(set);
}

void *easy_options_at(struct easy_options *set, size_t at)
{
  const struct domain *d = domain_of(at);
  char *block = d ? get_domain(set, d) : (char *)set;
  if(!d) return block + at;
  return block ? block + (at - d->at) : NULL;
}

CURLcode easy_options_need(struct easy_options *set, size_t at, bool *is_new)
{
  const struct domain *d = domain_of(at);
  *is_new = false;
  if(!d || get_domain(set, d)) return CURLE_OK;
  void *block = mem_alloc(d->size);
  set->lacks_some = set->lacks_some || !block;
  if(!block) return CURLE_OUT_OF_MEMORY;
  memcpy(block, init_of(set, d), d->size);
  put_domain(set, d, block);
  *is_new = true;
  return CURLE_OK;
}

void easy_options_config(const struct easy_options *set, struct transfer_config *to)
{
  to->net = set->net ? set->net : &net_init;
  to->proxy = set->proxy ? set->proxy : &proxy_init;
  to->resolve = set->resolve ? set->resolve : &resolve_init;
  to->tls = set->tls ? set->tls : new_tls(set);
  to->proxy_tls = set->proxy_tls ? set->proxy_tls : &proxy_tls_init;
  to->hsts = set->hsts ? set->hsts : &hsts_init;
  to->ftp = set->ftp ? set->ftp : &ftp_init;
}

/* The string that a row owns, or its blob; NULL: its domain is not there. */
static char **owned_string(struct easy_options *set, const struct option *o) { return easy_options_at(set, o->at); }

static struct curl_blob **owned_blob(struct easy_options *set, const struct option *o)
{
  return easy_options_at(set, o->at);
}

/* The next row that owns something there; NULL starts, NULL ends. */
static const struct option *next_owner(struct easy_options *set, const struct option *o)
{
  do o = option_next(o);
  while(o && (!o->owns || !easy_options_at(set, o->at)));
  return o;
}

static bool is_blob(const struct option *o) { return o->shown.type == CURLOT_BLOB; }

void easy_options_init(struct easy_options *o)
{
  *o = (struct easy_options){
    .transfer = TRANSFER_OPTS_INIT,
    .io = IO_OPTS_INIT,
    .request = REQUEST_OPTS_INIT,
    .http = HTTP_OPTS_INIT,
    .tls_checks = { true, true },
  };
}

CURLcode easy_use_mime(struct easy_options *set, curl_mime *m)
{
  TRY(mime_hold(&set->http.mime, m));
  if(m != set->own_mime) mime_free(set->own_mime);
  set->own_mime = NULL;
  return CURLE_OK;
}

CURLcode easy_own_mime(struct easy_options *set, curl_mime *m)
{
  TRY(easy_use_mime(set, m));
  set->own_mime = m;
  return CURLE_OK;
}

static void free_values(struct easy_options *set)
{
  for(const struct option *o = NULL; (o = next_owner(set, o));) {
    if(is_blob(o))
      blob_unref(*owned_blob(set, o));
    else
      mem_free(*owned_string(set, o));
  }
  if(set->net) policy_unref(set->net->gate.policy);
  mem_free(set->http.post_copy);
  mime_let_go(&set->http.mime);
  mime_free(set->own_mime);
}

void easy_options_free(struct easy_options *set)
{
  free_values(set);
  for(size_t i = 0; i < DOMAINS; i++) mem_free(get_domain(set, &domains[i]));
}

void easy_options_reset(struct easy_options *set)
{
  free_values(set);
  const struct easy_options former = *set;
  easy_options_init(set);
  for(const struct domain *d = domains; d < domains + DOMAINS; d++) {
    void *block = get_domain(&former, d);
    if(block) memcpy(block, init_of(set, d), d->size);
    put_domain(set, d, block);
  }
}

static CURLcode copy_strings(struct easy_options *to, struct easy_options *from)
{
  for(const struct option *o = NULL; (o = next_owner(to, o));) {
    if(is_blob(o))
      *owned_blob(to, o) = blob_ref(*owned_blob(from, o));
    else
      TRY(mem_replace(owned_string(to, o), *owned_string(from, o)));
  }
  if(!from->http.post_copy) return CURLE_OK;
  to->http.post_copy = mem_strndup(from->http.post_copy, from->post_copy_len);
  if(!to->http.post_copy) return CURLE_OUT_OF_MEMORY;
  if(from->http.post_data == from->http.post_copy) to->http.post_data = to->http.post_copy;
  return CURLE_OK;
}

/* A tree that is made from a form is made anew. */
static CURLcode copy_mime(struct easy_options *to, const struct easy_options *from)
{
  return from->http.mime && !from->form ? mime_copy(&to->own_mime, from->http.mime) : CURLE_OK;
}

/* `to` is a plain copy of `from`, with whose domains it must have nothing in common. On an error it lacks some of them. */
static CURLcode copy_domains(struct easy_options *to, const struct easy_options *from)
{
  CURLcode code = CURLE_OK;
  for(const struct domain *d = domains; d < domains + DOMAINS; d++) {
    const void *block = get_domain(from, d);
    void *copy = block && !code ? mem_alloc(d->size) : NULL;
    if(copy) memcpy(copy, block, d->size);
    if(block && !copy) code = CURLE_OUT_OF_MEMORY;
    put_domain(to, d, copy);
  }
  return code;
}

CURLcode easy_options_copy(struct easy_options *to, const struct easy_options *from)
{
  struct easy_options source = *from;
  struct easy_options copy = *from;
  CURLcode code = copy_domains(&copy, from);
  if(copy.net && copy.net->gate.policy) policy_ref(copy.net->gate.policy);
  for(const struct option *o = NULL; (o = next_owner(&copy, o));) {
    if(is_blob(o))
      *owned_blob(&copy, o) = NULL;
    else
      *owned_string(&copy, o) = NULL;
  }
  copy.http.post_copy = NULL;
  copy.http.mime = copy.own_mime = NULL;
  if(!code) code = copy_strings(&copy, &source);
  if(!code) code = copy_mime(&copy, from);
  if(code) {
    easy_options_free(&copy);
    return code;
  }
  *to = copy;
  return mime_hold(&to->http.mime, to->own_mime);
}
