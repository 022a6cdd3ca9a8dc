/* https: whom one talks to is who the URL says, and what is said stays between the two. */
#define CURL_DISABLE_DEPRECATION
#include "https.h"
#include <string.h>
#include <unistd.h>

/* ---- who the peer is ---- */

/* Nothing is sent to somebody else. */
static void refuse(struct tls_cert *server, const char *url, CURLcode code, CURLoption id, long value)
{
  SCRIPT = { { EXPECT_END } };
  const struct stage stages[PEER_CONNS_MAX][TLS_STAGES_MAX] = { { { .kind = STAGE_TLS, .cert = server } } };
  CURL *easy = https_begin(script, stages, url);
  curl_easy_setopt(easy, id, value);
  https_expect(easy, code, NULL);
  https_finish(easy);
}

static void accept_as(struct tls_cert *server, const char *url, CURLoption id, long value)
{
  SCRIPT = { { EXPECT_HEAD("GET / HTTP/1.1\r\n"), SEND(OK_HELLO), EXPECT_END } };
  const struct stage stages[PEER_CONNS_MAX][TLS_STAGES_MAX] = { { { .kind = STAGE_TLS, .cert = server } } };
  CURL *easy = https_begin(script, stages, url);
  curl_easy_setopt(easy, id, value);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

#define REFUSE(server, url) refuse(&(server), url, CURLE_PEER_FAILED_VERIFICATION, CURLOPT_VERBOSE, 0)
#define ACCEPT(server, url) accept_as(&(server), url, CURLOPT_VERBOSE, 0)

static void a_peer_that_nobody_vouches_for_is_refused(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TLS_AS(https_rogue) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_expect(easy, CURLE_PEER_FAILED_VERIFICATION, NULL);
  assert_int_not_equal(https_long(easy, CURLINFO_SSL_VERIFYRESULT), 0);
  assert_int_equal(https_long(easy, CURLINFO_PROXY_SSL_VERIFYRESULT), 0);
  https_finish(easy);
}

static void another_host_is_refused(void **state) { REFUSE(https_second, HTTPS_HOST); }
static void a_certificate_that_is_over_is_refused(void **state) { REFUSE(https_over, HTTPS_HOST); }

static void wildcards_stand_for_one_label(void **state)
{
  ACCEPT(https_example, "https://a.wild.example/");
  REFUSE(https_example, "https://a.b.wild.example/");
  REFUSE(https_example, "https://wild.example/");
}

static void a_dot_at_the_end_of_the_name_is_not_in_the_certificate(void **state)
{
  ACCEPT(https_example, "https://example.com./");
  assert_string_equal(https_peer.notes[0][0].sni, "example.com");
}

static void scenario_40_an_address_is_verified_as_such(void **state)
{
  ACCEPT(https_address, "https://192.0.2.1/");
  assert_string_equal(https_peer.notes[0][0].sni, "");
  REFUSE(https_in_words, "https://192.0.2.1/");
  REFUSE(https_example, "https://192.0.2.1/");
}

static void scenario_43_the_name_counts_without_the_chain(void **state)
{
  refuse(&https_second, HTTPS_HOST, CURLE_PEER_FAILED_VERIFICATION, CURLOPT_SSL_VERIFYPEER, 0);
  accept_as(&https_rogue, HTTPS_HOST, CURLOPT_SSL_VERIFYPEER, 0);
}

static void the_chain_counts_without_the_name(void **state)
{
  accept_as(&https_second, HTTPS_HOST, CURLOPT_SSL_VERIFYHOST, 0);
  refuse(&https_rogue, HTTPS_HOST, CURLE_PEER_FAILED_VERIFICATION, CURLOPT_SSL_VERIFYHOST, 0);
  refuse(&https_second, HTTPS_HOST, CURLE_PEER_FAILED_VERIFICATION, CURLOPT_SSL_VERIFYHOST, 1);
}

/* No store of the machine's helps out. */
static void an_authority_that_was_taken_back_does_not_count(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TLS_AS(https_example) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, NULL);
  https_expect(easy, CURLE_PEER_FAILED_VERIFICATION, NULL);
  https_finish(easy);
}

static void a_file_of_authorities_that_is_not_there_fails(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TLS_AS(https_example) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, NULL);
  curl_easy_setopt(easy, CURLOPT_CAINFO, "/nowhere/ca.pem");
  https_expect(easy, CURLE_SSL_CACERT_BADFILE, NULL);
  https_finish(easy);
}

/* The address that the program puts in is no name. */
static curl_socket_t open_elsewhere(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  address->addr.sa_data[5] ^= 1;
  return tls_peer_open_socket(clientp, purpose, address);
}

