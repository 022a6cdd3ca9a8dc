#include "unit/base/failing_alloc.h"
#include "unit/codec/mime/tree.h"

#define FIELD "Content-Disposition: form-data; name="
#define END_0 "\r\n--" BOUNDARY_0 "--\r\n"

/* ---- what goes wrong ---- */

static void a_source_that_fails_ends_it(void **state)
{
  static const CURLcode codes[] = { CURLE_ABORTED_BY_CALLBACK, CURLE_READ_ERROR };
  for(size_t i = 0; i < 2; i++) {
    struct hand h = { .text = "abc", .size = 3, .code = codes[i] };
    curl_mime *m = tree_new(0);
    tree_add_hand(m, "a", &h);
    assert_int_equal(tree_read(m, FORM, 4096).code, codes[i]);
    assert_int_equal(h.closes, 1);
    mime_free(m);
    assert_int_equal(h.frees, 1);
  }
}

static void a_source_that_gives_more_than_fits_ends_it(void **state)
{
  struct hand h = { .text = "abc", .size = 3, .gives_too_much = true };
  curl_mime *m = tree_new(0);
  tree_add_hand(m, "a", &h);
  assert_int_equal(tree_read(m, FORM, 4096).code, CURLE_READ_ERROR);
  mime_free(m);
}

static void a_source_without_a_size_to_tell_fails_at_once(void **state)
{
  struct hand h = { .text = "", .size_code = CURLE_READ_ERROR };
  curl_mime *m = tree_new(0);
  tree_add(m, "first", "x");
  tree_add_hand(m, "a", &h);
  assert_int_equal(tree_read(m, FORM, 4096).code, CURLE_READ_ERROR);
  assert_int_equal(h.reads, 0);
  mime_free(m);
}

static void what_was_read_and_cannot_be_rewound_is_not_read_again(void **state)
{
  struct hand h = { .text = "abc", .size = 3, .cannot_rewind = true };
  curl_mime *m = tree_new(0);
  tree_add_hand(m, "a", &h);
  assert_int_equal(tree_read(m, FORM, 4096).code, CURLE_OK);
  assert_int_equal(tree_read(m, FORM, 4096).code, CURLE_SEND_FAIL_REWIND);
  mime_free(m);
}

static void a_tree_has_one_reader(void **state)
{
  struct mime_reader one, two;
  curl_mime *m = tree_new(0);
  mime_reader_init(&one);
  mime_reader_init(&two);
  assert_int_equal(mime_reader_begin(&one, m, FORM), CURLE_OK);
  assert_int_equal(mime_reader_begin(&two, m, FORM), CURLE_BAD_FUNCTION_ARGUMENT);
  mime_reader_end(&one);
  assert_int_equal(mime_reader_begin(&two, m, FORM), CURLE_OK);
  mime_free(m);
  mime_reader_free(&one);
  mime_reader_free(&two);
}

static void a_tree_that_is_freed_ends_it(void **state)
{
  struct mime_reader r;
  char to[10];
  size_t got = 7;
  curl_mime *m = tree_new(0);
  mime_reader_init(&r);
  assert_int_equal(mime_reader_begin(&r, m, FORM), CURLE_OK);
  mime_free(m);
  assert_int_equal(mime_reader_read(&r, to, sizeof to, &got), CURLE_READ_ERROR);
  assert_int_equal(got, 0);
  mime_reader_free(&r);
}

static void a_tree_that_is_freed_while_a_source_is_asked_ends_it(void **state)
{
  static const char *const encoders[] = { NULL, "7bit", "base64" };
  for(size_t i = 0; i < 3; i++) {
    curl_mime *m = tree_new(0);
    struct hand h = { .text = "abc", .size = 3, .frees_tree = m };
    assert_int_equal(mime_part_set_encoder(tree_add_hand(m, "a", &h), encoders[i]), CURLE_OK);
    assert_int_equal(tree_read(m, FORM, 4096).code, CURLE_READ_ERROR);
    assert_int_equal(h.frees, 1);
  }
}

