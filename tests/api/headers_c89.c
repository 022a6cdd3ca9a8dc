/* The headers compile as C89 (-std=c89 -pedantic), in any order, and their macros do what they are for. Not run. */
/* clang-format off */
#include <sluice/sluice.h>
#include <curl/websockets.h>
#include <curl/header.h>
#include <curl/options.h>
#include <curl/urlapi.h>
#include <curl/multi.h>
#include <curl/easy.h>
#include <curl/mprintf.h>
#include <curl/system.h>
#include <curl/stdcheaders.h>
#include <curl/curlver.h>
#include <curl/curl.h>
#include <curl/curl.h>
/* clang-format on */

#if !CURL_AT_LEAST_VERSION(8, 22, 0) || CURL_AT_LEAST_VERSION(8, 22, 1) || LIBCURL_VERSION_NUM != 0x081600
#error "not level 8.22.0"
#endif

/* Names that programs test with #ifdef. */
#if !defined(CURLOPT_FILE) || !defined(CURLOPT_INFILE) || !defined(CURLOPT_WRITEHEADER) || !defined(CURLOPT_ENCODING)
#error "an option's former name is missing"
#endif
#if !defined(CURLE_OBSOLETE) || !defined(CURLE_ALREADY_COMPLETE) || !defined(CURLINFO_HTTP_CODE)
#error "a code's former name is missing"
#endif
#if !defined(curl_socket_typedef) || !defined(CURL_DID_MEMORY_FUNC_TYPEDEFS) || !defined(CURL_SOCKET_BAD)
#error "a guard is missing"
#endif
#if !defined(curl_easy_setopt) || !defined(curl_easy_getinfo) || !defined(curl_multi_setopt) || \
    !defined(curl_share_setopt)
#error "the number of arguments goes unchecked"
#endif

CURLcode set_and_get(CURL *curl, CURLM *multi, CURLSH *share);
CURLcode use_what_is_deprecated(CURL *curl, struct curl_httppost **form);
const char *print_an_offset(curl_off_t offset);

static size_t write_nothing(char *buffer, size_t size, size_t nitems, void *outstream)
{
  (void)buffer;
  (void)size;
  (void)outstream;
  return nitems;
}

/* The address of a function is not the macro of its name. */
static CURLcode (*const setopt)(CURL *, CURLoption, ...) = curl_easy_setopt;

CURLcode set_and_get(CURL *curl, CURLM *multi, CURLSH *share)
{
  CURLcode result = setopt(curl, CURLOPT_URL, "http://example.com/");
  const curl_write_callback writer = write_nothing;
  struct curl_blob blob;
  long code;
  blob.data = NULL;
  blob.len = 0;
  blob.flags = CURL_BLOB_NOCOPY;
  if(!result) result = curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, writer);
  if(!result) result = curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &blob);
  if(!result) result = curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_ANYSAFE);
  if(!result) result = curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
  if(curl_multi_setopt(multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX) != CURLM_OK) result = CURLE_FAILED_INIT;
  if(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS) != CURLSHE_OK) result = CURLE_FAILED_INIT;
  return result;
}

/* Silent even where deprecation is an error. */
CURLcode use_what_is_deprecated(CURL *curl, struct curl_httppost **form)
{
  CURLcode result;
  struct curl_httppost *last = NULL;
  CURLFORMcode added;
  CURL_IGNORE_DEPRECATION(added = curl_formadd(form, &last, CURLFORM_COPYNAME, "name", CURLFORM_END);)
  if(added) return CURLE_OUT_OF_MEMORY;
  CURL_IGNORE_DEPRECATION(result = curl_easy_setopt(curl, CURLOPT_HTTPPOST, *form);)
  return result;
}

const char *print_an_offset(curl_off_t offset)
{
  static char text[32];
  (void)curl_msnprintf(text, sizeof(text), "%" CURL_FORMAT_CURL_OFF_T, offset);
  return text;
}
