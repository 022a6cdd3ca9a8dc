/* HTTP message signatures: the examples of RFC 9421, appendix B.2, what programs know from libcurl, and what is
 * refused. */
#include "base/base64.h"
#include "base/mem.h"
#include "codec/httpsig/httpsig.h"
#include "crypto/digest.h"
#include "crypto/sign.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define ED25519_KEY "9f8362f87a484a954e6e740c5b4c0e84229139a20aa8ab56ff66586f6a7d29c5"
#define HMAC_KEY    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* clang-format off */
#define FIELD(name, value) { SPAN_LITERAL(name), SPAN_LITERAL(value) }
/* clang-format on */

static const struct field rfc_fields[] = {
  FIELD("Host", "example.com"),
  FIELD("Date", "Tue, 20 Apr 2021 02:07:55 GMT"),
  FIELD("Content-Type", "application/json"),
  FIELD("Content-Length", "18"),
};

static struct httpsig_message message;
static struct httpsig_signer signer;
static int64_t created;
static char written[2048];
static const char *why;

static int set_up(void **state)
{
  created = 0;
  message = (struct httpsig_message){
    .method = span_text("GET"),
    .authority = span_text("example.com:9000"),
    .default_port = 80,
    .path = span_text("/5000/resource"),
  };
  signer = (struct httpsig_signer){ CURLHTTPSIG_ED25519, ED25519_KEY, "test-key-ed25519", NULL };
  return 0;
}

/* The request of appendix B.2. */
static int set_up_rfc(void **state)
{
  created = 1618884473;
  message = (struct httpsig_message){
    .method = span_text("POST"),
    .authority = span_text("example.com"),
    .default_port = 443,
    .path = span_text("/foo"),
    .query = span_text("param=Value&Pet=dog"),
    .fields = rfc_fields,
    .field_count = sizeof rfc_fields / sizeof *rfc_fields,
  };
  return 0;
}

static CURLcode run(void)
{
  struct buf to = BUF_INIT(sizeof written - 1);
  why = NULL;
  CURLcode code = httpsig_write(&to, &message, &signer, created, &why);
  if(code) assert_int_equal(to.len, 0);
  if(to.len) memcpy(written, to.at, to.len);
  written[to.len] = '\0';
  buf_free(&to);
  return code;
}

static void assert_lines(const char *input, const char *signature)
{
  char expected[sizeof written];
  assert_int_equal(run(), CURLE_OK);
  snprintf(expected, sizeof expected, "Signature-Input: sig1=%s\r\nSignature: sig1=:%s:\r\n", input, signature);
  assert_string_equal(written, expected);
}

static void assert_input(const char *input)
{
  char expected[sizeof written];
  assert_int_equal(run(), CURLE_OK);
  snprintf(expected, sizeof expected, "Signature-Input: sig1=%s\r\n", input);
  if(strncmp(written, expected, strlen(expected)) != 0) fail_msg("\"%s\" in \"%s\"", expected, written);
}

static void assert_refused(CURLcode code)
{
  assert_int_equal(run(), code);
  assert_non_null(why);
}

/* ---- failures ---- */

static void key_and_id_are_needed(void **state)
{
  signer.key = NULL;
  assert_refused(CURLE_BAD_FUNCTION_ARGUMENT);
  set_up(state);
  signer.key_id = NULL;
  assert_refused(CURLE_BAD_FUNCTION_ARGUMENT);
}

static void a_key_is_whole_bytes_in_hexadecimal(void **state)
{
  static const char *const bad[] = { "", "0", "zz", "012", "0x12", "@file", " 01", ED25519_KEY "\n" };
  for(long algorithm = CURLHTTPSIG_ED25519; algorithm <= CURLHTTPSIG_HMAC_SHA256; algorithm++) {
    for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
      signer.algorithm = algorithm;
      signer.key = bad[i];
      assert_refused(CURLE_BAD_FUNCTION_ARGUMENT);
    }
  }
}

static void a_key_of_ed25519_has_32_bytes(void **state)
{
  signer.key = ED25519_KEY "00";
  assert_refused(CURLE_BAD_FUNCTION_ARGUMENT);
  signer.key = &ED25519_KEY[2];
  assert_refused(CURLE_BAD_FUNCTION_ARGUMENT);
}

