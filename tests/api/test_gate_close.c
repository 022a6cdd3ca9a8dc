/* The gate, part three: every socket that the open callback gave is closed exactly once, through the function and data
 * that were set when it was opened (CURLOPT_CLOSESOCKETFUNCTION(3)). */
#include "check.h"
#include "gate.h"
#include <string.h>
#include <unistd.h>

#define HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static const struct step one[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END } };
static const struct step two[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_HEAD("GET / "), SEND(HELLO) },
};
static const struct step silent[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("GET / "), EXPECT_END } };

/* A gate that hands in the one connection of `p`. */
static void supply(struct gate *g, struct peer *p, const struct step (*script)[PEER_STEPS_MAX])
{
  peer_init(p, script);
  gate_init(g);
  g->supply = p->conn[0].client_fd;
  g->answer = CURL_SOCKOPT_ALREADY_CONNECTED;
  p->conn[0].given = true;
}

static int alien_closes;

static int close_alien(void *clientp, curl_socket_t fd)
{
  alien_closes++;
  return close(fd);
}

static void turn(CURLM *multi, struct peer *p, int count)
{
  int running;
  while(count--) {
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    if(!peer_turn(p)) curl_multi_poll(multi, NULL, 0, 1, NULL);
  }
}

static void none_for_a_refused_socket(void **state)
{
  struct gate g;
  CURL *easy;
  gate_init(&g);
  g.refuse = 1000;
  easy = gate_handle(&g, "http://192.0.2.1/", NULL);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  curl_easy_cleanup(easy);
  assert_int_equal(g.closes, 0);
}

static void once_when_connect_fails(void **state)
{
  struct gate g;
  struct peer p;
  CURL *easy;
  gate_init(&g);
  /* A port where somebody was and nobody is. */
  gate_redirect(&g, peer_listen(&p, one, "127.0.0.1"));
  close(p.listener);
  easy = gate_handle(&g, "http://192.0.2.1/", NULL);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  assert_int_equal(g.closes, 1);
  curl_easy_cleanup(easy);
  assert_int_equal(g.closes, 1);
  assert_false(g.misused);
}

static void once_with_the_handle_after_success(void **state)
{
  struct gate g;
  struct peer p;
  CURL *easy;
  supply(&g, &p, one);
  easy = gate_handle(&g, "http://192.0.2.1/", NULL);
  peer_start(&p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(g.closes, 0);
  curl_easy_cleanup(easy);
  assert_int_equal(g.closes, 1);
  assert_false(g.misused);
  assert_string_equal(peer_end(&p), "");
}

static void once_after_a_time_out(void **state)
{
  struct gate g;
  struct peer p;
  CURL *easy;
  supply(&g, &p, silent);
  easy = gate_handle(&g, "http://192.0.2.1/", NULL);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 50L);
  peer_start(&p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OPERATION_TIMEDOUT);
  assert_int_equal(g.closes, 1);
  curl_easy_cleanup(easy);
  assert_int_equal(g.closes, 1);
  assert_false(g.misused);
  assert_string_equal(peer_end(&p), "");
}

static void once_when_removed_in_the_middle(void **state)
{
  struct gate g;
  struct peer p;
  CURLM *multi = curl_multi_init();
  CURL *easy;
  supply(&g, &p, silent);
  easy = gate_handle(&g, "http://192.0.2.1/", NULL);
  curl_multi_add_handle(multi, easy);
  turn(multi, &p, 10);
  assert_int_equal(g.opens, 1);
  curl_multi_remove_handle(multi, easy);
  assert_int_equal(g.closes, 1);
  curl_easy_cleanup(easy);
  curl_multi_cleanup(multi);
  assert_int_equal(g.closes, 1);
  assert_false(g.misused);
  assert_string_equal(peer_end(&p), "");
}

static void through_what_was_set_at_open_though_the_handle_is_gone(void **state)
{
  struct gate g;
  struct peer p;
  CURLM *multi = curl_multi_init();
  CURL *easy;
  alien_closes = 0;
  supply(&g, &p, one);
  easy = gate_handle(&g, "http://192.0.2.1/", NULL);
  curl_multi_add_handle(multi, easy);
  turn(multi, &p, 20);
  curl_multi_remove_handle(multi, easy);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_alien);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, NULL);
  curl_easy_cleanup(easy);
  assert_int_equal(g.closes, 0);
  curl_multi_cleanup(multi);
  assert_int_equal(g.closes, 1);
  assert_int_equal(alien_closes, 0);
  assert_false(g.misused);
  assert_string_equal(peer_end(&p), "");
}

static void a_kept_connection_opens_once_and_closes_once(void **state)
{
  struct gate g;
  struct peer p;
  CURL *easy;
  supply(&g, &p, two);
  easy = gate_handle(&g, "http://192.0.2.1/", NULL);
  peer_start(&p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(g.opens, 1);
  assert_int_equal(g.sockopts, 1);
  assert_int_equal(g.closes, 0);
  curl_easy_cleanup(easy);
  assert_int_equal(g.closes, 1);
  assert_false(g.misused);
  assert_string_equal(peer_end(&p), "");
}

static void without_an_open_callback_it_is_called_too(void **state)
{
  struct peer p;
  CURL *easy;
  alien_closes = 0;
  easy = gate_handle(NULL, gate_url("127.0.0.1", peer_listen(&p, one, "127.0.0.1")), NULL);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_alien);
  peer_start(&p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_cleanup(easy);
  assert_int_equal(alien_closes, 1);
  assert_string_equal(peer_end(&p), "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(none_for_a_refused_socket),
    cmocka_unit_test(once_when_connect_fails),
    cmocka_unit_test(once_with_the_handle_after_success),
    cmocka_unit_test(once_after_a_time_out),
    cmocka_unit_test(once_when_removed_in_the_middle),
    cmocka_unit_test(through_what_was_set_at_open_though_the_handle_is_gone),
    cmocka_unit_test(a_kept_connection_opens_once_and_closes_once),
    cmocka_unit_test(without_an_open_callback_it_is_called_too),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
