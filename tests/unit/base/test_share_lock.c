/* The program's locks around what it shares. */
#include "base/share_lock.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static int depth, locks, unlocks;
static curl_lock_data kind;
static void *handle, *data;
static struct callback_guard guard;

static void lock(CURL *easy, curl_lock_data what, curl_lock_access access, void *clientp)
{
  assert_int_equal(access, CURL_LOCK_ACCESS_SINGLE);
  assert_true(callback_is_running(&guard));
  depth++;
  locks++;
  kind = what;
  handle = easy;
  data = clientp;
}

static void unlock(CURL *easy, curl_lock_data what, void *clientp)
{
  assert_ptr_equal(easy, handle);
  assert_int_equal(what, kind);
  assert_ptr_equal(clientp, data);
  assert_true(callback_is_running(&guard));
  depth--;
  unlocks++;
}

static int set_up(void **state)
{
  depth = locks = unlocks = 0;
  handle = data = NULL;
  return 0;
}

static void no_lock_is_nothing(void **state)
{
  SHARE_LOCKED(NULL, CURL_LOCK_DATA_DNS, NULL);
  assert_int_equal(locks, 0);
}

static void hold(const struct share_lock *l)
{
  struct trace t = { .handle = &depth, .guard = &guard };
  SHARE_LOCKED(l, CURL_LOCK_DATA_CONNECT, &t);
  assert_int_equal(locks, l->lock != NULL);
  assert_int_equal(unlocks, 0);
  assert_false(callback_is_running(&guard));
}

static void one_callback_alone_is_called_alone(void **state)
{
  hold(&(struct share_lock){ .lock = lock, .data = &locks });
  assert_int_equal(locks, 1);
  assert_int_equal(unlocks, 0);
}

static void the_lock_is_held_to_the_end_of_the_block(void **state)
{
  hold(&(struct share_lock){ .lock = lock, .unlock = unlock, .data = &locks });
  assert_int_equal(depth, 0);
  assert_int_equal(unlocks, 1);
  assert_int_equal(kind, CURL_LOCK_DATA_CONNECT);
  assert_ptr_equal(handle, &depth);
  assert_ptr_equal(data, &locks);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(no_lock_is_nothing),
    TEST(one_callback_alone_is_called_alone),
    TEST(the_lock_is_held_to_the_end_of_the_block),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
