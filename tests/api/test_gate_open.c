/* The gate, part one: what the open callback is told, and what its answer does (CURLOPT_OPENSOCKETFUNCTION(3)). */
#include "check.h"
#include "gate.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static const struct step one[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("GET / HTTP/1.1"), SEND(HELLO) } };

/* Perform `easy`, clean up, and check that each socket was closed exactly once. */
static CURLcode perform(CURL *easy, struct gate *g)
{
  CURLcode code = curl_easy_perform(easy);
  curl_easy_cleanup(easy);
  assert_int_equal(gate_open_count(g), 0);
  assert_int_equal(g->closes, g->opened_count);
  assert_false(g->misused);
  return code;
}

static struct curl_slist *two_addresses(CURL *easy, int port)
{
  char entry[80];
  struct curl_slist *list;
  snprintf(entry, sizeof entry, "two.test:%d:127.0.0.1,127.0.0.2", port);
  list = curl_slist_append(NULL, entry);
  curl_easy_setopt(easy, CURLOPT_RESOLVE, list);
  return list;
}

static void assert_in4(const struct sockaddr_storage *addr, const char *ip, int port)
{
  char text[64];
  const struct sockaddr_in *in = (const struct sockaddr_in *)addr;
  assert_int_equal(in->sin_family, AF_INET);
  assert_string_equal(inet_ntop(AF_INET, &in->sin_addr, text, sizeof text), ip);
  assert_int_equal(ntohs(in->sin_port), port);
}

/* ---- refusing ---- */

static void all_addresses_refused_is_no_connection(void **state)
{
  struct gate g;
  char error[CURL_ERROR_SIZE] = "";
  gate_init(&g);
  g.refuse = 1000;
  assert_int_equal(perform(gate_handle(&g, "http://192.0.2.1/", error), &g), CURLE_COULDNT_CONNECT);
  assert_true(g.opens >= 1);
  assert_int_equal(g.sockopts, 0);
  assert_int_equal(g.closes, 0);
  assert_non_null(strstr(error, "192.0.2.1"));
  assert_non_null(strstr(error, "callback"));
}

static void each_address_is_asked_for_when_all_are_refused(void **state)
{
  struct gate g;
  char error[CURL_ERROR_SIZE] = "";
  CURL *easy;
  struct curl_slist *list;
  gate_init(&g);
  g.refuse = 1000;
  easy = gate_handle(&g, "http://two.test:81/", error);
  list = two_addresses(easy, 81);
  assert_int_equal(perform(easy, &g), CURLE_COULDNT_CONNECT);
  assert_int_equal(g.opens, 2);
  assert_non_null(strstr(error, "127.0.0."));
  assert_non_null(strstr(error, "callback"));
  curl_slist_free_all(list);
}

static void a_refused_address_is_followed_by_the_next_one(void **state)
{
  struct gate g;
  struct peer p;
  int port = peer_listen(&p, one, "127.0.0.2");
  CURL *easy;
  struct curl_slist *list;
  gate_init(&g);
  g.refuse = 1;
  easy = gate_handle(&g, gate_url("two.test", port), NULL);
  list = two_addresses(easy, port);
  peer_start(&p);
  assert_int_equal(perform(easy, &g), CURLE_OK);
  assert_int_equal(g.opens, 2);
  assert_in4(&g.address, "127.0.0.2", port);
  assert_string_equal(peer_end(&p), "");
  curl_slist_free_all(list);
}

static void a_descriptor_that_is_no_socket_is_no_connection(void **state)
{
  char error[CURL_ERROR_SIZE];
  int pipes[2];
  /* not connected and then claimed to be connected */
  for(int answer = CURL_SOCKOPT_OK; answer <= CURL_SOCKOPT_ALREADY_CONNECTED; answer += 2) {
    struct gate g;
    gate_init(&g);
    assert_int_equal(pipe(pipes), 0);
    g.supply = pipes[0];
    g.answer = answer;
    error[0] = 0;
    assert_int_equal(perform(gate_handle(&g, "http://192.0.2.1/", error), &g), CURLE_COULDNT_CONNECT);
    assert_true(error[0] != 0);
    close(pipes[1]);
  }
}

