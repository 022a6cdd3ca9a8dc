/* Who learns what about the program: credentials stay with the peer that they are for, on every way to it. */
#include "check.h"
#include "turns.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HOST        "http://example.com/"
#define FOLLOW      LONG(CURLOPT_FOLLOWLOCATION, 1)
#define MOVED(to)   "HTTP/1.1 302 Go\r\nLocation: " to "\r\nContent-Length: 0\r\n\r\n"
#define PROXY       TEXT(CURLOPT_NOPROXY, ""), TEXT(CURLOPT_PROXY, "192.0.2.9")
#define DIRECT      TEXT(CURLOPT_NOPROXY, "*")
#define NETRC(name) LONG(CURLOPT_NETRC, CURL_NETRC_REQUIRED), TEXT(CURLOPT_NETRC_FILE, name)
#define BEARER      TEXT(CURLOPT_XOAUTH2_BEARER, "token"), LONG(CURLOPT_HTTPAUTH, CURLAUTH_BEARER)
#define WHO         "HTTP/1.1 401 Who\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\nContent-Length: 0\r\n\r\n"
#define PROXY_WHO   "HTTP/1.1 407 Who\r\nProxy-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\nContent-Length: 0\r\n\r\n"
#define BY_DIGEST   LONG(CURLOPT_PROXYAUTH, CURLAUTH_DIGEST)
#define NO_LOGIN    EXPECT_LACKS("uthorization:")

static char netrc[] = "/tmp/sluice-scenarios-XXXXXX";

static void put(const char *text)
{
  FILE *f = fopen(netrc, "w");
  assert_non_null(f);
  assert_true(fputs(text, f) >= 0);
  assert_int_equal(fclose(f), 0);
}

static int set_up(void **state)
{
  int fd = mkstemp(netrc);
  return fd < 0 || close(fd);
}

static int tear_down(void **state)
{
  unsetenv("http_proxy");
  unsetenv("no_proxy");
  return unlink(netrc);
}

/* ---- bearer tokens ---- */

static void scenario_19_a_token_is_for_the_first_host(void **state)
{
  EXCHANGE(.options = { FOLLOW, BEARER },
           .conn = { { EXPECT_HEAD("\r\nAuthorization: Bearer token\r\n"), SEND(MOVED("http://192.0.2.2/")) },
                     { NO_LOGIN, SEND(OK_HELLO) } },
           .body = "hello", .kept = 2);
}

