#include "codec/http2/http2_fields.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
/* needs those above */
#include <cmocka.h>

/* The fields as text: "name=value|...". */
struct outcome {
  CURLcode code;
  char text[512];
};

static void note(struct outcome *o, const struct http2_fields *f)
{
  size_t len = 0;
  for(size_t i = 0; i < f->count; i++) {
    int n =
        snprintf(o->text + len, sizeof o->text - len, "%.*s=%.*s|", SPAN_ARG(f->at[i].name), SPAN_ARG(f->at[i].value));
    assert_true(n > 0 && (size_t)n < sizeof o->text - len);
    len += (size_t)n;
  }
}

static struct outcome convert(struct span head)
{
  struct outcome o = { 0 };
  struct buf b = BUF_INIT(1000);
  struct http2_fields f = { 0 };
  assert_int_equal(buf_add_span(&b, head), CURLE_OK);
  o.code = http2_fields_of(&f, &b, span_text("https"), span_text("fallback:8"));
  note(&o, &f);
  if(o.code) assert_null(f.at);
  http2_fields_free(&f);
  buf_free(&b);
  return o;
}

static struct outcome convert_trailer(const char *text)
{
  struct outcome o = { 0 };
  struct buf b = BUF_INIT(1000);
  struct http2_fields f = { 0 };
  assert_int_equal(buf_add_text(&b, text), CURLE_OK);
  o.code = http2_trailer_fields_of(&f, &b);
  note(&o, &f);
  http2_fields_free(&f);
  buf_free(&b);
  return o;
}

#define assert_fields(head, expected)            \
  do {                                           \
    struct outcome o = convert(span_text(head)); \
    assert_int_equal(o.code, CURLE_OK);          \
    assert_string_equal(o.text, expected);       \
  } while(0)