static void an_algorithm_is_needed(void **state)
{
  for(long algorithm = -1; algorithm <= 3; algorithm++) {
    if(algorithm == CURLHTTPSIG_ED25519 || algorithm == CURLHTTPSIG_HMAC_SHA256) continue;
    signer.algorithm = algorithm;
    assert_refused(CURLE_BAD_FUNCTION_ARGUMENT);
  }
}

static void components_that_are_refused(void **state)
{
  static const char *const bad[] = {
    "method method",                      /* once each (section 2) */
    "date: Date:",   "@method authority", /* not how the option writes it */
    "\"@method\"",   "content-type",      /* a field has a colon */
    "scheme",        ":",
    "a b: c d:e:",   "x-absent:",
    "d\r\nEvil:",    "a: b: c: d: e: f: g: h: i: j: k: l: m: n: o: p: q:", /* 17 */
  };
  static const struct field date = FIELD("Date", "x");
  message.fields = &date;
  message.field_count = 1;
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    signer.components = bad[i];
    assert_refused(CURLE_BAD_FUNCTION_ARGUMENT);
  }
}

static void a_line_break_cannot_be_signed(void **state)
{
  static const struct field broken = FIELD("X", "a\r\n\"@method\": DELETE");
  message.fields = &broken;
  message.field_count = 1;
  signer.components = "x:";
  assert_refused(CURLE_BAD_FUNCTION_ARGUMENT);
}

static void a_key_id_is_printable(void **state)
{
  static const char *const bad[] = { "a\nb", "a\x7f", "caf\xc3\xa9", "\t" };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    signer.key_id = bad[i];
    assert_refused(CURLE_BAD_FUNCTION_ARGUMENT);
  }
}

static void a_full_buffer_gets_nothing(void **state)
{
  struct buf to = BUF_INIT(100);
  assert_int_equal(buf_add_text(&to, "GET / HTTP/1.1\r\n"), CURLE_OK);
  assert_int_equal(httpsig_write(&to, &message, &signer, 0, &why), CURLE_TOO_LARGE);
  assert_int_equal(to.len, strlen("GET / HTTP/1.1\r\n"));
  buf_free(&to);
}

static void without_memory_nothing_is_written_or_lost(void **state)
{
  bool has_failed = true;
  for(long i = 0; has_failed; i++) {
    failing_after(i);
    CURLcode code = run();
    has_failed = failing_end();
    assert_int_equal(code, has_failed ? CURLE_OUT_OF_MEMORY : CURLE_OK);
    assert_int_equal(failing_blocks, 0);
  }
}

/* ---- the examples of the RFC ---- */

static struct buf base_of(const char *components, const char *key_id)
{
  struct httpsig_params p = { components, created, key_id, NULL };
  struct buf base = BUF_INIT(4096);
  assert_int_equal(httpsig_base_write(&base, &message, &p, &why), CURLE_OK);
  return base;
}

static void assert_base64(struct span bytes, const char *expected)
{
  struct buf text = BUF_INIT(200);
  assert_int_equal(base64_encode(&text, bytes), CURLE_OK);
  assert_true(span_equal(buf_span(&text), span_text(expected)));
  buf_free(&text);
}

static void rfc_b25_a_request_by_hmac(void **state)
{
  uint8_t signature[DIGEST_MAX];
  struct buf key = BUF_INIT(100), base = base_of("date: authority content-type:", "test-shared-secret");
  struct span text = buf_span(&base);
  assert_true(span_equal(text, span_text("\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n"
                                         "\"@authority\": example.com\n"
                                         "\"content-type\": application/json\n"
                                         "\"@signature-params\": (\"date\" \"@authority\" \"content-type\")"
                                         ";created=1618884473;keyid=\"test-shared-secret\"")));
  assert_int_equal(
      base64_decode(&key, span_text("uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6"
                                    "pcl8jsasjlTMtDQ==")),
      CURLE_OK);
  assert_int_equal(digest_hmac(DIGEST_SHA256, buf_span(&key), &text, 1, signature), CURLE_OK);
  assert_base64(span_of(signature, 32), "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=");
  buf_free(&key);
  buf_free(&base);
}

