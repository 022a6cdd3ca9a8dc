/* What curl_easy_setopt takes and what it refuses. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include <curl/curl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST 8000000

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

static const char *text_info(CURLINFO id)
{
  const char *text = NULL;
  assert_int_equal(curl_easy_getinfo(easy, id, &text), CURLE_OK);
  return text;
}

#define assert_set(id, value)           assert_int_equal(curl_easy_setopt(easy, id, value), CURLE_OK)
#define assert_refused(id, value, code) assert_int_equal(curl_easy_setopt(easy, id, value), code)

static void no_handle_is_a_bad_argument(void **state)
{
  assert_int_equal(curl_easy_setopt(NULL, CURLOPT_VERBOSE, 1L), CURLE_BAD_FUNCTION_ARGUMENT);
}

static void another_kind_of_handle_is_a_bad_argument(void **state)
{
  CURLM *multi = curl_multi_init();
  assert_int_equal(curl_easy_setopt(multi, CURLOPT_VERBOSE, 1L), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
}

static void an_unknown_id_is_an_unknown_option(void **state)
{
  static const int ids[] = { 0, -1, 30, 333, 9999, 1, 2, 20002, 10000, 50001, INT_MAX, INT_MIN };
  for(size_t i = 0; i < sizeof ids / sizeof *ids; i++) assert_refused((CURLoption)ids[i], 1L, CURLE_UNKNOWN_OPTION);
}

static void a_number_out_of_range_is_refused(void **state)
{
  static const struct {
    CURLoption id;
    long number;
  } rows[] = {
    { CURLOPT_PORT, -1 },
    { CURLOPT_PORT, 65536 },
    { CURLOPT_LOCALPORT, 65536 },
    { CURLOPT_LOCALPORTRANGE, 65536 },
    { CURLOPT_TIMEOUT, -1 },
    { CURLOPT_TIMEOUT_MS, -1 },
    { CURLOPT_CONNECTTIMEOUT, -1 },
    { CURLOPT_CONNECTTIMEOUT_MS, -1 },
    { CURLOPT_EXPECT_100_TIMEOUT_MS, -1 },
    { CURLOPT_LOW_SPEED_LIMIT, -1 },
    { CURLOPT_LOW_SPEED_TIME, -1 },
    { CURLOPT_MAXFILESIZE, -1 },
    { CURLOPT_MAXCONNECTS, -1 },
    { CURLOPT_MAXAGE_CONN, -1 },
    { CURLOPT_MAXLIFETIME_CONN, -1 },
    { CURLOPT_POSTFIELDSIZE, -2 },
    { CURLOPT_INFILESIZE, -2 },
    { CURLOPT_RESUME_FROM, -2 },
    { CURLOPT_DNS_CACHE_TIMEOUT, -2 },
    { CURLOPT_IPRESOLVE, 3 },
    { CURLOPT_IPRESOLVE, -1 },
    { CURLOPT_TCP_KEEPIDLE, -1 },
    { CURLOPT_TCP_KEEPINTVL, -1 },
    { CURLOPT_TCP_KEEPCNT, -1 },
    { CURLOPT_HTTP_VERSION, 6 },
    { CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_LAST },
    { CURLOPT_HTTP_VERSION, -1 },
    { CURLOPT_USE_SSL, -1 },
    { CURLOPT_USE_SSL, CURLUSESSL_LAST },
    { CURLOPT_FTPSSLAUTH, -1 },
    { CURLOPT_FTPSSLAUTH, CURLFTPAUTH_LAST },
    { CURLOPT_FTP_SSL_CCC, -1 },
    { CURLOPT_FTP_SSL_CCC, CURLFTPSSL_CCC_LAST },
    { CURLOPT_FTP_CREATE_MISSING_DIRS, -1 },
    { CURLOPT_FTP_CREATE_MISSING_DIRS, CURLFTP_CREATE_DIR_LAST },
    { CURLOPT_FTP_FILEMETHOD, -1 },
    { CURLOPT_FTP_FILEMETHOD, CURLFTPMETHOD_LAST },
    { CURLOPT_ACCEPTTIMEOUT_MS, -1 },
    { CURLOPT_SERVER_RESPONSE_TIMEOUT, -1 },
    { CURLOPT_SERVER_RESPONSE_TIMEOUT_MS, -1 },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_refused(rows[i].id, rows[i].number, CURLE_BAD_FUNCTION_ARGUMENT);
  assert_refused(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)-1, CURLE_BAD_FUNCTION_ARGUMENT);
  assert_refused(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)-2, CURLE_BAD_FUNCTION_ARGUMENT);
  assert_refused(CURLOPT_INFILESIZE_LARGE, (curl_off_t)-2, CURLE_BAD_FUNCTION_ARGUMENT);
  assert_refused(CURLOPT_RESUME_FROM_LARGE, (curl_off_t)-2, CURLE_BAD_FUNCTION_ARGUMENT);
}

static void a_number_at_the_edge_is_taken(void **state)
{
  static const struct {
    CURLoption id;
    long number;
  } rows[] = {
    { CURLOPT_PORT, 0 },
    { CURLOPT_PORT, 65535 },
    { CURLOPT_TIMEOUT, LONG_MAX },
    { CURLOPT_TIMEOUT_MS, LONG_MAX },
    { CURLOPT_CONNECTTIMEOUT, LONG_MAX },
    { CURLOPT_DNS_CACHE_TIMEOUT, -1 },
    { CURLOPT_DNS_CACHE_TIMEOUT, LONG_MAX },
    { CURLOPT_RESUME_FROM, -1 },
    { CURLOPT_LOCALPORTRANGE, 0 },
    { CURLOPT_LOCALPORTRANGE, -5 },
    { CURLOPT_TCP_KEEPIDLE, LONG_MAX },
    { CURLOPT_BUFFERSIZE, 1 },
    { CURLOPT_BUFFERSIZE, LONG_MAX },
    { CURLOPT_UPLOAD_BUFFERSIZE, 1 },
    { CURLOPT_MAXFILESIZE, 0 },
    { CURLOPT_USE_SSL, CURLUSESSL_ALL },
    { CURLOPT_FTPSSLAUTH, CURLFTPAUTH_TLS },
    { CURLOPT_FTP_SSL_CCC, CURLFTPSSL_CCC_ACTIVE },
    { CURLOPT_FTP_CREATE_MISSING_DIRS, CURLFTP_CREATE_DIR_RETRY },
    { CURLOPT_FTP_FILEMETHOD, CURLFTPMETHOD_DEFAULT },
    { CURLOPT_FTP_FILEMETHOD, CURLFTPMETHOD_SINGLECWD },
    { CURLOPT_ACCEPTTIMEOUT_MS, 0 },
    { CURLOPT_ACCEPTTIMEOUT_MS, LONG_MAX },
    { CURLOPT_SERVER_RESPONSE_TIMEOUT, LONG_MAX },
    { CURLOPT_SERVER_RESPONSE_TIMEOUT_MS, LONG_MAX },
    { CURLOPT_FTP_USE_EPSV, -1 },
    { CURLOPT_WILDCARDMATCH, 2 },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) assert_set(rows[i].id, rows[i].number);
  assert_set(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)INT64_MAX);
}

static char *long_text(size_t len)
{
  char *text = malloc(len + 1);
  assert_non_null(text);
  memset(text, 'a', len);
  text[len] = '\0';
  return text;
}

static void a_string_that_is_too_long_is_refused_and_changes_nothing(void **state)
{
  char *text = long_text(LONGEST + 1);
  assert_set(CURLOPT_URL, "http://a/");
  assert_refused(CURLOPT_URL, text, CURLE_BAD_FUNCTION_ARGUMENT);
  assert_string_equal(text_info(CURLINFO_EFFECTIVE_URL), "http://a/");
  assert_set(CURLOPT_REFERER, "b");
  assert_refused(CURLOPT_REFERER, text, CURLE_BAD_FUNCTION_ARGUMENT);
  assert_string_equal(text_info(CURLINFO_REFERER), "b");
  assert_refused(CURLOPT_PROTOCOLS_STR, text, CURLE_BAD_FUNCTION_ARGUMENT);
  assert_refused(CURLOPT_UNIX_SOCKET_PATH, text, CURLE_BAD_FUNCTION_ARGUMENT);
  assert_refused(CURLOPT_ABSTRACT_UNIX_SOCKET, text, CURLE_BAD_FUNCTION_ARGUMENT);
  assert_refused(CURLOPT_COPYPOSTFIELDS, text, CURLE_BAD_FUNCTION_ARGUMENT);
  assert_set(CURLOPT_POSTFIELDS, text); /* is not copied */
  free(text);
}

