/* Whose connection it is: a request goes over one that was opened for another only where nobody could tell. */
#include "check.h"
#include "turns.h"
#include <string.h>

#define NTLM_1     "NTLM TlRMTVNTUAAB"
#define NTLM_3     "NTLM TlRMTVNTUAAD"
#define NTLM_OFFER "NTLM TlRMTVNTUAACAAAAAAAAADAAAAAGggEAASNFZ4mrze8AAAAAAAAAAAAAAAAwAAAA"
#define ASKS       "HTTP/1.1 401 Who\r\nWWW-Authenticate: " NTLM_OFFER "\r\nContent-Length: 0\r\n\r\n"
#define PROXY_ASKS "HTTP/1.1 407 Who\r\nProxy-Authenticate: " NTLM_OFFER "\r\nContent-Length: 0\r\n\r\n"
#define LET_IN \
  EXPECT_HEAD("\r\nAuthorization: " NTLM_1), SEND(ASKS), EXPECT_HEAD("\r\nAuthorization: " NTLM_3), SEND(OK_HELLO)
#define PROXY_LET_IN                                                                                                  \
  EXPECT_HEAD("\r\nProxy-Authorization: " NTLM_1), SEND(PROXY_ASKS), EXPECT_HEAD("\r\nProxy-Authorization: " NTLM_3), \
      SEND(OK_HELLO)
#define KNOWN      EXPECT_LACKS("uthorization:"), SEND(OK_HELLO)
#define BY_NTLM    LONG(CURLOPT_HTTPAUTH, CURLAUTH_NTLM)
#define DIRECT     TEXT(CURLOPT_NOPROXY, "*")
#define ME         TEXT(CURLOPT_USERPWD, "me:secret")
#define PROXY      TEXT(CURLOPT_NOPROXY, ""), TEXT(CURLOPT_PROXY, "192.0.2.9")
#define PROXY_NTLM LONG(CURLOPT_PROXYAUTH, CURLAUTH_NTLM)
#define HOST       "http://example.com/"

static void scenario_01_ntlm_lets_in_one_user(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { LET_IN, KNOWN, KNOWN, EXPECT_END },
    { LET_IN, EXPECT_END },
    { KNOWN, EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN(URL, DIRECT, BY_NTLM, ME),
    ONCE_MORE,
    TURN(NULL, TEXT(CURLOPT_USERPWD, "you:secret")),
    TURN(NULL, ME), /* back over the first */
    TURN(NULL, TEXT(CURLOPT_USERPWD, NULL)),
  };
  RUN_TURNS(script, turns);
}

/* Credentials of a URL count like the program's. */
static void scenario_01_ntlm_by_url(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { LET_IN, EXPECT_END },
    { LET_IN, EXPECT_END },
    { KNOWN, EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN("http://me:secret@192.0.2.1/", DIRECT, BY_NTLM),
    GO_TO("http://you:secret@192.0.2.1/"),
    GO_TO(URL),
  };
  RUN_TURNS(script, turns);
}

/* Nor does another scheme of the same user go over it: it would be let in by what was not asked for. */
static void scenario_01_another_scheme_is_no_ntlm(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { LET_IN, EXPECT_END },
    { EXPECT_HEAD("\r\nAuthorization: Basic bWU6c2VjcmV0\r\n"), SEND(OK_HELLO), EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN(URL, DIRECT, BY_NTLM, ME),
    TURN(NULL, LONG(CURLOPT_HTTPAUTH, CURLAUTH_BASIC)),
  };
  RUN_TURNS(script, turns);
}

/* One that stands in the middle is of no use to anybody. */
static void scenario_01_half_of_ntlm_serves_nobody(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD(NTLM_1), SEND(OK_HELLO), EXPECT_END },
    { LET_IN, EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN(URL, DIRECT, BY_NTLM, ME),
    TURN(NULL, TEXT(CURLOPT_USERPWD, "you:secret")),
  };
  RUN_TURNS(script, turns);
}

static void scenario_01_a_forwarding_proxy_lets_in_one_user(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { PROXY_LET_IN, KNOWN, EXPECT_END },
    { PROXY_LET_IN, EXPECT_END },
    { KNOWN, EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN(HOST, PROXY, PROXY_NTLM, TEXT(CURLOPT_PROXYUSERPWD, "me:secret")),
    GO_TO("http://other.example/"),
    TURN(NULL, TEXT(CURLOPT_PROXYUSERPWD, "you:secret")),
    TURN(NULL, TEXT(CURLOPT_PROXYUSERPWD, NULL)),
  };
  RUN_TURNS(script, turns);
}

/* What lets one user in at the server, behind a proxy that forwards for all. */
static void scenario_01_the_server_behind_a_proxy_lets_in_one_user(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { LET_IN, KNOWN, EXPECT_END },
    { LET_IN, EXPECT_END },
    { KNOWN, EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN(HOST, PROXY, BY_NTLM, ME),
    ONCE_MORE,
    TURN(NULL, TEXT(CURLOPT_USERPWD, "you:secret")),
    TURN(NULL, TEXT(CURLOPT_USERPWD, NULL)),
  };
  RUN_TURNS(script, turns);
}

