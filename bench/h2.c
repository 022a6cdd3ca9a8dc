/* The measured client of HTTP/2, by prior knowledge in clear, or over TLS without verifying: public libcurl API only, linked
 * without a path, so that LD_LIBRARY_PATH decides which library it is that is measured.
 *
 *   h2 sequential URL TOTAL      one handle, one stream after the other
 *   h2 streams URL TOTAL N       N streams under way at all times, on one connection
 *   h2 spread URL TOTAL N        the same, on 10 connections at most
 *   h2 body URL TOTAL            one large body, TOTAL bytes
 *   h2 upload URL TOTAL          the same upwards
 *   h2 held URL N                N streams that each hold a body of 100 bytes: what memory they take
 */
#include "report.h"
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#define SPREAD 10 /* connections */

static size_t received;

static void demand(int holds, const char *what)
{
  if(holds) return;
  fprintf(stderr, "h2: %s\n", what);
  exit(1);
}

static size_t take(char *data, size_t size, size_t count, void *clientp)
{
  received += size * count;
  return size * count;
}

static CURL *new_handle(const char *url)
{
  CURL *easy = curl_easy_init();
  long version = strncmp(url, "https", 5) ? CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE : CURL_HTTP_VERSION_2TLS;
  demand(easy != NULL, "no handle");
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
  demand(!curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, version), "no HTTP/2");
  return easy;
}

static void perform(CURL *easy)
{
  CURLcode code = curl_easy_perform(easy);
  demand(!code, curl_easy_strerror(code));
}

static void demand_http2(CURL *easy)
{
  long version = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
  demand(version == CURL_HTTP_VERSION_2_0, "another version");
}

static void sequential(const char *url, long total)
{
  struct meter m;
  CURL *easy = new_handle(url);
  for(int i = 0; i < 1000; i++) perform(easy);
  meter_start(&m);
  for(long i = 0; i < total; i++) perform(easy);
  meter_report(&m, (double)total);
  demand_http2(easy);
  curl_easy_cleanup(easy);
}

static void body(const char *url, size_t total)
{
  struct meter m;
  CURL *easy = new_handle(url);
  meter_start(&m);
  perform(easy);
  meter_report(&m, (double)received);
  demand(received == total, "other bytes than expected");
  demand_http2(easy);
  curl_easy_cleanup(easy);
}

static size_t give(char *to, size_t size, size_t count, void *clientp)
{
  size_t *left = clientp, len = size * count < *left ? size * count : *left;
  memset(to, 'u', len);
  *left -= len;
  return len;
}

static void upload(const char *url, size_t total)
{
  struct meter m;
  size_t left = total;
  CURL *easy = new_handle(url);
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)total);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
  curl_easy_setopt(easy, CURLOPT_READDATA, &left);
  meter_start(&m);
  perform(easy);
  meter_report(&m, (double)total);
  demand(!left, "not all was taken");
  demand_http2(easy);
  curl_easy_cleanup(easy);
}

/* Put each finished handle back in, as long as `*to_start` lasts. Returns how many have finished. */
static long recycle(CURLM *multi, long *to_start)
{
  int left;
  long done = 0;
  for(CURLMsg *m; (m = curl_multi_info_read(multi, &left)) != NULL; done++) {
    CURL *easy = m->easy_handle;
    demand(!m->data.result, curl_easy_strerror(m->data.result));
    curl_multi_remove_handle(multi, easy);
    if(*to_start <= 0) continue;
    --*to_start;
    demand(!curl_multi_add_handle(multi, easy), "no adding");
  }
  return done;
}

static void streams(const char *url, long total, long n, long connections)
{
  CURLM *multi = curl_multi_init();
  CURL **easy = calloc((size_t)n, sizeof *easy);
  long warm_up = 2 * n, to_start = warm_up + total - n, done = 0, measured_from = -1;
  struct meter m = { 0 };
  demand(easy && multi, "no memory");
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, connections);
  curl_multi_setopt(multi, CURLMOPT_MAX_CONCURRENT_STREAMS, n / connections);
  for(long i = 0; i < n; i++) demand(!curl_multi_add_handle(multi, easy[i] = new_handle(url)), "no adding");
  while(done < warm_up + total) {
    int running;
    demand(!curl_multi_perform(multi, &running), "perform");
    if(running) demand(!curl_multi_poll(multi, NULL, 0, 1000, NULL), "poll");
    done += recycle(multi, &to_start);
    if(measured_from >= 0 || done < warm_up) continue;
    measured_from = done;
    meter_start(&m);
  }
  meter_report(&m, (double)(done - measured_from));
  demand(received == (size_t)done * 100, "other bytes than expected");
  demand_http2(easy[0]);
  for(long i = 0; i < n; i++) curl_easy_cleanup(easy[i]);
  curl_multi_cleanup(multi);
  free(easy);
}

static size_t pause_at_once(char *data, size_t size, size_t count, void *clientp)
{
  ++*(long *)clientp;
  return CURL_WRITEFUNC_PAUSE;
}

static long resident_kb(void)
{
  char line[256];
  long kb = 0;
  FILE *f = fopen("/proc/self/status", "r");
  while(f && fgets(line, sizeof line, f))
    if(sscanf(line, "VmRSS: %ld", &kb) == 1) break;
  if(f) fclose(f);
  return kb;
}

static void held(const char *url, long n)
{
  CURLM *multi = curl_multi_init();
  CURL **easy = calloc((size_t)n, sizeof *easy);
  long paused = 0, before;
  demand(easy && multi, "no memory");
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)SPREAD);
  before = resident_kb();
  for(long i = 0; i < n; i++) {
    easy[i] = new_handle(url);
    curl_easy_setopt(easy[i], CURLOPT_WRITEFUNCTION, pause_at_once);
    curl_easy_setopt(easy[i], CURLOPT_WRITEDATA, &paused);
    demand(!curl_multi_add_handle(multi, easy[i]), "no adding");
  }
  while(paused < n) {
    int running;
    demand(!curl_multi_perform(multi, &running) && running, "perform");
    if(paused < n) demand(!curl_multi_poll(multi, NULL, 0, 1000, NULL), "poll");
  }
  printf("{\"kb\": %ld}\n", resident_kb() - before);
  for(long i = 0; i < n; i++) {
    curl_multi_remove_handle(multi, easy[i]);
    curl_easy_cleanup(easy[i]);
  }
  curl_multi_cleanup(multi);
  free(easy);
}

int main(int argc, char **argv)
{
  const char *mode = argc > 1 ? argv[1] : "", *url = argc > 2 ? argv[2] : "";
  long number = argc > 3 ? atol(argv[3]) : 0, n = argc > 4 ? atol(argv[4]) : 0;
  demand(!curl_global_init(CURL_GLOBAL_ALL), "no start");
  if(!strcmp(mode, "sequential"))
    sequential(url, number);
  else if(!strcmp(mode, "streams"))
    streams(url, number, n, 1);
  else if(!strcmp(mode, "spread"))
    streams(url, number, n, SPREAD);
  else if(!strcmp(mode, "body"))
    body(url, (size_t)number);
  else if(!strcmp(mode, "upload"))
    upload(url, (size_t)number);
  else if(!strcmp(mode, "held"))
    held(url, number);
  else
    demand(0, "which mode?");
  curl_global_cleanup();
  return 0;
}