/* Another host's entry does not make it trusted. */
static void scenario_19_nor_for_one_that_netrc_knows(void **state)
{
  put("machine 192.0.2.2 login you password open\n");
  EXCHANGE(.options = { FOLLOW, BEARER, NETRC(netrc) },
           .conn = { { EXPECT_HEAD("\r\nAuthorization: Bearer token\r\n"), SEND(MOVED("http://192.0.2.2/")) },
                     { NO_LOGIN, SEND(OK_HELLO) } },
           .body = "hello", .kept = 2);
  EXCHANGE(.options = { FOLLOW, TEXT(CURLOPT_XOAUTH2_BEARER, "token"), NETRC(netrc),
                        LONG(CURLOPT_HTTPAUTH, CURLAUTH_BEARER | CURLAUTH_BASIC) },
           .conn = { { NO_LOGIN, SEND("HTTP/1.1 401 Who\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n"),
                       EXPECT_HEAD("\r\nAuthorization: Bearer token\r\n"), SEND(MOVED("http://192.0.2.2/")) },
                     { EXPECT_LACKS("token"),
                       SEND("HTTP/1.1 401 Who\r\nWWW-Authenticate: Bearer, Basic\r\nContent-Length: 0\r\n\r\n"),
                       EXPECT_HEAD("\r\nAuthorization: Basic eW91Om9wZW4=\r\n"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 2);
}

static void scenario_19_nor_for_other_transfers_without_it(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("\r\nAuthorization: Bearer token\r\n"), SEND(OK_HELLO), NO_LOGIN, SEND(OK_HELLO), EXPECT_END },
  };
  static const struct turn turns[] = { TURN(URL, DIRECT, BEARER), TURN(NULL, TEXT(CURLOPT_XOAUTH2_BEARER, NULL)) };
  RUN_TURNS(script, turns);
}

/* ---- Digest ---- */

/* Neither the answer to the former peer's question nor its question. */
static void scenario_20_another_host_or_port_begins_anew(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { NO_LOGIN, SEND(WHO), EXPECT_HEAD("Authorization: Digest"), SEND(OK_HELLO), EXPECT_END },
    { NO_LOGIN, SEND(OK_HELLO), EXPECT_END },
    { NO_LOGIN, SEND(OK_HELLO), EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN(URL, DIRECT, LONG(CURLOPT_HTTPAUTH, CURLAUTH_DIGEST), TEXT(CURLOPT_USERPWD, "me:1")),
    GO_TO("http://192.0.2.2/"),
    GO_TO("http://192.0.2.1:81/"),
  };
  RUN_TURNS(script, turns);
}

static void scenario_20_another_user_begins_anew(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { NO_LOGIN, SEND(WHO), EXPECT_HEAD("Digest username=\"me\""), SEND(OK_HELLO), NO_LOGIN, SEND(OK_HELLO), NO_LOGIN,
      SEND(OK_HELLO), EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN(URL, DIRECT, LONG(CURLOPT_HTTPAUTH, CURLAUTH_DIGEST), TEXT(CURLOPT_USERPWD, "me:1")),
    TURN(NULL, TEXT(CURLOPT_USERPWD, "you:1")),
    TURN(NULL, TEXT(CURLOPT_USERPWD, NULL)),
  };
  RUN_TURNS(script, turns);
}

static void scenario_20_another_proxy_begins_anew(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { NO_LOGIN, SEND(PROXY_WHO), EXPECT_HEAD("Proxy-Authorization: Digest"), SEND(OK_HELLO), EXPECT_END },
    { NO_LOGIN, SEND(OK_HELLO), EXPECT_END },
    { NO_LOGIN, SEND("HTTP/1.1 200 Open\r\n\r\n"), NO_LOGIN, SEND(OK_HELLO), EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN(HOST, PROXY, BY_DIGEST, TEXT(CURLOPT_PROXYUSERPWD, "me:1")),
    TURN(NULL, TEXT(CURLOPT_PROXY, "192.0.2.8")),
    TURN(NULL, TEXT(CURLOPT_PROXY, "192.0.2.7"), LONG(CURLOPT_HTTPPROXYTUNNEL, 1)),
  };
  RUN_TURNS(script, turns);
}

static void use_first_proxy(void) { setenv("http_proxy", "http://me:1@192.0.2.9", 1); }
static void use_second_proxy(void) { setenv("http_proxy", "http://me:1@192.0.2.8", 1); }
static void use_open_proxy(void) { setenv("http_proxy", "http://192.0.2.8", 1); }
static void use_no_proxy(void) { setenv("no_proxy", "192.0.2.1", 1); }

static void scenario_20_another_proxy_of_the_environment_begins_anew(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { NO_LOGIN, SEND(PROXY_WHO), EXPECT_HEAD("Proxy-Authorization: Digest"), SEND(OK_HELLO), EXPECT_END },
    { NO_LOGIN, SEND(OK_HELLO), EXPECT_END },
    { NO_LOGIN, SEND(OK_HELLO), EXPECT_END },
  };
  static const struct turn turns[] = {
    { .url = URL, .options = { BY_DIGEST }, .before = use_first_proxy },
    { .before = use_second_proxy },
    { .before = use_no_proxy },
  };
  unsetenv("no_proxy");
  RUN_TURNS(script, turns);
  unsetenv("no_proxy");
}

/* ---- a redirect that leads through another proxy, or none ---- */

static size_t change_proxy(char *line, size_t size, size_t count, void *clientp)
{
  use_open_proxy(); /* what happens to be so where the new URL has another scheme */
  return collect_head(line, size, count, clientp);
}

static void begin_with_first_proxy(struct outcome *o)
{
  unsetenv("no_proxy");
  use_first_proxy();
  curl_easy_setopt(o->easy, CURLOPT_NOPROXY, NULL);
}

static void scenario_21_the_next_proxy_gets_no_credentials_of_the_last(void **state)
{
  EXCHANGE(.url = HOST, .options = { FOLLOW, FUNCTION(CURLOPT_HEADERFUNCTION, change_proxy) },
           .prepare = begin_with_first_proxy,
           .conn = { { EXPECT_HEAD("Proxy-Authorization: Basic bWU6MQ==\r\n"), SEND(MOVED("/b")), IGNORE },
                     { NO_LOGIN, SEND(OK_HELLO), IGNORE } },
           .body = "hello", .kept = 2);
  EXCHANGE(.url = HOST, .options = { FOLLOW, FUNCTION(CURLOPT_HEADERFUNCTION, change_proxy), BY_DIGEST },
           .prepare = begin_with_first_proxy,
           .conn = { { NO_LOGIN, SEND(PROXY_WHO), IGNORE }, { NO_LOGIN, SEND(OK_HELLO), IGNORE } }, .body = "hello",
           .kept = 2);
}

static void begin_with_exception(struct outcome *o)
{
  begin_with_first_proxy(o);
  setenv("no_proxy", "192.0.2.2", 1);
}

