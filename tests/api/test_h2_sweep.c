/* HTTP/2 without memory: see sweep.h. */
#include "h2_server.h"
#include "sweep.h"
#include <string.h>

static const struct h2_page pages[] = {
  { .path = "/", .interim = "link: </a>\n", .fields = "x-one: 1\n", .body = "hello", .trailer = "x-sum: 1\n" },
  { .path = "/go", .status = 302, .fields = "location: /\n", .body = "waste" },
  { .path = "/echo", .is_echo = true },
  { .path = "/push", .body = "hello", .push = "/" },
  { 0 },
};
/* Where there is no memory to keep a connection there is a further one. */
static const struct h2_setup four[4] = { { 0 }, { 0 }, { 0 }, { 0 } };
static const struct h2_setup switches[4] = {
  { .h1 = { "HTTP/1.1 101 Switch\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n" } },
  { .h1 = { "HTTP/1.1 101 Switch\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n" } },
};

static struct h2_peer peer;

static size_t collect(char *data, size_t size, size_t n, void *clientp)
{
  text_add(clientp, data, size * n);
  return size * n;
}

#define SET(easy, option, value)                               \
  do {                                                         \
    CURLcode set_code = curl_easy_setopt(easy, option, value); \
    if(set_code) return set_code;                              \
  } while(0)

static CURLcode prepare(CURL *easy, const char *url, struct text *body)
{
  h2_peer_install(&peer, easy);
  SET(easy, CURLOPT_URL, url);
  SET(easy, CURLOPT_NOPROXY, "*");
  SET(easy, CURLOPT_TIMEOUT_MS, 20000L);
  SET(easy, CURLOPT_WRITEFUNCTION, collect);
  SET(easy, CURLOPT_WRITEDATA, body);
  SET(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE);
  SET(easy, CURLOPT_FOLLOWLOCATION, 1L);
  SET(easy, CURLOPT_COOKIE, "a=b");
  return CURLE_OK;
}

static CURLcode get_hops(CURL *easy, struct work *w)
{
  CURLcode code = prepare(easy, "http://192.0.2.1/go", &w->body[0]);
  if(!code) code = curl_easy_perform(easy);
  if(!code) code = curl_easy_perform(easy);
  return code;
}

static CURLcode get_by_upgrade(CURL *easy, struct work *w)
{
  CURLcode code = prepare(easy, "http://192.0.2.1/", &w->body[0]);
  SET(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2_0);
  return code ? code : curl_easy_perform(easy);
}

static size_t give(char *to, size_t size, size_t n, void *clientp)
{
  static const char text[] = "hello world";
  size_t *at = clientp, left = strlen(text) - *at, len = left < 4 ? left : 4;
  memcpy(to, text + *at, len);
  *at += len;
  return len;
}

static CURLcode upload(CURL *easy, struct work *w)
{
  size_t at = 0;
  CURLcode code = prepare(easy, "http://192.0.2.1/echo", &w->body[0]);
  SET(easy, CURLOPT_UPLOAD, 1L);
  SET(easy, CURLOPT_READFUNCTION, give);
  SET(easy, CURLOPT_READDATA, &at);
  return code ? code : curl_easy_perform(easy);
}

static CURLcode run_easy(struct work *w, const struct h2_setup *setups, CURLcode (*scenario)(CURL *, struct work *))
{
  h2_peer_init(&peer, setups, 4, pages);
  h2_peer_start(&peer);
  CURL *easy = curl_easy_init();
  CURLcode code = easy ? scenario(easy, w) : CURLE_OUT_OF_MEMORY;
  curl_easy_cleanup(easy);
  const char *why = h2_peer_end(&peer);
  if(why[0]) fail_msg("%s", why);
  return code;
}

static CURLcode run_hops(struct work *w) { return run_easy(w, four, get_hops); }
static CURLcode run_upgrade(struct work *w) { return run_easy(w, switches, get_by_upgrade); }
static CURLcode run_upload(struct work *w) { return run_easy(w, four, upload); }

/* ---- two at once, and what is pushed to one ---- */

static int take_push(CURL *parent, CURL *easy, size_t count, struct curl_pushheaders *headers, void *clientp)
{
  struct work *w = clientp;
  return curl_easy_setopt(easy, CURLOPT_WRITEDATA, &w->body[1]) ? CURL_PUSH_DENY : CURL_PUSH_OK;
}

static CURLcode drive(CURLM *multi, CURL *const own[2])
{
  CURLcode worst = CURLE_OK;
  for(int running = 1, left; running;) {
    if(curl_multi_perform(multi, &running)) return CURLE_OUT_OF_MEMORY;
    for(CURLMsg *m; (m = curl_multi_info_read(multi, &left)) != NULL;) {
      CURL *easy = m->easy_handle;
      const bool is_own = easy == own[0] || easy == own[1];
      if(m->data.result && is_own) worst = m->data.result;
      if(is_own) continue;
      curl_multi_remove_handle(multi, easy);
      curl_easy_cleanup(easy);
    }
    if(running && curl_multi_poll(multi, NULL, 0, 100, NULL)) return CURLE_OUT_OF_MEMORY;
  }
  return worst;
}

static CURLcode add(CURLM *multi, CURL *easy, const char *url, struct text *body)
{
  if(!easy) return CURLE_OUT_OF_MEMORY;
  CURLcode code = prepare(easy, url, body);
  SET(easy, CURLOPT_PIPEWAIT, 1L);
  if(!code && curl_multi_add_handle(multi, easy)) code = CURLE_OUT_OF_MEMORY;
  return code;
}

static void drop_all(CURLM *multi)
{
  CURL **all = curl_multi_get_handles(multi);
  for(CURL **at = all; at && *at; at++) {
    curl_multi_remove_handle(multi, *at);
    curl_easy_cleanup(*at);
  }
  curl_free(all);
}

static CURLcode run_push(struct work *w)
{
  h2_peer_init(&peer, four, 4, pages);
  h2_peer_start(&peer);
  CURLM *multi = curl_multi_init();
  CURL *own[2] = { curl_easy_init(), curl_easy_init() };
  CURLcode code = multi ? CURLE_OK : CURLE_OUT_OF_MEMORY;
  if(multi) {
    curl_multi_setopt(multi, CURLMOPT_PUSHFUNCTION, take_push);
    curl_multi_setopt(multi, CURLMOPT_PUSHDATA, w);
  }
  if(!code) code = add(multi, own[0], "http://192.0.2.1/push", &w->body[0]);
  if(!code) code = add(multi, own[1], "http://192.0.2.1/", &w->body[1]);
  if(!code) code = drive(multi, own);
  for(int i = 0; i < 2; i++) {
    if(multi && own[i]) curl_multi_remove_handle(multi, own[i]);
    curl_easy_cleanup(own[i]);
  }
  if(multi) drop_all(multi);
  curl_multi_cleanup(multi);
  const char *why = h2_peer_end(&peer);
  if(why[0]) fail_msg("%s", why);
  return code;
}

static void hops_survive(void **state) { sweep(run_hops, "hellohello"); }
static void an_upload_survives(void **state) { sweep(run_upload, "hello world"); }
static void an_upgrade_survives(void **state) { sweep(run_upgrade, "hello"); }
static void a_push_survives(void **state) { sweep(run_push, "hello"); }

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(hops_survive),
    cmocka_unit_test(an_upload_survives),
    cmocka_unit_test(an_upgrade_survives),
    cmocka_unit_test(a_push_survives),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
