#include "engine/login.h"
#include "base/mem.h"
#include "base/percent.h"

static void free_pair(struct login_pair *l)
{
  mem_free(l->user);
  mem_free(l->password);
  *l = (struct login_pair){ 0 };
}

void login_free(struct login *l)
{
  free_pair(&l->url);
  free_pair(&l->file);
}

/* A NUL would end the text early: what stands behind it is not meant by anybody. */
static CURLcode decode(const char *text, char **ret, struct trace *t)
{
  char *decoded = text ? mem_strdup(text) : NULL;
  if(!decoded) return text ? CURLE_OUT_OF_MEMORY : CURLE_OK;
  size_t len = percent_decode(decoded, span_text(decoded));
  decoded[len] = '\0';
  *ret = decoded;
  if(strlen(decoded) == len) return CURLE_OK;
  return trace_fail(t, CURLE_URL_MALFORMAT, "A NUL in the credentials of the URL");
}

static CURLcode read_url(struct login_pair *l, const struct url *u, struct trace *t)
{
  free_pair(l);
  TRY(decode(u->user, &l->user, t));
  return decode(u->password, &l->password, t);
}

/* An empty name without a password ("http://@host/") is nobody's. */
static bool is_said(const struct login_pair *l) { return (l->user && *l->user) || l->password; }

static struct proto_login login_of(const char *user, const char *password)
{
  if(!user && !password) return (struct proto_login){ 0 };
  return (struct proto_login){ .user = user ? user : "", .password = password ? password : "" };
}

/* CURLOPT_NETRC(3): a URL that says all is believed where the file is optional. An empty name is nobody's. */
static CURLcode ask_file(struct login *l, const struct netrc_opts *n, const char *host, struct trace *t)
{
  const struct login_pair *url = &l->url;
  const char *wanted = url->user && *url->user ? url->user : NULL;
  bool is_complete = wanted && url->password && *url->password;
  free_pair(&l->file);
  if(n->level == CURL_NETRC_OPTIONAL && is_complete) return CURLE_OK;
  TRY(netrc_find(n, host, wanted, t, &l->file.user, &l->file.password));
  if(is_said(&l->file) && !l->file.user) return mem_replace(&l->file.user, wanted);
  return CURLE_OK;
}

CURLcode login_choose(struct login *l, const struct login_opts *o, const struct netrc_opts *n,
                      const struct login_hop *hop, struct trace *t, struct proto_login *ret)
{
  bool is_set = hop->is_trusted && (o->user || o->password);
  TRY(read_url(&l->url, hop->url, t));
  if(!is_set) TRY(ask_file(l, n, hop->host, t));
  if(is_set)
    *ret = login_of(o->user, o->password);
  else if(is_said(&l->file))
    *ret = login_of(l->file.user, l->file.password);
  else if(is_said(&l->url))
    *ret = login_of(l->url.user, l->url.password);
  else
    *ret = login_of(NULL, NULL);
  if(hop->is_trusted) ret->bearer = o->bearer;
  return CURLE_OK;
}
