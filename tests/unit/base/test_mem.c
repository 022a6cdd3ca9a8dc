#include "base/mem.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void sizes_that_overflow_are_refused(void **state)
{
  volatile size_t half = SIZE_MAX / 2 + 1;
  assert_null(mem_zalloc_array(half, 2));
  assert_null(mem_zalloc_array(3, half));
  assert_null(mem_strndup("x", SIZE_MAX));
}

static void each_call_goes_through_the_hooks_and_may_fail(void **state)
{
  char *text = NULL;
  failing_blocks = 0;
  failing_after(0);
  assert_null(mem_alloc(1));
  failing_after(0);
  assert_null(mem_zalloc(1));
  failing_after(0);
  assert_null(mem_zalloc_array(1, 1));
  failing_after(0);
  assert_null(mem_strdup("x"));
  failing_after(0);
  assert_null(mem_strndup("x", 1));
  failing_after(0);
  assert_null(mem_realloc(NULL, 1));
  failing_after(0);
  assert_int_equal(mem_replace(&text, "x"), CURLE_OUT_OF_MEMORY);
  assert_int_equal(failing_blocks, 0);

  void *blocks[] = { mem_alloc(1),    mem_zalloc(1),       mem_zalloc_array(1, 1),
                     mem_strdup("x"), mem_strndup("x", 1), mem_realloc(NULL, 1) };
  assert_int_equal(failing_blocks, 6);
  for(size_t i = 0; i < 6; i++) mem_free(blocks[i]);
  assert_int_equal(failing_blocks, 0);
  failing_end();
}

static void hooks_can_be_taken_back(void **state)
{
  failing_blocks = 0;
  failing_after(0);
  failing_end();
  void *block = mem_alloc(1);
  assert_non_null(block);
  assert_int_equal(failing_blocks, 0);
  mem_free(block);
}

/* malloc(0) may be NULL, which would be taken for a lack of memory. */
static void a_block_of_no_bytes_is_a_block(void **state)
{
  void *blocks[] = { mem_alloc(0), mem_zalloc(0), mem_zalloc_array(0, 8), mem_zalloc_array(8, 0),
                     mem_realloc(NULL, 0) };
  for(size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
    assert_non_null(blocks[i]);
    mem_free(blocks[i]);
  }
  void *shrunk = mem_realloc(mem_alloc(10), 0);
  assert_non_null(shrunk);
  mem_free(shrunk);
  mem_free(NULL);
}

static void zeroed_blocks_are_zero(void **state)
{
  static const char zeros[64];
  for(int i = 0; i < 100; i++) { /* also blocks that have been used before */
    char *block = i % 2 ? mem_zalloc(64) : mem_zalloc_array(8, 8);
    assert_memory_equal(block, zeros, 64);
    memset(block, 'x', 64);
    mem_free(block);
  }
}

static void copies_end_with_a_nul(void **state)
{
  char *bytes = malloc(3); /* the end is not read over */
  memcpy(bytes, "a\0b", 3);
  char *copy = mem_strndup(bytes, 3);
  assert_memory_equal(copy, "a\0b", 4);
  mem_free(copy);
  free(bytes);
  copy = mem_strndup(NULL, 0);
  assert_string_equal(copy, "");
  mem_free(copy);
}

static void a_string_is_replaced_or_left_alone(void **state)
{
  char *text = NULL;
  assert_int_equal(mem_replace(&text, NULL), CURLE_OK);
  assert_null(text);
  assert_int_equal(mem_replace(&text, "first"), CURLE_OK);
  assert_string_equal(text, "first");
  failing_blocks = 0;
  failing_after(0);
  assert_int_equal(mem_replace(&text, "second"), CURLE_OUT_OF_MEMORY);
  failing_end();
  assert_string_equal(text, "first");
  assert_int_equal(mem_replace(&text, text + 2), CURLE_OK); /* a part of itself */
  assert_string_equal(text, "rst");
  assert_int_equal(mem_replace(&text, NULL), CURLE_OK);
  assert_null(text);
}

static void a_scope_gives_its_blocks_back(void **state)
{
  failing_blocks = 0;
  failing_after(-1);
  {
    AUTO_FREE char *text = mem_strdup("x");
    AUTO_FREE char *nothing = NULL;
    assert_non_null(text);
    assert_null(nothing);
    assert_int_equal(failing_blocks, 1);
  }
  failing_end();
  assert_int_equal(failing_blocks, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(sizes_that_overflow_are_refused),
    cmocka_unit_test(each_call_goes_through_the_hooks_and_may_fail),
    cmocka_unit_test(hooks_can_be_taken_back),
    cmocka_unit_test(a_block_of_no_bytes_is_a_block),
    cmocka_unit_test(zeroed_blocks_are_zero),
    cmocka_unit_test(copies_end_with_a_nul),
    cmocka_unit_test(a_string_is_replaced_or_left_alone),
    cmocka_unit_test(a_scope_gives_its_blocks_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
