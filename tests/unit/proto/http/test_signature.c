/* Signatures in the head of a request: where they stand, what they sign, and what keeps them away. Expected signatures
 * are those that libcurl's users know. */
#include "base/str.h"
#include "proto/http/request.h"
#include "proto/http/signature.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct request_opts asked;
static struct http_opts opts;
static struct http_signing_opts signing;
static struct proto_request request;
static struct url url;
static char head[4096];
static char error[CURL_ERROR_SIZE];

static const struct trace_opts words = { .error_buffer = error };
static struct trace trace;

static int64_t at_the_beginning(void) { return 0; }
static int64_t beyond_all_dates(void) { return INT64_MAX; }
static struct system_ops with_clock;
static struct http_hop hop;
static struct http_result result;

static int set_up(void **state)
{
  asked = REQUEST_OPTS_INIT;
  opts = HTTP_OPTS_INIT;
  signing = (struct http_signing_opts){ 0 };
  opts.signing = &signing;
  trace = (struct trace){ .opts = &words };
  error[0] = '\0';
  hop = HTTP_HOP_INIT;
  result = (struct http_result){ 0 };
  with_clock = (struct system_ops){ .wall_s = at_the_beginning };
  request = (struct proto_request){ .url = &url,
                                    .default_port = 80,
                                    .opts = &asked,
                                    .http = &opts,
                                    .hop = &hop,
                                    .http_result = &result,
                                    .system = &with_clock,
                                    .upload_size = -1,
                                    .is_first_peer = true,
                                    .is_trusted = true };
  return 0;
}

static int tear_down(void **state)
{
  url_free(&url);
  return 0;
}

static void ask_for(const char *text, uint16_t port)
{
  assert_int_equal(url_parse(&url, text, 0), CURLUE_OK);
  request.host = url.host;
  request.port = port;
}

static CURLcode run(void)
{
  struct buf to = BUF_INIT(HTTP_HEAD_MAX);
  struct http_request_body body;
  hop.kind = asked.kind;
  CURLcode code = http_request_write(&to, &request, 11, &trace, &body);
  assert_true(to.len < sizeof head);
  if(to.len) memcpy(head, to.at, to.len);
  head[to.len] = '\0';
  buf_free(&to);
  return code;
}

static void assert_head(const char *expected)
{
  assert_int_equal(run(), CURLE_OK);
  assert_string_equal(head, expected);
}

static void assert_has(const char *part)
{
  assert_int_equal(run(), CURLE_OK);
  if(!strstr(head, part)) fail_msg("no \"%s\" in \"%s\"", part, head);
}

static void assert_has_not(const char *part)
{
  assert_int_equal(run(), CURLE_OK);
  if(strstr(head, part)) fail_msg("\"%s\" in \"%s\"", part, head);
}

static struct curl_slist *lines(struct curl_slist node[], size_t count)
{
  for(size_t i = 0; i + 1 < count; i++) node[i].next = &node[i + 1];
  return node;
}
#define LINES(...) \
  lines((struct curl_slist[]){ __VA_ARGS__ }, sizeof((struct curl_slist[]){ __VA_ARGS__ }) / sizeof(struct curl_slist))
#define LINE(text)                  \
  {                                 \
    (char *)(uintptr_t)(text), NULL \
  }

static char *text(const char *constant) { return (char *)(uintptr_t)constant; }

static void use_sigv4(const char *names)
{
  opts.auth = CURLAUTH_AWS_SIGV4;
  signing.sigv4 = text(names);
  request.login = (struct proto_login){ .user = "xxx", .password = "" };
}

static void use_httpsig(const char *components)
{
  opts.auth = CURLAUTH_HTTPSIG;
  signing.httpsig_algorithm = CURLHTTPSIG_ED25519;
  signing.httpsig_key = text("9f8362f87a484a954e6e740c5b4c0e84229139a20aa8ab56ff66586f6a7d29c5");
  signing.httpsig_key_id = text("test-key-ed25519");
  signing.httpsig_components = text(components);
}

/* ---- failures ---- */

