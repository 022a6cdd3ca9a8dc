#include "proto/http/auth.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/auth/basic.h"
#include "codec/auth/challenge.h"

const struct http_auth_peer http_auth_origin = { "Authorization", "WWW-Authenticate", 401 };
const struct http_auth_peer http_auth_proxy = { "Proxy-Authorization", "Proxy-Authenticate", 407 };

static void forget_digest(struct http_auth *a)
{
  auth_digest_reset(&a->digest);
  mem_free(a->digest_of);
  a->digest_of = NULL;
}

void http_auth_free(struct http_auth *a)
{
  buf_free(&a->line);
  forget_digest(a);
}

/* One way to say who one is: the table below has them all. */
struct scheme {
  unsigned long bit; /* CURLAUTH_* */
  const char *name;
  bool (*is_possible)(const struct proto_login *l); /* with what the program has given? */
  /* Append the credentials, or nothing where there is nothing to say yet. Sets `a->is_under_way` where they will not be
   * enough. */
  CURLcode (*write)(struct http_auth *a, const struct http_auth_request *r, struct trace *t);
  /* A challenge of this scheme; NULL: there is nothing in it to be kept. */
  CURLcode (*take)(struct http_auth *a, const struct auth_challenge *c, const struct http_auth_request *r);
  /* It was refused and offered again: is it worth another try? NULL: never. */
  bool (*may_retry)(const struct http_auth *a, const struct http_auth_request *r);
};

static bool has_user(const struct proto_login *l) { return l->user; }
static bool has_bearer(const struct proto_login *l) { return l->bearer; }

static CURLcode write_basic(struct http_auth *a, const struct http_auth_request *r, struct trace *t)
{
  return auth_basic_write(span_text(r->login.user), span_text(r->login.password), &a->line);
}

static CURLcode write_bearer(struct http_auth *a, const struct http_auth_request *r, struct trace *t)
{
  CURLcode code = auth_bearer_write(span_text(r->login.bearer), &a->line);
  return code == CURLE_BAD_FUNCTION_ARGUMENT ? trace_fail(t, code, "The bearer token has a control byte in it") : code;
}

/* ---- Digest ---- */

