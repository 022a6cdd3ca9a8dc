/* CURLOPT_HTTP200ALIASES. */
#include "check.h"
#include "exchange.h"

static struct curl_slist ultra = { (char *)(uintptr_t) "ULTRAVOX/2", NULL };
static struct curl_slist icy = { (char *)(uintptr_t) "icy", &ultra };
#define ALIASES POINTER(CURLOPT_HTTP200ALIASES, &icy)

static void a_line_that_is_no_alias_is_no_head(void **state)
{
  EXCHANGE(.options = { ALIASES }, .conn = { { EXPECT(GET_ROOT), SEND("IC 200\r\n\r\nhello"), EXPECT_END } },
           .code = CURLE_UNSUPPORTED_PROTOCOL);
  EXCHANGE(.options = { ALIASES }, .conn = { { EXPECT(GET_ROOT), SEND("ULTRA"), CLOSE } },
           .code = CURLE_UNSUPPORTED_PROTOCOL);
}

static void an_alias_is_a_200_of_http_1_0(void **state)
{
  EXCHANGE(.options = { ALIASES }, .body = "hello", .head = "ICY 404 what\r\nContent-Length: 5\r\n\r\n",
           .conn = { { EXPECT(GET_ROOT), SEND("ICY 404 what\r\nContent-Length: 5\r\n\r\nhello") } },
           .infos = { { CURLINFO_RESPONSE_CODE, 200, NULL }, { CURLINFO_HTTP_VERSION, CURL_HTTP_VERSION_1_0, NULL } });
  EXCHANGE(.options = { ALIASES }, .body = "hello",
           .conn = { { EXPECT(GET_ROOT), SEND("ULTRAVOX/2.0\n\nhello"), CLOSE } });
}

static void an_http_line_is_what_it_says_whatever_the_aliases(void **state)
{
  static struct curl_slist http = { (char *)(uintptr_t) "HTTP/1.1 404", NULL };
  EXCHANGE(.options = { POINTER(CURLOPT_HTTP200ALIASES, &http) }, .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n") } },
           .infos = { { CURLINFO_RESPONSE_CODE, 404, NULL } });
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_line_that_is_no_alias_is_no_head),
    cmocka_unit_test(an_alias_is_a_200_of_http_1_0),
    cmocka_unit_test(an_http_line_is_what_it_says_whatever_the_aliases),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
