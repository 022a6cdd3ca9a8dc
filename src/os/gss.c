#include "os/gss.h"
#include "base/mem.h"
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>

struct gssapi {
  gss_ctx_id_t context;
  gss_name_t peer;
  gss_OID mechanism;
  OM_uint32 flags;
  bool is_done;
};

/* RFC 4178, section 3: 1.3.6.1.5.5.2. */
static gss_OID_desc spnego = { 6, (void *)(uintptr_t) "\x2b\x06\x01\x05\x05\x02" };

static gss_buffer_desc buffer_of(struct span s) { return (gss_buffer_desc){ s.len, (void *)(uintptr_t)s.at }; }

/* A status may have several lines of text. */
static CURLcode add_status(OM_uint32 status, int type, gss_OID mechanism, struct buf *to)
{
  OM_uint32 minor, more = 0;
  CURLcode code = CURLE_OK;
  do {
    gss_buffer_desc line = GSS_C_EMPTY_BUFFER;
    if(GSS_ERROR(gss_display_status(&minor, status, type, mechanism, &more, &line))) break;
    code = buf_addf(to, "%s%.*s", to->len ? ". " : "", (int)line.length, (const char *)line.value);
    gss_release_buffer(&minor, &line);
  } while(more && !code);
  return code;
}

/* What the library says about the failure of `what`: the general reason, and the mechanism's own. */
static CURLcode fail(struct trace *t, const char *what, OM_uint32 major, OM_uint32 minor, gss_OID mechanism)
{
  struct buf text = BUF_INIT(CURL_ERROR_SIZE);
  CURLcode code = add_status(major, GSS_C_GSS_CODE, GSS_C_NO_OID, &text);
  if(!code && minor) code = add_status(minor, GSS_C_MECH_CODE, mechanism, &text);
  trace_fail(t, CURLE_AUTH_ERROR, "GSSAPI: %s: %.*s", what, SPAN_ARG(buf_span(&text)));
  buf_free(&text);
  return code == CURLE_OUT_OF_MEMORY ? code : CURLE_AUTH_ERROR;
}

/* Append what the library has allocated, and give it back. */
static CURLcode move_buffer(gss_buffer_t from, struct buf *to)
{
  OM_uint32 minor;
  CURLcode code = buf_add(to, from->value, from->length);
  gss_release_buffer(&minor, from);
  return code;
}

/* RFC 2743, section 4.1. A service with its host is a whole name already. */
static CURLcode import_peer(struct gssapi *g, const struct gssapi_target *target, struct trace *t)
{
  OM_uint32 minor;
  bool is_whole = strchr(target->service, '/');
  struct buf name = BUF_INIT(GSSAPI_TOKEN_MAX);
  CURLcode code =
      is_whole ? buf_add_text(&name, target->service) : buf_addf(&name, "%s@%s", target->service, target->host);
  if(!code) {
    gss_buffer_desc text = buffer_of(buf_span(&name));
    OM_uint32 major = gss_import_name(&minor, &text, is_whole ? GSS_C_NO_OID : GSS_C_NT_HOSTBASED_SERVICE, &g->peer);
    if(GSS_ERROR(major)) code = fail(t, "the service's name", major, minor, g->mechanism);
  }
  buf_free(&name);
  return code;
}

/* RFC 4559 and RFC 1961, section 3, ask for much the same; the latter for the order of messages, too. */
static OM_uint32 flags_for(const struct gssapi_target *target)
{
  OM_uint32 flags = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG;
  if(target->mechanism == GSSAPI_KRB5) flags |= GSS_C_SEQUENCE_FLAG | GSS_C_INTEG_FLAG | GSS_C_CONF_FLAG;
  if(target->delegation & CURLGSSAPI_DELEGATION_POLICY_FLAG) flags |= GSS_C_DELEG_POLICY_FLAG;
  if(target->delegation & CURLGSSAPI_DELEGATION_FLAG) flags |= GSS_C_DELEG_FLAG;
  return flags;
}

CURLcode gssapi_begin(struct gssapi **ret, const struct gssapi_target *target, struct trace *t)
{
  struct gssapi *g = mem_zalloc(sizeof *g);
  if(!g) return CURLE_OUT_OF_MEMORY;
  *g = (struct gssapi){ .context = GSS_C_NO_CONTEXT,
                        .peer = GSS_C_NO_NAME,
                        .mechanism = target->mechanism == GSSAPI_KRB5 ? (gss_OID)gss_mech_krb5 : &spnego,
                        .flags = flags_for(target) };
  CURLcode code = import_peer(g, target, t);
  if(code)
    gssapi_free(g);
  else
    *ret = g;
  return code;
}

CURLcode gssapi_step(struct gssapi *g, struct span token, struct buf *to, struct trace *t)
{
  OM_uint32 minor, ignored;
  gss_buffer_desc in = buffer_of(token), out = GSS_C_EMPTY_BUFFER;
  if(g->is_done) return trace_fail(t, CURLE_AUTH_ERROR, "GSSAPI: a token after the last");
  OM_uint32 major =
      gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &g->context, g->peer, g->mechanism, g->flags, 0,
                           GSS_C_NO_CHANNEL_BINDINGS, token.len ? &in : GSS_C_NO_BUFFER, NULL, &out, NULL, NULL);
  if(GSS_ERROR(major)) {
    gss_release_buffer(&ignored, &out);
    return fail(t, "no security context", major, minor, g->mechanism);
  }
  TRY(move_buffer(&out, to));
  g->is_done = !(major & GSS_S_CONTINUE_NEEDED);
  return CURLE_OK;
}

bool gssapi_is_done(const struct gssapi *g) { return g->is_done; }

CURLcode gssapi_wrap(struct gssapi *g, struct span message, bool encrypted, struct buf *to, struct trace *t)
{
  OM_uint32 minor;
  int is_encrypted = 0;
  gss_buffer_desc in = buffer_of(message), out = GSS_C_EMPTY_BUFFER;
  OM_uint32 major = gss_wrap(&minor, g->context, encrypted, GSS_C_QOP_DEFAULT, &in, &is_encrypted, &out);
  if(GSS_ERROR(major)) return fail(t, "a message cannot be wrapped", major, minor, g->mechanism);
  if(encrypted && !is_encrypted) {
    gss_release_buffer(&minor, &out);
    return trace_fail(t, CURLE_AUTH_ERROR, "GSSAPI: the context does not encrypt");
  }
  return move_buffer(&out, to);
}

CURLcode gssapi_unwrap(struct gssapi *g, struct span wrapped, struct buf *to, struct trace *t)
{
  OM_uint32 minor, ignored;
  gss_buffer_desc in = buffer_of(wrapped), out = GSS_C_EMPTY_BUFFER;
  OM_uint32 major = gss_unwrap(&minor, g->context, &in, &out, NULL, NULL);
  if(major != GSS_S_COMPLETE) gss_release_buffer(&ignored, &out); /* one that comes again, or in another order, too */
  if(major != GSS_S_COMPLETE) return fail(t, "a message cannot be unwrapped", major, minor, g->mechanism);
  return move_buffer(&out, to);
}

void gssapi_free(struct gssapi *g)
{
  OM_uint32 minor;
  if(!g) return;
  gss_delete_sec_context(&minor, &g->context, GSS_C_NO_BUFFER);
  gss_release_name(&minor, &g->peer);
  mem_free(g);
}
