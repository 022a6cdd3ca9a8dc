/* Scenario 44: a stapled status is good, or it is refused. */
#include "unit/tls/far.h"
#include <openssl/ocsp.h>

/* What the server staples; the next test's responses are made of this. */
struct staple {
  int status, from_hours, until_hours; /* until 0: it does not say */
  const struct identity *of, *signer;
};

static int staple_now(SSL *ssl, void *data)
{
  BIO *b = data;
  char *at;
  long len = BIO_get_mem_data(b, &at);
  unsigned char *copy = OPENSSL_malloc((size_t)len);
  memcpy(copy, at, (size_t)len);
  SSL_set_tlsext_status_ocsp_resp(ssl, copy, len);
  return SSL_TLSEXT_ERR_OK;
}

static BIO *response_of(struct staple w)
{
  OCSP_BASICRESP *all = OCSP_BASICRESP_new();
  OCSP_CERTID *id = OCSP_cert_to_id(EVP_sha1(), w.of->cert, middle.cert);
  ASN1_TIME *from = X509_gmtime_adj(NULL, w.from_hours * 3600L), *until = X509_gmtime_adj(NULL, w.until_hours * 3600L);
  must(OCSP_basic_add1_status(all, id, w.status, 0, from, from, w.until_hours ? until : NULL) != NULL);
  must(OCSP_basic_sign(all, w.signer->cert, w.signer->key, EVP_sha256(), NULL, 0));
  OCSP_RESPONSE *response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, all);
  BIO *b = BIO_new(BIO_s_mem());
  must(i2d_OCSP_RESPONSE_bio(b, response));
  OCSP_RESPONSE_free(response);
  OCSP_BASICRESP_free(all);
  OCSP_CERTID_free(id);
  ASN1_TIME_free(from);
  ASN1_TIME_free(until);
  return b;
}

static CURLcode meet_bytes(BIO *b)
{
  SSL_CTX_set_tlsext_status_cb(far.context, staple_now);
  SSL_CTX_set_tlsext_status_arg(far.context, b);
  CURLcode code = meet();
  BIO_free(b);
  return code;
}

static CURLcode meet_staple(struct staple w)
{
  w.of = w.of ? w.of : &leaf;
  w.signer = w.signer ? w.signer : &middle;
  return meet_bytes(response_of(w));
}

static int begin(void **state)
{
  far_open(&leaf, &middle);
  opts.verify_status = true;
  return 0;
}

static int end(void **state)
{
  far_close();
  return 0;
}

static void assert_refused(CURLcode code, const char *reason)
{
  assert_int_equal(code, CURLE_SSL_INVALIDCERTSTATUS);
  if(!strstr(error, reason)) fail_msg("\"%s\" has no \"%s\"", error, reason);
}

static void scenario_44_none_is_refused(void **state)
{
  assert_refused(meet(), "sent none");
  SSL_CTX_set_max_proto_version(far.context, TLS1_2_VERSION);
  assert_refused(meet(), "sent none");
}

static void a_good_one_is_good(void **state)
{
  assert_int_equal(meet_staple((struct staple){ .until_hours = 1 }), CURLE_OK);
  SSL_CTX_set_max_proto_version(far.context, TLS1_2_VERSION);
  assert_int_equal(meet_staple((struct staple){ .until_hours = 1 }), CURLE_OK);
  /* without its end it counts while it is new */
  assert_int_equal(meet_staple((struct staple){ .from_hours = -24 }), CURLE_OK);
}

static void scenario_44_another_status_is_refused(void **state)
{
  assert_refused(meet_staple((struct staple){ .status = V_OCSP_CERTSTATUS_REVOKED, .until_hours = 1 }), "revoked");
  assert_refused(meet_staple((struct staple){ .status = V_OCSP_CERTSTATUS_UNKNOWN, .until_hours = 1 }), "not know");
}

static void scenario_44_an_old_one_is_refused(void **state)
{
  assert_refused(meet_staple((struct staple){ .from_hours = -3, .until_hours = -1 }), "expired");
  assert_refused(meet_staple((struct staple){ .from_hours = 2, .until_hours = 3 }), "expired");
  assert_refused(meet_staple((struct staple){ .from_hours = -24 * 30 }), "expired");
}

