/* Alternative services, used (RFC 7838): where connections go, what they must prove, and what happens if they do not. */
#include "https.h"
#include "short_memory.h"
#include <string.h>

#define ALT_HEAD             "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"
#define OFFERS(v)            ALT_HEAD "Alt-Svc: " v "\r\n\r\nhello"
#define GET_BY(alt)          EXPECT("GET / HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\nAlt-Used: " alt "\r\n\r\n")
#define CLOSES               "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n"
#define OFFERS_AND_CLOSES(v) CLOSES "Alt-Svc: " v "\r\n\r\nhello"
#define OURS                 TLS_AS(https_example)

static CURL *begin_by(const struct step (*script)[PEER_STEPS_MAX], const struct stage (*stages)[TLS_STAGES_MAX])
{
  static struct curl_slist names[] = {
    { (char *)(uintptr_t) "example.com:443:192.0.2.1", &names[1] },
    { (char *)(uintptr_t) "second.example:443:192.0.2.2", &names[2] },
    { (char *)(uintptr_t) "alt.example:444:192.0.2.3", &names[3] },
    { (char *)(uintptr_t) "elsewhere.example:445:192.0.2.4", &names[4] },
    { (char *)(uintptr_t) "example.com:444:192.0.2.5", NULL },
  };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_note_places(easy, NULL);
  curl_easy_setopt(easy, CURLOPT_RESOLVE, names);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_ALTSVC, ""), CURLE_OK);
  return easy;
}

static void an_alternative_is_connected_to_as_the_origin(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h1=\"alt.example:444\"")), EXPECT_END },
             { GET_BY("alt.example:444"), SEND(OK_HELLO), GET_BY("alt.example:444"), SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS }, { OURS } };
  CURL *easy = begin_by(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_NUM_CONNECTS), 0);
  https_finish(easy);
  assert_string_equal(https_places, "192.0.2.1:443 192.0.2.3:444 ");
  assert_string_equal(https_peer.notes[1][0].sni, "example.com");
  assert_string_equal(https_peer.notes[1][0].offered, "http/1.1");
}

static void another_port_of_the_origin_is_one_too(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h1=\":444\"")), EXPECT_END },
             { GET_BY("example.com:444"), SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS }, { OURS } };
  CURL *easy = begin_by(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_places, "192.0.2.1:443 192.0.2.5:444 ");
}

/* CURLOPT_ALTSVC_CTRL(3): they are for new connections. */
static void a_connection_that_stands_comes_first(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS("h1=\"alt.example:444\"")), GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS } };
  CURL *easy = begin_by(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

/* ---- what it must prove ---- */

static void who_cannot_prove_to_be_the_origin_is_dropped(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h1=\"alt.example:444\"")), EXPECT_END },
             { EXPECT_END },
             { GET_EXAMPLE, SEND(CLOSES "\r\nhello"), EXPECT_END },
             { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS }, { TLS_AS(https_second) }, { OURS }, { OURS } };
  CURL *easy = begin_by(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_SSL_VERIFYRESULT), 0);
  assert_string_equal(https_error, "");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_places, "192.0.2.1:443 192.0.2.3:444 192.0.2.1:443 192.0.2.1:443 ");
}

static void what_nobody_vouches_for_is_dropped(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h1=\"alt.example:444\"")), EXPECT_END },
             { EXPECT_END },
             { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS }, { TLS_AS(https_rogue) }, { OURS } };
  CURL *easy = begin_by(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

/* RFC 7838, section 2.1: nothing would be proven. */
static void without_verification_there_are_none(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h1=\"alt.example:444\"")), EXPECT_END },
             { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h1=\"alt.example:444\"")), EXPECT_END },
             { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS }, { OURS }, { OURS } };
  CURL *easy = begin_by(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  https_expect(easy, CURLE_OK, "hello");
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_places, "192.0.2.1:443 192.0.2.1:443 192.0.2.1:443 ");
}

