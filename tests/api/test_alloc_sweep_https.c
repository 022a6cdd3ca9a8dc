/* Out of memory over TLS: a handshake, a session that is gone on with and early data in it, sessions that leave and come
 * back, TLS to a proxy and TLS in it. What the TLS library allocates for itself does not fail here. */
#include "https.h"
#include "sweep.h"
#include <stdlib.h>
#include <string.h>

#define EARLY 16384
#define TLS_EARLY                                             \
  {                                                           \
    .kind = STAGE_TLS, .cert = &https_example, .early = EARLY \
  }

static struct tls_peer far;
static struct curl_slist names[] = { { (char *)(uintptr_t) "*:443:192.0.2.1", &names[1] },
                                     { (char *)(uintptr_t) "*:1080:192.0.2.1", NULL } };
static struct curl_blob ca;

static size_t collect(char *data, size_t size, size_t n, void *clientp)
{
  text_add(clientp, data, size * n);
  return size * n;
}

#define SET(easy, option, value)                               \
  do {                                                         \
    CURLcode set_code = curl_easy_setopt(easy, option, value); \
    if(set_code) return set_code;                              \
  } while(0)

static CURLcode prepare(CURL *easy, struct work *w)
{
  tls_peer_install(&far, easy);
  SET(easy, CURLOPT_URL, HTTPS_HOST);
  SET(easy, CURLOPT_NOPROXY, "");
  SET(easy, CURLOPT_RESOLVE, names);
  SET(easy, CURLOPT_CAINFO_BLOB, &ca);
  SET(easy, CURLOPT_PROXY_CAINFO_BLOB, &ca);
  SET(easy, CURLOPT_TIMEOUT_MS, 20000L);
  SET(easy, CURLOPT_WRITEFUNCTION, collect);
  SET(easy, CURLOPT_WRITEDATA, &w->body[0]);
  return CURLE_OK;
}

typedef CURLcode easy_fn(CURL *easy, struct work *w);

/* What did not come to its end on one side has not on the other. */
static CURLcode run_easy(easy_fn *scenario, const struct step (*script)[PEER_STEPS_MAX],
                         const struct stage (*stages)[TLS_STAGES_MAX], struct work *w)
{
  tls_peer_start(&far, script, stages);
  CURL *easy = curl_easy_init();
  CURLcode code = easy ? prepare(easy, w) : CURLE_OUT_OF_MEMORY;
  if(!code) code = scenario(easy, w);
  curl_easy_cleanup(easy);
  (void)tls_peer_end(&far);
  if(far.opens != far.closes) fail_msg("a socket was not closed");
  return code;
}

/* ---- a kept connection; a session that is gone on with, with early data ---- */

static CURLcode get_thrice(CURL *easy, struct work *w)
{
  SET(easy, CURLOPT_SSL_OPTIONS, (long)CURLSSLOPT_EARLYDATA);
  CURLcode code = curl_easy_perform(easy);
  if(!code) code = curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  if(!code) code = curl_easy_perform(easy);
  if(!code) code = curl_easy_perform(easy);
  return code;
}

static CURLcode run_get(struct work *w)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END },
             { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END },
             { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_EARLY }, { TLS_EARLY }, { TLS_EARLY } };
  return run_easy(get_thrice, script, stages, w);
}

static CURLcode run_refused(struct work *w)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END },
             { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END },
             { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  static const struct stage refusing = {
    .kind = STAGE_TLS, .cert = &https_example, .early = EARLY, .refuses_early = true
  };
  const struct stage stages[PEER_CONNS_MAX][TLS_STAGES_MAX] = { { TLS_EARLY }, { refusing }, { refusing } };
  return run_easy(get_thrice, script, stages, w);
}

/* ---- sessions that leave one handle and come to another ---- */

static CURL *other;

/* Out of memory is what the callback says, too. */
static CURLcode give_to_other(CURL *easy, void *userptr, const char *name, const unsigned char *salted,
                              size_t salted_len, const unsigned char *data, size_t len, curl_off_t until, int version,
                              const char *alpn, size_t early)
{
  CURLcode code = curl_easy_ssls_import(other, NULL, salted, salted_len, data, len);
  return code ? code : curl_easy_ssls_import(other, name, NULL, 0, data, len);
}

static CURLcode carry(CURL *easy, struct work *w)
{
  CURLcode code = curl_easy_perform(easy);
  other = code ? NULL : curl_easy_init();
  if(!code) code = other ? prepare(other, w) : CURLE_OUT_OF_MEMORY;
  if(!code) code = curl_easy_ssls_export(easy, give_to_other, NULL);
  if(!code) code = curl_easy_perform(other);
  curl_easy_cleanup(other);
  return code;
}

static CURLcode run_carry(struct work *w)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END }, { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_EARLY }, { TLS_EARLY } };
  return run_easy(carry, script, stages, w);
}

/* ---- TLS to a proxy, and in it to the origin; with all that can be told of certificates ---- */

static CURLcode get_proxied(CURL *easy, struct work *w)
{
  struct curl_certinfo *certs;
  SET(easy, CURLOPT_PROXY, "https://proxy.example:1080");
  SET(easy, CURLOPT_CERTINFO, 1L);
  SET(easy, CURLOPT_PINNEDPUBLICKEY, tls_cert_pin(&https_example));
  CURLcode code = curl_easy_perform(easy);
  if(!code) code = curl_easy_getinfo(easy, CURLINFO_CERTINFO, &certs);
  return code;
}

static CURLcode run_proxied(struct work *w)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_proxy), { .kind = STAGE_PROXY }, TLS_AS(https_example) } };
  return run_easy(get_proxied, script, stages, w);
}

/* ---- a client with a certificate ---- */

static struct curl_blob client, client_key;

static CURLcode get_as_somebody(CURL *easy, struct work *w)
{
  SET(easy, CURLOPT_SSLCERT_BLOB, &client);
  SET(easy, CURLOPT_SSLKEY_BLOB, &client_key);
  SET(easy, CURLOPT_KEYPASSWD, "secret");
  return curl_easy_perform(easy);
}

static CURLcode run_client(struct work *w)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { { .kind = STAGE_TLS, .cert = &https_example, .wants_client = true } } };
  return run_easy(get_as_somebody, script, stages, w);
}

static void tls_survives(void **state) { sweep(run_get, "hellohellohello"); }
static void early_data_that_is_refused_survives(void **state) { sweep(run_refused, "hellohellohello"); }
static void sessions_that_leave_survive(void **state) { sweep(run_carry, "hellohello"); }
static void tls_in_tls_survives(void **state) { sweep(run_proxied, "hello"); }
static void a_client_with_a_certificate_survives(void **state) { sweep(run_client, "hello"); }

static int set_up(void **state)
{
  int code = https_set_up(state);
  ca = tls_cert_pem(&https_ca);
  client = tls_cert_pem(&https_client);
  client_key = tls_cert_key_pem(&https_client, "secret");
  return code;
}

static int tear_down(void **state)
{
  free(ca.data);
  free(client.data);
  free(client_key.data);
  return https_tear_down(state);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(tls_survives),
    cmocka_unit_test(early_data_that_is_refused_survives),
    cmocka_unit_test(sessions_that_leave_survive),
    cmocka_unit_test(tls_in_tls_survives),
    cmocka_unit_test(a_client_with_a_certificate_survives),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
