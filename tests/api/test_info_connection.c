/* What getinfo tells of the connection: addresses, numbers, sockets, errors of the system. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include "exchange.h"
#include "gate.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

static const struct step twice[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD(NULL), SEND(OK_HELLO), EXPECT_HEAD(NULL), SEND(OK_HELLO) },
  { EXPECT_HEAD(NULL), SEND(OK_HELLO) },
};

static curl_off_t offset_of(CURL *easy, CURLINFO id)
{
  curl_off_t number = -77;
  assert_int_equal(curl_easy_getinfo(easy, id, &number), CURLE_OK);
  return number;
}

static long long_of(CURL *easy, CURLINFO id)
{
  long number = -77;
  assert_int_equal(curl_easy_getinfo(easy, id, &number), CURLE_OK);
  return number;
}

static const char *text_of(CURL *easy, CURLINFO id)
{
  const char *text = NULL;
  assert_int_equal(curl_easy_getinfo(easy, id, &text), CURLE_OK);
  return text;
}

/* A port of 127.0.0.1 at which nobody listens while `*fd` is open. */
static int dead_port(int *fd)
{
  struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t len = sizeof at;
  *fd = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(bind(*fd, (struct sockaddr *)&at, len), 0);
  assert_int_equal(getsockname(*fd, (struct sockaddr *)&at, &len), 0);
  return ntohs(at.sin_port);
}

/* ---- failures ---- */

static void a_refused_connection_has_its_errno_and_no_address(void **state)
{
  int fd;
  CURL *easy = gate_handle(NULL, gate_url("127.0.0.1", dead_port(&fd)), NULL);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  assert_int_equal(long_of(easy, CURLINFO_OS_ERRNO), ECONNREFUSED);
  assert_string_equal(text_of(easy, CURLINFO_PRIMARY_IP), "");
  assert_string_equal(text_of(easy, CURLINFO_LOCAL_IP), "");
  assert_int_equal(long_of(easy, CURLINFO_PRIMARY_PORT), -1);
  assert_int_equal(long_of(easy, CURLINFO_LOCAL_PORT), -1);
  assert_int_equal(long_of(easy, CURLINFO_NUM_CONNECTS), 0);
  assert_int_equal(long_of(easy, CURLINFO_LASTSOCKET), -1);
  assert_int_equal(offset_of(easy, CURLINFO_CONN_ID), -1);
  assert_int_equal(offset_of(easy, CURLINFO_XFER_ID), 0);
  curl_easy_cleanup(easy);
  close(fd);
}

static void the_errno_is_cleared_by_the_next_transfer(void **state)
{
  int fd;
  struct peer p;
  CURL *easy = gate_handle(NULL, gate_url("127.0.0.1", dead_port(&fd)), NULL);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  curl_easy_setopt(easy, CURLOPT_URL, gate_url("127.0.0.1", peer_listen(&p, twice, "127.0.0.1")));
  p.conns = 1;
  peer_start(&p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(long_of(easy, CURLINFO_OS_ERRNO), 0);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&p), "");
  close(fd);
}

/* Half an answer, and then a reset. */
static void break_off(int listener)
{
  static const char half[] = "HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 9\r\n\r\nabc";
  char request[1000];
  int fd = accept(listener, NULL, NULL);
  assert_true(fd >= 0);
  assert_true(recv(fd, request, sizeof request, 0) > 0);
  assert_int_equal(send(fd, half, sizeof half - 1, MSG_NOSIGNAL), sizeof half - 1);
  assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger)), 0);
  close(fd);
}

static void a_broken_connection_has_its_errno(void **state)
{
  int listener, running = 1, left;
  CURL *easy = gate_handle(NULL, gate_url("127.0.0.1", dead_port(&listener)), NULL);
  CURLM *multi = curl_multi_init();
  bool was_broken = false;
  assert_int_equal(listen(listener, 1), 0);
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  for(int i = 0; running && i < 5000; i++) {
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    if(offset_of(easy, CURLINFO_POSTTRANSFER_TIME_T) && !was_broken) break_off(listener), was_broken = true;
    curl_multi_poll(multi, NULL, 0, 1, NULL);
  }
  CURLMsg *message = curl_multi_info_read(multi, &left);
  assert_non_null(message);
  assert_int_equal(message->data.result, CURLE_RECV_ERROR);
  assert_int_equal(long_of(easy, CURLINFO_OS_ERRNO), ECONNRESET);
  curl_multi_remove_handle(multi, easy);
  curl_multi_cleanup(multi);
  curl_easy_cleanup(easy);
  close(listener);
}

static long errno_seen;
static void take_errno(struct outcome *o) { errno_seen = long_of(o->easy, CURLINFO_OS_ERRNO); }
static void check_no_errno(const struct outcome *o) { assert_int_equal(errno_seen, 0); }

