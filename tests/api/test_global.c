/* What belongs to the process: initialisation, memory hooks, version. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int allocations;

static void *counted_malloc(size_t size)
{
  allocations++;
  return malloc(size);
}

static void *counted_calloc(size_t count, size_t size)
{
  allocations++;
  return calloc(count, size);
}

static char *counted_strdup(const char *text)
{
  allocations++;
  return strdup(text);
}

static void *counted_realloc(void *block, size_t size)
{
  allocations++;
  return realloc(block, size);
}

static CURLcode init_counted(void)
{
  return curl_global_init_mem(CURL_GLOBAL_ALL, counted_malloc, free, counted_realloc, counted_strdup, counted_calloc);
}

static int allocations_of_a_list(void)
{
  allocations = 0;
  curl_slist_free_all(curl_slist_append(NULL, "text"));
  return allocations;
}

static void a_missing_hook_fails(void **state)
{
  assert_int_equal(curl_global_init_mem(0, NULL, free, realloc, strdup, calloc), CURLE_FAILED_INIT);
  assert_int_equal(curl_global_init_mem(0, malloc, NULL, realloc, strdup, calloc), CURLE_FAILED_INIT);
  assert_int_equal(curl_global_init_mem(0, malloc, free, NULL, strdup, calloc), CURLE_FAILED_INIT);
  assert_int_equal(curl_global_init_mem(0, malloc, free, realloc, NULL, calloc), CURLE_FAILED_INIT);
  assert_int_equal(curl_global_init_mem(0, malloc, free, realloc, strdup, NULL), CURLE_FAILED_INIT);
}

static void hooks_come_too_late_after_the_first_init(void **state)
{
  assert_int_equal(curl_global_init(CURL_GLOBAL_DEFAULT), CURLE_OK);
  assert_int_equal(init_counted(), CURLE_OK);
  assert_int_equal(allocations_of_a_list(), 0);
  curl_global_cleanup();
  curl_global_cleanup();
}

static void hooks_of_the_first_init_are_used(void **state)
{
  assert_int_equal(init_counted(), CURLE_OK);
  assert_true(allocations_of_a_list() > 0);
  assert_int_equal(curl_global_init(CURL_GLOBAL_ALL | CURL_GLOBAL_ACK_EINTR), CURLE_OK); /* counts, changes nothing */
  assert_true(allocations_of_a_list() > 0);
  curl_global_cleanup();
  curl_global_cleanup();
}

static void a_new_first_init_starts_anew(void **state)
{
  assert_int_equal(init_counted(), CURLE_OK);
  curl_global_cleanup();
  assert_int_equal(curl_global_init(CURL_GLOBAL_NOTHING), CURLE_OK);
  assert_int_equal(allocations_of_a_list(), 0);
  curl_global_cleanup();
}

static void one_cleanup_too_many_is_harmless(void **state)
{
  curl_global_cleanup();
  assert_int_equal(init_counted(), CURLE_OK);
  assert_true(allocations_of_a_list() > 0);
  curl_global_cleanup();
}

static void a_handle_initialises_the_process(void **state)
{
  CURL *easy = curl_easy_init();
  assert_non_null(easy);
  assert_int_equal(init_counted(), CURLE_OK); /* too late */
  assert_int_equal(allocations_of_a_list(), 0);
  curl_easy_cleanup(easy);
  curl_global_cleanup();
  curl_global_cleanup();
}

static void *init_and_clean_up(void *arg)
{
  for(int i = 0; i < 1000; i++) {
    if(curl_global_init(CURL_GLOBAL_ALL)) return arg;
    curl_global_cleanup();
  }
  return NULL;
}

static void threads_may_init_at_once(void **state)
{
  pthread_t thread[4];
  for(int i = 0; i < 4; i++) assert_int_equal(pthread_create(&thread[i], NULL, init_and_clean_up, thread), 0);
  for(int i = 0; i < 4; i++) {
    void *failed = NULL;
    assert_int_equal(pthread_join(thread[i], &failed), 0);
    assert_null(failed);
  }
}

/* Which one, the library's name says: these tests are linked with either. */
static const struct backend {
  curl_sslbackend id;
  const char *name, *in_another_case, *version;
} openssl = { CURLSSLBACKEND_OPENSSL, "openssl", "OpenSSL", "OpenSSL/3." },
  gnutls = { CURLSSLBACKEND_GNUTLS, "gnutls", "GnuTLS", "GnuTLS/3." };

static const struct backend *own(void)
{
  return curl_global_sslset(gnutls.id, NULL, NULL) == CURLSSLSET_OK ? &gnutls : &openssl;
}

