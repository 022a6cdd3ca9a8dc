/* A peer that stops after any byte of what it says, in every kind of exchange: silence ends in the program's time-out, and
 * a close in an error. In each case nothing is left open. */
#include "check.h"
#include "coded.h"
#include <stdlib.h>
#include <string.h>

#define HOST      "http://example.com/"
#define BY(proxy) TEXT(CURLOPT_PROXY, proxy), TEXT(CURLOPT_NOPROXY, "")
#define FOLLOW    LONG(CURLOPT_FOLLOWLOCATION, 1)
#define GRANTED4  "\0\x5a\0\0\0\0\0\0"
#define GRANTED5  "\5\0\0\1\0\0\0\0\0\0"
#define ASKED5   \
  "\5\1\0\3\x0b" \
  "example.com\0\120"
#define GET_HEAD   EXPECT_HEAD("GET / HTTP/1.1\r\n")
#define HELLO      SEND("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello")
#define TUNNEL     EXPECT_HEAD("CONNECT example.com:80 HTTP/1.1\r\n")
#define OPEN       SEND("HTTP/1.1 200 Open\r\nA: b\r\n\r\n")
#define NTLM_OFFER "NTLM TlRMTVNTUAACAAAAAAAAADAAAAAGggEAASNFZ4mrze8AAAAAAAAAAAAAAAAwAAAA\r\n"
#define WHO(which) "HTTP/1.1 401 Who\r\nWWW-Authenticate: " which "\r\nContent-Length: 2\r\n\r\nno"
#define PROXY_WHO  "HTTP/1.1 407 Who\r\nProxy-Authenticate: "
#define ME         TEXT(CURLOPT_USERPWD, "me:secret")
#define AUTH(bits) LONG(CURLOPT_HTTPAUTH, (curl_off_t)(bits))
#define PROXY_ME   TEXT(CURLOPT_PROXYUSERPWD, "me:1")

/* A conversation that comes to a good end if nobody stops. Its connections are used one after the other. */
struct talk {
  const char *name, *url;
  struct option options[8];
  struct step conn[2][PEER_STEPS_MAX];
  bool connects; /* all but the last thing that is sent belongs to the making of the connection */
};