static void the_urls_host_counts_wherever_one_is_connected_to(void **state)
{
  static struct curl_slist to = { (char *)(uintptr_t) "::second.example:443", NULL };
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_example) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, &to);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_elsewhere);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_peer.notes[0][0].sni, "example.com");
}

static void whom_one_is_connected_to_does_not_count(void **state)
{
  static struct curl_slist to = { (char *)(uintptr_t) "::second.example:443", NULL };
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TLS_AS(https_second) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, &to);
  https_expect(easy, CURLE_PEER_FAILED_VERIFICATION, NULL);
  https_finish(easy);
}

/* A connection is made as it was asked for: another transfer may find it by that. */
static CURL *changing;
static curl_socket_t open_and_trust(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  curl_easy_setopt(changing, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(changing, CURLOPT_CAINFO_BLOB, NULL);
  curl_easy_setopt(changing, CURLOPT_SSL_CIPHER_LIST, NULL);
  return tls_peer_open_socket(clientp, purpose, address);
}

static void what_is_set_in_a_callback_is_for_the_next_connection(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TLS_AS(https_rogue) } };
  CURL *easy = changing = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_and_trust);
  curl_easy_setopt(easy, CURLOPT_SSL_CIPHER_LIST, https_is_gnutls() ? "NORMAL" : "DEFAULT");
  https_expect(easy, CURLE_PEER_FAILED_VERIFICATION, NULL);
  https_finish(easy);
}

static void scenario_45_ciphers_that_do_not_exist_fail(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TLS_AS(https_example) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_SSL_CIPHER_LIST, "no-such-cipher");
  https_expect(easy, CURLE_SSL_CIPHER, NULL);
  https_finish(easy);
}

/* ---- who one is ---- */

static void a_client_without_a_certificate_is_not_let_in(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { { .kind = STAGE_TLS, .cert = &https_example, .wants_client = true, .version = TLS1_2_VERSION } } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_expect(easy, CURLE_SSL_CONNECT_ERROR, NULL);
  https_finish(easy);
}

static void a_client_shows_its_certificate(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { { .kind = STAGE_TLS, .cert = &https_example, .wants_client = true } } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_set_cert(easy, CURLOPT_SSLCERT_BLOB, &https_client);
  https_set_key(easy, CURLOPT_SSLKEY_BLOB, &https_client, "secret");
  curl_easy_setopt(easy, CURLOPT_KEYPASSWD, "secret");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_peer.notes[0][0].client, "somebody");
}

static void a_key_with_another_password_fails(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TLS_AS(https_example) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_set_cert(easy, CURLOPT_SSLCERT_BLOB, &https_client);
  https_set_key(easy, CURLOPT_SSLKEY_BLOB, &https_client, "secret");
  curl_easy_setopt(easy, CURLOPT_KEYPASSWD, "another");
  https_expect(easy, CURLE_SSL_CERTPROBLEM, NULL);
  https_finish(easy);
}

/* ---- pinned keys ---- */

static void a_pinned_key_is_enough_and_needed(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END }, { EXPECT_END } };
  STAGES = { { TLS_AS(https_rogue) }, { TLS_AS(https_example) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_PINNEDPUBLICKEY, tls_cert_pin(&https_rogue));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_SSL_PINNEDPUBKEYNOTMATCH, NULL);
  https_finish(easy);
}

#define REDIRECT(to) "HTTP/1.1 302 Found\r\nLocation: " to "\r\nContent-Length: 0\r\n\r\n"

/* CURLOPT_PINNEDPUBLICKEY(3): for the initial origin. */
static void a_key_is_pinned_for_the_first_host_only(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(REDIRECT("https://second.example/")), EXPECT_END },
             { EXPECT_HEAD("Host: second.example\r\n"), SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_example) }, { TLS_AS(https_second) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_PINNEDPUBLICKEY, tls_cert_pin(&https_example));
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

/* ---- requests and answers ---- */

static void a_request_goes_over_tls(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_example) } };
  const char *scheme = NULL;
  curl_off_t connected = 0, secured = 0;
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_expect(easy, CURLE_OK, "hello");
  curl_easy_getinfo(easy, CURLINFO_SCHEME, &scheme);
  curl_easy_getinfo(easy, CURLINFO_CONNECT_TIME_T, &connected);
  curl_easy_getinfo(easy, CURLINFO_APPCONNECT_TIME_T, &secured);
  assert_string_equal(scheme, "https");
  assert_true(connected > 0 && secured >= connected);
  assert_int_equal(https_long(easy, CURLINFO_PROTOCOL), CURLPROTO_HTTPS);
  assert_int_equal(https_long(easy, CURLINFO_SSL_VERIFYRESULT), 0);
  https_finish(easy);
  assert_string_equal(https_peer.notes[0][0].sni, "example.com");
  assert_string_equal(https_peer.notes[0][0].alpn, "http/1.1");
}

