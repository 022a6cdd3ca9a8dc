/* How streams end, and connections under them: what fails, what is made again, and what goes on (RFC 9113, sections 5.4,
 * 6.4, 6.8 and 8.7). */
#include "h2_client.h"
#include <string.h>

static const struct h2_page pages[] = {
  { .path = "/", .body = "hello" },
  { .path = "/held", .body = "hello", .is_held = true },
  { .path = "/half", .len = 100, .held_at = 50, .has_length = true },
  { .path = "/silent", .is_silent = true },
  { .path = "/reset", .is_reset = true, .error = NGHTTP2_INTERNAL_ERROR },
  { .path = "/cut", .body = "half", .is_reset = true, .error = NGHTTP2_ENHANCE_YOUR_CALM },
  { .path = "/refuse", .is_reset = true, .error = NGHTTP2_REFUSED_STREAM },
  { .path = "/http1", .is_reset = true, .error = NGHTTP2_HTTP_1_1_REQUIRED },
  { 0 },
};
static const struct h2_setup one[1] = { { 0 } };
static const struct h2_setup raw[3] = { { .is_raw = true }, { .is_raw = true }, { .is_raw = true } };

static struct h2_conn *first(void) { return &h2_peer.conn[0]; }

/* The connection still takes a request. */
static void expect_alive(void)
{
  struct h2_transfer *t = h2_get("/");
  while(!t->is_done) h2_turn();
  h2_expect(t, CURLE_OK, "hello");
  assert_int_equal(h2_peer.opens, 1);
}

static void expect_cancelled(int32_t stream)
{
  const struct h2_frame *f = h2_await(0, NGHTTP2_RST_STREAM, stream, 1);
  assert_int_equal(h2_frame_u32(f, 0), NGHTTP2_CANCEL);
}

/* ---- ended from here ---- */

static void removal_cancels_the_stream_and_keeps_the_connection(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_get("/half");
  h2_settle();
  assert_int_equal(t->body.len, 50);
  h2_remove(t);
  expect_alive();
  expect_cancelled(1);
  assert_false(t->is_done);
  h2_end();
}

static void a_time_out_ends_its_stream_only(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/silent"), *held = h2_get("/held");
  curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, 50L);
  curl_easy_setopt(t->easy, CURLOPT_PIPEWAIT, 1L);
  h2_add(t);
  while(!t->is_done) h2_turn();
  h2_expect(t, CURLE_OPERATION_TIMEDOUT, "");
  expect_alive();
  h2_await(0, NGHTTP2_RST_STREAM, -1, 1);
  h2_peer_release(&h2_peer);
  h2_run();
  h2_expect(held, CURLE_OK, "hello");
  h2_end();
}

static size_t refuse_body(char *data, size_t size, size_t count, void *clientp) { return 0; }

/* A peer would end the connection for it, and with it the streams of others. */
static void a_target_that_no_field_holds_is_not_sent(void **state)
{
  static char target[64 * 1024 + 2];
  H2_BEGIN(one, pages);
  struct h2_transfer *held = h2_get("/held");
  h2_settle();
  for(size_t more = 0; more < 2; more++) {
    memset(target, 'x', sizeof target);
    target[0] = '/';
    target[sizeof target - 2 + more] = '\0'; /* 64 KiB, and a byte more */
    struct h2_transfer *t = h2_new("/");
    curl_easy_setopt(t->easy, CURLOPT_REQUEST_TARGET, target);
    h2_add(t);
    while(!t->is_done) h2_turn();
    h2_expect(t, more ? CURLE_SEND_ERROR : CURLE_OK, NULL);
    if(more) assert_non_null(strstr(t->error, "too large for HTTP/2"));
  }
  assert_int_equal(h2_request_count(first()), 2);
  assert_false(held->is_done);
  expect_alive();
  h2_end();
}

