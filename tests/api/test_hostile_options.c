/* Options with the largest and the least values that there are, and options that change while a transfer runs. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include "exchange.h"
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct peer peer;
static CURL *easy;
static struct text body;
static FILE *nowhere; /* for the words and the meter that some options ask for */

static size_t take(char *data, size_t size, size_t count, void *clientp)
{
  text_add(&body, data, size * count);
  return size * count;
}

static void start(const struct step (*script)[PEER_STEPS_MAX])
{
  peer_init(&peer, script);
  easy = curl_easy_init();
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_URL, URL);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 10000L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(easy, CURLOPT_STDERR, nowhere);
}

static void finish(void)
{
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&peer), "");
  assert_int_equal(peer_open_count(&peer), 0);
  text_free(&body);
}

/* ---- extremes ---- */

static const curl_off_t extremes[] = { INT64_MIN, LONG_MIN, INT_MIN,  -1,       0,        1,
                                       65536,     INT_MAX,  UINT_MAX, LONG_MAX, INT64_MAX };

static CURLcode set_number(const struct curl_easyoption *o, curl_off_t number)
{
  if(o->type == CURLOT_OFF_T) return curl_easy_setopt(easy, o->id, number);
  return curl_easy_setopt(easy, o->id, (long)number);
}

static size_t give_nothing(char *to, size_t size, size_t count, void *clientp) { return 0; }

/* At once, so that a transfer which gets that far comes to an end whatever was asked for. */
static const struct step answers[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { SEND("HTTP/1.1 200 OK\r\n\r\nhello"), CLOSE } };

static bool is_number(const struct curl_easyoption *o)
{
  return o->type == CURLOT_LONG || o->type == CURLOT_VALUES || o->type == CURLOT_OFF_T;
}

/* Whatever it means: it ends, with a code, and nothing is broken. */
static void perform_with(const struct curl_easyoption *o, curl_off_t number)
{
  static const struct option kinds[] = { LONG(CURLOPT_HTTPGET, 1), LONG(CURLOPT_UPLOAD, 1),
                                         TEXT(CURLOPT_COPYPOSTFIELDS, "data") };
  for(size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    start(answers);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_nothing);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 50L);
    set_option(easy, &kinds[i]);
    CURLcode code = set_number(o, number);
    if(code && code != CURLE_BAD_FUNCTION_ARGUMENT && code != CURLE_NOT_BUILT_IN && code != CURLE_UNKNOWN_OPTION)
      fail_msg("%s %lld: %d", o->name, (long long)number, code);
    while(!code && peer_turn(&peer)) continue;
    if(!code) (void)curl_easy_perform(easy);
    curl_easy_cleanup(easy);
    (void)peer_end(&peer); /* who is not connected to, or not listened to, has not finished */
    assert_int_equal(peer_open_count(&peer), 0);
    text_free(&body);
  }
}

/* POSTFIELDSIZE is the program's word for how many bytes there are: a lie about that cannot be known. */
static bool is_a_promise(const struct curl_easyoption *o)
{
  return o->id == CURLOPT_POSTFIELDSIZE || o->id == CURLOPT_POSTFIELDSIZE_LARGE;
}

static void any_number_of_any_option_does_no_harm(void **state)
{
  for(const struct curl_easyoption *o = NULL; (o = curl_easy_option_next(o)) != NULL;) {
    if(!is_number(o) || is_a_promise(o)) continue;
    for(size_t i = 0; i < sizeof extremes / sizeof *extremes; i++) perform_with(o, extremes[i]);
  }
}

static void negative_sizes_are_refused(void **state)
{
  static const CURLoption ids[] = { CURLOPT_POSTFIELDSIZE, CURLOPT_INFILESIZE };
  static const CURLoption large_ids[] = { CURLOPT_POSTFIELDSIZE_LARGE, CURLOPT_INFILESIZE_LARGE };
  easy = curl_easy_init();
  for(size_t i = 0; i < 2; i++) {
    assert_int_equal(curl_easy_setopt(easy, ids[i], -2L), CURLE_BAD_FUNCTION_ARGUMENT);
    assert_int_equal(curl_easy_setopt(easy, ids[i], LONG_MIN), CURLE_BAD_FUNCTION_ARGUMENT);
    assert_int_equal(curl_easy_setopt(easy, large_ids[i], (curl_off_t)INT64_MIN), CURLE_BAD_FUNCTION_ARGUMENT);
  }
  curl_easy_cleanup(easy);
}