static void alpn_can_be_switched_off(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_example) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_peer.notes[0][0].alpn, "");
}

static void the_older_version_works_too(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { { .kind = STAGE_TLS, .cert = &https_example, .version = TLS1_2_VERSION } } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

static void a_version_that_the_peer_has_not_fails(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { { .kind = STAGE_TLS, .cert = &https_example, .version = TLS1_2_VERSION } } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_3);
  https_expect(easy, CURLE_SSL_CONNECT_ERROR, NULL);
  https_finish(easy);
}

#define LARGE (3 * 1024 * 1024)
static size_t received;
static size_t count_body(char *data, size_t size, size_t count, void *clientp)
{
  received += size * count;
  return size * count;
}

static size_t give_zeros(char *to, size_t size, size_t count, void *clientp)
{
  memset(to, 'x', size * count);
  return size * count;
}

static void large_bodies_pass_both_ways(void **state)
{
  SCRIPT = { { EXPECT_HEAD("PUT / HTTP/1.1\r\n"), EXPECT_FILL("x", LARGE),
               SEND("HTTP/1.1 200 OK\r\nContent-Length: 3145728\r\n\r\n"), SEND_FILL("y", LARGE), EXPECT_END } };
  STAGES = { { TLS_AS(https_example) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  received = 0;
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_INFILESIZE, (long)LARGE);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_zeros);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, count_body);
  curl_easy_setopt(easy, CURLOPT_EXPECT_100_TIMEOUT_MS, 1L);
  https_expect(easy, CURLE_OK, "");
  assert_int_equal(received, LARGE);
  https_finish(easy);
}

/* Of what has no length, a close_notify is the end; without it, anybody could have cut it off (RFC 8446, section 6.1). */
#define OK_UNTIL_CLOSE "HTTP/1.1 200 OK\r\n\r\nhello"

static void a_close_notify_ends_a_body(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_UNTIL_CLOSE), CLOSE } };
  STAGES = { { TLS_AS(https_example) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

static void a_body_that_is_cut_off_fails(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_UNTIL_CLOSE), CLOSE } };
  STAGES = { { { .kind = STAGE_TLS, .cert = &https_example, .cuts = true } } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_expect(easy, CURLE_RECV_ERROR, NULL);
  https_finish(easy);
}

static void a_body_with_a_length_needs_no_end(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), CLOSE } };
  STAGES = { { { .kind = STAGE_TLS, .cert = &https_example, .cuts = true } } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

static void a_handshake_that_stalls_ends_in_the_time_out(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { { .kind = STAGE_STALL } } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 100L);
  https_expect(easy, CURLE_OPERATION_TIMEDOUT, NULL);
  assert_non_null(strstr(https_error, "TLS handshake"));
  https_finish(easy);
}

