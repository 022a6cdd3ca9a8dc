/* Tunnels through HTTP proxies: CONNECT, and what comes through them. */
#include "check.h"
#include "exchange.h"
#include <stdlib.h>
#include <string.h>

#define HOST "http://example.com/"
#define CONNECT_HOST                                                              \
  "CONNECT example.com:80 HTTP/1.1\r\nHost: example.com:80\r\nUser-Agent: me\r\n" \
  "Proxy-Connection: Keep-Alive\r\n\r\n"
#define CONNECT_AS(login)                                                                         \
  "CONNECT example.com:80 HTTP/1.1\r\nHost: example.com:80\r\nProxy-Authorization: " login "\r\n" \
  "User-Agent: me\r\nProxy-Connection: Keep-Alive\r\n\r\n"
#define GET_HOST "GET / HTTP/1.1\r\nHost: example.com\r\nUser-Agent: me\r\nAccept: */*\r\n\r\n"
#define OPEN     "HTTP/1.1 200 Open\r\n\r\n"
#define BY_TUNNEL                                                                                \
  TEXT(CURLOPT_PROXY, "192.0.2.9"), TEXT(CURLOPT_NOPROXY, ""), LONG(CURLOPT_HTTPPROXYTUNNEL, 1), \
      TEXT(CURLOPT_USERAGENT, "me")

/* ---- refused ---- */

static void a_refusal_fails_the_connection(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL },
           .conn = { { EXPECT(CONNECT_HOST), SEND("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno") } },
           .code = CURLE_COULDNT_CONNECT, .error = "CONNECT tunnel failed, response 403",
           .head = "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\n",
           .infos = { { CURLINFO_HTTP_CONNECTCODE, 403, NULL }, { CURLINFO_RESPONSE_CODE, 0, NULL } });
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL, LONG(CURLOPT_FAILONERROR, 1) },
           .conn = { { EXPECT(CONNECT_HOST), SEND("HTTP/1.1 403 No\r\n\r\n") } }, .code = CURLE_HTTP_RETURNED_ERROR);
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL },
           .conn = { { EXPECT(CONNECT_HOST), SEND("HTTP/1.1 302 There\r\nLocation: http://evil/\r\n\r\n") } },
           .code = CURLE_COULDNT_CONNECT);
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL },
           .conn = { { EXPECT(CONNECT_HOST), SEND("HTTP/1.1 101 Switch\r\n\r\n") } }, .code = CURLE_COULDNT_CONNECT);
}

static void a_407_without_credentials_is_a_refusal(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL },
           .conn = { { EXPECT(CONNECT_HOST),
                       SEND("HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n") } },
           .code = CURLE_COULDNT_CONNECT, .error = "CONNECT tunnel failed, response 407",
           .infos = { { CURLINFO_HTTP_CONNECTCODE, 407, NULL } });
}

static void credentials_that_are_not_taken_are_not_sent_again(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL, TEXT(CURLOPT_PROXYUSERPWD, "me:1") },
           .conn = { { EXPECT(CONNECT_AS("Basic bWU6MQ==")),
                       SEND("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n") } },
           .code = CURLE_COULDNT_CONNECT);
}

