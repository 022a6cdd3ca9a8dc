/* What getinfo tells after an exchange, and what it tells before one. */
#include "check.h"
#include "exchange.h"
#include <stdio.h>
#include <string.h>

static void before_a_transfer_nothing_is_known(void **state)
{
  CURL *easy = curl_easy_init();
  long number = 9;
  curl_off_t large = 9;
  char *text = NULL;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &number), CURLE_OK);
  assert_int_equal(number, 0);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &large), CURLE_OK);
  assert_int_equal(large, -1);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &text), CURLE_OK);
  assert_null(text);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &text), CURLE_OK);
  assert_string_equal(text, "");
  curl_easy_cleanup(easy);
}

static void an_info_that_does_not_exist_is_refused(void **state)
{
  CURL *easy = curl_easy_init();
  long number = 9;
  assert_int_equal(curl_easy_getinfo(easy, (CURLINFO)(CURLINFO_LONG + 999), &number), CURLE_UNKNOWN_OPTION);
  assert_int_equal(number, 9);
  curl_easy_cleanup(easy);
}

static void of_a_get(void **state)
{
  EXCHANGE(.url = URL "x?y", .body = "hello", .kept = 1,
           .conn = { { EXPECT_HEAD("GET /x?y HTTP/1.1"), SEND("HTTP/1.1 200 OK\r\nContent-Type: text/plain; "
                                                              "charset=x\r\nContent-Length: 5\r\n\r\nhello") } },
           .infos = { { CURLINFO_RESPONSE_CODE, 200, NULL },
                      { CURLINFO_EFFECTIVE_URL, 0, URL "x?y" },
                      { CURLINFO_CONTENT_TYPE, 0, "text/plain; charset=x" },
                      { CURLINFO_SIZE_DOWNLOAD_T, 5, NULL },
                      { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, 5, NULL },
                      { CURLINFO_SIZE_UPLOAD_T, 0, NULL },
                      { CURLINFO_HTTP_VERSION, CURL_HTTP_VERSION_1_1, NULL },
                      { CURLINFO_SCHEME, 0, "http" },
                      { CURLINFO_REDIRECT_URL, 0, NULL },
                      { CURLINFO_NUM_CONNECTS, 1, NULL } });
}

static void sizes_of_heads(void **state)
{
  EXCHANGE(.body = "hello", .kept = 1, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } },
           .infos = { { CURLINFO_HEADER_SIZE, sizeof("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n") - 1, NULL },
                      { CURLINFO_REQUEST_SIZE, sizeof(GET_ROOT) - 1, NULL } });
}

static void of_a_redirect_that_is_not_followed(void **state)
{
  EXCHANGE(.url = URL "a/b", .kept = 1,
           .conn = { { EXPECT_HEAD("GET /a/b "),
                       SEND("HTTP/1.1 302 Found\r\nLocation: ../c\r\nContent-Length: 0\r\n\r\n") } },
           .infos = { { CURLINFO_RESPONSE_CODE, 302, NULL },
                      { CURLINFO_REDIRECT_URL, 0, URL "c" },
                      { CURLINFO_REDIRECT_COUNT, 0, NULL } });
}

static void retry_after(void **state)
{
  EXCHANGE(.kept = 1, .infos = { { CURLINFO_RETRY_AFTER, 77, NULL }, { CURLINFO_RESPONSE_CODE, 503, NULL } },
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 503 No\r\nRetry-After: 77\r\nContent-Length: 0\r\n\r\n") } });
}

static void a_second_transfer_forgets_the_first(void **state)
{
  EXCHANGE(.times = 2, .kept = 1, .body = "hello",
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 0\r\n\r\n"),
                       EXPECT(GET_ROOT), SEND(OK_HELLO) } },
           .infos = { { CURLINFO_CONTENT_TYPE, 0, NULL }, { CURLINFO_NUM_CONNECTS, 0, NULL } });
}

static void an_unix_peer_has_no_address(void **state)
{
  EXCHANGE(.kept = 1, .body = "hello", .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } },
           .infos = { { CURLINFO_PRIMARY_IP, 0, "" },
                      { CURLINFO_PRIMARY_PORT, 0, NULL },
                      { CURLINFO_LOCAL_IP, 0, "" },
                      { CURLINFO_LOCAL_PORT, 0, NULL } });
}

/* ---- what is counted ---- */

#define POST_HELLO                                                             \
  "POST / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\nContent-Length: 5\r\n" \
  "Content-Type: application/x-www-form-urlencoded\r\n\r\nhello"

static void a_request_is_counted_with_its_body(void **state)
{
  EXCHANGE(.body = "hello", .kept = 1, .options = { TEXT(CURLOPT_POSTFIELDS, "hello") },
           .conn = { { EXPECT(POST_HELLO), SEND(OK_HELLO) } },
           .infos = { { CURLINFO_REQUEST_SIZE, sizeof(POST_HELLO) - 1, NULL },
                      { CURLINFO_SIZE_UPLOAD_T, 5, NULL },
                      { CURLINFO_CONTENT_LENGTH_UPLOAD_T, 5, NULL },
                      { CURLINFO_EFFECTIVE_METHOD, 0, "POST" } });
}

#define INTERIM      "HTTP/1.1 102 Wait\r\nA: 1\r\n\r\n"
#define CHUNKED_HEAD "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

static void interim_heads_are_counted_and_trailers_are_not(void **state)
{
  EXCHANGE(.body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(INTERIM CHUNKED_HEAD "5\r\nhello\r\n0\r\nT: 1\r\n\r\n") } },
           .infos = { { CURLINFO_HEADER_SIZE, sizeof(INTERIM CHUNKED_HEAD) - 1, NULL },
                      { CURLINFO_RESPONSE_CODE, 200, NULL },
                      { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, -1, NULL },
                      { CURLINFO_SIZE_DOWNLOAD_T, 5, NULL },
                      { CURLINFO_SIZE_DELIVERED, 5, NULL } });
}

