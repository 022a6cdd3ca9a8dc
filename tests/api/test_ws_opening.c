/* The opening of a WebSocket: what is asked, and what no handshake is. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include "exchange.h"
#include "frames.h"
#include <string.h>

#define ASKED                                                                                          \
  "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" \
  "Connection: Upgrade\r\n\r\n"
#define OPEN           "HTTP/1.1 101 Switching Protocols\r\n"
#define HELLO          "\x81\5hello"
#define WS(...)        EXCHANGE(.url = WS_URL, .headers = { WS_KEY }, __VA_ARGS__)
#define ANSWER(answer) .conn = { { EXPECT_HEAD("Upgrade: websocket\r\n"), SEND(answer), EXPECT_END } }

/* ---- refused ---- */

static void what_is_no_101_is_refused(void **state)
{
  WS(ANSWER("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"), .code = CURLE_HTTP_RETURNED_ERROR,
     .error = "refuses the upgrade with status 200", .infos = { { CURLINFO_RESPONSE_CODE, 200, NULL } });
  WS(ANSWER("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n"), .code = CURLE_HTTP_RETURNED_ERROR);
  WS(ANSWER("HTTP/1.1 301 Moved\r\nLocation: ws://192.0.2.1/b\r\nContent-Length: 0\r\n\r\n"),
     .code = CURLE_HTTP_RETURNED_ERROR, .infos = { { CURLINFO_REDIRECT_URL, 0, "ws://192.0.2.1/b" } });
  WS(ANSWER("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n"), .code = CURLE_HTTP_RETURNED_ERROR);
  WS(.conn = { { EXPECT_HEAD(NULL), CLOSE } }, .code = CURLE_GOT_NOTHING);
}

static void a_body_without_a_head_is_refused(void **state)
{
  WS(ANSWER("hello"), .options = { LONG(CURLOPT_HTTP09_ALLOWED, 1) }, .code = CURLE_UNSUPPORTED_PROTOCOL);
}

#define U "Upgrade: websocket\r\n"
#define C "Connection: Upgrade\r\n"

static void a_101_that_is_no_handshake_is_refused(void **state)
{
#define BAD(fields, why) WS(ANSWER(OPEN fields "\r\n"), .code = CURLE_WEIRD_SERVER_REPLY, .error = why)
  BAD(C WS_ACCEPT, "no Upgrade");
  BAD("Upgrade: h2c\r\n" C WS_ACCEPT, "no Upgrade");
  BAD(U WS_ACCEPT, "no Connection");
  BAD(U "Connection: keep-alive\r\n" WS_ACCEPT, "no Connection");
  BAD(U C, "no Sec-WebSocket-Accept");
  BAD(U C "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOO=\r\n", "Sec-WebSocket-Accept is wrong");
  BAD(U C "Sec-WebSocket-Accept: S3PPLMBITXAQ9KYGZZHZRBK+XOO=\r\n", "Sec-WebSocket-Accept is wrong");
  BAD(U C "Sec-WebSocket-Accept:\r\n", "Sec-WebSocket-Accept is wrong");
  BAD(U C WS_ACCEPT "Sec-WebSocket-Accept: x\r\n", "Sec-WebSocket-Accept is wrong");
  BAD(U C WS_ACCEPT "Sec-WebSocket-Protocol: chat\r\n", "subprotocol");
  BAD(U C WS_ACCEPT "Sec-WebSocket-Extensions: permessage-deflate\r\n", "extension");
#undef BAD
}

/* The library's own key is another each time, so that the same answer cannot do for it. */
static void an_accept_of_another_key_is_refused(void **state)
{
  EXCHANGE(.url = WS_URL, ANSWER(WS_SWITCH), .code = CURLE_WEIRD_SERVER_REPLY, .error = "Accept is wrong");
}

static void fields_of_an_interim_answer_do_not_count(void **state)
{
  WS(ANSWER("HTTP/1.1 103 Early\r\n" U C WS_ACCEPT "\r\n" OPEN "\r\n"), .code = CURLE_WEIRD_SERVER_REPLY);
}

/* ---- asked ---- */

