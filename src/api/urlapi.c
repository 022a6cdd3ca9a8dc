#include "api/urlapi.h"
#include "base/mem.h"
#include "codec/url/url.h"

CURLU *curl_url(void) { return mem_zalloc(sizeof(CURLU)); }

void curl_url_cleanup(CURLU *u)
{
  if(!u) return;
  url_free(&u->url);
  mem_free(u);
}

CURLU *curl_url_dup(const CURLU *in)
{
  CURLU *copy = in ? curl_url() : NULL;
  if(!copy || !url_copy(&copy->url, &in->url)) return copy;
  curl_url_cleanup(copy);
  return NULL;
}

CURLUcode curl_url_get(const CURLU *u, CURLUPart what, char **part, unsigned int flags)
{
  if(!u) return CURLUE_BAD_HANDLE;
  if(!part) return CURLUE_BAD_PARTPOINTER;
  *part = NULL;
  return url_get(&u->url, what, flags, part);
}

/* "Supported" without CURLU_NON_SUPPORT_SCHEME is every scheme of the codec's table, as in a full build. */
CURLUcode curl_url_set(CURLU *u, CURLUPart what, const char *part, unsigned int flags)
{
  return u ? url_set(&u->url, what, part, flags) : CURLUE_BAD_HANDLE;
}

/* The words are part of the API: programs print and compare them. */
static const char *const texts[CURLUE_LAST] = {
  [CURLUE_OK] = "No error",
  [CURLUE_BAD_HANDLE] = "An invalid CURLU pointer was passed as argument",
  [CURLUE_BAD_PARTPOINTER] = "An invalid 'part' argument was passed as argument",
  [CURLUE_MALFORMED_INPUT] = "Malformed input to a URL function",
  [CURLUE_BAD_PORT_NUMBER] = "Port number was not a decimal number between 0 and 65535",
  [CURLUE_UNSUPPORTED_SCHEME] = "Unsupported URL scheme",
  [CURLUE_URLDECODE] = "URL decode error, most likely because of rubbish in the input",
  [CURLUE_OUT_OF_MEMORY] = "A memory function failed",
  [CURLUE_USER_NOT_ALLOWED] = "Credentials was passed in the URL when prohibited",
  [CURLUE_UNKNOWN_PART] = "An unknown part ID was passed to a URL API function",
  [CURLUE_NO_SCHEME] = "No scheme present",
  [CURLUE_NO_USER] = "No user present",
  [CURLUE_NO_PASSWORD] = "No password present",
  [CURLUE_NO_OPTIONS] = "No options present",
  [CURLUE_NO_HOST] = "No host present",
  [CURLUE_NO_PORT] = "No port number present",
  [CURLUE_NO_QUERY] = "No query present",
  [CURLUE_NO_FRAGMENT] = "No fragment present",
  [CURLUE_NO_ZONEID] = "No zoneid present",
  [CURLUE_BAD_FILE_URL] = "Bad file:// URL",
  [CURLUE_BAD_FRAGMENT] = "Bad fragment",
  [CURLUE_BAD_HOSTNAME] = "Bad hostname",
  [CURLUE_BAD_IPV6] = "Bad IPv6 address",
  [CURLUE_BAD_LOGIN] = "Bad login",
  [CURLUE_BAD_PASSWORD] = "Bad password",
  [CURLUE_BAD_PATH] = "Bad path",
  [CURLUE_BAD_QUERY] = "Bad query",
  [CURLUE_BAD_SCHEME] = "Bad scheme",
  [CURLUE_BAD_SLASHES] = "Unsupported number of slashes following scheme",
  [CURLUE_BAD_USER] = "Bad user",
  [CURLUE_LACKS_IDN] = "libcurl lacks IDN support",
  [CURLUE_TOO_LARGE] = "A value or data field is larger than allowed",
  [CURLUE_BACKSLASH] = "Found a backslash where a forward slash was expected",
};

const char *curl_url_strerror(CURLUcode error)
{
  return (unsigned)error < CURLUE_LAST ? texts[error] : "CURLUcode unknown";
}
