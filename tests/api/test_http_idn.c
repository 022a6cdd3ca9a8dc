/* Transfers from hosts with international names: who is asked for, and what the peer is told. */
#include "check.h"
#include "exchange.h"

#define NAME          "r\xc3\xa4ksm\xc3\xb6rg\xc3\xa5s.test"
#define ACE           "xn--rksmrgs-5wao1o.test"
#define GET_ACE(port) "GET / HTTP/1.1\r\nHost: " ACE port "\r\nAccept: */*\r\n\r\n"

static void names_that_cannot_be_are_refused_before_any_socket(void **state)
{
  static const char *const urls[] = {
    "http://invalid-utf8-\xe2\x90.test/",
    "http://too-long-n\xc3\xa4me-"
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test/",
    "http://a\xef\xbc\x8f"
    "b.test/",
    "http://\xc2\xad/",
  };
  for(size_t i = 0; i < sizeof urls / sizeof *urls; i++)
    EXCHANGE(.url = urls[i], .code = CURLE_URL_MALFORMAT, .error = "international");
}

/* An ASCII name that would be none is somebody else's affair. */
static void a_name_in_ascii_is_not_looked_into(void **state)
{
  struct curl_slist *list = curl_slist_append(NULL, "xn--a.test:80:192.0.2.7");
  EXCHANGE(.url = "http://xn--a.test/", .options = { POINTER(CURLOPT_RESOLVE, list) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT("GET / HTTP/1.1\r\nHost: xn--a.test\r\nAccept: */*\r\n\r\n"), SEND(OK_HELLO) } });
  curl_slist_free_all(list);
}

static void the_name_is_looked_up_and_told_in_ascii(void **state)
{
  struct curl_slist *list = curl_slist_append(NULL, ACE ":81:192.0.2.7");
  EXCHANGE(.url = "http://" NAME ":81/", .options = { POINTER(CURLOPT_RESOLVE, list) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ACE(":81")), SEND(OK_HELLO) } },
           .infos = { { CURLINFO_EFFECTIVE_URL, 0, "http://" NAME ":81/" } });
  curl_slist_free_all(list);
}

static void a_percent_encoded_name_is_the_same(void **state)
{
  struct curl_slist *list = curl_slist_append(NULL, ACE ":80:192.0.2.7");
  EXCHANGE(.url = "http://R%C3%A4KSM%C3%B6RG%C3%A5S.test/", .options = { POINTER(CURLOPT_RESOLVE, list) },
           .body = "hello", .kept = 1, .conn = { { EXPECT(GET_ACE("")), SEND(OK_HELLO) } });
  curl_slist_free_all(list);
}

static void digits_of_another_width_are_an_address(void **state)
{
  EXCHANGE(.url = "http://\xef\xbc\x91\xef\xbc\x99\xef\xbc\x92.0.2.1/", .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

static void a_connection_is_used_again(void **state)
{
  struct curl_slist *list = curl_slist_append(NULL, ACE ":80:192.0.2.7");
  EXCHANGE(.url = "http://" NAME "/", .options = { POINTER(CURLOPT_RESOLVE, list) }, .body = "hellohello", .kept = 1,
           .times = 2, .conn = { { EXPECT(GET_ACE("")), SEND(OK_HELLO), EXPECT(GET_ACE("")), SEND(OK_HELLO) } },
           .infos = { { CURLINFO_NUM_CONNECTS, 0, NULL } });
  curl_slist_free_all(list);
}

static void both_spellings_are_one_host(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT(GET_ACE("")), SEND(OK_HELLO),
                                                                        EXPECT(GET_ACE("")), SEND(OK_HELLO) } };
  struct curl_slist *list = curl_slist_append(NULL, ACE ":80:192.0.2.7");
  struct outcome o = { 0 };
  struct peer peer;
  long connects = 9;
  CURL *easy = curl_easy_init();
  peer_init(&peer, script);
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_RESOLVE, list);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, collect_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &o);
  peer_start(&peer);
  curl_easy_setopt(easy, CURLOPT_URL, "http://" NAME "/");
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_setopt(easy, CURLOPT_URL, "http://" ACE "/");
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &connects), CURLE_OK);
  assert_int_equal(connects, 0);
  curl_easy_cleanup(easy);
  curl_slist_free_all(list);
  assert_string_equal(peer_end(&peer), "");
  text_free(&o.body);
}

static void a_redirect_keeps_the_name_as_it_is_written(void **state)
{
  struct curl_slist *list = curl_slist_append(NULL, ACE ":80:192.0.2.7");
  EXCHANGE(.url = "http://" NAME "/", .options = { POINTER(CURLOPT_RESOLVE, list) }, .kept = 1,
           .conn = { { EXPECT(GET_ACE("")),
                       SEND("HTTP/1.1 302 Found\r\nLocation: ./a\r\nContent-Length: 0\r\n\r\n") } },
           .infos = { { CURLINFO_REDIRECT_URL, 0, "http://" NAME "/a" } });
  curl_slist_free_all(list);
}

static void connect_to_leads_elsewhere(void **state)
{
  struct curl_slist *to = curl_slist_append(NULL, ACE ":80:"
                                                      "\xc3\xa4.test:82");
  struct curl_slist *resolve = curl_slist_append(NULL, "xn--4ca.test:82:192.0.2.7");
  EXCHANGE(.url = "http://" NAME "/", .body = "hello", .kept = 1,
           .options = { POINTER(CURLOPT_CONNECT_TO, to), POINTER(CURLOPT_RESOLVE, resolve) },
           .conn = { { EXPECT(GET_ACE("")), SEND(OK_HELLO) } });
  curl_slist_free_all(to);
  curl_slist_free_all(resolve);
}

static void connect_to_a_name_that_cannot_be(void **state)
{
  struct curl_slist *to = curl_slist_append(NULL, "::\xe2\x90.test:");
  EXCHANGE(.options = { POINTER(CURLOPT_CONNECT_TO, to) }, .code = CURLE_URL_MALFORMAT, .error = "international");
  curl_slist_free_all(to);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(names_that_cannot_be_are_refused_before_any_socket),
    cmocka_unit_test(a_name_in_ascii_is_not_looked_into),
    cmocka_unit_test(the_name_is_looked_up_and_told_in_ascii),
    cmocka_unit_test(a_percent_encoded_name_is_the_same),
    cmocka_unit_test(digits_of_another_width_are_an_address),
    cmocka_unit_test(a_connection_is_used_again),
    cmocka_unit_test(both_spellings_are_one_host),
    cmocka_unit_test(a_redirect_keeps_the_name_as_it_is_written),
    cmocka_unit_test(connect_to_leads_elsewhere),
    cmocka_unit_test(connect_to_a_name_that_cannot_be),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
