/* CURLOPT_TIMEOUT(3), CURLOPT_CONNECTTIMEOUT(3), CURLOPT_LOW_SPEED_LIMIT(3) and how they mix; the times of getinfo. */
#include "check.h"
#include "exchange.h"
#include "gate.h"
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HALF "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"

/* ---- connecting: to a listener that has no place left, which is as silent as a lost network ---- */

#define WAITING 3

struct full_port {
  int listener;
  int waiting[WAITING];
  int port;
};

static int connect_to(const struct sockaddr_in *to)
{
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  connect(fd, (const struct sockaddr *)to, sizeof *to);
  return fd;
}

static void open_full_port(struct full_port *p)
{
  struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t len = sizeof at;
  p->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if(bind(p->listener, (struct sockaddr *)&at, len) || listen(p->listener, 0)) fail_msg("no listener");
  getsockname(p->listener, (struct sockaddr *)&at, &len);
  p->port = ntohs(at.sin_port);
  for(int i = 0; i < WAITING; i++) p->waiting[i] = connect_to(&at);
}

static void close_full_port(struct full_port *p)
{
  for(int i = 0; i < WAITING; i++) close(p->waiting[i]);
  close(p->listener);
}

/* The milliseconds until a connect to nowhere is given up. */
static long long give_up_after(long connect_ms, long total_ms)
{
  struct full_port p;
  char error[CURL_ERROR_SIZE] = "";
  open_full_port(&p);
  CURL *easy = gate_handle(NULL, gate_url("127.0.0.1", p.port), error);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_ms), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, total_ms), CURLE_OK);
  long long began = now_ms();
  assert_int_equal(curl_easy_perform(easy), CURLE_OPERATION_TIMEDOUT);
  long long took = now_ms() - began;
  assert_non_null(strstr(error, "timed out"));
  curl_easy_cleanup(easy);
  close_full_port(&p);
  return took;
}

static void the_connect_time_out_ends_a_connect(void **state)
{
  assert_in_range(give_up_after(100, 0), 99, 900);
  assert_in_range(give_up_after(100, 2000), 99, 900);
}

static void the_whole_time_out_includes_it(void **state) { assert_in_range(give_up_after(2000, 100), 99, 900); }

static void the_default_is_long_and_the_whole_time_out_holds(void **state)
{
  assert_in_range(give_up_after(0, 150), 149, 900);
}

static void the_last_unit_that_was_set_counts(void **state)
{
  struct full_port p;
  open_full_port(&p);
  CURL *easy = gate_handle(NULL, gate_url("127.0.0.1", p.port), NULL);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, 3000L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 100L);
  long long began = now_ms();
  assert_int_equal(curl_easy_perform(easy), CURLE_OPERATION_TIMEDOUT);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, 0L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT, 3000L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 100L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OPERATION_TIMEDOUT);
  assert_in_range(now_ms() - began, 199, 1500);
  curl_easy_cleanup(easy);
  close_full_port(&p);
}

/* ---- transferring ---- */

static void zero_is_no_time_out(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_TIMEOUT_MS, 1), LONG(CURLOPT_TIMEOUT_MS, 0) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), PAUSE(30), SEND(OK_HELLO) } });
}

static size_t pause_for_good(char *bytes, size_t size, size_t count, void *clientp) { return CURL_WRITEFUNC_PAUSE; }

static void a_paused_transfer_runs_out_of_time(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_TIMEOUT_MS, 100), FUNCTION(CURLOPT_WRITEFUNCTION, pause_for_good) },
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } }, .code = CURLE_OPERATION_TIMEDOUT, .modes = EASY | MULTI,
           .kept = 1);
}

/* A live change holds from then on. */
static size_t shorten(char *bytes, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  curl_easy_setopt(o->easy, CURLOPT_TIMEOUT_MS, 50L);
  return collect_body(bytes, size, count, clientp);
}

