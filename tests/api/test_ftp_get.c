/* FTP downloads (RFC 959, RFC 3659): what is said, what comes, and what becomes of a server that does not keep to it. */
#include "ftp.h"
#include <string.h>

#define BEGIN_5 LOGIN, PASSIVE, IMAGE, SAY("SIZE f", "213 5")

/* ---- what goes wrong ---- */

static void a_file_that_is_not_there_keeps_the_connection(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_REMOTE_FILE_NOT_FOUND, .kept = 1,
           .conn = { { LOGIN, PASSIVE, IMAGE, SAY("SIZE f", "550 no such file"), QUIT }, { EXPECT_END } });
}

static void a_refused_retr_is_told_with_its_reply(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_FTP_COULDNT_RETR_FILE, .error = "RETR response: 451 not now", .kept = 1,
           .conn = { { BEGIN_5, SAY("RETR f", "451 not now"), QUIT }, { EXPECT_END } });
}

static void a_retr_of_what_has_gone_is_a_missing_file(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_REMOTE_FILE_NOT_FOUND, .kept = 1,
           .conn = { { BEGIN_5, SAY("RETR f", "550 gone"), QUIT }, { EXPECT_END } });
}

/* The connection is of no more use: its last reply has not come. */
static void fewer_bytes_than_told_are_a_partial_file(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_PARTIAL_FILE, .error = "2 bytes remaining", .body = "hel",
           .conn = { { BEGIN_5, RETR, EXPECT_END }, { SEND("hel"), CLOSE } });
}

static void more_bytes_than_told_are_cut_off(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_PARTIAL_FILE, .error = "more than the 5 bytes", .body = "hello",
           .conn = { { BEGIN_5, RETR, EXPECT_END }, { SEND("hello world"), IGNORE } });
}

static void a_transfer_that_the_server_gives_up_is_partial(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_PARTIAL_FILE, .error = "426", .body = "hello", .kept = 1,
           .conn = { { BEGIN_5, RETR, SEND("426 broken\r\n"), QUIT }, { SEND("hello"), CLOSE } });
}

/* The data still comes, but whether it is all of it nobody says. */
static void a_control_connection_that_ends_meanwhile_is_an_error(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_RECV_ERROR, .error = "closed the control connection", .body = "hello",
           .conn = { { BEGIN_5, RETR, CLOSE }, { SEND("hello"), CLOSE } });
}

static void a_server_that_goes_before_its_welcome_is_an_error(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_RECV_ERROR, .conn = { { CLOSE } });
}

/* RFC 959, section 5.4: 421 may answer anything. */
static void a_server_that_closes_says_so(void **state)
{
  EXCHANGE(.url = FTP "d/f", .code = CURLE_OPERATION_TIMEDOUT, .error = "421",
           .conn = { { LOGIN, SAY("CWD d", "421 idle too long"), EXPECT_END } });
}

static void silence_ends_in_the_time_out_for_replies(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { LONG(CURLOPT_SERVER_RESPONSE_TIMEOUT_MS, 200) }, .modes = EASY | MULTI,
           .code = CURLE_OPERATION_TIMEDOUT, .error = "SIZE",
           .conn = { { LOGIN, PASSIVE, IMAGE, EXPECT("SIZE f\r\n"), EXPECT_END }, { EXPECT_END } });
}

static void a_last_reply_that_does_not_come_ends_there_too(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { LONG(CURLOPT_SERVER_RESPONSE_TIMEOUT_MS, 200) }, .modes = EASY | MULTI,
           .code = CURLE_OPERATION_TIMEDOUT, .body = "hello",
           .conn = { { BEGIN_5, RETR, EXPECT_END }, { SEND("hello"), CLOSE } });
}

static void data_that_does_not_end_after_the_last_reply_ends_there_too(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { LONG(CURLOPT_SERVER_RESPONSE_TIMEOUT_MS, 200) }, .modes = EASY | MULTI,
           .code = CURLE_OPERATION_TIMEDOUT, .body = "hel",
           .conn = { { BEGIN_5, RETR, DONE, EXPECT_END }, { SEND("hel"), EXPECT_END } });
}

