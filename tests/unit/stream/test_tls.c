/* TLS on a socket, and on TLS on a socket, against servers of the test's own at the far end. */
#include "stream/tls.h"
#include "unit/base/failing_alloc.h"
#include "unit/stream/pair.h"
#include "unit/tls/authority.h"
#include <openssl/ssl.h>
#include <time.h>

static struct identity authority, leaf;
static char *authority_file;
static SSL_CTX *server;
static struct tls_opts opts;
static struct tls_peer peer;

static int make_server(void **state)
{
  authority = identity_new((struct wish){ .cn = "Root", .is_authority = true });
  leaf = identity_new((struct wish){ .names = "DNS:host.example", .issuer = &authority });
  authority_file = cert_file(&authority);
  server = SSL_CTX_new(TLS_server_method());
  must(SSL_CTX_use_certificate(server, leaf.cert) && SSL_CTX_use_PrivateKey(server, leaf.key));
  return 0;
}

static int end_server(void **state)
{
  SSL_CTX_free(server);
  scratch_end(authority_file);
  identity_free(&leaf);
  identity_free(&authority);
  return 0;
}

static int begin(void **state)
{
  opts = TLS_OPTS_INIT;
  opts.ca_file = authority_file;
  peer = (struct tls_peer){ .host = "host.example" };
  return 0;
}

static struct stream *open_tls(void)
{
  struct stream *s = tls_stream_new(pair_open(), &opts, &peer, time(NULL));
  assert_non_null(s);
  return s;
}

static SSL *accept_far(void)
{
  SSL *ssl = SSL_new(server);
  must(SSL_set_fd(ssl, far_end));
  SSL_set_accept_state(ssl);
  return ssl;
}

static CURLcode establish(struct stream *s, SSL *far)
{
  CURLcode code;
  while((code = stream_establish(s, &program.trace, 0)) == CURLE_AGAIN) SSL_do_handshake(far);
  for(int i = 0; !code && i < 3; i++) SSL_do_handshake(far);
  return code;
}

static void near_reads(struct stream *s, const char *text)
{
  char got[256];
  size_t n;
  assert_int_equal(stream_read(s, &program.trace, got, sizeof got, &n), CURLE_OK);
  assert_int_equal(n, strlen(text));
  assert_memory_equal(got, text, n);
}

static void end(struct stream *s, SSL *far)
{
  stream_free(s);
  SSL_free(far);
  pair_close();
}

static void out_of_memory_leaves_what_is_below(void **state)
{
  struct stream *below = pair_open();
  failing_after(0);
  assert_null(tls_stream_new(below, &opts, &peer, 0));
  assert_true(failing_end());
  end(below, NULL);
}

static void it_is_established_and_carries_bytes(void **state)
{
  struct stream *s = open_tls();
  SSL *far = accept_far();
  char in[16];
  size_t n;
  assert_int_equal(stream_establish(s, &program.trace, 0), CURLE_AGAIN);
  assert_int_equal(stream_watch(s)->events, WATCH_READ);
  assert_int_equal(establish(s, far), CURLE_OK);
  /* nothing of the handshake is looked at any more */
  memset(&opts, 0xff, sizeof opts);
  memset(&peer, 0xff, sizeof peer);
  assert_int_equal(stream_establish(s, &program.trace, 0), CURLE_OK);
  assert_int_equal(stream_write(s, &program.trace, "out", 3, &n), CURLE_OK);
  assert_int_equal(n, 3);
  assert_int_equal(SSL_read(far, in, sizeof in), 3);
  assert_int_equal(SSL_write(far, "in", 2), 2);
  near_reads(s, "in");
  assert_int_equal(stream_read(s, &program.trace, in, sizeof in, &n), CURLE_AGAIN);
  end(s, far);
}

static void a_wrong_name_is_refused(void **state)
{
  peer.host = "other.example";
  struct stream *s = open_tls();
  SSL *far = accept_far();
  assert_int_equal(establish(s, far), CURLE_PEER_FAILED_VERIFICATION);
  assert_non_null(strstr(program.error, "other.example"));
  end(s, far);
}

