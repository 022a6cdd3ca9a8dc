/* Who is let in: one fault a test, each with the error that a program has to see. */
#include "unit/tls/far.h"

static CURLcode meet_one(struct wish w)
{
  w.issuer = w.issuer ? w.issuer : &middle;
  struct identity i = identity_new(w);
  far_open(&i, &middle);
  CURLcode code = meet();
  far_close();
  identity_free(&i);
  return code;
}

static CURLcode meet_names(const char *names, const char *host, bool is_address)
{
  struct identity i = identity_new((struct wish){ .cn = "leaf", .names = names, .issuer = &middle });
  far_open(&i, &middle);
  peer.host = host;
  peer.is_address = is_address;
  CURLcode code = meet();
  far_close();
  identity_free(&i);
  return code;
}

static void assert_refused(CURLcode code, const char *reason)
{
  assert_int_equal(code, CURLE_PEER_FAILED_VERIFICATION);
  if(!strstr(error, reason)) fail_msg("\"%s\" has no \"%s\"", error, reason);
}

static void an_unknown_root_is_refused(void **state)
{
  struct identity other = identity_new((struct wish){ .cn = "Other", .is_authority = true });
  assert_refused(meet_one((struct wish){ .names = "DNS:host.example", .issuer = &other }), "host.example");
  identity_free(&other);
}

static void what_has_signed_itself_is_refused(void **state)
{
  struct identity self = identity_new((struct wish){ .cn = "host.example", .names = "DNS:host.example" });
  far_open(&self, NULL);
  assert_refused(meet(), "self-signed certificate");
  far_close();
  identity_free(&self);
}

static void without_the_one_between_it_is_refused(void **state)
{
  far_open(&leaf, NULL);
  assert_refused(meet(), "unable to get local issuer certificate");
  far_close();
}

/* A program may allow ciphers without one; GnuTLS offers them to nobody all the same. */
static void a_peer_without_any_is_refused(void **state)
{
  far_open(&leaf, &middle);
  SSL_CTX_set_max_proto_version(far.context, TLS1_2_VERSION);
  must(SSL_CTX_set_cipher_list(far.context, "aNULL:@SECLEVEL=0"));
  opts.ciphers = is_gnutls() ? (char[]){ "NORMAL:+ANON-ECDH:+ANON-DH" } : (char[]){ "aNULL:@SECLEVEL=0" };
  assert_int_equal(meet(), is_gnutls() ? CURLE_SSL_CONNECT_ERROR : CURLE_PEER_FAILED_VERIFICATION);
  assert_true(error[0]);
  far_close();
}

static void an_expired_one_is_refused(void **state)
{
  assert_refused(meet_one((struct wish){ .names = "DNS:host.example", .from_day = -9, .until_day = -2 }),
                 "SSL certificate problem: certificate has expired (host.example)"); /* programs know these words */
}

static void one_of_the_future_is_refused(void **state)
{
  assert_refused(meet_one((struct wish){ .names = "DNS:host.example", .from_day = 2, .until_day = 9 }),
                 "certificate is not yet valid");
}

static void one_for_another_use_is_refused(void **state)
{
  assert_refused(meet_one((struct wish){ .names = "DNS:host.example", .usage = "clientAuth" }), "purpose");
}

static void a_weak_key_is_refused(void **state)
{
  assert_refused(meet_one((struct wish){ .names = "DNS:host.example", .is_weak = true }), "key too weak");
}

static void who_is_no_authority_signs_nothing(void **state)
{
  assert_refused(meet_one((struct wish){ .names = "DNS:host.example", .issuer = &leaf }), "host.example");
}

static void scenario_40_an_address_is_verified(void **state)
{
  assert_int_equal(meet_names("IP:192.0.2.1", "192.0.2.1", true), CURLE_OK);
  assert_int_equal(meet_names("IP:2001:db8::1", "2001:db8:0::1", true), CURLE_OK);
  assert_refused(meet_names("IP:192.0.2.2", "192.0.2.1", true), "192.0.2.1");
  assert_refused(meet_names("IP:2001:db8::2", "2001:db8::1", true), "2001:db8::1");
  assert_refused(meet_names("DNS:192.0.2.1", "192.0.2.1", true), "192.0.2.1");
  assert_refused(meet_names("DNS:*.0.2.1", "192.0.2.1", true), "192.0.2.1");
  /* also where nobody has told that it is one */
  assert_refused(meet_names("DNS:192.0.2.1", "192.0.2.1", false), "192.0.2.1");
  assert_refused(meet_names(NULL, "192.0.2.1", true), "192.0.2.1");
}