static void a_descriptor_that_is_not_open_is_no_connection(void **state)
{
  struct gate g;
  char error[CURL_ERROR_SIZE] = "";
  gate_init(&g);
  g.supply = 9999;
  assert_int_equal(perform(gate_handle(&g, "http://192.0.2.1/", error), &g), CURLE_COULDNT_CONNECT);
  assert_true(error[0] != 0);
}

static void an_unconnected_socket_that_is_called_connected_fails(void **state)
{
  struct gate g;
  char error[CURL_ERROR_SIZE] = "";
  gate_init(&g);
  g.answer = CURL_SOCKOPT_ALREADY_CONNECTED;
  assert_int_not_equal(perform(gate_handle(&g, "http://192.0.2.1/", error), &g), CURLE_OK);
  assert_true(error[0] != 0);
}

/* ---- what it is told ---- */

static void it_is_told_the_ipv4_peer(void **state)
{
  struct gate g;
  struct peer p;
  int port = peer_listen(&p, one, "127.0.0.1");
  gate_init(&g);
  peer_start(&p);
  assert_int_equal(perform(gate_handle(&g, gate_url("127.0.0.1", port), NULL), &g), CURLE_OK);
  assert_int_equal(g.opens, 1);
  assert_int_equal(g.purpose, CURLSOCKTYPE_IPCXN);
  assert_int_equal(g.family, AF_INET);
  assert_int_equal(g.socktype, SOCK_STREAM); /* without SOCK_CLOEXEC or the like */
  assert_true(g.protocol == IPPROTO_TCP || g.protocol == 0);
  assert_int_equal(g.addrlen, sizeof(struct sockaddr_in));
  assert_in4(&g.address, "127.0.0.1", port);
  assert_string_equal(peer_end(&p), "");
}

static void it_is_told_the_whole_ipv6_peer(void **state)
{
  struct gate g;
  struct peer p;
  int port = peer_listen(&p, one, "::1");
  const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&g.address;
  gate_init(&g);
  peer_start(&p);
  assert_int_equal(perform(gate_handle(&g, gate_url("[::1]", port), NULL), &g), CURLE_OK);
  assert_int_equal(g.family, AF_INET6);
  assert_int_equal(g.addrlen, 28);
  assert_int_equal(six->sin6_family, AF_INET6);
  assert_int_equal(ntohs(six->sin6_port), port);
  assert_memory_equal(&six->sin6_addr, &in6addr_loopback, 16);
  assert_string_equal(peer_end(&p), "");
}

static void it_gets_the_data_that_is_set_when_the_socket_is_opened(void **state)
{
  struct gate first, second;
  CURLM *multi = curl_multi_init();
  CURL *easy;
  int running = 1;
  gate_init(&first);
  gate_init(&second);
  first.refuse = second.refuse = 1000;
  easy = gate_handle(&first, "http://192.0.2.1/", NULL);
  curl_multi_add_handle(multi, easy);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &second);
  while(running && !curl_multi_perform(multi, &running)) curl_multi_poll(multi, NULL, 0, 10, NULL);
  assert_int_equal(first.opens, 0);
  assert_true(second.opens > 0);
  curl_multi_remove_handle(multi, easy);
  curl_easy_cleanup(easy);
  curl_multi_cleanup(multi);
}

/* ---- changing the address ---- */

