/* What is expected was computed apart from this code, or stands in an RFC. */
#include "base/base64.h"
#include "codec/auth/digest.h"
#include "unit/base/failing_alloc.h"
#include "unit/codec/auth/auth_test.h"

static CURLcode take(struct auth_digest *d, const char *params)
{
  struct block in = block_of(span_text(params));
  CURLcode code = auth_digest_take(d, in.span);
  free(in.at);
  return code;
}

static const struct auth_digest_request simple = { SPAN_LITERAL("GET"), SPAN_LITERAL("/"), SPAN_LITERAL("u"),
                                                   SPAN_LITERAL("p") };

/* Credentials with the cnonce that is given. */
static void assert_credentials(struct auth_digest *d, const struct auth_digest_request *r, const char *cnonce,
                               const char *expected)
{
  struct buf random = BUF_INIT(64), to = BUF_INIT(4096);
  assert_int_equal(base64_decode(&random, span_text(cnonce)), CURLE_OK);
  assert_int_equal(auth_digest_write(d, r, buf_span(&random), &to), CURLE_OK);
  assert_span(buf_span(&to), expected);
  buf_free(&random);
  buf_free(&to);
}

/* The answer to one challenge. */
static void assert_answer(const char *params, const struct auth_digest_request *r, const char *expected)
{
  struct auth_digest d = { 0 };
  assert_int_equal(take(&d, params), CURLE_OK);
  assert_credentials(&d, r, "AAECAwQFBgcICQoL", expected);
  auth_digest_reset(&d);
}

static void what_cannot_be_answered_is_refused(void **state)
{
  static const struct {
    const char *params;
    CURLcode code;
  } bad[] = {
    { "", CURLE_BAD_CONTENT_ENCODING },
    { "realm=\"r\"", CURLE_BAD_CONTENT_ENCODING },
    { "realm=\"r\001\", nonce=\"n\"", CURLE_BAD_CONTENT_ENCODING },
    { "realm=\"r\", nonce=\"n\\\nm\"", CURLE_BAD_CONTENT_ENCODING },
    { "realm=\"r\", nonce=\"n\", opaque=\"\177\"", CURLE_BAD_CONTENT_ENCODING },
    { "realm=\"r\", nonce=\"n\", algorithm=MD5-sess", CURLE_BAD_CONTENT_ENCODING }, /* a session has a cnonce */
    { "realm=\"r\", nonce=\"n\", algorithm=SHA1", CURLE_NOT_BUILT_IN },
    { "realm=\"r\", nonce=\"n\", algorithm=SHA-512", CURLE_NOT_BUILT_IN },
    { "realm=\"r\", nonce=\"n\", algorithm=", CURLE_NOT_BUILT_IN },
    { "realm=\"r\", nonce=\"n\", qop=\"auth-int\"", CURLE_NOT_BUILT_IN },
  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct auth_digest d = { 0 };
    assert_int_equal(take(&d, bad[i].params), bad[i].code);
    assert_false(auth_digest_has_challenge(&d));
  }
}

static void a_refused_challenge_leaves_the_one_before(void **state)
{
  struct auth_digest d = { 0 };
  assert_int_equal(take(&d, "realm=\"r\", nonce=\"n\""), CURLE_OK);
  assert_int_equal(take(&d, "realm=\"s\", nonce=\"m\", algorithm=SHA1, stale=true"), CURLE_NOT_BUILT_IN);
  assert_true(auth_digest_has_challenge(&d));
  assert_false(auth_digest_is_stale(&d));
  assert_credentials(&d, &simple, "AAECAwQFBgcICQoL",
                     "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/\", "
                     "response=\"f23121ca97143c6b358da620220c83b4\"");
  auth_digest_reset(&d);
  assert_false(auth_digest_has_challenge(&d));
}

