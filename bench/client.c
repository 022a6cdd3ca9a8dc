/* The measured client: public libcurl API only, linked without a path, so that LD_LIBRARY_PATH decides which library it
 * is that is measured.
 *
 *   client sequential URL TOTAL      one handle, one connection, one request after the other
 *   client fresh URL TOTAL           a new handle, and so a new connection, for each request
 *   client parallel URL TOTAL N      N transfers under way at all times, by curl_multi_perform and curl_multi_poll
 *   client event_loop URL TOTAL N    the same, by curl_multi_socket_action and epoll
 *   client limited URL TOTAL N       the same as parallel, with 6 connections at most
 *   client churn URL TOTAL N         a handle is added and removed again before it begins, beside N others
 *   client files URL TOTAL           sequential, from URL followed by 0, 1, ... 999, and again
 *   client body URL TOTAL            one large body, TOTAL bytes
 *   client decoded URL TOTAL         the same, asked for with gzip and decoded; TOTAL bytes come out
 *   client cookies URL TOTAL N       sequential, with four cookies for the URL's host 127.0.0.1 and N for as many others
 *   client redirects URL TOTAL       sequential, each request led on nine times: TOTAL tens of requests
 *   client idle URL N                bytes of heap for each of N handles that do nothing yet
 *   client version
 */
#include "client.h"
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define FILES 1000

size_t received;

static size_t take(char *data, size_t size, size_t count, void *clientp)
{
  received += size * count;
  return size * count;
}

void demand(int holds, const char *what)
{
  if(holds) return;
  fprintf(stderr, "client: %s\n", what);
  exit(1);
}

CURL *new_handle(const char *url)
{
  const char *ca = getenv("BENCH_CA"), *version = getenv("BENCH_HTTP");
  CURL *easy = curl_easy_init();
  demand(easy != NULL, "no handle");
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
  if(ca) curl_easy_setopt(easy, CURLOPT_CAINFO, ca);
  if(version) demand(!curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, strtol(version, NULL, 10)), "no such version");
  return easy;
}

static void perform(CURL *easy)
{
  CURLcode code = curl_easy_perform(easy);
  demand(!code, curl_easy_strerror(code));
}

/* Each of the `total` transfers takes as many requests. */
static void one_by_one(CURL *easy, long total, long requests)
{
  struct meter m;
  for(long i = 0; i < WARM_UP; i++) perform(easy);
  received = 0;
  meter_start(&m);
  for(long i = 0; i < total; i++) perform(easy);
  meter_report(&m, (double)total * (double)requests);
  demand(received == (size_t)total * 100, "other bytes than expected");
}

static void sequential(const char *url, long total)
{
  CURL *easy = new_handle(url);
  one_by_one(easy, total, 1);
  curl_easy_cleanup(easy);
}

static void perform_file(CURL *easy, const char *url, long number)
{
  char one[256];
  snprintf(one, sizeof one, "%s%ld", url, number % FILES);
  demand(!curl_easy_setopt(easy, CURLOPT_URL, one), "no URL");
  perform(easy);
}

static void files(const char *url, long total)
{
  CURL *easy = new_handle(url);
  struct meter m;
  long count = 0;
  for(long i = 0; i < FILES; i++) perform_file(easy, url, i);
  received = 0;
  meter_start(&m);
  for(long i = 0; i < total; i++) perform_file(easy, url, i);
  meter_report(&m, (double)total);
  demand(received == (size_t)total * 100, "other bytes than expected");
  demand(!curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &count) && count == 1, "more than the data's connection");
  curl_easy_cleanup(easy);
}

static void add_cookie(CURL *easy, const char *domain, const char *has_subdomains, const char *name)
{
  char line[200];
  snprintf(line, sizeof line, "%s\t%s\t/\tFALSE\t4102444800\t%s\tvalue", domain, has_subdomains, name);
  demand(!curl_easy_setopt(easy, CURLOPT_COOKIELIST, line), "no cookie");
}

static long count_cookies(CURL *easy)
{
  struct curl_slist *list = NULL;
  long count = 0;
  demand(!curl_easy_getinfo(easy, CURLINFO_COOKIELIST, &list), "no list of cookies");
  for(const struct curl_slist *item = list; item; item = item->next) count++;
  curl_slist_free_all(list);
  return count;
}

static void cookies(const char *url, long total, long n)
{
  static const char *const own[] = { "session", "theme", "language", "visit" };
  CURL *easy = new_handle(url);
  char domain[100];
  for(long i = 0; i < 4; i++) add_cookie(easy, "127.0.0.1", "FALSE", own[i]);
  for(long i = 0; i < n; i++) {
    snprintf(domain, sizeof domain, ".site%ld.example", i);
    add_cookie(easy, domain, "TRUE", "session");
  }
  one_by_one(easy, total, 1);
  demand(count_cookies(easy) == n + 4, "other cookies than expected");
  curl_easy_cleanup(easy);
}

static void redirects(const char *url, long total)
{
  CURL *easy = new_handle(url);
  long count = 0;
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
  one_by_one(easy, total, 10);
  demand(!curl_easy_getinfo(easy, CURLINFO_REDIRECT_COUNT, &count) && count == 9, "other redirects than expected");
  demand(!curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &count) && !count, "another connection");
  curl_easy_cleanup(easy);
}

static void fresh(const char *url, long total)
{
  struct meter m;
  meter_start(&m);
  for(long i = 0; i < total; i++) {
    CURL *easy = new_handle(url);
    perform(easy);
    curl_easy_cleanup(easy);
  }
  meter_report(&m, (double)total);
  demand(received == (size_t)total * 100, "other bytes than expected");
}

