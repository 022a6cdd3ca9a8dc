/* Bodies that go up over HTTP/2: uploads of known and unknown size, forms, trailers, windows. */
#include "h2_client.h"
#include <stdio.h>
#include <string.h>

static const struct h2_page pages[] = {
  { .path = "/echo", .is_echo = true },
  { .path = "/", .body = "hello" },
  { .path = "/no", .status = 413, .body = "no", .is_early = true },
  { 0 },
};
static const struct h2_setup one[1] = { { 0 } };
static const struct h2_setup small_windows[1] = { { .settings = { { NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 10 } },
                                                    .settings_count = 1 } };
static const struct h2_setup slow[1] = { { .reads_slowly = true } };

static struct h2_request *request(void) { return h2_request(&h2_peer.conn[0], 0); }

static void a_post_tells_its_size(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/echo");
  curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, "some data");
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "some data");
  assert_string_equal(h2_field(request(), ":method"), "POST");
  assert_string_equal(h2_field(request(), "content-length"), "9");
  assert_string_equal(h2_field(request(), "content-type"), "application/x-www-form-urlencoded");
  assert_null(h2_field(request(), "expect"));
  h2_end();
}

static void an_empty_post_ends_with_its_head_or_an_empty_frame(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/echo");
  curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, "");
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "");
  assert_string_equal(h2_field(request(), "content-length"), "0");
  h2_end();
}

static void a_put_of_known_size(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/echo");
  h2_set_upload(t, "what goes up");
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "what goes up");
  assert_string_equal(h2_field(request(), ":method"), "PUT");
  assert_string_equal(h2_field(request(), "content-length"), "12");
  assert_int_equal(t->sent, 12);
  h2_end();
}

static void a_put_of_unknown_size_needs_no_coding(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/echo");
  h2_set_upload(t, "what goes up");
  curl_easy_setopt(t->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)-1);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "what goes up");
  assert_null(h2_field(request(), "content-length"));
  assert_null(h2_field(request(), "transfer-encoding"));
  h2_end();
}

static void a_post_of_unknown_size(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/echo");
  h2_set_upload(t, "what goes up");
  curl_easy_setopt(t->easy, CURLOPT_POST, 1L);
  curl_easy_setopt(t->easy, CURLOPT_POSTFIELDSIZE, -1L);
  h2_set_field(t, "Transfer-Encoding: chunked");
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "what goes up");
  assert_string_equal(h2_field(request(), ":method"), "POST");
  assert_null(h2_field(request(), "content-length"));
  h2_end();
}

static void a_large_one_fits_through_any_window(void **state)
{
  H2_BEGIN(small_windows, pages);
  struct h2_transfer *t = h2_new("/echo");
  t->upload_len = 20000;
  h2_set_upload(t, NULL);
  h2_add(t);
  h2_run();
  h2_expect_fill(t, 20000);
  for(size_t i = 0; i < h2_peer.conn[0].frames.count; i++)
    if(h2_peer.conn[0].frames.at[i].type == NGHTTP2_DATA) assert_true(h2_peer.conn[0].frames.at[i].len <= 65535);
  h2_end();
}

static void a_large_one_by_large_frames(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/echo");
  t->upload_len = 1000000;
  h2_set_upload(t, NULL);
  h2_add(t);
  h2_run();
  h2_expect_fill(t, 1000000);
  h2_end();
}

static void sending_stops_where_the_window_ends_and_goes_on(void **state)
{
  H2_BEGIN(slow, pages);
  struct h2_transfer *t = h2_new("/echo");
  t->upload_len = 200000;
  h2_set_upload(t, NULL);
  h2_add(t);
  h2_settle();
  assert_int_equal(request()->body.len, 65535); /* section 6.9.2 */
  assert_true(t->sent < 200000);
  h2_peer_release(&h2_peer);
  h2_run();
  h2_expect_fill(t, 200000);
  h2_end();
}

static void one_that_waits_for_its_window_stops_no_other(void **state)
{
  static const struct h2_setup tight[1] = {
    { .settings = { { NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 1000 } }, .settings_count = 1, .reads_slowly = true }
  };
  H2_BEGIN(tight, pages);
  h2_get("/"); /* afterwards the window is known */
  h2_run();
  struct h2_transfer *waits = h2_new("/echo");
  waits->upload_len = 50000;
  h2_set_upload(waits, NULL);
  h2_add(waits);
  h2_settle();
  struct h2_transfer *post = h2_new("/echo"), *get = h2_new("/");
  curl_easy_setopt(post->easy, CURLOPT_POSTFIELDS, "data");
  h2_add(post);
  h2_add(get);
  h2_settle();
  h2_expect(post, CURLE_OK, "data");
  h2_expect(get, CURLE_OK, "hello");
  assert_false(waits->is_done);
  assert_int_equal(h2_peer.opens, 1);
  h2_peer_release(&h2_peer);
  h2_run();
  h2_expect_fill(waits, 50000);
  h2_end();
}

