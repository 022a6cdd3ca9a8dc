/* CURLOPT_COPYPOSTFIELDS and the size that goes with it, as they go over the wire. */
#include "check.h"
#include "exchange.h"

static void a_copy_goes_out(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_COPYPOSTFIELDS, "abc") },
           .conn = { { EXPECT_HEAD("Content-Length: 3\r\n"), EXPECT("abc"), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
}

static void a_smaller_size_cuts_the_copy(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_COPYPOSTFIELDS, "abc"), LONG(CURLOPT_POSTFIELDSIZE, 2) },
           .conn = { { EXPECT_HEAD("Content-Length: 2\r\n"), EXPECT("ab"), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
}

/* There are no more bytes than were copied: what the read callback has goes out instead. */
static void a_copy_that_is_too_short_is_not_sent(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_COPYPOSTFIELDS, "abc"), LONG(CURLOPT_POSTFIELDSIZE, 6) }, .upload = "sixsix",
           .conn = { { EXPECT_HEAD("Content-Length: 6\r\n"), EXPECT("sixsix"), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
}

static void fields_that_are_not_copied_take_the_place_of_a_copy(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_COPYPOSTFIELDS, "abc"), TEXT(CURLOPT_POSTFIELDS, "de") },
           .conn = { { EXPECT_HEAD("Content-Length: 2\r\n"), EXPECT("de"), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
}

static size_t swallow(char *data, size_t size, size_t count, void *clientp) { return size * count; }

static void a_duplicate_posts_a_copy_of_its_own(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("Content-Length: 3\r\n"), EXPECT("a\0b"), SEND(OK_HELLO) },
  };
  struct peer peer;
  CURL *first = curl_easy_init();
  peer_init(&peer, script);
  peer_install(&peer, first);
  assert_int_equal(curl_easy_setopt(first, CURLOPT_URL, URL), CURLE_OK);
  assert_int_equal(curl_easy_setopt(first, CURLOPT_WRITEFUNCTION, swallow), CURLE_OK);
  assert_int_equal(curl_easy_setopt(first, CURLOPT_POSTFIELDSIZE, 3L), CURLE_OK);
  assert_int_equal(curl_easy_setopt(first, CURLOPT_COPYPOSTFIELDS, "a\0b"), CURLE_OK);
  CURL *copy = curl_easy_duphandle(first);
  curl_easy_cleanup(first);
  peer_start(&peer);
  CURLcode code = curl_easy_perform(copy);
  curl_easy_cleanup(copy);
  assert_string_equal(peer_end(&peer), "");
  assert_int_equal(code, CURLE_OK);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_copy_goes_out),
    cmocka_unit_test(a_smaller_size_cuts_the_copy),
    cmocka_unit_test(a_copy_that_is_too_short_is_not_sent),
    cmocka_unit_test(fields_that_are_not_copied_take_the_place_of_a_copy),
    cmocka_unit_test(a_duplicate_posts_a_copy_of_its_own),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
