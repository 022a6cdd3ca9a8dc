/* Answers: what they say, every one cut off at each byte, and every byte of one changed. */
#include "codec/dns/message.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* The parts of a message: a head with its counts, the question, records. */
#define HEAD(flags, counts) "\0\0" flags counts
#define FINE                "\x81\x80"
#define COUNTS(answers)     "\0\1\0" answers "\0\0\0\0"
#define ASKS_A              "\1a\4test\0\0\1\0\1"
#define ASKS_AAAA           "\1a\4test\0\0\34\0\1"
#define IN_A                "\0\1\0\1"
#define IN_AAAA             "\0\34\0\1"
#define IN_CNAME            "\0\5\0\1"
#define IN_HTTPS            "\0\101\0\1"
#define TTL_60              "\0\0\0\74"
#define TTL_30              "\0\0\0\36"
#define TO_QUESTION         "\xc0\14"

#define IPV4 "\xc0\0\2\1"
#define IPV6 "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1"

#define A_RECORD    TO_QUESTION IN_A TTL_60 "\0\4" IPV4
#define AAAA_RECORD TO_QUESTION IN_AAAA TTL_60 "\0\20" IPV6
/* Priority 1, target ".", alpn=h2,h3 (RFC 9460). */
#define HTTPS_RECORD TO_QUESTION IN_HTTPS TTL_30 "\0\15\0\1\0\0\1\0\6\2h2\2h3"

static struct dns_name name;

static int set_up(void **state) { return !dns_name_parse("a.test", &name); }

/* The message stands at the end of its own block. */
static enum dns_verdict read_span(struct span message, enum dns_type type, struct dns_answer *a)
{
  uint8_t *block = malloc(message.len ? message.len : 1);
  assert_non_null(block);
  memcpy(block, message.at, message.len);
  enum dns_verdict v = dns_answer_read(span_of(block, message.len), &name, type, a);
  free(block);
  return v;
}
#define READ(text, type, a) read_span(span_of(text, sizeof(text) - 1), type, a)

#define SAYS(verdict, text)                                      \
  do {                                                           \
    struct dns_answer nothing = { .count = 77 };                 \
    assert_int_equal(READ(text, DNS_A, &nothing), verdict);      \
    assert_int_equal(nothing.count, 77); /* it is not written */ \
  } while(0)

static void an_answer_to_something_else_is_none(void **state)
{
  SAYS(DNS_MISMATCH, "\0\1" FINE COUNTS("\1") ASKS_A A_RECORD);                /* another number */
  SAYS(DNS_MISMATCH, HEAD("\1\0", COUNTS("\0")) ASKS_A);                       /* a query, sent back */
  SAYS(DNS_MISMATCH, HEAD("\x89\x80", COUNTS("\1")) ASKS_A A_RECORD);          /* another opcode */
  SAYS(DNS_MISMATCH, HEAD(FINE, COUNTS("\1")) ASKS_AAAA A_RECORD);             /* another type */
  SAYS(DNS_MISMATCH, HEAD(FINE, COUNTS("\1")) "\1b\4test\0\0\1\0\1" A_RECORD); /* another name */
  SAYS(DNS_MISMATCH, HEAD(FINE, COUNTS("\1")) "\1a\4test\0\0\1\0\3" A_RECORD); /* another class */
  SAYS(DNS_MISMATCH, HEAD(FINE, "\0\2\0\1\0\0\0\0") ASKS_A ASKS_A A_RECORD);   /* two questions */
}

static void what_the_server_says_of_itself(void **state)
{
  SAYS(DNS_NO_NAME, HEAD("\x81\x83", COUNTS("\0")) ASKS_A);
  SAYS(DNS_FAILED, HEAD("\x81\x82", COUNTS("\0")) ASKS_A);          /* SERVFAIL */
  SAYS(DNS_FAILED, HEAD("\x81\x85", COUNTS("\0")) ASKS_A);          /* REFUSED */
  SAYS(DNS_FAILED, HEAD("\x81\x81", "\0\0\0\0\0\0\0\0"));           /* FORMERR, without the question */
  SAYS(DNS_FAILED, HEAD("\x81\x82", COUNTS("\1")) ASKS_A A_RECORD); /* what it adds does not count */
  SAYS(DNS_CUT, HEAD("\x83\x80", COUNTS("\0")) ASKS_A);
}

