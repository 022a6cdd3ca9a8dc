/* HTTPS records: the test vectors of RFC 9460, appendix D, what is malformed, and which of several counts. */
#include "codec/dns/https.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define FOO_EXAMPLE_COM "\3foo\7example\3com\0"
#define FOO_EXAMPLE_ORG "\3foo\7example\3org\0"
#define SELF            "\0"

/* Parameters: key, length, value. */
#define MANDATORY(len)  "\0\0\0" len
#define ALPN(len)       "\0\1\0" len
#define NO_DEFAULT_ALPN "\0\2\0\0"
#define PORT            "\0\3\0\2"
#define IPV4HINT(len)   "\0\4\0" len
#define ECH(len)        "\0\5\0" len
#define IPV6HINT(len)   "\0\6\0" len
#define KEY_123(len)    "\0\173\0" len

static struct dns_name name;

static int set_up(void **state) { return !dns_name_parse("a.test", &name); }

/* An answer about a.test. */
struct made {
  uint8_t at[4096];
  size_t len;
};

static void add(struct made *m, const void *bytes, size_t len)
{
  assert_true(len <= sizeof m->at - m->len);
  memcpy(m->at + m->len, bytes, len);
  m->len += len;
}
#define ADD(m, text) add(m, text, sizeof(text) - 1)

static void begin(struct made *m, size_t records)
{
  m->len = 0;
  ADD(m, "\0\0\x81\x80\0\1\0\0\0\0\0\0" /* head: one question, `records` answers */
         "\1a\4test\0\0\101\0\1");      /* question: a.test, HTTPS, IN */
  m->at[7] = (uint8_t)records;
}

/* A record of a.test with this time to live, which is below 256 seconds. */
static void add_record(struct made *m, uint8_t ttl_s, struct span data)
{
  const uint8_t head[] = { 0xc0, 12, 0, 65, 0, 1, 0, 0, 0, ttl_s, (uint8_t)(data.len >> 8), (uint8_t)data.len };
  add(m, head, sizeof head);
  add(m, data.at, data.len);
}

/* The message stands at the end of its own block. */
static enum dns_verdict read_made(const struct made *m, struct dns_services *ret)
{
  uint8_t *block = malloc(m->len);
  assert_non_null(block);
  memcpy(block, m->at, m->len);
  enum dns_verdict v = dns_https_read(span_of(block, m->len), &name, ret);
  free(block);
  return v;
}

static enum dns_verdict read_one(struct span data, struct dns_services *ret)
{
  struct made m;
  begin(&m, 1);
  add_record(&m, 60, data);
  return read_made(&m, ret);
}

/* The one record. */
static struct dns_service read_service(struct span data)
{
  struct dns_services all;
  assert_int_equal(read_one(data, &all), DNS_ANSWERED);
  assert_int_equal(all.count, 1);
  return all.at[0];
}
#define DATA(text)    span_of(text, sizeof(text) - 1)
#define SERVICE(text) read_service(DATA(text))

static void is_malformed_at(struct span data, int line)
{
  struct dns_services all = { .count = 77 };
  if(read_one(data, &all) != DNS_MALFORMED) fail_msg("line %d: it is taken", line);
  assert_int_equal(all.count, 77); /* it is not written */
}
#define MALFORMED(text) is_malformed_at(DATA(text), __LINE__)

static void is_passed_over_at(struct span data, int line)
{
  struct dns_services all;
  assert_int_equal(read_one(data, &all), DNS_ANSWERED);
  if(all.count) fail_msg("line %d: it is taken", line);
}
#define PASSED_OVER(text) is_passed_over_at(DATA(text), __LINE__)

/* ---- failures ---- */