/* Every setter, at any depth. */
static void a_tree_that_is_changed_ends_it(void **state)
{
  for(int i = 0; i < 8; i++) {
    struct mime_reader r;
    char to[10];
    size_t got;
    curl_mime *m = tree_new(0), *sub = tree_new(1);
    curl_mimepart *p = tree_add(sub, "a", "b");
    assert_int_equal(mime_part_set_subparts(tree_add(m, "c", NULL), sub), CURLE_OK);
    mime_reader_init(&r);
    assert_int_equal(mime_reader_begin(&r, m, FORM), CURLE_OK);
    switch(i) {
    case 0:
      assert_int_equal(mime_part_set_name(p, "x"), CURLE_OK);
      break;
    case 1:
      assert_int_equal(mime_part_set_filename(p, "x"), CURLE_OK);
      break;
    case 2:
      assert_int_equal(mime_part_set_type(p, "x"), CURLE_OK);
      break;
    case 3:
      assert_int_equal(mime_part_set_encoder(p, NULL), CURLE_OK);
      break;
    case 4:
      mime_part_set_headers(p, NULL, false);
      break;
    case 5:
      mime_part_set_source(p, (struct mime_source){ NULL, NULL });
      break;
    case 6:
      assert_int_equal(mime_part_set_subparts(p, NULL), CURLE_OK);
      break;
    default:
      mime_free(sub);
    }
    assert_int_equal(mime_reader_read(&r, to, sizeof to, &got), CURLE_READ_ERROR);
    mime_reader_free(&r);
    mime_free(m);
  }
}

static curl_mime *tree_of_all(struct hand *h)
{
  curl_mime *m = tree_new(0), *sub = tree_new(1);
  assert_int_equal(mime_part_set_encoder(tree_add(m, "a", "b"), "base64"), CURLE_OK);
  tree_add_hand(sub, "inner", h);
  assert_int_equal(mime_part_set_subparts(tree_add(m, "c", NULL), sub), CURLE_OK);
  return m;
}

static void memory_that_is_missing_is_an_error(void **state)
{
  struct hand h = { .text = "abc", .size = 3 };
  curl_mime *m = tree_of_all(&h);
  for(long n = 0;; n++) {
    failing_after(n);
    CURLcode code = tree_read(m, FORM, 64).code;
    if(!failing_end()) break;
    assert_int_equal(code, CURLE_OUT_OF_MEMORY);
    assert_int_equal(failing_blocks, 0);
    assert_true(n < 100);
  }
  mime_free(m);
}

/* ---- bytes ---- */

static void no_parts(void **state)
{
  curl_mime *m = tree_new(0);
  tree_makes(m, FORM, "--" BOUNDARY_0 "--\r\n");
  mime_free(m);
}

static void fields(void **state)
{
  curl_mime *m = tree_new(0);
  tree_add(m, "a", "one");
  tree_add(m, "b", "");
  tree_add(m, NULL, NULL);
  tree_makes(m, FORM,
             "--" BOUNDARY_0 "\r\n" FIELD "\"a\"\r\n\r\none\r\n--" BOUNDARY_0 "\r\n" FIELD "\"b\"\r\n\r\n\r\n"
             "--" BOUNDARY_0 "\r\nContent-Disposition: form-data\r\n\r\n" END_0);
  mime_free(m);
}

static void a_head_for_all(void **state)
{
  curl_mime *m = tree_new(0);
  const struct mime_reading how = { .type = SPAN_LITERAL(MIME_FORM_TYPE), .with_head = true };
  tree_makes(m, &how, "Content-Type: multipart/form-data; boundary=" BOUNDARY_0 "\r\n\r\n--" BOUNDARY_0 "--\r\n");
  mime_free(m);
}

static void multiparts_in_multiparts(void **state)
{
  curl_mime *m = tree_new(0), *sub = tree_new(1);
  tree_add(sub, "x", "X");
  tree_add(sub, NULL, "Y");
  assert_int_equal(mime_part_set_subparts(tree_add(m, "a", NULL), sub), CURLE_OK);
  assert_int_equal(mime_part_set_subparts(tree_add(m, NULL, NULL), tree_new(1)), CURLE_OK);
  tree_makes(m, FORM,
             "--" BOUNDARY_0 "\r\n" FIELD "\"a\"\r\nContent-Type: multipart/mixed; boundary=" BOUNDARY_1 "\r\n\r\n"
             "--" BOUNDARY_1 "\r\nContent-Disposition: attachment; name=\"x\"\r\n\r\nX\r\n"
             "--" BOUNDARY_1 "\r\n\r\nY\r\n--" BOUNDARY_1 "--\r\n"
             "\r\n--" BOUNDARY_0 "\r\nContent-Disposition: form-data\r\n"
             "Content-Type: multipart/mixed; boundary=" BOUNDARY_1 "\r\n\r\n--" BOUNDARY_1 "--\r\n" END_0);
  mime_free(m);
}

