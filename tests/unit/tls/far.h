/* A server in this process, and a session of ours towards it through memory: no port, no thread, no time. */
#ifndef TESTS_UNIT_TLS_FAR_H
#define TESTS_UNIT_TLS_FAR_H
#include "base/mem.h"
#include "tls/tls.h"
#include "unit/tls/authority.h"
#include <openssl/ssl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
/* needs those above */
#include <cmocka.h>

static struct far {
  SSL_CTX *context;
  SSL *ssl;
  BIO *in, *out; /* of the server */
  /* how the transport is */
  size_t piece; /* bytes at most in one call; 0: no limit */
  bool is_slow; /* every other call finds nothing, or no room */
  bool is_slow_now;
  long reads_left; /* after so many reads the peer is gone; -1: never */
  long room;       /* bytes that the transport takes before it is full; -1: any number */
  long change;     /* the byte of this number that comes is another one; -1: none */
  CURLcode trouble, send_trouble;
  size_t calls;
} far;

/* What the program has. */
static char error[CURL_ERROR_SIZE];
static const struct trace_opts trace_opts = { .error_buffer = error };
static struct trace trace = { .opts = &trace_opts };
static struct tls_opts opts;
static struct tls_peer peer;
static struct tls_session *session;

/* A root, one below it, and the server's own, for "host.example". */
static struct identity root, middle, leaf;
static char *root_file;

static bool is_time_to_stop(void)
{
  far.calls++;
  far.is_slow_now = !far.is_slow_now;
  return far.is_slow && far.is_slow_now;
}

static size_t cut(size_t len) { return far.piece && len > far.piece ? far.piece : len; }

static CURLcode far_read(void *below, struct trace *t, void *to, size_t room, size_t *got)
{
  if(far.trouble) return trace_fail(t, far.trouble, "the transport broke");
  if(is_time_to_stop()) return CURLE_AGAIN;
  *got = 0;
  if(!far.reads_left) return CURLE_OK;
  if(far.reads_left > 0) far.reads_left--;
  int n = BIO_read(far.out, to, (int)cut(room));
  if(n <= 0) return CURLE_AGAIN;
  *got = (size_t)n;
  if(far.change >= 0 && far.change < n) ((uint8_t *)to)[far.change] ^= 0x41;
  if(far.change >= 0) far.change -= n;
  return CURLE_OK;
}

static CURLcode far_write(void *below, struct trace *t, const void *from, size_t len, size_t *sent)
{
  if(far.trouble) return trace_fail(t, far.trouble, "the transport broke");
  if(far.send_trouble) return trace_fail(t, far.send_trouble, "the way there broke");
  if(is_time_to_stop() || !far.room) return CURLE_AGAIN;
  *sent = cut(len);
  if(far.room > 0 && *sent > (size_t)far.room) *sent = (size_t)far.room;
  if(far.room > 0) far.room -= (long)*sent;
  must(BIO_write(far.in, from, (int)*sent) == (int)*sent);
  return CURLE_OK;
}

/* Which library is ours; the far end is OpenSSL's in any case. */
static inline bool is_gnutls(void) { return tls_engine.id == CURLSSLBACKEND_GNUTLS; }

/* A server that shows `i` and, if there is one, `above`. */
static inline void far_open(const struct identity *i, const struct identity *above)
{
  far = (struct far){ .context = SSL_CTX_new(TLS_server_method()), .reads_left = -1, .room = -1, .change = -1 };
  SSL_CTX_set_security_level(far.context, 0);
  must(SSL_CTX_use_certificate(far.context, i->cert) && SSL_CTX_use_PrivateKey(far.context, i->key));
  if(above) must(SSL_CTX_add1_chain_cert(far.context, above->cert));
  opts = TLS_OPTS_INIT;
  opts.ca_file = root_file;
  peer = (struct tls_peer){ .host = "host.example" };
}

/* A connection to it. */
static inline void far_connect(void)
{
  SSL_free(far.ssl);
  far.ssl = SSL_new(far.context);
  far.in = BIO_new(BIO_s_mem());
  far.out = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(far.in, -1);
  BIO_set_mem_eof_return(far.out, -1);
  SSL_set_bio(far.ssl, far.in, far.out);
  SSL_set_accept_state(far.ssl);
}

static inline CURLcode near_open(void)
{
  const struct tls_transport under = { far_read, far_write, NULL };
  error[0] = '\0';
  trace.failed = false;
  session = NULL;
  far_connect();
  return tls_engine.session_new(&session, &opts, &peer, &under, time(NULL), &trace);
}

/* Both sides go on until ours is done or fails. */
static inline CURLcode shake(void)
{
  for(int i = 0; i < 100000; i++) {
    enum tls_wants wants;
    CURLcode code = tls_engine.handshake(session, &wants, &trace);
    if(code != CURLE_AGAIN) return code;
    SSL_do_handshake(far.ssl);
  }
  return CURLE_OPERATION_TIMEDOUT;
}

static inline void near_free(void)
{
  tls_engine.free(session);
  session = NULL;
}

/* Begin, shake hands, and no more. */
static inline CURLcode meet(void)
{
  CURLcode code = near_open();
  if(!code) code = shake();
  near_free();
  return code;
}

static inline void far_close(void)
{
  near_free();
  SSL_free(far.ssl);
  SSL_CTX_free(far.context);
  far = (struct far){ 0 };
}

/* For a group of tests. */
static inline int make_authority(void **state)
{
  root = identity_new((struct wish){ .cn = "Root", .is_authority = true });
  middle = identity_new((struct wish){ .cn = "Middle", .is_authority = true, .issuer = &root });
  leaf = identity_new((struct wish){ .cn = "leaf", .names = "DNS:host.example,IP:192.0.2.1", .issuer = &middle });
  root_file = cert_file(&root);
  return 0;
}

static inline int end_authority(void **state)
{
  scratch_end(root_file);
  identity_free(&leaf);
  identity_free(&middle);
  identity_free(&root);
  return 0;
}

#endif