static void a_file_that_is_too_large_is_not_asked_for(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { LONG(CURLOPT_MAXFILESIZE, 4) }, .code = CURLE_FILESIZE_EXCEEDED, .kept = 1,
           .conn = { { BEGIN_5, QUIT }, { EXPECT_END } });
}

static void a_type_that_is_refused_is_an_error(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_FTP_COULDNT_SET_TYPE, .kept = 1,
           .conn = { { LOGIN, PASSIVE, SAY("TYPE I", "504 no"), QUIT }, { EXPECT_END } });
}

static void a_range_that_is_none_is_an_error(void **state)
{
  static const char *const ranges[] = { "-", "x-", "5-3", "36893488147419103232-", "-0", "1--2" };
  for(size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
    EXCHANGE(.url = FTP "f", .options = { TEXT(CURLOPT_RANGE, ranges[i]) }, .code = CURLE_RANGE_ERROR, .kept = 1,
             .conn = { { LOGIN, PASSIVE, IMAGE, QUIT }, { EXPECT_END } });
}

static void an_offset_behind_the_end_is_an_error(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { LONG(CURLOPT_RESUME_FROM, 6) }, .code = CURLE_BAD_DOWNLOAD_RESUME, .kept = 1,
           .conn = { { BEGIN_5, QUIT }, { EXPECT_END } });
}

static void a_refused_rest_is_an_error(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { LONG(CURLOPT_RESUME_FROM, 3) }, .code = CURLE_FTP_COULDNT_USE_REST, .kept = 1,
           .conn = { { BEGIN_5, SAY("REST 3", "502 no"), QUIT }, { EXPECT_END } });
}

static void the_end_of_a_file_of_unknown_size_is_an_error(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { TEXT(CURLOPT_RANGE, "-3") }, .code = CURLE_FTP_COULDNT_USE_REST, .kept = 1,
           .conn = { { LOGIN, PASSIVE, IMAGE, SAY("SIZE f", "500 no"), QUIT }, { EXPECT_END } });
}

static size_t refuse_all(char *data, size_t size, size_t count, void *clientp) { return 0; }

static void a_write_callback_that_fails_ends_it(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { FUNCTION(CURLOPT_WRITEFUNCTION, refuse_all) }, .code = CURLE_WRITE_ERROR,
           .conn = { { BEGIN_5, RETR, EXPECT_END }, { SEND("hello"), EXPECT_END } });
}

static void a_header_callback_that_fails_ends_it(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { FUNCTION(CURLOPT_HEADERFUNCTION, refuse_all) }, .code = CURLE_WRITE_ERROR,
           .conn = { { WELCOME, EXPECT_END } });
}

/* ---- a file ---- */

static void a_file_comes_with_the_dialogue_as_its_head(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "hello", .kept = 1, .options = { LONG(CURLOPT_HEADER, 1) },
           .head = "220 hi\r\n331 who says\r\n230 in\r\n257 \"/\"\r\n229 Entering (|||1025|)\r\n200 I\r\n213 5\r\n"
                   "150 here it is\r\n226 done\r\n",
           .conn = { { BEGIN_5, RETR, DONE, QUIT }, { SEND("hello"), CLOSE } },
           .infos = { { CURLINFO_RESPONSE_CODE, 226, NULL },
                      { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, 5, NULL },
                      { CURLINFO_SIZE_DOWNLOAD_T, 5, NULL },
                      { CURLINFO_REQUEST_SIZE, 0, NULL },
                      { CURLINFO_HEADER_SIZE, 0, NULL },
                      { CURLINFO_FTP_ENTRY_PATH, 0, "/" } });
}

static void an_empty_file_is_one(void **state)
{
  EXCHANGE(.url = FTP "f", .kept = 1,
           .conn = { { LOGIN, PASSIVE, IMAGE, SAY("SIZE f", "213 0"), RETR, DONE, QUIT }, { CLOSE } });
}

