/* HSTS: hosts that are asked by https only. https is not allowed here, so that an upgraded transfer ends with
 * CURLE_UNSUPPORTED_PROTOCOL, and no socket is opened for it. */
#include "check.h"
#include "gate.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FUTURE    "\"20990101 00:00:00\""
#define IS_HSTS   CURLE_UNSUPPORTED_PROTOCOL
#define NOT_HSTS  CURLE_COULDNT_CONNECT
#define TEXT_ROOM 4096

static char folder[] = "/tmp/sluice-hsts-XXXXXX";
static char one[64], two[64];
static struct gate gate;

static int set_up(void **state)
{
  if(!mkdtemp(folder)) return 1;
  snprintf(one, sizeof one, "%s/one", folder);
  snprintf(two, sizeof two, "%s/two", folder);
  return 0;
}

static int tear_down(void **state) { return rmdir(folder); /* fails where something was left in it */ }

static int begin(void **state)
{
  gate_init(&gate);
  gate.refuse = 1000;
  return 0;
}

static int end(void **state)
{
  unlink(one);
  unlink(two);
  return 0;
}

static void put(const char *path, const char *text)
{
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  assert_true(fputs(text, f) >= 0);
  assert_int_equal(fclose(f), 0);
}

/* The lines of a file that are no comments. */
static const char *lines_of(const char *path)
{
  static char text[TEXT_ROOM];
  char line[512];
  FILE *f = fopen(path, "r");
  text[0] = '\0';
  if(!f) return "(no file)";
  while(fgets(line, sizeof line, f)) {
    if(*line != '#') strcat(text, line);
  }
  fclose(f);
  return text;
}

static CURL *handle(void)
{
  CURL *easy = gate_handle(&gate, "http://a.test/", NULL);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_RESOLVE, NULL), CURLE_OK);
  return easy;
}

/* An address in CURLOPT_CONNECT_TO: no name is looked up. */
static CURLcode get(CURL *easy, const char *url)
{
  struct curl_slist *to = curl_slist_append(NULL, "::192.0.2.1:");
  int opens = gate.opens;
  assert_non_null(to);
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, to);
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http");
  CURLcode code = curl_easy_perform(easy);
  assert_int_equal(gate.opens > opens, code != IS_HSTS);
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, NULL);
  curl_slist_free_all(to);
  return code;
}

static void assert_effective(CURL *easy, const char *expected)
{
  const char *url = NULL;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &url), CURLE_OK);
  assert_string_equal(url, expected);
}

static void without_the_option_nothing_is_upgraded(void **state)
{
  CURL *easy = handle();
  assert_int_equal(get(easy, "http://a.test/"), NOT_HSTS);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_HSTS_CTRL, CURLHSTS_ENABLE), CURLE_OK);
  assert_int_equal(get(easy, "http://a.test/"), NOT_HSTS);
  curl_easy_cleanup(easy);
}

static void files_that_cannot_be_read_have_nothing(void **state)
{
  CURL *easy = handle();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_HSTS, "/nonexistent/file"), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_HSTS, folder), CURLE_OK);
  assert_int_equal(get(easy, "http://a.test/"), NOT_HSTS);
  curl_easy_cleanup(easy);
}

static void a_host_of_a_file_is_asked_by_https(void **state)
{
  CURL *easy = handle();
  put(one, "a.test " FUTURE "\n.b.test " FUTURE "\nold.test \"20010101 00:00:00\"\n192.0.2.1 " FUTURE "\n");
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_HSTS, one), CURLE_OK);
  assert_int_equal(get(easy, "http://a.test/x?y#z"), IS_HSTS);
  assert_effective(easy, "https://a.test/x?y#z");
  assert_int_equal(get(easy, "A.Test"), IS_HSTS);
  assert_int_equal(get(easy, "http://x.a.test/"), NOT_HSTS);
  assert_int_equal(get(easy, "http://x.b.test/"), IS_HSTS);
  assert_int_equal(get(easy, "http://old.test/"), NOT_HSTS);
  assert_int_equal(get(easy, "http://192.0.2.1/"), NOT_HSTS);
  assert_effective(easy, "http://192.0.2.1/");
  curl_easy_cleanup(easy);
  assert_string_equal(lines_of(one), "a.test " FUTURE "\n.b.test " FUTURE "\n");
}

