/* A client's certificate, in each form that it may have, towards a server that wants one. */
#include "unit/tls/far.h"
#include <openssl/err.h>
#include <openssl/pkcs12.h>

static struct identity me, other;
static char *my_cert, *my_key, *my_secret_key, *my_both, *my_chain, *my_der, *my_key_der, *my_p12, *other_key;
static char password[] = "open sesame";

static BIO *memory(void) { return BIO_new(BIO_s_mem()); }

static char *key_file(EVP_PKEY *key, const EVP_CIPHER *cipher)
{
  BIO *b = memory();
  must(PEM_write_bio_PKCS8PrivateKey(b, key, cipher, password, cipher ? (int)strlen(password) : 0, NULL, NULL));
  return bio_file(b);
}

static int begin_all(void **state)
{
  make_authority(state);
  me = identity_new((struct wish){ .cn = "me", .usage = "clientAuth", .issuer = &middle });
  other = identity_new((struct wish){ .cn = "other" });
  my_cert = cert_file(&me);
  my_key = key_file(me.key, NULL);
  my_secret_key = key_file(me.key, EVP_aes_128_cbc());
  other_key = key_file(other.key, NULL);
  BIO *b = memory();
  must(PEM_write_bio_X509(b, me.cert) && PEM_write_bio_PKCS8PrivateKey(b, me.key, NULL, NULL, 0, NULL, NULL));
  my_both = bio_file(b);
  b = memory();
  must(PEM_write_bio_X509(b, me.cert) && PEM_write_bio_X509(b, middle.cert));
  my_chain = bio_file(b);
  b = memory();
  must(i2d_X509_bio(b, me.cert));
  my_der = bio_file(b);
  b = memory();
  must(i2d_PrivateKey_bio(b, me.key));
  my_key_der = bio_file(b);
  STACK_OF(X509) *chain = sk_X509_new_null();
  sk_X509_push(chain, middle.cert);
  PKCS12 *p12 = PKCS12_create(password, "me", me.key, me.cert, chain, 0, 0, 0, 0, 0);
  b = memory();
  must(i2d_PKCS12_bio(b, p12));
  my_p12 = bio_file(b);
  PKCS12_free(p12);
  sk_X509_free(chain);
  return 0;
}

static int end_all(void **state)
{
  char *files[] = { my_cert, my_key, my_secret_key, my_both, my_chain, my_der, my_key_der, my_p12, other_key };
  for(size_t i = 0; i < sizeof files / sizeof *files; i++) scratch_end(files[i]);
  identity_free(&me);
  identity_free(&other);
  return end_authority(state);
}

