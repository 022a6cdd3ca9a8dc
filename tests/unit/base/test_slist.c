#include "base/slist.h"
#include "failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
/* needs those above */
#include <cmocka.h>

static struct curl_slist second = { (char *)(uintptr_t) "two", NULL };
static struct curl_slist list = { (char *)(uintptr_t) "one", &second };

static void a_copy_without_memory_leaves_nothing(void **state)
{
  for(long n = 0; n < 4; n++) {
    struct curl_slist *copy = &list;
    failing_after(n);
    assert_int_equal(slist_copy(&copy, &list), CURLE_OUT_OF_MEMORY);
    assert_true(failing_end());
    assert_ptr_equal(copy, &list);
    assert_int_equal(failing_blocks, 0);
  }
}

static void a_copy_has_the_same_texts(void **state)
{
  struct curl_slist *copy;
  assert_int_equal(slist_copy(&copy, &list), CURLE_OK);
  assert_string_equal(copy->data, "one");
  assert_ptr_not_equal(copy->data, list.data);
  assert_string_equal(copy->next->data, "two");
  assert_null(copy->next->next);
  slist_free(copy);
}

static void nothing_is_a_list(void **state)
{
  struct curl_slist *copy = &list;
  assert_int_equal(slist_copy(&copy, NULL), CURLE_OK);
  assert_null(copy);
  slist_free(NULL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_copy_without_memory_leaves_nothing),
    cmocka_unit_test(a_copy_has_the_same_texts),
    cmocka_unit_test(nothing_is_a_list),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