static void the_connection_goes_where_the_callback_left_the_address(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT("GET / HTTP/1.1\r\nHost: gated.test\r\nAccept: */*\r\n\r\n"), SEND(HELLO) },
  };
  struct gate g;
  struct peer p;
  struct curl_slist *list = curl_slist_append(NULL, "gated.test:80:192.0.2.1");
  char *ip = NULL;
  long port = 0;
  CURL *easy;
  gate_init(&g);
  gate_redirect(&g, peer_listen(&p, script, "127.0.0.1"));
  easy = gate_handle(&g, "http://gated.test/", NULL);
  curl_easy_setopt(easy, CURLOPT_RESOLVE, list);
  peer_start(&p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_in4(&g.address, "192.0.2.1", 80);
  curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &ip);
  curl_easy_getinfo(easy, CURLINFO_PRIMARY_PORT, &port);
  assert_string_equal(ip, "127.0.0.1");
  assert_int_equal(port, ntohs(((struct sockaddr_in *)&g.to)->sin_port));
  curl_easy_cleanup(easy);
  assert_int_equal(gate_open_count(&g), 0);
  assert_string_equal(peer_end(&p), "");
  curl_slist_free_all(list);
}

static void the_address_may_become_one_of_another_family(void **state)
{
  struct gate g;
  struct peer p;
  gate_init(&g);
  gate_redirect(&g, peer_listen(&p, one, "127.0.0.1"));
  peer_start(&p);
  assert_int_equal(perform(gate_handle(&g, "http://[2001:db8::1]/", NULL), &g), CURLE_OK);
  assert_int_equal(g.addrlen, 28);
  assert_string_equal(peer_end(&p), "");
}

/* ---- what it has done stays ---- */

static void options_on_the_socket_stay(void **state)
{
  struct gate g;
  struct peer p;
  CURL *easy;
  curl_socket_t fd = CURL_SOCKET_BAD;
  int tos = 0, port = peer_listen(&p, one, "127.0.0.1");
  socklen_t len = sizeof tos;
  gate_init(&g);
  g.tos = 0x10;
  easy = gate_handle(&g, gate_url("127.0.0.1", port), NULL);
  peer_start(&p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd), CURLE_OK);
  assert_int_equal(fd, g.opened[0]);
  assert_int_equal(getsockopt(fd, IPPROTO_IP, IP_TOS, &tos, &len), 0);
  assert_int_equal(tos, 0x10);
  assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&p), "");
}

static void without_a_callback_the_socket_is_cloexec_and_nonblocking(void **state)
{
  struct peer p;
  CURL *easy = gate_handle(NULL, gate_url("127.0.0.1", peer_listen(&p, one, "127.0.0.1")), NULL);
  curl_socket_t fd = CURL_SOCKET_BAD;
  peer_start(&p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd), CURLE_OK);
  assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
  assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&p), "");
}

/* ---- Unix sockets ---- */

static void a_unix_path_passes_the_gate(void **state)
{
  char dir[] = "/tmp/gate-XXXXXX", path[64];
  struct gate g;
  struct peer p;
  CURL *easy;
  assert_non_null(mkdtemp(dir));
  snprintf(path, sizeof path, "%s/socket", dir);
  peer_listen(&p, one, path);
  gate_init(&g);
  easy = gate_handle(&g, "http://192.0.2.1/", NULL);
  curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, path);
  peer_start(&p);
  assert_int_equal(perform(easy, &g), CURLE_OK);
  assert_int_equal(g.opens, 1);
  assert_int_equal(g.purpose, CURLSOCKTYPE_IPCXN);
  assert_int_equal(g.family, AF_UNIX);
  assert_string_equal((const char *)&g.address + sizeof(sa_family_t), path);
  assert_string_equal(peer_end(&p), "");
  unlink(path);
  rmdir(dir);
}

static void a_unix_path_can_be_refused(void **state)
{
  struct gate g;
  CURL *easy;
  gate_init(&g);
  g.refuse = 1000;
  easy = gate_handle(&g, "http://192.0.2.1/", NULL);
  curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, "/tmp/nobody-is-here");
  assert_int_equal(perform(easy, &g), CURLE_COULDNT_CONNECT);
  assert_int_equal(g.family, AF_UNIX);
}