long recycle(CURLM *multi, long *to_start)
{
  CURLMsg *msg;
  int left;
  long done = 0;
  while((msg = curl_multi_info_read(multi, &left)) != NULL) {
    CURL *easy = msg->easy_handle;
    demand(!msg->data.result, curl_easy_strerror(msg->data.result));
    done++;
    curl_multi_remove_handle(multi, easy);
    if(*to_start <= 0) continue;
    --*to_start;
    demand(!curl_multi_add_handle(multi, easy), "no adding");
  }
  return done;
}

void keep_busy(CURLM *multi, const char *url, long total, long n, run_fn *run, void *loop)
{
  CURL **easy = calloc((size_t)n, sizeof *easy);
  long warm_up = 2 * n, to_start = warm_up + total, done = 0, measured_from = -1;
  struct meter m = { 0 };
  demand(easy && multi, "no memory");
  for(long i = 0; i < n; i++, to_start--) {
    easy[i] = new_handle(url);
    demand(!curl_multi_add_handle(multi, easy[i]), "no adding");
  }
  while(done < warm_up + total) {
    run(multi, loop);
    done += recycle(multi, &to_start);
    if(measured_from < 0 && done >= warm_up) {
      measured_from = done;
      meter_start(&m);
    }
  }
  meter_report(&m, (double)(done - measured_from));
  demand(received == (size_t)done * 100, "other bytes than expected");
  for(long i = 0; i < n; i++) curl_easy_cleanup(easy[i]);
  curl_multi_cleanup(multi);
  free(easy);
}

/* With nothing to wait for, curl_multi_poll is told not to: what was put back in begins at the next perform. */
static void poll_and_perform(CURLM *multi, void *loop)
{
  int running;
  demand(!curl_multi_perform(multi, &running), "perform");
  if(running) demand(!curl_multi_poll(multi, NULL, 0, 1000, NULL), "poll");
}

static void parallel(const char *url, long total, long n)
{
  keep_busy(curl_multi_init(), url, total, n, poll_and_perform, NULL);
}

static void limited(const char *url, long total, long n)
{
  CURLM *multi = curl_multi_init();
  demand(!curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, 6L), "no limit");
  keep_busy(multi, url, total, n, poll_and_perform, NULL);
}

static void churn(const char *url, long total, long n)
{
  CURLM *multi = curl_multi_init();
  CURL **easy = calloc((size_t)n, sizeof *easy), *one = new_handle(url);
  struct meter m;
  demand(easy && multi, "no memory");
  for(long i = 0; i < n; i++) demand(!curl_multi_add_handle(multi, easy[i] = new_handle(url)), "no adding");
  meter_start(&m);
  for(long i = 0; i < total; i++) {
    demand(!curl_multi_add_handle(multi, one), "no adding");
    demand(!curl_multi_remove_handle(multi, one), "no removing");
  }
  meter_report(&m, (double)total);
  for(long i = 0; i < n; i++) {
    curl_multi_remove_handle(multi, easy[i]);
    curl_easy_cleanup(easy[i]);
  }
  curl_easy_cleanup(one);
  curl_multi_cleanup(multi);
  free(easy);
}

static void body(const char *url, size_t total, const char *codings)
{
  CURL *easy = new_handle(url);
  struct meter m;
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, codings);
  meter_start(&m);
  perform(easy);
  meter_report(&m, (double)received);
  demand(received == total, "other bytes than expected");
  curl_easy_cleanup(easy);
}

static size_t heap_in_use(void)
{
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

static void idle(const char *url, long n)
{
  CURL **easy = calloc((size_t)(n + WARM_UP), sizeof *easy);
  size_t before;
  demand(easy != NULL, "no memory");
  for(long i = 0; i < WARM_UP; i++) easy[i] = new_handle(url);
  before = heap_in_use();
  for(long i = WARM_UP; i < n + WARM_UP; i++) easy[i] = new_handle(url);
  printf("{\"bytes\": %.1f}\n", (double)(heap_in_use() - before) / (double)n);
  for(long i = 0; i < n + WARM_UP; i++) curl_easy_cleanup(easy[i]);
  free(easy);
}

int main(int argc, char **argv)
{
  const char *mode = argc > 1 ? argv[1] : "", *url = argc > 2 ? argv[2] : "";
  long number = argc > 3 ? atol(argv[3]) : 0, n = argc > 4 ? atol(argv[4]) : 0;
  demand(!curl_global_init(CURL_GLOBAL_ALL), "no start");
  if(!strcmp(mode, "sequential"))
    sequential(url, number);
  else if(!strcmp(mode, "files"))
    files(url, number);
  else if(!strcmp(mode, "fresh"))
    fresh(url, number);
  else if(!strcmp(mode, "parallel"))
    parallel(url, number, n);
  else if(!strcmp(mode, "event_loop"))
    event_loop(url, number, n);
  else if(!strcmp(mode, "limited"))
    limited(url, number, n);
  else if(!strcmp(mode, "churn"))
    churn(url, number, n);
  else if(!strcmp(mode, "body"))
    body(url, (size_t)number, NULL);
  else if(!strcmp(mode, "decoded"))
    body(url, (size_t)number, "gzip");
  else if(!strcmp(mode, "cookies"))
    cookies(url, number, n);
  else if(!strcmp(mode, "redirects"))
    redirects(url, number);
  else if(!strcmp(mode, "idle"))
    idle(url, number);
  else if(!strcmp(mode, "version"))
    puts(curl_version());
  else
    demand(0, "which mode?");
  curl_global_cleanup();
  return 0;
}
