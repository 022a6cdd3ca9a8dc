/* The gate, part five: the address policy. What is denied is never connected to: nobody comes to a listening socket. */
#include "check.h"
#include "gate.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <sluice/sluice.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static char error[CURL_ERROR_SIZE];

/* ---- somebody who must not be reached ---- */

/* At every address of loopback. */
static int listen_nowhere(int *port)
{
  struct sockaddr_in6 any = { .sin6_family = AF_INET6 };
  socklen_t len = sizeof any;
  int off = 0, fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  assert_int_equal(setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off), 0);
  assert_int_equal(bind(fd, (struct sockaddr *)&any, sizeof any), 0);
  assert_int_equal(listen(fd, 16), 0);
  assert_int_equal(getsockname(fd, (struct sockaddr *)&any, &len), 0);
  *port = ntohs(any.sin6_port);
  return fd;
}

static void assert_nobody_came(int fd, const char *whereto)
{
  if(accept(fd, NULL, NULL) != -1) fail_msg("connected to: %s", whereto);
}

/* The policy is the handle's alone from then on. */
static CURL *handle_for(sluice_policy *p, struct gate *g, const char *url)
{
  CURL *easy = gate_handle(g, url, error);
  assert_non_null(p);
  assert_int_equal(curl_easy_setopt(easy, SLUICEOPT_POLICY, p), CURLE_OK);
  sluice_policy_free(p);
  return easy;
}

static void assert_denied(CURL *easy, const char *words)
{
  error[0] = '\0';
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  if(!strstr(error, words)) fail_msg("'%s' is not in: %s", words, error);
  curl_easy_cleanup(easy);
}

static sluice_policy *all_but(const char *cidr)
{
  sluice_policy *p = sluice_policy_new();
  assert_int_equal(sluice_policy_deny(p, cidr), CURLE_OK);
  return p;
}

/* ---- addresses ---- */

static void no_form_of_an_address_leads_to_loopback(void **state)
{
  static const char *const hosts[] = { "127.0.0.1",
                                       "2130706433",
                                       "0x7f000001",
                                       "0x7f.1",
                                       "017700000001",
                                       "0177.0.0.01",
                                       "127.1",
                                       "127.0.1",
                                       "127.0.0.1.",
                                       "127.255.255.254",
                                       "0",
                                       "0.0.0.0",
                                       "localhost",
                                       "a.localhost",
                                       "[::1]",
                                       "[::]",
                                       "[0:0:0:0:0:0:0:1]",
                                       "[::ffff:127.0.0.1]",
                                       "[::ffff:7f00:1]",
                                       "[::127.0.0.1]",
                                       "[64:ff9b::127.0.0.1]",
                                       "127\xE3\x80\x82"
                                       "0\xE3\x80\x82"
                                       "0\xE3\x80\x82"
                                       "1",
                                       "\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x97.0.0.1" };
  int port, fd = listen_nowhere(&port);
  for(size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
    char url[128];
    snprintf(url, sizeof url, "http://%s:%d/", hosts[i], port);
    assert_denied(handle_for(sluice_policy_public_only(), NULL, url), "The policy denies");
    assert_nobody_came(fd, url);
  }
  close(fd);
}