/* RFC 6797, section 8.3. */
static void ports(void **state)
{
  CURL *easy = handle();
  put(one, "a.test " FUTURE "\n");
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_HSTS, one), CURLE_OK);
  assert_int_equal(get(easy, "http://a.test:80/"), IS_HSTS);
  assert_effective(easy, "https://a.test:443/");
  assert_int_equal(get(easy, "http://a.test:8080/"), IS_HSTS);
  assert_effective(easy, "https://a.test:8080/");
  curl_easy_cleanup(easy);
}

static void scenario_34_dots_make_no_difference(void **state)
{
  CURL *easy = handle();
  put(one, "a.test " FUTURE "\nb.test. " FUTURE "\nxn--4ca.test " FUTURE "\n");
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_HSTS, one), CURLE_OK);
  assert_int_equal(get(easy, "http://a.test./"), IS_HSTS);
  assert_effective(easy, "https://a.test./");
  assert_int_equal(get(easy, "http://b.test/"), IS_HSTS);
  assert_int_equal(get(easy, "http://b.test./"), IS_HSTS);
  assert_int_equal(get(easy, "http://a\xe3\x80\x82test/"), IS_HSTS); /* U+3002 */
  assert_int_equal(get(easy, "http://\xc3\xa4\xe3\x80\x82test./"), IS_HSTS);
  curl_easy_cleanup(easy);
}

static void scenario_34_every_transfer_of_a_handle_is_upgraded(void **state)
{
  CURL *easy = handle();
  put(one, "a.test " FUTURE "\n");
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_HSTS, one), CURLE_OK);
  for(int i = 0; i < 3; i++) assert_int_equal(get(easy, "http://a.test/"), IS_HSTS);
  assert_int_equal(unlink(one), 0);
  for(int i = 0; i < 3; i++) assert_int_equal(curl_easy_perform(easy), IS_HSTS);
  curl_easy_cleanup(easy);
}

static void scenario_34_of_two_saves_none_loses_what_the_other_has(void **state)
{
  CURL *first = handle(), *second = handle();
  put(one, "a.test " FUTURE "\n");
  put(two, "b.test " FUTURE "\n");
  curl_easy_setopt(first, CURLOPT_HSTS, one);
  curl_easy_setopt(second, CURLOPT_HSTS, two);
  curl_easy_setopt(second, CURLOPT_HSTS, one);
  assert_int_equal(get(first, "http://a.test/"), IS_HSTS);
  assert_int_equal(get(second, "http://b.test/"), IS_HSTS);
  curl_easy_cleanup(second);
  assert_string_equal(lines_of(one), "b.test " FUTURE "\na.test " FUTURE "\n");
  curl_easy_cleanup(first);
  assert_string_equal(lines_of(one), "a.test " FUTURE "\nb.test " FUTURE "\n");
}

static void several_files_are_read_and_the_last_is_written(void **state)
{
  CURL *easy = handle();
  put(one, "a.test " FUTURE "\n");
  put(two, "b.test " FUTURE "\n");
  curl_easy_setopt(easy, CURLOPT_HSTS, one);
  curl_easy_setopt(easy, CURLOPT_HSTS, two);
  assert_int_equal(get(easy, "http://a.test/"), IS_HSTS);
  assert_int_equal(get(easy, "http://b.test/"), IS_HSTS);
  curl_easy_cleanup(easy);
  assert_string_equal(lines_of(one), "a.test " FUTURE "\n");
  assert_string_equal(lines_of(two), "a.test " FUTURE "\nb.test " FUTURE "\n");
}

static void null_forgets_the_files_and_not_the_hosts(void **state)
{
  CURL *easy = handle();
  put(one, "a.test " FUTURE "\n");
  put(two, "b.test " FUTURE "\n");
  curl_easy_setopt(easy, CURLOPT_HSTS, one);
  assert_int_equal(get(easy, "http://a.test/"), IS_HSTS);
  curl_easy_setopt(easy, CURLOPT_HSTS, two);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_HSTS, NULL), CURLE_OK);
  assert_int_equal(get(easy, "http://a.test/"), IS_HSTS);
  assert_int_equal(get(easy, "http://b.test/"), NOT_HSTS);
  unlink(one);
  curl_easy_cleanup(easy);
  assert_string_equal(lines_of(one), "(no file)");
  assert_string_equal(lines_of(two), "b.test " FUTURE "\n");
}

