/* Options that are more than one value in one place. */
#include "api/option.h"
#include "api/urlapi.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/content/coding.h"
#include "proto/proto.h"
#include "tls/tls.h"

/* The request's kind is one value here, so that the last option that was set wins. Zero takes back: to GET from what
 * the option stands for. POST and UPLOAD take each other back, too, as programs have come to expect. */

CURLcode set_http_get(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  if(v->number) e->set.request.kind = REQUEST_GET;
  return CURLE_OK;
}

static void choose_sending_kind(struct request_opts *r, bool on, enum request_kind kind)
{
  if(on)
    r->kind = kind;
  else if(r->kind != REQUEST_HEAD)
    r->kind = REQUEST_GET;
}

CURLcode set_post(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  choose_sending_kind(&e->set.request, v->number, REQUEST_POST);
  return CURLE_OK;
}

CURLcode set_upload(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  choose_sending_kind(&e->set.request, v->number, REQUEST_PUT);
  return CURLE_OK;
}

CURLcode set_no_body(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  struct request_opts *r = &e->set.request;
  if(v->number)
    r->kind = REQUEST_HEAD;
  else if(r->kind == REQUEST_HEAD)
    r->kind = REQUEST_GET;
  return CURLE_OK;
}

/* `data` is what is posted from now on; `copy` is it, or NULL. */
static void use_post_data(struct Curl_easy *e, const char *data, char *copy, size_t copy_len)
{
  struct easy_options *set = &e->set;
  easy_drop_post_copy(e);
  set->http.post_copy = copy;
  set->post_copy_len = copy_len;
  set->http.post_data = data;
}

CURLcode set_post_fields(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  use_post_data(e, v->object, NULL, 0);
  e->set.request.kind = REQUEST_POST;
  return CURLE_OK;
}

CURLcode set_copy_post_fields(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  const char *data = v->object;
  curl_off_t size = e->set.http.post_size;
  char *copy = NULL;
  size_t len = 0;
  if(data) {
    if(size < 0) TRY(option_check_length(data));
    if((uint64_t)size > SIZE_MAX - 1 && size >= 0) return CURLE_OUT_OF_MEMORY;
    len = size < 0 ? strlen(data) : (size_t)size;
    copy = mem_strndup(data, len);
    if(!copy) return CURLE_OUT_OF_MEMORY;
  }
  use_post_data(e, copy, copy, len);
  e->set.request.kind = REQUEST_POST;
  return CURLE_OK;
}

/* A copy that is shorter than the new size is no longer what the program means: it is about to set another one. */
CURLcode set_post_size(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  TRY(option_set_offset(e, o, v));
  struct easy_options *set = &e->set;
  if(set->http.post_copy && set->http.post_size > 0 && (uint64_t)set->http.post_size > set->post_copy_len)
    use_post_data(e, NULL, NULL, 0);
  return CURLE_OK;
}

/* Without one, an empty body is posted. */
CURLcode set_mime_post(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  TRY(easy_use_mime(&e->set, v->object));
  e->set.form = NULL;
  e->set.request.kind = REQUEST_MIME;
  return CURLE_OK;
}

CURLcode set_http_version(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  switch(v->number) {
  case CURL_HTTP_VERSION_NONE:
  case CURL_HTTP_VERSION_1_0:
  case CURL_HTTP_VERSION_1_1:
  case CURL_HTTP_VERSION_2TLS: /* 1.1 for http:, and wherever a peer has no 2 */
  case CURL_HTTP_VERSION_2_0:
  case CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE:
    e->set.http.version = v->number;
    return CURLE_OK;
  case CURL_HTTP_VERSION_3:
  case CURL_HTTP_VERSION_3ONLY:
    return CURLE_NOT_BUILT_IN;
  default:
    return CURLE_BAD_FUNCTION_ARGUMENT;
  }
}

/* Empty: all that are built. */
CURLcode set_accept_encoding(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  const char *text = v->object;
  TRY(option_check_length(text));
  return mem_replace(&e->set.http.accept_encoding, text && !*text ? content_codings_built : text);
}

