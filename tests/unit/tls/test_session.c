/* A session over a transport that is slow, that is cut, and that breaks; what is resumed, and what is not. */
#include "base/slist.h"
#include "unit/base/failing_alloc.h"
#include "unit/tls/far.h"
#include <openssl/err.h>

static void open_and_shake(void)
{
  assert_int_equal(near_open(), CURLE_OK);
  assert_int_equal(shake(), CURLE_OK);
  while(SSL_do_handshake(far.ssl) != 1) continue;
}

/* Read until the peer has ended, or it goes no further. */
static CURLcode read_all(char *to, size_t room, size_t *len)
{
  *len = 0;
  for(int idle = 0; idle < 3;) {
    enum tls_wants wants;
    size_t got;
    CURLcode code = tls_engine.read(session, &trace, to + *len, room - *len, &got, &wants);
    if(code == CURLE_AGAIN) {
      idle += !BIO_pending(far.out);
      continue;
    }
    if(code || !got) return code;
    *len += got;
    if(*len == room) return CURLE_OK;
  }
  return CURLE_AGAIN;
}

static void assert_echo(size_t total)
{
  static char out[200000], in[200000];
  size_t sent = 0, received = 0;
  for(size_t i = 0; i < total; i++) out[i] = (char)(i * 7 >> 3);
  while(sent < total) {
    enum tls_wants wants;
    size_t n = 0;
    CURLcode code = tls_engine.write(session, &trace, out + sent, total - sent, &n, &wants);
    assert_true(code == CURLE_OK || code == CURLE_AGAIN);
    if(code == CURLE_AGAIN) assert_int_equal(wants, TLS_WANTS_WRITE);
    if(!code) assert_in_range(n, 1, total - sent);
    if(!code) sent += n;
    int got = SSL_read(far.ssl, in + received, (int)(sizeof in - received));
    if(got > 0) received += (size_t)got;
  }
  for(int got; (got = SSL_read(far.ssl, in + received, (int)(sizeof in - received))) > 0;) received += (size_t)got;
  assert_int_equal(received, total);
  assert_memory_equal(in, out, total);
  memset(in, 0, total);
  assert_int_equal(SSL_write(far.ssl, out, (int)total), (int)total);
  size_t len;
  assert_int_equal(read_all(in, total, &len), CURLE_OK);
  assert_int_equal(len, total);
  assert_memory_equal(in, out, total);
}

static void whole_pieces_go_both_ways(void **state)
{
  far_open(&leaf, &middle);
  open_and_shake();
  assert_echo(1);
  assert_echo(200000);
  far_close();
}

static void bytes_go_one_by_one(void **state)
{
  for(int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
    far_open(&leaf, &middle);
    SSL_CTX_set_max_proto_version(far.context, version);
    far.piece = 1;
    far.is_slow = true;
    open_and_shake();
    assert_echo(20000);
    far_close();
  }
}

static void what_is_refused_may_be_offered_in_another_cut(void **state)
{
  char in[100];
  enum tls_wants wants;
  size_t sent;
  far_open(&leaf, &middle);
  open_and_shake();
  far.room = 10;
  assert_int_equal(tls_engine.write(session, &trace, "0123456789", 10, &sent, &wants), CURLE_AGAIN);
  assert_int_equal(wants, TLS_WANTS_WRITE);
  assert_int_equal(tls_engine.write(session, &trace, "0123456789", 10, &sent, &wants), CURLE_AGAIN);
  far.room = -1;
  assert_int_equal(tls_engine.write(session, &trace, "012", 3, &sent, &wants), CURLE_OK);
  assert_int_equal(sent, 3);
  assert_int_equal(tls_engine.write(session, &trace, "3456789", 7, &sent, &wants), CURLE_OK);
  assert_int_equal(sent, 7);
  assert_int_equal(tls_engine.write(session, &trace, "abc", 3, &sent, &wants), CURLE_OK);
  assert_int_equal(SSL_read(far.ssl, in, sizeof in), 10);
  assert_memory_equal(in, "0123456789", 10);
  assert_int_equal(SSL_read(far.ssl, in, sizeof in), 3);
  assert_memory_equal(in, "abc", 3);
  far_close();
}

static void a_handshake_that_ends_at_any_byte_fails(void **state)
{
  bool is_done = false;
  far_open(&leaf, &middle);
  far.piece = 97;
  for(long reads = 0; !is_done; reads++) {
    far.reads_left = -1;
    assert_int_equal(near_open(), CURLE_OK);
    far.reads_left = reads;
    CURLcode code = shake();
    is_done = !code;
    if(code) {
      assert_int_equal(code, CURLE_SSL_CONNECT_ERROR);
      assert_non_null(strstr(error, "host.example"));
    }
    near_free();
    assert_in_range(reads, 0, 1000);
  }
  far_close();
}

