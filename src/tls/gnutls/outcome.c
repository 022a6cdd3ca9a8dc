/* What a call of GnuTLS' has come to. */
#include "tls/gnutls/session.h"
#include "tls/gnutls/text.h"

bool session_may_go_on(const struct tls_session *s, int error)
{
  return error == GNUTLS_E_AGAIN || error == GNUTLS_E_INTERRUPTED ? !s->is_dry : !gnutls_error_is_fatal(error);
}

bool session_must_wait(int error) { return error == GNUTLS_E_AGAIN || error == GNUTLS_E_INTERRUPTED; }

CURLcode session_explain(struct tls_session *s, int error, CURLcode otherwise, const char **why)
{
  CURLcode trouble = s->wire.read_trouble ? s->wire.read_trouble : s->wire.write_trouble;
  s->is_broken = true;
  *why = NULL;
  if(trouble) return trouble;
  if(error == GNUTLS_E_PREMATURE_TERMINATION || s->wire.has_ended) {
    *why = "the peer closed the connection without close_notify";
    return otherwise;
  }
  *why = text_of(s->g, error);
  if(error == GNUTLS_E_FATAL_ALERT_RECEIVED)
    return gnutls_alert_get(s->g) == GNUTLS_A_CERTIFICATE_REQUIRED ? CURLE_SSL_CLIENTCERT : otherwise;
  (void)gnutls_alert_send_appropriate(s->g, error);
  return text_code(error, otherwise);
}

const char *session_version(gnutls_session_t g)
{
  switch(gnutls_protocol_get_version(g)) {
  case GNUTLS_TLS1_0:
    return "TLSv1";
  case GNUTLS_TLS1_1:
    return "TLSv1.1";
  case GNUTLS_TLS1_2:
    return "TLSv1.2";
  case GNUTLS_TLS1_3:
    return "TLSv1.3";
  default:
    return "unknown";
  }
}