/* `list` becomes the handle's. */
static void use_protocols(struct Curl_easy *e, const struct option *o, char *list)
{
  char **place = easy_options_at(&e->set, o->at);
  mem_free(*place);
  *place = list;
}

static CURLcode add_protocol(struct buf *list, struct span name)
{
  if(list->len) TRY(buf_add_char(list, ','));
  for(struct cursor c = cursor_of(name); cursor_left(&c);)
    TRY(buf_add_char(list, (char)ascii_lower(*cursor_take(&c, 1).at)));
  return CURLE_OK;
}

static bool is_built(struct span scheme)
{
  const struct proto_ops *const *p = proto_table;
  while(*p && !span_is(scheme, (*p)->scheme)) p++;
  return *p;
}

static CURLcode parse_protocols(struct span text, struct buf *list)
{
  for(struct cursor c = cursor_of(text); cursor_left(&c);) {
    const uint8_t *comma = memchr(c.at, ',', cursor_left(&c));
    struct span name = cursor_take(&c, comma ? (size_t)(comma - c.at) : cursor_left(&c));
    if(comma) cursor_take(&c, 1);
    if(!name.len) continue;
    if(!is_built(name)) return CURLE_UNSUPPORTED_PROTOCOL;
    TRY(add_protocol(list, name));
  }
  return list->len ? CURLE_OK : CURLE_BAD_FUNCTION_ARGUMENT;
}

/* `list` is given to the handle, or freed. */
static CURLcode take_protocols(struct Curl_easy *e, const struct option *o, CURLcode code, struct buf *list)
{
  char *text = code ? NULL : buf_take_string(list);
  buf_free(list);
  if(!code && !text) code = CURLE_OUT_OF_MEMORY;
  if(!code) use_protocols(e, o, text);
  return code;
}

/* Those that are built and have one of these bits; all of them for CURLPROTO_ALL, as some have no bit. The default of
 * redirects is less than all. */
static CURLcode list_protocols(struct buf *list, unsigned long bits)
{
  for(const struct proto_ops *const *p = proto_table; *p; p++)
    if(bits == CURLPROTO_ALL || bits & (unsigned long)(*p)->bit) TRY(add_protocol(list, span_text((*p)->scheme)));
  return CURLE_OK;
}

CURLcode set_protocols_text(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  const char *text = v->object;
  TRY(option_check_length(text));
  if(!text) {
    use_protocols(e, o, NULL);
    return CURLE_OK;
  }
  struct buf list = BUF_INIT(OPTION_STRING_MAX);
  bool is_all = span_is(span_text("all"), text);
  CURLcode code = is_all ? list_protocols(&list, CURLPROTO_ALL) : parse_protocols(span_text(text), &list);
  return take_protocols(e, o, code, &list);
}

/* The older form allows protocols that are not built, and also none at all: an empty list. */
CURLcode set_protocols(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  struct buf list = BUF_INIT(OPTION_STRING_MAX);
  CURLcode code = list_protocols(&list, v->number == -1 ? CURLPROTO_ALL : (unsigned long)v->number);
  return take_protocols(e, o, code, &list);
}

static CURLcode use_unix_path(struct Curl_easy *e, const char *path, bool is_abstract)
{
  TRY(option_check_length(path));
  TRY(mem_replace(&e->set.transfer.unix_path, path));
  e->set.transfer.unix_is_abstract = is_abstract;
  return CURLE_OK;
}

CURLcode set_unix_path(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  return use_unix_path(e, v->object, false);
}

CURLcode set_abstract_path(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  return use_unix_path(e, v->object, v->object != NULL);
}

