/* Which version is spoken: CURLOPT_HTTP_VERSION, ALPN (RFC 7301), prior knowledge (RFC 9113, section 3.3), and the upgrade
 * from HTTP/1.1 (RFC 7540, section 3.2). */
#include "h2_client.h"
#include "https.h"
#include <string.h>

#define H1_HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
#define SWITCH   "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"

static const struct h2_page pages[] = {
  { .path = "/", .body = "hello" },
  { .path = "/echo", .is_echo = true },
  { 0 },
};

/* ---- over TLS ---- */

static struct h2_transfer *over_tls(const struct h2_setup *setup, long version)
{
  h2_begin_with(setup, 1, pages);
  struct h2_transfer *t = h2_new(H2_HTTPS "/");
  assert_int_equal(curl_easy_setopt(t->easy, CURLOPT_HTTP_VERSION, version), CURLE_OK);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  return t;
}

static void each_version_offers_its_own(void **state)
{
  static const struct h2_setup both = { .cert = &https_example, .h1 = { H1_HELLO } };
  static const struct {
    long asked;
    const char *offered;
    long spoken;
  } cases[] = {
    { CURL_HTTP_VERSION_NONE, "h2,http/1.1", CURL_HTTP_VERSION_2_0 },
    { CURL_HTTP_VERSION_1_0, "http/1.0,http/1.1", CURL_HTTP_VERSION_1_1 }, /* the answer's version is told */
    { CURL_HTTP_VERSION_1_1, "http/1.1", CURL_HTTP_VERSION_1_1 },
    { CURL_HTTP_VERSION_2_0, "h2,http/1.1", CURL_HTTP_VERSION_2_0 },
    { CURL_HTTP_VERSION_2TLS, "h2,http/1.1", CURL_HTTP_VERSION_2_0 },
    { CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE, "h2", CURL_HTTP_VERSION_2_0 },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct h2_transfer *t = over_tls(&both, cases[i].asked);
    assert_true(strncmp(h2_peer.conn[0].offered, cases[i].offered, strlen(cases[i].offered)) == 0);
    assert_int_equal(strstr(h2_peer.conn[0].offered, "h2") != NULL, strstr(cases[i].offered, "h2") != NULL);
    assert_int_equal(h2_long(t, CURLINFO_HTTP_VERSION), cases[i].spoken);
    assert_int_equal(h2_peer.conn[0].is_h2, cases[i].spoken == CURL_HTTP_VERSION_2_0);
    h2_end();
  }
}

static int ask_for_tls(void *data, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up)
{
  struct h2_transfer *t = data;
  struct curl_tlssessioninfo *tls = NULL;
  if(!now || t->calls++) return 0; /* when all is over, the connection is no longer this transfer's */
  assert_int_equal(curl_easy_getinfo(t->easy, CURLINFO_TLS_SSL_PTR, &tls), CURLE_OK);
  assert_non_null(tls->internals);
  return 0;
}