#define TUNNEL_LET_IN                                                                                                 \
  EXPECT_HEAD("\r\nProxy-Authorization: " NTLM_1), SEND(PROXY_ASKS), EXPECT_HEAD("\r\nProxy-Authorization: " NTLM_3), \
      SEND("HTTP/1.1 200 Open\r\n\r\n"), KNOWN

static void scenario_01_a_tunnel_is_of_one_user(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { TUNNEL_LET_IN, KNOWN, EXPECT_END },
    { TUNNEL_LET_IN, EXPECT_END },
    { EXPECT_LACKS("uthorization:"), SEND("HTTP/1.1 200 Open\r\n\r\n"), KNOWN, EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN(HOST, PROXY, LONG(CURLOPT_HTTPPROXYTUNNEL, 1), PROXY_NTLM, TEXT(CURLOPT_PROXYUSERPWD, "me:secret")),
    ONCE_MORE,
    TURN(NULL, TEXT(CURLOPT_PROXYUSERPWD, "you:secret")),
    TURN(NULL, TEXT(CURLOPT_PROXYUSERPWD, NULL)),
  };
  RUN_TURNS(script, turns);
}

static void scenario_03_the_case_of_a_password_counts(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { LET_IN, EXPECT_END },
    { LET_IN, EXPECT_END },
    { LET_IN, EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN(URL, DIRECT, BY_NTLM, ME),
    TURN(NULL, TEXT(CURLOPT_USERPWD, "me:Secret")),
    TURN(NULL, TEXT(CURLOPT_USERPWD, "Me:secret")),
  };
  RUN_TURNS(script, turns);
}

static void scenario_03_the_case_of_a_proxys_password_counts(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("CONNECT "), SEND("HTTP/1.1 200 Open\r\n\r\n"), KNOWN, EXPECT_END },
    { EXPECT_HEAD("CONNECT "), SEND("HTTP/1.1 200 Open\r\n\r\n"), KNOWN, EXPECT_END },
    { EXPECT("\5\3\0\1\2"), SEND("\5\0"),
      EXPECT("\5\1\0\3\x0b"
             "example.com\0\120"),
      SEND("\5\0\0\1\0\0\0\0\0\0"), KNOWN, EXPECT_END },
    { EXPECT("\5\3\0\1\2"), SEND("\5\0"),
      EXPECT("\5\1\0\3\x0b"
             "example.com\0\120"),
      SEND("\5\0\0\1\0\0\0\0\0\0"), KNOWN, EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN(HOST, PROXY, LONG(CURLOPT_HTTPPROXYTUNNEL, 1), TEXT(CURLOPT_PROXYUSERPWD, "me:secret")),
    TURN(NULL, TEXT(CURLOPT_PROXYUSERPWD, "me:SECRET")),
    TURN(NULL, TEXT(CURLOPT_PROXY, "socks5h://192.0.2.9"), TEXT(CURLOPT_PROXYUSERPWD, "me:secret")),
    TURN(NULL, TEXT(CURLOPT_PROXYUSERPWD, "me:SECRET")),
  };
  RUN_TURNS(script, turns);
}

/* Where the user ends and the password begins is part of who one is. */
static void scenario_03_a_user_with_a_line_break_is_not_another(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { LET_IN, EXPECT_END },
    { LET_IN, EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN(URL, DIRECT, BY_NTLM, TEXT(CURLOPT_USERNAME, "me\nand"), TEXT(CURLOPT_PASSWORD, "secret")),
    TURN(NULL, TEXT(CURLOPT_USERNAME, "me"), TEXT(CURLOPT_PASSWORD, "and\nsecret")),
  };
  RUN_TURNS(script, turns);
}

static void scenario_08_a_zone_is_part_of_the_address(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("Host: [fe80::1]\r\n"), SEND(OK_HELLO), EXPECT_HEAD("Host: [fe80::1]\r\n"), SEND(OK_HELLO),
      EXPECT_END },
    { EXPECT_HEAD("Host: [fe80::1]\r\n"), SEND(OK_HELLO), EXPECT_END },
    { EXPECT_HEAD("Host: [fe80::1]\r\n"), SEND(OK_HELLO), EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN("http://[fe80::1%251]/", DIRECT),
    GO_TO("http://[fe80::1%251]/"),
    GO_TO("http://[fe80::1%252]/"),
    GO_TO("http://[fe80::1]/"),
  };
  RUN_TURNS(script, turns);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(scenario_01_ntlm_lets_in_one_user),
    cmocka_unit_test(scenario_01_ntlm_by_url),
    cmocka_unit_test(scenario_01_another_scheme_is_no_ntlm),
    cmocka_unit_test(scenario_01_half_of_ntlm_serves_nobody),
    cmocka_unit_test(scenario_01_a_forwarding_proxy_lets_in_one_user),
    cmocka_unit_test(scenario_01_the_server_behind_a_proxy_lets_in_one_user),
    cmocka_unit_test(scenario_01_a_tunnel_is_of_one_user),
    cmocka_unit_test(scenario_03_the_case_of_a_password_counts),
    cmocka_unit_test(scenario_03_the_case_of_a_proxys_password_counts),
    cmocka_unit_test(scenario_03_a_user_with_a_line_break_is_not_another),
    cmocka_unit_test(scenario_08_a_zone_is_part_of_the_address),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