/* More than memory has: the copy cannot be made, and what was set stays. */
static void a_copy_of_more_than_there_is_memory_for_is_refused(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("POST"), EXPECT("old"),
                                                                        SEND(OK_HELLO) } };
  start(script);
  peer_start(&peer);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, "old"), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)-1), CURLE_OK);
  CURL *other = curl_easy_init();
  assert_int_equal(curl_easy_setopt(other, CURLOPT_POSTFIELDSIZE_LARGE, INT64_MAX), CURLE_OK);
  assert_int_equal(curl_easy_setopt(other, CURLOPT_COPYPOSTFIELDS, "x"), CURLE_OUT_OF_MEMORY);
  curl_easy_cleanup(other);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  finish();
}

static char *text_of_length(size_t len, char c)
{
  char *text = malloc(len + 1);
  memset(text, c, len);
  text[len] = '\0';
  return text;
}

/* Some of them name files that are written, so the working directory is one of our own, and no text is an absolute path.
 * Every string option: nothing, control bytes, bytes that are no text, too much. */
static void any_text_of_any_option_does_no_harm(void **state)
{
  char *longest = text_of_length(8000000, 'a'), *too_long = text_of_length(8000001, 'a');
  const char *const texts[] = { NULL,     "",  " ",   "\n",  "\r\nX: y", "\x01\x7f", "\xff\xfe\x80", "%00",
                                "%s%n%s", "[", "a:b", "://", "\\/",      ",,,,",     longest,        too_long };
  for(const struct curl_easyoption *o = NULL; (o = curl_easy_option_next(o)) != NULL;) {
    if(o->type != CURLOT_STRING && o->id != CURLOPT_COPYPOSTFIELDS) continue;
    for(size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
      start(answers);
      curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 50L);
      CURLcode code = curl_easy_setopt(easy, o->id, texts[i]);
      if(texts[i] == too_long) assert_int_not_equal(code, CURLE_OK);
      while(!code && peer_turn(&peer)) continue;
      if(!code) (void)curl_easy_perform(easy);
      curl_easy_cleanup(easy);
      (void)peer_end(&peer);
      text_free(&body);
    }
  }
  free(longest);
  free(too_long);
}

/* ---- changes in the middle ---- */

#define MUCH (256 * 1024)

static bool may_change;
static void (*change)(void);

static int change_once(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  if(!may_change || (!dlnow && !ulnow)) return 0;
  may_change = false;
  change();
  return 0;
}

/* A post of MUCH bytes whose options change once the first of them are on their way. */
static void post_and_change(void (*what)(void), CURLcode expected)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("POST"), EXPECT_FILL("o", MUCH),
                                                                        SEND(OK_HELLO), EXPECT_END } };
  char *old = text_of_length(MUCH, 'o');
  struct curl_slist *list = curl_slist_append(NULL, "Expect:");
  start(script);
  curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, old);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, change_once);
  free(old);
  may_change = true;
  change = what;
  peer_start(&peer);
  assert_int_equal(curl_easy_perform(easy), expected);
  assert_false(may_change);
  if(!expected) assert_string_equal(body.at, "hello");
  finish();
  curl_slist_free_all(list);
}

static void use_a_shorter_copy(void) { curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, "x"); }

static void use_several_copies(void)
{
  char *longer = text_of_length(2 * MUCH, 'n');
  curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, longer);
  free(longer);
  curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, "y");
  curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, NULL);
}

static void use_other_data(void) { curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "z"); }

static void use_another_size(void) { curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)10 * MUCH); }

static void use_get(void) { curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L); }

static void use_an_upload(void)
{
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_nothing);
  curl_easy_setopt(easy, CURLOPT_INFILESIZE, 1L);
}

static void reset_and_try(void) { curl_easy_reset(easy); }

static void a_body_that_is_being_sent_stays_what_it_was(void **state)
{
  static void (*const changes[])(void) = {
    use_a_shorter_copy, use_several_copies, use_other_data, use_another_size, use_get, use_an_upload, reset_and_try
  };
  for(size_t i = 0; i < sizeof changes / sizeof *changes; i++) post_and_change(changes[i], CURLE_OK);
}

static const struct step long_answer[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\n\r\n"), SEND_FILL("a", MUCH), HOLD, SEND_FILL("a", MUCH), CLOSE },
};

