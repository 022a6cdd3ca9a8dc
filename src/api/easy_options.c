#include "api/option.h"
#include "base/blob.h"
#include "base/mem.h"
#include "codec/mime/mime.h"

#define DNS_CACHE_TIMEOUT_DEFAULT_S 60

/* The string that a row owns, wherever its options are; or its blob. */
static char **owned_string(struct easy_options *set, const struct option *o)
{
  return (char **)(void *)((char *)set + o->at);
}

static struct curl_blob **owned_blob(struct easy_options *set, const struct option *o)
{
  return (struct curl_blob **)(void *)((char *)set + o->at);
}

static bool is_blob(const struct option *o) { return o->shown.type == CURLOT_BLOB; }

void easy_options_init(struct easy_options *o)
{
  *o = (struct easy_options){
    .transfer = TRANSFER_OPTS_INIT,
    .io = IO_OPTS_INIT,
    .http = HTTP_OPTS_INIT,
    .net = NET_OPTS_INIT,
    .proxy = PROXY_OPTS_INIT,
    .resolve = { .cache_timeout_s = DNS_CACHE_TIMEOUT_DEFAULT_S, .doh_verify_peer = true, .doh_verify_host = true },
    .tls = TLS_OPTS_INIT,
    .proxy_tls = TLS_OPTS_INIT
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

void easy_options_free(struct easy_options *set)
{
  for(const struct option *o = NULL; (o = option_next(o));) {
    if(o->owns && is_blob(o)) blob_unref(*owned_blob(set, o));
    if(o->owns && !is_blob(o)) mem_free(*owned_string(set, o));
  }
  mem_free(set->http.post_copy);
  mime_let_go(&set->http.mime);
  mime_free(set->own_mime);
}

static CURLcode copy_strings(struct easy_options *to, struct easy_options *from)
{
  for(const struct option *o = NULL; (o = option_next(o));) {
    if(o->owns && is_blob(o)) *owned_blob(to, o) = blob_ref(*owned_blob(from, o));
    if(o->owns && !is_blob(o)) TRY(mem_replace(owned_string(to, o), *owned_string(from, o)));
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

CURLcode easy_options_copy(struct easy_options *to, const struct easy_options *from)
{
  struct easy_options source = *from;
  struct easy_options copy = *from;
  for(const struct option *o = NULL; (o = option_next(o));) {
    if(o->owns && is_blob(o)) *owned_blob(&copy, o) = NULL;
    if(o->owns && !is_blob(o)) *owned_string(&copy, o) = NULL;
  }
  copy.http.post_copy = NULL;
  copy.http.mime = copy.own_mime = NULL;
  CURLcode code = copy_strings(&copy, &source);
  if(!code) code = copy_mime(&copy, from);
  if(code) {
    easy_options_free(&copy);
    return code;
  }
  *to = copy;
  return mime_hold(&to->http.mime, to->own_mime);
}
