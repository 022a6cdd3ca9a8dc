/* Fetch a URL through a proxy that is asked for HTTP/2: its body to stdout, and to stderr "proxy's status, status, HTTP
 * version, new connections". With a number, so many bytes are sent by PUT. The URL is asked for twice. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t give(char *to, size_t size, size_t count, void *clientp)
{
  curl_off_t *left = clientp;
  size_t len = *left < (curl_off_t)(size * count) ? (size_t)*left : size * count;
  memset(to, 'x', len);
  *left -= (curl_off_t)len;
  return len;
}

static CURLcode fetch(CURL *easy, const char *bytes)
{
  long connect = 0, status = 0, version = 0, connects = 0;
  curl_off_t left = bytes ? atoll(bytes) : 0;
  curl_easy_setopt(easy, CURLOPT_READDATA, &left);
  curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, left);
  CURLcode code = curl_easy_perform(easy);
  curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &connect);
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
  curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &connects);
  fprintf(stderr, "%ld %ld %ld %ld\n", connect, status, version, connects);
  return code;
}

int main(int argc, char **argv)
{
  char text[CURL_ERROR_SIZE] = "";
  if(argc < 5) return 2;
  CURL *easy = curl_easy_init();
  curl_easy_setopt(easy, CURLOPT_PROXY, argv[1]);
  curl_easy_setopt(easy, CURLOPT_PROXYTYPE, CURLPROXY_HTTPS2);
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
  curl_easy_setopt(easy, CURLOPT_CAINFO, argv[2]);
  curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, argv[2]);
  curl_easy_setopt(easy, CURLOPT_PROXYAUTH, CURLAUTH_ANY);
  if(*argv[3]) curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, argv[3]);
  curl_easy_setopt(easy, CURLOPT_URL, argv[4]);
  curl_easy_setopt(easy, CURLOPT_UPLOAD, argc > 5 ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, text);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT, 60L);
  CURLcode code = fetch(easy, argc > 5 ? argv[5] : NULL);
  if(!code) code = fetch(easy, argc > 5 ? argv[5] : NULL);
  if(code) fprintf(stderr, "%d %s\n", (int)code, text);
  curl_easy_cleanup(easy);
  return (int)code;
}
