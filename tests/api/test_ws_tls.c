/* wss: a WebSocket over TLS. */
#include "frames.h"
#include "https.h"
#include <poll.h>
#include <string.h>

#define WSS_HOST "wss://example.com/"

static struct curl_slist *key;

static CURL *begin(const struct step (*script)[PEER_STEPS_MAX], const struct stage (*stages)[TLS_STAGES_MAX])
{
  CURL *easy = https_begin(script, stages, WSS_HOST);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, key);
  return easy;
}

static CURLcode receive(CURL *easy, char *to, size_t room, size_t *len, const struct curl_ws_frame **meta)
{
  CURLcode code;
  curl_socket_t fd;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd), CURLE_OK);
  while((code = curl_ws_recv(easy, to, room, len, meta)) == CURLE_AGAIN)
    assert_int_equal(poll(&(struct pollfd){ fd, POLLIN, 0 }, 1, 5000), 1);
  return code;
}

static void frames_come_through_tls(void **state)
{
  STAGES = { { TLS_AS(https_example) } };
  SCRIPT = { { EXPECT_HEAD("Host: example.com\r\nAccept: */*\r\nUpgrade: websocket\r\n"), SEND(WS_SWITCH "\x81\5hello"),
               SEND("\x89\1?\x88\0"), EXPECT_FRAME("\x8a?"), EXPECT_FRAME("\x88"), CLOSE } };
  CURL *easy = begin(script, stages);
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_RESPONSE_CODE), 101);
  https_finish(easy);
  assert_string_equal(https_peer.notes[0][0].alpn, "http/1.1");
}

static void a_wrong_certificate_is_refused(void **state)
{
  STAGES = { { TLS_AS(https_second) } };
  SCRIPT = { { EXPECT_END } };
  CURL *easy = begin(script, stages);
  https_expect(easy, CURLE_PEER_FAILED_VERIFICATION, NULL);
  https_finish(easy);
}

static void a_refused_upgrade_is_told(void **state)
{
  STAGES = { { TLS_AS(https_example) } };
  SCRIPT = { { EXPECT_HEAD("Upgrade: websocket\r\n"), SEND("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), IGNORE } };
  CURL *easy = begin(script, stages);
  https_expect(easy, CURLE_HTTP_RETURNED_ERROR, NULL);
  https_finish(easy);
}

#define LARGE (1024 * 1024)

static void a_detached_one_talks_through_tls(void **state)
{
  static char frame[1 + LARGE], got[70000];
  frame[0] = (char)0x82;
  STAGES = { { TLS_AS(https_example) } };
  SCRIPT = { { WS_UPGRADED,
               { STEP_EXPECT_FRAME, frame, sizeof frame },
               SEND("\x82\x7f\0\0\0\0\0\x10\0\0"),
               SEND_FILL("z", LARGE),
               SEND("\x81\1x"),
               IGNORE } };
  CURL *easy = begin(script, stages);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 2L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_socket_t fd;
  const struct curl_ws_frame *meta = NULL;
  size_t len, done = 0;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd), CURLE_OK);
  while(done < LARGE) {
    CURLcode code = curl_ws_send(easy, frame + 1 + done, LARGE - done, &len, 0, CURLWS_BINARY);
    if(code) assert_int_equal(code, CURLE_AGAIN);
    if(code) poll(&(struct pollfd){ fd, POLLOUT, 0 }, 1, 5000);
    done += len;
  }
  for(done = 0; done < LARGE; done += len) {
    assert_int_equal(receive(easy, got, sizeof got, &len, &meta), CURLE_OK);
    assert_int_equal(meta->offset, done);
    for(size_t i = 0; i < len; i++) assert_int_equal(got[i], 'z');
  }
  assert_int_equal(receive(easy, got, sizeof got, &len, &meta), CURLE_OK);
  assert_int_equal(len, 1);
  https_finish(easy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(frames_come_through_tls),
    cmocka_unit_test(a_wrong_certificate_is_refused),
    cmocka_unit_test(a_refused_upgrade_is_told),
    cmocka_unit_test(a_detached_one_talks_through_tls),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  key = curl_slist_append(NULL, WS_KEY);
  int failed = cmocka_run_group_tests(tests, https_set_up, https_tear_down);
  curl_slist_free_all(key);
  return failed;
}
