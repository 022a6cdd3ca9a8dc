/* Paths of URLs, by each method. */
#include "codec/ftp/path.h"
#include "unit/base/failing_alloc.h"
#include "unit/codec/http1/pieces.h"
#include <stdio.h>

/* "a, b: file ;A", where a listing has no file and a plain URL no type. */
static CURLcode parse(const char *path, long method, char text[512])
{
  struct ftp_path p = { .count = 0 };
  struct piece piece = piece_new(path, strlen(path) + 1);
  CURLcode code = ftp_path_parse(&p, (const char *)piece.in.at, method);
  size_t len = 0;
  *text = 0;
  for(size_t i = 0; i < p.count; i++) len += (size_t)snprintf(text + len, 512 - len, "%s%s", i ? ", " : "", p.dirs[i]);
  if(!code) len += (size_t)snprintf(text + len, 512 - len, ":%s", p.file ? p.file : "");
  if(p.type) snprintf(text + len, 512 - len, " ;%c", p.type);
  ftp_path_free(&p);
  piece_free(&piece);
  return code;
}

static void assert_parsed(const char *path, long method, const char *expected)
{
  char text[512];
  assert_int_equal(parse(path, method, text), CURLE_OK);
  assert_string_equal(text, expected);
}

static void assert_each(const char *path, const char *multi, const char *single, const char *none)
{
  assert_parsed(path, CURLFTPMETHOD_MULTICWD, multi);
  assert_parsed(path, CURLFTPMETHOD_SINGLECWD, single);
  assert_parsed(path, CURLFTPMETHOD_NOCWD, none);
}

static void scenario_51_control_bytes_are_refused(void **state)
{
  static const char *const paths[] = { "/%00",   "/%00first/second/f", "/a%00b/f", "/f%00", "/a%0d/f",
                                       "/f%0A",  "/%0d%0aDELE%20x",    "/f%09",    "/f%1f", "/f\n",
                                       "/a\r/f", "/f%0a;type=a" };
  static const long methods[] = { CURLFTPMETHOD_MULTICWD, CURLFTPMETHOD_NOCWD, CURLFTPMETHOD_SINGLECWD };
  char text[512];
  for(size_t i = 0; i < sizeof paths / sizeof *paths; i++)
    for(size_t m = 0; m < 3; m++) assert_int_equal(parse(paths[i], methods[m], text), CURLE_URL_MALFORMAT);
}

static void a_path_beyond_the_limit_is_refused(void **state)
{
  struct ftp_path p = { .count = 0 };
  char *path = malloc(FTP_PATH_MAX + 10);
  memset(path, 'a', FTP_PATH_MAX + 9);
  path[0] = '/';
  path[FTP_PATH_MAX + 2] = '\0';
  assert_int_equal(ftp_path_parse(&p, path, CURLFTPMETHOD_MULTICWD), CURLE_TOO_LARGE);
  assert_null(p.whole);
  path[FTP_PATH_MAX] = '\0';
  assert_int_equal(ftp_path_parse(&p, path, CURLFTPMETHOD_MULTICWD), CURLE_OK);
  ftp_path_free(&p);
  free(path);
}

static void what_is_refused_leaves_the_path_that_was(void **state)
{
  struct ftp_path p = { .count = 0 };
  assert_int_equal(ftp_path_parse(&p, "/a/b", CURLFTPMETHOD_MULTICWD), CURLE_OK);
  assert_int_equal(ftp_path_parse(&p, "/c/%00", CURLFTPMETHOD_MULTICWD), CURLE_URL_MALFORMAT);
  assert_string_equal(p.whole, "a/b");
  assert_int_equal(ftp_path_parse(&p, "/d/", CURLFTPMETHOD_MULTICWD), CURLE_OK);
  assert_string_equal(p.whole, "d/");
  assert_string_equal(p.dirs[0], "d");
  assert_null(p.file);
  ftp_path_free(&p);
  ftp_path_free(&p);
}

static void a_path_begins_where_the_login_is(void **state)
{
  assert_each("/", ":", ":", ":");
  assert_each("", ":", ":", ":");
  assert_each("/f", ":f", ":f", ":f");
  assert_each("/a/", "a:", "a:", ":");
  assert_each("/a/b/f", "a, b:f", "a/b:f", ":a/b/f");
  assert_each("/./../f", "., ..:f", "./..:f", ":./../f");
}