static void an_inner_form_has_fields(void **state)
{
  curl_mime *m = tree_new(0), *sub = tree_new(1);
  const struct mime_reading mixed = { .type = SPAN_LITERAL("multipart/mixed") };
  tree_add(sub, "x", "X");
  curl_mimepart *p = tree_add(m, NULL, NULL);
  assert_int_equal(mime_part_set_subparts(p, sub), CURLE_OK);
  assert_int_equal(mime_part_set_type(p, "Multipart/Form-Data ; x=y"), CURLE_OK);
  tree_makes(m, &mixed,
             "--" BOUNDARY_0 "\r\nContent-Type: Multipart/Form-Data ; x=y; boundary=" BOUNDARY_1 "\r\n\r\n"
             "--" BOUNDARY_1 "\r\n" FIELD "\"x\"\r\n\r\nX\r\n--" BOUNDARY_1 "--\r\n" END_0);
  mime_free(m);
}

static void a_content_is_encoded_and_counted(void **state)
{
  curl_mime *m = tree_new(0);
  assert_int_equal(mime_part_set_encoder(tree_add(m, "a", "foobar"), "base64"), CURLE_OK);
  tree_makes(m, FORM, "--" BOUNDARY_0 "\r\n" FIELD "\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nZm9vYmFy" END_0);
  assert_true(tree_read(m, FORM, 1).size > 0);
  mime_free(m);
}

static void a_content_that_cannot_be_counted(void **state)
{
  struct hand h = { .text = "unknown", .size = -1, .step = 2 };
  curl_mime *m = tree_new(0);
  tree_add_hand(m, "a", &h);
  tree_makes(m, FORM, "--" BOUNDARY_0 "\r\n" FIELD "\"a\"\r\n\r\nunknown" END_0);
  assert_int_equal(tree_read(m, FORM, 1).size, -1);
  mime_free(m);
}

static void a_sum_that_cannot_be_counted_is_unknown(void **state)
{
  struct hand h = { .text = "x", .size = INT64_MAX };
  curl_mime *m = tree_new(0);
  tree_add_hand(m, "a", &h);
  assert_int_equal(tree_read(m, FORM, 4096).size, -1);
  mime_free(m);
}

static void a_source_is_cut_at_its_size_and_not_asked_for_the_end(void **state)
{
  struct hand h = { .text = "abcdef", .size = 3 };
  curl_mime *m = tree_new(0);
  tree_add_hand(m, "a", &h);
  struct outcome o = tree_read(m, FORM, 4096);
  assert_string_equal(o.bytes, "--" BOUNDARY_0 "\r\n" FIELD "\"a\"\r\n\r\nabc" END_0);
  assert_int_equal(h.reads, 1);
  assert_int_equal(h.closes, 1);
  mime_free(m);
}

static void an_empty_source_is_not_asked(void **state)
{
  struct hand h = { .text = "abcdef", .size = 0 };
  curl_mime *m = tree_new(0);
  tree_add_hand(m, "a", &h);
  assert_int_equal(tree_read(m, FORM, 4096).code, CURLE_OK);
  assert_int_equal(h.reads, 0);
  mime_free(m);
}

static void a_pause_gives_what_came_before(void **state)
{
  struct hand h = { .text = "abc", .size = 3, .code = CURLE_AGAIN };
  struct mime_reader r;
  char to[4096];
  size_t got, before = strlen("--" BOUNDARY_0 "\r\n" FIELD "\"a\"\r\n\r\n");
  curl_mime *m = tree_new(0);
  tree_add_hand(m, "a", &h);
  mime_reader_init(&r);
  assert_int_equal(mime_reader_begin(&r, m, FORM), CURLE_OK);
  assert_int_equal(mime_reader_read(&r, to, sizeof to, &got), CURLE_AGAIN);
  assert_int_equal(got, before);
  assert_int_equal(mime_reader_read(&r, to, sizeof to, &got), CURLE_OK);
  assert_int_equal(got, strlen("abc" END_0));
  assert_memory_equal(to, "abc" END_0, got);
  mime_reader_free(&r);
  mime_free(m);
}

