/* FTP's log-in, and replies that are none: the control connection before anything is asked for. */
#include "ftp.h"
#include <string.h>

#define USER SAY("USER anonymous", "331 who says")
#define PASS SAY("PASS ftp@example.com", "230 in")
/* What follows once one is in, for a file of five bytes. */
#define FETCH PASSIVE, IMAGE, SAY("SIZE f", "213 5"), RETR, DONE, QUIT
#define HELLO                 \
  {                           \
    SEND("hello"), EXPECT_END \
  }

/* ---- refused ---- */

static void who_is_not_let_in_is_told(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_LOGIN_DENIED, .error = "530 go away",
           .conn = { { WELCOME, SAY("USER anonymous", "530 go away"), EXPECT_END } });
  EXCHANGE(.url = FTP "f", .code = CURLE_LOGIN_DENIED,
           .conn = { { WELCOME, USER, SAY("PASS ftp@example.com", "530 go away"), EXPECT_END } });
}

/* It would be asked for without an end. */
static void a_password_is_said_once(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_LOGIN_DENIED,
           .conn = { { WELCOME, USER, SAY("PASS ftp@example.com", "331 again"), EXPECT_END } });
}

static void an_account_that_nobody_has_set_is_not_said(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_LOGIN_DENIED,
           .conn = { { WELCOME, USER, SAY("PASS ftp@example.com", "332 account?"), EXPECT_END } });
}

static void a_refused_account_has_a_code_of_its_own(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { TEXT(CURLOPT_FTP_ACCOUNT, "one") }, .code = CURLE_FTP_WEIRD_PASS_REPLY,
           .conn = {
               { WELCOME, USER, SAY("PASS ftp@example.com", "332 account?"), SAY("ACCT one", "532 no"), EXPECT_END } });
}

static void a_server_that_is_not_ready_is_an_error(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_WEIRD_SERVER_REPLY, .error = "530",
           .conn = { { SEND("530 not now\r\n"), EXPECT_END } });
}

/* None of it makes a second command. */
static void no_line_end_gets_into_a_command(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { TEXT(CURLOPT_USERNAME, "me\r\nDELE f") }, .code = CURLE_BAD_FUNCTION_ARGUMENT,
           .conn = { { WELCOME, EXPECT_END } });
  EXCHANGE(.url = FTP "f", .options = { TEXT(CURLOPT_USERNAME, "me"), TEXT(CURLOPT_PASSWORD, "x\nDELE f") },
           .code = CURLE_BAD_FUNCTION_ARGUMENT, .conn = { { WELCOME, SAY("USER me", "331 pw"), EXPECT_END } });
  EXCHANGE(.url = FTP "f", .options = { TEXT(CURLOPT_FTP_ACCOUNT, "x\rDELE f") }, .code = CURLE_BAD_FUNCTION_ARGUMENT,
           .conn = { { WELCOME, SAY("USER anonymous", "332 account"), EXPECT_END } });
  EXCHANGE(.url = FTP "f", .options = { TEXT(CURLOPT_FTP_ALTERNATIVE_TO_USER, "x\nDELE f") },
           .code = CURLE_BAD_FUNCTION_ARGUMENT, .conn = { { WELCOME, SAY("USER anonymous", "530 no"), EXPECT_END } });
}

static void no_control_byte_of_a_url_gets_that_far(void **state)
{
  static const char *const urls[] = { "ftp://a%0ab:c@192.0.2.1/f", "ftp://a:b%0dc@192.0.2.1/f",
                                      "ftp://a%00b@192.0.2.1/f" };
  for(size_t i = 0; i < sizeof urls / sizeof *urls; i++) EXCHANGE(.url = urls[i], .code = CURLE_URL_MALFORMAT);
}

/* ---- scenario 51, and other replies that are none ---- */

static void scenario_51_a_path_without_its_quotes_is_an_error(void **state)
{
  static const char *const replies[] = { "257 \"/home\r\n", "257 /home\r\n", "257\r\n", "257 \"/a\tb\"\r\n" };
  for(size_t i = 0; i < sizeof replies / sizeof *replies; i++)
    EXCHANGE(.url = FTP "f", .code = CURLE_WEIRD_SERVER_REPLY,
             .conn = {
                 { WELCOME, USER, PASS, EXPECT("PWD\r\n"), SEND_BYTES(replies[i], strlen(replies[i])), EXPECT_END } });
}