/* Where a length is changed, both sides wait; a byte that nobody looks at changes nothing. */
static void a_handshake_with_another_byte_ends_with_a_code_and_a_text(void **state)
{
  enum { COUNT = 2500, STEP = 11 };
  for(int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
    int refused = 0;
    far_open(&leaf, &middle);
    SSL_CTX_set_max_proto_version(far.context, version);
    for(long at = version % STEP; at < COUNT; at += STEP) {
      assert_int_equal(near_open(), CURLE_OK);
      far.change = at;
      CURLcode code = CURLE_AGAIN;
      for(int i = 0; i < 20 && code == CURLE_AGAIN; i++) {
        enum tls_wants wants;
        code = tls_engine.handshake(session, &wants, &trace);
        SSL_do_handshake(far.ssl);
      }
      if(code && code != CURLE_AGAIN) assert_true(error[0]);
      refused += code && code != CURLE_AGAIN;
      near_free();
    }
    assert_in_range(refused, 20, COUNT);
    far_close();
  }
}

static void a_transport_that_breaks_in_the_handshake_fails_it(void **state)
{
  far_open(&leaf, &middle);
  assert_int_equal(near_open(), CURLE_OK);
  far.trouble = CURLE_RECV_ERROR;
  assert_int_equal(shake(), CURLE_SSL_CONNECT_ERROR);
  assert_string_equal(error, "the transport broke");
  far_close();
}

static void who_speaks_no_tls_is_refused(void **state)
{
  enum tls_wants wants;
  far_open(&leaf, &middle);
  assert_int_equal(near_open(), CURLE_OK);
  assert_int_equal(tls_engine.handshake(session, &wants, &trace), CURLE_AGAIN);
  assert_int_equal(wants, TLS_WANTS_READ);
  BIO_puts(far.out, "HTTP/1.1 400 Bad Request\r\n\r\n");
  assert_int_equal(tls_engine.handshake(session, &wants, &trace), CURLE_SSL_CONNECT_ERROR);
  assert_true(error[0]);
  assert_int_equal(tls_engine.handshake(session, &wants, &trace), CURLE_SSL_CONNECT_ERROR);
  far_close();
}

static void a_goodbye_is_the_end(void **state)
{
  char in[10];
  size_t len;
  far_open(&leaf, &middle);
  open_and_shake();
  assert_int_equal(SSL_write(far.ssl, "bye", 3), 3);
  SSL_shutdown(far.ssl);
  assert_int_equal(read_all(in, sizeof in, &len), CURLE_OK);
  assert_int_equal(len, 3);
  assert_int_equal(read_all(in, sizeof in, &len), CURLE_OK);
  assert_int_equal(len, 0);
  far_close();
}

static void an_end_without_goodbye_is_an_error(void **state)
{
  char in[10];
  size_t len;
  far_open(&leaf, &middle);
  open_and_shake();
  assert_int_equal(SSL_write(far.ssl, "cut", 3), 3);
  assert_int_equal(read_all(in, 3, &len), CURLE_OK);
  far.reads_left = 0;
  assert_int_equal(read_all(in, sizeof in, &len), CURLE_RECV_ERROR);
  assert_non_null(strstr(error, "close_notify"));
  far_close();
}

static void a_record_that_was_changed_is_an_error(void **state)
{
  char in[100], bytes[100];
  size_t len;
  far_open(&leaf, &middle);
  open_and_shake();
  assert_int_equal(read_all(in, sizeof in, &len), CURLE_AGAIN); /* the tickets */
  assert_int_equal(SSL_write(far.ssl, "changed", 7), 7);
  int n = BIO_read(far.out, bytes, sizeof bytes);
  bytes[n - 1] ^= 1;
  BIO_write(far.out, bytes, n);
  assert_int_equal(read_all(in, sizeof in, &len), CURLE_RECV_ERROR);
  assert_true(error[0]);
  /* and stays one */
  assert_int_equal(read_all(in, sizeof in, &len), CURLE_RECV_ERROR);
  far_close();
}

