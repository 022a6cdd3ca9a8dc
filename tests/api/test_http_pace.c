/* CURLOPT_MAX_RECV_SPEED_LARGE and CURLOPT_MAX_SEND_SPEED_LARGE: how long it takes, and that waiting is not looping. */
#include "check.h"
#include "exchange.h"
#include <stdlib.h>
#include <string.h>

#define SIZE      40000
#define RATE      100000 /* 40,000 bytes take 0.4 s, less what may pass at once */
#define TAKES_US  250000 /* at least */
#define TURNS_MAX 80

#define OF_SIZE "HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n"

static char data[SIZE + 1];

/* The progress callback is called once a turn. */
static int count_turn(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  struct outcome *o = clientp;
  o->calls++;
  return 0;
}

static void count_turns(struct outcome *o)
{
  curl_easy_setopt(o->easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFOFUNCTION, count_turn);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFODATA, o);
}

static void few_turns(const struct outcome *o)
{
  if(o->calls > TURNS_MAX) fail_msg("%d turns", o->calls);
}

/* ---- bad values ---- */

static void a_rate_below_zero_is_refused(void **state)
{
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_MAX_RECV_SPEED_LARGE, (curl_off_t)-1), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_MAX_SEND_SPEED_LARGE, (curl_off_t)-1), CURLE_BAD_FUNCTION_ARGUMENT);
  curl_easy_cleanup(easy);
}

/* ---- receiving ---- */

static void a_download_takes_its_time(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_MAX_RECV_SPEED_LARGE, RATE) }, .modes = EASY | MULTI, .prepare = count_turns,
           .conn = { { EXPECT(GET_ROOT), SEND(OF_SIZE), SEND_FILL("d", SIZE) } }, .body = data, .kept = 1,
           .verify = few_turns,
           .infos = { { CURLINFO_TOTAL_TIME, 0, NULL }, { CURLINFO_SIZE_DOWNLOAD_T, SIZE, NULL } });
}

static size_t collect_text(char *bytes, size_t size, size_t count, void *clientp)
{
  text_add(clientp, bytes, size * count);
  return size * count;
}

struct run {
  curl_off_t us;
  curl_off_t speed;
};

/* One transfer with one rate; what the record says. */
static struct run measure(const struct step (*script)[PEER_STEPS_MAX], bool posts, CURLoption which, curl_off_t rate)
{
  struct run r = { 0 };
  struct peer peer;
  struct text body = { 0 };
  CURL *easy = curl_easy_init();
  peer_init(&peer, script);
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_URL, URL);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT, 20L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, collect_text);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &body);
  if(posts) curl_easy_setopt(easy, CURLOPT_POSTFIELDS, data);
  assert_int_equal(curl_easy_setopt(easy, which, rate), CURLE_OK);
  peer_start(&peer);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &r.us);
  curl_easy_getinfo(easy, posts ? CURLINFO_SPEED_UPLOAD_T : CURLINFO_SPEED_DOWNLOAD_T, &r.speed);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&peer), "");
  text_free(&body);
  return r;
}

static const struct step download[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("GET"), SEND(OF_SIZE),
                                                                        SEND_FILL("d", SIZE) } };
static const struct step upload[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("POST"), EXPECT_FILL("d", SIZE),
                                                                      SEND(OK_HELLO) } };

static void the_rate_of_a_download_is_below_the_limit(void **state)
{
  struct run r = measure(download, false, CURLOPT_MAX_RECV_SPEED_LARGE, RATE);
  assert_true(r.us >= TAKES_US);
  assert_true(r.speed <= SIZE * INT64_C(1000000) / TAKES_US);
}

static void the_rate_of_an_upload_is_below_the_limit(void **state)
{
  struct run r = measure(upload, true, CURLOPT_MAX_SEND_SPEED_LARGE, RATE);
  assert_true(r.us >= TAKES_US);
  assert_true(r.speed <= SIZE * INT64_C(1000000) / TAKES_US);
}

static void one_direction_does_not_limit_the_other(void **state)
{
  assert_true(measure(download, false, CURLOPT_MAX_SEND_SPEED_LARGE, 10).us < TAKES_US);
  assert_true(measure(upload, true, CURLOPT_MAX_RECV_SPEED_LARGE, 10).us < TAKES_US);
}

static void zero_is_no_limit(void **state)
{
  assert_true(measure(download, false, CURLOPT_MAX_RECV_SPEED_LARGE, 0).us < TAKES_US);
}

static void a_huge_rate_is_no_limit(void **state)
{
  assert_true(measure(download, false, CURLOPT_MAX_RECV_SPEED_LARGE, INT64_MAX).us < TAKES_US);
}

