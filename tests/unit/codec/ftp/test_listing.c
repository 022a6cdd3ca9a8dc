/* Listings, whole and in pieces of every size. */
#include "codec/ftp/listing.h"
#include "unit/base/failing_alloc.h"
#include "unit/codec/http1/pieces.h"
#include <stdio.h>

#define NAMED  (CURLFINFOFLAG_KNOWN_FILENAME | CURLFINFOFLAG_KNOWN_FILETYPE)
#define SIZED  (NAMED | CURLFINFOFLAG_KNOWN_SIZE)
#define UNIX   (SIZED | CURLFINFOFLAG_KNOWN_PERM | CURLFINFOFLAG_KNOWN_HLINKCOUNT)
#define ALICE  "-rw-r--r--   1 alice staff  1234 Jan 18 14:05 "
#define LINKED "lrwxrwxrwx 1 a b 7 Jan 18 2020 "
#define COMMON "-rw-r--r-- 1 a b 0 Jan 18 2020 "

struct outcome {
  CURLcode code;
  size_t count;
  size_t len;
  char text[2048];
};

static const char *text_of(const char *text) { return text ? text : "-"; }

static void note(struct outcome *o, const struct ftp_entry *e)
{
  o->count++;
  o->len += (size_t)snprintf(o->text + o->len, sizeof o->text - o->len, "%s[%s] %d %x %o %ld %lld %s|%s|%s|%s|%s",
                             o->len ? "\n" : "", e->name, (int)e->type, e->flags, e->perm, e->hardlinks,
                             (long long)e->size, text_of(e->perm_text), text_of(e->user), text_of(e->group),
                             text_of(e->time_text), text_of(e->target));
  assert_true(o->len < sizeof o->text);
}

static struct outcome decode(struct span bytes, size_t step)
{
  struct ftp_listing l = FTP_LISTING_INIT;
  struct outcome o = { .code = CURLE_OK };
  struct ftp_entry e;
  bool has = true;
  for(size_t done = 0; done < bytes.len && !o.code; done += step) {
    struct piece p = piece_new(bytes.at + done, bytes.len - done < step ? bytes.len - done : step);
    while(!(o.code = ftp_listing_decode(&l, &p.in, &e, &has)) && has) note(&o, &e);
    if(!o.code) assert_int_equal(cursor_left(&p.in), 0);
    piece_free(&p);
  }
  if(!o.code && !(o.code = ftp_listing_end(&l, &e, &has)) && has) note(&o, &e);
  ftp_listing_free(&l);
  return o;
}

static void assert_refused_bytes(const char *line, size_t len)
{
  static char text[1024];
  size_t size = (size_t)snprintf(text, sizeof text, ALICE "before\r\n");
  memcpy(text + size, line, len);
  size += len;
  EACH_STEP(step, size) {
    struct outcome o = decode(span_of(text, size), step);
    if(o.code != CURLE_FTP_BAD_FILE_LIST) fail_msg("%d from: %s", (int)o.code, line);
    assert_int_equal(o.count, 1);
  }
}

static void assert_refused(const char *line) { assert_refused_bytes(line, strlen(line)); }

static void assert_listed(const char *text, const char *expected)
{
  EACH_STEP(step, strlen(text)) {
    struct outcome o = decode(span_text(text), step);
    assert_int_equal(o.code, CURLE_OK);
    assert_string_equal(o.text, expected);
  }
}

static void lines_of_no_form_are_refused(void **state)
{
  assert_refused("garbage\r\n");
  assert_refused("garbage");
  assert_refused("insgesamt 20\r\n");
  assert_refused("total\r\n");
  assert_refused("total 20 files\r\n");
  assert_refused("?rw-r--r-- 1 a b 0 Jan 18 2020 x\r\n");
  assert_refused("-rw-r--r-- a b 0 Jan 18 2020 x\r\n");
  assert_refused("-rw-r--r-- -1 a b 0 Jan 18 2020 x\r\n");
  assert_refused("-rw-r--r-- 1 0 Jan 18 2020 x\r\n");
  assert_refused("-rw-r--r-- 1 a b Jan 18 2020 x\r\n");
  assert_refused("-rw-r--r-- 1 a b -5 Jan 18 2020 x\r\n");
  assert_refused("-rw-r--r-- 1 a b 0 Jan 2020 x\r\n");
  assert_refused("-rw-r--r-- 1 a b 0 Jan 32 2020 x\r\n");
  assert_refused("-rw-r--r-- 1 a b 0 Jan 0 2020 x\r\n");
  assert_refused("-rw-r--r-- 1 a b 0 18 18 2020 x\r\n");
  assert_refused("-rw-r--r-- 1 a b 1, 3 Jan 18 2020 x\r\n");
  assert_refused("-rw-r--r--");
  assert_refused("-");
}

