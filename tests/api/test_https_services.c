/* HTTPS records, used: where they lead, in which order, whose are asked for, and what is kept. */
#define CURL_DISABLE_DEPRECATION
#include "https_records.h"
#include "short_memory.h"

/* ---- places ---- */

static void another_port_is_connected_to_as_the_origin(void **state)
{
  static script server = { HTTPS(EXAMPLE_COM, "\11", SELF PORT_8443), HAS_A(EXAMPLE_COM, IP_1) };
  lead_to(server, "192.0.2.1:8443 "); /* GET_EXAMPLE: its Host is the origin's, without a port */
}

static void another_host_is_looked_up_and_connected_to(void **state)
{
  static script server = { HTTPS(EXAMPLE_COM, "\25", "\0\1" SVC_EXAMPLE PORT_8443), HAS_A(EXAMPLE_COM, IP_1),
                           HAS_A(SVC_EXAMPLE, IP_2) };
  lead_to(server, "192.0.2.2:8443 ");
}

static void the_origin_need_have_no_address(void **state)
{
  static script server = { HTTPS(EXAMPLE_COM, "\17", "\0\1" SVC_EXAMPLE), HAS_NONE(EXAMPLE_COM, TYPE_A),
                           HAS_A(SVC_EXAMPLE, IP_2) };
  lead_to(server, "192.0.2.2:443 ");
  assert_string_equal(https_error, "");
}

static void a_host_that_is_not_found_is_passed_over(void **state)
{
  static script server = { HTTPS(EXAMPLE_COM, "\17", "\0\1" SVC_EXAMPLE), HAS_A(EXAMPLE_COM, IP_1),
                           HAS_NONE(SVC_EXAMPLE, TYPE_A) };
  lead_to(server, "192.0.2.1:443 ");
  assert_string_equal(https_error, "");
}

static void an_alias_leads_to_another_host(void **state)
{
  static script with_records = { HTTPS(EXAMPLE_COM, "\17", "\0\0" SVC_EXAMPLE), HAS_A(EXAMPLE_COM, IP_1),
                                 HTTPS(SVC_EXAMPLE, "\11", SELF PORT_8443), HAS_A(SVC_EXAMPLE, IP_2) };
  static script without = { HTTPS(EXAMPLE_COM, "\17", "\0\0" SVC_EXAMPLE), HAS_NONE(EXAMPLE_COM, TYPE_A),
                            HAS_NONE(SVC_EXAMPLE, TYPE_HTTPS), HAS_A(SVC_EXAMPLE, IP_2) };
  lead_to(with_records, "192.0.2.2:8443 ");
  lead_to(without, "192.0.2.2:443 ");
}

static void hints_are_for_where_there_is_no_address(void **state)
{
  static script own = { HTTPS(EXAMPLE_COM, "\13", SELF HINT(IP_3)), HAS_NONE(EXAMPLE_COM, TYPE_A) };
  static script others = { HTTPS(EXAMPLE_COM, "\35", "\0\1" SVC_EXAMPLE PORT_8443 HINT(IP_3)), HAS_A(EXAMPLE_COM, IP_1),
                           HAS_NONE(SVC_EXAMPLE, TYPE_A) };
  static script superfluous = { HTTPS(EXAMPLE_COM, "\13", SELF HINT(IP_3)), HAS_A(EXAMPLE_COM, IP_1) };
  lead_to(own, "192.0.2.3:443 ");
  lead_to(others, "192.0.2.3:8443 ");
  lead_to(superfluous, "192.0.2.1:443 ");
}

static void hints_of_another_family_are_none(void **state)
{
  static script server = { HTTPS(EXAMPLE_COM, "\13", SELF HINT(IP_3)), HAS_NONE(EXAMPLE_COM, TYPE_AAAA) };
  CURL *easy = begin_with(server, origin_never, by_example);
  curl_easy_setopt(easy, CURLOPT_IPRESOLVE, (long)CURL_IPRESOLVE_V6);
  https_expect(easy, CURLE_COULDNT_RESOLVE_HOST, NULL);
  finish(easy);
}

