/* What the tests of shared connections have in common: one share, one peer, one gate. */
#ifndef API_SHARING_H
#define API_SHARING_H
#include "check.h"
#include "gate.h"

#define HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static const struct step twice_on_one[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END },
};
static const struct step once_on_two[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END },
  { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END },
};
static const struct step once[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END } };

static CURLSH *share;
static struct peer peer;
static struct gate gate;
static const char *url;

static inline int set_up(void **state)
{
  gate_init(&gate);
  share = curl_share_init();
  return !share || curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
}

/* Each test has ended its share. */
static inline int tear_down(void **state) { return share != NULL; }

static inline void serve(const struct step (*script)[PEER_STEPS_MAX])
{
  url = gate_url("127.0.0.1", peer_listen(&peer, script, "127.0.0.1"));
  peer_start(&peer);
}

static inline void end_share(void)
{
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
  share = NULL;
}

static inline void end_all(void)
{
  end_share();
  assert_int_equal(gate.closes, gate.opens);
  assert_false(gate.misused);
  assert_string_equal(peer_end(&peer), "");
}

static inline CURL *sharing_handle(void)
{
  CURL *easy = gate_handle(&gate, url, NULL);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SHARE, share), CURLE_OK);
  return easy;
}

static inline long connects(CURL *easy)
{
  long count = -1;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &count), CURLE_OK);
  return count;
}

static inline void expect_get(CURL *easy, long new_connections)
{
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(connects(easy), new_connections);
}

/* Run `easy` in `multi` to its end. */
static inline CURLcode run_in(CURLM *multi, CURL *easy)
{
  CURLcode code = CURLE_OPERATION_TIMEDOUT;
  int running = 1, left;
  CURLMsg *m;
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  for(long long until = now_ms() + 10000; running && now_ms() < until;) {
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    if(running) curl_multi_poll(multi, NULL, 0, 100, NULL);
  }
  while((m = curl_multi_info_read(multi, &left)) != NULL)
    if(m->easy_handle == easy) code = m->data.result;
  curl_multi_remove_handle(multi, easy);
  return code;
}

#define SHARE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
