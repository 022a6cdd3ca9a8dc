#include "proto/http/auth_schemes.h"
#include "base/base64.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/auth/basic.h"

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

void http_auth_forget_digest(struct http_auth *a)
{
  if(!a->digest) return;
  auth_digest_reset(&a->digest->challenge);
  mem_free(a->digest->of);
  mem_free(a->digest);
  a->digest = NULL;
}

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
  if(!a->digest || !a->digest->of) return CURLE_OK;
  AUTO_FREE char *name = NULL;
  TRY(name_peer(r, &name));
  if(strcmp(name, a->digest->of) != 0) http_auth_forget_digest(a);
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
  if(!code) code = auth_digest_write(&a->digest->challenge, &request, random, &a->line);
  buf_free(&target);
  return code;
}

static CURLcode write_digest(struct http_auth *a, const struct http_auth_request *r, struct trace *t)
{
  uint8_t random[AUTH_DIGEST_RANDOM];
  TRY(check_peer(a, r));
  a->is_under_way = !a->digest || !auth_digest_has_challenge(&a->digest->challenge);
  if(a->is_under_way) return CURLE_OK;
  TRY(r->system->random(random, sizeof random));
  CURLcode code = write_digest_value(a, r, span_of(random, sizeof random));
  return code == CURLE_NOT_BUILT_IN ? trace_fail(t, CURLE_AUTH_ERROR, "The digest cannot be computed here") : code;
}

/* The first of several that can be answered counts. */
static CURLcode take_digest(struct http_auth *a, const struct auth_challenge *c, const struct http_auth_request *r)
{
  if(a->offered & CURLAUTH_DIGEST) return CURLE_OK;
  struct http_digest *d = a->digest ? a->digest : (a->digest = mem_zalloc(sizeof *d));
  if(!d) return CURLE_OUT_OF_MEMORY;
  TRY(auth_digest_take(&d->challenge, c->params));
  mem_free(d->of);
  return name_peer(r, &d->of);
}

static bool may_retry_digest(const struct http_auth *a, const struct http_auth_request *r)
{
  return a->digest && auth_digest_is_stale(&a->digest->challenge);
}

/* ---- what is of a connection ---- */

void http_binding_free(struct http_binding *b)
{
  auth_ntlm_reset(&b->ntlm);
  gssapi_free(b->gss);
  buf_free(&b->token);
}

static void begin_binding(struct http_binding *b, unsigned long scheme)
{
  gssapi_free(b->gss);
  b->gss = NULL;
  buf_reset(&b->token);
  b->scheme = scheme;
  b->state = BINDING_ASKED;
  b->persists = false;
}

/* Is it in the middle of this scheme, or done with it? */
static bool is_bound(const struct http_binding *b, unsigned long scheme, int state)
{
  return b && b->scheme == scheme && (int)b->state == state;
}

/* NTLM is let in when its last message is written; Negotiate when the peer does not ask for more. */
void http_binding_let_in(struct http_binding *b)
{
  bool is_in = is_bound(b, CURLAUTH_NEGOTIATE, BINDING_ASKED) || is_bound(b, CURLAUTH_NEGOTIATE, BINDING_DONE);
  if(is_in) b->state = b->persists ? BINDING_DONE : BINDING_NONE;
}

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
  if(is_bound(b, CURLAUTH_NTLM, BINDING_DONE)) return CURLE_OK;
  if(is_bound(b, CURLAUTH_NTLM, BINDING_CHALLENGED)) {
    b->state = BINDING_DONE;
    CURLcode code = write_ntlm_login(a, r);
    return code == CURLE_NOT_BUILT_IN ? trace_fail(t, CURLE_AUTH_ERROR, "NTLM cannot be computed here") : code;
  }
  begin_binding(b, CURLAUTH_NTLM);
  a->is_under_way = true;
  TRY(buf_add_text(&a->line, "NTLM "));
  return auth_ntlm_write_negotiate(&a->line);
}

/* Without a message it is an offer; in the middle it is a refusal. */
static CURLcode take_ntlm(struct http_auth *a, const struct auth_challenge *c, const struct http_auth_request *r)
{
  struct http_binding *b = r->binding;
  bool is_asked = is_bound(b, CURLAUTH_NTLM, BINDING_ASKED);
  if(b->scheme == CURLAUTH_NTLM) b->state = BINDING_NONE;
  if(!c->token68.len || !is_asked) return CURLE_OK;
  TRY(auth_ntlm_read_challenge(&b->ntlm, c->token68));
  b->state = BINDING_CHALLENGED;
  return CURLE_OK;
}

