/* What GnuTLS has to say, as text. */
#ifndef TLS_GNUTLS_TEXT_H
#define TLS_GNUTLS_TEXT_H
#include "base/result.h"
#include <gnutls/gnutls.h>

/* Why a call has returned `error`; an alert of the peer's is named. `g` may be NULL. */
const char *text_of(gnutls_session_t g, int error);
/* CURLE_OUT_OF_MEMORY where it is that, and `otherwise`. */
CURLcode text_code(int error, CURLcode otherwise);

#endif
