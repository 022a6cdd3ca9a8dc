/* What a protocol is to the engine, and the engine to a protocol.
 *
 * vocabulary: an *exchange* is one request and its answer on a connection. A *protocol* makes exchanges; the transfer
 * behind an exchange is known to it as a `struct xfer`, which takes what arrives and gives what is to be sent.
 */
#ifndef PROTO_PROTO_H
#define PROTO_PROTO_H
#include "base/buf.h"
#include "base/field.h"
#include "base/trace.h"
#include "codec/url/proxy_text.h"
#include "codec/url/url.h"
#include "conn/conn.h"
#include "os/system.h"
#include "proto/request_opts.h"

struct ftp_opts;
struct ftp_result;
struct http_hop;
struct http_opts;
struct http_result;
struct http_stores;
struct http_upgrade;

/* Marks on the way of an exchange, for the times of getinfo. */
enum xfer_mark { XFER_REQUEST_SENT, XFER_FIRST_BYTE };

struct xfer;

/* A line that the peer has sent as part of a head or a trailer section, or that stands for one where the protocol has no
 * lines. The spans live as long as the call. */
struct xfer_header {
  struct span line; /* with its line end */
  struct span name; /* of a field; empty: a status line, or the empty line */
  struct span value;
  unsigned origin;  /* CURLH_*: where the field comes from */
  bool is_dialogue; /* no part of a head, but of what is said on the way to the body: CURLOPT_HEADER(3) leaves it out */
};

/* What a peer answers without having been asked (CURLMOPT_PUSHFUNCTION(3)). */
struct proto_request;
struct exchange;
struct xfer_push {
  const struct field *fields; /* of the request that it would have been, with HTTP/2's pseudo-fields */
  size_t count;
  /* Make the exchange of it for a transfer that takes it, on the connection that offers it; NULL: out of memory. */
  struct exchange *(*adopt)(void *owner, const struct proto_request *r, struct xfer *x);
  void *owner;
};

/* The second connection of an exchange, as FTP has one for data. */
struct second {
  struct stream *stream;            /* NULL: it does not stand, or only listens */
  const struct address *listens_at; /* of this host, with the port; NULL: it does not */
  unsigned events;                  /* WATCH_* bits that its descriptor has reported since the last look */
};

/* An address of this host to listen at (CURLOPT_FTPPORT(3)). */
struct second_place {
  const char *host;    /* a name, an address without brackets, or an interface; NULL: that of the first connection */
  uint16_t first_port; /* of those that are tried; 0: any */
  uint16_t last_port;
};

/* Implemented by the engine, as xfer_ops is. An exchange has one second connection at a time, which goes through the gate
 * and, if it is made from here, through the proxies that the first one went through. `connect`, `listen`, `accept` and
 * `secure` begin something, `run` goes on with it, and the exchange is run when `run` has something to do. */
struct second_ops {
  /* To `host` (NULL: to whom the first connection goes), an address or a name, at `port`. */
  CURLcode (*connect)(struct xfer *x, const char *host, uint16_t port);
  CURLcode (*listen)(struct xfer *x, const struct second_place *at);
  /* Who comes first to where it listens; CURLE_OK of `run` then: somebody has. */
  CURLcode (*accept)(struct xfer *x);
  /* TLS on it, as asked of the first connection; its session is gone on with, which servers want to see. */
  CURLcode (*secure)(struct xfer *x);
  /* CURLE_OK: what was begun is done, and `*ret` tells how it stands. CURLE_AGAIN: not yet. Else it has failed with its
   * text told: what dial_step, listener_open, listener_accept, the proxies and TLS return, CURLE_OPERATION_TIMEDOUT where
   * connecting takes longer than CURLOPT_CONNECTTIMEOUT_MS(3) allows. It is closed then. */
  CURLcode (*run)(struct xfer *x, struct second *ret);
  /* In good order where `is_over`: TLS says so. Legal where there is none. */
  void (*close)(struct xfer *x, bool is_over);
};

/* TLS that begins and ends in the middle of what a connection carries. Implemented by the engine. */
struct secure_ops {
  /* Begin, and with further calls go on. Nothing that the peer has sent before counts: who calls has read none of it, and
   * refuses what stands behind its permission (STARTTLS injection). CURLE_AGAIN: the exchange is run when it goes on. */
  CURLcode (*begin)(struct xfer *x);
  /* Is it there already, as asked? */
  bool (*is_on)(const struct xfer *x);
  /* End it, and with further calls go on: it is taken off when the peer has said that it ends, CURLE_AGAIN until then. Who
   * `speaks_first` tells the peer so before; who does not says nothing. As tls_stream_take_off. */
  CURLcode (*end)(struct xfer *x, bool speaks_first);
};

