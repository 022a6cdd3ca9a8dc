#include "base/slist.h"
#include "unit/base/failing_alloc.h"
#include "unit/codec/mime/tree.h"

/* ---- who belongs where ---- */

static void a_tree_is_no_part_of_itself(void **state)
{
  curl_mime *m = tree_new(0), *sub = tree_new(1);
  curl_mimepart *p = tree_add(m, "a", "kept"), *q = tree_add(sub, "b", NULL);
  assert_int_equal(mime_part_set_subparts(p, m), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_non_null(p->from.ops); /* nothing has changed */
  assert_int_equal(mime_part_set_subparts(p, sub), CURLE_OK);
  assert_int_equal(mime_part_set_subparts(q, m), CURLE_BAD_FUNCTION_ARGUMENT);
  mime_free(m);
}

static void a_multipart_is_in_one_place(void **state)
{
  curl_mime *m = tree_new(0), *sub = tree_new(1), *holder = NULL, *other = NULL;
  curl_mimepart *p = tree_add(m, "a", NULL), *q = tree_add(m, "b", NULL);
  assert_int_equal(mime_part_set_subparts(p, sub), CURLE_OK);
  assert_int_equal(mime_part_set_subparts(p, sub), CURLE_OK); /* it is there */
  assert_int_equal(mime_part_set_subparts(q, sub), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(mime_hold(&holder, sub), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_null(holder);
  assert_int_equal(mime_hold(&holder, m), CURLE_OK);
  assert_int_equal(mime_hold(&holder, m), CURLE_OK);
  assert_int_equal(mime_hold(&other, m), CURLE_BAD_FUNCTION_ARGUMENT);
  curl_mime *outer = tree_new(0);
  assert_int_equal(mime_part_set_subparts(tree_add(outer, "c", NULL), m), CURLE_BAD_FUNCTION_ARGUMENT);
  mime_let_go(&holder);
  assert_int_equal(mime_part_set_subparts(outer->first, m), CURLE_OK);
  mime_free(outer);
}

static void a_holder_forgets_what_is_freed(void **state)
{
  curl_mime *m = tree_new(0), *holder = NULL;
  assert_int_equal(mime_hold(&holder, m), CURLE_OK);
  mime_free(m);
  assert_null(holder);
  mime_free(NULL);
}

static void subparts_that_are_freed_leave_their_place(void **state)
{
  curl_mime *m = tree_new(0), *sub = tree_new(1);
  curl_mimepart *p = tree_add(m, "a", NULL);
  assert_int_equal(mime_part_set_subparts(p, sub), CURLE_OK);
  mime_free(sub);
  assert_null(p->subparts);
  mime_free(m);
}

static void a_new_content_takes_the_place_of_the_old(void **state)
{
  struct hand h = { .text = "" };
  curl_mime *m = tree_new(0);
  curl_mimepart *p = tree_add_hand(m, "a", &h);
  assert_int_equal(mime_part_set_subparts(p, tree_new(1)), CURLE_OK);
  assert_int_equal(h.frees, 1);
  assert_null(p->from.ops);
  mime_part_set_source(p, (struct mime_source){ &hand_ops, &h });
  assert_null(p->subparts);
  assert_int_equal(mime_part_set_subparts(p, NULL), CURLE_OK);
  assert_int_equal(h.frees, 2);
  mime_free(m);
  assert_int_equal(h.frees, 2);
}

static struct curl_slist *one_line(void)
{
  struct curl_slist line = { (char *)(uintptr_t) "X: y", NULL }, *list;
  assert_int_equal(slist_copy(&list, &line), CURLE_OK);
  return list;
}

static void headers_may_be_owned(void **state)
{
  curl_mime *m = tree_new(0);
  curl_mimepart *p = tree_add(m, "a", NULL);
  struct curl_slist *list = one_line(), *kept = one_line();
  mime_part_set_headers(p, list, false);
  mime_part_set_headers(p, list, true); /* the same, with another owner */
  mime_part_set_headers(p, kept, false);
  mime_part_set_headers(p, NULL, true);
  slist_free(kept);
  mime_part_set_headers(p, one_line(), true);
  mime_free(m);
}

static void an_unknown_encoder_changes_nothing(void **state)
{
  curl_mime *m = tree_new(0);
  curl_mimepart *p = tree_add(m, "a", NULL);
  assert_int_equal(mime_part_set_encoder(p, "base64"), CURLE_OK);
  assert_int_equal(mime_part_set_encoder(p, "base65"), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_string_equal(p->encoder->name, "base64");
  assert_int_equal(mime_part_set_encoder(p, NULL), CURLE_OK);
  assert_null(p->encoder);
  mime_free(m);
}

static void a_very_deep_tree_can_be_freed(void **state)
{
  curl_mime *m = tree_new(0);
  for(int i = 0; i < 200000; i++) {
    curl_mime *outer = tree_new(0);
    assert_int_equal(mime_part_set_subparts(tree_add(outer, NULL, NULL), m), CURLE_OK);
    m = outer;
  }
  mime_free(m);
}

/* ---- copies ---- */

static curl_mime *tree_of_all(struct hand *h)
{
  curl_mime *m = tree_new(0), *sub = tree_new(1);
  curl_mimepart *p = tree_add(m, "a", "b");
  assert_int_equal(mime_part_set_encoder(p, "base64"), CURLE_OK);
  assert_int_equal(mime_part_set_type(p, "t/t"), CURLE_OK);
  assert_int_equal(mime_part_set_filename(p, "f"), CURLE_OK);
  mime_part_set_headers(p, one_line(), true);
  tree_add_hand(sub, "inner", h);
  assert_int_equal(mime_part_set_subparts(tree_add(m, "c", NULL), sub), CURLE_OK);
  return m;
}

static void a_copy_is_the_same_and_its_own(void **state)
{
  struct hand h = { .text = "abc", .size = 3 };
  curl_mime *m = tree_of_all(&h), *copy = NULL;
  struct outcome first = tree_read(m, FORM, 4096);
  assert_int_equal(mime_copy(&copy, m), CURLE_OK);
  mime_free(m);
  h.at = 0;
  assert_string_equal(tree_read(copy, FORM, 4096).bytes, first.bytes);
  mime_free(copy);
  assert_int_equal(h.frees, 2);
}

static void a_copy_without_memory_leaves_nothing(void **state)
{
  struct hand h = { .text = "abc", .size = 3 };
  curl_mime *m = tree_of_all(&h);
  for(long n = 0;; n++) {
    curl_mime *copy = NULL;
    failing_after(n);
    CURLcode code = mime_copy(&copy, m);
    if(!failing_end()) {
      assert_int_equal(code, CURLE_OK);
      mime_free(copy);
      break;
    }
    assert_int_equal(code, CURLE_OUT_OF_MEMORY);
    assert_null(copy);
    assert_int_equal(failing_blocks, 0);
    assert_true(n < 100);
  }
  mime_free(m);
}

static void a_setter_without_memory_changes_nothing(void **state)
{
  curl_mime *m = tree_new(0);
  curl_mimepart *p = tree_add(m, "old", NULL);
  failing_after(0);
  assert_int_equal(mime_part_set_name(p, "new"), CURLE_OUT_OF_MEMORY);
  failing_end();
  assert_string_equal(p->name, "old");
  failing_after(0);
  assert_null(mime_add_part(m));
  failing_end();
  struct mime_source from;
  failing_after(0);
  assert_int_equal(mime_memory_new(&from, "x", 1, false), CURLE_OUT_OF_MEMORY);
  failing_end();
  mime_free(m);
}

/* ---- memory as a source ---- */

static void memory_is_copied_or_kept(void **state)
{
  char bytes[] = "a\0b";
  struct mime_source copied, kept;
  char to[8];
  size_t got;
  assert_int_equal(mime_memory_new(&copied, bytes, 3, false), CURLE_OK);
  assert_int_equal(mime_memory_new(&kept, bytes, 3, true), CURLE_OK);
  bytes[0] = 'x';
  assert_int_equal(copied.ops->read(copied.source, to, sizeof to, &got), CURLE_OK);
  assert_int_equal(got, 3);
  assert_memory_equal(to, "a\0b", 3);
  assert_int_equal(kept.ops->read(kept.source, to, 2, &got), CURLE_OK);
  assert_memory_equal(to, "x\0", 2);
  assert_int_equal(kept.ops->read(kept.source, to, sizeof to, &got), CURLE_OK);
  assert_int_equal(got, 1);
  assert_int_equal(kept.ops->read(kept.source, to, sizeof to, &got), CURLE_OK);
  assert_int_equal(got, 0);
  copied.ops->free(copied.source);
  kept.ops->free(kept.source);
}

static void a_size_that_cannot_be_is_refused(void **state)
{
  struct mime_source from;
  assert_int_equal(mime_memory_new(&from, "x", SIZE_MAX, false), CURLE_OUT_OF_MEMORY);
  assert_int_equal(mime_memory_new(&from, "x", SIZE_MAX, true), CURLE_OUT_OF_MEMORY);
}

static void boundaries_are_of_letters_and_digits(void **state)
{
  uint8_t random[MIME_RANDOM_MAX];
  for(size_t i = 0; i < MIME_RANDOM_MAX; i++) random[i] = (uint8_t)(i * 12);
  curl_mime *m = mime_new(random);
  assert_int_equal(strlen(m->boundary), 46);
  assert_memory_equal(m->boundary, "------------------------", 24);
  assert_int_equal(strspn(m->boundary + 24, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"), 22);
  mime_free(m);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_tree_is_no_part_of_itself),
    cmocka_unit_test(a_multipart_is_in_one_place),
    cmocka_unit_test(a_holder_forgets_what_is_freed),
    cmocka_unit_test(subparts_that_are_freed_leave_their_place),
    cmocka_unit_test(a_new_content_takes_the_place_of_the_old),
    cmocka_unit_test(headers_may_be_owned),
    cmocka_unit_test(an_unknown_encoder_changes_nothing),
    cmocka_unit_test(a_very_deep_tree_can_be_freed),
    cmocka_unit_test(a_copy_is_the_same_and_its_own),
    cmocka_unit_test(a_copy_without_memory_leaves_nothing),
    cmocka_unit_test(a_setter_without_memory_changes_nothing),
    cmocka_unit_test(memory_is_copied_or_kept),
    cmocka_unit_test(a_size_that_cannot_be_is_refused),
    cmocka_unit_test(boundaries_are_of_letters_and_digits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
