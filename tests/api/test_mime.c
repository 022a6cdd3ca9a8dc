/* curl_mime_*: what the manual pages say of arguments and ownership. What goes over the wire: test_http_mime.c. */
#include "check.h"
#include <curl/curl.h>

static CURL *easy;
static curl_mime *mime;
static curl_mimepart *part;
static int frees;

static int set_up(void **state)
{
  easy = curl_easy_init();
  mime = curl_mime_init(easy);
  part = curl_mime_addpart(mime);
  frees = 0;
  return !easy || !mime || !part;
}

static int tear_down(void **state)
{
  curl_mime_free(mime);
  curl_easy_cleanup(easy);
  return 0;
}

static size_t give_nothing(char *to, size_t size, size_t count, void *clientp) { return 0; }
static void count_free(void *clientp) { frees++; }

static void no_part_is_a_bad_argument(void **state)
{
  assert_null(curl_mime_addpart(NULL));
  curl_mime_free(NULL);
  assert_int_equal(curl_mime_name(NULL, "a"), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_mime_filename(NULL, "a"), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_mime_type(NULL, "a"), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_mime_encoder(NULL, "8bit"), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_mime_data(NULL, "a", 1), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_mime_filedata(NULL, "a"), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_mime_data_cb(NULL, 0, give_nothing, NULL, NULL, NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_mime_subparts(NULL, NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_mime_headers(NULL, NULL, 0), CURLE_BAD_FUNCTION_ARGUMENT);
}

static void an_unknown_encoder_is_refused(void **state)
{
  assert_int_equal(curl_mime_encoder(part, "uuencode"), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_mime_encoder(part, ""), CURLE_BAD_FUNCTION_ARGUMENT);
}

static void a_tree_that_contains_itself_is_refused(void **state)
{
  curl_mime *sub = curl_mime_init(easy);
  curl_mimepart *inner = curl_mime_addpart(sub);
  assert_int_equal(curl_mime_subparts(part, mime), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_mime_subparts(part, sub), CURLE_OK);
  assert_int_equal(curl_mime_subparts(inner, mime), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_mime_subparts(inner, sub), CURLE_BAD_FUNCTION_ARGUMENT);
}

static void a_tree_is_in_one_place(void **state)
{
  CURL *other = curl_easy_init();
  curl_mime *outer = curl_mime_init(easy);
  curl_mimepart *place = curl_mime_addpart(outer);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_MIMEPOST, mime), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_MIMEPOST, mime), CURLE_OK);
  assert_int_equal(curl_easy_setopt(other, CURLOPT_MIMEPOST, mime), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_mime_subparts(place, mime), CURLE_BAD_FUNCTION_ARGUMENT);
  /* another one in its place lets it go */
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_MIMEPOST, outer), CURLE_OK);
  assert_int_equal(curl_mime_subparts(place, mime), CURLE_OK);
  assert_int_equal(curl_easy_setopt(other, CURLOPT_MIMEPOST, mime), CURLE_BAD_FUNCTION_ARGUMENT);
  curl_easy_cleanup(other);
  curl_mime_free(outer);
  mime = NULL;
}

static void a_handle_that_goes_lets_it_go(void **state)
{
  CURL *other = curl_easy_init();
  assert_int_equal(curl_easy_setopt(other, CURLOPT_MIMEPOST, mime), CURLE_OK);
  curl_easy_reset(other);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_MIMEPOST, mime), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_MIMEPOST, NULL), CURLE_OK);
  assert_int_equal(curl_easy_setopt(other, CURLOPT_MIMEPOST, mime), CURLE_OK);
  curl_easy_cleanup(other);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_MIMEPOST, mime), CURLE_OK);
}

static void a_file_that_is_not_there_yet_is_told(void **state)
{
  assert_int_equal(curl_mime_filedata(part, "/nonexistent/file"), CURLE_READ_ERROR);
  assert_int_equal(curl_mime_filedata(part, "/dev/null"), CURLE_OK);
  assert_int_equal(curl_mime_filedata(part, NULL), CURLE_OK);
}

static void a_handle_is_not_needed(void **state)
{
  curl_mime *other = curl_mime_init(NULL);
  assert_non_null(other);
  curl_mime_free(other);
}

