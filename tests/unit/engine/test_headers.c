/* The fields of a transfer's answers: scopes that HTTP/1 alone cannot make, memory, and bounds. */
#include "engine/headers.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit/base/failing_alloc.h"

#include <cmocka.h>

#define ALL (CURLH_HEADER | CURLH_TRAILER | CURLH_CONNECT | CURLH_1XX | CURLH_PSEUDO)

static CURLcode add(struct headers *h, const char *name, const char *value, unsigned origin)
{
  /* spans have no NUL behind them */
  char *field = malloc(strlen(name) + strlen(value));
  assert_non_null(field);
  memcpy(field, name, strlen(name));
  memcpy(field + strlen(name), value, strlen(value));
  CURLcode code = headers_add(h, span_of(field, strlen(name)), span_of(field + strlen(name), strlen(value)), origin);
  free(field);
  return code;
}

static CURLHcode find(const struct headers *h, const char *name, unsigned origins, int request)
{
  struct curl_header got;
  return headers_find(h, name, 0, origins, request, &got);
}

/* "value " of each. */
static const char *list(const struct headers *h, unsigned origins, int request)
{
  static char text[1024];
  struct curl_header at = { 0 };
  text[0] = '\0';
  while(headers_next(h, at.anchor, origins, request, &at)) {
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "%s:%zu/%zu ", at.value, at.index, at.amount);
  }
  return text;
}

static void the_empty_store_has_nothing(void **state)
{
  struct headers h = { 0 };
  struct curl_header got = { .index = 7 };
  assert_int_equal(headers_find(&h, NULL, 0, ALL, -1, &got), CURLHE_BAD_ARGUMENT);
  assert_int_equal(headers_find(&h, "a", 0, 0, -1, &got), CURLHE_BAD_ARGUMENT);
  assert_int_equal(headers_find(&h, "a", 0, 1u << 5, -1, &got), CURLHE_BAD_ARGUMENT);
  assert_int_equal(headers_find(&h, "a", 0, ~0u, -1, &got), CURLHE_BAD_ARGUMENT);
  assert_int_equal(headers_find(&h, "a", 0, ALL, -2, &got), CURLHE_BAD_ARGUMENT);
  assert_int_equal(headers_find(&h, "a", 0, ALL, 3, &got), CURLHE_NOHEADERS);
  assert_false(headers_next(&h, NULL, ALL, -1, &got));
  assert_false(headers_next(&h, &got, ALL, -1, &got));
  assert_int_equal(got.index, 7);
  headers_begin(&h);
  headers_free(&h);
}

/* As the reference's test 1945 has it: the proxy's answer comes before the server's. */
static void a_proxys_headers_are_its_own(void **state)
{
  struct headers h = { 0 };
  assert_int_equal(add(&h, "Server", "proxy", CURLH_CONNECT), CURLE_OK);
  assert_int_equal(add(&h, "Silly", "yes", CURLH_CONNECT), CURLE_OK);
  assert_int_equal(add(&h, "Date", "today", CURLH_HEADER), CURLE_OK);
  assert_int_equal(add(&h, "Server", "origin", CURLH_HEADER), CURLE_OK);
  assert_string_equal(list(&h, CURLH_CONNECT | CURLH_HEADER, 0), "proxy:0/2 yes:0/1 today:0/1 origin:1/2 ");
  assert_string_equal(list(&h, CURLH_CONNECT, -1), "proxy:0/1 yes:0/1 ");
  assert_string_equal(list(&h, CURLH_HEADER, -1), "today:0/1 origin:0/1 ");
  assert_int_equal(find(&h, "silly", CURLH_HEADER, -1), CURLHE_MISSING);
  headers_free(&h);
}

static void a_pseudo_header_has_its_colon(void **state)
{
  struct headers h = { 0 };
  struct curl_header got;
  assert_int_equal(add(&h, ":status", "200", CURLH_PSEUDO), CURLE_OK);
  assert_int_equal(headers_find(&h, ":Status", 0, CURLH_PSEUDO, -1, &got), CURLHE_OK);
  assert_string_equal(got.name, ":status");
  assert_int_equal(got.origin, CURLH_PSEUDO);
  assert_string_equal(list(&h, CURLH_HEADER, -1), "");
  headers_free(&h);
}

/* As the reference's tests 1944 and 1946 have it. */
static void requests_are_counted_also_where_nothing_came(void **state)
{
  struct headers h = { 0 };
  assert_int_equal(add(&h, "A", "first", CURLH_HEADER), CURLE_OK);
  headers_next_request(&h);
  assert_int_equal(find(&h, "A", ALL, -1), CURLHE_MISSING);
  assert_int_equal(find(&h, "A", ALL, 1), CURLHE_MISSING);
  assert_int_equal(find(&h, "A", ALL, 2), CURLHE_NOREQUEST);
  headers_next_request(&h);
  assert_int_equal(add(&h, "A", "third", CURLH_HEADER), CURLE_OK);
  assert_string_equal(list(&h, ALL, 0), "first:0/1 ");
  assert_string_equal(list(&h, ALL, 1), "");
  assert_string_equal(list(&h, ALL, 2), "third:0/1 ");
  assert_string_equal(list(&h, ALL, -1), "third:0/1 ");
  assert_string_equal(list(&h, ALL, -2), "");
  headers_begin(&h);
  assert_int_equal(find(&h, "A", ALL, 0), CURLHE_NOHEADERS);
  assert_int_equal(add(&h, "A", "anew", CURLH_HEADER), CURLE_OK);
  assert_int_equal(find(&h, "A", ALL, 1), CURLHE_NOREQUEST);
  headers_free(&h);
}