static void no_address_of_that_type_and_name(void **state)
{
  SAYS(DNS_NO_RECORD, HEAD(FINE, COUNTS("\0")) ASKS_A);
  SAYS(DNS_NO_RECORD, HEAD(FINE, COUNTS("\1")) ASKS_A AAAA_RECORD);
  SAYS(DNS_NO_RECORD, HEAD(FINE, COUNTS("\1")) ASKS_A HTTPS_RECORD);
  SAYS(DNS_NO_RECORD, HEAD(FINE, COUNTS("\1")) ASKS_A "\1b\xc0\16" IN_A TTL_60 "\0\4" IPV4);      /* b.test */
  SAYS(DNS_NO_RECORD, HEAD(FINE, COUNTS("\1")) ASKS_A TO_QUESTION "\0\1\0\3" TTL_60 "\0\4" IPV4); /* class CH */
  /* an alias that leads nowhere */
  SAYS(DNS_NO_RECORD, HEAD(FINE, COUNTS("\1")) ASKS_A TO_QUESTION IN_CNAME TTL_60 "\0\4\1b\xc0\16");
  /* an address in another section is no answer */
  SAYS(DNS_NO_RECORD, HEAD(FINE, "\0\1\0\0\0\0\0\1") ASKS_A A_RECORD);
}

static void what_cannot_be_read_is_malformed(void **state)
{
  SAYS(DNS_MALFORMED, "");
  SAYS(DNS_MALFORMED, HEAD(FINE, COUNTS("\2")) ASKS_A A_RECORD);                             /* a record too few */
  SAYS(DNS_MALFORMED, HEAD(FINE, COUNTS("\0")) ASKS_A A_RECORD);                             /* a record too many */
  SAYS(DNS_MALFORMED, HEAD(FINE, "\0\1\0\1\0\0\xff\xff") ASKS_A A_RECORD);                   /* in the last section */
  SAYS(DNS_MALFORMED, HEAD(FINE, COUNTS("\1")) ASKS_A A_RECORD "\0");                        /* a byte too many */
  SAYS(DNS_MALFORMED, HEAD(FINE, COUNTS("\1")) ASKS_A TO_QUESTION IN_A TTL_60 "\0\5" IPV4);  /* longer than all */
  SAYS(DNS_MALFORMED, HEAD(FINE, COUNTS("\1")) ASKS_A TO_QUESTION IN_A TTL_60 "\0\3\1\1\1"); /* no IPv4 address */
  SAYS(DNS_MALFORMED, HEAD(FINE, COUNTS("\1")) ASKS_A TO_QUESTION IN_A TTL_60 "\0\0");
  SAYS(DNS_MALFORMED, HEAD(FINE, COUNTS("\1")) ASKS_A TO_QUESTION IN_CNAME TTL_60 "\0\0");        /* no name */
  SAYS(DNS_MALFORMED, HEAD(FINE, COUNTS("\1")) ASKS_A TO_QUESTION IN_CNAME TTL_60 "\0\2\0\0");    /* more than one */
  SAYS(DNS_MALFORMED, HEAD(FINE, COUNTS("\1")) ASKS_A TO_QUESTION IN_CNAME TTL_60 "\0\2\xc0\50"); /* to itself */
  SAYS(DNS_MALFORMED, HEAD(FINE, COUNTS("\1")) "\xc0\14\0\1\0\1" A_RECORD);                       /* question: a loop */
}

static void a_message_larger_than_any_is_malformed(void **state)
{
  static uint8_t large[DNS_MESSAGE_MAX + 1];
  struct dns_answer a;
  memcpy(large, HEAD(FINE, COUNTS("\0")) ASKS_A, sizeof(HEAD(FINE, COUNTS("\0")) ASKS_A) - 1);
  assert_int_equal(read_span(span_of(large, sizeof large), DNS_A, &a), DNS_MALFORMED);
}