static void scenario_42_a_nul_in_a_name_ends_nothing(void **state)
{
  static const char name[] = "host.example\0.evil.example";
  assert_refused(meet_one((struct wish){ .cn = "host.example", .raw_name = name, .raw_len = sizeof name - 1 }),
                 "host.example");
}

static void scenario_42_wildcards_stand_for_one_label(void **state)
{
  assert_int_equal(meet_names("DNS:*.host.example", "a.host.example", false), CURLE_OK);
  assert_refused(meet_names("DNS:*.example", "host.example", false), "host.example");
  assert_refused(meet_names("DNS:*.host.example", "host.example", false), "host.example");
  assert_refused(meet_names("DNS:*.host.example", "a.b.host.example", false), "a.b.host.example");
  assert_refused(meet_names("DNS:x*.host.example", "xn--a.host.example", false), "xn--a.host.example");
}

static void a_common_name_counts_only_where_there_is_no_other(void **state)
{
  assert_int_equal(meet_one((struct wish){ .cn = "host.example" }), CURLE_OK);
  assert_int_equal(meet_one((struct wish){ .cn = "host.example", .names = "email:a@host.example" }), CURLE_OK);
  assert_refused(meet_one((struct wish){ .cn = "host.example", .names = "DNS:other.example" }), "host.example");
  assert_refused(meet_one((struct wish){ .cn = "host.example", .names = "IP:192.0.2.1" }), "host.example");
}

static void scenario_43_each_check_is_on_its_own(void **state)
{
  struct identity other = identity_new((struct wish){ .cn = "Other", .is_authority = true });
  struct identity theirs = identity_new((struct wish){ .names = "DNS:host.example", .issuer = &other });
  far_open(&theirs, NULL);
  opts.verify_peer = false;
  assert_int_equal(meet(), CURLE_OK);
  peer.host = "other.example";
  assert_refused(meet(), "other.example");
  opts.verify_host = false;
  assert_int_equal(meet(), CURLE_OK);
  opts.verify_peer = true;
  assert_refused(meet(), "other.example");
  far_close();
  far_open(&leaf, &middle);
  peer.host = "other.example";
  opts.verify_host = false;
  assert_int_equal(meet(), CURLE_OK);
  far_close();
  identity_free(&theirs);
  identity_free(&other);
}

