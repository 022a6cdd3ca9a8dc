#include "codec/ticket/ticket.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const uint8_t digest[TICKET_DIGEST] = { 0x00, 0x1f, 0xab, 0xff };
#define HEX "001fabff00000000000000000000000000000000000000000000000000000000"

/* From a block that ends with the bytes, so that reading past them is caught. */
static bool parse(struct span data, struct ticket_record *ret)
{
  uint8_t *exact = malloc(data.len ? data.len : 1);
  if(data.len) memcpy(exact, data.at, data.len);
  bool is_good = ticket_parse(span_of(exact, data.len), ret);
  free(exact);
  return is_good;
}

static const struct ticket_record sample = { .version = 0x0304,
                                             .is_single = true,
                                             .until_s = 0x123456789a,
                                             .early_room = 16384,
                                             .alpn = SPAN_LITERAL("http/1.1"),
                                             .bytes = SPAN_LITERAL("ticket") };

#define WRITTEN                      \
  "\x01"                             \
  "\x03\x04"                         \
  "\x01"                             \
  "\x00\x00\x00\x12\x34\x56\x78\x9a" \
  "\x00\x00\x40\x00"                 \
  "\x08"                             \
  "http/1.1"                         \
  "\x00\x06"                         \
  "ticket"

static void it_is_written_byte_by_byte_so(void **state)
{
  struct buf b = BUF_INIT(TICKET_DATA_MAX);
  assert_int_equal(ticket_write(&b, &sample), CURLE_OK);
  assert_int_equal(b.len, sizeof WRITTEN - 1);
  assert_memory_equal(b.at, WRITTEN, b.len);
  buf_free(&b);
}

static void it_is_read_as_it_was_written(void **state)
{
  struct ticket_record r = { 0 };
  assert_true(ticket_parse(span_of(WRITTEN, sizeof WRITTEN - 1), &r));
  assert_int_equal(r.version, sample.version);
  assert_true(r.is_single);
  assert_int_equal(r.until_s, sample.until_s);
  assert_int_equal(r.early_room, sample.early_room);
  assert_true(span_equal(r.alpn, sample.alpn));
  assert_true(span_equal(r.bytes, sample.bytes));
}

static void every_cut_is_refused(void **state)
{
  struct ticket_record r = { .version = 7 };
  for(size_t len = 0; len < sizeof WRITTEN - 1; len++) assert_false(parse(span_of(WRITTEN, len), &r));
  assert_false(parse(span_of(WRITTEN, sizeof WRITTEN), &r)); /* and a byte more */
  assert_int_equal(r.version, 7);
}

static void refuse_with(size_t at, uint8_t byte)
{
  struct ticket_record r;
  uint8_t bytes[sizeof WRITTEN - 1];
  memcpy(bytes, WRITTEN, sizeof bytes);
  bytes[at] = byte;
  if(parse(span_of(bytes, sizeof bytes), &r)) fail_msg("byte %zu of %d was taken", at, byte);
}

static void what_was_not_written_so_is_refused(void **state)
{
  refuse_with(0, 0);  /* another format */
  refuse_with(0, 2);  /* a later one */
  refuse_with(3, 2);  /* an unknown flag */
  refuse_with(16, 9); /* lengths that do not fit */
  refuse_with(16, 255);
  refuse_with(20, '\0'); /* a protocol that ends early */
  refuse_with(25, 0xff); /* a ticket longer than there are */
  refuse_with(26, 0);    /* and none */
}

static void what_is_too_long_is_not_written(void **state)
{
  static const uint8_t zeros[TICKET_BYTES_MAX + 1];
  struct buf b = BUF_INIT(2 * TICKET_DATA_MAX);
  struct ticket_record r = sample;
  r.bytes = span_of(zeros, sizeof zeros);
  assert_int_equal(ticket_write(&b, &r), CURLE_TOO_LARGE);
  r.bytes.len--;
  r.alpn = span_of(zeros, TICKET_ALPN_MAX + 1);
  assert_int_equal(ticket_write(&b, &r), CURLE_TOO_LARGE);
  r.alpn.len = 0;
  r.bytes.len = 0;
  assert_int_equal(ticket_write(&b, &r), CURLE_TOO_LARGE);
  buf_free(&b);
}

