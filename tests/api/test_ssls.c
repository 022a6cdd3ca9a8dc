/* TLS sessions that leave a handle, and come to another: curl_easy_ssls_export and _import. */
#include "https.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EARLY 16384
#define TLS_EARLY                                             \
  {                                                           \
    .kind = STAGE_TLS, .cert = &https_example, .early = EARLY \
  }
#define TWO_GETS                                                                                         \
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END }, { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } }; \
  STAGES = { { TLS_EARLY }, { TLS_EARLY } }

/* What the callback was shown last, and what it does. */
static struct {
  CURL *easy;
  int calls;
  char name[600];
  bool has_name;
  unsigned char salted[64], first_salted[64], data[20000];
  size_t salted_len, data_len, early;
  curl_off_t until;
  int version;
  char alpn[32];
  CURLcode answer;
  void (*act)(void);
} shown;

static CURLcode show(CURL *easy, void *userptr, const char *name, const unsigned char *salted, size_t salted_len,
                     const unsigned char *data, size_t len, curl_off_t until, int version, const char *alpn,
                     size_t early)
{
  assert_ptr_equal(userptr, &shown);
  assert_true(salted_len <= sizeof shown.salted && len <= sizeof shown.data);
  shown.easy = easy;
  shown.has_name = name;
  snprintf(shown.name, sizeof shown.name, "%s", name ? name : "");
  memcpy(shown.salted, salted, shown.salted_len = salted_len);
  memcpy(shown.data, data, shown.data_len = len);
  if(!shown.calls++) memcpy(shown.first_salted, salted, salted_len);
  shown.until = until;
  shown.version = version;
  shown.early = early;
  snprintf(shown.alpn, sizeof shown.alpn, "%s", alpn ? alpn : "");
  if(shown.act) shown.act();
  return shown.answer;
}

static void export_from(CURL *easy, CURLcode code, int calls)
{
  shown.calls = 0;
  assert_int_equal(curl_easy_ssls_export(easy, show, &shown), code);
  if(calls >= 0) assert_int_equal(shown.calls, calls);
}

static CURL *begin_with_ticket(const struct step (*script)[PEER_STEPS_MAX],
                               const struct stage (*stages)[TLS_STAGES_MAX])
{
  memset(&shown, 0, sizeof shown);
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  https_expect(easy, CURLE_OK, "hello");
  return easy;
}

/* The second connection of the script, by another handle that has got the ticket in this way. */
static void finish_with(CURL *easy, const char *name, bool is_resumed)
{
  CURL *other = https_handle(HTTPS_HOST);
  curl_easy_setopt(other, CURLOPT_FORBID_REUSE, 1L);
  assert_int_equal(curl_easy_ssls_import(other, name, shown.salted, shown.salted_len, shown.data, shown.data_len),
                   CURLE_OK);
  https_expect(other, CURLE_OK, "hello");
  curl_easy_cleanup(other);
  https_finish(easy);
  assert_int_equal(https_peer.notes[1][0].was_resumed, is_resumed);
}

static void arguments_that_are_missing_are_refused(void **state)
{
  static const unsigned char bytes[64];
  CURL *easy = curl_easy_init();
  const CURLcode bad = CURLE_BAD_FUNCTION_ARGUMENT;
  assert_int_equal(curl_easy_ssls_export(NULL, show, NULL), bad);
  assert_int_equal(curl_easy_ssls_export(easy, NULL, NULL), bad);
  assert_int_equal(curl_easy_ssls_import(NULL, "a", NULL, 0, bytes, 1), bad);
  assert_int_equal(curl_easy_ssls_import(easy, "a", NULL, 0, NULL, 1), bad);
  assert_int_equal(curl_easy_ssls_import(easy, "a", NULL, 0, bytes, 0), bad);
  assert_int_equal(curl_easy_ssls_import(easy, NULL, NULL, 0, bytes, 1), bad);
  assert_int_equal(curl_easy_ssls_import(easy, NULL, bytes, 63, bytes, 1), bad);
  assert_int_equal(curl_easy_ssls_import(easy, "no name of ours", NULL, 0, bytes, 1), bad);
  curl_easy_cleanup(easy);
}

