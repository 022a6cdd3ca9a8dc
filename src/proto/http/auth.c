#include "proto/http/auth.h"
#include "base/str.h"
#include "proto/http/auth_schemes.h"

const struct http_auth_peer http_auth_origin = { "Authorization", "WWW-Authenticate", 401 };
const struct http_auth_peer http_auth_proxy = { "Proxy-Authorization", "Proxy-Authenticate", 407 };

void http_auth_free(struct http_auth *a)
{
  buf_free(&a->line);
  http_auth_forget_digest(a);
}

static const struct http_auth_scheme *scheme_of(unsigned long bit)
{
  for(const struct http_auth_scheme *s = http_auth_schemes; s->name; s++)
    if(s->bit == bit) return s;
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

static CURLcode write_line(struct http_auth *a, const struct http_auth_scheme *s, const struct http_auth_request *r,
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

/* What the scheme is picked from, the strongest first. */
static unsigned long best_offered(const struct http_auth *a, const struct proto_login *l)
{
  for(const struct http_auth_scheme *s = http_auth_schemes; s->name; s++) {
    if((s->bit & a->allowed & a->offered) && s->is_possible(l)) return s->bit;
  }
  return 0;
}

/* A scheme that has no credentials here (no Kerberos ticket, say) leaves the next best one. */
static CURLcode write_picked(struct http_auth *a, const struct http_auth_request *r, struct trace *t)
{
  for(;;) {
    const struct http_auth_scheme *s = scheme_of(a->picked);
    buf_reset(&a->line);
    a->is_under_way = false;
    if(a->is_over || !s || !s->is_possible(&r->login)) return CURLE_OK;
    CURLcode code = write_line(a, s, r, t);
    if(code != CURLE_AUTH_ERROR) return code;
    trace_text(t, "No credentials for %s", s->name);
    trace_forget_failure(t);
    a->allowed &= ~s->bit;
    a->picked = best_offered(a, &r->login);
  }
}

CURLcode http_auth_prepare(struct http_auth *a, const struct http_auth_request *r, struct trace *t)
{
  a->used = 0;
  CURLcode code = write_picked(a, r, t);
  a->offered = 0;
  if(code) buf_reset(&a->line);
  return code == CURLE_TOO_LARGE ? trace_fail(t, code, "The credentials are too long") : code;
}

static const struct http_auth_scheme *scheme_named(struct span name)
{
  for(const struct http_auth_scheme *s = http_auth_schemes; s->name; s++)
    if(span_is(name, s->name)) return s;
  return NULL;
}

/* One that cannot be answered is as good as not offered. */
static CURLcode take_challenge(struct http_auth *a, const struct http_auth_scheme *s, const struct auth_challenge *c,
                               const struct http_auth_request *r, struct trace *t)
{
  CURLcode code = s->take ? s->take(a, c, r) : CURLE_OK;
  if(!code) a->offered |= s->bit;
  if(!code || code == CURLE_OUT_OF_MEMORY) return code;
  trace_text(t, "Ignoring a %s challenge that cannot be answered", s->name);
  return CURLE_OK;
}

CURLcode http_auth_challenge(struct http_auth *a, const struct http_auth_request *r, int status, struct span value,
                             struct trace *t)
{
  struct auth_challenge challenge;
  for(struct cursor c = cursor_of(value); auth_challenge_next(&c, &challenge);) {
    const struct http_auth_scheme *s = scheme_named(challenge.scheme);
    if(s && status == r->peer->status)
      TRY(take_challenge(a, s, &challenge, r, t));
    else if(s && s->let_in)
      s->let_in(r->binding, &challenge, t);
  }
  return CURLE_OK;
}

/* Two for NTLM, and a stale nonce: who wants more goes on for ever. */
#define ROUNDS_MAX 3

static bool may_try(const struct http_auth *a, const struct http_auth_scheme *s, const struct http_auth_request *r)
{
  return s && (s->bit != a->used || (s->may_retry && s->may_retry(a, r)));
}

bool http_auth_judge(struct http_auth *a, const struct http_auth_request *r, int status, struct trace *t)
{
  bool is_let_in = status != r->peer->status;
  if(is_let_in) http_binding_let_in(r->binding);
  if(is_let_in || a->is_over) return false;
  a->picked = best_offered(a, &r->login);
  a->is_over = !may_try(a, scheme_of(a->picked), r) || a->rounds++ == ROUNDS_MAX;
  if(a->is_over && a->used) trace_text(t, "The credentials are refused");
  return !a->is_over;
}

void http_auth_move_on(struct http_auth *a)
{
  a->rounds = 0;
  a->is_over = a->is_under_way = false;
}

void http_auth_give_up(struct http_auth *a) { a->is_over = true; }

unsigned long http_auth_used(const struct http_auth *a, const struct http_binding *b)
{
  return !a->used && b && b->state == BINDING_DONE ? b->scheme : a->used;
}
