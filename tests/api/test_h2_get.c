/* A request and its answer over HTTP/2 (RFC 9113, section 8): what goes out, what comes out. */
#include "h2_client.h"
#include <stdio.h>
#include <string.h>

static const struct h2_page pages[] = {
  { .path = "/", .fields = "x-one: 1\nx-two: a, b\n", .body = "hello", .has_length = true },
  { .path = "/unsized", .body = "hello" },
  { .path = "/empty", .status = 204 },
  { .path = "/early", .interim = "link: </a>; rel=preload\n", .body = "hello" },
  { .path = "/trailer", .body = "hello", .trailer = "x-sum: 42\nx-more: y\n" },
  { .path = "/only-trailer", .trailer = "x-sum: 42\n" },
  { .path = "/large", .len = 3000000 },
  { .path = "/missing", .status = 404, .body = "gone", .has_length = true },
  { .path = "/cookie", .fields = "set-cookie: a=b; path=/\nset-cookie: c=d; path=/\n" },
  { 0 },
};
static const struct h2_setup one[1] = { { 0 } };

static struct h2_transfer *get(const char *path)
{
  H2_BEGIN(one, pages);
  return h2_get(path);
}

static struct h2_request *request(void) { return h2_request(&h2_peer.conn[0], 0); }

/* ---- requests ---- */

static void a_get_has_the_pseudo_fields_first(void **state)
{
  struct h2_transfer *t = get("/?q=1");
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_string_equal(h2_field(request(), ":method"), "GET");
  assert_string_equal(h2_field(request(), ":scheme"), "http");
  assert_string_equal(h2_field(request(), ":authority"), "192.0.2.1");
  assert_string_equal(h2_field(request(), ":path"), "/?q=1");
  assert_string_equal(h2_field(request(), "accept"), "*/*");
  assert_int_equal(request()->fields.at[0], ':');
  assert_null(strstr(strstr(request()->fields.at, "accept"), "\n:"));
  assert_true(request()->has_ended);
  h2_end();
}

static void the_end_stands_on_the_head(void **state)
{
  get("/");
  h2_run();
  const struct h2_frame *head = h2_await(0, NGHTTP2_HEADERS, 1, 1);
  assert_true(head->flags & NGHTTP2_FLAG_END_STREAM);
  assert_int_equal(h2_frames_count(&h2_peer.conn[0].frames, NGHTTP2_DATA, -1), 0);
  h2_end();
}

static void custom_fields_go_out_in_lower_case(void **state)
{
  struct h2_transfer *t = get("/");
  h2_set_field(t, "X-Mine: Yes And No");
  h2_set_field(t, "X-Empty;");
  h2_set_field(t, "Accept:");
  curl_easy_setopt(t->easy, CURLOPT_USERAGENT, "me/1");
  curl_easy_setopt(t->easy, CURLOPT_REFERER, "http://before/");
  h2_run();
  assert_string_equal(h2_field(request(), "x-mine"), "Yes And No");
  assert_string_equal(h2_field(request(), "x-empty"), "");
  assert_null(h2_field(request(), "accept"));
  assert_string_equal(h2_field(request(), "user-agent"), "me/1");
  assert_string_equal(h2_field(request(), "referer"), "http://before/");
  h2_end();
}

static void a_host_of_ones_own_is_the_authority(void **state)
{
  struct h2_transfer *t = get("/");
  h2_set_field(t, "Host: other.example");
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_string_equal(h2_field(request(), ":authority"), "other.example");
  assert_null(h2_field(request(), "host"));
  h2_end();
}

static void no_field_of_the_connection_goes_out(void **state)
{
  static const char *const lines[] = { "Connection: keep-alive, x-hop", "Keep-Alive: 5",
                                       "Proxy-Connection: close",       "Upgrade: websocket",
                                       "Transfer-Encoding: chunked",    "TE: gzip" };
  struct h2_transfer *t = get("/");
  for(size_t i = 0; i < sizeof lines / sizeof *lines; i++) h2_set_field(t, lines[i]);
  h2_run();
  h2_expect(t, CURLE_OK, "hello"); /* nghttp2 resets a stream that has one (section 8.2.2) */
  assert_null(h2_field(request(), "connection"));
  assert_null(h2_field(request(), "keep-alive"));
  assert_null(h2_field(request(), "proxy-connection"));
  assert_null(h2_field(request(), "upgrade"));
  assert_null(h2_field(request(), "transfer-encoding"));
  assert_null(h2_field(request(), "te"));
  h2_end();
}

