/* A proxy that speaks HTTP/2 (RFC 9113, section 8.5): a server of nghttp2's that takes CONNECT and is a tunnel. */
#ifndef API_H2_PROXY_H
#define API_H2_PROXY_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define H2_PROXY_ANSWERS_MAX 4

/* What is said to a request. Behind the last one that says anything, and by {0} in any place: 200, a tunnel. */
struct h2_proxy_answer {
  int status;
  const char *name, *value; /* a field; NULL: none */
  const char *body;         /* NULL: none */
  size_t body_len;          /* that many bytes of body[0]; 0: the text */
  uint32_t reset;           /* no answer but RST_STREAM with this error; 0: an answer */
  bool is_interim_first;    /* a 103 comes before */
  bool goes_away;           /* GOAWAY follows at once */
};

struct h2_proxy_plan {
  struct h2_proxy_answer answers[H2_PROXY_ANSWERS_MAX];
  size_t answer_count;
  uint32_t window;    /* of a stream; 0: the usual one. Bytes of the client's are taken before more is allowed. */
  size_t reset_after; /* bytes of the origin's; then RST_STREAM with `reset`; 0: never */
  uint32_t reset;
  size_t end_after; /* bytes of the origin's; then the stream is ended in the usual way; 0: never */
  size_t cut_after; /* bytes of the origin's; then the connection is closed; 0: never */
  int slow_ms;      /* it waits so long before it takes a piece of the client's */
  bool pings;       /* a PING goes with each piece of the origin's */
  bool goes_away;   /* GOAWAY, with the tunnel's stream allowed, once it is open */
};

struct h2_proxy_notes {
  char requests[4096]; /* ":method CONNECT\n:authority …\n" */
  size_t count;        /* of requests */
  size_t pongs;        /* PINGs that were answered */
  bool has_ended;      /* the client has ended the tunnel's stream */
  bool was_reset;      /* by the client */
  bool has_goaway;     /* from the client */
  int bad_frames;
};

/* Works between `in`, the client's side, and `out`, the origin's, until one of them is closed. */
void h2_proxy_run(int in, int out, const struct h2_proxy_plan *plan, struct h2_proxy_notes *notes);

#endif
