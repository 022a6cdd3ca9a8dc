/* The n-th allocation fails, for every n: the outcome is success or CURLE_OUT_OF_MEMORY, nothing is left behind, and
 * what says success has done its work. */
#include "check.h"
#include "peer.h"
#include "sweep.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Some: header\r\n\r\nhello"

/* ---- what the scenarios share ---- */

static size_t collect(char *data, size_t size, size_t n, void *clientp)
{
  text_add(clientp, data, size * n);
  return size * n;
}

#define SET(easy, option, value)                               \
  do {                                                         \
    CURLcode set_code = curl_easy_setopt(easy, option, value); \
    if(set_code) return set_code;                              \
  } while(0)

static CURLcode prepare(CURL *easy, struct peer *p, struct text *body, const char *url)
{
  if(p) peer_install(p, easy);
  SET(easy, CURLOPT_URL, url);
  SET(easy, CURLOPT_NOPROXY, "*");
  SET(easy, CURLOPT_USERAGENT, "sweep");
  SET(easy, CURLOPT_TIMEOUT_MS, 20000L);
  SET(easy, CURLOPT_WRITEFUNCTION, collect);
  SET(easy, CURLOPT_WRITEDATA, body);
  return CURLE_OK;
}

static CURLcode append(struct curl_slist **list, const char *text)
{
  struct curl_slist *longer = curl_slist_append(*list, text);
  if(!longer) return CURLE_OUT_OF_MEMORY;
  *list = longer;
  return CURLE_OK;
}

/* ---- GET, twice over one connection, with headers of one's own ---- */

/* Where there is no memory to keep the first connection, there is a second one. */
static const struct step get_script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("X-Two: 2\r\n"), SEND(HELLO), EXPECT_HEAD("X-Two: 2\r\n"), SEND(HELLO) },
  { EXPECT_HEAD("X-Two: 2\r\n"), SEND(HELLO) },
};

static CURLcode get_twice(CURL *easy, struct curl_slist **list, struct peer *p, struct work *w)
{
  CURLcode code = append(list, "X-One: 1");
  if(!code) code = append(list, "X-Two: 2");
  if(!code) code = curl_easy_setopt(easy, CURLOPT_HTTPHEADER, *list);
  if(!code) code = prepare(easy, p, &w->body[0], "http://192.0.2.1/path?query");
  if(!code) code = curl_easy_perform(easy);
  if(!code) code = curl_easy_perform(easy);
  return code;
}

/* ---- GET of a body in a transfer coding and a content coding ---- */

/* "hello world, hello world\n", gzipped twice: 53 bytes */
static const struct step coded_script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("TE: gzip\r\nAccept-Encoding: deflate, gzip, br, zstd\r\n"),
    SEND("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: gzip, chunked\r\n\r\n35\r\n"
         "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x93\xef\xe6\x60\x00\x01\x26\xe6\xd3\x1e\x67\x4f\x9e\x0c\xd7\x38"
         "\xaf\x7f\xca\xf3\x62\xe0\x09\x87\x82\x1d\x0c\x87\x4f\x71\xe8\x49\x02\xe5\x00\xf6\xef\xf7\x4e\x24\x00\x00"
         "\x00\r\n0\r\n\r\n") },
};

static size_t pause_once(char *data, size_t size, size_t n, void *clientp)
{
  struct text *body = clientp;
  if(!body->room) {
    text_add(body, "-", 1);
    return CURL_WRITEFUNC_PAUSE;
  }
  return collect(data, size, n, clientp);
}

static int go_on(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  return curl_easy_pause(clientp, CURLPAUSE_CONT) != CURLE_OK;
}

static CURLcode get_coded(CURL *easy, struct curl_slist **list, struct peer *p, struct work *w)
{
  CURLcode code = prepare(easy, p, &w->body[0], "http://192.0.2.1/");
  if(code) return code;
  SET(easy, CURLOPT_ACCEPT_ENCODING, "");
  SET(easy, CURLOPT_TRANSFER_ENCODING, 1L);
  SET(easy, CURLOPT_WRITEFUNCTION, pause_once);
  SET(easy, CURLOPT_NOPROGRESS, 0L);
  SET(easy, CURLOPT_XFERINFOFUNCTION, go_on);
  SET(easy, CURLOPT_XFERINFODATA, easy);
  code = curl_easy_perform(easy);
  return code == CURLE_ABORTED_BY_CALLBACK ? CURLE_OUT_OF_MEMORY : code;
}

