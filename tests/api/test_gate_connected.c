/* The gate, part two: sockets that come connected, and the sockopt callback (CURLOPT_SOCKOPTFUNCTION(3)). */
#include "check.h"
#include "gate.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#define HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static const struct step one[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT("GET / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\n\r\n"), SEND(HELLO) },
};

/* The name in the URL has two addresses. */
static struct curl_slist *two_addresses(CURL *easy)
{
  struct curl_slist *list = curl_slist_append(NULL, "two.test:80:192.0.2.1,192.0.2.2");
  curl_easy_setopt(easy, CURLOPT_URL, "http://two.test/");
  curl_easy_setopt(easy, CURLOPT_RESOLVE, list);
  return list;
}

/* ---- the sockopt callback says no ---- */

static void a_sockopt_error_ends_the_transfer_at_once(void **state)
{
  struct gate g;
  char error[CURL_ERROR_SIZE] = "";
  CURL *easy;
  struct curl_slist *list;
  gate_init(&g);
  g.answer = CURL_SOCKOPT_ERROR;
  easy = gate_handle(&g, "http://192.0.2.1/", error);
  list = two_addresses(easy);
  assert_int_equal(curl_easy_perform(easy), CURLE_ABORTED_BY_CALLBACK);
  assert_true(error[0] != 0);
  assert_int_equal(g.opens, 1);
  assert_int_equal(g.closes, 1);
  curl_easy_cleanup(easy);
  assert_int_equal(g.closes, 1);
  assert_false(g.misused);
  curl_slist_free_all(list);
}

/* ---- it is called once, between open and connect ---- */

static void sockopt_is_called_once_before_connect(void **state)
{
  struct gate g;
  struct peer p;
  CURL *easy;
  gate_init(&g);
  gate_redirect(&g, peer_listen(&p, one, "127.0.0.1"));
  easy = gate_handle(&g, "http://192.0.2.1/", NULL);
  peer_start(&p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(g.sockopts, 1);
  assert_int_equal(g.sockopt_purpose, CURLSOCKTYPE_IPCXN);
  assert_false(g.was_connected);
  assert_false(g.misused);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&p), "");
}

static void sockopt_is_called_without_an_open_callback_too(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("GET / "), SEND(HELLO) } };
  struct gate g;
  struct peer p;
  CURL *easy;
  gate_init(&g);
  easy = gate_handle(NULL, gate_url("127.0.0.1", peer_listen(&p, script, "127.0.0.1")), NULL);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, gate_sockopt);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, &g);
  peer_start(&p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(g.sockopts, 1);
  assert_false(g.was_connected);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&p), "");
}

/* ---- already connected ---- */

/* Perform over `g`, which supplies a connected socket, and compare the peer's address. */
static void perform_connected(struct gate *g, struct peer *p, const char *expected_ip, int expected_port)
{
  CURL *easy;
  char *ip = NULL;
  long port = -1;
  g->answer = CURL_SOCKOPT_ALREADY_CONNECTED;
  easy = gate_handle(g, "http://192.0.2.1/", NULL);
  /* No bind is tried: nobody has this address. */
  curl_easy_setopt(easy, CURLOPT_INTERFACE, "host!192.0.2.77");
  peer_start(p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &ip);
  curl_easy_getinfo(easy, CURLINFO_PRIMARY_PORT, &port);
  assert_string_equal(ip, expected_ip);
  assert_int_equal(port, expected_port);
  assert_int_equal(g->opens, 1);
  assert_int_equal(g->sockopts, 1);
  assert_true(g->was_connected);
  curl_easy_cleanup(easy);
  assert_int_equal(g->closes, 1);
  assert_false(g->misused);
  assert_string_equal(peer_end(p), "");
}

static void a_connected_tcp_socket(void **state)
{
  struct gate g;
  struct peer p;
  int port = peer_listen(&p, one, "127.0.0.1");
  struct sockaddr_in to = { .sin_family = AF_INET,
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                            .sin_port = htons((uint16_t)port) };
  gate_init(&g);
  g.supply = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(connect(g.supply, (struct sockaddr *)&to, sizeof to), 0);
  perform_connected(&g, &p, "127.0.0.1", port);
}

static void a_connected_unix_socket(void **state)
{
  struct gate g;
  struct peer p;
  struct sockaddr_un to = { .sun_family = AF_UNIX };
  char name[64];
  snprintf(name, sizeof name, "@connected-%d", (int)getpid());
  peer_listen(&p, one, name);
  memcpy(to.sun_path + 1, name + 1, strlen(name) - 1);
  gate_init(&g);
  g.supply = socket(AF_UNIX, SOCK_STREAM, 0);
  assert_int_equal(
      connect(g.supply, (struct sockaddr *)&to, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name))), 0);
  perform_connected(&g, &p, "", 0);
}

static void one_end_of_a_socketpair(void **state)
{
  struct gate g;
  struct peer p;
  peer_init(&p, one);
  gate_init(&g);
  g.supply = p.conn[0].client_fd;
  p.conn[0].given = true;
  perform_connected(&g, &p, "", 0);
}

static void a_connected_socket_wins_at_once_over_further_addresses(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("Host: two.test\r\n"),
                                                                        SEND(HELLO) } };
  struct gate g;
  struct peer p;
  CURL *easy;
  struct curl_slist *list;
  peer_init(&p, script);
  gate_init(&g);
  g.supply = p.conn[0].client_fd;
  g.answer = CURL_SOCKOPT_ALREADY_CONNECTED;
  p.conn[0].given = true;
  easy = gate_handle(&g, "http://192.0.2.1/", NULL);
  list = two_addresses(easy);
  peer_start(&p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(g.opens, 1);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&p), "");
  curl_slist_free_all(list);
}

static void a_connected_socket_after_a_refused_address(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("Host: two.test\r\n"),
                                                                        SEND(HELLO) } };
  struct gate g;
  struct peer p;
  CURL *easy;
  struct curl_slist *list;
  peer_init(&p, script);
  gate_init(&g);
  g.supply = p.conn[0].client_fd;
  g.answer = CURL_SOCKOPT_ALREADY_CONNECTED;
  g.refuse = 1;
  p.conn[0].given = true;
  easy = gate_handle(&g, "http://192.0.2.1/", NULL);
  list = two_addresses(easy);
  peer_start(&p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(g.opens, 2);
  assert_int_equal(g.sockopts, 1);
  curl_easy_cleanup(easy);
  assert_int_equal(g.closes, 1);
  assert_string_equal(peer_end(&p), "");
  curl_slist_free_all(list);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_sockopt_error_ends_the_transfer_at_once),
    cmocka_unit_test(sockopt_is_called_once_before_connect),
    cmocka_unit_test(sockopt_is_called_without_an_open_callback_too),
    cmocka_unit_test(a_connected_tcp_socket),
    cmocka_unit_test(a_connected_unix_socket),
    cmocka_unit_test(one_end_of_a_socketpair),
    cmocka_unit_test(a_connected_socket_wins_at_once_over_further_addresses),
    cmocka_unit_test(a_connected_socket_after_a_refused_address),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
