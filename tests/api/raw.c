#define CURL_DISABLE_DEPRECATION
#include "raw.h"
#include <string.h>

struct peer raw_peer;
CURLM *raw_multi;
struct text raw_body;

static size_t collect(char *data, size_t size, size_t count, void *clientp)
{
  text_add(&raw_body, data, size * count);
  return size * count;
}

CURL *raw_handle(bool connect_only)
{
  CURL *easy = curl_easy_init();
  peer_install(&raw_peer, easy);
  curl_easy_setopt(easy, CURLOPT_URL, URL);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 10000L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, collect);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, (long)connect_only), CURLE_OK);
  return easy;
}

CURL *raw_connected(const struct step (*script)[PEER_STEPS_MAX])
{
  peer_init(&raw_peer, script);
  CURL *easy = raw_handle(true);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  return easy;
}

void raw_finish(CURL *easy)
{
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&raw_peer), "");
  assert_int_equal(peer_open_count(&raw_peer), 0);
  text_free(&raw_body);
}

CURLcode raw_run_in_multi(const CURL *easy)
{
  for(long long until = now_ms() + 10000; now_ms() < until;) {
    assert_int_equal(curl_multi_perform(raw_multi, NULL), CURLM_OK);
    for(const CURLMsg *m; (m = curl_multi_info_read(raw_multi, &(int){ 0 })) != NULL;)
      if(m->easy_handle == easy) return m->data.result;
    if(!peer_turn(&raw_peer)) curl_multi_poll(raw_multi, NULL, 0, 1, NULL);
  }
  return CURLE_OPERATION_TIMEDOUT;
}

void raw_let_peer_work(void)
{
  while(peer_turn(&raw_peer)) continue;
}

void raw_assert_sends(CURL *easy, const char *text)
{
  size_t sent = 0;
  assert_int_equal(curl_easy_send(easy, text, strlen(text), &sent), CURLE_OK);
  assert_int_equal(sent, strlen(text));
}

void raw_assert_receives(CURL *easy, const char *text)
{
  char got[64];
  size_t len = 0;
  assert_int_equal(curl_easy_recv(easy, got, sizeof got, &len), CURLE_OK);
  assert_int_equal(len, strlen(text));
  assert_memory_equal(got, text, len);
}

void raw_assert_refuses(CURL *easy, CURLcode code)
{
  char got[4];
  size_t len = 7;
  assert_int_equal(curl_easy_send(easy, "x", 1, &len), code);
  assert_int_equal(len, 0);
  len = 7;
  assert_int_equal(curl_easy_recv(easy, got, sizeof got, &len), code);
  assert_int_equal(len, 0);
}

curl_socket_t raw_socket(CURL *easy)
{
  curl_socket_t fd = -2;
  long last = -2;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd), CURLE_OK);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_LASTSOCKET, &last), CURLE_OK);
  assert_int_equal(fd, last);
  return fd;
}
