/* Names as text and on the wire, and the query that asks for one. */
#include "codec/dns/message.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct dns_name parse(const char *text)
{
  struct dns_name n;
  if(!dns_name_parse(text, &n)) fail_msg("no name: '%s'", text);
  return n;
}

static void what_is_no_name_is_refused(void **state)
{
  static const char *const bad[] = { "", ".", "..", "a..b", ".a", "a..", "a.b..c" };
  struct dns_name n;
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    if(dns_name_parse(bad[i], &n)) fail_msg("taken for a name: '%s'", bad[i]);
}

static void a_label_has_at_most_63_bytes(void **state)
{
  char text[65] = "";
  struct dns_name n;
  memset(text, 'x', 63);
  assert_true(dns_name_parse(text, &n));
  assert_int_equal(n.len, 65);
  assert_int_equal(n.at[0], 63);
  text[63] = 'x';
  assert_false(dns_name_parse(text, &n));
}

/* 127 labels of one byte, each behind its length, and the empty one are 255 bytes. */
static void a_name_has_at_most_255_bytes(void **state)
{
  char text[260] = "";
  struct dns_name n;
  for(int i = 0; i < 127; i++) memcpy(text + 2 * i, "a.", 3);
  assert_true(dns_name_parse(text, &n));
  assert_int_equal(n.len, DNS_NAME_MAX);
  text[253] = 'b'; /* in place of the last dot: 126 labels, and one of two bytes */
  assert_false(dns_name_parse(text, &n));
}

static void a_name_is_its_labels_in_lower_case(void **state)
{
  static const uint8_t wire[] = "\3www\7example\3com";
  struct dns_name n = parse("WWW.Example.com");
  assert_int_equal(n.len, sizeof wire);
  assert_memory_equal(n.at, wire, sizeof wire);
  assert_memory_equal(parse("www.example.com.").at, wire, sizeof wire);
}

static void the_text_of_a_name_is_its_labels(void **state)
{
  char text[DNS_NAME_MAX];
  struct dns_name n = parse("WWW.Example-1.com."), other;
  assert_true(dns_name_text(&n, text));
  assert_string_equal(text, "www.example-1.com");
  n = (struct dns_name){ .len = 1 };
  assert_true(dns_name_text(&n, text));
  assert_string_equal(text, "");
  static const char bad[] = "./%@: \\\x80\n";
  for(size_t i = 0; i < sizeof bad; i++) { /* NUL is the last */
    other = (struct dns_name){ .len = 5, .at = { 3, 'a', (uint8_t)bad[i], 'b' } };
    assert_false(dns_name_text(&other, text));
  }
}

static void a_query_asks_one_question(void **state)
{
  static const uint8_t wire[] = "\0\0"         /* number: 0 */
                                "\1\0"         /* recursion desired */
                                "\0\1\0\0\0\0" /* one question, nothing else */
                                "\0\0"
                                "\1a\4test\0" /* whose name */
                                "\0\34"       /* type AAAA */
                                "\0\1";       /* class IN */
  uint8_t to[DNS_QUERY_MAX];
  struct dns_name n = parse("a.test");
  assert_int_equal(dns_query_write(to, &n, DNS_AAAA), sizeof wire - 1);
  assert_memory_equal(to, wire, sizeof wire - 1);
  dns_query_write(to, &n, DNS_HTTPS);
  assert_int_equal(to[sizeof wire - 4], 65);
}

/* `message` stands at the end of its own block; reads the name at `at`. Returns the bytes it takes there, 0: none. */
static size_t read_at(struct span message, size_t at, struct dns_name *ret)
{
  uint8_t *block = malloc(message.len ? message.len : 1);
  assert_non_null(block);
  memcpy(block, message.at, message.len);
  struct span own = span_of(block, message.len);
  struct cursor c = { block + at, block + message.len };
  size_t taken = dns_name_read(&c, own, ret) ? (size_t)(c.at - block) - at : 0;
  free(block);
  return taken;
}

#define MESSAGE(text) span_of(text, sizeof(text) - 1)

