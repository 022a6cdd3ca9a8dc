/* How cookies replace each other, end, and are sorted; and what the jar costs. */
#include "store/cookies_internal.h"
#include "unit/base/failing_alloc.h"
#include "unit/store/jar_test.h"
#include <sys/mman.h>

static void the_end_of_a_life(void **state)
{
  assert_true(receive("http://a.test/", "a=1; max-age=10"));
  assert_true(receive("http://a.test/", "b=1; max-age=10; expires=Thu, 01 Jan 1970 00:00:00 GMT"));
  assert_true(receive("http://a.test/", "c=1; expires=Wed, 18 May 2033 03:33:30 GMT"));
  assert_true(receive("http://a.test/", "d=1; expires=rubbish"));
  assert_true(receive("http://a.test/", "e=1; expires=Wed, 18 May 2033 03:33:20 GMT"));
  assert_true(receive("http://a.test/", "f=1; expires=Thu, 01 Jan 1970 00:00:00 GMT"));
  assert_true(receive("http://a.test/", "g=1; max-age=0"));
  now += 9;
  SENT("http://a.test/", "d=1; c=1; b=1; a=1");
  now++;
  LINES("a.test\tFALSE\t/\tFALSE\t0\td\t1\n");
  SENT("http://a.test/", "d=1");
  assert_int_equal(cookie_jar_count(jar), 1);
}

static void a_date_that_is_too_long_is_none(void **state)
{
  char field[160] = "a=1; expires=Wed, 18 May 2033 04:33:20";
  size_t begin = strlen("a=1; expires="), len = strlen(field);
  memset(field + len, '.', 80);
  strcpy(field + begin + 79 - 4, " GMT");
  assert_true(receive("http://a.test/", field));
  LINES("a.test\tFALSE\t/\tFALSE\t2000003600\ta\t1\n");
  strcpy(field + begin + 79 - 4, ". GMT");
  assert_true(receive("http://a.test/", field));
  LINES("a.test\tFALSE\t/\tFALSE\t0\ta\t1\n");
}

static void nobody_lives_for_more_than_400_days(void **state)
{
  assert_true(receive("http://a.test/", "a=1; max-age=99999999999999999999"));
  assert_true(receive("http://a.test/", "b=1; expires=Fri Feb 13 11:56:27 GMT 2525"));
  assert_true(receive("http://a.test/", "c=1; max-age=34560000"));
  give("a.test\tFALSE\t/\tFALSE\t9999999999\td\t1", COOKIES_OF_FILE);
  LINES("a.test\tFALSE\t/\tFALSE\t2034559980\ta\t1\na.test\tFALSE\t/\tFALSE\t2034559980\tb\t1\n"
        "a.test\tFALSE\t/\tFALSE\t2034560000\tc\t1\na.test\tFALSE\t/\tFALSE\t9999999999\td\t1\n");
}

static void the_same_cookie_keeps_its_place(void **state)
{
  assert_true(receive("http://a.test/", "a=1"));
  assert_true(receive("http://a.test/", "b=1"));
  assert_true(receive("http://a.test/", "a=2"));
  SENT("http://a.test/", "b=1; a=2");
  assert_true(receive("http://a.test/", "a=; max-age=0"));
  SENT("http://a.test/", "b=1");
  assert_true(receive("http://a.test/", "a=3")); /* a new one */
  SENT("http://a.test/", "a=3; b=1");
}

static void cookies_that_are_not_the_same(void **state)
{
  static const char *const fields[] = { "n=1", "N=1", "n=1; path=/b", "n=1; path=/B", "n=1; domain=a.test", "nn=1" };
  for(size_t i = 0; i < 6; i++) assert_true(receive("http://a.test/", fields[i]));
  assert_int_equal(cookie_jar_count(jar), 6);
  for(size_t i = 0; i < 6; i++) assert_true(receive("http://A.test/", fields[i]));
  assert_int_equal(cookie_jar_count(jar), 6);
  assert_true(receive("http://a.test/", "n=1; domain=A.TEST"));
  assert_int_equal(cookie_jar_count(jar), 6);
}

