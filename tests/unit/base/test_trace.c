#include "base/trace.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include "unit/base/failing_alloc.h"

#include <cmocka.h>

static struct callback_guard guard;

/* What the debug callback has been told, as "type:text" one after the other. */
struct listener {
  char heard[8192];
  void *handle;
  unsigned depth; /* of the guard, while it was called */
};

static int listen_to(CURL *handle, curl_infotype type, char *data, size_t size, void *userptr)
{
  struct listener *l = userptr;
  if(type == CURLINFO_TEXT) assert_int_equal(data[size], '\0'); /* programs print it as a string */
  size_t used = strlen(l->heard);
  snprintf(l->heard + used, sizeof l->heard - used, "%d:%.*s", (int)type, (int)size, data);
  l->handle = handle;
  l->depth = guard.depth;
  return 1; /* must be ignored */
}

static void without_a_trace_all_is_swallowed(void **state)
{
  assert_false(trace_wants(NULL));
  trace_text(NULL, "%s", "x");
  trace_data(NULL, CURLINFO_DATA_IN, span_text("x"));
  assert_int_equal(trace_fail(NULL, CURLE_RECV_ERROR, "%s", "x"), CURLE_RECV_ERROR);
}

static void who_is_not_verbose_hears_nothing(void **state)
{
  struct listener l = { 0 };
  const struct trace_opts opts = { .debug = listen_to, .debug_data = &l };
  struct trace t = { .opts = &opts };
  trace_text(&t, "x");
  trace_data(&t, CURLINFO_HEADER_IN, span_text("x"));
  assert_int_equal(trace_fail(&t, CURLE_RECV_ERROR, "x"), CURLE_RECV_ERROR);
  assert_string_equal(l.heard, "");
}

static void the_callback_hears_everything_inside_a_scope(void **state)
{
  struct listener l = { 0 };
  int handle;
  const struct trace_opts opts = { .debug = listen_to, .debug_data = &l, .verbose = true };
  struct trace t = { .opts = &opts, .handle = &handle, .guard = &guard };
  trace_text(&t, "a line of %d", 1);
  trace_data(&t, CURLINFO_HEADER_OUT, span_text("GET /\r\n"));
  trace_data(&t, CURLINFO_DATA_IN, span_text("body"));
  assert_int_equal(trace_fail(&t, CURLE_SEND_ERROR, "it %s", "broke"), CURLE_SEND_ERROR);
  assert_string_equal(l.heard, "0:a line of 1\n2:GET /\r\n3:body0:it broke\n");
  assert_ptr_equal(l.handle, &handle);
  assert_int_equal(l.depth, 1);
  assert_int_equal(guard.depth, 0);
}

static void an_over_long_line_is_cut_and_still_ends(void **state)
{
  for(int len = 2040; len < 2060; len++) {
    struct listener l = { 0 };
    const struct trace_opts opts = { .debug = listen_to, .debug_data = &l, .verbose = true };
    struct trace t = { .opts = &opts };
    trace_text(&t, "%0*d", len, 1);
    size_t heard = strlen(l.heard);
    assert_int_equal(l.heard[heard - 1], '\n');
    assert_in_range(heard, 2040, 2060);
    assert_int_equal(l.heard[heard - 2] == '1', len <= 2046);
  }
}

static void the_first_cause_stands_in_the_error_buffer(void **state)
{
  char *error = malloc(CURL_ERROR_SIZE); /* writing behind it is caught */
  const struct trace_opts opts = { .error_buffer = error };
  struct trace t = { .opts = &opts };
  error[0] = '\0';
  assert_int_equal(trace_fail(&t, CURLE_RECV_ERROR, "first %d", 1), CURLE_RECV_ERROR);
  assert_int_equal(trace_fail(&t, CURLE_SEND_ERROR, "second"), CURLE_SEND_ERROR);
  assert_string_equal(error, "first 1");
  t = (struct trace){ .opts = &opts };
  trace_fail(&t, CURLE_RECV_ERROR, "%01000d", 1);
  assert_int_equal(strlen(error), CURL_ERROR_SIZE - 1);
  free(error);
}

static void what_is_not_failure_leaves_the_error_buffer_alone(void **state)
{
  char error[CURL_ERROR_SIZE] = "before";
  struct listener l = { 0 };
  const struct trace_opts opts = { .debug = listen_to, .debug_data = &l, .verbose = true, .error_buffer = error };
  struct trace t = { .opts = &opts };
  trace_text(&t, "x");
  assert_false(t.failed);
  assert_string_equal(error, "before");
}