static const struct talk talks[] = {
  { .name = "SOCKS 4",
    .url = URL,
    .options = { BY("socks4://192.0.2.9") },
    .conn = { { EXPECT("\4\1\0\120\300\0\2\1\0"), SEND(GRANTED4), GET_HEAD, HELLO } },
    .connects = true },
  { .name = "SOCKS 4a",
    .url = HOST,
    .options = { BY("socks4a://me@192.0.2.9") },
    .conn = { { EXPECT("\4\1\0\120\0\0\0\1me\0example.com\0"), SEND(GRANTED4), GET_HEAD, HELLO } },
    .connects = true },
  { .name = "SOCKS 5",
    .url = URL,
    .options = { BY("socks5://192.0.2.9") },
    .conn = { { EXPECT("\5\2\0\1"), SEND("\5\0"), EXPECT("\5\1\0\1\300\0\2\1\0\120"), SEND(GRANTED5), GET_HEAD,
                HELLO } },
    .connects = true },
  { .name = "SOCKS 5 with a password",
    .url = HOST,
    .options = { BY("socks5h://me:1@192.0.2.9") },
    .conn = { { EXPECT("\5\3\0\1\2"), SEND("\5\2"),
                EXPECT("\1\2me\1"
                       "1"),
                SEND("\1\0"), EXPECT(ASKED5), SEND("\5\0\0\3\4host\0\120"), GET_HEAD, HELLO } },
    .connects = true },
  { .name = "CONNECT",
    .url = HOST,
    .options = { BY("192.0.2.9"), LONG(CURLOPT_HTTPPROXYTUNNEL, 1) },
    .conn = { { TUNNEL, SEND("HTTP/1.1 100 Wait\r\n\r\n"), OPEN, GET_HEAD, HELLO } },
    .connects = true },
  { .name = "CONNECT, asked twice",
    .url = HOST,
    .options = { BY("192.0.2.9"), LONG(CURLOPT_HTTPPROXYTUNNEL, 1), PROXY_ME,
                 LONG(CURLOPT_PROXYAUTH, (curl_off_t)CURLAUTH_ANY) },
    .conn = { { TUNNEL, SEND(PROXY_WHO "Basic\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nA: b\r\n\r\n"),
                EXPECT_HEAD("Basic bWU6MQ==\r\n"), OPEN, GET_HEAD, HELLO } },
    .connects = true },
  { .name = "CONNECT by NTLM, over two connections",
    .url = HOST,
    .options = { BY("192.0.2.9"), LONG(CURLOPT_HTTPPROXYTUNNEL, 1), PROXY_ME,
                 LONG(CURLOPT_PROXYAUTH, CURLAUTH_NTLM | CURLAUTH_DIGEST) },
    .conn = { { TUNNEL, SEND(PROXY_WHO "NTLM\r\nConnection: close\r\n\r\n"), IGNORE },
              { EXPECT_HEAD("NTLM TlRMTVNTUAAB"), SEND(PROXY_WHO NTLM_OFFER "Content-Length: 3\r\n\r\nabc"),
                EXPECT_HEAD("NTLM TlRMTVNTUAAD"), OPEN, GET_HEAD, HELLO } },
    .connects = true },
  { .name = "a SOCKS proxy before a tunnel, and a PROXY header",
    .url = HOST,
    .options = { BY("web:88"), TEXT(CURLOPT_PRE_PROXY, "socks4a://192.0.2.9"), LONG(CURLOPT_HTTPPROXYTUNNEL, 1),
                 TEXT(CURLOPT_HAPROXY_CLIENT_IP, "192.0.2.1") },
    .conn = { { EXPECT("\4\1\0X\0\0\0\1\0web\0"), SEND(GRANTED4), TUNNEL, OPEN,
                EXPECT_HEAD("PROXY TCP4 192.0.2.1 192.0.2.1 0 0\r\nGET / "), HELLO } },
    .connects = true },
  { .name = "a PROXY header",
    .url = URL,
    .options = { LONG(CURLOPT_HAPROXYPROTOCOL, 1), TEXT(CURLOPT_NOPROXY, "*") },
    .conn = { { EXPECT_HEAD("PROXY "), HELLO } } },
  { .name = "a proxy that forwards and asks",
    .url = HOST,
    .options = { BY("192.0.2.9"), PROXY_ME, LONG(CURLOPT_PROXYAUTH, (curl_off_t)CURLAUTH_ANY) },
    .conn = { { EXPECT_HEAD("GET http://example.com/ "),
                SEND(PROXY_WHO "Digest realm=r, nonce=n\r\nContent-Length: 0\r\n\r\n"),
                EXPECT_HEAD("Proxy-Authorization: Digest"), HELLO } } },
  { .name = "Digest",
    .url = URL,
    .options = { ME, AUTH(CURLAUTH_DIGEST) },
    .conn = { { GET_HEAD, SEND(WHO("Digest realm=\"r\", nonce=\"n\", qop=\"auth\"")),
                EXPECT_HEAD("Authorization: Digest"), HELLO } } },
  { .name = "NTLM",
    .url = URL,
    .options = { ME, AUTH(CURLAUTH_NTLM | CURLAUTH_DIGEST) },
    .conn = { { GET_HEAD, SEND(WHO("NTLM")), EXPECT_HEAD("NTLM TlRMTVNTUAAB"),
                SEND("HTTP/1.1 401 Who\r\nWWW-Authenticate: " NTLM_OFFER "Content-Length: 0\r\n\r\n"),
                EXPECT_HEAD("NTLM TlRMTVNTUAAD"), HELLO } } },
  { .name = "redirects",
    .url = URL,
    .options = { FOLLOW },
    .conn = { { GET_HEAD, SEND("HTTP/1.1 302 Go\r\nLocation: /b\r\nContent-Length: 5\r\n\r\nwaste"),
                EXPECT_HEAD("GET /b "),
                SEND("HTTP/1.1 302 Go\r\nLocation: http://192.0.2.2/\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "5\r\nwaste\r\n0\r\n\r\n"),
                IGNORE },
              { EXPECT_HEAD("Host: 192.0.2.2\r\n"), HELLO } } },
  { .name = "a wait for 100 (Continue)",
    .url = URL,
    .options = { TEXT(CURLOPT_POSTFIELDS, "data") },
    .conn = { { EXPECT_HEAD("Expect: 100-continue\r\n"), SEND("HTTP/1.1 100 Continue\r\n\r\n"), EXPECT("data"),
                HELLO } } },
  { .name = "a gzipped body",
    .url = URL,
    .options = { ALL },
    .conn = { { GET_HEAD, SEND(OK(LENGTH("36") CODED("gzip")) GZIP) } } },
  { .name = "a chunked body with a trailer",
    .url = URL,
    .options = { ALL, TE },
    .conn = { { GET_HEAD,
                SEND(OK(MOVED("gzip, chunked") CODED("gzip")) "35\r\n" GZIP_GZIP "\r\n0\r\nA: b\r\n\r\n") } } },
};

/* ---- cutting ---- */

enum stop { SILENCE, SILENCE_IN_CONNECTING, END };

static size_t length_of(const struct talk *t, bool without_last)
{
  size_t sum = 0, last = 0;
  for(size_t c = 0; c < 2; c++)
    for(const struct step *s = t->conn[c]; s->kind; s++)
      if(s->kind == STEP_SEND) sum += last = s->len;
  return without_last ? sum - last : sum;
}

/* What follows the `at`-th byte is replaced. True: it is in this connection. */
static bool cut(struct step *steps, size_t *at, enum stop how)
{
  for(struct step *s = steps; s->kind; s++) {
    if(s->kind != STEP_SEND) continue;
    if(*at >= s->len) {
      *at -= s->len;
      continue;
    }
    s->len = *at;
    if(s->len) s++;
    s[0] = how == END ? (struct step)CLOSE : (struct step)IGNORE;
    if(s + 1 < steps + PEER_STEPS_MAX) s[1].kind = STEP_NONE;
    return true;
  }
  return false;
}

/* ---- a cut conversation ---- */

#define BATCH 100

static struct run {
  const struct talk *talk;
  size_t at;
  struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX];
  struct peer peer;
  CURL *easy;
  struct curl_slist *headers;
  char error[CURL_ERROR_SIZE];
  CURLcode code;
} runs[BATCH];

