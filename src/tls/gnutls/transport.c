/* Under GnuTLS. It takes a record whole, whatever the transport has room for, and never fails: how the transport broke is
 * looked up in the wire afterwards. So no call of GnuTLS' stops half-way inside a record. GnuTLS asks for the head of a
 * record and then for its body; reading ahead makes one call of the transport of both, and of several records. */
#include "base/mem.h"
#include "tls/gnutls/session.h"
#include <errno.h>

#define READ_AHEAD ((size_t)64 * 1024) /* of TLS 1.3 records, four; it is held only while there is something in it */

static CURLcode send_all(struct tls_wire *w, const giovec_t *parts, int count)
{
  if(count == 1) return tls_wire_send(w, span_of(parts->iov_base, parts->iov_len));
  for(int i = 0; i < count; i++) TRY(tls_wire_keep(w, span_of(parts[i].iov_base, parts[i].iov_len)));
  return tls_wire_flush(w);
}

/* Of a flight of the handshake, all records at once. */
static ssize_t push(gnutls_transport_ptr_t to, const giovec_t *parts, int count)
{
  struct tls_session *s = to;
  size_t len = 0;
  for(int i = 0; i < count; i++) len += parts[i].iov_len;
  CURLcode code = send_all(&s->wire, parts, count);
  (void)code; /* the wire remembers it */
  return (ssize_t)len;
}

/* CURLE_OK with nothing there: the peer has ended its side. */
static CURLcode read_ahead(struct tls_session *s)
{
  if(!s->ahead && !(s->ahead = mem_alloc(READ_AHEAD))) return s->wire.read_trouble = CURLE_OUT_OF_MEMORY;
  s->ahead_at = 0;
  return tls_wire_read(&s->wire, s->ahead, READ_AHEAD, &s->ahead_len);
}

static ssize_t pull(gnutls_transport_ptr_t from, void *to, size_t room)
{
  struct tls_session *s = from;
  CURLcode code = s->ahead_len ? CURLE_OK : read_ahead(s);
  if(code) {
    s->is_dry = code == CURLE_AGAIN;
    transport_free(s);
    gnutls_transport_set_errno(s->g, s->is_dry ? EAGAIN : EIO);
    return -1;
  }
  if(room > s->ahead_len) room = s->ahead_len;
  memcpy(to, s->ahead + s->ahead_at, room);
  s->ahead_at += room;
  s->ahead_len -= room;
  return (ssize_t)room;
}

/* Asked before a pull that may wait; ours never does. */
static int pull_may_be_tried(gnutls_transport_ptr_t from, unsigned ms) { return 1; }

void transport_attach(struct tls_session *s)
{
  gnutls_transport_set_ptr(s->g, s);
  gnutls_transport_set_vec_push_function(s->g, push);
  gnutls_transport_set_pull_function(s->g, pull);
  gnutls_transport_set_pull_timeout_function(s->g, pull_may_be_tried);
}

void transport_free(struct tls_session *s)
{
  mem_free(s->ahead);
  s->ahead = NULL;
  s->ahead_len = 0;
}