static void rfc_b26_a_request_by_ed25519(void **state)
{
  uint8_t key[SIGN_ED25519_KEY], signature[SIGN_ED25519_SIZE];
  struct buf base = base_of("date: method path authority content-type: content-length:", "test-key-ed25519");
  for(size_t i = 0; i < sizeof key; i++) {
    unsigned byte;
    assert_int_equal(sscanf(&ED25519_KEY[2 * i], "%2x", &byte), 1);
    key[i] = (uint8_t)byte;
  }
  assert_int_equal(sign_ed25519(key, buf_span(&base), signature), CURLE_OK);
  assert_base64(span_of(signature, sizeof signature),
                "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==");
  buf_free(&base);
}

static void rfc_223_an_authority_is_normalised(void **state)
{
  static const struct {
    const char *host;
    uint16_t port;
    const char *authority;
  } cases[] = {
    { "www.Example.COM", 443, "www.example.com" },
    { "example.com:443", 443, "example.com" },
    { "example.com:443", 80, "example.com:443" },
    { "[::1]:80", 80, "[::1]" },
    { "a:8080", 80, "a:8080" },
    { " a ", 80, "a" },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char expected[100];
    message.authority = span_text(cases[i].host);
    message.default_port = cases[i].port;
    struct buf base = base_of("authority", "k");
    int len = snprintf(expected, sizeof expected, "\"@authority\": %s\n", cases[i].authority);
    assert_true(base.len > (size_t)len);
    assert_memory_equal(base.at, expected, (size_t)len);
    buf_free(&base);
  }
}

/* Section 2.1, its examples. */
static void rfc_21_fields_of_one_name_are_a_list(void **state)
{
  static const struct field fields[] = { FIELD("Cache-Control", "max-age=60"), FIELD("X-OWS-Header", "  Leading and  "),
                                         FIELD("cache-control", "   must-revalidate"), FIELD("X-Empty", "") };
  message.fields = fields;
  message.field_count = sizeof fields / sizeof *fields;
  struct buf base = base_of("Cache-Control: x-ows-header: x-empty:", "k");
  assert_true(
      span_equal(buf_span(&base), span_text("\"cache-control\": max-age=60, must-revalidate\n"
                                            "\"x-ows-header\": Leading and\n"
                                            "\"x-empty\": \n"
                                            "\"@signature-params\": (\"cache-control\" \"x-ows-header\" \"x-empty\")"
                                            ";created=0;keyid=\"k\"")));
  buf_free(&base);
}

static void rfc_227_no_query_is_a_question_mark(void **state)
{
  struct buf base = base_of("query", "k");
  assert_memory_equal(base.at, "\"@query\": ?\n", strlen("\"@query\": ?\n"));
  buf_free(&base);
}

/* ---- as libcurl's users know it ---- */

static void a_plain_request(void **state)
{
  assert_lines("(\"@method\" \"@authority\" \"@path\");created=0;keyid=\"test-key-ed25519\";alg=\"ed25519\"",
               "Olp3ugYSVwc47PTNBMrkV2P+8p5w2VPFzURxNaG44UA2On6OFG2FzFLEl8QEN1khiOdRNlFDouZsOwpJoPHvBA==");
}

static void a_query_is_signed_if_there_is_one(void **state)
{
  message.authority = span_text("example.com:8000");
  message.path = span_text("/5001/resource");
  message.query = span_text("action=read");
  signer.key_id = "my-key-1";
  assert_lines("(\"@method\" \"@authority\" \"@path\" \"@query\");created=0;keyid=\"my-key-1\";alg=\"ed25519\"",
               "RQniOeqmwdRzGvoDIMJ8XJha75evJWgqo5/66EeuJeEGczZtnP2U/F52Lzd/y7Vd1DCb8oUcCKHrKi2VJI7lBA==");
}

static void a_shared_secret(void **state)
{
  message.authority = span_text("example.com:7000");
  message.path = span_text("/5002/resource");
  signer = (struct httpsig_signer){ CURLHTTPSIG_HMAC_SHA256, HMAC_KEY, "shared-key-1", "" };
  assert_lines("(\"@method\" \"@authority\" \"@path\");created=0;keyid=\"shared-key-1\";alg=\"hmac-sha256\"",
               "jvajJheXE4H/TqWfAn8m0d0Rx0XWYKADN/1P0qn+FLw=");
}