/* ---- POST, chunked ---- */

static const struct step post_script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("Transfer-Encoding: chunked\r\n"), EXPECT_CHUNKED("hello world"), SEND(HELLO) },
};

static size_t give(char *to, size_t size, size_t n, void *clientp)
{
  static const char text[] = "hello world";
  size_t *at = clientp, left = strlen(text) - *at, len = left < 4 ? left : 4;
  memcpy(to, text + *at, len);
  *at += len;
  return len;
}

static CURLcode post_chunked(CURL *easy, struct curl_slist **list, struct peer *p, struct work *w)
{
  size_t at = 0;
  CURLcode code = append(list, "Expect:");
  if(!code) code = curl_easy_setopt(easy, CURLOPT_HTTPHEADER, *list);
  if(!code) code = curl_easy_setopt(easy, CURLOPT_POST, 1L);
  if(!code) code = curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
  if(!code) code = curl_easy_setopt(easy, CURLOPT_READDATA, &at);
  if(!code) code = prepare(easy, p, &w->body[0], "http://192.0.2.1/");
  if(!code) code = curl_easy_perform(easy);
  return code;
}

/* ---- GET from a host with an international name, if it is new ---- */

static const struct step name_script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("Host: xn--4ca.test\r\nUser-Agent: sweep\r\nAccept: */*\r\nIf-Modified-Since: "), SEND(HELLO) },
};

static CURLcode get_by_name(CURL *easy, struct curl_slist **list, struct peer *p, struct work *w)
{
  CURLcode code = append(list, "xn--4ca.test:80:192.0.2.1");
  if(!code) code = curl_easy_setopt(easy, CURLOPT_RESOLVE, *list);
  if(!code) code = curl_easy_setopt(easy, CURLOPT_TIMECONDITION, CURL_TIMECOND_IFMODSINCE);
  if(!code) code = prepare(easy, p, &w->body[0], "http://\xc3\xa4.test/");
  if(!code) code = curl_easy_perform(easy);
  return code;
}

/* ---- PUT, chunked, with all that can be done to a body: sought, converted, limited, trailed ---- */

static const struct step trailed_script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("Transfer-Encoding: chunked\r\n"), EXPECT("6\r\na\r\nb\r\n\r\n0\r\nX-Sum: 1\r\n\r\n"), SEND(HELLO) },
};

static size_t give_lines(char *to, size_t size, size_t n, void *clientp)
{
  size_t *at = clientp, len = *at < 2 ? 0 : 6 - *at;
  memcpy(to, &"xxa\nb\n"[*at], len);
  *at += len;
  return len;
}

static int seek_to(void *clientp, curl_off_t offset, int origin)
{
  *(size_t *)clientp = (size_t)offset;
  return CURL_SEEKFUNC_OK;
}

/* Without the field, the peer would complain of the end: the one thing that a program without memory can do is stop. */
static int give_trailer(struct curl_slist **list, void *clientp)
{
  return append(list, "X-Sum: 1") ? CURL_TRAILERFUNC_ABORT : CURL_TRAILERFUNC_OK;
}

static CURLcode put_trailed(CURL *easy, struct curl_slist **list, struct peer *p, struct work *w)
{
  size_t at = 0;
  CURLcode code = append(list, "Expect:");
  if(!code) code = curl_easy_setopt(easy, CURLOPT_HTTPHEADER, *list);
  SET(easy, CURLOPT_UPLOAD, 1L);
  SET(easy, CURLOPT_RESUME_FROM, 2L);
  SET(easy, CURLOPT_CRLF, 1L);
  SET(easy, CURLOPT_MAX_SEND_SPEED_LARGE, (curl_off_t)1000000);
  SET(easy, CURLOPT_MAX_RECV_SPEED_LARGE, (curl_off_t)1000000);
  SET(easy, CURLOPT_READFUNCTION, give_lines);
  SET(easy, CURLOPT_READDATA, &at);
  SET(easy, CURLOPT_SEEKFUNCTION, seek_to);
  SET(easy, CURLOPT_SEEKDATA, &at);
  SET(easy, CURLOPT_TRAILERFUNCTION, give_trailer);
  if(!code) code = prepare(easy, p, &w->body[0], "http://192.0.2.1/");
  if(!code) code = curl_easy_perform(easy);
  return code == CURLE_ABORTED_BY_CALLBACK ? CURLE_OUT_OF_MEMORY : code;
}