static void scenario_44_that_of_another_certificate_is_refused(void **state)
{
  struct identity sibling = identity_new((struct wish){ .cn = "sibling", .issuer = &middle });
  assert_refused(meet_staple((struct staple){ .until_hours = 1, .of = &sibling }), "another certificate");
  identity_free(&sibling);
}

static void who_may_not_sign_it_is_refused(void **state)
{
  struct identity other = identity_new((struct wish){ .cn = "Other", .is_authority = true });
  struct identity sibling = identity_new((struct wish){ .cn = "sibling", .issuer = &middle });
  assert_refused(meet_staple((struct staple){ .until_hours = 1, .signer = &other }), "signed");
  assert_refused(meet_staple((struct staple){ .until_hours = 1, .signer = &sibling }), "signed");
  identity_free(&other);
  identity_free(&sibling);
}

static void who_was_given_the_right_may_sign_it(void **state)
{
  struct identity delegate = identity_new((struct wish){ .cn = "status", .usage = "OCSPSigning", .issuer = &middle });
  assert_int_equal(meet_staple((struct staple){ .until_hours = 1, .signer = &delegate }), CURLE_OK);
  identity_free(&delegate);
}

static void what_is_no_response_is_refused(void **state)
{
  BIO *b = BIO_new(BIO_s_mem());
  BIO_puts(b, "not at all");
  assert_refused(meet_bytes(b), "read");
  OCSP_RESPONSE *busy = OCSP_response_create(OCSP_RESPONSE_STATUS_TRYLATER, NULL);
  b = BIO_new(BIO_s_mem());
  must(i2d_OCSP_RESPONSE_bio(b, busy));
  OCSP_RESPONSE_free(busy);
  assert_refused(meet_bytes(b), "read");
  b = response_of((struct staple){ .until_hours = 1, .of = &leaf, .signer = &middle });
  char *at;
  long len = BIO_get_mem_data(b, &at);
  char *time_at = memmem(at, (size_t)len, "\x18\x0f", 2);
  must(time_at != NULL);
  time_at[15] ^= 1; /* a second of it */
  assert_refused(meet_bytes(b), "signed");
}

static void it_is_judged_whether_the_chain_is_or_not(void **state)
{
  opts.verify_peer = opts.verify_host = false;
  assert_refused(meet(), "sent none");
  assert_refused(meet_staple((struct staple){ .status = V_OCSP_CERTSTATUS_REVOKED, .until_hours = 1 }), "revoked");
  assert_int_equal(meet_staple((struct staple){ .until_hours = 1 }), CURLE_OK);
}

static void a_trusted_one_between_is_enough(void **state)
{
  char *middle_file = cert_file(&middle);
  opts.ca_file = middle_file;
  assert_int_equal(meet_staple((struct staple){ .until_hours = 1 }), CURLE_OK);
  scratch_end(middle_file);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(scenario_44_none_is_refused, begin, end),
    cmocka_unit_test_setup_teardown(a_good_one_is_good, begin, end),
    cmocka_unit_test_setup_teardown(scenario_44_another_status_is_refused, begin, end),
    cmocka_unit_test_setup_teardown(scenario_44_an_old_one_is_refused, begin, end),
    cmocka_unit_test_setup_teardown(scenario_44_that_of_another_certificate_is_refused, begin, end),
    cmocka_unit_test_setup_teardown(who_may_not_sign_it_is_refused, begin, end),
    cmocka_unit_test_setup_teardown(who_was_given_the_right_may_sign_it, begin, end),
    cmocka_unit_test_setup_teardown(what_is_no_response_is_refused, begin, end),
    cmocka_unit_test_setup_teardown(it_is_judged_whether_the_chain_is_or_not, begin, end),
    cmocka_unit_test_setup_teardown(a_trusted_one_between_is_enough, begin, end),
  };
  return cmocka_run_group_tests(tests, make_authority, end_authority);
}
