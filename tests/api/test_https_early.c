/* Early data (CURLSSLOPT_EARLYDATA): what goes out before the handshake, to whom, and what if nobody takes it. */
#include "https.h"
#include <stdlib.h>
#include <string.h>

#define EARLY 16384
#define TLS_EARLY                                             \
  {                                                           \
    .kind = STAGE_TLS, .cert = &https_example, .early = EARLY \
  }
#define TLS_REFUSING                                                                 \
  {                                                                                  \
    .kind = STAGE_TLS, .cert = &https_example, .early = EARLY, .refuses_early = true \
  }
#define GET_TEXT           "GET / HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n\r\n"
#define TWO_GETS           SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END }, { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } }
#define TWO_STAGES(second) STAGES = { { TLS_EARLY }, { second } }

static CURL *begin(const struct step (*script)[PEER_STEPS_MAX], const struct stage (*stages)[TLS_STAGES_MAX])
{
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_SSL_OPTIONS, (long)CURLSSLOPT_EARLYDATA);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  return easy;
}

static curl_off_t early_of(CURL *easy)
{
  curl_off_t early = 4711;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_EARLYDATA_SENT_T, &early), CURLE_OK);
  return early;
}

/* The first one brings the ticket; the second sends `early` bytes so, of which the peer has `taken`. */
static void expect_twice(CURL *easy, curl_off_t early, size_t taken)
{
  assert_int_equal(early_of(easy), 0);
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(early_of(easy), 0);
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(early_of(easy), early);
  https_finish(easy);
  assert_true(https_peer.notes[1][0].was_resumed);
  assert_int_equal(https_peer.notes[0][0].early, 0);
  assert_int_equal(https_peer.notes[1][0].early, taken);
}

static void a_request_goes_out_before_the_handshake(void **state)
{
  TWO_GETS;
  TWO_STAGES(TLS_EARLY);
  expect_twice(begin(script, stages), sizeof GET_TEXT - 1, sizeof GET_TEXT - 1);
}

static void what_is_not_taken_is_sent_again(void **state)
{
  TWO_GETS;
  TWO_STAGES(TLS_REFUSING);
  expect_twice(begin(script, stages), -(curl_off_t)(sizeof GET_TEXT - 1), 0);
}

static void who_has_not_asked_for_it_sends_none(void **state)
{
  TWO_GETS;
  TWO_STAGES(TLS_EARLY);
  CURL *easy = begin(script, stages);
  curl_easy_setopt(easy, CURLOPT_SSL_OPTIONS, 0L);
  expect_twice(easy, 0, 0);
}

static void a_peer_that_has_not_announced_it_gets_none(void **state)
{
  TWO_GETS;
  STAGES = { { TLS_AS(https_example) }, { TLS_EARLY } };
  expect_twice(begin(script, stages), 0, 0);
}

/* RFC 8470, section 4. */
static void what_is_not_safe_waits_for_the_handshake(void **state)
{
  SCRIPT = { { EXPECT_HEAD("POST / HTTP/1.1\r\n"), EXPECT("data"), SEND(OK_HELLO), EXPECT_END },
             { EXPECT_HEAD("POST / HTTP/1.1\r\n"), EXPECT("data"), SEND(OK_HELLO), EXPECT_END } };
  TWO_STAGES(TLS_EARLY);
  CURL *easy = begin(script, stages);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "data");
  expect_twice(easy, 0, 0);
}

static void a_get_that_is_none_waits_for_the_handshake(void **state)
{
  SCRIPT = { { EXPECT_HEAD("DELETE / HTTP/1.1\r\n"), SEND(OK_HELLO), EXPECT_END },
             { EXPECT_HEAD("DELETE / HTTP/1.1\r\n"), SEND(OK_HELLO), EXPECT_END } };
  TWO_STAGES(TLS_EARLY);
  CURL *easy = begin(script, stages);
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "DELETE");
  expect_twice(easy, 0, 0);
}

/* Whoever it is, it is the same as before; that is not enough. */
static void to_unverified(CURLoption id)
{
  TWO_GETS;
  TWO_STAGES(TLS_EARLY);
  CURL *easy = begin(script, stages);
  curl_easy_setopt(easy, id, 0L);
  expect_twice(easy, 0, 0);
}

static void scenario_15_an_unverified_peer_gets_none(void **state) { to_unverified(CURLOPT_SSL_VERIFYPEER); }
static void scenario_15_a_peer_without_a_name_gets_none(void **state) { to_unverified(CURLOPT_SSL_VERIFYHOST); }

