/* Cookies in a share: one jar for several handles, the program's locks around it, and threads. */
#include "cookie_client.h"
#include <pthread.h>

#define A      "http://a.test/"
#define SETS_A OK_WITH("Set-Cookie: a=1\r\n")

/* The book of locks. */
static int locks[CURL_LOCK_DATA_LAST], held[CURL_LOCK_DATA_LAST], mistakes;

static void lock(CURL *handle, curl_lock_data data, curl_lock_access access, void *clientp)
{
  locks[data]++;
  mistakes += held[data]++ || access != CURL_LOCK_ACCESS_SINGLE;
}

static void unlock(CURL *handle, curl_lock_data data, void *clientp) { mistakes += --held[data]; }

static CURLSH *share;
static CURL *other;

static int set_up_share(void **state)
{
  share = curl_share_init();
  other = new_client();
  memset(locks, 0, sizeof locks);
  memset(held, 0, sizeof held);
  mistakes = 0;
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE), CURLSHE_OK);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_PSL), CURLSHE_OK);
  return set_up(state);
}

static int tear_down_share(void **state)
{
  tear_down(state);
  curl_easy_cleanup(other);
  return curl_share_cleanup(share) != CURLSHE_OK || mistakes;
}

static void a_share_alone_switches_nothing_on(void **state)
{
  SET(easy, SHARE, share);
  GETS(easy, A, SETS_A, "");
  GETS(easy, A, NULL, "");
  LISTS(easy, "");
}

static void handles_have_one_jar(void **state)
{
  SET(easy, SHARE, share);
  SET(easy, COOKIEFILE, "");
  SET(other, COOKIEFILE, "");
  SET(other, SHARE, share);
  GETS(easy, A, SETS_A, "");
  GETS(other, A, OK_WITH("Set-Cookie: b=1\r\n"), "a=1");
  GETS(easy, A, NULL, "b=1; a=1");
  SET(other, COOKIELIST, "ALL");
  GETS(easy, A, NULL, "");
}

static void ones_own_cookies_are_not_brought_along(void **state)
{
  SET(easy, COOKIELIST, LINE("own", "1"));
  SET(easy, SHARE, share);
  LISTS(easy, "");
  GETS(easy, A, SETS_A, "");
  GETS(easy, A, NULL, "a=1");
}

static void who_leaves_has_none_and_takes_none(void **state)
{
  SET(easy, SHARE, share);
  SET(easy, COOKIELIST, LINE("a", "1"));
  SET(easy, SHARE, NULL);
  LISTS(easy, "");
  GETS(easy, A, SETS_A, "");
  GETS(easy, A, NULL, "");
  SET(other, SHARE, share);
  LISTS(other, LINE("a", "1") "\n");
}

static void who_switches_them_off_leaves_them_to_the_others(void **state)
{
  SET(easy, SHARE, share);
  SET(other, SHARE, share);
  SET(easy, COOKIELIST, LINE("a", "1"));
  SET(easy, COOKIEFILE, NULL);
  GETS(easy, A, NULL, "");
  SET(other, COOKIEFILE, "");
  GETS(other, A, NULL, "a=1");
  SET(easy, COOKIEFILE, "");
  GETS(easy, A, NULL, "a=1");
}

static void another_share_without_cookies_is_as_none(void **state)
{
  CURLSH *names = curl_share_init();
  SET(easy, SHARE, share);
  SET(easy, COOKIELIST, LINE("a", "1"));
  SET(easy, SHARE, names);
  GETS(easy, A, NULL, "");
  SET(easy, COOKIELIST, LINE("own", "1"));
  GETS(easy, A, NULL, "own=1");
  SET(easy, SHARE, NULL); /* had nothing to do with cookies */
  GETS(easy, A, NULL, "own=1");
  assert_int_equal(curl_share_cleanup(names), CURLSHE_OK);
}

static void what_is_not_shared_any_more_is_gone(void **state)
{
  SET(easy, SHARE, share);
  SET(easy, COOKIELIST, LINE("a", "1"));
  SET(easy, SHARE, NULL);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_UNSHARE, CURL_LOCK_DATA_COOKIE), CURLSHE_OK);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_UNSHARE, CURL_LOCK_DATA_COOKIE), CURLSHE_OK);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE), CURLSHE_OK);
  SET(easy, SHARE, share);
  SET(easy, COOKIEFILE, "");
  GETS(easy, A, NULL, "");
}

static void each_use_is_locked(void **state)
{
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_LOCKFUNC, lock), CURLSHE_OK);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, unlock), CURLSHE_OK);
  SET(easy, SHARE, share);
  assert_int_equal(locks[CURL_LOCK_DATA_COOKIE], 0);
  SET(easy, COOKIELIST, LINE("own", "1"));
  assert_int_equal(locks[CURL_LOCK_DATA_COOKIE], 1);
  SET(easy, COOKIELIST, "SESS");
  assert_int_equal(locks[CURL_LOCK_DATA_COOKIE], 2);
  GETS(easy, A, OK_WITH("Set-Cookie: a=1\r\nX: y\r\nSet-Cookie: b=1\r\n"), "");
  assert_int_equal(locks[CURL_LOCK_DATA_COOKIE], 5);
  LISTS(easy, LINE("a", "1") "\n" LINE("b", "1") "\n");
  assert_int_equal(locks[CURL_LOCK_DATA_COOKIE], 6);
  for(int i = 0; i < CURL_LOCK_DATA_LAST; i++) assert_int_equal(held[i], 0);
}

