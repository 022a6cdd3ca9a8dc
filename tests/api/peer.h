/* The scripted peer: the far end of a connection as a list of steps, without a port and without timing.
 *
 * Each connection is a socketpair. One end goes to the library through CURLOPT_OPENSOCKETFUNCTION and
 * CURL_SOCKOPT_ALREADY_CONNECTED, the other end is worked by the script, by turns in the test's own thread or in one of
 * its own. The n-th socket that the library opens gets the n-th script.
 */
#ifndef API_PEER_H
#define API_PEER_H
#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PEER_CONNS_MAX 4
#define PEER_STEPS_MAX 40

enum step_kind {
  STEP_NONE,
  STEP_EXPECT,       /* exactly these bytes come */
  STEP_EXPECT_HEAD,  /* anything up to and with an empty line; `bytes`: a piece of text that stands in it, or NULL */
  STEP_EXPECT_LACKS, /* the same, but `bytes` does not stand in it */
  STEP_EXPECT_FORM,  /* the same bytes, but \1, \2 or \3 stands for a MIME boundary, each always for the same */
  STEP_EXPECT_FILL,  /* `len` times bytes[0] */
  STEP_EXPECT_FRAME, /* a WebSocket frame with a mask: bytes[0] is its first byte, the rest its payload without mask */
  STEP_EXPECT_CHUNKED, /* a chunked body that decodes to these bytes, without trailer */
  STEP_EXPECT_END,     /* the library closes */
  STEP_IGNORE,         /* anything, until the library closes */
  STEP_SEND,           /* these bytes go out */
  STEP_SEND_FILL,      /* `len` times bytes[0] */
  STEP_HOLD,           /* wait for peer_release */
  STEP_PAUSE,          /* wait `len` milliseconds */
  STEP_CLOSE           /* the peer closes, and does not look at what came in */
};

struct step {
  enum step_kind kind;
  const char *bytes;
  size_t len;
};

/* Steps of literal text, which may have NULs in it. */
#define EXPECT(text)                    \
  {                                     \
    STEP_EXPECT, text, sizeof(text) - 1 \
  }
#define EXPECT_FORM(text)                    \
  {                                          \
    STEP_EXPECT_FORM, text, sizeof(text) - 1 \
  }
#define EXPECT_HEAD(piece)     \
  {                            \
    STEP_EXPECT_HEAD, piece, 0 \
  }
#define EXPECT_LACKS(piece)     \
  {                             \
    STEP_EXPECT_LACKS, piece, 0 \
  }
#define EXPECT_FILL(text, count)  \
  {                               \
    STEP_EXPECT_FILL, text, count \
  }
#define EXPECT_FRAME(text)                    \
  {                                           \
    STEP_EXPECT_FRAME, text, sizeof(text) - 1 \
  }
#define EXPECT_CHUNKED(text)                    \
  {                                             \
    STEP_EXPECT_CHUNKED, text, sizeof(text) - 1 \
  }
#define IGNORE           \
  {                      \
    STEP_IGNORE, NULL, 0 \
  }
#define EXPECT_END           \
  {                          \
    STEP_EXPECT_END, NULL, 0 \
  }
#define SEND(text)                    \
  {                                   \
    STEP_SEND, text, sizeof(text) - 1 \
  }
#define SEND_BYTES(at, count) \
  {                           \
    STEP_SEND, at, count      \
  }
#define SEND_FILL(text, count)  \
  {                             \
    STEP_SEND_FILL, text, count \
  }
#define HOLD           \
  {                    \
    STEP_HOLD, NULL, 0 \
  }
#define PAUSE(ms)        \
  {                      \
    STEP_PAUSE, NULL, ms \
  }
#define CLOSE           \
  {                     \
    STEP_CLOSE, NULL, 0 \
  }

struct text {
  char *at; /* with a NUL behind it; NULL while empty */
  size_t len;
  size_t room; /* private */
};
void text_add(struct text *t, const void *bytes, size_t len);
void text_drop(struct text *t, size_t len);
void text_free(struct text *t);

#define PEER_BOUNDARIES_MAX 3
#define PEER_BOUNDARY_LEN   46 /* 24 hyphens, and 22 letters and digits */

#define PEER_MASKS_MAX 8

struct peer_conn {
  const struct step *steps;
  size_t at;                      /* the step it is in */
  size_t done;                    /* bytes of it that are done */
  long long since;                /* when a PAUSE began, ms; 0: not begun */
  int fd;                         /* the peer's end; -1: closed, or not there yet */
  int client_fd;                  /* the library's end; -1: given away and closed, or not there */
  bool given;                     /* the library has it */
  bool ended;                     /* the library has closed */
  size_t frames;                  /* of STEP_EXPECT_FRAME, that have come */
  uint32_t masks[PEER_MASKS_MAX]; /* of the first of them */
  struct text in;                 /* received and not expected yet */
  char boundary[PEER_BOUNDARIES_MAX][PEER_BOUNDARY_LEN]; /* of STEP_EXPECT_FORM; begins with a NUL: not seen yet */
};

struct peer {
  struct peer_conn conn[PEER_CONNS_MAX];
  size_t conns;
  size_t send_max; /* bytes that go out in one turn; 0: as many as fit */
  int listener;    /* -1, or connections come from here */
  int opens;       /* calls of the open callback */
  int closes;      /* calls of the close callback */
  int sockopts;    /* calls of the sockopt callback */
  atomic_bool released;
  atomic_bool stop;
  bool threaded;
  pthread_t thread;
  char failure[4096]; /* what went wrong first; "": nothing */
  char misuse[256];   /* the same for the callbacks, which run in the library's thread */
};

/* `conn[i]` is a script of at most PEER_STEPS_MAX steps; a row that begins with STEP_NONE ends them. */
void peer_init(struct peer *p, const struct step (*conn)[PEER_STEPS_MAX]);
/* The same, but connections are accepted at `where`: an address ("127.0.0.1", "::1"), a path ("/…") or an abstract name
 * ("@…"). Returns the port, if there are ports. */
int peer_listen(struct peer *p, const struct step (*conn)[PEER_STEPS_MAX], const char *where);
/* Put its callbacks on a handle. */
void peer_install(struct peer *p, CURL *easy);
/* Work on the scripts as far as it goes without waiting. True: something was done. */
bool peer_turn(struct peer *p);
/* Work in a thread until peer_end. */
void peer_start(struct peer *p);
/* End each HOLD. */
void peer_release(struct peer *p);
/* Sockets that the library has from here and has not closed. */
int peer_open_count(const struct peer *p);
/* The library is done with everything. Finishes the scripts, closes what is left and returns what went wrong: a script
 * that is not at its end, other bytes than expected, bytes after the end; "": nothing. */
const char *peer_end(struct peer *p);

/* Wait up to `ms` for one of the peer's descriptors. */
void peer_wait(const struct peer *p, int ms);

/* The callbacks, for tests that wrap them; `clientp` is the peer. */
curl_socket_t peer_open_socket(void *clientp, curlsocktype purpose, struct curl_sockaddr *address);
int peer_sockopt(void *clientp, curl_socket_t fd, curlsocktype purpose);
int peer_close_socket(void *clientp, curl_socket_t fd);

long long now_ms(void);

#endif