static void a_string_of_the_greatest_length_is_taken(void **state)
{
  char *text = long_text(LONGEST);
  assert_set(CURLOPT_URL, text);
  assert_string_equal(text_info(CURLINFO_EFFECTIVE_URL), text);
  free(text);
}

static void a_string_is_copied(void **state)
{
  char text[] = "one";
  assert_set(CURLOPT_REFERER, text);
  memcpy(text, "two", sizeof text);
  assert_string_equal(text_info(CURLINFO_REFERER), "one");
}

static void null_takes_a_string_back(void **state)
{
  assert_set(CURLOPT_REFERER, "one");
  assert_set(CURLOPT_REFERER, NULL);
  assert_null(text_info(CURLINFO_REFERER));
}

/* Not built. */

static void what_is_not_built_is_refused(void **state)
{
  assert_refused(CURLOPT_SSL_FALSESTART, 1L, CURLE_NOT_BUILT_IN);
  assert_refused(CURLOPT_ECH, "true", CURLE_NOT_BUILT_IN);
  assert_refused(CURLOPT_PROXY_TLSAUTH_TYPE, "SRP", CURLE_NOT_BUILT_IN);
  assert_refused(CURLOPT_SSH_KNOWNHOSTS, "hosts", CURLE_NOT_BUILT_IN);
  assert_refused(CURLOPT_SSH_KEYFUNCTION, (curl_sshkeycallback)(void (*)(void))abort, CURLE_NOT_BUILT_IN);
}

