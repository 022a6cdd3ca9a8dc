/* The head of a request, byte by byte, from what a program can set. */
#include "proto/http/request.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

struct outcome {
  CURLcode code;
  char head[2048];
  struct http_request_body body;
};

static struct request_opts asked;
static struct http_opts opts;
static struct proto_request request;
static struct http_hop hop;
static struct http_result result;
static struct url url;

static int set_up(void **state)
{
  asked = REQUEST_OPTS_INIT;
  opts = HTTP_OPTS_INIT;
  hop = HTTP_HOP_INIT;
  request = (struct proto_request){ .url = &url,
                                    .port = 80,
                                    .default_port = 80,
                                    .opts = &asked,
                                    .http = &opts,
                                    .hop = &hop,
                                    .http_result = &result,
                                    .upload_size = -1,
                                    .is_first_peer = true,
                                    .is_trusted = true };
  return url_parse(&url, "http://example.com/a?b", 0) != CURLUE_OK;
}

static int tear_down(void **state)
{
  url_free(&url);
  return 0;
}

static struct outcome write_head(void)
{
  struct outcome o = { 0 };
  struct buf head = BUF_INIT(HTTP_HEAD_MAX);
  request.host = url.host;
  hop.kind = asked.kind;
  int version = opts.version == CURL_HTTP_VERSION_1_0 ? 10 : 11;
  o.code = http_request_write(&head, &request, version, NULL, &o.body);
  assert_true(head.len < sizeof o.head);
  if(head.len) memcpy(o.head, head.at, head.len);
  buf_free(&head);
  return o;
}

static struct curl_slist *lines(struct curl_slist node[], size_t count)
{
  for(size_t i = 0; i + 1 < count; i++) node[i].next = &node[i + 1];
  return node;
}
#define LINES(...) \
  lines((struct curl_slist[]){ __VA_ARGS__ }, sizeof((struct curl_slist[]){ __VA_ARGS__ }) / sizeof(struct curl_slist))
#define LINE(text)                  \
  {                                 \
    (char *)(uintptr_t)(text), NULL \
  }

static void a_body_of_unknown_size_needs_http_11(void **state)
{
  asked.kind = REQUEST_POST;
  opts.version = CURL_HTTP_VERSION_1_0;
  request.has_upload = true;
  assert_int_equal(write_head().code, CURLE_UPLOAD_FAILED);
}

static void a_line_break_in_what_is_ours_is_refused(void **state)
{
  char agent[] = "x\r\nEvil: 1";
  opts.user_agent = agent;
  assert_int_equal(write_head().code, CURLE_BAD_FUNCTION_ARGUMENT);
  opts.user_agent = NULL;
  asked.range = agent;
  assert_int_equal(write_head().code, CURLE_BAD_FUNCTION_ARGUMENT);
}

static void the_plain_get(void **state)
{
  assert_string_equal(write_head().head, "GET /a?b HTTP/1.1\r\n"
                                         "Host: example.com\r\n"
                                         "Accept: */*\r\n"
                                         "\r\n");
}

static void http_10_is_said_so(void **state)
{
  opts.version = CURL_HTTP_VERSION_1_0;
  assert_string_equal(write_head().head, "GET /a?b HTTP/1.0\r\nHost: example.com\r\nAccept: */*\r\n\r\n");
}

static void another_port_stands_in_host(void **state)
{
  request.port = 8080;
  assert_non_null(strstr(write_head().head, "Host: example.com:8080\r\n"));
}

static void an_ipv6_host_keeps_its_brackets_and_loses_its_zone(void **state)
{
  assert_int_equal(url_parse(&url, "http://[fe80::1%25lo]/", 0), CURLUE_OK);
  assert_non_null(strstr(write_head().head, "Host: [fe80::1]\r\n"));
}

static void own_lines_replace_remove_and_empty(void **state)
{
  opts.headers = LINES(LINE("Accept: text/x"), LINE("Host: other"), LINE("X-Empty;"), LINE("X-Gone:"),
                       LINE("X-Junk; y"), LINE("no colon"), LINE("X-A: 1"));
  assert_string_equal(write_head().head, "GET /a?b HTTP/1.1\r\n"
                                         "Host: other\r\n"
                                         "Accept: text/x\r\n"
                                         "X-Empty:\r\n"
                                         "X-A: 1\r\n"
                                         "\r\n");
}

static void host_can_be_removed(void **state)
{
  opts.headers = LINES(LINE("Host:"), LINE("Accept:"));
  assert_string_equal(write_head().head, "GET /a?b HTTP/1.1\r\n\r\n");
}

static void a_form_post(void **state)
{
  asked.kind = REQUEST_POST;
  request.has_upload = true;
  request.upload_size = 3;
  struct outcome o = write_head();
  assert_string_equal(o.head, "POST /a?b HTTP/1.1\r\n"
                              "Host: example.com\r\n"
                              "Accept: */*\r\n"
                              "Content-Length: 3\r\n"
                              "Content-Type: application/x-www-form-urlencoded\r\n"
                              "\r\n");
  assert_false(o.body.is_chunked || o.body.expects_continue);
}