static void permissions_stand_where_they_may(void **state)
{
  assert_refused("-rw-r--q-- 1 a b 0 Jan 18 2020 x\r\n");
  assert_refused("-wr-r--r-- 1 a b 0 Jan 18 2020 x\r\n");
  assert_refused("-rwtr--r-- 1 a b 0 Jan 18 2020 x\r\n");
  assert_refused("-rwxr-tr-- 1 a b 0 Jan 18 2020 x\r\n");
  assert_refused("-rwxr-xr-s 1 a b 0 Jan 18 2020 x\r\n");
  assert_refused("-rwxr-xr-S 1 a b 0 Jan 18 2020 x\r\n");
  assert_refused("-rwxr-xr- 1 a b 0 Jan 18 2020 x\r\n");
  assert_refused("-rwxr-xr-x! 1 a b 0 Jan 18 2020 x\r\n");
  assert_refused("-rwxr-xr-x++ 1 a b 0 Jan 18 2020 x\r\n");
}

static void numbers_that_are_too_large_are_refused(void **state)
{
  assert_refused("-rw-r--r-- 1 a b 9223372036854775808 Jan 18 2020 x\r\n");
  assert_refused("-rw-r--r-- 9223372036854775808 a b 0 Jan 18 2020 x\r\n");
  assert_refused("01-18-20  02:05PM 9223372036854775808 x\r\n");
}

static void what_is_no_name_is_refused(void **state)
{
  static const char nul[] = COMMON "x\0y\r\n", cr[] = COMMON "x\rDELE y\r\n", two[] = COMMON "x\r\r\n";
  assert_refused("-rw-r--r-- 1 a b 0 Jan 18 2020\r\n");
  assert_refused(COMMON "\r\n");
  assert_refused(COMMON "../x\r\n");
  assert_refused(COMMON "/etc/passwd\r\n");
  assert_refused(COMMON "x/\r\n");
  assert_refused(LINKED "a/b -> c\r\n");
  assert_refused(LINKED "a -> \r\n");
  assert_refused_bytes(nul, sizeof nul - 1);
  assert_refused_bytes(cr, sizeof cr - 1);
  assert_refused_bytes(two, sizeof two - 1);
}

static void dos_lines_of_no_form_are_refused(void **state)
{
  assert_refused("01-18-20\r\n");
  assert_refused("01-18-20  02:05PM\r\n");
  assert_refused("01-18-20  02:05PM       <DIR>\r\n");
  assert_refused("01-18-20  02:05PM       <DIR>          \r\n");
  assert_refused("01-18-20  02:05PM       <JUNCTION>     x\r\n");
  assert_refused("01-18-20  02:05PM       1,234 x\r\n");
  assert_refused("01-18-20  02:05PM       -1 x\r\n");
  assert_refused("01/18/20  02:05PM       1234 x\r\n");
  assert_refused("01-18-20  noon          1234 x\r\n");
  assert_refused("01-18-20  02:05PM       1234 ..\\..\\x/y\r\n");
}

/* With its end, if it has one. */
static CURLcode decode_long(size_t len, const char *end)
{
  char *text = malloc(len);
  memset(text, 'n', len);
  memcpy(text, ALICE, strlen(ALICE));
  memcpy(text + len - strlen(end), end, strlen(end));
  CURLcode code = decode(span_of(text, len), 4096).code;
  free(text);
  return code;
}

