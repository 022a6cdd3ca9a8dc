#include "base/mem.h"
#include "unit/codec/http1/head_outcome.h"

static void a_head_becomes_events(void **state)
{
#define HEAD                                                             \
  "HTTP/1.1 200 OK\r\n"                                                  \
  "Server: nginx/1.22.1\r\n"                                             \
  "Content-Length:  6 \t\r\n" /* blanks around a value are none of it */ \
  "empty:\r\n"                                                           \
  "colon:a:b\r\n"                                                        \
  "\r\n"
  struct span text = span_text(HEAD "body");
  EACH_STEP(step, text.len) {
    struct outcome o = decode(text, step);
    assert_int_equal(o.code, CURLE_OK);
    assert_string_equal(o.events, "<11 200|OK>{Server|nginx/1.22.1}{Content-Length|6}{empty|}{colon|a:b}.");
    assert_string_equal(o.lines, HEAD);
    assert_int_equal(o.unused, strlen("body"));
    assert_string_equal(o.why, "");
  }
}

static void bare_line_feeds_end_lines(void **state)
{
  struct span text = span_text("HTTP/1.0 404 Not Found\nA: b\r\nC: d\n\nX");
  EACH_STEP(step, text.len) {
    struct outcome o = decode(text, step);
    assert_string_equal(o.events, "<10 404|Not Found>{A|b}{C|d}.");
    assert_string_equal(o.lines, "HTTP/1.0 404 Not Found\nA: b\r\nC: d\n\n");
    assert_int_equal(o.unused, 1);
  }
}