/* A short answer is there at once; still the connection is, when the program hears of it. */
static void progress_may_ask_about_the_connection(void **state)
{
  static const struct h2_setup secure = { .cert = &https_example };
  h2_begin_with(&secure, 1, pages);
  struct h2_transfer *t = h2_new(H2_HTTPS "/");
  curl_easy_setopt(t->easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(t->easy, CURLOPT_XFERINFOFUNCTION, ask_for_tls);
  curl_easy_setopt(t->easy, CURLOPT_XFERINFODATA, t);
  h2_add(t);
  while(!t->calls && !t->is_done) h2_settle();
  assert_true(t->calls > 0);
  curl_easy_setopt(t->easy, CURLOPT_NOPROGRESS, 1L);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  h2_end();
}

static void alpn_can_be_switched_off(void **state)
{
  static const struct h2_setup both = { .cert = &https_example, .h1 = { H1_HELLO } };
  h2_begin_with(&both, 1, pages);
  struct h2_transfer *t = h2_new(H2_HTTPS "/");
  curl_easy_setopt(t->easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_string_equal(h2_peer.conn[0].offered, "");
  assert_int_equal(h2_long(t, CURLINFO_HTTP_VERSION), CURL_HTTP_VERSION_1_1);
  h2_end();
}

static void a_peer_may_choose_http_1(void **state)
{
  static const struct h2_setup h1 = { .cert = &https_example, .alpn = "http/1.1", .h1 = { H1_HELLO } };
  struct h2_transfer *t = over_tls(&h1, CURL_HTTP_VERSION_2TLS);
  assert_int_equal(h2_long(t, CURLINFO_HTTP_VERSION), CURL_HTTP_VERSION_1_1);
  assert_non_null(strstr(h2_peer.conn[0].h1.at, "GET / HTTP/1.1\r\nHost: example.com\r\n"));
  assert_null(strstr(h2_peer.conn[0].h1.at, "Upgrade"));
  h2_end();
}

static void a_peer_that_chooses_nothing_gets_http_1(void **state)
{
  static const struct h2_setup none = { .cert = &https_example, .alpn = "", .h1 = { H1_HELLO } };
  struct h2_transfer *t = over_tls(&none, CURL_HTTP_VERSION_2TLS);
  assert_int_equal(h2_long(t, CURLINFO_HTTP_VERSION), CURL_HTTP_VERSION_1_1);
  h2_end();
}

static void over_tls_the_scheme_is_https(void **state)
{
  static const struct h2_setup h2 = { .cert = &https_example };
  over_tls(&h2, CURL_HTTP_VERSION_2TLS);
  assert_string_equal(h2_field(h2_request(&h2_peer.conn[0], 0), ":scheme"), "https");
  assert_string_equal(h2_field(h2_request(&h2_peer.conn[0], 0), ":authority"), "example.com");
  h2_end();
}

static void through_a_tunnel_it_is_the_same(void **state)
{
  static const struct h2_setup tunnel = { .cert = &https_example,
                                          .is_tunnel = true,
                                          .h1 = { "HTTP/1.1 200 OK\r\n\r\n" } };
  h2_begin_with(&tunnel, 1, pages);
  struct h2_transfer *t = h2_new(H2_HTTPS "/");
  curl_easy_setopt(t->easy, CURLOPT_PROXY, "http://192.0.2.9:80/");
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_non_null(strstr(h2_peer.conn[0].h1.at, "CONNECT example.com:443 HTTP/1.1\r\n"));
  assert_string_equal(h2_peer.conn[0].offered, "h2,http/1.1");
  assert_int_equal(h2_long(t, CURLINFO_HTTP_VERSION), CURL_HTTP_VERSION_2_0);
  h2_end();
}

/* ---- in clear ---- */

static struct h2_transfer *in_clear(const struct h2_setup *setup, long version)
{
  h2_begin_with(setup, 1, pages);
  struct h2_transfer *t = h2_new("/");
  assert_int_equal(curl_easy_setopt(t->easy, CURLOPT_HTTP_VERSION, version), CURLE_OK);
  h2_add(t);
  h2_run();
  return t;
}

static void prior_knowledge_begins_with_the_preface(void **state)
{
  struct h2_transfer *t = in_clear(&h2_served, CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE);
  h2_expect(t, CURLE_OK, "hello");
  assert_int_equal(h2_peer.conn[0].frames.at[0].type, NGHTTP2_SETTINGS);
  assert_int_equal(h2_peer.conn[0].h1_count, 0);
  h2_end();
}

static void others_begin_with_http_1_and_do_not_ask(void **state)
{
  static const long versions[] = { CURL_HTTP_VERSION_NONE, CURL_HTTP_VERSION_1_1, CURL_HTTP_VERSION_2TLS };
  static const struct h2_setup h1 = { .h1 = { H1_HELLO } };
  for(size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
    struct h2_transfer *t = in_clear(&h1, versions[i]);
    h2_expect(t, CURLE_OK, "hello");
    assert_null(strstr(h2_peer.conn[0].h1.at, "Upgrade"));
    h2_end();
  }
}

static void an_upgrade_is_asked_for(void **state)
{
  static const struct h2_setup upgrade = { .h1 = { SWITCH } };
  struct h2_transfer *t = in_clear(&upgrade, CURL_HTTP_VERSION_2_0);
  h2_expect(t, CURLE_OK, "hello");
  assert_non_null(strstr(h2_peer.conn[0].h1.at, "Connection: Upgrade, HTTP2-Settings\r\n"));
  assert_non_null(strstr(h2_peer.conn[0].h1.at, "Upgrade: h2c\r\n"));
  assert_non_null(strstr(h2_peer.conn[0].h1.at, "HTTP2-Settings: AAMAAABkAAQAAQAAAAIAAAAA\r\n"));
  assert_int_equal(h2_long(t, CURLINFO_HTTP_VERSION), CURL_HTTP_VERSION_2_0);
  assert_int_equal(h2_long(t, CURLINFO_RESPONSE_CODE), 200);
  assert_string_equal(t->head.at, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
                                  "HTTP/2 200 \r\n\r\n");
  h2_end();
}

static void an_upgrade_may_be_ignored(void **state)
{
  static const struct h2_setup ignores = { .h1 = { H1_HELLO } };
  struct h2_transfer *t = in_clear(&ignores, CURL_HTTP_VERSION_2_0);
  h2_expect(t, CURLE_OK, "hello");
  assert_int_equal(h2_long(t, CURLINFO_HTTP_VERSION), CURL_HTTP_VERSION_1_1);
  h2_end();
}

static void after_an_upgrade_the_connection_takes_more_streams(void **state)
{
  static const struct h2_setup upgrade = { .h1 = { SWITCH } };
  h2_begin_with(&upgrade, 1, pages);
  struct h2_transfer *t[3];
  for(int i = 0; i < 3; i++) {
    t[i] = h2_new("/");
    curl_easy_setopt(t[i]->easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2_0);
    h2_add(t[i]);
    if(!i) h2_run();
  }
  h2_run();
  for(int i = 0; i < 3; i++) h2_expect(t[i], CURLE_OK, "hello");
  assert_int_equal(h2_peer.opens, 1);
  assert_int_equal(h2_peer.conn[0].h1_count, 1);
  h2_end();
}

static void an_upgrade_byte_by_byte(void **state)
{
  static const struct h2_setup upgrade = { .h1 = { SWITCH } };
  h2_begin_with(&upgrade, 1, pages);
  h2_peer.send_max = 1;
  struct h2_transfer *t = h2_new("/");
  curl_easy_setopt(t->easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2_0);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  h2_end();
}

static void an_answer_of_http_1_to_the_preface_is_an_error(void **state)
{
  static const struct h2_setup raw = { .is_raw = true };
  h2_begin_with(&raw, 1, pages);
  struct h2_transfer *t = h2_get("/");
  h2_await(0, NGHTTP2_HEADERS, 1, 1);
  H2_SEND(&h2_peer.conn[0], "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  h2_run();
  assert_true(t->is_done);
  assert_true(t->code != CURLE_OK);
  assert_int_equal(h2_peer_open_count(&h2_peer), 0);
  h2_end();
}

static void an_unknown_version_is_refused(void **state)
{
  CURL *easy = curl_easy_init();
  assert_int_not_equal(curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, 99L), CURLE_OK);
  assert_int_not_equal(curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, -1L), CURLE_OK);
  curl_easy_cleanup(easy);
}

static void the_library_says_that_it_can(void **state)
{
  const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);
  assert_true(v->features & CURL_VERSION_HTTP2);
  assert_non_null(v->nghttp2_version);
  assert_non_null(strstr(curl_version(), "nghttp2/"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_version_offers_its_own),
    cmocka_unit_test(progress_may_ask_about_the_connection),
    cmocka_unit_test(alpn_can_be_switched_off),
    cmocka_unit_test(a_peer_may_choose_http_1),
    cmocka_unit_test(a_peer_that_chooses_nothing_gets_http_1),
    cmocka_unit_test(over_tls_the_scheme_is_https),
    cmocka_unit_test(through_a_tunnel_it_is_the_same),
    cmocka_unit_test(prior_knowledge_begins_with_the_preface),
    cmocka_unit_test(others_begin_with_http_1_and_do_not_ask),
    cmocka_unit_test(an_upgrade_is_asked_for),
    cmocka_unit_test(an_upgrade_may_be_ignored),
    cmocka_unit_test(after_an_upgrade_the_connection_takes_more_streams),
    cmocka_unit_test(an_upgrade_byte_by_byte),
    cmocka_unit_test(an_answer_of_http_1_to_the_preface_is_an_error),
    cmocka_unit_test(an_unknown_version_is_refused),
    cmocka_unit_test(the_library_says_that_it_can),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