/* A struct that was kept over the end of its transfer. */
static void an_anchor_of_a_former_transfer_is_not_followed(void **state)
{
  struct headers h = { 0 };
  struct curl_header old = { 0 }, got;
  for(int i = 0; i < 1000; i++) assert_int_equal(add(&h, "A", "value", CURLH_HEADER), CURLE_OK);
  while(headers_next(&h, old.anchor, ALL, -1, &old)) {
  }
  headers_begin(&h);
  assert_false(headers_next(&h, old.anchor, ALL, -1, &got));
  assert_int_equal(add(&h, "A", "value", CURLH_HEADER), CURLE_OK);
  assert_false(headers_next(&h, old.anchor, ALL, -1, &got));
  headers_free(&h);
}

static void a_field_of_any_length_fits_and_stays_where_it_is(void **state)
{
  struct headers h = { 0 };
  struct curl_header first, got;
  static uint8_t bytes[120000];
  memset(bytes, 'v', sizeof bytes);
  assert_int_equal(add(&h, "First", "here", CURLH_HEADER), CURLE_OK);
  assert_int_equal(headers_find(&h, "First", 0, ALL, -1, &first), CURLHE_OK);
  for(size_t len = 0; len <= sizeof bytes; len = len * 2 + 1) {
    assert_int_equal(headers_add(&h, span_text("Long"), span_of(bytes, len), CURLH_HEADER), CURLE_OK);
    assert_int_equal(headers_next(&h, first.anchor, ALL, -1, &got), true);
  }
  size_t index = 0;
  for(size_t len = 0; len <= sizeof bytes; len = len * 2 + 1) {
    assert_int_equal(headers_find(&h, "Long", index++, ALL, -1, &got), CURLHE_OK);
    assert_int_equal(strlen(got.value), len);
  }
  assert_string_equal(first.name, "First");
  assert_string_equal(first.value, "here");
  headers_free(&h);
}

static void the_whole_is_bounded(void **state)
{
  struct headers h = { 0 };
  static uint8_t bytes[100000];
  struct curl_header got;
  CURLcode code = CURLE_OK;
  size_t count = 0;
  memset(bytes, 'v', sizeof bytes);
  assert_int_equal(headers_add(&h, span_of(bytes, (size_t)-1), span_text(""), CURLH_HEADER), CURLE_TOO_LARGE);
  assert_int_equal(headers_add(&h, span_text("a"), span_of(bytes, HEADERS_MAX), CURLH_HEADER), CURLE_TOO_LARGE);
  while(!(code = headers_add(&h, span_text("a"), span_of(bytes, sizeof bytes), CURLH_HEADER)) && count < 1000) count++;
  assert_int_equal(code, CURLE_TOO_LARGE);
  assert_in_range(count, HEADERS_MAX / sizeof bytes / 2, HEADERS_MAX / sizeof bytes);
  assert_true(h.size <= HEADERS_MAX);
  assert_int_equal(headers_find(&h, "a", count - 1, ALL, -1, &got), CURLHE_OK); /* what was there still is */
  headers_begin(&h);
  assert_int_equal(h.size, 0); /* so much is not kept */
  assert_int_equal(add(&h, "a", "b", CURLH_HEADER), CURLE_OK);
  headers_free(&h);
}

static void fill(struct headers *h)
{
  headers_begin(h);
  for(int i = 0; i < 200; i++) assert_int_equal(add(h, "Some-Name", "some value", CURLH_HEADER), CURLE_OK);
}

static void the_steady_state_allocates_nothing(void **state)
{
  struct headers h = { 0 };
  for(int i = 0; i < 3; i++) fill(&h);
  failing_after(0);
  fill(&h);
  assert_false(failing_end());
  headers_free(&h);
}

static void without_memory_what_was_there_stands(void **state)
{
  struct headers h = { 0 };
  failing_after(0);
  assert_int_equal(add(&h, "A", "1", CURLH_HEADER), CURLE_OUT_OF_MEMORY);
  failing_after(1);
  CURLcode code = CURLE_OK;
  size_t count = 0;
  struct curl_header got;
  while(!(code = add(&h, "A", "1", CURLH_HEADER))) count++;
  assert_true(failing_end());
  assert_int_equal(code, CURLE_OUT_OF_MEMORY);
  assert_int_equal(headers_find(&h, "A", count - 1, ALL, -1, &got), CURLHE_OK);
  assert_int_equal(got.amount, count);
  assert_int_equal(add(&h, "A", "1", CURLH_HEADER), CURLE_OK);
  headers_free(&h);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_empty_store_has_nothing),
    cmocka_unit_test(a_proxys_headers_are_its_own),
    cmocka_unit_test(a_pseudo_header_has_its_colon),
    cmocka_unit_test(requests_are_counted_also_where_nothing_came),
    cmocka_unit_test(an_anchor_of_a_former_transfer_is_not_followed),
    cmocka_unit_test(a_field_of_any_length_fits_and_stays_where_it_is),
    cmocka_unit_test(the_whole_is_bounded),
    cmocka_unit_test(the_steady_state_allocates_nothing),
    cmocka_unit_test(without_memory_what_was_there_stands),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
