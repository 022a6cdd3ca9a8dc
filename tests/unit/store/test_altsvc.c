#include "store/altsvc.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define NOW   INT64_C(1893456000) /* 2030-01-01 00:00:00 */
#define ANY   (ALTSVC_BIT(ALTSVC_H1) | ALTSVC_BIT(ALTSVC_H2) | ALTSVC_BIT(ALTSVC_H3))
#define A_443 (&(const struct altsvc_origin){ "a.test", 443 })

static struct altsvc *store;

static int begin(void **state) { return !(store = altsvc_new(1)); }

static int end(void **state)
{
  altsvc_free(store);
  altsvc_free(NULL);
  return 0;
}

static void learn(const char *value)
{
  assert_int_equal(altsvc_learn(store, A_443, ALTSVC_H1, span_text(value), false, NOW, NULL), CURLE_OK);
}

/* "h2 host:port", or "none". */
static const char *find(const char *host, uint16_t port, enum altsvc_alpn from, unsigned to, int64_t now)
{
  static char text[300];
  struct altsvc_found f;
  if(!altsvc_find(store, &(struct altsvc_origin){ host, port }, from, to, now, &f)) return "none";
  snprintf(text, sizeof text, "h%d %s:%u", (int)f.alpn, f.host, (unsigned)f.port);
  return text;
}

static const char *find_a(int64_t now) { return find("a.test", 443, ALTSVC_H1, ANY, now); }

static void assert_written(const char *expected)
{
  struct buf to = BUF_INIT(ALTSVC_CONTENT_MAX);
  assert_int_equal(altsvc_write(store, NOW, &to), CURLE_OK);
  assert_int_equal(buf_terminate(&to), CURLE_OK);
  assert_string_equal(to.at, expected);
  buf_free(&to);
}

static void an_empty_store_finds_nothing(void **state)
{
  assert_string_equal(find_a(NOW), "none");
  assert_string_equal(find("", 443, ALTSVC_H1, ANY, NOW), "none");
  learn("clear");
  assert_written("");
}

static void drop(const char *host, uint16_t port, enum altsvc_alpn alpn, const char *to, uint16_t to_port)
{
  const struct altsvc_found which = { alpn, to, to_port };
  altsvc_drop(store, &(struct altsvc_origin){ host, port }, &which);
}

static void one_that_has_failed_is_dropped_alone(void **state)
{
  learn("h2=\"b.test:1\", h2=\"c.test:2\"");
  drop("other.test", 443, ALTSVC_H2, "b.test", 1);
  drop("a.test", 444, ALTSVC_H2, "b.test", 1);
  drop("a.test", 443, ALTSVC_H1, "b.test", 1);
  drop("a.test", 443, ALTSVC_H2, "b.test", 2);
  assert_string_equal(find_a(NOW), "h2 b.test:1");
  drop("A.test", 443, ALTSVC_H2, "B.test", 1);
  assert_string_equal(find_a(NOW), "h2 c.test:2");
  drop("a.test", 443, ALTSVC_H2, "c.test", 2);
  assert_string_equal(find_a(NOW), "none");
}

static void an_offer_is_for_its_origin_and_version(void **state)
{
  learn("h2=\"b.test:8443\"; ma=100");
  assert_string_equal(find_a(NOW), "h2 b.test:8443");
  assert_string_equal(find("A.Test.", 443, ALTSVC_H1, ANY, NOW), "h2 b.test:8443");
  assert_string_equal(find("a.test", 444, ALTSVC_H1, ANY, NOW), "none");
  assert_string_equal(find("x.a.test", 443, ALTSVC_H1, ANY, NOW), "none");
  assert_string_equal(find("b.test", 443, ALTSVC_H1, ANY, NOW), "none");
  assert_string_equal(find("a.test", 443, ALTSVC_H2, ANY, NOW), "none");
  assert_string_equal(find_a(NOW + 99), "h2 b.test:8443");
  assert_string_equal(find_a(NOW + 100), "none");
}

static void the_first_that_will_do_is_found(void **state)
{
  learn("h3=\":443\"; ma=10, h2=\"b.test:1\", h2=\"c.test:2\", h9=\":3\"");
  assert_string_equal(find_a(NOW), "h3 a.test:443");
  assert_string_equal(find("a.test", 443, ALTSVC_H1, ALTSVC_BIT(ALTSVC_H2), NOW), "h2 b.test:1");
  assert_string_equal(find("a.test", 443, ALTSVC_H1, ALTSVC_BIT(ALTSVC_H1), NOW), "none");
  assert_string_equal(find_a(NOW + 10), "h2 b.test:1");
}

static void a_newer_field_replaces_the_older(void **state)
{
  bool has_begun = false;
  learn("h2=\"b.test:1\"");
  assert_int_equal(altsvc_learn(store, A_443, ALTSVC_H2, span_text("h3=\":443\""), false, NOW, &has_begun), CURLE_OK);
  assert_true(has_begun);
  assert_written("h2 a.test 443 h3 a.test 443 \"20300102 00:00:00\" 0 0\n");
  assert_int_equal(altsvc_learn(store, A_443, ALTSVC_H2, span_text("h2=\"c.test:2\""), true, NOW, &has_begun),
                   CURLE_OK);
  assert_written("h2 a.test 443 h3 a.test 443 \"20300102 00:00:00\" 0 0\n"
                 "h2 a.test 443 h2 c.test 2 \"20300102 00:00:00\" 0 0\n");
}

