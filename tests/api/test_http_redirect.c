/* Redirects: where they lead, with which method and body, and what is told to whom. */
#define CURL_DISABLE_DEPRECATION
#include "exchange.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define FOLLOW        LONG(CURLOPT_FOLLOWLOCATION, CURLFOLLOW_ALL)
#define MOVED(to)     "HTTP/1.1 301 Moved\r\nLocation: " to "\r\nContent-Length: 5\r\n\r\nwaste"
#define ANSWER(s, to) "HTTP/1.1 " s "\r\nLocation: " to "\r\nContent-Length: 0\r\n\r\n"
#define GET(path)     "GET " path " HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\n\r\n"
#define TO(host)      "GET / HTTP/1.1\r\nHost: " host "\r\n"
#define BODILESS      "Accept: */*\r\n\r\n"

static void a_limit_of_zero_refuses_the_first(void **state)
{
  EXCHANGE(.options = { FOLLOW, LONG(CURLOPT_MAXREDIRS, 0) }, .conn = { { EXPECT(GET_ROOT), SEND(MOVED("/b")) } },
           .code = CURLE_TOO_MANY_REDIRECTS, .error = "Maximum (0) redirects", .kept = 1,
           .infos = { { CURLINFO_RESPONSE_CODE, 301, NULL },
                      { CURLINFO_REDIRECT_COUNT, 0, NULL },
                      { CURLINFO_REDIRECT_URL, 0, "http://192.0.2.1/b" } });
}

static void a_limit_counts_those_that_were_followed(void **state)
{
  EXCHANGE(.options = { FOLLOW, LONG(CURLOPT_MAXREDIRS, 2) },
           .conn = { { EXPECT(GET_ROOT), SEND(MOVED("/1")), EXPECT(GET("/1")), SEND(MOVED("/2")), EXPECT(GET("/2")),
                       SEND(MOVED("/3")) } },
           .code = CURLE_TOO_MANY_REDIRECTS, .kept = 1, .infos = { { CURLINFO_REDIRECT_COUNT, 2, NULL } });
}

static void a_location_that_is_no_url_fails(void **state)
{
  EXCHANGE(.options = { FOLLOW }, .conn = { { EXPECT(GET_ROOT), SEND(MOVED("http://192.0.2.2:99999/")) } },
           .code = CURLE_URL_MALFORMAT, .error = "99999", .kept = 1);
  EXCHANGE(.options = { FOLLOW }, .conn = { { EXPECT(GET_ROOT), SEND(MOVED("http://[::1")) } },
           .code = CURLE_URL_MALFORMAT, .error = "[::1", .kept = 1);
}

static void two_locations_that_differ_fail(void **state)
{
  EXCHANGE(.options = { FOLLOW }, .conn = { { EXPECT(GET_ROOT), SEND(MOVED("/a\r\nLocation: /b")) } },
           .code = CURLE_WEIRD_SERVER_REPLY);
}

static void scenario_37_other_protocols_are_refused(void **state)
{
  static const char *const answers[] = { MOVED("file:///etc/passwd"), MOVED("scp://192.0.2.2/x"),
                                         MOVED("FILE:///etc/passwd"), MOVED("gopher://192.0.2.2/x") };
  for(size_t i = 0; i < sizeof answers / sizeof *answers; i++)
    EXCHANGE(.options = { FOLLOW }, .conn = { { EXPECT(GET_ROOT), { STEP_SEND, answers[i], strlen(answers[i]) } } },
             .code = CURLE_UNSUPPORTED_PROTOCOL, .error = "Protocol", .kept = 1);
}