static void bytes_that_are_no_session_are_refused(void **state)
{
  static const unsigned char bytes[64];
  CURL *easy = curl_easy_init();
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, https_error);
  https_error[0] = '\0';
  assert_int_equal(curl_easy_ssls_import(easy, NULL, bytes, 64, bytes, sizeof bytes), CURLE_READ_ERROR);
  assert_string_not_equal(https_error, "");
  curl_easy_cleanup(easy);
}

static void a_handle_without_any_shows_none(void **state)
{
  CURL *easy = curl_easy_init();
  export_from(easy, CURLE_OK, 0);
  curl_easy_cleanup(easy);
}

static void a_session_is_shown_as_it_is(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_EARLY } };
  CURL *easy = begin_with_ticket(script, stages);
  export_from(easy, CURLE_OK, -1);
  assert_true(shown.calls > 0);
  assert_ptr_equal(shown.easy, easy);
  assert_int_equal(strncmp(shown.name, "example.com:443:", 16), 0);
  assert_non_null(strstr(shown.name, "OpenSSL/"));
  assert_int_equal(shown.salted_len, 64);
  assert_int_equal(shown.version, 0x0304);
  assert_int_equal(shown.early, EARLY);
  assert_string_equal(shown.alpn, "http/1.1");
  assert_true(shown.until > time(NULL) && shown.until <= time(NULL) + 7 * 24 * 3600);
  https_finish(easy);
}

static void each_export_has_a_salt_of_its_own(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_EARLY } };
  unsigned char first[64];
  CURL *easy = begin_with_ticket(script, stages);
  export_from(easy, CURLE_OK, -1);
  memcpy(first, shown.first_salted, sizeof first);
  export_from(easy, CURLE_OK, -1);
  assert_memory_not_equal(first, shown.first_salted, 32);
  assert_memory_not_equal(first + 32, shown.first_salted + 32, 32);
  https_finish(easy);
}

static void a_session_is_gone_on_with_by_its_name(void **state)
{
  TWO_GETS;
  CURL *easy = begin_with_ticket(script, stages);
  export_from(easy, CURLE_OK, -1);
  finish_with(easy, shown.name, true);
}

static void a_session_is_gone_on_with_by_its_salted_name(void **state)
{
  TWO_GETS;
  CURL *easy = begin_with_ticket(script, stages);
  export_from(easy, CURLE_OK, -1);
  finish_with(easy, NULL, true);
}

static void another_salt_finds_nobody(void **state)
{
  TWO_GETS;
  CURL *easy = begin_with_ticket(script, stages);
  export_from(easy, CURLE_OK, -1);
  shown.salted[0] ^= 1;
  finish_with(easy, NULL, false);
}

/* A ticket that nobody has a use for is no harm. */
static void bytes_that_the_tls_library_does_not_know_are_no_harm(void **state)
{
  TWO_GETS;
  CURL *easy = begin_with_ticket(script, stages);
  export_from(easy, CURLE_OK, -1);
  memset(shown.data + shown.data_len - 100, 'x', 100);
  finish_with(easy, NULL, false);
}

static void scenario_13_a_session_is_not_for_who_asks_for_something_else(void **state)
{
  TWO_GETS;
  CURL *easy = begin_with_ticket(script, stages), *other = https_handle(HTTPS_HOST);
  export_from(easy, CURLE_OK, -1);
  curl_easy_setopt(other, CURLOPT_SSL_VERIFYHOST, 0L);
  assert_int_equal(curl_easy_ssls_import(other, shown.name, NULL, 0, shown.data, shown.data_len), CURLE_OK);
  assert_int_equal(curl_easy_ssls_import(other, NULL, shown.salted, 64, shown.data, shown.data_len), CURLE_OK);
  https_expect(other, CURLE_OK, "hello");
  curl_easy_cleanup(other);
  https_finish(easy);
  assert_false(https_peer.notes[1][0].was_resumed);
}

