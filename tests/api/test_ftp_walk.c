/* Where FTP's files are, and what the program says on the way: directories, quotes, times; and the same on a connection
 * that has been somewhere already. */
#include "ftp.h"
#include <string.h>

#define CWD(dir) SAY("CWD " dir, "250 there")
/* A transfer of `name`, and its data. */
#define FETCH(name) SAY("SIZE " name, "213 5"), SAY("RETR " name, "150 here"), DONE
#define HELLO                 \
  {                           \
    SEND("hello"), EXPECT_END \
  }
#define METHOD(which) LONG(CURLOPT_FTP_FILEMETHOD, CURLFTPMETHOD_##which)

/* ---- directories ---- */

static void a_directory_that_is_refused_is_an_error(void **state)
{
  EXCHANGE(.url = FTP "a/b/f", .code = CURLE_REMOTE_ACCESS_DENIED, .error = "550 no", .kept = 1,
           .conn = { { LOGIN, CWD("a"), SAY("CWD b", "550 no"), QUIT } });
}

static void each_directory_is_gone_to(void **state)
{
  EXCHANGE(.url = FTP "a/b%20c/f", .body = "hello", .kept = 1,
           .conn = { { LOGIN, CWD("a"), CWD("b c"), PASSIVE, IMAGE, FETCH("f"), QUIT }, HELLO });
}

static void all_of_them_at_once(void **state)
{
  EXCHANGE(.url = FTP "a/b/f", .body = "hello", .kept = 1, .options = { METHOD(SINGLECWD) },
           .conn = { { LOGIN, CWD("a/b"), PASSIVE, IMAGE, FETCH("f"), QUIT }, HELLO });
}

static void none_of_them(void **state)
{
  EXCHANGE(.url = FTP "a/b/f", .body = "hello", .kept = 1, .options = { METHOD(NOCWD) },
           .conn = { { LOGIN, PASSIVE, IMAGE, FETCH("a/b/f"), QUIT }, HELLO });
}

static void the_root_is_one(void **state)
{
  EXCHANGE(.url = FTP "/a/f", .body = "hello", .kept = 1,
           .conn = { { LOGIN, CWD("/"), CWD("a"), PASSIVE, IMAGE, FETCH("f"), QUIT }, HELLO });
}

/* ---- directories that are made ---- */

#define MAKE(how) LONG(CURLOPT_FTP_CREATE_MISSING_DIRS, CURLFTP_CREATE_DIR##how)

static void a_directory_that_cannot_be_made_is_an_error(void **state)
{
  EXCHANGE(.url = FTP "a/f", .code = CURLE_REMOTE_ACCESS_DENIED, .kept = 1, .options = { MAKE() },
           .conn = { { LOGIN, SAY("CWD a", "550 no"), SAY("MKD a", "550 no"), QUIT } });
}

static void a_directory_that_was_made_and_is_refused_is_an_error(void **state)
{
  EXCHANGE(.url = FTP "a/f", .code = CURLE_REMOTE_ACCESS_DENIED, .kept = 1, .options = { MAKE() },
           .conn = { { LOGIN, SAY("CWD a", "550 no"), SAY("MKD a", "257 made"), SAY("CWD a", "550 no"), QUIT } });
}

static void what_is_missing_is_made(void **state)
{
  EXCHANGE(.url = FTP "a/b/f", .body = "hello", .kept = 1, .options = { MAKE() },
           .conn = { { LOGIN, SAY("CWD a", "550 no"), SAY("MKD a", "257 made"), CWD("a"), SAY("CWD b", "550 no"),
                       SAY("MKD b", "257 made"), CWD("b"), PASSIVE, IMAGE, FETCH("f"), QUIT },
                     HELLO });
}

static void what_somebody_else_has_made_will_do(void **state)
{
  EXCHANGE(.url = FTP "a/f", .body = "hello", .kept = 1, .options = { MAKE(_RETRY) },
           .conn = { { LOGIN, SAY("CWD a", "550 no"), SAY("MKD a", "550 is there"), CWD("a"), PASSIVE, IMAGE,
                       FETCH("f"), QUIT },
                     HELLO });
}

