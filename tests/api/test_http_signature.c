/* CURLOPT_AWS_SIGV4 and CURLOPT_HTTPSIG_*: what a program sees of signed requests. What exactly is signed is the affair of
 * the unit tests. */
#include "exchange.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define ED25519_KEY "9f8362f87a484a954e6e740c5b4c0e84229139a20aa8ab56ff66586f6a7d29c5"
#define ME          TEXT(CURLOPT_USERPWD, "xxx:yyy")
#define DATE        "X-Xxx-Date: 19700101T000000Z"
#define HTTPSIG(algorithm, key, id) \
  LONG(CURLOPT_HTTPSIG_ALGORITHM, algorithm), TEXT(CURLOPT_HTTPSIG_KEY, key), TEXT(CURLOPT_HTTPSIG_KEYID, id)
#define USED(bits)                                   \
  {                                                  \
    CURLINFO_HTTPAUTH_USED, (curl_off_t)(bits), NULL \
  }

/* Of "GET /" at 192.0.2.1 on that date. */
#define BY_XXX(user)                                                                                                 \
  "Authorization: XXX4-HMAC-SHA256 Credential=" user "/19700101/0/192/xxx4_request, SignedHeaders=host;x-xxx-date, " \
  "Signature="
#define SIGNATURE "a00af76de55776427f8368c97790d7e389a61e91d96620001217c7774a315a7a"

/* ---- failures ---- */

static void a_request_that_cannot_be_signed_is_not_sent(void **state)
{
  EXCHANGE(.options = { ME, TEXT(CURLOPT_AWS_SIGV4, ":") }, .conn = { { IGNORE } }, .kept = 0,
           .code = CURLE_BAD_FUNCTION_ARGUMENT, .error = "provider");
  EXCHANGE(.url = "http://localhost/", .options = { ME, TEXT(CURLOPT_AWS_SIGV4, "aws") }, .conn = { { IGNORE } },
           .code = CURLE_URL_MALFORMAT, .error = "service");
  EXCHANGE(.options = { HTTPSIG(CURLHTTPSIG_ED25519, NULL, "id") }, .conn = { { IGNORE } },
           .code = CURLE_BAD_FUNCTION_ARGUMENT, .error = "CURLOPT_HTTPSIG_KEY");
  EXCHANGE(.options = { HTTPSIG(CURLHTTPSIG_ED25519, "0123", "id") }, .conn = { { IGNORE } },
           .code = CURLE_BAD_FUNCTION_ARGUMENT, .error = "32 bytes");
  EXCHANGE(.options = { HTTPSIG(CURLHTTPSIG_ED25519, ED25519_KEY, "id"),
                        TEXT(CURLOPT_HTTPSIG_HEADERS, "method method") },
           .conn = { { IGNORE } }, .code = CURLE_BAD_FUNCTION_ARGUMENT, .error = "twice");
}

static void algorithms_that_there_are_not_are_refused(void **state)
{
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_HTTPSIG_ALGORITHM, 3L), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_HTTPSIG_ALGORITHM, -1L), CURLE_BAD_FUNCTION_ARGUMENT);
  curl_easy_cleanup(easy);
}

/* ---- AWS ---- */