static void an_answer_that_ends_too_early_has_none(void **state)
{
  EXCHANGE(.code = CURLE_PARTIAL_FILE, .inspect = take_errno, .verify = check_no_errno, .body = "abc",
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), CLOSE } });
}

/* ---- where it went ---- */

static void addresses_are_those_of_the_socket(void **state)
{
  struct peer p;
  struct sockaddr_in local;
  socklen_t len = sizeof local;
  curl_socket_t fd = CURL_SOCKET_BAD;
  int port = peer_listen(&p, twice, "127.0.0.1");
  CURL *easy = gate_handle(NULL, gate_url("127.0.0.1", port), NULL);
  p.conns = 1;
  peer_start(&p);
  for(int i = 0; i < 2; i++) { /* the second time it is the same connection */
    assert_int_equal(curl_easy_perform(easy), CURLE_OK);
    assert_int_equal(curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd), CURLE_OK);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&local, &len), 0);
    assert_string_equal(text_of(easy, CURLINFO_PRIMARY_IP), "127.0.0.1");
    assert_string_equal(text_of(easy, CURLINFO_LOCAL_IP), "127.0.0.1");
    assert_int_equal(long_of(easy, CURLINFO_PRIMARY_PORT), port);
    assert_int_equal(long_of(easy, CURLINFO_LOCAL_PORT), ntohs(local.sin_port));
    assert_int_equal(long_of(easy, CURLINFO_LASTSOCKET), fd);
    assert_int_equal(long_of(easy, CURLINFO_NUM_CONNECTS), !i);
    assert_int_equal(long_of(easy, CURLINFO_USED_PROXY), 0);
    assert_int_equal(long_of(easy, CURLINFO_PROTOCOL), CURLPROTO_HTTP);
  }
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&p), "");
}

static void a_closed_connection_has_no_socket(void **state)
{
  struct peer p;
  curl_socket_t fd = 77;
  CURL *easy = gate_handle(NULL, gate_url("127.0.0.1", peer_listen(&p, twice, "127.0.0.1")), NULL);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  p.conn[0].steps = twice[1];
  p.conns = 1;
  peer_start(&p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd), CURLE_OK);
  assert_int_equal(fd, CURL_SOCKET_BAD);
  assert_int_equal(long_of(easy, CURLINFO_LASTSOCKET), -1);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&p), "");
}

/* ---- numbers ---- */

static curl_off_t id_in_callback;

static size_t ask_for_the_id(char *data, size_t size, size_t count, void *clientp)
{
  id_in_callback = offset_of(clientp, CURLINFO_XFER_ID);
  return size * count;
}

static void transfers_are_counted_and_connections_are_known_again(void **state)
{
  struct peer p;
  CURL *easy = curl_easy_init();
  peer_init(&p, twice);
  peer_install(&p, easy);
  curl_easy_setopt(easy, CURLOPT_URL, URL);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ask_for_the_id);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, easy);
  peer_start(&p);
  assert_int_equal(offset_of(easy, CURLINFO_XFER_ID), -1);
  assert_int_equal(offset_of(easy, CURLINFO_CONN_ID), -1);
  for(int i = 0; i < 3; i++) {
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, i == 2 ? 1L : 0L);
    assert_int_equal(curl_easy_perform(easy), CURLE_OK);
    assert_int_equal(offset_of(easy, CURLINFO_XFER_ID), i);
    assert_int_equal(id_in_callback, i);
    assert_int_equal(offset_of(easy, CURLINFO_CONN_ID), i == 2);
  }
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&p), "");
}

static void transfers_of_one_multi_have_numbers_of_their_own(void **state)
{
  CURLM *multi = curl_multi_init();
  CURL *easy[3];
  int running = 1;
  for(int i = 0; i < 3; i++) {
    easy[i] = gate_handle(NULL, "nothing://192.0.2.1/", NULL);
    assert_int_equal(curl_multi_add_handle(multi, easy[i]), CURLM_OK);
  }
  assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
  assert_int_equal(running, 0);
  for(int i = 0; i < 3; i++) assert_int_equal(offset_of(easy[i], CURLINFO_XFER_ID), i);
  for(int i = 0; i < 3; i++) {
    curl_multi_remove_handle(multi, easy[i]);
    assert_int_equal(offset_of(easy[i], CURLINFO_XFER_ID), i);
    curl_easy_cleanup(easy[i]);
  }
  curl_multi_cleanup(multi);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_refused_connection_has_its_errno_and_no_address),
    cmocka_unit_test(the_errno_is_cleared_by_the_next_transfer),
    cmocka_unit_test(a_broken_connection_has_its_errno),
    cmocka_unit_test(an_answer_that_ends_too_early_has_none),
    cmocka_unit_test(addresses_are_those_of_the_socket),
    cmocka_unit_test(a_closed_connection_has_no_socket),
    cmocka_unit_test(transfers_are_counted_and_connections_are_known_again),
    cmocka_unit_test(transfers_of_one_multi_have_numbers_of_their_own),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