static void what_has_no_name_is_malformed(void **state)
{
  MALFORMED("");
  MALFORMED("\0");
  MALFORMED("\0\1");
  MALFORMED("\0\1\3foo");
  MALFORMED("\0\1\x40x\0");
  MALFORMED("\0\1\xc0\14");       /* compressed: to the question, */
  MALFORMED("\0\1\xc0\0");        /* to itself, */
  MALFORMED("\0\1\3foo\xc0\14");  /* behind a label, */
  MALFORMED("\0\1\3foo\0\xc0\2"); /* where a parameter would be */
}

static void what_is_cut_off_is_malformed(void **state)
{
  static const char whole[] = "\0\20" FOO_EXAMPLE_COM ALPN("\3") "\2h2" PORT "\0\65" IPV4HINT("\4") "\300\0\2\1";
  struct dns_services all;
  for(size_t len = 0; len < sizeof whole - 1; len++) {
    bool is_whole = len == 19 || len == 26 || len == 32; /* behind the name, ALPN, port */
    enum dns_verdict v = read_one(span_of(whole, len), &all);
    if(v != (is_whole ? DNS_ANSWERED : DNS_MALFORMED)) fail_msg("%zu bytes: %d", len, (int)v);
  }
}

/* Appendix D.3, and section 2.2. */
static void keys_ascend_and_come_once(void **state)
{
  MALFORMED("\0\1" FOO_EXAMPLE_COM KEY_123("\3") "abc" KEY_123("\3") "def");
  MALFORMED("\0\1" SELF PORT "\0\65" ALPN("\3") "\2h2");
  MALFORMED("\0\1" SELF ALPN("\3") "\2h2" ALPN("\3") "\2h2");
  MALFORMED("\0\1" SELF ALPN("\3") "\2h2" MANDATORY("\2") "\0\1");
}

static void values_that_must_not_be_empty(void **state)
{
  MALFORMED("\0\1" FOO_EXAMPLE_COM MANDATORY("\0"));
  MALFORMED("\0\1" FOO_EXAMPLE_COM ALPN("\0"));
  MALFORMED("\0\1" FOO_EXAMPLE_COM "\0\3\0\0");
  MALFORMED("\0\1" FOO_EXAMPLE_COM IPV4HINT("\0"));
  MALFORMED("\0\1" FOO_EXAMPLE_COM IPV6HINT("\0"));
}

static void values_of_another_length_than_their_keys_have(void **state)
{
  MALFORMED("\0\1" FOO_EXAMPLE_COM ALPN("\3") "\2h2"
                                              "\0\2\0\3"
                                              "abc"); /* no-default-alpn */
  MALFORMED("\0\1" SELF "\0\3\0\1"
            "\1"); /* port */
  MALFORMED("\0\1" SELF "\0\3\0\3"
            "\1\1\1");
  MALFORMED("\0\1" SELF IPV4HINT("\3") "\300\0\2");
  MALFORMED("\0\1" SELF IPV4HINT("\5") "\300\0\2\1\1");
  MALFORMED("\0\1" SELF IPV6HINT("\4") "\300\0\2\1");
  MALFORMED("\0\1" SELF IPV6HINT("\21") "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1\1");
  MALFORMED("\0\1" SELF MANDATORY("\3") "\0\1\0" ALPN("\3") "\2h2");
}

static void names_of_protocols_fill_their_value(void **state)
{
  MALFORMED("\0\1" SELF ALPN("\3") "\3h2");
  MALFORMED("\0\1" SELF ALPN("\4") "\2h2\1");
  MALFORMED("\0\1" SELF ALPN("\1") "\0"); /* an empty one */
  MALFORMED("\0\1" SELF ALPN("\4") "\2h2\0");
}