static void a_transport_that_breaks_is_told_as_it_told_it(void **state)
{
  char in[10];
  enum tls_wants wants;
  size_t len;
  far_open(&leaf, &middle);
  open_and_shake();
  far.trouble = CURLE_SEND_ERROR;
  assert_int_equal(tls_engine.write(session, &trace, "x", 1, &len, &wants), CURLE_SEND_ERROR);
  assert_string_equal(error, "the transport broke");
  far.trouble = CURLE_RECV_ERROR;
  assert_int_equal(tls_engine.read(session, &trace, in, 1, &len, &wants), CURLE_RECV_ERROR);
  far.trouble = CURLE_OK;
  /* and nothing mends it */
  assert_int_equal(tls_engine.read(session, &trace, in, 1, &len, &wants), CURLE_RECV_ERROR);
  far_close();
}

static void an_answer_is_read_after_a_write_has_failed(void **state)
{
  char in[10];
  enum tls_wants wants;
  size_t len;
  far_open(&leaf, &middle);
  open_and_shake();
  assert_int_equal(SSL_write(far.ssl, "why", 3), 3);
  SSL_shutdown(far.ssl);
  far.send_trouble = CURLE_SEND_ERROR;
  assert_int_equal(tls_engine.write(session, &trace, "x", 1, &len, &wants), CURLE_SEND_ERROR);
  assert_string_equal(error, "the way there broke");
  assert_int_equal(tls_engine.write(session, &trace, "x", 1, &len, &wants), CURLE_SEND_ERROR);
  assert_int_equal(read_all(in, sizeof in, &len), CURLE_OK);
  assert_int_equal(len, 3);
  assert_memory_equal(in, "why", 3);
  assert_int_equal(tls_engine.close(session, &trace), CURLE_SEND_ERROR);
  far_close();
}

static void closing_says_goodbye_once(void **state)
{
  char in[10];
  far_open(&leaf, &middle);
  open_and_shake();
  assert_int_equal(tls_engine.close(session, &trace), CURLE_OK);
  assert_int_equal(tls_engine.close(session, &trace), CURLE_OK);
  assert_int_equal(SSL_read(far.ssl, in, sizeof in), 0);
  assert_int_equal(SSL_get_error(far.ssl, 0), SSL_ERROR_ZERO_RETURN);
  assert_int_equal(BIO_pending(far.in), 0);
  far_close();
}

static void a_goodbye_goes_out_whole(void **state)
{
  char in[10];
  far_open(&leaf, &middle);
  open_and_shake();
  far.room = 7; /* not even the head and a part of the alert */
  for(int i = 0; i < 2; i++) assert_int_equal(tls_engine.close(session, &trace), CURLE_AGAIN);
  assert_int_equal(SSL_read(far.ssl, in, sizeof in), -1);
  assert_true(tls_engine.has_rest(session));
  far.room = -1;
  assert_int_equal(tls_engine.close(session, &trace), CURLE_OK);
  assert_false(tls_engine.has_rest(session));
  assert_int_equal(SSL_read(far.ssl, in, sizeof in), 0);
  assert_int_equal(SSL_get_error(far.ssl, 0), SSL_ERROR_ZERO_RETURN);
  assert_int_equal(BIO_pending(far.in), 0);
  far_close();
}

static void a_goodbye_that_cannot_be_said_is_an_error(void **state)
{
  far_open(&leaf, &middle);
  open_and_shake();
  far.send_trouble = CURLE_SEND_ERROR;
  assert_int_equal(tls_engine.close(session, &trace), CURLE_SEND_ERROR);
  assert_string_equal(error, "the way there broke");
  far_close();
  far_open(&leaf, &middle);
  assert_int_equal(near_open(), CURLE_OK);
  assert_int_equal(tls_engine.close(session, &trace), CURLE_SSL_SHUTDOWN_FAILED);
  assert_true(error[0]);
  far_close();
}

static void who_has_said_goodbye_still_listens(void **state)
{
  char in[10];
  size_t len;
  far_open(&leaf, &middle);
  open_and_shake();
  assert_int_equal(tls_engine.close(session, &trace), CURLE_OK);
  assert_int_equal(SSL_write(far.ssl, "late", 4), 4);
  SSL_shutdown(far.ssl);
  assert_int_equal(BIO_write(far.out, "plain", 5), 5);
  assert_int_equal(read_all(in, sizeof in, &len), CURLE_OK);
  assert_int_equal(len, 4);
  assert_int_equal(read_all(in, sizeof in, &len), CURLE_OK);
  assert_int_equal(len, 0);
  /* what stands behind the peer's goodbye has been read from the transport, and is no TLS */
  assert_int_equal(BIO_pending(far.out), 0);
  assert_true(tls_engine.has_rest(session));
  far_close();
}