static void scenario_37_an_empty_list_of_protocols_allows_none(void **state)
{
  EXCHANGE(.options = { FOLLOW, LONG(CURLOPT_REDIR_PROTOCOLS, 0) }, .conn = { { EXPECT(GET_ROOT), SEND(MOVED("/b")) } },
           .code = CURLE_UNSUPPORTED_PROTOCOL, .error = "disabled in a redirect", .kept = 1);
  EXCHANGE(.options = { FOLLOW, LONG(CURLOPT_REDIR_PROTOCOLS, CURLPROTO_HTTPS) },
           .conn = { { EXPECT(GET_ROOT), SEND(MOVED("/b")) } }, .code = CURLE_UNSUPPORTED_PROTOCOL,
           .error = "disabled in a redirect", .kept = 1);
}

/* What looks like a host to one reader must not be a path or a user to another. */
static void scenario_35_delimiters_in_a_host_are_refused(void **state)
{
  EXCHANGE(.options = { FOLLOW }, .conn = { { EXPECT(GET_ROOT), SEND(MOVED("http://192.0.2.2%2F/")) } },
           .code = CURLE_URL_MALFORMAT, .kept = 1);
  EXCHANGE(.options = { FOLLOW },
           .conn = { { EXPECT(GET_ROOT), SEND(MOVED("http://192.0.2.2#@192.0.2.3/")) },
                     { EXPECT(TO("192.0.2.2") BODILESS), SEND(OK_HELLO) } },
           .body = "hello", .kept = 2);
}

static void a_redirect_is_followed_over_the_same_connection(void **state)
{
  EXCHANGE(.options = { FOLLOW },
           .conn = { { EXPECT(GET_ROOT), SEND(MOVED("/b?c#d")), EXPECT(GET("/b?c")), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1,
           .head = "HTTP/1.1 301 Moved\r\nLocation: /b?c#d\r\nContent-Length: 5\r\n\r\n"
                   "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
           .infos = { { CURLINFO_RESPONSE_CODE, 200, NULL },
                      { CURLINFO_REDIRECT_COUNT, 1, NULL },
                      { CURLINFO_EFFECTIVE_URL, 0, "http://192.0.2.1/b?c#d" },
                      { CURLINFO_REDIRECT_URL, 0, NULL },
                      { CURLINFO_SIZE_DOWNLOAD_T, 5, NULL },
                      { CURLINFO_NUM_CONNECTS, 1, NULL } });
}

static void references_are_resolved(void **state)
{
  static const struct {
    const char *location, *request;
  } cases[] = {
    { MOVED("c"), GET("/a/c") },
    { MOVED("../c"), GET("/c") },
    { MOVED("?q"), GET("/a/b?q") },
    { MOVED("//192.0.2.1/c"), GET("/c") },
    { MOVED("./x/../c"), GET("/a/c") },
    { MOVED("/with space"), GET("/with%20space") },
    { MOVED("#top"), GET("/a/b") },
    { MOVED("/\xc3\xa4"), GET("/%C3%A4") },
    { MOVED("HTTP://192.0.2.1/c"), GET("/c") },
    { MOVED("/c?a b"), GET("/c?a+b") },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    EXCHANGE(.url = "http://192.0.2.1/a/b", .options = { FOLLOW },
             .conn = { { EXPECT(GET("/a/b")),
                         { STEP_SEND, cases[i].location, strlen(cases[i].location) },
                         { STEP_EXPECT, cases[i].request, strlen(cases[i].request) },
                         SEND(OK_HELLO) } },
             .body = "hello", .kept = 1);
}

static void another_host_is_another_connection(void **state)
{
  EXCHANGE(.options = { FOLLOW },
           .conn = { { EXPECT(GET_ROOT), SEND(MOVED("http://192.0.2.2/")) },
                     { EXPECT(TO("192.0.2.2") BODILESS), SEND(OK_HELLO) } },
           .body = "hello", .kept = 2, .infos = { { CURLINFO_PRIMARY_IP, 0, "" } });
}

static void an_answer_without_follow_is_the_programs(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND(MOVED("/b")) } }, .body = "waste", .kept = 1,
           .infos = { { CURLINFO_REDIRECT_URL, 0, "http://192.0.2.1/b" } });
  EXCHANGE(.options = { FOLLOW },
           .conn = { { EXPECT(GET_ROOT),
                       SEND("HTTP/1.1 201 Created\r\nLocation: /b\r\nContent-Length: 5\r\n\r\nhello") } },
           .body = "hello", .kept = 1, .infos = { { CURLINFO_REDIRECT_URL, 0, NULL } });
}