static void te_may_be_trailers(void **state)
{
  struct h2_transfer *t = get("/");
  h2_set_field(t, "TE: trailers");
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_string_equal(h2_field(request(), "te"), "trailers");
  h2_end();
}

/* CR and LF together are as over HTTP/1: the program's own lines go out as they are (CURLOPT_HTTPHEADER(3)). */
static void half_a_line_end_is_refused(void **state)
{
  static const char *const lines[] = { "X-Bad: a\nx-evil: 1", "X-Bad: a\rx-evil: 1", "X-Bad: a\n", "X\rBad: a" };
  for(size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    struct h2_transfer *t = get("/");
    h2_set_field(t, lines[i]);
    h2_run();
    h2_expect(t, CURLE_BAD_FUNCTION_ARGUMENT, "");
    assert_null(request());
    h2_end();
  }
}

/* ---- answers ---- */

static void lines_of_the_head_are_as_over_http_1(void **state)
{
  struct h2_transfer *t = get("/");
  h2_run();
  assert_string_equal(t->head.at, "HTTP/2 200 \r\nx-one: 1\r\nx-two: a, b\r\ncontent-length: 5\r\n\r\n");
  h2_end();
}

static void infos_tell_of_it(void **state)
{
  curl_off_t length = 0;
  struct h2_transfer *t = get("/");
  h2_run();
  assert_int_equal(h2_long(t, CURLINFO_HTTP_VERSION), CURL_HTTP_VERSION_2_0);
  assert_int_equal(h2_long(t, CURLINFO_RESPONSE_CODE), 200);
  assert_int_equal(h2_long(t, CURLINFO_NUM_CONNECTS), 1);
  assert_int_equal(h2_long(t, CURLINFO_HEADER_SIZE), t->head.len);
  assert_int_equal(curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length), CURLE_OK);
  assert_int_equal((int)length, 5);
  h2_end();
}

static void a_head_has_no_body(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/");
  curl_easy_setopt(t->easy, CURLOPT_NOBODY, 1L);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "");
  assert_string_equal(h2_field(request(), ":method"), "HEAD");
  assert_non_null(strstr(t->head.at, "content-length: 5\r\n"));
  h2_end();
}

static void bodies_end_with_their_stream(void **state)
{
  struct h2_transfer *t = get("/unsized");
  struct h2_transfer *empty = h2_get("/empty");
  struct h2_transfer *large = h2_get("/large");
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  h2_expect(empty, CURLE_OK, "");
  h2_expect_fill(large, 3000000);
  assert_int_equal(h2_long(empty, CURLINFO_RESPONSE_CODE), 204);
  h2_end();
}

static void an_interim_head_comes_before(void **state)
{
  struct h2_transfer *t = get("/early");
  struct curl_header *h;
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_string_equal(t->head.at, "HTTP/2 103 \r\nlink: </a>; rel=preload\r\n\r\nHTTP/2 200 \r\n\r\n");
  assert_int_equal(h2_long(t, CURLINFO_RESPONSE_CODE), 200);
  assert_int_equal(curl_easy_header(t->easy, "link", 0, CURLH_1XX, -1, &h), CURLHE_OK);
  assert_int_equal(curl_easy_header(t->easy, "link", 0, CURLH_HEADER, -1, &h), CURLHE_MISSING);
  h2_end();
}

