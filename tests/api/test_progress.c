/* CURLOPT_XFERINFOFUNCTION(3), CURLOPT_PROGRESSFUNCTION(3) and CURLOPT_NOPROGRESS(3): when, with what, and the meter. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include "exchange.h"
#include <stdio.h>
#include <string.h>

static struct {
  CURL *easy;
  int calls;
  int answer;      /* of the next call */
  int answer_from; /* the call from which on `answer` is given; before: 0 */
  curl_off_t last[4];
  long long at_ms;  /* of the last call; 0: none */
  long long gap_ms; /* the longest between two calls */
  bool went_back;   /* a number became smaller */
  int older_calls;  /* of the older callback */
  void *clientp;
} seen;

static int note(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  const curl_off_t now[4] = { dltotal, dlnow, ultotal, ulnow };
  long long ms = now_ms();
  if(seen.at_ms && ms - seen.at_ms > seen.gap_ms) seen.gap_ms = ms - seen.at_ms;
  seen.at_ms = ms;
  seen.went_back |= dlnow < seen.last[1] || ulnow < seen.last[3];
  memcpy(seen.last, now, sizeof now);
  seen.clientp = clientp;
  return ++seen.calls >= seen.answer_from ? seen.answer : 0;
}

static int note_older(void *clientp, double dltotal, double dlnow, double ultotal, double ulnow)
{
  seen.older_calls++;
  return note(clientp, (curl_off_t)dltotal, (curl_off_t)dlnow, (curl_off_t)ultotal, (curl_off_t)ulnow);
}

static int never(void *clientp, double dltotal, double dlnow, double ultotal, double ulnow) { return 1; }

static void begin(struct outcome *o)
{
  memset(&seen, 0, sizeof seen);
  seen.easy = o->easy;
  curl_easy_setopt(o->easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFOFUNCTION, note);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFODATA, &seen);
}

static void assert_last(curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  assert_int_equal(seen.last[0], dltotal);
  assert_int_equal(seen.last[1], dlnow);
  assert_int_equal(seen.last[2], ultotal);
  assert_int_equal(seen.last[3], ulnow);
  assert_false(seen.went_back);
  assert_ptr_equal(seen.clientp, &seen);
}

/* ---- it ends the transfer ---- */

static void abort_with_data(struct outcome *o)
{
  begin(o);
  seen.answer = 1;
  seen.answer_from = 2;
}

static void called_twice(const struct outcome *o) { assert_int_equal(seen.calls, 2); }

static void who_has_ended_it_is_not_called_again(void **state)
{
  EXCHANGE(.prepare = abort_with_data, .code = CURLE_ABORTED_BY_CALLBACK, .modes = EASY | MULTI, .conn = { { IGNORE } },
           .verify = called_twice);
}

static void abort_with_minus_one(struct outcome *o)
{
  abort_with_data(o);
  seen.answer = -1;
}

static void every_number_but_two_ends_it(void **state)
{
  EXCHANGE(.prepare = abort_with_minus_one, .code = CURLE_ABORTED_BY_CALLBACK, .modes = EASY | MULTI,
           .conn = { { IGNORE } });
}

static int end_when_done(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  return dlnow == 5;
}

/* The call at the end counts, too. */
static void it_can_end_one_that_is_complete(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_NOPROGRESS, 0), FUNCTION(CURLOPT_XFERINFOFUNCTION, end_when_done) },
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } }, .code = CURLE_ABORTED_BY_CALLBACK, .body = "hello",
           .kept = 1);
}

/* ---- when ---- */

static void never_called(const struct outcome *o) { assert_int_equal(seen.calls, 0); }

static void begin_switched_off(struct outcome *o)
{
  begin(o);
  curl_easy_setopt(o->easy, CURLOPT_NOPROGRESS, 1L);
}

static void switched_off_nobody_is_called(void **state)
{
  EXCHANGE(.prepare = begin_switched_off, .verify = never_called, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

static void gaps_are_about_a_second(const struct outcome *o)
{
  assert_in_range(seen.gap_ms, 700, 1500);
  assert_true(seen.calls >= 4);
}

static void in_a_silence_it_is_called_once_a_second(void **state)
{
  EXCHANGE(.prepare = begin, .verify = gaps_are_about_a_second, .body = "hello", .kept = 1, .modes = EASY | MULTI,
           .conn = { { EXPECT(GET_ROOT), PAUSE(2200), SEND(OK_HELLO) } });
}

/* ---- with what ---- */

static void all_is_told_at_the_end(const struct outcome *o) { assert_last(5, 5, 4, 4); }

static void both_directions(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_POSTFIELDS, "data") }, .prepare = begin, .verify = all_is_told_at_the_end,
           .body = "hello", .kept = 1, .conn = { { EXPECT_HEAD("POST"), EXPECT("data"), SEND(OK_HELLO) } });
}

static void zero_for_unknown(const struct outcome *o) { assert_last(0, 5, 0, 2); }

