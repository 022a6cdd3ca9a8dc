/* Connections and sessions over TLS stand only for those that were asked for alike. */
#include "https.h"
#include <string.h>
#include <unistd.h>

/* Two requests of one handle, the second after a change of the option. */
struct change {
  CURLoption id;
  long number; /* or: */
  const char *text;
  const struct tls_cert *cert; /* a blob of it */
};

static void apply(CURL *easy, const struct change *c)
{
  CURLcode code = CURLE_OK;
  if(c->cert)
    https_set_cert(easy, c->id, c->cert);
  else
    code = c->text ? curl_easy_setopt(easy, c->id, c->text) : curl_easy_setopt(easy, c->id, c->number);
  assert_int_equal(code, CURLE_OK);
}

static CURLcode leave_alone(CURL *easy, void *context, void *data) { return CURLE_OK; }

static void a_connection_is_used_again(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_example) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_NUM_CONNECTS), 1);
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_NUM_CONNECTS), 0);
  https_finish(easy);
}

#define TWICE                                                                                            \
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END }, { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } }; \
  STAGES = { { TLS_AS(https_example) }, { TLS_AS(https_example) } }

static const struct change changes[] = {
  { CURLOPT_SSL_VERIFYPEER, 0, NULL, NULL },
  { CURLOPT_SSL_VERIFYHOST, 0, NULL, NULL },
  { CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_3, NULL, NULL },
  { CURLOPT_SSL_OPTIONS, CURLSSLOPT_NO_PARTIALCHAIN, NULL, NULL },
  { CURLOPT_SSL_CIPHER_LIST, 0, "DEFAULT", NULL },
  { CURLOPT_TLS13_CIPHERS, 0, "TLS_AES_128_GCM_SHA256", NULL },
  { CURLOPT_SSL_EC_CURVES, 0, "P-256", NULL },
  { CURLOPT_SSL_SIGNATURE_ALGORITHMS, 0, "ECDSA+SHA256", NULL },
  { CURLOPT_SSL_ENABLE_ALPN, 0, NULL, NULL },
  { CURLOPT_ISSUERCERT_BLOB, 0, NULL, &https_ca },
  { CURLOPT_CAPATH, 0, "/etc/ssl/certs", NULL },
};

static void scenario_06_a_change_of_options_makes_another_connection(void **state)
{
  TWICE;
  for(size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    CURL *easy = https_begin(script, stages, HTTPS_HOST);
    https_expect(easy, CURLE_OK, "hello");
    apply(easy, &changes[i]);
    https_expect(easy, CURLE_OK, "hello");
    if(https_long(easy, CURLINFO_NUM_CONNECTS) != 1) fail_msg("option %d", (int)changes[i].id);
    https_finish(easy);
    if(https_peer.notes[1][0].was_resumed) fail_msg("option %d: resumed", (int)changes[i].id);
  }
}

static void scenario_06_a_client_certificate_makes_another_connection(void **state)
{
  TWICE;
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_expect(easy, CURLE_OK, "hello");
  https_set_cert(easy, CURLOPT_SSLCERT_BLOB, &https_client);
  https_set_key(easy, CURLOPT_SSLKEY_BLOB, &https_client, NULL);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_false(https_peer.notes[1][0].was_resumed);
}

static void a_context_callback_makes_another_connection(void **state)
{
  TWICE;
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_expect(easy, CURLE_OK, "hello");
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, leave_alone);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_false(https_peer.notes[1][0].was_resumed);
}

/* Somebody who asks for less has got a connection that another one must not have. */
static void scenario_13_who_verifies_does_not_get_what_was_not_verified(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END }, { EXPECT_END } };
  STAGES = { { TLS_AS(https_rogue) }, { TLS_AS(https_rogue) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
  https_expect(easy, CURLE_OK, "hello");
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  https_expect(easy, CURLE_PEER_FAILED_VERIFICATION, NULL);
  https_finish(easy);
}

static void http_and_https_do_not_share(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END },
             { EXPECT("GET / HTTP/1.1\r\nHost: example.com:443\r\nAccept: */*\r\n\r\n"), SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_example) }, { { 0 } } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_expect(easy, CURLE_OK, "hello");
  curl_easy_setopt(easy, CURLOPT_URL, "http://example.com:443/");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

static void a_session_is_gone_on_with(void **state)
{
  TWICE;
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_SSL_VERIFYRESULT), 0);
  https_finish(easy);
  assert_false(https_peer.notes[0][0].was_resumed);
  assert_true(https_peer.notes[1][0].was_resumed);
}

static void sessions_can_be_switched_off(void **state)
{
  TWICE;
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  https_expect(easy, CURLE_OK, "hello");
  curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_false(https_peer.notes[1][0].was_resumed);
}

/* Each handle has sessions of its own, unless they are shared. */
static void share_sessions(bool is_shared)
{
  TWICE;
  CURLSH *share = curl_share_init();
  CURL *one = https_begin(script, stages, HTTPS_HOST), *two = https_handle(HTTPS_HOST);
  if(is_shared) assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION), CURLSHE_OK);
  curl_easy_setopt(one, CURLOPT_SHARE, share);
  curl_easy_setopt(two, CURLOPT_SHARE, share);
  https_expect(one, CURLE_OK, "hello");
  https_expect(two, CURLE_OK, "hello");
  curl_easy_cleanup(one);
  https_finish(two);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
  assert_int_equal(https_peer.notes[1][0].was_resumed, is_shared);
}