/* It would go out as another method, and another path. */
static void a_method_with_a_blank_is_not_sent(void **state)
{
  H2_BEGIN(one, pages);
  expect_alive();
  struct h2_transfer *t = h2_new("/");
  curl_easy_setopt(t->easy, CURLOPT_CUSTOMREQUEST, "GET /half");
  h2_add(t);
  while(!t->is_done) h2_turn();
  h2_expect(t, CURLE_BAD_FUNCTION_ARGUMENT, "");
  assert_non_null(strstr(t->error, "HTTP/2 cannot carry"));
  assert_int_equal(h2_request_count(first()), 1);
  h2_end();
}

static void a_callback_that_refuses_ends_its_stream_only(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/half"), *held = h2_get("/held");
  curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, refuse_body);
  curl_easy_setopt(t->easy, CURLOPT_PIPEWAIT, 1L);
  h2_add(t);
  while(!t->is_done) h2_turn();
  h2_expect(t, CURLE_WRITE_ERROR, "");
  expect_alive();
  h2_await(0, NGHTTP2_RST_STREAM, -1, 1);
  h2_peer_release(&h2_peer);
  h2_run();
  h2_expect(held, CURLE_OK, "hello");
  h2_end();
}

static void a_transfer_that_wants_no_body_cancels_it(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/half");
  curl_easy_setopt(t->easy, CURLOPT_MAXFILESIZE, 10L);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_FILESIZE_EXCEEDED, "");
  expect_alive();
  expect_cancelled(1);
  h2_end();
}

/* ---- reset by the peer ---- */

static void a_reset_is_an_error_that_names_its_code(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_get("/reset");
  h2_run();
  h2_expect(t, CURLE_HTTP2_STREAM, "");
  assert_non_null(strstr(t->error, "INTERNAL_ERROR"));
  expect_alive();
  h2_end();
}

static void a_reset_in_the_body_is_an_error(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_get("/cut"), *held = h2_get("/held");
  h2_turn();
  h2_peer_release(&h2_peer);
  h2_run();
  h2_expect(t, CURLE_HTTP2_STREAM, NULL);
  assert_non_null(strstr(t->error, "ENHANCE_YOUR_CALM"));
  h2_expect(held, CURLE_OK, "hello");
  h2_end();
}

static void a_reset_without_an_error_after_an_answer_is_its_end(void **state)
{
  h2_begin_with(raw, 1, NULL);
  struct h2_transfer *t = h2_new("/");
  t->upload_len = 100000;
  h2_set_upload(t, NULL);
  h2_add(t);
  h2_await_request(0, 1);
  h2_send_head(first(), 1, 0, H2_OK_HEAD);
  h2_send_data(first(), 1, NGHTTP2_FLAG_END_STREAM, "enough");
  h2_send_number(first(), NGHTTP2_RST_STREAM, 1, NGHTTP2_NO_ERROR); /* section 8.1 */
  h2_run();
  h2_expect(t, CURLE_OK, "enough");
  h2_end();
}

static void a_refused_one_is_made_again(void **state)
{
  h2_begin_with(raw, 2, NULL);
  struct h2_transfer *t = h2_get("/");
  h2_await_request(0, 1);
  h2_send_number(first(), NGHTTP2_RST_STREAM, 1, NGHTTP2_REFUSED_STREAM);
  h2_settle();
  size_t again = h2_frames_count(&first()->frames, NGHTTP2_HEADERS, -1) - 1; /* there, or on a new connection */
  struct h2_conn *c = &h2_peer.conn[again ? 0 : 1];
  const struct h2_frame *f = h2_await(again ? 0 : 1, NGHTTP2_HEADERS, -1, again ? 2 : 1);
  if(!again) h2_greet(c);
  h2_send_head(c, f->stream, 0, H2_OK_HEAD);
  h2_send_data(c, f->stream, NGHTTP2_FLAG_END_STREAM, "hello");
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  h2_end();
}

static void who_refuses_for_ever_is_left(void **state)
{
  static const struct h2_setup many[H2_CONNS_MAX] = { { 0 } };
  H2_BEGIN(many, pages);
  struct h2_transfer *t = h2_get("/refuse");
  h2_run();
  assert_true(t->is_done);
  assert_int_not_equal(t->code, CURLE_OK);
  size_t made = 0;
  for(int i = 0; i < h2_peer.opens; i++) made += h2_request_count(&h2_peer.conn[i]);
  assert_in_range(made, 2, 12);
  h2_end();
}

