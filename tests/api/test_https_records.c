/* HTTPS records, read: which of them count, how long they are waited for, and which versions they have offered. */
#define CURL_DISABLE_DEPRECATION
#include "https_records.h"

/* ---- failures ---- */

static void a_record_that_is_malformed_does_not_count(void **state)
{
  static script cut = { HTTPS(EXAMPLE_COM, "\11", SELF "\0\1\0\3\2h"), HAS_A(EXAMPLE_COM, IP_1) };
  static script descending = { HTTPS(EXAMPLE_COM, "\20", SELF PORT_8443 H2), HAS_A(EXAMPLE_COM, IP_1) };
  static script beside = { ANSWER(EXAMPLE_COM, TYPE_HTTPS, "\2",
                                  RECORD(TYPE_HTTPS, "\11", SELF PORT_8443) RECORD(TYPE_HTTPS, "\1", "\0")),
                           HAS_A(EXAMPLE_COM, IP_1) };
  lead_to(cut, "192.0.2.1:443 ");
  assert_string_equal(offered(0), "h2,http/1.1");
  lead_to(descending, "192.0.2.1:443 ");
  lead_to(beside, "192.0.2.1:443 ");
}

static void a_record_that_is_not_understood_does_not_count(void **state)
{
  static script mandatory = { HTTPS(EXAMPLE_COM, "\25", SELF "\0\0\0\2\0\173" PORT_8443 "\0\173\0\2xy"),
                              HAS_A(EXAMPLE_COM, IP_1) };
  static script http_3 = { HTTPS(EXAMPLE_COM, "\24", SELF H3 NO_DEFAULT_ALPN PORT_8443), HAS_A(EXAMPLE_COM, IP_1) };
  lead_to(mandatory, "192.0.2.1:443 ");
  lead_to(http_3, "192.0.2.1:443 ");
  assert_string_equal(offered(0), "h2,http/1.1");
}

static void a_server_that_does_not_know_of_them_is_no_failure(void **state)
{
  static script not_found = { { ASKED(EXAMPLE_COM, TYPE_HTTPS), SEND("HTTP/1.1 404 No\r\n\r\n"), CLOSE },
                              HAS_A(EXAMPLE_COM, IP_1) };
  static script refused = { { ASKED(EXAMPLE_COM, TYPE_HTTPS), CLOSE }, HAS_A(EXAMPLE_COM, IP_1) };
  static script about_a = { { ASKED(EXAMPLE_COM, TYPE_HTTPS),
                              SEND("HTTP/1.1 200 OK\r\n\r\n\0\0\x81\x80\0\1\0\1\0\0\0\0" EXAMPLE_COM TYPE_A
                                   "\0\1" RECORD(TYPE_A, "\4", IP_2)),
                              CLOSE },
                            HAS_A(EXAMPLE_COM, IP_1) };
  static script none = { HAS_NONE(EXAMPLE_COM, TYPE_HTTPS), HAS_A(EXAMPLE_COM, IP_1) };
  lead_to(not_found, "192.0.2.1:443 ");
  lead_to(refused, "192.0.2.1:443 ");
  lead_to(about_a, "192.0.2.1:443 ");
  lead_to(none, "192.0.2.1:443 ");
  assert_string_equal(https_error, "");
}

static void without_any_address_the_host_is_not_found(void **state)
{
  static script server = { HTTPS(EXAMPLE_COM, "\17", "\0\1" SVC_EXAMPLE), HAS_NONE(EXAMPLE_COM, TYPE_A),
                           HAS_NONE(SVC_EXAMPLE, TYPE_A) };
  CURL *easy = begin_with(server, origin_never, by_example);
  https_expect(easy, CURLE_COULDNT_RESOLVE_HOST, NULL);
  assert_string_equal(https_error, "Could not resolve host: example.com");
  finish(easy);
}