static void a_stream_gets_lines_with_marks_and_no_bodies(void **state)
{
  char text[256] = "";
  FILE *to = fmemopen(text, sizeof text, "w");
  const struct trace_opts opts = { .stream = to, .verbose = true };
  struct trace t = { .opts = &opts };
  trace_text(&t, "hello");
  trace_data(&t, CURLINFO_HEADER_OUT, span_text("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
  trace_data(&t, CURLINFO_HEADER_IN, span_text("no line end"));
  trace_data(&t, CURLINFO_HEADER_IN, span_text("\n"));
  trace_data(&t, CURLINFO_DATA_IN, span_text("body"));
  trace_data(&t, CURLINFO_SSL_DATA_OUT, span_text("secret"));
  trace_data(&t, CURLINFO_HEADER_IN, span_text(""));
  fclose(to);
  assert_string_equal(text, "* hello\n> GET / HTTP/1.1\r\n> Host: x\r\n> \r\n< no line end< \n");
}

/* ---- parts ---- */

/* What a line of each part looks like to the callback. */
static const char *all_parts(struct listener *l)
{
  static const curl_off_t xfer = 5, conn = -1;
  const struct trace_opts opts = { .debug = listen_to, .debug_data = l, .verbose = true };
  struct trace t = { .opts = &opts, .xfer_id = &xfer, .conn_id = &conn };
  l->heard[0] = '\0';
  trace_detail(&t, TRACE_TCP, "a %d", 1);
  trace_detail(&t, TRACE_READ, "b");
  trace_data(&t, CURLINFO_DATA_IN, span_text("c"));
  return l->heard;
}

static void parts_are_silent_until_they_are_switched_on(void **state)
{
  struct listener l;
  assert_string_equal(all_parts(&l), "3:c");
  trace_configure(NULL);
  trace_configure("");
  trace_configure(",,+,-, ,tc,tcpp,tcp read,nothing");
  assert_string_equal(all_parts(&l), "3:c");
}

static void parts_are_switched_by_name(void **state)
{
  struct listener l;
  trace_configure("http/2, +TCP ,x");
  assert_string_equal(all_parts(&l), "0:[TCP] a 1\n3:c");
  trace_configure("-tcp,read");
  assert_string_equal(all_parts(&l), "0:[READ] b\n3:c");
  trace_configure("all,-read,-lib-ids");
  assert_string_equal(all_parts(&l), "0:[TCP] a 1\n3:c");
  trace_configure("-all");
  assert_string_equal(all_parts(&l), "3:c");
}

static void numbers_stand_before_what_the_callback_gets(void **state)
{
  struct listener l = { 0 };
  const curl_off_t xfer = INT64_MAX, conn = 0;
  const struct trace_opts opts = { .debug = listen_to, .debug_data = &l, .verbose = true };
  struct trace t = { .opts = &opts, .xfer_id = &xfer, .conn_id = &conn };
  trace_configure("Lib-Ids");
  trace_text(&t, "text");
  trace_data(&t, CURLINFO_HEADER_IN, span_text(""));
  t = (struct trace){ .opts = &opts };
  trace_data(&t, CURLINFO_DATA_OUT, span_text("data"));
  assert_string_equal(l.heard, "0:[9223372036854775807-0] text\n1:[9223372036854775807-0] 4:[x-x] data");
  assert_string_equal(all_parts(&l), "3:[5-x] c");
  failing_after(0);
  const char *heard = all_parts(&l);
  assert_true(failing_end());
  assert_string_equal(heard, "3:c"); /* better without than not at all */
  trace_configure("-lib-ids");
}

static void who_is_not_verbose_hears_no_part(void **state)
{
  struct listener l = { 0 };
  const struct trace_opts opts = { .debug = listen_to, .debug_data = &l };
  struct trace t = { .opts = &opts };
  trace_configure("all");
  trace_detail(&t, TRACE_TCP, "x");
  trace_detail(NULL, TRACE_TCP, "x");
  trace_configure("-all");
  assert_string_equal(l.heard, "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(without_a_trace_all_is_swallowed),
    cmocka_unit_test(who_is_not_verbose_hears_nothing),
    cmocka_unit_test(the_callback_hears_everything_inside_a_scope),
    cmocka_unit_test(an_over_long_line_is_cut_and_still_ends),
    cmocka_unit_test(the_first_cause_stands_in_the_error_buffer),
    cmocka_unit_test(what_is_not_failure_leaves_the_error_buffer_alone),
    cmocka_unit_test(a_stream_gets_lines_with_marks_and_no_bodies),
    cmocka_unit_test(parts_are_silent_until_they_are_switched_on),
    cmocka_unit_test(parts_are_switched_by_name),
    cmocka_unit_test(numbers_stand_before_what_the_callback_gets),
    cmocka_unit_test(who_is_not_verbose_hears_no_part),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