#define EVERYTHING                                                                                                   \
  HEAD(FINE, "\0\1\0\4\0\1\0\1")                                                                                     \
  ASKS_A HTTPS_RECORD TO_QUESTION IN_CNAME TTL_60 "\0\4\1b\xc0\16"                                                   \
                                                  "\xc0\x3d" IN_A TTL_30 "\0\4" IPV4 /* 0x3d: where b.test stands */ \
                                                  "\xc0\x3d" IN_A TTL_60 "\0\4\x7f\0\0\1" A_RECORD                   \
                                                  "\0\0\x29\0\0\0\0\0\0\0\0" /* EDNS */

static void an_alias_leads_to_addresses(void **state)
{
  struct dns_answer a;
  assert_int_equal(READ(EVERYTHING, DNS_A, &a), DNS_ANSWERED);
  assert_int_equal(a.count, 2);
  assert_int_equal(a.size, 4);
  assert_memory_equal(a.at[0], IPV4, 4);
  assert_memory_equal(a.at[1], "\x7f\0\0\1", 4);
  assert_int_equal(a.ttl_s, 30);
}

static void every_message_that_is_cut_off_is_malformed(void **state)
{
  static const char text[] = EVERYTHING;
  struct dns_answer a;
  for(size_t len = 0; len < sizeof text - 1; len++)
    if(read_span(span_of(text, len), DNS_A, &a) != DNS_MALFORMED) fail_msg("%zu bytes are taken", len);
}

/* A sanitizer looks on. */
static void every_byte_may_be_any(void **state)
{
  char text[] = EVERYTHING;
  struct dns_answer a;
  for(size_t i = 0; i < sizeof text - 1; i++) {
    char was = text[i];
    for(int byte = 0; byte < 256; byte++) {
      text[i] = (char)byte;
      enum dns_verdict v = read_span(span_of(text, sizeof text - 1), DNS_A, &a);
      assert_true(v || (a.count >= 1 && a.count <= 3));
      assert_non_null(dns_verdict_text(v));
    }
    text[i] = was;
  }
}

static void the_question_may_be_left_out(void **state)
{
  struct dns_answer a;
  assert_int_equal(READ(HEAD(FINE, "\0\0\0\1\0\0\0\0") "\1A\4TEST\0" IN_AAAA TTL_60 "\0\20" IPV6, DNS_AAAA, &a), 0);
  assert_int_equal(a.count, 1);
  assert_int_equal(a.size, 16);
  assert_memory_equal(a.at[0], IPV6, 16);
}

static void an_answer_need_not_call_itself_one(void **state)
{
  struct dns_answer a;
  assert_int_equal(READ(HEAD("\1\0", COUNTS("\1")) ASKS_A A_RECORD, DNS_A, &a), DNS_ANSWERED);
  assert_int_equal(a.count, 1);
}

static void an_address_that_is_left_of_a_cut_answer_counts(void **state)
{
  struct dns_answer a;
  assert_int_equal(READ(HEAD("\x83\x80", COUNTS("\1")) ASKS_A A_RECORD, DNS_A, &a), DNS_ANSWERED);
  assert_int_equal(a.count, 1);
}

static void a_time_to_live_with_the_top_bit_is_none(void **state)
{
  struct dns_answer a;
  assert_int_equal(READ(HEAD(FINE, COUNTS("\1")) ASKS_A TO_QUESTION IN_A "\x80\0\0\1"
                                                                         "\0\4" IPV4,
                        DNS_A, &a),
                   DNS_ANSWERED);
  assert_int_equal(a.ttl_s, 0);
  assert_int_equal(READ(HEAD(FINE, COUNTS("\1")) ASKS_A TO_QUESTION IN_A "\x7f\xff\xff\xff"
                                                                         "\0\4" IPV4,
                        DNS_A, &a),
                   DNS_ANSWERED);
  assert_int_equal(a.ttl_s, INT32_MAX);
}

/* A message of `count` records. */
struct made {
  uint8_t at[65536];
  size_t len;
};

static void add(struct made *m, const char *bytes, size_t len)
{
  memcpy(m->at + m->len, bytes, len);
  m->len += len;
}
#define ADD(m, text) add(m, text, sizeof(text) - 1)