static void what_is_decrypted_stands_ready(void **state)
{
  char in[10];
  enum tls_wants wants;
  size_t len;
  far_open(&leaf, &middle);
  open_and_shake();
  assert_false(tls_engine.has_pending(session));
  assert_int_equal(SSL_write(far.ssl, "12", 2), 2);
  assert_int_equal(SSL_write(far.ssl, "34", 2), 2);
  assert_int_equal(tls_engine.read(session, &trace, in, 1, &len, &wants), CURLE_OK);
  assert_true(tls_engine.has_pending(session));
  assert_int_equal(tls_engine.read(session, &trace, in, 1, &len, &wants), CURLE_OK);
  assert_true(tls_engine.has_pending(session)); /* the second record */
  assert_int_equal(tls_engine.read(session, &trace, in, 9, &len, &wants), CURLE_OK);
  assert_int_equal(len, 2);
  assert_false(tls_engine.has_pending(session));
  /* half a record is not ready, and does not say so */
  char record[100];
  assert_int_equal(SSL_write(far.ssl, "56", 2), 2);
  int n = BIO_read(far.out, record, sizeof record);
  BIO_write(far.out, record, n / 2);
  assert_int_equal(tls_engine.read(session, &trace, in, 9, &len, &wants), CURLE_AGAIN);
  assert_int_equal(wants, TLS_WANTS_READ);
  assert_false(tls_engine.has_pending(session));
  BIO_write(far.out, record + n / 2, n - n / 2);
  assert_int_equal(tls_engine.read(session, &trace, in, 9, &len, &wants), CURLE_OK);
  assert_memory_equal(in, "56", 2);
  far_close();
}

static void new_keys_are_taken_up(void **state)
{
  far_open(&leaf, &middle);
  open_and_shake();
  assert_echo(10);
  assert_int_equal(SSL_key_update(far.ssl, SSL_KEY_UPDATE_REQUESTED), 1);
  assert_echo(50000);
  far_close();
}

static void a_second_handshake_is_refused(void **state)
{
  char in[10];
  size_t len;
  far_open(&leaf, &middle);
  SSL_CTX_set_max_proto_version(far.context, TLS1_2_VERSION);
  open_and_shake();
  assert_int_equal(SSL_renegotiate(far.ssl), 1);
  SSL_do_handshake(far.ssl);
  assert_int_equal(read_all(in, sizeof in, &len), CURLE_AGAIN);
  ERR_clear_error();
  assert_true(SSL_read(far.ssl, in, sizeof in) <= 0);
  assert_int_equal(ERR_GET_REASON(ERR_peek_error()), SSL_R_NO_RENEGOTIATION);
  far_close();
}

static int choose_protocol(SSL *s, const unsigned char **out, unsigned char *len, const unsigned char *in,
                           unsigned in_len, void *data)
{
  const char *wanted = data;
  *out = (const unsigned char *)wanted;
  *len = (unsigned char)strlen(wanted);
  return SSL_TLSEXT_ERR_OK;
}

static void the_peer_chooses_a_protocol_that_was_offered(void **state)
{
  static const char *const offered[] = { "h2", "http/1.1", NULL };
  struct tls_result result;
  far_open(&leaf, &middle);
  peer.alpn = offered;
  SSL_CTX_set_alpn_select_cb(far.context, choose_protocol, (char[]){ "http/1.1" });
  open_and_shake();
  tls_engine.result(session, &result);
  assert_string_equal(result.alpn, "http/1.1");
  near_free();
  SSL_CTX_set_alpn_select_cb(far.context, choose_protocol, (char[]){ "spdy/1" });
  if(is_gnutls()) { /* takes it for no choice, and so do we */
    open_and_shake();
    tls_engine.result(session, &result);
    assert_null(result.alpn);
    near_free();
  } else {
    assert_int_equal(meet(), CURLE_SSL_CONNECT_ERROR);
  }
  opts.offers_alpn = false;
  open_and_shake();
  tls_engine.result(session, &result);
  assert_null(result.alpn);
  far_close();
}

static void the_server_is_named_unless_it_is_an_address(void **state)
{
  far_open(&leaf, &middle);
  peer.host = "host.example.";
  open_and_shake();
  assert_string_equal(SSL_get_servername(far.ssl, TLSEXT_NAMETYPE_host_name), "host.example");
  near_free();
  opts.verify_host = false;
  peer.host = "under_score.example";
  open_and_shake();
  assert_string_equal(SSL_get_servername(far.ssl, TLSEXT_NAMETYPE_host_name), "under_score.example");
  near_free();
  opts.verify_host = true;
  peer.host = "192.0.2.1";
  peer.is_address = true;
  open_and_shake();
  assert_null(SSL_get_servername(far.ssl, TLSEXT_NAMETYPE_host_name));
  far_close();
}