/* ---- GOAWAY ---- */

static void after_goaway_what_was_processed_ends_and_the_rest_is_made_again(void **state)
{
  h2_begin_with(raw, 2, NULL);
  struct h2_transfer *t[3];
  for(int i = 0; i < 3; i++) {
    t[i] = h2_new("/");
    curl_easy_setopt(t[i]->easy, CURLOPT_PIPEWAIT, 1L);
    h2_add(t[i]);
    h2_settle();
    if(!i) h2_await_request(0, 1);
  }
  h2_await(0, NGHTTP2_HEADERS, 5, 1);
  h2_send_goaway(first(), 1, NGHTTP2_NO_ERROR);
  h2_settle();
  h2_send_head(first(), 1, 0, H2_OK_HEAD);
  h2_send_data(first(), 1, NGHTTP2_FLAG_END_STREAM, "first");
  h2_await(1, NGHTTP2_HEADERS, 1, 1);
  h2_greet(&h2_peer.conn[1]);
  h2_await(1, NGHTTP2_HEADERS, 3, 1);
  for(uint32_t id = 1; id <= 3; id += 2) h2_send_head(&h2_peer.conn[1], id, NGHTTP2_FLAG_END_STREAM, H2_OK_HEAD);
  h2_run();
  h2_expect(t[0], CURLE_OK, "first");
  h2_expect(t[1], CURLE_OK, "");
  h2_expect(t[2], CURLE_OK, "");
  assert_int_equal(h2_peer.opens, 2);
  assert_int_equal(h2_peer_open_count(&h2_peer), 1);
  h2_end();
}

static void a_connection_that_goes_away_gets_no_further_request(void **state)
{
  h2_begin_with(raw, 2, NULL);
  struct h2_transfer *t = h2_get("/"), *later;
  h2_await_request(0, 1);
  h2_send_goaway(first(), 0x7fffffff, NGHTTP2_NO_ERROR);
  h2_settle();
  later = h2_get("/");
  h2_await_request(1, 1);
  h2_send_head(&h2_peer.conn[1], 1, NGHTTP2_FLAG_END_STREAM, H2_OK_HEAD);
  h2_send_head(first(), 1, NGHTTP2_FLAG_END_STREAM, H2_OK_HEAD);
  h2_run();
  h2_expect(t, CURLE_OK, "");
  h2_expect(later, CURLE_OK, "");
  assert_int_equal(h2_peer_open_count(&h2_peer), 1);
  h2_end();
}

static void an_upload_that_was_not_processed_is_rewound(void **state)
{
  h2_begin_with(raw, 2, NULL);
  struct h2_transfer *t = h2_new("/");
  h2_set_upload(t, "data");
  h2_add(t);
  h2_await_request(0, 1);
  h2_await(0, NGHTTP2_DATA, 1, 1);
  h2_send_goaway(first(), 0, NGHTTP2_NO_ERROR);
  h2_close(first());
  h2_await(1, NGHTTP2_HEADERS, 1, 1);
  h2_greet(&h2_peer.conn[1]);
  assert_string_equal(h2_await(1, NGHTTP2_DATA, 1, 1)->payload, "data");
  h2_send_head(&h2_peer.conn[1], 1, NGHTTP2_FLAG_END_STREAM, H2_OK_HEAD);
  h2_run();
  h2_expect(t, CURLE_OK, "");
  h2_end();
}

/* ---- the end of the connection ---- */

