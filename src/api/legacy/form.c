/* Forms before MIME: not built, see unbuilt.c. */
#include <curl/curl.h>

CURLFORMcode curl_formadd(struct curl_httppost **first, struct curl_httppost **last, ...)
{
  return CURL_FORMADD_DISABLED;
}

int curl_formget(struct curl_httppost *form, void *arg, curl_formget_callback append) { return CURLE_NOT_BUILT_IN; }

void curl_formfree(struct curl_httppost *form) {}