/* Implemented by the engine. An error that one of them returns ends the exchange with that code; its text is told. */
struct xfer_ops {
  /* For the header callback and the header API: each exactly once, in order. */
  CURLcode (*header)(struct xfer *x, const struct xfer_header *h);
  /* The body, if any, has this many bytes (-1: unknown, INT64_MAX: more than can be counted). Said before the last line
   * of the head, whose callback may ask for it. */
  void (*length)(struct xfer *x, curl_off_t length);
  /* The heads are over. CURLE_FILESIZE_EXCEEDED. */
  CURLcode (*body_begins)(struct xfer *x);
  /* A piece of the body. All of it is taken, also while receiving is paused. CURLE_FILESIZE_EXCEEDED: what is within the
   * limit was taken. */
  CURLcode (*body)(struct xfer *x, struct span bytes);
  /* The two halves of it for a body in a content coding: a piece as it came, which only counts, and one that has come out
   * of such pieces. CURLE_FILESIZE_EXCEEDED from either: nothing of it was taken. */
  CURLcode (*coded)(struct xfer *x, struct span bytes);
  CURLcode (*decoded)(struct xfer *x, struct span bytes);
  /* A piece of a WebSocket frame, which may be empty. As `body`. */
  CURLcode (*frame)(struct xfer *x, const struct curl_ws_frame *f, struct span bytes);
  /* Bytes of the request's body, at most `room`. `*got` 0: it is over. CURLE_AGAIN: paused. */
  CURLcode (*upload)(struct xfer *x, void *to, size_t room, size_t *got);
  /* Receiving is paused: read nothing more. */
  bool (*is_paused)(const struct xfer *x);
  /* The upload begins so many bytes further on in its source, of which none was asked for yet. `*left`: what it will give
   * then, -1 unknown. CURLE_READ_ERROR, CURLE_ABORTED_BY_CALLBACK; CURLE_PARTIAL_FILE: it has no more, with no text. */
  CURLcode (*skip_upload)(struct xfer *x, curl_off_t bytes, curl_off_t *left);
  /* Bytes of a body that it takes now: 0 where it is paused, few where a rate is to be kept. */
  size_t (*room)(const struct xfer *x);
  /* A buffer to receive into, for the time of one read; `received` tells how many bytes of it were used. */
  void *(*borrow)(struct xfer *x, size_t *room);
  void (*give_back)(struct xfer *x, void *buffer, size_t received);
  void (*mark)(struct xfer *x, enum xfer_mark mark);
  /* It is offered a push. CURLE_ABORTED_BY_CALLBACK: it is to fail for it; any other error: the push is not taken. */
  CURLcode (*push)(struct xfer *x, const struct xfer_push *p);
  /* Run its exchange soon: something has come of it in another's turn. */
  void (*wake)(struct xfer *x);
  const struct second_ops *second;
  const struct secure_ops *secure;
};

/* The head of the engine's transfer. */
struct xfer {
  const struct xfer_ops *ops;
  struct trace trace;
  bool exhausts; /* read until nothing is left: who watches the descriptor may see only changes (edges) */
};

/* Who one is towards the peer of a request. */
struct proto_login {
  const char *user; /* NULL, as the next: none */
  const char *password;
  const char *bearer; /* a token (RFC 6750) */
};

/* What is asked for. All of it outlives the exchange. A protocol reads its own options only. */
struct proto_request {
  const struct url *url;
  const char *host; /* the URL's, in ASCII: as it is looked up and told to peers; IPv6 in brackets, without its zone */
  uint16_t port;    /* CURLOPT_PORT's, the URL's, or the protocol's */
  uint16_t default_port;
  struct proto_login login;
  const struct proxy_text *proxy; /* the HTTP proxy that is the peer and forwards the request; NULL: none */
  const char
      *alt_host; /* the alternative service (RFC 7838) that it goes to, IPv6 in brackets; NULL: the origin itself */
  uint16_t alt_port;
  const struct request_opts *opts;
  struct request_result *result;
  const struct http_opts *http;
  struct http_hop *hop; /* how this request differs from what was set: see there */
  struct http_result *http_result;
  const struct ftp_opts *ftp;
  struct ftp_result *ftp_result;
  const struct http_stores *stores; /* NULL: nothing is remembered */
  struct http_upgrade *upgrade;     /* it asks for another protocol; NULL: it does not */
  const struct system_ops *system;
  long *request_bytes;     /* bytes of requests that were sent, bodies included; added to */
  curl_off_t upload_size;  /* bytes that `upload` will give; -1 unknown */
  size_t upload_room;      /* bytes that `upload` is asked for at most */
  const char *upload_type; /* the media type of what `upload` gives; NULL: what the protocol says */
  bool has_upload;
  bool is_detached;   /* the exchange is over when both sides may talk: the program does (CURLOPT_CONNECT_ONLY(3)) */
  bool takes_pushes;  /* what a peer offers may be taken */
  bool is_first_peer; /* it goes where the transfer's first one went: the same scheme, host and port */
  bool is_trusted;    /* it may have what the program has set for the first peer: credentials, cookies */
};

