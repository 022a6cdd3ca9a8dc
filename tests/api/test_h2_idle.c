/* An HTTP/2 connection between transfers: what is answered, what closes it, and who may use it again. */
#include "h2_client.h"
#include "https.h"
#include <poll.h>
#include <string.h>

#define H1_HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static const struct h2_page pages[] = { { .path = "/", .body = "hello" }, { 0 } };
static const struct h2_setup one[1] = { { 0 } }, two[2] = { { 0 } };

static struct h2_conn *first(void) { return &h2_peer.conn[0]; }

/* Time for the library to look at what is idle. */
static void let_idle(void)
{
  for(int i = 0; i < 20; i++) h2_turn();
}

static void begin_raw(void)
{
  static const struct h2_setup raw[2] = { { .is_raw = true }, { .is_raw = true } };
  h2_begin_with(raw, 2, NULL);
  struct h2_transfer *t = h2_get("/");
  h2_await_request(0, 1);
  h2_send_head(first(), 1, NGHTTP2_FLAG_END_STREAM, H2_OK_HEAD);
  h2_run();
  h2_expect(t, CURLE_OK, "");
  assert_int_equal(h2_peer_open_count(&h2_peer), 1);
}

/* ---- what a peer says to an idle one ---- */

static void a_ping_is_answered(void **state)
{
  begin_raw();
  h2_send_frame(first(), NGHTTP2_PING, 0, 0, "12345678", 8);
  const struct h2_frame *f = h2_await(0, NGHTTP2_PING, 0, 1);
  assert_int_equal(f->flags, NGHTTP2_FLAG_ACK);
  assert_memory_equal(f->payload, "12345678", 8);
  assert_int_equal(h2_peer_open_count(&h2_peer), 1);
  h2_end();
}

static void settings_are_acknowledged_and_hold(void **state)
{
  begin_raw();
  size_t before = h2_frames_count(&first()->frames, NGHTTP2_SETTINGS, 0);
  h2_send_setting(first(), NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 1);
  assert_int_equal(h2_await(0, NGHTTP2_SETTINGS, 0, before + 1)->flags, NGHTTP2_FLAG_ACK);
  struct h2_transfer *t[2] = { h2_get("/"), h2_get("/") };
  h2_await(0, NGHTTP2_HEADERS, 3, 1);
  h2_await_request(1, 1); /* the other has to go elsewhere */
  h2_send_head(first(), 3, NGHTTP2_FLAG_END_STREAM, H2_OK_HEAD);
  h2_send_head(&h2_peer.conn[1], 1, NGHTTP2_FLAG_END_STREAM, H2_OK_HEAD);
  h2_run();
  h2_expect(t[0], CURLE_OK, "");
  h2_expect(t[1], CURLE_OK, "");
  h2_end();
}

static void goaway_closes_it(void **state)
{
  begin_raw();
  h2_send_goaway(first(), 1, NGHTTP2_NO_ERROR);
  let_idle();
  assert_int_equal(h2_peer_open_count(&h2_peer), 0);
  h2_end();
}

static void a_close_closes_it(void **state)
{
  begin_raw();
  h2_close(first());
  let_idle();
  assert_int_equal(h2_peer_open_count(&h2_peer), 0);
  struct h2_transfer *t = h2_get("/");
  h2_await_request(1, 1);
  h2_send_head(&h2_peer.conn[1], 1, NGHTTP2_FLAG_END_STREAM, H2_OK_HEAD);
  h2_run();
  h2_expect(t, CURLE_OK, "");
  h2_end();
}

static void what_is_malformed_closes_it(void **state)
{
  begin_raw();
  h2_send_data(first(), 0, 0, "of no stream");
  let_idle();
  assert_int_equal(h2_peer_open_count(&h2_peer), 0);
  h2_end();
}

static void frames_for_streams_that_are_over_do_no_harm(void **state)
{
  begin_raw();
  h2_send_number(first(), NGHTTP2_RST_STREAM, 1, NGHTTP2_NO_ERROR);
  h2_send_number(first(), NGHTTP2_WINDOW_UPDATE, 1, 1);
  let_idle();
  struct h2_transfer *t = h2_get("/");
  h2_await(0, NGHTTP2_HEADERS, 3, 1);
  h2_send_head(first(), 3, NGHTTP2_FLAG_END_STREAM, H2_OK_HEAD);
  h2_run();
  h2_expect(t, CURLE_OK, "");
  h2_end();
}

static void goodbye_is_said(void **state)
{
  h2_begin_with(one, 1, pages);
  struct h2_transfer *t = h2_new("/");
  curl_easy_setopt(t->easy, CURLOPT_FORBID_REUSE, 1L);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_int_equal(h2_peer_open_count(&h2_peer), 0);
  while(h2_peer_turn(&h2_peer)) continue;
  const struct h2_frame *f = h2_frames_find(&first()->frames, NGHTTP2_GOAWAY, 0, 0);
  assert_non_null(f);
  assert_int_equal(h2_frame_u32(f, 4), NGHTTP2_NO_ERROR);
  h2_end();
}

/* ---- upkeep ---- */

static void upkeep_sends_a_ping(void **state)
{
  h2_begin_with(one, 1, pages);
  h2_peer_start(&h2_peer);
  struct h2_transfer *t = h2_new("/");
  curl_easy_setopt(t->easy, CURLOPT_UPKEEP_INTERVAL_MS, 1L);
  assert_int_equal(curl_easy_perform(t->easy), CURLE_OK);
  poll(NULL, 0, 20);
  assert_int_equal(curl_easy_upkeep(t->easy), CURLE_OK);
  assert_int_equal(curl_easy_perform(t->easy), CURLE_OK);
  assert_int_equal(h2_peer.opens, 1);
  curl_easy_cleanup(t->easy);
  t->easy = NULL;
  h2_peer_stop(&h2_peer);
  assert_int_equal(h2_frames_count(&first()->frames, NGHTTP2_PING, 0), 1);
  h2_end();
}