/* It cannot read what was for the other one, and is refused. */
static void scenario_15_an_impostor_learns_nothing(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END }, { EXPECT_END } };
  STAGES = { { TLS_EARLY }, { { .kind = STAGE_TLS, .cert = &https_rogue, .early = EARLY } } };
  CURL *easy = begin(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_PEER_FAILED_VERIFICATION, NULL);
  assert_int_not_equal(https_long(easy, CURLINFO_SSL_VERIFYRESULT), 0);
  https_finish(easy);
  assert_int_equal(https_peer.notes[1][0].early, 0);
}

/* What does not fit follows after the handshake. */
static void a_long_head_goes_in_two_pieces(void **state)
{
  SCRIPT = { { EXPECT_HEAD("GET / HTTP/1.1\r\n"), SEND(OK_HELLO), EXPECT_END },
             { EXPECT_HEAD("GET / HTTP/1.1\r\n"), SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { { .kind = STAGE_TLS, .cert = &https_example, .early = 1000 } },
             { { .kind = STAGE_TLS, .cert = &https_example, .early = 1000 } } };
  char line[2000] = "X-Long: ";
  memset(line + 8, 'x', sizeof line - 9);
  struct curl_slist headers = { line, NULL };
  CURL *easy = begin(script, stages);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, &headers);
  expect_twice(easy, 1000, 1000);
}

static void the_same_goes_through_a_tunnel(void **state)
{
  TWO_GETS;
  STAGES = { { { .kind = STAGE_PROXY }, TLS_EARLY }, { { .kind = STAGE_PROXY }, TLS_EARLY } };
  CURL *easy = begin(script, stages);
  curl_easy_setopt(easy, CURLOPT_PROXY, "http://proxy.example:1080");
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(early_of(easy), sizeof GET_TEXT - 1);
  https_finish(easy);
  assert_int_equal(https_peer.notes[1][1].early, sizeof GET_TEXT - 1);
}

static void a_handshake_that_stalls_after_it_ends_in_the_time_out(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END }, { EXPECT_END } };
  TWO_STAGES({ .kind = STAGE_STALL });
  CURL *easy = begin(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 100L);
  https_expect(easy, CURLE_OPERATION_TIMEDOUT, NULL);
  assert_non_null(strstr(https_error, "TLS handshake"));
  https_finish(easy);
}

static void a_peer_that_goes_away_after_it_fails_the_handshake(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END }, { CLOSE } };
  STAGES = { { TLS_EARLY }, { { 0 } } };
  CURL *easy = begin(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  CURLcode code = curl_easy_perform(easy);
  assert_int_equal(code, CURLE_SSL_CONNECT_ERROR);
  curl_easy_cleanup(easy);
  (void)tls_peer_end(&https_peer);
}

/* The older version has none of it. */
static void the_older_version_has_none(void **state)
{
  TWO_GETS;
  STAGES = { { { .kind = STAGE_TLS, .cert = &https_example, .version = TLS1_2_VERSION } },
             { { .kind = STAGE_TLS, .cert = &https_example, .version = TLS1_2_VERSION } } };
  expect_twice(begin(script, stages), 0, 0);
}

/* It is not built there. */
static void gnutls_sends_none(void **state)
{
  TWO_GETS;
  TWO_STAGES(TLS_EARLY);
  expect_twice(begin(script, stages), 0, 0);
}

int main(void)
{
  const struct CMUnitTest of_gnutls[] = { cmocka_unit_test(gnutls_sends_none) };
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_request_goes_out_before_the_handshake),
    cmocka_unit_test(what_is_not_taken_is_sent_again),
    cmocka_unit_test(who_has_not_asked_for_it_sends_none),
    cmocka_unit_test(a_peer_that_has_not_announced_it_gets_none),
    cmocka_unit_test(what_is_not_safe_waits_for_the_handshake),
    cmocka_unit_test(a_get_that_is_none_waits_for_the_handshake),
    cmocka_unit_test(scenario_15_an_unverified_peer_gets_none),
    cmocka_unit_test(scenario_15_a_peer_without_a_name_gets_none),
    cmocka_unit_test(scenario_15_an_impostor_learns_nothing),
    cmocka_unit_test(a_long_head_goes_in_two_pieces),
    cmocka_unit_test(the_same_goes_through_a_tunnel),
    cmocka_unit_test(a_handshake_that_stalls_after_it_ends_in_the_time_out),
    cmocka_unit_test(a_peer_that_goes_away_after_it_fails_the_handshake),
    cmocka_unit_test(the_older_version_has_none),
  };
  if(https_is_gnutls()) return cmocka_run_group_tests(of_gnutls, https_set_up, https_tear_down);
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
