#include "base/hash.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct item {
  struct hash_node node;
  char key[24];
  bool seen;
};

static void set_key(struct item *i, const char *key)
{
  snprintf(i->key, sizeof i->key, "%s", key);
  i->node.key = span_text(i->key);
}

static void put(struct hash *h, struct item *i, const char *key)
{
  set_key(i, key);
  assert_int_equal(hash_insert(h, &i->node), CURLE_OK);
}

static void an_empty_map_has_nothing(void **state)
{
  struct hash h;
  hash_init(&h, 7);
  assert_null(hash_find(&h, span_text("a")));
  assert_null(hash_next(&h, NULL));
  hash_free(&h);
  hash_free(&h);
}

static void without_memory_the_first_insert_fails(void **state)
{
  struct hash h;
  struct item a;
  hash_init(&h, 7);
  set_key(&a, "a");
  failing_after(0);
  assert_int_equal(hash_insert(&h, &a.node), CURLE_OUT_OF_MEMORY);
  failing_end();
  assert_null(hash_find(&h, span_text("a")));
  assert_int_equal(h.count, 0);
  put(&h, &a, "a");
  assert_ptr_equal(hash_find(&h, span_text("a")), &a.node);
  hash_free(&h);
}

static void without_memory_a_full_map_goes_on(void **state)
{
  static struct item items[200];
  struct hash h;
  char key[24];
  hash_init(&h, 7);
  for(int i = 0; i < 200; i++) {
    snprintf(key, sizeof key, "k%d", i);
    if(i) failing_after(0);
    put(&h, &items[i], key);
    failing_end();
  }
  for(int i = 0; i < 200; i++) assert_ptr_equal(hash_find(&h, items[i].node.key), &items[i].node);
  hash_free(&h);
}

static void keys_are_bytes(void **state)
{
  struct hash h;
  struct item items[4];
  static const struct {
    const char *at;
    size_t len;
  } keys[] = { { "", 0 }, { "\0", 1 }, { "\0\0", 2 }, { "a\0b", 3 } };
  hash_init(&h, 7);
  for(size_t i = 0; i < 4; i++) {
    items[i].node.key = span_of(keys[i].at, keys[i].len);
    assert_int_equal(hash_insert(&h, &items[i].node), CURLE_OK);
  }
  for(size_t i = 0; i < 4; i++) {
    uint8_t *end = malloc(keys[i].len + !keys[i].len); /* nothing is read behind the key */
    memcpy(end, keys[i].at, keys[i].len);
    assert_ptr_equal(hash_find(&h, span_of(end, keys[i].len)), &items[i].node);
    free(end);
  }
  assert_null(hash_find(&h, span_of("a\0c", 3)));
  assert_null(hash_find(&h, span_of("a", 1)));
  hash_free(&h);
}

static void a_node_that_was_removed_is_not_found(void **state)
{
  static struct item items[500];
  struct hash h;
  char key[24];
  hash_init(&h, 7);
  for(int i = 0; i < 500; i++) {
    snprintf(key, sizeof key, "k%d", i);
    put(&h, &items[i], key);
  }
  for(int i = 0; i < 500; i += 2) hash_remove(&h, &items[i].node);
  assert_int_equal(h.count, 250);
  for(int i = 0; i < 500; i++) assert_ptr_equal(hash_find(&h, items[i].node.key), i % 2 ? &items[i].node : NULL);
  hash_free(&h);
}

/* The last one in is the first one found, also after the table has grown. */
static void a_key_may_stand_more_than_once(void **state)
{
  static struct item same[5], others[100];
  struct hash h;
  char key[24];
  hash_init(&h, 7);
  for(int i = 0; i < 5; i++) put(&h, &same[i], "same");
  for(int i = 0; i < 100; i++) {
    snprintf(key, sizeof key, "k%d", i);
    put(&h, &others[i], key);
  }
  struct hash_node *n = hash_find(&h, span_text("same"));
  for(int i = 4; i >= 0; i--, n = hash_find_next(n)) assert_ptr_equal(n, &same[i].node);
  assert_null(n);
  hash_remove(&h, &same[2].node);
  n = hash_find(&h, span_text("same"));
  assert_ptr_equal(hash_find_next(hash_find_next(n)), &same[1].node);
  hash_free(&h);
}

static void all_nodes_are_walked_once_and_may_go(void **state)
{
  static struct item items[100];
  struct hash h;
  char key[24];
  int count = 0;
  hash_init(&h, 7);
  for(int i = 0; i < 100; i++) {
    snprintf(key, sizeof key, "k%d", i);
    put(&h, &items[i], key);
  }
  for(struct hash_node *n = hash_next(&h, NULL), *next; n; n = next, count++) {
    struct item *i = CONTAINER_OF(n, struct item, node);
    next = hash_next(&h, n);
    assert_false(i->seen);
    i->seen = true;
    hash_remove(&h, n);
  }
  assert_int_equal(count, 100);
  assert_int_equal(h.count, 0);
  assert_null(hash_next(&h, NULL));
  hash_free(&h);
}

static size_t longest_chain(uint32_t seed)
{
  static struct item items[1024];
  struct hash h;
  char key[24];
  size_t longest = 0;
  hash_init(&h, seed);
  for(int i = 0; i < 1024; i++) {
    snprintf(key, sizeof key, "host%d.example:443", i);
    put(&h, &items[i], key);
  }
  for(size_t slot = 0; slot < h.slot_count; slot++) {
    size_t len = 0;
    for(const struct hash_node *n = h.slots[slot]; n; n = n->next) len++;
    if(len > longest) longest = len;
  }
  hash_free(&h);
  return longest;
}

static void similar_keys_spread_whatever_the_seed(void **state)
{
  for(uint32_t seed = 0; seed < 32; seed++) assert_in_range(longest_chain(seed * 0x9e3779b9u), 1, 12);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_empty_map_has_nothing),
    cmocka_unit_test(without_memory_the_first_insert_fails),
    cmocka_unit_test(without_memory_a_full_map_goes_on),
    cmocka_unit_test(keys_are_bytes),
    cmocka_unit_test(a_node_that_was_removed_is_not_found),
    cmocka_unit_test(a_key_may_stand_more_than_once),
    cmocka_unit_test(all_nodes_are_walked_once_and_may_go),
    cmocka_unit_test(similar_keys_spread_whatever_the_seed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