static void a_line_that_is_too_long_is_refused(void **state)
{
  struct ftp_listing l = FTP_LISTING_INIT;
  struct ftp_entry e;
  bool has;
  assert_int_equal(decode_long(FTP_LISTING_LINE_MAX + 1, "\r\n"), CURLE_FTP_BAD_FILE_LIST);
  assert_int_equal(decode_long(FTP_LISTING_LINE_MAX, ""), CURLE_FTP_BAD_FILE_LIST);
  assert_int_equal(decode_long(10 * FTP_LISTING_LINE_MAX, ""), CURLE_FTP_BAD_FILE_LIST);
  char *text = malloc(FTP_LISTING_LINE_MAX);
  memset(text, 'n', FTP_LISTING_LINE_MAX);
  memcpy(text, ALICE, strlen(ALICE));
  text[FTP_LISTING_LINE_MAX - 1] = '\n';
  struct cursor in = cursor_of(span_of(text, FTP_LISTING_LINE_MAX));
  assert_int_equal(ftp_listing_decode(&l, &in, &e, &has), CURLE_OK);
  assert_true(has);
  assert_int_equal(strlen(e.name), FTP_LISTING_LINE_MAX - 1 - strlen(ALICE));
  ftp_listing_free(&l);
  free(text);
}

static void what_is_no_entry_is_passed_by(void **state)
{
  struct outcome none = decode(span_text(""), 1);
  assert_true(!none.code && !none.count);
  assert_listed("total 20\r\n", "");
  assert_listed("Total 0", "");
  assert_listed("\r\n\n\r\n", "");
  assert_listed("total 20\n\n" COMMON "x\n\r\ntotal 3\n", "[x] 0 cb 644 1 0 rw-r--r--|a|b|Jan 18 2020|-");
}

static void unix_lines_become_entries(void **state)
{
  char expected[256];
  snprintf(expected, sizeof expected,
           "[a b.txt] %d %x 644 1 1234 rw-r--r--|alice|staff|Jan 18 14:05|-\n"
           "[dir] %d %x 755 12 4096 rwxr-xr-x|alice|staff|Feb  1  2020|-",
           CURLFILETYPE_FILE, UNIX, CURLFILETYPE_DIRECTORY, UNIX);
  assert_listed("total 20\r\n" ALICE "a b.txt\r\ndrwxr-xr-x  12 alice staff  4096 Feb  1  2020 dir\r\n", expected);
}

static void a_last_line_needs_no_end(void **state)
{
  assert_listed(COMMON "x\n" COMMON "y", "[x] 0 cb 644 1 0 rw-r--r--|a|b|Jan 18 2020|-\n"
                                         "[y] 0 cb 644 1 0 rw-r--r--|a|b|Jan 18 2020|-");
  assert_listed(COMMON "y\r", "[y] 0 cb 644 1 0 rw-r--r--|a|b|Jan 18 2020|-");
}

static void dots_are_entries(void **state)
{
  assert_listed("drwxrwxrwx    4 ftp ftp   20480 Apr 27  5:12 .\r\ndrwxrwxrwx    4 ftp ftp   20480 Apr 23  3:12 ..\r\n",
                "[.] 1 cb 777 4 20480 rwxrwxrwx|ftp|ftp|Apr 27  5:12|-\n"
                "[..] 1 cb 777 4 20480 rwxrwxrwx|ftp|ftp|Apr 23  3:12|-");
}

static void a_group_may_be_missing_or_have_spaces(void **state)
{
  assert_listed("-rw-r--r-- 1 alice 1234 Jan 18 2020 x", "[x] 0 cb 644 1 1234 rw-r--r--|alice|-|Jan 18 2020|-");
  assert_listed("-rw-r--r-- 1 1000 1000 7 Jan 18 2020 x", "[x] 0 cb 644 1 7 rw-r--r--|1000|1000|Jan 18 2020|-");
  assert_listed("-rw-r--r-- 1 1000 7 Jan 18 2020 x", "[x] 0 cb 644 1 7 rw-r--r--|1000|-|Jan 18 2020|-");
  assert_listed("-rw-r--r-- 1 a Domain Users 7 Jan 18 2020 x",
                "[x] 0 cb 644 1 7 rw-r--r--|a|Domain Users|Jan 18 2020|-");
  assert_listed("-rw-r--r-- 1 a 1000 18 Jan 18 2020 x", "[x] 0 cb 644 1 18 rw-r--r--|a|1000|Jan 18 2020|-");
  assert_listed("-rw-r--r-- 1 a b 5 18 Jan 2020 x", "[x] 0 cb 644 1 5 rw-r--r--|a|b|18 Jan 2020|-");
}