static void a_callback_can_shorten_the_time(void **state)
{
  EXCHANGE(.options = { FUNCTION(CURLOPT_WRITEFUNCTION, shorten) }, .body = "hello", .code = CURLE_OPERATION_TIMEDOUT,
           .conn = { { EXPECT(GET_ROOT), SEND(HALF), EXPECT_END } });
}

/* ---- low speed ---- */

#define SLOW LONG(CURLOPT_LOW_SPEED_LIMIT, 1000), LONG(CURLOPT_LOW_SPEED_TIME, 1)

static void an_upload_can_be_too_slow_as_well(void **state)
{
  static char data[4000000];
  EXCHANGE(.options = { SLOW, POINTER(CURLOPT_POSTFIELDS, data), LONG(CURLOPT_POSTFIELDSIZE, sizeof data),
                        LONG(CURLOPT_MAX_SEND_SPEED_LARGE, 500) },
           .headers = { "Expect:" }, .modes = EASY, .conn = { { IGNORE } }, .code = CURLE_OPERATION_TIMEDOUT,
           .error = "too slow");
}

static void one_of_the_two_alone_is_no_limit(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_LOW_SPEED_LIMIT, 1000) }, .modes = EASY, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), PAUSE(1300), SEND(OK_HELLO) } });
  EXCHANGE(.options = { LONG(CURLOPT_LOW_SPEED_TIME, 1) }, .modes = EASY, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), PAUSE(1300), SEND(OK_HELLO) } });
}

/* Takes nothing for 2.5 seconds. */
static size_t pause_first(char *bytes, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  if(!o->calls++) return CURL_WRITEFUNC_PAUSE;
  return collect_body(bytes, size, count, clientp);
}

static int go_on_later(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  struct outcome *o = clientp;
  double seconds;
  curl_easy_getinfo(o->easy, CURLINFO_TOTAL_TIME, &seconds);
  if(o->calls == 1 && seconds > 2.5) curl_easy_pause(o->easy, CURLPAUSE_CONT);
  return 0;
}

static void with_go_on(struct outcome *o)
{
  curl_easy_setopt(o->easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFOFUNCTION, go_on_later);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFODATA, o);
}

