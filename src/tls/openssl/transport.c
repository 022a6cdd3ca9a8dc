/* A BIO on the transport. It takes a record whole, or leaves it whole: what the transport has no room for is kept, and sent
 * before anything else. So no call of OpenSSL's stops half-way inside a record, and none has to be repeated with the same
 * arguments. Its own writes use the stream's, which raise no SIGPIPE. */
#include "tls/openssl/session.h"
#include <openssl/err.h>

/* What stands below may be TLS, too, and OpenSSL's list of errors is the thread's: the lower one has cleared what the
 * upper one is going to look at, when it sends an alert because of it. */
static void restore_error(unsigned long error)
{
  if(!error || ERR_peek_last_error()) return;
  ERR_new();
  ERR_set_error(ERR_GET_LIB(error), ERR_GET_REASON(error), NULL);
}

static int bio_write(BIO *b, const char *from, size_t len, size_t *done)
{
  struct tls_session *s = BIO_get_data(b);
  unsigned long error = ERR_peek_last_error();
  BIO_clear_retry_flags(b);
  CURLcode code = s->wire.has_ended ? CURLE_OK : tls_wire_flush(&s->wire);
  if(!code) code = tls_wire_send(&s->wire, span_of(from, len));
  restore_error(error);
  if(code == CURLE_AGAIN)
    BIO_set_retry_write(b);
  else
    *done = len;
  return !code;
}

static int bio_read(BIO *b, char *to, size_t room, size_t *got)
{
  struct tls_session *s = BIO_get_data(b);
  BIO_clear_retry_flags(b);
  CURLcode code = s->is_read_out ? CURLE_AGAIN : tls_wire_read(&s->wire, to, room, got);
  s->is_read_out = s->reads_once;
  if(code == CURLE_AGAIN) BIO_set_retry_read(b);
  return !code && *got;
}

static long bio_control(BIO *b, int what, long number, void *pointer)
{
  const struct tls_session *s = BIO_get_data(b);
  if(what == BIO_CTRL_EOF) return s->wire.has_ended;
  return what == BIO_CTRL_FLUSH;
}

static BIO_METHOD *method;

static void make_method(void)
{
  BIO_METHOD *made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "transport");
  if(!made) return;
  BIO_meth_set_write_ex(made, bio_write);
  BIO_meth_set_read_ex(made, bio_read);
  BIO_meth_set_ctrl(made, bio_control);
  method = made;
}

BIO *transport_bio(struct tls_session *s)
{
  static CRYPTO_ONCE once = CRYPTO_ONCE_STATIC_INIT;
  BIO *b = CRYPTO_THREAD_run_once(&once, make_method) && method ? BIO_new(method) : NULL;
  if(!b) return NULL;
  BIO_set_data(b, s);
  BIO_set_init(b, 1);
  return b;
}

/* A program's callback may have given OpenSSL's own places for data to something else; the BIO is ours. */
struct tls_session *transport_session(const SSL *ssl) { return BIO_get_data(SSL_get_rbio(ssl)); }
