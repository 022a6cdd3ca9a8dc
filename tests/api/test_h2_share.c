/* HTTP/2 connections in a share: one that is parked is taken by another handle, or thread. */
#include "h2_client.h"
#include <pthread.h>
#include <string.h>

static const struct h2_page pages[] = { { .path = "/", .body = "hello" }, { 0 } };
static const struct h2_setup many[H2_CONNS_MAX] = { { 0 } };

static CURLSH *share;
static pthread_mutex_t mutexes[CURL_LOCK_DATA_LAST];

static void lock(CURL *handle, curl_lock_data data, curl_lock_access access, void *clientp)
{
  pthread_mutex_lock(&mutexes[data]);
}

static void unlock(CURL *handle, curl_lock_data data, void *clientp) { pthread_mutex_unlock(&mutexes[data]); }

static void begin(void)
{
  h2_begin_with(many, H2_CONNS_MAX, pages);
  for(int i = 0; i < CURL_LOCK_DATA_LAST; i++) pthread_mutex_init(&mutexes[i], NULL);
  share = curl_share_init();
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT), CURLSHE_OK);
  curl_share_setopt(share, CURLSHOPT_LOCKFUNC, lock);
  curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, unlock);
  h2_peer_start(&h2_peer);
}

static void end(void)
{
  curl_multi_cleanup(h2_multi);
  h2_multi = NULL;
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
  h2_end();
}

static struct h2_transfer *new_sharing(void)
{
  struct h2_transfer *t = h2_new("/");
  assert_int_equal(curl_easy_setopt(t->easy, CURLOPT_SHARE, share), CURLE_OK);
  return t;
}

static void done(struct h2_transfer *t)
{
  curl_easy_cleanup(t->easy);
  t->easy = NULL;
}

static void a_parked_one_is_taken_by_another_handle(void **state)
{
  begin();
  for(int i = 0; i < 5; i++) {
    struct h2_transfer *t = new_sharing();
    assert_int_equal(curl_easy_perform(t->easy), CURLE_OK);
    assert_int_equal(h2_long(t, CURLINFO_NUM_CONNECTS), i == 0);
    assert_string_equal(t->body.at, "hello");
    done(t);
  }
  assert_int_equal(h2_peer.opens, 1);
  end();
}

static void *perform(void *arg)
{
  struct h2_transfer *t = arg;
  t->code = curl_easy_perform(t->easy);
  return NULL;
}

static void a_parked_one_is_taken_by_another_thread(void **state)
{
  begin();
  for(int i = 0; i < 5; i++) {
    pthread_t thread;
    struct h2_transfer *t = new_sharing();
    assert_int_equal(pthread_create(&thread, NULL, perform, t), 0);
    pthread_join(thread, NULL);
    assert_int_equal(t->code, CURLE_OK);
    assert_string_equal(t->body.at, "hello");
    done(t);
  }
  assert_int_equal(h2_peer.opens, 1);
  end();
}

static void *perform_many(void *arg)
{
  struct h2_transfer *t = arg;
  for(int i = 0; i < 50 && !t->code; i++) t->code = curl_easy_perform(t->easy);
  return NULL;
}

static void scenario_60_threads_share_their_connections(void **state)
{
  pthread_t threads[6];
  struct h2_transfer *t[6];
  begin();
  for(int i = 0; i < 6; i++) {
    t[i] = new_sharing();
    curl_easy_setopt(t[i]->easy, CURLOPT_NOSIGNAL, 1L);
    assert_int_equal(pthread_create(&threads[i], NULL, perform_many, t[i]), 0);
  }
  for(int i = 0; i < 6; i++) pthread_join(threads[i], NULL);
  for(int i = 0; i < 6; i++) {
    if(t[i]->code) fail_msg("%s", t[i]->error);
    assert_int_equal(t[i]->body.len, 250);
    done(t[i]);
  }
  assert_in_range(h2_peer.opens, 1, 6);
  end();
}

/* One in use belongs to its multi, and takes streams of that multi. */
static void one_in_use_takes_streams_of_its_own_multi(void **state)
{
  begin();
  struct h2_transfer *t[8];
  for(int i = 0; i < 8; i++) {
    t[i] = new_sharing();
    curl_easy_setopt(t[i]->easy, CURLOPT_PIPEWAIT, 1L);
    h2_add(t[i]);
  }
  for(int running = 1; running;) {
    assert_int_equal(curl_multi_perform(h2_multi, &running), CURLM_OK);
    if(running) curl_multi_poll(h2_multi, NULL, 0, 100, NULL);
  }
  h2_take_messages();
  for(int i = 0; i < 8; i++) h2_expect(t[i], CURLE_OK, "hello");
  assert_int_equal(h2_peer.opens, 1);
  for(int i = 0; i < 8; i++) {
    h2_remove(t[i]);
    done(t[i]);
  }
  end();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_parked_one_is_taken_by_another_handle),
    cmocka_unit_test(a_parked_one_is_taken_by_another_thread),
    cmocka_unit_test(scenario_60_threads_share_their_connections),
    cmocka_unit_test(one_in_use_takes_streams_of_its_own_multi),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
