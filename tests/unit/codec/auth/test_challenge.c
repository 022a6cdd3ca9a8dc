#include "codec/auth/challenge.h"
#include "unit/codec/auth/auth_test.h"

/* All of a value as one text: "scheme<token68>(name=value)(name="value")" for each challenge. */
static void describe(struct span value, struct buf *ret)
{
  struct cursor c = cursor_of(value);
  struct auth_challenge challenge;
  while(auth_challenge_next(&c, &challenge)) {
    assert_int_equal(buf_addf(ret, "%s%.*s", ret->len ? " " : "", SPAN_ARG(challenge.scheme)), CURLE_OK);
    if(challenge.token68.len) assert_int_equal(buf_addf(ret, "<%.*s>", SPAN_ARG(challenge.token68)), CURLE_OK);
    struct cursor params = cursor_of(challenge.params);
    struct auth_param p;
    while(auth_param_next(&params, &p)) {
      const char *mark = p.is_quoted ? "\"" : "";
      assert_int_equal(buf_addf(ret, "(%.*s=%s%.*s%s)", SPAN_ARG(p.name), mark, SPAN_ARG(p.value), mark), CURLE_OK);
    }
    assert_int_equal(cursor_left(&params), 0);
  }
  assert_int_equal(cursor_left(&c), 0);
}

static void assert_read(const char *value, const char *expected)
{
  struct buf got = BUF_INIT(4096);
  struct block in = block_of(span_text(value));
  describe(in.span, &got);
  assert_span(buf_span(&got), expected);
  free(in.at);
  buf_free(&got);
}

static void what_is_no_challenge_is_skipped(void **state)
{
  assert_read("", "");
  assert_read(" \t,, ,", "");
  assert_read("\"Basic\"", "");
  assert_read("realm=\"x\"", ""); /* a parameter of nothing */
  assert_read("=", "");
  assert_read("(\"a, b\") c, Basic", "Basic");
  assert_read("\xff, Basic", "Basic");
}

static void a_scheme_may_stand_alone(void **state)
{
  assert_read("NTLM", "NTLM");
  assert_read("NTLM ", "NTLM");
  assert_read("NTLM, Negotiate", "NTLM Negotiate");
  assert_read("NTLM,Negotiate,", "NTLM Negotiate");
}

static void a_token68_is_an_argument(void **state)
{
  assert_read("NTLM TlRMTVNTUAAC+/==", "NTLM<TlRMTVNTUAAC+/==>");
  assert_read("Negotiate abc=, Basic realm=\"x\"", "Negotiate<abc=> Basic(realm=\"x\")");
  assert_read("Negotiate a-b._~c , NTLM", "Negotiate<a-b._~c> NTLM");
}

static void parameters_belong_to_the_scheme_before_them(void **state)
{
  assert_read("Basic realm=\"x\"", "Basic(realm=\"x\")");
  assert_read("Digest realm=\"a, Basic b\", nonce=\"c=\", stale=true, Basic realm=\"d\"",
              "Digest(realm=\"a, Basic b\")(nonce=\"c=\")(stale=true) Basic(realm=\"d\")");
  assert_read("Basic , realm=x", "Basic(realm=x)"); /* RFC 9110, section 5.6.1.2: empty members */
}

static void a_challenge_as_the_rfc_shows_it(void **state)
{
  /* RFC 9110, section 11.6.1 */
  assert_read("Basic realm=\"simple\", Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\"",
              "Basic(realm=\"simple\") Newauth(realm=\"apps\")(type=1)(title=\"Login to \\\"apps\\\"\")");
}

static void sloppiness_is_understood(void **state)
{
  assert_read("Digest realm=\"r\" nonce=\"n\"", "Digest(realm=\"r\")(nonce=\"n\")"); /* no comma */
  assert_read("Digest realm = \"r\" ,nonce\t=\tn", "Digest(realm=\"r\")(nonce=n)");  /* RFC 9110: "BWS" */
  assert_read("Digest realm=\"r, nonce", "Digest(realm=\"r, nonce\")");              /* no end */
  assert_read("Digest realm=\"r\\", "Digest(realm=\"r\\\")");
  assert_read("Digest realm=\"r\"; nonce=\"n, m\", opaque=o", "Digest(realm=\"r\")(opaque=o)");
  assert_read("Digest realm=a/b:c=, x=1", "Digest(realm=a/b:c=)(x=1)");
  assert_read("Digest a=b, algorithm=, x=", "Digest(a=b)(algorithm=)(x=)");
}

static void a_quoted_value_is_unquoted(void **state)
{
  static const struct {
    const char *value, *expected;
  } cases[] = {
    { "a=\"b\"", "b" },   { "a=\"\"", "" }, { "a=\"b\\\"c\\\\d\\e\"", "b\"c\\de" }, { "a=\"b\\", "b\\" },
    { "a=b\\c", "b\\c" }, { "a=", "" },     { "a=\"b\\\\\\\"\"", "b\\\"" },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buf got = BUF_INIT(64);
    struct block in = block_of(span_text(cases[i].value));
    struct cursor c = cursor_of(in.span);
    struct auth_param p;
    assert_true(auth_param_next(&c, &p));
    assert_int_equal(auth_param_unquote(&p, &got), CURLE_OK);
    assert_span(buf_span(&got), cases[i].expected);
    assert_false(auth_param_next(&c, &p));
    free(in.at);
    buf_free(&got);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_no_challenge_is_skipped), cmocka_unit_test(a_scheme_may_stand_alone),
    cmocka_unit_test(a_token68_is_an_argument),        cmocka_unit_test(parameters_belong_to_the_scheme_before_them),
    cmocka_unit_test(a_challenge_as_the_rfc_shows_it), cmocka_unit_test(sloppiness_is_understood),
    cmocka_unit_test(a_quoted_value_is_unquoted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