static void what_is_no_tls_fails(void **state)
{
  SCRIPT = { { SEND("HTTP/1.1 400 Bad Request\r\n\r\n"), IGNORE } };
  STAGES = { { { 0 } } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_expect(easy, CURLE_SSL_CONNECT_ERROR, NULL);
  https_finish(easy);
}

/* ---- hops ---- */

static void scenario_18_credentials_stay_with_their_scheme(void **state)
{
  SCRIPT = { { EXPECT_HEAD("Authorization: Basic bWU6MQ==\r\n"), SEND(REDIRECT("https://example.com/")), EXPECT_END },
             { EXPECT_LACKS("Authorization"), SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { { 0 } }, { TLS_AS(https_example) } };
  CURL *easy = https_begin(script, stages, "http://example.com/");
  curl_easy_setopt(easy, CURLOPT_USERPWD, "me:1");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

static void cookies_that_are_secure_come_and_go_over_tls_only(void **state)
{
  SCRIPT = { { GET_EXAMPLE,
               SEND("HTTP/1.1 302 Found\r\nLocation: http://example.com/\r\nSet-Cookie: a=b; Secure\r\nContent-Length: "
                    "0\r\n\r\n"),
               EXPECT_HEAD("Cookie: a=b\r\n"), SEND(OK_HELLO), EXPECT_END },
             { EXPECT_LACKS("Cookie"), SEND(REDIRECT("https://example.com/")), EXPECT_END } };
  STAGES = { { TLS_AS(https_example) }, { { 0 } } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_COOKIEFILE, "");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

static void a_host_that_wants_tls_is_asked_over_it_from_then_on(void **state)
{
  SCRIPT = { { GET_EXAMPLE,
               SEND("HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=100\r\nContent-Length: 2\r\n\r\nok"),
               GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_example) } };
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_HSTS_CTRL, (long)CURLHSTS_ENABLE);
  https_expect(easy, CURLE_OK, "ok");
  curl_easy_setopt(easy, CURLOPT_URL, "http://example.com/");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

/* ---- what a program gets to know, and do ---- */

static struct {
  CURL *easy;
  void *native, *context;
  const void *own_context;
  CURLcode answer;
  int calls;
} seen;

static size_t look_at_session(char *data, size_t size, size_t count, void *clientp)
{
  struct curl_tlssessioninfo *tls;
  assert_int_equal(curl_easy_getinfo(seen.easy, CURLINFO_TLS_SSL_PTR, &tls), CURLE_OK);
  assert_int_equal(tls->backend, https_is_gnutls() ? CURLSSLBACKEND_GNUTLS : CURLSSLBACKEND_OPENSSL);
  seen.native = tls->internals;
  if(seen.native) seen.own_context = https_is_gnutls() ? seen.native : SSL_get_SSL_CTX(seen.native);
  assert_int_equal(curl_easy_getinfo(seen.easy, CURLINFO_TLS_SESSION, &tls), CURLE_OK);
  seen.context = tls->internals;
  return size * count;
}

static void the_session_is_shown_while_it_is_in_use(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_example) } };
  struct curl_tlssessioninfo *tls;
  CURL *easy = seen.easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, look_at_session);
  https_expect(easy, CURLE_OK, "");
  assert_non_null(seen.native);
  assert_ptr_equal(seen.context, seen.own_context);
  curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &tls);
  assert_null(tls->internals);
  https_finish(easy);
}

static const char *entry(const struct curl_certinfo *info, int cert, const char *name)
{
  for(const struct curl_slist *s = info->certinfo[cert]; s; s = s->next)
    if(!strncmp(s->data, name, strlen(name))) return s->data + strlen(name);
  return NULL;
}

/* A session that goes on needs a ticket with which they were kept. */
static void certificates_are_shown_to_who_asks(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END },
             { GET_EXAMPLE, SEND(OK_HELLO), GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END },
             { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_example) }, { TLS_AS(https_example) }, { TLS_AS(https_example) } };
  struct curl_certinfo *info = NULL;
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_CERTINFO, &info), CURLE_OK);
  assert_int_equal(info->num_of_certs, 0);
  curl_easy_setopt(easy, CURLOPT_CERTINFO, 1L);
  for(int i = 0; i < 3; i++) {
    if(i == 2) curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    https_expect(easy, CURLE_OK, "hello");
    assert_int_equal(curl_easy_getinfo(easy, CURLINFO_CERTINFO, &info), CURLE_OK);
    assert_int_equal(info->num_of_certs, 1);
    assert_non_null(strstr(entry(info, 0, "Subject:"), "example"));
    assert_non_null(strstr(entry(info, 0, "Cert:"), "BEGIN CERTIFICATE"));
  }
  https_finish(easy);
  assert_false(https_peer.notes[1][0].was_resumed);
  assert_true(https_peer.notes[2][0].was_resumed);
}

static CURLcode change_context(CURL *easy, void *context, void *data)
{
  seen.calls++;
  assert_ptr_equal(easy, seen.easy);
  assert_ptr_equal(data, &seen);
  assert_non_null(SSL_CTX_get_cert_store(context));
  return seen.answer;
}

static void a_program_may_change_the_context_or_stop(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END }, { EXPECT_END } };
  STAGES = { { TLS_AS(https_example) }, { TLS_AS(https_example) } };
  if(https_is_gnutls()) skip(); /* has none */
  CURL *easy = seen.easy = https_begin(script, stages, HTTPS_HOST);
  seen.calls = 0;
  seen.answer = CURLE_OK;
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, change_context);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, &seen);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(seen.calls, 1);
  seen.answer = CURLE_SSL_CERTPROBLEM;
  https_expect(easy, CURLE_SSL_CERTPROBLEM, NULL);
  https_finish(easy);
}

/* GnuTLS has nothing that one could change. */
static void without_a_context_there_is_no_callback(void **state)
{
  if(!https_is_gnutls()) skip();
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, change_context), CURLE_NOT_BUILT_IN);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, NULL), CURLE_OK);
  curl_easy_cleanup(easy);
}