static void a_file_of_unknown_size_ends_with_its_connection(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "hello", .kept = 1,
           .conn = { { LOGIN, PASSIVE, IMAGE, SAY("SIZE f", "500 no"), RETR, DONE, QUIT }, { SEND("hello"), CLOSE } },
           .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, -1, NULL } });
}

static void the_size_may_stand_in_the_reply_to_retr(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_PARTIAL_FILE, .body = "hello",
           .conn = {
               { LOGIN, PASSIVE, IMAGE, SAY("SIZE f", "500 no"), SAY("RETR f", "150 Opening f (7 bytes)"), EXPECT_END },
               { SEND("hello"), CLOSE } });
}

static void ignoring_lengths_asks_for_none(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "hello", .kept = 1, .options = { LONG(CURLOPT_IGNORE_CONTENT_LENGTH, 1) },
           .conn = { { LOGIN, PASSIVE, IMAGE, SAY("RETR f", "150 f (3 bytes)"), DONE, QUIT },
                     { SEND("hello"), CLOSE } });
}

/* Both ends of the transfer at once. */
static void the_last_reply_may_come_with_the_first(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "hello", .kept = 1,
           .conn = { { BEGIN_5, SAY("RETR f", "150 here\r\n226 done"), QUIT }, { SEND("hello"), CLOSE } });
}

/* All of it is there, and the server says so: that its connection does not end is of no account. */
static void a_data_connection_that_stays_open_is_closed_from_here(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "hello", .kept = 1,
           .conn = { { BEGIN_5, RETR, DONE, QUIT }, { SEND("hello"), EXPECT_END } });
}

static void a_large_file_comes_in_pieces(void **state)
{
  static char all[300000];
  memset(all, 'x', sizeof all);
  EXCHANGE(.url = FTP "f", .body = all, .body_len = sizeof all, .kept = 1, .modes = EASY | MULTI,
           .conn = { { LOGIN, PASSIVE, IMAGE, SAY("SIZE f", "213 300000"), RETR, DONE, QUIT },
                     { SEND_FILL("x", sizeof all), CLOSE } });
}

static void text_is_asked_for_without_its_size(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "a\nb\n", .kept = 1, .options = { LONG(CURLOPT_TRANSFERTEXT, 1) },
           .conn = { { LOGIN, PASSIVE, ASCII, SAY("RETR f", "150 f (3 bytes)"), DONE, QUIT },
                     { SEND("a\r\nb\r\n"), CLOSE } });
}

static void the_type_of_the_url_comes_first(void **state)
{
  EXCHANGE(.url = FTP "f;type=i", .body = "hello", .kept = 1, .options = { LONG(CURLOPT_TRANSFERTEXT, 1) },
           .conn = { { BEGIN_5, RETR, DONE, QUIT }, { SEND("hello"), CLOSE } });
}

/* ---- a part of it ---- */

static void the_rest_of_a_file_comes(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "lo", .kept = 1, .options = { LONG(CURLOPT_RESUME_FROM, 3) },
           .conn = { { BEGIN_5, SAY("REST 3", "350 from there"), RETR, DONE, QUIT }, { SEND("lo"), CLOSE } },
           .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, 2, NULL } });
}

static void the_last_bytes_of_a_file_come(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "lo", .kept = 1, .options = { TEXT(CURLOPT_RANGE, "-2") },
           .conn = { { BEGIN_5, SAY("REST 3", "350 from there"), RETR, SAY("ABOR", "226 was done\r\n225 no"), QUIT },
                     { SEND("lo"), EXPECT_END } });
}

static void what_is_there_already_is_not_asked_for(void **state)
{
  EXCHANGE(.url = FTP "f", .kept = 1, .options = { LONG(CURLOPT_RESUME_FROM, 5) },
           .conn = { { BEGIN_5, QUIT }, { EXPECT_END } });
}

/* RFC 959: two replies, one of RETR and one of ABOR. */
static void a_range_is_cut_off_and_the_connection_is_kept(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "el", .kept = 1, .options = { TEXT(CURLOPT_RANGE, "1-2") },
           .conn = { { BEGIN_5, SAY("REST 1", "350 from there"), RETR, SAY("ABOR", "426 cut\r\n226 done"), QUIT },
                     { SEND("ello"), EXPECT_END } },
           .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, 2, NULL } });
}