static size_t drop(char *data, size_t size, size_t count, void *clientp) { return size * count; }

static void write_script(struct run *r, enum stop how)
{
  static const struct step closed[PEER_STEPS_MAX] = { CLOSE };
  size_t at = r->at, c = 0;
  memset(r->script, 0, sizeof r->script);
  memcpy(r->script, r->talk->conn, sizeof r->talk->conn);
  while(c < 2 && !cut(r->script[c], &at, how)) c++;
  if(c == 2) return; /* nothing is cut */
  memset(r->script[c + 1], 0, sizeof r->script[0] * (PEER_CONNS_MAX - c - 1));
  for(c++; how == END && c < PEER_CONNS_MAX; c++) memcpy(r->script[c], closed, sizeof closed); /* for who tries again */
}

static void begin(struct run *r, CURLM *multi, enum stop how, long timeout_ms)
{
  bool is_connecting = how == SILENCE_IN_CONNECTING;
  write_script(r, how);
  peer_init(&r->peer, (const struct step(*)[PEER_STEPS_MAX])r->script);
  r->easy = curl_easy_init();
  r->error[0] = '\0';
  r->code = CURL_LAST;
  r->headers = curl_slist_append(NULL, "Expect: 100-continue");
  assert_non_null(r->easy);
  peer_install(&r->peer, r->easy);
  curl_easy_setopt(r->easy, CURLOPT_URL, r->talk->url);
  curl_easy_setopt(r->easy, CURLOPT_ERRORBUFFER, r->error);
  curl_easy_setopt(r->easy, CURLOPT_WRITEFUNCTION, drop);
  curl_easy_setopt(r->easy, CURLOPT_NOPROXY, "*");
  for(size_t i = 0; r->talk->options[i].id; i++) {
    set_option(r->easy, &r->talk->options[i]);
    if(r->talk->options[i].id == CURLOPT_POSTFIELDS) curl_easy_setopt(r->easy, CURLOPT_HTTPHEADER, r->headers);
  }
  curl_easy_setopt(r->easy, CURLOPT_TIMEOUT_MS, how == SILENCE ? timeout_ms : 20000L);
  if(is_connecting) curl_easy_setopt(r->easy, CURLOPT_CONNECTTIMEOUT_MS, timeout_ms);
  assert_int_equal(curl_multi_add_handle(multi, r->easy), CURLM_OK);
}

