/* The n-th allocation fails, for each n, over a handle's life without a transfer: no crash, no leak, and an error only
 * where memory was missing. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include "short_memory.h"

#define CALLS_MAX 10000 /* more than any scenario makes */

typedef CURLcode scenario_fn(void);

static CURLcode set_strings(CURL *easy)
{
  static const struct {
    CURLoption id;
    const char *text;
  } rows[] = {
    { CURLOPT_URL, "http://192.0.2.1/" },
    { CURLOPT_URL, "http://192.0.2.2/" },
    { CURLOPT_REFERER, "r" },
    { CURLOPT_USERAGENT, "u" },
    { CURLOPT_COOKIE, "c" },
    { CURLOPT_COOKIEFILE, "" },
    { CURLOPT_COOKIEFILE, "/dev/null" },
    { CURLOPT_COOKIELIST, "Set-Cookie: a=b; domain=c.test" },
    { CURLOPT_COOKIELIST, "RELOAD" },
    { CURLOPT_RANGE, "0-1" },
    { CURLOPT_CUSTOMREQUEST, "BREW" },
    { CURLOPT_REQUEST_TARGET, "*" },
    { CURLOPT_DEFAULT_PROTOCOL, "http" },
    { CURLOPT_PROTOCOLS_STR, "http" },
    { CURLOPT_UNIX_SOCKET_PATH, "/a" },
    { CURLOPT_ABSTRACT_UNIX_SOCKET, "a" },
    { CURLOPT_INTERFACE, "lo" },
    { CURLOPT_COPYPOSTFIELDS, "a=b" },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    CURLcode code = curl_easy_setopt(easy, rows[i].id, rows[i].text);
    if(code) return code;
  }
  return curl_easy_setopt(easy, CURLOPT_PROTOCOLS, CURLPROTO_HTTP);
}

static CURLcode use_options(void)
{
  CURL *easy = curl_easy_init();
  CURLcode code = easy ? set_strings(easy) : CURLE_OUT_OF_MEMORY;
  const char *url = NULL;
  if(!code) code = curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &url);
  curl_easy_cleanup(easy);
  return code;
}

static CURLcode duplicate(void)
{
  CURL *easy = curl_easy_init();
  CURLcode code = easy ? set_strings(easy) : CURLE_OUT_OF_MEMORY;
  CURL *copy = code ? NULL : curl_easy_duphandle(easy);
  if(!code && !copy) code = CURLE_OUT_OF_MEMORY;
  curl_easy_cleanup(easy);
  curl_easy_cleanup(copy);
  return code;
}

static CURLcode reset(void)
{
  CURL *easy = curl_easy_init();
  CURLcode code = easy ? set_strings(easy) : CURLE_OUT_OF_MEMORY;
  curl_easy_reset(easy);
  if(!code) code = set_strings(easy);
  curl_easy_cleanup(easy);
  return code;
}

static CURLcode share_names(void)
{
  CURLSH *share = curl_share_init();
  CURL *easy = curl_easy_init();
  CURLcode code = share && easy ? CURLE_OK : CURLE_OUT_OF_MEMORY;
  if(!code && curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS)) code = CURLE_OUT_OF_MEMORY;
  if(!code) code = curl_easy_setopt(easy, CURLOPT_SHARE, share);
  curl_easy_cleanup(easy);
  (void)curl_share_cleanup(share);
  return code;
}

static CURLcode add_to_a_multi(void)
{
  CURLM *multi = curl_multi_init();
  CURL *easy = curl_easy_init();
  CURLcode code = multi && easy ? set_strings(easy) : CURLE_OUT_OF_MEMORY;
  if(!code && curl_multi_add_handle(multi, easy)) code = CURLE_OUT_OF_MEMORY;
  CURL **handles = code ? NULL : curl_multi_get_handles(multi);
  if(!code && !handles) code = CURLE_OUT_OF_MEMORY;
  curl_free(handles);
  curl_easy_cleanup(easy);
  (void)curl_multi_cleanup(multi);
  return code;
}

