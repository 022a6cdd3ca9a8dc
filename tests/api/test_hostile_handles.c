/* Handles that are none: NULL, freed, of another kind, or in use already. Each call answers what its page says. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include "exchange.h"
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>

/* Memory of a freed handle can still be read here, as in most programs: nothing is given back before the end. */
#define KEPT_MAX 65536
static void *kept[KEPT_MAX];
static size_t kept_count;

static void keep_block(void *block)
{
  if(block && kept_count < KEPT_MAX) kept[kept_count++] = block;
}

static CURLcode export_session(CURL *handle, void *userptr, const char *session_key, const unsigned char *shmac,
                               size_t shmac_len, const unsigned char *sdata, size_t sdata_len, curl_off_t valid_until,
                               int ietf_tls_id, const char *alpn, size_t earlydata_max)
{
  return CURLE_OK;
}

/* Every call on an easy handle, for one that is none. */
static void assert_no_easy(CURL *easy)
{
  char bytes[4];
  size_t len = 0;
  long number = 0;
  struct curl_header *header = NULL;
  CURLM *multi = curl_multi_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_URL, "x"), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &number), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_perform(easy), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_pause(easy, CURLPAUSE_CONT), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_send(easy, "x", 1, &len), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_recv(easy, bytes, 4, &len), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_upkeep(easy), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_not_equal(curl_easy_header(easy, "a", 0, CURLH_HEADER, -1, &header), CURLHE_OK);
  assert_null(curl_easy_nextheader(easy, CURLH_HEADER, -1, NULL));
  assert_int_not_equal(curl_easy_ssls_export(easy, export_session, NULL), CURLE_OK);
  assert_int_not_equal(curl_easy_ssls_import(easy, "a", NULL, 0, NULL, 0), CURLE_OK);
  assert_int_not_equal(curl_ws_send(easy, "x", 1, &len, 0, CURLWS_TEXT), CURLE_OK);
  assert_int_not_equal(curl_ws_recv(easy, bytes, 4, &len, &(const struct curl_ws_frame *){ NULL }), CURLE_OK);
  assert_null(curl_ws_meta(easy));
  assert_null(curl_easy_duphandle(easy));
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_BAD_EASY_HANDLE);
  assert_int_equal(curl_multi_remove_handle(multi, easy), CURLM_BAD_EASY_HANDLE);
  curl_easy_reset(easy);
  curl_easy_cleanup(easy);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
}

/* The same for multi handles. */
static void assert_no_multi(CURLM *multi)
{
  CURL *easy = curl_easy_init();
  fd_set set;
  int number = 7;
  unsigned count = 0;
  long due = 0;
  curl_off_t large = 0;
  FD_ZERO(&set);
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_BAD_HANDLE);
  assert_int_equal(curl_multi_remove_handle(multi, easy), CURLM_BAD_HANDLE);
  assert_int_equal(curl_multi_perform(multi, &number), CURLM_BAD_HANDLE);
  assert_int_equal(curl_multi_wait(multi, NULL, 0, 0, &number), CURLM_BAD_HANDLE);
  assert_int_equal(curl_multi_poll(multi, NULL, 0, 0, &number), CURLM_BAD_HANDLE);
  assert_int_equal(curl_multi_wakeup(multi), CURLM_BAD_HANDLE);
  assert_int_equal(curl_multi_fdset(multi, &set, &set, &set, &number), CURLM_BAD_HANDLE);
  assert_int_equal(curl_multi_waitfds(multi, NULL, 0, &count), CURLM_BAD_HANDLE);
  assert_int_equal(curl_multi_timeout(multi, &due), CURLM_BAD_HANDLE);
  assert_int_equal(curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 1L), CURLM_BAD_HANDLE);
  assert_int_equal(curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &number), CURLM_BAD_HANDLE);
  assert_int_equal((curl_multi_socket)(multi, 0, &number), CURLM_BAD_HANDLE);
  assert_int_equal(curl_multi_socket_all(multi, &number), CURLM_BAD_HANDLE);
  assert_int_equal(curl_multi_assign(multi, 0, NULL), CURLM_BAD_HANDLE);
  assert_int_equal(curl_multi_get_offt(multi, CURLMINFO_XFERS_CURRENT, &large), CURLM_BAD_HANDLE);
  assert_int_equal(curl_multi_notify_enable(multi, CURLMNOTIFY_EASY_DONE), CURLM_BAD_HANDLE);
  assert_int_equal(curl_multi_notify_disable(multi, CURLMNOTIFY_EASY_DONE), CURLM_BAD_HANDLE);
  assert_null(curl_multi_info_read(multi, &number));
  assert_null(curl_multi_get_handles(multi));
  assert_int_equal(curl_multi_cleanup(multi), CURLM_BAD_HANDLE);
  curl_easy_cleanup(easy);
}

static void assert_no_share(CURLSH *share)
{
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS), CURLSHE_INVALID);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_INVALID);
  if(share) assert_int_equal(curl_easy_setopt(easy, CURLOPT_SHARE, share), CURLE_BAD_FUNCTION_ARGUMENT);
  curl_easy_cleanup(easy);
}