static void lenient_status_lines(void **state)
{
  static const struct {
    const char *text, *events;
  } cases[] = {
    { "HTTP/1.1 200\r\n\r\n", "<11 200|>." },
    { "HTTP/1.1 200 \r\n\n", "<11 200|>." },
    { "HTTP/1.1  301 \t Moved  far \n\n", "<11 301|Moved  far>." },
    { "HTTP/1.1\t100\tGo on\n\n", "<11 100|Go on>." },
    { "HTTP/1.0 999 OK\n\n", "<10 999|OK>." },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    EACH_STEP(step, strlen(cases[i].text)) {
      struct outcome o = decode(span_text(cases[i].text), step);
      assert_int_equal(o.code, CURLE_OK);
      assert_string_equal(o.events, cases[i].events);
    }
}

static void folded_fields_become_one_line(void **state)
{
  struct span text = span_text("HTTP/1.1 200 OK\r\n"
                               "Server: test-server/\r\n fake\r\n \t folded\r\n"
                               "Tabs: tab-instead/\t\r\n\tonly\n\t mixed\r\n" /* blanks before the fold go, too */
                               "Late:      \r\n   close\r\n"
                               "Blank:\t\n\t \n\tword\n"
                               "Last: a\r\n b\r\n"
                               "\r\n");
  EACH_STEP(step, text.len) {
    struct outcome o = decode(text, step);
    assert_int_equal(o.code, CURLE_OK);
    assert_string_equal(o.events, "<11 200|OK>{Server|test-server/ fake folded}{Tabs|tab-instead/ only mixed}"
                                  "{Late|close}{Blank|word}{Last|a b}.");
    assert_string_equal(o.lines, "HTTP/1.1 200 OK\r\nServer: test-server/ fake folded\r\n"
                                 "Tabs: tab-instead/ only mixed\r\nLate: close\r\nBlank: word\nLast: a b\r\n\r\n");
  }
}

static void a_fold_of_no_field_is_dropped(void **state)
{
  struct span text = span_text("HTTP/1.1 200 OK\r\n\tA: b\r\n  c: d\r\nE: f\r\n\r\n");
  EACH_STEP(step, text.len) {
    struct outcome o = decode(text, step);
    assert_int_equal(o.code, CURLE_OK);
    assert_string_equal(o.events, OK_EVENT "{E|f}.");
  }
}

static void a_field_waits_for_the_byte_after_it(void **state)
{
  struct h1_head d;
  h1_head_init(&d);
  struct outcome o = decode_with(&d, span_text(OK_LINE "A: b\r\n"), 100);
  assert_string_equal(o.events, OK_EVENT);
  assert_int_equal(o.last, H1_HEAD_MORE);
  o = decode_with(&d, span_text("C"), 1);
  assert_string_equal(o.events, "{A|b}");
  h1_head_free(&d);
}

static void whole_lines_are_not_copied(void **state)
{
  static const char text[] = OK_LINE "A: b\r\n\r\n";
  struct h1_head d;
  struct h1_head_event e;
  struct cursor in = { (const uint8_t *)text, (const uint8_t *)text + sizeof text - 1 };
  h1_head_init(&d);
  do {
    assert_int_equal(h1_head_next(&d, &in, &e), CURLE_OK);
    assert_true(e.line.at >= (const uint8_t *)text && e.line.at < (const uint8_t *)text + sizeof text);
  } while(e.kind != H1_HEAD_END);
  assert_null(d.store.at);
  h1_head_free(&d);
}

static void what_does_not_begin_as_http_is_a_body(void **state)
{
  static const char *const texts[] = { "o", "HTTPr\n", "\r\nHTTP/1.1 200 OK\r\n\r\n", "http/1.1 200 OK\r\n", "HT\nTP" };
  for(size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    EACH_STEP(step, strlen(texts[i])) {
      struct outcome o = decode(span_text(texts[i]), step);
      char body[sizeof o.lines + 64];
      assert_int_equal(o.code, CURLE_OK);
      assert_int_equal(o.last, H1_HEAD_NOT_HTTP);
      snprintf(body, sizeof body, "%s%s", o.lines, texts[i] + strlen(texts[i]) - o.unused);
      assert_string_equal(body, texts[i]);
    }
}

/* Case is of no matter, a reset keeps them, and "HTTP/" means what it says. */
static void an_alias_is_a_status_line(void **state)
{
  static struct curl_slist long_one = { (char *)(uintptr_t) "Longer/2", NULL };
  static struct curl_slist aliases = { (char *)(uintptr_t) "icy", &long_one };
  static const struct {
    const char *text, *events;
  } cases[] = {
    { "ICY 404 OK\r\nA: b\r\n\r\n", "<10 200|>{A|b}." },
    { "icy\n\n", "<10 200|>." },
    { "LONGER/2.0 x\r\n\r\n", "<10 200|>." },
    { "HTTP/1.1 404 No\r\n\r\n", "<11 404|No>." },
    { "IC\nY\n\n", "~" },
    { "Longer/1\n", "~" },
  };
  struct h1_head d;
  h1_head_init(&d);
  d.aliases = &aliases;
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    EACH_STEP(step, strlen(cases[i].text)) {
      h1_head_reset(&d);
      struct outcome o = decode_with(&d, span_text(cases[i].text), step);
      assert_int_equal(o.code, CURLE_OK);
      if(cases[i].events[0] == '~')
        assert_int_equal(o.last, H1_HEAD_NOT_HTTP);
      else
        assert_string_equal(o.events, cases[i].events);
    }
  h1_head_reset(&d);
  struct h1_head_event e;
  assert_int_equal(decode_with(&d, span_text("longer"), 1).last, H1_HEAD_MORE);
  assert_int_equal(h1_head_eof(&d, &e), CURLE_OK);
  assert_int_equal(e.kind, H1_HEAD_NOT_HTTP); /* too short for one */
  h1_head_reset(&d);
  assert_int_equal(decode_with(&d, span_text("ICY 200"), 1).last, H1_HEAD_MORE);
  assert_int_equal(h1_head_eof(&d, &e), CURLE_OK);
  assert_int_equal(e.kind, H1_HEAD_MORE); /* one that is cut off */
  h1_head_free(&d);
}

static void a_large_body_without_head_is_all_there(void **state)
{
  char *text = make_text("HTx", 'x', 3 * H1_LINE_MAX);
  struct h1_head d;
  struct h1_head_event e;
  h1_head_init(&d);
  assert_int_equal(decode_with(&d, span_text("HT"), 2).last, H1_HEAD_MORE);
  struct cursor in = cursor_of(span_of(text + 2, 3 * H1_LINE_MAX - 2));
  assert_int_equal(h1_head_next(&d, &in, &e), CURLE_OK);
  assert_int_equal(e.kind, H1_HEAD_NOT_HTTP);
  assert_int_equal(e.line.len + cursor_left(&in), 3 * H1_LINE_MAX);
  assert_memory_equal(e.line.at, "HTxxx", 5);
  h1_head_free(&d);
  free(text);
}

static void a_reset_decoder_reads_the_next_head(void **state)
{
  struct span first = span_text("HTTP/1.1 103 Hints\r\nLink: a\r\n b\r\n\r\n");
  struct span second = span_text("HTTP/1.0 200 OK\r\nA: b\r\n\r\n");
  EACH_STEP(step, second.len) {
    struct h1_head d;
    h1_head_init(&d);
    assert_string_equal(decode_with(&d, first, step).events, "<11 103|Hints>{Link|a b}.");
    h1_head_reset(&d);
    assert_string_equal(decode_with(&d, second, step).events, "<10 200|OK>{A|b}.");
    h1_head_reset(&d);
    assert_int_equal(decode_with(&d, span_text("HTTP/1.1 200 OK\nbad\n\n"), step).code, CURLE_WEIRD_SERVER_REPLY);
    h1_head_reset_trailer(&d);
    assert_null(h1_head_why(&d));
    assert_string_equal(decode_with(&d, span_text("T: u\r\n\r\n"), step).events, "{T|u}.");
    h1_head_free(&d);
  }
}

static void a_trailer_has_fields_only_and_crlf(void **state)
{
  struct span text = span_text("A: b\nFold: a\n b\nC: d\r\n\nHTTP/1.1 200 OK\r\n");
  EACH_STEP(step, text.len) {
    struct outcome o = decode_trailer(text, step);
    assert_int_equal(o.code, CURLE_OK);
    assert_string_equal(o.events, "{A|b}{Fold|a b}{C|d}.");
    assert_string_equal(o.lines, "A: b\r\nFold: a b\r\nC: d\r\n\n");
    assert_int_equal(o.unused, strlen("HTTP/1.1 200 OK\r\n"));
  }
  assert_string_equal(decode_trailer(span_text("\r\n"), 2).events, ".");
  assert_string_equal(decode_trailer(span_text("\r\n"), 1).events, ".");
}

static void the_end_of_input_gives_what_is_held(void **state)
{
  static const struct {
    const char *text, *events;
    CURLcode code;
  } cases[] = {
    { "", "", CURLE_OK },
    { "HTTP", "~HTTP", CURLE_OK },                            /* shorter than "HTTP/" */
    { "HTTP/", "", CURLE_OK },                                /* an incomplete status line */
    { OK_LINE, OK_EVENT, CURLE_OK },                          /* nothing is held */
    { OK_LINE "A: b\r\n", OK_EVENT "{A|b}", CURLE_OK },       /* a complete field */
    { OK_LINE "A: b\r\n c\n", OK_EVENT "{A|b c}", CURLE_OK }, /* and a folded one */
    { OK_LINE "A: b\r\n c", OK_EVENT, CURLE_OK },             /* an incomplete one */
    { OK_LINE "A: b", OK_EVENT, CURLE_OK },
    { OK_LINE "bad\r\n", OK_EVENT, CURLE_WEIRD_SERVER_REPLY },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    EACH_STEP(step, strlen(cases[i].text) + 1) {
      struct h1_head d;
      struct h1_head_event e;
      h1_head_init(&d);
      struct outcome o = decode_with(&d, span_text(cases[i].text), step);
      assert_int_equal(h1_head_eof(&d, &e), cases[i].code);
      if(!cases[i].code) note_event(&o, &e);
      assert_string_equal(o.events, cases[i].events);
      h1_head_free(&d);
    }
}

static size_t allocations_left;
static void *scarce_realloc(void *block, size_t size) { return allocations_left-- ? realloc(block, size) : NULL; }

static void out_of_memory_is_an_error(void **state)
{
  static const struct mem_hooks hooks = { malloc, free, scarce_realloc, strdup, calloc };
  struct span text = span_text("Name: a value that makes the store grow past its first room, which has 64 bytes\n"
                               " and a continuation\n\n");
  mem_set_hooks(&hooks);
  EACH_STEP(step, text.len) {
    CURLcode code = CURLE_OUT_OF_MEMORY;
    size_t n = 0;
    for(; code; n++) {
      allocations_left = n;
      code = decode_trailer(text, step).code;
      if(code) assert_int_equal(code, CURLE_OUT_OF_MEMORY);
    }
    assert_true(n > 1);
  }
  mem_set_hooks(NULL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_head_becomes_events),
    cmocka_unit_test(bare_line_feeds_end_lines),
    cmocka_unit_test(lenient_status_lines),
    cmocka_unit_test(folded_fields_become_one_line),
    cmocka_unit_test(a_fold_of_no_field_is_dropped),
    cmocka_unit_test(a_field_waits_for_the_byte_after_it),
    cmocka_unit_test(whole_lines_are_not_copied),
    cmocka_unit_test(what_does_not_begin_as_http_is_a_body),
    cmocka_unit_test(an_alias_is_a_status_line),
    cmocka_unit_test(a_large_body_without_head_is_all_there),
    cmocka_unit_test(a_reset_decoder_reads_the_next_head),
    cmocka_unit_test(a_trailer_has_fields_only_and_crlf),
    cmocka_unit_test(the_end_of_input_gives_what_is_held),
    cmocka_unit_test(out_of_memory_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
