/* The lock callbacks of a share: around what is shared, around nothing else, and for the handle that is at work. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include "gate.h"
#include <stdio.h>

#define HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static const struct step twice_on_one[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END },
};

/* The book of locks. */
struct book {
  int locks[CURL_LOCK_DATA_LAST];
  int held[CURL_LOCK_DATA_LAST];
  CURL *handle; /* expected */
  int mistakes;
  CURLcode inside; /* what curl_easy_perform said from within a lock callback */
};

static CURLSH *share;
static struct peer peer;
static struct gate gate;
static struct book book;

static void lock(CURL *handle, curl_lock_data data, curl_lock_access access, void *clientp)
{
  struct book *b = clientp;
  b->locks[data]++;
  b->mistakes += b->held[data]++ || handle != b->handle || access != CURL_LOCK_ACCESS_SINGLE;
}

static void unlock(CURL *handle, curl_lock_data data, void *clientp)
{
  struct book *b = clientp;
  b->mistakes += --b->held[data] || handle != b->handle;
}

static void expect_unlocked(void)
{
  for(int i = 0; i < CURL_LOCK_DATA_LAST; i++) book.mistakes += book.held[i];
}

/* Every other callback, which runs under no lock. */

static curl_socket_t open_socket(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  expect_unlocked();
  return gate_open(clientp, purpose, address);
}

static int configure(void *clientp, curl_socket_t fd, curlsocktype purpose)
{
  expect_unlocked();
  return gate_sockopt(clientp, fd, purpose);
}

static int close_socket(void *clientp, curl_socket_t fd)
{
  expect_unlocked();
  return gate_close(clientp, fd);
}

static size_t take_data(char *data, size_t size, size_t count, void *clientp)
{
  expect_unlocked();
  return size * count;
}

static int show(CURL *handle, curl_infotype type, char *data, size_t size, void *clientp)
{
  expect_unlocked();
  return 0;
}

static int progress(void *clientp, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up)
{
  expect_unlocked();
  return 0;
}

static int permit(void *clientp, char *primary, char *local, int primary_port, int local_port)
{
  expect_unlocked();
  return CURL_PREREQFUNC_OK;
}

static int set_up(void **state)
{
  gate_init(&gate);
  book = (struct book){ 0 };
  share = curl_share_init();
  curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
  curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
  curl_share_setopt(share, CURLSHOPT_LOCKFUNC, lock);
  curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, unlock);
  return curl_share_setopt(share, CURLSHOPT_USERDATA, &book) != CURLSHE_OK;
}

static CURL *sharing_handle(const char *url)
{
  CURL *easy = gate_handle(&gate, url, NULL);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, configure);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_data);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_data);
  curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, show);
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, progress);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, permit);
  book.handle = easy;
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SHARE, share), CURLE_OK);
  return easy;
}

static void end_share(void)
{
  book.handle = NULL;
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
}

static void expect_no_mistake(void)
{
  expect_unlocked();
  assert_int_equal(book.mistakes, 0);
}

static void a_handle_that_comes_and_goes_locks_the_share(void **state)
{
  CURL *easy = curl_easy_init();
  book.handle = easy;
  curl_easy_setopt(easy, CURLOPT_SHARE, share);
  assert_int_equal(book.locks[CURL_LOCK_DATA_SHARE], 1);
  curl_easy_setopt(easy, CURLOPT_SHARE, NULL);
  assert_int_equal(book.locks[CURL_LOCK_DATA_SHARE], 2);
  curl_easy_setopt(easy, CURLOPT_SHARE, share);
  curl_easy_cleanup(easy);
  assert_int_equal(book.locks[CURL_LOCK_DATA_SHARE], 4);
  end_share();
  assert_int_equal(book.locks[CURL_LOCK_DATA_SHARE], 5);
  expect_no_mistake();
}

static void a_share_in_use_is_refused_without_a_lock(void **state)
{
  CURL *easy = curl_easy_init();
  book.handle = easy;
  curl_easy_setopt(easy, CURLOPT_SHARE, share);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_IN_USE);
  assert_int_equal(book.locks[CURL_LOCK_DATA_SHARE], 1);
  curl_easy_cleanup(easy);
  end_share();
  expect_no_mistake();
}

