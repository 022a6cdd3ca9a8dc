#include "api/version.h"
#include "base/str.h"
#include "codec/url/url.h"
#include "os/thread.h"
#include "store/psl.h"
#include <curl/curl.h>

#define SLUICE_VERSION "0.1.0"

static const struct {
  const char *name;
  long bit;
} protocols[] = {
  { "http", CURLPROTO_HTTP },
};
#define PROTOCOLS (sizeof protocols / sizeof *protocols)

/* The same as programs see it: in the order of the alphabet. */
static const char *const protocol_names[PROTOCOLS + 1] = { "http", NULL };
static const char *const feature_names[] = { "AsynchDNS", "IDN",        "IPv6",        "Largefile",
                                             "PSL",       "threadsafe", "UnixSockets", NULL };

static curl_version_info_data info = {
  .age = CURLVERSION_NOW,
  .version = LIBCURL_VERSION,
  .version_num = LIBCURL_VERSION_NUM,
  .host = "linux",
  .features = CURL_VERSION_ASYNCHDNS | CURL_VERSION_IDN | CURL_VERSION_IPV6 | CURL_VERSION_LARGEFILE |
              CURL_VERSION_PSL | CURL_VERSION_THREADSAFE | CURL_VERSION_UNIX_SOCKETS,
  .protocols = protocol_names,
  .feature_names = feature_names,
};

const char *version_protocol(size_t index, long *bit)
{
  *bit = index < PROTOCOLS ? protocols[index].bit : 0;
  return index < PROTOCOLS ? protocols[index].name : NULL;
}

bool version_has_protocol(struct span scheme)
{
  for(size_t i = 0; i < PROTOCOLS; i++) {
    if(span_is(scheme, protocols[i].name)) return true;
  }
  return false;
}

/* Of the libraries in use, which may be others than at build time. */
static char words[200];

static void ask_libraries(void)
{
  info.libidn = url_idn_version();
  snprintf(words, sizeof words, "libcurl/%s libidn2/%s libpsl/%s sluice/%s", LIBCURL_VERSION, info.libidn,
           public_suffix_library(), SLUICE_VERSION);
}

static void ask_once(void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, ask_libraries);
}

curl_version_info_data *curl_version_info(CURLversion age)
{
  ask_once();
  return &info;
}

char *curl_version(void)
{
  ask_once();
  return words;
}
