#include "tls/gnutls/status.h"
#include <gnutls/ocsp.h>
#include <time.h>

#define CLOCK_SKEW_S 300
#define STATUS_MAX_S (7L * 24 * 3600) /* of one that does not tell when the next one is due */
#define RESPONSE_MAX (64U * 1024)

static CURLcode refuse(struct trace *t, const char *why)
{
  return trace_fail(t, CURLE_SSL_INVALIDCERTSTATUS, "SSL: the certificate's status (OCSP) is not good: %s", why);
}

static bool is_now(time_t from, time_t until)
{
  time_t now = time(NULL);
  if(from == (time_t)-1 || from > now + CLOCK_SKEW_S) return false;
  return until == (time_t)-1 ? from >= now - STATUS_MAX_S : until >= now - CLOCK_SKEW_S && until >= from;
}

/* NULL: it is good. */
static const char *judge(gnutls_ocsp_resp_t response, unsigned i)
{
  unsigned status = GNUTLS_OCSP_CERT_UNKNOWN;
  time_t from, until;
  if(gnutls_ocsp_resp_get_single(response, i, NULL, NULL, NULL, NULL, &status, &from, &until, NULL, NULL))
    return "it cannot be read";
  if(status == GNUTLS_OCSP_CERT_REVOKED) return "it was revoked";
  if(status != GNUTLS_OCSP_CERT_GOOD) return "its issuer does not know it";
  return is_now(from, until) ? NULL : "it has expired";
}

static bool has_response(gnutls_ocsp_resp_t response, unsigned i)
{
  unsigned status; /* somebody has to ask for something, or every number is good */
  return !gnutls_ocsp_resp_get_single(response, i, NULL, NULL, NULL, NULL, &status, NULL, NULL, NULL, NULL);
}

/* Of several about the leaf, all have to be good. */
static CURLcode check_all(gnutls_ocsp_resp_t response, gnutls_x509_crt_t leaf, struct trace *t)
{
  bool is_found = false;
  for(unsigned i = 0; has_response(response, i); i++) {
    if(gnutls_ocsp_resp_check_crt(response, i, leaf)) continue;
    const char *fault = judge(response, i);
    if(fault) return refuse(t, fault);
    is_found = true;
  }
  return is_found ? CURLE_OK : refuse(t, "it is another certificate's");
}

/* Who has signed the leaf may sign it, or whom that one has given the right. */
static CURLcode check_signed(gnutls_ocsp_resp_t response, const struct chain *c, struct trace *t)
{
  unsigned fault = 0;
  if(c->length < 2) return refuse(t, "its issuer is not known");
  if(gnutls_ocsp_resp_verify_direct(response, c->path[1], &fault, 0) || fault)
    return refuse(t, "it is not signed by who may do that");
  return check_all(response, c->shown[0], t);
}

CURLcode status_check(gnutls_session_t g, struct chain *c, const struct trust *trusted, struct trace *t)
{
  gnutls_datum_t bytes = { 0 };
  gnutls_ocsp_resp_t response = NULL;
  if(!c->shown_count || gnutls_ocsp_status_request_get(g, &bytes) || !bytes.size || bytes.size > RESPONSE_MAX)
    return refuse(t, "the peer has sent none");
  if(gnutls_ocsp_resp_init(&response)) return CURLE_OUT_OF_MEMORY;
  bool is_answer = !gnutls_ocsp_resp_import(response, &bytes) &&
                   gnutls_ocsp_resp_get_status(response) == GNUTLS_OCSP_RESP_SUCCESSFUL;
  chain_find_path(c, trusted);
  CURLcode code = is_answer ? check_signed(response, c, t) : refuse(t, "it cannot be read");
  gnutls_ocsp_resp_deinit(response);
  return code;
}