static void what_is_mandatory_is_there(void **state)
{
  MALFORMED("\0\1" FOO_EXAMPLE_COM MANDATORY("\2") "\0\173");
  MALFORMED("\0\1" FOO_EXAMPLE_COM MANDATORY("\2") "\0\0");                                        /* itself */
  MALFORMED("\0\1" FOO_EXAMPLE_COM MANDATORY("\4") "\0\173\0\173" KEY_123("\3") "abc");            /* twice */
  MALFORMED("\0\1" SELF MANDATORY("\4") "\0\4\0\1" ALPN("\3") "\2h2" IPV4HINT("\4") "\300\0\2\1"); /* descending */
  MALFORMED("\0\1" SELF MANDATORY("\4") "\0\1\0\3" ALPN("\3") "\2h2");
  MALFORMED("\0\1" SELF MANDATORY("\4") "\0\1\0\3" PORT "\0\65");
  MALFORMED("\0\1" SELF MANDATORY("\4") "\0\1\0\3" ALPN("\3") "\2h2" IPV4HINT("\4") "\300\0\2\1");
}

/* Section 2.2: the others may have been meant to go with it. */
static void one_malformed_record_spoils_all(void **state)
{
  struct made m;
  struct dns_services all;
  for(int first = 0; first < 2; first++) {
    begin(&m, 2);
    for(int i = 0; i < 2; i++) add_record(&m, 60, i == first ? DATA("\0\1" SELF) : DATA("\0\2" SELF ALPN("\0")));
    assert_int_equal(read_made(&m, &all), DNS_MALFORMED);
  }
}

static void an_answer_to_something_else_is_none(void **state)
{
  struct made m;
  struct dns_services all;
  begin(&m, 0);
  assert_int_equal(read_made(&m, &all), DNS_NO_RECORD);
  m.at[3] |= 3; /* NXDOMAIN */
  assert_int_equal(read_made(&m, &all), DNS_NO_NAME);
  begin(&m, 1);
  m.at[21] = 1; /* the question is for A */
  add_record(&m, 60, DATA("\0\1" SELF));
  assert_int_equal(read_made(&m, &all), DNS_MISMATCH);
}

/* ---- vectors: appendix D.1 and D.2 ---- */

static void an_alias_has_a_target(void **state)
{
  struct dns_service s = SERVICE("\0\0" FOO_EXAMPLE_COM);
  assert_int_equal(s.priority, 0);
  assert_string_equal(s.target, "foo.example.com");
}

static void a_service_may_say_nothing_more(void **state)
{
  struct dns_service s = SERVICE("\0\1" SELF);
  assert_int_equal(s.priority, 1);
  assert_string_equal(s.target, "");
  assert_int_equal(s.port, 0);
  assert_false(s.has_alpn);
  assert_true(s.has_h1); /* the scheme's default: section 7.1.1 */
  assert_false(s.has_h2);
  assert_int_equal(s.ipv4_count + s.ipv6_count, 0);
}

static void a_port(void **state)
{
  struct dns_service s = SERVICE("\0\20" FOO_EXAMPLE_COM PORT "\0\65");
  assert_int_equal(s.priority, 16);
  assert_string_equal(s.target, "foo.example.com");
  assert_int_equal(s.port, 53);
  PASSED_OVER("\0\20" FOO_EXAMPLE_COM PORT "\0\0"); /* nobody is there */
}

static void unknown_keys_do_not_matter(void **state)
{
  assert_string_equal(SERVICE("\0\1" FOO_EXAMPLE_COM "\2\x9b\0\5hello").target, "foo.example.com");
  assert_string_equal(SERVICE("\0\1" FOO_EXAMPLE_COM "\2\x9b\0\11hello\xd2qoo").target, "foo.example.com");
  assert_string_equal(SERVICE("\0\1" FOO_EXAMPLE_COM KEY_123("\0") "\xff\xff\0\1x").target, "foo.example.com");
  assert_string_equal(SERVICE("\0\1" FOO_EXAMPLE_COM ECH("\3") "abc").target, "foo.example.com"); /* not built */
}