static void versions_are_kept_to(void **state)
{
  static const struct {
    long version;
    int server_min, server_max;
    const char *expected; /* NULL: none */
  } cases[] = {
    { CURL_SSLVERSION_DEFAULT, TLS1_VERSION, TLS1_3_VERSION, "TLSv1.3" },
    { CURL_SSLVERSION_DEFAULT, TLS1_VERSION, TLS1_2_VERSION, "TLSv1.2" },
    { CURL_SSLVERSION_DEFAULT, TLS1_VERSION, TLS1_1_VERSION, NULL },
    { CURL_SSLVERSION_TLSv1_3, TLS1_VERSION, TLS1_2_VERSION, NULL },
    { CURL_SSLVERSION_TLSv1_3, TLS1_VERSION, TLS1_3_VERSION, "TLSv1.3" },
    { CURL_SSLVERSION_MAX_TLSv1_2, TLS1_VERSION, TLS1_3_VERSION, "TLSv1.2" },
    { CURL_SSLVERSION_MAX_DEFAULT, TLS1_VERSION, TLS1_3_VERSION, "TLSv1.3" },
    { CURL_SSLVERSION_TLSv1_2 | CURL_SSLVERSION_MAX_TLSv1_2, TLS1_2_VERSION, TLS1_3_VERSION, "TLSv1.2" },
    { CURL_SSLVERSION_TLSv1_3 | CURL_SSLVERSION_MAX_TLSv1_2, TLS1_VERSION, TLS1_3_VERSION, NULL },
    { CURL_SSLVERSION_SSLv3, TLS1_VERSION, TLS1_3_VERSION, NULL },
    { CURL_SSLVERSION_SSLv2, TLS1_VERSION, TLS1_3_VERSION, NULL },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct tls_result result;
    far_open(&leaf, &middle);
    SSL_CTX_set_min_proto_version(far.context, cases[i].server_min);
    SSL_CTX_set_max_proto_version(far.context, cases[i].server_max);
    opts.version = cases[i].version;
    CURLcode code = near_open();
    if(!code) code = shake();
    assert_int_equal(code, cases[i].expected ? CURLE_OK : CURLE_SSL_CONNECT_ERROR);
    if(!code) tls_engine.result(session, &result);
    if(!code) assert_string_equal(result.version, cases[i].expected);
    far_close();
  }
}

static void scenario_45_a_bad_list_fails_closed(void **state)
{
  static char bad[] = "NO-SUCH-THING", half[] = "TLS_AES_128_GCM_SHA256:NO_SUCH_THING", empty[] = "";
  char **const lists[] = { &opts.ciphers, &opts.suites, &opts.groups, &opts.signatures };
  for(size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    far_open(&leaf, &middle);
    *lists[i] = bad;
    assert_int_equal(near_open(), CURLE_SSL_CIPHER);
    assert_non_null(strstr(error, bad));
    far_close();
  }
  far_open(&leaf, &middle);
  opts.suites = half;
  assert_int_equal(near_open(), CURLE_SSL_CIPHER);
  opts.suites = empty;
  assert_int_equal(near_open(), CURLE_SSL_CIPHER);
  far_close();
}

/* A program that sets them for all of its peers may forbid TLS 1.3 to one. */
static void suites_of_tls_13_are_moot_without_it(void **state)
{
  static char bad[] = "NO-SUCH-THING";
  struct tls_result result;
  far_open(&leaf, &middle);
  opts.suites = bad;
  opts.version = CURL_SSLVERSION_TLSv1_2 | CURL_SSLVERSION_MAX_TLSv1_3;
  assert_int_equal(near_open(), CURLE_SSL_CIPHER);
  opts.version = CURL_SSLVERSION_TLSv1_2 | CURL_SSLVERSION_MAX_TLSv1_2;
  open_and_shake();
  tls_engine.result(session, &result);
  assert_string_equal(result.version, "TLSv1.2");
  far_close();
}

