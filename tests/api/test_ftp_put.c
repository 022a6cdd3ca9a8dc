/* FTP uploads: STOR, APPE, going on with one, and a server that does not take it. */
#include "ftp.h"
#include <string.h>

#define UPLOAD  LONG(CURLOPT_UPLOAD, 1)
#define SIZE(n) LONG(CURLOPT_INFILESIZE, n)
#define BEGIN   LOGIN, PASSIVE, IMAGE
#define STOR    SAY("STOR f", "150 send it")
#define TAKEN(all)          \
  {                         \
    EXPECT(all), EXPECT_END \
  }

/* ---- what goes wrong ---- */

static void a_refused_stor_is_an_error(void **state)
{
  EXCHANGE(.url = FTP "f", .upload = "data", .options = { UPLOAD }, .code = CURLE_UPLOAD_FAILED, .error = "553 no",
           .kept = 1, .conn = { { BEGIN, SAY("STOR f", "553 no"), QUIT }, { EXPECT_END } });
}

static void a_full_disk_has_a_code_of_its_own(void **state)
{
  EXCHANGE(.url = FTP "f", .upload = "data", .options = { UPLOAD }, .code = CURLE_REMOTE_DISK_FULL, .kept = 1,
           .conn = { { BEGIN, SAY("STOR f", "552 full"), QUIT }, { EXPECT_END } });
}

static void a_disk_that_fills_up_has_it_too(void **state)
{
  EXCHANGE(.url = FTP "f", .upload = "data", .options = { UPLOAD }, .code = CURLE_REMOTE_DISK_FULL, .kept = 1,
           .conn = { { BEGIN, STOR, SEND("552 full\r\n"), QUIT }, { IGNORE } });
}

/* The server closes the data, and says why. */
static void the_reason_comes_behind_a_broken_data_connection(void **state)
{
  static char all[1000000];
  memset(all, 'x', sizeof all);
  EXCHANGE(.url = FTP "f", .upload = all, .upload_len = sizeof all, .options = { UPLOAD },
           .code = CURLE_REMOTE_DISK_FULL, .kept = 1, .modes = EASY | MULTI,
           .conn = { { BEGIN, STOR, SEND("552 full\r\n"), QUIT }, { CLOSE } });
}

static void an_upload_that_the_server_does_not_confirm_is_partial(void **state)
{
  EXCHANGE(.url = FTP "f", .upload = "data", .options = { UPLOAD }, .code = CURLE_PARTIAL_FILE, .error = "451",
           .kept = 1, .conn = { { BEGIN, STOR, SEND("451 lost\r\n"), QUIT }, { IGNORE } });
}

static void a_source_with_less_than_announced_is_partial(void **state)
{
  EXCHANGE(.url = FTP "f", .upload = "data", .options = { UPLOAD, SIZE(6) }, .code = CURLE_PARTIAL_FILE,
           .error = "4 out of 6", .kept = 1, .conn = { { BEGIN, STOR, SEND("226 done\r\n"), QUIT }, TAKEN("data") });
}

static size_t abort_read(char *to, size_t size, size_t count, void *clientp) { return CURL_READFUNC_ABORT; }

static void a_source_that_gives_up_ends_it(void **state)
{
  EXCHANGE(.url = FTP "f", .upload = "", .options = { UPLOAD, FUNCTION(CURLOPT_READFUNCTION, abort_read) },
           .code = CURLE_ABORTED_BY_CALLBACK, .conn = { { BEGIN, STOR, EXPECT_END }, { EXPECT_END } });
}

static void a_directory_is_no_target(void **state)
{
  EXCHANGE(.url = FTP "d/", .upload = "data", .options = { UPLOAD }, .code = CURLE_URL_MALFORMAT,
           .conn = { { LOGIN, EXPECT_END } });
}

/* ---- an upload ---- */

static void a_file_goes_out(void **state)
{
  EXCHANGE(.url = FTP "f", .upload = "data", .options = { UPLOAD, SIZE(4) }, .kept = 1,
           .conn = { { BEGIN, STOR, DONE, QUIT }, TAKEN("data") },
           .infos = { { CURLINFO_SIZE_UPLOAD_T, 4, NULL }, { CURLINFO_CONTENT_LENGTH_UPLOAD_T, 4, NULL } });
}

static void one_of_unknown_size_goes_out(void **state)
{
  EXCHANGE(.url = FTP "f", .upload = "data", .upload_step = 1, .options = { UPLOAD }, .kept = 1,
           .conn = { { BEGIN, STOR, DONE, QUIT }, TAKEN("data") });
}

static void an_empty_one_goes_out(void **state)
{
  for(int size = -1; size <= 0; size++)
    EXCHANGE(.url = FTP "f", .upload = "", .options = { UPLOAD, SIZE(size) }, .kept = 1,
             .conn = { { BEGIN, STOR, DONE, QUIT }, { EXPECT_END } });
}

