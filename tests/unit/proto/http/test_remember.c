/* What the fields of an answer leave behind; the URL's scheme says whether they may. */
#include "proto/http/answer_fields.h"
#include "proto/http/hsts.h"
#include "proto/http/http_stores.h"
#include "store/altsvc.h"
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define NOW INT64_C(1893456000) /* 2030-01-01 00:00:00 */
#define STS "Strict-Transport-Security"

static int64_t stopped_clock(void) { return NOW; }
static const struct system_ops stopped = { .wall_s = stopped_clock };

static struct http_stores stores;
static struct http_answer answer;
static struct url url;
static struct proto_request request;

static int begin(void **state)
{
  stores = (struct http_stores){ .hsts = http_hsts_new(1, NULL), .altsvc = altsvc_new(1) };
  answer = (struct http_answer){ 0 };
  url = (struct url){ .scheme = "https" };
  request = (struct proto_request){ .url = &url, .host = "a.test", .port = 443, .stores = &stores, .system = &stopped };
  return !stores.hsts || !stores.altsvc;
}

static int end(void **state)
{
  http_hsts_unref(stores.hsts);
  altsvc_free(stores.altsvc);
  return 0;
}

static void take(const char *name, const char *value)
{
  size_t len = strlen(value);
  char *exact = malloc(len ? len : 1);
  if(len) memcpy(exact, value, len);
  assert_int_equal(http_answer_field(&request, &answer, span_text(name), span_of(exact, len), NULL), CURLE_OK);
  free(exact);
}

static bool has(const char *host) { return http_hsts_has(stores.hsts, host, NOW, NULL); }

/* The port of what was offered; 0: nothing was. */
static int offered(enum altsvc_alpn to)
{
  struct altsvc_found f;
  const struct altsvc_origin origin = { "a.test", 443 };
  return altsvc_find(stores.altsvc, &origin, ALTSVC_H1, ALTSVC_BIT(to), NOW, &f) ? f.port : 0;
}

static void http_says_nothing(void **state)
{
  url.scheme = "http";
  take(STS, "max-age=1000");
  take("Alt-Svc", "h2=\":1\"");
  assert_false(has("a.test"));
  assert_int_equal(offered(ALTSVC_H2), 0);
}

static void without_stores_nothing_is_remembered(void **state)
{
  struct http_stores none = { 0 };
  request.stores = &none;
  take(STS, "max-age=1000");
  request.stores = NULL;
  take(STS, "max-age=1000");
}

static void https_makes_a_host_known(void **state)
{
  take("Server", "max-age=1000");
  assert_false(has("a.test"));
  take("strict-transport-security", "max-age=1000; includeSubDomains");
  assert_true(has("a.test"));
  assert_true(has("x.a.test"));
  assert_false(has("b.test"));
}

static void a_field_against_the_grammar_changes_nothing(void **state)
{
  take(STS, "max-age=1000");
  answer.has_hsts = false; /* the next answer */
  take(STS, "max-age=0; max-age=0");
  assert_true(has("a.test"));
}

static void only_the_first_field_counts(void **state)
{
  take(STS, "max-age=1000");
  take(STS, "max-age=0");
  assert_true(has("a.test"));
  answer.has_hsts = false;
  take(STS, "nonsense");
  take(STS, "max-age=0");
  assert_true(has("a.test"));
  answer.has_hsts = false;
  take(STS, "max-age=0");
  assert_false(has("a.test"));
}

static void an_address_is_never_known(void **state)
{
  request.host = "192.0.2.1";
  take(STS, "max-age=1000");
  assert_false(has("192.0.2.1"));
}

static void https_offers_alternatives(void **state)
{
  take("alt-svc", "h2=\":1\"");
  assert_int_equal(offered(ALTSVC_H2), 1);
  take("Alt-Svc", "h3=\":2\"");
  assert_int_equal(offered(ALTSVC_H2), 1); /* the fields of one answer are one list */
  assert_int_equal(offered(ALTSVC_H3), 2);
  answer.has_altsvc = false; /* the next answer */
  take("Alt-Svc", "h2=\":70000\"");
  take("Alt-Svc", "h3=\":3\"");
  assert_int_equal(offered(ALTSVC_H2), 0);
  assert_int_equal(offered(ALTSVC_H3), 3);
}

static void *learn_often(void *arg)
{
  for(int i = 0; i < 1000; i++) {
    char host[] = "00.test";
    host[0] = (char)('0' + i % 10);
    host[1] = (char)('0' + i / 10 % 10);
    assert_int_equal(http_hsts_learn(arg, host, span_text(i % 3 ? "max-age=9" : "max-age=0"), NOW, NULL), CURLE_OK);
    http_hsts_has(arg, host, NOW, NULL);
  }
  return NULL;
}

static void threads_may_use_one_memory(void **state)
{
  pthread_t threads[4];
  for(int i = 0; i < 4; i++) assert_int_equal(pthread_create(&threads[i], NULL, learn_often, stores.hsts), 0);
  for(int i = 0; i < 4; i++) assert_int_equal(pthread_join(threads[i], NULL), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(http_says_nothing),           TEST(without_stores_nothing_is_remembered),
    TEST(https_makes_a_host_known),    TEST(a_field_against_the_grammar_changes_nothing),
    TEST(only_the_first_field_counts), TEST(an_address_is_never_known),
    TEST(https_offers_alternatives),   TEST(threads_may_use_one_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
