#include "base/mem.h"
#include "proto/http/h2_session.h"
#include "proto/http/trailer.h"

/* The sending side of a stream: the request's body, as the codec asks for it. */

static CURLcode check_given(struct h2_stream *s, size_t got)
{
  curl_off_t size = s->body.size;
  if(size < 0 || got || s->given >= size) return CURLE_OK;
  return trace_fail(&s->xfer->trace, CURLE_READ_ERROR, "The upload ended after %lld of %lld bytes", (long long)s->given,
                    (long long)size);
}

static size_t room_for_piece(const struct h2_stream *s, size_t room)
{
  curl_off_t left = s->body.size - s->given;
  return s->body.size >= 0 && left < (curl_off_t)room ? (size_t)left : room;
}

static void note_sent(struct h2_stream *s)
{
  if(s->is_sent) return;
  s->is_sent = true;
  s->xfer->ops->mark(s->xfer, XFER_REQUEST_SENT);
}

/* CURLE_AGAIN: it is paused, or ahead of its rate; the transfer's next turn asks again. */
CURLcode h2_upload(void *user, void *to, size_t room, size_t *got, bool *is_last)
{
  struct h2_stream *s = user;
  struct xfer *x = s->xfer;
  *got = 0;
  room = room_for_piece(s, room < s->request->upload_room ? room : s->request->upload_room);
  if(s->is_refused) return CURLE_AGAIN;
  if(room) {
    CURLcode code = x->ops->upload(x, to, room, got);
    s->is_deferred = s->is_news = code == CURLE_AGAIN;
    if(s->is_deferred) x->ops->wake(x);
    TRY(code);
    TRY(check_given(s, *got));
    trace_data(&x->trace, CURLINFO_DATA_OUT, span_of(to, *got));
  }
  s->given += (curl_off_t)*got;
  *s->request->request_bytes += (long)*got;
  *is_last = s->given == s->body.size;
  if(!*got || *is_last) note_sent(s);
  return CURLE_OK;
}

void h2_trailer_free(struct h2_trailer *t)
{
  if(!t) return;
  http2_fields_free(&t->fields);
  buf_free(&t->text);
  mem_free(t);
}

CURLcode h2_trailer(void *user, const struct field **ret, size_t *count)
{
  struct h2_stream *s = user;
  *count = 0;
  if(!http_rare(s->request->http)->trailer) return CURLE_OK;
  h2_trailer_free(s->trailer);
  struct h2_trailer *t = s->trailer = mem_zalloc(sizeof *t);
  if(!t) return CURLE_OUT_OF_MEMORY;
  t->text = BUF_INIT(HTTP_HEAD_MAX);
  TRY(http_trailer_write_fields(&t->text, s->request->http, &s->xfer->trace));
  TRY(http2_trailer_fields_of(&t->fields, &t->text));
  *ret = t->fields.at;
  *count = t->fields.count;
  return CURLE_OK;
}