static void a_field_that_nobody_understands_changes_nothing(void **state)
{
  bool has_begun = false;
  learn("h2=\"b.test:1\"");
  assert_int_equal(altsvc_learn(store, A_443, ALTSVC_H1, span_text("h2=\":70000\""), false, NOW, &has_begun), CURLE_OK);
  assert_false(has_begun);
  learn("");
  assert_string_equal(find_a(NOW), "h2 b.test:1");
  learn("h9=\":443\""); /* understood, and of no use */
  assert_string_equal(find_a(NOW), "none");
}

/* RFC 7838, section 3: also beside alternatives. */
static void clear_forgets_everything(void **state)
{
  static const char *const values[] = { "clear", "clear, h2=\":443\"", "h2=\":443\", clear" };
  for(size_t i = 0; i < 3; i++) {
    learn("h2=\"b.test:1\"");
    learn(values[i]);
    assert_written("");
  }
}

static void ages(void **state)
{
  learn("h2=\":1\"; ma=0, h2=\":2\"; ma=18446744073709551616; persist=1");
  assert_written("h1 a.test 443 h2 a.test 2 \"99991231 23:59:59\" 1 0\n");
}

static void one_origin_has_not_more_than_its_share(void **state)
{
  char value[2000] = "";
  for(int i = 1; i <= ALTSVC_ORIGIN_MAX + 5; i++) snprintf(value + strlen(value), 20, "h2=\":%d\",", i);
  learn(value);
  struct buf to = BUF_INIT(ALTSVC_CONTENT_MAX);
  assert_int_equal(altsvc_write(store, NOW, &to), CURLE_OK);
  int lines = 0;
  for(size_t i = 0; i < to.len; i++) lines += to.at[i] == '\n';
  assert_int_equal(lines, ALTSVC_ORIGIN_MAX);
  buf_free(&to);
}

static void the_oldest_go_when_there_are_too_many(void **state)
{
  char host[32];
  for(int i = 0; i <= ALTSVC_MAX; i++) {
    snprintf(host, sizeof host, "%d.test", i);
    assert_int_equal(
        altsvc_learn(store, &(struct altsvc_origin){ host, 443 }, ALTSVC_H1, span_text("h2=\":1\""), false, NOW, NULL),
        CURLE_OK);
  }
  assert_string_equal(find("0.test", 443, ALTSVC_H1, ANY, NOW), "none");
  assert_string_equal(find("1.test", 443, ALTSVC_H1, ANY, NOW), "h2 1.test:1");
  assert_string_equal(find("5000.test", 443, ALTSVC_H1, ANY, NOW), "h2 5000.test:1");
}

static void lines_are_read_and_written_in_order(void **state)
{
  static const char in[] = "# comment\n"
                           "h2 E.test. 443 h3 s.test 8443 \"20311231 00:00:00\" 0 0\n"
                           "h2 old.test 443 h3 s.test 8443 \"20190122 00:00:00\" 0 0\n"
                           "  h1 e.test 443 h3 s.test 8443 \"20221231 00:00:01\" 0 0\r\n"
                           "\th3 e.test 443 h3 s.test 8443 \"20311231 00:00:00\" 1 7\n"
                           "bad e.test 443 h3 s.test 8443 \"20311231 00:00:00\" 0 0\n"
                           "h1 e.test 443 h1 s.test 80 \"20310222 22:19:028\" 0 0\n"
                           "h2 e.test 443 h3 S.test 8443 \"20321231 00:00:00\" 1 0";
  assert_int_equal(altsvc_read(store, span_text(in)), CURLE_OK);
  assert_written("h2 e.test 443 h3 s.test 8443 \"20321231 00:00:00\" 1 0\n"
                 "h3 e.test 443 h3 s.test 8443 \"20311231 00:00:00\" 1 0\n");
}

static void without_memory_nothing_is_half_there(void **state)
{
  for(long n = 0; n < 3; n++) { /* the origin, the table, the service */
    failing_after(n);
    assert_int_equal(altsvc_learn(store, A_443, ALTSVC_H1, span_text("h2=\":1\""), false, NOW, NULL),
                     CURLE_OUT_OF_MEMORY);
    assert_true(failing_end());
    assert_written("");
  }
  learn("h2=\":1\"");
  assert_string_equal(find_a(NOW), "h2 a.test:1");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(one_that_has_failed_is_dropped_alone),
    TEST(an_empty_store_finds_nothing),
    TEST(an_offer_is_for_its_origin_and_version),
    TEST(the_first_that_will_do_is_found),
    TEST(a_newer_field_replaces_the_older),
    TEST(a_field_that_nobody_understands_changes_nothing),
    TEST(clear_forgets_everything),
    TEST(ages),
    TEST(one_origin_has_not_more_than_its_share),
    TEST(the_oldest_go_when_there_are_too_many),
    TEST(lines_are_read_and_written_in_order),
    TEST(without_memory_nothing_is_half_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