/* ---- POST of a MIME tree, by a duplicate ---- */

static const struct step mime_script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("Transfer-Encoding: chunked\r\n"),
    EXPECT_FORM("9e\r\n--\1\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: t/t\r\n"
                "Content-Transfer-Encoding: base64\r\nX: y\r\n\r\naGVs\r\n4\r\nbG8g\r\n4\r\nd29y\r\n"
                "3a\r\nbGQ=\r\n--\1--\r\n\r\n0\r\n\r\n"),
    SEND(HELLO) },
};

static CURLcode fill_part(curl_mimepart *part, struct curl_slist **list, size_t *at)
{
  CURLcode code = part ? append(list, "X: y") : CURLE_OUT_OF_MEMORY;
  if(!code) code = curl_mime_headers(part, *list, 0);
  if(!code) code = curl_mime_name(part, "a");
  if(!code) code = curl_mime_type(part, "t/t");
  if(!code) code = curl_mime_encoder(part, "base64");
  if(!code) code = curl_mime_data_cb(part, -1, give, NULL, NULL, at);
  return code;
}

static CURLcode post_mime(CURL *easy, struct curl_slist **list, struct peer *p, struct work *w)
{
  size_t at = 0;
  curl_mime *mime = curl_mime_init(easy);
  struct curl_slist *expect = NULL;
  CURLcode code = mime ? fill_part(curl_mime_addpart(mime), list, &at) : CURLE_OUT_OF_MEMORY;
  if(!code) code = append(&expect, "Expect:");
  if(!code) code = curl_easy_setopt(easy, CURLOPT_HTTPHEADER, expect);
  if(!code) code = curl_easy_setopt(easy, CURLOPT_MIMEPOST, mime);
  if(!code) code = prepare(easy, p, &w->body[0], "http://192.0.2.1/");
  if(!code) {
    CURL *copy = curl_easy_duphandle(easy);
    code = copy ? curl_easy_perform(copy) : CURLE_OUT_OF_MEMORY;
    curl_easy_cleanup(copy);
  }
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, NULL);
  curl_slist_free_all(expect);
  curl_mime_free(mime);
  return code;
}

/* ---- a raw connection, and a copy that is replaced; then an ordinary transfer ---- */

static const struct step raw_script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT("ping"), EXPECT_END },
  { EXPECT_HEAD("POST"), EXPECT("data"), SEND(HELLO) },
};

static size_t replace_copy(char *data, size_t size, size_t count, void *clientp)
{
  (void)curl_easy_setopt(clientp, CURLOPT_COPYPOSTFIELDS, "replaced"); /* may fail, as all here */
  return size * count;
}

static CURLcode connect_and_send(CURL *easy, struct curl_slist **list, struct peer *p, struct work *w)
{
  size_t sent = 0;
  CURLcode code = prepare(easy, p, &w->body[0], "http://192.0.2.1/");
  if(!code) code = curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  if(!code) code = curl_easy_perform(easy);
  if(!code) code = curl_easy_send(easy, "ping", 4, &sent);
  if(!code) code = curl_easy_upkeep(easy);
  if(!code) curl_easy_reset(easy);
  if(!code) code = prepare(easy, p, &w->body[0], "http://192.0.2.1/");
  if(!code) code = curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, "data");
  if(!code) code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, replace_copy);
  if(!code) code = curl_easy_setopt(easy, CURLOPT_HEADERDATA, easy);
  if(!code) code = curl_easy_perform(easy);
  return code;
}

/* ---- cookies: of the program, from an answer, sent, listed, and written to a jar ---- */

#define HELLO_AND_COOKIE "HTTP/1.1 200 OK\r\nSet-Cookie: a=b; path=/\r\nContent-Length: 5\r\n\r\nhello"

static const struct step cookie_script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("Cookie: own=1\r\n"), SEND(HELLO_AND_COOKIE), EXPECT_HEAD("Cookie: own=1; a=b\r\n"), SEND(HELLO) },
  { EXPECT_HEAD("Cookie: own=1; a=b\r\n"), SEND(HELLO) },
};