static void what_is_resolved_to_is_asked_about(void **state)
{
  static const char *const addresses[] = { "127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "[fd00::1]" };
  int port, fd = listen_nowhere(&port);
  for(size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
    char url[64], entry[128];
    snprintf(url, sizeof url, "http://innocent.test:%d/", port);
    snprintf(entry, sizeof entry, "innocent.test:%d:%s", port, addresses[i]);
    struct curl_slist *entries = curl_slist_append(NULL, entry);
    CURL *easy = handle_for(sluice_policy_public_only(), NULL, url);
    curl_easy_setopt(easy, CURLOPT_RESOLVE, entries);
    assert_denied(easy, "The policy denies");
    curl_slist_free_all(entries);
  }
  assert_nobody_came(fd, "a name");
  close(fd);
}

static void an_address_that_a_callback_has_changed_is_asked_about(void **state)
{
  struct gate g;
  int port, fd = listen_nowhere(&port);
  gate_init(&g);
  gate_redirect(&g, port);
  assert_denied(handle_for(sluice_policy_public_only(), &g, "http://8.8.8.8/"), "127.0.0.1");
  assert_int_equal(g.opens, 1);
  assert_int_equal(gate_open_count(&g), 0);
  assert_false(g.misused);
  assert_nobody_came(fd, "the changed address");
  close(fd);
}

static void the_real_peer_of_a_supplied_socket_is_asked_about(void **state)
{
  static const struct step nothing[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_END } };
  static const struct step once[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("GET / "), SEND(HELLO) } };
  struct peer p;
  CURL *easy = handle_for(sluice_policy_public_only(), NULL, "http://8.8.8.8/");
  peer_init(&p, nothing);
  peer_install(&p, easy);
  peer_start(&p);
  assert_denied(easy, "no address of the Internet");
  assert_string_equal(peer_end(&p), "");
  assert_int_equal(p.closes, 1);

  easy = handle_for(sluice_policy_new(), NULL, "http://8.8.8.8/");
  peer_init(&p, once);
  peer_install(&p, easy);
  peer_start(&p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&p), "");
}

static void a_unix_socket_is_not_public(void **state)
{
  static const struct step nothing[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { { STEP_NONE, NULL, 0 } } };
  struct peer p;
  CURL *easy = handle_for(sluice_policy_public_only(), NULL, "http://example.com/");
  peer_listen(&p, nothing, "@sluice-policy");
  curl_easy_setopt(easy, CURLOPT_ABSTRACT_UNIX_SOCKET, "sluice-policy");
  assert_denied(easy, "no address of the Internet");
  assert_nobody_came(p.listener, "a Unix socket");
  peer_end(&p);
}

static void a_port_may_be_denied(void **state)
{
  int port, fd = listen_nowhere(&port);
  sluice_policy *p = sluice_policy_new();
  assert_int_equal(sluice_policy_allow_port(p, 1, 1023), CURLE_OK);
  assert_denied(handle_for(p, NULL, gate_url("127.0.0.1", port)), "list of ports");
  assert_nobody_came(fd, "a port");
  close(fd);
}

/* ---- names with several addresses ---- */

static CURLcode fetch_of_two(const char *url, const char *entry, sluice_policy *p)
{
  struct curl_slist *entries = curl_slist_append(NULL, entry);
  CURL *easy = handle_for(p, NULL, url);
  curl_easy_setopt(easy, CURLOPT_RESOLVE, entries);
  CURLcode code = curl_easy_perform(easy);
  curl_easy_cleanup(easy);
  curl_slist_free_all(entries);
  return code;
}

static void the_denied_of_several_addresses_are_passed_by_or_spoil_all(void **state)
{
  static const struct step once[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("GET / "), SEND(HELLO) } };
  struct peer p;
  char url[64], entry[128];
  int port = peer_listen(&p, once, "127.0.0.1");
  snprintf(url, sizeof url, "http://two.test:%d/", port);
  snprintf(entry, sizeof entry, "two.test:%d:127.0.0.2,127.0.0.1", port);
  sluice_policy *all = all_but("127.0.0.2");
  assert_int_equal(sluice_policy_set(all, SLUICE_ANSWERS, SLUICE_ANSWERS_ALL_OR_NOTHING), CURLE_OK);
  assert_int_equal(fetch_of_two(url, entry, all), CURLE_COULDNT_CONNECT);
  peer_start(&p);
  assert_int_equal(fetch_of_two(url, entry, all_but("127.0.0.2")), CURLE_OK);
  assert_string_equal(peer_end(&p), "");
}

/* ---- hops ---- */