static void lists_are_kept_to(void **state)
{
  struct tls_result result;
  far_open(&leaf, &middle);
  opts.suites = (char[]){ "TLS_CHACHA20_POLY1305_SHA256" };
  opts.groups = (char[]){ "P-256" };
  opts.signatures = (char[]){ "ECDSA+SHA256" };
  open_and_shake();
  tls_engine.result(session, &result);
  assert_string_equal(result.cipher, "TLS_CHACHA20_POLY1305_SHA256");
  near_free();
  opts.version = CURL_SSLVERSION_MAX_TLSv1_2;
  opts.ciphers =
      is_gnutls() ? (char[]){ "NORMAL:-CIPHER-ALL:+AES-256-GCM" } : (char[]){ "ECDHE-ECDSA-AES256-GCM-SHA384" };
  open_and_shake();
  tls_engine.result(session, &result);
  assert_string_equal(SSL_get_cipher_name(far.ssl), "ECDHE-ECDSA-AES256-GCM-SHA384");
  assert_string_equal(result.version, "TLSv1.2"); /* whatever a string of GnuTLS' says */
  assert_string_equal(result.cipher,
                      is_gnutls() ? "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384" : "ECDHE-ECDSA-AES256-GCM-SHA384");
  far_close();
}

static void an_addition_to_the_ciphers_of_gnutls(void **state)
{
  struct tls_result result;
  if(!is_gnutls()) skip();
  far_open(&leaf, &middle);
  opts.ciphers = (char[]){ "-AES-256-GCM:-CHACHA20-POLY1305" };
  open_and_shake();
  tls_engine.result(session, &result);
  assert_string_equal(result.cipher, "TLS_AES_128_GCM_SHA256");
  near_free();
  opts.ciphers = (char[]){ "-VERS-ALL" };
  assert_int_equal(near_open(), CURLE_SSL_CIPHER);
  opts.ciphers = (char[]){ "NORMAL" };
  opts.suites = (char[]){ "TLS_AES_128_GCM_SHA256" };
  assert_int_equal(near_open(), CURLE_SSL_CIPHER);
  assert_non_null(strstr(error, "TLS 1.3"));
  far_close();
}