static void a_chunked_download_passes_whole(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_MAX_RECV_SPEED_LARGE, RATE) }, .prepare = count_turns, .modes = EASY | MULTI,
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9c40\r\n"),
                       SEND_FILL("d", SIZE), SEND("\r\n0\r\n\r\n") } },
           .body = data, .kept = 1, .verify = few_turns);
}

static void a_body_that_ends_with_the_connection_passes_whole(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_MAX_RECV_SPEED_LARGE, RATE) }, .modes = EASY | MULTI,
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\n\r\n"), SEND_FILL("d", SIZE), CLOSE } },
           .body = data);
}

static size_t count_bytes(char *bytes, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  o->calls += (int)count;
  return count;
}

/* At 10 bytes a second; what the first read brings is not the limit's. */
static void no_more_than_a_small_read(const struct outcome *o) { assert_in_range(o->calls, 1, 1024); }

static void the_time_out_holds_under_a_limit(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_MAX_RECV_SPEED_LARGE, 10), LONG(CURLOPT_TIMEOUT_MS, 300),
                        FUNCTION(CURLOPT_WRITEFUNCTION, count_bytes) },
           .conn = { { EXPECT(GET_ROOT), SEND(OF_SIZE), SEND_FILL("d", SIZE), EXPECT_END } }, .modes = EASY | MULTI,
           .code = CURLE_OPERATION_TIMEDOUT, .verify = no_more_than_a_small_read);
}

/* ---- sending ---- */

static void an_upload_takes_its_time(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_MAX_SEND_SPEED_LARGE, RATE), LONG(CURLOPT_UPLOAD, 1),
                        LONG(CURLOPT_INFILESIZE, SIZE) },
           .upload = data, .modes = EASY | MULTI, .prepare = count_turns, .verify = few_turns,
           .conn = { { EXPECT_HEAD("PUT"), EXPECT_FILL("d", SIZE), SEND(OK_HELLO) } }, .body = "hello", .kept = 1);
}

static void a_chunked_upload_passes_whole(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_MAX_SEND_SPEED_LARGE, 100), LONG(CURLOPT_UPLOAD, 1) }, .upload = "hello world",
           .headers = { "Expect:" }, .modes = EASY | MULTI,
           .conn = { { EXPECT_HEAD("chunked"), EXPECT_CHUNKED("hello world"), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
}

/* ---- together with a pause ---- */

/* The first piece is not taken; the progress callback, which is called once a second at least, goes on later. */
static size_t pause_at_first(char *bytes, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  if(!o->seeks++) return CURL_WRITEFUNC_PAUSE;
  return collect_body(bytes, size, count, clientp);
}

static int go_on_later(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  struct outcome *o = clientp;
  double seconds;
  o->calls++;
  curl_easy_getinfo(o->easy, CURLINFO_TOTAL_TIME, &seconds);
  if(seconds > 0.5) curl_easy_pause(o->easy, CURLPAUSE_CONT);
  return 0;
}

static void pause_and_go_on(struct outcome *o)
{
  count_turns(o);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFOFUNCTION, go_on_later);
}

static void a_paused_transfer_does_not_wait_for_its_rate(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_MAX_RECV_SPEED_LARGE, RATE), FUNCTION(CURLOPT_WRITEFUNCTION, pause_at_first) },
           .prepare = pause_and_go_on, .modes = EASY | MULTI, .verify = few_turns,
           .conn = { { EXPECT(GET_ROOT), SEND(OF_SIZE), SEND_FILL("d", SIZE) } }, .body = data, .kept = 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_rate_below_zero_is_refused),
    cmocka_unit_test(a_download_takes_its_time),
    cmocka_unit_test(the_rate_of_a_download_is_below_the_limit),
    cmocka_unit_test(the_rate_of_an_upload_is_below_the_limit),
    cmocka_unit_test(one_direction_does_not_limit_the_other),
    cmocka_unit_test(zero_is_no_limit),
    cmocka_unit_test(a_huge_rate_is_no_limit),
    cmocka_unit_test(a_chunked_download_passes_whole),
    cmocka_unit_test(a_body_that_ends_with_the_connection_passes_whole),
    cmocka_unit_test(the_time_out_holds_under_a_limit),
    cmocka_unit_test(an_upload_takes_its_time),
    cmocka_unit_test(a_chunked_upload_passes_whole),
    cmocka_unit_test(a_paused_transfer_does_not_wait_for_its_rate),
  };
  memset(data, 'd', SIZE);
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