static CURLcode get_with_cookies(CURL *easy, struct curl_slist **list, struct peer *p, struct work *w)
{
  struct curl_slist *cookies = NULL;
  CURLcode code = prepare(easy, p, &w->body[0], "http://192.0.2.1/");
  if(!code) code = curl_easy_setopt(easy, CURLOPT_COOKIEFILE, "/dev/null");
  if(!code) code = curl_easy_setopt(easy, CURLOPT_COOKIEJAR, "/dev/null");
  if(!code) code = curl_easy_setopt(easy, CURLOPT_COOKIELIST, "Set-Cookie: own=1; domain=192.0.2.1");
  if(!code) code = curl_easy_perform(easy);
  if(!code) code = curl_easy_perform(easy);
  if(!code) code = curl_easy_getinfo(easy, CURLINFO_COOKIELIST, &cookies);
  curl_slist_free_all(cookies);
  return code;
}

/* ---- through a SOCKS proxy, and a tunnel that wants credentials and another connection for them ---- */

static const struct step proxied_script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT("\4\1\0X\0\0\0\1\0web\0"), SEND("\0\x5a\0\0\0\0\0\0"), EXPECT_HEAD("CONNECT host.test:80 HTTP/1.1\r\n"),
    SEND("HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic\r\nConnection: close\r\n\r\n"), EXPECT_END },
  { EXPECT("\4\1\0X\0\0\0\1\0web\0"), SEND("\0\x5a\0\0\0\0\0\0"),
    EXPECT_HEAD("Proxy-Authorization: Basic bWU6MQ==\r\n"), SEND("HTTP/1.1 200 OK\r\n\r\n"),
    EXPECT_HEAD("PROXY TCP4 192.0.2.1 192.0.2.1 0 0\r\nGET / "), SEND(HELLO) },
};

static CURLcode get_proxied(CURL *easy, struct curl_slist **list, struct peer *p, struct work *w)
{
  CURLcode code = prepare(easy, p, &w->body[0], "http://host.test/");
  SET(easy, CURLOPT_NOPROXY, "");
  SET(easy, CURLOPT_PRE_PROXY, "socks4a://192.0.2.9");
  SET(easy, CURLOPT_PROXY, "http://web:88");
  SET(easy, CURLOPT_PROXYUSERPWD, "me:1");
  SET(easy, CURLOPT_PROXYAUTH, CURLAUTH_ANY);
  SET(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
  SET(easy, CURLOPT_HAPROXY_CLIENT_IP, "192.0.2.1");
  if(!code) code = curl_easy_perform(easy);
  return code;
}

/* ---- POST that is asked for by Digest, redirected, and asked for by NTLM ---- */

#define ASKS(which) SEND("HTTP/1.1 401 Who\r\nWWW-Authenticate: " which "\r\nContent-Length: 2\r\n\r\nno")

#define LET_IN_BY_NTLM                                                               \
  EXPECT_HEAD("Authorization: NTLM TlRMTVNTUAAB"),                                   \
      ASKS("NTLM TlRMTVNTUAACAAAAAAAAADAAAAAGggEAASNFZ4mrze8AAAAAAAAAAAAAAAAwAAAA"), \
      EXPECT_HEAD("Authorization: NTLM TlRMTVNTUAAD"), EXPECT("data"), SEND(HELLO)

/* Where there is no memory to note whose the second connection is, NTLM begins anew on a third one. */
static const struct step moved_script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("POST / HTTP/1.1\r\nHost: 192.0.2.1\r\nUser-Agent"), EXPECT("data"),
    ASKS("Basic, Digest realm=\"r\", nonce=\"n\", qop=\"auth\", userhash=true"), EXPECT_HEAD("Authorization: Digest "),
    EXPECT("data"), SEND("HTTP/1.1 307 Go\r\nLocation: b?c\r\nConnection: close\r\n\r\n"), EXPECT_END },
  { EXPECT_HEAD("POST /b?c HTTP/1.1\r\nHost: 192.0.2.1\r\nAuthorization: Digest "), EXPECT("data"), ASKS("NTLM"),
    LET_IN_BY_NTLM },
  { LET_IN_BY_NTLM },
};

