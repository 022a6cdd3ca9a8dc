/* Inside of a tunnel on a stream of HTTP/2: bytes both ways, windows, and how it ends. */
#include "https.h"
#include <string.h>

#define PROXY "https://proxy.example:1080"
#define TO_PROXY                                               \
  {                                                            \
    .kind = STAGE_TLS, .cert = &https_proxy, .speaks_h2 = true \
  }
#define TUNNEL(p)                        \
  {                                      \
    .kind = STAGE_H2_PROXY, .plan = &(p) \
  }
#define PLAN      static const struct h2_proxy_plan plan
#define HTTP_URL  "http://example.com/"
#define MUCH      (8 * 1024 * 1024)
#define MUCH_HEAD "HTTP/1.1 200 OK\r\nContent-Length: 8388608\r\n\r\n"
#define IN_CLEAR           \
  {                        \
    TO_PROXY, TUNNEL(plan) \
  }
#define OVER_TLS                                  \
  {                                               \
    TO_PROXY, TUNNEL(plan), TLS_AS(https_example) \
  }

static CURL *begin_by(const struct step (*script)[PEER_STEPS_MAX], const struct stage (*stages)[TLS_STAGES_MAX],
                      const char *url)
{
  CURL *easy = https_begin(script, stages, url);
  curl_easy_setopt(easy, CURLOPT_PROXY, PROXY);
  curl_easy_setopt(easy, CURLOPT_PROXYTYPE, (long)CURLPROXY_HTTPS2);
  curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
  return easy;
}

static const struct h2_proxy_notes *seen(size_t conn) { return &https_peer.notes[conn][1].h2; }

static size_t received;
static bool is_bad;
static size_t count_body(char *data, size_t size, size_t count, void *clientp)
{
  for(size_t i = 0; i < count; i++) is_bad = is_bad || data[i] != 'y';
  received += size * count;
  return size * count;
}

static size_t give_much(char *to, size_t size, size_t count, void *clientp)
{
  memset(to, 'x', size * count);
  return size * count;
}

static void set_up_much(CURL *easy)
{
  received = 0;
  is_bad = false;
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, count_body);
}

static void set_up_upload(CURL *easy)
{
  set_up_much(easy);
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_INFILESIZE, (long)MUCH);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_much);
  curl_easy_setopt(easy, CURLOPT_EXPECT_100_TIMEOUT_MS, 1L);
}

#define PUT_MUCH                                                                                                 \
  {                                                                                                              \
    EXPECT_HEAD("PUT / HTTP/1.1\r\n"), EXPECT_FILL("x", MUCH), SEND(MUCH_HEAD), SEND_FILL("y", MUCH), EXPECT_END \
  }

static void much_both_ways(const struct h2_proxy_plan *plan, bool is_tls)
{
  SCRIPT = { PUT_MUCH };
  const struct stage stages[PEER_CONNS_MAX][TLS_STAGES_MAX] = {
    { TO_PROXY, TUNNEL(*plan), { .kind = is_tls ? STAGE_TLS : STAGE_END, .cert = &https_example } }
  };
  CURL *easy = begin_by(script, stages, is_tls ? HTTPS_HOST : HTTP_URL);
  set_up_upload(easy);
  https_expect(easy, CURLE_OK, "");
  assert_int_equal(received, MUCH);
  assert_false(is_bad);
  https_finish(easy);
  assert_int_equal(seen(0)->bad_frames, 0);
}

static void much_passes_both_ways(void **state)
{
  PLAN = { .answer_count = 0 };
  much_both_ways(&plan, false);
  much_both_ways(&plan, true);
}

/* Whoever writes waits for the proxy's window, and not in circles: see the next. */
static void a_small_window_of_the_proxy_is_respected(void **state)
{
  PLAN = { .window = 1000 };
  much_both_ways(&plan, false);
  much_both_ways(&plan, true);
}

static void pings_are_answered_while_it_is_used(void **state)
{
  PLAN = { .pings = true };
  SCRIPT = { { GET_EXAMPLE, SEND(MUCH_HEAD), SEND_FILL("y", MUCH), EXPECT_END } };
  STAGES = { IN_CLEAR };
  CURL *easy = begin_by(script, stages, HTTP_URL);
  set_up_much(easy);
  https_expect(easy, CURLE_OK, "");
  assert_int_equal(received, MUCH);
  https_finish(easy);
  assert_true(seen(0)->pongs > 100);
}

/* ---- ends ---- */