static void download_and_change(void (*what)(void), CURLcode expected, size_t least)
{
  start(long_answer);
  CURLM *multi = curl_multi_init();
  CURLcode code = CURLE_OPERATION_TIMEDOUT;
  curl_multi_add_handle(multi, easy);
  int running = 1;
  for(long long until = now_ms() + 10000; running && now_ms() < until;) {
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    bool moved = peer_turn(&peer);
    if(body.len == MUCH && what) {
      what();
      what = NULL;
      peer_release(&peer);
    }
    if(!moved) curl_multi_poll(multi, NULL, 0, 1, NULL);
  }
  const CURLMsg *m = curl_multi_info_read(multi, &running);
  if(m) code = m->data.result;
  assert_int_equal(code, expected);
  assert_true(body.len >= least);
  for(size_t i = 0; i < body.len; i++) assert_int_equal(body.at[i], 'a');
  curl_multi_remove_handle(multi, easy);
  curl_easy_cleanup(easy);
  curl_multi_cleanup(multi);
  for(size_t *at = &peer.conn[0].at; peer.conn[0].steps[*at].kind;) ++*at; /* who gives up does not read all */
  (void)peer_end(&peer);
  assert_int_equal(peer_open_count(&peer), 0);
  text_free(&body);
}

static void lower_the_size_limit(void) { curl_easy_setopt(easy, CURLOPT_MAXFILESIZE, 10L); }
static void ask_for_small_pieces(void) { curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 1024L); }
static void ask_for_large_pieces(void) { curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)CURL_MAX_READ_SIZE); }

static void change_all_that_was_said(void)
{
  curl_easy_setopt(easy, CURLOPT_URL, "http://192.0.2.9/");
  curl_easy_setopt(easy, CURLOPT_HTTP_TRANSFER_DECODING, 0L);
  curl_easy_setopt(easy, CURLOPT_IGNORE_CONTENT_LENGTH, 1L);
  curl_easy_setopt(easy, CURLOPT_RESUME_FROM, 7L);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_0);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, NULL);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, NULL);
}

static size_t take_it_after_all(char *data, size_t size, size_t count, void *clientp)
{
  return take(data, size, count, clientp);
}

static void reset_between_turns(void)
{
  curl_easy_reset(easy);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_it_after_all); /* else it goes to stdout */
}

static void shorten_the_time(void) { curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 1L); }

static void an_answer_that_is_being_received_survives_changes(void **state)
{
  download_and_change(lower_the_size_limit, CURLE_FILESIZE_EXCEEDED, MUCH);
  download_and_change(ask_for_small_pieces, CURLE_OK, 2 * MUCH);
  download_and_change(ask_for_large_pieces, CURLE_OK, 2 * MUCH);
  download_and_change(change_all_that_was_said, CURLE_OK, 2 * MUCH);
  download_and_change(reset_between_turns, CURLE_OK, 2 * MUCH);
  download_and_change(shorten_the_time, CURLE_OPERATION_TIMEDOUT, MUCH);
}

/* A machine has less than this; the sanitizers' malloc ends the program where others return NULL. */
static void *bounded_malloc(size_t size) { return size < (size_t)1 << 40 ? malloc(size) : NULL; }

static char folder[] = "/tmp/sluice-hostile-XXXXXX";

static int enter_folder(void **state) { return !mkdtemp(folder) || chdir(folder); }

static int remove_one(const char *path, const struct stat *state, int kind, struct FTW *at) { return remove(path); }

static int leave_folder(void **state) { return chdir("/") || nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS); }

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(any_number_of_any_option_does_no_harm),
    cmocka_unit_test(negative_sizes_are_refused),
    cmocka_unit_test(a_copy_of_more_than_there_is_memory_for_is_refused),
    cmocka_unit_test(any_text_of_any_option_does_no_harm),
    cmocka_unit_test(a_body_that_is_being_sent_stays_what_it_was),
    cmocka_unit_test(an_answer_that_is_being_received_survives_changes),
  };
  curl_global_init_mem(CURL_GLOBAL_ALL, bounded_malloc, free, realloc, strdup, calloc);
  nowhere = fopen("/dev/null", "w");
  int failed = cmocka_run_group_tests(tests, enter_folder, leave_folder);
  fclose(nowhere);
  return failed;
}