static CURLcode post_moved(CURL *easy, struct curl_slist **list, struct peer *p, struct work *w)
{
  CURLcode code = prepare(easy, p, &w->body[0], "http://192.0.2.1/");
  if(code) return code;
  SET(easy, CURLOPT_COPYPOSTFIELDS, "data");
  SET(easy, CURLOPT_FOLLOWLOCATION, 1L);
  SET(easy, CURLOPT_AUTOREFERER, 1L);
  SET(easy, CURLOPT_USERPWD, "me:secret");
  SET(easy, CURLOPT_HTTPAUTH, (long)(CURLAUTH_DIGEST | CURLAUTH_NTLM));
  return curl_easy_perform(easy);
}

/* ---- the alone ones ---- */

typedef CURLcode easy_fn(CURL *easy, struct curl_slist **list, struct peer *p, struct work *w);

static CURLcode run_easy(easy_fn *scenario, const struct step (*script)[PEER_STEPS_MAX], struct work *w)
{
  struct peer p;
  struct curl_slist *list = NULL;
  CURL *easy = curl_easy_init();
  CURLcode code = CURLE_OUT_OF_MEMORY;
  peer_init(&p, script);
  peer_start(&p);
  if(easy) code = scenario(easy, &list, &p, w);
  curl_easy_cleanup(easy);
  curl_slist_free_all(list);
  peer_end(&p);
  if(peer_open_count(&p)) fail_msg("a socket was not closed");
  return code;
}

static CURLcode run_get(struct work *w) { return run_easy(get_twice, get_script, w); }
static CURLcode run_cookies(struct work *w) { return run_easy(get_with_cookies, cookie_script, w); }
static CURLcode run_name(struct work *w) { return run_easy(get_by_name, name_script, w); }
static CURLcode run_coded(struct work *w) { return run_easy(get_coded, coded_script, w); }
static CURLcode run_post(struct work *w) { return run_easy(post_chunked, post_script, w); }
static CURLcode run_trailed(struct work *w) { return run_easy(put_trailed, trailed_script, w); }
static CURLcode run_mime(struct work *w) { return run_easy(post_mime, mime_script, w); }
static CURLcode run_proxied(struct work *w) { return run_easy(get_proxied, proxied_script, w); }
static CURLcode run_moved(struct work *w) { return run_easy(post_moved, moved_script, w); }
static CURLcode run_raw(struct work *w) { return run_easy(connect_and_send, raw_script, w); }

/* ---- two transfers in a multi, to a name ---- */

static const struct step multi_script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("Host: localhost"), SEND(HELLO), EXPECT_HEAD("Host: localhost"), SEND(HELLO) },
  { EXPECT_HEAD("Host: localhost"), SEND(HELLO), EXPECT_HEAD("Host: localhost"), SEND(HELLO) },
};

static CURLcode multi_error(CURLMcode code)
{
  return code == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT;
}

/* The worst code of the transfers. */
static CURLcode drive(CURLM *multi)
{
  CURLcode worst = CURLE_OK;
  CURLMsg *m;
  int running = 1, left;
  for(long long until = now_ms() + 20000; running;) {
    CURLMcode code = curl_multi_perform(multi, &running);
    if(!code && running) code = curl_multi_poll(multi, NULL, 0, 100, NULL);
    if(code) return multi_error(code);
    if(now_ms() > until) return CURLE_OPERATION_TIMEDOUT;
  }
  while((m = curl_multi_info_read(multi, &left)) != NULL)
    if(m->data.result) worst = m->data.result;
  return worst;
}

static CURLcode add_two(CURLM *multi, CURL *easy[2], int port, struct work *w)
{
  char url[64];
  snprintf(url, sizeof url, "http://localhost:%d/", port);
  for(int i = 0; i < 2; i++) {
    CURLcode code;
    CURLMcode added;
    if(!(easy[i] = curl_easy_init())) return CURLE_OUT_OF_MEMORY;
    code = prepare(easy[i], NULL, &w->body[i], url);
    if(code) return code;
    added = curl_multi_add_handle(multi, easy[i]);
    if(added) return multi_error(added);
  }
  return drive(multi);
}

static CURLcode run_multi(struct work *w)
{
  struct peer p;
  CURL *easy[2] = { NULL, NULL };
  CURLcode code = CURLE_OUT_OF_MEMORY;
  int port = peer_listen(&p, multi_script, "127.0.0.1");
  CURLM *multi = curl_multi_init();
  peer_start(&p);
  if(multi) code = add_two(multi, easy, port, w);
  for(int i = 0; i < 2; i++) {
    if(easy[i] && multi) curl_multi_remove_handle(multi, easy[i]);
    curl_easy_cleanup(easy[i]);
  }
  curl_multi_cleanup(multi);
  peer_end(&p);
  return code;
}