static void headers_in_the_body_are_delivered_and_not_downloaded(void **state)
{
  EXCHANGE(.body = OK_HELLO, .kept = 1, .options = { LONG(CURLOPT_HEADER, 1) },
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } },
           .infos = { { CURLINFO_SIZE_DELIVERED, sizeof(OK_HELLO) - 1, NULL }, { CURLINFO_SIZE_DOWNLOAD_T, 5, NULL } });
}

/* ---- lengths ---- */

static void without_an_upload_its_length_is_zero(void **state)
{
  EXCHANGE(.body = "hello", .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.0 200 OK\r\n\r\nhello"), CLOSE } },
           .infos = { { CURLINFO_CONTENT_LENGTH_UPLOAD_T, 0, NULL },
                      { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, -1, NULL },
                      { CURLINFO_HTTP_VERSION, CURL_HTTP_VERSION_1_0, NULL } });
}

static void an_upload_of_unknown_length_says_so(void **state)
{
  EXCHANGE(.body = "hello", .kept = 1, .upload = "abc", .options = { LONG(CURLOPT_UPLOAD, 1) },
           .conn = { { EXPECT_HEAD("PUT / "), EXPECT_CHUNKED("abc"), SEND(OK_HELLO) } },
           .infos = { { CURLINFO_CONTENT_LENGTH_UPLOAD_T, -1, NULL },
                      { CURLINFO_SIZE_UPLOAD_T, 3, NULL },
                      { CURLINFO_EFFECTIVE_METHOD, 0, "PUT" } });
}

static void what_has_no_body_has_length_zero(void **state)
{
  EXCHANGE(.kept = 1, .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 304 Same\r\n\r\n") } },
           .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, 0, NULL }, { CURLINFO_CONDITION_UNMET, 1, NULL } });
  EXCHANGE(.kept = 1, .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 204 None\r\n\r\n") } },
           .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, 0, NULL }, { CURLINFO_CONDITION_UNMET, 0, NULL } });
}

static void a_head_tells_the_length_all_the_same(void **state)
{
  EXCHANGE(.kept = 1, .options = { LONG(CURLOPT_NOBODY, 1) },
           .conn = { { EXPECT_HEAD("HEAD / "), SEND("HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n") } },
           .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, 77, NULL },
                      { CURLINFO_SIZE_DOWNLOAD_T, 0, NULL },
                      { CURLINFO_EFFECTIVE_METHOD, 0, "HEAD" } });
}

/* ---- after a failure ---- */

static const char *url_of_failure;
static char url_seen[64];

static void fail_with_another_url(struct outcome *o)
{
  char *text = NULL;
  long number = 77;
  curl_easy_setopt(o->easy, CURLOPT_URL, url_of_failure);
  if(!curl_easy_perform(o->easy)) return;
  curl_easy_getinfo(o->easy, CURLINFO_EFFECTIVE_URL, &text);
  curl_easy_getinfo(o->easy, CURLINFO_RESPONSE_CODE, &number);
  snprintf(url_seen, sizeof url_seen, "%s %ld", text, number);
}

static void check_url(const struct outcome *o) { assert_string_equal(url_seen, ":: 0"); }

static void a_url_that_is_refused_is_the_effective_one(void **state)
{
  url_of_failure = "::";
  EXCHANGE(.kept = 1, .body = "hello", .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } },
           .inspect = fail_with_another_url, .verify = check_url);
}

/* The times of one transfer are in order, and all of them are there. */
static void times_are_in_order(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD(NULL), PAUSE(30),
                                                                        SEND(OK_HELLO) } };
  static const CURLINFO ids[] = { CURLINFO_NAMELOOKUP_TIME_T, CURLINFO_CONNECT_TIME_T, CURLINFO_PRETRANSFER_TIME_T,
                                  CURLINFO_STARTTRANSFER_TIME_T, CURLINFO_TOTAL_TIME_T };
  curl_off_t last = 0, us;
  struct outcome o = { 0 };
  struct peer peer;
  CURL *easy = curl_easy_init();
  peer_init(&peer, script);
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_URL, URL);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, collect_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &o);
  peer_start(&peer);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  for(size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
    assert_int_equal(curl_easy_getinfo(easy, ids[i], &us), CURLE_OK);
    assert_true(us >= last && us > 0);
    last = us;
  }
  assert_true(last >= 20000 && last < 5000000);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&peer), "");
  text_free(&o.body);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(before_a_transfer_nothing_is_known),
    cmocka_unit_test(an_info_that_does_not_exist_is_refused),
    cmocka_unit_test(of_a_get),
    cmocka_unit_test(sizes_of_heads),
    cmocka_unit_test(of_a_redirect_that_is_not_followed),
    cmocka_unit_test(retry_after),
    cmocka_unit_test(a_second_transfer_forgets_the_first),
    cmocka_unit_test(an_unix_peer_has_no_address),
    cmocka_unit_test(a_request_is_counted_with_its_body),
    cmocka_unit_test(interim_heads_are_counted_and_trailers_are_not),
    cmocka_unit_test(headers_in_the_body_are_delivered_and_not_downloaded),
    cmocka_unit_test(without_an_upload_its_length_is_zero),
    cmocka_unit_test(an_upload_of_unknown_length_says_so),
    cmocka_unit_test(what_has_no_body_has_length_zero),
    cmocka_unit_test(a_head_tells_the_length_all_the_same),
    cmocka_unit_test(a_url_that_is_refused_is_the_effective_one),
    cmocka_unit_test(times_are_in_order),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