static void end(struct run *r, CURLM *multi)
{
  curl_multi_remove_handle(multi, r->easy);
  curl_easy_cleanup(r->easy);
  curl_slist_free_all(r->headers);
}

static struct run *run_of(const CURL *easy)
{
  struct run *r = runs;
  while(r->easy != easy) r++;
  return r;
}

static void drive(CURLM *multi, size_t count)
{
  int running = 1, left;
  CURLMsg *m;
  for(long long until = now_ms() + 30000; running && now_ms() < until;) {
    bool moved = false;
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    for(size_t i = 0; i < count; i++) moved |= peer_turn(&runs[i].peer);
    if(!moved) curl_multi_poll(multi, NULL, 0, 1, NULL);
  }
  while((m = curl_multi_info_read(multi, &left)) != NULL) run_of(m->easy_handle)->code = m->data.result;
}

/* What libcurl-errors(3) has for a peer that goes away. */
static bool is_fair(CURLcode code)
{
  static const CURLcode fair[] = { CURLE_PROXY,           CURLE_RECV_ERROR,          CURLE_SEND_ERROR,
                                   CURLE_GOT_NOTHING,     CURLE_PARTIAL_FILE,        CURLE_WEIRD_SERVER_REPLY,
                                   CURLE_COULDNT_CONNECT, CURLE_UNSUPPORTED_PROTOCOL };
  for(size_t i = 0; i < sizeof fair / sizeof *fair; i++)
    if(code == fair[i]) return true;
  return false;
}

static void judge(const struct run *r, enum stop how)
{
  if(how == END ? !is_fair(r->code) : r->code != CURLE_OPERATION_TIMEDOUT)
    fail_msg("%s, %s after %zu bytes: %d (%s)", r->talk->name, how == END ? "closed" : "silent", r->at, (int)r->code,
             r->error);
  if(!r->error[0]) fail_msg("%s, after %zu bytes: no text", r->talk->name, r->at);
}

/* False: a time-out came before the peer could say all it had to say. */
static bool run_batch(size_t count, enum stop how, long timeout_ms)
{
  CURLM *multi = curl_multi_init();
  bool is_whole = true;
  for(size_t i = 0; i < count; i++) begin(&runs[i], multi, how, timeout_ms);
  drive(multi, count);
  for(size_t i = 0; i < count; i++) end(&runs[i], multi);
  curl_multi_cleanup(multi);
  for(size_t i = 0; i < count; i++) {
    judge(&runs[i], how);
    is_whole &= !peer_end(&runs[i].peer)[0];
    assert_int_equal(peer_open_count(&runs[i].peer), 0);
  }
  return is_whole;
}

static void check_batch(size_t count, enum stop how)
{
  if(!count || run_batch(count, how, 30)) return;
  if(!run_batch(count, how, 1500)) fail_msg("%s", "a peer was not asked as it should have been");
}

