/* Signatures of AWS: the vectors that Amazon publishes ("aws-sig-v4-test-suite"), what programs know from libcurl, and
 * what is refused. */
#include "base/mem.h"
#include "codec/sigv4/internal.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define EMPTY_HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static struct sigv4_request request;
static char written[4096];
static const char *why;

static struct sigv4_request published(void)
{
  return (struct sigv4_request){
    .names = "aws:amz:us-east-1:service",
    .now = "20150830T123600Z",
    .user = span_text("AKIDEXAMPLE"),
    .password = span_text("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
    .host_name = span_text("example.amazonaws.com"),
    .method = span_text("GET"),
    .path = span_text("/"),
    .host = span_text("example.amazonaws.com"),
  };
}

/* A request as libcurl's users know it: at the beginning of time, with odd providers. */
static struct sigv4_request generic(const char *names)
{
  return (struct sigv4_request){
    .names = names,
    .now = "19700101T000000Z",
    .user = span_text("xxx"),
    .host_name = span_text("exam.ple.com"),
    .method = span_text("GET"),
    .path = span_text("/aws_sigv4/testapi/test"),
    .host = span_text("exam.ple.com:9000"),
  };
}

static int set_up(void **state)
{
  request = published();
  return 0;
}

static CURLcode run(void)
{
  struct buf to = BUF_INIT(sizeof written - 1);
  why = NULL;
  CURLcode code = sigv4_write(&to, &request, &why);
  if(code) assert_int_equal(to.len, 0);
  if(to.len) memcpy(written, to.at, to.len);
  written[to.len] = '\0';
  buf_free(&to);
  return code;
}

static const char *write_lines(void)
{
  assert_int_equal(run(), CURLE_OK);
  return written;
}

static void use_fields(const struct field *fields, size_t count)
{
  request.fields = fields;
  request.field_count = count;
}
#define USE_FIELDS(...) \
  use_fields((struct field[]){ __VA_ARGS__ }, sizeof((struct field[]){ __VA_ARGS__ }) / sizeof(struct field))
#define FIELD(name, value)                  \
  {                                         \
    SPAN_LITERAL(name), SPAN_LITERAL(value) \
  }

static void assert_has(const char *part)
{
  if(!strstr(written, part)) fail_msg("no \"%s\" in \"%s\"", part, written);
}

static void assert_signature(const char *names, const char *signature)
{
  char expected[1024];
  snprintf(expected, sizeof expected, ", SignedHeaders=%s, Signature=%s\r\n", names, signature);
  write_lines();
  assert_has(expected);
}

/* ---- failures ---- */

static void assert_refused(CURLcode code)
{
  assert_int_equal(run(), code);
  assert_non_null(why);
}

static void a_provider_is_needed(void **state)
{
  request.names = ":amz:us-east-1:service";
  assert_refused(CURLE_BAD_FUNCTION_ARGUMENT);
}

static void names_that_cannot_stand_in_a_field_are_refused(void **state)
{
  static const char *const bad[] = { "aws\r\nEvil: 1", "aws:a mz",      "aws:amz:us east",
                                     "aws:amz:r:s\ns", "aws:amz:r:s/t", "aws:am\xc3\xa9" };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    request.names = bad[i];
    assert_refused(CURLE_BAD_FUNCTION_ARGUMENT);
  }
}

static void a_host_that_tells_no_service_or_region_is_a_malformed_url(void **state)
{
  static const char *const bad[] = { "localhost", "a.b", "a..b", ".a.b", "[::1]", "" };
  request.names = "aws:amz";
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    request.host_name = span_text(bad[i]);
    assert_refused(CURLE_URL_MALFORMAT);
  }
}

static void a_date_of_another_form_is_refused(void **state)
{
  static const char *const bad[] = {
    "",         "20150830",         "20150830T123600",  "20150830T123600ZZ",
    "x",        "20150830 123600Z", "2015083aT123600Z", "Sun, 30 Aug 2015 12:36:00 GMT",
    "20150830T"
  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct field date = { span_text("x-amz-date"), span_text(bad[i]) };
    use_fields(&date, 1);
    assert_refused(CURLE_BAD_FUNCTION_ARGUMENT);
  }
}

static void a_field_with_a_line_break_in_its_name_is_refused(void **state)
{
  USE_FIELDS(FIELD("a\r\nEvil", "1"));
  assert_refused(CURLE_BAD_FUNCTION_ARGUMENT);
}