static int begin(void **state)
{
  far_open(&leaf, &middle);
  SSL_CTX_set_verify(far.context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  must(SSL_CTX_load_verify_file(far.context, root_file));
  /* in both versions the server has judged it when the handshake is done */
  SSL_CTX_set_max_proto_version(far.context, TLS1_2_VERSION);
  return 0;
}

static int end(void **state)
{
  far_close();
  return 0;
}

/* The server needs the one between, but where it is sent along. */
static CURLcode meet_with_middle(void)
{
  X509_STORE_add_cert(SSL_CTX_get_cert_store(far.context), middle.cert);
  return meet();
}

static void without_one_the_server_refuses(void **state)
{
  assert_int_equal(meet_with_middle(), CURLE_SSL_CONNECT_ERROR);
  assert_non_null(strstr(error, "host.example"));
}

static void with_tls_1_3_the_server_refuses_afterwards(void **state)
{
  char in[8];
  enum tls_wants wants;
  size_t len;
  SSL_CTX_set_max_proto_version(far.context, TLS1_3_VERSION);
  assert_int_equal(near_open(), CURLE_OK);
  assert_int_equal(shake(), CURLE_OK);
  assert_true(SSL_do_handshake(far.ssl) < 1);
  assert_int_equal(tls_engine.read(session, &trace, in, sizeof in, &len, &wants), CURLE_SSL_CLIENTCERT);
  assert_true(error[0]);
}

static void pem_files_of_two(void **state)
{
  opts.cert_file = my_cert;
  opts.key_file = my_key;
  assert_int_equal(meet_with_middle(), CURLE_OK);
  opts.key_type = opts.cert_type = (char[]){ "pem" };
  assert_int_equal(meet(), CURLE_OK);
}

static void one_file_may_hold_both(void **state)
{
  opts.cert_file = my_both;
  assert_int_equal(meet_with_middle(), CURLE_OK);
}

static void those_above_are_sent_along(void **state)
{
  opts.cert_file = my_cert;
  opts.key_file = my_key;
  assert_int_equal(meet(), CURLE_SSL_CONNECT_ERROR);
  opts.cert_file = my_chain;
  assert_int_equal(meet(), CURLE_OK);
}

/* The program has named it for this peer, whom the peer trusts or not. */
static void it_is_shown_whichever_authorities_the_peer_names(void **state)
{
  STACK_OF(X509_NAME) *names = sk_X509_NAME_new_null();
  sk_X509_NAME_push(names, X509_NAME_dup(X509_get_subject_name(other.cert)));
  SSL_CTX_set_client_CA_list(far.context, names);
  opts.cert_file = my_cert;
  opts.key_file = my_key;
  assert_int_equal(meet_with_middle(), CURLE_OK);
  assert_int_equal(near_open(), CURLE_OK);
  assert_int_equal(shake(), CURLE_OK);
  X509 *shown = SSL_get1_peer_certificate(far.ssl);
  assert_non_null(shown);
  assert_int_equal(X509_cmp(shown, me.cert), 0);
  X509_free(shown);
}

/* RFC 8446, section 4.6.2. */
static void the_server_may_ask_for_it_afterwards(void **state)
{
  char in[8];
  enum tls_wants wants;
  size_t len;
  SSL_CTX_set_max_proto_version(far.context, TLS1_3_VERSION);
  SSL_CTX_set_verify(far.context, SSL_VERIFY_NONE, NULL);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(far.context), middle.cert);
  opts.cert_file = my_cert;
  opts.key_file = my_key;
  assert_int_equal(near_open(), CURLE_OK);
  assert_int_equal(shake(), CURLE_OK);
  while(SSL_do_handshake(far.ssl) != 1) continue;
  SSL_set_verify(far.ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  assert_int_equal(SSL_verify_client_post_handshake(far.ssl), 1);
  assert_int_equal(SSL_do_handshake(far.ssl), 1);
  assert_int_equal(tls_engine.read(session, &trace, in, sizeof in, &len, &wants), CURLE_AGAIN);
  assert_int_equal(tls_engine.write(session, &trace, "x", 1, &len, &wants), CURLE_OK);
  assert_int_equal(SSL_read(far.ssl, in, sizeof in), 1);
  X509 *shown = SSL_get1_peer_certificate(far.ssl);
  assert_non_null(shown);
  X509_free(shown);
  assert_int_equal(SSL_write(far.ssl, "good", 4), 4);
  assert_int_equal(tls_engine.read(session, &trace, in, sizeof in, &len, &wants), CURLE_OK);
  assert_int_equal(len, 4);
}

static void der_files(void **state)
{
  opts.cert_file = my_der;
  opts.cert_type = opts.key_type = (char[]){ "DER" };
  opts.key_file = my_key_der;
  assert_int_equal(meet_with_middle(), CURLE_OK);
}

static void a_p12_file_has_all(void **state)
{
  opts.cert_file = my_p12;
  opts.cert_type = (char[]){ "P12" };
  opts.key_password = password;
  assert_int_equal(meet(), CURLE_OK);
  opts.key_password = (char[]){ "wrong" };
  assert_int_equal(meet(), CURLE_SSL_CERTPROBLEM);
}

static void a_key_needs_its_password(void **state)
{
  opts.cert_file = my_cert;
  opts.key_file = my_secret_key;
  assert_int_equal(near_open(), CURLE_SSL_CERTPROBLEM); /* and nobody is asked at a terminal */
  opts.key_password = (char[]){ "wrong" };
  assert_int_equal(near_open(), CURLE_SSL_CERTPROBLEM);
  assert_non_null(strstr(error, my_secret_key));
  assert_null(strstr(error, "wrong pass"));
  char longest[5000];
  memset(longest, 'x', sizeof longest - 1);
  longest[sizeof longest - 1] = '\0';
  opts.key_password = longest;
  assert_int_equal(near_open(), CURLE_SSL_CERTPROBLEM);
  opts.key_password = password;
  assert_int_equal(meet_with_middle(), CURLE_OK);
}

static struct curl_blob blob_of(const char *path, char room[4096])
{
  FILE *f = fopen(path, "rb");
  must(f);
  struct curl_blob b = { room, fread(room, 1, 4096, f), 0 };
  fclose(f);
  return b;
}

static void blobs_are_as_good_as_files(void **state)
{
  char cert_bytes[4096], key_bytes[4096], p12_bytes[4096];
  struct curl_blob cert = blob_of(my_chain, cert_bytes), key = blob_of(my_key, key_bytes);
  struct curl_blob p12 = blob_of(my_p12, p12_bytes), empty = { p12_bytes, 0, 0 };
  opts.cert_blob = &cert;
  opts.key_blob = &key;
  assert_int_equal(meet(), CURLE_OK);
  opts.cert_blob = &empty;
  assert_int_equal(near_open(), CURLE_SSL_CERTPROBLEM);
  opts.cert_blob = &p12;
  opts.cert_type = (char[]){ "P12" };
  opts.key_password = password;
  assert_int_equal(meet(), CURLE_OK);
}

static void what_does_not_fit_is_refused(void **state)
{
  opts.cert_file = my_cert;
  opts.key_file = other_key;
  assert_int_equal(near_open(), CURLE_SSL_CERTPROBLEM);
  opts.key_file = NULL; /* there is none in that file */
  assert_int_equal(near_open(), CURLE_SSL_CERTPROBLEM);
  opts.cert_file = (char[]){ "/nonexistent/file" };
  assert_int_equal(near_open(), CURLE_SSL_CERTPROBLEM);
  assert_non_null(strstr(error, "/nonexistent/file"));
  opts.cert_file = (char[]){ "pkcs11:object=none" };
  opts.key_file = my_key;
  assert_int_equal(near_open(), CURLE_SSL_CERTPROBLEM);
  opts.cert_file = my_cert;
  opts.key_type = (char[]){ "ENG" };
  assert_int_equal(near_open(), CURLE_SSL_ENGINE_NOTFOUND);
  opts.key_type = (char[]){ "XML" };
  assert_int_equal(near_open(), CURLE_BAD_FUNCTION_ARGUMENT);
  /* a module for PKCS#11 that GnuTLS has loaded may use OpenSSL itself */
  if(!is_gnutls()) assert_int_equal(ERR_peek_error(), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(without_one_the_server_refuses, begin, end),
    cmocka_unit_test_setup_teardown(with_tls_1_3_the_server_refuses_afterwards, begin, end),
    cmocka_unit_test_setup_teardown(pem_files_of_two, begin, end),
    cmocka_unit_test_setup_teardown(one_file_may_hold_both, begin, end),
    cmocka_unit_test_setup_teardown(those_above_are_sent_along, begin, end),
    cmocka_unit_test_setup_teardown(it_is_shown_whichever_authorities_the_peer_names, begin, end),
    cmocka_unit_test_setup_teardown(the_server_may_ask_for_it_afterwards, begin, end),
    cmocka_unit_test_setup_teardown(der_files, begin, end),
    cmocka_unit_test_setup_teardown(a_p12_file_has_all, begin, end),
    cmocka_unit_test_setup_teardown(a_key_needs_its_password, begin, end),
    cmocka_unit_test_setup_teardown(blobs_are_as_good_as_files, begin, end),
    cmocka_unit_test_setup_teardown(what_does_not_fit_is_refused, begin, end),
  };
  return cmocka_run_group_tests(tests, begin_all, end_all);
}
