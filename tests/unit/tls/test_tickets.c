/* A store of tickets: what is found, what is not any more, and how much it holds. */
#include "os/thread.h"
#include "tls/tickets.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
/* needs those above */
#include <cmocka.h>

static const uint8_t key_a[TLS_TICKET_KEY_LEN] = "a", key_b[TLS_TICKET_KEY_LEN] = "b";

static struct tls_ticket_owner owner_of(const uint8_t *key)
{
  struct tls_ticket_owner o = { .where = span_text("host.example:443") };
  memcpy(o.key, key, sizeof o.key);
  return o;
}

static void put_span(struct tls_tickets *t, const uint8_t *key, struct span ticket, int64_t until_s, bool is_single)
{
  struct tls_ticket_owner o = owner_of(key);
  struct ticket_record r = { .version = 0x0304,
                             .is_single = is_single,
                             .until_s = until_s,
                             .early_room = 16384,
                             .alpn = span_text("http/1.1"),
                             .bytes = ticket };
  tls_tickets_put(t, &o, &r, false);
}

static void put(struct tls_tickets *t, const uint8_t *key, const char *ticket, int64_t until_s, bool is_single)
{
  put_span(t, key, span_text(ticket), until_s, is_single);
}

static void take(struct tls_tickets *t, const uint8_t *key, int64_t now_s, uint8_t **got, size_t *len)
{
  struct tls_ticket_owner o = owner_of(key);
  tls_tickets_take(t, &o, now_s, got, len);
}

static void drop(struct tls_tickets *t, const uint8_t *key)
{
  struct tls_ticket_owner o = owner_of(key);
  tls_tickets_drop(t, &o);
}