static void what_cannot_begin_tells_why(void **state)
{
  opts.ca_file = (char[]){ "/nonexistent/file" };
  struct stream *s = open_tls();
  struct tls_result result;
  assert_int_equal(stream_establish(s, &program.trace, 0), CURLE_SSL_CACERT_BADFILE);
  tls_stream_result(s, &result);
  assert_null(result.version);
  assert_null(tls_stream_native(s));
  end(s, NULL);
}

static void a_socket_that_is_full_is_waited_for(void **state)
{
  struct stream *s = open_tls();
  SSL *far = accept_far();
  char fill[4096] = "";
  size_t n;
  while(!stream_write(s->below, &program.trace, fill, sizeof fill, &n)) continue;
  assert_int_equal(stream_establish(s, &program.trace, 0), CURLE_AGAIN);
  assert_int_equal(stream_watch(s)->events, WATCH_WRITE);
  while(read(far_end, fill, sizeof fill) > 0) continue;
  assert_int_equal(establish(s, far), CURLE_OK);
  end(s, far);
}

static void freeing_it_says_goodbye(void **state)
{
  struct stream *s = open_tls();
  SSL *far = accept_far();
  char in[16];
  assert_int_equal(establish(s, far), CURLE_OK);
  stream_free(s);
  assert_int_equal(SSL_read(far, in, sizeof in), 0);
  assert_int_equal(SSL_get_error(far, 0), SSL_ERROR_ZERO_RETURN);
  SSL_free(far);
  pair_close();
}

static void a_peer_that_is_gone_kills_nobody(void **state)
{
  struct stream *s = open_tls();
  SSL *far = accept_far();
  size_t n;
  assert_int_equal(establish(s, far), CURLE_OK);
  close(far_end);
  far_end = -1;
  CURLcode code = CURLE_OK;
  for(int i = 0; !code && i < 3; i++) code = stream_write(s, &program.trace, "x", 1, &n);
  assert_int_equal(code, CURLE_SEND_ERROR);
  assert_true(program.error[0]);
  end(s, far);
}

static void what_it_became_is_told(void **state)
{
  struct stream *s = open_tls();
  SSL *far = accept_far();
  struct tls_result result;
  assert_ptr_equal(tls_stream_in(s), s);
  assert_null(tls_stream_in(s->below));
  tls_stream_result(s, &result);
  assert_null(result.version);
  assert_int_equal(establish(s, far), CURLE_OK);
  tls_stream_result(s, &result);
  assert_string_equal(result.version, "TLSv1.3");
  assert_non_null(tls_stream_native(s));
  end(s, far);
}

static void it_stacks_on_itself(void **state)
{
  struct stream *s = open_tls();
  SSL *outer = accept_far(), *inner = SSL_new(server);
  assert_int_equal(establish(s, outer), CURLE_OK);
  struct stream *top = tls_stream_new(s, &opts, &peer, time(NULL));
  assert_non_null(top);
  BIO *through = BIO_new(BIO_f_ssl());
  BIO_set_ssl(through, outer, BIO_NOCLOSE);
  SSL_set_bio(inner, through, through);
  SSL_set_accept_state(inner);
  assert_int_equal(establish(top, inner), CURLE_OK);
  assert_ptr_equal(tls_stream_in(top), top);
  assert_int_equal(SSL_write(inner, "12", 2), 2);
  char in[4];
  size_t n;
  assert_int_equal(stream_read(top, &program.trace, in, 1, &n), CURLE_OK);
  assert_true(stream_has_pending(top));
  assert_false(stream_is_quiet(top));
  near_reads(top, "2");
  assert_false(stream_has_pending(top));
  stream_free(top);
  SSL_free(inner);
  SSL_free(outer);
  pair_close();
}

static void who_has_written_all_says_so_and_still_reads(void **state)
{
  struct stream *s = open_tls();
  SSL *far = accept_far();
  char in[16], byte;
  size_t n;
  assert_int_equal(establish(s, far), CURLE_OK);
  assert_int_equal(stream_write(s, &program.trace, "all", 3, &n), CURLE_OK);
  for(int i = 0; i < 2; i++) assert_int_equal(stream_finish(s, &program.trace), CURLE_OK);
  assert_int_equal(SSL_read(far, in, sizeof in), 3);
  assert_int_equal(SSL_read(far, in, sizeof in), 0);
  assert_int_equal(SSL_get_error(far, 0), SSL_ERROR_ZERO_RETURN);
  assert_int_equal(read(far_end, &byte, 1), -1); /* below it goes on */
  assert_int_equal(errno, EAGAIN);
  assert_int_equal(SSL_write(far, "226", 3), 3);
  near_reads(s, "226");
  end(s, far);
}

