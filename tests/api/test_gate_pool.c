/* The gate, part four: the pool respects it. A connection is for transfers of the same gate only. */
#include "check.h"
#include "gate.h"
#include <string.h>

#define HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static const struct step three[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("GET / "), SEND(HELLO) },
  { EXPECT_HEAD("GET / "), SEND(HELLO) },
  { EXPECT_HEAD("GET / "), SEND(HELLO) },
};
static const struct step twice_on_one[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_HEAD("GET / "), SEND(HELLO) },
};

/* Run `easy` in `multi` to its end. */
static CURLcode run(CURLM *multi, CURL *easy)
{
  CURLcode code = CURLE_OPERATION_TIMEDOUT;
  int running = 1, left;
  CURLMsg *m;
  curl_multi_add_handle(multi, easy);
  for(long long until = now_ms() + 10000; running && now_ms() < until;) {
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    if(running) curl_multi_poll(multi, NULL, 0, 100, NULL);
  }
  while((m = curl_multi_info_read(multi, &left)) != NULL)
    if(m->easy_handle == easy) code = m->data.result;
  curl_multi_remove_handle(multi, easy);
  return code;
}

static void scenario_11_deny_all_never_reuses_a_connection_that_was_opened_without(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("GET / "), SEND(HELLO) } };
  struct gate deny;
  struct peer p;
  CURLM *multi = curl_multi_init();
  const char *url = gate_url("127.0.0.1", peer_listen(&p, script, "127.0.0.1"));
  CURL *plain = gate_handle(NULL, url, NULL), *denying;
  gate_init(&deny);
  deny.refuse = 1000;
  denying = gate_handle(&deny, url, NULL);
  peer_start(&p);
  assert_int_equal(run(multi, plain), CURLE_OK);
  assert_int_equal(run(multi, denying), CURLE_COULDNT_CONNECT);
  assert_true(deny.opens >= 1);
  curl_easy_cleanup(plain);
  curl_easy_cleanup(denying);
  curl_multi_cleanup(multi);
  assert_string_equal(peer_end(&p), "");
}

static void scenario_11_a_plain_handle_never_sends_over_a_supplied_socket(void **state)
{
  static const struct step once[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("GET / "), SEND(HELLO),
                                                                      EXPECT_END } };
  struct peer supplied, real;
  CURLM *multi = curl_multi_init();
  const char *url = gate_url("127.0.0.1", peer_listen(&real, once, "127.0.0.1"));
  CURL *plain = gate_handle(NULL, url, NULL), *supplying = gate_handle(NULL, url, NULL);
  peer_init(&supplied, once);
  peer_install(&supplied, supplying);
  peer_start(&supplied);
  peer_start(&real);
  assert_int_equal(run(multi, supplying), CURLE_OK);
  assert_int_equal(supplied.opens, 1);
  assert_int_equal(run(multi, plain), CURLE_OK);
  curl_easy_cleanup(plain);
  curl_easy_cleanup(supplying);
  curl_multi_cleanup(multi);
  assert_string_equal(peer_end(&real), "");
  assert_string_equal(peer_end(&supplied), "");
}

/* What must differ for a second connection. */
static void expect_second_connection(void (*change)(CURL *second, struct gate *other))
{
  struct gate g, other;
  struct peer p;
  CURLM *multi = curl_multi_init();
  const char *url = gate_url("127.0.0.1", peer_listen(&p, three, "127.0.0.1"));
  CURL *first = gate_handle(&g, url, NULL), *second = gate_handle(&g, url, NULL);
  gate_init(&g);
  gate_init(&other);
  change(second, &other);
  p.conns = 2;
  peer_start(&p);
  assert_int_equal(run(multi, first), CURLE_OK);
  assert_int_equal(run(multi, second), CURLE_OK);
  curl_easy_cleanup(first);
  curl_easy_cleanup(second);
  curl_multi_cleanup(multi);
  assert_string_equal(peer_end(&p), "");
}

static void other_open_data(CURL *second, struct gate *other)
{
  curl_easy_setopt(second, CURLOPT_OPENSOCKETDATA, other);
  curl_easy_setopt(second, CURLOPT_SOCKOPTFUNCTION, NULL);
}

static void other_sockopt_data(CURL *second, struct gate *other)
{
  curl_easy_setopt(second, CURLOPT_SOCKOPTDATA, other);
}

static void no_open_function(CURL *second, struct gate *other)
{
  curl_easy_setopt(second, CURLOPT_OPENSOCKETFUNCTION, NULL);
  curl_easy_setopt(second, CURLOPT_CLOSESOCKETFUNCTION, NULL);
}

static void no_sockopt_function(CURL *second, struct gate *other)
{
  curl_easy_setopt(second, CURLOPT_SOCKOPTFUNCTION, NULL);
}

static void scenario_11_another_gate_is_another_connection(void **state)
{
  expect_second_connection(other_open_data);
  expect_second_connection(other_sockopt_data);
  expect_second_connection(no_open_function);
  expect_second_connection(no_sockopt_function);
}

static void scenario_11_the_same_gate_shares_its_connection(void **state)
{
  struct gate g;
  struct peer p;
  CURLM *multi = curl_multi_init();
  const char *url = gate_url("127.0.0.1", peer_listen(&p, twice_on_one, "127.0.0.1"));
  CURL *first = gate_handle(&g, url, NULL), *second = gate_handle(&g, url, NULL);
  gate_init(&g);
  peer_start(&p);
  assert_int_equal(run(multi, first), CURLE_OK);
  assert_int_equal(run(multi, second), CURLE_OK);
  assert_int_equal(g.opens, 1);
  curl_easy_cleanup(first);
  curl_easy_cleanup(second);
  assert_int_equal(g.closes, 0);
  curl_multi_cleanup(multi);
  assert_int_equal(g.closes, 1);
  assert_string_equal(peer_end(&p), "");
}

/* One handle whose gate is changed between two transfers. */
static void scenario_11_a_gate_that_is_set_later_is_asked(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("GET / "), SEND(HELLO) } };
  struct gate deny;
  struct peer p;
  CURL *easy = gate_handle(NULL, gate_url("127.0.0.1", peer_listen(&p, script, "127.0.0.1")), NULL);
  gate_init(&deny);
  deny.refuse = 1000;
  peer_start(&p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  gate_install(&deny, easy);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&p), "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(scenario_11_deny_all_never_reuses_a_connection_that_was_opened_without),
    cmocka_unit_test(scenario_11_a_plain_handle_never_sends_over_a_supplied_socket),
    cmocka_unit_test(scenario_11_another_gate_is_another_connection),
    cmocka_unit_test(scenario_11_the_same_gate_shares_its_connection),
    cmocka_unit_test(scenario_11_a_gate_that_is_set_later_is_asked),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
