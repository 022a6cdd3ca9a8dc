/* curl_easy_header and curl_easy_nextheader, against their manual pages and what programs have come to expect. */
#include "check.h"
#include "exchange.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALL (CURLH_HEADER | CURLH_TRAILER | CURLH_CONNECT | CURLH_1XX | CURLH_PSEUDO)

/* What a test has seen, as lines. */
static char seen[8192];

__attribute__((format(printf, 1, 2))) static void see(const char *format, ...)
{
  size_t used = strlen(seen);
  va_list args;
  va_start(args, format);
  vsnprintf(seen + used, sizeof seen - used, format, args);
  va_end(args);
}

/* "origin name=value index/amount" of each. */
static void list_all(CURL *easy, unsigned origins, int request)
{
  struct curl_header *h = NULL;
  while((h = curl_easy_nextheader(easy, origins, request, h)) != NULL)
    see("%u %s=%s %zu/%zu\n", h->origin, h->name, h->value, h->index, h->amount);
}

/* "name=value index/amount", or the code. */
static void ask(CURL *easy, const char *name, size_t index, unsigned origins, int request)
{
  struct curl_header *h = NULL;
  CURLHcode code = curl_easy_header(easy, name, index, origins, request, &h);
  if(code)
    see("%d\n", (int)code);
  else
    see("%s=%s %zu/%zu\n", h->name, h->value, h->index, h->amount);
}

/* Runs the exchange; in each way the same is to be seen. */
static const char *expected;
static void forget(struct outcome *o) { seen[0] = '\0'; }
static void compare(const struct outcome *o) { assert_string_equal(seen, expected); }
#define SEES(text, ...)                                                                          \
  do {                                                                                           \
    expected = (text);                                                                           \
    run_exchange(&(const struct exchange){ .prepare = forget, .verify = compare, __VA_ARGS__ }); \
  } while(0)

/* ---- bad arguments ---- */

static void bad_arguments_have_their_code(void **state)
{
  CURL *easy = curl_easy_init();
  struct curl_header *h = NULL;
  assert_int_equal(curl_easy_header(NULL, "a", 0, CURLH_HEADER, -1, &h), CURLHE_BAD_ARGUMENT);
  assert_int_equal(curl_easy_header(easy, NULL, 0, CURLH_HEADER, -1, &h), CURLHE_BAD_ARGUMENT);
  assert_int_equal(curl_easy_header(easy, "a", 0, CURLH_HEADER, -1, NULL), CURLHE_BAD_ARGUMENT);
  assert_int_equal(curl_easy_header(easy, "a", 0, 0, -1, &h), CURLHE_BAD_ARGUMENT);
  assert_int_equal(curl_easy_header(easy, "a", 0, ALL + 1, -1, &h), CURLHE_BAD_ARGUMENT);
  assert_int_equal(curl_easy_header(easy, "a", 0, CURLH_HEADER, -2, &h), CURLHE_BAD_ARGUMENT);
  assert_null(h);
  assert_null(curl_easy_nextheader(NULL, CURLH_HEADER, -1, NULL));
  curl_easy_cleanup(easy);
}

static void before_a_transfer_there_are_none(void **state)
{
  CURL *easy = curl_easy_init();
  struct curl_header *h = NULL;
  assert_int_equal(curl_easy_header(easy, "a", 0, ALL, -1, &h), CURLHE_NOHEADERS);
  assert_int_equal(curl_easy_header(easy, "a", 0, ALL, 0, &h), CURLHE_NOHEADERS);
  assert_int_equal(curl_easy_header(easy, "a", 0, ALL, 7, &h), CURLHE_NOHEADERS);
  assert_null(curl_easy_nextheader(easy, ALL, -1, NULL));
  assert_null(h);
  curl_easy_cleanup(easy);
}

#define FIELDS \
  "HTTP/1.1 200 OK\r\nDate: today\r\nSet-Cookie: a\r\nEmpty:\r\nset-cookie: \t b \t\r\nContent-Length: 0\r\n\r\n"