static void what_qualifies_something_refused_succeeds(void **state) { assert_set(CURLOPT_SASL_IR, 1L); }

/* TLS. */

static void a_provider_has_to_be_there(void **state)
{
  assert_set(CURLOPT_SSLENGINE_DEFAULT, 1L); /* of nothing */
  assert_refused(CURLOPT_SSLENGINE, "no such provider", CURLE_SSL_ENGINE_NOTFOUND);
  assert_refused(CURLOPT_SSLENGINE, ":provider=default", CURLE_SSL_ENGINE_NOTFOUND);
  assert_set(CURLOPT_SSLENGINE, "default");
  assert_set(CURLOPT_SSLENGINE_DEFAULT, 1L);
  assert_set(CURLOPT_SSLENGINE, "default:provider=default");
  assert_set(CURLOPT_SSLENGINE, "");
  assert_set(CURLOPT_SSLENGINE, NULL);
}

static void ssl_is_refused_and_every_version_of_tls_taken(void **state)
{
  static const CURLoption ids[] = { CURLOPT_SSLVERSION, CURLOPT_PROXY_SSLVERSION };
  static const long good[] = { CURL_SSLVERSION_DEFAULT,
                               CURL_SSLVERSION_TLSv1,
                               CURL_SSLVERSION_TLSv1_0,
                               CURL_SSLVERSION_TLSv1_3,
                               CURL_SSLVERSION_MAX_DEFAULT,
                               CURL_SSLVERSION_MAX_TLSv1_2,
                               CURL_SSLVERSION_TLSv1_2 | CURL_SSLVERSION_MAX_TLSv1_3 };
  static const long bad[] = { -1, CURL_SSLVERSION_SSLv2, CURL_SSLVERSION_SSLv3, CURL_SSLVERSION_LAST,
                              CURL_SSLVERSION_MAX_LAST };
  for(size_t id = 0; id < 2; id++) {
    for(size_t i = 0; i < sizeof good / sizeof *good; i++) assert_set(ids[id], good[i]);
    for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_refused(ids[id], bad[i], CURLE_BAD_FUNCTION_ARGUMENT);
  }
}

static void a_blob_without_bytes_is_refused(void **state)
{
  struct curl_blob blob = { .data = NULL, .len = 1 };
  assert_refused(CURLOPT_CAINFO_BLOB, &blob, CURLE_BAD_FUNCTION_ARGUMENT);
  blob.data = easy;
  blob.len = 0;
  assert_refused(CURLOPT_CAINFO_BLOB, &blob, CURLE_BAD_FUNCTION_ARGUMENT);
  blob.len = LONGEST + 1;
  assert_refused(CURLOPT_PROXY_SSLKEY_BLOB, &blob, CURLE_BAD_FUNCTION_ARGUMENT);
}