static void who_has_written_all_waits_for_room_to_say_so(void **state)
{
  struct stream *s = open_tls();
  SSL *far = accept_far();
  char fill[16384] = "";
  size_t n, sent = 0, got = 0;
  int in;
  assert_int_equal(establish(s, far), CURLE_OK);
  while(!stream_write(s->below, &program.trace, fill, sizeof fill, &n)) sent += n;
  assert_int_equal(stream_finish(s, &program.trace), CURLE_AGAIN);
  assert_int_equal(stream_watch(s)->events, WATCH_WRITE);
  for(ssize_t r; got < sent && (r = read(far_end, fill, sent - got < sizeof fill ? sent - got : sizeof fill)) > 0;)
    got += (size_t)r;
  assert_int_equal(stream_finish(s, &program.trace), CURLE_OK);
  in = SSL_read(far, fill, sizeof fill);
  assert_int_equal(in, 0);
  assert_int_equal(SSL_get_error(far, in), SSL_ERROR_ZERO_RETURN);
  end(s, far);
}

static void who_cannot_say_so_tells_why(void **state)
{
  struct stream *s = open_tls();
  SSL *far = accept_far();
  assert_int_equal(establish(s, far), CURLE_OK);
  close(far_end);
  far_end = -1;
  assert_int_equal(stream_finish(s, &program.trace), CURLE_SEND_ERROR);
  assert_true(program.error[0]);
  end(s, far);
}

/* ---- taken off again ---- */

static struct stream *take_off(struct stream *s, bool speaks_first, CURLcode expected)
{
  struct stream *below = NULL;
  assert_int_equal(tls_stream_take_off(s, speaks_first, &program.trace, &below), expected);
  return below;
}

static void assert_told_goodbye(SSL *far)
{
  char in[4];
  assert_int_equal(SSL_read(far, in, sizeof in), 0);
  assert_int_equal(SSL_get_error(far, 0), SSL_ERROR_ZERO_RETURN);
}

static void assert_is_plain(struct stream *s)
{
  size_t n;
  assert_null(tls_stream_in(s));
  far_sends("plain", 5);
  near_gets(s, "plain");
  assert_int_equal(stream_write(s, &program.trace, "clear", 5, &n), CURLE_OK);
  far_expects("clear", 5);
}

static void it_is_taken_off_when_both_have_said_goodbye(void **state)
{
  static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
  for(int i = 0; i < 2; i++) {
    begin(NULL);
    SSL_CTX_set_max_proto_version(server, versions[i]);
    struct stream *s = open_tls();
    SSL *far = accept_far();
    assert_int_equal(establish(s, far), CURLE_OK);
    take_off(s, true, CURLE_AGAIN);
    assert_int_equal(stream_watch(s)->events, WATCH_READ);
    take_off(s, true, CURLE_AGAIN);
    assert_told_goodbye(far); /* once */
    SSL_shutdown(far);
    s = take_off(s, true, CURLE_OK);
    assert_is_plain(s);
    end(s, far);
  }
  SSL_CTX_set_max_proto_version(server, 0);
}

static void it_is_taken_off_without_a_word_when_the_peer_says_so(void **state)
{
  struct stream *s = open_tls();
  SSL *far = accept_far();
  char in[4];
  assert_int_equal(establish(s, far), CURLE_OK);
  take_off(s, false, CURLE_AGAIN);
  assert_int_equal(stream_watch(s)->events, WATCH_READ);
  assert_int_equal(SSL_read(far, in, sizeof in), -1);
  SSL_shutdown(far);
  s = take_off(s, false, CURLE_OK);
  assert_is_plain(s); /* nothing of TLS before it */
  end(s, far);
}