static void the_origins_end_is_the_streams(void **state)
{
  PLAN = { .answer_count = 0 };
  SCRIPT = { { GET_EXAMPLE, SEND("HTTP/1.1 200 OK\r\n\r\nhello"), CLOSE } };
  STAGES = { IN_CLEAR };
  CURL *easy = begin_by(script, stages, HTTP_URL);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

static void a_body_that_ends_early_is_one(void **state)
{
  PLAN = { .end_after = 43 };
  SCRIPT = { { GET_EXAMPLE, SEND("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"), IGNORE } };
  STAGES = { IN_CLEAR };
  CURL *easy = begin_by(script, stages, HTTP_URL);
  https_expect(easy, CURLE_PARTIAL_FILE, NULL);
  https_finish(easy);
}

static void a_reset_fails_the_transfer(void **state)
{
  PLAN = { .reset_after = 43, .reset = 2 };
  SCRIPT = { { GET_EXAMPLE, SEND("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"), IGNORE } };
  STAGES = { IN_CLEAR };
  CURL *easy = begin_by(script, stages, HTTP_URL);
  https_expect(easy, CURLE_RECV_ERROR, NULL);
  assert_non_null(strstr(https_error, "INTERNAL_ERROR"));
  https_finish(easy);
}

/* Without the stream's end the body may have been longer, whatever HTTP/1 makes of a close. */
static void a_connection_that_is_cut_is_no_end(void **state)
{
  PLAN = { .cut_after = 24 };
  SCRIPT = { { GET_EXAMPLE, SEND("HTTP/1.1 200 OK\r\n\r\nhello"), IGNORE } };
  STAGES = { IN_CLEAR };
  CURL *easy = begin_by(script, stages, HTTP_URL);
  https_expect(easy, CURLE_RECV_ERROR, NULL);
  https_finish(easy);
}

static void goaway_leaves_the_tunnel_as_it_is(void **state)
{
  PLAN = { .goes_away = true };
  SCRIPT = { { GET_EXAMPLE, SEND(MUCH_HEAD), SEND_FILL("y", MUCH), EXPECT_END } };
  STAGES = { OVER_TLS };
  CURL *easy = begin_by(script, stages, HTTPS_HOST);
  set_up_much(easy);
  https_expect(easy, CURLE_OK, "");
  assert_int_equal(received, MUCH);
  https_finish(easy);
}

/* ---- a reader that does not read ---- */

static bool was_paused;
static size_t pause_once(char *data, size_t size, size_t count, void *clientp)
{
  if(received && !was_paused) {
    was_paused = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  return count_body(data, size, count, clientp);
}

static size_t most_memory(void)
{
  size_t pages = 0;
  FILE *f = fopen("/proc/self/statm", "r");
  assert_non_null(f);
  assert_int_equal(fscanf(f, "%*u %zu", &pages), 1);
  fclose(f);
  return pages * 4096;
}

static int turn(CURLM *multi, int ms)
{
  int running;
  assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
  if(running) assert_int_equal(curl_multi_poll(multi, NULL, 0, ms, NULL), CURLM_OK);
  return running;
}

/* The peer has far more to give than a window. */
#define VERY_MUCH (64 * 1024 * 1024)
static void a_slow_reader_makes_no_memory_grow(void **state)
{
  PLAN = { .answer_count = 0 };
  SCRIPT = { { GET_EXAMPLE, SEND("HTTP/1.1 200 OK\r\nContent-Length: 67108864\r\n\r\n"), SEND_FILL("y", VERY_MUCH),
               EXPECT_END } };
  STAGES = { IN_CLEAR };
  CURL *easy = begin_by(script, stages, HTTP_URL);
  CURLM *multi = curl_multi_init();
  set_up_much(easy);
  was_paused = false;
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, pause_once);
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  while(!was_paused && turn(multi, 100)) continue;
  size_t before = most_memory();
  for(int i = 0; i < 20; i++) turn(multi, 20);
  assert_true(most_memory() < before + 8 * 1024 * 1024);
  assert_true(received < MUCH);
  assert_int_equal(curl_easy_pause(easy, CURLPAUSE_CONT), CURLE_OK);
  while(turn(multi, 100)) continue;
  assert_int_equal(received, VERY_MUCH);
  assert_false(is_bad);
  curl_multi_remove_handle(multi, easy);
  curl_multi_cleanup(multi);
  https_finish(easy);
}

/* The descriptor has room, the proxy has none: ten times in this upload. */
static void who_waits_for_the_window_does_not_go_in_circles(void **state)
{
  PLAN = { .window = 1000, .slow_ms = 20 };
  SCRIPT = { { EXPECT_HEAD("PUT / HTTP/1.1\r\n"), EXPECT_FILL("x", 10000), SEND(OK_HELLO), EXPECT_END } };
  STAGES = { IN_CLEAR };
  int turns = 0;
  CURL *easy = begin_by(script, stages, HTTP_URL);
  CURLM *multi = curl_multi_init();
  set_up_upload(easy);
  curl_easy_setopt(easy, CURLOPT_INFILESIZE, 10000L);
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  while(turn(multi, 100)) turns++;
  if(turns > 200) fail_msg("%d turns", turns);
  assert_int_equal(https_long(easy, CURLINFO_RESPONSE_CODE), 200);
  curl_multi_remove_handle(multi, easy);
  curl_multi_cleanup(multi);
  https_finish(easy);
}

/* ---- idle ---- */

static void an_idle_tunnel_that_goes_away_is_not_used_again(void **state)
{
  PLAN = { .reset_after = sizeof OK_HELLO - 1, .reset = 8 };
  static const struct h2_proxy_plan open = { .answer_count = 0 };
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END }, { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { IN_CLEAR, { TO_PROXY, TUNNEL(open) } };
  CURL *easy = begin_by(script, stages, HTTP_URL);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_int_equal(https_peer.opens, 2);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(much_passes_both_ways),
    cmocka_unit_test(a_small_window_of_the_proxy_is_respected),
    cmocka_unit_test(pings_are_answered_while_it_is_used),
    cmocka_unit_test(the_origins_end_is_the_streams),
    cmocka_unit_test(a_body_that_ends_early_is_one),
    cmocka_unit_test(a_reset_fails_the_transfer),
    cmocka_unit_test(a_connection_that_is_cut_is_no_end),
    cmocka_unit_test(goaway_leaves_the_tunnel_as_it_is),
    cmocka_unit_test(a_slow_reader_makes_no_memory_grow),
    cmocka_unit_test(who_waits_for_the_window_does_not_go_in_circles),
    cmocka_unit_test(an_idle_tunnel_that_goes_away_is_not_used_again),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