static void chosen_components(void **state)
{
  message.authority = span_text("example.com:6000");
  message.path = span_text("/5003/resource");
  signer.components = "  method   authority ";
  assert_lines("(\"@method\" \"@authority\");created=0;keyid=\"test-key-ed25519\";alg=\"ed25519\"",
               "q+8VHrGBOhkJm9d9dxKv3BfhyVWKIFiYXqdLZVx8yGrTzZO6Q6zJicFFuLvwJex6DS+Pw6YEMQzmtyj7dKOCCw==");
}

static void fields_among_the_components(void **state)
{
  set_up_rfc(state);
  message.path = span_text("/5004/foo");
  signer.components = "date: method path authority content-type: content-length:";
  assert_lines("(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;"
               "keyid=\"test-key-ed25519\";alg=\"ed25519\"",
               "6QriGerNuao/A02UMre01lQOwlVQ0L9Cx3WJPQonQpUdKxSNg/XXXqjKdcC9PELzmAKJ10loLIq10yYLTzmzCA==");
}

static void a_name_is_in_lower_case(void **state)
{
  static const struct field type = FIELD("Content-Type", "text/plain");
  message.fields = &type;
  message.field_count = 1;
  message.authority = span_text("example.com:5100");
  message.path = span_text("/5006/resource");
  signer.components = "method Content-Type:";
  assert_lines("(\"@method\" \"content-type\");created=0;keyid=\"test-key-ed25519\";alg=\"ed25519\"",
               "tu3WEN25K59evFpiHY5GZurVRtbaex5QM1W9b+P1rPCgNDsEEOepNZap/+nm48QZSensuc4tOpy1gbvAj25gAg==");
}

static void a_key_id_is_quoted(void **state)
{
  signer.key_id = "a\"b\\c";
  assert_input("(\"@method\" \"@authority\" \"@path\");created=0;keyid=\"a\\\"b\\\\c\";alg=\"ed25519\"");
}

static void sixteen_components_are_signed(void **state)
{
  struct field fields[16];
  static const char letters[] = "abcdefghijklmnop";
  for(size_t i = 0; i < 16; i++) fields[i] = (struct field){ span_of(letters + i, 1), span_text("1") };
  message.fields = fields;
  message.field_count = 16;
  signer.components = "a: b: c: d: e: f: g: h: i: j: k: l: m: n: o: p:";
  assert_int_equal(run(), CURLE_OK);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(key_and_id_are_needed, set_up),
    cmocka_unit_test_setup(a_key_is_whole_bytes_in_hexadecimal, set_up),
    cmocka_unit_test_setup(a_key_of_ed25519_has_32_bytes, set_up),
    cmocka_unit_test_setup(an_algorithm_is_needed, set_up),
    cmocka_unit_test_setup(components_that_are_refused, set_up),
    cmocka_unit_test_setup(a_line_break_cannot_be_signed, set_up),
    cmocka_unit_test_setup(a_key_id_is_printable, set_up),
    cmocka_unit_test_setup(a_full_buffer_gets_nothing, set_up),
    cmocka_unit_test_setup(without_memory_nothing_is_written_or_lost, set_up),
    cmocka_unit_test_setup(rfc_b25_a_request_by_hmac, set_up_rfc),
    cmocka_unit_test_setup(rfc_b26_a_request_by_ed25519, set_up_rfc),
    cmocka_unit_test_setup(rfc_223_an_authority_is_normalised, set_up),
    cmocka_unit_test_setup(rfc_21_fields_of_one_name_are_a_list, set_up),
    cmocka_unit_test_setup(rfc_227_no_query_is_a_question_mark, set_up),
    cmocka_unit_test_setup(a_plain_request, set_up),
    cmocka_unit_test_setup(a_query_is_signed_if_there_is_one, set_up),
    cmocka_unit_test_setup(a_shared_secret, set_up),
    cmocka_unit_test_setup(chosen_components, set_up),
    cmocka_unit_test_setup(fields_among_the_components, set_up),
    cmocka_unit_test_setup(a_name_is_in_lower_case, set_up),
    cmocka_unit_test_setup(a_key_id_is_quoted, set_up),
    cmocka_unit_test_setup(sixteen_components_are_signed, set_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