static void a_range_from_the_beginning_needs_no_rest(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "he", .kept = 1, .options = { TEXT(CURLOPT_RANGE, "0-1") },
           .conn = { { BEGIN_5, RETR, SAY("ABOR", "426 cut\r\n226 done"), QUIT }, { SEND("hello"), EXPECT_END } });
}

static void a_range_that_ends_behind_the_file_is_what_there_is(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "lo", .kept = 1, .options = { TEXT(CURLOPT_RANGE, "3-100") },
           .conn = { { BEGIN_5, SAY("REST 3", "350 from there"), RETR, SAY("ABOR", "226 was done\r\n225 no"), QUIT },
                     { SEND("lo"), EXPECT_END } });
}

static void a_range_without_an_end_needs_no_abor(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "lo", .kept = 1, .options = { TEXT(CURLOPT_RANGE, "3-") },
           .conn = { { BEGIN_5, SAY("REST 3", "350 from there"), RETR, DONE, QUIT }, { SEND("lo"), CLOSE } });
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_file_that_is_not_there_keeps_the_connection),
    cmocka_unit_test(a_refused_retr_is_told_with_its_reply),
    cmocka_unit_test(a_retr_of_what_has_gone_is_a_missing_file),
    cmocka_unit_test(fewer_bytes_than_told_are_a_partial_file),
    cmocka_unit_test(more_bytes_than_told_are_cut_off),
    cmocka_unit_test(a_transfer_that_the_server_gives_up_is_partial),
    cmocka_unit_test(a_control_connection_that_ends_meanwhile_is_an_error),
    cmocka_unit_test(a_server_that_goes_before_its_welcome_is_an_error),
    cmocka_unit_test(a_server_that_closes_says_so),
    cmocka_unit_test(silence_ends_in_the_time_out_for_replies),
    cmocka_unit_test(a_last_reply_that_does_not_come_ends_there_too),
    cmocka_unit_test(data_that_does_not_end_after_the_last_reply_ends_there_too),
    cmocka_unit_test(a_file_that_is_too_large_is_not_asked_for),
    cmocka_unit_test(a_type_that_is_refused_is_an_error),
    cmocka_unit_test(a_range_that_is_none_is_an_error),
    cmocka_unit_test(an_offset_behind_the_end_is_an_error),
    cmocka_unit_test(a_refused_rest_is_an_error),
    cmocka_unit_test(the_end_of_a_file_of_unknown_size_is_an_error),
    cmocka_unit_test(a_write_callback_that_fails_ends_it),
    cmocka_unit_test(a_header_callback_that_fails_ends_it),
    cmocka_unit_test(a_file_comes_with_the_dialogue_as_its_head),
    cmocka_unit_test(an_empty_file_is_one),
    cmocka_unit_test(a_file_of_unknown_size_ends_with_its_connection),
    cmocka_unit_test(the_size_may_stand_in_the_reply_to_retr),
    cmocka_unit_test(ignoring_lengths_asks_for_none),
    cmocka_unit_test(the_last_reply_may_come_with_the_first),
    cmocka_unit_test(a_data_connection_that_stays_open_is_closed_from_here),
    cmocka_unit_test(a_large_file_comes_in_pieces),
    cmocka_unit_test(text_is_asked_for_without_its_size),
    cmocka_unit_test(the_type_of_the_url_comes_first),
    cmocka_unit_test(the_rest_of_a_file_comes),
    cmocka_unit_test(the_last_bytes_of_a_file_come),
    cmocka_unit_test(what_is_there_already_is_not_asked_for),
    cmocka_unit_test(a_range_is_cut_off_and_the_connection_is_kept),
    cmocka_unit_test(a_range_from_the_beginning_needs_no_rest),
    cmocka_unit_test(a_range_that_ends_behind_the_file_is_what_there_is),
    cmocka_unit_test(a_range_without_an_end_needs_no_abor),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