static void transfers_lock_names_and_connections_and_no_callback_is_inside(void **state)
{
  char url[64], entry[64];
  int port = peer_listen(&peer, twice_on_one, "127.0.0.1");
  snprintf(url, sizeof url, "http://shared.test:%d/", port);
  snprintf(entry, sizeof entry, "shared.test:%d:127.0.0.1", port);
  struct curl_slist *entries = curl_slist_append(NULL, entry);
  peer_start(&peer);
  for(int i = 0; i < 2; i++) {
    CURL *easy = sharing_handle(url);
    int connections = book.locks[CURL_LOCK_DATA_CONNECT], names = book.locks[CURL_LOCK_DATA_DNS];
    curl_easy_setopt(easy, CURLOPT_RESOLVE, entries);
    assert_int_equal(curl_easy_perform(easy), CURLE_OK);
    assert_true(book.locks[CURL_LOCK_DATA_CONNECT] >= connections + 2); /* to look for one, and to keep it */
    assert_true(book.locks[CURL_LOCK_DATA_DNS] > names);
    curl_easy_cleanup(easy);
  }
  assert_int_equal(gate.opens, 1);
  end_share();
  assert_int_equal(gate.closes, 1);
  expect_no_mistake();
  assert_string_equal(peer_end(&peer), "");
  curl_slist_free_all(entries);
}

/* One is in the way of the next, and is closed while that one runs. */
static void closing_what_is_too_much_is_outside(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END },
    { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END },
  };
  const char *url = gate_url("127.0.0.1", peer_listen(&peer, script, "127.0.0.1"));
  peer_start(&peer);
  CURL *easy = sharing_handle(url);
  curl_easy_setopt(easy, CURLOPT_MAXCONNECTS, 1L);
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(gate.closes, 1);
  curl_easy_cleanup(easy);
  end_share();
  assert_int_equal(gate.closes, 2);
  expect_no_mistake();
  assert_string_equal(peer_end(&peer), "");
}

static void only_what_is_shared_is_locked(void **state)
{
  const char *url = gate_url("127.0.0.1", peer_listen(&peer, twice_on_one, "127.0.0.1"));
  peer_start(&peer);
  curl_share_setopt(share, CURLSHOPT_UNSHARE, CURL_LOCK_DATA_CONNECT);
  curl_share_setopt(share, CURLSHOPT_UNSHARE, CURL_LOCK_DATA_DNS);
  CURL *easy = sharing_handle(url);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_cleanup(easy);
  for(int i = 0; i < CURL_LOCK_DATA_LAST; i++)
    if(i != CURL_LOCK_DATA_SHARE) assert_int_equal(book.locks[i], 0);
  end_share();
  expect_no_mistake();
  assert_string_equal(peer_end(&peer), "");
}

/* ---- callbacks that are half there, or do what they must not ---- */

static void lock_and_perform(CURL *handle, curl_lock_data data, curl_lock_access access, void *clientp)
{
  if(data == CURL_LOCK_DATA_CONNECT) book.inside = curl_easy_perform(handle);
}

static void a_transfer_in_a_lock_callback_is_refused(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END },
  };
  const char *url = gate_url("127.0.0.1", peer_listen(&peer, script, "127.0.0.1"));
  peer_start(&peer);
  curl_share_setopt(share, CURLSHOPT_LOCKFUNC, lock_and_perform);
  curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, NULL);
  CURL *easy = sharing_handle(url);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(book.inside, CURLE_RECURSIVE_API_CALL);
  curl_easy_cleanup(easy);
  end_share();
  assert_string_equal(peer_end(&peer), "");
}

static void one_callback_alone_does_no_harm(void **state)
{
  const char *url = gate_url("127.0.0.1", peer_listen(&peer, twice_on_one, "127.0.0.1"));
  peer_start(&peer);
  curl_share_setopt(share, CURLSHOPT_LOCKFUNC, NULL);
  CURL *easy = sharing_handle(url);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_cleanup(easy);
  end_share();
  assert_string_equal(peer_end(&peer), "");
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(a_handle_that_comes_and_goes_locks_the_share),
    TEST(a_share_in_use_is_refused_without_a_lock),
    TEST(transfers_lock_names_and_connections_and_no_callback_is_inside),
    TEST(closing_what_is_too_much_is_outside),
    TEST(only_what_is_shared_is_locked),
    TEST(a_transfer_in_a_lock_callback_is_refused),
    TEST(one_callback_alone_does_no_harm),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
