/* One exchange as a specification: options, what goes over the wire, what comes out.
 *
 * run_exchange runs it in three ways, each from the beginning and with the same outcome asserted:
 * - curl_easy_perform, the peer in a thread;
 * - curl_multi_perform by turns with the peer, beside a bystander: another transfer of the same multi, which has half of
 *   its answer before this one starts and the rest after this one has ended, and must succeed whatever happens here;
 * - the same, with the peer's bytes one by one.
 *
 * In each, every socket is closed exactly once, the header callback gets whole lines and the write callback at most
 * CURL_MAX_WRITE_SIZE bytes; an error has a text.
 */
#ifndef API_EXCHANGE_H
#define API_EXCHANGE_H
#include "peer.h"

#define EASY        1u
#define MULTI       2u
#define MULTI_BYTES 4u

#define URL "http://192.0.2.1/" /* RFC 5737: nobody is there, should the gate be passed by */

struct option {
  CURLoption id;
  curl_off_t number;
  const void *pointer;
  void (*function)(void);
};

#define LONG(id, value)       \
  {                           \
    (id), (value), NULL, NULL \
  }
#define TEXT(id, value)    \
  {                        \
    (id), 0, (value), NULL \
  }
#define POINTER(id, value) \
  {                        \
    (id), 0, (value), NULL \
  }
#define FUNCTION(id, value)                \
  {                                        \
    (id), 0, NULL, (void (*)(void))(value) \
  }
void set_option(CURL *easy, const struct option *o);

struct info {
  CURLINFO id;
  curl_off_t number; /* for doubles: the least */
  const char *text;  /* NULL: a NULL pointer */
};

/* What a run has brought; `clientp` of the data callbacks. */
struct outcome {
  CURL *easy;
  struct peer *peer;
  const struct exchange *of;
  CURLcode code;
  struct text body;
  struct text head; /* all that the header callback got */
  size_t sent;      /* bytes of `upload` handed out */
  int reads;
  int seeks;
  int calls;      /* for a test's own callbacks */
  int open_after; /* sockets open when the transfer was over */
  bool bad_line;
  bool bad_size;
  char error[CURL_ERROR_SIZE];
  char trouble[4096]; /* of the peers and the runner */
  char infos[1024];   /* the first CURLINFO that was another */
};

struct exchange {
  const char *url; /* NULL: URL */
  struct option options[10];
  const char *headers[8]; /* CURLOPT_HTTPHEADER */
  const char *upload;     /* what the read callback gives; NULL: no read callback is set */
  size_t upload_len;      /* 0: the text's */
  size_t upload_step;     /* bytes at most a call; 0: as many as fit */
  struct step conn[PEER_CONNS_MAX][PEER_STEPS_MAX];
  int times;         /* how often the handle is performed; 0: once. The code is the last one's */
  unsigned modes;    /* 0: all */
  CURLcode code;     /* expected, like all that follows */
  CURLcode or_code;  /* another one that is as good; 0: none */
  const char *body;  /* NULL: none */
  size_t body_len;   /* 0: the text's */
  const char *head;  /* NULL: not looked at */
  const char *error; /* a piece of the error text; NULL: any */
  int kept;          /* connections that are still open when the transfer is over */
  struct info infos[10];
  void (*inspect)(struct outcome *o);      /* looks at the handle, which is in no multi any more; asserts nothing yet */
  void (*verify)(const struct outcome *o); /* asserts what else there is; the handle is gone */
  void (*prepare)(struct outcome *o);      /* before the first perform */
};

void run_exchange(const struct exchange *e);
#define EXCHANGE(...) run_exchange(&(const struct exchange){ __VA_ARGS__ })

/* The default callbacks, for tests that wrap them. */
size_t collect_body(char *data, size_t size, size_t count, void *clientp);
size_t collect_head(char *data, size_t size, size_t count, void *clientp);
size_t give_upload(char *to, size_t size, size_t count, void *clientp);

#define OK_HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
#define GET_ROOT "GET / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\n\r\n"

#endif