/* ---- two handles with one share, one after the other ---- */

static const struct step share_script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("Host: shared.test"), SEND(HELLO), EXPECT_HEAD("Host: shared.test"), SEND(HELLO) },
  { EXPECT_HEAD("Host: shared.test"), SEND(HELLO) },
};

static CURLcode get_sharing(CURLSH *share, struct peer *p, struct text *body, struct curl_slist *names)
{
  CURL *easy = curl_easy_init();
  CURLcode code = easy ? prepare(easy, p, body, "http://shared.test/") : CURLE_OUT_OF_MEMORY;
  if(!code) code = curl_easy_setopt(easy, CURLOPT_RESOLVE, names);
  if(!code) code = curl_easy_setopt(easy, CURLOPT_SHARE, share);
  if(!code) code = curl_easy_perform(easy);
  curl_easy_cleanup(easy);
  return code;
}

static CURLcode share_error(CURLSHcode code)
{
  if(!code) return CURLE_OK;
  return code == CURLSHE_NOMEM ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT;
}

static CURLcode run_share(struct work *w)
{
  struct peer p;
  struct curl_slist *names = NULL;
  CURLSH *share = curl_share_init();
  CURLcode code = share ? append(&names, "shared.test:80:192.0.2.1") : CURLE_OUT_OF_MEMORY;
  peer_init(&p, share_script);
  peer_start(&p);
  if(!code) code = share_error(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS));
  if(!code) code = share_error(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT));
  if(!code) code = share_error(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE));
  if(!code) code = get_sharing(share, &p, &w->body[0], names);
  if(!code) code = get_sharing(share, &p, &w->body[0], NULL);
  curl_share_cleanup(share);
  curl_slist_free_all(names);
  peer_end(&p);
  if(peer_open_count(&p)) fail_msg("a socket was not closed");
  return code;
}

/* ---- what a handle remembers ---- */

#define HSTS_LINE "a.test \"20990101 00:00:00\"\n"

static char hsts_file[64], altsvc_file[64];

static bool put_file(const char *name, const char *text)
{
  FILE *f = fopen(name, "w");
  bool ok = f && fputs(text, f) >= 0;
  return f && !fclose(f) && ok;
}

/* Written whole, or not at all. */
static void check_hsts_file(void)
{
  char line[200] = "";
  FILE *f = fopen(hsts_file, "r");
  if(!f) fail_msg("the HSTS file is gone");
  while(fgets(line, sizeof line, f) && *line == '#') {
  }
  fclose(f);
  if(strcmp(line, HSTS_LINE)) fail_msg("the HSTS file begins with '%s'", line);
}

static CURLSTScode give_host(CURL *easy, struct curl_hstsentry *e, void *clientp)
{
  int *given = clientp;
  strcpy(e->name, "b.test");
  return (*given)++ ? CURLSTS_DONE : CURLSTS_OK;
}

/* Not upgraded is worse than failed. */
static CURLcode get_upgraded(CURL *easy, const char *url, struct text *body)
{
  CURLcode code = curl_easy_setopt(easy, CURLOPT_URL, url);
  if(!code) code = curl_easy_perform(easy);
  if(code != CURLE_UNSUPPORTED_PROTOCOL) return code ? code : CURLE_FAILED_INIT;
  text_add(body, "https", 5);
  return CURLE_OK;
}

static CURLcode remember(CURL *easy, int *given)
{
  SET(easy, CURLOPT_PROTOCOLS_STR, "http");
  SET(easy, CURLOPT_HSTS, hsts_file);
  SET(easy, CURLOPT_ALTSVC, altsvc_file);
  SET(easy, CURLOPT_HSTSREADFUNCTION, give_host);
  SET(easy, CURLOPT_HSTSREADDATA, given);
  return CURLE_OK;
}