/* Programs have callbacks that give all or nothing. */
static void a_source_has_room(void **state)
{
  struct hand h = { .text = "abc", .size = -1 };
  struct mime_reader r;
  char to[1100];
  size_t got;
  curl_mime *m = tree_new(0);
  tree_add_hand(m, "a", &h);
  mime_reader_init(&r);
  assert_int_equal(mime_reader_begin(&r, m, FORM), CURLE_OK);
  assert_int_equal(mime_reader_read(&r, to, sizeof to, &got), CURLE_OK);
  assert_int_equal(h.reads, 0);
  assert_int_equal(mime_reader_read(&r, to, sizeof to, &got), CURLE_OK);
  assert_int_equal(got, 3);
  mime_reader_free(&r);
  mime_free(m);
}

static void reading_again_rewinds_what_was_read(void **state)
{
  struct hand first = { .text = "abc", .size = 3 }, second = { .text = "def", .size = 3 };
  struct mime_reader r;
  char to[1100 + 64];
  size_t got;
  curl_mime *m = tree_new(0);
  tree_add_hand(m, "a", &first);
  tree_add_hand(m, "b", &second);
  mime_reader_init(&r);
  assert_int_equal(mime_reader_begin(&r, m, FORM), CURLE_OK);
  assert_int_equal(mime_reader_read(&r, to, sizeof to, &got), CURLE_OK);
  assert_true(mime_reader_can_rewind(&r));
  second.cannot_rewind = true; /* nobody has read it */
  assert_false(mime_reader_can_rewind(&r));
  assert_int_equal(mime_reader_begin(&r, m, FORM), CURLE_OK);
  assert_int_equal(first.rewinds, 1);
  assert_int_equal(second.rewinds, 0);
  mime_reader_free(&r);
  mime_free(m);
}

static void whether_it_can_be_rewound_is_asked_at_any_depth(void **state)
{
  struct hand h = { .text = "abc", .size = 3 };
  struct mime_reader r;
  curl_mime *m = tree_of_all(&h);
  tree_add(m, "after", "x");
  mime_reader_init(&r);
  assert_false(mime_reader_can_rewind(&r));
  assert_int_equal(mime_reader_begin(&r, m, FORM), CURLE_OK);
  assert_true(mime_reader_can_rewind(&r));
  h.cannot_rewind = true;
  assert_false(mime_reader_can_rewind(&r));
  mime_reader_free(&r);
  mime_free(m);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_source_that_fails_ends_it),
    cmocka_unit_test(a_source_that_gives_more_than_fits_ends_it),
    cmocka_unit_test(a_source_without_a_size_to_tell_fails_at_once),
    cmocka_unit_test(what_was_read_and_cannot_be_rewound_is_not_read_again),
    cmocka_unit_test(a_tree_has_one_reader),
    cmocka_unit_test(a_tree_that_is_freed_ends_it),
    cmocka_unit_test(a_tree_that_is_freed_while_a_source_is_asked_ends_it),
    cmocka_unit_test(a_tree_that_is_changed_ends_it),
    cmocka_unit_test(memory_that_is_missing_is_an_error),
    cmocka_unit_test(no_parts),
    cmocka_unit_test(fields),
    cmocka_unit_test(a_head_for_all),
    cmocka_unit_test(multiparts_in_multiparts),
    cmocka_unit_test(an_inner_form_has_fields),
    cmocka_unit_test(a_content_is_encoded_and_counted),
    cmocka_unit_test(a_content_that_cannot_be_counted),
    cmocka_unit_test(a_sum_that_cannot_be_counted_is_unknown),
    cmocka_unit_test(a_source_is_cut_at_its_size_and_not_asked_for_the_end),
    cmocka_unit_test(an_empty_source_is_not_asked),
    cmocka_unit_test(a_pause_gives_what_came_before),
    cmocka_unit_test(a_source_has_room),
    cmocka_unit_test(reading_again_rewinds_what_was_read),
    cmocka_unit_test(whether_it_can_be_rewound_is_asked_at_any_depth),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