static void a_file_that_was_never_read_is_not_written(void **state)
{
  CURL *easy = handle();
  put(one, "a.test " FUTURE "\n");
  curl_easy_setopt(easy, CURLOPT_HSTS, one);
  curl_easy_cleanup(easy);
  assert_string_equal(lines_of(one), "a.test " FUTURE "\n");
}

static void a_read_only_file_is_not_written(void **state)
{
  CURL *easy = handle();
  put(one, "a.test " FUTURE "\n");
  curl_easy_setopt(easy, CURLOPT_HSTS, one);
  curl_easy_setopt(easy, CURLOPT_HSTS_CTRL, CURLHSTS_ENABLE | CURLHSTS_READONLYFILE);
  assert_int_equal(get(easy, "http://a.test/"), IS_HSTS);
  curl_easy_reset(easy);
  unlink(one);
  curl_easy_cleanup(easy);
  assert_string_equal(lines_of(one), "(no file)");
}

static void it_can_be_switched_off(void **state)
{
  CURL *easy = handle();
  put(one, "a.test " FUTURE "\n");
  curl_easy_setopt(easy, CURLOPT_HSTS, one);
  assert_int_equal(get(easy, "http://a.test/"), IS_HSTS);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_HSTS_CTRL, 0L), CURLE_OK);
  assert_int_equal(get(easy, "http://a.test/"), NOT_HSTS);
  unlink(one);
  curl_easy_cleanup(easy);
  assert_string_equal(lines_of(one), "(no file)");
}

static void a_reset_changes_no_memory(void **state)
{
  CURL *easy = handle();
  put(one, "a.test " FUTURE "\n");
  curl_easy_setopt(easy, CURLOPT_HSTS, one);
  assert_int_equal(get(easy, "http://a.test/"), IS_HSTS);
  unlink(one);
  curl_easy_reset(easy);
  gate_install(&gate, easy);
  assert_int_equal(get(easy, "http://a.test/"), IS_HSTS);
  curl_easy_cleanup(easy);
  assert_string_equal(lines_of(one), "a.test " FUTURE "\n");
}

static void a_copy_of_a_handle_has_its_hosts(void **state)
{
  CURL *easy = handle();
  put(one, "a.test " FUTURE "\n");
  curl_easy_setopt(easy, CURLOPT_HSTS, one);
  CURL *early = curl_easy_duphandle(easy);
  assert_int_equal(get(easy, "http://a.test/"), IS_HSTS);
  put(one, "b.test " FUTURE "\n");
  CURL *late = curl_easy_duphandle(easy);
  assert_int_equal(get(early, "http://b.test/"), IS_HSTS);
  assert_int_equal(get(early, "http://a.test/"), NOT_HSTS);
  assert_int_equal(get(late, "http://a.test/"), IS_HSTS);
  assert_int_equal(get(late, "http://b.test/"), IS_HSTS);
  assert_int_equal(get(easy, "http://b.test/"), NOT_HSTS);
  curl_easy_cleanup(easy);
  curl_easy_cleanup(early);
  curl_easy_cleanup(late);
}

/* The read callback. */
struct source {
  const char *names[8];
  const char *stamps[8];
  int given;
  int calls;
  int answer; /* of the last call; CURLSTS_OK: once more and for ever */
};

static CURLSTScode give_host(CURL *easy, struct curl_hstsentry *e, void *clientp)
{
  struct source *s = clientp;
  s->calls++;
  if(!s->names[s->given]) return (CURLSTScode)s->answer;
  assert_int_equal(e->includeSubDomains, 0);
  assert_true(strlen(s->names[s->given]) <= e->namelen);
  strcpy(e->name, s->names[s->given]);
  strcpy(e->expire, s->stamps[s->given++]);
  return CURLSTS_OK;
}

static CURL *asking_handle(struct source *s)
{
  CURL *easy = handle();
  curl_easy_setopt(easy, CURLOPT_HSTS_CTRL, CURLHSTS_ENABLE);
  curl_easy_setopt(easy, CURLOPT_HSTSREADFUNCTION, give_host);
  curl_easy_setopt(easy, CURLOPT_HSTSREADDATA, s);
  return easy;
}

