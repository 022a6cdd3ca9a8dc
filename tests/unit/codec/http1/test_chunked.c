#include "codec/http1/chunked.h"
#include "unit/codec/http1/pieces.h"

struct outcome {
  CURLcode code;
  bool ended;
  size_t unused; /* input from the trailer section on */
  const char *why;
  size_t len;
  char body[256];
};

static struct outcome decode(struct span text, size_t step)
{
  struct h1_chunked d = { 0 };
  struct outcome o = { 0 };
  size_t done = 0;
  while(done < text.len && !o.ended && !o.code) {
    size_t n = text.len - done < step ? text.len - done : step;
    struct piece p = piece_new(text.at + done, n);
    struct h1_chunked_event e = { .kind = H1_CHUNKED_MORE };
    while(!(o.code = h1_chunked_next(&d, &p.in, &e)) && e.kind == H1_CHUNKED_DATA) {
      assert_true(e.bytes.len > 0 && o.len + e.bytes.len < sizeof o.body);
      memcpy(o.body + o.len, e.bytes.at, e.bytes.len);
      o.len += e.bytes.len;
    }
    o.ended = !o.code && e.kind == H1_CHUNKED_TRAILER_SECTION;
    if(!o.ended && !o.code) assert_int_equal(cursor_left(&p.in), 0);
    done += n - cursor_left(&p.in);
    piece_free(&p);
  }
  o.unused = text.len - done;
  o.why = h1_chunked_why(&d);
  return o;
}

static void what_is_not_chunked_is_refused(void **state)
{
  static const struct {
    const char *text, *body, *why;
  } bad[] = {
    { "\r\n", "", "chunk without size" },
    { "-1\r\n", "", "chunk without size" },                   /* a sign */
    { " 1\r\n", "", "chunk without size" },                   /* a blank before the size */
    { ";x\r\n", "", "chunk without size" },                   /* an extension alone */
    { "ILLEGAL\r\n", "", "chunk without size" },              /* no digit */
    { "0x1\r\na", "", "malformed chunk size" },               /* a prefix */
    { "1g\r\na", "", "malformed chunk size" },                /* neither digit nor extension */
    { "8000000000000000\r\na", "", "chunk size too large" },  /* 2^63 */
    { "10000000000000000\r\na", "", "chunk size too large" }, /* 2^64 */
    { "00012345678123456789\r\na", "", "chunk size too large" },
    { "1\ra", "", "bare CR in chunk size line" },
    { "1;x\r\r\na", "", "bare CR in chunk size line" },
    { "0\r\r\n", "", "bare CR in chunk size line" },
    { "1\r\naa", "a", "no line end after chunk" }, /* more data than announced */
    { "1\r\na\rb", "a", "bare CR after chunk" },
    { "1\r\na\r\n\r\n", "a", "chunk without size" }, /* an empty line in between */
  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    EACH_STEP(step, strlen(bad[i].text)) {
      struct outcome o = decode(span_text(bad[i].text), step);
      assert_int_equal(o.code, CURLE_RECV_ERROR);
      assert_string_equal(o.why, bad[i].why);
      assert_string_equal(o.body, bad[i].body);
    }
}

static void an_endless_size_line_is_refused(void **state)
{
  static const char begins[] = { ';', '0' }; /* an extension; leading zeros */
  for(size_t i = 0; i < 2; i++) {
    static char line[H1_CHUNKED_LINE_MAX + 1];
    memset(line, i ? '0' : 'x', sizeof line);
    line[0] = '0';
    line[1] = begins[i];
    assert_int_equal(decode(span_of(line, sizeof line), sizeof line).code, CURLE_RECV_ERROR);
    assert_int_equal(decode(span_of(line, sizeof line), 1).code, CURLE_RECV_ERROR);
    assert_int_equal(decode(span_of(line, sizeof line - 1), 100).code, CURLE_OK);
    line[sizeof line - 1] = '\n';
    assert_true(decode(span_of(line, sizeof line), 100).ended);
  }
}

static void chunks_become_a_body(void **state)
{
  struct span text = span_text("5\r\nhello\r\n"              /* size line, data, line end */
                               "7;x=\"y\" ;z\r\n, world\r\n" /* with extensions */
                               "001 \t\r\n!\r\n"             /* leading zeros, blanks behind */
                               "1B\r\n0\r\n\r\n4567890123456789012345\r\n"
                               "0\r\n" /* the last chunk */
                               "\r\nHTTP/1.1");
  EACH_STEP(step, text.len) {
    struct outcome o = decode(text, step);
    assert_int_equal(o.code, CURLE_OK);
    assert_true(o.ended);
    assert_string_equal(o.body, "hello, world!0\r\n\r\n4567890123456789012345");
    assert_int_equal(o.unused, strlen("\r\nHTTP/1.1"));
    assert_null(o.why);
  }
}

static void bare_line_feeds_end_lines(void **state)
{
  struct span text = span_text("1\na\n2;x\nbc\n000;end\nDigest: x\n\n");
  EACH_STEP(step, text.len) {
    struct outcome o = decode(text, step);
    assert_int_equal(o.code, CURLE_OK);
    assert_true(o.ended);
    assert_string_equal(o.body, "abc");
    assert_int_equal(o.unused, strlen("Digest: x\n\n"));
  }
}

static void the_largest_size_is_counted_down(void **state)
{
  struct h1_chunked d = { 0 };
  struct h1_chunked_event e;
  struct cursor in = cursor_of(span_text("7fffffffffffffff\r\nab"));
  assert_int_equal(h1_chunked_next(&d, &in, &e), CURLE_OK);
  assert_int_equal(e.kind, H1_CHUNKED_DATA);
  assert_int_equal(e.bytes.len, 2);
  assert_true(d.left == INT64_MAX - 2);
}

static void data_stays_in_the_input(void **state)
{
  static const char text[] = "3\r\nabc\r\n";
  struct h1_chunked d = { 0 };
  struct h1_chunked_event e;
  struct cursor in = cursor_of(span_text(text));
  assert_int_equal(h1_chunked_next(&d, &in, &e), CURLE_OK);
  assert_ptr_equal(e.bytes.at, text + 3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_not_chunked_is_refused),
    cmocka_unit_test(an_endless_size_line_is_refused),
    cmocka_unit_test(chunks_become_a_body),
    cmocka_unit_test(bare_line_feeds_end_lines),
    cmocka_unit_test(the_largest_size_is_counted_down),
    cmocka_unit_test(data_stays_in_the_input),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
