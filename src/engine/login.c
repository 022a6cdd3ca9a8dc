#include "engine/login.h"
#include "base/mem.h"
#include "codec/url/percent.h"

static void free_url_login(struct url_login *l)
{
  mem_free(l->user);
  mem_free(l->password);
  *l = (struct url_login){ 0 };
}

void login_free(struct login *l)
{
  free_url_login(&l->first);
  free_url_login(&l->here);
}

/* A NUL would end the text early: what stands behind it is not meant by anybody. */
static CURLcode decode(const char *text, char **ret)
{
  char *decoded = text ? mem_strdup(text) : NULL;
  if(!decoded) return text ? CURLE_OUT_OF_MEMORY : CURLE_OK;
  size_t len = percent_decode(decoded, span_text(decoded));
  decoded[len] = '\0';
  *ret = decoded;
  return strlen(decoded) == len ? CURLE_OK : CURLE_URL_MALFORMAT;
}

static CURLcode read_url(struct url_login *l, const struct url *u)
{
  free_url_login(l);
  TRY(decode(u->user, &l->user));
  return decode(u->password, &l->password);
}

static bool is_said(const char *user, const char *password) { return user || password; }

static struct proto_login pair(const char *user, const char *password)
{
  if(!is_said(user, password)) return (struct proto_login){ 0 };
  return (struct proto_login){ .user = user ? user : "", .password = password ? password : "" };
}

CURLcode login_choose(struct login *l, const struct login_opts *o, const struct url *u, bool is_trusted, bool is_first,
                      struct proto_login *ret)
{
  TRY(read_url(is_first ? &l->first : &l->here, u));
  if(is_trusted && is_said(o->user, o->password))
    *ret = pair(o->user, o->password);
  else if(is_said(l->here.user, l->here.password))
    *ret = pair(l->here.user, l->here.password);
  else
    *ret = is_trusted ? pair(l->first.user, l->first.password) : pair(NULL, NULL);
  if(is_trusted) ret->bearer = o->bearer;
  return CURLE_OK;
}
