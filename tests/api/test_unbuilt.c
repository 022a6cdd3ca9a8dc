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

static CURLcode export_session(CURL *handle, void *userptr, const char *session_key, const unsigned char *shmac,
                               size_t shmac_len, const unsigned char *sdata, size_t sdata_len, curl_off_t valid_until,
                               int ietf_tls_id, const char *alpn, size_t earlydata_max)
{
  return CURLE_OK;
}

static void tls_sessions_are_not_built(void **state)
{
  static const unsigned char bytes[1];
  assert_int_equal(curl_easy_ssls_import(easy, "a", bytes, 1, bytes, 1), CURLE_NOT_BUILT_IN);
  assert_int_equal(curl_easy_ssls_export(easy, export_session, NULL), CURLE_NOT_BUILT_IN);
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
    TEST(tls_sessions_are_not_built),
    TEST(push_headers_are_not_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