static void what_is_no_answer_fails(void **state)
{
  static const struct {
    const char *text;
    CURLcode code;
  } bad[] = {
    { "<html>\r\n\r\n", CURLE_BAD_FUNCTION_ARGUMENT },
    { "HTTP/1.1 200 x\r\nno field\r\n\r\n", CURLE_WEIRD_SERVER_REPLY },
    { "HTTP/2 200\r\n\r\n", CURLE_WEIRD_SERVER_REPLY },
    { "HTTP/1.1 200 x\r\nA: \rb\r\n\r\n", CURLE_WEIRD_SERVER_REPLY },
    { "HTTP/1.1 403 x\r\nContent-Length: 1x\r\n\r\n", CURLE_WEIRD_SERVER_REPLY },
  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    EXCHANGE(.url = HOST, .options = { BY_TUNNEL },
             .conn = { { EXPECT(CONNECT_HOST), { STEP_SEND, bad[i].text, strlen(bad[i].text) } } },
             .code = bad[i].code);
}

/* Whichever byte is the last one. */
static void a_proxy_that_closes_before_it_has_answered_fails(void **state)
{
  static const char answer[] = "HTTP/1.1 200 Open\r\nA: b\r\n\r\n";
  for(size_t len = 0; len < sizeof answer - 1; len++) {
    struct exchange e = { .url = HOST,
                          .modes = EASY,
                          .options = { BY_TUNNEL },
                          .conn = { { EXPECT(CONNECT_HOST), { STEP_SEND, answer, len }, CLOSE } },
                          .code = CURLE_RECV_ERROR };
    if(!len) e.conn[0][1] = (struct step)CLOSE;
    run_exchange(&e);
  }
}

static void a_head_without_end_is_bounded(void **state)
{
  EXCHANGE(.url = HOST, .modes = EASY | MULTI, .options = { BY_TUNNEL },
           .conn = { { EXPECT(CONNECT_HOST), SEND("HTTP/1.1 200 Open\r\nA: "), SEND_FILL("a", 200000), IGNORE } },
           .code = CURLE_TOO_LARGE);
}

static char interim[30 * 15000];

static void interim_heads_without_end_are_bounded(void **state)
{
  static const char head[] = "HTTP/1.1 100 Go\r\nA: bcdef\r\n\r\n";
  for(size_t i = 0; i + sizeof head <= sizeof interim; i += sizeof head - 1) memcpy(interim + i, head, sizeof head);
  size_t len = strlen(interim);
  EXCHANGE(.url = HOST, .modes = EASY | MULTI, .options = { BY_TUNNEL },
           .conn = { { EXPECT(CONNECT_HOST), { STEP_SEND, interim, len }, IGNORE } }, .code = CURLE_RECV_ERROR,
           .error = "Too large response headers");
}

/* CURLOPT_CONNECT_TO is the program's, but its text may not be. */
static struct curl_slist breaks_lines = { (char *)"::evil\r\nX-Smuggled\r\n:80", NULL };
static struct curl_slist has_blank = { (char *)"::evil HTTP/1.1:80", NULL };

static void a_host_that_would_be_more_is_refused(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL, POINTER(CURLOPT_CONNECT_TO, &breaks_lines) },
           .conn = { { EXPECT_END } }, .code = CURLE_BAD_FUNCTION_ARGUMENT);
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL, POINTER(CURLOPT_CONNECT_TO, &has_blank) }, .conn = { { EXPECT_END } },
           .code = CURLE_BAD_FUNCTION_ARGUMENT);
}

static void a_proxy_that_stalls_at_any_byte_ends_in_the_time_out(void **state)
{
  static const char answer[] = "HTTP/1.1 200 Open\r\nA: b\r\n\r\n";
  for(size_t len = 0; len < sizeof answer - 1; len += 3) {
    struct exchange e = { .url = HOST,
                          .modes = EASY,
                          .options = { BY_TUNNEL, LONG(CURLOPT_CONNECTTIMEOUT_MS, 30) },
                          .conn = { { EXPECT(CONNECT_HOST), { STEP_SEND, answer, len }, EXPECT_END } },
                          .code = CURLE_OPERATION_TIMEDOUT,
                          .error = "Proxy CONNECT timed out" };
    if(!len) e.conn[0][1] = (struct step)EXPECT_END;
    run_exchange(&e);
  }
}

/* ---- through the tunnel ---- */

static void a_request_goes_through_the_tunnel(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL },
           .conn = { { EXPECT(CONNECT_HOST), SEND(OPEN), EXPECT(GET_HOST), SEND(OK_HELLO) } }, .body = "hello",
           .head = OPEN "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", .kept = 1,
           .infos = { { CURLINFO_HTTP_CONNECTCODE, 200, NULL },
                      { CURLINFO_RESPONSE_CODE, 200, NULL },
                      { CURLINFO_USED_PROXY, 1, NULL },
                      { CURLINFO_NUM_CONNECTS, 1, NULL } });
}

