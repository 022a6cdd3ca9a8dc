#include "conn/identity.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "policy/policy.h"

/* A field is its length and its bytes, so that no two lists of fields give the same key. */
static CURLcode add_bytes(struct buf *key, const void *bytes, size_t len)
{
  uint32_t size = (uint32_t)len;
  TRY(buf_add(key, &size, sizeof size));
  return buf_add(key, bytes, len);
}

/* An absent text is not an empty one. */
static CURLcode add_text(struct buf *key, const char *text)
{
  uint8_t present = text != NULL;
  TRY(buf_add(key, &present, sizeof present));
  return text ? add_bytes(key, text, strlen(text)) : CURLE_OK;
}

/* A host is the same in any case (RFC 3986, section 3.2.2). */
static CURLcode add_host(struct buf *key, const char *host)
{
  size_t at = key->len;
  TRY(add_text(key, host));
  for(; at < key->len; at++) key->at[at] = (uint8_t)ascii_lower(key->at[at]);
  return CURLE_OK;
}

/* Who is let in by whom: the same proxy is another one for another user. */
static CURLcode add_proxy(struct buf *key, const struct proxy_text *p)
{
  uint8_t present = p != NULL;
  TRY(buf_add(key, &present, sizeof present));
  if(!p) return CURLE_OK;
  TRY(buf_add(key, &p->type, sizeof p->type));
  TRY(add_host(key, p->host));
  TRY(buf_add(key, &p->port, sizeof p->port));
  TRY(add_text(key, p->path));
  TRY(add_text(key, p->user));
  return add_text(key, p->password);
}

static CURLcode add_gate(struct buf *key, const struct gate_opts *g)
{
  struct {
    curl_opensocket_callback open;
    void *open_data;
    curl_sockopt_callback sockopt;
    void *sockopt_data;
  } field = { g->open, g->open_data, g->sockopt, g->sockopt_data };
  TRY(buf_add(key, &field, sizeof field));
  uint8_t has_policy = g->policy != NULL;
  TRY(buf_add(key, &has_policy, sizeof has_policy));
  return has_policy ? buf_add(key, policy_digest(g->policy), digest_size(DIGEST_SHA256)) : CURLE_OK;
}

/* A bundle of certificates is long: its digest stands for it. */
static CURLcode add_blob(struct buf *key, const struct curl_blob *b)
{
  uint8_t digest[DIGEST_MAX], present = b != NULL;
  TRY(buf_add(key, &present, sizeof present));
  if(!b) return CURLE_OK;
  const struct span bytes = span_of(b->data, b->len);
  TRY(digest_of(DIGEST_SHA256, &bytes, 1, digest));
  return buf_add(key, digest, digest_size(DIGEST_SHA256));
}

/* What decides whom one talks to, and as whom; not what is kept (tickets, stores). A session that was gone on with has
 * certificates to show only if it was made for who wants them. */
static CURLcode add_tls(struct buf *key, const struct tls_opts *o)
{
  uint8_t present = o != NULL;
  TRY(buf_add(key, &present, sizeof present));
  if(!o) return CURLE_OK;
  const char *texts[] = { o->ciphers,   o->suites,   o->groups,      o->signatures,   o->ca_file,
                          o->ca_path,   o->crl_file, o->issuer_file, o->pinned_key,   o->cert_file,
                          o->cert_type, o->key_file, o->key_type,    o->key_password, o->engine };
  const struct curl_blob *blobs[] = { o->ca_blob, o->issuer_blob, o->cert_blob, o->key_blob };
  const long numbers[] = { o->version, o->flags & ~CURLSSLOPT_EARLYDATA }; /* how it came to be is all the same later */
  const uint8_t flags[] = { o->verify_peer, o->verify_host, o->verify_status,    o->trusts_system,
                            o->offers_alpn, o->wants_certs, o->engine_is_default };
  struct {
    curl_ssl_ctx_callback fn;
    void *data;
  } context = { o->context_fn, o->context_data };
  TRY(buf_add(key, numbers, sizeof numbers));
  TRY(buf_add(key, flags, sizeof flags));
  TRY(buf_add(key, &context, sizeof context));
  for(size_t i = 0; i < sizeof texts / sizeof *texts; i++) TRY(add_text(key, texts[i]));
  for(size_t i = 0; i < sizeof blobs / sizeof *blobs; i++) TRY(add_blob(key, blobs[i]));
  return CURLE_OK;
}

/* The near end of the socket, and the gate it comes through. */
static CURLcode add_net(struct buf *key, const struct net_opts *n)
{
  long local[] = { n->local_port, n->local_port ? n->local_port_range : 0, n->address_scope };
  TRY(add_text(key, n->interface));
  TRY(buf_add(key, local, sizeof local));
  return add_gate(key, &n->gate);
}

CURLcode identity_build(struct buf *key, const struct identity *id)
{
  uint16_t ports[] = { id->port, id->connect_port };
  uint8_t is_abstract = id->unix_is_abstract, proxies[] = { id->tunnels, id->has_proxy_header };
  buf_reset(key);
  TRY(add_text(key, id->scheme));
  TRY(add_host(key, id->host));
  TRY(add_text(key, id->zone));
  TRY(buf_add(key, ports, sizeof ports));
  TRY(add_host(key, id->connect_host));
  TRY(add_text(key, id->unix_path));
  TRY(buf_add(key, &is_abstract, sizeof is_abstract));
  TRY(add_proxy(key, id->socks));
  TRY(add_proxy(key, id->http));
  TRY(add_text(key, id->proxy_service));
  TRY(buf_add(key, proxies, sizeof proxies));
  TRY(add_text(key, id->proxy_client));
  TRY(add_tls(key, id->tls));
  TRY(add_tls(key, id->proxy_tls));
  return add_net(key, id->net);
}

static bool family_fits(long ip_version, const struct socket_info *socket)
{
  if(ip_version == CURL_IPRESOLVE_WHATEVER) return true;
  int family = socket->peer.len ? socket->peer.addr.ss_family : AF_UNSPEC;
  return family != (ip_version == CURL_IPRESOLVE_V4 ? AF_INET6 : AF_INET);
}

bool identity_fits(const struct identity_wish *wish, const struct identity_now *now)
{
  if(now->bound_as && !span_equal(wish->who, span_text(now->bound_as))) return false;
  if(wish->kinds && now->kind && !(wish->kinds & now->kind)) return false;
  return family_fits(wish->ip_version, now->socket);
}
