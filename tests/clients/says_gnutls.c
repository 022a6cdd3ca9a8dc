/* pycurl chooses the TLS library that it was compiled with, and does not load where that cannot be. Preloaded, this lets
 * it; all other calls go to the library, and no test uses TLS. */
#include <curl/curl.h>

CURL_EXTERN CURLsslset curl_global_sslset(curl_sslbackend id, const char *name, const curl_ssl_backend ***available)
{
  return CURLSSLSET_OK;
}