static void no_more_than_announced_goes_out(void **state)
{
  EXCHANGE(.url = FTP "f", .upload = "database", .options = { UPLOAD, SIZE(4) }, .kept = 1,
           .conn = { { BEGIN, STOR, DONE, QUIT }, TAKEN("data") });
}

static void a_large_one_goes_out(void **state)
{
  static char all[1000000];
  memset(all, 'x', sizeof all);
  EXCHANGE(.url = FTP "f", .upload = all, .upload_len = sizeof all, .options = { UPLOAD, SIZE(sizeof all) }, .kept = 1,
           .conn = { { BEGIN, STOR, DONE, QUIT }, { EXPECT_FILL("x", sizeof all), EXPECT_END } });
}

static void text_goes_out_with_its_line_ends(void **state)
{
  EXCHANGE(.url = FTP "f;type=a", .upload = "a\nb\r\nc", .options = { UPLOAD, SIZE(6) }, .kept = 1,
           .conn = { { LOGIN, PASSIVE, ASCII, STOR, DONE, QUIT }, TAKEN("a\r\nb\r\nc") });
}

static void appending_is_appe(void **state)
{
  EXCHANGE(.url = FTP "f", .upload = "data", .options = { UPLOAD, LONG(CURLOPT_APPEND, 1) }, .kept = 1,
           .conn = { { BEGIN, SAY("APPE f", "150 send it"), DONE, QUIT }, TAKEN("data") });
}

/* ---- one that goes on ---- */

static void it_goes_on_where_the_program_says(void **state)
{
  EXCHANGE(.url = FTP "f", .upload = "database", .options = { UPLOAD, SIZE(8), LONG(CURLOPT_RESUME_FROM, 4) },
           .kept = 1, .conn = { { BEGIN, SAY("APPE f", "150 send it"), DONE, QUIT }, TAKEN("base") });
}

static void it_goes_on_where_the_server_has_ended(void **state)
{
  EXCHANGE(.url = FTP "f", .upload = "database", .options = { UPLOAD, SIZE(8), LONG(CURLOPT_RESUME_FROM, -1) },
           .kept = 1,
           .conn = { { BEGIN, SAY("SIZE f", "213 4"), SAY("APPE f", "150 send it"), DONE, QUIT }, TAKEN("base") });
}

static void it_begins_where_the_server_has_nothing(void **state)
{
  static const char *const replies[] = { "550 no such file\r\n", "213 0\r\n", "500 what\r\n" };
  for(size_t i = 0; i < sizeof replies / sizeof *replies; i++)
    EXCHANGE(.url = FTP "f", .upload = "data", .options = { UPLOAD, SIZE(4), LONG(CURLOPT_RESUME_FROM, -1) }, .kept = 1,
             .conn = { { BEGIN, EXPECT("SIZE f\r\n"), SEND_BYTES(replies[i], strlen(replies[i])), STOR, DONE, QUIT },
                       TAKEN("data") });
}

static void what_is_there_already_does_not_go_out(void **state)
{
  EXCHANGE(.url = FTP "f", .upload = "data", .options = { UPLOAD, SIZE(4), LONG(CURLOPT_RESUME_FROM, -1) }, .kept = 1,
           .conn = { { BEGIN, SAY("SIZE f", "213 4"), QUIT }, { EXPECT_END } });
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_refused_stor_is_an_error),
    cmocka_unit_test(a_full_disk_has_a_code_of_its_own),
    cmocka_unit_test(a_disk_that_fills_up_has_it_too),
    cmocka_unit_test(the_reason_comes_behind_a_broken_data_connection),
    cmocka_unit_test(an_upload_that_the_server_does_not_confirm_is_partial),
    cmocka_unit_test(a_source_with_less_than_announced_is_partial),
    cmocka_unit_test(a_source_that_gives_up_ends_it),
    cmocka_unit_test(a_directory_is_no_target),
    cmocka_unit_test(a_file_goes_out),
    cmocka_unit_test(one_of_unknown_size_goes_out),
    cmocka_unit_test(an_empty_one_goes_out),
    cmocka_unit_test(no_more_than_announced_goes_out),
    cmocka_unit_test(a_large_one_goes_out),
    cmocka_unit_test(text_goes_out_with_its_line_ends),
    cmocka_unit_test(appending_is_appe),
    cmocka_unit_test(it_goes_on_where_the_program_says),
    cmocka_unit_test(it_goes_on_where_the_server_has_ended),
    cmocka_unit_test(it_begins_where_the_server_has_nothing),
    cmocka_unit_test(what_is_there_already_does_not_go_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