static void ipv6_and_ports_are_named_as_such(void **state)
{
  EXCHANGE(.url = "http://[2001:db8::1]:8080/", .options = { BY_TUNNEL },
           .conn = { { EXPECT("CONNECT [2001:db8::1]:8080 HTTP/1.1\r\nHost: [2001:db8::1]:8080\r\nUser-Agent: "
                              "me\r\nProxy-Connection: Keep-Alive\r\n\r\n"),
                       SEND(OPEN), EXPECT_HEAD("GET / HTTP/1.1\r\nHost: [2001:db8::1]:8080\r\n"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void an_old_proxy_is_asked_in_its_version(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL, LONG(CURLOPT_PROXYTYPE, CURLPROXY_HTTP_1_0) },
           .conn = { { EXPECT_HEAD("CONNECT example.com:80 HTTP/1.0\r\n"), SEND("HTTP/1.0 200 Open\r\n\r\n"),
                       EXPECT(GET_HOST), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void any_2xx_opens_it_whatever_it_says_of_a_body(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL },
           .conn = { { EXPECT(CONNECT_HOST),
                       SEND("HTTP/1.1 204 Open\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n"),
                       EXPECT(GET_HOST), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void interim_answers_are_passed_over(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL },
           .conn = { { EXPECT(CONNECT_HOST), SEND("HTTP/1.1 100 Wait\r\n\r\nHTTP/1.1 102 Wait\r\n\r\n" OPEN),
                       EXPECT(GET_HOST), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1, .infos = { { CURLINFO_HTTP_CONNECTCODE, 200, NULL } });
}

/* The far end may speak before it is asked. */
static void what_came_behind_the_head_is_the_far_ends(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL }, .conn = { { EXPECT(CONNECT_HOST), SEND(OPEN OK_HELLO), IGNORE } },
           .body = "hello", .kept = 1);
}

static struct curl_slist elsewhere = { (char *)"example.com:80:other.example:8080", NULL };
static struct curl_slist nowhere_else = { (char *)"example.com:80:EXAMPLE.com:80", NULL };

static void another_place_to_connect_to_makes_it_a_tunnel(void **state)
{
  EXCHANGE(.url = HOST,
           .options = { TEXT(CURLOPT_PROXY, "192.0.2.9"), TEXT(CURLOPT_NOPROXY, ""),
                        POINTER(CURLOPT_CONNECT_TO, &elsewhere) },
           .conn = { { EXPECT_HEAD("CONNECT other.example:8080 HTTP/1.1\r\nHost: other.example:8080\r\n"), SEND(OPEN),
                       EXPECT_HEAD("GET / HTTP/1.1\r\nHost: example.com\r\n"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  EXCHANGE(.url = HOST,
           .options = { TEXT(CURLOPT_PROXY, "192.0.2.9"), TEXT(CURLOPT_NOPROXY, ""),
                        POINTER(CURLOPT_CONNECT_TO, &nowhere_else) },
           .conn = { { EXPECT_HEAD("GET http://example.com/ HTTP/1.1\r\n"), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
}

/* ---- header lines ---- */

static struct curl_slist for_proxy[] = {
  { (char *)"X-Proxy: 1", for_proxy + 1 },
  { (char *)"User-Agent: you", for_proxy + 2 },
  { (char *)"Content-Length: 7", NULL },
};

static void scenario_25_the_programs_lines_do_not_go_to_the_proxy(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL, TEXT(CURLOPT_COOKIE, "secret=1"), TEXT(CURLOPT_REFERER, "secret") },
           .headers = { "X-Secret: secret", "Authorization: secret" },
           .conn = { { EXPECT(CONNECT_HOST), SEND(OPEN), EXPECT_HEAD("\r\nX-Secret: secret\r\n"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void scenario_25_the_proxys_lines_do_not_go_to_the_server(void **state)
{
  EXCHANGE(.url = HOST,
           .options = { BY_TUNNEL, POINTER(CURLOPT_PROXYHEADER, for_proxy), TEXT(CURLOPT_PROXYUSERPWD, "me:1") },
           .conn = { { EXPECT("CONNECT example.com:80 HTTP/1.1\r\nHost: example.com:80\r\nProxy-Authorization: Basic "
                              "bWU6MQ==\r\nProxy-Connection: Keep-Alive\r\nX-Proxy: 1\r\nUser-Agent: you\r\n\r\n"),
                       SEND(OPEN), EXPECT(GET_HOST), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void unified_lists_go_to_both(void **state)
{
  EXCHANGE(.url = HOST,
           .options = { BY_TUNNEL, LONG(CURLOPT_HEADEROPT, CURLHEADER_UNIFIED),
                        POINTER(CURLOPT_PROXYHEADER, for_proxy) },
           .headers = { "X-Both: 1" },
           .conn = { { EXPECT("CONNECT example.com:80 HTTP/1.1\r\nHost: example.com:80\r\nUser-Agent: me\r\n"
                              "Proxy-Connection: Keep-Alive\r\nX-Both: 1\r\n\r\n"),
                       SEND(OPEN), EXPECT_HEAD("\r\nX-Both: 1\r\n"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void suppressed_lines_are_counted_and_not_shown(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL, LONG(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1), LONG(CURLOPT_HEADER, 1) },
           .conn = { { EXPECT(CONNECT_HOST), SEND(OPEN), EXPECT(GET_HOST), SEND(OK_HELLO) } }, .body = OK_HELLO,
           .head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", .kept = 1,
           .infos = { { CURLINFO_HEADER_SIZE, sizeof OPEN - 1 + 38, NULL } });
}

static struct curl_header *kept_header(CURL *easy, unsigned origin)
{
  struct curl_header *h = NULL;
  return curl_easy_header(easy, "A", 0, origin, -1, &h) ? NULL : h;
}

static void look_for_the_proxys_field(struct outcome *o)
{
  struct curl_header *h = kept_header(o->easy, CURLH_CONNECT);
  if(!h || strcmp(h->value, "b") || kept_header(o->easy, CURLH_HEADER))
    snprintf(o->trouble, sizeof o->trouble, "no field");
}

static void the_header_api_tells_where_a_field_comes_from(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL },
           .conn = { { EXPECT(CONNECT_HOST), SEND("HTTP/1.1 200 Open\r\nA: b\r\n\r\n"), EXPECT(GET_HOST),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1, .inspect = look_for_the_proxys_field);
}

/* ---- rounds ---- */

#define ANY_AUTH TEXT(CURLOPT_PROXYUSERPWD, "me:1"), LONG(CURLOPT_PROXYAUTH, CURLAUTH_ANY)
#define WHO      "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"

static void the_next_round_takes_the_same_connection(void **state)
{
  static const char *const bodies[] = {
    WHO "Content-Length: 0\r\n\r\n",
    WHO "Content-Length: 3\r\n\r\nabc",
    WHO "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;x\r\nd\r\n0\r\nTrailer: x\r\n\r\n",
  };
  for(size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
    EXCHANGE(.url = HOST, .options = { BY_TUNNEL, ANY_AUTH },
             .conn = { { EXPECT(CONNECT_HOST),
                         { STEP_SEND, bodies[i], strlen(bodies[i]) },
                         EXPECT(CONNECT_AS("Basic bWU6MQ==")),
                         SEND(OPEN),
                         EXPECT(GET_HOST),
                         SEND(OK_HELLO) } },
             .body = "hello", .kept = 1,
             .infos = { { CURLINFO_NUM_CONNECTS, 1, NULL }, { CURLINFO_HTTP_CONNECTCODE, 200, NULL } });
}

static void a_proxy_that_closes_is_asked_on_another_connection(void **state)
{
  static const char *const refusals[] = {
    WHO "Connection: close\r\nContent-Length: 3\r\n\r\nabc",
    WHO "Proxy-Connection: close\r\n\r\n",
    WHO "\r\nuntil the close",
    WHO "Transfer-Encoding: chunked\r\n\r\nnothing chunked", /* out of step */
    "HTTP/1.0 407 Who\r\nProxy-Authenticate: Basic\r\n\r\n",
  };
  for(size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
    EXCHANGE(.url = HOST, .options = { BY_TUNNEL, ANY_AUTH },
             .conn = { { EXPECT(CONNECT_HOST), { STEP_SEND, refusals[i], strlen(refusals[i]) }, IGNORE },
                       { EXPECT(CONNECT_AS("Basic bWU6MQ==")), SEND(OPEN), EXPECT(GET_HOST), SEND(OK_HELLO) } },
             .body = "hello", .kept = 1, .infos = { { CURLINFO_NUM_CONNECTS, 2, NULL } });
}

/* Seen in one piece; a proxy that sends it later answers the next round with it. */
static void a_refusal_with_more_behind_it_is_asked_on_another_connection(void **state)
{
  EXCHANGE(.url = HOST, .modes = EASY | MULTI, .options = { BY_TUNNEL, ANY_AUTH },
           .conn = { { EXPECT(CONNECT_HOST), SEND(WHO "Content-Length: 1\r\n\r\nabc"), IGNORE },
                     { EXPECT(CONNECT_AS("Basic bWU6MQ==")), SEND(OPEN), EXPECT(GET_HOST), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void a_refusal_that_never_ends_is_given_up(void **state)
{
  EXCHANGE(.url = HOST, .modes = EASY | MULTI, .options = { BY_TUNNEL, ANY_AUTH },
           .conn = { { EXPECT(CONNECT_HOST), SEND(WHO "Content-Length: 9999999\r\n\r\n"), SEND_FILL("a", 2000000),
                       IGNORE },
                     { EXPECT(CONNECT_AS("Basic bWU6MQ==")), SEND(OPEN), EXPECT(GET_HOST), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

/* The digest is of the method and the target of this request: RFC 7616, section 3.4. */
static void a_tunnel_is_asked_for_by_digest(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL, ANY_AUTH },
           .conn = { { EXPECT(CONNECT_HOST),
                       SEND("HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic\r\nProxy-Authenticate: Digest realm=\"x\", "
                            "nonce=\"1\"\r\nContent-Length: 0\r\n\r\n"),
                       EXPECT_HEAD("Proxy-Authorization: Digest username=\"me\", realm=\"x\", nonce=\"1\", "
                                   "uri=\"example.com:80\", response=\"bfd29313c2813ea353755ab592fc8e3d\"\r\n"),
                       SEND(OPEN), EXPECT(GET_HOST), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1,
           .infos = { { CURLINFO_PROXYAUTH_USED, CURLAUTH_DIGEST, NULL },
                      { CURLINFO_PROXYAUTH_AVAIL, CURLAUTH_BASIC | CURLAUTH_DIGEST, NULL } });
}

/* NTLM is of a connection: one that closes in between is begun with again. */
static void a_tunnel_is_asked_for_by_ntlm_over_two_connections(void **state)
{
  EXCHANGE(
          .url = HOST,
          .options = { BY_TUNNEL, TEXT(CURLOPT_PROXYUSERPWD, "me:1"),
                       LONG(CURLOPT_PROXYAUTH, CURLAUTH_NTLM | CURLAUTH_DIGEST) },
          .conn = { { EXPECT(CONNECT_HOST),
                      SEND("HTTP/1.1 407 Who\r\nProxy-Authenticate: NTLM\r\nConnection: close\r\n\r\n"), IGNORE },
                    { EXPECT_HEAD("Proxy-Authorization: NTLM TlRMTVNTUAAB"),
                      SEND(
                          "HTTP/1.1 407 Who\r\nProxy-Authenticate: NTLM TlRMTVNTUAACAAAAAAAAADAAAAAGggEAASNFZ4mrze8AAAA"
                          "AAAAAAAAAAAAwAAAA\r\nContent-Length: 3\r\n\r\nabc"),
                      EXPECT_HEAD("Proxy-Authorization: NTLM TlRMTVNTUAAD"), SEND(OPEN), EXPECT(GET_HOST),
                      SEND(OK_HELLO) } },
          .body = "hello", .kept = 1);
}

static void a_scheme_that_is_not_offered_is_not_used(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL, ANY_AUTH },
           .conn = { { EXPECT(CONNECT_HOST),
                       SEND("HTTP/1.1 407 Who\r\nProxy-Authenticate: Unheard-of\r\nContent-Length: 0\r\n\r\n") } },
           .code = CURLE_COULDNT_CONNECT);
}

/* ---- several transfers ---- */

static void a_tunnel_is_used_again(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_TUNNEL }, .times = 2,
           .conn = { { EXPECT(CONNECT_HOST), SEND(OPEN), EXPECT(GET_HOST), SEND(OK_HELLO), EXPECT(GET_HOST),
                       SEND(OK_HELLO) } },
           .body = "hellohello", .kept = 1,
           .infos = { { CURLINFO_NUM_CONNECTS, 0, NULL }, { CURLINFO_HTTP_CONNECTCODE, 0, NULL } });
}

static struct peer peer;
static size_t drop(char *data, size_t size, size_t count, void *clientp) { return size * count; }

static void scenario_05_a_tunnel_is_for_one_user(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("Proxy-Authorization: Basic bWU6MQ==\r\n"), SEND(OPEN), EXPECT_HEAD(NULL), SEND(OK_HELLO),
      EXPECT_END },
    { EXPECT_HEAD("Proxy-Authorization: Basic bWU6Mg==\r\n"), SEND(OPEN), EXPECT_HEAD(NULL), SEND(OK_HELLO),
      EXPECT_END },
    { EXPECT_LACKS("Proxy-Authorization"), SEND(OPEN), EXPECT_HEAD(NULL), SEND(OK_HELLO), EXPECT_END },
  };
  static const char *const logins[] = { "me:1", "me:2", NULL };
  CURL *easy = curl_easy_init();
  peer_init(&peer, script);
  peer_start(&peer);
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
  curl_easy_setopt(easy, CURLOPT_URL, HOST);
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
  curl_easy_setopt(easy, CURLOPT_PROXY, "192.0.2.9");
  curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
  for(size_t i = 0; i < 3; i++) {
    curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, logins[i]);
    assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  }
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&peer), "");
}

/* CURLOPT_CONNECT_ONLY: the program talks through the tunnel, and what came early is there. */
static void a_raw_connection_is_a_tunnel(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("CONNECT example.com:80 HTTP/1.1\r\n"), SEND(OPEN "early"), EXPECT("ping"), EXPECT_END },
  };
  CURL *easy = curl_easy_init();
  char got[16];
  size_t len = 0;
  peer_init(&peer, script);
  peer_start(&peer);
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
  curl_easy_setopt(easy, CURLOPT_URL, HOST);
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
  curl_easy_setopt(easy, CURLOPT_PROXY, "192.0.2.9");
  curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(curl_easy_recv(easy, got, sizeof got, &len), CURLE_OK);
  assert_int_equal(len, 5);
  assert_memory_equal(got, "early", 5);
  assert_int_equal(curl_easy_send(easy, "ping", 4, &len), CURLE_OK);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&peer), "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_refusal_fails_the_connection),
    cmocka_unit_test(a_407_without_credentials_is_a_refusal),
    cmocka_unit_test(credentials_that_are_not_taken_are_not_sent_again),
    cmocka_unit_test(what_is_no_answer_fails),
    cmocka_unit_test(a_proxy_that_closes_before_it_has_answered_fails),
    cmocka_unit_test(a_head_without_end_is_bounded),
    cmocka_unit_test(interim_heads_without_end_are_bounded),
    cmocka_unit_test(a_host_that_would_be_more_is_refused),
    cmocka_unit_test(a_proxy_that_stalls_at_any_byte_ends_in_the_time_out),
    cmocka_unit_test(a_request_goes_through_the_tunnel),
    cmocka_unit_test(ipv6_and_ports_are_named_as_such),
    cmocka_unit_test(an_old_proxy_is_asked_in_its_version),
    cmocka_unit_test(any_2xx_opens_it_whatever_it_says_of_a_body),
    cmocka_unit_test(interim_answers_are_passed_over),
    cmocka_unit_test(what_came_behind_the_head_is_the_far_ends),
    cmocka_unit_test(another_place_to_connect_to_makes_it_a_tunnel),
    cmocka_unit_test(scenario_25_the_programs_lines_do_not_go_to_the_proxy),
    cmocka_unit_test(scenario_25_the_proxys_lines_do_not_go_to_the_server),
    cmocka_unit_test(unified_lists_go_to_both),
    cmocka_unit_test(suppressed_lines_are_counted_and_not_shown),
    cmocka_unit_test(the_header_api_tells_where_a_field_comes_from),
    cmocka_unit_test(the_next_round_takes_the_same_connection),
    cmocka_unit_test(a_proxy_that_closes_is_asked_on_another_connection),
    cmocka_unit_test(a_refusal_with_more_behind_it_is_asked_on_another_connection),
    cmocka_unit_test(a_refusal_that_never_ends_is_given_up),
    cmocka_unit_test(a_tunnel_is_asked_for_by_digest),
    cmocka_unit_test(a_tunnel_is_asked_for_by_ntlm_over_two_connections),
    cmocka_unit_test(a_scheme_that_is_not_offered_is_not_used),
    cmocka_unit_test(a_tunnel_is_used_again),
    cmocka_unit_test(scenario_05_a_tunnel_is_for_one_user),
    cmocka_unit_test(a_raw_connection_is_a_tunnel),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