static void scenario_51_a_nul_in_a_path_does_not_get_out(void **state)
{
  for(long method = CURLFTPMETHOD_MULTICWD; method <= CURLFTPMETHOD_SINGLECWD; method++)
    EXCHANGE(.url = FTP "%00d/f", .options = { LONG(CURLOPT_FTP_FILEMETHOD, method) }, .code = CURLE_URL_MALFORMAT,
             .conn = { { LOGIN, EXPECT_END } });
}

static void scenario_51_a_huge_reply_is_an_error(void **state)
{
  EXCHANGE(.url = FTP "f", .code = CURLE_WEIRD_SERVER_REPLY, .modes = EASY | MULTI,
           .conn = { { SEND("220 "), SEND_FILL("x", 200000), EXPECT_END } });
}

static void a_reply_that_never_ends_is_an_error(void **state)
{
  static char lines[400000];
  for(size_t i = 0; i + 8 <= sizeof lines; i += 8) memcpy(lines + i, "220-ab\r\n", 8);
  EXCHANGE(.url = FTP "f", .code = CURLE_WEIRD_SERVER_REPLY, .modes = EASY | MULTI,
           .conn = { { SEND_BYTES(lines, sizeof lines), IGNORE } });
}

static void what_is_no_reply_is_an_error(void **state)
{
  static const struct {
    const char *bytes;
    size_t len;
  } replies[] = {
    { "HTTP/1.1 200 OK\r\n", 17 }, { "220 a\0b\r\n", 9 }, { "\r\n", 2 }, { "22 hi\r\n", 7 }, { "999 hi\r\n", 8 }
  };
  for(size_t i = 0; i < sizeof replies / sizeof *replies; i++)
    EXCHANGE(.url = FTP "f", .code = CURLE_WEIRD_SERVER_REPLY,
             .conn = { { SEND_BYTES(replies[i].bytes, replies[i].len), EXPECT_END } });
}

/* ---- let in ---- */

static void a_reply_may_have_many_lines(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "hello", .kept = 1,
           .conn = { { SEND("220-hi\r\n 220 no\r\n331 not yet\r\n220 now\r\n"), USER,
                       SAY("PASS ftp@example.com", "230-a\r\nb\r\n230 in"), SAY("PWD", "257 \"/\""), FETCH },
                     HELLO });
}

/* RFC 959, section 5.4. */
static void a_server_may_need_some_time_first(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "hello", .kept = 1,
           .conn = { { SEND("120 in a minute\r\n"), LOGIN, FETCH }, HELLO });
}

static void credentials_are_said(void **state)
{
  EXCHANGE(.url = "ftp://me%40here:se%3acret@192.0.2.1/f", .body = "hello", .kept = 1,
           .conn = { { WELCOME, SAY("USER me@here", "331 pw"), SAY("PASS se:cret", "230 in"), SAY("PWD", "257 \"/\""),
                       FETCH },
                     HELLO });
}

static void a_user_without_a_password_says_an_empty_one(void **state)
{
  EXCHANGE(.url = "ftp://me@192.0.2.1/f", .body = "hello", .kept = 1,
           .conn = { { WELCOME, SAY("USER me", "331 pw"), SAY("PASS ", "230 in"), SAY("PWD", "257 \"/\""), FETCH },
                     HELLO });
}

static void a_server_that_wants_no_password_gets_none(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "hello", .kept = 1,
           .conn = { { WELCOME, SAY("USER anonymous", "230 in"), SAY("PWD", "257 \"/\""), FETCH }, HELLO });
}

static void a_server_that_wants_no_login_gets_none(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "hello", .kept = 1,
           .conn = { { SEND("230 in\r\n"), SAY("PWD", "257 \"/\""), FETCH }, HELLO });
}

