/* Authentication towards the origin: what is sent when, and what an answer changes. */
#include "exchange.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ME           TEXT(CURLOPT_USERPWD, "me:secret")
#define AUTH(bits)   LONG(CURLOPT_HTTPAUTH, (curl_off_t)(bits))
#define REST         "Accept: */*\r\n\r\n"
#define GET(lines)   "GET / HTTP/1.1\r\nHost: 192.0.2.1\r\n" lines REST
#define BASIC        "Authorization: Basic bWU6c2VjcmV0\r\n"
#define WANTS(which) "HTTP/1.1 401 No\r\nWWW-Authenticate: " which "\r\nContent-Length: 2\r\n\r\nno"
#define DIGEST       "Digest realm=\"r\", nonce=\"n\", qop=\"auth\""
#define OFFERED(bits)                                 \
  {                                                   \
    CURLINFO_HTTPAUTH_AVAIL, (curl_off_t)(bits), NULL \
  }
#define USED(bits)                                   \
  {                                                  \
    CURLINFO_HTTPAUTH_USED, (curl_off_t)(bits), NULL \
  }

static void refused_credentials_are_the_programs_affair(void **state)
{
  EXCHANGE(.options = { ME }, .conn = { { EXPECT(GET(BASIC)), SEND(WANTS("Basic realm=x")) } }, .body = "no", .kept = 1,
           .infos = { { CURLINFO_RESPONSE_CODE, 401, NULL }, OFFERED(CURLAUTH_BASIC), USED(CURLAUTH_BASIC) });
  EXCHANGE(.options = { ME, LONG(CURLOPT_FAILONERROR, 1) },
           .conn = { { EXPECT(GET(BASIC)), SEND(WANTS("Basic realm=x")) } }, .code = CURLE_HTTP_RETURNED_ERROR,
           .error = "401");
}

static void nobody_answers_no_challenge(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET("")), SEND(WANTS("Basic realm=x\r\nWWW-Authenticate: " DIGEST)) } }, .body = "no",
           .kept = 1, .infos = { OFFERED(CURLAUTH_BASIC | CURLAUTH_DIGEST), USED(0) });
}

static void what_is_not_offered_is_not_sent(void **state)
{
  EXCHANGE(.options = { ME, AUTH(CURLAUTH_DIGEST | CURLAUTH_BASIC) },
           .conn = { { EXPECT(GET("")), SEND(WANTS("Strange realm=x")) } }, .body = "no", .kept = 1,
           .infos = { OFFERED(0), USED(0) });
  EXCHANGE(.options = { ME, AUTH(CURLAUTH_DIGEST) }, .conn = { { EXPECT(GET("")), SEND(WANTS("Basic realm=x")) } },
           .body = "no", .kept = 1, .infos = { OFFERED(CURLAUTH_BASIC), USED(0) });
}

static void a_digest_that_cannot_be_computed_is_not_sent(void **state)
{
  static const char *const bad[] = { WANTS("Digest realm=\"r\", nonce=\"n\", algorithm=SHA-1"),
                                     WANTS("Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\""),
                                     WANTS("Digest realm=r"), WANTS("Digest") };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    EXCHANGE(.options = { ME, AUTH(CURLAUTH_DIGEST) },
             .conn = { { EXPECT(GET("")), { STEP_SEND, bad[i], strlen(bad[i]) } } }, .body = "no", .kept = 1,
             .infos = { USED(0) });
}

static void a_token_with_a_line_end_fails(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_XOAUTH2_BEARER, "a\r\nX: y"), AUTH(CURLAUTH_BEARER) },
           .code = CURLE_BAD_FUNCTION_ARGUMENT, .error = "bearer", .conn = { { EXPECT_END } });
}