/* What follows an exchange that went well. */
enum exchange_next {
  EXCHANGE_LAST,     /* nothing: the transfer is done */
  EXCHANGE_AGAIN,    /* another request to the same URL, over the same connection if it is reusable */
  EXCHANGE_REDIRECT, /* one to `target` */
  EXCHANGE_SWITCHED, /* the connection speaks another protocol from here on: the request goes on as `other` */
  EXCHANGE_DETACHED  /* nothing: the connection is the program's from now on, with its session */
};

/* How an exchange ended, beside its code. */
struct exchange;
struct exchange_end {
  bool is_reusable;   /* the connection is between two messages */
  bool was_untouched; /* not one byte of an answer came */
  bool is_unserved;   /* after an error: the peer has not acted on the request, which may be made once more, */
  bool is_refused;    /* but not on this connection, which goes on */
  bool is_intact;     /* after an error: the connection is_reusable all the same */
  enum exchange_next next;
  const char *target;     /* an absolute URL, as long as the request's result is not written again */
  struct exchange *other; /* with EXCHANGE_SWITCHED */
};

struct exchange_ops {
  /* Go on: `events` are WATCH_* bits that the descriptor has reported. CURLE_OK: over. CURLE_AGAIN: wait for the
   * descriptor (what is wanted of it has been set) or for the deadline; `*more` is set where the next turn should come
   * without waiting. Else it has failed, with its text told. */
  CURLcode (*run)(struct exchange *x, unsigned events, int64_t now, bool *more);
  /* When to run even if nothing happens; INT64_MAX: no such time. */
  int64_t (*deadline)(const struct exchange *x);
  /* The transfer lets go of it, wherever it stands. */
  struct exchange_end (*end)(struct exchange *x);
};

/* The head of every exchange. It belongs to the connection's session. */
struct exchange {
  const struct exchange_ops *ops;
  bool may_switch; /* it may end with EXCHANGE_SWITCHED, which the peer has not decided yet */
  bool
      is_connecting; /* what makes the connection one that can be used (a log-in) is not over: CURLOPT_CONNECTTIMEOUT(3) */
};

/* One a scheme. */
struct proto_ops {
  const char *scheme; /* lower case */
  uint16_t port;      /* where the URL has none */
  long bit;           /* CURLPROTO_*; 0: there is none */
  bool over_tls;      /* TLS stands between the protocol and the connection */
  /* Once it is open both sides talk as they like: an upload is no request's body, no HTTP proxy can forward it, and it may
   * be detached. */
  bool is_duplex;
  /* Its exchanges have second connections (second_ops), and a TLS session is of such a group alone. */
  bool has_second;
  /* It may ask for TLS in the middle (secure_ops), if CURLOPT_USE_SSL(3) wants that. */
  bool starts_tls;
  /* A connection is one that can be used only after a log-in, which CURLOPT_CONNECT_ONLY(3) waits for: see is_detached. */
  bool logs_in;
  /* Where an upload that goes on begins is said by its exchange (xfer_ops.skip_upload): the server is asked first. */
  bool skips_upload;
  /* There is no connection: an exchange begins with NULL for one, and is run again at once, or by its deadline. */
  bool is_local;
  /* The scheme in whose protocol an HTTP proxy is asked for this; NULL: its own. */
  const char *forwarded_as;
  /* What it is called in ALPN (RFC 7301) to serve this request, ended by NULL. NULL: it has no name there. */
  const char *const *(*alpn)(const struct proto_request *r);
  /* The request's method, for getinfo; NULL: the protocol has none. */
  const char *(*method)(const struct proto_request *r);
  /* A transfer begins with this request. NULL: nothing is kept from one request to the next. */
  void (*start)(const struct proto_request *r);
  /* Another request of the transfer follows, to another URL, which `r` has not yet. NULL: there never is one. */
  CURLcode (*redirect)(const struct proto_request *r);
  /* Append whom a connection may have been authenticated as to serve this request, a text; nothing: nobody. NULL: no
   * connection of this protocol is. */
  CURLcode (*write_who)(const struct proto_request *r, struct buf *to);
  /* Append what makes its connections others than those of the same host and port: who one is there, what was asked of the
   * peer for as long as it lasts. NULL: nothing does. */
  CURLcode (*write_identity)(const struct proto_request *r, struct buf *to);
  /* The kinds of sessions that can serve this request (session_ops.kind). NULL: any. */
  unsigned (*kinds)(const struct proto_request *r);
  /* May this be asked for? A text is told where not. NULL: anything. */
  CURLcode (*check)(const struct proto_request *r, struct trace *t);
  /* Begin an exchange on `c`, which is leased to `x`, or shared with it; nothing is sent yet. If the session that it has
   * then is not SESSION_SERIAL, the connection is shared from there on. */
  CURLcode (*begin)(struct exchange **ret, struct conn *c, const struct proto_request *r, struct xfer *x);
};

/* NULL: no such protocol here. */
const struct proto_ops *proto_find(const char *scheme);
/* All of them in the order of the alphabet, as curl_version_info(3) shows them; ended by NULL. */
extern const struct proto_ops *const proto_table[];

#endif
