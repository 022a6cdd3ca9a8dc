/* The headers compile as C++98 (-std=c++98 -pedantic), in any order, and declare C functions. Compiled only. */
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

extern "C" {
/* A redeclaration with C linkage agrees with the header's. */
CURL *curl_easy_init(void);

static size_t count_bytes(char *, size_t size, size_t nitems, void *total)
{
  *static_cast<size_t *>(total) += size * nitems;
  return size * nitems;
}
}

namespace
{

/* Names of functions are not macros in C++: a class may have them as members. */
class transfer
{
public:
  transfer() : curl(curl_easy_init()), total(0) {}
  ~transfer() { curl_easy_cleanup(curl); }

  template <typename T> CURLcode curl_easy_setopt(CURLoption option, T value)
  {
    return ::curl_easy_setopt(curl, option, value);
  }

  CURLcode perform()
  {
    const curl_write_callback writer = count_bytes;
    CURLcode result = curl_easy_setopt(CURLOPT_WRITEFUNCTION, writer);
    if(result == CURLE_OK) result = curl_easy_setopt(CURLOPT_WRITEDATA, &total);
    if(result == CURLE_OK) result = curl_easy_perform(curl);
    return result;
  }

private:
  transfer(const transfer &);
  transfer &operator=(const transfer &);

  CURL *curl;
  size_t total;
};

} // namespace

CURLcode fetch(const char *url);

CURLcode fetch(const char *url)
{
  transfer t;
  const CURLcode result = t.curl_easy_setopt(CURLOPT_URL, url);
  if(result != CURLE_OK) return result;
  CURL_IGNORE_DEPRECATION((void)t.curl_easy_setopt(CURLOPT_PUT, 0L);)
  return t.perform();
}
