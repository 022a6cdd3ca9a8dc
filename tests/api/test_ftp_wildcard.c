/* Many files by one URL (CURLOPT_WILDCARDMATCH(3)): the list, the callbacks, and what is fetched. */
#include "ftp.h"
#include <stdio.h>
#include <string.h>

#define LIST                                        \
  "total 3\r\n"                                     \
  "-rw-r--r--   1 me  us  2 Jan 11 10:00 a.txt\r\n" \
  "drwxr-xr-x   2 me  us 10 Jan 11 10:00 d.txt\r\n" \
  "-rw-r--r--   1 me  us  9 Jan 11 10:00 other\r\n" \
  "-rw-r--r--   1 me  us  3 Jan 11 10:00 b.txt\r\n"
#define LISTED(text)  \
  {                   \
    SEND(text), CLOSE \
  }
#define BEGIN       LOGIN, SAY("CWD d", "250 there"), PASSIVE, ASCII, SAY("LIST", "150 here"), DONE
#define FETCH(name) SAY("RETR " name, "150 here"), DONE
#define MATCH       LONG(CURLOPT_WILDCARDMATCH, 1)

/* ---- callbacks that take notes ---- */

static char notes[1024];
static const char *skipped, *failing;
static bool fails_at_the_end;

static long chunk_begins(const void *what, void *clientp, int remains)
{
  const struct curl_fileinfo *info = what;
  size_t len = strlen(notes);
  snprintf(notes + len, sizeof notes - len, "%s %ld %o %s %s %d; ", info->filename, (long)info->size, info->perm,
           info->strings.user ? info->strings.user : "", info->strings.time ? info->strings.time : "", remains);
  if(failing && strcmp(info->filename, failing) == 0) return CURL_CHUNK_BGN_FUNC_FAIL;
  return skipped && strcmp(info->filename, skipped) == 0 ? CURL_CHUNK_BGN_FUNC_SKIP : CURL_CHUNK_BGN_FUNC_OK;
}

static long chunk_ends(void *clientp)
{
  size_t len = strlen(notes);
  snprintf(notes + len, sizeof notes - len, "end; ");
  return fails_at_the_end ? CURL_CHUNK_END_FUNC_FAIL : CURL_CHUNK_END_FUNC_OK;
}

static int match_b(void *clientp, const char *pattern, const char *name)
{
  return name[0] == 'b' ? CURL_FNMATCHFUNC_MATCH : CURL_FNMATCHFUNC_NOMATCH;
}

static int match_fails(void *clientp, const char *pattern, const char *name) { return CURL_FNMATCHFUNC_FAIL; }

static void take_notes(struct outcome *o) { notes[0] = 0; }

static void begin(const char *skip, const char *fail, bool at_the_end)
{
  skipped = skip;
  failing = fail;
  fails_at_the_end = at_the_end;
}

#define NOTES \
  MATCH, FUNCTION(CURLOPT_CHUNK_BGN_FUNCTION, chunk_begins), FUNCTION(CURLOPT_CHUNK_END_FUNCTION, chunk_ends)
#define NOTE_A "a.txt 2 644 me Jan 11 10:00 3; "
#define NOTE_D "d.txt 10 755 me Jan 11 10:00 2; "
#define NOTE_B "b.txt 3 644 me Jan 11 10:00 1; "

/* ---- what goes wrong ---- */

static void a_pattern_that_nothing_matches_is_a_missing_file(void **state)
{
  EXCHANGE(.url = FTP "d/*.c", .options = { MATCH }, .code = CURLE_REMOTE_FILE_NOT_FOUND, .kept = 1,
           .conn = { { BEGIN, QUIT }, LISTED(LIST) });
}

static void a_match_that_fails_is_none(void **state)
{
  EXCHANGE(.url = FTP "d/*", .options = { MATCH, FUNCTION(CURLOPT_FNMATCH_FUNCTION, match_fails) },
           .code = CURLE_REMOTE_FILE_NOT_FOUND, .kept = 1, .conn = { { BEGIN, QUIT }, LISTED(LIST) });
}

static void a_list_that_is_none_is_an_error(void **state)
{
  EXCHANGE(.url = FTP "d/*", .options = { MATCH }, .code = CURLE_FTP_BAD_FILE_LIST,
           .conn = { { BEGIN, EXPECT_END }, { SEND("what is this\r\n"), IGNORE } });
}

static void an_empty_list_has_no_match(void **state)
{
  EXCHANGE(.url = FTP "d/*", .options = { MATCH }, .code = CURLE_REMOTE_FILE_NOT_FOUND, .kept = 1,
           .conn = { { LOGIN, SAY("CWD d", "250 there"), PASSIVE, ASCII, SAY("LIST", "450 nothing"), QUIT },
                     { EXPECT_END } });
}

