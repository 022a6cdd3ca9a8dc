/* A BIO on the transport. It takes a record whole, or leaves it whole: what the transport has no room for is kept, and sent
 * before anything else. So no call of OpenSSL's stops half-way inside a record, and none has to be repeated with the same
 * arguments. Its own writes use the stream's, which raise no SIGPIPE. */
#include "tls/openssl/session.h"
#include <openssl/err.h>

#define UNSENT_MAX ((size_t)1024 * 1024) /* OpenSSL hands over a flight of its handshake, or a record, at a time */

/* What stands below may be TLS, too, and OpenSSL's list of errors is the thread's: the lower one has cleared what the
 * upper one is going to look at, when it sends an alert because of it. */
static void restore_error(unsigned long error)
{
  if(!error || ERR_peek_last_error()) return;
  ERR_new();
  ERR_set_error(ERR_GET_LIB(error), ERR_GET_REASON(error), NULL);
}

static CURLcode send_some(struct tls_session *s, struct span *bytes)
{
  unsigned long error = ERR_peek_last_error();
  CURLcode code = CURLE_OK;
  while(!code && bytes->len) {
    size_t sent;
    code = s->under.write(s->under.below, s->trace, bytes->at, bytes->len, &sent);
    if(!code) *bytes = span_of(bytes->at + sent, bytes->len - sent);
  }
  restore_error(error);
  return code;
}

CURLcode transport_flush(struct tls_session *s)
{
  struct span rest = buf_span(&s->unsent);
  if(!rest.len) return s->write_trouble;
  CURLcode code = send_some(s, &rest);
  buf_drop(&s->unsent, s->unsent.len - rest.len);
  if(!code) buf_free(&s->unsent);
  if(code && code != CURLE_AGAIN) s->write_trouble = code;
  return code;
}

static int bio_write(BIO *b, const char *from, size_t len, size_t *done)
{
  struct tls_session *s = BIO_get_data(b);
  struct span rest = span_of(from, len);
  BIO_clear_retry_flags(b);
  if(s->has_ended) { /* an alert to a peer that has gone: that it has is what is to be told */
    *done = len;
    return 1;
  }
  CURLcode code = s->write_trouble ? s->write_trouble : transport_flush(s);
  if(code == CURLE_AGAIN) {
    BIO_set_retry_write(b);
    return 0;
  }
  if(!code) code = send_some(s, &rest);
  if(code == CURLE_AGAIN) code = buf_add_span(&s->unsent, rest);
  if(code) s->write_trouble = code;
  *done = len;
  return !code;
}

static int bio_read(BIO *b, char *to, size_t room, size_t *got)
{
  struct tls_session *s = BIO_get_data(b);
  BIO_clear_retry_flags(b);
  CURLcode code = s->read_trouble;
  if(!code && s->is_read_out) code = CURLE_AGAIN;
  if(!code) code = s->under.read(s->under.below, s->trace, to, room, got);
  s->is_read_out = s->reads_once;
  if(code == CURLE_AGAIN)
    BIO_set_retry_read(b);
  else if(code)
    s->read_trouble = code;
  else
    s->has_ended = !*got;
  return !code && *got;
}

static long bio_control(BIO *b, int what, long number, void *pointer)
{
  const struct tls_session *s = BIO_get_data(b);
  if(what == BIO_CTRL_EOF) return s->has_ended;
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
  s->unsent = BUF_INIT(UNSENT_MAX);
  BIO_set_data(b, s);
  BIO_set_init(b, 1);
  return b;
}

/* A program's callback may have given OpenSSL's own places for data to something else; the BIO is ours. */
struct tls_session *transport_session(const SSL *ssl) { return BIO_get_data(SSL_get_rbio(ssl)); }