static void what_http2_cannot_carry_is_refused(void **state)
{
#define HOST "\r\nHost: a\r\n"
#define BAD(text)          \
  {                        \
    text, sizeof(text) - 1 \
  }
  static const struct {
    const char *at;
    size_t len;
  } bad[] = {
    BAD(""),
    BAD("GET"),
    BAD("GET / HTTP/1.1"),
    BAD("GET / HTTP/1.1\r\n"),                           /* no empty line */
    BAD("GET / HTTP/1.1" HOST "A: b"),                   /* a line without end */
    BAD("GET / HTTP/1.1" HOST "A: b\n\r\n"),             /* LF alone */
    BAD("GET / HTTP/1.1" HOST "A: b\rc: d\r\n\r\n"),     /* CR in a value */
    BAD("GET / HTTP/1.1" HOST "A: b\0c\r\n\r\n"),        /* NUL in a value */
    BAD("GET / HTTP/1.1" HOST "A: b\r\n c\r\n\r\n"),     /* folded */
    BAD("GET / HTTP/1.1" HOST "A b: c\r\n\r\n"),         /* no token */
    BAD("GET / HTTP/1.1" HOST "A\r\n\r\n"),              /* no colon */
    BAD("GET / HTTP/1.1" HOST ": b\r\n\r\n"),            /* no name */
    BAD("GET / HTTP/1.1" HOST ":path: /x\r\n\r\n"),      /* a pseudo-field */
    BAD("GET / HTTP/1.1" HOST "\r\nGET / HTTP/1.1\r\n"), /* bytes behind the head */
    BAD("GET / HTTP/1.1" HOST "\r\n\r\n"),
    BAD("GET\r\n\r\n"),
    BAD("GET \r\n\r\n"),
    BAD("GET  HTTP/1.1\r\n\r\n"), /* no target */
    BAD(" / HTTP/1.1\r\n\r\n"),   /* no method */
    BAD("G(T / HTTP/1.1\r\n\r\n"),
  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_int_equal(convert(span_of(bad[i].at, bad[i].len)).code, CURLE_BAD_FUNCTION_ARGUMENT);
}

static void a_trailer_that_is_no_trailer_is_refused(void **state)
{
  static const char *const bad[] = { "", "A: b", "A: b\r\n", "A: b\n\n", "A b: c\r\n\r\n", "\r\nA: b\r\n\r\n" };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_int_equal(convert_trailer(bad[i]).code, CURLE_BAD_FUNCTION_ARGUMENT);
}

static void a_failed_allocation_is_told(void **state)
{
  for(long n = 0;; n++) {
    char text[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    struct buf b = { .at = (uint8_t *)text, .len = sizeof text - 1 };
    struct http2_fields f = { 0 };
    failing_after(n);
    CURLcode code = http2_fields_of(&f, &b, span_text("https"), span_text("a"));
    if(!failing_end()) {
      assert_int_equal(code, CURLE_OK);
      http2_fields_free(&f);
      assert_true(n > 0);
      break;
    }
    assert_int_equal(code, CURLE_OUT_OF_MEMORY);
    assert_null(f.at);
  }
  assert_int_equal(failing_blocks, 1); /* the last one, freed without the hooks */
}

static void a_head_becomes_fields(void **state)
{
  assert_fields("GET /a?b HTTP/1.1\r\nHost: example.com:8443\r\nUser-Agent: x/1\r\nAccept:*/*\r\nCookie: a=b; c=d\r\n"
                "X-Empty:\r\nX-Blank: \t \r\n\r\n",
                ":method=GET|:scheme=https|:authority=example.com:8443|:path=/a?b|user-agent=x/1|accept=*/*|"
                "cookie=a=b; c=d|x-empty=|x-blank=|");
  assert_fields("M-SEARCH * HTTP/1.1\r\n\r\n", ":method=M-SEARCH|:scheme=https|:authority=fallback:8|:path=*|");
}

static void an_empty_host_cannot_be_said(void **state)
{
  assert_fields("GET / HTTP/1.1\r\nHost:\r\n\r\n", ":method=GET|:scheme=https|:authority=fallback:8|:path=/|");
}

static void the_first_host_counts(void **state)
{
  assert_fields("GET / HTTP/1.1\r\nA: b\r\nhOST: x\r\nHost: y\r\n\r\n",
                ":method=GET|:scheme=https|:authority=x|:path=/|a=b|");
}

static void a_program_s_own_target_is_kept(void **state)
{
  assert_fields("GET a b HTTP/1.1\r\nHost: x\r\n\r\n", ":method=GET|:scheme=https|:authority=x|:path=a b|");
  assert_fields("GET /?http://y/ HTTP/1.1\r\nHost: x\r\n\r\n",
                ":method=GET|:scheme=https|:authority=x|:path=/?http://y/|");
}

/* RFC 9113, section 8.2.2 */
static void what_speaks_of_the_connection_is_left_out(void **state)
{
  assert_fields("GET / HTTP/1.1\r\nHost: x\r\nConnection: X-One, close\r\nKeep-Alive: 5\r\nX-One: 1\r\nX-Two: 2\r\n"
                "connection: ,,x-two\r\nX-Three: 3\r\nProxy-Connection: y\r\nTransfer-Encoding: chunked\r\n"
                "Upgrade: h2c\r\nHTTP2-Settings: AA\r\nClose: 4\r\n\r\n",
                ":method=GET|:scheme=https|:authority=x|:path=/|x-three=3|");
}

static void te_says_trailers_or_nothing(void **state)
{
  assert_fields("GET / HTTP/1.1\r\nHost: x\r\nTE: gzip\r\n\r\n", ":method=GET|:scheme=https|:authority=x|:path=/|");
  assert_fields("GET / HTTP/1.1\r\nHost: x\r\nConnection: TE\r\nTE: gzip, Trailers\r\nTE: trailers\r\nA: b\r\n\r\n",
                ":method=GET|:scheme=https|:authority=x|:path=/|te=trailers|a=b|");
}

/* RFC 9113, section 8.3.1, and RFC 9112, section 3.2.2: Host does not count. */
static void an_absolute_target_is_split(void **state)
{
  assert_fields("GET http://y:81/p?q HTTP/1.1\r\nHost: x\r\n\r\n",
                ":method=GET|:scheme=http|:authority=y:81|:path=/p?q|");
  assert_fields("GET http://u:p@y/ HTTP/1.1\r\nHost: x\r\n\r\n", ":method=GET|:scheme=http|:authority=y|:path=/|");
  assert_fields("GET http://y HTTP/1.1\r\nHost: x\r\n\r\n", ":method=GET|:scheme=http|:authority=y|:path=/|");
  assert_fields("OPTIONS http://y HTTP/1.1\r\nHost: x\r\n\r\n", ":method=OPTIONS|:scheme=http|:authority=y|:path=*|");
  assert_fields("GET ftp://[::1]:8?q=@/ HTTP/1.1\r\nHost: x\r\n\r\n",
                ":method=GET|:scheme=ftp|:authority=[::1]:8|:path=/?q=@/|");
  assert_fields("GET http:///p HTTP/1.1\r\nHost: x\r\n\r\n", ":method=GET|:scheme=http|:authority=x|:path=/p|");
  assert_fields("GET http://?q HTTP/1.1\r\nHost: x\r\n\r\n", ":method=GET|:scheme=http|:authority=x|:path=/?q|");
}

/* RFC 9113, section 8.5 */
static void connect_has_neither_scheme_nor_path(void **state)
{
  assert_fields("CONNECT y:443 HTTP/1.1\r\nHost: x\r\nProxy-Authorization: z\r\n\r\n",
                ":method=CONNECT|:authority=y:443|proxy-authorization=z|");
}

static void a_trailer_section_becomes_fields(void **state)
{
  struct outcome o = convert_trailer("Digest: a\r\nHost: b\r\nTE: trailers\r\nConnection: c\r\nC: d\r\nE: f\r\n\r\n");
  assert_int_equal(o.code, CURLE_OK);
  assert_string_equal(o.text, "digest=a|e=f|");
  o = convert_trailer("\r\n");
  assert_int_equal(o.code, CURLE_OK);
  assert_string_equal(o.text, "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_http2_cannot_carry_is_refused),  cmocka_unit_test(a_trailer_that_is_no_trailer_is_refused),
    cmocka_unit_test(a_failed_allocation_is_told),         cmocka_unit_test(a_head_becomes_fields),
    cmocka_unit_test(an_empty_host_cannot_be_said),        cmocka_unit_test(the_first_host_counts),
    cmocka_unit_test(a_program_s_own_target_is_kept),      cmocka_unit_test(what_speaks_of_the_connection_is_left_out),
    cmocka_unit_test(te_says_trailers_or_nothing),         cmocka_unit_test(an_absolute_target_is_split),
    cmocka_unit_test(connect_has_neither_scheme_nor_path), cmocka_unit_test(a_trailer_section_becomes_fields),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