/* ---- names ---- */

static bool parse_name(const char *name, struct span *where)
{
  uint8_t got[TICKET_DIGEST];
  size_t len = strlen(name);
  char *exact = malloc(len ? len : 1);
  memcpy(exact, name, len);
  struct span in_it;
  bool is_good = ticket_parse_name(span_of(exact, len), span_text("Maker/1.2"), &in_it, got);
  if(is_good) assert_memory_equal(got, digest, sizeof got);
  if(is_good) *where = span_of(name, in_it.len);
  free(exact);
  return is_good;
}

static void a_name_begins_with_the_host(void **state)
{
  struct buf b = BUF_INIT(TICKET_NAME_MAX);
  assert_int_equal(ticket_write_name(&b, span_text("host:443"), digest, span_text("Maker/1.2")), CURLE_OK);
  assert_true(span_equal(buf_span(&b), span_text("host:443:KEY-" HEX ":IMPL-Maker/1.2")));
  buf_free(&b);
  struct span where;
  assert_true(parse_name("host:443:KEY-" HEX ":IMPL-Maker/1.2", &where));
  assert_true(span_equal(where, span_text("host:443")));
  assert_true(parse_name("a:KEY-b:IMPL-c:KEY-" HEX ":IMPL-Maker/1.2", &where));
  assert_true(span_equal(where, span_text("a:KEY-b:IMPL-c")));
}

static void a_name_that_is_none_is_refused(void **state)
{
  static const char *const names[] = { "",
                                       "example.test:443",
                                       ":KEY-" HEX ":IMPL-Maker/1.2",
                                       "host:443:KEY-" HEX ":IMPL-Maker/1.3",
                                       "host:443:KEY-" HEX ":IMPL-Maker/1.2 ",
                                       "host:443:KEY-" HEX "0:IMPL-Maker/1.2",
                                       "host 443:KEY-" HEX ":IMPL-Maker/1.2",
                                       "host:443:key-" HEX ":IMPL-Maker/1.2",
                                       "host:443:KEY-" HEX ":impl-Maker/1.2",
                                       "host:443:KEY-001fAbff00000000000000000000000000000000000000000000000000000000"
                                       ":IMPL-Maker/1.2",
                                       "host:443:KEY-001gabff00000000000000000000000000000000000000000000000000000000"
                                       ":IMPL-Maker/1.2" };
  struct span where;
  for(size_t i = 0; i < sizeof names / sizeof *names; i++)
    if(parse_name(names[i], &where)) fail_msg("'%s' was taken", names[i]);
}

static void a_host_that_is_too_long_has_no_name(void **state)
{
  static char host[TICKET_WHERE_MAX + 1];
  struct buf b = BUF_INIT(2 * TICKET_NAME_MAX);
  memset(host, 'h', sizeof host);
  assert_int_equal(ticket_write_name(&b, span_of(host, sizeof host), digest, span_text("M")), CURLE_TOO_LARGE);
  assert_int_equal(ticket_write_name(&b, span_of(host, 0), digest, span_text("M")), CURLE_TOO_LARGE);
  assert_int_equal(ticket_write_name(&b, span_of(host, sizeof host - 1), digest, span_text("M")), CURLE_OK);
  buf_free(&b);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_is_written_byte_by_byte_so),
    cmocka_unit_test(it_is_read_as_it_was_written),
    cmocka_unit_test(every_cut_is_refused),
    cmocka_unit_test(what_was_not_written_so_is_refused),
    cmocka_unit_test(what_is_too_long_is_not_written),
    cmocka_unit_test(a_name_begins_with_the_host),
    cmocka_unit_test(a_name_that_is_none_is_refused),
    cmocka_unit_test(a_host_that_is_too_long_has_no_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