/* Longest path, longest domain, longest name, newest. */
static void the_order(void **state)
{
  give("a.test\tTRUE\t/\tFALSE\t0\taa\t1", COOKIES_OF_FILE);
  give("b.a.test\tFALSE\t/\tFALSE\t0\tb\t1", COOKIES_OF_FILE);
  give("b.a.test\tTRUE\t/\tFALSE\t0\tc\t1", COOKIES_OF_FILE);
  give("a.test\tTRUE\t/we\tFALSE\t0\td\t1", COOKIES_OF_FILE);
  give("a.test\tTRUE\t/\tFALSE\t0\te\t1", COOKIES_OF_FILE);
  give("Set-Cookie: everywhere=1", COOKIES_OF_FILE);
  SENT("http://b.a.test/we/want", "d=1; c=1; b=1; aa=1; e=1; everywhere=1");
  const struct cookie *c = cookie_jar_newest(jar, NULL, now);
  assert_true(span_equal(c->name, span_text("e")));
  assert_true(span_equal(cookie_jar_newest(jar, c, now)->name, span_text("d")));
}

static void at_most_so_many_are_sent(void **state)
{
  char line[64];
  for(int i = 0; i < COOKIES_SENT_MAX + 10; i++) {
    snprintf(line, sizeof line, "a.test\tFALSE\t/\tFALSE\t0\tn%03d\tv", i);
    give(line, COOKIES_OF_FILE);
  }
  const char *text = sent("http://a.test/");
  size_t count = 1;
  for(const char *at = text; (at = strstr(at, "; ")); at++) count++;
  assert_int_equal(count, COOKIES_SENT_MAX);
  assert_memory_equal(text, "n149=v; n148=v", 14);
}

static void at_most_so_many_bytes_are_sent(void **state)
{
  char line[4200];
  for(int i = 0; i < 3; i++) {
    int begin = snprintf(line, sizeof line, "a.test\tFALSE\t/\tFALSE\t0\tn%d\t", i);
    size_t size = i ? 4087 : 1; /* "n2=", "; n1=" and the values are COOKIES_FIELD_MAX */
    memset(line + begin, 'v', size);
    line[(size_t)begin + size] = '\0';
    give(line, COOKIES_OF_FILE);
  }
  assert_int_equal(strlen(sent("http://a.test/")), COOKIES_FIELD_MAX);
  give("a.test\tFALSE\t/\tFALSE\t0\tlong\t1", COOKIES_OF_FILE);
  assert_int_equal(strlen(sent("http://a.test/")), 6 + 2 + 3 + 4087); /* nothing that is sorted behind comes before */
}

static void session_cookies_of_a_former_session(void **state)
{
  give("a.test\tFALSE\t/\tFALSE\t0\ta\t1", COOKIES_OF_FORMER_SESSION);
  give("a.test\tFALSE\t/\tFALSE\t9999999999\tb\t1", COOKIES_OF_FORMER_SESSION);
  give("Set-Cookie: c=1; domain=a.test", COOKIES_OF_FORMER_SESSION);
  give("a.test\tFALSE\t/\tFALSE\t0\td\t1", COOKIES_OF_FILE);
  SENT("http://a.test/", "d=1; b=1");
  cookie_jar_end_session(jar);
  SENT("http://a.test/", "b=1");
  cookie_jar_clear(jar);
  SENT("http://a.test/", "");
  assert_int_equal(cookie_jar_count(jar), 0);
}

static void a_file_does_not_replace_what_is_live(void **state)
{
  give("a.test\tFALSE\t/\tFALSE\t0\ta\tfile", COOKIES_OF_FILE);
  give("a.test\tFALSE\t/\tFALSE\t0\ta\tlater", COOKIES_OF_FILE);
  SENT("http://a.test/", "a=later");
  assert_true(receive("http://a.test/", "a=answer"));
  give("a.test\tFALSE\t/\tFALSE\t0\ta\tfile", COOKIES_OF_FILE);
  SENT("http://a.test/", "a=answer");
  give("a.test\tFALSE\t/\tFALSE\t0\ta\tprogram", COOKIES_OF_PROGRAM);
  give("a.test\tFALSE\t/\tFALSE\t0\ta\tfile", COOKIES_OF_FILE);
  SENT("http://a.test/", "a=program");
}