static void a_full_buffer_gets_nothing(void **state)
{
  struct buf to = BUF_INIT(100);
  assert_int_equal(buf_add_text(&to, "GET / HTTP/1.1\r\n"), CURLE_OK);
  assert_int_equal(sigv4_write(&to, &request, &why), CURLE_TOO_LARGE);
  assert_int_equal(to.len, strlen("GET / HTTP/1.1\r\n"));
  buf_free(&to);
}

static void a_provider_without_end_is_too_large(void **state)
{
  AUTO_FREE char *name = mem_alloc(5001);
  memset(name, 'x', 5000);
  name[5000] = '\0';
  request.names = name;
  request.host_name = span_text("a.b.c");
  assert_int_equal(run(), CURLE_TOO_LARGE);
}

static void without_memory_nothing_is_written_or_lost(void **state)
{
  bool has_failed = true;
  USE_FIELDS(FIELD("X-B", "1"), FIELD("X-A", "1"));
  request.query = span_text("b&a");
  for(long i = 0; has_failed; i++) {
    failing_after(i);
    CURLcode code = run();
    has_failed = failing_end();
    assert_int_equal(code, has_failed ? CURLE_OUT_OF_MEMORY : CURLE_OK);
    assert_int_equal(failing_blocks, 0);
  }
}

/* ---- the published vectors ---- */

static void vector_get_vanilla(void **state)
{
  assert_string_equal(write_lines(),
                      "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                      "SignedHeaders=host;x-amz-date, "
                      "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31\r\n"
                      "X-Amz-Date: 20150830T123600Z\r\n");
}

