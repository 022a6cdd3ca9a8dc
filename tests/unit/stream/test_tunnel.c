/* What stands on a connection after an HTTP CONNECT, and what begins with a PROXY line. */
#include "stream/proxy_header.h"
#include "stream/tunnel.h"
#include "unit/base/failing_alloc.h"
#include "unit/stream/pair.h"

static void end(struct stream *s)
{
  stream_free(s);
  pair_close();
}

static void out_of_memory_leaves_what_is_below(void **state)
{
  struct stream *below = pair_open();
  for(int i = 0; i < 2; i++) {
    failing_after(i);
    assert_null(tunnel_stream_new(below, span_text("first")));
    assert_true(failing_end());
  }
  failing_after(0);
  assert_null(proxy_header_stream_new(below, NULL));
  assert_true(failing_end());
  end(below);
}

static void a_client_that_is_no_address_is_refused_and_not_sent(void **state)
{
  struct stream *s = proxy_header_stream_new(pair_open(), "192.0.2.1\r\nGET / HTTP/1.1");
  assert_int_equal(stream_establish(s, &program.trace, 0), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_true(program.error[0]);
  far_expects("", 0);
  end(s);
}

static void a_broken_connection_is_a_send_error(void **state)
{
  struct stream *s = proxy_header_stream_new(pair_open(), NULL);
  close(far_end);
  far_end = -1;
  assert_int_equal(stream_establish(s, &program.trace, 0), CURLE_SEND_ERROR);
  end(s);
}

static void first_bytes_come_first_whatever_the_room(void **state)
{
  for(size_t room = 1; room < 8; room++) {
    struct stream *s = tunnel_stream_new(pair_open(), span_text("first"));
    char got[16];
    size_t len = 0, n;
    far_sends(",then", 5);
    assert_false(stream_is_quiet(s));
    while(len < 5) {
      assert_true(stream_has_pending(s));
      assert_int_equal(stream_read(s, &program.trace, got + len, room, &n), CURLE_OK);
      len += n;
    }
    assert_int_equal(len, 5);
    assert_memory_equal(got, "first", 5);
    assert_false(stream_has_pending(s));
    near_gets(s, ",then");
    assert_true(stream_is_quiet(s));
    end(s);
  }
}

static void without_first_bytes_it_passes_through(void **state)
{
  struct stream *s = tunnel_stream_new(pair_open(), span_of(NULL, 0));
  size_t n;
  assert_int_equal(stream_establish(s, &program.trace, 0), CURLE_OK);
  assert_int_equal(stream_write(s, &program.trace, "out", 3, &n), CURLE_OK);
  far_expects("out", 3);
  far_sends("in", 2);
  near_gets(s, "in");
  end(s);
}

static void first_bytes_that_nobody_reads_are_freed(void **state)
{
  end(tunnel_stream_new(pair_open(), span_text("first")));
}

static void the_proxy_line_is_sent_once(void **state)
{
  struct stream *s = proxy_header_stream_new(pair_open(), "2001:db8::1");
  size_t n;
  assert_int_equal(stream_establish(s, &program.trace, 0), CURLE_OK);
  assert_int_equal(stream_establish(s, &program.trace, 0), CURLE_OK);
  assert_int_equal(stream_write(s, &program.trace, "GET", 3, &n), CURLE_OK);
  const char expected[] = "PROXY TCP6 2001:db8::1 2001:db8::1 0 0\r\nGET";
  far_expects(expected, sizeof expected - 1);
  end(s);
}

static void a_unix_socket_has_no_addresses(void **state)
{
  struct stream *s = proxy_header_stream_new(pair_open(), NULL);
  assert_int_equal(stream_establish(s, &program.trace, 0), CURLE_OK);
  far_expects("PROXY UNKNOWN\r\n", 15);
  end(s);
}

static void a_full_socket_is_waited_for(void **state)
{
  struct stream *s = proxy_header_stream_new(pair_open(), NULL);
  char fill[4096] = "";
  size_t n;
  while(!stream_write(s->below, &program.trace, fill, sizeof fill, &n)) continue;
  assert_int_equal(stream_establish(s, &program.trace, 0), CURLE_AGAIN);
  assert_int_equal(stream_watch(s)->events, WATCH_WRITE);
  while(read(far_end, fill, sizeof fill) > 0) continue;
  assert_int_equal(stream_establish(s, &program.trace, 0), CURLE_OK);
  far_expects("PROXY UNKNOWN\r\n", 15);
  end(s);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(out_of_memory_leaves_what_is_below),
    cmocka_unit_test(a_client_that_is_no_address_is_refused_and_not_sent),
    cmocka_unit_test(a_broken_connection_is_a_send_error),
    cmocka_unit_test(first_bytes_come_first_whatever_the_room),
    cmocka_unit_test(without_first_bytes_it_passes_through),
    cmocka_unit_test(first_bytes_that_nobody_reads_are_freed),
    cmocka_unit_test(the_proxy_line_is_sent_once),
    cmocka_unit_test(a_unix_socket_has_no_addresses),
    cmocka_unit_test(a_full_socket_is_waited_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