static void an_upload_of_unknown_size_is_chunked_and_waits(void **state)
{
  asked.kind = REQUEST_PUT;
  request.has_upload = true;
  struct outcome o = write_head();
  assert_non_null(strstr(o.head, "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"));
  assert_true(o.body.is_chunked && o.body.expects_continue);
}

static void a_body_over_a_mebibyte_waits(void **state)
{
  asked.kind = REQUEST_PUT;
  request.has_upload = true;
  request.upload_size = 1024 * 1024;
  assert_false(write_head().body.expects_continue);
  request.upload_size++;
  assert_true(write_head().body.expects_continue);
}

static void an_expectation_is_left_out_where_refused_or_removed(void **state)
{
  asked.kind = REQUEST_PUT;
  request.has_upload = true;
  hop.no_expect = true;
  assert_false(write_head().body.expects_continue);
  hop.no_expect = false;
  opts.headers = LINES(LINE("Expect:"));
  assert_false(write_head().body.expects_continue);
}

/* As long as the coding is chunked, a length of the program's own would contradict it. */
static void an_own_length_counts_where_chunked_is_taken_away(void **state)
{
  asked.kind = REQUEST_PUT;
  opts.headers = LINES(LINE("Content-Length: 14"), LINE("Expect:"), LINE("Transfer-Encoding:"));
  request.has_upload = true;
  struct outcome o = write_head();
  assert_string_equal(o.head, "PUT /a?b HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\nContent-Length: 14\r\n\r\n");
  assert_false(o.body.is_chunked);
  assert_int_equal(o.body.size, 14);
  opts.headers = LINES(LINE("Content-Length: 14"), LINE("Expect:"));
  o = write_head();
  assert_null(strstr(o.head, "Content-Length"));
  assert_true(o.body.is_chunked);
  opts.headers = LINES(LINE("Content-Length: 14"), LINE("Transfer-Encoding:"));
  assert_true(write_head().body.expects_continue); /* the source's size is as unknown as before */
}

static void a_host_line_can_be_empty_and_connection_comes_last(void **state)
{
  opts.headers = LINES(LINE("Connection: x"), LINE("Host;"), LINE("A: 1"), LINE("Accept:"));
  assert_string_equal(write_head().head, "GET /a?b HTTP/1.1\r\nHost:\r\nA: 1\r\nConnection: x\r\n\r\n");
}

static void range_and_resume(void **state)
{
  char range[] = "5-9";
  asked.range = range;
  assert_non_null(strstr(write_head().head, "Range: bytes=5-9\r\n"));
  asked.resume_from = 7;
  assert_non_null(strstr(write_head().head, "Range: bytes=7-\r\n"));
  asked.kind = REQUEST_PUT;
  asked.upload_size = 10;
  assert_non_null(strstr(write_head().head, "Content-Range: bytes 7-9/10\r\n"));
}

static void the_part_of_an_upload(void **state)
{
  char range[] = "5-9";
  asked.kind = REQUEST_PUT;
  asked.range = range;
  assert_non_null(strstr(write_head().head, "Content-Range: bytes 5-9/*\r\n"));
  asked.resume_from = -1;
  asked.upload_size = 10;
  assert_non_null(strstr(write_head().head, "Content-Range: bytes 0-9/10\r\n"));
  asked.upload_size = 0;
  assert_null(strstr(write_head().head, "Content-Range"));
}

static void an_expectation_of_ones_own_is_left_out_where_refused(void **state)
{
  asked.kind = REQUEST_PUT;
  opts.headers = LINES(LINE("Expect: 100-continue"));
  request.has_upload = true;
  assert_non_null(strstr(write_head().head, "Expect"));
  hop.no_expect = true;
  assert_null(strstr(write_head().head, "Expect"));
}

static void method_and_target_are_the_programs(void **state)
{
  char method[] = "OPTIONS", target[] = "*";
  asked.custom_method = method;
  struct http_rare_opts rare = { .request_target = target };
  opts.rare = &rare;
  assert_memory_equal(write_head().head, "OPTIONS * HTTP/1.1\r\n", 20);
}

#define REQUEST_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    REQUEST_TEST(a_body_of_unknown_size_needs_http_11),
    REQUEST_TEST(a_line_break_in_what_is_ours_is_refused),
    REQUEST_TEST(the_plain_get),
    REQUEST_TEST(http_10_is_said_so),
    REQUEST_TEST(another_port_stands_in_host),
    REQUEST_TEST(an_ipv6_host_keeps_its_brackets_and_loses_its_zone),
    REQUEST_TEST(own_lines_replace_remove_and_empty),
    REQUEST_TEST(host_can_be_removed),
    REQUEST_TEST(a_form_post),
    REQUEST_TEST(an_upload_of_unknown_size_is_chunked_and_waits),
    REQUEST_TEST(a_body_over_a_mebibyte_waits),
    REQUEST_TEST(an_expectation_is_left_out_where_refused_or_removed),
    REQUEST_TEST(an_own_length_counts_where_chunked_is_taken_away),
    REQUEST_TEST(a_host_line_can_be_empty_and_connection_comes_last),
    REQUEST_TEST(range_and_resume),
    REQUEST_TEST(the_part_of_an_upload),
    REQUEST_TEST(an_expectation_of_ones_own_is_left_out_where_refused),
    REQUEST_TEST(method_and_target_are_the_programs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