/* With a copy that would read freed memory, or leave a block behind, this ends in a report. */
static void a_blob_is_copied_where_it_says_so_and_belongs_to_copies_of_the_handle(void **state)
{
  char *text = long_text(1000);
  struct curl_blob blob = { .data = text, .len = 1000, .flags = CURL_BLOB_COPY };
  assert_set(CURLOPT_CAINFO_BLOB, &blob);
  free(text);
  CURL *copy = curl_easy_duphandle(easy);
  assert_non_null(copy);
  assert_set(CURLOPT_CAINFO_BLOB, NULL);
  curl_easy_reset(copy);
  curl_easy_cleanup(copy);
  static char kept[] = "kept";
  blob = (struct curl_blob){ .data = kept, .len = 4, .flags = CURL_BLOB_NOCOPY };
  assert_set(CURLOPT_SSLCERT_BLOB, &blob);
  assert_set(CURLOPT_SSLCERT_BLOB, &blob);
}

static void any_number_but_0_asks_for_verification(void **state)
{
  for(long n = -1; n < 4; n++) {
    assert_set(CURLOPT_SSL_VERIFYHOST, n);
    assert_set(CURLOPT_PROXY_SSL_VERIFYHOST, n);
    assert_set(CURLOPT_SSL_VERIFYPEER, n);
  }
}

static void asking_for_the_library_as_it_is_succeeds(void **state)
{
  assert_set(CURLOPT_FOLLOWLOCATION, 0L);
  assert_set(CURLOPT_MAXREDIRS, 30L);
  assert_set(CURLOPT_SSL_VERIFYPEER, 1L);
  assert_set(CURLOPT_SSL_VERIFYHOST, 2L);
  assert_set(CURLOPT_PROXY, NULL);
  assert_set(CURLOPT_PROXY, "");
  assert_set(CURLOPT_CAINFO_BLOB, NULL);
  assert_set(CURLOPT_SSL_CTX_FUNCTION, (curl_ssl_ctx_callback)NULL);
  assert_set(CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
  assert_set(CURLOPT_SSH_AUTH_TYPES, (long)CURLSSH_AUTH_ANY);
  assert_set(CURLOPT_MIMEPOST, NULL);
}

static void what_has_no_function_succeeds(void **state)
{
  assert_set(CURLOPT_NOSIGNAL, 1L);
  assert_set(CURLOPT_DNS_USE_GLOBAL_CACHE, 1L);
  assert_set(CURLOPT_RANDOM_FILE, "x");
  assert_set(CURLOPT_EGDSOCKET, "x");
  assert_set(CURLOPT_KRBLEVEL, "x");
  assert_set(CURLOPT_SSL_ENABLE_NPN, 0L);
  assert_set(CURLOPT_TLSAUTH_TYPE, "SRP");
  assert_set(CURLOPT_STREAM_DEPENDS, easy);
}

/* HTTP. */

static void versions_that_are_not_built_are_refused(void **state)
{
  assert_refused(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_3, CURLE_NOT_BUILT_IN);
  assert_refused(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_3ONLY, CURLE_NOT_BUILT_IN);
  assert_set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_NONE);
  assert_set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_0);
  assert_set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  assert_set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2_0);
  assert_set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS);
  assert_set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE);
}