/* RFC 7838, section 2.4: it was offered for HTTP/2. */
static void one_that_does_not_speak_what_was_offered_has_failed(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h2=\"alt.example:444\"")), EXPECT_END },
             { EXPECT_END },
             { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS }, { OURS }, { OURS } };
  CURL *easy = begin_by(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_peer.notes[1][0].offered, "h2");
}

static void one_in_http_2_is_used(void **state)
{
  static const struct h2_proxy_plan plan = { .answers = { { .status = 200, .body = "hello" } }, .answer_count = 1 };
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h2=\"alt.example:444\"")), EXPECT_END }, { EXPECT_END } };
  STAGES = { { OURS },
             { { .kind = STAGE_TLS, .cert = &https_example, .speaks_h2 = true },
               { .kind = STAGE_H2_PROXY, .plan = &plan } } };
  CURL *easy = begin_by(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_HTTP_VERSION), CURL_HTTP_VERSION_2_0);
  https_finish(easy);
  assert_string_equal(https_peer.notes[1][1].h2.requests,
                      ":method GET\n:scheme https\n:authority example.com\n:path /\n"
                      "accept */*\nalt-used alt.example:444\n");
}

/* ---- what comes first ---- */

static void the_control_bits_say_which(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h1=\"alt.example:444\", h2=\"alt.example:444\"")), EXPECT_END },
             { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h1=\"alt.example:444\"")), EXPECT_END },
             { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS }, { OURS }, { OURS } };
  CURL *easy = begin_by(script, stages);
  curl_easy_setopt(easy, CURLOPT_ALTSVC_CTRL, (long)CURLALTSVC_H3);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  curl_easy_setopt(easy, CURLOPT_ALTSVC_CTRL, (long)CURLALTSVC_H2);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_places, "192.0.2.1:443 192.0.2.1:443 192.0.2.1:443 ");
}

static void the_wanted_version_says_which(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h2=\"elsewhere.example:445\", h1=\"alt.example:444\"")),
               EXPECT_END },
             { GET_BY("alt.example:444"), SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS }, { OURS } };
  CURL *easy = begin_by(script, stages);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_places, "192.0.2.1:443 192.0.2.3:444 ");
}

static void connect_to_comes_first(void **state)
{
  static struct curl_slist to = { (char *)(uintptr_t) "example.com:443:elsewhere.example:445", NULL };
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h1=\"alt.example:444\"")), EXPECT_END },
             { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS }, { OURS } };
  CURL *easy = begin_by(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, &to);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_places, "192.0.2.1:443 192.0.2.4:445 ");
}

static void a_proxy_comes_first(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h1=\"alt.example:444\"")), EXPECT_END },
             { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS }, { { .kind = STAGE_PROXY }, OURS } };
  CURL *easy = begin_by(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  curl_easy_setopt(easy, CURLOPT_PROXY, "http://192.0.2.9:1080");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_peer.notes[1][0].connect, "CONNECT example.com:443 HTTP/1.1");
}

/* ---- whose it is ---- */

#define GET_SECOND EXPECT("GET / HTTP/1.1\r\nHost: second.example\r\nAccept: */*\r\n\r\n")

static void what_one_host_offers_is_not_for_another(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h1=\"alt.example:444\"")), EXPECT_END },
             { GET_SECOND, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS }, { TLS_AS(https_second) } };
  CURL *easy = begin_by(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  curl_easy_setopt(easy, CURLOPT_URL, "https://second.example/");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_places, "192.0.2.1:443 192.0.2.2:443 ");
}

/* It stands for its origin, and for nobody else, though the same machine may be both. */
static void a_connection_to_an_alternative_is_the_origins_alone(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h1=\"second.example:443\"")), EXPECT_END },
             { GET_BY("second.example:443"), SEND(OK_HELLO), EXPECT_END },
             { GET_SECOND, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS }, { OURS }, { TLS_AS(https_second) } };
  CURL *easy = begin_by(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  curl_easy_setopt(easy, CURLOPT_URL, "https://second.example/");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_places, "192.0.2.1:443 192.0.2.2:443 192.0.2.2:443 ");
}