static void ask_in_vain(struct outcome *o)
{
  ask(o->easy, "Nothing", 0, ALL, -1);
  ask(o->easy, "", 0, ALL, -1);
  ask(o->easy, "HTTP/1.1 200 OK", 0, ALL, -1);
  ask(o->easy, "Date", 0, CURLH_TRAILER, -1);
  ask(o->easy, "Date", 1, ALL, -1);
  ask(o->easy, "Set-Cookie", 2, ALL, -1);
  ask(o->easy, "Date", SIZE_MAX, ALL, -1);
  ask(o->easy, "Date", 0, ALL, 1);
  ask(o->easy, "Nothing", 9, ALL, 1);
  list_all(o->easy, CURLH_TRAILER, -1);
  list_all(o->easy, 0, -1);
  list_all(o->easy, ALL, 1);
  list_all(o->easy, ALL, -2);
}

static void what_is_not_there_has_its_code(void **state)
{
  SEES("2\n2\n2\n2\n1\n1\n1\n4\n4\n", .kept = 1, .inspect = ask_in_vain,
       .conn = { { EXPECT(GET_ROOT), SEND(FIELDS) } });
}

static void go_astray(struct outcome *o)
{
  struct curl_header *h = curl_easy_nextheader(o->easy, CURLH_HEADER, -1, NULL), stranger;
  if(!h) return;
  stranger = *h;
  stranger.anchor = NULL;
  see("%d", curl_easy_nextheader(o->easy, ALL, -1, &stranger) != NULL);
  stranger.anchor = &stranger;
  see("%d", curl_easy_nextheader(o->easy, ALL, -1, &stranger) != NULL);
  see("%d", curl_easy_nextheader(NULL, ALL, -1, h) != NULL);
}

static void a_header_of_nobody_has_none_behind_it(void **state)
{
  SEES("000", .kept = 1, .inspect = go_astray, .conn = { { EXPECT(GET_ROOT), SEND(FIELDS) } });
}

/* ---- finding ---- */

static void ask_for_all(struct outcome *o)
{
  ask(o->easy, "dAtE", 0, CURLH_HEADER, -1);
  ask(o->easy, "Date", 0, ALL, 0);
  ask(o->easy, "Set-Cookie", 0, ALL, -1);
  ask(o->easy, "Set-Cookie", 1, ALL, -1);
  ask(o->easy, "Empty", 0, ALL, -1);
}

static void a_header_is_found_by_name_and_index(void **state)
{
  SEES("Date=today 0/1\nDate=today 0/1\nSet-Cookie=a 0/2\nset-cookie=b 1/2\nEmpty= 0/1\n", .kept = 1,
       .inspect = ask_for_all, .conn = { { EXPECT(GET_ROOT), SEND(FIELDS) } });
}

static void list_last(struct outcome *o) { list_all(o->easy, ALL, -1); }

static void all_are_listed_in_the_order_of_arrival(void **state)
{
  SEES("1 Date=today 0/1\n1 Set-Cookie=a 0/2\n1 Empty= 0/1\n1 set-cookie=b 1/2\n1 Content-Length=0 0/1\n", .kept = 1,
       .inspect = list_last, .conn = { { EXPECT(GET_ROOT), SEND(FIELDS) } });
}

/* The reference's test 1940. */
static void folded_values_are_one_line(void **state)
{
  SEES(
      "1 Server=test with trailing space 0/1\n1 Fold=is folding a line 0/1\n1 Content-Length=0 0/1\n1 Test=word 0/1\n",
      .kept = 1, .inspect = list_last,
      .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\nServer:       test with trailing space     \n"
                                         "Fold: is\n folding a     \n   line\nContent-Length: 0\nTest:\t\n\t \n\tword\n"
                                         "\n") } });
}

/* Five ways to ask for the same three answers. */
static void ask_each_origin(struct outcome *o)
{
  list_all(o->easy, ALL, -1);
  see("-\n");
  list_all(o->easy, CURLH_1XX, -1);
  see("-\n");
  list_all(o->easy, CURLH_HEADER | CURLH_TRAILER, 0);
  see("-\n");
  ask(o->easy, "link", 2, ALL, -1);
  ask(o->easy, "link", 0, CURLH_HEADER, -1);
}

static void origins_are_told_apart(void **state)
{
  SEES("8 Link=1 0/4\n8 Link=2 1/4\n1 Link=3 2/4\n1 Transfer-Encoding=chunked 0/1\n2 Link=4 3/4\n-\n"
       "8 Link=1 0/2\n8 Link=2 1/2\n-\n"
       "1 Link=3 0/2\n1 Transfer-Encoding=chunked 0/1\n2 Link=4 1/2\n-\n"
       "Link=3 2/4\nLink=3 0/1\n",
       .kept = 1, .body = "hello", .inspect = ask_each_origin,
       .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 103 Early\r\nLink: 1\r\n\r\nHTTP/1.1 102 Wait\r\nLink: 2\r\n\r\n"
                                          "HTTP/1.1 200 OK\r\nLink: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
                                          "5\r\nhello\r\n0\r\nLink: 4\r\n\r\n") } });
}