static void each_hop_is_asked_about(void **state)
{
  struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("GET / ") } };
  static const char *const targets[] = { "http://127.0.0.2:%d/", "http://[::1]:%d/", "https://127.0.0.2:%d/",
                                         "ftp://127.0.0.2:%d/" };
  int port, fd = listen_nowhere(&port);
  for(size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
    struct peer p;
    char target[64], answer[256];
    snprintf(target, sizeof target, targets[i], port);
    snprintf(answer, sizeof answer, "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", target);
    script[0][1] = (struct step)SEND_BYTES(answer, strlen(answer));
    const char *url = gate_url("127.0.0.1", peer_listen(&p, script, "127.0.0.1"));
    sluice_policy *policy = all_but("127.0.0.2");
    assert_int_equal(sluice_policy_deny(policy, "::1"), CURLE_OK);
    CURL *easy = handle_for(policy, NULL, url);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
    peer_start(&p);
    assert_denied(easy, "The policy denies");
    assert_string_equal(peer_end(&p), "");
    assert_nobody_came(fd, target);
  }
  close(fd);
}

static void schemes_are_asked_about(void **state)
{
  sluice_policy *p = sluice_policy_new();
  assert_int_equal(sluice_policy_allow_scheme(p, "HTTPS"), CURLE_OK);
  int port, fd = listen_nowhere(&port);
  assert_denied(handle_for(p, NULL, gate_url("127.0.0.1", port)), "the scheme \"http\"");
  assert_denied(handle_for(sluice_policy_public_only(), NULL, "file:///etc/passwd"), "the scheme \"file\"");
  assert_nobody_came(fd, "a scheme");
  close(fd);
}

/* ---- proxies ---- */

/* By this proxy; NULL: the environment's. */
static CURL *by_proxy(CURL *easy, const char *proxy)
{
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
  curl_easy_setopt(easy, CURLOPT_PROXY, proxy);
  return easy;
}

static void proxies_are_forbidden_or_trusted(void **state)
{
  static const struct step once[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("GET http://10.0.0.1/ "),
                                                                      SEND(HELLO) } };
  static const char *const schemes[] = { "http", "socks5", "socks5h" };
  struct peer p;
  char proxy[64];
  int port, fd = listen_nowhere(&port);
  for(size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
    snprintf(proxy, sizeof proxy, "%s://127.0.0.1:%d", schemes[i], port);
    assert_denied(by_proxy(handle_for(sluice_policy_public_only(), NULL, "http://10.0.0.1/"), proxy), "proxies");
  }
  snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", port);
  setenv("http_proxy", proxy, 1);
  assert_denied(by_proxy(handle_for(sluice_policy_public_only(), NULL, "http://10.0.0.1/"), NULL), "proxies");
  sluice_policy *checks = sluice_policy_new();
  assert_int_equal(sluice_policy_set(checks, SLUICE_PROXY, SLUICE_PROXY_CHECK_TARGET), CURLE_OK);
  CURL *easy = by_proxy(handle_for(checks, NULL, "http://10.0.0.1/"), NULL);
  assert_int_equal(curl_easy_perform(easy), CURLE_NOT_BUILT_IN);
  curl_easy_cleanup(easy);
  unsetenv("http_proxy");
  assert_nobody_came(fd, "a proxy");
  close(fd);

  snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", peer_listen(&p, once, "127.0.0.1"));
  easy = by_proxy(handle_for(all_but("10.0.0.0/8"), NULL, "http://10.0.0.1/"), proxy);
  peer_start(&p);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&p), "");
}

static void who_is_asked_for_names_is_asked_about(void **state)
{
  char url[64];
  int port, fd = listen_nowhere(&port);
  CURL *easy = handle_for(sluice_policy_public_only(), NULL, "http://example.com/");
  snprintf(url, sizeof url, "https://127.0.0.1:%d/dns-query", port);
  curl_easy_setopt(easy, CURLOPT_DOH_URL, url);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_RESOLVE_HOST);
  curl_easy_cleanup(easy);
  assert_nobody_came(fd, url);
  close(fd);
}

/* ---- connections that are there ---- */

static CURLcode run(CURLM *multi, CURL *easy)
{
  CURLcode code = CURLE_OPERATION_TIMEDOUT;
  int running = 1, left;
  CURLMsg *m;
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  while(running) {
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    if(running) curl_multi_poll(multi, NULL, 0, 100, NULL);
  }
  while((m = curl_multi_info_read(multi, &left)) != NULL) code = m->data.result;
  curl_multi_remove_handle(multi, easy);
  return code;
}