/* "user:password": the name has no colon. */
CURLcode set_user_password(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  const char *text = v->object, *colon = text ? strchr(text, ':') : NULL;
  TRY(option_check_length(text));
  char *user = colon ? mem_strndup(text, (size_t)(colon - text)) : NULL;
  if(colon && !user) return CURLE_OUT_OF_MEMORY;
  CURLcode code = mem_replace(&e->set.login.password, colon ? colon + 1 : NULL);
  if(!code) code = mem_replace(&e->set.login.user, colon ? user : text);
  mem_free(user);
  return code;
}

#define AUTH_BUILT (CURLAUTH_BASIC | CURLAUTH_DIGEST | CURLAUTH_NTLM | CURLAUTH_NEGOTIATE | CURLAUTH_BEARER)

/* What signs requests can only be chosen alone: in CURLAUTH_ANY it is nothing. */
static bool is_signature(unsigned long auth) { return auth == CURLAUTH_AWS_SIGV4 || auth == CURLAUTH_HTTPSIG; }

/* Schemes that are not built can be allowed beside others that are. */
CURLcode set_auth(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  unsigned long wished = (unsigned long)v->number, allowed;
  if(wished & CURLAUTH_DIGEST_IE) wished |= CURLAUTH_DIGEST; /* the page: treated as that one */
  allowed = is_signature(wished) ? wished : wished & (AUTH_BUILT | CURLAUTH_ONLY);
  if(wished && !(allowed & ~CURLAUTH_ONLY)) return CURLE_NOT_BUILT_IN;
  memcpy(easy_options_at(&e->set, o->at), &allowed, sizeof allowed);
  return CURLE_OK;
}

/* The options that say how to sign say that it is done, too; once they are off, all is as in a new handle. */
static void use_auth(struct http_opts *h, unsigned long scheme, bool on)
{
  if(on)
    h->auth = scheme;
  else if(h->auth == scheme)
    h->auth = CURLAUTH_BASIC;
}

CURLcode set_sigv4(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  TRY(option_set_string(e, o, v));
  use_auth(&e->set.http, CURLAUTH_AWS_SIGV4, v->object);
  return CURLE_OK;
}

CURLcode set_httpsig_algorithm(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  TRY(option_set_long(e, o, v));
  use_auth(&e->set.http, CURLAUTH_HTTPSIG, v->number != CURLHTTPSIG_NONE);
  return CURLE_OK;
}

/* "1 or below" is one try, says the page. */
CURLcode set_local_port_range(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  if(v->number > UINT16_MAX) return CURLE_BAD_FUNCTION_ARGUMENT;
  e->set.net->local_port_range = v->number < 1 ? 1 : v->number;
  return CURLE_OK;
}

/* A proxy that speaks HTTP/3 is refused when it is used: a type may be set where a proxy's own scheme says another. */
CURLcode set_proxy_type(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  if(v->number < CURLPROXY_HTTP || v->number > CURLPROXY_HTTPS3) return CURLE_BAD_FUNCTION_ARGUMENT;
  e->set.proxy->type = v->number;
  return CURLE_OK;
}

/* "user:password", percent-encoded, in the place of both that were there. */
CURLcode set_proxy_login(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  const char *text = v->object;
  char *user = NULL, *password = NULL;
  TRY(option_check_length(text));
  if(text) TRY(proxy_text_split_login(text, &user, &password));
  mem_free(e->set.proxy->user);
  mem_free(e->set.proxy->password);
  e->set.proxy->user = user;
  e->set.proxy->password = password;
  return CURLE_OK;
}

/* Nobody has to log in (CURLAUTH_NONE), by a password, or by GSSAPI. */
CURLcode set_socks5_auth(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  unsigned long bits = (unsigned long)v->number;
  if(bits & ~(CURLAUTH_BASIC | CURLAUTH_GSSAPI)) return CURLE_NOT_BUILT_IN;
  e->set.proxy->socks5_auth = v->number;
  return CURLE_OK;
}

/* Set to NULL, it is nothing, and not the system's. */
CURLcode set_ca_file(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  TRY(option_set_string(e, o, v));
  e->set.tls->trusts_system = false;
  return CURLE_OK;
}