static CURLcode run_stores(struct work *w)
{
  int given = 0;
  CURL *easy = curl_easy_init(), *copy = NULL;
  CURLcode code = easy ? remember(easy, &given) : CURLE_OUT_OF_MEMORY;
  if(!code) code = get_upgraded(easy, "http://a.test/", &w->body[0]);
  if(!code) code = (copy = curl_easy_duphandle(easy)) ? CURLE_OK : CURLE_OUT_OF_MEMORY;
  if(!code) code = get_upgraded(copy, "http://b.test/", &w->body[0]);
  curl_easy_cleanup(copy);
  curl_easy_cleanup(easy);
  check_hsts_file();
  return code;
}

/* ---- a name that is asked for over HTTPS ---- */

#define DOH_NAME "\1a\4test\0\0\1\0\1"
static const struct step doh_script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("POST / "), EXPECT("\0\0\1\0\0\1\0\0\0\0\0\0" DOH_NAME),
    SEND("HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n\0\0\x81\x80\0\1\0\1\0\0\0\0" DOH_NAME
         "\xc0\14\0\1\0\1\0\0\0\74\0\4\xc0\0\2\1") },
};
static const struct step doh_origin[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("Host: a.test"), SEND(HELLO) } };

static CURLcode ask_over_https(CURL *easy, struct peer *p, struct text *body, const char *url)
{
  CURLcode code = prepare(easy, p, body, "http://a.test/");
  if(code) return code;
  SET(easy, CURLOPT_DOH_URL, url);
  SET(easy, CURLOPT_IPRESOLVE, (long)CURL_IPRESOLVE_V4);
  return curl_easy_perform(easy);
}

static CURLcode run_doh(struct work *w)
{
  struct peer doh, origin;
  char url[64];
  snprintf(url, sizeof url, "http://127.0.0.1:%d/", peer_listen(&doh, doh_script, "127.0.0.1"));
  peer_init(&origin, doh_origin);
  peer_start(&doh);
  peer_start(&origin);
  CURL *easy = curl_easy_init();
  CURLcode code = easy ? ask_over_https(easy, &origin, &w->body[0], url) : CURLE_OUT_OF_MEMORY;
  curl_easy_cleanup(easy);
  peer_end(&doh);
  peer_end(&origin);
  if(peer_open_count(&origin)) fail_msg("a socket was not closed");
  return code;
}

static void get_survives(void **state) { sweep(run_get, "hellohello"); }
static void cookies_survive(void **state) { sweep(run_cookies, "hellohello"); }
static void name_survives(void **state) { sweep(run_name, "hello"); }
static void coded_survives(void **state) { sweep(run_coded, "-hello world, hello world\n"); }
static void post_survives(void **state) { sweep(run_post, "hello"); }
static void a_trailed_put_survives(void **state) { sweep(run_trailed, "hello"); }
static void mime_survives(void **state) { sweep(run_mime, "hello"); }
static void proxied_survives(void **state) { sweep(run_proxied, "hello"); }
static void redirect_and_credentials_survive(void **state) { sweep(run_moved, "hello"); }
static void raw_survives(void **state) { sweep(run_raw, "hello"); }
static void multi_survives(void **state) { sweep(run_multi, "hello"); }
static void a_query_over_https_survives(void **state) { sweep(run_doh, "hello"); }
static void share_survives(void **state) { sweep(run_share, "hellohello"); }
static void stores_survive(void **state)
{
  snprintf(hsts_file, sizeof hsts_file, "/tmp/sluice-sweep-hsts-%ld", (long)getpid());
  snprintf(altsvc_file, sizeof altsvc_file, "/tmp/sluice-sweep-altsvc-%ld", (long)getpid());
  assert_true(put_file(hsts_file, HSTS_LINE));
  assert_true(put_file(altsvc_file, "h2 a.test 443 h3 a.test 444 \"20990101 00:00:00\" 0 0\n"));
  sweep(run_stores, "httpshttps");
  remove(hsts_file);
  remove(altsvc_file);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(get_survives),
    cmocka_unit_test(name_survives),
    cmocka_unit_test(post_survives),
    cmocka_unit_test(a_trailed_put_survives),
    cmocka_unit_test(mime_survives),
    cmocka_unit_test(multi_survives),
    cmocka_unit_test(a_query_over_https_survives),
    cmocka_unit_test(share_survives),
    cmocka_unit_test(raw_survives),
    cmocka_unit_test(coded_survives),
    cmocka_unit_test(proxied_survives),
    cmocka_unit_test(redirect_and_credentials_survive),
    cmocka_unit_test(stores_survive),
    cmocka_unit_test(cookies_survive),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
