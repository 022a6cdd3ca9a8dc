/* FTP's data connections as they are made from here: EPSV, PASV, and where they lead to. */
#include "ftp.h"
#include "gate.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define FETCH IMAGE, SAY("SIZE f", "213 5"), RETR, DONE, QUIT
#define HELLO                 \
  {                           \
    SEND("hello"), EXPECT_END \
  }
#define PASV_REPLY "227 Entering (198,51,100,7,4,1)" /* RFC 5737: nobody is there either; port 1025 */

/* ---- what goes wrong ---- */

static void a_server_without_passive_mode_is_an_error(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_FTP_WEIRD_PASV_REPLY, .error = "502", .kept = 1,
           .conn = { { LOGIN, SAY("EPSV", "500 what"), SAY("PASV", "502 no"), QUIT } });
}

static void a_229_without_a_port_is_an_error(void **state)
{
  static const char *const replies[] = { "229 here (|||65536|)\r\n", "229 here\r\n", "229 (|||0|)\r\n" };
  for(size_t i = 0; i < sizeof replies / sizeof *replies; i++)
    EXCHANGE(.url = FTP "f", .code = CURLE_FTP_WEIRD_PASV_REPLY, .kept = 1,
             .conn = { { LOGIN, EXPECT("EPSV\r\n"), SEND_BYTES(replies[i], strlen(replies[i])), QUIT } });
}

static void a_227_without_numbers_is_an_error(void **state)
{
  static const char *const replies[] = { "227 (1,2,3,4,5)\r\n", "227 here\r\n", "227 (1,2,3,256,5,6)\r\n" };
  for(size_t i = 0; i < sizeof replies / sizeof *replies; i++)
    EXCHANGE(.url = FTP "f", .options = { LONG(CURLOPT_FTP_USE_EPSV, 0) }, .code = CURLE_FTP_WEIRD_227_FORMAT,
             .conn = { { LOGIN, EXPECT("PASV\r\n"), SEND_BYTES(replies[i], strlen(replies[i])), EXPECT_END } });
}

static void a_pret_that_is_refused_is_an_error(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { LONG(CURLOPT_FTP_USE_PRET, 1) }, .code = CURLE_FTP_PRET_FAILED,
           .conn = { { LOGIN, SAY("PRET RETR f", "500 what"), EXPECT_END } });
}

/* ---- what is said ---- */

static void a_server_without_epsv_is_asked_the_older_way(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "hello", .kept = 1,
           .conn = { { LOGIN, SAY("EPSV", "500 what"), SAY("PASV", PASV_REPLY), FETCH }, HELLO });
}

/* It is not asked again on this connection. */
static void that_it_has_none_is_remembered(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "hellohello", .times = 2, .kept = 1,
           .conn = { { LOGIN, SAY("EPSV", "500 what"), SAY("PASV", PASV_REPLY), IMAGE, SAY("SIZE f", "213 5"), RETR,
                       DONE, SAY("PASV", PASV_REPLY), SAY("SIZE f", "213 5"), RETR, DONE, QUIT },
                     HELLO,
                     HELLO });
}

static void pret_tells_what_comes(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { LONG(CURLOPT_FTP_USE_PRET, 1) }, .body = "hello", .kept = 1,
           .conn = { { LOGIN, SAY("PRET RETR f", "200 yes"), PASSIVE, FETCH }, HELLO });
}

/* ---- where it leads to ---- */

struct seen {
  struct sockaddr_in at[PEER_CONNS_MAX];
  curlsocktype purpose[PEER_CONNS_MAX];
  int count;
};
static struct seen seen;
static int refused = -1; /* the call that is */

static curl_socket_t look(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  int call = seen.count++;
  memcpy(&seen.at[call], &address->addr, sizeof *seen.at);
  seen.purpose[call] = purpose;
  return call == refused ? CURL_SOCKET_BAD : peer_open_socket(clientp, purpose, address);
}

static void look_on(struct outcome *o)
{
  seen = (struct seen){ 0 };
  curl_easy_setopt(o->easy, CURLOPT_OPENSOCKETFUNCTION, look);
}

static void expect_address(const char *ip)
{
  char text[INET_ADDRSTRLEN];
  assert_int_equal(seen.count, 2);
  assert_int_equal(seen.purpose[1], CURLSOCKTYPE_IPCXN);
  assert_string_equal(inet_ntop(AF_INET, &seen.at[1].sin_addr, text, sizeof text), ip);
  assert_int_equal(ntohs(seen.at[1].sin_port), 1025);
}

static void leads_to_the_server(const struct outcome *o) { expect_address("192.0.2.1"); }
static void leads_elsewhere(const struct outcome *o) { expect_address("198.51.100.7"); }

/* The address of a 227 may be chosen to reach what the client can and the server cannot. */
static void scenario_38_the_address_of_a_227_is_not_used(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { LONG(CURLOPT_FTP_USE_EPSV, 0) }, .body = "hello", .kept = 1, .prepare = look_on,
           .verify = leads_to_the_server, .conn = { { LOGIN, SAY("PASV", PASV_REPLY), FETCH }, HELLO });
}

static void scenario_38_unless_the_program_wants_that(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { LONG(CURLOPT_FTP_USE_EPSV, 0), LONG(CURLOPT_FTP_SKIP_PASV_IP, 0) },
           .body = "hello", .kept = 1, .prepare = look_on, .verify = leads_elsewhere,
           .conn = { { LOGIN, SAY("PASV", PASV_REPLY), FETCH }, HELLO });
}

static void epsv_leads_to_the_server(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "hello", .kept = 1, .prepare = look_on, .verify = leads_to_the_server,
           .conn = { { LOGIN, PASSIVE, FETCH }, HELLO });
}

static void a_port_that_is_not_reached_is_tried_the_older_way(void **state)
{
  refused = 1;
  EXCHANGE(.url = FTP "f", .body = "hello", .kept = 1, .prepare = look_on,
           .conn = { { LOGIN, PASSIVE, SAY("PASV", PASV_REPLY), FETCH }, HELLO });
  refused = -1;
}

static void one_that_is_not_reached_at_all_is_an_error(void **state)
{
  refused = 1;
  EXCHANGE(.url = FTP "f", .options = { LONG(CURLOPT_FTP_USE_EPSV, 0) }, .code = CURLE_COULDNT_CONNECT,
           .prepare = look_on, .conn = { { LOGIN, SAY("PASV", PASV_REPLY), EXPECT_END } });
  refused = -1;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_server_without_passive_mode_is_an_error),
    cmocka_unit_test(a_229_without_a_port_is_an_error),
    cmocka_unit_test(a_227_without_numbers_is_an_error),
    cmocka_unit_test(a_pret_that_is_refused_is_an_error),
    cmocka_unit_test(a_server_without_epsv_is_asked_the_older_way),
    cmocka_unit_test(that_it_has_none_is_remembered),
    cmocka_unit_test(pret_tells_what_comes),
    cmocka_unit_test(scenario_38_the_address_of_a_227_is_not_used),
    cmocka_unit_test(scenario_38_unless_the_program_wants_that),
    cmocka_unit_test(epsv_leads_to_the_server),
    cmocka_unit_test(a_port_that_is_not_reached_is_tried_the_older_way),
    cmocka_unit_test(one_that_is_not_reached_at_all_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