static void vector_get_vanilla_query_order_key(void **state)
{
  request.query = span_text("Param2=value2&Param1=value1");
  assert_signature("host;x-amz-date", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
}

static void vector_get_vanilla_query_order_value(void **state)
{
  request.query = span_text("Param1=value2&Param1=value1");
  assert_signature("host;x-amz-date", "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694");
}

static void vector_get_vanilla_query_unreserved(void **state)
{
  request.query = span_text("-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz="
                            "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  assert_signature("host;x-amz-date", "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197");
}

static void vector_get_utf8(void **state)
{
  request.path = span_text("/\xe1\x88\xb4");
  assert_signature("host;x-amz-date", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
}

static void vector_get_space(void **state)
{
  request.path = span_text("/example space/");
  assert_signature("host;x-amz-date", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741");
}

static void vector_get_header_key_duplicate(void **state)
{
  USE_FIELDS(FIELD("My-Header1", "value2"), FIELD("My-Header1", "value2"), FIELD("My-Header1", "value1"));
  assert_signature("host;my-header1;x-amz-date", "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea");
}

static void vector_get_header_value_order(void **state)
{
  USE_FIELDS(FIELD("My-Header1", "value4"), FIELD("My-Header1", "value1"), FIELD("My-Header1", "value3"),
             FIELD("My-Header1", "value2"));
  assert_signature("host;my-header1;x-amz-date", "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01");
}

static void vector_get_header_value_trim(void **state)
{
  USE_FIELDS(FIELD("My-Header1", " value1"), FIELD("My-Header2", " \"a   b   c\""));
  assert_signature("host;my-header1;my-header2;x-amz-date",
                   "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
}

static void vector_post_vanilla(void **state)
{
  request.method = span_text("POST");
  assert_signature("host;x-amz-date", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
}

static void vector_post_x_www_form_urlencoded(void **state)
{
  request.method = span_text("POST");
  request.payload = span_text("Param1=value1");
  USE_FIELDS(FIELD("Content-Type", "application/x-www-form-urlencoded"));
  assert_signature("content-type;host;x-amz-date", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
}

static void vector_post_header_key_sort(void **state)
{
  request.method = span_text("POST");
  USE_FIELDS(FIELD("My-Header1", "value1"));
  assert_signature("host;my-header1;x-amz-date", "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c");
}

/* ---- names ---- */

static void without_names_it_is_amazon(void **state)
{
  request = generic("");
  assert_has((write_lines(), "Authorization: AWS4-HMAC-SHA256 Credential=xxx/19700101/ple/exam/aws4_request, "));
  assert_has("\r\nX-Amz-Date: 19700101T000000Z\r\n");
}

static void names_follow_the_providers(void **state)
{
  request = generic("TeST:tRY:r:s");
  assert_has((write_lines(), "Authorization: TEST4-HMAC-SHA256 Credential=xxx/19700101/r/s/test4_request, "));
  assert_has("SignedHeaders=host;x-try-date, ");
  assert_has("\r\nX-Try-Date: 19700101T000000Z\r\n");
}

static void one_provider_is_both(void **state)
{
  request = generic("test:::");
  assert_has((write_lines(), "Authorization: TEST4-HMAC-SHA256 Credential=xxx/19700101/ple/exam/test4_request, "));
  assert_has("\r\nX-Test-Date: ");
}

static void a_region_alone_leaves_the_service_to_the_host(void **state)
{
  request = generic("aws:amz:r");
  assert_has((write_lines(), "Credential=xxx/19700101/r/exam/aws4_request, "));
}

static void a_user_is_encoded(void **state)
{
  request = generic("aws:amz");
  request.user = span_text("u ser/\xc3\xa9+%41\r\n");
  assert_has((write_lines(), "Credential=u%20ser%2F%C3%A9%2B%2541%0D%0A/19700101/"));
}

/* ---- what is signed, as libcurl's users know it ---- */

static void empty_and_odd_values(void **state)
{
  request = generic("xxx");
  USE_FIELDS(FIELD("test3", "1234"), FIELD("Content-Type", "application/json"), FIELD("test2", ""),
             FIELD("test_space", "t\ts  m\t   end    "), FIELD("tesMixCase", "MixCase"));
  assert_signature("content-type;host;tesmixcase;test2;test3;test_space;x-xxx-date",
                   "dd39202e9fb7b836ebf2abb83b114cae11ff3b6a169f0c64b290a774a873db9d");
}

static void a_given_hash_stands_for_the_payload(void **state)
{
  request = generic("xxx");
  request.payload = span_text("something else");
  USE_FIELDS(FIELD("Content-Type", "application/json"), FIELD("X-Xxx-Content-Sha256", "\tarbitrary "));
  assert_signature("content-type;host;x-xxx-content-sha256;x-xxx-date",
                   "25b4cac711ea8f65010c485d3778885f5f3870d0b8ff0b3ab58a8d7eeab991ff");
  assert_null(strstr(written, "x-xxx-content-sha256:"));
}

static void a_given_date_is_the_date(void **state)
{
  request = generic("xxx");
  request.now = "20260101T000000Z";
  request.user = span_text("xxx");
  request.password = span_text("yyy");
  request.host_name = span_text("127.0.0.1");
  request.host = span_text("127.0.0.1:9000");
  request.path = span_text("/1964/testapi/test");
  USE_FIELDS(FIELD("Content-Type", "application/json"), FIELD("X-Xxx-Date", " 19700101T000000Z"));
  assert_signature("content-type;host;x-xxx-date", "35da102c1df68f2ef85ade08ecc212fa663a66e3a973146f6578a5c5426e9669");
  assert_has("Credential=xxx/19700101/0/127/xxx4_request");
  assert_null(strstr(written, "X-Xxx-Date"));
}

static void a_host_that_is_not_sent_is_not_signed(void **state)
{
  request.host = span_of(NULL, 0);
  assert_has((write_lines(), "SignedHeaders=x-amz-date, "));
}

static void a_body_with_a_nul(void **state)
{
  request = generic("provider1:provider2:region:service");
  request.user = span_text("keyId");
  request.password = span_text("SecretKey");
  request.host = span_text("127.0.0.1:9000");
  request.method = span_text("POST");
  request.path = span_text("/1938/testapi/test");
  request.payload = span_of("post\0Data", 9);
  USE_FIELDS(FIELD("Content-Type", "application/json"));
  assert_signature("content-type;host;x-provider2-date",
                   "3436256c7c23adeb66dc15984eaa527edc4a504def61da2e0bf4b01ace4f3c0b");
}

static void fields_of_one_name_are_one(void **state)
{
  request = generic("aws:amz:us-east-1:s3");
  request.password = span_text("yyy");
  request.method = span_text("PUT");
  request.host = span_text("127.0.0.1:9000");
  request.path = span_text("/1978/testapi/test");
  USE_FIELDS(FIELD("x-amz-meta-test", "test2"), FIELD("some-other-header", "value"), FIELD("x-amz-meta-test", "test1"),
             FIELD("duplicate-header", "duplicate"), FIELD("x-amz-meta-test", "test3"),
             FIELD("X-amz-meta-test2", "test2"), FIELD("x-amz-meta-blah", "blah"), FIELD("x-Amz-meta-test2", "test1"),
             FIELD("x-amz-Meta-test2", "test3"), FIELD("curr-header-no-colon", "value"),
             FIELD("next-header-no-colon", "value"), FIELD("duplicate-header", "duplicate"),
             FIELD("header-no-value", ""), FIELD("header-no-value", ""), FIELD("header-some-no-value", ""),
             FIELD("header-some-no-value", "value"));
  assert_signature("curr-header-no-colon;duplicate-header;header-no-value;header-some-no-value;host;"
                   "next-header-no-colon;some-other-header;x-amz-content-sha256;x-amz-date;x-amz-meta-blah;"
                   "x-amz-meta-test;x-amz-meta-test2",
                   "b1e2ac88fd1307f0b9031140c3c99cc20d6263f3fe64b132dc433c95fe2c6316");
}

/* ---- S3 ---- */

static void s3_is_told_the_hash(void **state)
{
  request = generic("aws:amz:us-east-1:s3");
  assert_signature("host;x-amz-content-sha256;x-amz-date",
                   "e6270423932feafe9b00ca5d60c9ed566be649f9ca9676144288273945153021");
  assert_has("\r\nX-Amz-Date: 19700101T000000Z\r\nx-amz-content-sha256: " EMPTY_HASH "\r\n");
}

static void s3_is_told_that_a_body_is_not_signed(void **state)
{
  request = generic("aws:amz:us-east-1:s3");
  request.method = span_text("PUT");
  request.payload_is_unknown = true;
  USE_FIELDS(FIELD("Content-Type", "application/json"));
  assert_signature("content-type;host;x-amz-content-sha256;x-amz-date",
                   "4a6e9b4af0542ffb83744c6852f8e1bfec14f2a67e6f6f037b39f172f79d62af");
  assert_has("x-amz-content-sha256: UNSIGNED-PAYLOAD\r\n");
}

static void elsewhere_an_unknown_body_is_signed_as_none(void **state)
{
  request.method = span_text("POST");
  request.payload_is_unknown = true;
  assert_signature("host;x-amz-date", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
}

static void s3_knows_a_given_hash(void **state)
{
  request = generic("aws:amz:us-east-1:s3");
  request.method = span_text("PUT");
  request.payload_is_unknown = true;
  USE_FIELDS(FIELD("Content-Type", "application/json"), FIELD("X-Amz-Content-Sha256", EMPTY_HASH));
  assert_signature("content-type;host;x-amz-content-sha256;x-amz-date",
                   "a028756f42a859122e9609c1f90cae4b272d6b03bf60d9fd354138176dfa2260");
  assert_null(strstr(written, "content-sha256: "));
}

static void only_amazons_s3_is_special(void **state)
{
  request = generic("xxx:amz:us-east-1:s3");
  assert_null(strstr(write_lines(), "sha256:"));
  request = generic("aws:yyy:r:S3");
  assert_has((write_lines(), "x-yyy-content-sha256: " EMPTY_HASH));
}

/* ---- canonical forms ---- */

typedef CURLcode canonical_fn(struct buf *to, struct span text);

static void assert_canonical(canonical_fn *make, const char *text, const char *expected)
{
  struct buf to = BUF_INIT(1000);
  size_t len = strlen(text);
  AUTO_FREE char *exact = mem_alloc(len); /* ends with its block */
  memcpy(exact, text, len);
  assert_int_equal(make(&to, span_of(exact, len)), CURLE_OK);
  assert_int_equal(buf_terminate(&to), CURLE_OK);
  assert_string_equal(to.at, expected);
  buf_free(&to);
}

static CURLcode plain_path(struct buf *to, struct span text) { return sigv4_canonical_path(to, text, false); }
static CURLcode s3_path(struct buf *to, struct span text) { return sigv4_canonical_path(to, text, true); }

static void a_path_is_encoded_once_more(void **state)
{
  assert_canonical(plain_path, "", "/");
  assert_canonical(plain_path, "/a%20b/c$d;e=f,g!*'()~-._", "/a%2520b/c%24d%3Be%3Df%2Cg%21%2A%27%28%29~-._");
  assert_canonical(plain_path, "//a//%zz/", "//a//%25zz/");
}

static void but_not_for_s3(void **state)
{
  assert_canonical(s3_path, "", "/");
  assert_canonical(s3_path, "/a%20b/c$d//%61", "/a%20b/c$d//%61");
}

static void a_query_is_sorted_and_in_one_encoding(void **state)
{
  static const char *const pairs[][2] = {
    { "", "" },
    { "a", "a=" },
    { "b=2&a=1", "a=1&b=2" },
    { "a=2&a=1&a", "a=&a=1&a=2" },
    { "a-b=1&a=2&A=3", "A=3&a=2&a-b=1" },
    { "&&a&&", "a=" },
    { "=x", "=x" },
    { "a=b=c&d==", "a=b%3Dc&d=%3D" },
    { "%61=%62&%2561=1", "%2561=1&a=b" },
    { "a+b=c+d%2Be", "a%20b=c%20d%2Be" },
    { "a=%2f/?;%26", "a=%2F%2F%3F%3B%26" },
    { "a=%zz%&b=%4", "a=%25zz%25&b=%254" },
    { "a=%00", "a=%00" },
    { "name=me&noval&aim=b%aad&&&weirdo=*.//-", "aim=b%AAd&name=me&noval=&weirdo=%2A.%2F%2F-" },
  };
  for(size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    assert_canonical(sigv4_canonical_query, pairs[i][0], pairs[i][1]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(a_provider_is_needed, set_up),
    cmocka_unit_test_setup(names_that_cannot_stand_in_a_field_are_refused, set_up),
    cmocka_unit_test_setup(a_host_that_tells_no_service_or_region_is_a_malformed_url, set_up),
    cmocka_unit_test_setup(a_date_of_another_form_is_refused, set_up),
    cmocka_unit_test_setup(a_field_with_a_line_break_in_its_name_is_refused, set_up),
    cmocka_unit_test_setup(a_full_buffer_gets_nothing, set_up),
    cmocka_unit_test_setup(a_provider_without_end_is_too_large, set_up),
    cmocka_unit_test_setup(without_memory_nothing_is_written_or_lost, set_up),
    cmocka_unit_test_setup(vector_get_vanilla, set_up),
    cmocka_unit_test_setup(vector_get_vanilla_query_order_key, set_up),
    cmocka_unit_test_setup(vector_get_vanilla_query_order_value, set_up),
    cmocka_unit_test_setup(vector_get_vanilla_query_unreserved, set_up),
    cmocka_unit_test_setup(vector_get_utf8, set_up),
    cmocka_unit_test_setup(vector_get_space, set_up),
    cmocka_unit_test_setup(vector_get_header_key_duplicate, set_up),
    cmocka_unit_test_setup(vector_get_header_value_order, set_up),
    cmocka_unit_test_setup(vector_get_header_value_trim, set_up),
    cmocka_unit_test_setup(vector_post_vanilla, set_up),
    cmocka_unit_test_setup(vector_post_x_www_form_urlencoded, set_up),
    cmocka_unit_test_setup(vector_post_header_key_sort, set_up),
    cmocka_unit_test_setup(without_names_it_is_amazon, set_up),
    cmocka_unit_test_setup(names_follow_the_providers, set_up),
    cmocka_unit_test_setup(one_provider_is_both, set_up),
    cmocka_unit_test_setup(a_region_alone_leaves_the_service_to_the_host, set_up),
    cmocka_unit_test_setup(a_user_is_encoded, set_up),
    cmocka_unit_test_setup(empty_and_odd_values, set_up),
    cmocka_unit_test_setup(a_given_hash_stands_for_the_payload, set_up),
    cmocka_unit_test_setup(a_given_date_is_the_date, set_up),
    cmocka_unit_test_setup(a_host_that_is_not_sent_is_not_signed, set_up),
    cmocka_unit_test_setup(a_body_with_a_nul, set_up),
    cmocka_unit_test_setup(fields_of_one_name_are_one, set_up),
    cmocka_unit_test_setup(s3_is_told_the_hash, set_up),
    cmocka_unit_test_setup(s3_is_told_that_a_body_is_not_signed, set_up),
    cmocka_unit_test_setup(elsewhere_an_unknown_body_is_signed_as_none, set_up),
    cmocka_unit_test_setup(s3_knows_a_given_hash, set_up),
    cmocka_unit_test_setup(only_amazons_s3_is_special, set_up),
    cmocka_unit_test(a_path_is_encoded_once_more),
    cmocka_unit_test(but_not_for_s3),
    cmocka_unit_test(a_query_is_sorted_and_in_one_encoding),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