static void a_read_callback_that_fails_ends_the_transfer(void **state)
{
  static const int answers[] = { CURLSTS_FAIL, 3, -1 };
  char error[CURL_ERROR_SIZE];
  for(size_t i = 0; i < 3; i++) {
    struct source s = { .answer = answers[i] };
    CURL *easy = asking_handle(&s);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error);
    assert_int_equal(curl_easy_perform(easy), CURLE_ABORTED_BY_CALLBACK);
    assert_string_not_equal(error, "");
    curl_easy_cleanup(easy);
  }
  assert_int_equal(gate.opens, 0);
}

static void a_read_callback_without_end_is_stopped(void **state)
{
  struct source nameless = { .answer = CURLSTS_OK };
  CURL *easy = asking_handle(&nameless);
  assert_int_equal(curl_easy_perform(easy), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(nameless.calls, 1);
  curl_easy_cleanup(easy);
}

static CURLSTScode give_one_for_ever(CURL *easy, struct curl_hstsentry *e, void *clientp)
{
  snprintf(e->name, e->namelen, "%d.test", ++*(int *)clientp);
  return CURLSTS_OK;
}

static CURLSTScode overrun_name(CURL *easy, struct curl_hstsentry *e, void *clientp)
{
  memset(e->name, 'a', e->namelen + 1);
  return CURLSTS_OK;
}

static void hostile_read_callbacks(void **state)
{
  int count = 0;
  CURL *easy = asking_handle(NULL);
  curl_easy_setopt(easy, CURLOPT_HSTSREADFUNCTION, give_one_for_ever);
  curl_easy_setopt(easy, CURLOPT_HSTSREADDATA, &count);
  assert_int_equal(curl_easy_perform(easy), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_true(count >= 10000);
  curl_easy_setopt(easy, CURLOPT_HSTSREADFUNCTION, overrun_name);
  assert_int_equal(curl_easy_perform(easy), CURLE_BAD_FUNCTION_ARGUMENT);
  curl_easy_cleanup(easy);
}

static void hosts_come_from_the_read_callback(void **state)
{
  struct source s = { .names = { "a.test", "b.test.", ".c.test", "soon.test" },
                      .stamps = { "20990101 00:00:00", "", "20990101 00:00:00", "soon" },
                      .answer = CURLSTS_DONE };
  CURL *easy = asking_handle(&s);
  assert_int_equal(get(easy, "http://a.test/"), IS_HSTS);
  assert_int_equal(get(easy, "http://b.test/"), IS_HSTS);
  assert_int_equal(get(easy, "http://x.c.test/"), IS_HSTS);
  assert_int_equal(get(easy, "http://soon.test/"), NOT_HSTS);
  assert_int_equal(s.calls, 5); /* once for all transfers */
  curl_easy_setopt(easy, CURLOPT_HSTSREADFUNCTION, give_host);
  assert_int_equal(get(easy, "http://a.test/"), IS_HSTS);
  assert_int_equal(s.calls, 6);
  curl_easy_cleanup(easy);
}

/* The write callback. */
struct sink {
  char text[TEXT_ROOM];
  int answer_after; /* so many calls, `answer` */
  CURLSTScode answer;
};

static CURLSTScode take_host(CURL *easy, struct curl_hstsentry *e, struct curl_index *i, void *clientp)
{
  struct sink *s = clientp;
  size_t len = strlen(s->text);
  assert_int_equal(e->namelen, strlen(e->name));
  snprintf(s->text + len, sizeof s->text - len, "[%zu/%zu] %s%s %s\n", i->index, i->total,
           e->includeSubDomains ? "." : "", e->name, e->expire);
  curl_easy_cleanup(easy); /* it ends already */
  return s->answer_after-- > 0 ? CURLSTS_OK : s->answer;
}

static void a_handle_that_ends_tells_its_hosts(void **state)
{
  struct source s = { .names = { "1.test", "2.test.", "3.test", ".3.test", "4.test", ".4.test" },
                      .stamps = { "20990320 01:02:03", "20990320 03:02:01", "20990319 01:02:03", "20800319 01:02:03",
                                  "", "20800319 01:02:03" },
                      .answer = CURLSTS_DONE };
  struct sink to = { .answer_after = 100 };
  CURL *easy = asking_handle(&s);
  curl_easy_setopt(easy, CURLOPT_HSTSWRITEFUNCTION, take_host);
  curl_easy_setopt(easy, CURLOPT_HSTSWRITEDATA, &to);
  assert_int_equal(get(easy, "http://1.test/"), IS_HSTS);
  assert_string_equal(to.text, "");
  curl_easy_cleanup(easy);
  assert_string_equal(to.text, "[0/4] 1.test 20990320 01:02:03\n[1/4] 2.test 20990320 03:02:01\n"
                               "[2/4] .3.test 20990319 01:02:03\n[3/4] .4.test unlimited\n");
}

static void a_write_callback_can_stop(void **state)
{
  static const CURLSTScode answers[] = { CURLSTS_DONE, CURLSTS_FAIL, (CURLSTScode)7 };
  for(size_t i = 0; i < 3; i++) {
    struct sink to = { .answer = answers[i] };
    CURL *easy = handle();
    put(one, "a.test " FUTURE "\nb.test " FUTURE "\n");
    curl_easy_setopt(easy, CURLOPT_HSTS, one);
    curl_easy_setopt(easy, CURLOPT_HSTSWRITEFUNCTION, take_host);
    curl_easy_setopt(easy, CURLOPT_HSTSWRITEDATA, &to);
    assert_int_equal(get(easy, "http://a.test/"), IS_HSTS);
    curl_easy_cleanup(easy);
    assert_string_equal(to.text, "[0/2] a.test 20990101 00:00:00\n");
    assert_string_equal(lines_of(one), "a.test " FUTURE "\nb.test " FUTURE "\n");
  }
}

static CURLSTScode change_all(CURL *easy, struct curl_hstsentry *e, void *clientp)
{
  curl_easy_setopt(easy, CURLOPT_HSTSREADFUNCTION, NULL);
  curl_easy_setopt(easy, CURLOPT_HSTS, NULL);
  curl_easy_setopt(easy, CURLOPT_HSTS_CTRL, 0L);
  curl_easy_setopt(easy, CURLOPT_SHARE, NULL);
  curl_easy_reset(easy);
  curl_easy_cleanup(easy);
  if(++*(int *)clientp > 1) return CURLSTS_DONE;
  strcpy(e->name, "a.test");
  return CURLSTS_OK;
}

static void a_read_callback_may_set_options(void **state)
{
  int calls = 0;
  CURLSH *share = curl_share_init();
  CURL *easy = asking_handle(NULL);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_HSTS), CURLSHE_OK);
  curl_easy_setopt(easy, CURLOPT_SHARE, share);
  curl_easy_setopt(easy, CURLOPT_HSTSREADFUNCTION, change_all);
  curl_easy_setopt(easy, CURLOPT_HSTSREADDATA, &calls);
  assert_int_equal(get(easy, "http://a.test/"), IS_HSTS);
  assert_int_equal(calls, 2);
  assert_int_equal(get(easy, "http://a.test/"), NOT_HSTS);
  curl_easy_cleanup(easy);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
}