static void texts_may_be_set_again_and_taken_back(void **state)
{
  for(int i = 0; i < 2; i++) {
    const char *text = i ? NULL : "text";
    assert_int_equal(curl_mime_name(part, text), CURLE_OK);
    assert_int_equal(curl_mime_filename(part, text), CURLE_OK);
    assert_int_equal(curl_mime_type(part, text), CURLE_OK);
    assert_int_equal(curl_mime_encoder(part, i ? NULL : "Base64"), CURLE_OK);
    assert_int_equal(curl_mime_data(part, text, i ? 5 : 4), CURLE_OK);
  }
}

static void callbacks_are_freed_when_replaced(void **state)
{
  assert_int_equal(curl_mime_data_cb(part, 1, give_nothing, NULL, count_free, NULL), CURLE_OK);
  assert_int_equal(curl_mime_data_cb(part, 1, give_nothing, NULL, count_free, NULL), CURLE_OK);
  assert_int_equal(frees, 1);
  assert_int_equal(curl_mime_data(part, "a", 1), CURLE_OK);
  assert_int_equal(frees, 2);
  assert_int_equal(curl_mime_data_cb(part, 1, give_nothing, NULL, NULL, NULL), CURLE_OK);
  assert_int_equal(curl_mime_data_cb(part, 1, give_nothing, NULL, count_free, NULL), CURLE_OK);
  curl_mime_free(mime);
  mime = NULL;
  assert_int_equal(frees, 3);
}

/* It "may not be set to NULL". */
static void without_a_read_callback_there_is_no_content(void **state)
{
  assert_int_equal(curl_mime_data_cb(part, 1, NULL, NULL, count_free, NULL), CURLE_OK);
  curl_mime_free(mime);
  mime = NULL;
  assert_int_equal(frees, 0);
}

static void headers_are_freed_if_they_were_given_away(void **state)
{
  struct curl_slist *list = curl_slist_append(NULL, "X: y");
  assert_int_equal(curl_mime_headers(part, curl_slist_append(NULL, "A: b"), 1), CURLE_OK);
  assert_int_equal(curl_mime_headers(part, list, 0), CURLE_OK);
  assert_int_equal(curl_mime_headers(part, NULL, 0), CURLE_OK);
  curl_slist_free_all(list);
  assert_int_equal(curl_mime_headers(part, curl_slist_append(NULL, "A: b"), 1), CURLE_OK);
}

static void subparts_belong_to_the_part(void **state)
{
  curl_mime *sub = curl_mime_init(easy);
  assert_int_equal(curl_mime_data_cb(curl_mime_addpart(sub), 1, give_nothing, NULL, count_free, NULL), CURLE_OK);
  assert_int_equal(curl_mime_subparts(part, sub), CURLE_OK);
  assert_non_null(curl_mime_addpart(sub)); /* it may be added to */
  assert_int_equal(curl_mime_subparts(part, NULL), CURLE_OK);
  assert_int_equal(frees, 1);
}

static void options_take_any_bits(void **state)
{
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_MIME_OPTIONS, CURLMIMEOPT_FORMESCAPE), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_MIME_OPTIONS, 0L), CURLE_OK);
}

static void a_duplicate_and_the_original_go_in_any_order(void **state)
{
  assert_int_equal(curl_mime_data_cb(part, 1, give_nothing, NULL, count_free, NULL), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_MIMEPOST, mime), CURLE_OK);
  CURL *copy = curl_easy_duphandle(easy);
  CURL *copy_of_copy = curl_easy_duphandle(copy);
  curl_easy_cleanup(copy);
  assert_int_equal(frees, 1);
  assert_int_equal(curl_easy_setopt(copy_of_copy, CURLOPT_MIMEPOST, NULL), CURLE_OK);
  assert_int_equal(frees, 2);
  curl_easy_cleanup(copy_of_copy);
  curl_mime_free(mime);
  mime = NULL;
  assert_int_equal(frees, 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(no_part_is_a_bad_argument),
    TEST(an_unknown_encoder_is_refused),
    TEST(a_tree_that_contains_itself_is_refused),
    TEST(a_tree_is_in_one_place),
    TEST(a_handle_that_goes_lets_it_go),
    TEST(a_file_that_is_not_there_yet_is_told),
    TEST(a_handle_is_not_needed),
    TEST(texts_may_be_set_again_and_taken_back),
    TEST(callbacks_are_freed_when_replaced),
    TEST(without_a_read_callback_there_is_no_content),
    TEST(headers_are_freed_if_they_were_given_away),
    TEST(subparts_belong_to_the_part),
    TEST(options_take_any_bits),
    TEST(a_duplicate_and_the_original_go_in_any_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