static void basic_needs_no_question(void **state)
{
  EXCHANGE(.options = { ME }, .conn = { { EXPECT(GET(BASIC)), SEND(OK_HELLO) } }, .body = "hello", .kept = 1,
           .infos = { USED(CURLAUTH_BASIC), OFFERED(0) });
  EXCHANGE(.options = { TEXT(CURLOPT_USERNAME, "me"), TEXT(CURLOPT_PASSWORD, "secret") },
           .conn = { { EXPECT(GET(BASIC)), SEND(OK_HELLO) } }, .body = "hello", .kept = 1);
  EXCHANGE(.url = "http://%6de:s%65cret@192.0.2.1/", .conn = { { EXPECT(GET(BASIC)), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void the_programs_credentials_come_before_the_urls(void **state)
{
  EXCHANGE(.url = "http://you:open@192.0.2.1/", .options = { ME }, .conn = { { EXPECT(GET(BASIC)), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void half_of_credentials_is_enough(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_USERPWD, "me") },
           .conn = { { EXPECT(GET("Authorization: Basic bWU6\r\n")), SEND(OK_HELLO) } }, .body = "hello", .kept = 1);
  EXCHANGE(.options = { TEXT(CURLOPT_USERPWD, ":secret") },
           .conn = { { EXPECT(GET("Authorization: Basic OnNlY3JldA==\r\n")), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
}

static void scenario_22_what_is_cleared_is_gone(void **state)
{
  EXCHANGE(.options = { ME, TEXT(CURLOPT_USERPWD, NULL), TEXT(CURLOPT_REFERER, "http://a/"),
                        TEXT(CURLOPT_REFERER, NULL), TEXT(CURLOPT_XOAUTH2_BEARER, "t"),
                        TEXT(CURLOPT_XOAUTH2_BEARER, NULL), AUTH(CURLAUTH_ANY) },
           .conn = { { EXPECT(GET("")), SEND(WANTS("Basic realm=x")) } }, .body = "no", .kept = 1);
}

static void a_token_is_sent_as_it_is(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_XOAUTH2_BEARER, "tok"), AUTH(CURLAUTH_BEARER) },
           .conn = { { EXPECT(GET("Authorization: Bearer tok\r\n")), SEND(OK_HELLO) } }, .body = "hello", .kept = 1,
           .infos = { USED(CURLAUTH_BEARER) });
}

static void an_own_line_leaves_nothing_to_say(void **state)
{
  EXCHANGE(.options = { ME }, .headers = { "Authorization: mine" },
           .conn = { { EXPECT("GET / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\nAuthorization: mine\r\n\r\n"),
                       SEND(WANTS("Basic realm=x")) } },
           .body = "no", .kept = 1);
}

static void several_schemes_are_a_question(void **state)
{
  EXCHANGE(.options = { ME, AUTH(CURLAUTH_ANY) },
           .conn = { { EXPECT(GET("")), SEND(WANTS("Basic realm=x")), EXPECT(GET(BASIC)), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1,
           .infos = { { CURLINFO_NUM_CONNECTS, 1, NULL },
                      { CURLINFO_REDIRECT_COUNT, 0, NULL },
                      USED(CURLAUTH_BASIC),
                      OFFERED(CURLAUTH_BASIC) });
}

static void a_question_is_no_error(void **state)
{
  EXCHANGE(.options = { ME, AUTH(CURLAUTH_ANY), LONG(CURLOPT_FAILONERROR, 1) },
           .conn = { { EXPECT(GET("")), SEND(WANTS("Basic realm=x")), EXPECT(GET(BASIC)), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void a_question_may_cost_the_connection(void **state)
{
  EXCHANGE(.options = { ME, AUTH(CURLAUTH_ANY) },
           .conn = { { EXPECT(GET("")),
                       SEND("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\nConnection: close\r\n\r\n"),
                       EXPECT_END },
                     { EXPECT(GET(BASIC)), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

/* ---- Digest ---- */

#define DIGEST_LINE "Authorization: Digest username=\"me\", realm=\"r\", nonce=\"n\", uri=\"/\", cnonce=\""

static void the_best_that_is_offered_is_taken(void **state)
{
  EXCHANGE(.options = { ME, AUTH(CURLAUTH_ANY) },
           .conn = { { EXPECT(GET("")), SEND(WANTS("Basic realm=x, " DIGEST)), EXPECT_HEAD(DIGEST_LINE),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1, .infos = { USED(CURLAUTH_DIGEST) });
}

/* RFC 2069's form has no random in it. */
static void a_digest_without_quality(void **state)
{
  EXCHANGE(.options = { ME, AUTH(CURLAUTH_DIGEST) },
           .conn = { { EXPECT(GET("")), SEND(WANTS("Digest realm=\"r\", nonce=\"n\"")),
                       EXPECT(GET("Authorization: Digest username=\"me\", realm=\"r\", nonce=\"n\", uri=\"/\", "
                                  "response=\"e76d2bfdd9147a26b17918de85ad30e0\"\r\n")),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void a_refused_digest_is_not_sent_again(void **state)
{
  EXCHANGE(.options = { ME, AUTH(CURLAUTH_DIGEST) },
           .conn = { { EXPECT(GET("")), SEND(WANTS(DIGEST)), EXPECT_HEAD(DIGEST_LINE), SEND(WANTS(DIGEST)) } },
           .body = "no", .kept = 1, .infos = { USED(CURLAUTH_DIGEST) });
}

static void a_stale_nonce_is_replaced(void **state)
{
  EXCHANGE(.options = { ME, AUTH(CURLAUTH_DIGEST) },
           .conn = { { EXPECT(GET("")), SEND(WANTS(DIGEST)), EXPECT_HEAD(DIGEST_LINE),
                       SEND(WANTS("Digest realm=\"r\", nonce=\"new\", qop=\"auth\", stale=true")),
                       EXPECT_HEAD("nonce=\"new\""), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void a_server_that_finds_every_nonce_stale_is_left(void **state)
{
#define STALE SEND(WANTS("Digest realm=\"r\", nonce=\"n\", qop=\"auth\", stale=true"))
  EXCHANGE(.options = { ME, AUTH(CURLAUTH_DIGEST) },
           .conn = { { EXPECT(GET("")), STALE, EXPECT_HEAD(DIGEST_LINE), STALE, EXPECT_HEAD(DIGEST_LINE), STALE,
                       EXPECT_HEAD(DIGEST_LINE), STALE } },
           .body = "no", .kept = 1);
}

static void what_was_learned_serves_the_next_transfer(void **state)
{
  EXCHANGE(.options = { ME, AUTH(CURLAUTH_DIGEST) }, .times = 2,
           .conn = { { EXPECT(GET("")), SEND(WANTS(DIGEST)), EXPECT_HEAD("nc=00000001"), SEND(OK_HELLO),
                       EXPECT_HEAD("nc=00000002"), SEND(OK_HELLO) } },
           .body = "hellohello", .kept = 1);
}

static void scenario_20_what_one_host_has_said_answers_no_other(void **state)
{
  EXCHANGE(.options = { ME, AUTH(CURLAUTH_DIGEST), LONG(CURLOPT_FOLLOWLOCATION, 1),
                        LONG(CURLOPT_UNRESTRICTED_AUTH, 1) },
           .conn = { { EXPECT(GET("")), SEND(WANTS(DIGEST)), EXPECT_HEAD(DIGEST_LINE),
                       SEND("HTTP/1.1 302 F\r\nLocation: http://192.0.2.2/\r\nContent-Length: 0\r\n\r\n") },
                     { EXPECT_LACKS("Authorization"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 2);
}

#define POST_HEAD(size) \
  "Accept: */*\r\nContent-Length: " size "\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"

static void a_body_waits_until_it_is_let_in(void **state)
{
  EXCHANGE(.options = { ME, AUTH(CURLAUTH_DIGEST), TEXT(CURLOPT_POSTFIELDS, "data") },
           .conn = { { EXPECT("POST / HTTP/1.1\r\nHost: 192.0.2.1\r\n" POST_HEAD("0")), SEND(WANTS(DIGEST)),
                       EXPECT_HEAD(DIGEST_LINE), EXPECT("data"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void a_body_that_waited_in_vain_is_sent_after_all(void **state)
{
  EXCHANGE(.options = { ME, AUTH(CURLAUTH_DIGEST), TEXT(CURLOPT_POSTFIELDS, "data") },
           .conn = { { EXPECT("POST / HTTP/1.1\r\nHost: 192.0.2.1\r\n" POST_HEAD("0")), SEND(OK_HELLO),
                       EXPECT("POST / HTTP/1.1\r\nHost: 192.0.2.1\r\n" POST_HEAD("4") "data"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void scenario_59_a_post_after_a_put_has_its_own_body(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 6), LONG(CURLOPT_POST, 1),
                        TEXT(CURLOPT_POSTFIELDS, "post"), LONG(CURLOPT_POSTFIELDSIZE, -1) },
           .upload = "upload",
           .conn = { { EXPECT("POST / HTTP/1.1\r\nHost: 192.0.2.1\r\n" POST_HEAD("4") "post"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(refused_credentials_are_the_programs_affair),
    cmocka_unit_test(nobody_answers_no_challenge),
    cmocka_unit_test(what_is_not_offered_is_not_sent),
    cmocka_unit_test(a_digest_that_cannot_be_computed_is_not_sent),
    cmocka_unit_test(a_token_with_a_line_end_fails),
    cmocka_unit_test(basic_needs_no_question),
    cmocka_unit_test(the_programs_credentials_come_before_the_urls),
    cmocka_unit_test(half_of_credentials_is_enough),
    cmocka_unit_test(scenario_22_what_is_cleared_is_gone),
    cmocka_unit_test(a_token_is_sent_as_it_is),
    cmocka_unit_test(an_own_line_leaves_nothing_to_say),
    cmocka_unit_test(several_schemes_are_a_question),
    cmocka_unit_test(a_question_is_no_error),
    cmocka_unit_test(a_question_may_cost_the_connection),
    cmocka_unit_test(the_best_that_is_offered_is_taken),
    cmocka_unit_test(a_digest_without_quality),
    cmocka_unit_test(a_refused_digest_is_not_sent_again),
    cmocka_unit_test(a_stale_nonce_is_replaced),
    cmocka_unit_test(a_server_that_finds_every_nonce_stale_is_left),
    cmocka_unit_test(what_was_learned_serves_the_next_transfer),
    cmocka_unit_test(scenario_20_what_one_host_has_said_answers_no_other),
    cmocka_unit_test(a_body_waits_until_it_is_let_in),
    cmocka_unit_test(a_body_that_waited_in_vain_is_sent_after_all),
    cmocka_unit_test(scenario_59_a_post_after_a_put_has_its_own_body),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
