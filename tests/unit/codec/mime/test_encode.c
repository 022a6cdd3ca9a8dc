#include "codec/mime/encode.h"
#include "unit/codec/http1/pieces.h"

struct outcome {
  CURLcode code;
  struct buf bytes;
};

/* In pieces of `step` bytes; with an empty one at the end, as at the end of a source. */
static struct outcome encode(const char *name, struct span text, size_t step)
{
  const struct mime_encoder *encoder = mime_encoder_find(name);
  struct mime_encoding e = { 0 };
  struct outcome o = { .bytes = BUF_INIT(1 << 20) };
  size_t done = 0;
  assert_non_null(encoder);
  while(!o.code) {
    size_t n = text.len - done < step ? text.len - done : step;
    struct piece p = piece_new(text.at + done, n);
    o.code = encoder->encode(&e, span_of(p.in.at, n), !n, &o.bytes);
    piece_free(&p);
    if(!n) break;
    done += n;
  }
  return o;
}

static void becomes(const char *name, const char *text, const char *encoded)
{
  EACH_STEP(step, strlen(text) + 1) {
    struct outcome o = encode(name, span_text(text), step);
    assert_int_equal(o.code, CURLE_OK);
    if(!span_equal(buf_span(&o.bytes), span_text(encoded)))
      fail_msg("\"%s\" became \"%.*s\"", text, SPAN_ARG(buf_span(&o.bytes)));
    buf_free(&o.bytes);
  }
}

static void other_names_are_unknown(void **state)
{
  assert_null(mime_encoder_find(""));
  assert_null(mime_encoder_find("base6"));
  assert_null(mime_encoder_find("base64 "));
  assert_null(mime_encoder_find("uuencode"));
}

static void names_are_known_in_any_case(void **state)
{
  assert_string_equal(mime_encoder_find("BASE64")->name, "base64");
  assert_string_equal(mime_encoder_find("Quoted-Printable")->name, "quoted-printable");
}

static void seven_bits_are_checked(void **state)
{
  const struct mime_encoder *e = mime_encoder_find("7bit");
  assert_int_equal(e->check(span_text("a\x80")), CURLE_READ_ERROR);
  assert_int_equal(e->check(span_text("\xff")), CURLE_READ_ERROR);
  assert_int_equal(e->check(span_text("a\x7f\r\n")), CURLE_OK);
  assert_int_equal(e->check(span_of(NULL, 0)), CURLE_OK);
}

static void the_others_let_bytes_pass(void **state)
{
  static const char *const names[] = { "7bit", "8bit", "binary" };
  for(size_t i = 0; i < 3; i++) assert_null(mime_encoder_find(names[i])->encode);
  assert_null(mime_encoder_find("8bit")->check);
  assert_null(mime_encoder_find("binary")->check);
}

/* RFC 4648, section 10 */
static void base64(void **state)
{
  becomes("base64", "", "");
  becomes("base64", "f", "Zg==");
  becomes("base64", "fo", "Zm8=");
  becomes("base64", "foo", "Zm9v");
  becomes("base64", "foob", "Zm9vYg==");
  becomes("base64", "fooba", "Zm9vYmE=");
  becomes("base64", "foobar", "Zm9vYmFy");
  becomes("base64", "\xfb\xff\xfe", "+//+");
}

#define SIXTY "012345678901234567890123456789012345678901234567890123456789"

static void base64_lines_have_76_characters(void **state)
{
  /* 57 bytes fill a line, which then is not ended */
  becomes("base64", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
          "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB");
  becomes("base64", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
          "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\r\nQg==");
}

static void base64_tells_its_size(void **state)
{
  const struct mime_encoder *e = mime_encoder_find("base64");
  for(size_t len = 0; len < 400; len++) {
    char text[400] = { 0 };
    struct outcome o = encode("base64", span_of(text, len), 400);
    assert_int_equal(e->size((curl_off_t)len), o.bytes.len);
    buf_free(&o.bytes);
  }
  assert_int_equal(e->size(-1), -1);
  assert_int_equal(e->size(INT64_MAX), -1);
  assert_true(e->size(INT64_MAX / 2) > INT64_MAX / 2);
}

static void quoted_printable_has_no_size(void **state)
{
  assert_int_equal(mime_encoder_find("quoted-printable")->size(1), -1);
}

/* RFC 2045, section 6.7 */
static void quoted_printable(void **state)
{
  becomes("quoted-printable", "", "");
  becomes("quoted-printable", "plain ~!\"#$@[\\]^`{|}", "plain ~!\"#$@[\\]^`{|}");
  becomes("quoted-printable", "a=b", "a=3Db");
  becomes("quoted-printable", "\xc3\xa9\x7f\x01", "=C3=A9=7F=01");
  becomes("quoted-printable", "a\r\nb", "a\r\nb");
  becomes("quoted-printable", "a\nb\rc", "a=0Ab=0Dc");
  becomes("quoted-printable", "a\r", "a=0D");
  becomes("quoted-printable", "a \r\rb", "a =0D=0Db");
  becomes("quoted-printable", "\r\n\r\n", "\r\n\r\n");
}

static void blanks_at_the_end_of_a_line_are_quoted(void **state)
{
  becomes("quoted-printable", "a \r\nb", "a=20\r\nb");
  becomes("quoted-printable", "a\t\r\nb", "a=09\r\nb");
  becomes("quoted-printable", "a ", "a=20");
  becomes("quoted-printable", "a  ", "a =20");
  becomes("quoted-printable", " ", "=20");
  becomes("quoted-printable", "a \nb", "a =0Ab");
}

static void quoted_printable_lines_have_76_characters(void **state)
{
  becomes("quoted-printable", SIXTY "0123456789012345", SIXTY "0123456789012345");
  becomes("quoted-printable", SIXTY "0123456789012345\r\n", SIXTY "0123456789012345\r\n");
  becomes("quoted-printable", SIXTY "01234567890123456", SIXTY "012345678901234=\r\n56");
  becomes("quoted-printable", SIXTY "01234567890123=", SIXTY "01234567890123=\r\n=3D");
  becomes("quoted-printable", SIXTY "0123456789012=", SIXTY "0123456789012=3D");
  becomes("quoted-printable", SIXTY "0123456789012=x", SIXTY "0123456789012=\r\n=3Dx");
  becomes("quoted-printable", SIXTY "012345678901234 \r\nx", SIXTY "012345678901234=\r\n=20\r\nx");
}

static void a_full_buffer_is_an_error(void **state)
{
  struct buf small = BUF_INIT(8);
  struct mime_encoding e = { 0 };
  assert_int_equal(mime_encoder_find("base64")->encode(&e, span_text("foobar"), true, &small), CURLE_TOO_LARGE);
  e = (struct mime_encoding){ 0 };
  assert_int_equal(mime_encoder_find("quoted-printable")->encode(&e, span_text("foobar"), true, &small),
                   CURLE_TOO_LARGE);
  buf_free(&small);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(other_names_are_unknown),
    cmocka_unit_test(a_full_buffer_is_an_error),
    cmocka_unit_test(seven_bits_are_checked),
    cmocka_unit_test(names_are_known_in_any_case),
    cmocka_unit_test(the_others_let_bytes_pass),
    cmocka_unit_test(base64),
    cmocka_unit_test(base64_lines_have_76_characters),
    cmocka_unit_test(base64_tells_its_size),
    cmocka_unit_test(quoted_printable_has_no_size),
    cmocka_unit_test(quoted_printable),
    cmocka_unit_test(blanks_at_the_end_of_a_line_are_quoted),
    cmocka_unit_test(quoted_printable_lines_have_76_characters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
