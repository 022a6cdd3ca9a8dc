#include "tls/gnutls/text.h"

const char *text_of(gnutls_session_t g, int error)
{
  const char *alert = NULL;
  if(g && (error == GNUTLS_E_FATAL_ALERT_RECEIVED || error == GNUTLS_E_WARNING_ALERT_RECEIVED))
    alert = gnutls_alert_get_name(gnutls_alert_get(g));
  return alert ? alert : gnutls_strerror(error);
}

CURLcode text_code(int error, CURLcode otherwise)
{
  return error == GNUTLS_E_MEMORY_ERROR ? CURLE_OUT_OF_MEMORY : otherwise;
}