static void a_name_is_all_the_rest(void **state)
{
  assert_listed(COMMON "a  b ", "[a  b ] 0 cb 644 1 0 rw-r--r--|a|b|Jan 18 2020|-");
  assert_listed(COMMON "  padded", "[padded] 0 cb 644 1 0 rw-r--r--|a|b|Jan 18 2020|-");
  assert_listed(COMMON "1 Jan 18 2020 y", "[1 Jan 18 2020 y] 0 cb 644 1 0 rw-r--r--|a|b|Jan 18 2020|-");
  assert_listed(COMMON "a -> b", "[a -> b] 0 cb 644 1 0 rw-r--r--|a|b|Jan 18 2020|-");
  assert_listed(COMMON "\xc3\xa4", "[\xc3\xa4] 0 cb 644 1 0 rw-r--r--|a|b|Jan 18 2020|-");
  assert_listed("-rw-r--r--\t1\ta\tb\t0\tJan\t18\t2020\tx\ty", "[x\ty] 0 cb 644 1 0 rw-r--r--|a|b|Jan\t18\t2020|-");
}

static void links_have_targets(void **state)
{
  assert_listed(LINKED "link -> file.txt\n" LINKED "abs -> /data/ftp/file.txt\n" LINKED "l -> a -> b\n" LINKED "bare\n",
                "[link] 2 cb 777 1 7 rwxrwxrwx|a|b|Jan 18 2020|file.txt\n"
                "[abs] 2 cb 777 1 7 rwxrwxrwx|a|b|Jan 18 2020|/data/ftp/file.txt\n"
                "[l] 2 cb 777 1 7 rwxrwxrwx|a|b|Jan 18 2020|a -> b\n"
                "[bare] 2 cb 777 1 7 rwxrwxrwx|a|b|Jan 18 2020|-");
}

static void each_type_has_its_mark(void **state)
{
  static const struct {
    char mark;
    curlfiletype type;
  } types[] = {
    { '-', CURLFILETYPE_FILE },         { 'd', CURLFILETYPE_DIRECTORY },   { 'l', CURLFILETYPE_SYMLINK },
    { 'b', CURLFILETYPE_DEVICE_BLOCK }, { 'c', CURLFILETYPE_DEVICE_CHAR }, { 'p', CURLFILETYPE_NAMEDPIPE },
    { 's', CURLFILETYPE_SOCKET },       { 'D', CURLFILETYPE_DOOR },
  };
  for(size_t i = 0; i < sizeof types / sizeof *types; i++) {
    char line[] = COMMON "x", expected[128];
    line[0] = types[i].mark;
    snprintf(expected, sizeof expected, "[x] %d cb 644 1 0 rw-r--r--|a|b|Jan 18 2020|-", (int)types[i].type);
    assert_listed(line, expected);
  }
}

/* "8, 1" is no size. */
static void devices_have_numbers(void **state)
{
  assert_listed("brw-rw-rw- 1 root root 8, 1 Jan 18 2020 sda1\ncrw-rw-rw- 1 root root   1,   3 Jan 18 2020 null\n"
                "crw-rw-rw- 1 root 1,3 Jan 18 2020 null\ncrw-rw-rw- 1 root root 13 Jan 18 2020 x\n",
                "[sda1] 3 8b 666 1 0 rw-rw-rw-|root|root|Jan 18 2020|-\n"
                "[null] 4 8b 666 1 0 rw-rw-rw-|root|root|Jan 18 2020|-\n"
                "[null] 4 8b 666 1 0 rw-rw-rw-|root|-|Jan 18 2020|-\n"
                "[x] 4 cb 666 1 13 rw-rw-rw-|root|root|Jan 18 2020|-");
}

static void permissions_are_chmods(void **state)
{
  static const struct {
    const char *text;
    unsigned perm;
  } perms[] = {
    { "---------", 0 },     { "rwxrwxrwx", 0777 },  { "r--r--r--", 0444 },
    { "-w--w--w-", 0222 },  { "--x--x--x", 0111 },  { "--S--S--t", 07001 },
    { "--s--s--T", 07110 }, { "rwsr-Sr-t", 07745 }, { "rwxr-sr-x", 02755 },
  };
  for(size_t i = 0; i < sizeof perms / sizeof *perms; i++) {
    char line[128], expected[128];
    snprintf(line, sizeof line, "-%s 1 a b 0 Jan 18 2020 x", perms[i].text);
    snprintf(expected, sizeof expected, "[x] 0 cb %o 1 0 %s|a|b|Jan 18 2020|-", perms[i].perm, perms[i].text);
    assert_listed(line, expected);
  }
}