static void the_request_is_a_get_that_asks_for_the_upgrade(void **state)
{
  WS(.conn = { { EXPECT("GET / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\n"
                        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" WS_KEY "\r\nConnection: Upgrade\r\n\r\n"),
                 SEND(WS_SWITCH HELLO), CLOSE } },
     .body = "hello",
     .infos = { { CURLINFO_RESPONSE_CODE, 101, NULL },
                { CURLINFO_SCHEME, 0, "ws" },
                { CURLINFO_EFFECTIVE_METHOD, 0, "GET" },
                { CURLINFO_SIZE_DOWNLOAD_T, 5, NULL } });
}

static void nothing_that_was_set_makes_it_another_request(void **state)
{
#define GET_ALL_THE_SAME                                                                                              \
  .conn = { { EXPECT("GET / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\n"                                           \
                     "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" WS_KEY "\r\nConnection: Upgrade\r\n\r\n"), \
              SEND(WS_SWITCH HELLO), CLOSE } },                                                                       \
  .body = "hello"
  WS(.options = { TEXT(CURLOPT_POSTFIELDS, "data") }, GET_ALL_THE_SAME);
  WS(.options = { LONG(CURLOPT_NOBODY, 1) }, GET_ALL_THE_SAME);
  WS(.options = { LONG(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_0) }, GET_ALL_THE_SAME);
  WS(.options = { LONG(CURLOPT_UPLOAD, 1) }, .upload = "", GET_ALL_THE_SAME);
}

static void a_connection_line_of_ones_own_keeps_the_upgrade(void **state)
{
  EXCHANGE(.url = WS_URL, .headers = { WS_KEY, "Connection: keep-alive" },
           .conn = { { EXPECT_HEAD("Connection: keep-alive, Upgrade\r\n"), SEND(WS_SWITCH HELLO), CLOSE } },
           .body = "hello");
  EXCHANGE(.url = WS_URL, .headers = { WS_KEY, "Connection: x, upgrade" },
           .conn = { { EXPECT_HEAD("Connection: x, upgrade\r\n"), SEND(WS_SWITCH HELLO), CLOSE } }, .body = "hello");
}

static void a_subprotocol_that_was_asked_for_may_be_chosen(void **state)
{
  EXCHANGE(.url = WS_URL, .headers = { WS_KEY, "Sec-WebSocket-Protocol: mail, chat" },
           .conn = { { EXPECT_HEAD("Sec-WebSocket-Protocol: mail, chat\r\n"),
                       SEND(OPEN U C WS_ACCEPT "Sec-WebSocket-Protocol: chat\r\n\r\n" HELLO), CLOSE } },
           .body = "hello");
}

/* ---- as HTTP ---- */

static void a_redirect_is_followed_where_that_is_allowed(void **state)
{
#define MOVED "HTTP/1.1 302 Found\r\nLocation: ws://192.0.2.1:81/b\r\nContent-Length: 0\r\n\r\n"
  WS(.options = { LONG(CURLOPT_FOLLOWLOCATION, 1) }, .conn = { { EXPECT_HEAD("GET / "), SEND(MOVED), EXPECT_END } },
     .code = CURLE_UNSUPPORTED_PROTOCOL, .error = "disabled in a redirect", .kept = 1);
  WS(.options = { LONG(CURLOPT_FOLLOWLOCATION, 1), TEXT(CURLOPT_REDIR_PROTOCOLS_STR, "ws,wss") },
     .conn = { { EXPECT_HEAD("GET / "), SEND(MOVED), EXPECT_END },
               { EXPECT_HEAD("GET /b "), SEND(WS_SWITCH HELLO), CLOSE } },
     .body = "hello", .kept = 1);
}

/* All is more than the default. */
static void a_redirect_may_lead_anywhere_where_all_is_allowed(void **state)
{
  WS(.options = { LONG(CURLOPT_FOLLOWLOCATION, 1), TEXT(CURLOPT_REDIR_PROTOCOLS_STR, "all") },
     .conn = { { EXPECT_HEAD("GET / "), SEND(MOVED), EXPECT_END },
               { EXPECT_HEAD("GET /b "), SEND(WS_SWITCH HELLO), CLOSE } },
     .body = "hello", .kept = 1);
  WS(.options = { LONG(CURLOPT_FOLLOWLOCATION, 1), LONG(CURLOPT_REDIR_PROTOCOLS, -1) },
     .conn = { { EXPECT_HEAD("GET / "), SEND(MOVED), EXPECT_END },
               { EXPECT_HEAD("GET /b "), SEND(WS_SWITCH HELLO), CLOSE } },
     .body = "hello", .kept = 1);
}

static void a_redirect_from_http_is_followed_where_that_is_allowed(void **state)
{
#define TO_WS "HTTP/1.1 302 Found\r\nLocation: ws://192.0.2.1/b\r\nContent-Length: 0\r\n\r\n"
  EXCHANGE(.headers = { WS_KEY }, .options = { LONG(CURLOPT_FOLLOWLOCATION, 1) },
           .conn = { { EXPECT_HEAD("GET / "), SEND(TO_WS) } }, .code = CURLE_UNSUPPORTED_PROTOCOL, .kept = 1);
  EXCHANGE(.headers = { WS_KEY },
           .options = { LONG(CURLOPT_FOLLOWLOCATION, 1), TEXT(CURLOPT_REDIR_PROTOCOLS_STR, "all"),
                        LONG(CURLOPT_UPLOAD, 1) },
           .upload = "hello",
           .conn = { { EXPECT_HEAD("PUT / "), EXPECT_CHUNKED("hello"),
                       SEND("HTTP/1.1 307 Go\r\nLocation: ws://192.0.2.1/b\r\nContent-Length: 0\r\n\r\n") },
                     { EXPECT_HEAD("GET /b "), SEND(WS_SWITCH), EXPECT_FRAME("\x82hello"), SEND(HELLO), CLOSE } },
           .body = "hello", .kept = 1);
}

static void credentials_are_given_when_asked_for(void **state)
{
  WS(.options = { TEXT(CURLOPT_USERPWD, "me:1"), LONG(CURLOPT_HTTPAUTH, CURLAUTH_ANY) },
     .conn = { { EXPECT_LACKS("Authorization"),
                 SEND("HTTP/1.1 401 Who\r\nWWW-Authenticate: Basic\r\nContent-Length: 2\r\n\r\nno"),
                 EXPECT_HEAD("Authorization: Basic bWU6MQ==\r\n"), SEND(WS_SWITCH HELLO), CLOSE } },
     .body = "hello");
}

static void cookies_are_sent_and_taken(void **state)
{
  WS(.options = { TEXT(CURLOPT_COOKIEFILE, ""), TEXT(CURLOPT_COOKIE, "own=1") }, .times = 2,
     .conn = { { EXPECT_HEAD("Cookie: own=1\r\n"), SEND(OPEN U C WS_ACCEPT "Set-Cookie: a=b\r\n\r\n" HELLO), CLOSE },
               { EXPECT_HEAD("Cookie: a=b; own=1\r\n"), SEND(WS_SWITCH HELLO), CLOSE } },
     .body = "hellohello");
}

/* No proxy can forward what is no request and answer. */
static void an_http_proxy_is_asked_for_a_tunnel(void **state)
{
  EXCHANGE(.url = "ws://host.test/", .headers = { WS_KEY },
           .options = { TEXT(CURLOPT_PROXY, "http://192.0.2.9:88"), TEXT(CURLOPT_NOPROXY, "") },
           .conn = { { EXPECT_HEAD("CONNECT host.test:80 HTTP/1.1\r\n"), SEND("HTTP/1.1 200 OK\r\n\r\n"),
                       EXPECT_HEAD("GET / HTTP/1.1\r\nHost: host.test\r\n"), SEND(WS_SWITCH HELLO), CLOSE } },
           .body = "hello");
}

static void a_websocket_is_never_used_again(void **state)
{
  WS(.times = 2,
     .conn = { { WS_UPGRADED, SEND(HELLO "\x88\0"), EXPECT_FRAME("\x88"), CLOSE },
               { WS_UPGRADED, SEND(HELLO "\x88\0"), EXPECT_FRAME("\x88"), CLOSE } },
     .body = "hellohello");
}

static void other_options_are_refused(void **state)
{
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_WS_OPTIONS, 4L), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_WS_OPTIONS, -1L), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_WS_OPTIONS, CURLWS_RAW_MODE | CURLWS_NOAUTOPONG), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "ws,wss"), CURLE_OK);
  curl_easy_cleanup(easy);
}