/* ---- the program's own commands ---- */

static struct curl_slist quote_two = { (char *)"*MAY FAIL", NULL }, quote = { (char *)"SITE ONE", &quote_two },
                         injected = { (char *)"NOOP\r\nDELE f", NULL };

static void a_quote_that_fails_is_an_error(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_QUOTE_ERROR, .error = "502", .kept = 1,
           .options = { POINTER(CURLOPT_QUOTE, &quote) }, .conn = { { LOGIN, SAY("SITE ONE", "502 what"), QUIT } });
}

static void a_quote_is_one_command(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_BAD_FUNCTION_ARGUMENT, .options = { POINTER(CURLOPT_QUOTE, &injected) },
           .conn = { { LOGIN, EXPECT_END } });
}

static void quotes_stand_before_and_behind(void **state)
{
  EXCHANGE(.url = FTP "d/f", .body = "hello", .kept = 1,
           .options = { POINTER(CURLOPT_QUOTE, &quote), POINTER(CURLOPT_PREQUOTE, &quote),
                        POINTER(CURLOPT_POSTQUOTE, &quote) },
           .conn = { { LOGIN, SAY("SITE ONE", "200 ok"), SAY("MAY FAIL", "550 no"), CWD("d"), PASSIVE, IMAGE,
                       SAY("SITE ONE", "200 ok"), SAY("MAY FAIL", "550 no"), FETCH("f"), SAY("SITE ONE", "200 ok"),
                       SAY("MAY FAIL", "550 no"), QUIT },
                     HELLO });
}

static void no_postquote_follows_a_failure(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_REMOTE_FILE_NOT_FOUND, .kept = 1,
           .options = { POINTER(CURLOPT_POSTQUOTE, &quote) },
           .conn = { { LOGIN, PASSIVE, IMAGE, SAY("SIZE f", "550 no"), QUIT }, { EXPECT_END } });
}

/* ---- times ---- */

#define IF_NEWER(time) LONG(CURLOPT_TIMECONDITION, CURL_TIMECOND_IFMODSINCE), LONG(CURLOPT_TIMEVALUE, time)
#define IF_OLDER(time) LONG(CURLOPT_TIMECONDITION, CURL_TIMECOND_IFUNMODSINCE), LONG(CURLOPT_TIMEVALUE, time)
#define MDTM           SAY("MDTM f", "213 20010909014640") /* 1000000000 */

static void a_file_that_is_not_new_does_not_come(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { IF_NEWER(1000000000) }, .kept = 1, .conn = { { LOGIN, MDTM, QUIT } },
           .infos = { { CURLINFO_CONDITION_UNMET, 1, NULL }, { CURLINFO_FILETIME, 1000000000, NULL } });
}

static void a_file_that_is_not_old_does_not_come(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { IF_OLDER(999999999) }, .kept = 1, .conn = { { LOGIN, MDTM, QUIT } },
           .infos = { { CURLINFO_CONDITION_UNMET, 1, NULL } });
}

static void a_new_file_comes(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { IF_NEWER(999999999) }, .body = "hello", .kept = 1,
           .conn = { { LOGIN, MDTM, PASSIVE, IMAGE, FETCH("f"), QUIT }, HELLO },
           .infos = { { CURLINFO_CONDITION_UNMET, 0, NULL }, { CURLINFO_FILETIME, 1000000000, NULL } });
}

static void a_time_that_is_not_told_does_not_matter(void **state)
{
  static const char *const replies[] = { "550 no\r\n", "213 yesterday\r\n" };
  for(size_t i = 0; i < sizeof replies / sizeof *replies; i++)
    EXCHANGE(.url = FTP "f", .options = { IF_NEWER(1000000000) }, .body = "hello", .kept = 1,
             .conn = { { LOGIN, EXPECT("MDTM f\r\n"), SEND_BYTES(replies[i], strlen(replies[i])), PASSIVE, IMAGE,
                         FETCH("f"), QUIT },
                       HELLO },
             .infos = { { CURLINFO_FILETIME, -1, NULL } });
}

