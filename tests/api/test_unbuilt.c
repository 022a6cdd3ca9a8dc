/* What is not built yet says so. A row goes away when its family comes. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include <curl/curl.h>

static CURL *easy;
static CURLM *multi;

static int set_up(void **state)
{
  easy = curl_easy_init();
  multi = curl_multi_init();
  return !easy || !multi;
}

static int tear_down(void **state)
{
  curl_easy_cleanup(easy);
  return curl_multi_cleanup(multi);
}

static void websocket_is_not_built(void **state)
{
  const struct curl_ws_frame *meta = NULL;
  char byte;
  size_t count = 0;
  assert_int_equal(curl_ws_recv(easy, &byte, 1, &count, &meta), CURLE_NOT_BUILT_IN);
  assert_int_equal(curl_ws_send(easy, "a", 1, &count, 0, CURLWS_TEXT), CURLE_NOT_BUILT_IN);
  assert_int_equal(curl_ws_start_frame(easy, CURLWS_TEXT, 1), CURLE_NOT_BUILT_IN);
  assert_null(curl_ws_meta(easy));
}

static void push_headers_are_not_there(void **state)
{
  assert_null(curl_pushheader_bynum(NULL, 0));
  assert_null(curl_pushheader_byname(NULL, "a"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(websocket_is_not_built),
    TEST(push_headers_are_not_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
