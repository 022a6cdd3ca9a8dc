/* What can be seen without a key distribution centre: there are no credentials here, whatever machine this is. */
#include "os/gss.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include "unit/base/failing_alloc.h"

#include <cmocka.h>

static char error_text[CURL_ERROR_SIZE];
static const struct trace_opts opts = { .error_buffer = error_text };

static const struct gssapi_target targets[] = {
  { "HTTP", "www.example.com", CURLGSSAPI_DELEGATION_NONE, GSSAPI_SPNEGO },
  { "HTTP", "www.example.com", CURLGSSAPI_DELEGATION_FLAG, GSSAPI_SPNEGO },
  { "rcmd", "socks.example.com", CURLGSSAPI_DELEGATION_POLICY_FLAG, GSSAPI_KRB5 },
};

static int without_credentials(void **state)
{
  /* neither a cache, nor a keytab, nor a realm to be found by DNS */
  return setenv("KRB5CCNAME", "FILE:/nonexistent/cache", 1) || setenv("KRB5_CONFIG", "/dev/null", 1) ||
         setenv("KRB5_CLIENT_KTNAME", "FILE:/nonexistent/keytab", 1);
}

static void without_credentials_there_is_a_reason(void **state)
{
  for(size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
    struct trace t = { .opts = &opts };
    struct buf token = BUF_INIT(GSSAPI_TOKEN_MAX);
    struct gssapi *g = NULL;
    assert_int_equal(gssapi_begin(&g, &targets[i], &t), CURLE_OK);
    assert_false(gssapi_is_done(g));
    assert_int_equal(gssapi_step(g, span_text(""), &token, &t), CURLE_AUTH_ERROR);
    assert_memory_equal(error_text, "GSSAPI: no security context: ", 29);
    assert_true(strlen(error_text) > 40);
    assert_int_equal(token.len, 0);
    assert_false(gssapi_is_done(g));
    gssapi_free(g);
    buf_free(&token);
  }
}

static void a_peer_that_speaks_first_gets_no_further(void **state)
{
  struct trace t = { .opts = &opts };
  struct buf token = BUF_INIT(GSSAPI_TOKEN_MAX);
  struct gssapi *g = NULL;
  assert_int_equal(gssapi_begin(&g, &targets[0], &t), CURLE_OK);
  assert_int_equal(gssapi_step(g, span_text("\x60\xff\xff\xff\xff"), &token, &t), CURLE_AUTH_ERROR);
  assert_int_equal(token.len, 0);
  gssapi_free(g);
  buf_free(&token);
}

/* Before a context stands nothing is protected. */
static void messages_need_a_context(void **state)
{
  struct trace t = { .opts = &opts };
  struct buf to = BUF_INIT(GSSAPI_TOKEN_MAX);
  struct gssapi *g = NULL;
  assert_int_equal(gssapi_begin(&g, &targets[2], &t), CURLE_OK);
  assert_int_equal(gssapi_wrap(g, span_text("\1"), false, &to, &t), CURLE_AUTH_ERROR);
  assert_memory_equal(error_text, "GSSAPI: a message cannot be wrapped: ", 37);
  trace_forget_failure(&t);
  assert_int_equal(gssapi_unwrap(g, span_text("\1"), &to, &t), CURLE_AUTH_ERROR);
  assert_memory_equal(error_text, "GSSAPI: a message cannot be unwrapped: ", 39);
  assert_int_equal(to.len, 0);
  gssapi_free(g);
  buf_free(&to);
}

static void a_name_is_bounded(void **state)
{
  static char host[GSSAPI_TOKEN_MAX];
  const struct gssapi_target target = { "HTTP", host, 0, GSSAPI_SPNEGO };
  struct gssapi *g = NULL;
  memset(host, 'x', sizeof host - 1);
  assert_int_equal(gssapi_begin(&g, &target, NULL), CURLE_TOO_LARGE);
  assert_null(g);
}

static void nothing_can_be_freed(void **state) { gssapi_free(NULL); }

static void without_memory_nothing_is_left(void **state)
{
  bool has_failed = true;
  for(long i = 0; has_failed; i++) {
    struct trace t = { .opts = &opts };
    struct buf token = BUF_INIT(GSSAPI_TOKEN_MAX);
    struct gssapi *g = NULL;
    failing_after(i);
    CURLcode code = gssapi_begin(&g, &targets[0], &t);
    if(!code) code = gssapi_step(g, span_text(""), &token, &t);
    gssapi_free(g);
    buf_free(&token);
    has_failed = failing_end();
    assert_int_equal(failing_blocks, 0);
    assert_int_equal(code, has_failed ? CURLE_OUT_OF_MEMORY : CURLE_AUTH_ERROR);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(without_credentials_there_is_a_reason),
    cmocka_unit_test(a_peer_that_speaks_first_gets_no_further),
    cmocka_unit_test(messages_need_a_context),
    cmocka_unit_test(a_name_is_bounded),
    cmocka_unit_test(nothing_can_be_freed),
    cmocka_unit_test(without_memory_nothing_is_left),
  };
  return cmocka_run_group_tests(tests, without_credentials, NULL);
}