/* CURLOPT_CONNECT_ONLY(3). */
static void a_raw_connection_is_secured(void **state)
{
  SCRIPT = { { EXPECT("ping"), SEND("pong"), EXPECT_END } };
  STAGES = { { TLS_AS(https_example) } };
  char got[16];
  size_t len = 0;
  CURL *easy = https_begin(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  https_expect(easy, CURLE_OK, "");
  assert_int_equal(curl_easy_send(easy, "ping", 4, &len), CURLE_OK);
  CURLcode code;
  while((code = curl_easy_recv(easy, got, sizeof got, &len)) == CURLE_AGAIN) usleep(1000);
  assert_int_equal(code, CURLE_OK);
  assert_int_equal(len, 4);
  assert_memory_equal(got, "pong", 4);
  https_finish(easy);
}

static void transfers_of_a_multi_are_secured(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END }, { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_example) }, { TLS_AS(https_example) } };
  CURLM *multi = curl_multi_init();
  CURL *one = https_begin(script, stages, HTTPS_HOST), *two = https_handle(HTTPS_HOST);
  int running = 2, left;
  curl_multi_add_handle(multi, one);
  curl_multi_add_handle(multi, two);
  while(running) {
    curl_multi_poll(multi, NULL, 0, 1000, NULL);
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
  }
  for(const CURLMsg *m; (m = curl_multi_info_read(multi, &left));) assert_int_equal(m->data.result, CURLE_OK);
  assert_string_equal(https_body.at, "hellohello");
  curl_multi_remove_handle(multi, one);
  curl_multi_remove_handle(multi, two);
  curl_multi_cleanup(multi);
  curl_easy_cleanup(two);
  https_finish(one);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_peer_that_nobody_vouches_for_is_refused),
    cmocka_unit_test(another_host_is_refused),
    cmocka_unit_test(a_certificate_that_is_over_is_refused),
    cmocka_unit_test(wildcards_stand_for_one_label),
    cmocka_unit_test(a_dot_at_the_end_of_the_name_is_not_in_the_certificate),
    cmocka_unit_test(scenario_40_an_address_is_verified_as_such),
    cmocka_unit_test(scenario_43_the_name_counts_without_the_chain),
    cmocka_unit_test(the_chain_counts_without_the_name),
    cmocka_unit_test(an_authority_that_was_taken_back_does_not_count),
    cmocka_unit_test(a_file_of_authorities_that_is_not_there_fails),
    cmocka_unit_test(the_urls_host_counts_wherever_one_is_connected_to),
    cmocka_unit_test(whom_one_is_connected_to_does_not_count),
    cmocka_unit_test(what_is_set_in_a_callback_is_for_the_next_connection),
    cmocka_unit_test(scenario_45_ciphers_that_do_not_exist_fail),
    cmocka_unit_test(a_client_without_a_certificate_is_not_let_in),
    cmocka_unit_test(a_client_shows_its_certificate),
    cmocka_unit_test(a_key_with_another_password_fails),
    cmocka_unit_test(a_pinned_key_is_enough_and_needed),
    cmocka_unit_test(a_key_is_pinned_for_the_first_host_only),
    cmocka_unit_test(a_request_goes_over_tls),
    cmocka_unit_test(alpn_can_be_switched_off),
    cmocka_unit_test(the_older_version_works_too),
    cmocka_unit_test(a_version_that_the_peer_has_not_fails),
    cmocka_unit_test(large_bodies_pass_both_ways),
    cmocka_unit_test(a_close_notify_ends_a_body),
    cmocka_unit_test(a_body_that_is_cut_off_fails),
    cmocka_unit_test(a_body_with_a_length_needs_no_end),
    cmocka_unit_test(a_handshake_that_stalls_ends_in_the_time_out),
    cmocka_unit_test(what_is_no_tls_fails),
    cmocka_unit_test(scenario_18_credentials_stay_with_their_scheme),
    cmocka_unit_test(cookies_that_are_secure_come_and_go_over_tls_only),
    cmocka_unit_test(a_host_that_wants_tls_is_asked_over_it_from_then_on),
    cmocka_unit_test(the_session_is_shown_while_it_is_in_use),
    cmocka_unit_test(certificates_are_shown_to_who_asks),
    cmocka_unit_test(a_program_may_change_the_context_or_stop),
    cmocka_unit_test(without_a_context_there_is_no_callback),
    cmocka_unit_test(a_raw_connection_is_secured),
    cmocka_unit_test(transfers_of_a_multi_are_secured),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