static void the_time_of_the_user_ends_it(void **state)
{
  static script server = { { ASKED(EXAMPLE_COM, TYPE_HTTPS), IGNORE }, HAS_NONE(EXAMPLE_COM, TYPE_A) };
  CURL *easy = begin_with(server, origin_never, by_example);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 300L);
  https_expect(easy, CURLE_OPERATION_TIMEDOUT, NULL);
  assert_memory_equal(https_error, "Resolving timed out after ", 26);
  finish(easy);
}

/* What is only better is not waited for as long as what is needed. */
static void a_server_that_does_not_answer_is_not_waited_for(void **state)
{
  static script no_records = { { ASKED(EXAMPLE_COM, TYPE_HTTPS), IGNORE }, HAS_A(EXAMPLE_COM, IP_1) };
  static script no_address = { HTTPS(EXAMPLE_COM, "\25", "\0\1" SVC_EXAMPLE PORT_8443),
                               HAS_A(EXAMPLE_COM, IP_1),
                               { ASKED(SVC_EXAMPLE, TYPE_A), IGNORE } };
  lead_to(no_records, "192.0.2.1:443 ");
  lead_to(no_address, "192.0.2.1:443 ");
  assert_string_equal(https_error, "");
}

/* Transfers, queries included. */
static long current(CURLM *multi)
{
  curl_off_t value = -1;
  assert_int_equal(curl_multi_get_offt(multi, CURLMINFO_XFERS_CURRENT, &value), CURLM_OK);
  return (long)value;
}

/* Serve while one is running, and there are more than so many. */
static void serve(CURLM *multi, long left)
{
  long long until = now_ms() + 10000;
  int running;
  do {
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    assert_int_equal(curl_multi_poll(multi, NULL, 0, 5, NULL), CURLM_OK);
  } while(running && current(multi) > left && now_ms() < until);
}

static void who_leaves_takes_the_query_along(void **state)
{
  static script server = { { ASKED(EXAMPLE_COM, TYPE_HTTPS), HOLD, IGNORE }, HAS_A(EXAMPLE_COM, IP_1) };
  CURL *easy = begin_with(server, origin_never, by_example);
  CURLM *multi = curl_multi_init();
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  serve(multi, 2);
  assert_int_equal(current(multi), 2); /* the query for addresses is over */
  assert_int_equal(curl_multi_remove_handle(multi, easy), CURLM_OK);
  assert_int_equal(current(multi), 0);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
  peer_release(&doh);
  finish(easy);
}

static void why_addresses_are_not_found_is_told(void **state)
{
  static script server = { HAS_NONE(EXAMPLE_COM, TYPE_HTTPS),
                           { ASKED(EXAMPLE_COM, TYPE_A), HOLD, SEND("HTTP/1.1 403 No\r\n\r\n"), CLOSE } };
  CURL *easy = begin_with(server, origin_never, by_example);
  CURLM *multi = curl_multi_init();
  int left;
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  serve(multi, 2);
  assert_int_equal(current(multi), 2); /* the one for records is */
  peer_release(&doh);
  serve(multi, 0);
  assert_int_equal(curl_multi_info_read(multi, &left)->data.result, CURLE_COULDNT_RESOLVE_HOST);
  assert_string_equal(https_error, "Could not resolve host: example.com (DoH: the server answers with status 403)");
  curl_multi_remove_handle(multi, easy);
  curl_multi_cleanup(multi);
  finish(easy);
}

static int refuse(void *resolver_state, void *reserved, void *userdata) { return 1; }

static void the_start_callback_may_refuse(void **state)
{
  CURL *easy = begin_with(origin_never, origin_never, by_example);
  curl_easy_setopt(easy, CURLOPT_RESOLVER_START_FUNCTION, refuse);
  https_expect(easy, CURLE_ABORTED_BY_CALLBACK, NULL);
  finish(easy);
}

/* ---- versions ---- */