static void stop_everywhere(enum stop how)
{
  size_t count = 0;
  for(const struct talk *t = talks; t < talks + sizeof talks / sizeof *talks; t++) {
    size_t len = how == SILENCE_IN_CONNECTING && !t->connects ? 0 : length_of(t, how == SILENCE_IN_CONNECTING);
    for(size_t at = 0; at < len; at++) {
      runs[count].talk = t;
      runs[count++].at = at;
      if(count < BATCH) continue;
      check_batch(count, how);
      count = 0;
    }
  }
  check_batch(count, how);
}

/* The conversations themselves are sound. */
static void nobody_stops(void **state)
{
  size_t count = sizeof talks / sizeof *talks;
  CURLM *multi = curl_multi_init();
  for(size_t i = 0; i < count; i++) {
    runs[i].talk = &talks[i];
    runs[i].at = SIZE_MAX;
    begin(&runs[i], multi, SILENCE, 20000);
  }
  drive(multi, count);
  for(size_t i = 0; i < count; i++) {
    if(runs[i].code) fail_msg("%s: %d (%s)", talks[i].name, (int)runs[i].code, runs[i].error);
    end(&runs[i], multi);
  }
  curl_multi_cleanup(multi);
  for(size_t i = 0; i < count; i++) assert_string_equal(peer_end(&runs[i].peer), "");
}

static void silence_at_any_byte_ends_in_the_time_out(void **state) { stop_everywhere(SILENCE); }
static void silence_in_connecting_ends_in_its_own_time_out(void **state) { stop_everywhere(SILENCE_IN_CONNECTING); }
static void a_close_at_any_byte_is_an_error(void **state) { stop_everywhere(END); }

/* ---- peers that do not quite stop ---- */

static const struct talk dripping_proxy = {
  .url = HOST,
  .options = { BY("192.0.2.9"), LONG(CURLOPT_HTTPPROXYTUNNEL, 1) },
  .conn = { { TUNNEL, SEND("HTTP/1.1 200 Open\r\nA: "), SEND_FILL("a", 90000), IGNORE } },
};
static const struct talk dripping_server = {
  .url = URL,
  .conn = { { GET_HEAD, SEND("HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n"), SEND_FILL("a", 90000), IGNORE } },
};

static void let_drip(const struct talk *t, enum stop how)
{
  runs[0].talk = t;
  runs[0].at = SIZE_MAX; /* goes on to its end */
  CURLM *multi = curl_multi_init();
  begin(&runs[0], multi, how, 10); /* far less than so many turns take on any machine */
  runs[0].peer.send_max = 1;
  drive(multi, 1);
  end(&runs[0], multi);
  curl_multi_cleanup(multi);
  judge(&runs[0], how);
  peer_end(&runs[0].peer); /* has more to say, which nobody hears */
  assert_int_equal(peer_open_count(&runs[0].peer), 0);
}

static void a_byte_now_and_then_is_no_progress(void **state)
{
  let_drip(&dripping_proxy, SILENCE);
  let_drip(&dripping_proxy, SILENCE_IN_CONNECTING);
  let_drip(&dripping_server, SILENCE);
}

/* Nobody works on the peer's side. */
static void a_peer_that_does_not_listen_ends_in_the_time_out(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { IGNORE } };
  static char body[4 << 20];
  static struct peer peer;
  CURL *easy = curl_easy_init();
  peer_init(&peer, script);
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_URL, URL);
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)sizeof body);
  curl_easy_setopt(easy, CURLOPT_EXPECT_100_TIMEOUT_MS, 1L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 50L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OPERATION_TIMEDOUT);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&peer), "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(nobody_stops),
    cmocka_unit_test(silence_at_any_byte_ends_in_the_time_out),
    cmocka_unit_test(silence_in_connecting_ends_in_its_own_time_out),
    cmocka_unit_test(a_close_at_any_byte_is_an_error),
    cmocka_unit_test(a_byte_now_and_then_is_no_progress),
    cmocka_unit_test(a_peer_that_does_not_listen_ends_in_the_time_out),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
