/* Transfers over HTTP/2 as a test's program: one multi, one peer, all by turns in one thread. */
#ifndef API_H2_CLIENT_H
#define API_H2_CLIENT_H
#include "check.h"
#include "exchange.h"
#include "h2_server.h"

#define H2_TRANSFERS_MAX 128

struct h2_transfer {
  CURL *easy; /* NULL: it was cleaned up */
  CURLcode code;
  bool is_done;
  struct text body, head;
  char error[CURL_ERROR_SIZE];
  const char *upload; /* for h2_give; NULL: h2_byte_at */
  size_t upload_len, sent;
  struct curl_slist *fields;
  int calls;          /* for a test's own callbacks */
  size_t pause_after; /* bytes of the body after which its callback pauses, once; 0: never */
  bool is_paused;
};

/* The test's. */
extern CURLM *h2_multi;
extern struct h2_peer h2_peer;

/* One connection in clear, which a server answers; and a raw one. */
extern const struct h2_setup h2_served, h2_said;

void h2_begin_with(const struct h2_setup *setups, size_t count, const struct h2_page *pages);
#define H2_BEGIN(setups, pages) h2_begin_with(setups, sizeof(setups) / sizeof *(setups), pages)
/* Removes and frees all; nothing went wrong at the peer. */
void h2_end(void);

#define H2_URL   "http://192.0.2.1"
#define H2_HTTPS "https://example.com"
/* A handle for this URL (`/…`: below H2_URL) by prior knowledge, in no multi yet. */
struct h2_transfer *h2_new(const char *url);
/* The same, added to the multi. */
struct h2_transfer *h2_get(const char *url);
void h2_add(struct h2_transfer *t);
void h2_remove(struct h2_transfer *t);
void h2_set_field(struct h2_transfer *t, const char *line);
/* An upload of `text`, by the read callback; its size is told. */
void h2_set_upload(struct h2_transfer *t, const char *text);
size_t h2_give(char *to, size_t size, size_t count, void *clientp);

/* One turn of the library and the peer. True: something is to be gone on with at once. */
bool h2_turn(void);
/* For tests with a loop of their own. */
void h2_take_messages(void);
/* Until nothing moves any more. */
void h2_settle(void);
/* Until all that were added have ended. */
void h2_run(void);
/* Until this type of frame has come `count` times on the connection, on `stream` (-1: any). The last one. */
const struct h2_frame *h2_await(size_t conn, int type, int32_t stream, size_t count);
/* The request's head has come to a raw connection; the peer greets. */
void h2_await_request(size_t conn, int32_t stream);

/* It has ended so. `body` NULL: not looked at. */
void h2_expect(const struct h2_transfer *t, CURLcode code, const char *body);
void h2_expect_fill(const struct h2_transfer *t, size_t len);
long h2_long(const struct h2_transfer *t, CURLINFO id);

#endif
