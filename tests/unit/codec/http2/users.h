/* Users of streams that note every event as text, and fail or leave when they are told to. */
#ifndef TESTS_UNIT_CODEC_HTTP2_USERS_H
#define TESTS_UNIT_CODEC_HTTP2_USERS_H
#include "base/buf.h"
#include "codec/http2/http2.h"
#include "unit/base/failing_alloc.h"
#include "unit/codec/http1/pieces.h"
#include <stdio.h>

#define WINDOW     65535u
#define LOG_ROOM   4096
#define WAITS      "?" /* in an upload: nothing to send for now */
#define COUNT(all) (sizeof(all) / sizeof *(all))

struct user {
  struct http2 *http2;
  const char *name;   /* of the stream, in the log */
  const char *upload; /* what is left of it; NULL: none is expected */
  bool ends_early;    /* its last bytes are known to be the last */
  const struct field *trailer;
  size_t trailer_count;
  const char *fails_at; /* the event that returns `failure` */
  CURLcode failure;
  const char *leaves_at; /* the event in which the user detaches itself */
  uint32_t id;
  bool is_in_head; /* `head` was told, `head_end` not yet */
  bool keeps;      /* bytes are not consumed */
  bool is_counted; /* bytes of bodies are added up instead of noted */
  size_t bytes;
  unsigned answered; /* times, as the next */
  unsigned ended;
  enum http2_end how;
  uint32_t error;
  CURLcode cause;
};

/* One log for all: the order of events counts. */
static char users_log[LOG_ROOM];
static struct user *users_pushed; /* who takes the next push */
static size_t users_pushes;       /* that were offered */

static inline void users_note(const char *format, ...) PRINTF_LIKE(1, 2);
static inline void users_note(const char *format, ...)
{
  size_t len = strlen(users_log);
  va_list args;
  va_start(args, format);
  vsnprintf(users_log + len, sizeof users_log - len, format, args);
  va_end(args);
}

static inline CURLcode users_event(struct user *u, const char *event)
{
  assert_int_equal(u->ended, 0); /* nothing comes after the last one */
  if(u->leaves_at && !strcmp(u->leaves_at, event)) http2_detach(u->http2, u->id);
  return u->fails_at && !strcmp(u->fails_at, event) ? u->failure : CURLE_OK;
}

static CURLcode users_head(void *user, enum http2_head_kind kind, int status)
{
  static const char *const kinds[] = { "interim", "final", "trailer" };
  struct user *u = user;
  users_note("%s:%s %d|", u->name, kinds[kind], status);
  assert_false(u->is_in_head);
  u->is_in_head = true;
  return users_event(u, "head");
}

static CURLcode users_field(void *user, enum http2_head_kind kind, struct span name, struct span value)
{
  struct user *u = user;
  assert_true(u->is_in_head);
  if(!u->is_counted) users_note("%s:%.*s=%.*s|", u->name, SPAN_ARG(name), SPAN_ARG(value));
  return users_event(u, "field");
}

static CURLcode users_head_end(void *user, enum http2_head_kind kind)
{
  struct user *u = user;
  users_note("%s:end|", u->name);
  assert_true(u->is_in_head);
  u->is_in_head = false;
  return users_event(u, "head_end");
}

/* Pieces of a body are noted without their borders, so that bytes read one by one make the same text. */
static CURLcode users_data(void *user, struct span bytes)
{
  struct user *u = user;
  assert_true(bytes.len > 0 && !u->is_in_head);
  if(u->is_counted)
    u->bytes += bytes.len;
  else
    users_note("%.*s", SPAN_ARG(bytes));
  if(!u->keeps) http2_consume(u->http2, u->id, bytes.len);
  return users_event(u, "data");
}

static CURLcode users_upload(void *user, void *to, size_t room, size_t *got, bool *is_last)
{
  struct user *u = user;
  CURLcode code = users_event(u, "upload");
  assert_non_null(u->upload);
  if(code) return code;
  if(*u->upload == *WAITS) return CURLE_AGAIN;
  size_t len = strcspn(u->upload, WAITS);
  *got = len < room ? len : room;
  memcpy(to, u->upload, *got);
  u->upload += *got;
  *is_last = u->ends_early && !*u->upload;
  return CURLE_OK;
}

static CURLcode users_trailer(void *user, const struct field **ret, size_t *count)
{
  struct user *u = user;
  *ret = u->trailer;
  *count = u->trailer_count;
  return users_event(u, "trailer");
}

static void users_answered(void *user)
{
  struct user *u = user;
  assert_int_equal(u->ended, 0);
  u->answered++;
}

static void users_ended(void *user, enum http2_end end, uint32_t error, CURLcode cause)
{
  static const char *const ends[] = { "complete", "reset", "unprocessed" };
  struct user *u = user;
  users_note("%s:%s %s %d|", u->name, ends[end], http2_error_name(error), (int)cause);
  u->ended++;
  u->how = end;
  u->error = error;
  u->cause = cause;
}

static CURLcode users_push(void *owner, void *parent, uint32_t id, const struct field *fields, size_t count, void **ret)
{
  struct user *p = parent;
  users_pushes++;
  for(size_t i = 0; i < count; i++)
    users_note("%s>%.*s=%.*s|", p->name, SPAN_ARG(fields[i].name), SPAN_ARG(fields[i].value));
  TRY(users_event(p, "push"));
  if(!users_pushed) return CURLE_ABORTED_BY_CALLBACK + 1; /* any error but HTTP2_PUSH_ERROR */
  users_pushed->http2 = p->http2;
  users_pushed->id = id;
  *ret = users_pushed;
  users_pushed = NULL;
  return CURLE_OK;
}

static const struct http2_events users_events = { .head = users_head,
                                                  .field = users_field,
                                                  .head_end = users_head_end,
                                                  .data = users_data,
                                                  .answered = users_answered,
                                                  .upload = users_upload,
                                                  .trailer = users_trailer,
                                                  .ended = users_ended,
                                                  .push = users_push };
static const struct http2_events users_no_push = { .head = users_head,
                                                   .field = users_field,
                                                   .head_end = users_head_end,
                                                   .data = users_data,
                                                   .answered = users_answered,
                                                   .upload = users_upload,
                                                   .ended = users_ended };
static const struct http2_config users_config = {
  .events = &users_events, .stream_window = WINDOW, .connection_window = WINDOW, .takes_pushes = true, .max_streams = 10
};

static inline void users_begin(void)
{
  users_log[0] = '\0';
  users_pushed = NULL;
  users_pushes = 0;
}

#define FIELD(name, value)                  \
  {                                         \
    SPAN_LITERAL(name), SPAN_LITERAL(value) \
  }

/* A GET, or with an upload a POST. */
static inline CURLcode users_request(struct http2 *h, struct user *u)
{
  static const struct field get[] = { FIELD(":method", "GET"), FIELD(":scheme", "https"), FIELD(":authority", "a"),
                                      FIELD(":path", "/") };
  static const struct field post[] = { FIELD(":method", "POST"), FIELD(":scheme", "https"), FIELD(":authority", "a"),
                                       FIELD(":path", "/up") };
  u->http2 = h;
  return http2_request(h, u->upload ? post : get, COUNT(get), u->upload, 16, u, &u->id);
}

#endif