static void a_program_that_fails_ends_it(void **state)
{
  begin(NULL, "d.txt", false);
  EXCHANGE(.url = FTP "d/*.txt", .options = { NOTES }, .prepare = take_notes, .code = CURLE_CHUNK_FAILED, .body = "aa",
           .kept = 1, .conn = { { BEGIN, PASSIVE, IMAGE, FETCH("a.txt"), QUIT }, LISTED(LIST), LISTED("aa") });
  begin(NULL, NULL, true);
  EXCHANGE(.url = FTP "d/*.txt", .options = { NOTES }, .prepare = take_notes, .code = CURLE_CHUNK_FAILED, .body = "aa",
           .kept = 1, .conn = { { BEGIN, PASSIVE, IMAGE, FETCH("a.txt"), QUIT }, LISTED(LIST), LISTED("aa") });
}

static void a_file_that_has_gone_ends_it(void **state)
{
  EXCHANGE(.url = FTP "d/*.txt", .options = { MATCH }, .code = CURLE_REMOTE_FILE_NOT_FOUND, .kept = 1,
           .conn = { { BEGIN, PASSIVE, IMAGE, SAY("RETR a.txt", "550 gone"), QUIT }, LISTED(LIST), { EXPECT_END } });
}

/* ---- what is fetched ---- */

#define BOTH BEGIN, PASSIVE, IMAGE, FETCH("a.txt"), PASSIVE, FETCH("b.txt"), QUIT

static void each_file_that_matches_comes(void **state)
{
  EXCHANGE(.url = FTP "d/*.txt", .options = { MATCH }, .body = "aabbb", .kept = 1,
           .conn = { { BOTH }, LISTED(LIST), LISTED("aa"), LISTED("bbb") });
}

static void all_are_shown_in_their_order(void **state)
{
  begin(NULL, NULL, false);
  EXCHANGE(.url = FTP "d/*.txt", .options = { NOTES }, .prepare = take_notes, .body = "aabbb", .kept = 1,
           .conn = { { BOTH }, LISTED(LIST), LISTED("aa"), LISTED("bbb") });
  assert_string_equal(notes, NOTE_A "end; " NOTE_D "end; " NOTE_B "end; ");
}

static void what_the_program_skips_does_not_come(void **state)
{
  begin("a.txt", NULL, false);
  EXCHANGE(.url = FTP "d/*.txt", .options = { NOTES }, .prepare = take_notes, .body = "bbb", .kept = 1,
           .conn = { { BEGIN, PASSIVE, IMAGE, FETCH("b.txt"), QUIT }, LISTED(LIST), LISTED("bbb") });
  assert_string_equal(notes, NOTE_A "end; " NOTE_D "end; " NOTE_B "end; ");
}

static void the_program_may_match_by_itself(void **state)
{
  EXCHANGE(.url = FTP "d/*.c", .options = { MATCH, FUNCTION(CURLOPT_FNMATCH_FUNCTION, match_b) }, .body = "bbb",
           .kept = 1, .conn = { { BEGIN, PASSIVE, IMAGE, FETCH("b.txt"), QUIT }, LISTED(LIST), LISTED("bbb") });
}

static void with_no_cwd_the_directory_is_gone_to_all_the_same(void **state)
{
  EXCHANGE(.url = FTP "d/b*", .options = { MATCH, LONG(CURLOPT_FTP_FILEMETHOD, CURLFTPMETHOD_NOCWD) }, .body = "bbb",
           .kept = 1, .conn = { { BEGIN, PASSIVE, IMAGE, FETCH("b.txt"), QUIT }, LISTED(LIST), LISTED("bbb") });
}

static void a_name_that_is_no_pattern_is_a_file(void **state)
{
  EXCHANGE(.url = FTP "f", .options = { MATCH }, .body = "hello", .kept = 1,
           .conn = { { LOGIN, PASSIVE, IMAGE, SAY("SIZE f", "213 5"), RETR, DONE, QUIT }, LISTED("hello") });
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_pattern_that_nothing_matches_is_a_missing_file),
    cmocka_unit_test(a_match_that_fails_is_none),
    cmocka_unit_test(a_list_that_is_none_is_an_error),
    cmocka_unit_test(an_empty_list_has_no_match),
    cmocka_unit_test(a_program_that_fails_ends_it),
    cmocka_unit_test(a_file_that_has_gone_ends_it),
    cmocka_unit_test(each_file_that_matches_comes),
    cmocka_unit_test(all_are_shown_in_their_order),
    cmocka_unit_test(what_the_program_skips_does_not_come),
    cmocka_unit_test(the_program_may_match_by_itself),
    cmocka_unit_test(with_no_cwd_the_directory_is_gone_to_all_the_same),
    cmocka_unit_test(a_name_that_is_no_pattern_is_a_file),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