static void there_is_one_tls_backend(void **state)
{
  const curl_ssl_backend **list = NULL;
  const struct backend *b = own(), *other = b == &openssl ? &gnutls : &openssl;
  assert_int_equal(curl_global_sslset(b->id, NULL, &list), CURLSSLSET_OK);
  assert_int_equal(list[0]->id, b->id);
  assert_string_equal(list[0]->name, b->name);
  assert_null(list[1]);
  assert_int_equal(curl_global_sslset(CURLSSLBACKEND_NONE, b->in_another_case, NULL), CURLSSLSET_OK);
  assert_int_equal(curl_global_sslset((curl_sslbackend)-1, b->name, NULL), CURLSSLSET_OK); /* as pycurl does */
  assert_int_equal(curl_global_sslset(b->id, "is not looked at", NULL), CURLSSLSET_OK);
  assert_int_equal(curl_global_sslset(CURLSSLBACKEND_NONE, other->name, NULL), CURLSSLSET_UNKNOWN_BACKEND);
  assert_int_equal(curl_global_sslset(other->id, NULL, NULL), CURLSSLSET_UNKNOWN_BACKEND);
}

static void the_list_of_tls_backends_may_be_asked_for(void **state)
{
  const curl_ssl_backend **list = NULL;
  assert_int_equal(curl_global_sslset(CURLSSLBACKEND_NONE, NULL, &list), CURLSSLSET_UNKNOWN_BACKEND);
  assert_non_null(list);
  assert_non_null(list[0]);
  assert_int_equal(curl_global_init(CURL_GLOBAL_ALL), CURLE_OK);
  assert_int_equal(curl_global_sslset(CURLSSLBACKEND_WOLFSSL, NULL, NULL), CURLSSLSET_UNKNOWN_BACKEND);
  curl_global_cleanup();
}

/* Tracing. */

static char heard[8192];

static int listen_to(CURL *handle, curl_infotype type, char *data, size_t size, void *userptr)
{
  size_t used = strlen(heard);
  snprintf(heard + used, sizeof heard - used, "%.*s", (int)size, data);
  return 0;
}

/* What a transfer that ends at once says. */
static const char *what_a_transfer_says(void)
{
  CURL *easy = curl_easy_init();
  heard[0] = '\0';
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, listen_to);
  curl_easy_setopt(easy, CURLOPT_URL, "nothing://192.0.2.1/");
  assert_int_equal(curl_easy_perform(easy), CURLE_UNSUPPORTED_PROTOCOL);
  curl_easy_cleanup(easy);
  return heard;
}

static void unknown_trace_names_are_ignored(void **state)
{
  assert_int_equal(curl_global_trace(NULL), CURLE_OK);
  assert_int_equal(curl_global_trace(""), CURLE_OK);
  assert_int_equal(curl_global_trace("-nothing,+such,,lib-id"), CURLE_OK);
  assert_string_equal(what_a_transfer_says(), "Protocol \"nothing\" not supported\n");
}

/* The page's own example: a transfer without a connection. A later call changes what an earlier one has set. */
static void numbers_are_switched_on_and_off(void **state)
{
  assert_int_equal(curl_global_trace("http/2, LIB-IDS"), CURLE_OK);
  assert_string_equal(what_a_transfer_says(), "[0-x] Protocol \"nothing\" not supported\n");
  assert_int_equal(curl_global_trace("-lib-ids"), CURLE_OK);
  assert_string_equal(what_a_transfer_says(), "Protocol \"nothing\" not supported\n");
  assert_int_equal(curl_global_trace("all"), CURLE_OK);
  assert_int_equal(strncmp(what_a_transfer_says(), "[0-x] ", 6), 0);
  assert_int_equal(curl_global_trace("-all"), CURLE_OK);
}

/* Version. */

static void the_version_is_the_headers(void **state)
{
  const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);
  assert_string_equal(v->version, LIBCURL_VERSION);
  assert_int_equal(v->version_num, LIBCURL_VERSION_NUM);
  assert_int_equal(v->age, CURLVERSION_NOW);
  assert_int_equal(strncmp(curl_version(), "libcurl/" LIBCURL_VERSION " ", strlen("libcurl/" LIBCURL_VERSION " ")), 0);
  assert_non_null(strstr(curl_version(), v->libidn));
  assert_non_null(strstr(curl_version(), v->libz_version));
  assert_non_null(strstr(curl_version(), " libpsl/"));
  assert_non_null(strstr(curl_version(), " sluice/"));
}

static void the_age_that_is_asked_for_is_no_matter(void **state)
{
  const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);
  assert_ptr_equal(curl_version_info(CURLVERSION_FIRST), v);
  assert_ptr_equal(curl_version_info((CURLversion)77), v);
  assert_ptr_equal(curl_version(), curl_version());
}