static void a_file_does_not_bring_back_what_was_deleted(void **state)
{
  give("a.test\tFALSE\t/\tFALSE\t0\ta\tfile", COOKIES_OF_FILE);
  assert_true(receive("http://a.test/", "a=; max-age=0"));
  give("a.test\tFALSE\t/\tFALSE\t0\ta\tfile", COOKIES_OF_FILE);
  SENT("http://a.test/", "");
  LINES("");
  cookie_jar_end_session(jar);
  give("a.test\tFALSE\t/\tFALSE\t0\ta\tfile", COOKIES_OF_FILE);
  SENT("http://a.test/", "");
  cookie_jar_forget_deleted(jar);
  give("a.test\tFALSE\t/\tFALSE\t0\ta\tfile", COOKIES_OF_FILE);
  SENT("http://a.test/", "a=file");
}

static void what_a_program_gives_is_not_judged(void **state)
{
  give("co.uk\tTRUE\t/\tFALSE\t0\ta\t1", COOKIES_OF_PROGRAM);
  SENT("http://b.co.uk/", "a=1");
  give("Set-Cookie: b=1; domain=co.uk; secure", COOKIES_OF_PROGRAM);
  SENT("https://b.co.uk/", "b=1; a=1");
  give("Set-Cookie: c=1; domain=com", COOKIES_OF_PROGRAM);
  give("com\tTRUE\t/\tFALSE\t0\td\t1", COOKIES_OF_PROGRAM);
  SENT("http://b.com/", "");
  give("a.test\tFALSE\t/\tFALSE\t0\t__Secure-a\t1", COOKIES_OF_PROGRAM);
  SENT("https://a.test/", "");
}

static void scenario_29_a_files_public_suffix(void **state)
{
  give(".co.uk\tTRUE\t/\tFALSE\t0\tbad\t1", COOKIES_OF_FILE);
  give("foo.co.uk\tFALSE\t/\tFALSE\t0\tgood\t1", COOKIES_OF_FILE);
  SENT("http://foo.co.uk/", "good=1");
  SENT("http://co.uk/", "bad=1");
}

static void a_line_without_a_domain_is_for_all(void **state)
{
  give("Set-Cookie: a=1; path=/b\r\n", COOKIES_OF_FILE);
  give("set-cookie:a=2; secure", COOKIES_OF_PROGRAM);
  SENT("http://a.test/b", "a=1");
  SENT("https://127.0.0.1/", "a=2");
  assert_true(receive("http://a.test/b", "a=3; path=/b"));
  SENT("http://a.test/b", "a=3; a=1");
  LINES("a.test\tFALSE\t/b\tFALSE\t0\ta\t3\n");
}

static void of_several_lines_the_first_counts(void **state)
{
  give("a.test\tFALSE\t/\tFALSE\t0\ta\t1\nb.test\tFALSE\t/\tFALSE\t0\tb\t1\n", COOKIES_OF_PROGRAM);
  give("", COOKIES_OF_PROGRAM);
  LINES("a.test\tFALSE\t/\tFALSE\t0\ta\t1\n");
}

static void a_site_cannot_fill_the_jar(void **state)
{
  char url[64], field[64];
  assert_true(receive("https://a.test/", "keep=1; secure"));
  give("a.test\tFALSE\t/\tFALSE\t0\tmine\t1", COOKIES_OF_PROGRAM);
  for(int i = 0; i < COOKIES_SITE_MAX + 100; i++) {
    snprintf(url, sizeof url, "http://h%d.a.test/", i);
    snprintf(field, sizeof field, "n%d=v", i);
    assert_true(receive(url, field));
  }
  assert_int_equal(cookie_jar_count(jar), COOKIES_SITE_MAX + 1);
  SENT("https://a.test/", "mine=1; keep=1");
  SENT("http://h0.a.test/", "");
  SENT("http://h1099.a.test/", "n1099=v");
}

static void all_sites_together_cannot_either(void **state)
{
  char url[64];
  for(int i = 0; i < COOKIES_MAX + 10; i++) {
    snprintf(url, sizeof url, "http://h%d.test/", i);
    assert_true(receive(url, "n=v"));
  }
  assert_int_equal(cookie_jar_count(jar), COOKIES_MAX);
  SENT("http://h9.test/", "");
  SENT("http://h10.test/", "n=v");
}

/* ---- other domains cost nothing: their cookies are taken away, and nobody misses them ---- */

enum { OTHERS = 10000, PAGE = 4096 };
static void *pages[OTHERS];
static size_t page_count;

static void *calloc_apart(size_t count, size_t size)
{
  bool is_cookie = count == 1 && size > sizeof(struct cookie_entry) && size < PAGE && page_count < OTHERS;
  if(!is_cookie) return calloc(count, size);
  void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? NULL : (pages[page_count++] = page);
}