/* ---- failures ---- */

static void a_name_that_is_not_found_leads_back_to_the_origin(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h1=\"nowhere.invalid:444\"")), EXPECT_END },
             { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS }, { OURS } };
  CURL *easy = begin_by(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

static void the_gate_sees_and_may_refuse_it(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h1=\"alt.example:444\"")), EXPECT_END },
             { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS }, { OURS } };
  CURL *easy = begin_by(script, stages);
  https_note_places(easy, "192.0.2.3:444 ");
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_places, "192.0.2.1:443 192.0.2.3:444 192.0.2.1:443 ");
}

static void a_misdirected_request_goes_to_the_origin(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h1=\"alt.example:444\"")), EXPECT_END },
             { GET_BY("alt.example:444"), SEND("HTTP/1.1 421 Not Here\r\nContent-Length: 0\r\n\r\n"), EXPECT_END },
             { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS }, { OURS }, { OURS } };
  CURL *easy = begin_by(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

static void credentials_are_asked_for_on_the_same_connection(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h1=\"alt.example:444\"")), EXPECT_END },
             { GET_BY("alt.example:444"),
               SEND("HTTP/1.1 401 Who\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"),
               EXPECT_HEAD("Authorization: Basic bWU6MQ==\r\n"), SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS }, { OURS } };
  CURL *easy = begin_by(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  curl_easy_setopt(easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_ANY);
  curl_easy_setopt(easy, CURLOPT_USERPWD, "me:1");
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_NUM_CONNECTS), 1);
  https_finish(easy);
}

/* ---- memory ---- */

static CURLcode learn_and_use(int number)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OFFERS_AND_CLOSES("h1=\"alt.example:444\"")), EXPECT_END },
             { GET_BY("alt.example:444"), SEND(OK_HELLO), EXPECT_END },
             { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { OURS }, { TLS_AS(https_second) }, { OURS } };
  CURL *easy = begin_by(script, stages);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  short_memory_set(number);
  CURLcode code = curl_easy_perform(easy);
  short_memory_clear();
  curl_easy_cleanup(easy);
  (void)tls_peer_end(&https_peer); /* where it was left depends */
  assert_int_equal(https_peer.opens, https_peer.closes);
  text_free(&https_body);
  return code;
}

static void the_way_to_one_and_back_survives_without_memory(void **state)
{
  short_memory_begin();
  short_memory_sweep(learn_and_use);
  short_memory_end();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_alternative_is_connected_to_as_the_origin),
    cmocka_unit_test(another_port_of_the_origin_is_one_too),
    cmocka_unit_test(a_connection_that_stands_comes_first),
    cmocka_unit_test(who_cannot_prove_to_be_the_origin_is_dropped),
    cmocka_unit_test(what_nobody_vouches_for_is_dropped),
    cmocka_unit_test(without_verification_there_are_none),
    cmocka_unit_test(one_that_does_not_speak_what_was_offered_has_failed),
    cmocka_unit_test(one_in_http_2_is_used),
    cmocka_unit_test(the_control_bits_say_which),
    cmocka_unit_test(the_wanted_version_says_which),
    cmocka_unit_test(connect_to_comes_first),
    cmocka_unit_test(a_proxy_comes_first),
    cmocka_unit_test(what_one_host_offers_is_not_for_another),
    cmocka_unit_test(a_connection_to_an_alternative_is_the_origins_alone),
    cmocka_unit_test(a_name_that_is_not_found_leads_back_to_the_origin),
    cmocka_unit_test(the_gate_sees_and_may_refuse_it),
    cmocka_unit_test(a_misdirected_request_goes_to_the_origin),
    cmocka_unit_test(credentials_are_asked_for_on_the_same_connection),
    cmocka_unit_test(the_way_to_one_and_back_survives_without_memory),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
