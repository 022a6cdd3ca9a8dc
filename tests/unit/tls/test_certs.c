/* A chain as text. */
#include "base/slist.h"
#include "unit/base/failing_alloc.h"
#include "unit/tls/far.h"

static const char *value_of(const struct curl_slist *list, const char *name)
{
  size_t len = strlen(name);
  for(; list; list = list->next)
    if(!strncmp(list->data, name, len) && list->data[len] == ':') return list->data + len + 1;
  fail_msg("there is no \"%s\"", name);
  return NULL;
}

static void free_all(struct curl_certinfo *all)
{
  for(int i = 0; i < all->num_of_certs; i++) slist_free(all->certinfo[i]);
  mem_free(all->certinfo);
  *all = (struct curl_certinfo){ 0 };
}

static CURLcode get(const struct identity *i, struct curl_certinfo *ret)
{
  far_open(i, &middle);
  assert_int_equal(near_open(), CURLE_OK);
  assert_int_equal(shake(), CURLE_OK);
  return tls_engine.certs(session, ret);
}

static void each_has_a_list_the_peers_own_first(void **state)
{
  struct curl_certinfo all = { 0 };
  assert_int_equal(get(&leaf, &all), CURLE_OK);
  assert_int_equal(all.num_of_certs, 2);
  assert_string_equal(all.certinfo[0]->data, "Subject:CN = leaf");
  assert_string_equal(value_of(all.certinfo[0], "Issuer"), "CN = Middle");
  assert_string_equal(value_of(all.certinfo[0], "Version"), "2");
  assert_non_null(value_of(all.certinfo[0], "Serial Number"));
  assert_string_equal(value_of(all.certinfo[0], "Signature Algorithm"), "ecdsa-with-SHA256");
  assert_string_equal(value_of(all.certinfo[0], "Public Key Algorithm"), "id-ecPublicKey");
  assert_string_equal(value_of(all.certinfo[0], "X509v3 Subject Alternative Name"),
                      "DNS:host.example, IP Address:192.0.2.1");
  if(!is_gnutls()) assert_string_equal(value_of(all.certinfo[0], "X509v3 Basic Constraints"), "CA:FALSE");
  assert_non_null(strstr(value_of(all.certinfo[0], "Start date"), "GMT"));
  assert_non_null(strstr(value_of(all.certinfo[0], "Expire date"), "GMT"));
  assert_int_equal(value_of(all.certinfo[0], "Signature")[2], ':');
  assert_memory_equal(value_of(all.certinfo[0], "Cert"), "-----BEGIN CERTIFICATE-----\n", 28);
  assert_string_equal(all.certinfo[1]->data, "Subject:CN = Middle");
  /* those of a second connection go behind */
  assert_int_equal(tls_engine.certs(session, &all), CURLE_OK);
  assert_int_equal(all.num_of_certs, 4);
  free_all(&all);
  far_close();
}

static void an_rsa_key_shows_its_numbers(void **state)
{
  struct curl_certinfo all = { 0 };
  struct identity rsa = { X509_dup(leaf.cert), EVP_RSA_gen(2048) };
  must(X509_set_pubkey(rsa.cert, rsa.key) && X509_sign(rsa.cert, middle.key, EVP_sha256()));
  assert_int_equal(get(&rsa, &all), CURLE_OK);
  assert_string_equal(value_of(all.certinfo[0], "RSA Public Key"), "2048");
  assert_int_equal(strlen(value_of(all.certinfo[0], "rsa(n)")), 512);
  assert_string_equal(value_of(all.certinfo[0], "rsa(e)"), "10001");
  free_all(&all);
  far_close();
  identity_free(&rsa);
}

static void what_a_peer_writes_ends_no_entry(void **state)
{
  struct curl_certinfo all = { 0 };
  static const char name[] = "a\nSubject:b\0c";
  struct identity odd =
      identity_new((struct wish){ .cn = "x\ny", .raw_name = name, .raw_len = sizeof name - 1, .issuer = &middle });
  far_open(&odd, &middle);
  opts.verify_host = false;
  assert_int_equal(near_open(), CURLE_OK);
  assert_int_equal(shake(), CURLE_OK);
  assert_int_equal(tls_engine.certs(session, &all), CURLE_OK);
  assert_non_null(strstr(value_of(all.certinfo[0], "X509v3 Subject Alternative Name"), "b.c"));
  assert_string_equal(value_of(all.certinfo[0], "Subject"), "CN = x\\0Ay");
  free_all(&all);
  far_close();
  identity_free(&odd);
}

static int note_text(CURL *handle, curl_infotype type, char *text, size_t len, void *data)
{
  char *all = data;
  strncat(all, text, len);
  return 0;
}

static void who_listens_is_told_of_it(void **state)
{
  char told[2000] = "";
  struct trace_opts verbose = { .debug = note_text, .debug_data = told, .verbose = true };
  far_open(&leaf, &middle);
  trace.opts = &verbose;
  assert_int_equal(meet(), CURLE_OK);
  trace.opts = &trace_opts;
  assert_non_null(strstr(told, " subject: CN = leaf\n"));
  assert_non_null(strstr(told, " issuer: CN = Middle\n"));
  assert_non_null(strstr(told, " expire date: "));
  assert_non_null(strstr(told, "SSL connection using TLSv1.3"));
  far_close();
}

static void out_of_memory_leaves_what_can_be_freed(void **state)
{
  struct curl_certinfo all = { 0 };
  assert_int_equal(get(&leaf, &all), CURLE_OK);
  free_all(&all);
  bool is_done = false;
  for(int i = 0; !is_done; i++) {
    failing_after(i);
    CURLcode code = tls_engine.certs(session, &all);
    is_done = failing_left >= 0;
    assert_int_equal(code, is_done ? CURLE_OK : CURLE_OUT_OF_MEMORY);
    free_all(&all);
    failing_end();
  }
  assert_int_equal(failing_blocks, 0);
  far_close();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_has_a_list_the_peers_own_first),    cmocka_unit_test(an_rsa_key_shows_its_numbers),
    cmocka_unit_test(what_a_peer_writes_ends_no_entry),       cmocka_unit_test(who_listens_is_told_of_it),
    cmocka_unit_test(out_of_memory_leaves_what_can_be_freed),
  };
  return cmocka_run_group_tests(tests, make_authority, end_authority);
}
