#include "codec/content/coding.h"
#include "codec/http2/http2.h"
#include "codec/url/url.h"
#include "os/thread.h"
#include "proto/proto.h"
#include "store/psl.h"
#include "tls/tls.h"
#include <curl/curl.h>

#define SLUICE_VERSION "0.1.0"

#define PROTOCOLS_MAX 40 /* there are not so many */
static const char *protocol_names[PROTOCOLS_MAX + 1];

static const struct {
  const char *name;
  int bit; /* CURL_VERSION_*; 0: only the name tells it */
} features[] = {
  { "alt-svc", CURL_VERSION_ALTSVC },
  { "AsynchDNS", CURL_VERSION_ASYNCHDNS },
  { "brotli", CURL_VERSION_BROTLI },
  { "GSS-API", CURL_VERSION_GSSAPI },
  { "HSTS", CURL_VERSION_HSTS },
  { "HTTP2", CURL_VERSION_HTTP2 },
  { "HTTPS-proxy", CURL_VERSION_HTTPS_PROXY },
  { "HTTPSIG", 0 },
  { "HTTPSRR", 0 },
  { "IDN", CURL_VERSION_IDN },
  { "IPv6", CURL_VERSION_IPV6 },
  { "Kerberos", CURL_VERSION_KERBEROS5 },
  { "Largefile", CURL_VERSION_LARGEFILE },
  { "libz", CURL_VERSION_LIBZ },
  { "NTLM", CURL_VERSION_NTLM },
  { "PSL", CURL_VERSION_PSL },
  { "SPNEGO", CURL_VERSION_SPNEGO },
  { "SSL", CURL_VERSION_SSL },
  { "SSLS-EXPORT", 0 },
  { "threadsafe", CURL_VERSION_THREADSAFE },
  { "UnixSockets", CURL_VERSION_UNIX_SOCKETS },
  { "zstd", CURL_VERSION_ZSTD },
};
#define FEATURES (sizeof features / sizeof *features)
static const char *feature_names[FEATURES + 1];

static curl_version_info_data info = {
  .age = CURLVERSION_NOW,
  .version = LIBCURL_VERSION,
  .version_num = LIBCURL_VERSION_NUM,
  .host = "linux",
  .protocols = protocol_names,
  .feature_names = feature_names,
};

/* Of the libraries in use, which may be others than at build time. */
static struct content_versions content;
static char words[200];

static void name_features(void)
{
  for(size_t i = 0; i < FEATURES; i++) {
    feature_names[i] = features[i].name;
    info.features |= features[i].bit;
  }
}

static void name_protocols(void)
{
  for(size_t i = 0; i < PROTOCOLS_MAX && proto_table[i]; i++) protocol_names[i] = proto_table[i]->scheme;
}

static void ask_libraries(void)
{
  name_features();
  name_protocols();
  content = content_versions();
  info.libz_version = content.zlib;
  info.brotli_version = content.brotli;
  info.brotli_ver_num = content.brotli_number;
  info.zstd_version = content.zstd;
  info.zstd_ver_num = content.zstd_number;
  info.nghttp2_version = http2_library_version(&info.nghttp2_ver_num);
  info.libidn = url_idn_version();
  info.ssl_version = tls_engine.version();
  info.capath = tls_engine.ca_path();
  snprintf(words, sizeof words, "libcurl/%s %s zlib/%s brotli/%s zstd/%s libidn2/%s libpsl/%s nghttp2/%s sluice/%s",
           LIBCURL_VERSION, info.ssl_version, content.zlib, content.brotli, content.zstd, info.libidn,
           public_suffix_library(), info.nghttp2_version, SLUICE_VERSION);
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