static void more_than_permissions_is_passed_by(void **state)
{
  static const char marks[] = "+.@";
  for(size_t i = 0; marks[i]; i++) {
    char line[128];
    snprintf(line, sizeof line, "-rw-r--r--%c 1 a b 0 Jan 18 2020 x", marks[i]);
    assert_listed(line, "[x] 0 cb 644 1 0 rw-r--r--|a|b|Jan 18 2020|-");
  }
}

static void the_largest_numbers_are_taken(void **state)
{
  assert_listed("-rw-r--r-- 9223372036854775807 a b 9223372036854775807 Jan 18 2020 x",
                "[x] 0 cb 644 9223372036854775807 9223372036854775807 rw-r--r--|a|b|Jan 18 2020|-");
}

static void dos_lines_become_entries(void **state)
{
  char expected[512];
  snprintf(expected, sizeof expected,
           "[.] %d %x 0 0 0 -|-|-|04-27-10  05:12AM|-\n"
           "[name dir] %d %x 0 0 0 -|-|-|01-18-20  02:05PM|-\n"
           "[f x.txt] %d %x 0 0 1234 -|-|-|01-18-2020  14:05|-",
           CURLFILETYPE_DIRECTORY, NAMED, CURLFILETYPE_DIRECTORY, NAMED, CURLFILETYPE_FILE, SIZED);
  assert_listed("04-27-10  05:12AM       <DIR>          .\r\n01-18-20  02:05PM       <DIR>          name dir\r\n"
                "01-18-2020  14:05                 1234 f x.txt\r\n",
                expected);
}

static void each_line_has_a_form_of_its_own(void **state)
{
  assert_listed("total 2\n" COMMON "x\n04-27-10  05:12AM   5 y\n", "[x] 0 cb 644 1 0 rw-r--r--|a|b|Jan 18 2020|-\n"
                                                                   "[y] 0 43 0 0 5 -|-|-|04-27-10  05:12AM|-");
}

static void without_memory_nothing_is_listed(void **state)
{
  static const char text[] = ALICE "a name that is so long that the line does not fit into what is allocated first\n";
  for(long n = 0;; n++) {
    struct ftp_listing l = FTP_LISTING_INIT;
    struct ftp_entry e;
    bool has;
    struct cursor in = cursor_of(span_of(text, 20));
    failing_after(n);
    CURLcode code = ftp_listing_decode(&l, &in, &e, &has);
    in = cursor_of(span_of(text + 20, sizeof text - 21));
    if(!code) code = ftp_listing_decode(&l, &in, &e, &has);
    ftp_listing_free(&l);
    bool has_failed = failing_end();
    assert_int_equal(code, has_failed ? CURLE_OUT_OF_MEMORY : CURLE_OK);
    assert_int_equal(has, !has_failed);
    assert_int_equal(failing_blocks, 0);
    if(!has_failed) break;
    assert_true(n < 10);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(lines_of_no_form_are_refused),
    cmocka_unit_test(permissions_stand_where_they_may),
    cmocka_unit_test(numbers_that_are_too_large_are_refused),
    cmocka_unit_test(what_is_no_name_is_refused),
    cmocka_unit_test(dos_lines_of_no_form_are_refused),
    cmocka_unit_test(a_line_that_is_too_long_is_refused),
    cmocka_unit_test(what_is_no_entry_is_passed_by),
    cmocka_unit_test(unix_lines_become_entries),
    cmocka_unit_test(a_last_line_needs_no_end),
    cmocka_unit_test(dots_are_entries),
    cmocka_unit_test(a_group_may_be_missing_or_have_spaces),
    cmocka_unit_test(a_name_is_all_the_rest),
    cmocka_unit_test(links_have_targets),
    cmocka_unit_test(each_type_has_its_mark),
    cmocka_unit_test(devices_have_numbers),
    cmocka_unit_test(permissions_are_chmods),
    cmocka_unit_test(more_than_permissions_is_passed_by),
    cmocka_unit_test(the_largest_numbers_are_taken),
    cmocka_unit_test(dos_lines_become_entries),
    cmocka_unit_test(each_line_has_a_form_of_its_own),
    cmocka_unit_test(without_memory_nothing_is_listed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
