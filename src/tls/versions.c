#include "tls/versions.h"

/* False: refused. */
static bool read_version(long v, enum tls_version *ret)
{
  switch(v) {
  case CURL_SSLVERSION_DEFAULT:
    *ret = TLS_VERSION_OWN;
    return true;
  case CURL_SSLVERSION_TLSv1:
  case CURL_SSLVERSION_TLSv1_0:
    *ret = TLS_VERSION_1_0;
    return true;
  case CURL_SSLVERSION_TLSv1_1:
    *ret = TLS_VERSION_1_1;
    return true;
  case CURL_SSLVERSION_TLSv1_2:
    *ret = TLS_VERSION_1_2;
    return true;
  case CURL_SSLVERSION_TLSv1_3:
    *ret = TLS_VERSION_1_3;
    return true;
  default:
    return false;
  }
}

CURLcode tls_versions_of(long asked, struct tls_versions *ret, struct trace *t)
{
  long most = asked & ~0xffffL;
  struct tls_versions v = { .max = TLS_VERSION_OWN };
  bool is_known =
      read_version(asked & 0xffff, &v.min) && (most == CURL_SSLVERSION_MAX_DEFAULT || read_version(most >> 16, &v.max));
  if(!is_known || (v.min && v.max && v.max < v.min))
    return trace_fail(t, CURLE_SSL_CONNECT_ERROR, "No TLS version is left, or it is too old");
  *ret = v;
  return CURLE_OK;
}

/* The machine's configuration may be stricter than our default, not than what the program asks for. */
enum tls_version tls_versions_least(struct tls_versions v, enum tls_version own)
{
  if(v.min) return v.min;
  if(own >= TLS_VERSION_1_2) return own;
  return v.max && v.max < TLS_VERSION_1_2 ? v.max : TLS_VERSION_1_2;
}
