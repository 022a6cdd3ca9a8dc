#include "base/mem.h"
#include "tls/openssl/session.h"
#include "tls/resume_key.h"

#define LIFETIME_S     7200                     /* where the peer tells none */
#define LIFETIME_MAX_S ((int64_t)7 * 24 * 3600) /* RFC 8446, section 4.6.1 */

static int64_t end_of(const SSL_SESSION *ticket)
{
  int64_t lifetime = (int64_t)SSL_SESSION_get_ticket_lifetime_hint(ticket);
  if(!lifetime) lifetime = LIFETIME_S;
  if(lifetime > LIFETIME_MAX_S) lifetime = LIFETIME_MAX_S;
  return (int64_t)SSL_SESSION_get_time(ticket) + lifetime;
}

static struct ticket_record record_of(const SSL_SESSION *ticket)
{
  const unsigned char *alpn;
  size_t alpn_len;
  int version = SSL_SESSION_get_protocol_version(ticket);
  SSL_SESSION_get0_alpn_selected(ticket, &alpn, &alpn_len);
  return (struct ticket_record){ .version = (uint16_t)version,
                                 .is_single = version >= TLS1_3_VERSION,
                                 .until_s = end_of(ticket),
                                 .early_room = SSL_SESSION_get_max_early_data(ticket),
                                 .alpn = span_of(alpn, alpn_len) };
}

/* `der` is freed. */
static CURLcode add_der(struct buf *to, unsigned char *der, int len)
{
  CURLcode code = len > 0 ? buf_add(to, der, (size_t)len) : CURLE_OUT_OF_MEMORY;
  OPENSSL_free(der);
  return code;
}

/* OpenSSL writes no more of the peer's chain than its own certificate: the program may want to see all of it. */
static CURLcode add_chain(struct buf *to, const struct tls_session *s)
{
  STACK_OF(X509) *chain = s->wants_certs ? resume_chain(s) : NULL;
  CURLcode code = CURLE_OK;
  for(int i = 0; !code && i < sk_X509_num(chain); i++) {
    unsigned char *der = NULL;
    int len = i2d_X509(sk_X509_value(chain, i), &der);
    code = add_der(to, der, len);
  }
  return code;
}

static void keep(const struct tls_session *s, const SSL_SESSION *ticket)
{
  struct buf bytes = BUF_INIT(TLS_TICKET_MAX);
  unsigned char *der = NULL;
  struct ticket_record r = record_of(ticket);
  int len = SSL_SESSION_is_resumable(ticket) ? i2d_SSL_SESSION(ticket, &der) : 0;
  CURLcode code = add_der(&bytes, der, len);
  if(!code) code = add_chain(&bytes, s);
  r.bytes = buf_span(&bytes);
  if(!code) tls_tickets_put(s->tickets, &s->owner, &r, s->shows_client);
  buf_free(&bytes);
}

struct stack_st_X509 *resume_chain(const struct tls_session *s)
{
  return s->was_resumed ? s->known_chain : SSL_get_peer_cert_chain(s->ssl);
}

/* With TLS 1.2 it comes before the peer's name was looked at. 0: the reference stays OpenSSL's. */
static int take_ticket(SSL *ssl, SSL_SESSION *ticket)
{
  struct tls_session *s = transport_session(ssl);
  if(s->is_open) {
    keep(s, ticket);
  } else if(SSL_SESSION_up_ref(ticket)) {
    SSL_SESSION_free(s->premature);
    s->premature = ticket;
  }
  return 0;
}

/* Behind the session. False: it is not what was written. */
static bool read_chain(struct tls_session *s, const unsigned char *at, const unsigned char *end)
{
  s->known_chain = sk_X509_new_null();
  while(s->known_chain && at < end) {
    X509 *c = d2i_X509(NULL, &at, end - at);
    if(!c || !sk_X509_push(s->known_chain, c)) {
      X509_free(c);
      return false;
    }
  }
  return s->known_chain;
}

static void offer_ticket(struct tls_session *s, int64_t now_s)
{
  uint8_t *bytes;
  size_t len;
  tls_tickets_take(s->tickets, &s->owner, now_s, &bytes, &len);
  if(!bytes) return;
  const unsigned char *at = bytes;
  SSL_SESSION *ticket = d2i_SSL_SESSION(NULL, &at, (long)len);
  bool is_whole = ticket && (!s->wants_certs || read_chain(s, at, bytes + len));
  if(is_whole && SSL_set_session(s->ssl, ticket)) early_prepare(s, ticket);
  SSL_SESSION_free(ticket);
  mem_free(bytes);
}

/* What a program's callback has changed is in no key. */
CURLcode resume_prepare(struct tls_session *s, int64_t now_s)
{
  const struct tls_opts *o = s->opts;
  if(!s->peer->tickets || !o->resumes || o->context_fn) return CURLE_OK;
  TRY(tls_resume_owner(&s->owner, s->where, o, s->peer));
  s->shows_client = tls_shows_client(o);
  s->wants_certs = o->wants_certs;
  s->tickets = tls_tickets_ref(s->peer->tickets);
  SSL_CTX_sess_set_new_cb(s->context, take_ticket);
  offer_ticket(s, now_s);
  return CURLE_OK;
}

void resume_settle(struct tls_session *s, bool is_verified)
{
  if(s->tickets && !is_verified) tls_tickets_drop(s->tickets, &s->owner);
  if(s->tickets && is_verified && s->premature) keep(s, s->premature);
  SSL_SESSION_free(s->premature);
  s->premature = NULL;
}