static void upkeep_waits_its_interval(void **state)
{
  h2_begin_with(one, 1, pages);
  h2_peer_start(&h2_peer);
  struct h2_transfer *t = h2_new("/");
  curl_easy_setopt(t->easy, CURLOPT_UPKEEP_INTERVAL_MS, 100000L);
  assert_int_equal(curl_easy_perform(t->easy), CURLE_OK);
  assert_int_equal(curl_easy_upkeep(t->easy), CURLE_OK);
  curl_easy_cleanup(t->easy);
  t->easy = NULL;
  h2_peer_stop(&h2_peer);
  assert_int_equal(h2_frames_count(&first()->frames, NGHTTP2_PING, 0), 0);
  h2_end();
}

/* ---- who may use it again ---- */

static void one_for_http_1_only_takes_no_connection_of_http_2(void **state)
{
  static const struct h2_setup both[2] = { { .cert = &https_example },
                                           { .cert = &https_example, .alpn = "http/1.1", .h1 = { H1_HELLO } } };
  h2_begin_with(both, 2, pages);
  struct h2_transfer *t = h2_get(H2_HTTPS "/");
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  t = h2_new(H2_HTTPS "/");
  curl_easy_setopt(t->easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_int_equal(h2_long(t, CURLINFO_HTTP_VERSION), CURL_HTTP_VERSION_1_1);
  assert_int_equal(h2_peer.opens, 2);
  h2_end();
}

static void prior_knowledge_takes_no_connection_of_http_1(void **state)
{
  static const struct h2_setup both[2] = { { .h1 = { H1_HELLO } }, { 0 } };
  h2_begin_with(both, 2, pages);
  struct h2_transfer *t = h2_new("/");
  curl_easy_setopt(t->easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  h2_add(t);
  h2_run();
  t = h2_get("/");
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_int_equal(h2_long(t, CURLINFO_HTTP_VERSION), CURL_HTTP_VERSION_2_0);
  assert_int_equal(h2_peer.opens, 2);
  h2_end();
}

static void http_1_in_clear_takes_no_connection_of_http_2(void **state)
{
  static const struct h2_setup both[2] = { { 0 }, { .h1 = { H1_HELLO } } };
  h2_begin_with(both, 2, pages);
  h2_get("/");
  h2_run();
  struct h2_transfer *t = h2_new("/");
  curl_easy_setopt(t->easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_int_equal(h2_long(t, CURLINFO_HTTP_VERSION), CURL_HTTP_VERSION_1_1);
  h2_end();
}

static void one_that_prefers_http_2_takes_what_was_agreed_on(void **state)
{
  static const struct h2_setup h1 = { .cert = &https_example, .alpn = "http/1.1", .h1 = { H1_HELLO, H1_HELLO } };
  h2_begin_with(&h1, 1, pages);
  h2_get(H2_HTTPS "/");
  h2_run();
  struct h2_transfer *t = h2_get(H2_HTTPS "/");
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_int_equal(h2_peer.opens, 1);
  h2_end();
}

static void other_credentials_of_a_url_share_it(void **state)
{
  h2_begin_with(one, 1, pages);
  h2_get("http://me:1@192.0.2.1/");
  h2_run();
  struct h2_transfer *t = h2_get("http://you:2@192.0.2.1/");
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_string_equal(h2_field(h2_request(first(), 0), "authorization"), "Basic bWU6MQ==");
  assert_string_equal(h2_field(h2_request(first(), 1), "authorization"), "Basic eW91OjI=");
  h2_end();
}

static void other_settings_of_tls_do_not(void **state)
{
  static const struct h2_setup both[2] = { { .cert = &https_example }, { .cert = &https_example } };
  h2_begin_with(both, 2, pages);
  h2_get(H2_HTTPS "/");
  h2_run();
  struct h2_transfer *t = h2_new(H2_HTTPS "/");
  curl_easy_setopt(t->easy, CURLOPT_SSL_VERIFYPEER, 0L);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_int_equal(h2_peer.opens, 2);
  h2_end();
}

static void it_does_not_grow_too_old(void **state)
{
  h2_begin_with(two, 2, pages);
  h2_get("/");
  h2_run();
  struct h2_transfer *t = h2_new("/");
  curl_easy_setopt(t->easy, CURLOPT_MAXLIFETIME_CONN, 1L);
  poll(NULL, 0, 2100);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_int_equal(h2_peer.opens, 2);
  h2_end();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_ping_is_answered),
    cmocka_unit_test(settings_are_acknowledged_and_hold),
    cmocka_unit_test(goaway_closes_it),
    cmocka_unit_test(a_close_closes_it),
    cmocka_unit_test(what_is_malformed_closes_it),
    cmocka_unit_test(frames_for_streams_that_are_over_do_no_harm),
    cmocka_unit_test(goodbye_is_said),
    cmocka_unit_test(upkeep_sends_a_ping),
    cmocka_unit_test(upkeep_waits_its_interval),
    cmocka_unit_test(one_for_http_1_only_takes_no_connection_of_http_2),
    cmocka_unit_test(prior_knowledge_takes_no_connection_of_http_1),
    cmocka_unit_test(http_1_in_clear_takes_no_connection_of_http_2),
    cmocka_unit_test(one_that_prefers_http_2_takes_what_was_agreed_on),
    cmocka_unit_test(other_credentials_of_a_url_share_it),
    cmocka_unit_test(other_settings_of_tls_do_not),
    cmocka_unit_test(it_does_not_grow_too_old),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
