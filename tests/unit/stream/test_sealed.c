/* Bytes that are sealed on their way: whole, in pieces, and broken. */
#include "stream/sealed.h"
#include "unit/base/failing_alloc.h"
#include "unit/stream/pair.h"
/* needs those above */
#include "unit/stream/fake_gss.h"

static struct stream *open_sealed(bool encrypts)
{
  struct stream *below = pair_open();
  struct gssapi *g;
  struct gssapi_target target = { "rcmd", "host", 0, GSSAPI_KRB5 };
  assert_int_equal(gssapi_begin(&g, &target, NULL), CURLE_OK);
  struct stream *s = sealed_stream_new(below, g, encrypts);
  assert_non_null(s);
  return s;
}

static void end(struct stream *s)
{
  stream_free(s);
  assert_int_equal(fake_gss.contexts, 0);
  pair_close();
}

static CURLcode read_once(struct stream *s, size_t *got)
{
  char byte[64];
  return stream_read(s, &program.trace, byte, sizeof byte, got);
}

#define FAR_SENDS(text) far_sends(text, sizeof(text) - 1)

/* ---- failures ---- */

static void what_is_no_message_is_refused(void **state)
{
  static const struct {
    const char *bytes;
    size_t len;
  } rows[] = {
    { "HTTP/1.1", 8 }, { "\1\1\0\4e(a)", 8 }, { "\1\377\0\4", 4 }, { "\1\3\0\3abc", 7 }, /* it cannot be unwrapped */
    { "\1\3\0\0", 4 }, { "\1\3\0\3e()", 7 }, /* nothing in it: no end, and no reason to be read again */
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct stream *s = open_sealed(true);
    size_t got = 9;
    far_sends(rows[i].bytes, rows[i].len);
    assert_int_equal(read_once(s, &got), CURLE_RECV_ERROR);
    assert_true(program.error[0]);
    assert_int_equal(got, 9);
    end(s);
  }
}

static void an_end_inside_a_message_is_an_error(void **state)
{
  for(size_t len = 0; len <= 8; len++) {
    struct stream *s = open_sealed(true);
    size_t got = 9;
    far_sends("\1\3\0\4e(a)", len);
    assert_int_equal(shutdown(far_end, SHUT_WR), 0);
    CURLcode code = read_once(s, &got);
    assert_int_equal(code, len && len < 8 ? CURLE_RECV_ERROR : CURLE_OK);
    if(!code) assert_int_equal(got, len ? 1 : 0);
    end(s);
  }
}

static void out_of_memory_is_a_code(void **state)
{
  bool has_failed = true;
  for(long i = 0; has_failed; i++) {
    struct stream *s = open_sealed(true);
    size_t n;
    FAR_SENDS("\1\3\0\4e(a)");
    failing_after(i);
    CURLcode read_code = read_once(s, &n), write_code = stream_write(s, &program.trace, "b", 1, &n);
    has_failed = failing_end();
    assert_int_equal(read_code || write_code, has_failed);
    if(read_code) assert_int_equal(read_code, CURLE_OUT_OF_MEMORY);
    if(write_code) assert_int_equal(write_code, CURLE_OUT_OF_MEMORY);
    end(s);
  }
}

/* ---- reading ---- */

static void messages_come_in_pieces(void **state)
{
  static const char text[] = "\1\3\0\10e(hello)\1\3\0\7i(bye)";
  struct stream *s = open_sealed(true);
  char all[16];
  size_t len = 0, got;
  for(size_t i = 0; i < sizeof text - 2; i++) {
    far_sends(text + i, 1);
    while(!stream_read(s, &program.trace, all + len, sizeof all - len, &got)) len += got;
  }
  assert_int_equal(len, 5);
  assert_memory_equal(all, "hello", 5);
  end(s);
}

static void what_is_not_taken_is_pending(void **state)
{
  struct stream *s = open_sealed(false);
  char part[3];
  size_t got;
  FAR_SENDS("\1\3\0\10i(hello)");
  assert_false(stream_has_pending(s));
  assert_int_equal(stream_read(s, &program.trace, part, 3, &got), CURLE_OK);
  assert_memory_equal(part, "hel", 3);
  assert_true(stream_has_pending(s));
  assert_false(stream_is_quiet(s));
  near_gets(s, "lo");
  assert_false(stream_has_pending(s));
  end(s);
}

/* ---- writing ---- */

static void a_write_is_a_message(void **state)
{
  size_t n;
  for(int encrypts = 0; encrypts < 2; encrypts++) {
    struct stream *s = open_sealed(encrypts);
    assert_int_equal(stream_write(s, &program.trace, "hello", 5, &n), CURLE_OK);
    assert_int_equal(n, 5);
    far_expects(encrypts ? "\1\3\0\10e(hello)" : "\1\3\0\10i(hello)", 12);
    end(s);
  }
}

/* Through a socket that is full all the time: no byte is lost or sent twice, whatever the writer offers when it comes back. */
static void a_full_socket_is_waited_for(void **state)
{
  static char content[3000000];
  static char got[sizeof content + 65536];
  size_t done = 0, len = 0, plain = 0;
  struct stream *s = open_sealed(true);
  for(size_t i = 0; i < sizeof content; i++) content[i] = (char)(i * 7 + i / 251);
  for(int turn = 0; done < sizeof content || turn % 2; turn++) {
    size_t n, most = turn % 3 ? sizeof content : 1000; /* a rate limit, say */
    if(most > sizeof content - done) most = sizeof content - done;
    while(most && !stream_write(s, &program.trace, content + done, most, &n)) {
      done += n;
      most -= n;
    }
    ssize_t in = read(far_end, got + len, sizeof got - len);
    if(in > 0) len += (size_t)in;
  }
  for(ssize_t in; (in = read(far_end, got + len, sizeof got - len)) > 0;) len += (size_t)in;
  for(size_t at = 0; at < len;) {
    size_t size = (size_t)(uint8_t)got[at + 2] << 8 | (uint8_t)got[at + 3];
    assert_memory_equal(got + at, "\1\3", 2);
    assert_memory_equal(got + at + 4, "e(", 2);
    assert_memory_equal(got + at + 6, content + plain, size - 3);
    plain += size - 3;
    at += 4 + size;
  }
  assert_int_equal(plain, sizeof content);
  end(s);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_no_message_is_refused), cmocka_unit_test(an_end_inside_a_message_is_an_error),
    cmocka_unit_test(out_of_memory_is_a_code),       cmocka_unit_test(messages_come_in_pieces),
    cmocka_unit_test(what_is_not_taken_is_pending),  cmocka_unit_test(a_write_is_a_message),
    cmocka_unit_test(a_full_socket_is_waited_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
