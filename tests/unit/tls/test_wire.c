/* What the transport has no room for waits; and how it broke is remembered. */
#include "tls/wire.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct {
  char at[100];
  size_t len, room; /* how many bytes more it takes */
  int calls;
  CURLcode trouble;
} far;

static CURLcode far_write(void *below, struct trace *t, const void *from, size_t len, size_t *sent)
{
  far.calls++;
  if(far.trouble) return far.trouble;
  if(!far.room) return CURLE_AGAIN;
  *sent = len < far.room ? len : far.room;
  memcpy(far.at + far.len, from, *sent);
  far.len += *sent;
  far.room -= *sent;
  return CURLE_OK;
}

static CURLcode far_read(void *below, struct trace *t, void *to, size_t room, size_t *got)
{
  *got = 0;
  return far.trouble;
}

static struct tls_wire wire;

static int begin(void **state)
{
  static const struct tls_transport under = { far_read, far_write, NULL };
  memset(&far, 0, sizeof far);
  wire = TLS_WIRE_INIT(&under);
  return 0;
}

static int end(void **state)
{
  tls_wire_free(&wire);
  return 0;
}

static void the_rest_is_kept_in_order(void **state)
{
  far.room = 2;
  assert_int_equal(tls_wire_send(&wire, span_text("abc")), CURLE_OK);
  assert_int_equal(tls_wire_send(&wire, span_text("def")), CURLE_OK);
  assert_int_equal(tls_wire_flush(&wire), CURLE_AGAIN);
  far.room = 10;
  assert_int_equal(tls_wire_flush(&wire), CURLE_OK);
  assert_int_equal(tls_wire_send(&wire, span_text("g")), CURLE_OK);
  assert_int_equal(far.len, 7);
  assert_memory_equal(far.at, "abcdefg", 7);
}

static void several_may_go_out_as_one(void **state)
{
  far.room = 10;
  assert_int_equal(tls_wire_keep(&wire, span_text("ab")), CURLE_OK);
  assert_int_equal(tls_wire_keep(&wire, span_text("cd")), CURLE_OK);
  assert_int_equal(far.len, 0);
  assert_int_equal(tls_wire_flush(&wire), CURLE_OK);
  assert_int_equal(far.calls, 1);
  assert_int_equal(far.len, 4);
  assert_memory_equal(far.at, "abcd", 4);
  far.trouble = CURLE_SEND_ERROR;
  assert_int_equal(tls_wire_send(&wire, span_text("x")), CURLE_SEND_ERROR);
  assert_int_equal(tls_wire_keep(&wire, span_text("x")), CURLE_SEND_ERROR);
}

static void what_waits_has_a_cap(void **state)
{
  static const char bytes[TLS_UNSENT_MAX / 2 + 1];
  assert_int_equal(tls_wire_send(&wire, span_of(bytes, sizeof bytes)), CURLE_OK);
  assert_int_equal(tls_wire_send(&wire, span_of(bytes, sizeof bytes)), CURLE_TOO_LARGE);
  far.room = 1;
  assert_int_equal(tls_wire_send(&wire, span_text("x")), CURLE_TOO_LARGE); /* something is missing for good */
}

static void a_transport_that_broke_stays_broken(void **state)
{
  char in[1];
  size_t got;
  far.trouble = CURLE_SEND_ERROR;
  assert_int_equal(tls_wire_send(&wire, span_text("x")), CURLE_SEND_ERROR);
  far.trouble = CURLE_OK;
  far.room = 10;
  assert_int_equal(tls_wire_send(&wire, span_text("x")), CURLE_SEND_ERROR);
  assert_int_equal(tls_wire_flush(&wire), CURLE_SEND_ERROR);
  assert_int_equal(far.len, 0);
  /* the other direction is another matter */
  assert_int_equal(tls_wire_read(&wire, in, 1, &got), CURLE_OK);
  assert_true(wire.has_ended);
}

static void a_peer_that_has_gone_is_told_nothing(void **state)
{
  char in[1];
  size_t got;
  far.room = 10;
  assert_int_equal(tls_wire_read(&wire, in, 1, &got), CURLE_OK);
  assert_int_equal(tls_wire_send(&wire, span_text("x")), CURLE_OK);
  assert_int_equal(far.len, 0);
}

static void out_of_memory_is_an_error(void **state)
{
  failing_after(0);
  assert_int_equal(tls_wire_send(&wire, span_text("x")), CURLE_OUT_OF_MEMORY);
  failing_end();
}

/* Seals all of it as one record. */
static CURLcode seal(struct tls_session *s, struct span bytes, size_t *sealed, enum tls_wants *wants)
{
  *sealed = bytes.len;
  return tls_wire_send(&wire, bytes);
}

static void bytes_count_as_sent_when_their_record_is(void **state)
{
  enum tls_wants wants = TLS_WANTS_READ;
  size_t sent;
  far.room = 2;
  assert_int_equal(tls_wire_write(&wire, NULL, seal, span_text("abcd"), &sent, &wants), CURLE_AGAIN);
  assert_int_equal(wants, TLS_WANTS_WRITE);
  far.room = 10;
  assert_int_equal(tls_wire_write(&wire, NULL, seal, span_text("ab"), &sent, &wants), CURLE_OK);
  assert_int_equal(sent, 2);
  assert_int_equal(tls_wire_write(&wire, NULL, seal, span_text("cdef"), &sent, &wants), CURLE_OK);
  assert_int_equal(sent, 2); /* what was sealed; "ef" is for the next record */
  assert_int_equal(tls_wire_write(&wire, NULL, seal, span_text("ef"), &sent, &wants), CURLE_OK);
  assert_int_equal(far.len, 6);
  assert_memory_equal(far.at, "abcdef", 6);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(the_rest_is_kept_in_order, begin, end),
    cmocka_unit_test_setup_teardown(several_may_go_out_as_one, begin, end),
    cmocka_unit_test_setup_teardown(what_waits_has_a_cap, begin, end),
    cmocka_unit_test_setup_teardown(a_transport_that_broke_stays_broken, begin, end),
    cmocka_unit_test_setup_teardown(a_peer_that_has_gone_is_told_nothing, begin, end),
    cmocka_unit_test_setup_teardown(out_of_memory_is_an_error, begin, end),
    cmocka_unit_test_setup_teardown(bytes_count_as_sent_when_their_record_is, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