static void begin(struct made *m, size_t records)
{
  m->len = 0;
  ADD(m, HEAD(FINE, COUNTS("\0")) ASKS_A);
  m->at[6] = (uint8_t)(records >> 8);
  m->at[7] = (uint8_t)records;
}

static void addresses_beyond_the_most_are_left_out(void **state)
{
  static struct made m;
  struct dns_answer a;
  begin(&m, 1000);
  for(int i = 0; i < 1000; i++) ADD(&m, A_RECORD);
  assert_int_equal(read_span(span_of(m.at, m.len), DNS_A, &a), DNS_ANSWERED);
  assert_int_equal(a.count, DNS_ADDRESSES_MAX);
}

/* a.test is b0.test is b1.test …; the last has the address. */
static enum dns_verdict read_chain(int aliases, bool backwards, struct dns_answer *a)
{
  static struct made m;
  begin(&m, (size_t)aliases + 1);
  char last[] = "\2b0\xc0\16" IN_A TTL_60 "\0\4" IPV4;
  last[2] = (char)('0' + aliases - 1);
  if(backwards) add(&m, last, sizeof last - 1);
  for(int i = 0; i < aliases; i++) {
    int n = backwards ? aliases - 1 - i : i;
    char first[] = TO_QUESTION IN_CNAME TTL_60 "\0\5\2b0\xc0\16",
         next[] = "\2b0\xc0\16" IN_CNAME TTL_60 "\0\5\2b0\xc0\16";
    first[14] = next[17] = (char)('0' + n);
    next[2] = (char)('0' + n - 1);
    if(n)
      add(&m, next, sizeof next - 1);
    else
      add(&m, first, sizeof first - 1);
  }
  if(!backwards) add(&m, last, sizeof last - 1);
  return read_span(span_of(m.at, m.len), DNS_A, a);
}

static void aliases_are_followed_in_any_order_up_to_a_limit(void **state)
{
  struct dns_answer a;
  for(int backwards = 0; backwards < 2; backwards++) {
    assert_int_equal(read_chain(1, backwards, &a), DNS_ANSWERED);
    assert_int_equal(read_chain(DNS_ALIASES_MAX, backwards, &a), DNS_ANSWERED);
    assert_int_equal(a.count, 1);
    assert_int_equal(read_chain(DNS_ALIASES_MAX + 1, backwards, &a), DNS_MALFORMED);
  }
}

static void aliases_in_a_ring_end(void **state)
{
  /* a.test is b.test is a.test */
  SAYS(DNS_MALFORMED,
       HEAD(FINE, COUNTS("\2")) ASKS_A TO_QUESTION IN_CNAME TTL_60 "\0\4\1b\xc0\16"
                                                                   "\1b\xc0\16" IN_CNAME TTL_60 "\0\2\xc0\14");
  SAYS(DNS_MALFORMED, HEAD(FINE, COUNTS("\1")) ASKS_A TO_QUESTION IN_CNAME TTL_60 "\0\2\xc0\14");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_answer_to_something_else_is_none),
    cmocka_unit_test(what_the_server_says_of_itself),
    cmocka_unit_test(no_address_of_that_type_and_name),
    cmocka_unit_test(what_cannot_be_read_is_malformed),
    cmocka_unit_test(a_message_larger_than_any_is_malformed),
    cmocka_unit_test(an_alias_leads_to_addresses),
    cmocka_unit_test(every_message_that_is_cut_off_is_malformed),
    cmocka_unit_test(every_byte_may_be_any),
    cmocka_unit_test(the_question_may_be_left_out),
    cmocka_unit_test(an_answer_need_not_call_itself_one),
    cmocka_unit_test(an_address_that_is_left_of_a_cut_answer_counts),
    cmocka_unit_test(a_time_to_live_with_the_top_bit_is_none),
    cmocka_unit_test(addresses_beyond_the_most_are_left_out),
    cmocka_unit_test(aliases_are_followed_in_any_order_up_to_a_limit),
    cmocka_unit_test(aliases_in_a_ring_end),
  };
  return cmocka_run_group_tests(tests, set_up, NULL);
}