static void for_whom_headers_are_is_one_or_the_other(void **state)
{
  assert_set(CURLOPT_HEADEROPT, (long)CURLHEADER_UNIFIED);
  assert_set(CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
  assert_refused(CURLOPT_HEADEROPT, 2L, CURLE_BAD_FUNCTION_ARGUMENT);
  assert_refused(CURLOPT_HEADEROPT, -1L, CURLE_BAD_FUNCTION_ARGUMENT);
}

static void the_last_kind_of_request_wins(void **state)
{
  static const struct {
    CURLoption first, second, third;
    long values[3];
    const char *method;
  } rows[] = {
    { CURLOPT_POST, 0, 0, { 1 }, "POST" },
    { CURLOPT_POST, CURLOPT_POST, 0, { 1, 0 }, "GET" },
    { CURLOPT_POST, CURLOPT_HTTPGET, 0, { 1, 1 }, "GET" },
    { CURLOPT_POST, CURLOPT_HTTPGET, 0, { 1, 0 }, "POST" },
    { CURLOPT_NOBODY, 0, 0, { 1 }, "HEAD" },
    { CURLOPT_NOBODY, CURLOPT_NOBODY, 0, { 1, 0 }, "GET" },
    { CURLOPT_NOBODY, CURLOPT_POST, 0, { 1, 0 }, "HEAD" },
    { CURLOPT_NOBODY, CURLOPT_POST, 0, { 1, 1 }, "POST" },
    { CURLOPT_NOBODY, CURLOPT_POST, CURLOPT_NOBODY, { 1, 1, 0 }, "POST" },
    { CURLOPT_UPLOAD, 0, 0, { 1 }, "PUT" },
    { CURLOPT_PUT, 0, 0, { 1 }, "PUT" },
    { CURLOPT_UPLOAD, CURLOPT_UPLOAD, 0, { 1, 0 }, "GET" },
    { CURLOPT_UPLOAD, CURLOPT_NOBODY, 0, { 1, 1 }, "HEAD" },
    { CURLOPT_NOBODY, CURLOPT_UPLOAD, 0, { 1, 0 }, "HEAD" },
    { CURLOPT_POST, CURLOPT_UPLOAD, 0, { 1, 0 }, "GET" },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    curl_easy_reset(easy);
    assert_set(rows[i].first, rows[i].values[0]);
    if(rows[i].second) assert_set(rows[i].second, rows[i].values[1]);
    if(rows[i].third) assert_set(rows[i].third, rows[i].values[2]);
    assert_string_equal(text_info(CURLINFO_EFFECTIVE_METHOD), rows[i].method);
  }
}

static void post_fields_make_it_a_post(void **state)
{
  assert_set(CURLOPT_UPLOAD, 1L);
  assert_set(CURLOPT_POSTFIELDS, "a=b");
  assert_string_equal(text_info(CURLINFO_EFFECTIVE_METHOD), "POST");
  assert_set(CURLOPT_HTTPGET, 1L);
  assert_set(CURLOPT_COPYPOSTFIELDS, "a=b");
  assert_string_equal(text_info(CURLINFO_EFFECTIVE_METHOD), "POST");
}

static void a_custom_method_is_the_method(void **state)
{
  assert_set(CURLOPT_POST, 1L);
  assert_set(CURLOPT_CUSTOMREQUEST, "BREW");
  assert_string_equal(text_info(CURLINFO_EFFECTIVE_METHOD), "BREW");
  assert_set(CURLOPT_CUSTOMREQUEST, NULL);
  assert_string_equal(text_info(CURLINFO_EFFECTIVE_METHOD), "POST");
}

/* The copy is read for exactly so many bytes: the block ends there, and has no NUL. */
static void a_post_of_known_size_is_copied_by_size(void **state)
{
  char *block = malloc(3);
  assert_non_null(block);
  memcpy(block, "a\0b", 3);
  assert_set(CURLOPT_POSTFIELDSIZE, 3L);
  assert_set(CURLOPT_COPYPOSTFIELDS, block);
  free(block);
}

/* FTP. With a copy that would read freed memory, or leave a block behind, this ends in a report. */
static void what_is_set_for_ftp_belongs_to_copies_of_the_handle_and_is_reset(void **state)
{
  static const CURLoption texts[] = { CURLOPT_FTPPORT, CURLOPT_FTP_ACCOUNT, CURLOPT_FTP_ALTERNATIVE_TO_USER };
  for(size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    char *text = long_text(100);
    assert_set(texts[i], text);
    free(text);
  }
  CURL *copy = curl_easy_duphandle(easy);
  assert_non_null(copy);
  curl_easy_reset(easy);
  for(size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    assert_int_equal(curl_easy_setopt(copy, texts[i], NULL), CURLE_OK);
  curl_easy_cleanup(copy);
}

/* Protocols. */

static void protocols_that_are_not_there_are_refused(void **state)
{
  assert_refused(CURLOPT_PROTOCOLS_STR, "bogus", CURLE_UNSUPPORTED_PROTOCOL);
  assert_refused(CURLOPT_PROTOCOLS_STR, " http", CURLE_UNSUPPORTED_PROTOCOL);
  assert_refused(CURLOPT_PROTOCOLS_STR, "http,bogus", CURLE_UNSUPPORTED_PROTOCOL);
  assert_refused(CURLOPT_PROTOCOLS_STR, "all,bogus", CURLE_UNSUPPORTED_PROTOCOL);
}

static void no_protocol_at_all_is_a_bad_argument(void **state)
{
  assert_refused(CURLOPT_PROTOCOLS_STR, "", CURLE_BAD_FUNCTION_ARGUMENT);
  assert_refused(CURLOPT_PROTOCOLS_STR, ",,", CURLE_BAD_FUNCTION_ARGUMENT);
}

static void protocols_are_compared_without_case(void **state)
{
  assert_set(CURLOPT_PROTOCOLS_STR, "HTTP,,http");
  assert_set(CURLOPT_PROTOCOLS_STR, "All");
  assert_set(CURLOPT_PROTOCOLS_STR, NULL);
}

static void a_bit_mask_without_http_forbids_it(void **state)
{
  assert_set(CURLOPT_URL, "http://192.0.2.1/");
  assert_set(CURLOPT_PROTOCOLS, CURLPROTO_FTP);
  assert_int_equal(curl_easy_perform(easy), CURLE_UNSUPPORTED_PROTOCOL);
}

/* Every row. */

static CURLcode set_by_type(const struct curl_easyoption *o)
{
  switch(o->type) {
  case CURLOT_LONG:
  case CURLOT_VALUES:
    return curl_easy_setopt(easy, o->id, 0L);
  case CURLOT_OFF_T:
    return curl_easy_setopt(easy, o->id, (curl_off_t)0);
  case CURLOT_FUNCTION:
    return curl_easy_setopt(easy, o->id, (void (*)(void))NULL);
  default:
    return curl_easy_setopt(easy, o->id, (void *)NULL);
  }
}

static void every_option_takes_null_or_zero_or_says_why_not(void **state)
{
  for(const struct curl_easyoption *o = NULL; (o = curl_easy_option_next(o));) {
    CURLcode code = set_by_type(o);
    int has_least = o->id == CURLOPT_STREAM_WEIGHT && code == CURLE_BAD_FUNCTION_ARGUMENT; /* 1 */
    if(code == CURLE_OK || code == CURLE_NOT_BUILT_IN || has_least) continue;
    fail_msg("CURLOPT_%s: %d", o->name, code);
  }
}

static void every_pointer_option_takes_null(void **state)
{
  for(const struct curl_easyoption *o = NULL; (o = curl_easy_option_next(o));) {
    if(o->type > CURLOT_OFF_T && set_by_type(o)) fail_msg("CURLOPT_%s", o->name);
  }
}

static void every_string_option_takes_or_refuses_a_text_and_forgets_it(void **state)
{
  for(const struct curl_easyoption *o = NULL; (o = curl_easy_option_next(o));) {
    if(o->type != CURLOT_STRING) continue;
    CURLcode code = curl_easy_setopt(easy, o->id, "http");
    int is_refused = code == CURLE_NOT_BUILT_IN || code == CURLE_SSL_ENGINE_NOTFOUND;
    if(code != CURLE_OK && !is_refused) fail_msg("CURLOPT_%s: %d", o->name, code);
    (void)curl_easy_setopt(easy, o->id, NULL); /* some are files that are written at the end */
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(no_handle_is_a_bad_argument),
    TEST(another_kind_of_handle_is_a_bad_argument),
    TEST(an_unknown_id_is_an_unknown_option),
    TEST(a_number_out_of_range_is_refused),
    TEST(a_number_at_the_edge_is_taken),
    TEST(a_string_that_is_too_long_is_refused_and_changes_nothing),
    TEST(a_string_of_the_greatest_length_is_taken),
    TEST(a_string_is_copied),
    TEST(null_takes_a_string_back),
    TEST(what_is_not_built_is_refused),
    TEST(what_qualifies_something_refused_succeeds),
    TEST(a_provider_has_to_be_there),
    TEST(ssl_is_refused_and_every_version_of_tls_taken),
    TEST(a_blob_without_bytes_is_refused),
    TEST(a_blob_is_copied_where_it_says_so_and_belongs_to_copies_of_the_handle),
    TEST(any_number_but_0_asks_for_verification),
    TEST(asking_for_the_library_as_it_is_succeeds),
    TEST(what_has_no_function_succeeds),
    TEST(versions_that_are_not_built_are_refused),
    TEST(for_whom_headers_are_is_one_or_the_other),
    TEST(the_last_kind_of_request_wins),
    TEST(post_fields_make_it_a_post),
    TEST(a_custom_method_is_the_method),
    TEST(a_post_of_known_size_is_copied_by_size),
    TEST(what_is_set_for_ftp_belongs_to_copies_of_the_handle_and_is_reset),
    TEST(protocols_that_are_not_there_are_refused),
    TEST(no_protocol_at_all_is_a_bad_argument),
    TEST(protocols_are_compared_without_case),
    TEST(a_bit_mask_without_http_forbids_it),
    TEST(every_option_takes_null_or_zero_or_says_why_not),
    TEST(every_pointer_option_takes_null),
    TEST(every_string_option_takes_or_refuses_a_text_and_forgets_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