static void unknown_sizes_are_zero(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1) }, .upload = "hi", .headers = { "Expect:" }, .prepare = begin,
           .verify = zero_for_unknown, .body = "hello",
           .conn = { { EXPECT_HEAD("chunked"), EXPECT_CHUNKED("hi"), SEND("HTTP/1.1 200 OK\r\n\r\nhello"), CLOSE } });
}

static void zero_for_unused(const struct outcome *o) { assert_last(5, 5, 0, 0); }

static void a_download_has_no_upload(void **state)
{
  EXCHANGE(.prepare = begin, .verify = zero_for_unused, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

/* ---- the older callback ---- */

static void begin_older(struct outcome *o)
{
  begin(o);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFOFUNCTION, NULL);
  curl_easy_setopt(o->easy, CURLOPT_PROGRESSFUNCTION, note_older);
  curl_easy_setopt(o->easy, CURLOPT_PROGRESSDATA, &seen);
}

static void older_was_told(const struct outcome *o)
{
  assert_last(5, 5, 4, 4);
  assert_int_equal(seen.older_calls, seen.calls);
}

static void the_older_callback_is_told_the_same(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_POSTFIELDS, "data") }, .prepare = begin_older, .verify = older_was_told,
           .body = "hello", .kept = 1, .conn = { { EXPECT_HEAD("POST"), EXPECT("data"), SEND(OK_HELLO) } });
}

static void the_newer_one_wins(void **state)
{
  EXCHANGE(.options = { FUNCTION(CURLOPT_PROGRESSFUNCTION, never) }, .prepare = begin, .verify = zero_for_unused,
           .body = "hello", .kept = 1, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

/* ---- switched on the way ---- */

static size_t switch_on(char *bytes, size_t size, size_t count, void *clientp)
{
  curl_easy_setopt(seen.easy, CURLOPT_NOPROGRESS, 0L);
  return collect_body(bytes, size, count, clientp);
}

static void called_at_last(const struct outcome *o)
{
  assert_true(seen.calls > 0);
  assert_last(5, 5, 0, 0);
}

static void a_callback_can_switch_it_on(void **state)
{
  EXCHANGE(.options = { FUNCTION(CURLOPT_WRITEFUNCTION, switch_on) }, .prepare = begin_switched_off,
           .verify = called_at_last, .body = "hello", .kept = 1, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

static int switch_off(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  seen.calls++;
  curl_easy_setopt(seen.easy, CURLOPT_NOPROGRESS, 1L);
  return 0;
}

static void called_once(const struct outcome *o) { assert_int_equal(seen.calls, 1); }

static void begin_to_switch_off(struct outcome *o)
{
  begin(o);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFOFUNCTION, switch_off);
}

static void it_can_switch_itself_off(void **state)
{
  EXCHANGE(.prepare = begin_to_switch_off, .verify = called_once, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

/* ---- the meter ---- */

static FILE *meter;
static char drawn[4096];

static void draw(struct outcome *o)
{
  begin(o);
  memset(drawn, 0, sizeof drawn);
  meter = fmemopen(drawn, sizeof drawn - 1, "w");
  curl_easy_setopt(o->easy, CURLOPT_STDERR, meter);
}

static void draw_as_well(struct outcome *o)
{
  draw(o);
  seen.answer = CURL_PROGRESSFUNC_CONTINUE;
}

static void draw_alone(struct outcome *o)
{
  draw(o);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFOFUNCTION, NULL);
}

static void is_drawn(const struct outcome *o)
{
  fclose(meter);
  assert_non_null(strstr(drawn, "100%"));
}

static void is_not_drawn(const struct outcome *o)
{
  fclose(meter);
  assert_string_equal(drawn, "");
}

static void continue_draws_the_meter_as_well(void **state)
{
  EXCHANGE(.prepare = draw_as_well, .verify = is_drawn, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
  assert_true(seen.calls > 0);
}

static void zero_draws_nothing(void **state)
{
  EXCHANGE(.prepare = draw, .verify = is_not_drawn, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

static void without_a_callback_there_is_the_meter(void **state)
{
  EXCHANGE(.prepare = draw_alone, .verify = is_drawn, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(who_has_ended_it_is_not_called_again),
    cmocka_unit_test(every_number_but_two_ends_it),
    cmocka_unit_test(it_can_end_one_that_is_complete),
    cmocka_unit_test(switched_off_nobody_is_called),
    cmocka_unit_test(in_a_silence_it_is_called_once_a_second),
    cmocka_unit_test(both_directions),
    cmocka_unit_test(unknown_sizes_are_zero),
    cmocka_unit_test(a_download_has_no_upload),
    cmocka_unit_test(the_older_callback_is_told_the_same),
    cmocka_unit_test(the_newer_one_wins),
    cmocka_unit_test(a_callback_can_switch_it_on),
    cmocka_unit_test(it_can_switch_itself_off),
    cmocka_unit_test(continue_draws_the_meter_as_well),
    cmocka_unit_test(zero_draws_nothing),
    cmocka_unit_test(without_a_callback_there_is_the_meter),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