static bool may_retry_ntlm(const struct http_auth *a, const struct http_auth_request *r)
{
  return is_bound(r->binding, CURLAUTH_NTLM, BINDING_CHALLENGED);
}

/* RFC 4559. The first token; the others are in answer to the peer's. */
static CURLcode begin_negotiate(const struct http_auth_request *r, struct trace *t)
{
  struct http_binding *b = r->binding;
  const struct gssapi_target target = {
    .service = r->service, .host = r->host, .delegation = r->delegation, .mechanism = GSSAPI_SPNEGO
  };
  begin_binding(b, CURLAUTH_NEGOTIATE);
  TRY(gssapi_begin(&b->gss, &target, t));
  return gssapi_step(b->gss, span_text(""), &b->token, t);
}

static CURLcode write_negotiate(struct http_auth *a, const struct http_auth_request *r, struct trace *t)
{
  struct http_binding *b = r->binding;
  if(is_bound(b, CURLAUTH_NEGOTIATE, BINDING_DONE)) return CURLE_OK;
  CURLcode code = is_bound(b, CURLAUTH_NEGOTIATE, BINDING_CHALLENGED) ? CURLE_OK : begin_negotiate(r, t);
  if(!code) code = buf_add_text(&a->line, "Negotiate ");
  if(!code) code = base64_encode(&a->line, buf_span(&b->token));
  b->state = code ? BINDING_NONE : BINDING_ASKED;
  return code;
}

static CURLcode answer_negotiate(struct http_binding *b, struct span token68)
{
  struct buf token = BUF_INIT(GSSAPI_TOKEN_MAX);
  buf_reset(&b->token);
  CURLcode code = base64_decode(&token, token68);
  if(!code) code = gssapi_step(b->gss, buf_span(&token), &b->token, NULL);
  buf_free(&token);
  return !code && !b->token.len ? CURLE_AUTH_ERROR : code;
}

/* Without a token it is an offer; in the middle it is a refusal, as is one that leaves nothing to be said. */
static CURLcode take_negotiate(struct http_auth *a, const struct auth_challenge *c, const struct http_auth_request *r)
{
  struct http_binding *b = r->binding;
  bool is_asked = is_bound(b, CURLAUTH_NEGOTIATE, BINDING_ASKED);
  if(b->scheme == CURLAUTH_NEGOTIATE) b->state = BINDING_NONE;
  if(!c->token68.len || !is_asked || gssapi_is_done(b->gss)) return CURLE_OK;
  TRY(answer_negotiate(b, c->token68));
  b->state = BINDING_CHALLENGED;
  b->persists = true; /* what it remembers between two requests it remembers of the connection */
  return CURLE_OK;
}

static bool may_retry_negotiate(const struct http_auth *a, const struct http_auth_request *r)
{
  return is_bound(r->binding, CURLAUTH_NEGOTIATE, BINDING_CHALLENGED);
}

/* MS-NTHT, section 2.2.1. Who is silent asks for a token with each request: not to send one costs a round, and a body that
 * cannot be sent twice its transfer; to send one that is not needed costs bytes. */
void http_auth_persistence(struct http_binding *b, struct span value)
{
  if(b && b->scheme == CURLAUTH_NEGOTIATE) b->persists = span_is(value, "true");
}

/* The peer has let the request in, and perhaps says who it is itself. */
static void end_negotiate(struct http_binding *b, const struct auth_challenge *c, struct trace *t)
{
  if(!is_bound(b, CURLAUTH_NEGOTIATE, BINDING_ASKED)) return;
  struct buf token = BUF_INIT(GSSAPI_TOKEN_MAX), last = BUF_INIT(GSSAPI_TOKEN_MAX);
  CURLcode code = base64_decode(&token, c->token68);
  if(!code && !gssapi_is_done(b->gss)) code = gssapi_step(b->gss, buf_span(&token), &last, NULL);
  if(code) trace_text(t, "The peer's last token of Negotiate is not valid");
  buf_free(&token);
  buf_free(&last);
}

/* ---- all ---- */

const struct http_auth_scheme http_auth_schemes[] = {
  { CURLAUTH_NEGOTIATE, "Negotiate", has_user, write_negotiate, take_negotiate, may_retry_negotiate, end_negotiate },
  { CURLAUTH_BEARER, "Bearer", has_bearer, write_bearer, NULL, NULL, NULL },
  { CURLAUTH_DIGEST, "Digest", has_user, write_digest, take_digest, may_retry_digest, NULL },
  { CURLAUTH_NTLM, "NTLM", has_user, write_ntlm, take_ntlm, may_retry_ntlm, NULL },
  { CURLAUTH_BASIC, "Basic", has_user, write_basic, NULL, NULL, NULL },
  { 0 },
};
