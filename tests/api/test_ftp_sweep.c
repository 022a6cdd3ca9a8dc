/* The n-th allocation fails, for every n, in transfers of FTP. */
#include "ftp.h"
#include "sweep.h"
#include <string.h>

#define SET(easy, option, value)                               \
  do {                                                         \
    CURLcode set_code = curl_easy_setopt(easy, option, value); \
    if(set_code) return set_code;                              \
  } while(0)

static size_t collect(char *data, size_t size, size_t n, void *clientp)
{
  text_add(clientp, data, size * n);
  return size * n;
}

static CURLcode prepare(CURL *easy, struct peer *p, struct text *body, const char *url)
{
  peer_install(p, easy);
  SET(easy, CURLOPT_URL, url);
  SET(easy, CURLOPT_NOPROXY, "*");
  SET(easy, CURLOPT_TIMEOUT_MS, 20000L);
  SET(easy, CURLOPT_WRITEFUNCTION, collect);
  SET(easy, CURLOPT_WRITEDATA, body);
  return CURLE_OK;
}

typedef CURLcode easy_fn(CURL *easy, struct peer *p, struct work *w);

static CURLcode run(easy_fn *scenario, const struct step (*script)[PEER_STEPS_MAX], struct work *w)
{
  struct peer p;
  peer_init(&p, script);
  peer_start(&p);
  CURL *easy = curl_easy_init();
  CURLcode code = easy ? scenario(easy, &p, w) : CURLE_OUT_OF_MEMORY;
  curl_easy_cleanup(easy);
  peer_end(&p);
  if(peer_open_count(&p)) fail_msg("a socket was not closed");
  return code;
}

/* ---- a download ---- */

#define DATA(text)    \
  {                   \
    SEND(text), CLOSE \
  }

static const struct step get_script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { LOGIN, SAY("CWD d", "250 there"), SAY("MDTM f", "213 20010909014640"), SAY("EPSV", "500 what"),
    SAY("PASV", "227 (192,0,2,1,4,1)"), IMAGE, SAY("SIZE f", "213 5"), RETR, DONE },
  DATA("hello"),
};

static CURLcode get(CURL *easy, struct peer *p, struct work *w)
{
  CURLcode code = prepare(easy, p, &w->body[0], FTP "d/f");
  if(!code) code = curl_easy_setopt(easy, CURLOPT_FILETIME, 1L);
  return code ? code : curl_easy_perform(easy);
}

static CURLcode run_get(struct work *w) { return run(get, get_script, w); }

/* ---- an upload ---- */

static const struct step put_script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { LOGIN, PASSIVE, ASCII, SAY("STOR f", "150 send it"), DONE },
  { EXPECT("a\r\n"), EXPECT_END },
};

static size_t give(char *to, size_t size, size_t count, void *clientp)
{
  struct text *given = clientp;
  if(given->len) return 0;
  text_add(given, "sent", 4);
  memcpy(to, "a\n", 2);
  return 2;
}

static CURLcode put(CURL *easy, struct peer *p, struct work *w)
{
  CURLcode code = prepare(easy, p, &w->body[1], FTP "f;type=a");
  if(!code) code = curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  if(!code) code = curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
  if(!code) code = curl_easy_setopt(easy, CURLOPT_READDATA, &w->body[0]);
  return code ? code : curl_easy_perform(easy);
}

static CURLcode run_put(struct work *w) { return run(put, put_script, w); }

/* ---- files by a pattern ---- */

static const struct step many_script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { LOGIN, PASSIVE, ASCII, SAY("LIST", "150 here"), DONE, PASSIVE, IMAGE, SAY("RETR a", "150 here"), DONE, PASSIVE,
    SAY("RETR b", "150 here"), DONE },
  DATA("-rw-r--r-- 1 me us 1 Jan 11 10:00 a\r\n-rw-r--r-- 1 me us 2 Jan 11 10:00 b\r\n"),
  DATA("a"),
  DATA("bb"),
};

static CURLcode many(CURL *easy, struct peer *p, struct work *w)
{
  CURLcode code = prepare(easy, p, &w->body[0], FTP "*");
  if(!code) code = curl_easy_setopt(easy, CURLOPT_WILDCARDMATCH, 1L);
  return code ? code : curl_easy_perform(easy);
}

static CURLcode run_many(struct work *w) { return run(many, many_script, w); }

static void a_download_survives(void **state) { sweep(run_get, "hello"); }
static void an_upload_survives(void **state) { sweep(run_put, "sent"); }
static void patterns_survive(void **state) { sweep(run_many, "abb"); }

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_download_survives),
    cmocka_unit_test(an_upload_survives),
    cmocka_unit_test(patterns_survive),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