static void who_is_not_known_leaves_as_it_came(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_EARLY } };
  unsigned char salted[64];
  CURL *easy = begin_with_ticket(script, stages), *other = curl_easy_init();
  export_from(easy, CURLE_OK, -1);
  memcpy(salted, shown.salted, sizeof salted);
  assert_int_equal(curl_easy_ssls_import(other, NULL, salted, 64, shown.data, shown.data_len), CURLE_OK);
  export_from(other, CURLE_OK, 1);
  assert_false(shown.has_name);
  assert_memory_equal(salted, shown.salted, sizeof salted);
  curl_easy_cleanup(other);
  https_finish(easy);
}

static void a_client_with_a_certificate_shows_none(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_EARLY } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_set_cert(easy, CURLOPT_SSLCERT_BLOB, &https_client);
  https_set_key(easy, CURLOPT_SSLKEY_BLOB, &https_client, NULL);
  https_expect(easy, CURLE_OK, "hello");
  export_from(easy, CURLE_OK, 0);
  https_finish(easy);
}

static void a_share_is_asked_and_given(void **state)
{
  TWO_GETS;
  CURLSH *share = curl_share_init();
  curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  CURL *easy = begin_with_ticket(script, stages), *in = curl_easy_init(), *other = https_handle(HTTPS_HOST);
  export_from(easy, CURLE_OK, -1);
  curl_easy_setopt(in, CURLOPT_SHARE, share);
  curl_easy_setopt(other, CURLOPT_SHARE, share);
  assert_int_equal(curl_easy_ssls_import(in, shown.name, NULL, 0, shown.data, shown.data_len), CURLE_OK);
  export_from(other, CURLE_OK, 1);
  https_expect(other, CURLE_OK, "hello");
  curl_easy_cleanup(in);
  curl_easy_cleanup(other);
  https_finish(easy);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
  assert_true(https_peer.notes[1][0].was_resumed);
}

/* ---- the callback ---- */

static void perform_again(void) { assert_int_equal(curl_easy_perform(shown.easy), CURLE_RECURSIVE_API_CALL); }

static void import_again(void)
{
  assert_int_equal(curl_easy_ssls_import(shown.easy, shown.name, NULL, 0, shown.data, shown.data_len), CURLE_OK);
}

static CURL *with_one_ticket(CURL *easy)
{
  CURL *other = curl_easy_init();
  export_from(easy, CURLE_OK, -1);
  assert_int_equal(curl_easy_ssls_import(other, shown.name, NULL, 0, shown.data, shown.data_len), CURLE_OK);
  return other;
}

static void what_the_callback_does_is_no_harm(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_EARLY } };
  CURL *easy = begin_with_ticket(script, stages), *other = with_one_ticket(easy);
  shown.act = perform_again;
  export_from(other, CURLE_OK, 1);
  shown.act = import_again;
  export_from(other, CURLE_OK, -1);
  assert_in_range(shown.calls, 2, 256); /* there is an end, though each one brings another */
  shown.act = NULL;
  curl_easy_cleanup(other);
  https_finish(easy);
}

static void the_callback_ends_it(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_EARLY } };
  CURL *easy = begin_with_ticket(script, stages);
  shown.answer = CURLE_WRITE_ERROR;
  export_from(easy, CURLE_WRITE_ERROR, 1);
  https_finish(easy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(arguments_that_are_missing_are_refused),
    cmocka_unit_test(bytes_that_are_no_session_are_refused),
    cmocka_unit_test(a_handle_without_any_shows_none),
    cmocka_unit_test(a_session_is_shown_as_it_is),
    cmocka_unit_test(each_export_has_a_salt_of_its_own),
    cmocka_unit_test(a_session_is_gone_on_with_by_its_name),
    cmocka_unit_test(a_session_is_gone_on_with_by_its_salted_name),
    cmocka_unit_test(another_salt_finds_nobody),
    cmocka_unit_test(bytes_that_the_tls_library_does_not_know_are_no_harm),
    cmocka_unit_test(scenario_13_a_session_is_not_for_who_asks_for_something_else),
    cmocka_unit_test(who_is_not_known_leaves_as_it_came),
    cmocka_unit_test(a_client_with_a_certificate_shows_none),
    cmocka_unit_test(a_share_is_asked_and_given),
    cmocka_unit_test(what_the_callback_does_is_no_harm),
    cmocka_unit_test(the_callback_ends_it),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