/* ---- one after the other ---- */

#define TWO_SERVICES                                                                                               \
  ANSWER(EXAMPLE_COM, TYPE_HTTPS, "\2",                                                                            \
         RECORD(TYPE_HTTPS, "\21", "\0\2" OTHER_EXAMPLE) RECORD(TYPE_HTTPS, "\25", "\0\1" SVC_EXAMPLE PORT_8443)), \
      HAS_A(EXAMPLE_COM, IP_1), HAS_A(SVC_EXAMPLE, IP_2)

static script two_services = { TWO_SERVICES };
static script both_fail = { TWO_SERVICES, HAS_A(OTHER_EXAMPLE, IP_3) };

static void the_least_priority_comes_first(void **state) { lead_to(two_services, "192.0.2.2:8443 "); }

static void the_gate_sees_and_may_refuse_each(void **state)
{
  CURL *easy = begin_with(both_fail, once, by_example);
  https_note_places(easy, "192.0.2.2:8443 192.0.2.3:443 ");
  https_expect(easy, CURLE_OK, "hello");
  assert_string_equal(https_error, "");
  finish(easy);
  assert_string_equal(https_places, "192.0.2.2:8443 192.0.2.3:443 192.0.2.1:443 ");
}

static void what_is_left_to_fail_is_the_origin(void **state)
{
  CURL *easy = begin_with(both_fail, origin_never, by_example);
  https_note_places(easy, "192.0.2.2:8443 192.0.2.3:443 192.0.2.1:443 ");
  https_expect(easy, CURLE_COULDNT_CONNECT, NULL);
  assert_non_null(strstr(https_error, "example.com port 443"));
  finish(easy);
  assert_string_equal(https_places, "192.0.2.2:8443 192.0.2.3:443 192.0.2.1:443 ");
}

/* Without another place to go to, it is tried once. */
static void the_origins_own_place_is_tried_once(void **state)
{
  static script server = { HTTPS(EXAMPLE_COM, "\20", SELF HTTP_11), HAS_A(EXAMPLE_COM, IP_1) };
  CURL *easy = begin_with(server, origin_never, by_example);
  https_note_places(easy, "192.0.2.1:443 ");
  https_expect(easy, CURLE_COULDNT_CONNECT, NULL);
  finish(easy);
  assert_string_equal(https_places, "192.0.2.1:443 ");
}

static void who_cannot_prove_to_be_the_origin_is_left(void **state)
{
  static script site = { { EXPECT_END }, { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  static script server = { HTTPS(EXAMPLE_COM, "\25", "\0\1" SVC_EXAMPLE PORT_8443), HAS_A(EXAMPLE_COM, IP_1),
                           HAS_A(SVC_EXAMPLE, IP_2) };
  STAGES = { { TLS_AS(https_second) }, { OURS } };
  CURL *easy = begin_with(server, site, stages);
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_SSL_VERIFYRESULT), 0);
  assert_string_equal(https_error, "");
  finish(easy);
  assert_string_equal(https_places, "192.0.2.2:8443 192.0.2.1:443 ");
}

/* The next transfer begins with the first record again. */
static void what_has_failed_is_tried_again_the_next_time(void **state)
{
  static script site = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END }, { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  CURL *easy = begin_with(both_fail, site, by_example);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  https_note_places(easy, "192.0.2.2:8443 ");
  https_expect(easy, CURLE_OK, "hello");
  https_note_places(easy, NULL);
  https_expect(easy, CURLE_OK, "hello");
  finish(easy);
  assert_string_equal(https_places, "192.0.2.2:8443 ");
}

/* ---- whose are asked for ---- */

