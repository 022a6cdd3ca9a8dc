/* What getinfo tells after an exchange, and what it tells before one. */
#include "check.h"
#include "exchange.h"
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
    cmocka_unit_test(times_are_in_order),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
