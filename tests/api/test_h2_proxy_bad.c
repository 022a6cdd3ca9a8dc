/* A proxy that speaks HTTP/2 badly, or stops at any byte, and memory that is missing. */
#include "https.h"
#include "short_memory.h"
#include <string.h>

#define PROXY "https://proxy.example:1080"
#define TO_PROXY                                               \
  {                                                            \
    .kind = STAGE_TLS, .cert = &https_proxy, .speaks_h2 = true \
  }
#define HTTP_URL "http://example.com/"
#define PREFACE  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

#define SETTINGS "\0\0\0\4\0\0\0\0\0"
#define OPENED   "\0\0\1\1\4\0\0\0\1\x88" /* :status 200 */
#define ANSWER   "\0\0\x2b\0\0\0\0\0\1HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static CURL *begin_by(const struct step (*script)[PEER_STEPS_MAX], const struct stage (*stages)[TLS_STAGES_MAX])
{
  CURL *easy = https_begin(script, stages, HTTP_URL);
  curl_easy_setopt(easy, CURLOPT_PROXY, PROXY);
  curl_easy_setopt(easy, CURLOPT_PROXYTYPE, (long)CURLPROXY_HTTPS2);
  curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
  return easy;
}

/* After the preface these bytes; what comes besides is not looked at. */
static CURLcode outcome_of(const char *bytes, size_t len, bool closes)
{
  STAGES = { { TO_PROXY } };
  static struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX];
  script[0][0] = (struct step)EXPECT(PREFACE);
  script[0][1] = (struct step){ STEP_SEND, bytes, len };
  script[0][2] = closes ? (struct step)CLOSE : (struct step)IGNORE;
  CURL *easy = begin_by((const struct step(*)[PEER_STEPS_MAX])script, stages);
  text_free(&https_body);
  https_error[0] = '\0';
  CURLcode code = curl_easy_perform(easy);
  if(!code) assert_string_equal(https_body.at, "hello");
  if(code) assert_string_not_equal(https_error, "");
  https_finish(easy);
  return code;
}

static const char whole[] = SETTINGS OPENED ANSWER;

static void a_proxy_that_goes_away_after_any_byte_fails(void **state)
{
  assert_int_equal(outcome_of(whole, sizeof whole - 1, false), CURLE_OK);
  for(size_t len = 1; len < sizeof whole - 1; len++) {
    CURLcode code = outcome_of(whole, len, true);
    if(code != CURLE_RECV_ERROR && code != CURLE_SEND_ERROR) fail_msg("%d after %zu bytes: %s", code, len, https_error);
  }
}

static void frames_that_are_none_fail(void **state)
{
  static const struct {
    const char *what, *bytes;
    size_t len;
    CURLcode code;
  } bad[] = {
#define BAD(what, text, code) { what, text, sizeof(text) - 1, code }
    BAD("HTTP/1", "HTTP/1.1 400 Bad\r\n\r\n", CURLE_HTTP2),
    BAD("no SETTINGS first", OPENED ANSWER, CURLE_HTTP2),
    BAD("SETTINGS of a bad length", "\0\0\1\4\0\0\0\0\0x", CURLE_HTTP2),
    BAD("a frame that is too large", SETTINGS "\xff\xff\xff\1\4\0\0\0\1", CURLE_HTTP2),
    BAD("DATA before a head", SETTINGS "\0\0\1\0\0\0\0\0\1x", CURLE_HTTP2),
    BAD("DATA of another stream", SETTINGS "\0\0\1\0\0\0\0\0\3x", CURLE_HTTP2),
    BAD("HPACK of an unknown field", SETTINGS "\0\0\1\1\4\0\0\0\1\xff", CURLE_HTTP2),
    BAD("no status", SETTINGS "\0\0\4\1\4\0\0\0\1\0\1a\0", CURLE_RECV_ERROR),
    BAD("101",
        SETTINGS "\0\0\5\1\4\0\0\0\1\x08\3"
                 "101",
        CURLE_RECV_ERROR),
    BAD("the end of the stream before its head",
        SETTINGS "\0\0\5\1\5\0\0\0\1\x08\3"
                 "103",
        CURLE_RECV_ERROR),
    BAD("a window that overflows", SETTINGS "\0\0\4\x8\0\0\0\0\0\x7f\xff\xff\xff", CURLE_HTTP2),
    BAD("GOAWAY with an error", SETTINGS "\0\0\x8\7\0\0\0\0\0\0\0\0\0\0\0\0\2", CURLE_RECV_ERROR),
  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    CURLcode code = outcome_of(bad[i].bytes, bad[i].len, false);
    if(code != bad[i].code) fail_msg("%s: %d in place of %d: %s", bad[i].what, code, bad[i].code, https_error);
  }
}

#define PING "\0\0\x8\6\0\0\0\0\0abcdefgh"
static char pings[sizeof SETTINGS + 3000 * sizeof PING];

static void a_flood_of_pings_fails(void **state)
{
  size_t len = sizeof SETTINGS - 1;
  memcpy(pings, SETTINGS, len);
  for(int i = 0; i < 3000; i++, len += sizeof PING - 1) memcpy(pings + len, PING, sizeof PING - 1);
  assert_int_equal(outcome_of(pings, len, false), CURLE_HTTP2);
}

/* An interim head is as good as none, but not without end. */
static char interims[9 + 40 * 8192];
static void interim_heads_without_end_are_bounded(void **state)
{
  size_t len = sizeof SETTINGS - 1;
  memcpy(interims, SETTINGS, len);
  for(int i = 0; i < 40; i++) { /* :status 103, and a field of 8000 bytes */
    char head[] = "\0\x1f\x4b\1\4\0\0\0\1\x08\3"
                  "103\0\1a\x7f\xc1\x3d";
    memcpy(interims + len, head, sizeof head - 1);
    len += sizeof head - 1;
    memset(interims + len, 'b', 8000);
    len += 8000;
  }
  CURLcode code = outcome_of(interims, len, false);
  if(code != CURLE_RECV_ERROR) fail_msg("%d: %s", code, https_error);
}

/* ---- memory ---- */

/* The handle is made with memory: what is swept is the way, and what is said on it. */
static CURLcode ask_twice(int n)
{
  static const struct h2_proxy_plan plan = {
    .answers = { { .status = 407, .name = "proxy-authenticate", .value = "Basic realm=\"x\"" } }, .answer_count = 1
  };
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), IGNORE } };
  STAGES = { { TO_PROXY, { .kind = STAGE_H2_PROXY, .plan = &plan } } };
  CURL *easy = begin_by(script, stages);
  curl_easy_setopt(easy, CURLOPT_PROXYAUTH, (long)CURLAUTH_ANY);
  curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, "me:1");
  short_memory_set(n);
  CURLcode code = curl_easy_perform(easy);
  short_memory_clear();
  curl_easy_cleanup(easy);
  (void)tls_peer_end(&https_peer); /* where it was left depends */
  assert_int_equal(https_peer.opens, https_peer.closes);
  text_free(&https_body);
  return code;
}

static void a_tunnel_survives_without_memory(void **state)
{
  short_memory_begin();
  short_memory_sweep(ask_twice);
  short_memory_end();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_proxy_that_goes_away_after_any_byte_fails),
    cmocka_unit_test(frames_that_are_none_fail),
    cmocka_unit_test(a_flood_of_pings_fails),
    cmocka_unit_test(interim_heads_without_end_are_bounded),
    cmocka_unit_test(a_tunnel_survives_without_memory),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