static void another_port_of_the_url_has_its_own(void **state)
{
  static script server = { HTTPS("\5_8443\6_https" EXAMPLE_COM, "\25", "\0\1" SVC_EXAMPLE "\0\3\0\2\1\273"),
                           HAS_A(EXAMPLE_COM, IP_1), HAS_A(SVC_EXAMPLE, IP_2) };
  static script site = { { EXPECT_HEAD("Host: example.com:8443\r\n"), SEND(OK_HELLO), EXPECT_END } };
  CURL *easy = begin_with(server, site, by_example);
  curl_easy_setopt(easy, CURLOPT_URL, "https://example.com:8443/");
  https_expect(easy, CURLE_OK, "hello");
  finish(easy);
  assert_string_equal(https_places, "192.0.2.2:443 ");
}

/* RFC 9460, section 9.5 would have http upgraded; libcurl does not ask. */
static void http_asks_for_none(void **state)
{
  static script server = { HAS_A(EXAMPLE_COM, IP_1) };
  static script site = { { EXPECT_HEAD("Host: example.com\r\n"), SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { { .kind = STAGE_END } } };
  CURL *easy = begin_with(server, site, stages);
  curl_easy_setopt(easy, CURLOPT_URL, "http://example.com/");
  https_expect(easy, CURLE_OK, "hello");
  finish(easy);
}

/* What the program says about the way comes first, and needs no records. */
static void who_is_told_the_way_asks_for_none(void **state)
{
  static struct curl_slist given = { (char *)(uintptr_t) "example.com:443:192.0.2.9", NULL };
  CURL *easy = begin_with(origin_never, once, by_example);
  curl_easy_setopt(easy, CURLOPT_RESOLVE, &given);
  https_expect(easy, CURLE_OK, "hello");
  finish(easy);
  assert_string_equal(https_places, "192.0.2.9:443 ");
}

static void who_is_sent_elsewhere_asks_for_none(void **state)
{
  static struct curl_slist to = { (char *)(uintptr_t) "example.com:443:svc.example:444", NULL };
  static script server = { HAS_A(SVC_EXAMPLE, IP_2) };
  CURL *easy = begin_with(server, once, by_example);
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, &to);
  https_expect(easy, CURLE_OK, "hello");
  finish(easy);
  assert_string_equal(https_places, "192.0.2.2:444 ");
}

static void who_goes_through_a_proxy_asks_for_none(void **state)
{
  STAGES = { { { .kind = STAGE_PROXY }, OURS } };
  CURL *easy = begin_with(origin_never, once, stages);
  curl_easy_setopt(easy, CURLOPT_PROXY, "http://192.0.2.9:1080");
  https_expect(easy, CURLE_OK, "hello");
  finish(easy);
  assert_string_equal(https_peer.notes[0][0].connect, "CONNECT example.com:443 HTTP/1.1");
}

static void an_alternative_service_comes_first(void **state)
{
  static script server = { HTTPS(EXAMPLE_COM, "\11", SELF PORT_8443), HAS_A(EXAMPLE_COM, IP_1),
                           HAS_A(SVC_EXAMPLE, IP_2) };
  static script site = { { GET_EXAMPLE,
                           SEND("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n"
                                "Alt-Svc: h1=\"svc.example:444\"\r\n\r\nhello"),
                           EXPECT_END },
                         { EXPECT_HEAD("Alt-Used: svc.example:444\r\n"), SEND(OK_HELLO), EXPECT_END } };
  CURL *easy = begin_with(server, site, by_example);
  curl_easy_setopt(easy, CURLOPT_ALTSVC, "");
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  finish(easy);
  assert_string_equal(https_places, "192.0.2.1:8443 192.0.2.2:444 ");
}

/* ---- what is kept ---- */

/* It is the origin's, wherever it leads. */
static void the_connection_is_used_again(void **state)
{
  static script server = { HTTPS(EXAMPLE_COM, "\11", SELF PORT_8443), HAS_A(EXAMPLE_COM, IP_1) };
  static script site = { { GET_EXAMPLE, SEND(OK_HELLO), GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  CURL *easy = begin_with(server, site, by_example);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_NUM_CONNECTS), 0);
  finish(easy);
}