static void hints_of_ipv6(void **state)
{
  struct dns_service s = SERVICE("\0\1" FOO_EXAMPLE_COM IPV6HINT("\40") "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1"
                                                                        "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\123\0\1");
  assert_int_equal(s.ipv6_count, 2);
  assert_memory_equal(s.ipv6[0], "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16);
  assert_memory_equal(s.ipv6[1], "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\123\0\1", 16);
  s = SERVICE("\0\1\7example\3com\0" IPV6HINT("\20") "\x20\1\xd\xb8\1\42\3\104\0\0\0\0\300\0\2\41");
  assert_int_equal(s.ipv6_count, 1);
  assert_string_equal(s.target, "example.com");
}

static void mandatory_keys_that_are_understood(void **state)
{
  struct dns_service s = SERVICE("\0\20" FOO_EXAMPLE_ORG MANDATORY("\4") "\0\1\0\4" /* alpn, ipv4hint */
                                 ALPN("\11") "\2h2\5h3-19" IPV4HINT("\4") "\300\0\2\1");
  assert_int_equal(s.priority, 16);
  assert_string_equal(s.target, "foo.example.org");
  assert_true(s.has_alpn);
  assert_true(s.has_h2);
  assert_true(s.has_h1);
  assert_int_equal(s.ipv4_count, 1);
  assert_memory_equal(s.ipv4[0], "\300\0\2\1", 4);
}

static void names_of_protocols_have_any_bytes(void **state)
{
  struct dns_service s = SERVICE("\0\20" FOO_EXAMPLE_ORG ALPN("\14") "\10f\\oo,bar\2h2");
  assert_true(s.has_h2);
  s = SERVICE("\0\20" FOO_EXAMPLE_ORG ALPN("\3") "\2H2"); /* which are compared as they are */
  assert_true(s.has_alpn);
  assert_false(s.has_h2);
}

/* ---- beyond the vectors ---- */

static void without_the_default_only_what_is_named_counts(void **state)
{
  struct dns_service s = SERVICE("\0\1" SELF ALPN("\3") "\2h2" NO_DEFAULT_ALPN);
  assert_true(s.has_h2);
  assert_false(s.has_h1);
  s = SERVICE("\0\1" SELF ALPN("\11") "\10http/1.1" NO_DEFAULT_ALPN);
  assert_true(s.has_h1);
  assert_false(s.has_h2);
  s = SERVICE("\0\1" SELF ALPN("\3") "\2h3" NO_DEFAULT_ALPN);
  assert_true(s.has_alpn);
  assert_false(s.has_h1 || s.has_h2);
  PASSED_OVER("\0\1" SELF NO_DEFAULT_ALPN); /* in none */
}

static void what_has_to_be_understood_and_is_not_is_left_out(void **state)
{
  PASSED_OVER("\0\1" FOO_EXAMPLE_COM MANDATORY("\2") "\0\173" KEY_123("\3") "abc");
  PASSED_OVER("\0\1" SELF MANDATORY("\2") "\0\5" ECH("\3") "abc"); /* not built */
  PASSED_OVER("\0\1" SELF MANDATORY("\4") "\0\1\0\173" ALPN("\3") "\2h2" KEY_123("\0"));
  PASSED_OVER("\0\1" SELF MANDATORY("\2") "\xff\xff"
                                          "\xff\xff\0\0");
}

static void a_target_that_is_no_host_is_left_out(void **state)
{
  PASSED_OVER("\0\1\3a/b\0");
  PASSED_OVER("\0\1\3a.b\0");
  PASSED_OVER("\0\1\3a\0b\0");
  PASSED_OVER("\0\1\3a%b\0");
  PASSED_OVER("\0\1\1\xe4\0");
  PASSED_OVER("\0\0\3a b\0");
  PASSED_OVER("\0\0" SELF); /* the service is not there: section 2.5.1 */
  assert_string_equal(SERVICE("\0\1\5_8443\6_HTTPS\1A\0").target, "_8443._https.a");
}

static void a_target_may_be_as_long_as_names_are(void **state)
{
  uint8_t data[2 + DNS_NAME_MAX] = { 0, 1 };
  for(size_t i = 2; i + 1 < sizeof data; i += 2) memcpy(data + i, "\1a", 2);
  struct dns_service s = read_service(span_of(data, sizeof data));
  assert_int_equal(strlen(s.target), 253);
}

static void hints_beyond_the_most_are_left_out(void **state)
{
  uint8_t data[7 + 4 * 20] = { 0, 1, 0, 0, 4, 0, 4 * 20 };
  for(uint8_t i = 0; i < 20; i++) data[7 + 4 * i] = i;
  struct dns_service s = read_service(span_of(data, sizeof data));
  assert_int_equal(s.ipv4_count, DNS_HINTS_MAX);
  assert_int_equal(s.ipv4[DNS_HINTS_MAX - 1][0], DNS_HINTS_MAX - 1);
}

/* "priority:port " of each. */
static void expect_order(const struct made *m, const char *expected)
{
  char text[256] = "";
  struct dns_services all;
  assert_int_equal(read_made(m, &all), DNS_ANSWERED);
  for(size_t i = 0; i < all.count; i++) {
    size_t len = strlen(text);
    snprintf(text + len, sizeof text - len, "%u:%u ", all.at[i].priority, all.at[i].port);
  }
  assert_string_equal(text, expected);
}

static void the_least_priority_comes_first(void **state)
{
  struct made m;
  begin(&m, 5);
  add_record(&m, 60, DATA("\0\2" SELF PORT "\0\1"));
  add_record(&m, 60, DATA("\1\0" SELF PORT "\0\2"));
  add_record(&m, 60, DATA("\0\1" SELF PORT "\0\3"));
  add_record(&m, 60, DATA("\0\2" SELF PORT "\0\4"));
  add_record(&m, 60, DATA("\0\1" SELF MANDATORY("\2") "\0\173" KEY_123("\0"))); /* of no use */
  expect_order(&m, "1:3 2:1 2:4 256:2 ");
}

static void the_least_wanted_of_too_many_are_left_out(void **state)
{
  struct made m;
  begin(&m, 10);
  for(char i = 10; i; i--) add_record(&m, 60, DATA(((char[]){ 0, i, 0, 0, 3, 0, 2, 0, i, 0 })));
  expect_order(&m, "1:1 2:2 3:3 4:4 5:5 6:6 7:7 8:8 ");
}

static void an_alias_puts_services_aside(void **state)
{
  struct made m;
  struct dns_services all;
  for(int first = 0; first < 3; first++) {
    begin(&m, 3);
    for(int i = 0; i < 3; i++) add_record(&m, 60, i == first ? DATA("\0\0" FOO_EXAMPLE_COM) : DATA("\0\1" SELF));
    assert_int_equal(read_made(&m, &all), DNS_ANSWERED);
    assert_int_equal(all.count, 1);
    assert_string_equal(all.at[0].target, "foo.example.com");
  }
  begin(&m, 2);
  add_record(&m, 60, DATA("\0\0" FOO_EXAMPLE_COM));
  add_record(&m, 60, DATA("\0\0" FOO_EXAMPLE_ORG));
  assert_int_equal(read_made(&m, &all), DNS_ANSWERED);
  assert_int_equal(all.count, 1);
  assert_string_equal(all.at[0].target, "foo.example.com");
}

/* Section 2.4.2. */
static void what_an_alias_says_beside_its_target_does_not_count(void **state)
{
  struct dns_service s = SERVICE("\0\0" FOO_EXAMPLE_COM PORT "\0\65" ALPN("\0"));
  assert_int_equal(s.port, 0);
}

static void the_least_time_to_live_counts(void **state)
{
  struct made m;
  struct dns_services all;
  begin(&m, 3);
  add_record(&m, 60, DATA("\0\1" SELF));
  add_record(&m, 30, DATA("\0\2" SELF));
  add_record(&m, 90, DATA("\0\3" SELF));
  assert_int_equal(read_made(&m, &all), DNS_ANSWERED);
  assert_int_equal(all.ttl_s, 30);
  assert_int_equal(all.count, 3);
}

/* A sanitizer looks on. */
static void every_byte_may_be_any(void **state)
{
  struct made m;
  struct dns_services all;
  begin(&m, 2);
  add_record(&m, 60,
             DATA("\0\20" FOO_EXAMPLE_ORG MANDATORY("\4") "\0\1\0\4" ALPN("\3") "\2h2" NO_DEFAULT_ALPN PORT
                                                                                "\0\65" IPV4HINT("\4") "\300\0\2\1"));
  add_record(&m, 60, DATA("\0\1" SELF ECH("\1") "x" IPV6HINT("\20") "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1"));
  for(size_t i = 0; i < m.len; i++) {
    uint8_t was = m.at[i];
    for(int byte = 0; byte < 256; byte++) {
      m.at[i] = (uint8_t)byte;
      assert_true(read_made(&m, &all) || all.count <= 2);
    }
    m.at[i] = was;
  }
}

/* ---- names ---- */

static void the_name_has_the_port_where_it_is_not_443(void **state)
{
  struct dns_name n;
  assert_true(dns_https_name("Example.com", 443, &n));
  assert_int_equal(n.len, 13);
  assert_memory_equal(n.at, "\7example\3com\0", 13);
  assert_true(dns_https_name("example.com", 8443, &n));
  assert_int_equal(n.len, 26);
  assert_memory_equal(n.at, "\5_8443\6_https\7example\3com\0", 26);
  assert_false(dns_https_name("", 443, &n));
  assert_false(dns_https_name("a..b", 8443, &n));
}

static void a_name_may_be_too_long_for_its_port(void **state)
{
  char text[260] = "";
  struct dns_name n;
  for(int i = 0; i < 121; i++) memcpy(text + 2 * i, "a.", 3); /* 242 bytes on the wire, and the end */
  assert_true(dns_https_name(text, 443, &n));
  assert_false(dns_https_name(text, 65535, &n));
  text[240] = '\0'; /* 13 bytes for "_443" and its like */
  assert_true(dns_https_name(text, 444, &n));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_has_no_name_is_malformed),
    cmocka_unit_test(what_is_cut_off_is_malformed),
    cmocka_unit_test(keys_ascend_and_come_once),
    cmocka_unit_test(values_that_must_not_be_empty),
    cmocka_unit_test(values_of_another_length_than_their_keys_have),
    cmocka_unit_test(names_of_protocols_fill_their_value),
    cmocka_unit_test(what_is_mandatory_is_there),
    cmocka_unit_test(one_malformed_record_spoils_all),
    cmocka_unit_test(an_answer_to_something_else_is_none),
    cmocka_unit_test(an_alias_has_a_target),
    cmocka_unit_test(a_service_may_say_nothing_more),
    cmocka_unit_test(a_port),
    cmocka_unit_test(unknown_keys_do_not_matter),
    cmocka_unit_test(hints_of_ipv6),
    cmocka_unit_test(mandatory_keys_that_are_understood),
    cmocka_unit_test(names_of_protocols_have_any_bytes),
    cmocka_unit_test(without_the_default_only_what_is_named_counts),
    cmocka_unit_test(what_has_to_be_understood_and_is_not_is_left_out),
    cmocka_unit_test(a_target_that_is_no_host_is_left_out),
    cmocka_unit_test(a_target_may_be_as_long_as_names_are),
    cmocka_unit_test(hints_beyond_the_most_are_left_out),
    cmocka_unit_test(the_least_priority_comes_first),
    cmocka_unit_test(the_least_wanted_of_too_many_are_left_out),
    cmocka_unit_test(an_alias_puts_services_aside),
    cmocka_unit_test(what_an_alias_says_beside_its_target_does_not_count),
    cmocka_unit_test(the_least_time_to_live_counts),
    cmocka_unit_test(every_byte_may_be_any),
    cmocka_unit_test(the_name_has_the_port_where_it_is_not_443),
    cmocka_unit_test(a_name_may_be_too_long_for_its_port),
  };
  return cmocka_run_group_tests(tests, set_up, NULL);
}