static void values_are_bounded(void **state)
{
  static char params[AUTH_DIGEST_VALUE_MAX + 16];
  struct auth_digest d = { 0 };
  memset(params, 'x', sizeof params - 1);
  memcpy(params, "nonce=\"", 7);
  params[7 + AUTH_DIGEST_VALUE_MAX] = '"';
  params[8 + AUTH_DIGEST_VALUE_MAX] = '\0';
  assert_int_equal(take(&d, params), CURLE_OK);
  auth_digest_reset(&d);
  params[7 + AUTH_DIGEST_VALUE_MAX] = 'x';
  assert_int_equal(take(&d, params), CURLE_TOO_LARGE);
  assert_false(auth_digest_has_challenge(&d));
}

static void rfc2617_example(void **state)
{
  const struct auth_digest_request r = { SPAN_LITERAL("GET"), SPAN_LITERAL("/dir/index.html"), SPAN_LITERAL("Mufasa"),
                                         SPAN_LITERAL("Circle Of Life") };
  struct auth_digest d = { 0 };
  assert_int_equal(take(&d, "realm=\"testrealm@host.com\", qop=\"auth,auth-int\", "
                            "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
                            "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""),
                   CURLE_OK);
  assert_credentials(&d, &r, "0a4f113b",
                     "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
                     "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", cnonce=\"0a4f113b\", "
                     "nc=00000001, qop=auth, response=\"6629fae49393a05397450978507c4ef1\", "
                     "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"");
  auth_digest_reset(&d);
}

static void rfc7616_section_3_9_1(void **state)
{
  const struct auth_digest_request r = { SPAN_LITERAL("GET"), SPAN_LITERAL("/dir/index.html"), SPAN_LITERAL("Mufasa"),
                                         SPAN_LITERAL("Circle of Life") };
  static const struct {
    const char *algorithm, *response;
  } cases[] = {
    { "SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1" },
    { "MD5", "8ca523f5e9506fed4657c9700eebdbec" },
  };
  for(size_t i = 0; i < 2; i++) {
    struct auth_digest d = { 0 };
    struct buf params = BUF_INIT(512), expected = BUF_INIT(512);
    assert_int_equal(buf_addf(&params,
                              "realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=%s, "
                              "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
                              "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
                              cases[i].algorithm),
                     CURLE_OK);
    assert_int_equal(buf_addf(&expected,
                              "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", "
                              "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", uri=\"/dir/index.html\", "
                              "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", nc=00000001, qop=auth, "
                              "response=\"%s\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\", algorithm=%s",
                              cases[i].response, cases[i].algorithm),
                     CURLE_OK);
    assert_int_equal(buf_terminate(&expected), CURLE_OK);
    assert_int_equal(auth_digest_take(&d, buf_span(&params)), CURLE_OK);
    assert_credentials(&d, &r, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", (const char *)expected.at);
    buf_free(&params);
    buf_free(&expected);
    auth_digest_reset(&d);
  }
}

/* With the corrections of erratum 4897. */
static void rfc7616_section_3_9_2(void **state)
{
  const struct auth_digest_request r = { SPAN_LITERAL("GET"), SPAN_LITERAL("/doe.json"),
                                         SPAN_LITERAL("J\xc3\xa4s\xc3\xb8n Doe"), SPAN_LITERAL("Secret, or not?") };
  struct auth_digest d = { 0 };
  assert_int_equal(take(&d, "realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256, "
                            "nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", "
                            "opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\", charset=UTF-8, userhash=true"),
                   CURLE_OK);
  assert_credentials(
      &d, &r, "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
      "Digest username=\"793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b\", "
      "realm=\"api@example.org\", nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", uri=\"/doe.json\", "
      "cnonce=\"NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v\", nc=00000001, qop=auth, "
      "response=\"3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5\", "
      "opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\", algorithm=SHA-512-256, userhash=true");
  auth_digest_reset(&d);
}

/* Two requests with each algorithm: the second counts, and a session keeps its cnonce. */
static void requests_with_one_nonce_are_counted(void **state)
{
  static const struct {
    const char *algorithm, *first, *second;
    bool is_session;
  } cases[] = {
    { "MD5", "6979fca7088104b4e056f4b2d6e9d765", "a71a2aad4d324ca063b45dc3ea3d83a4", false },
    { "md5-SESS", "e3f72bc4d795cca6f5895af1d481cfb9", "61c4028b1eace3df31667603efbc2c2d", true },
    { "SHA-256", "2bb536a4194468a0a7ac029af595d036d882be6ac9a2076b468459e2d096a9cc",
      "7ea24f0b32a6e0775a8e77e43a2895fea1232c0508770faab8d9ab4b870ce019", false },
    { "SHA-256-sess", "3f4b76b4c937d15776ea1d20c8076ad31c35a8ceb34b09ff743a5b2a0b78a767",
      "728a486d224ea46f84fc2b66c16378d5ff0674e9206d159e9ab895c12a423918", true },
    { "SHA-512-256", "6ae9a3de52d65c06badce86535ffaff472fc68eb95c6ebef19f113542d640851",
      "d8b8213013a6fe5a0c361966f8488f1aa24bfd786282b3c14c235f13027d3e2c", false },
    { "SHA-512-256-sess", "fc6f7c6078d8c93154b992e2d3d5e61629f48acec9d39f5469571278039da028",
      "7129016349b347a04cbc8eee80b4bc24474348e6a95d582c4fc8981b87807acb", true },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct auth_digest d = { 0 };
    char text[512];
    snprintf(text, sizeof text, "realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=\"%s\"", cases[i].algorithm);
    assert_int_equal(take(&d, text), CURLE_OK);
    for(int nc = 1; nc <= 2; nc++) {
      const char *fresh = nc == 1 ? "AAECAwQFBgcICQoL" : "ZGVmZ2hpamtsbW5v";
      snprintf(text, sizeof text,
               "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/\", cnonce=\"%s\", nc=0000000%d, qop=auth, "
               "response=\"%s\", algorithm=%s",
               cases[i].is_session ? "AAECAwQFBgcICQoL" : fresh, nc, nc == 1 ? cases[i].first : cases[i].second,
               cases[i].algorithm);
      assert_credentials(&d, &simple, fresh, text);
    }
    auth_digest_reset(&d);
  }
}

static void assert_count(struct auth_digest *d, const char *expected)
{
  struct buf to = BUF_INIT(1024);
  assert_int_equal(auth_digest_write(d, &simple, span_text("random bytes"), &to), CURLE_OK);
  assert_int_equal(buf_terminate(&to), CURLE_OK);
  assert_non_null(strstr((const char *)to.at, expected));
  buf_free(&to);
}

static void a_new_nonce_counts_anew(void **state)
{
  struct auth_digest d = { 0 };
  assert_int_equal(take(&d, "realm=\"r\", nonce=\"n\", qop=\"auth\""), CURLE_OK);
  assert_count(&d, ", nc=00000001, ");
  assert_int_equal(take(&d, "realm=\"r\", nonce=\"n\", qop=\"auth\""), CURLE_OK); /* the same again */
  assert_count(&d, ", nc=00000002, ");
  assert_int_equal(take(&d, "realm=\"r\", nonce=\"m\", qop=\"auth\""), CURLE_OK);
  assert_count(&d, ", nc=00000001, ");
  auth_digest_reset(&d);
}

static void a_stale_nonce_is_worth_another_try(void **state)
{
  struct auth_digest d = { 0 };
  assert_int_equal(take(&d, "realm=\"r\", nonce=\"n\", stale=FALSE"), CURLE_OK);
  assert_false(auth_digest_is_stale(&d));
  assert_int_equal(take(&d, "realm=\"r\", nonce=\"m\", stale=\"TRUE\""), CURLE_OK);
  assert_true(auth_digest_is_stale(&d));
  assert_count(&d, "nonce=\"m\"");
  assert_false(auth_digest_is_stale(&d)); /* one */
  auth_digest_reset(&d);
}

static void a_challenge_without_protection(void **state)
{
  static const struct auth_digest_request r = { SPAN_LITERAL("GET"), SPAN_LITERAL("/dir/index.html"),
                                                SPAN_LITERAL("Mufasa"), SPAN_LITERAL("CircleOfLife") };
  static const char *const lists[] = { "", ", qop=\"\"", ", qop=\"crazy\"" }; /* unknown ones do not count */
  for(size_t i = 0; i < 3; i++) {
    char params[256];
    snprintf(params, sizeof params, "realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"%s",
             lists[i]);
    assert_answer(params, &r,
                  "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
                  "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", "
                  "response=\"1949323746fe6a43ef61f9606e7febea\"");
  }
}

static void names_are_quoted_where_they_must_be(void **state)
{
  const struct auth_digest_request r = { SPAN_LITERAL("GET"), SPAN_LITERAL("/\""), SPAN_LITERAL("\\user\""),
                                         SPAN_LITERAL("p") };
  assert_answer("realm=\"test \\\"this\\\" realm!!\", nonce=\"a\\\\b\"", &r,
                "Digest username=\"\\\\user\\\"\", realm=\"test \\\"this\\\" realm!!\", nonce=\"a\\\\b\", "
                "uri=\"/\\\"\", response=\"a25e6120c5a927abe0516adfea26a6b5\"");
}

static void a_name_can_end_no_field(void **state)
{
  const struct auth_digest_request r = { SPAN_LITERAL("GET"), SPAN_LITERAL("/"), SPAN_LITERAL("a\r\nb"),
                                         SPAN_LITERAL("p") };
  assert_answer("realm=\"r\", nonce=\"n\"", &r,
                "Digest username=\"a%0D%0Ab\", realm=\"r\", nonce=\"n\", uri=\"/\", "
                "response=\"059950e14feb6e3f5ae83dc06aaadcf4\"");
}

static void other_bytes_of_a_name_stay(void **state)
{
  const struct auth_digest_request r = { SPAN_LITERAL("GET"), SPAN_LITERAL("/"), SPAN_LITERAL("J\xc3\xa4s"),
                                         SPAN_LITERAL("p") };
  assert_answer("realm=\"r\", nonce=\"n\"", &r,
                "Digest username=\"J\xc3\xa4s\", realm=\"r\", nonce=\"n\", uri=\"/\", "
                "response=\"d8095e5c66bb7d752260050f45ac8c7d\"");
}

static void of_a_parameter_twice_the_last_counts(void **state)
{
  assert_answer("nonce=1, REALM=\"r\", nonce=n, userhash=false, opaque=\"\"", &simple,
                "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/\", "
                "response=\"f23121ca97143c6b358da620220c83b4\", opaque=\"\"");
}

static void without_memory_nothing_changes(void **state)
{
  bool has_failed = true;
  for(long n = 0; has_failed; n++) {
    struct auth_digest d = { 0 };
    struct buf to = BUF_INIT(4096);
    failing_after(n);
    CURLcode code = take(&d, "realm=\"r\", nonce=\"n\", qop=\"auth\", opaque=\"o\", algorithm=SHA-256-sess");
    assert_true(!code == auth_digest_has_challenge(&d));
    if(!code) code = auth_digest_write(&d, &simple, span_text("random"), &to);
    size_t appended = to.len;
    uint32_t counted = d.count;
    auth_digest_reset(&d);
    buf_free(&to);
    has_failed = failing_end();
    assert_int_equal(failing_blocks, 0);
    assert_int_equal(code, has_failed ? CURLE_OUT_OF_MEMORY : CURLE_OK);
    assert_true(!appended == has_failed);
    assert_true(!counted == has_failed);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_cannot_be_answered_is_refused),
    cmocka_unit_test(a_refused_challenge_leaves_the_one_before),
    cmocka_unit_test(values_are_bounded),
    cmocka_unit_test(rfc2617_example),
    cmocka_unit_test(rfc7616_section_3_9_1),
    cmocka_unit_test(rfc7616_section_3_9_2),
    cmocka_unit_test(requests_with_one_nonce_are_counted),
    cmocka_unit_test(a_new_nonce_counts_anew),
    cmocka_unit_test(a_stale_nonce_is_worth_another_try),
    cmocka_unit_test(a_challenge_without_protection),
    cmocka_unit_test(names_are_quoted_where_they_must_be),
    cmocka_unit_test(a_name_can_end_no_field),
    cmocka_unit_test(other_bytes_of_a_name_stay),
    cmocka_unit_test(of_a_parameter_twice_the_last_counts),
    cmocka_unit_test(without_memory_nothing_changes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
