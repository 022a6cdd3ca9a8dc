#include "base/mem.h"
#include "tls/gnutls/session.h"
#include "tls/resume_key.h"

#define LIFETIME_S 7200 /* GnuTLS does not tell the peer's; it uses no ticket of TLS 1.3 for longer than that */

static void keep(struct tls_session *s)
{
  gnutls_datum_t ticket = { 0 };
  if(!gnutls_session_get_data2(s->g, &ticket)) {
    bool is_13 = gnutls_protocol_get_version(s->g) >= GNUTLS_TLS1_3;
    const struct ticket_record r = { .version = is_13 ? 0x0304 : 0x0303, /* RFC 8446, section 4.1.2 */
                                     .is_single = is_13,
                                     .until_s = (int64_t)gnutls_db_check_entry_time(&ticket) + LIFETIME_S,
                                     .alpn = span_text(s->alpn),
                                     .bytes = span_of(ticket.data, ticket.size) };
    tls_tickets_put(s->tickets, &s->owner, &r, s->shows_client);
  }
  gnutls_free(ticket.data);
}

/* With TLS 1.3, when all of it has been read. */
static int note_ticket(gnutls_session_t g, unsigned type, unsigned when, unsigned is_incoming,
                       const gnutls_datum_t *message)
{
  struct tls_session *s = gnutls_session_get_ptr(g);
  s->has_new_ticket = is_incoming != 0;
  return 0;
}

static void offer_ticket(struct tls_session *s, int64_t now_s)
{
  uint8_t *bytes;
  size_t len;
  tls_tickets_take(s->tickets, &s->owner, now_s, &bytes, &len);
  if(!bytes) return;
  (void)gnutls_session_set_data(s->g, bytes, len); /* one that cannot be read any more is not offered */
  mem_free(bytes);
}

CURLcode resume_prepare(struct tls_session *s, int64_t now_s)
{
  const struct tls_opts *o = s->opts;
  if(!s->peer->tickets || !o->resumes) return CURLE_OK;
  TRY(tls_resume_owner(&s->owner, s->where, o, s->peer));
  s->shows_client = tls_shows_client(o);
  s->tickets = tls_tickets_ref(s->peer->tickets);
  gnutls_handshake_set_hook_function(s->g, GNUTLS_HANDSHAKE_NEW_SESSION_TICKET, GNUTLS_HOOK_POST, note_ticket);
  offer_ticket(s, now_s);
  return CURLE_OK;
}

void resume_settle(struct tls_session *s, bool is_verified)
{
  if(!s->tickets) return;
  if(!is_verified)
    tls_tickets_drop(s->tickets, &s->owner);
  else if(gnutls_protocol_get_version(s->g) < GNUTLS_TLS1_3)
    keep(s);
  s->has_new_ticket = false;
}

void resume_look(struct tls_session *s)
{
  /* without the flag, GnuTLS would wait for one */
  if(s->has_new_ticket && s->tickets && gnutls_session_get_flags(s->g) & GNUTLS_SFLAGS_SESSION_TICKET) keep(s);
  s->has_new_ticket = false;
}
