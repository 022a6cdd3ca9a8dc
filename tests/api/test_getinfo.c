/* curl_easy_getinfo before any transfer, and with bad arguments. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include <curl/curl.h>
#include <limits.h>

static CURL *easy;

static int set_up(void **state)
{
  easy = curl_easy_init();
  return !easy;
}

static int tear_down(void **state)
{
  curl_easy_cleanup(easy);
  return 0;
}

static void no_handle_is_a_bad_argument(void **state)
{
  long number = 7;
  assert_int_equal(curl_easy_getinfo(NULL, CURLINFO_RESPONSE_CODE, &number), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(number, 7);
}

static void nowhere_to_put_it_is_a_bad_argument(void **state)
{
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, NULL), CURLE_BAD_FUNCTION_ARGUMENT);
}

static void an_unknown_id_is_an_unknown_option(void **state)
{
  static const int ids[] = {
    0, -1, 2, CURLINFO_STRING, CURLINFO_STRING + 2, CURLINFO_LONG + 1, CURLINFO_OFF_T + 72, 0x700001, INT_MAX
  };
  long number = 7;
  for(size_t i = 0; i < sizeof ids / sizeof *ids; i++)
    assert_int_equal(curl_easy_getinfo(easy, (CURLINFO)ids[i], &number), CURLE_UNKNOWN_OPTION);
  assert_int_equal(number, 7);
}

static void longs_are_zero_or_unknown(void **state)
{
  static const struct {
    CURLINFO id;
    long number;
  } rows[] = {
    { CURLINFO_RESPONSE_CODE, 0 },   { CURLINFO_HTTP_CONNECTCODE, 0 }, { CURLINFO_HEADER_SIZE, 0 },
    { CURLINFO_REQUEST_SIZE, 0 },    { CURLINFO_SSL_VERIFYRESULT, 0 }, { CURLINFO_FILETIME, -1 },
    { CURLINFO_REDIRECT_COUNT, 0 },  { CURLINFO_HTTPAUTH_AVAIL, 0 },   { CURLINFO_PROXYAUTH_AVAIL, 0 },
    { CURLINFO_OS_ERRNO, 0 },        { CURLINFO_NUM_CONNECTS, 0 },     { CURLINFO_LASTSOCKET, -1 },
    { CURLINFO_CONDITION_UNMET, 0 }, { CURLINFO_RTSP_CLIENT_CSEQ, 0 }, { CURLINFO_RTSP_SERVER_CSEQ, 0 },
    { CURLINFO_RTSP_CSEQ_RECV, 0 },  { CURLINFO_PRIMARY_PORT, -1 },    { CURLINFO_LOCAL_PORT, -1 },
    { CURLINFO_HTTP_VERSION, 0 },    { CURLINFO_PROXY_ERROR, 0 },      { CURLINFO_PROXY_SSL_VERIFYRESULT, 0 },
    { CURLINFO_PROTOCOL, 0 },        { CURLINFO_USED_PROXY, 0 },       { CURLINFO_HTTPAUTH_USED, 0 },
    { CURLINFO_PROXYAUTH_USED, 0 },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    long number = 77;
    assert_int_equal(curl_easy_getinfo(easy, rows[i].id, &number), CURLE_OK);
    if(number != rows[i].number) fail_msg("0x%x is %ld, not %ld", (unsigned)rows[i].id, number, rows[i].number);
  }
}

static void texts_are_empty(void **state)
{
  static const struct {
    CURLINFO id;
    const char *text;
  } rows[] = {
    { CURLINFO_EFFECTIVE_URL, "" },       { CURLINFO_CONTENT_TYPE, NULL }, { CURLINFO_PRIVATE, NULL },
    { CURLINFO_FTP_ENTRY_PATH, NULL },    { CURLINFO_REDIRECT_URL, NULL }, { CURLINFO_PRIMARY_IP, "" },
    { CURLINFO_RTSP_SESSION_ID, NULL },   { CURLINFO_LOCAL_IP, "" },       { CURLINFO_SCHEME, NULL },
    { CURLINFO_EFFECTIVE_METHOD, "GET" }, { CURLINFO_REFERER, NULL },      { CURLINFO_CAINFO, NULL },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const char *text = "untouched";
    assert_int_equal(curl_easy_getinfo(easy, rows[i].id, &text), CURLE_OK);
    if(rows[i].text)
      assert_string_equal(text, rows[i].text);
    else
      assert_null(text);
  }
}

static void the_folder_of_the_systems_certificates_is_told(void **state)
{
  const char *path = NULL;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_CAPATH, &path), CURLE_OK);
  assert_string_equal(path, curl_version_info(CURLVERSION_NOW)->capath);
  assert_true(*path == '/');
}

static void large_numbers_are_zero_or_unknown(void **state)
{
  static const struct {
    CURLINFO id;
    curl_off_t number;
  } rows[] = {
    { CURLINFO_SIZE_UPLOAD_T, 0 },
    { CURLINFO_SIZE_DOWNLOAD_T, 0 },
    { CURLINFO_SIZE_DELIVERED, 0 },
    { CURLINFO_SPEED_DOWNLOAD_T, 0 },
    { CURLINFO_SPEED_UPLOAD_T, 0 },
    { CURLINFO_FILETIME_T, -1 },
    { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, -1 },
    { CURLINFO_CONTENT_LENGTH_UPLOAD_T, -1 },
    { CURLINFO_TOTAL_TIME_T, 0 },
    { CURLINFO_NAMELOOKUP_TIME_T, 0 },
    { CURLINFO_CONNECT_TIME_T, 0 },
    { CURLINFO_PRETRANSFER_TIME_T, 0 },
    { CURLINFO_POSTTRANSFER_TIME_T, 0 },
    { CURLINFO_STARTTRANSFER_TIME_T, 0 },
    { CURLINFO_REDIRECT_TIME_T, 0 },
    { CURLINFO_APPCONNECT_TIME_T, 0 },
    { CURLINFO_QUEUE_TIME_T, 0 },
    { CURLINFO_RETRY_AFTER, 0 },
    { CURLINFO_XFER_ID, -1 },
    { CURLINFO_CONN_ID, -1 },
    { CURLINFO_EARLYDATA_SENT_T, 0 },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    curl_off_t number = 77;
    assert_int_equal(curl_easy_getinfo(easy, rows[i].id, &number), CURLE_OK);
    if(number != rows[i].number) fail_msg("0x%x is %ld", (unsigned)rows[i].id, (long)number);
  }
}

static void doubles_are_zero_or_unknown(void **state)
{
  static const int zero[] = { 3, 4, 5, 6, 7, 8, 9, 10, 17, 19, 33 };
  for(size_t i = 0; i < sizeof zero / sizeof *zero; i++) {
    double number = 77;
    assert_int_equal(curl_easy_getinfo(easy, (CURLINFO)(CURLINFO_DOUBLE + zero[i]), &number), CURLE_OK);
    assert_true(number >= 0 && number <= 0);
  }
  for(int id = 15; id <= 16; id++) {
    double number = 77;
    assert_int_equal(curl_easy_getinfo(easy, (CURLINFO)(CURLINFO_DOUBLE + id), &number), CURLE_OK);
    assert_true(number >= -1 && number <= -1);
  }
}

static void lists_and_sockets_are_empty(void **state)
{
  struct curl_slist *list = (struct curl_slist *)&list;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_COOKIELIST, &list), CURLE_OK);
  assert_null(list);
  list = (struct curl_slist *)&list;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_SSL_ENGINES, &list), CURLE_OK);
  assert_null(list);
  struct curl_certinfo *certificates = NULL;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_CERTINFO, &certificates), CURLE_OK);
  assert_int_equal(certificates->num_of_certs, 0);
  struct curl_tlssessioninfo *tls = NULL;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_TLS_SESSION, &tls), CURLE_OK);
  assert_int_equal(tls->backend, CURLSSLBACKEND_OPENSSL);
  assert_null(tls->internals);
  tls = NULL;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &tls), CURLE_OK);
  assert_int_equal(tls->backend, CURLSSLBACKEND_OPENSSL);
  assert_null(tls->internals);
  curl_socket_t fd = 77;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd), CURLE_OK);
  assert_int_equal(fd, CURL_SOCKET_BAD);
}

static void the_url_is_the_one_that_was_set(void **state)
{
  const char *url = NULL;
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_URL, "http://a/"), CURLE_OK);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &url), CURLE_OK);
  assert_string_equal(url, "http://a/");
}

static void the_private_pointer_comes_back(void **state)
{
  int mine;
  void *got = NULL;
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_PRIVATE, &mine), CURLE_OK);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_PRIVATE, &got), CURLE_OK);
  assert_ptr_equal(got, &mine);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(no_handle_is_a_bad_argument),
    TEST(nowhere_to_put_it_is_a_bad_argument),
    TEST(an_unknown_id_is_an_unknown_option),
    TEST(longs_are_zero_or_unknown),
    TEST(texts_are_empty),
    TEST(the_folder_of_the_systems_certificates_is_told),
    TEST(large_numbers_are_zero_or_unknown),
    TEST(doubles_are_zero_or_unknown),
    TEST(lists_and_sockets_are_empty),
    TEST(the_url_is_the_one_that_was_set),
    TEST(the_private_pointer_comes_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
