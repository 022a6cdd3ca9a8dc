/* The gate, part five: connections that are shared respect it as those of one multi do. */
#include "check.h"
#include "gate.h"
#include <string.h>

#define HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static const struct step once[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END } };
static const struct step once_on_two[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END },
  { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END },
};

static CURLSH *share;

static int set_up(void **state)
{
  share = curl_share_init();
  return !share || curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
}

static CURL *sharing_handle(struct gate *g, const char *url)
{
  CURL *easy = gate_handle(g, url, NULL);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SHARE, share), CURLE_OK);
  return easy;
}

static void end(CURL *first, CURL *second)
{
  curl_easy_cleanup(first);
  curl_easy_cleanup(second);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
}

static void scenario_11_deny_all_never_takes_a_shared_connection_that_was_opened_without(void **state)
{
  struct gate deny;
  struct peer p;
  const char *url = gate_url("127.0.0.1", peer_listen(&p, once, "127.0.0.1"));
  CURL *plain = sharing_handle(NULL, url), *denying;
  gate_init(&deny);
  deny.refuse = 1000;
  denying = sharing_handle(&deny, url);
  peer_start(&p);
  assert_int_equal(curl_easy_perform(plain), CURLE_OK);
  assert_int_equal(curl_easy_perform(denying), CURLE_COULDNT_CONNECT);
  assert_true(deny.opens >= 1);
  end(plain, denying);
  assert_string_equal(peer_end(&p), "");
}

static void scenario_11_a_plain_handle_never_sends_over_a_supplied_socket_that_is_shared(void **state)
{
  struct peer supplied, real;
  const char *url = gate_url("127.0.0.1", peer_listen(&real, once, "127.0.0.1"));
  CURL *plain = sharing_handle(NULL, url), *supplying = sharing_handle(NULL, url);
  peer_init(&supplied, once);
  peer_install(&supplied, supplying);
  peer_start(&supplied);
  peer_start(&real);
  assert_int_equal(curl_easy_perform(supplying), CURLE_OK);
  assert_int_equal(curl_easy_perform(plain), CURLE_OK);
  assert_int_equal(supplied.opens, 1);
  end(plain, supplying);
  assert_string_equal(peer_end(&real), "");
  assert_string_equal(peer_end(&supplied), "");
}

/* Two programs' parts, each with data of its own for the same functions. */
static void scenario_11_other_data_are_another_connection(void **state)
{
  struct gate g, other;
  struct peer p;
  const char *url = gate_url("127.0.0.1", peer_listen(&p, once_on_two, "127.0.0.1"));
  gate_init(&g);
  gate_init(&other);
  CURL *first = sharing_handle(&g, url), *second = sharing_handle(&other, url);
  peer_start(&p);
  assert_int_equal(curl_easy_perform(first), CURLE_OK);
  assert_int_equal(curl_easy_perform(second), CURLE_OK);
  end(first, second);
  assert_int_equal(g.opens, 1);
  assert_int_equal(other.opens, 1);
  assert_int_equal(g.closes, 1);
  assert_int_equal(other.closes, 1);
  assert_string_equal(peer_end(&p), "");
}

/* Whoever ends it: the callback that was set when it was opened. */
static void scenario_11_the_same_gate_shares_and_the_captured_callback_closes(void **state)
{
  static const struct step twice[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END },
  };
  struct gate g;
  struct peer p;
  const char *url = gate_url("127.0.0.1", peer_listen(&p, twice, "127.0.0.1"));
  gate_init(&g);
  CURL *first = sharing_handle(&g, url), *second = sharing_handle(&g, url);
  curl_easy_setopt(second, CURLOPT_CLOSESOCKETFUNCTION, NULL); /* no part of the identity: the socket has its own */
  peer_start(&p);
  assert_int_equal(curl_easy_perform(first), CURLE_OK);
  assert_int_equal(curl_easy_perform(second), CURLE_OK);
  assert_int_equal(g.opens, 1);
  assert_int_equal(g.closes, 0);
  end(first, second);
  assert_int_equal(g.closes, 1);
  assert_false(g.misused);
  assert_string_equal(peer_end(&p), "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(scenario_11_deny_all_never_takes_a_shared_connection_that_was_opened_without, set_up),
    cmocka_unit_test_setup(scenario_11_a_plain_handle_never_sends_over_a_supplied_socket_that_is_shared, set_up),
    cmocka_unit_test_setup(scenario_11_other_data_are_another_connection, set_up),
    cmocka_unit_test_setup(scenario_11_the_same_gate_shares_and_the_captured_callback_closes, set_up),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