static void sessions_are_the_handles_own(void **state) { share_sessions(false); }
static void a_share_has_sessions(void **state) { share_sessions(true); }

/* The peer has closed the connection meanwhile, with a word of it. */
static void a_connection_that_was_closed_is_made_anew(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), CLOSE }, { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_example) }, { TLS_AS(https_example) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

/* ---- what comes while nobody uses a connection ---- */

#define THEN_TICKETS(n)                                                                               \
  {                                                                                                   \
    { { .kind = STAGE_TLS, .cert = &https_example, .late_tickets = (n) } }, { TLS_AS(https_example) } \
  }

static CURLM *multi;

static void perform_in_multi(CURL *easy)
{
  int running = 1, left;
  curl_multi_add_handle(multi, easy);
  while(running) {
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    if(running) curl_multi_poll(multi, NULL, 0, 1000, NULL);
  }
  const CURLMsg *m = curl_multi_info_read(multi, &left);
  assert_non_null(m);
  assert_int_equal(m->data.result, CURLE_OK);
  curl_multi_remove_handle(multi, easy);
}

/* The program waits for something else meanwhile, and the library hears what comes. */
static void wait_in_multi(int ms)
{
  int running;
  for(; ms > 0; ms -= 10) {
    curl_multi_poll(multi, NULL, 0, 10, NULL);
    curl_multi_perform(multi, &running);
  }
}

static void reuse_after(const struct step (*script)[PEER_STEPS_MAX], const struct stage (*stages)[TLS_STAGES_MAX],
                        int wait_ms, bool is_reached_into, long connects)
{
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  if(is_reached_into) curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, leave_alone);
  multi = curl_multi_init();
  perform_in_multi(easy);
  wait_in_multi(wait_ms);
  perform_in_multi(easy);
  assert_int_equal(https_long(easy, CURLINFO_NUM_CONNECTS), connects);
  curl_multi_cleanup(multi);
  https_finish(easy);
}

static void a_ticket_does_not_end_an_idle_connection(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  static const struct stage stages[PEER_CONNS_MAX][TLS_STAGES_MAX] = THEN_TICKETS(2);
  reuse_after(script, stages, 120, false, 0);
}

/* Its own callbacks would be called where none may be. */
static void a_ticket_ends_what_the_program_has_reached_into(void **state)
{
  TWICE;
  static const struct stage with_tickets[PEER_CONNS_MAX][TLS_STAGES_MAX] = THEN_TICKETS(1);
  (void)stages;
  reuse_after(script, with_tickets, 120, true, 1);
}

static void tickets_without_an_end_end_it(void **state)
{
  TWICE;
  static const struct stage with_tickets[PEER_CONNS_MAX][TLS_STAGES_MAX] = THEN_TICKETS(100);
  (void)stages;
  reuse_after(script, with_tickets, 1000, false, 1);
}

static void data_that_nobody_has_asked_for_ends_it(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), PAUSE(50), SEND("more"), IGNORE },
             { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_example) }, { TLS_AS(https_example) } };
  reuse_after(script, stages, 200, false, 1);
}

/* In a share nobody hears what comes, but it is looked at when it is taken. */
static void a_ticket_does_not_end_a_shared_connection(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  static const struct stage stages[PEER_CONNS_MAX][TLS_STAGES_MAX] = THEN_TICKETS(1);
  CURLSH *share = curl_share_init();
  curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_SHARE, share);
  https_expect(easy, CURLE_OK, "hello");
  usleep(100000);
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_NUM_CONNECTS), 0);
  curl_easy_cleanup(easy);
  curl_share_cleanup(share);
  https_finish(NULL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_connection_is_used_again),
    cmocka_unit_test(scenario_06_a_change_of_options_makes_another_connection),
    cmocka_unit_test(scenario_06_a_client_certificate_makes_another_connection),
    cmocka_unit_test(a_context_callback_makes_another_connection),
    cmocka_unit_test(scenario_13_who_verifies_does_not_get_what_was_not_verified),
    cmocka_unit_test(http_and_https_do_not_share),
    cmocka_unit_test(a_session_is_gone_on_with),
    cmocka_unit_test(sessions_can_be_switched_off),
    cmocka_unit_test(sessions_are_the_handles_own),
    cmocka_unit_test(a_share_has_sessions),
    cmocka_unit_test(a_connection_that_was_closed_is_made_anew),
    cmocka_unit_test(a_ticket_does_not_end_an_idle_connection),
    cmocka_unit_test(a_ticket_ends_what_the_program_has_reached_into),
    cmocka_unit_test(tickets_without_an_end_end_it),
    cmocka_unit_test(data_that_nobody_has_asked_for_ends_it),
    cmocka_unit_test(a_ticket_does_not_end_a_shared_connection),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
