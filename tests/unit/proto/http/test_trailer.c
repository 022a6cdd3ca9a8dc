/* The end of a chunked body, with each allocation failing once. */
#include "proto/http/trailer.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* As curl_slist_append makes it. */
static struct curl_slist *line(const char *text, struct curl_slist *next)
{
  struct curl_slist *l = mem_alloc(sizeof *l);
  char *copy = l ? mem_strdup(text) : NULL;
  if(copy) {
    *l = (struct curl_slist){ copy, next };
    return l;
  }
  mem_free(l);
  return NULL;
}

/* A program without memory aborts; what it has put into the list is not its own any more. */
static int give_two(struct curl_slist **list, void *clientp)
{
  struct curl_slist *second = line("X-B: 2", NULL);
  struct curl_slist *first = second ? line("X-A: 1", second) : NULL;
  *list = first ? first : second;
  return first ? CURL_TRAILERFUNC_OK : CURL_TRAILERFUNC_ABORT;
}

static const struct trace_opts no_words;
static struct trace trace = { .opts = &no_words };

#define BEFORE "5\r\nhello\r\n"

static CURLcode write_end(const struct http_opts *o, size_t cap, long failing)
{
  struct buf to = BUF_INIT(cap);
  failing_blocks = 0;
  failing_after(-1);
  assert_int_equal(buf_add_text(&to, BEFORE), CURLE_OK);
  failing_after(failing);
  CURLcode code = http_trailer_write(&to, o, &trace);
  failing_left = -1;
  if(code)
    assert_true(span_equal(buf_span(&to), span_text(BEFORE)));
  else
    assert_true(span_equal(buf_span(&to), span_text(BEFORE "0\r\nX-A: 1\r\nX-B: 2\r\n\r\n")));
  buf_free(&to);
  failing_end();
  assert_int_equal(failing_blocks, 0);
  return code;
}

static void a_failure_leaves_nothing_behind(void **state)
{
  struct http_rare_opts rare = { .trailer = give_two };
  const struct http_opts o = { .rare = &rare };
  long n = 0;
  for(CURLcode code; (code = write_end(&o, 1024, n)); n++)
    assert_true(code == CURLE_OUT_OF_MEMORY || code == CURLE_ABORTED_BY_CALLBACK);
  assert_true(n >= 4);
}

static void the_buffers_cap_is_an_error(void **state)
{
  struct http_rare_opts rare = { .trailer = give_two };
  const struct http_opts o = { .rare = &rare };
  for(size_t cap = sizeof BEFORE - 1; cap < sizeof BEFORE - 1 + 20; cap++)
    assert_int_equal(write_end(&o, cap, -1), CURLE_TOO_LARGE);
}

static void without_a_callback_it_is_the_last_chunk(void **state)
{
  const struct http_opts o = { 0 };
  struct buf to = BUF_INIT(1024);
  assert_int_equal(http_trailer_write(&to, &o, &trace), CURLE_OK);
  assert_true(span_equal(buf_span(&to), span_text("0\r\n\r\n")));
  buf_free(&to);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_failure_leaves_nothing_behind),
    cmocka_unit_test(the_buffers_cap_is_an_error),
    cmocka_unit_test(without_a_callback_it_is_the_last_chunk),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
