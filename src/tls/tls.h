/* TLS over any byte pipe, behind one vtable: each TLS library that can be built in implements it in a folder of its own.
 *
 * vocabulary: a *session* is TLS on one connection. Its bytes go through a *transport*, which whoever stacks it provides.
 * What was negotiated for one peer can be *resumed* by a ticket, which is kept by the key of all that it depends on.
 *
 * lifecycle: tls_session_new, tls_handshake until it is done, tls_read and tls_write, tls_close once, tls_session_free.
 */
#ifndef TLS_TLS_H
#define TLS_TLS_H
#include "base/buf.h"
#include "base/trace.h"
#include "tls/tickets.h"
#include "tls/tls_opts.h"

/* The bytes under TLS. As stream_ops.read and .write: CURLE_OK with a count (of a read 0: the peer has ended its side),
 * CURLE_AGAIN, or an error with its text told. */
struct tls_transport {
  CURLcode (*read)(void *below, struct trace *t, void *to, size_t room, size_t *got);
  CURLcode (*write)(void *below, struct trace *t, const void *from, size_t len, size_t *sent);
  void *below;
};

/* What a handshake waits for. */
enum tls_wants {
  TLS_WANTS_READ,
  TLS_WANTS_WRITE,
  TLS_WANTS_PROGRAM /* a check of the peer by the program (CURLOPT_SSL_CTX_FUNCTION(3)) has no result yet */
};

/* Whom a session is to reach. */
struct tls_peer {
  const char *host;        /* in ASCII, without brackets and zone: for the name's check, and, but for addresses, SNI */
  bool is_address;         /* `host` is an IP address */
  uint16_t port;           /* with the host, what a ticket that is exported is told to be for */
  const char *const *alpn; /* protocols that are offered, the best first; NULL: none; NULL ends them */
  struct span key;         /* identity of the connection: tickets are kept by it, and by the options */
  struct tls_tickets *tickets; /* NULL: none are kept */
  /* What is sent first may go out with the first flight already (RFC 8446, section 2.3), if the session is resumed by a
   * ticket that allows it, and speaks this protocol of `alpn`. NULL: it may not. */
  const char *early_alpn;
};

/* What came of a handshake. Strings live as long as the session. */
struct tls_result {
  const char *alpn;    /* chosen by the peer; NULL: none */
  const char *version; /* "TLSv1.3" */
  const char *cipher;
  long verify_result; /* CURLINFO_SSL_VERIFYRESULT(3): 0 is good */
  bool was_resumed;
  curl_off_t
      early; /* CURLINFO_EARLYDATA_SENT_T(3): less than 0, the peer has not taken it, and it was sent once more */
};

struct tls_session;

struct tls_engine {
  const char *name; /* as curl_global_sslset(3) has it: "openssl" */
  curl_sslbackend id;
  /* "OpenSSL/3.0.15": of the library in use. */
  const char *(*version)(void);
  /* CURLINFO_CAPATH(3): the folder of the system's certificates; NULL: there is none. */
  const char *(*ca_path)(void);
  bool has_context; /* there is something that CURLOPT_SSL_CTX_FUNCTION(3) could change */
  /* NULL: there are none. CURLOPT_SSLENGINE(3), "name" or "name:properties": is there one? CURLE_SSL_ENGINE_NOTFOUND,
   * CURLE_SSL_ENGINE_INITFAILED,
   * CURLE_NOT_BUILT_IN. */
  CURLcode (*check_provider)(const char *engine);
  /* `opts`, `peer` and what they point to outlive the handshake; `under` is copied. With text: CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
   * CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_*, CURLE_SSL_CONNECT_ERROR, CURLE_NOT_BUILT_IN,
   * the context callback's own, CURLE_OUT_OF_MEMORY. `now_s`: seconds since 1970, for the caches. */
  CURLcode (*session_new)(struct tls_session **ret, const struct tls_opts *opts, const struct tls_peer *peer,
                          const struct tls_transport *under, int64_t now_s, struct trace *t);
  /* Go on. CURLE_OK: done, and the peer is who it has to be. CURLE_AGAIN: what it wants of the transport is in `*wants`.
   * With text: CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR,
   * CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CLIENTCERT, those of the transport (but its
   * CURLE_SEND_ERROR and CURLE_RECV_ERROR are CURLE_SSL_CONNECT_ERROR),
   * CURLE_OUT_OF_MEMORY. */
  CURLcode (*handshake)(struct tls_session *s, enum tls_wants *wants, struct trace *t);
  /* On a connection that nobody uses, something has come: take it in, as far as one read of the transport brings it, if it
   * is TLS's own business (RFC 8446, section 4.6: tickets, keys). True: nothing else has come, and the peer is there. False
   * too where that would call the program, and where it goes on without an end. No words are told. NULL: cannot be done. */
  bool (*absorb)(struct tls_session *s);
  /* Before the handshake: bytes that write_early would take. 0: none, and none any more. NULL,
   * with write_early: there is no early data. */
  size_t (*early_room)(const struct tls_session *s);
  /* As `write`, but before the handshake, and once: what is over goes the usual way. The bytes are kept, and sent again at
   * the handshake's end if the peer has not taken them, before the handshake says that it is done. */
  CURLcode (*write_early)(struct tls_session *s, struct trace *t, const void *from, size_t len, size_t *sent,
                          enum tls_wants *wants);
  /* With early data, `alpn` is what will be spoken, even before the handshake is done. */
  void (*result)(const struct tls_session *s, struct tls_result *ret);
  /* As stream_ops. A read at a close without close_notify is CURLE_RECV_ERROR with text. `*wants` is set with
   * CURLE_AGAIN. */
  CURLcode (*read)(struct tls_session *s, struct trace *t, void *to, size_t room, size_t *got, enum tls_wants *wants);
  CURLcode (*write)(struct tls_session *s, struct trace *t, const void *from, size_t len, size_t *sent,
                    enum tls_wants *wants);
  /* Decrypted bytes stand ready. */
  bool (*has_pending)(const struct tls_session *s);
  /* Send close_notify, once. CURLE_OK: it is out. CURLE_AGAIN: the transport has no room for all of it; further calls go on.
   * With text: CURLE_SSL_SHUTDOWN_FAILED, those of the transport. What the peer says can still be read. */
  CURLcode (*close)(struct tls_session *s, struct trace *t);
  /* After the peer's goodbye: bytes have come behind it, which TLS cannot give back, or something is left to be sent. */
  bool (*has_rest)(const struct tls_session *s);
  void (*free)(struct tls_session *s); /* NULL is legal */
  /* CURLINFO_CERTINFO(3): append the peer's chain as it was sent, one list a certificate, "name:value" entries. Of a session
   * that was resumed it is that of the first one, kept with the ticket where opts.wants_certs. Array and lists are of
   * base/mem.h and base/slist.h, and the caller's, after CURLE_OUT_OF_MEMORY, too. */
  CURLcode (*certs)(const struct tls_session *s, struct curl_certinfo *ret);
  /* CURLINFO_TLS_SSL_PTR(3): the library's own session object; and CURLINFO_TLS_SESSION(3): what it was made from. */
  void *(*native)(const struct tls_session *s);
  void *(*native_context)(const struct tls_session *s);
};

/* The one that is built in. */
extern const struct tls_engine tls_engine;

#endif
