/* The times and rates of getinfo: their order, units and types (curl_easy_getinfo(3), TIMES). */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include "exchange.h"
#include <string.h>

/* Each time as microseconds and as seconds. */
static const struct {
  CURLINFO us;
  CURLINFO seconds; /* 0: there is no such form */
} times[] = {
  { CURLINFO_QUEUE_TIME_T, (CURLINFO)0 },
  { CURLINFO_NAMELOOKUP_TIME_T, CURLINFO_NAMELOOKUP_TIME },
  { CURLINFO_CONNECT_TIME_T, CURLINFO_CONNECT_TIME },
  { CURLINFO_PRETRANSFER_TIME_T, CURLINFO_PRETRANSFER_TIME },
  { CURLINFO_POSTTRANSFER_TIME_T, (CURLINFO)0 },
  { CURLINFO_STARTTRANSFER_TIME_T, CURLINFO_STARTTRANSFER_TIME },
  { CURLINFO_TOTAL_TIME_T, CURLINFO_TOTAL_TIME },
  { CURLINFO_APPCONNECT_TIME_T, CURLINFO_APPCONNECT_TIME },
  { CURLINFO_REDIRECT_TIME_T, CURLINFO_REDIRECT_TIME },
};
enum { QUEUE, NAMELOOKUP, CONNECT, PRETRANSFER, POSTTRANSFER, STARTTRANSFER, TOTAL, APPCONNECT, REDIRECT, TIMES };

static CURL *easy;
static struct peer peer;
static curl_off_t got[TIMES];
static curl_off_t total_in_callback;

static curl_off_t offset_of(CURLINFO id)
{
  curl_off_t number = -77;
  assert_int_equal(curl_easy_getinfo(easy, id, &number), CURLE_OK);
  return number;
}

static double real_of(CURLINFO id)
{
  double number = -77;
  assert_int_equal(curl_easy_getinfo(easy, id, &number), CURLE_OK);
  return number;
}

static bool is_about(double value, double wanted) { return value > wanted - 1e-9 && value < wanted + 1e-9; }

static size_t ask_for_the_time(char *data, size_t size, size_t count, void *clientp)
{
  total_in_callback = offset_of(CURLINFO_TOTAL_TIME_T);
  return size * count;
}

static void begin(const struct step (*script)[PEER_STEPS_MAX])
{
  easy = curl_easy_init();
  peer_init(&peer, script);
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_URL, URL);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ask_for_the_time);
  peer_start(&peer);
}

static void perform(CURLcode expected)
{
  assert_int_equal(curl_easy_perform(easy), expected);
  for(int i = 0; i < TIMES; i++) {
    got[i] = offset_of(times[i].us);
    if(times[i].seconds) assert_true(is_about(real_of(times[i].seconds), (double)got[i] / 1e6));
  }
}

static void end(void)
{
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&peer), "");
}

static void without_a_connection_the_later_times_are_zero(void **state)
{
  static const struct step none[PEER_CONNS_MAX][PEER_STEPS_MAX];
  begin(none);
  curl_easy_setopt(easy, CURLOPT_URL, "nothing://192.0.2.1/");
  perform(CURLE_UNSUPPORTED_PROTOCOL);
  for(int i = NAMELOOKUP; i <= STARTTRANSFER; i++) assert_int_equal(got[i], 0);
  assert_int_equal(got[APPCONNECT], 0);
  assert_int_equal(got[REDIRECT], 0);
  assert_true(got[TOTAL] > 0);
  assert_int_equal(offset_of(CURLINFO_SPEED_DOWNLOAD_T), 0);
  end();
}

static const struct step slow[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD(NULL), PAUSE(30), SEND(OK_HELLO), EXPECT_HEAD(NULL), SEND(OK_HELLO) },
};

static void the_times_of_a_transfer_are_in_order(void **state)
{
  begin(slow);
  perform(CURLE_OK);
  assert_true(got[QUEUE] > 0);
  for(int i = NAMELOOKUP; i <= TOTAL; i++) assert_true(got[i] >= got[i - 1]);
  assert_true(got[STARTTRANSFER] - got[POSTTRANSFER] >= 20000);
  assert_true(got[TOTAL] < 20000000);
  assert_int_equal(got[APPCONNECT], 0);
  assert_int_equal(got[REDIRECT], 0);
  assert_true(total_in_callback >= 20000 && total_in_callback <= got[TOTAL]);
  perform(CURLE_OK);
  end();
}

/* What did not happen took no time. */
static void a_connection_that_is_used_again_was_not_made(void **state)
{
  begin(slow);
  perform(CURLE_OK);
  perform(CURLE_OK);
  assert_int_equal(got[NAMELOOKUP], 0);
  assert_int_equal(got[CONNECT], 0);
  assert_true(got[QUEUE] > 0);
  assert_true(got[PRETRANSFER] > 0);
  assert_true(got[POSTTRANSFER] >= got[PRETRANSFER]);
  assert_true(got[STARTTRANSFER] >= got[POSTTRANSFER]);
  end();
}

static void rates_are_bytes_by_the_total_time(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD(NULL), EXPECT_FILL("u", 20000), PAUSE(20), SEND("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n"),
      SEND_FILL("d", 10000) },
  };
  static char upload[20000];
  memset(upload, 'u', sizeof upload);
  begin(script);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, upload);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)sizeof upload);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, NULL);
  perform(CURLE_OK);
  double seconds = (double)got[TOTAL] / 1e6;
  assert_int_equal(offset_of(CURLINFO_SPEED_DOWNLOAD_T), (curl_off_t)(10000 / seconds));
  assert_int_equal(offset_of(CURLINFO_SPEED_UPLOAD_T), (curl_off_t)(20000 / seconds));
  assert_true(is_about(real_of(CURLINFO_SPEED_DOWNLOAD), (double)offset_of(CURLINFO_SPEED_DOWNLOAD_T)));
  assert_true(is_about(real_of(CURLINFO_SPEED_UPLOAD), (double)offset_of(CURLINFO_SPEED_UPLOAD_T)));
  assert_true(is_about(real_of(CURLINFO_SIZE_DOWNLOAD), 10000));
  assert_true(is_about(real_of(CURLINFO_SIZE_UPLOAD), 20000));
  assert_true(is_about(real_of(CURLINFO_CONTENT_LENGTH_DOWNLOAD), 10000));
  assert_true(is_about(real_of(CURLINFO_CONTENT_LENGTH_UPLOAD), 20000));
  end();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(without_a_connection_the_later_times_are_zero),
    cmocka_unit_test(the_times_of_a_transfer_are_in_order),
    cmocka_unit_test(a_connection_that_is_used_again_was_not_made),
    cmocka_unit_test(rates_are_bytes_by_the_total_time),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