/* Locks that are counted. */
static int locked, locks;

static void lock(CURL *easy, curl_lock_data data, curl_lock_access access, void *clientp)
{
  if(data != CURL_LOCK_DATA_HSTS) return;
  assert_int_equal(locked++, 0);
  locks++;
}

static void unlock(CURL *easy, curl_lock_data data, void *clientp)
{
  if(data == CURL_LOCK_DATA_HSTS) assert_int_equal(--locked, 0);
}

static CURLSTScode give_unlocked(CURL *easy, struct curl_hstsentry *e, void *clientp)
{
  assert_int_equal(locked, 0);
  return give_host(easy, e, clientp);
}

static void a_share_has_one_memory(void **state)
{
  struct source s = { .names = { "c.test" }, .stamps = { "" }, .answer = CURLSTS_DONE };
  CURLSH *share = curl_share_init();
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_HSTS), CURLSHE_OK);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_LOCKFUNC, lock), CURLSHE_OK);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, unlock), CURLSHE_OK);
  CURL *first = asking_handle(&s), *second = handle();
  curl_easy_setopt(first, CURLOPT_HSTSREADFUNCTION, give_unlocked);
  put(one, "a.test " FUTURE "\n");
  curl_easy_setopt(first, CURLOPT_HSTS, one);
  curl_easy_setopt(first, CURLOPT_SHARE, share);
  curl_easy_setopt(second, CURLOPT_SHARE, share);
  assert_int_equal(get(first, "http://a.test/"), IS_HSTS);
  assert_int_equal(get(second, "http://a.test/"), IS_HSTS);
  assert_int_equal(get(second, "http://c.test/"), IS_HSTS);
  assert_true(locks > 0);
  curl_easy_setopt(second, CURLOPT_SHARE, NULL);
  assert_int_equal(get(second, "http://a.test/"), NOT_HSTS);
  curl_easy_cleanup(second);
  unlink(one);
  curl_easy_cleanup(first);
  assert_string_equal(lines_of(one), "a.test " FUTURE "\nc.test \"unlimited\"\n");
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_UNSHARE, CURL_LOCK_DATA_HSTS), CURLSHE_OK);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
}