/* ---- what is known of a file without its body ---- */

#define ABOUT "Last-Modified: Sun, 09 Sep 2001 01:46:40 GMT\r\nContent-Length: 5\r\nAccept-ranges: bytes\r\n"

static void what_is_known_comes_as_a_head(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { LONG(CURLOPT_NOBODY, 1), LONG(CURLOPT_FILETIME, 1) }, .body = ABOUT, .kept = 1,
           .conn = { { LOGIN, MDTM, IMAGE, SAY("SIZE f", "213 5"), SAY("REST 0", "350 yes"), QUIT } },
           .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, 5, NULL } });
}

static void what_is_not_known_does_not(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { LONG(CURLOPT_NOBODY, 1) }, .kept = 1,
           .conn = { { LOGIN, IMAGE, SAY("SIZE f", "500 what"), SAY("REST 0", "502 what"), QUIT } },
           .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, -1, NULL } });
}

static void a_missing_file_is_one_without_its_body_too(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { LONG(CURLOPT_NOBODY, 1) }, .code = CURLE_REMOTE_FILE_NOT_FOUND, .kept = 1,
           .conn = { { LOGIN, IMAGE, SAY("SIZE f", "550 no"), QUIT } });
}

static void of_a_directory_nothing_is_asked(void **state)
{
  EXCHANGE(.url = FTP "d/", .options = { LONG(CURLOPT_NOBODY, 1), LONG(CURLOPT_FILETIME, 1) }, .kept = 1,
           .conn = { { LOGIN, CWD("d"), QUIT } });
}

/* ---- lists ---- */

#define LISTED           \
  {                      \
    SEND("f\r\n"), CLOSE \
  }

static void a_directory_is_listed(void **state)
{
  EXCHANGE(.url = FTP "d/", .body = "f\n", .kept = 1,
           .conn = { { LOGIN, CWD("d"), PASSIVE, ASCII, SAY("LIST", "150 here"), DONE, QUIT }, LISTED });
}

static void its_names_are_listed(void **state)
{
  EXCHANGE(.url = FTP, .body = "f\n", .kept = 1, .options = { LONG(CURLOPT_DIRLISTONLY, 1) },
           .conn = { { LOGIN, PASSIVE, ASCII, SAY("NLST", "150 here"), DONE, QUIT }, LISTED });
}

static void it_is_listed_as_the_program_says(void **state)
{
  EXCHANGE(.url = FTP, .body = "f\n", .kept = 1, .options = { TEXT(CURLOPT_CUSTOMREQUEST, "MLSD") },
           .conn = { { LOGIN, PASSIVE, ASCII, SAY("MLSD", "150 here"), DONE, QUIT }, LISTED });
}

static void it_is_listed_from_where_one_is(void **state)
{
  EXCHANGE(.url = FTP "a/b/", .body = "f\n", .kept = 1, .options = { METHOD(NOCWD) },
           .conn = { { LOGIN, PASSIVE, ASCII, SAY("LIST a/b", "150 here"), DONE, QUIT }, LISTED });
}

static void an_empty_one_may_be_none(void **state)
{
  EXCHANGE(.url = FTP, .kept = 1,
           .conn = { { LOGIN, PASSIVE, ASCII, SAY("LIST", "450 no files"), QUIT }, { EXPECT_END } });
}

static void a_refused_list_is_an_error(void **state)
{
  EXCHANGE(.url = FTP, .code = CURLE_FTP_COULDNT_RETR_FILE, .kept = 1,
           .conn = { { LOGIN, PASSIVE, ASCII, SAY("LIST", "550 no"), QUIT }, { EXPECT_END } });
}

/* ---- the same connection again ---- */

static void nothing_is_said_twice(void **state)
{
  EXCHANGE(.url = FTP "d/f", .body = "hellohello", .times = 2, .kept = 1,
           .conn = { { LOGIN, CWD("d"), PASSIVE, IMAGE, FETCH("f"), PASSIVE, FETCH("f"), QUIT }, HELLO, HELLO },
           .infos = { { CURLINFO_FTP_ENTRY_PATH, 0, "/" }, { CURLINFO_NUM_CONNECTS, 1, NULL } });
}

