/* The far end of HTTP/2 connections: socketpairs without a port and without timing, as those of peer.h, worked by turns in
 * the test's own thread or in one of its own.
 *
 * The n-th socket that the library opens gets the n-th setup. There a server of nghttp2's answers (h2_server.h), which also
 * judges what the library sends; or the test says every frame itself. What has come is recorded either way.
 */
#ifndef API_H2_PEER_H
#define API_H2_PEER_H
#include "h2_frames.h"
#include "tls_cert.h"

#define H2_CONNS_MAX 24

struct h2_setup {
  struct tls_cert *cert;              /* NULL: in clear */
  const char *alpn;                   /* what is chosen if the library offers it; NULL: "h2"; "": nothing */
  const char *h1[3];                  /* what is said to each head of HTTP/1 that comes before HTTP/2 */
  bool is_tunnel;                     /* TLS begins after the first of them */
  bool is_raw;                        /* no server answers: the test does */
  nghttp2_settings_entry settings[4]; /* of the server */
  size_t settings_count;
  size_t cut_after;     /* bytes after which nothing more goes out, plus one; 0: never */
  bool is_closed_there; /* but the end */
  bool reads_slowly;    /* the server gives no window back before h2_peer_release */
};

struct h2_request; /* h2_server.h */
struct h2_page;

struct h2_conn {
  struct h2_peer *peer;
  const struct h2_setup *setup;
  int fd;        /* the peer's end; -1: closed, or not there yet */
  int client_fd; /* the library's; -1: closed */
  atomic_bool is_given;
  bool has_ended;
  bool is_deaf; /* the peer does not receive */
  SSL *ssl;
  char offered[64]; /* ALPN: "h2,http/1.1"; "": none */
  char sni[64];
  struct text in;  /* before HTTP/2 */
  struct text h1;  /* all the heads that came */
  size_t h1_count; /* that are answered */
  bool is_h2;
  struct h2_frames frames;
  struct text out;
  size_t out_done;
  size_t sent;                 /* all that went out */
  nghttp2_session *server;     /* NULL before HTTP/2, and if raw */
  struct h2_request *requests; /* in order; see h2_server.h */
};

struct h2_peer {
  struct h2_conn conn[H2_CONNS_MAX];
  size_t count;
  const struct h2_page *pages; /* what the servers answer; ends with a path NULL */
  size_t send_max;             /* bytes that go out in one turn of a connection; 0: as many as fit */
  int opens, closes;
  atomic_bool is_released, is_stopped;
  bool is_threaded;
  pthread_t thread;
  pthread_mutex_t gate; /* the library may have threads */
  char trouble[1024];   /* what went wrong first; "": nothing */
};

void h2_peer_init(struct h2_peer *p, const struct h2_setup *setups, size_t count, const struct h2_page *pages);
void h2_peer_install(struct h2_peer *p, CURL *easy);
/* Work as far as it goes without waiting. True: something was done. */
bool h2_peer_turn(struct h2_peer *p);
/* Work in a thread until h2_peer_end. */
void h2_peer_start(struct h2_peer *p);
/* End the thread: what has come can be looked at. */
void h2_peer_stop(struct h2_peer *p);
/* Pages go on that are held back. */
void h2_peer_release(struct h2_peer *p);
/* Sockets that the library has from here and has not closed. */
int h2_peer_open_count(const struct h2_peer *p);
/* The library is done. Closes what is left and says what went wrong; "": nothing. */
const char *h2_peer_end(struct h2_peer *p);
__attribute__((format(printf, 2, 3))) void h2_peer_note(struct h2_peer *p, const char *format, ...);

/* ---- what a test says ---- */

void h2_send(struct h2_conn *c, const char *bytes, size_t len);
#define H2_SEND(c, text) h2_send(c, text, sizeof(text) - 1)
void h2_send_frame(struct h2_conn *c, int type, int flags, uint32_t stream, const char *payload, size_t len);
/* HEADERS, whole, with these lines, "name: value\n" each, as literals that nothing remembers (RFC 7541, section 6.2.2). */
void h2_send_head(struct h2_conn *c, uint32_t stream, int flags, const char *lines);
#define H2_OK_HEAD ":status: 200\n"
/* DATA of text. */
void h2_send_data(struct h2_conn *c, uint32_t stream, int flags, const char *text);
/* A frame of one number: RST_STREAM, WINDOW_UPDATE. */
void h2_send_number(struct h2_conn *c, int type, uint32_t stream, uint32_t number);
void h2_send_setting(struct h2_conn *c, unsigned id, uint32_t value);
void h2_send_goaway(struct h2_conn *c, uint32_t last, uint32_t error);
/* SETTINGS without anything, and the word that the library's are accepted. */
void h2_greet(struct h2_conn *c);
/* The peer closes. What it has still to send goes out before. */
void h2_close(struct h2_conn *c);
/* Literals of these lines. */
void h2_block_of(struct text *to, const char *lines);

#endif
