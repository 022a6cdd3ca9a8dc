/* https: a program that checks the peer itself and takes its time for it, and keys that are a provider's. */
#include "https.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- a check that takes its time: CURLOPT_SSL_CTX_FUNCTION(3) ---- */

static struct {
  int calls;
  bool is_ready;
  int result;
} check;

static int check_peer(X509_STORE_CTX *ctx, void *arg)
{
  SSL *ssl = X509_STORE_CTX_get_ex_data(ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
  check.calls++;
  if(check.is_ready) return check.result;
  return SSL_set_retry_verify(ssl);
}

static CURLcode reach_in(CURL *easy, void *context, void *clientp)
{
  SSL_CTX_set_cert_verify_callback(context, check_peer, NULL);
  return CURLE_OK;
}

static CURLM *multi;

static int never_mind(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  return 0;
}

static void begin_check(CURL *easy, int result)
{
  check.calls = 0;
  check.is_ready = false;
  check.result = result;
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, reach_in);
  multi = curl_multi_init();
  curl_multi_add_handle(multi, easy);
}

static int turn(int wait_ms)
{
  int running = 0;
  curl_multi_poll(multi, NULL, 0, wait_ms, NULL);
  assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
  return running;
}

static void run_until_asked(void)
{
  for(int i = 0; i < 2000 && !check.calls; i++) turn(10);
  assert_int_equal(check.calls, 1);
}

static CURLcode run_to_the_end(void)
{
  int left;
  for(int i = 0; i < 2000 && turn(10); i++) continue;
  CURLMsg *m = curl_multi_info_read(multi, &left);
  assert_non_null(m);
  return m->data.result;
}

static void end_check(CURL *easy)
{
  curl_multi_remove_handle(multi, easy);
  https_finish(easy);
  curl_multi_cleanup(multi);
}

/* Whatever happens meanwhile, it is asked once more only when the program says so. */
static void a_check_may_take_its_time(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), IGNORE } };
  STAGES = { { TLS_AS(https_rogue) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, never_mind); /* wakes it now and then */
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  begin_check(easy, 1);
  run_until_asked();
  for(int i = 0; i < 120; i++) assert_int_equal(turn(10), 1);
  assert_int_equal(check.calls, 1);
  check.is_ready = true;
  assert_int_equal(curl_easy_pause(easy, CURLPAUSE_CONT), CURLE_OK);
  assert_int_equal(run_to_the_end(), CURLE_OK);
  assert_int_equal(check.calls, 2);
  assert_string_equal(https_body.at, "hello");
  end_check(easy);
}

/* Who goes on too early is asked again, and may say once more that it takes time. */
static void a_check_may_take_its_time_twice(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), IGNORE } };
  STAGES = { { TLS_AS(https_example) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  begin_check(easy, 1);
  run_until_asked();
  assert_int_equal(curl_easy_pause(easy, CURLPAUSE_CONT), CURLE_OK);
  for(int i = 0; i < 20; i++) assert_int_equal(turn(10), 1);
  assert_int_equal(check.calls, 2);
  check.is_ready = true;
  assert_int_equal(curl_easy_pause(easy, CURLPAUSE_CONT), CURLE_OK);
  assert_int_equal(run_to_the_end(), CURLE_OK);
  end_check(easy);
}

static void a_check_may_say_no_in_the_end(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TLS_AS(https_example) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  begin_check(easy, 0);
  run_until_asked();
  check.is_ready = true;
  assert_int_equal(curl_easy_pause(easy, CURLPAUSE_CONT), CURLE_OK);
  assert_int_equal(run_to_the_end(), CURLE_PEER_FAILED_VERIFICATION);
  end_check(easy);
}

static void a_check_without_an_end_ends_in_the_time_out(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TLS_AS(https_example) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 300L);
  begin_check(easy, 1);
  run_until_asked();
  assert_int_equal(run_to_the_end(), CURLE_OPERATION_TIMEDOUT);
  assert_int_equal(check.calls, 1);
  end_check(easy);
}

/* ---- a provider's keys: CURLOPT_SSLENGINE(3) ---- */

static char folder[] = "/tmp/sluice-provider-XXXXXX";
static char key_path[64], cert_path[64], key_uri[80];

static void put(const char *path, struct curl_blob b)
{
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  assert_int_equal(fwrite(b.data, 1, b.len, f), b.len);
  fclose(f);
  free(b.data);
}

static int make_files(void **state)
{
  if(!mkdtemp(folder)) return 1;
  snprintf(key_path, sizeof key_path, "%s/key.pem", folder);
  snprintf(cert_path, sizeof cert_path, "%s/cert.pem", folder);
  snprintf(key_uri, sizeof key_uri, "file:%s", key_path);
  put(cert_path, tls_cert_pem(&https_client));
  put(key_path, tls_cert_key_pem(&https_client, "secret"));
  return 0;
}

static int remove_files(void **state) { return unlink(key_path) || unlink(cert_path) || rmdir(folder); }

static void show_key_of(const char *engine, const char *password, CURLcode code, const char *body)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), IGNORE } };
  static const struct step nothing[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_END } };
  STAGES = { { { .kind = STAGE_TLS, .cert = &https_example, .wants_client = true } } };
  CURL *easy = https_begin(body ? script : nothing, stages, HTTPS_HOST);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SSLENGINE, engine), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SSLENGINE_DEFAULT, 1L), CURLE_OK);
  curl_easy_setopt(easy, CURLOPT_SSLCERT, cert_path);
  curl_easy_setopt(easy, CURLOPT_SSLKEY, key_uri);
  curl_easy_setopt(easy, CURLOPT_SSLKEYTYPE, "PROV");
  curl_easy_setopt(easy, CURLOPT_KEYPASSWD, password);
  https_expect(easy, code, body);
  https_finish(easy);
}

static void a_key_may_be_a_providers(void **state)
{
  show_key_of("default", "secret", CURLE_OK, "hello");
  assert_string_equal(https_peer.notes[0][0].client, "somebody");
  show_key_of("default:provider=default", "secret", CURLE_OK, "hello");
  show_key_of("default", "another", CURLE_SSL_CERTPROBLEM, NULL);
}

static void a_provider_without_that_property_has_no_key(void **state)
{
  show_key_of("default:provider=elsewhere", "secret", CURLE_SSL_ENGINE_SETFAILED, NULL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_check_may_take_its_time),
    cmocka_unit_test(a_check_may_take_its_time_twice),
    cmocka_unit_test(a_check_may_say_no_in_the_end),
    cmocka_unit_test(a_check_without_an_end_ends_in_the_time_out),
    cmocka_unit_test_setup_teardown(a_key_may_be_a_providers, make_files, NULL),
    cmocka_unit_test_setup_teardown(a_provider_without_that_property_has_no_key, NULL, remove_files),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