/* A library that is not there has no version, in whatever form. */
static void what_is_not_built_in_has_no_version(void **state)
{
  const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);
  assert_true(v->host && v->host[0]);
  assert_int_equal(v->ssl_version_num, 0);
  assert_int_equal(!v->ssl_version, !(v->features & CURL_VERSION_SSL));
  assert_int_equal(!v->libz_version, !(v->features & CURL_VERSION_LIBZ));
  assert_int_equal(!v->libidn, !(v->features & CURL_VERSION_IDN));
  assert_int_equal(!v->brotli_version, !(v->features & CURL_VERSION_BROTLI));
  assert_int_equal(!v->brotli_version, !v->brotli_ver_num);
  assert_int_equal(!v->nghttp2_version, !(v->features & CURL_VERSION_HTTP2));
  assert_int_equal(!v->nghttp2_version, !v->nghttp2_ver_num);
  assert_int_equal(!v->zstd_version, !(v->features & CURL_VERSION_ZSTD));
  assert_int_equal(!v->zstd_version, !v->zstd_ver_num);
  assert_int_equal(!v->quic_version, !(v->features & CURL_VERSION_HTTP3));
  assert_int_equal(!v->gsasl_version, !(v->features & CURL_VERSION_GSASL));
  assert_int_equal(!v->ares, !v->ares_num);
  assert_int_equal(v->iconv_ver_num, 0);
  assert_null(v->hyper_version);
  if(!v->ssl_version) assert_null(v->cainfo);
  if(!v->ssl_version) assert_null(v->capath);
}

static void protocols_are_told_in_the_order_of_the_alphabet(void **state)
{
  static const char *const names[] = { "file", "ftp", "ftps", "http", "https", "ws", "wss", NULL };
  const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);
  for(size_t i = 0; names[i]; i++) assert_string_equal(v->protocols[i], names[i]);
  assert_null(v->protocols[sizeof names / sizeof *names - 1]);
}

static void tls_is_there(void **state)
{
  const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);
  assert_memory_equal(v->ssl_version, own()->version, strlen(own()->version));
  assert_non_null(strstr(curl_version(), v->ssl_version));
  assert_false(v->features & CURL_VERSION_MULTI_SSL);
}

static void features_have_their_bits_and_their_order(void **state)
{
  static const struct {
    const char *name;
    int bit;
  } features[] = {
    { "alt-svc", CURL_VERSION_ALTSVC },
    { "AsynchDNS", CURL_VERSION_ASYNCHDNS },
    { "brotli", CURL_VERSION_BROTLI },
    { "GSS-API", CURL_VERSION_GSSAPI },
    { "HSTS", CURL_VERSION_HSTS },
    { "HTTP2", CURL_VERSION_HTTP2 },
    { "HTTPS-proxy", CURL_VERSION_HTTPS_PROXY },
    { "HTTPSIG", 0 }, /* is too new for a bit, as the next */
    { "HTTPSRR", 0 },
    { "IDN", CURL_VERSION_IDN },
    { "IPv6", CURL_VERSION_IPV6 },
    { "Kerberos", CURL_VERSION_KERBEROS5 },
    { "Largefile", CURL_VERSION_LARGEFILE },
    { "libz", CURL_VERSION_LIBZ },
    { "NTLM", CURL_VERSION_NTLM },
    { "PSL", CURL_VERSION_PSL },
    { "SPNEGO", CURL_VERSION_SPNEGO },
    { "SSL", CURL_VERSION_SSL },
    { "SSLS-EXPORT", 0 },
    { "threadsafe", CURL_VERSION_THREADSAFE },
    { "UnixSockets", CURL_VERSION_UNIX_SOCKETS },
    { "zstd", CURL_VERSION_ZSTD },
  };
  const size_t count = sizeof features / sizeof *features;
  const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);
  int bits = 0;
  for(size_t i = 0; i < count; i++) {
    assert_string_equal(v->feature_names[i], features[i].name);
    bits |= features[i].bit;
  }
  assert_null(v->feature_names[count]);
  assert_int_equal(v->features, bits);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_missing_hook_fails),
    cmocka_unit_test(hooks_come_too_late_after_the_first_init),
    cmocka_unit_test(hooks_of_the_first_init_are_used),
    cmocka_unit_test(a_new_first_init_starts_anew),
    cmocka_unit_test(one_cleanup_too_many_is_harmless),
    cmocka_unit_test(a_handle_initialises_the_process),
    cmocka_unit_test(threads_may_init_at_once),
    cmocka_unit_test(there_is_one_tls_backend),
    cmocka_unit_test(the_list_of_tls_backends_may_be_asked_for),
    cmocka_unit_test(unknown_trace_names_are_ignored),
    cmocka_unit_test(numbers_are_switched_on_and_off),
    cmocka_unit_test(the_version_is_the_headers),
    cmocka_unit_test(the_age_that_is_asked_for_is_no_matter),
    cmocka_unit_test(what_is_not_built_in_has_no_version),
    cmocka_unit_test(protocols_are_told_in_the_order_of_the_alphabet),
    cmocka_unit_test(tls_is_there),
    cmocka_unit_test(features_have_their_bits_and_their_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
