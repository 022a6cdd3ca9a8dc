/* A store of tickets: what is found, what is not any more, and how much it holds. */
#include "os/thread.h"
#include "tls/tickets.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
/* needs those above */
#include <cmocka.h>

static const uint8_t key_a[TLS_TICKET_KEY_LEN] = "a", key_b[TLS_TICKET_KEY_LEN] = "b";

static void put(struct tls_tickets *t, const uint8_t *key, const char *ticket, int64_t until_s, bool is_single)
{
  tls_tickets_put(t, key, span_text(ticket), until_s, is_single);
}

/* `expected` NULL: there is none. */
static void assert_takes(struct tls_tickets *t, const uint8_t *key, int64_t now_s, const char *expected)
{
  uint8_t *got;
  size_t len;
  tls_tickets_take(t, key, now_s, &got, &len);
  if(!expected) {
    assert_null(got);
    return;
  }
  assert_non_null(got);
  assert_true(span_equal(span_of(got, len), span_text(expected)));
  mem_free(got);
}

static struct tls_tickets *open_store(void)
{
  struct tls_tickets *t = tls_tickets_new();
  assert_non_null(t);
  return t;
}

static void another_key_finds_nothing(void **state)
{
  struct tls_tickets *t = open_store();
  assert_takes(t, key_a, 0, NULL);
  put(t, key_a, "one", 10, false);
  assert_takes(t, key_b, 0, NULL);
  assert_takes(t, key_a, 0, "one");
  tls_tickets_unref(t);
}

static void a_single_one_is_used_once(void **state)
{
  struct tls_tickets *t = open_store();
  put(t, key_a, "old", 10, true);
  put(t, key_a, "new", 10, true);
  put(t, key_b, "other", 10, false);
  assert_takes(t, key_a, 0, "new");
  assert_takes(t, key_a, 0, "old");
  assert_takes(t, key_a, 0, NULL);
  assert_takes(t, key_b, 0, "other");
  assert_takes(t, key_b, 0, "other");
  tls_tickets_unref(t);
}

static void its_time_ends(void **state)
{
  struct tls_tickets *t = open_store();
  put(t, key_a, "long", 20, false);
  put(t, key_a, "short", 10, false);
  assert_takes(t, key_a, 9, "short");
  assert_takes(t, key_a, 10, "long");
  assert_takes(t, key_a, 9, "long");
  assert_takes(t, key_a, 20, NULL);
  assert_takes(t, key_a, 0, NULL);
  tls_tickets_unref(t);
}

static void what_is_dropped_is_gone(void **state)
{
  struct tls_tickets *t = open_store();
  tls_tickets_drop(t, key_a);
  put(t, key_a, "one", 10, false);
  put(t, key_a, "two", 10, false);
  put(t, key_b, "other", 10, false);
  tls_tickets_drop(t, key_a);
  assert_takes(t, key_a, 0, NULL);
  assert_takes(t, key_b, 0, "other");
  tls_tickets_unref(t);
}

static void the_one_longest_without_use_makes_room(void **state)
{
  struct tls_tickets *t = open_store();
  uint8_t key[TLS_TICKET_KEY_LEN] = "";
  put(t, key_a, "used", 10, false);
  put(t, key_b, "not used", 10, false);
  for(int i = 0; i < TLS_TICKETS_MAX - 1; i++) {
    assert_takes(t, key_a, 0, "used");
    key[1] = (uint8_t)i;
    key[2] = (uint8_t)(i >> 8 | 2);
    put(t, key, "more", 10, false);
  }
  assert_takes(t, key_a, 0, "used");
  assert_takes(t, key_b, 0, NULL);
  assert_takes(t, key, 0, "more");
  tls_tickets_unref(t);
}

static void a_huge_one_is_not_kept(void **state)
{
  static const uint8_t huge[TLS_TICKET_MAX + 1];
  struct tls_tickets *t = open_store();
  uint8_t *got;
  size_t len;
  tls_tickets_put(t, key_a, span_of(huge, sizeof huge), 10, false);
  assert_takes(t, key_a, 0, NULL);
  tls_tickets_put(t, key_a, span_of(huge, sizeof huge - 1), 10, false);
  tls_tickets_take(t, key_a, 0, &got, &len);
  assert_int_equal(len, TLS_TICKET_MAX);
  mem_free(got);
  tls_tickets_unref(t);
}

static void without_memory_there_is_none(void **state)
{
  failing_after(0);
  assert_null(tls_tickets_new());
  failing_after(-1);
  struct tls_tickets *t = open_store();
  for(int i = 0; i < 2; i++) {
    failing_after(i);
    put(t, key_a, "one", 10, true);
    assert_true(failing_left < 0);
    assert_takes(t, key_a, 0, NULL);
  }
  failing_after(-1);
  put(t, key_a, "one", 10, true);
  failing_after(0);
  assert_takes(t, key_a, 0, NULL);
  assert_takes(t, key_a, 0, "one");
  tls_tickets_unref(tls_tickets_ref(t));
  tls_tickets_unref(t);
  tls_tickets_unref(NULL);
  assert_int_equal(failing_blocks, 0);
  failing_end();
}

static void *use(void *store)
{
  for(int i = 0; i < 2000; i++) {
    uint8_t *got;
    size_t len;
    const uint8_t *key = i % 3 ? key_a : key_b;
    tls_tickets_put(store, key, span_text("ticket"), 10, i % 2);
    tls_tickets_take(store, key, 0, &got, &len);
    mem_free(got);
    if(i % 7 == 0) tls_tickets_drop(store, key);
  }
  tls_tickets_unref(store);
  return NULL;
}

static void threads_share_it(void **state)
{
  pthread_t threads[4];
  struct tls_tickets *t = open_store();
  for(int i = 0; i < 4; i++) assert_true(thread_start(&threads[i], use, tls_tickets_ref(t)));
  tls_tickets_unref(t);
  for(int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(another_key_finds_nothing),
    cmocka_unit_test(a_single_one_is_used_once),
    cmocka_unit_test(its_time_ends),
    cmocka_unit_test(what_is_dropped_is_gone),
    cmocka_unit_test(the_one_longest_without_use_makes_room),
    cmocka_unit_test(a_huge_one_is_not_kept),
    cmocka_unit_test(without_memory_there_is_none),
    cmocka_unit_test(threads_share_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