static void null_is_no_handle(void **state)
{
  assert_no_easy(NULL);
  assert_no_multi(NULL);
  assert_no_share(NULL);
  curl_url_cleanup(NULL);
  curl_slist_free_all(NULL);
  curl_formfree(NULL);
  curl_mime_free(NULL);
  curl_free(NULL);
}

static void a_freed_handle_is_none(void **state)
{
  CURL *easy = curl_easy_init();
  CURLM *multi = curl_multi_init();
  CURLSH *share = curl_share_init();
  curl_easy_cleanup(easy);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
  assert_no_easy(easy);
  assert_no_multi(multi);
  assert_no_share(share);
}

/* Freed after use, with connections and a record. */
static void a_used_handle_that_was_freed_is_none(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_END } };
  struct peer peer;
  peer_init(&peer, script);
  CURL *easy = curl_easy_init();
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_URL, URL);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_cleanup(easy);
  assert_no_easy(easy);
  assert_string_equal(peer_end(&peer), "");
}

static void a_handle_of_another_kind_is_none(void **state)
{
  CURL *easy = curl_easy_init();
  CURLM *multi = curl_multi_init();
  CURLSH *share = curl_share_init();
  CURLU *url = curl_url();
  struct curl_slist *list = curl_slist_append(NULL, "x");
  void *const others[] = { easy, multi, share, url, list };
  for(size_t i = 0; i < sizeof others / sizeof *others; i++) {
    if(others[i] != easy) assert_no_easy(others[i]);
    if(others[i] != multi) assert_no_multi(others[i]);
    if(others[i] != share) assert_no_share(others[i]);
  }
  curl_slist_free_all(list);
  curl_url_cleanup(url);
  curl_easy_cleanup(easy);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
}

static void a_handle_is_used_in_one_place_only(void **state)
{
  CURL *easy = curl_easy_init();
  CURLM *multi = curl_multi_init(), *other = curl_multi_init();
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  for(int i = 0; i < 2; i++) {
    assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_ADDED_ALREADY);
    assert_int_equal(curl_multi_add_handle(other, easy), CURLM_ADDED_ALREADY);
    assert_int_equal(curl_multi_remove_handle(other, easy), CURLM_BAD_EASY_HANDLE);
    assert_int_equal(curl_easy_perform(easy), CURLE_FAILED_INIT);
  }
  assert_int_equal(curl_multi_remove_handle(multi, easy), CURLM_OK);
  assert_int_equal(curl_multi_remove_handle(multi, easy), CURLM_OK); /* as removed as can be */
  assert_int_equal(curl_easy_perform(easy), CURLE_URL_MALFORMAT);
  curl_easy_cleanup(easy);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
  assert_int_equal(curl_multi_cleanup(other), CURLM_OK);
}

static void a_share_is_freed_after_its_users(void **state)
{
  CURL *easy = curl_easy_init();
  CURLSH *share = curl_share_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SHARE, share), CURLE_OK);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_IN_USE);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS), CURLSHE_IN_USE);
  curl_easy_cleanup(easy);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
}

static void missing_arguments_are_told(void **state)
{
  CURL *easy = curl_easy_init();
  CURLU *url = curl_url();
  char *text = NULL;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_getinfo(easy, (CURLINFO)0, &text), CURLE_UNKNOWN_OPTION);
  assert_int_equal(curl_easy_getinfo(easy, (CURLINFO)-1, &text), CURLE_UNKNOWN_OPTION);
  assert_int_equal(curl_url_get(NULL, CURLUPART_URL, &text, 0), CURLUE_BAD_HANDLE);
  assert_int_equal(curl_url_set(NULL, CURLUPART_URL, "x", 0), CURLUE_BAD_HANDLE);
  assert_int_equal(curl_url_get(url, CURLUPART_URL, NULL, 0), CURLUE_BAD_PARTPOINTER);
  assert_null(curl_url_dup(NULL));
  assert_null(curl_slist_append(NULL, NULL));
  assert_null(curl_easy_escape(NULL, NULL, 0));
  assert_null(curl_easy_escape(NULL, "x", -1));
  assert_null(curl_easy_unescape(NULL, NULL, 0, NULL));
  assert_null(curl_easy_option_by_name(NULL));
  assert_null(curl_easy_option_by_id((CURLoption)-1));
  curl_url_cleanup(url);
  curl_easy_cleanup(easy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(null_is_no_handle),
    cmocka_unit_test(a_freed_handle_is_none),
    cmocka_unit_test(a_used_handle_that_was_freed_is_none),
    cmocka_unit_test(a_handle_of_another_kind_is_none),
    cmocka_unit_test(a_handle_is_used_in_one_place_only),
    cmocka_unit_test(a_share_is_freed_after_its_users),
    cmocka_unit_test(missing_arguments_are_told),
  };
  curl_global_init_mem(CURL_GLOBAL_ALL, malloc, keep_block, realloc, strdup, calloc);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  while(kept_count) free(kept[--kept_count]);
  return failed;
}