/* The handle leaves the share while it waits for the lock. */
static void leave(CURL *handle, curl_lock_data data, curl_lock_access access, void *clientp)
{
  if(data == CURL_LOCK_DATA_COOKIE && !locks[data]++) curl_easy_setopt(handle, CURLOPT_SHARE, NULL);
}

static void nothing(CURL *handle, curl_lock_data data, void *clientp) {}

static void a_lock_callback_may_do_what_it_likes(void **state)
{
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_LOCKFUNC, leave), CURLSHE_OK);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, nothing), CURLSHE_OK);
  SET(easy, SHARE, share);
  SET(easy, COOKIEFILE, "");
  GETS(easy, A, SETS_A, "");
  GETS(easy, A, NULL, "");
}

/* ---- threads ---- */

enum { THREADS = 8, ROUNDS = 100 };

static pthread_mutex_t mutexes[CURL_LOCK_DATA_LAST];

static void lock_mutex(CURL *handle, curl_lock_data data, curl_lock_access access, void *clientp)
{
  pthread_mutex_lock(&mutexes[data]);
}

static void unlock_mutex(CURL *handle, curl_lock_data data, void *clientp) { pthread_mutex_unlock(&mutexes[data]); }

struct worker {
  pthread_t thread;
  int number;
  CURLcode failure;
  int far_end; /* of the last connection, or -1 */
  char head[256];
};

/* Sets a cookie of its own and one that all set, each time anew. */
static curl_socket_t answer_worker(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  int pair[2];
  struct worker *w = clientp;
  if(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) return CURL_SOCKET_BAD;
  if(w->far_end >= 0) close(w->far_end);
  w->far_end = pair[1];
  if(write(pair[1], w->head, strlen(w->head)) < 0) abort();
  return pair[0];
}

static void note(struct worker *w, CURLcode code)
{
  if(!w->failure) w->failure = code;
}

static void *work(void *arg)
{
  struct worker *w = arg;
  char line[128];
  for(int i = 0; i < ROUNDS; i++) {
    struct curl_slist *list = NULL;
    CURL *mine = curl_easy_init();
    snprintf(line, sizeof line, "h%d.test\tFALSE\t/\tFALSE\t0\tn%d\tv", w->number, i);
    note(w, curl_easy_setopt(mine, CURLOPT_SHARE, share));
    note(w, curl_easy_setopt(mine, CURLOPT_COOKIEFILE, ""));
    note(w, curl_easy_setopt(mine, CURLOPT_COOKIELIST, line));
    note(w, curl_easy_setopt(mine, CURLOPT_COOKIELIST, "Set-Cookie: all=1; domain=a.test"));
    note(w, curl_easy_getinfo(mine, CURLINFO_COOKIELIST, &list));
    curl_slist_free_all(list);
    if(i % 10 == 9 && w->number == 0) note(w, curl_easy_setopt(mine, CURLOPT_COOKIELIST, "ALL"));
    prepare_client(mine);
    curl_easy_setopt(mine, CURLOPT_OPENSOCKETFUNCTION, answer_worker);
    curl_easy_setopt(mine, CURLOPT_OPENSOCKETDATA, w);
    snprintf(w->head, sizeof w->head, OK_WITH("Set-Cookie: t%d=%d\r\nSet-Cookie: same=%d\r\n"), w->number, i,
             w->number);
    curl_easy_setopt(mine, CURLOPT_URL, "http://a.test/");
    note(w, curl_easy_perform(mine));
    curl_easy_cleanup(mine);
  }
  if(w->far_end >= 0) close(w->far_end);
  return NULL;
}

static void run_threads(bool with_locks)
{
  struct worker workers[THREADS];
  for(int i = 0; i < CURL_LOCK_DATA_LAST; i++) pthread_mutex_init(&mutexes[i], NULL);
  if(with_locks) {
    assert_int_equal(curl_share_setopt(share, CURLSHOPT_LOCKFUNC, lock_mutex), CURLSHE_OK);
    assert_int_equal(curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, unlock_mutex), CURLSHE_OK);
  }
  for(int i = 0; i < THREADS; i++) {
    workers[i] = (struct worker){ .number = i, .far_end = -1 };
    assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
  }
  for(int i = 0; i < THREADS; i++) assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
  for(int i = 0; i < THREADS; i++) assert_int_equal(workers[i].failure, CURLE_OK);
  SET(easy, SHARE, share);
  assert_non_null(strstr(listed(easy), "\tsame\t"));
}

static void scenario_60_threads_share_cookies_without_locks(void **state) { run_threads(false); }
static void scenario_60_threads_share_cookies_with_locks(void **state) { run_threads(true); }

#define SHARE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_share, tear_down_share)

int main(void)
{
  const struct CMUnitTest tests[] = {
    SHARE_TEST(a_share_alone_switches_nothing_on),
    SHARE_TEST(handles_have_one_jar),
    SHARE_TEST(ones_own_cookies_are_not_brought_along),
    SHARE_TEST(who_leaves_has_none_and_takes_none),
    SHARE_TEST(who_switches_them_off_leaves_them_to_the_others),
    SHARE_TEST(another_share_without_cookies_is_as_none),
    SHARE_TEST(what_is_not_shared_any_more_is_gone),
    SHARE_TEST(each_use_is_locked),
    SHARE_TEST(a_lock_callback_may_do_what_it_likes),
    SHARE_TEST(scenario_60_threads_share_cookies_without_locks),
    SHARE_TEST(scenario_60_threads_share_cookies_with_locks),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