static void a_long_body_that_nobody_wants_costs_the_connection(void **state)
{
  EXCHANGE(.options = { FOLLOW },
           .conn = { { EXPECT(GET_ROOT),
                       SEND("HTTP/1.1 301 Moved\r\nLocation: /b\r\nContent-Length: 1000000\r\n\r\nwaste"), EXPECT_END },
                     { EXPECT(GET("/b")), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  EXCHANGE(.options = { FOLLOW },
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 301 Moved\r\nLocation: /b\r\n\r\nwaste"), EXPECT_END },
                     { EXPECT(GET("/b")), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void a_short_chunked_body_is_read_to_its_end(void **state)
{
  EXCHANGE(.options = { FOLLOW },
           .conn = { { EXPECT(GET_ROOT),
                       SEND("HTTP/1.1 301 Moved\r\nLocation: /b\r\nTransfer-Encoding: chunked\r\n\r\n"
                            "5\r\nwaste\r\n0\r\n\r\n"),
                       EXPECT(GET("/b")), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

/* ---- methods and bodies ---- */

#define POST_DATA TEXT(CURLOPT_POSTFIELDS, "data")
#define POST(method, path)                                                               \
  method " " path " HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\nContent-Length: 4\r\n" \
         "Content-Type: application/x-www-form-urlencoded\r\n\r\ndata"

struct method_case {
  const char *answer, *next;
  long follow, post_redirect;
  const char *method; /* CURLOPT_CUSTOMREQUEST */
};

static void post_and_follow(const struct method_case *c, const char *first)
{
  EXCHANGE(.options = { LONG(CURLOPT_FOLLOWLOCATION, c->follow), POST_DATA, LONG(CURLOPT_POSTREDIR, c->post_redirect),
                        TEXT(CURLOPT_CUSTOMREQUEST, c->method) },
           .conn = { { { STEP_EXPECT, first, strlen(first) },
                       { STEP_SEND, c->answer, strlen(c->answer) },
                       { STEP_EXPECT, c->next, strlen(c->next) },
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void a_post_becomes_a_get_or_stays(void **state)
{
  static const struct method_case cases[] = {
    { ANSWER("301 A", "/b"), GET("/b"), 1, 0, NULL },
    { ANSWER("302 A", "/b"), GET("/b"), 1, 0, NULL },
    { ANSWER("303 A", "/b"), GET("/b"), 1, 0, NULL },
    { ANSWER("307 A", "/b"), POST("POST", "/b"), 1, 0, NULL },
    { ANSWER("308 A", "/b"), POST("POST", "/b"), 1, 0, NULL },
    { ANSWER("301 A", "/b"), POST("POST", "/b"), 1, CURL_REDIR_POST_301, NULL },
    { ANSWER("302 A", "/b"), POST("POST", "/b"), 1, CURL_REDIR_POST_302, NULL },
    { ANSWER("303 A", "/b"), POST("POST", "/b"), 1, CURL_REDIR_POST_303, NULL },
    { ANSWER("302 A", "/b"), GET("/b"), 1, CURL_REDIR_POST_301 | CURL_REDIR_POST_303, NULL },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) post_and_follow(&cases[i], POST("POST", "/"));
}

static void a_custom_method_stays_as_the_mode_says(void **state)
{
  static const struct method_case cases[] = {
    { ANSWER("301 A", "/b"), "FOO /b HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\n\r\n", CURLFOLLOW_ALL, 0, "FOO" },
    { ANSWER("307 A", "/b"), POST("FOO", "/b"), CURLFOLLOW_ALL, 0, "FOO" },
    { ANSWER("301 A", "/b"), GET("/b"), CURLFOLLOW_OBEYCODE, 0, "FOO" },
    { ANSWER("303 A", "/b"), GET("/b"), CURLFOLLOW_OBEYCODE, 0, "FOO" },
    { ANSWER("308 A", "/b"), POST("FOO", "/b"), CURLFOLLOW_OBEYCODE, 0, "FOO" },
    { ANSWER("301 A", "/b"), POST("FOO", "/b"), CURLFOLLOW_OBEYCODE, CURL_REDIR_POST_301, "FOO" },
    { ANSWER("308 A", "/b"), POST("POST", "/b"), CURLFOLLOW_FIRSTONLY, 0, "FOO" },
    { ANSWER("302 A", "/b"), GET("/b"), CURLFOLLOW_FIRSTONLY, 0, "FOO" },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) post_and_follow(&cases[i], POST("FOO", "/"));
}

#define PUT_HEAD(path) "PUT " path " HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\nContent-Length: 4\r\n\r\n"

static void an_upload_is_read_again(void **state)
{
  EXCHANGE(.options = { FOLLOW, LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 4) }, .upload = "data",
           .conn = { { EXPECT(PUT_HEAD("/") "data"), SEND(ANSWER("302 Found", "/b")), EXPECT(PUT_HEAD("/b") "data"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1, .infos = { { CURLINFO_SIZE_UPLOAD_T, 4, NULL } });
}

static void an_upload_becomes_a_get_after_303(void **state)
{
  EXCHANGE(.options = { FOLLOW, LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 4) }, .upload = "data",
           .conn = { { EXPECT(PUT_HEAD("/") "data"), SEND(ANSWER("303 See", "/b")), EXPECT(GET("/b")),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static int refuse_to_seek(void *data, curl_off_t offset, int origin) { return CURL_SEEKFUNC_FAIL; }

static void an_upload_that_cannot_be_read_again_fails(void **state)
{
  EXCHANGE(.options = { FOLLOW, LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 4),
                        FUNCTION(CURLOPT_SEEKFUNCTION, refuse_to_seek) },
           .upload = "data", .conn = { { EXPECT(PUT_HEAD("/") "data"), SEND(ANSWER("302 Found", "/b")) } },
           .code = CURLE_SEND_FAIL_REWIND, .or_code = 0, .kept = 1);
}

static void head_stays_head(void **state)
{
  EXCHANGE(.options = { FOLLOW, LONG(CURLOPT_NOBODY, 1) },
           .conn = { { EXPECT("HEAD / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\n\r\n"),
                       SEND("HTTP/1.1 303 See\r\nLocation: /b\r\nContent-Length: 500\r\n\r\n"),
                       EXPECT("HEAD /b HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\n\r\n"),
                       SEND("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n") } },
           .kept = 1);
}

/* An easy handle is as it was for the next transfer. */
static void the_next_transfer_starts_where_the_first_did(void **state)
{
  EXCHANGE(.options = { FOLLOW, POST_DATA }, .times = 2,
           .conn = { { EXPECT(POST("POST", "/")), SEND(ANSWER("302 A", "/b")), EXPECT(GET("/b")), SEND(OK_HELLO),
                       EXPECT(POST("POST", "/")), SEND(OK_HELLO) } },
           .body = "hellohello", .kept = 1, .infos = { { CURLINFO_EFFECTIVE_URL, 0, URL } });
}

/* ---- what is told to whom ---- */

#define SECRETS TEXT(CURLOPT_USERPWD, "me:secret"), TEXT(CURLOPT_COOKIE, "a=b")
#define BASIC   "Authorization: Basic bWU6c2VjcmV0\r\n"
#define OWN     "Authorization: mine", "X: y"

static void scenario_18_another_host_port_or_scheme_gets_no_credentials(void **state)
{
  EXCHANGE(.options = { FOLLOW, SECRETS },
           .conn = { { EXPECT(TO("192.0.2.1") BASIC "Accept: */*\r\nCookie: a=b\r\n\r\n"),
                       SEND(MOVED("http://192.0.2.2/")) },
                     { EXPECT(TO("192.0.2.2") BODILESS), SEND(OK_HELLO) } },
           .body = "hello", .kept = 2);
  EXCHANGE(.options = { FOLLOW, SECRETS },
           .conn = { { EXPECT(TO("192.0.2.1") BASIC "Accept: */*\r\nCookie: a=b\r\n\r\n"),
                       SEND(MOVED("http://192.0.2.1:81/")) },
                     { EXPECT(TO("192.0.2.1:81") BODILESS), SEND(OK_HELLO) } },
           .body = "hello", .kept = 2);
}

static void scenario_18_own_lines_with_credentials_stay_behind(void **state)
{
  EXCHANGE(.options = { FOLLOW }, .headers = { "Authorization: mine", "Cookie: own", "X: y" },
           .conn = { { EXPECT(TO("192.0.2.1") "Accept: */*\r\nAuthorization: mine\r\nCookie: own\r\nX: y\r\n\r\n"),
                       SEND(MOVED("http://192.0.2.2/")) },
                     { EXPECT(TO("192.0.2.2") "Accept: */*\r\nX: y\r\n\r\n"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 2);
}

static void scenario_18_back_home_they_are_sent_again(void **state)
{
  EXCHANGE(.options = { FOLLOW, SECRETS },
           .conn = { { EXPECT(TO("192.0.2.1") BASIC "Accept: */*\r\nCookie: a=b\r\n\r\n"),
                       SEND(MOVED("http://192.0.2.2/")),
                       EXPECT("GET /c HTTP/1.1\r\nHost: 192.0.2.1\r\n" BASIC "Accept: */*\r\nCookie: a=b\r\n\r\n"),
                       SEND(OK_HELLO) },
                     { EXPECT(TO("192.0.2.2") BODILESS), SEND(MOVED("http://192.0.2.1/c")) } },
           .body = "hello", .kept = 2);
}

static void scenario_18_credentials_of_the_url_stay_with_its_host(void **state)
{
  EXCHANGE(.url = "http://me:secret@192.0.2.1/", .options = { FOLLOW },
           .conn = { { EXPECT(TO("192.0.2.1") BASIC BODILESS), SEND(MOVED("http://192.0.2.2/")) },
                     { EXPECT(TO("192.0.2.2") BODILESS), SEND(OK_HELLO) } },
           .body = "hello", .kept = 2);
  EXCHANGE(.url = "http://me:secret@192.0.2.1/", .options = { FOLLOW },
           .conn = { { EXPECT(TO("192.0.2.1") BASIC BODILESS), SEND(MOVED("/b")),
                       EXPECT("GET /b HTTP/1.1\r\nHost: 192.0.2.1\r\n" BASIC BODILESS), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void credentials_of_a_url_are_not_of_another_url(void **state)
{
  EXCHANGE(.url = "http://me:secret@192.0.2.1/", .options = { FOLLOW },
           .conn = { { EXPECT(TO("192.0.2.1") BASIC BODILESS), SEND(MOVED("http://192.0.2.1/b")),
                       EXPECT("GET /b HTTP/1.1\r\nHost: 192.0.2.1\r\n" BODILESS), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void a_program_may_trust_every_host(void **state)
{
  EXCHANGE(.options = { FOLLOW, SECRETS, LONG(CURLOPT_UNRESTRICTED_AUTH, 1) },
           .conn = { { EXPECT(TO("192.0.2.1") BASIC "Accept: */*\r\nCookie: a=b\r\n\r\n"),
                       SEND(MOVED("http://192.0.2.2/")) },
                     { EXPECT(TO("192.0.2.2") BASIC "Accept: */*\r\nCookie: a=b\r\n\r\n"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 2);
}

static void a_redirect_may_bring_credentials_of_its_own(void **state)
{
  EXCHANGE(.options = { FOLLOW },
           .conn = { { EXPECT(GET_ROOT), SEND(MOVED("http://me:secret@192.0.2.2/")) },
                     { EXPECT(TO("192.0.2.2") BASIC BODILESS), SEND(OK_HELLO) } },
           .body = "hello", .kept = 2);
}

static void an_own_host_line_is_of_the_first_host(void **state)
{
  EXCHANGE(.options = { FOLLOW }, .headers = { "Host: example.com" },
           .conn = { { EXPECT(TO("example.com") BODILESS), SEND(MOVED("http://192.0.2.2/")) },
                     { EXPECT(TO("192.0.2.2") BODILESS), SEND(OK_HELLO) } },
           .body = "hello", .kept = 2);
}

static void scenario_23_the_referer_has_no_credentials(void **state)
{
  EXCHANGE(.url = "http://me:secret@192.0.2.1/#top", .options = { FOLLOW, LONG(CURLOPT_AUTOREFERER, 1) },
           .conn = { { EXPECT(TO("192.0.2.1") BASIC BODILESS), SEND(MOVED("http://192.0.2.2/")) },
                     { EXPECT(TO("192.0.2.2") "Accept: */*\r\nReferer: http://192.0.2.1/\r\n\r\n"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 2, .infos = { { CURLINFO_REFERER, 0, "http://192.0.2.1/" } });
}

static void scenario_24_an_at_sign_in_a_password_keeps_the_host(void **state)
{
  EXCHANGE(.url = "http://me:a%40b@192.0.2.1/", .options = { FOLLOW },
           .conn = { { EXPECT(TO("192.0.2.1") "Authorization: Basic bWU6YUBi\r\n" BODILESS), SEND(MOVED("/b")),
                       EXPECT("GET /b HTTP/1.1\r\nHost: 192.0.2.1\r\nAuthorization: Basic bWU6YUBi\r\n" BODILESS),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_limit_of_zero_refuses_the_first),
    cmocka_unit_test(a_limit_counts_those_that_were_followed),
    cmocka_unit_test(a_location_that_is_no_url_fails),
    cmocka_unit_test(two_locations_that_differ_fail),
    cmocka_unit_test(scenario_37_other_protocols_are_refused),
    cmocka_unit_test(scenario_37_an_empty_list_of_protocols_allows_none),
    cmocka_unit_test(scenario_35_delimiters_in_a_host_are_refused),
    cmocka_unit_test(a_redirect_is_followed_over_the_same_connection),
    cmocka_unit_test(references_are_resolved),
    cmocka_unit_test(another_host_is_another_connection),
    cmocka_unit_test(an_answer_without_follow_is_the_programs),
    cmocka_unit_test(a_long_body_that_nobody_wants_costs_the_connection),
    cmocka_unit_test(a_short_chunked_body_is_read_to_its_end),
    cmocka_unit_test(a_post_becomes_a_get_or_stays),
    cmocka_unit_test(a_custom_method_stays_as_the_mode_says),
    cmocka_unit_test(an_upload_is_read_again),
    cmocka_unit_test(an_upload_becomes_a_get_after_303),
    cmocka_unit_test(an_upload_that_cannot_be_read_again_fails),
    cmocka_unit_test(head_stays_head),
    cmocka_unit_test(the_next_transfer_starts_where_the_first_did),
    cmocka_unit_test(scenario_18_another_host_port_or_scheme_gets_no_credentials),
    cmocka_unit_test(scenario_18_own_lines_with_credentials_stay_behind),
    cmocka_unit_test(scenario_18_back_home_they_are_sent_again),
    cmocka_unit_test(scenario_18_credentials_of_the_url_stay_with_its_host),
    cmocka_unit_test(credentials_of_a_url_are_not_of_another_url),
    cmocka_unit_test(a_program_may_trust_every_host),
    cmocka_unit_test(a_redirect_may_bring_credentials_of_its_own),
    cmocka_unit_test(an_own_host_line_is_of_the_first_host),
    cmocka_unit_test(scenario_23_the_referer_has_no_credentials),
    cmocka_unit_test(scenario_24_an_at_sign_in_a_password_keeps_the_host),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