static CURLcode append_to_a_list(void)
{
  struct curl_slist *list = curl_slist_append(NULL, "one");
  struct curl_slist *longer = list ? curl_slist_append(list, "two") : NULL;
  curl_slist_free_all(list);
  return longer ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

static CURLFORMcode add_to_a_form(struct curl_httppost **first, struct curl_httppost **last)
{
  CURLFORMcode code = curl_formadd(first, last, CURLFORM_COPYNAME, "a", CURLFORM_COPYCONTENTS, "b", CURLFORM_END);
  if(code) return code;
  return curl_formadd(first, last, CURLFORM_COPYNAME, "c", CURLFORM_FILE, "/dev/null", CURLFORM_FILE, "/dev/null",
                      CURLFORM_FILENAME, "d", CURLFORM_END);
}

static size_t drop(void *arg, const char *bytes, size_t len) { return len; }

static CURLcode make_a_form(void)
{
  struct curl_httppost *first = NULL, *last = NULL;
  CURLFORMcode added = add_to_a_form(&first, &last);
  int got = added ? 0 : curl_formget(first, NULL, drop);
  curl_formfree(first);
  if(added) return added == CURL_FORMADD_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT;
  return (CURLcode)got;
}

/* Each allocation in turn, until the scenario has fewer. */
static void sweep(scenario_fn *scenario)
{
  for(int n = 0; n < CALLS_MAX; n++) {
    short_memory_set(n);
    CURLcode code = scenario();
    short_memory_clear();
    assert_int_equal(short_memory_blocks(), 0);
    assert_int_equal(code, short_memory_has_failed() ? CURLE_OUT_OF_MEMORY : CURLE_OK);
    if(!short_memory_has_failed()) {
      assert_true(n > 0);
      return;
    }
  }
  fail_msg("it does not end");
}

#define SWEEP(scenario) \
  static void scenario##_without_memory(void **state) { sweep(scenario); }

SWEEP(use_options)
SWEEP(duplicate)
SWEEP(reset)
SWEEP(share_names)
SWEEP(add_to_a_multi)
SWEEP(append_to_a_list)
SWEEP(make_a_form)

static int set_up(void **state)
{
  short_memory_begin();
  return 0;
}

static int tear_down(void **state)
{
  short_memory_end();
  return 0;
}

/* What a failed setter leaves is what was there. */
static void a_setter_without_memory_changes_nothing(void **state)
{
  const char *text = NULL;
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_REFERER, "old"), CURLE_OK);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_REFERER, &text), CURLE_OK);
  short_memory_set(0);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_REFERER, "new"), CURLE_OUT_OF_MEMORY);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_REFERER, &text), CURLE_OK);
  assert_string_equal(text, "old");
  curl_easy_cleanup(easy);
}

/* Many programs do not look whether a callback could be set: without it, nothing may go out. */
static void without_memory_for_its_gate_nothing_is_transferred(void **state)
{
  CURL *easy = curl_easy_init();
  CURLM *multi = curl_multi_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_URL, "http://192.0.2.1/"), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, "/nowhere/at/all"), CURLE_OK);
  short_memory_set(0);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, NULL), CURLE_OUT_OF_MEMORY);
  assert_true(short_memory_has_failed());
  assert_int_equal(curl_easy_perform(easy), CURLE_OUT_OF_MEMORY);
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OUT_OF_MEMORY);
  curl_easy_reset(easy);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_URL, "http://192.0.2.1/"), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, "/nowhere/at/all"), CURLE_OK);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  curl_easy_cleanup(easy);
  curl_multi_cleanup(multi);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_setter_without_memory_changes_nothing),
    cmocka_unit_test(without_memory_for_its_gate_nothing_is_transferred),
    cmocka_unit_test(use_options_without_memory),
    cmocka_unit_test(duplicate_without_memory),
    cmocka_unit_test(reset_without_memory),
    cmocka_unit_test(share_names_without_memory),
    cmocka_unit_test(add_to_a_multi_without_memory),
    cmocka_unit_test(append_to_a_list_without_memory),
    cmocka_unit_test(make_a_form_without_memory),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