/* Nothing but https can say it (RFC 6797, section 8.1). */
static void an_answer_over_http_is_not_believed(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("GET / "),
      SEND("HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=1000\r\nContent-Length: 0\r\n\r\n"),
      EXPECT_HEAD("GET / "), SEND("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), EXPECT_END },
  };
  struct peer peer;
  CURL *easy = curl_easy_init();
  peer_init(&peer, script);
  peer_install(&peer, easy);
  peer_start(&peer);
  curl_easy_setopt(easy, CURLOPT_HSTS_CTRL, CURLHSTS_ENABLE);
  curl_easy_setopt(easy, CURLOPT_URL, "http://a.test/");
  struct curl_slist *to = curl_slist_append(NULL, "::192.0.2.1:");
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, to);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_cleanup(easy);
  curl_slist_free_all(to);
  assert_string_equal(peer_end(&peer), "");
}

static void a_redirect_is_upgraded_too(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("Host: first.test"),
      SEND("HTTP/1.1 302 Found\r\nLocation: http://a.test/x\r\nContent-Length: 0\r\n\r\n"), EXPECT_END },
  };
  struct peer peer;
  CURL *easy = curl_easy_init();
  struct curl_slist *to = curl_slist_append(NULL, "::192.0.2.1:");
  put(one, "a.test " FUTURE "\n");
  peer_init(&peer, script);
  peer_install(&peer, easy);
  peer_start(&peer);
  curl_easy_setopt(easy, CURLOPT_HSTS, one);
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, to);
  curl_easy_setopt(easy, CURLOPT_URL, "http://first.test/");
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http");
  assert_int_equal(curl_easy_perform(easy), IS_HSTS);
  assert_effective(easy, "https://a.test/x");
  curl_easy_cleanup(easy);
  curl_slist_free_all(to);
  assert_string_equal(peer_end(&peer), "");
}

static void it_is_among_the_features(void **state)
{
  const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
  bool is_named = false;
  for(const char *const *name = info->feature_names; *name; name++) is_named = is_named || !strcmp(*name, "HSTS");
  assert_true(info->features & CURL_VERSION_HSTS);
  assert_true(is_named);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(without_the_option_nothing_is_upgraded),
    TEST(files_that_cannot_be_read_have_nothing),
    TEST(a_read_callback_that_fails_ends_the_transfer),
    TEST(a_read_callback_without_end_is_stopped),
    TEST(hostile_read_callbacks),
    TEST(a_read_callback_may_set_options),
    TEST(a_host_of_a_file_is_asked_by_https),
    TEST(ports),
    TEST(scenario_34_dots_make_no_difference),
    TEST(scenario_34_every_transfer_of_a_handle_is_upgraded),
    TEST(scenario_34_of_two_saves_none_loses_what_the_other_has),
    TEST(several_files_are_read_and_the_last_is_written),
    TEST(null_forgets_the_files_and_not_the_hosts),
    TEST(a_file_that_was_never_read_is_not_written),
    TEST(a_read_only_file_is_not_written),
    TEST(it_can_be_switched_off),
    TEST(a_reset_changes_no_memory),
    TEST(a_copy_of_a_handle_has_its_hosts),
    TEST(hosts_come_from_the_read_callback),
    TEST(a_handle_that_ends_tells_its_hosts),
    TEST(a_write_callback_can_stop),
    TEST(a_share_has_one_memory),
    TEST(an_answer_over_http_is_not_believed),
    TEST(a_redirect_is_upgraded_too),
    TEST(it_is_among_the_features),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