static void a_connection_error_ends_all(void **state)
{
  h2_begin_with(raw, 1, NULL);
  struct h2_transfer *t[2] = { h2_new("/"), h2_new("/") };
  for(int i = 0; i < 2; i++) {
    curl_easy_setopt(t[i]->easy, CURLOPT_PIPEWAIT, 1L);
    h2_add(t[i]);
  }
  h2_await_request(0, 1);
  h2_await(0, NGHTTP2_HEADERS, 3, 1);
  h2_send_head(first(), 1, 0, H2_OK_HEAD);
  h2_settle();
  h2_send_data(first(), 0, 0, "of no stream"); /* section 6.1 */
  h2_run();
  h2_expect(t[0], CURLE_HTTP2, "");
  h2_expect(t[1], CURLE_HTTP2, "");
  const struct h2_frame *f = h2_await(0, NGHTTP2_GOAWAY, 0, 1);
  assert_int_equal(h2_frame_u32(f, 4), NGHTTP2_PROTOCOL_ERROR);
  assert_int_equal(h2_peer_open_count(&h2_peer), 0);
  h2_end();
}

static void a_close_in_the_body_is_an_error(void **state)
{
  h2_begin_with(raw, 1, NULL);
  struct h2_transfer *t = h2_get("/");
  h2_await_request(0, 1);
  h2_send_head(first(), 1, 0, H2_OK_HEAD);
  h2_send_data(first(), 1, 0, "half");
  h2_close(first());
  h2_run();
  assert_true(t->is_done);
  assert_int_not_equal(t->code, CURLE_OK);
  assert_string_not_equal(t->error, "");
  assert_int_equal(h2_peer_open_count(&h2_peer), 0);
  h2_end();
}

static void a_reused_one_that_is_dead_is_replaced(void **state)
{
  h2_begin_with(raw, 2, NULL);
  h2_get("/");
  h2_await_request(0, 1);
  h2_send_head(first(), 1, NGHTTP2_FLAG_END_STREAM, H2_OK_HEAD);
  h2_run();
  struct h2_transfer *t = h2_get("/");
  h2_await(0, NGHTTP2_HEADERS, 3, 1);
  h2_close(first());
  h2_await_request(1, 1);
  h2_send_head(&h2_peer.conn[1], 1, NGHTTP2_FLAG_END_STREAM, H2_OK_HEAD);
  h2_run();
  h2_expect(t, CURLE_OK, "");
  h2_end();
}

static void a_body_of_another_length_is_an_error(void **state)
{
  static const char *const lengths[] = { ":status: 200\ncontent-length: 9\n", ":status: 200\ncontent-length: 3\n" };
  for(int i = 0; i < 2; i++) {
    h2_begin_with(raw, 1, NULL);
    struct h2_transfer *t = h2_get("/");
    h2_await_request(0, 1);
    h2_send_head(first(), 1, 0, lengths[i]);
    h2_send_data(first(), 1, NGHTTP2_FLAG_END_STREAM, "hello");
    h2_run();
    assert_true(t->code == CURLE_HTTP2_STREAM || t->code == CURLE_PARTIAL_FILE);
    h2_end();
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(removal_cancels_the_stream_and_keeps_the_connection),
    cmocka_unit_test(a_time_out_ends_its_stream_only),
    cmocka_unit_test(a_target_that_no_field_holds_is_not_sent),
    cmocka_unit_test(a_method_with_a_blank_is_not_sent),
    cmocka_unit_test(a_callback_that_refuses_ends_its_stream_only),
    cmocka_unit_test(a_transfer_that_wants_no_body_cancels_it),
    cmocka_unit_test(a_reset_is_an_error_that_names_its_code),
    cmocka_unit_test(a_reset_in_the_body_is_an_error),
    cmocka_unit_test(a_reset_without_an_error_after_an_answer_is_its_end),
    cmocka_unit_test(a_refused_one_is_made_again),
    cmocka_unit_test(who_refuses_for_ever_is_left),
    cmocka_unit_test(after_goaway_what_was_processed_ends_and_the_rest_is_made_again),
    cmocka_unit_test(a_connection_that_goes_away_gets_no_further_request),
    cmocka_unit_test(an_upload_that_was_not_processed_is_rewound),
    cmocka_unit_test(a_connection_error_ends_all),
    cmocka_unit_test(a_close_in_the_body_is_an_error),
    cmocka_unit_test(a_reused_one_that_is_dead_is_replaced),
    cmocka_unit_test(a_body_of_another_length_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