/* The first try has left it in a directory from where "b" cannot be reached. */
static void who_has_gone_astray_goes_back_first(void **state)
{
  EXCHANGE(.url = FTP "a/b/f", .body = "hello", .times = 2, .kept = 1,
           .conn = { { LOGIN, CWD("a"), SAY("CWD b", "550 no"), SAY("CWD /", "250 back"), CWD("a"), CWD("b"), PASSIVE,
                       IMAGE, FETCH("f"), QUIT },
                     HELLO });
}

/* There is no way back. */
static void who_has_gone_astray_without_an_entry_path_is_not_used_again(void **state)
{
  EXCHANGE(.url = FTP "a/f", .code = CURLE_REMOTE_ACCESS_DENIED,
           .conn = {
               { WELCOME, SAY("USER anonymous", "230 in"), SAY("PWD", "500 what"), SAY("CWD a", "550 no"), QUIT } });
}

static void an_absolute_way_needs_no_way_back(void **state)
{
  EXCHANGE(.url = FTP "/a/f", .body = "hello", .times = 2, .kept = 1,
           .conn = { { LOGIN, CWD("/"), SAY("CWD a", "550 no"), CWD("/"), CWD("a"), PASSIVE, IMAGE, FETCH("f"), QUIT },
                     HELLO });
}

/* Closed while it was idle: everything begins again on another. */
static void a_connection_that_was_closed_is_no_failure(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "hellohello", .times = 2, .kept = 1,
           .conn = { { LOGIN, PASSIVE, IMAGE, FETCH("f"), CLOSE },
                     HELLO,
                     { LOGIN, PASSIVE, IMAGE, FETCH("f"), QUIT },
                     HELLO });
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_directory_that_is_refused_is_an_error),
    cmocka_unit_test(each_directory_is_gone_to),
    cmocka_unit_test(all_of_them_at_once),
    cmocka_unit_test(none_of_them),
    cmocka_unit_test(the_root_is_one),
    cmocka_unit_test(a_directory_that_cannot_be_made_is_an_error),
    cmocka_unit_test(a_directory_that_was_made_and_is_refused_is_an_error),
    cmocka_unit_test(what_is_missing_is_made),
    cmocka_unit_test(what_somebody_else_has_made_will_do),
    cmocka_unit_test(a_quote_that_fails_is_an_error),
    cmocka_unit_test(a_quote_is_one_command),
    cmocka_unit_test(quotes_stand_before_and_behind),
    cmocka_unit_test(no_postquote_follows_a_failure),
    cmocka_unit_test(a_file_that_is_not_new_does_not_come),
    cmocka_unit_test(a_file_that_is_not_old_does_not_come),
    cmocka_unit_test(a_new_file_comes),
    cmocka_unit_test(a_time_that_is_not_told_does_not_matter),
    cmocka_unit_test(what_is_known_comes_as_a_head),
    cmocka_unit_test(what_is_not_known_does_not),
    cmocka_unit_test(a_missing_file_is_one_without_its_body_too),
    cmocka_unit_test(of_a_directory_nothing_is_asked),
    cmocka_unit_test(a_directory_is_listed),
    cmocka_unit_test(its_names_are_listed),
    cmocka_unit_test(it_is_listed_as_the_program_says),
    cmocka_unit_test(it_is_listed_from_where_one_is),
    cmocka_unit_test(an_empty_one_may_be_none),
    cmocka_unit_test(a_refused_list_is_an_error),
    cmocka_unit_test(nothing_is_said_twice),
    cmocka_unit_test(who_has_gone_astray_goes_back_first),
    cmocka_unit_test(who_has_gone_astray_without_an_entry_path_is_not_used_again),
    cmocka_unit_test(an_absolute_way_needs_no_way_back),
    cmocka_unit_test(a_connection_that_was_closed_is_no_failure),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
