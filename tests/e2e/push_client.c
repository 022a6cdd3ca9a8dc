/* Ask for a URL over HTTP/2 and take what is pushed with it: a line for each that ends, "path code bytes". */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t count_bytes(char *data, size_t size, size_t count, void *clientp)
{
  *(size_t *)clientp += size * count;
  return size * count;
}

static size_t *prepare(CURL *easy)
{
  size_t *bytes = calloc(1, sizeof *bytes);
  if(!bytes) abort();
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, count_bytes);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, bytes);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, bytes);
  return bytes;
}

static int on_push(CURL *parent, CURL *easy, size_t count, struct curl_pushheaders *headers, void *clientp)
{
  const char *path = curl_pushheader_byname(headers, ":path");
  if(!path || strcmp(path, clientp)) return CURL_PUSH_DENY;
  prepare(easy);
  return CURL_PUSH_OK;
}

static void tell(CURLM *multi, CURLMsg *m)
{
  size_t *bytes = NULL;
  const char *url = NULL, *path;
  CURL *easy = m->easy_handle;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&bytes);
  curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &url);
  path = strrchr(url, '/');
  printf("%s %d %zu\n", path ? path : url, (int)m->data.result, *bytes);
  curl_multi_remove_handle(multi, easy);
  curl_easy_cleanup(easy);
  free(bytes);
}

int main(int argc, char **argv)
{
  if(argc < 3) return 2;
  CURLM *multi = curl_multi_init();
  CURL *easy = curl_easy_init();
  int running = 1;
  prepare(easy);
  curl_multi_setopt(multi, CURLMOPT_PUSHFUNCTION, on_push);
  curl_multi_setopt(multi, CURLMOPT_PUSHDATA, argv[2]);
  curl_easy_setopt(easy, CURLOPT_URL, argv[1]);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE);
  curl_multi_add_handle(multi, easy);
  while(running) {
    int left;
    if(curl_multi_perform(multi, &running)) return 1;
    for(CURLMsg *m; (m = curl_multi_info_read(multi, &left)) != NULL;) tell(multi, m);
    if(running && curl_multi_poll(multi, NULL, 0, 1000, NULL)) return 1;
  }
  curl_multi_cleanup(multi);
  return 0;
}