/* It is in the domain, too, if that is there. */
CURLcode set_tls_check(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  struct easy_options *set = &e->set;
  TRY(option_set_flag(e, o, v));
  if(set->tls) set->tls->verify_peer = set->tls_checks.peer;
  if(set->tls) set->tls->verify_host = set->tls_checks.host;
  easy_reconfigure(e);
  return CURLE_OK;
}

/* The least version, and above it the greatest. SSL is refused, its page says. */
CURLcode set_tls_version(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  long least = v->number & 0xffff, most = v->number >> 16;
  bool is_ssl = least == CURL_SSLVERSION_SSLv2 || least == CURL_SSLVERSION_SSLv3;
  if(v->number < 0 || is_ssl || least >= CURL_SSLVERSION_LAST || most > CURL_SSLVERSION_MAX_TLSv1_3 >> 16)
    return CURLE_BAD_FUNCTION_ARGUMENT;
  memcpy(easy_options_at(&e->set, o->at), &v->number, sizeof v->number);
  return CURLE_OK;
}

/* There has to be something that a callback could change. */
CURLcode set_tls_context(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  return tls_engine.has_context ? option_set_function(e, o, v) : option_set_unbuilt(e, o, v);
}

/* It must be there when it is named. */
CURLcode set_engine(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  const char *name = v->object;
  if(name && !*name) return mem_replace(&e->set.tls->engine, NULL);
  TRY(option_check_length(name));
  if(name && !tls_engine.check_provider) return CURLE_NOT_BUILT_IN;
  if(name) TRY(tls_engine.check_provider(name));
  return mem_replace(&e->set.tls->engine, name);
}

/* For the engine that is named by then. */
CURLcode set_engine_default(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  if(e->set.tls->engine) e->set.tls->engine_is_default = v->number;
  return CURLE_OK;
}

/* Not built; "false" is what happens. */
CURLcode set_ech(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  const char *text = v->object;
  return text && strcmp(text, "false") ? CURLE_NOT_BUILT_IN : CURLE_OK;
}

CURLcode set_share(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  struct share *s = share_of(v->object);
  if(v->object && !s) return CURLE_BAD_FUNCTION_ARGUMENT;
  easy_set_share(e, s);
  return CURLE_OK;
}

/* A file's name also asks for it to be used. */
CURLcode set_hsts_file(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  TRY(option_check_length(v->object));
  if(v->object) TRY(easy_stores_want_hsts(&e->stores));
  TRY(hsts_files_set(&e->stores.hsts_files, v->object));
  easy_stores_choose(&e->stores, e->share);
  return CURLE_OK;
}

CURLcode set_hsts_control(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  if(v->number & CURLHSTS_ENABLE) TRY(easy_stores_want_hsts(&e->stores));
  e->stores.wants_hsts = v->number & CURLHSTS_ENABLE;
  e->stores.hsts_files.is_read_only = v->number & CURLHSTS_READONLYFILE;
  easy_stores_choose(&e->stores, e->share);
  return CURLE_OK;
}

/* Another callback may have other hosts. */
CURLcode set_hsts_read(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  e->stores.hsts_files.has_asked = false;
  return option_set_function(e, o, v);
}

CURLcode set_altsvc_file(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  TRY(option_check_length(v->object));
  TRY(easy_stores_use_altsvc_file(&e->stores, v->object));
  easy_stores_choose(&e->stores, e->share);
  return CURLE_OK;
}

/* The versions are for connections to alternatives; what answers of any version offer is remembered. */
CURLcode set_altsvc_control(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  if(v->number) TRY(easy_stores_want_altsvc(&e->stores));
  e->stores.wants_altsvc = v->number;
  e->stores.altsvc_control = v->number;
  easy_stores_choose(&e->stores, e->share);
  return CURLE_OK;
}

CURLcode set_url_handle(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  const CURLU *handle = v->object;
  e->set.transfer.parsed_url = handle ? &handle->url : NULL;
  return CURLE_OK;
}
