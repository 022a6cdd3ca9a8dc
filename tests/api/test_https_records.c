/* HTTPS records (RFC 9460), where DNS is asked over HTTPS: whose are asked for, and where they lead a transfer. */
#define CURL_DISABLE_DEPRECATION
#include "doh.h"
#include "https.h"
#include "short_memory.h"

/* ---- what the DNS server is asked, and says ---- */

#define EXAMPLE_COM   "\7example\3com\0"
#define SVC_EXAMPLE   "\3svc\7example\0"
#define OTHER_EXAMPLE "\5other\7example\0"
#define TYPE_A        "\0\1"
#define TYPE_AAAA     "\0\34"
#define TYPE_HTTPS    "\0\101"

/* Every POST has a connection of its own. */
#define ASKED(name, type) DNS_POST, EXPECT("\0\0\1\0\0\1\0\0\0\0\0\0" name type "\0\1")
#define ANSWER(name, type, count, records)                                                                          \
  {                                                                                                                 \
    ASKED(name, type), SEND("HTTP/1.1 200 OK\r\n\r\n\0\0\x81\x80\0\1\0" count "\0\0\0\0" name type "\0\1" records), \
        CLOSE                                                                                                       \
  }
#define RECORD(type, len, data) "\xc0\14" type "\0\1\0\0\0\74\0" len data

#define HAS_NONE(name, type)   ANSWER(name, type, "\0", "")
#define HAS_A(name, ip)        ANSWER(name, TYPE_A, "\1", RECORD(TYPE_A, "\4", ip))
#define HTTPS(name, len, data) ANSWER(name, TYPE_HTTPS, "\1", RECORD(TYPE_HTTPS, len, data))

/* Records: priority, target, parameters. */
#define SELF            "\0\1\0"
#define H2              "\0\1\0\3\2h2"
#define H3              "\0\1\0\3\2h3"
#define HTTP_11         "\0\1\0\11\10http/1.1"
#define NO_DEFAULT_ALPN "\0\2\0\0"
#define PORT_8443       "\0\3\0\2\40\373"
#define HINT(ip)        "\0\4\0\4" ip

#define IP_1 "\300\0\2\1" /* 192.0.2.1 */
#define IP_2 "\300\0\2\2"
#define IP_3 "\300\0\2\3"

#define OURS TLS_AS(https_example)
#define ONCE                                  \
  {                                           \
    {                                         \
      GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END \
    }                                         \
  }

static const struct stage by_example[PEER_CONNS_MAX][TLS_STAGES_MAX] = { { OURS }, { OURS }, { OURS } };
static script once = ONCE;

/* A handle for https://example.com/ by IPv4, whose DNS is `server`. */
static CURL *begin_with(script server, script site, const struct stage (*stages)[TLS_STAGES_MAX])
{
  unsetenv("http_proxy");
  doh_port = peer_listen(&doh, server, "127.0.0.1");
  snprintf(doh_url, sizeof doh_url, "http://127.0.0.1:%d/dns", doh_port);
  peer_start(&doh);
  CURL *easy = https_begin(site, stages, HTTPS_HOST);
  https_note_places(easy, NULL);
  curl_easy_setopt(easy, CURLOPT_RESOLVE, NULL);
  curl_easy_setopt(easy, CURLOPT_IPRESOLVE, (long)CURL_IPRESOLVE_V4);
  curl_easy_setopt(easy, CURLOPT_DOH_URL, doh_url);
  return easy;
}

static void finish(CURL *easy)
{
  https_finish(easy);
  assert_string_equal(peer_end(&doh), "");
}

static const char *offered(size_t conn) { return https_peer.notes[conn][0].offered; }

/* One transfer, which goes well and leads to these places. */
static void lead_to(script server, const char *places)
{
  CURL *easy = begin_with(server, once, by_example);
  https_expect(easy, CURLE_OK, "hello");
  finish(easy);
  assert_string_equal(https_places, places);
  assert_string_equal(https_peer.notes[0][0].sni, "example.com");
}

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