static CURLcode name_peer(const struct http_auth_request *r, char **ret)
{
  struct buf name = BUF_INIT(HTTP_AUTH_LINE_MAX);
  CURLcode code = buf_addf(&name, "%s:%u %s", r->host, r->port, r->login.user ? r->login.user : "");
  char *text = code ? NULL : buf_take_string(&name);
  buf_free(&name);
  *ret = text;
  return text ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

/* What one peer has said to one user is for no other. */
static CURLcode check_peer(struct http_auth *a, const struct http_auth_request *r)
{
  if(!a->digest_of) return CURLE_OK;
  AUTO_FREE char *name = NULL;
  TRY(name_peer(r, &name));
  if(strcmp(name, a->digest_of) != 0) forget_digest(a);
  return CURLE_OK;
}

static CURLcode write_digest_value(struct http_auth *a, const struct http_auth_request *r, struct span random)
{
  struct buf target = BUF_INIT(HTTP_AUTH_LINE_MAX);
  CURLcode code = buf_addf(&target, "%s%s%s", r->path, r->query ? "?" : "", r->query ? r->query : "");
  const struct auth_digest_request request = {
    .method = span_text(r->method),
    .uri = buf_span(&target),
    .user = span_text(r->login.user),
    .password = span_text(r->login.password),
  };
  if(!code) code = auth_digest_write(&a->digest, &request, random, &a->line);
  buf_free(&target);
  return code;
}

static CURLcode write_digest(struct http_auth *a, const struct http_auth_request *r, struct trace *t)
{
  uint8_t random[AUTH_DIGEST_RANDOM];
  TRY(check_peer(a, r));
  a->is_under_way = !auth_digest_has_challenge(&a->digest);
  if(a->is_under_way) return CURLE_OK;
  TRY(r->system->random(random, sizeof random));
  CURLcode code = write_digest_value(a, r, span_of(random, sizeof random));
  return code == CURLE_NOT_BUILT_IN ? trace_fail(t, CURLE_AUTH_ERROR, "The digest cannot be computed here") : code;
}

/* The first of several that can be answered counts. */
static CURLcode take_digest(struct http_auth *a, const struct auth_challenge *c, const struct http_auth_request *r)
{
  if(a->offered & CURLAUTH_DIGEST) return CURLE_OK;
  CURLcode code = auth_digest_take(&a->digest, c->params);
  if(code) return code;
  mem_free(a->digest_of);
  return name_peer(r, &a->digest_of);
}

static bool may_retry_digest(const struct http_auth *a, const struct http_auth_request *r)
{
  return auth_digest_is_stale(&a->digest);
}

/* ---- NTLM ---- */

void http_binding_free(struct http_binding *b) { auth_ntlm_reset(&b->ntlm); }

static CURLcode write_ntlm_login(struct http_auth *a, const struct http_auth_request *r)
{
  struct auth_ntlm_login login = { .user = span_text(r->login.user),
                                   .password = span_text(r->login.password),
                                   .now = r->system->wall_s() };
  TRY(r->system->random(login.random, sizeof login.random));
  TRY(buf_add_text(&a->line, "NTLM "));
  return auth_ntlm_write_authenticate(&r->binding->ntlm, &login, &a->line);
}

static CURLcode write_ntlm(struct http_auth *a, const struct http_auth_request *r, struct trace *t)
{
  struct http_binding *b = r->binding;
  if(b->state == BINDING_DONE) return CURLE_OK;
  if(b->state == BINDING_CHALLENGED) {
    b->state = BINDING_DONE;
    CURLcode code = write_ntlm_login(a, r);
    return code == CURLE_NOT_BUILT_IN ? trace_fail(t, CURLE_AUTH_ERROR, "NTLM cannot be computed here") : code;
  }
  b->state = BINDING_ASKED;
  a->is_under_way = true;
  TRY(buf_add_text(&a->line, "NTLM "));
  return auth_ntlm_write_negotiate(&a->line);
}

/* Without a message it is an offer; in the middle it is a refusal. */
static CURLcode take_ntlm(struct http_auth *a, const struct auth_challenge *c, const struct http_auth_request *r)
{
  struct http_binding *b = r->binding;
  bool is_asked = b->state == BINDING_ASKED;
  b->state = BINDING_NONE;
  if(!c->token68.len || !is_asked) return CURLE_OK;
  TRY(auth_ntlm_read_challenge(&b->ntlm, c->token68));
  b->state = BINDING_CHALLENGED;
  return CURLE_OK;
}

static bool may_retry_ntlm(const struct http_auth *a, const struct http_auth_request *r)
{
  return r->binding->state == BINDING_CHALLENGED;
}

/* ---- any ---- */

/* The best first. */
static const struct scheme schemes[] = {
  { CURLAUTH_BEARER, "Bearer", has_bearer, write_bearer, NULL, NULL },
  { CURLAUTH_DIGEST, "Digest", has_user, write_digest, take_digest, may_retry_digest },
  { CURLAUTH_NTLM, "NTLM", has_user, write_ntlm, take_ntlm, may_retry_ntlm },
  { CURLAUTH_BASIC, "Basic", has_user, write_basic, NULL, NULL },
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct scheme *scheme_of(unsigned long bit)
{
  for(size_t i = 0; i < COUNT(schemes); i++)
    if(schemes[i].bit == bit) return &schemes[i];
  return NULL;
}

/* One that is allowed alone needs not be asked for. */
static unsigned long only_one(unsigned long allowed)
{
  bool is_alone = allowed && !(allowed & (allowed - 1));
  return is_alone && scheme_of(allowed) ? allowed : 0;
}

void http_auth_start(struct http_auth *a, unsigned long allowed)
{
  a->allowed = allowed;
  a->picked = only_one(allowed);
  a->offered = a->used = 0;
  a->rounds = 0;
  a->is_over = a->is_under_way = false;
}

static CURLcode write_line(struct http_auth *a, const struct scheme *s, const struct http_auth_request *r,
                           struct trace *t)
{
  TRY(buf_addf(&a->line, "%s: ", r->peer->field));
  size_t before = a->line.len;
  TRY(s->write(a, r, t));
  if(a->line.len == before) {
    buf_reset(&a->line); /* it has nothing to say yet */
    return CURLE_OK;
  }
  a->used = s->bit;
  return buf_add_text(&a->line, "\r\n");
}

CURLcode http_auth_prepare(struct http_auth *a, const struct http_auth_request *r, struct trace *t)
{
  const struct scheme *s = scheme_of(a->picked);
  buf_reset(&a->line);
  a->offered = a->used = 0;
  a->is_under_way = false;
  if(a->is_over || !s || !s->is_possible(&r->login)) return CURLE_OK;
  CURLcode code = write_line(a, s, r, t);
  if(code) buf_reset(&a->line);
  return code == CURLE_TOO_LARGE ? trace_fail(t, code, "The credentials are too long") : code;
}

/* One that cannot be answered is as good as not offered. */
static CURLcode take_challenge(struct http_auth *a, const struct auth_challenge *c, const struct http_auth_request *r,
                               struct trace *t)
{
  for(size_t i = 0; i < COUNT(schemes); i++) {
    const struct scheme *s = &schemes[i];
    if(!span_is(c->scheme, s->name)) continue;
    CURLcode code = s->take ? s->take(a, c, r) : CURLE_OK;
    if(code == CURLE_OUT_OF_MEMORY) return code;
    if(code)
      trace_text(t, "Ignoring a %s challenge that cannot be answered", s->name);
    else
      a->offered |= s->bit;
  }
  return CURLE_OK;
}

CURLcode http_auth_challenge(struct http_auth *a, const struct http_auth_request *r, struct span value, struct trace *t)
{
  struct auth_challenge challenge;
  for(struct cursor c = cursor_of(value); auth_challenge_next(&c, &challenge);)
    TRY(take_challenge(a, &challenge, r, t));
  return CURLE_OK;
}

static unsigned long best_offered(const struct http_auth *a, const struct proto_login *l)
{
  for(size_t i = 0; i < COUNT(schemes); i++) {
    const struct scheme *s = &schemes[i];
    if((s->bit & a->allowed & a->offered) && s->is_possible(l)) return s->bit;
  }
  return 0;
}

/* Two for NTLM, and a stale nonce: who wants more goes on for ever. */
#define ROUNDS_MAX 3

static bool may_try(const struct http_auth *a, const struct scheme *s, const struct http_auth_request *r)
{
  return s && (s->bit != a->used || (s->may_retry && s->may_retry(a, r)));
}

bool http_auth_judge(struct http_auth *a, const struct http_auth_request *r, int status, struct trace *t)
{
  if(a->is_over || status != r->peer->status) return false;
  a->picked = best_offered(a, &r->login);
  a->is_over = !may_try(a, scheme_of(a->picked), r) || a->rounds++ == ROUNDS_MAX;
  if(a->is_over && a->used) trace_text(t, "The credentials are refused");
  return !a->is_over;
}

void http_auth_give_up(struct http_auth *a) { a->is_over = true; }