/* CURLINFO_SSL_VERIFYRESULT(3): the numbers are the library's own. */
static void assert_no_issuer(long result)
{
  if(is_gnutls())
    assert_int_not_equal(result, 0);
  else
    assert_int_equal(result, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
}

static void the_result_is_told_whether_it_counts_or_not(void **state)
{
  struct tls_result result;
  far_open(&leaf, NULL);
  opts.verify_peer = false;
  assert_int_equal(near_open(), CURLE_OK);
  assert_int_equal(shake(), CURLE_OK);
  tls_engine.result(session, &result);
  assert_no_issuer(result.verify_result);
  near_free();
  opts.verify_peer = true;
  assert_int_equal(near_open(), CURLE_OK);
  assert_int_equal(shake(), CURLE_PEER_FAILED_VERIFICATION);
  tls_engine.result(session, &result);
  assert_no_issuer(result.verify_result);
  assert_null(result.version);
  near_free();
  opts.ca_file = (char[]){ "/nonexistent/file" };
  opts.verify_peer = false;
  assert_int_equal(meet(), CURLE_OK);
  opts.verify_peer = true;
  assert_int_equal(meet(), CURLE_SSL_CACERT_BADFILE);
  assert_non_null(strstr(error, "/nonexistent/file"));
  opts.ca_file = root_file;
  far_close();
  far_open(&leaf, &middle);
  assert_int_equal(near_open(), CURLE_OK);
  assert_int_equal(shake(), CURLE_OK);
  tls_engine.result(session, &result);
  assert_int_equal(result.verify_result, 0);
  assert_string_equal(result.version, "TLSv1.3");
  assert_non_null(result.cipher);
  assert_null(result.alpn);
  assert_false(result.was_resumed);
  far_close();
}

static CURLcode meet_with_lists(char *one, char *two)
{
  char all[1 << 14];
  size_t len = 0;
  for(int part = 0; part < 2; part++) {
    FILE *f = fopen(part ? two : one, "rb");
    must(f);
    len += fread(all + len, 1, sizeof all - len, f);
    fclose(f);
  }
  opts.crl_file = scratch_file(all, len);
  CURLcode code = meet();
  scratch_end(opts.crl_file);
  opts.crl_file = NULL;
  return code;
}

static void a_revoked_one_is_refused(void **state)
{
  char *none = crl_file(&root, NULL), *good = crl_file(&middle, NULL), *bad = crl_file(&middle, leaf.cert);
  far_open(&leaf, &middle);
  /* all of the chain needs a list */
  opts.crl_file = good;
  assert_refused(meet(), "unable to get certificate CRL");
  assert_int_equal(meet_with_lists(none, good), CURLE_OK);
  assert_refused(meet_with_lists(none, bad), "certificate revoked");
  opts.crl_file = (char[]){ "/nonexistent/file" };
  assert_int_equal(meet(), CURLE_SSL_CRL_BADFILE);
  opts.crl_file = root_file;
  assert_int_equal(meet(), CURLE_SSL_CRL_BADFILE);
  far_close();
  scratch_end(none);
  scratch_end(good);
  scratch_end(bad);
}

static void a_list_that_is_old_or_somebody_elses_is_none(void **state)
{
  struct identity other = identity_new((struct wish){ .cn = "Middle", .is_authority = true, .issuer = &root });
  char *of_root = crl_file(&root, NULL), *good = crl_file(&middle, NULL);
  char *old = crl_file_until(&middle, NULL, -2), *theirs = crl_file(&other, NULL);
  far_open(&leaf, &middle);
  assert_int_equal(meet_with_lists(of_root, good), CURLE_OK);
  assert_refused(meet_with_lists(of_root, old), "CRL has expired");
  assert_refused(meet_with_lists(of_root, theirs), "CRL");
  far_close();
  identity_free(&other);
  scratch_end(of_root);
  scratch_end(good);
  scratch_end(old);
  scratch_end(theirs);
}

static void scenario_16_a_partial_chain_counts_unless_it_is_forbidden(void **state)
{
  char *middle_file = cert_file(&middle);
  far_open(&leaf, NULL);
  opts.ca_file = middle_file;
  assert_int_equal(meet(), CURLE_OK);
  opts.flags = CURLSSLOPT_NO_PARTIALCHAIN;
  assert_int_equal(meet(), CURLE_PEER_FAILED_VERIFICATION);
  opts.flags = 0;
  assert_int_equal(meet(), CURLE_OK);
  far_close();
  scratch_end(middle_file);
}

static void the_issuer_has_to_be_the_one_that_is_named(void **state)
{
  char *middle_file = cert_file(&middle);
  far_open(&leaf, &middle);
  opts.issuer_file = middle_file;
  assert_int_equal(meet(), CURLE_OK);
  opts.issuer_file = root_file;
  assert_int_equal(meet(), CURLE_SSL_ISSUER_ERROR);
  opts.issuer_file = (char[]){ "/nonexistent/file" };
  assert_int_equal(meet(), CURLE_SSL_ISSUER_ERROR);
  assert_true(error[0]);
  opts.verify_peer = false;
  assert_int_equal(meet(), CURLE_OK);
  far_close();
  scratch_end(middle_file);
}

static void a_pinned_key_counts_whatever_else_does(void **state)
{
  unsigned char *der = NULL;
  int len = i2d_PUBKEY(leaf.key, &der);
  char *good = scratch_file(der, (size_t)len);
  OPENSSL_free(der);
  far_open(&leaf, &middle);
  opts.pinned_key = good;
  assert_int_equal(meet(), CURLE_OK);
  opts.pinned_key = (char[]){ "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" };
  assert_int_equal(meet(), CURLE_SSL_PINNEDPUBKEYNOTMATCH);
  opts.verify_peer = opts.verify_host = false;
  assert_int_equal(meet(), CURLE_SSL_PINNEDPUBKEYNOTMATCH);
  opts.pinned_key = good;
  assert_int_equal(meet(), CURLE_OK);
  far_close();
  scratch_end(good);
}

static void nothing_is_trusted_where_nothing_is_named(void **state)
{
  far_open(&leaf, &middle);
  opts.ca_file = NULL;
  opts.trusts_system = false;
  assert_int_equal(meet(), CURLE_PEER_FAILED_VERIFICATION);
  opts.trusts_system = true;
  assert_int_equal(meet(), CURLE_PEER_FAILED_VERIFICATION);
  if(is_gnutls()) { /* reads one file, whatever the environment says */
    far_close();
    return;
  }
  setenv(X509_get_default_cert_file_env(), root_file, 1);
  assert_int_equal(meet(), CURLE_OK);
  opts.trusts_system = false;
  assert_int_equal(meet(), CURLE_PEER_FAILED_VERIFICATION);
  opts.flags = CURLSSLOPT_NATIVE_CA;
  assert_int_equal(meet(), CURLE_OK);
  unsetenv(X509_get_default_cert_file_env());
  assert_int_equal(meet(), CURLE_PEER_FAILED_VERIFICATION);
  far_close();
}

/* What people make for one machine, and name with CURLOPT_CAINFO(3). */
static void one_that_is_trusted_itself_needs_nobody_above(void **state)
{
  struct identity self = identity_new((struct wish){ .cn = "host.example", .names = "DNS:host.example" });
  char *self_file = cert_file(&self), *leaf_file = cert_file(&leaf);
  far_open(&self, NULL);
  opts.ca_file = self_file;
  assert_int_equal(meet(), CURLE_OK);
  opts.flags = CURLSSLOPT_NO_PARTIALCHAIN;
  assert_int_equal(meet(), CURLE_OK);
  peer.host = "other.example";
  assert_refused(meet(), "other.example");
  far_close();
  far_open(&leaf, NULL);
  opts.ca_file = leaf_file;
  assert_int_equal(meet(), CURLE_OK);
  opts.flags = CURLSSLOPT_NO_PARTIALCHAIN;
  assert_int_equal(meet(), CURLE_PEER_FAILED_VERIFICATION);
  far_close();
  identity_free(&self);
  scratch_end(self_file);
  scratch_end(leaf_file);
}

/* CURLOPT_CAPATH(3): named by the hash of what they are about, as c_rehash(1) does. */
static void a_folder_counts_beside_the_file(void **state)
{
  char folder[] = "/tmp/sluice-tls-XXXXXX", path[100];
  must(mkdtemp(folder) != NULL);
  snprintf(path, sizeof path, "%s/%08lx.0", folder, X509_subject_name_hash(root.cert));
  must(!symlink(root_file, path));
  far_open(&leaf, &middle);
  opts.ca_file = NULL;
  opts.trusts_system = false;
  assert_int_equal(meet(), CURLE_PEER_FAILED_VERIFICATION);
  opts.ca_path = folder;
  assert_int_equal(meet(), CURLE_OK);
  opts.ca_file = root_file; /* the same one twice */
  assert_int_equal(meet(), CURLE_OK);
  opts.ca_file = NULL;
  opts.ca_path = (char[]){ "/nonexistent/folder" };
  assert_int_equal(meet(), CURLE_PEER_FAILED_VERIFICATION);
  opts.ca_file = root_file;
  assert_int_equal(meet(), CURLE_OK);
  far_close();
  unlink(path);
  rmdir(folder);
}

static void a_blob_replaces_the_file(void **state)
{
  char bytes[4096];
  FILE *f = fopen(root_file, "rb");
  must(f);
  struct curl_blob blob = { bytes, fread(bytes, 1, sizeof bytes, f), 0 };
  fclose(f);
  far_open(&leaf, &middle);
  opts.ca_blob = &blob;
  opts.ca_file = (char[]){ "/nonexistent/file" };
  assert_int_equal(meet(), CURLE_OK);
  blob.len -= 100;
  assert_int_equal(meet(), CURLE_SSL_CACERT_BADFILE);
  blob.len = 0;
  assert_int_equal(meet(), CURLE_SSL_CACERT_BADFILE);
  far_close();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_unknown_root_is_refused),
    cmocka_unit_test(what_has_signed_itself_is_refused),
    cmocka_unit_test(without_the_one_between_it_is_refused),
    cmocka_unit_test(a_peer_without_any_is_refused),
    cmocka_unit_test(an_expired_one_is_refused),
    cmocka_unit_test(one_of_the_future_is_refused),
    cmocka_unit_test(one_for_another_use_is_refused),
    cmocka_unit_test(a_weak_key_is_refused),
    cmocka_unit_test(who_is_no_authority_signs_nothing),
    cmocka_unit_test(scenario_40_an_address_is_verified),
    cmocka_unit_test(scenario_42_a_nul_in_a_name_ends_nothing),
    cmocka_unit_test(scenario_42_wildcards_stand_for_one_label),
    cmocka_unit_test(a_common_name_counts_only_where_there_is_no_other),
    cmocka_unit_test(scenario_43_each_check_is_on_its_own),
    cmocka_unit_test(the_result_is_told_whether_it_counts_or_not),
    cmocka_unit_test(a_revoked_one_is_refused),
    cmocka_unit_test(a_list_that_is_old_or_somebody_elses_is_none),
    cmocka_unit_test(scenario_16_a_partial_chain_counts_unless_it_is_forbidden),
    cmocka_unit_test(the_issuer_has_to_be_the_one_that_is_named),
    cmocka_unit_test(a_pinned_key_counts_whatever_else_does),
    cmocka_unit_test(nothing_is_trusted_where_nothing_is_named),
    cmocka_unit_test(one_that_is_trusted_itself_needs_nobody_above),
    cmocka_unit_test(a_folder_counts_beside_the_file),
    cmocka_unit_test(a_blob_replaces_the_file),
  };
  return cmocka_run_group_tests(tests, make_authority, end_authority);
}