/* `expected` NULL: there is none. */
static void assert_takes(struct tls_tickets *t, const uint8_t *key, int64_t now_s, const char *expected)
{
  uint8_t *got;
  size_t len;
  take(t, key, now_s, &got, &len);
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

static void of_one_session_a_single_one_is_used_as_often_as_it_is_good(void **state)
{
  struct tls_tickets *t = tls_tickets_new_of_session();
  assert_non_null(t);
  put(t, key_a, "old", 20, true);
  put(t, key_a, "new", 10, true);
  for(int i = 0; i < 3; i++) assert_takes(t, key_a, 9, "new");
  assert_takes(t, key_a, 10, "old");
  assert_takes(t, key_a, 20, NULL);
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
  drop(t, key_a);
  put(t, key_a, "one", 10, false);
  put(t, key_a, "two", 10, false);
  put(t, key_b, "other", 10, false);
  drop(t, key_a);
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
  put_span(t, key_a, span_of(huge, sizeof huge), 10, false);
  assert_takes(t, key_a, 0, NULL);
  put_span(t, key_a, span_of(huge, sizeof huge - 1), 10, false);
  take(t, key_a, 0, &got, &len);
  assert_int_equal(len, TLS_TICKET_MAX);
  mem_free(got);
  tls_tickets_unref(t);
}

static void without_memory_there_is_none(void **state)
{
  failing_after(0);
  assert_null(tls_tickets_new());
  failing_after(0);
  assert_null(tls_tickets_new_of_session());
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

/* ---- out and in ---- */

/* As the newest one that was kept, or the next after `c`. */
static bool next(struct tls_tickets *t, struct tls_ticket_copy *c, int64_t now_s)
{
  bool found;
  assert_int_equal(tls_tickets_next(t, now_s, c, &found), CURLE_OK);
  return found;
}

static void a_store_is_walked_in_the_order_of_coming(void **state)
{
  struct tls_tickets *t = open_store();
  struct tls_ticket_copy c = TLS_TICKET_COPY_INIT;
  struct tls_ticket_owner nobody = { .key = "c" };
  struct ticket_record r = { .until_s = 10, .bytes = span_text("ticket") };
  put(t, key_a, "one", 10, false);
  put(t, key_b, "over", 5, false);
  tls_tickets_put(t, &nobody, &r, false); /* for no host that could be told */
  nobody.where = span_text("host:1");
  tls_tickets_put(t, &nobody, &r, true);
  put(t, key_b, "two", 10, true);
  assert_takes(t, key_a, 0, "one"); /* its use makes it no younger */
  assert_true(next(t, &c, 5));
  assert_true(span_equal(c.record.bytes, span_text("one")));
  assert_int_equal(strncmp((const char *)c.name.at, "host.example:443:", 17), 0);
  assert_true(next(t, &c, 5));
  assert_true(span_equal(c.record.bytes, span_text("two")));
  assert_false(next(t, &c, 5));
  tls_ticket_copy_free(&c);
  tls_tickets_unref(t);
}

static void import(struct tls_tickets *t, const struct tls_ticket_copy *c, bool is_named, int64_t now_s, CURLcode code)
{
  uint8_t salted[TLS_TICKET_SALTED] = "salt";
  assert_int_equal(tls_ticket_salt(buf_span(&c->name), salted), CURLE_OK);
  const char *name = is_named ? (const char *)c->name.at : NULL;
  assert_int_equal(tls_tickets_import(t, name, salted, buf_span(&c->data), now_s), code);
}

static void carry(bool is_named)
{
  struct tls_tickets *t = open_store(), *to = open_store();
  struct tls_ticket_copy c = TLS_TICKET_COPY_INIT;
  put(t, key_a, "one", 10, true);
  assert_true(next(t, &c, 0));
  import(to, &c, is_named, 10, CURLE_OK);
  assert_takes(to, key_a, 0, NULL); /* it was over */
  import(to, &c, is_named, 0, CURLE_OK);
  assert_takes(to, key_b, 0, NULL);
  assert_takes(to, key_a, 0, "one");
  assert_takes(to, key_a, 0, NULL);
  tls_ticket_copy_free(&c);
  tls_tickets_unref(t);
  tls_tickets_unref(to);
}

static void a_ticket_is_carried_by_its_name(void **state) { carry(true); }
static void a_ticket_is_carried_by_its_salted_name(void **state) { carry(false); }

static void strangers_count_and_make_room(void **state)
{
  struct tls_tickets *t = open_store();
  struct tls_ticket_copy c = TLS_TICKET_COPY_INIT;
  put(t, key_a, "one", 10, false);
  assert_true(next(t, &c, 0));
  for(int i = 0; i < TLS_TICKETS_MAX; i++) import(t, &c, false, 0, CURLE_OK);
  drop(t, key_a); /* the first has gone, and who the others are nobody has asked */
  assert_takes(t, key_b, 0, NULL);
  assert_takes(t, key_a, 0, "one");
  drop(t, key_a); /* now all are known */
  c.number = 0;
  assert_false(next(t, &c, 0));
  tls_ticket_copy_free(&c);
  tls_tickets_unref(t);
}

static void without_memory_nothing_is_carried(void **state)
{
  failing_after(-1);
  struct tls_tickets *t = open_store();
  struct tls_ticket_copy c = TLS_TICKET_COPY_INIT;
  bool found;
  put(t, key_a, "one", 10, false);
  for(int i = 0;; i++) {
    struct tls_ticket_copy try = TLS_TICKET_COPY_INIT;
    failing_after(i);
    CURLcode code = tls_tickets_next(t, 0, &try, &found);
    failing_after(-1);
    tls_ticket_copy_free(&try);
    if(!code) break;
    assert_int_equal(code, CURLE_OUT_OF_MEMORY);
    assert_in_range(i, 0, 20);
  }
  assert_true(next(t, &c, 0));
  failing_after(0);
  import(t, &c, true, 0, CURLE_OUT_OF_MEMORY);
  failing_after(0);
  import(t, &c, false, 0, CURLE_OUT_OF_MEMORY);
  failing_after(-1);
  drop(t, key_a);
  import(t, &c, false, 0, CURLE_OK);
  for(int i = 0;; i++) {
    uint8_t *got;
    size_t len;
    failing_after(i); /* not recognised, or not copied, but not lost */
    take(t, key_a, 0, &got, &len);
    bool has_failed = failing_left < 0;
    failing_after(-1);
    mem_free(got);
    assert_int_equal(!got, has_failed);
    if(!has_failed) break;
  }
  assert_takes(t, key_a, 0, "one");
  tls_ticket_copy_free(&c);
  tls_tickets_unref(t);
  assert_int_equal(failing_blocks, 0);
  failing_end();
}

static void *use(void *store)
{
  for(int i = 0; i < 2000; i++) {
    uint8_t *got;
    size_t len;
    const uint8_t *key = i % 3 ? key_a : key_b;
    put(store, key, "ticket", 10, i % 2);
    take(store, key, 0, &got, &len);
    mem_free(got);
    if(i % 7 == 0) drop(store, key);
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
    cmocka_unit_test(of_one_session_a_single_one_is_used_as_often_as_it_is_good),
    cmocka_unit_test(its_time_ends),
    cmocka_unit_test(what_is_dropped_is_gone),
    cmocka_unit_test(the_one_longest_without_use_makes_room),
    cmocka_unit_test(a_huge_one_is_not_kept),
    cmocka_unit_test(without_memory_there_is_none),
    cmocka_unit_test(threads_share_it),
    cmocka_unit_test(a_store_is_walked_in_the_order_of_coming),
    cmocka_unit_test(a_ticket_is_carried_by_its_name),
    cmocka_unit_test(a_ticket_is_carried_by_its_salted_name),
    cmocka_unit_test(strangers_count_and_make_room),
    cmocka_unit_test(without_memory_nothing_is_carried),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