/* A walk may go on within other bounds. */
static void change_bounds(struct outcome *o)
{
  struct curl_header *h = NULL;
  if(curl_easy_header(o->easy, "Link", 0, CURLH_1XX, -1, &h)) return;
  h = curl_easy_nextheader(o->easy, CURLH_HEADER, -1, h);
  if(h) see("%s %zu/%zu\n", h->value, h->index, h->amount);
  h = curl_easy_nextheader(o->easy, CURLH_1XX, -1, h);
  see("%d\n", h != NULL);
}

static void a_walk_may_start_anywhere(void **state)
{
  SEES("2 0/1\n0\n", .kept = 1, .inspect = change_bounds,
       .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 103 Early\r\nLink: 1\r\n\r\n"
                                          "HTTP/1.1 200 OK\r\nLink: 2\r\nContent-Length: 0\r\n\r\n") } });
}

static void a_switch_of_protocols_is_an_interim_answer(void **state)
{
  SEES("8 Upgrade=x 0/1\n", .inspect = list_last, .modes = EASY | MULTI,
       .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 101 Go\r\nUpgrade: x\r\n\r\n"), EXPECT_END } });
}

/* ---- when ---- */

/* The header callback sees the header that it is called with, and those before. */
static size_t look_while_receiving(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  if(size * count > 1 && data[1] == ':') {
    const char name[] = { data[0], '\0' };
    ask(o->easy, name, 0, ALL, -1);
  }
  return collect_head(data, size, count, clientp);
}

static size_t look_with_the_body(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  if(!o->calls++) list_all(o->easy, ALL, -1);
  return collect_body(data, size, count, clientp);
}

static void callbacks_see_what_has_come(void **state)
{
  SEES("A=1 0/1\nB=2 0/1\n1 A=1 0/1\n1 B=2 0/1\n1 Transfer-Encoding=chunked 0/1\nC=3 0/1\n", .kept = 1, .body = "hello",
       .options = { FUNCTION(CURLOPT_HEADERFUNCTION, look_while_receiving),
                    FUNCTION(CURLOPT_WRITEFUNCTION, look_with_the_body) },
       .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
                                          "5\r\nhello\r\n0\r\nC: 3\r\n\r\n") } });
}

static void a_failed_transfer_has_those_that_came(void **state)
{
  SEES("1 A=1 0/1\n1 Content-Length=3 0/1\n", .inspect = list_last, .code = CURLE_HTTP_RETURNED_ERROR,
       .options = { LONG(CURLOPT_FAILONERROR, 1) },
       .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 404 No\r\nA: 1\r\nContent-Length: 3\r\n\r\nabc"), IGNORE } });
}

static void the_next_transfer_begins_anew(void **state)
{
  SEES("1 B=2 0/1\n1 Content-Length=0 0/1\n", .times = 2, .kept = 1, .inspect = list_last,
       .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 0\r\n\r\n"), EXPECT(GET_ROOT),
                   SEND("HTTP/1.1 200 OK\r\nB: 2\r\nContent-Length: 0\r\n\r\n") } });
}

static void fail_another(struct outcome *o)
{
  curl_easy_setopt(o->easy, CURLOPT_URL, "::");
  see("%d ", curl_easy_perform(o->easy) != CURLE_OK);
  ask(o->easy, "A", 0, ALL, -1);
}