static void why_a_request_cannot_be_signed_is_told(void **state)
{
  ask_for("http://localhost/", 80);
  use_sigv4("aws");
  assert_int_equal(run(), CURLE_URL_MALFORMAT);
  assert_non_null(strstr(error, "service"));
  set_up(state);
  request.host = url.host;
  use_sigv4(":");
  assert_int_equal(run(), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_non_null(strstr(error, "provider"));
  set_up(state);
  request.host = url.host;
  use_httpsig("x-none:");
  assert_int_equal(run(), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_non_null(strstr(error, "CURLOPT_HTTPHEADER"));
}

static void a_clock_beyond_all_dates_cannot_date_a_signature(void **state)
{
  ask_for("http://a.b.c/", 80);
  use_sigv4(NULL);
  with_clock.wall_s = beyond_all_dates;
  assert_int_equal(run(), CURLE_BAD_FUNCTION_ARGUMENT);
}

static void a_date_that_is_sent_empty_cannot_date_a_signature(void **state)
{
  ask_for("http://a.b.c/", 80);
  use_sigv4(NULL);
  opts.headers = LINES(LINE("X-Amz-Date;"));
  assert_int_equal(run(), CURLE_BAD_FUNCTION_ARGUMENT);
}

static void httpsig_without_an_algorithm_is_refused(void **state)
{
  ask_for("http://a.b.c/", 80);
  use_httpsig(NULL);
  signing.httpsig_algorithm = CURLHTTPSIG_NONE;
  assert_int_equal(run(), CURLE_BAD_FUNCTION_ARGUMENT);
}

static void without_memory_the_request_fails(void **state)
{
  ask_for("http://a.b.c/?q", 80);
  use_sigv4("aws:amz");
  opts.headers = LINES(LINE("X-A: 1"));
  bool has_failed = true;
  for(long i = 0; has_failed; i++) {
    failing_after(i);
    CURLcode code = run();
    has_failed = failing_end();
    assert_int_equal(code, has_failed ? CURLE_OUT_OF_MEMORY : CURLE_OK);
  }
}

/* ---- AWS ---- */

static void a_signature_stands_behind_host(void **state)
{
  ask_for("http://exam.ple.com:9000/aws_sigv4/testapi/test", 9000);
  use_sigv4("xxx");
  opts.headers = LINES(LINE("test3: 1234"), LINE("Content-Type: application/json"), LINE("test2;"), LINE("test1:"),
                       LINE("test0"), LINE("test_space: t\ts  m\t   end    "), LINE("tesMixCase: MixCase"));
  assert_head("GET /aws_sigv4/testapi/test HTTP/1.1\r\n"
              "Host: exam.ple.com:9000\r\n"
              "Authorization: XXX4-HMAC-SHA256 Credential=xxx/19700101/ple/exam/xxx4_request, "
              "SignedHeaders=content-type;host;tesmixcase;test2;test3;test_space;x-xxx-date, "
              "Signature=dd39202e9fb7b836ebf2abb83b114cae11ff3b6a169f0c64b290a774a873db9d\r\n"
              "X-Xxx-Date: 19700101T000000Z\r\n"
              "Accept: */*\r\n"
              "test3: 1234\r\n"
              "Content-Type: application/json\r\n"
              "test2:\r\n"
              "test_space: t\ts  m\t   end    \r\n"
              "tesMixCase: MixCase\r\n"
              "\r\n");
}

static void the_query_is_signed(void **state)
{
  ask_for("http://fake.fake.fake:8000/439/?name=me&noval&aim=b%aad&&&weirdo=*.//-", 8000);
  use_sigv4("aws:amz:us-east-2:es");
  request.login = (struct proto_login){ .user = "user", .password = "secret" };
  assert_has(
      "SignedHeaders=host;x-amz-date, Signature=9dd8592929306832a6673d10063491391e486e5f50de4647ea7c2c797277e0a6");
}

static void without_names_it_is_amazon(void **state)
{
  ask_for("http://a.b.c/", 80);
  use_sigv4(NULL);
  assert_has("Authorization: AWS4-HMAC-SHA256 Credential=xxx/19700101/b/a/aws4_request, ");
}

static void post_fields_are_signed(void **state)
{
  ask_for("http://exam.ple.com:9000/aws_sigv4/testapi/test", 9000);
  use_sigv4("aws:amz:us-east-1:s3");
  asked.kind = REQUEST_POST;
  opts.post_data = "post fields\n";
  opts.headers = LINES(LINE("Content-Type: application/json"));
  request.has_upload = true;
  request.upload_size = 12;
  assert_has("Signature=7eb34202214384872221b99a9c671b7517891ac6af56b0aff24ec51adf62b10a\r\n"
             "X-Amz-Date: 19700101T000000Z\r\n"
             "x-amz-content-sha256: 4b02e333ccf7cf530ddee3e10ebe54e935500b5e570e68650d63d743e8bbc045\r\n");
}

static void post_fields_that_are_changed_on_their_way_are_not_known(void **state)
{
  ask_for("http://a.b.c/", 80);
  use_sigv4("aws:amz:r:s3");
  asked.kind = REQUEST_POST;
  opts.post_data = "post fields\n";
  request.has_upload = true;
  request.upload_size = 13;
  assert_has("\r\nx-amz-content-sha256: UNSIGNED-PAYLOAD\r\n");
}

static void an_upload_is_not_known_unless_it_is_empty(void **state)
{
  ask_for("http://exam.ple.com:9000/aws_sigv4/testapi/test", 9000);
  use_sigv4("aws:amz:us-east-1:s3");
  asked.kind = REQUEST_PUT;
  opts.headers = LINES(LINE("Content-Type: application/json"));
  request.has_upload = true;
  assert_has("Signature=4a6e9b4af0542ffb83744c6852f8e1bfec14f2a67e6f6f037b39f172f79d62af\r\n"
             "X-Amz-Date: 19700101T000000Z\r\nx-amz-content-sha256: UNSIGNED-PAYLOAD\r\n");
  request.upload_size = 0;
  assert_has("Signature=a028756f42a859122e9609c1f90cae4b272d6b03bf60d9fd354138176dfa2260\r\n");
}

static void a_date_of_ones_own_is_used_and_sent_once(void **state)
{
  ask_for("http://127.0.0.1:9000/1964/testapi/test", 9000);
  use_sigv4("xxx");
  request.login.password = "yyy";
  with_clock.wall_s = beyond_all_dates;
  opts.headers = LINES(LINE("Content-Type: application/json"), LINE("X-Xxx-Date: 19700101T000000Z"));
  assert_has("Signature=35da102c1df68f2ef85ade08ecc212fa663a66e3a973146f6578a5c5426e9669\r\nAccept: ");
  assert_has("\r\nX-Xxx-Date: 19700101T000000Z\r\n\r\n");
}

static void what_is_not_sent_is_not_signed(void **state)
{
  ask_for("http://a.b.c/", 80);
  use_sigv4("aws:amz:r:s3");
  asked.kind = REQUEST_PUT;
  request.has_upload = true; /* chunked, for which a length of the program's is left out */
  opts.headers = LINES(LINE("Content-Length: 5"), LINE("Host:"), LINE("Connection: close"));
  assert_has("SignedHeaders=x-amz-content-sha256;x-amz-date, ");
}

static void a_type_is_signed_as_it_is_sent(void **state)
{
  ask_for("http://a.b.c/", 80);
  use_sigv4("aws:amz:r:s3");
  asked.kind = REQUEST_MIME;
  request.has_upload = true;
  request.upload_size = 5;
  request.upload_type = "application/json; boundary=b";
  opts.headers = LINES(LINE("Content-Type: application/json"));
  assert_int_equal(run(), CURLE_OK);
  char with_mime[sizeof head];
  strcpy(with_mime, strstr(head, "Signature="));
  opts.headers = LINES(LINE("Content-Type: application/json; boundary=b"));
  request.upload_type = NULL;
  assert_int_equal(run(), CURLE_OK);
  assert_memory_equal(strstr(head, "Signature="), with_mime, strlen("Signature=") + 64);
}

static void an_own_host_is_signed(void **state)
{
  ask_for("http://a.b.c/", 80);
  use_sigv4(NULL);
  assert_int_equal(run(), CURLE_OK);
  char expected[sizeof head];
  strcpy(expected, strstr(head, "Signature="));
  ask_for("http://a.b.d/", 80);
  opts.headers = LINES(LINE("Host:  a.b.c "));
  assert_has(expected);
}

static void an_own_target_is_signed(void **state)
{
  ask_for("http://a.b.c/x?y=z", 80);
  use_sigv4(NULL);
  assert_int_equal(run(), CURLE_OK);
  char expected[sizeof head];
  strcpy(expected, strstr(head, "Signature="));
  ask_for("http://a.b.c/", 80);
  struct http_rare_opts rare = { .request_target = text("/x?y=z") };
  opts.rare = &rare;
  assert_has(expected);
}

static void what_keeps_a_signature_of_aws_away(void **state)
{
  ask_for("http://a.b.c/", 80);
  use_sigv4(NULL);
  request.login.user = NULL;
  assert_has_not("Authorization");
  use_sigv4(NULL);
  opts.headers = LINES(LINE("Authorization: mine"));
  assert_has_not("AWS4");
  opts.headers = LINES(LINE("Authorization:"));
  assert_has_not("Authorization");
  opts.headers = NULL;
  opts.auth = CURLAUTH_ANY; /* this method is none of many */
  assert_has_not("Authorization");
}

/* ---- HTTP message signatures ---- */

static void a_message_signature_stands_behind_host(void **state)
{
  ask_for("http://example.com:9000/5000/resource", 9000);
  use_httpsig(NULL);
  assert_head(
      "GET /5000/resource HTTP/1.1\r\n"
      "Host: example.com:9000\r\n"
      "Signature-Input: sig1=(\"@method\" \"@authority\" \"@path\");created=0;keyid=\"test-key-ed25519\""
      ";alg=\"ed25519\"\r\n"
      "Signature: sig1=:Olp3ugYSVwc47PTNBMrkV2P+8p5w2VPFzURxNaG44UA2On6OFG2FzFLEl8QEN1khiOdRNlFDouZsOwpJoPHvBA==:"
      "\r\n"
      "Accept: */*\r\n"
      "\r\n");
}

static void a_message_signature_of_own_fields(void **state)
{
  ask_for("http://example.com:5000/5005/resource", 5000);
  use_httpsig("method authority content-type:");
  opts.headers = LINES(LINE("Content-Type: application/json"));
  assert_has("Signature: "
             "sig1=:lyo8O1BjxYmPJchwmIO6ZwOEycijlfsLsqVpVVMiuPFAWrZ7zm0eoIF0X0wET8bsO9jiDRWjDx0b0dPK7FHPCA==:\r\n");
}

static void a_message_signature_of_a_query(void **state)
{
  ask_for("http://example.com:5300/5011/resource?name=me&noval&aim=b%25ad", 5300);
  use_httpsig("");
  assert_has("Signature: "
             "sig1=:ZFaJcDMTJEBbr90c0FaqupdJYDhNSz1i/eVCpMTDJ+1phLql2U4ROLiO26SGL6D0Nd5rr/3VXbDcWJ2vnV6IBA==:\r\n");
}

static void who_is_not_trusted_gets_no_message_signature(void **state)
{
  ask_for("http://example.com/", 80);
  use_httpsig(NULL);
  request.is_trusted = false;
  assert_has_not("sig1");
  assert_int_equal(result.auth_used, 0);
}

static void what_was_used_is_known(void **state)
{
  ask_for("http://a.b.c/", 80);
  use_httpsig(NULL);
  assert_int_equal(run(), CURLE_OK);
  assert_int_equal(result.auth_used, CURLAUTH_HTTPSIG);
  use_sigv4(NULL);
  assert_int_equal(run(), CURLE_OK);
  assert_int_equal(result.auth_used, CURLAUTH_AWS_SIGV4);
}

static void what_the_program_has_signed_is_left_alone(void **state)
{
  ask_for("http://example.com/", 80);
  use_httpsig(NULL);
  signing.httpsig_key = text("no key at all");
  opts.headers = LINES(LINE("Signature: preexisting"), LINE("Signature-Input: preexisting"));
  assert_has_not("sig1");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
    TEST(why_a_request_cannot_be_signed_is_told),
    TEST(a_clock_beyond_all_dates_cannot_date_a_signature),
    TEST(a_date_that_is_sent_empty_cannot_date_a_signature),
    TEST(httpsig_without_an_algorithm_is_refused),
    TEST(without_memory_the_request_fails),
    TEST(a_signature_stands_behind_host),
    TEST(the_query_is_signed),
    TEST(without_names_it_is_amazon),
    TEST(post_fields_are_signed),
    TEST(post_fields_that_are_changed_on_their_way_are_not_known),
    TEST(an_upload_is_not_known_unless_it_is_empty),
    TEST(a_date_of_ones_own_is_used_and_sent_once),
    TEST(what_is_not_sent_is_not_signed),
    TEST(a_type_is_signed_as_it_is_sent),
    TEST(an_own_host_is_signed),
    TEST(an_own_target_is_signed),
    TEST(what_keeps_a_signature_of_aws_away),
    TEST(a_message_signature_stands_behind_host),
    TEST(a_message_signature_of_own_fields),
    TEST(a_message_signature_of_a_query),
    TEST(who_is_not_trusted_gets_no_message_signature),
    TEST(what_was_used_is_known),
    TEST(what_the_program_has_signed_is_left_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
