/* A cookie jar in a few words. */
#ifndef TESTS_UNIT_STORE_JAR_TEST_H
#define TESTS_UNIT_STORE_JAR_TEST_H
#include "store/cookies.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define NOW 2000000000 /* 2033-05-18 03:33:20 */

static struct cookie_jar *jar;
static int64_t now;

static inline int set_up(void **state)
{
  jar = cookie_jar_new(1);
  now = NOW;
  return !jar;
}

static inline int tear_down(void **state)
{
  cookie_jar_free(jar);
  jar = NULL;
  return 0;
}

/* "http://host/path" or "https://…". */
static inline struct cookie_origin origin_of(const char *url)
{
  struct cookie_origin o = { .is_https = !strncmp(url, "https://", 8) };
  const char *host = strstr(url, "//") + 2, *path = host + strcspn(host, "/");
  o.host = span_of(host, (size_t)(path - host));
  o.path = span_text(*path ? path : "/");
  return o;
}

static inline bool receive(const char *url, const char *field)
{
  bool is_taken = false;
  const struct cookie_origin from = origin_of(url);
  assert_int_equal(cookie_jar_receive(jar, span_text(field), &from, now, &is_taken), CURLE_OK);
  return is_taken;
}

static inline void give(const char *line, enum cookie_source source)
{
  assert_int_equal(cookie_jar_give(jar, span_text(line), source, now), CURLE_OK);
}

/* What goes to `url`. */
static inline const char *sent(const char *url)
{
  static char text[COOKIES_FIELD_MAX + 1];
  struct buf b = BUF_INIT(sizeof text);
  const struct cookie_origin to = origin_of(url);
  assert_int_equal(cookie_jar_write_field(jar, &b, &to, now), CURLE_OK);
  assert_true(b.len < sizeof text);
  if(b.len) memcpy(text, b.at, b.len);
  text[b.len] = '\0';
  buf_free(&b);
  return text;
}

/* All lines, the oldest first, each with a '\n'. */
static inline const char *lines(void)
{
  static char text[16384];
  struct buf b = BUF_INIT(sizeof text - 1);
  for(const struct cookie *c = NULL; (c = cookie_jar_oldest(jar, c, now));) {
    assert_int_equal(cookie_write_line(&b, c), CURLE_OK);
    assert_int_equal(buf_add_char(&b, '\n'), CURLE_OK);
  }
  if(b.len) memcpy(text, b.at, b.len);
  text[b.len] = '\0';
  buf_free(&b);
  return text;
}

#define SENT(url, what) assert_string_equal(sent(url), what)
#define LINES(what)     assert_string_equal(lines(), what)
#define JAR_TEST(name)  cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
