/* os/gss.h without Kerberos: a context stands after "hello", "welcome"; a wrapped message is its text between "e(" or "i("
 * (encrypted, or its integrity only) and ")". It takes the place of the real one in the program that includes it. */
#ifndef TESTS_UNIT_STREAM_FAKE_GSS_H
#define TESTS_UNIT_STREAM_FAKE_GSS_H
#include "base/mem.h"
#include "os/gss.h"

struct gssapi {
  int steps;
  bool is_done;
};

static struct {
  bool has_no_credentials;
  const char *last_token; /* that a context leaves to be sent when it stands; NULL: none */
  char service[64], host[64];
  int contexts; /* that are not freed */
} fake_gss;

CURLcode gssapi_begin(struct gssapi **ret, const struct gssapi_target *target, struct trace *t)
{
  *ret = mem_zalloc(sizeof **ret);
  if(!*ret) return CURLE_OUT_OF_MEMORY;
  snprintf(fake_gss.service, sizeof fake_gss.service, "%s", target->service);
  snprintf(fake_gss.host, sizeof fake_gss.host, "%s", target->host);
  fake_gss.contexts++;
  return CURLE_OK;
}

CURLcode gssapi_step(struct gssapi *g, struct span token, struct buf *to, struct trace *t)
{
  if(fake_gss.has_no_credentials) return trace_fail(t, CURLE_AUTH_ERROR, "GSSAPI: no credentials");
  if(!g->steps++) return buf_add_text(to, "hello");
  if(!span_equal(token, span_text("welcome"))) return trace_fail(t, CURLE_AUTH_ERROR, "GSSAPI: no welcome");
  g->is_done = true;
  return fake_gss.last_token ? buf_add_text(to, fake_gss.last_token) : CURLE_OK;
}

bool gssapi_is_done(const struct gssapi *g) { return g->is_done; }

CURLcode gssapi_wrap(struct gssapi *g, struct span message, bool encrypted, struct buf *to, struct trace *t)
{
  TRY(buf_add_text(to, encrypted ? "e(" : "i("));
  TRY(buf_add_span(to, message));
  return buf_add_text(to, ")");
}

CURLcode gssapi_unwrap(struct gssapi *g, struct span wrapped, struct buf *to, struct trace *t)
{
  bool is_whole = wrapped.len > 2 && wrapped.at[1] == '(' && wrapped.at[wrapped.len - 1] == ')';
  if(!is_whole) return trace_fail(t, CURLE_AUTH_ERROR, "GSSAPI: a message cannot be unwrapped");
  return buf_add(to, wrapped.at + 2, wrapped.len - 3);
}

void gssapi_free(struct gssapi *g)
{
  if(g) fake_gss.contexts--;
  mem_free(g);
}

#endif