static void a_pointer_continues_a_name_where_it_leads(void **state)
{
  struct dns_name n, whole = parse("b.a.test");
  /* 0: a.test, 8: b and a pointer to 0, 12: a pointer to 8 */
  const struct span m = MESSAGE("\1a\4test\0\1B\xc0\0\xc0\10");
  assert_int_equal(read_at(m, 8, &n), 4);
  assert_int_equal(n.len, whole.len);
  assert_memory_equal(n.at, whole.at, n.len);
  assert_int_equal(read_at(m, 12, &n), 2);
  assert_memory_equal(n.at, whole.at, n.len);
  assert_int_equal(read_at(m, 0, &n), 8);
  assert_int_equal(read_at(MESSAGE("\0"), 0, &n), 1);
  assert_int_equal(n.len, 1);
}

static void pointers_only_go_back(void **state)
{
  struct dns_name n;
  assert_int_equal(read_at(MESSAGE("\xc0\0"), 0, &n), 0);             /* to itself */
  assert_int_equal(read_at(MESSAGE("\1a\xc0\0"), 0, &n), 0);          /* to the beginning of its own labels */
  assert_int_equal(read_at(MESSAGE("\1a\xc0\2"), 0, &n), 0);          /* into them */
  assert_int_equal(read_at(MESSAGE("\xc0\2\xc0\0"), 2, &n), 0);       /* there and back */
  assert_int_equal(read_at(MESSAGE("\xc0\2\0"), 0, &n), 0);           /* ahead */
  assert_int_equal(read_at(MESSAGE("\xff\xff"), 0, &n), 0);           /* far beyond the end */
  assert_int_equal(read_at(MESSAGE("\1a\1b\xc0\0\xc0\2"), 6, &n), 0); /* back, and from there ahead of its own end */
}

static void other_length_bytes_are_refused(void **state)
{
  struct dns_name n;
  assert_int_equal(read_at(MESSAGE("\x40x\0"), 0, &n), 0);
  assert_int_equal(read_at(MESSAGE("\x80x\0"), 0, &n), 0);
}

static void a_name_that_is_cut_off_is_none(void **state)
{
  static const char wire[] = "\3www\7example\3com";
  struct dns_name n;
  for(size_t len = 0; len < sizeof wire; len++) assert_int_equal(read_at(span_of(wire, len), 0, &n), 0);
  assert_int_equal(read_at(MESSAGE("\0\1a\xc0"), 1, &n), 0);
}

/* Runs of labels that lead to each other, until the name is too long. */
static void pointers_do_not_make_a_name_too_long(void **state)
{
  uint8_t m[8 * 70];
  struct dns_name n;
  size_t len = 0, fitting = 0;
  m[len++] = 0;
  for(size_t at = 0; len + 6 < sizeof m; fitting++) {
    size_t begin = len;
    const uint8_t run[] = { 3, 'a', 'b', 'c', (uint8_t)(0xc0 | at >> 8), (uint8_t)at };
    memcpy(m + len, run, sizeof run);
    len += sizeof run;
    if(!read_at(span_of(m, len), begin, &n)) break;
    assert_int_equal(n.len, 4 * (fitting + 1) + 1);
    at = begin;
  }
  assert_int_equal(fitting, 63); /* 253 bytes; four more do not fit */
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_no_name_is_refused),
    cmocka_unit_test(a_label_has_at_most_63_bytes),
    cmocka_unit_test(a_name_has_at_most_255_bytes),
    cmocka_unit_test(a_name_is_its_labels_in_lower_case),
    cmocka_unit_test(the_text_of_a_name_is_its_labels),
    cmocka_unit_test(a_query_asks_one_question),
    cmocka_unit_test(a_pointer_continues_a_name_where_it_leads),
    cmocka_unit_test(pointers_only_go_back),
    cmocka_unit_test(other_length_bytes_are_refused),
    cmocka_unit_test(a_name_that_is_cut_off_is_none),
    cmocka_unit_test(pointers_do_not_make_a_name_too_long),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