static void free_apart(void *block)
{
  for(size_t i = 0; i < page_count; i++)
    if(pages[i] == block) {
      munmap(block, PAGE);
      pages[i] = pages[--page_count];
      return;
    }
  free(block);
}

static void protect(int how)
{
  for(size_t i = 0; i < page_count; i++) assert_int_equal(mprotect(pages[i], PAGE, how), 0);
}

static void a_look_up_touches_no_cookie_of_another_domain(void **state)
{
  static const struct mem_hooks apart = { malloc, free_apart, realloc, strdup, calloc_apart };
  char line[64];
  assert_true(receive("http://own.test/", "a=1"));
  assert_true(receive("http://own.test/", "over=1; max-age=1"));
  give("test\tTRUE\t/\tFALSE\t0\tb\t1", COOKIES_OF_FILE);
  assert_true(receive("http://other.own.test/", "c=1; domain=own.test"));
  mem_set_hooks(&apart);
  for(int i = 0; i < OTHERS; i++) {
    snprintf(line, sizeof line, "h%d.%s\tTRUE\t/\tFALSE\t0\tn\tv", i, i % 2 ? "own.test" : "test");
    give(line, COOKIES_OF_FILE);
  }
  assert_int_equal(page_count, OTHERS);
  protect(PROT_NONE);
  SENT("http://own.test/", "over=1; c=1; a=1");
  SENT("http://nobody.test/", "");
  SENT("http://x.own.test/", "c=1");
  protect(PROT_READ | PROT_WRITE);
  SENT("http://h9.own.test/", "n=v; c=1");
  cookie_jar_clear(jar);
  assert_int_equal(page_count, 0);
  mem_set_hooks(NULL);
}

/* ---- without memory ---- */

static CURLcode try_all(struct cookie_jar *j, bool *is_taken)
{
  struct buf b = BUF_INIT(COOKIES_FIELD_MAX);
  const struct cookie_origin from = origin_of("http://a.test/");
  CURLcode code = cookie_jar_receive(j, span_text("a=1"), &from, now, is_taken);
  if(!code) code = cookie_jar_receive(j, span_text("a=2"), &from, now, is_taken);
  if(!code) code = cookie_jar_give(j, span_text("Set-Cookie: b=1"), COOKIES_OF_PROGRAM, now);
  if(!code) code = cookie_jar_write_field(j, &b, &from, now);
  buf_free(&b);
  return code;
}

static void without_memory(void **state)
{
  bool has_failed = true, is_taken;
  for(long n = 0; has_failed; n++) {
    failing_blocks = 0;
    failing_after(n);
    struct cookie_jar *j = cookie_jar_new(1);
    CURLcode code = j ? try_all(j, &is_taken) : CURLE_OUT_OF_MEMORY;
    has_failed = failing_left < 0;
    cookie_jar_free(j);
    (void)failing_end();
    assert_int_equal(failing_blocks, 0);
    /* a larger table is a wish */
    if(!has_failed) assert_int_equal(code, CURLE_OK);
    if(code && code != CURLE_OUT_OF_MEMORY) fail_msg("code %d", (int)code);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    JAR_TEST(the_end_of_a_life),
    JAR_TEST(a_date_that_is_too_long_is_none),
    JAR_TEST(nobody_lives_for_more_than_400_days),
    JAR_TEST(the_same_cookie_keeps_its_place),
    JAR_TEST(cookies_that_are_not_the_same),
    JAR_TEST(the_order),
    JAR_TEST(at_most_so_many_are_sent),
    JAR_TEST(at_most_so_many_bytes_are_sent),
    JAR_TEST(session_cookies_of_a_former_session),
    JAR_TEST(a_file_does_not_replace_what_is_live),
    JAR_TEST(a_file_does_not_bring_back_what_was_deleted),
    JAR_TEST(what_a_program_gives_is_not_judged),
    JAR_TEST(scenario_29_a_files_public_suffix),
    JAR_TEST(a_line_without_a_domain_is_for_all),
    JAR_TEST(of_several_lines_the_first_counts),
    JAR_TEST(a_site_cannot_fill_the_jar),
    JAR_TEST(all_sites_together_cannot_either),
    JAR_TEST(a_look_up_touches_no_cookie_of_another_domain),
    JAR_TEST(without_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