static void a_goodbye_waits_for_room(void **state)
{
  struct stream *s = open_tls();
  SSL *far = accept_far();
  char fill[4096] = "";
  size_t n, filled = 0;
  assert_int_equal(establish(s, far), CURLE_OK);
  while(!stream_write(s->below, &program.trace, fill, sizeof fill, &n)) filled += n;
  take_off(s, true, CURLE_AGAIN);
  assert_int_equal(stream_watch(s)->events, WATCH_WRITE);
  while(filled) {
    ssize_t got = read(far_end, fill, filled < sizeof fill ? filled : sizeof fill);
    assert_true(got > 0);
    filled -= (size_t)got;
  }
  take_off(s, true, CURLE_AGAIN);
  assert_int_equal(stream_watch(s)->events, WATCH_READ);
  assert_told_goodbye(far);
  SSL_shutdown(far);
  end(take_off(s, true, CURLE_OK), far);
}

static void a_peer_that_says_more_before_its_goodbye_is_refused(void **state)
{
  struct stream *s = open_tls();
  SSL *far = accept_far();
  assert_int_equal(establish(s, far), CURLE_OK);
  assert_int_equal(SSL_write(far, "more", 4), 4);
  SSL_shutdown(far);
  take_off(s, true, CURLE_SSL_SHUTDOWN_FAILED);
  assert_non_null(strstr(program.error, "goes on"));
  end(s, far);
}

static void a_peer_that_says_more_behind_its_goodbye_is_refused(void **state)
{
  struct stream *s = open_tls();
  SSL *far = accept_far();
  assert_int_equal(establish(s, far), CURLE_OK);
  SSL_shutdown(far);
  far_sends("injected", 8);
  take_off(s, true, CURLE_SSL_SHUTDOWN_FAILED);
  assert_non_null(strstr(program.error, "goes on"));
  end(s, far);
}

static void a_peer_that_goes_without_a_goodbye_is_an_error(void **state)
{
  struct stream *s = open_tls();
  SSL *far = accept_far();
  assert_int_equal(establish(s, far), CURLE_OK);
  assert_int_equal(shutdown(far_end, SHUT_WR), 0);
  take_off(s, true, CURLE_RECV_ERROR);
  assert_non_null(strstr(program.error, "close_notify"));
  end(s, far);
}

static void what_is_no_tls_where_its_end_should_be_is_an_error(void **state)
{
  struct stream *s = open_tls();
  SSL *far = accept_far();
  assert_int_equal(establish(s, far), CURLE_OK);
  far_sends("200 clear\r\n", 11);
  take_off(s, false, CURLE_RECV_ERROR);
  assert_true(program.error[0]);
  end(s, far);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(out_of_memory_leaves_what_is_below, begin),
    cmocka_unit_test_setup(it_is_established_and_carries_bytes, begin),
    cmocka_unit_test_setup(a_wrong_name_is_refused, begin),
    cmocka_unit_test_setup(what_cannot_begin_tells_why, begin),
    cmocka_unit_test_setup(a_socket_that_is_full_is_waited_for, begin),
    cmocka_unit_test_setup(freeing_it_says_goodbye, begin),
    cmocka_unit_test_setup(a_peer_that_is_gone_kills_nobody, begin),
    cmocka_unit_test_setup(what_it_became_is_told, begin),
    cmocka_unit_test_setup(it_stacks_on_itself, begin),
    cmocka_unit_test_setup(who_has_written_all_says_so_and_still_reads, begin),
    cmocka_unit_test_setup(who_has_written_all_waits_for_room_to_say_so, begin),
    cmocka_unit_test_setup(who_cannot_say_so_tells_why, begin),
    cmocka_unit_test(it_is_taken_off_when_both_have_said_goodbye),
    cmocka_unit_test_setup(it_is_taken_off_without_a_word_when_the_peer_says_so, begin),
    cmocka_unit_test_setup(a_goodbye_waits_for_room, begin),
    cmocka_unit_test_setup(a_peer_that_says_more_before_its_goodbye_is_refused, begin),
    cmocka_unit_test_setup(a_peer_that_says_more_behind_its_goodbye_is_refused, begin),
    cmocka_unit_test_setup(a_peer_that_goes_without_a_goodbye_is_an_error, begin),
    cmocka_unit_test_setup(what_is_no_tls_where_its_end_should_be_is_an_error, begin),
  };
  return cmocka_run_group_tests(tests, make_server, end_server);
}
