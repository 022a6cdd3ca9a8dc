/* file:// as the target of an upload. */
#include "check.h"
#include "exchange.h"
#include "folder.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BEFORE "0123456789"

static void put_before(struct outcome *o) { folder_put("target", BEFORE, strlen(BEFORE)); }

static void put_nothing(struct outcome *o) { folder_remove("target"); }

static void expect_before(const struct outcome *o) { folder_expect("target", BEFORE); }

static void expect_abcdef(const struct outcome *o) { folder_expect("target", "abcdef"); }

static void expect_abc(const struct outcome *o) { folder_expect("target", "abc"); }

static void expect_both(const struct outcome *o) { folder_expect("target", BEFORE "abcdef"); }

/* ---- the failures ---- */

static void what_cannot_be_written_is_an_error(void **state)
{
  static const char *const names[] = { "", "none/target", "file/target" };
  for(size_t i = 0; i < sizeof names / sizeof *names; i++)
    EXCHANGE(.url = folder_url(names[i]), .options = { LONG(CURLOPT_UPLOAD, 1) }, .upload = "abc",
             .code = CURLE_WRITE_ERROR, .error = "for writing");
}

static void a_full_device_is_an_error(void **state)
{
  EXCHANGE(.url = "file:///dev/full", .options = { LONG(CURLOPT_UPLOAD, 1) }, .upload = "abc",
           .code = CURLE_WRITE_ERROR);
}

static void less_than_was_announced_is_an_error(void **state)
{
  EXCHANGE(.url = folder_url("target"), .options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 10) },
           .upload = "abcdef", .prepare = put_before, .code = CURLE_READ_ERROR, .error = "4 bytes",
           .verify = expect_abcdef);
}

static size_t answer;
static size_t answer_to_read(char *to, size_t size, size_t count, void *clientp) { return answer; }

static void a_source_that_answers_wrongly_ends_it(void **state)
{
  static const struct {
    size_t answer;
    CURLcode code;
  } rows[] = { { CURL_READFUNC_ABORT, CURLE_ABORTED_BY_CALLBACK }, { (size_t)1 << 40, CURLE_READ_ERROR } };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    answer = rows[i].answer;
    EXCHANGE(.url = folder_url("target"),
             .options = { LONG(CURLOPT_UPLOAD, 1), FUNCTION(CURLOPT_READFUNCTION, answer_to_read) },
             .code = rows[i].code);
  }
}

static void permissions_are_bits_of_chmod(void **state)
{
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_NEW_FILE_PERMS, -1L), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_NEW_FILE_PERMS, 01000L), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_NEW_FILE_PERMS, 0777L), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_NEW_FILE_PERMS, 0L), CURLE_OK);
  curl_easy_cleanup(easy);
}

/* ---- what is written ---- */

static void an_upload_makes_the_file(void **state)
{
  EXCHANGE(.url = folder_url("target"), .options = { LONG(CURLOPT_UPLOAD, 1) }, .upload = "abcdef", .upload_step = 4,
           .prepare = put_nothing, .verify = expect_abcdef, .head = "",
           .infos = { { CURLINFO_SIZE_UPLOAD_T, 6, NULL }, { CURLINFO_EFFECTIVE_METHOD, 0, "PUT" } });
}

static void an_upload_replaces_what_was_there(void **state)
{
  EXCHANGE(.url = folder_url("target"), .options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 6) },
           .upload = "abcdef", .prepare = put_before, .verify = expect_abcdef);
}

static void not_more_is_written_than_was_announced(void **state)
{
  EXCHANGE(.url = folder_url("target"), .options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 3) },
           .upload = "abcdef", .prepare = put_before, .verify = expect_abc);
}

static void expect_empty(const struct outcome *o) { folder_expect("target", ""); }

static void an_empty_upload_makes_an_empty_file(void **state)
{
  EXCHANGE(.url = folder_url("target"), .options = { LONG(CURLOPT_UPLOAD, 1) }, .upload = "", .prepare = put_before,
           .verify = expect_empty);
  EXCHANGE(.url = folder_url("target"), .options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 0) },
           .upload = "", .prepare = put_nothing, .verify = expect_empty);
}

static void an_upload_can_go_behind_what_is_there(void **state)
{
  EXCHANGE(.url = folder_url("target"), .options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_APPEND, 1) },
           .upload = "abcdef", .prepare = put_before, .verify = expect_both);
  EXCHANGE(.url = folder_url("target"), .options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_APPEND, 1) },
           .upload = "abcdef", .prepare = put_nothing, .verify = expect_abcdef);
}