static void it_can_be_disabled(void **state)
{
  EXCHANGE(.url = WS_URL, .options = { TEXT(CURLOPT_PROTOCOLS_STR, "http,wss") }, .code = CURLE_UNSUPPORTED_PROTOCOL);
  EXCHANGE(.url = WS_URL, .options = { LONG(CURLOPT_PROTOCOLS, CURLPROTO_HTTP) }, .code = CURLE_UNSUPPORTED_PROTOCOL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_no_101_is_refused),
    cmocka_unit_test(a_body_without_a_head_is_refused),
    cmocka_unit_test(a_101_that_is_no_handshake_is_refused),
    cmocka_unit_test(an_accept_of_another_key_is_refused),
    cmocka_unit_test(fields_of_an_interim_answer_do_not_count),
    cmocka_unit_test(the_request_is_a_get_that_asks_for_the_upgrade),
    cmocka_unit_test(nothing_that_was_set_makes_it_another_request),
    cmocka_unit_test(a_connection_line_of_ones_own_keeps_the_upgrade),
    cmocka_unit_test(a_subprotocol_that_was_asked_for_may_be_chosen),
    cmocka_unit_test(a_redirect_is_followed_where_that_is_allowed),
    cmocka_unit_test(a_redirect_may_lead_anywhere_where_all_is_allowed),
    cmocka_unit_test(a_redirect_from_http_is_followed_where_that_is_allowed),
    cmocka_unit_test(credentials_are_given_when_asked_for),
    cmocka_unit_test(cookies_are_sent_and_taken),
    cmocka_unit_test(an_http_proxy_is_asked_for_a_tunnel),
    cmocka_unit_test(a_websocket_is_never_used_again),
    cmocka_unit_test(other_options_are_refused),
    cmocka_unit_test(it_can_be_disabled),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