static void a_connection_is_used_again_under_an_equal_policy_only(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("GET / "), SEND(HELLO) }, /* of no policy */
    { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_HEAD("GET / "), SEND(HELLO) },
  };
  struct peer p;
  CURLM *multi = curl_multi_init();
  const char *url = gate_url("127.0.0.1", peer_listen(&p, script, "127.0.0.1"));
  CURL *plain = gate_handle(NULL, url, NULL), *denied = handle_for(sluice_policy_public_only(), NULL, url);
  CURL *one = handle_for(all_but("10.0.0.0/8"), NULL, url), *equal = handle_for(all_but("10.0.0.0/8"), NULL, url);
  peer_start(&p);
  assert_int_equal(run(multi, plain), CURLE_OK);
  assert_int_equal(run(multi, denied), CURLE_COULDNT_CONNECT);
  assert_int_equal(run(multi, one), CURLE_OK);
  assert_int_equal(run(multi, equal), CURLE_OK);
  assert_int_equal(run(multi, denied), CURLE_COULDNT_CONNECT);
  curl_easy_cleanup(plain);
  curl_easy_cleanup(denied);
  curl_easy_cleanup(one);
  curl_easy_cleanup(equal);
  curl_multi_cleanup(multi);
  assert_string_equal(peer_end(&p), "");
}

/* ---- the option ---- */

static void a_quiet_policy_tells_nothing(void **state)
{
  int port, fd = listen_nowhere(&port);
  sluice_policy *p = sluice_policy_public_only();
  assert_int_equal(sluice_policy_set(p, SLUICE_ERRORS, SLUICE_ERRORS_QUIET), CURLE_OK);
  CURL *easy = handle_for(p, NULL, gate_url("localhost", port));
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  assert_null(strstr(error, "127."));
  assert_null(strstr(error, "::1"));
  assert_null(strstr(error, "RFC"));
  curl_easy_cleanup(easy);
  close(fd);
}

static void the_option_is_found_and_keeps_its_policy(void **state)
{
  char no_policy[4096] = "";
  int port, fd = listen_nowhere(&port);
  const char *url = gate_url("127.0.0.1", port);
  const struct curl_easyoption *o = curl_easy_option_by_name("SLUICE_POLICY");
  assert_non_null(o);
  assert_int_equal(o->id, SLUICEOPT_POLICY);
  CURL *easy = handle_for(sluice_policy_public_only(), NULL, url);
  assert_int_equal(curl_easy_setopt(easy, SLUICEOPT_POLICY, (void *)no_policy), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_denied(curl_easy_duphandle(easy), "The policy denies");
  CURLM *multi = curl_multi_init();
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  assert_int_equal(curl_easy_setopt(easy, SLUICEOPT_POLICY, NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  curl_multi_remove_handle(multi, easy);
  curl_multi_cleanup(multi);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  curl_easy_reset(easy);
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_cleanup(easy);
  assert_true(accept(fd, NULL, NULL) >= 0); /* so it would have been seen */
  close(fd);
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
    cmocka_unit_test(no_form_of_an_address_leads_to_loopback),
    cmocka_unit_test(what_is_resolved_to_is_asked_about),
    cmocka_unit_test(an_address_that_a_callback_has_changed_is_asked_about),
    cmocka_unit_test(the_real_peer_of_a_supplied_socket_is_asked_about),
    cmocka_unit_test(a_unix_socket_is_not_public),
    cmocka_unit_test(a_port_may_be_denied),
    cmocka_unit_test(the_denied_of_several_addresses_are_passed_by_or_spoil_all),
    cmocka_unit_test(each_hop_is_asked_about),
    cmocka_unit_test(schemes_are_asked_about),
    cmocka_unit_test(proxies_are_forbidden_or_trusted),
    cmocka_unit_test(who_is_asked_for_names_is_asked_about),
    cmocka_unit_test(a_connection_is_used_again_under_an_equal_policy_only),
    cmocka_unit_test(a_quiet_policy_tells_nothing),
    cmocka_unit_test(the_option_is_found_and_keeps_its_policy),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  curl_global_cleanup();
  return failed;
}