static void a_request_is_signed_for_aws(void **state)
{
  EXCHANGE(.options = { ME, TEXT(CURLOPT_AWS_SIGV4, "xxx") }, .headers = { DATE },
           .conn = { { EXPECT("GET / HTTP/1.1\r\nHost: 192.0.2.1\r\n" BY_XXX("xxx") SIGNATURE "\r\nAccept: */*\r\n" DATE
                                                                                              "\r\n\r\n"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1, .infos = { USED(CURLAUTH_AWS_SIGV4) });
}

static void credentials_of_the_url_do(void **state)
{
  EXCHANGE(.url = "http://xxx:yyy@192.0.2.1/", .options = { TEXT(CURLOPT_AWS_SIGV4, "xxx") }, .headers = { DATE },
           .conn = { { EXPECT_HEAD(BY_XXX("xxx") SIGNATURE "\r\n"), SEND(OK_HELLO) } }, .body = "hello", .kept = 1);
}

static void the_auth_option_alone_means_amazon(void **state)
{
  EXCHANGE(.options = { ME, LONG(CURLOPT_HTTPAUTH, CURLAUTH_AWS_SIGV4) },
           .conn = { { EXPECT_HEAD("/0/192/aws4_request, SignedHeaders=host;x-amz-date, "), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void nobody_signs_nothing(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_AWS_SIGV4, "xxx") }, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1, .infos = { USED(0) });
}

static void a_refused_signature_is_the_answer(void **state)
{
  EXCHANGE(.options = { ME, TEXT(CURLOPT_AWS_SIGV4, "xxx") },
           .conn = { { EXPECT_HEAD("XXX4-HMAC-SHA256"),
                       SEND(
                           "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"r\"\r\nContent-Length: 2\r\n\r\nno") } },
           .body = "no", .kept = 1);
}

static void another_host_gets_no_signature(void **state)
{
  EXCHANGE(.options = { ME, TEXT(CURLOPT_AWS_SIGV4, "xxx"), LONG(CURLOPT_FOLLOWLOCATION, 1) },
           .conn = { { EXPECT_HEAD("XXX4-HMAC-SHA256"),
                       SEND("HTTP/1.1 302 Go\r\nLocation: http://192.0.2.2/b\r\nContent-Length: 0\r\n\r\n") },
                     { EXPECT_LACKS("Authorization"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 2);
  EXCHANGE(.options = { ME, TEXT(CURLOPT_AWS_SIGV4, "xxx"), LONG(CURLOPT_FOLLOWLOCATION, 1),
                        LONG(CURLOPT_UNRESTRICTED_AUTH, 1) },
           .conn = { { EXPECT_HEAD("XXX4-HMAC-SHA256"),
                       SEND("HTTP/1.1 302 Go\r\nLocation: http://192.0.2.2/b\r\nContent-Length: 0\r\n\r\n") },
                     { EXPECT_HEAD("XXX4-HMAC-SHA256"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 2);
}

static void it_can_be_taken_back(void **state)
{
  EXCHANGE(.options = { ME, TEXT(CURLOPT_AWS_SIGV4, "xxx"), TEXT(CURLOPT_AWS_SIGV4, NULL) },
           .conn = { { EXPECT_HEAD("Authorization: Basic eHh4Onl5eQ==\r\n"), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
  EXCHANGE(.options = { ME, TEXT(CURLOPT_AWS_SIGV4, "xxx"), LONG(CURLOPT_HTTPAUTH, CURLAUTH_BASIC) },
           .conn = { { EXPECT_HEAD("Authorization: Basic eHh4Onl5eQ==\r\n"), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
}

/* ---- HTTP message signatures ---- */

static void a_message_is_signed(void **state)
{
  EXCHANGE(.options = { HTTPSIG(CURLHTTPSIG_ED25519, ED25519_KEY, "my \"key\"") },
           .conn = { { EXPECT_HEAD(";keyid=\"my \\\"key\\\"\";alg=\"ed25519\"\r\nSignature: sig1=:"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1, .infos = { USED(CURLAUTH_HTTPSIG) });
  EXCHANGE(.options = { HTTPSIG(CURLHTTPSIG_HMAC_SHA256, "00ff", "id") },
           .conn = { { EXPECT_HEAD(
                           "Host: 192.0.2.1\r\nSignature-Input: sig1=(\"@method\" \"@authority\" \"@path\");created="),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void chosen_components_are_signed(void **state)
{
  EXCHANGE(.options = { HTTPSIG(CURLHTTPSIG_ED25519, ED25519_KEY, "id"), TEXT(CURLOPT_HTTPSIG_HEADERS, "path X-A:") },
           .headers = { "x-a: 1" },
           .conn = { { EXPECT_HEAD("Signature-Input: sig1=(\"@path\" \"x-a\");created="), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void another_host_gets_no_message_signature(void **state)
{
  EXCHANGE(.options = { HTTPSIG(CURLHTTPSIG_ED25519, ED25519_KEY, "id"), LONG(CURLOPT_FOLLOWLOCATION, 1) },
           .conn = { { EXPECT_HEAD("Signature: "),
                       SEND("HTTP/1.1 302 Go\r\nLocation: /b?c\r\nContent-Length: 0\r\n\r\n"),
                       EXPECT_HEAD("\"@query\");created="),
                       SEND("HTTP/1.1 302 Go\r\nLocation: http://192.0.2.2/\r\nContent-Length: 0\r\n\r\n") },
                     { EXPECT_LACKS("Signature"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 2);
}

static void without_an_algorithm_nothing_is_signed(void **state)
{
  EXCHANGE(.options = { HTTPSIG(CURLHTTPSIG_ED25519, ED25519_KEY, "id"), LONG(CURLOPT_HTTPSIG_ALGORITHM, 0) },
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } }, .body = "hello", .kept = 1);
}

static void a_copied_handle_has_texts_of_its_own(void **state)
{
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_AWS_SIGV4, "xxx"), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_HTTPSIG_KEY, ED25519_KEY), CURLE_OK);
  CURL *copy = curl_easy_duphandle(easy);
  assert_non_null(copy);
  curl_easy_cleanup(easy);
  curl_easy_cleanup(copy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_request_that_cannot_be_signed_is_not_sent),
    cmocka_unit_test(algorithms_that_there_are_not_are_refused),
    cmocka_unit_test(a_request_is_signed_for_aws),
    cmocka_unit_test(credentials_of_the_url_do),
    cmocka_unit_test(the_auth_option_alone_means_amazon),
    cmocka_unit_test(nobody_signs_nothing),
    cmocka_unit_test(a_refused_signature_is_the_answer),
    cmocka_unit_test(another_host_gets_no_signature),
    cmocka_unit_test(it_can_be_taken_back),
    cmocka_unit_test(a_message_is_signed),
    cmocka_unit_test(chosen_components_are_signed),
    cmocka_unit_test(another_host_gets_no_message_signature),
    cmocka_unit_test(without_an_algorithm_nothing_is_signed),
    cmocka_unit_test(a_copied_handle_has_texts_of_its_own),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