static void a_paused_transfer_is_not_slow(void **state)
{
  EXCHANGE(.options = { SLOW, FUNCTION(CURLOPT_WRITEFUNCTION, pause_first) }, .prepare = with_go_on, .modes = EASY,
           .body = "hello", .kept = 1, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

static size_t pause_reading_first(char *to, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  if(!o->calls++) return CURL_READFUNC_PAUSE;
  return give_upload(to, size, count, clientp);
}

static void nor_is_a_paused_upload(void **state)
{
  EXCHANGE(.options = { SLOW, LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 4),
                        FUNCTION(CURLOPT_READFUNCTION, pause_reading_first) },
           .upload = "data", .prepare = with_go_on, .modes = EASY, .body = "hello", .kept = 1,
           .conn = { { EXPECT_HEAD("PUT"), EXPECT("data"), SEND(OK_HELLO) } });
}

/* What came slowly because of the pause does not count: with it, the mean would be below the limit. */
static void after_a_pause_the_speed_is_taken_anew(void **state)
{
  static char body[5001];
  memset(body, 'b', sizeof body - 1);
  EXCHANGE(.options = { SLOW, FUNCTION(CURLOPT_WRITEFUNCTION, pause_first), LONG(CURLOPT_MAX_RECV_SPEED_LARGE, 1500) },
           .prepare = with_go_on, .modes = EASY, .body = body, .kept = 1,
           .conn = {
               { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"), SEND_FILL("b", 5000) } });
}

static void a_rate_limit_above_it_is_not_slow(void **state)
{
  static char body[6001];
  memset(body, 'b', sizeof body - 1);
  EXCHANGE(.options = { SLOW, LONG(CURLOPT_MAX_RECV_SPEED_LARGE, 2000) }, .modes = EASY, .body = body, .kept = 1,
           .conn = {
               { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nContent-Length: 6000\r\n\r\n"), SEND_FILL("b", 6000) } });
}

/* ---- times: each is there, and none before the one it includes ---- */

static void check_times(CURL *easy)
{
  static const CURLINFO ids[] = { CURLINFO_QUEUE_TIME_T,        CURLINFO_NAMELOOKUP_TIME_T,
                                  CURLINFO_CONNECT_TIME_T,      CURLINFO_PRETRANSFER_TIME_T,
                                  CURLINFO_POSTTRANSFER_TIME_T, CURLINFO_STARTTRANSFER_TIME_T,
                                  CURLINFO_TOTAL_TIME_T };
  static const CURLINFO seconds[] = { CURLINFO_NAMELOOKUP_TIME, CURLINFO_CONNECT_TIME, CURLINFO_PRETRANSFER_TIME,
                                      CURLINFO_STARTTRANSFER_TIME, CURLINFO_TOTAL_TIME };
  curl_off_t last = 0, us;
  double before = 0, s;
  for(size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
    assert_int_equal(curl_easy_getinfo(easy, ids[i], &us), CURLE_OK);
    if(us < last || !us) fail_msg("time %zu: %ld after %ld", i, (long)us, (long)last);
    last = us;
  }
  for(size_t i = 0; i < sizeof seconds / sizeof *seconds; i++) {
    assert_int_equal(curl_easy_getinfo(easy, seconds[i], &s), CURLE_OK);
    assert_true(s >= before);
    before = s;
  }
  assert_true(before * 1e6 > (double)last - 1 && before * 1e6 < (double)last + 1);
}

static void check_speeds(CURL *easy)
{
  curl_off_t us, down, up, size_down, size_up;
  curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &us);
  curl_easy_getinfo(easy, CURLINFO_SPEED_DOWNLOAD_T, &down);
  curl_easy_getinfo(easy, CURLINFO_SPEED_UPLOAD_T, &up);
  curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &size_down);
  curl_easy_getinfo(easy, CURLINFO_SIZE_UPLOAD_T, &size_up);
  assert_in_range(down, size_down * 1000000 / us - 1, size_down * 1000000 / us + 1);
  assert_in_range(up, size_up * 1000000 / us - 1, size_up * 1000000 / us + 1);
}

/* The second request's connection dies when its body is sent: the times are those of the third connection. */
#define POST_IT EXPECT_HEAD("POST"), EXPECT("data")
static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { POST_IT, PAUSE(20), SEND(OK_HELLO), POST_IT, CLOSE }, { POST_IT, PAUSE(20), SEND(OK_HELLO) }
};

static void times_are_in_order_on_a_second_try_too(void **state)
{
  struct peer peer;
  CURL *easy = gate_handle(NULL, URL, NULL);
  peer_init(&peer, script);
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "data");
  peer_start(&peer);
  for(int i = 0; i < 2; i++) {
    assert_int_equal(curl_easy_perform(easy), CURLE_OK);
    check_times(easy);
    check_speeds(easy);
  }
  assert_int_equal(peer.opens, 2);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&peer), "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_connect_time_out_ends_a_connect),
    cmocka_unit_test(the_whole_time_out_includes_it),
    cmocka_unit_test(the_default_is_long_and_the_whole_time_out_holds),
    cmocka_unit_test(the_last_unit_that_was_set_counts),
    cmocka_unit_test(zero_is_no_time_out),
    cmocka_unit_test(a_paused_transfer_runs_out_of_time),
    cmocka_unit_test(a_callback_can_shorten_the_time),
    cmocka_unit_test(an_upload_can_be_too_slow_as_well),
    cmocka_unit_test(one_of_the_two_alone_is_no_limit),
    cmocka_unit_test(a_paused_transfer_is_not_slow),
    cmocka_unit_test(nor_is_a_paused_upload),
    cmocka_unit_test(after_a_pause_the_speed_is_taken_anew),
    cmocka_unit_test(a_rate_limit_above_it_is_not_slow),
    cmocka_unit_test(times_are_in_order_on_a_second_try_too),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