static void a_second_slash_is_the_root(void **state)
{
  assert_each("//f", "/:f", "/:f", ":/f");
  assert_each("//", "/:", "/:", ":");
  assert_each("//a/b/f", "/, a, b:f", "/a/b:f", ":/a/b/f");
  assert_each("/%2f", "/:", "/:", ":");
  assert_each("/%2Fa/f", "/, a:f", "/a:f", ":/a/f");
  assert_each("///f", "/:f", "/:f", "://f");
}

static void empty_parts_are_no_directories(void **state)
{
  assert_each("/a//b/f", "a, b:f", "a//b:f", ":a//b/f");
  assert_each("/a//", "a:", "a/:", ":");
  assert_each("//path%20with%20%20spaces//and%20things2/106", "/, path with  spaces, and things2:106",
              "/path with  spaces//and things2:106", ":/path with  spaces//and things2/106");
}

static void what_is_encoded_is_decoded_once(void **state)
{
  assert_each("/a%2fb/f%20x", "a, b:f x", "a/b:f x", ":a/b/f x");
  assert_each("/f%2500", ":f%00", ":f%00", ":f%00");
  assert_each("/f%", ":f%", ":f%", ":f%");
  assert_each("/f%2", ":f%2", ":f%2", ":f%2");
  assert_each("/f%zz", ":f%zz", ":f%zz", ":f%zz");
  assert_each("/%7f%80%ff", ":\x7f\x80\xff", ":\x7f\x80\xff", ":\x7f\x80\xff");
}

static void a_type_stands_at_the_end(void **state)
{
  assert_each("/f;type=a", ":f ;A", ":f ;A", ":f ;A");
  assert_each("/a/f;type=I", "a:f ;I", "a:f ;I", ":a/f ;I");
  assert_each("/a/;type=d", "a: ;D", "a: ;D", ": ;D");
  assert_each("/f;type=x", ":f ;I", ":f ;I", ":f ;I");
  assert_each("/;type=i", ": ;I", ": ;I", ": ;I");
  assert_each("/f;type=i;type=a", ":f;type=i ;A", ":f;type=i ;A", ":f;type=i ;A");
}

static void what_looks_like_a_type_is_of_the_name(void **state)
{
  assert_each("/f;type=", ":f;type=", ":f;type=", ":f;type=");
  assert_each("/f;type=ab", ":f;type=ab", ":f;type=ab", ":f;type=ab");
  assert_each("/f;TYPE=a", ":f;TYPE=a", ":f;TYPE=a", ":f;TYPE=a");
  assert_each("/f%3btype=a", ":f;type=a", ":f;type=a", ":f;type=a");
  assert_each("/a;type=a/f", "a;type=a:f", "a;type=a:f", ":a;type=a/f");
}

static void the_whole_path_is_kept(void **state)
{
  static const struct {
    const char *path, *whole;
  } paths[] = { { "/", "" }, { "/a/b", "a/b" }, { "/a/", "a/" }, { "//", "/" }, { "//a%20b;type=a", "/a b" } };
  for(size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    struct ftp_path p = { .count = 0 };
    assert_int_equal(ftp_path_parse(&p, paths[i].path, CURLFTPMETHOD_MULTICWD), CURLE_OK);
    assert_string_equal(p.whole, paths[i].whole);
    ftp_path_free(&p);
  }
}

static void without_memory_nothing_is_left(void **state)
{
  for(long n = 0;; n++) {
    struct ftp_path p = { .count = 0 };
    failing_after(n);
    CURLcode code = ftp_path_parse(&p, "//a/b/file", CURLFTPMETHOD_MULTICWD);
    bool has_failed = failing_end();
    assert_int_equal(code, has_failed ? CURLE_OUT_OF_MEMORY : CURLE_OK);
    assert_int_equal(p.whole != NULL, !has_failed);
    if(has_failed) assert_int_equal(failing_blocks, 0);
    ftp_path_free(&p);
    if(!has_failed) break;
    assert_true(n < 20);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(scenario_51_control_bytes_are_refused),
    cmocka_unit_test(a_path_beyond_the_limit_is_refused),
    cmocka_unit_test(what_is_refused_leaves_the_path_that_was),
    cmocka_unit_test(a_path_begins_where_the_login_is),
    cmocka_unit_test(a_second_slash_is_the_root),
    cmocka_unit_test(empty_parts_are_no_directories),
    cmocka_unit_test(what_is_encoded_is_decoded_once),
    cmocka_unit_test(a_type_stands_at_the_end),
    cmocka_unit_test(what_looks_like_a_type_is_of_the_name),
    cmocka_unit_test(the_whole_path_is_kept),
    cmocka_unit_test(without_memory_nothing_is_left),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