static void an_account_is_said_when_asked_for(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { TEXT(CURLOPT_FTP_ACCOUNT, "one") }, .body = "hello", .kept = 1,
           .conn = { { WELCOME, USER, SAY("PASS ftp@example.com", "332 account?"), SAY("ACCT one", "230 in"),
                       SAY("PWD", "257 \"/\""), FETCH },
                     HELLO });
}

static void there_may_be_another_way_than_user(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { TEXT(CURLOPT_FTP_ALTERNATIVE_TO_USER, "SITE AUTH me") }, .body = "hello",
           .kept = 1,
           .conn = { { WELCOME, SAY("USER anonymous", "530 no"), SAY("SITE AUTH me", "331 pw"), PASS,
                       SAY("PWD", "257 \"/\""), FETCH },
                     HELLO });
}

/* ---- where one is then ---- */

static void a_server_that_does_not_tell_is_taken_as_it_is(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "hello", .kept = 1,
           .conn = { { WELCOME, USER, PASS, SAY("PWD", "500 what"), FETCH }, HELLO },
           .infos = { { CURLINFO_FTP_ENTRY_PATH, 0, NULL } });
}

static void a_quote_in_a_path_is_doubled(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "hello", .kept = 1,
           .conn = { { WELCOME, USER, PASS, SAY("PWD", "257 it is \"/a\"\"b\" here"), FETCH }, HELLO },
           .infos = { { CURLINFO_FTP_ENTRY_PATH, 0, "/a\"b" } });
}

static void a_server_of_other_paths_is_asked_what_it_is(void **state)
{
  EXCHANGE(.url = FTP "f", .body = "hello", .kept = 1,
           .conn = { { WELCOME, USER, PASS, SAY("PWD", "257 \"C:/\""), SAY("SYST", "215 unknown"), FETCH }, HELLO });
  EXCHANGE(.url = FTP "f", .body = "hello", .kept = 1,
           .conn = { { WELCOME, USER, PASS, SAY("PWD", "257 \"QGPL\""), SAY("SYST", "215 OS/400"),
                       SAY("SITE NAMEFMT 1", "250 yes"), SAY("PWD", "257 \"QGPL\""), FETCH },
                     HELLO });
}

static void a_connection_that_the_program_wants_is_logged_in(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { LONG(CURLOPT_CONNECT_ONLY, 1) }, .kept = 1, .modes = EASY,
           .conn = { { LOGIN, EXPECT_END } });
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(who_is_not_let_in_is_told),
    cmocka_unit_test(a_password_is_said_once),
    cmocka_unit_test(an_account_that_nobody_has_set_is_not_said),
    cmocka_unit_test(a_refused_account_has_a_code_of_its_own),
    cmocka_unit_test(a_server_that_is_not_ready_is_an_error),
    cmocka_unit_test(no_line_end_gets_into_a_command),
    cmocka_unit_test(no_control_byte_of_a_url_gets_that_far),
    cmocka_unit_test(scenario_51_a_path_without_its_quotes_is_an_error),
    cmocka_unit_test(scenario_51_a_nul_in_a_path_does_not_get_out),
    cmocka_unit_test(scenario_51_a_huge_reply_is_an_error),
    cmocka_unit_test(a_reply_that_never_ends_is_an_error),
    cmocka_unit_test(what_is_no_reply_is_an_error),
    cmocka_unit_test(a_reply_may_have_many_lines),
    cmocka_unit_test(a_server_may_need_some_time_first),
    cmocka_unit_test(credentials_are_said),
    cmocka_unit_test(a_user_without_a_password_says_an_empty_one),
    cmocka_unit_test(a_server_that_wants_no_password_gets_none),
    cmocka_unit_test(a_server_that_wants_no_login_gets_none),
    cmocka_unit_test(an_account_is_said_when_asked_for),
    cmocka_unit_test(there_may_be_another_way_than_user),
    cmocka_unit_test(a_server_that_does_not_tell_is_taken_as_it_is),
    cmocka_unit_test(a_quote_in_a_path_is_doubled),
    cmocka_unit_test(a_server_of_other_paths_is_asked_what_it_is),
    cmocka_unit_test(a_connection_that_the_program_wants_is_logged_in),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