static void scenario_21_nor_does_a_server_without_one(void **state)
{
  EXCHANGE(.url = HOST, .options = { FOLLOW }, .prepare = begin_with_exception,
           .conn = { { EXPECT_HEAD("Proxy-Authorization: Basic bWU6MQ==\r\n"), SEND(MOVED("http://192.0.2.2/")),
                       IGNORE },
                     { NO_LOGIN, SEND(OK_HELLO), IGNORE } },
           .body = "hello", .kept = 2);
}

/* ---- what is cleared ---- */

static void scenario_22_no_referer_of_the_last_transfer(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("\r\nReferer: http://mine/\r\n"), SEND(MOVED("/b")),
      EXPECT_HEAD("\r\nReferer: http://192.0.2.1/\r\n"), SEND(OK_HELLO), EXPECT_HEAD("\r\nReferer: http://mine/\r\n"),
      SEND(OK_HELLO), EXPECT_LACKS("Referer"), SEND(OK_HELLO), EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN(URL, DIRECT, FOLLOW, LONG(CURLOPT_AUTOREFERER, 1), TEXT(CURLOPT_REFERER, "http://mine/")),
    ONCE_MORE,
    TURN(NULL, TEXT(CURLOPT_REFERER, NULL)),
  };
  RUN_TURNS(script, turns);
}

static void scenario_22_reset_forgets_all_credentials(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("Authorization: Basic bWU6MQ==\r\n"), SEND(OK_HELLO), EXPECT_END },
    { EXPECT_LACKS("secret"), SEND(OK_HELLO), EXPECT_END },
  };
  static struct peer peer;
  CURL *easy = curl_easy_init();
  peer_init(&peer, script);
  peer_start(&peer);
  for(int i = 0; i < 2; i++) {
    peer_install(&peer, easy);
    curl_easy_setopt(easy, CURLOPT_URL, URL);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop_all);
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    if(!i) {
      curl_easy_setopt(easy, CURLOPT_USERPWD, "me:1");
      curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, "secret");
      curl_easy_setopt(easy, CURLOPT_COOKIE, "secret=1");
      curl_easy_setopt(easy, CURLOPT_REFERER, "http://secret/");
      curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    }
    assert_int_equal(curl_easy_perform(easy), CURLE_OK);
    curl_easy_reset(easy);
  }
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&peer), "");
}

/* ---- netrc ---- */

/* The connection to the proxy is the same; who is asked is not. */
static void scenario_26_a_proxys_connection_carries_no_password_on(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("\r\nAuthorization: Basic YWxpY2U6d29uZGVy\r\n"), SEND(MOVED("http://b.test/")), NO_LOGIN,
      SEND(OK_HELLO), NO_LOGIN, SEND(OK_HELLO), EXPECT_HEAD("\r\nAuthorization: Basic YWxpY2U6d29uZGVy\r\n"),
      SEND(OK_HELLO), EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN("http://a.test/", PROXY, FOLLOW, NETRC(netrc)),
    GO_TO("http://b.test/"),
    GO_TO("http://a.test/"),
  };
  put("machine a.test login alice password wonder\n");
  RUN_TURNS(script, turns);
}

static void scenario_26_a_user_alone_takes_no_password_of_the_last_host(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("\r\nAuthorization: Basic YWxpY2U6d29uZGVy\r\n"), SEND(MOVED("http://b.test/")),
      EXPECT_HEAD("\r\nAuthorization: Basic Ym9iOg==\r\n"), SEND(OK_HELLO), EXPECT_END },
  };
  static const struct turn turns[] = { TURN("http://a.test/", PROXY, FOLLOW, NETRC(netrc)) };
  put("machine a.test login alice password wonder\nmachine b.test login bob\n");
  RUN_TURNS(script, turns);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(scenario_19_a_token_is_for_the_first_host),
    cmocka_unit_test(scenario_19_nor_for_one_that_netrc_knows),
    cmocka_unit_test(scenario_19_nor_for_other_transfers_without_it),
    cmocka_unit_test(scenario_20_another_host_or_port_begins_anew),
    cmocka_unit_test(scenario_20_another_user_begins_anew),
    cmocka_unit_test(scenario_20_another_proxy_begins_anew),
    cmocka_unit_test(scenario_20_another_proxy_of_the_environment_begins_anew),
    cmocka_unit_test(scenario_21_the_next_proxy_gets_no_credentials_of_the_last),
    cmocka_unit_test(scenario_21_nor_does_a_server_without_one),
    cmocka_unit_test(scenario_22_no_referer_of_the_last_transfer),
    cmocka_unit_test(scenario_22_reset_forgets_all_credentials),
    cmocka_unit_test(scenario_26_a_proxys_connection_carries_no_password_on),
    cmocka_unit_test(scenario_26_a_user_alone_takes_no_password_of_the_last_host),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