static void an_abstract_unix_name_passes_the_gate(void **state)
{
  char name[64];
  struct gate g;
  struct peer p;
  CURL *easy;
  snprintf(name, sizeof name, "@gate-test-%d", (int)getpid());
  peer_listen(&p, one, name);
  gate_init(&g);
  easy = gate_handle(&g, "http://192.0.2.1/", NULL);
  curl_easy_setopt(easy, CURLOPT_ABSTRACT_UNIX_SOCKET, name + 1);
  peer_start(&p);
  assert_int_equal(perform(easy, &g), CURLE_OK);
  assert_int_equal(g.family, AF_UNIX);
  assert_memory_equal((const char *)&g.address + sizeof(sa_family_t) + 1, name + 1, strlen(name + 1));
  assert_string_equal(peer_end(&p), "");
}

/* ---- the handle ---- */

static void reset_drops_the_callbacks(void **state)
{
  struct gate g;
  struct peer p;
  CURL *easy;
  gate_init(&g);
  g.refuse = 1000;
  easy = gate_handle(&g, "http://192.0.2.1/", NULL);
  curl_easy_reset(easy);
  curl_easy_setopt(easy, CURLOPT_URL, gate_url("127.0.0.1", peer_listen(&p, one, "127.0.0.1")));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, gate_drop);
  peer_start(&p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_cleanup(easy);
  assert_int_equal(g.opens + g.sockopts + g.closes, 0);
  assert_string_equal(peer_end(&p), "");
}

static void duphandle_copies_the_callbacks(void **state)
{
  struct gate g;
  struct peer p;
  CURL *easy, *copy;
  gate_init(&g);
  easy = gate_handle(&g, gate_url("127.0.0.1", peer_listen(&p, one, "127.0.0.1")), NULL);
  copy = curl_easy_duphandle(easy);
  curl_easy_cleanup(easy);
  peer_start(&p);
  assert_int_equal(perform(copy, &g), CURLE_OK);
  assert_int_equal(g.opens, 1);
  assert_int_equal(g.sockopts, 1);
  assert_string_equal(peer_end(&p), "");
}

static void setopt_of_each_is_accepted(void **state)
{
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, gate_open), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, NULL), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, gate_sockopt), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, gate_close), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, (CURLoption)(CURLOPTTYPE_FUNCTIONPOINT + 8999), NULL), CURLE_UNKNOWN_OPTION);
  curl_easy_cleanup(easy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(all_addresses_refused_is_no_connection),
    cmocka_unit_test(each_address_is_asked_for_when_all_are_refused),
    cmocka_unit_test(a_refused_address_is_followed_by_the_next_one),
    cmocka_unit_test(a_descriptor_that_is_no_socket_is_no_connection),
    cmocka_unit_test(a_descriptor_that_is_not_open_is_no_connection),
    cmocka_unit_test(an_unconnected_socket_that_is_called_connected_fails),
    cmocka_unit_test(it_is_told_the_ipv4_peer),
    cmocka_unit_test(it_is_told_the_whole_ipv6_peer),
    cmocka_unit_test(it_gets_the_data_that_is_set_when_the_socket_is_opened),
    cmocka_unit_test(the_connection_goes_where_the_callback_left_the_address),
    cmocka_unit_test(the_address_may_become_one_of_another_family),
    cmocka_unit_test(options_on_the_socket_stay),
    cmocka_unit_test(without_a_callback_the_socket_is_cloexec_and_nonblocking),
    cmocka_unit_test(a_unix_path_passes_the_gate),
    cmocka_unit_test(a_unix_path_can_be_refused),
    cmocka_unit_test(an_abstract_unix_name_passes_the_gate),
    cmocka_unit_test(reset_drops_the_callbacks),
    cmocka_unit_test(duphandle_copies_the_callbacks),
    cmocka_unit_test(setopt_of_each_is_accepted),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
