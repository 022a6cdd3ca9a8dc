/* Early data (RFC 8446, section 2.3): what is sent first goes out with the first flight, protected by the secret of a
 * session before. Nobody but the peer of that session can read it, and that one was found to be who it has to be, or there
 * is no early data. Anybody can send it to the peer once more, so whoever asks for it has to know that this does no harm.
 *
 * One record of it is sent, and kept until the handshake tells whether the peer has taken it. */
#include "base/mem.h"
#include "tls/openssl/session.h"

#define EARLY_MAX ((size_t)SSL3_RT_MAX_PLAIN_LENGTH)

/* It goes to who was verified, and has to be verified now. */
static bool is_trusted(struct tls_session *s, const SSL_SESSION *ticket)
{
  const struct tls_opts *o = s->opts;
  if(!o->verify_peer || !o->verify_host || o->verify_status || SSL_get_verify_result(s->ssl) != X509_V_OK) return false;
  return verify_ticket(s, ticket);
}

void early_prepare(struct tls_session *s, const SSL_SESSION *ticket)
{
  const unsigned char *name;
  size_t len, room = SSL_SESSION_get_max_early_data(ticket);
  const char *alpn = s->peer->early_alpn;
  SSL_SESSION_get0_alpn_selected(ticket, &name, &len);
  if(!alpn || !room || (len && !span_equal(span_of(name, len), span_text(alpn))) || !is_trusted(s, ticket)) return;
  s->early.room = room < EARLY_MAX ? room : EARLY_MAX;
  s->early.alpn = alpn;
  if(len) memcpy(s->alpn, name, len); /* as it is for the moment; no longer than a span_text of what was offered */
}

CURLcode early_take(struct tls_session *s, const void *from, size_t len)
{
  if(s->early.bytes) return CURLE_OK;
  size_t taken = len < s->early.room ? len : s->early.room;
  uint8_t *bytes = mem_alloc(taken);
  if(!bytes) return CURLE_OUT_OF_MEMORY;
  memcpy(bytes, from, taken);
  s->early.bytes = bytes;
  s->early.len = s->early.untold = taken;
  return CURLE_OK;
}

int early_seal(struct tls_session *s)
{
  size_t written;
  if(s->early.is_sealed) return 1;
  int returned = SSL_write_early_data(s->ssl, s->early.bytes, s->early.len, &written);
  if(!returned) return returned;
  s->early.is_sealed = true;
  s->early.len = s->early.untold = written;
  return returned;
}

size_t early_tell(struct tls_session *s, size_t len)
{
  size_t told = len < s->early.untold ? len : s->early.untold;
  s->early.untold -= told;
  return told;
}

CURLcode early_settle(struct tls_session *s, struct trace *t)
{
  if(!s->early.room) return CURLE_OK;
  if(*s->alpn && strcmp(s->alpn, s->early.alpn))
    return trace_fail(t, CURLE_SSL_CONNECT_ERROR, "TLS handshake with %s: early data was %s, and the answer is %s",
                      s->peer->host, s->early.alpn, s->alpn);
  if(!s->early.bytes) return CURLE_OK;
  bool is_taken = SSL_get_early_data_status(s->ssl) == SSL_EARLY_DATA_ACCEPTED;
  s->early.in_total = is_taken ? (curl_off_t)s->early.len : -(curl_off_t)s->early.len;
  trace_text(t,
             is_taken ? "The peer has taken %zu bytes of early data"
                      : "The peer has not taken %zu bytes of early data, which are sent once more",
             s->early.len);
  if(is_taken) early_drop(s);
  return CURLE_OK;
}

void early_drop(struct tls_session *s)
{
  mem_free(s->early.bytes);
  s->early.bytes = NULL;
  s->early.len = 0;
}