static void a_trailer_comes_after(void **state)
{
  struct h2_transfer *t = get("/trailer");
  struct curl_header *h;
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_non_null(strstr(t->head.at, "HTTP/2 200 \r\n\r\nx-sum: 42\r\nx-more: y\r\n"));
  assert_int_equal(curl_easy_header(t->easy, "X-Sum", 0, CURLH_TRAILER, -1, &h), CURLHE_OK);
  assert_string_equal(h->value, "42");
  assert_true(h->origin & CURLH_TRAILER);
  assert_int_equal(curl_easy_header(t->easy, "x-sum", 0, CURLH_HEADER, -1, &h), CURLHE_MISSING);
  h2_end();
}

static void a_trailer_needs_no_body(void **state)
{
  struct h2_transfer *t = get("/only-trailer");
  struct curl_header *h;
  h2_run();
  h2_expect(t, CURLE_OK, "");
  assert_int_equal(curl_easy_header(t->easy, "x-sum", 0, CURLH_TRAILER, -1, &h), CURLHE_OK);
  h2_end();
}

static void fields_have_their_origin(void **state)
{
  struct h2_transfer *t = get("/");
  struct curl_header *h;
  h2_run();
  assert_int_equal(curl_easy_header(t->easy, "x-one", 0, CURLH_HEADER, -1, &h), CURLHE_OK);
  assert_string_equal(h->value, "1");
  assert_true(h->origin & CURLH_HEADER);
  assert_int_equal(curl_easy_header(t->easy, ":status", 0, CURLH_PSEUDO, -1, &h), CURLHE_OK);
  assert_string_equal(h->value, "200");
  assert_true(h->origin & CURLH_PSEUDO);
  assert_int_equal(curl_easy_header(t->easy, ":status", 0, CURLH_HEADER, -1, &h), CURLHE_MISSING);
  h2_end();
}

static void failonerror_ends_it(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/missing");
  curl_easy_setopt(t->easy, CURLOPT_FAILONERROR, 1L);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_HTTP_RETURNED_ERROR, "");
  assert_non_null(strstr(t->error, "404"));
  h2_end();
}

static void byte_by_byte_it_is_the_same(void **state)
{
  H2_BEGIN(one, pages);
  h2_peer.send_max = 1;
  struct h2_transfer *t = h2_get("/trailer"), *early = h2_get("/early");
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  h2_expect(early, CURLE_OK, "hello");
  assert_string_equal(early->head.at, "HTTP/2 103 \r\nlink: </a>; rel=preload\r\n\r\nHTTP/2 200 \r\n\r\n");
  h2_end();
}

static void performed_one_after_the_other_they_take_one_connection(void **state)
{
  H2_BEGIN(one, pages);
  h2_peer_start(&h2_peer);
  struct h2_transfer *t = h2_new("/");
  for(int i = 0; i < 3; i++) {
    assert_int_equal(curl_easy_perform(t->easy), CURLE_OK);
    assert_int_equal(h2_long(t, CURLINFO_NUM_CONNECTS), i == 0);
  }
  assert_string_equal(t->body.at, "hellohellohello");
  h2_end();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_get_has_the_pseudo_fields_first),
    cmocka_unit_test(the_end_stands_on_the_head),
    cmocka_unit_test(custom_fields_go_out_in_lower_case),
    cmocka_unit_test(a_host_of_ones_own_is_the_authority),
    cmocka_unit_test(no_field_of_the_connection_goes_out),
    cmocka_unit_test(te_may_be_trailers),
    cmocka_unit_test(half_a_line_end_is_refused),
    cmocka_unit_test(lines_of_the_head_are_as_over_http_1),
    cmocka_unit_test(infos_tell_of_it),
    cmocka_unit_test(a_head_has_no_body),
    cmocka_unit_test(bodies_end_with_their_stream),
    cmocka_unit_test(an_interim_head_comes_before),
    cmocka_unit_test(a_trailer_comes_after),
    cmocka_unit_test(a_trailer_needs_no_body),
    cmocka_unit_test(fields_have_their_origin),
    cmocka_unit_test(failonerror_ends_it),
    cmocka_unit_test(byte_by_byte_it_is_the_same),
    cmocka_unit_test(performed_one_after_the_other_they_take_one_connection),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
