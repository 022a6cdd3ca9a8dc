#include "codec/http1/framing.h"
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* needs those above */
#include <cmocka.h>

/* The message that is judged; fields are lines "Name: value\n". */
struct message {
  int version, status;
  bool head_request, via_proxy;
  const char *fields;
};

static CURLcode see_fields(struct h1_framing *f, const char *fields)
{
  for(const char *line = fields; *line; line = strchr(line, '\n') + 1) {
    const char *colon = strchr(line, ':'), *end = strchr(line, '\n');
    const char *value = colon + 1 + (colon[1] == ' ');
    TRY(h1_framing_field(f, span_of(line, (size_t)(colon - line)), span_of(value, (size_t)(end - value))));
  }
  return CURLE_OK;
}

static CURLcode judge(struct message m, struct h1_framing *f)
{
  h1_framing_begin(f, m.version, m.status, m.head_request, m.via_proxy);
  TRY(see_fields(f, m.fields));
  h1_framing_end(f);
  return CURLE_OK;
}

static struct h1_framing answer(const char *fields)
{
  struct h1_framing f;
  assert_int_equal(judge((struct message){ 11, 200, false, false, fields }, &f), CURLE_OK);
  return f;
}

static void lengths_that_cannot_be_trusted_are_refused(void **state)
{
  static const struct {
    const char *fields, *culprit, *why;
  } bad[] = {
    { "Content-Length: -6\n", "-6", "invalid Content-Length" },
    { "Content-Length: +6\n", "+6", "invalid Content-Length" },
    { "Content-Length: crap\n", "crap", "invalid Content-Length" },
    { "Content-Length: 6badness\n", "6badness", "invalid Content-Length" },
    { "Content-Length: 6 6\n", "6 6", "invalid Content-Length" },
    { "Content-Length: 0x6\n", "0x6", "invalid Content-Length" },
    { "Content-Length:\n", "", "invalid Content-Length" },
    { "Content-Length: 6,\n", "", "invalid Content-Length" },
    { "Content-Length: ,6\n", "", "invalid Content-Length" },
    { "Content-Length: 5, 6\n", "6", "contradicting Content-Length" },
    { "Content-Length: 44\nContent-Length: 6\n", "6", "contradicting Content-Length" },
    { "Content-Length: 0\nContent-Length: 6\n", "6", "contradicting Content-Length" },
    { "Content-Length: 6\nContent-Length: 9223372036854775808\n", "9223372036854775808",
      "contradicting Content-Length" },
    { "Content-Length: 9223372036854775808, 6\n", "6", "contradicting Content-Length" },
    { "Transfer-Encoding: chunked\nContent-Length: x\n", "x", "invalid Content-Length" },
  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    for(int status = 200; status <= 304; status += 104) {
      struct h1_framing f;
      assert_int_equal(judge((struct message){ 11, status, false, false, bad[i].fields }, &f),
                       CURLE_WEIRD_SERVER_REPLY);
      assert_string_equal(h1_framing_why(&f), bad[i].why);
      assert_true(span_equal(f.culprit, span_text(bad[i].culprit)));
    }
}

static void codings_that_were_not_asked_for_are_refused(void **state)
{
  static const struct {
    const char *fields, *culprit;
  } bad[] = {
    { "Transfer-Encoding: gzip, chunked\n", "gzip" },
    { "Transfer-Encoding: chunked, gzip\n", "gzip" },
    { "Transfer-Encoding: chunked, identity\n", "identity" },
    { "Transfer-Encoding: chunked\nTransfer-Encoding: identity\n", "identity" },
    { "Transfer-Encoding: chunked, chunked, another\n", "another" },
    { "Transfer-Encoding: identityx\n", "identityx" },
    { "Transfer-Encoding: chunked;a=b\n", "chunked;a=b" },
    { "Transfer-Encoding: xchunked\n", "xchunked" },
  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct h1_framing f;
    assert_int_equal(judge((struct message){ 11, 200, false, false, bad[i].fields }, &f), CURLE_BAD_CONTENT_ENCODING);
    assert_string_equal(h1_framing_why(&f), "Unsolicited Transfer-Encoding");
    assert_true(span_equal(f.culprit, span_text(bad[i].culprit)));
    /* where no body comes they do no harm */
    assert_int_equal(judge((struct message){ 11, 200, true, false, bad[i].fields }, &f), CURLE_OK);
    assert_int_equal(f.body, H1_BODY_NONE);
  }
}

static void a_length_is_read(void **state)
{
  static const struct {
    const char *fields;
    uint64_t length;
  } good[] = {
    { "Content-Length: 6\n", 6 },
    { "CONTENT-length: 006\n", 6 },
    { "Content-Length: 6,06 ,\t6\nContent-Length: 6,    6\n", 6 },
    { "Content-Length: 9223372036854775807\n", INT64_MAX },
    { "Transfer-Encoding: identity, identity\nContent-Length: 19\n", 19 },
    { "Transfer-Encoding:\nContent-Length: 19\n", 19 },
  };
  for(size_t i = 0; i < sizeof good / sizeof *good; i++) {
    struct h1_framing f = answer(good[i].fields);
    assert_int_equal(f.body, H1_BODY_LENGTH);
    assert_true(f.has_length && f.length == good[i].length);
    assert_true(f.keep_alive);
    assert_false(f.length_overflow);
    assert_null(h1_framing_why(&f));
  }
}

static void a_length_of_zero_is_no_body(void **state)
{
  struct h1_framing f = answer("Content-Length: 0\n");
  assert_int_equal(f.body, H1_BODY_NONE);
  assert_true(f.has_length && !f.length && f.keep_alive);
}

static void a_length_beyond_63_bits_is_read_to_the_end(void **state)
{
  static const char *const fields[] = { "Content-Length: 9223372036854775808\n",
                                        "Content-Length: 36893488147419103232, 36893488147419103232\n" };
  for(size_t i = 0; i < 2; i++) {
    struct h1_framing f = answer(fields[i]);
    assert_int_equal(f.body, H1_BODY_CLOSE);
    assert_true(f.length_overflow);
    assert_false(f.has_length);
    assert_false(f.keep_alive);
  }
}

static void without_framing_the_body_ends_with_the_connection(void **state)
{
  struct h1_framing f = answer("Connection: keep-alive\n");
  assert_int_equal(f.body, H1_BODY_CLOSE);
  assert_false(f.keep_alive);
  assert_false(f.has_length);
}

static void other_fields_mean_nothing(void **state)
{
  struct h1_framing f = answer("Content-Lengths: 5\nX-Content-Length: x\nTransfer: gzip\nTE: gzip\nConnectioN1: close\n"
                               "Content-Length: 3\n");
  assert_int_equal(f.body, H1_BODY_LENGTH);
  assert_true(f.length == 3 && f.keep_alive);
  assert_int_equal(h1_framing_field(&f, span_text("Connection"), span_of(NULL, 0)), CURLE_OK);
  assert_int_equal(h1_framing_field(&f, span_text("Content-Length"), span_of(NULL, 0)), CURLE_WEIRD_SERVER_REPLY);
}

static void chunked_is_read(void **state)
{
  static const char *const fields[] = {
    "Transfer-Encoding: chunked\n",           "transfer-encoding: Chunked\n",
    "Transfer-Encoding: identity, chunked\n", "Transfer-Encoding: chunked, chunked\n",
    "Transfer-Encoding: , chunked ,\n",       "Transfer-Encoding: chunked\nTransfer-Encoding: chunked\n",
  };
  for(size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    struct h1_framing f = answer(fields[i]);
    assert_int_equal(f.body, H1_BODY_CHUNKED);
    assert_true(f.keep_alive);
  }
}

static void contradictions_are_the_last_message(void **state)
{
  static const struct message faulty[] = {
    { 11, 200, false, false, "Content-Length: 5\nTransfer-Encoding: chunked\n" },
    { 11, 200, false, false, "Transfer-Encoding: chunked\nContent-Length: 0\nConnection: keep-alive\n" },
    { 11, 200, false, false, "Transfer-Encoding: chunked\nContent-Length: 9223372036854775808\n" },
    { 10, 200, false, false, "Transfer-Encoding: chunked\nConnection: keep-alive\n" },
  };
  for(size_t i = 0; i < sizeof faulty / sizeof *faulty; i++) {
    struct h1_framing f;
    assert_int_equal(judge(faulty[i], &f), CURLE_OK);
    assert_int_equal(f.body, H1_BODY_CHUNKED);
    assert_false(f.keep_alive);
    assert_false(f.has_length);
    assert_false(f.length_overflow);
  }
}

static void some_answers_have_no_body(void **state)
{
  static const struct {
    struct message m;
    bool has_length, keep_alive;
  } cases[] = {
    { { 11, 100, false, false, "" }, false, true },
    { { 11, 204, false, false, "" }, false, true },
    { { 11, 204, false, false, "Transfer-Encoding: chunked\n" }, false, false }, /* must not be there */
    { { 11, 304, false, false, "Content-Length: 5\n" }, true, true },
    { { 11, 304, false, false, "Transfer-Encoding: chunked\n" }, false, true },
    { { 11, 200, true, false, "Content-Length: 5\n" }, true, true },
    { { 11, 200, true, false, "Transfer-Encoding: chunked\n" }, false, true },
    { { 11, 200, true, false, "" }, false, true },
    { { 10, 200, true, false, "Content-Length: 5\n" }, true, false },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct h1_framing f;
    assert_int_equal(judge(cases[i].m, &f), CURLE_OK);
    assert_int_equal(f.body, H1_BODY_NONE);
    assert_int_equal(f.has_length, cases[i].has_length);
    assert_int_equal(f.length, cases[i].has_length ? 5 : 0);
    assert_int_equal(f.keep_alive, cases[i].keep_alive);
  }
}

static void the_connection_is_kept_as_version_and_fields_say(void **state)
{
  static const struct {
    struct message m;
    bool keep_alive;
  } cases[] = {
    { { 11, 200, false, false, "" }, true },
    { { 11, 200, false, false, "Connection: close\n" }, false },
    { { 11, 200, false, false, "connection: Upgrade , CLOSE\n" }, false },
    { { 11, 200, false, false, "Connection: keep-alive, close\n" }, false },
    { { 11, 200, false, false, "Connection: close\nConnection: keep-alive\n" }, false },
    { { 11, 200, false, false, "Connection: closed\n" }, true },
    { { 11, 200, false, false, "Connection: \n" }, true },
    { { 10, 200, false, false, "" }, false },
    { { 10, 200, false, false, "Connection: Keep-Alive\n" }, true },
    { { 10, 200, false, false, "Keep-Alive: timeout=5\n" }, false },
    { { 10, 200, false, false, "Connection: keep-alive, close\n" }, false },
    { { 11, 200, false, false, "Proxy-Connection: close\n" }, true }, /* no proxy, no meaning */
    { { 10, 200, false, false, "Proxy-Connection: keep-alive\n" }, false },
    { { 11, 200, false, true, "Proxy-Connection: close\n" }, false },
    { { 10, 200, false, true, "Proxy-Connection: keep-alive\n" }, true },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct h1_framing f;
    char fields[128] = "Content-Length: 5\n";
    struct message m = cases[i].m;
    m.fields = strcat(fields, m.fields);
    assert_int_equal(judge(m, &f), CURLE_OK);
    assert_int_equal(f.keep_alive, cases[i].keep_alive);
  }
}

static void the_peers_patience_is_read(void **state)
{
  static const struct {
    const char *fields;
    int seconds;
  } cases[] = {
    { "", -1 },
    { "Keep-Alive: timeout=5, max=100\n", 5 },
    { "keep-alive: max=100,TIMEOUT=0\n", 0 },
    { "Keep-Alive: timeout=2147483647\n", INT_MAX },
    { "Keep-Alive: timeout=2147483648\n", -1 },
    { "Keep-Alive: timeout=-1\n", -1 },
    { "Keep-Alive: timeout=\n", -1 },
    { "Keep-Alive: timeout\n", -1 },
    { "Keep-Alive: 300\n", -1 },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_int_equal(answer(cases[i].fields).keep_alive_timeout_s, cases[i].seconds);
}

/* Where the body is not decoded, any coding passes; RFC 9112, section 6.3 says where it ends. */
static void codings_that_are_not_decoded_pass(void **state)
{
  static const struct {
    const char *fields;
    enum h1_body_kind body;
    bool keep_alive;
  } rows[] = {
    { "Transfer-Encoding: gzip\n", H1_BODY_CLOSE, false },
    { "Transfer-Encoding: gzip\nContent-Length: 5\n", H1_BODY_CLOSE, false },
    { "Transfer-Encoding: gzip, chunked\n", H1_BODY_CHUNKED, true },
    { "Transfer-Encoding: gzip\nTransfer-Encoding: chunked\n", H1_BODY_CHUNKED, true },
    { "Transfer-Encoding: chunked, gzip\n", H1_BODY_CLOSE, false },
    { "Transfer-Encoding: chunked\n", H1_BODY_CHUNKED, true },
    { "Content-Length: 5\n", H1_BODY_LENGTH, true },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct h1_framing f;
    h1_framing_begin(&f, 11, 200, false, false);
    f.passes_codings = true;
    assert_int_equal(see_fields(&f, rows[i].fields), CURLE_OK);
    h1_framing_end(&f);
    assert_int_equal(f.body, rows[i].body);
    assert_int_equal(f.keep_alive, rows[i].keep_alive);
    assert_int_equal(f.has_length, rows[i].body == H1_BODY_LENGTH);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(lengths_that_cannot_be_trusted_are_refused),
    cmocka_unit_test(codings_that_were_not_asked_for_are_refused),
    cmocka_unit_test(a_length_is_read),
    cmocka_unit_test(a_length_of_zero_is_no_body),
    cmocka_unit_test(a_length_beyond_63_bits_is_read_to_the_end),
    cmocka_unit_test(without_framing_the_body_ends_with_the_connection),
    cmocka_unit_test(other_fields_mean_nothing),
    cmocka_unit_test(chunked_is_read),
    cmocka_unit_test(contradictions_are_the_last_message),
    cmocka_unit_test(some_answers_have_no_body),
    cmocka_unit_test(the_connection_is_kept_as_version_and_fields_say),
    cmocka_unit_test(the_peers_patience_is_read),
    cmocka_unit_test(codings_that_are_not_decoded_pass),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