static void a_form_goes_up_in_parts(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/echo");
  curl_mime *mime = curl_mime_init(t->easy);
  curl_mimepart *part = curl_mime_addpart(mime);
  curl_mime_name(part, "field");
  curl_mime_data(part, "value", CURL_ZERO_TERMINATED);
  curl_easy_setopt(t->easy, CURLOPT_MIMEPOST, mime);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, NULL);
  assert_non_null(strstr(t->body.at, "Content-Disposition: form-data; name=\"field\"\r\n\r\nvalue\r\n"));
  assert_non_null(strstr(h2_field(request(), "content-type"), "multipart/form-data; boundary="));
  assert_int_equal(atol(h2_field(request(), "content-length")), t->body.len);
  curl_mime_free(mime);
  h2_end();
}

/* ---- trailers ---- */

static int give_trailer(struct curl_slist **list, void *clientp)
{
  *list = curl_slist_append(*list, "X-Sum: 42");
  *list = curl_slist_append(*list, "X-More: y");
  return CURL_TRAILERFUNC_OK;
}

static int refuse_trailer(struct curl_slist **list, void *clientp) { return CURL_TRAILERFUNC_ABORT; }

static struct h2_transfer *upload_with_trailer(curl_trailer_callback callback)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/echo");
  h2_set_upload(t, "data");
  curl_easy_setopt(t->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)-1);
  h2_set_field(t, "Trailer: X-Sum, X-More");
  curl_easy_setopt(t->easy, CURLOPT_TRAILERFUNCTION, callback);
  h2_add(t);
  h2_run();
  return t;
}

static void a_trailer_goes_up_in_lower_case(void **state)
{
  struct h2_transfer *t = upload_with_trailer(give_trailer);
  h2_expect(t, CURLE_OK, "data");
  assert_string_equal(h2_field(request(), "trailer"), "X-Sum, X-More");
  assert_string_equal(request()->trailer.at ? request()->trailer.at : "", "x-sum: 42\nx-more: y\n");
  h2_end();
}

static void a_trailer_callback_may_end_it(void **state)
{
  struct h2_transfer *t = upload_with_trailer(refuse_trailer);
  h2_expect(t, CURLE_ABORTED_BY_CALLBACK, "");
  h2_end();
}

/* ---- the source ---- */

static size_t pause_once(char *to, size_t size, size_t count, void *clientp)
{
  struct h2_transfer *t = clientp;
  if(t->calls == 1 && !t->is_paused) {
    t->is_paused = true;
    return CURL_READFUNC_PAUSE;
  }
  return h2_give(to, 1, size * count < 4 ? size * count : 4, clientp);
}

static size_t give_up(char *to, size_t size, size_t count, void *clientp) { return CURL_READFUNC_ABORT; }

static void a_source_that_pauses_stops_no_other(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/echo");
  h2_set_upload(t, "abcdefgh");
  curl_easy_setopt(t->easy, CURLOPT_READFUNCTION, pause_once);
  h2_add(t);
  h2_settle();
  assert_true(t->is_paused);
  struct h2_transfer *get = h2_get("/");
  h2_settle();
  h2_expect(get, CURLE_OK, "hello");
  assert_false(t->is_done);
  assert_int_equal(curl_easy_pause(t->easy, CURLPAUSE_CONT), CURLE_OK);
  h2_run();
  h2_expect(t, CURLE_OK, "abcdefgh");
  assert_int_equal(h2_peer.opens, 1);
  h2_end();
}

static void a_source_that_gives_up_resets_its_stream_only(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/echo");
  h2_set_upload(t, "data");
  curl_easy_setopt(t->easy, CURLOPT_READFUNCTION, give_up);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_ABORTED_BY_CALLBACK, "");
  struct h2_transfer *get = h2_get("/");
  h2_run();
  h2_expect(get, CURLE_OK, "hello");
  assert_int_equal(h2_peer.opens, 1);
  h2_end();
}

static void an_answer_before_the_bodys_end_ends_it(void **state)
{
  H2_BEGIN(slow, pages);
  struct h2_transfer *t = h2_new("/no");
  t->upload_len = 500000;
  h2_set_upload(t, NULL);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "no");
  assert_int_equal(h2_long(t, CURLINFO_RESPONSE_CODE), 413);
  assert_true(t->sent < 500000);
  h2_end();
}

static void an_upload_can_be_made_again_on_the_same_handle(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/echo");
  curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, "once.");
  h2_add(t);
  h2_run();
  h2_remove(t);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "once.once.");
  assert_int_equal(h2_peer.opens, 1);
  h2_end();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_post_tells_its_size),
    cmocka_unit_test(an_empty_post_ends_with_its_head_or_an_empty_frame),
    cmocka_unit_test(a_put_of_known_size),
    cmocka_unit_test(a_put_of_unknown_size_needs_no_coding),
    cmocka_unit_test(a_post_of_unknown_size),
    cmocka_unit_test(a_large_one_fits_through_any_window),
    cmocka_unit_test(a_large_one_by_large_frames),
    cmocka_unit_test(sending_stops_where_the_window_ends_and_goes_on),
    cmocka_unit_test(one_that_waits_for_its_window_stops_no_other),
    cmocka_unit_test(a_form_goes_up_in_parts),
    cmocka_unit_test(a_trailer_goes_up_in_lower_case),
    cmocka_unit_test(a_trailer_callback_may_end_it),
    cmocka_unit_test(a_source_that_pauses_stops_no_other),
    cmocka_unit_test(a_source_that_gives_up_resets_its_stream_only),
    cmocka_unit_test(an_answer_before_the_bodys_end_ends_it),
    cmocka_unit_test(an_upload_can_be_made_again_on_the_same_handle),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