static script twice = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END }, { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };

static void records_are_remembered(void **state)
{
  CURL *easy = begin_with(two_services, twice, by_example);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  finish(easy);
  assert_string_equal(https_places, "192.0.2.2:8443 192.0.2.2:8443 ");
}

static void that_there_are_none_is_remembered(void **state)
{
  static script server = { HAS_NONE(EXAMPLE_COM, TYPE_HTTPS), HAS_A(EXAMPLE_COM, IP_1) };
  CURL *easy = begin_with(server, twice, by_example);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  finish(easy);
}

static void a_share_remembers_them_for_others(void **state)
{
  CURL *easy = begin_with(two_services, twice, by_example), *other = https_handle(HTTPS_HOST);
  CURLSH *share = curl_share_init();
  curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
  curl_easy_setopt(easy, CURLOPT_SHARE, share);
  https_expect(easy, CURLE_OK, "hello");
  curl_easy_setopt(other, CURLOPT_SHARE, share);
  curl_easy_setopt(other, CURLOPT_RESOLVE, NULL);
  curl_easy_setopt(other, CURLOPT_IPRESOLVE, (long)CURL_IPRESOLVE_V4);
  curl_easy_setopt(other, CURLOPT_DOH_URL, doh_url);
  https_expect(other, CURLE_OK, "hello");
  curl_easy_cleanup(other);
  curl_easy_setopt(easy, CURLOPT_SHARE, NULL);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
  finish(easy);
}

/* ---- memory ---- */

static CURLcode go_all_the_way(int number)
{
  CURL *easy = begin_with(both_fail, once, by_example);
  https_note_places(easy, "192.0.2.2:8443 192.0.2.3:443 ");
  short_memory_set(number);
  CURLcode code = curl_easy_perform(easy);
  short_memory_clear();
  curl_easy_cleanup(easy);
  (void)tls_peer_end(&https_peer); /* where it was left depends */
  (void)peer_end(&doh);
  assert_int_equal(https_peer.opens, https_peer.closes);
  text_free(&https_body);
  return code;
}

static void the_way_through_all_of_them_survives_without_memory(void **state)
{
  short_memory_begin();
  short_memory_sweep(go_all_the_way);
  short_memory_end();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(another_port_is_connected_to_as_the_origin),
    cmocka_unit_test(another_host_is_looked_up_and_connected_to),
    cmocka_unit_test(the_origin_need_have_no_address),
    cmocka_unit_test(a_host_that_is_not_found_is_passed_over),
    cmocka_unit_test(an_alias_leads_to_another_host),
    cmocka_unit_test(hints_are_for_where_there_is_no_address),
    cmocka_unit_test(hints_of_another_family_are_none),
    cmocka_unit_test(the_least_priority_comes_first),
    cmocka_unit_test(the_gate_sees_and_may_refuse_each),
    cmocka_unit_test(what_is_left_to_fail_is_the_origin),
    cmocka_unit_test(the_origins_own_place_is_tried_once),
    cmocka_unit_test(who_cannot_prove_to_be_the_origin_is_left),
    cmocka_unit_test(what_has_failed_is_tried_again_the_next_time),
    cmocka_unit_test(another_port_of_the_url_has_its_own),
    cmocka_unit_test(http_asks_for_none),
    cmocka_unit_test(who_is_told_the_way_asks_for_none),
    cmocka_unit_test(who_is_sent_elsewhere_asks_for_none),
    cmocka_unit_test(who_goes_through_a_proxy_asks_for_none),
    cmocka_unit_test(an_alternative_service_comes_first),
    cmocka_unit_test(the_connection_is_used_again),
    cmocka_unit_test(records_are_remembered),
    cmocka_unit_test(that_there_are_none_is_remembered),
    cmocka_unit_test(a_share_remembers_them_for_others),
    cmocka_unit_test(the_way_through_all_of_them_survives_without_memory),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