/* Each name that priority.c knows is one that GnuTLS knows, too. */
static void all_names_of_lists_are_known(void **state)
{
  static const char *const groups[] = { "P-256",     "prime256v1", "secp256r1", "P-384",    "secp384r1",
                                        "P-521",     "secp521r1",  "X25519",    "X448",     "ffdhe2048",
                                        "ffdhe3072", "ffdhe4096",  "ffdhe6144", "ffdhe8192" };
  static const char *const signatures[] = {
    "ECDSA+SHA256",
    "ECDSA+SHA384",
    "ECDSA+SHA512",
    "ecdsa_secp256r1_sha256",
    "ecdsa_secp384r1_sha384",
    "ecdsa_secp521r1_sha512",
    "RSA+SHA256",
    "RSA+SHA384",
    "RSA+SHA512",
    "rsa_pkcs1_sha256",
    "rsa_pkcs1_sha384",
    "rsa_pkcs1_sha512",
    "RSA-PSS+SHA256",
    "RSA-PSS+SHA384",
    "RSA-PSS+SHA512",
    "rsa_pss_rsae_sha256",
    "rsa_pss_rsae_sha384",
    "rsa_pss_rsae_sha512",
    "rsa_pss_pss_sha256",
    "rsa_pss_pss_sha384",
    "rsa_pss_pss_sha512",
    "ed25519",
    "ed448",
  };
  static const char *const suites[] = { "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
                                        "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_CCM_SHA256",
                                        "TLS_AES_128_CCM_8_SHA256" };
  static const struct {
    char **option;
    const char *const *names;
    size_t count;
  } lists[] = { { &opts.groups, groups, sizeof groups / sizeof *groups },
                { &opts.signatures, signatures, sizeof signatures / sizeof *signatures },
                { &opts.suites, suites, sizeof suites / sizeof *suites } };
  if(!is_gnutls()) skip();
  for(size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    for(size_t j = 0; j < lists[i].count; j++) {
      far_open(&leaf, &middle);
      *lists[i].option = (char *)(uintptr_t)lists[i].names[j];
      if(near_open()) fail_msg("%s: %s", lists[i].names[j], error);
      far_close();
    }
}

/* A connection, of which the tickets are read. */
static bool talk(void)
{
  char in[8];
  size_t len;
  struct tls_result result;
  open_and_shake();
  assert_int_equal(SSL_write(far.ssl, "x", 1), 1);
  assert_int_equal(read_all(in, 1, &len), CURLE_OK);
  tls_engine.result(session, &result);
  assert_int_equal(result.verify_result, 0);
  return result.was_resumed;
}

static bool resumes_now(void)
{
  bool was_resumed = talk();
  assert_int_equal(tls_engine.close(session, &trace), CURLE_OK);
  near_free();
  return was_resumed;
}

static void open_for_tickets(int version)
{
  far_open(&leaf, &middle);
  SSL_CTX_set_max_proto_version(far.context, version);
  peer.key = span_text("https host.example 443");
  peer.tickets = tls_tickets_new();
  assert_non_null(peer.tickets);
}

static void close_with_tickets(void)
{
  tls_tickets_unref(peer.tickets);
  far_close();
}

static void sessions_are_resumed(void **state)
{
  for(int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
    open_for_tickets(version);
    assert_false(resumes_now());
    assert_true(resumes_now());
    assert_true(resumes_now());
    opts.resumes = false;
    assert_false(resumes_now());
    close_with_tickets();
  }
}

static void free_certs(struct curl_certinfo *all)
{
  for(int i = 0; i < all->num_of_certs; i++) slist_free(all->certinfo[i]);
  mem_free(all->certinfo);
  *all = (struct curl_certinfo){ 0 };
}

static void assert_same_certs(const struct curl_certinfo *a, const struct curl_certinfo *b)
{
  assert_int_equal(a->num_of_certs, 2);
  assert_int_equal(b->num_of_certs, 2);
  for(int i = 0; i < 2; i++) {
    const struct curl_slist *x = a->certinfo[i], *y = b->certinfo[i];
    for(; x && y; x = x->next, y = y->next) assert_string_equal(x->data, y->data);
    assert_true(!x && !y);
  }
}

/* Of a session that goes on with one that went on, too. */
static void who_is_resumed_shows_the_certificates_of_the_first_time(void **state)
{
  for(int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
    struct curl_certinfo first = { 0 }, later = { 0 };
    open_for_tickets(version);
    assert_false(resumes_now());
    opts.wants_certs = true;
    assert_false(talk()); /* that ticket has none with it */
    assert_int_equal(tls_engine.certs(session, &first), CURLE_OK);
    near_free();
    for(int i = 0; i < 2; i++) {
      assert_true(talk());
      assert_int_equal(tls_engine.certs(session, &later), CURLE_OK);
      near_free();
      assert_same_certs(&first, &later);
      free_certs(&later);
    }
    free_certs(&first);
    close_with_tickets();
  }
}

static void scenario_12_and_13_nothing_is_resumed_after_a_change(void **state)
{
  static char secret[] = "secret", list[] = "ECDSA+SHA256";
  char *other_file = cert_file(&middle);
  struct curl_blob blob = { secret, 1, 0 };
  open_for_tickets(TLS1_3_VERSION);
  const struct tls_opts before = opts;
  const struct span key = peer.key;
  assert_false(resumes_now());
  for(int i = 0; i < 8; i++) {
    switch(i) {
    case 0:
      opts.verify_peer = false;
      break;
    case 1:
      opts.verify_host = false;
      break;
    case 2:
      opts.ca_file = other_file;
      break;
    case 3:
      opts.key_password = secret;
      break;
    case 4:
      opts.flags = CURLSSLOPT_NO_PARTIALCHAIN;
      break;
    case 5:
      opts.key_blob = &blob;
      break;
    case 6:
      opts.signatures = list;
      break;
    default:
      peer.key = span_text("proxy host.example 443");
      break;
    }
    if(resumes_now()) fail_msg("resumed in spite of change %d", i);
    opts = before;
    peer.key = key;
  }
  assert_true(resumes_now());
  close_with_tickets();
  scratch_end(other_file);
}

static void scenario_14_who_fails_leaves_no_ticket(void **state)
{
  for(int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
    open_for_tickets(version);
    opts.verify_status = true;
    for(int i = 0; i < 2; i++) {
      assert_int_equal(near_open(), CURLE_OK);
      assert_int_equal(shake(), CURLE_SSL_INVALIDCERTSTATUS);
      assert_int_equal(SSL_session_reused(far.ssl), 0);
      near_free();
    }
    close_with_tickets();
  }
}

static CURLcode change_context(CURL *handle, void *context, void *data)
{
  SSL_CTX_set_options(context, SSL_OP_NO_TLSv1_3);
  return *(CURLcode *)data;
}

static void a_program_may_change_the_context(void **state)
{
  struct tls_result result;
  CURLcode says = CURLE_OK;
  open_for_tickets(TLS1_3_VERSION);
  opts.context_fn = change_context;
  opts.context_data = &says;
  if(is_gnutls()) { /* which has none */
    assert_int_equal(near_open(), CURLE_NOT_BUILT_IN);
    assert_non_null(strstr(error, "GnuTLS"));
    close_with_tickets();
    return;
  }
  open_and_shake();
  tls_engine.result(session, &result);
  assert_string_equal(result.version, "TLSv1.2");
  near_free();
  assert_false(resumes_now());
  assert_false(resumes_now());
  says = CURLE_SSL_CERTPROBLEM;
  assert_int_equal(near_open(), CURLE_SSL_CERTPROBLEM);
  assert_true(error[0]);
  says = CURLE_AGAIN;
  assert_int_equal(near_open(), CURLE_ABORTED_BY_CALLBACK);
  close_with_tickets();
}

static void out_of_memory_is_a_code_wherever_it_happens(void **state)
{
  bool is_done = false;
  failing_after(-1);
  open_for_tickets(TLS1_2_VERSION);
  opts.wants_certs = true;
  far.piece = 300;
  for(int i = 0; !is_done; i++) {
    failing_after(i);
    CURLcode code = near_open();
    if(!code) code = shake();
    is_done = failing_left >= 0;
    if(code) assert_int_equal(code, CURLE_OUT_OF_MEMORY);
    near_free();
    assert_in_range(i, 0, 1000);
  }
  failing_after(-1);
  close_with_tickets();
  assert_int_equal(failing_blocks, 0);
  failing_end();
}

static void keys_are_logged_where_the_environment_says(void **state)
{
  char line[300];
  char *path = scratch_path();
  setenv("SSLKEYLOGFILE", path, 1);
  far_open(&leaf, &middle);
  open_and_shake();
  unsetenv("SSLKEYLOGFILE");
  FILE *f = fopen(path, "r");
  assert_non_null(f);
  assert_non_null(fgets(line, sizeof line, f));
  fclose(f);
  assert_non_null(strstr(line, "_SECRET"));
  far_close();
  scratch_end(path);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(whole_pieces_go_both_ways),
    cmocka_unit_test(bytes_go_one_by_one),
    cmocka_unit_test(what_is_refused_may_be_offered_in_another_cut),
    cmocka_unit_test(a_handshake_that_ends_at_any_byte_fails),
    cmocka_unit_test(a_handshake_with_another_byte_ends_with_a_code_and_a_text),
    cmocka_unit_test(a_transport_that_breaks_in_the_handshake_fails_it),
    cmocka_unit_test(who_speaks_no_tls_is_refused),
    cmocka_unit_test(a_goodbye_is_the_end),
    cmocka_unit_test(an_end_without_goodbye_is_an_error),
    cmocka_unit_test(a_record_that_was_changed_is_an_error),
    cmocka_unit_test(a_transport_that_breaks_is_told_as_it_told_it),
    cmocka_unit_test(an_answer_is_read_after_a_write_has_failed),
    cmocka_unit_test(closing_says_goodbye_once),
    cmocka_unit_test(a_goodbye_goes_out_whole),
    cmocka_unit_test(a_goodbye_that_cannot_be_said_is_an_error),
    cmocka_unit_test(who_has_said_goodbye_still_listens),
    cmocka_unit_test(what_is_decrypted_stands_ready),
    cmocka_unit_test(new_keys_are_taken_up),
    cmocka_unit_test(a_second_handshake_is_refused),
    cmocka_unit_test(the_peer_chooses_a_protocol_that_was_offered),
    cmocka_unit_test(the_server_is_named_unless_it_is_an_address),
    cmocka_unit_test(versions_are_kept_to),
    cmocka_unit_test(scenario_45_a_bad_list_fails_closed),
    cmocka_unit_test(suites_of_tls_13_are_moot_without_it),
    cmocka_unit_test(lists_are_kept_to),
    cmocka_unit_test(an_addition_to_the_ciphers_of_gnutls),
    cmocka_unit_test(all_names_of_lists_are_known),
    cmocka_unit_test(sessions_are_resumed),
    cmocka_unit_test(who_is_resumed_shows_the_certificates_of_the_first_time),
    cmocka_unit_test(scenario_12_and_13_nothing_is_resumed_after_a_change),
    cmocka_unit_test(scenario_14_who_fails_leaves_no_ticket),
    cmocka_unit_test(a_program_may_change_the_context),
    cmocka_unit_test(out_of_memory_is_a_code_wherever_it_happens),
    cmocka_unit_test(keys_are_logged_where_the_environment_says),
  };
  return cmocka_run_group_tests(tests, make_authority, end_authority);
}