static void offer(script server, const char *versions)
{
  lead_to(server, "192.0.2.1:443 ");
  assert_string_equal(offered(0), versions);
}

static void a_record_says_which_versions_are_offered(void **state)
{
  static script http_11 = { HTTPS(EXAMPLE_COM, "\20", SELF HTTP_11), HAS_A(EXAMPLE_COM, IP_1) };
  static script http_3 = { HTTPS(EXAMPLE_COM, "\12", SELF H3), HAS_A(EXAMPLE_COM, IP_1) };
  static script http_2 = { HTTPS(EXAMPLE_COM, "\12", SELF H2), HAS_A(EXAMPLE_COM, IP_1) };
  static script nothing = { HTTPS(EXAMPLE_COM, "\3", SELF), HAS_A(EXAMPLE_COM, IP_1) };
  offer(http_11, "http/1.1");
  offer(http_3, "http/1.1"); /* the default, which it does not take away */
  offer(http_2, "h2,http/1.1");
  offer(nothing, "h2,http/1.1");
}

static void the_program_says_it_too(void **state)
{
  static script server = { HTTPS(EXAMPLE_COM, "\12", SELF H2), HAS_A(EXAMPLE_COM, IP_1) };
  CURL *easy = begin_with(server, once, by_example);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  https_expect(easy, CURLE_OK, "hello");
  finish(easy);
  assert_string_equal(offered(0), "http/1.1");
}

/* What is not offered to it in the first try is in the second, without the record. */
static void a_record_that_promises_too_much_is_put_aside(void **state)
{
  static script server = { HTTPS(EXAMPLE_COM, "\16", SELF H2 NO_DEFAULT_ALPN), HAS_A(EXAMPLE_COM, IP_1) };
  static script site = { { EXPECT_END }, { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  CURL *easy = begin_with(server, site, by_example);
  https_expect(easy, CURLE_OK, "hello");
  assert_string_equal(https_error, "");
  finish(easy);
  assert_string_equal(offered(0), "h2");
  assert_string_equal(offered(1), "h2,http/1.1");
  assert_string_equal(https_places, "192.0.2.1:443 192.0.2.1:443 ");
}

static void http_2_is_spoken_where_it_is_all_that_is_offered(void **state)
{
  static const struct h2_proxy_plan plan = { .answers = { { .status = 200, .body = "hello" } }, .answer_count = 1 };
  static script server = { HTTPS(EXAMPLE_COM, "\16", SELF H2 NO_DEFAULT_ALPN), HAS_A(EXAMPLE_COM, IP_1) };
  static script site = { { EXPECT_END } };
  STAGES = { { { .kind = STAGE_TLS, .cert = &https_example, .speaks_h2 = true },
               { .kind = STAGE_H2_PROXY, .plan = &plan } } };
  CURL *easy = begin_with(server, site, stages);
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_HTTP_VERSION), CURL_HTTP_VERSION_2_0);
  finish(easy);
  assert_string_equal(offered(0), "h2");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_record_that_is_malformed_does_not_count),
    cmocka_unit_test(a_record_that_is_not_understood_does_not_count),
    cmocka_unit_test(a_server_that_does_not_know_of_them_is_no_failure),
    cmocka_unit_test(without_any_address_the_host_is_not_found),
    cmocka_unit_test(the_time_of_the_user_ends_it),
    cmocka_unit_test(a_server_that_does_not_answer_is_not_waited_for),
    cmocka_unit_test(who_leaves_takes_the_query_along),
    cmocka_unit_test(why_addresses_are_not_found_is_told),
    cmocka_unit_test(the_start_callback_may_refuse),
    cmocka_unit_test(a_record_says_which_versions_are_offered),
    cmocka_unit_test(the_program_says_it_too),
    cmocka_unit_test(a_record_that_promises_too_much_is_put_aside),
    cmocka_unit_test(http_2_is_spoken_where_it_is_all_that_is_offered),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