static void a_transfer_that_fails_at_once_has_none(void **state)
{
  SEES("1 3\n", .kept = 1, .inspect = fail_another,
       .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 0\r\n\r\n") } });
}

static void forget_by_reset(struct outcome *o)
{
  CURL *copy = curl_easy_duphandle(o->easy);
  ask(copy, "A", 0, ALL, -1);
  curl_easy_cleanup(copy);
  curl_easy_reset(o->easy);
  ask(o->easy, "A", 0, ALL, -1);
}

static void neither_a_copy_nor_a_reset_handle_has_them(void **state)
{
  SEES("3\n3\n", .inspect = forget_by_reset, .kept = 1,
       .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 0\r\n\r\n") } });
}

/* ---- requests ---- */

static void list_requests(struct outcome *o)
{
  for(int request = -1; request < 3; request++) {
    see("%d: ", request);
    ask(o->easy, "A", 0, ALL, request);
  }
}

/* 417 (Expectation Failed) makes libcurl ask a second time. */
static void each_request_has_its_own(void **state)
{
  SEES(
      "-1: A=2 0/1\n0: A=1 0/1\n1: A=2 0/1\n2: 4\n", .inspect = list_requests, .kept = 1,
      .headers = { "Expect: 100-continue" }, .options = { TEXT(CURLOPT_POSTFIELDS, "hello") },
      .conn = { { EXPECT_HEAD("Expect: 100-continue"), SEND("HTTP/1.1 417 No\r\nA: 1\r\nContent-Length: 0\r\n\r\n"),
                  EXPECT_END },
                { EXPECT_HEAD(NULL), EXPECT("hello"), SEND("HTTP/1.1 200 OK\r\nA: 2\r\nContent-Length: 0\r\n\r\n") } });
}

/* Nothing came of the first try, so that it is not counted. */
static void a_dead_connection_is_no_request(void **state)
{
  SEES("-1: A=2 0/1\n0: A=2 0/1\n1: 4\n2: 4\n", .times = 2, .inspect = list_requests, .kept = 1,
       .conn = {
           { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 0\r\n\r\n"), EXPECT(GET_ROOT), CLOSE },
           { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nA: 2\r\nContent-Length: 0\r\n\r\n") } });
}

/* ---- memory ---- */

/* The two functions have a struct each, and what they show stands while more headers come. */
static struct curl_header *first_seen;
static char first_value[8];

static size_t remember_first(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  struct curl_header *h = NULL;
  if(data[0] == 'A') {
    first_seen = curl_easy_nextheader(o->easy, ALL, -1, NULL);
    curl_easy_header(o->easy, "Date", 0, ALL, -1, &h);
    see("%d %s\n", h != first_seen, first_seen ? first_seen->value : "");
  }
  return collect_head(data, size, count, clientp);
}

static void use_first(struct outcome *o)
{
  size_t count = 1;
  snprintf(first_value, sizeof first_value, "%s", first_seen->value);
  for(struct curl_header *h = first_seen; (h = curl_easy_nextheader(o->easy, ALL, -1, h)) != NULL;) count++;
  see("%s %zu\n", first_value, count);
}

static void what_was_shown_stands_to_the_end_of_the_transfer(void **state)
{
  static char answer[64 * 1024];
  size_t len = (size_t)snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nDate: today\r\nA: 1\r\n");
  for(int i = 0; i < 1000; i++) len += (size_t)snprintf(answer + len, sizeof answer - len, "Field-%d: value\r\n", i);
  len += (size_t)snprintf(answer + len, sizeof answer - len, "Content-Length: 0\r\n\r\n");
  SEES("1 today\ntoday 1003\n", .kept = 1, .inspect = use_first, .modes = EASY | MULTI,
       .options = { FUNCTION(CURLOPT_HEADERFUNCTION, remember_first) },
       .conn = { { EXPECT(GET_ROOT), SEND_BYTES(answer, len) } });
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(bad_arguments_have_their_code),
    cmocka_unit_test(before_a_transfer_there_are_none),
    cmocka_unit_test(what_is_not_there_has_its_code),
    cmocka_unit_test(a_header_of_nobody_has_none_behind_it),
    cmocka_unit_test(a_header_is_found_by_name_and_index),
    cmocka_unit_test(all_are_listed_in_the_order_of_arrival),
    cmocka_unit_test(folded_values_are_one_line),
    cmocka_unit_test(origins_are_told_apart),
    cmocka_unit_test(a_walk_may_start_anywhere),
    cmocka_unit_test(a_switch_of_protocols_is_an_interim_answer),
    cmocka_unit_test(callbacks_see_what_has_come),
    cmocka_unit_test(a_failed_transfer_has_those_that_came),
    cmocka_unit_test(the_next_transfer_begins_anew),
    cmocka_unit_test(a_transfer_that_fails_at_once_has_none),
    cmocka_unit_test(neither_a_copy_nor_a_reset_handle_has_them),
    cmocka_unit_test(each_request_has_its_own),
    cmocka_unit_test(a_dead_connection_is_no_request),
    cmocka_unit_test(what_was_shown_stands_to_the_end_of_the_transfer),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