static mode_t mode_of_target(void)
{
  struct stat info;
  assert_int_equal(stat(folder_path("target"), &info), 0);
  return info.st_mode & 0777;
}

static void expect_private(const struct outcome *o) { assert_int_equal(mode_of_target(), 0600); }

static void expect_usual(const struct outcome *o) { assert_int_equal(mode_of_target(), 0644); }

static void what_is_made_has_the_permissions_that_were_asked_for(void **state)
{
  mode_t before = umask(022);
  EXCHANGE(.url = folder_url("target"), .options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_NEW_FILE_PERMS, 0600) },
           .upload = "abc", .prepare = put_nothing, .verify = expect_private);
  EXCHANGE(.url = folder_url("target"), .options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_NEW_FILE_PERMS, 0666) },
           .upload = "abc", .prepare = put_nothing, .verify = expect_usual);
  EXCHANGE(.url = folder_url("target"), .options = { LONG(CURLOPT_UPLOAD, 1) }, .upload = "abc", .prepare = put_nothing,
           .verify = expect_usual);
  umask(before);
}

static void expect_crlf(const struct outcome *o) { folder_expect("target", "a\r\nb\r\n"); }

static void line_ends_are_converted(void **state)
{
  EXCHANGE(.url = folder_url("target"),
           .options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_CRLF, 1), LONG(CURLOPT_INFILESIZE, 4) },
           .upload = "a\nb\n", .prepare = put_nothing, .verify = expect_crlf);
}

/* ---- uploads that go on ---- */

static void put_0123(struct outcome *o) { folder_put("target", "0123", 4); }

static void expect_0123cdef(const struct outcome *o) { folder_expect("target", "0123cdef"); }

static void expect_0123ef(const struct outcome *o) { folder_expect("target", "0123ef"); }

static void an_upload_leaves_out_what_was_there_before(void **state)
{
  static const curl_off_t sizes[] = { 6, -1 };
  for(size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    EXCHANGE(.url = folder_url("target"),
             .options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, sizes[i]), LONG(CURLOPT_RESUME_FROM, 2) },
             .upload = "abcdef", .prepare = put_0123, .verify = expect_0123cdef);
    EXCHANGE(.url = folder_url("target"),
             .options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, sizes[i]), LONG(CURLOPT_RESUME_FROM, -1) },
             .upload = "abcdef", .prepare = put_0123, .verify = expect_0123ef);
    EXCHANGE(.url = folder_url("target"),
             .options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, sizes[i]), LONG(CURLOPT_RESUME_FROM, -1) },
             .upload = "abcdef", .prepare = put_nothing, .verify = expect_abcdef);
  }
}

static void an_upload_that_is_there_already_changes_nothing(void **state)
{
  static const curl_off_t offsets[] = { -1, 6, 7, 10 };
  for(size_t i = 0; i < sizeof offsets / sizeof *offsets; i++)
    EXCHANGE(.url = folder_url("target"),
             .options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 6), LONG(CURLOPT_RESUME_FROM, offsets[i]) },
             .upload = "abcdef", .prepare = put_before, .verify = expect_before);
}

static int set_up(void **state)
{
  folder_make();
  folder_put("file", "x", 1);
  return 0;
}

static int tear_down(void **state)
{
  folder_drop();
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_cannot_be_written_is_an_error),
    cmocka_unit_test(a_full_device_is_an_error),
    cmocka_unit_test(less_than_was_announced_is_an_error),
    cmocka_unit_test(a_source_that_answers_wrongly_ends_it),
    cmocka_unit_test(permissions_are_bits_of_chmod),
    cmocka_unit_test(an_upload_makes_the_file),
    cmocka_unit_test(an_upload_replaces_what_was_there),
    cmocka_unit_test(not_more_is_written_than_was_announced),
    cmocka_unit_test(an_empty_upload_makes_an_empty_file),
    cmocka_unit_test(an_upload_can_go_behind_what_is_there),
    cmocka_unit_test(what_is_made_has_the_permissions_that_were_asked_for),
    cmocka_unit_test(line_ends_are_converted),
    cmocka_unit_test(an_upload_leaves_out_what_was_there_before),
    cmocka_unit_test(an_upload_that_is_there_already_changes_nothing),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
