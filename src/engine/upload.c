#include "engine/internal.h"

/* The body of a request: the program's POST data in memory, or its read callback. */

#define SKIP_MAX (16 * 1024)

static bool is_in_memory(const struct transfer *t)
{
  return t->config.http->kind == HTTP_POST && t->config.http->post_data;
}

static curl_off_t size_of_body(const struct http_opts *o)
{
  curl_off_t skipped = o->resume_from > 0 ? o->resume_from : 0;
  if(o->kind == HTTP_PUT) return o->upload_size < 0 ? -1 : o->upload_size - skipped;
  if(o->post_data && o->post_size < 0) return (curl_off_t)strlen(o->post_data);
  return o->post_size;
}

static size_t call_read(struct transfer *t, void *to, size_t room)
{
  const struct io_opts *io = t->config.io;
  if(!io->read) return fread(to, 1, room, io->read_data ? io->read_data : stdin);
  CALLBACK_SCOPE(t->xfer.trace.guard);
  return io->read(to, 1, room, io->read_data);
}

static CURLcode read_source(struct transfer *t, void *to, size_t room, size_t *got)
{
  size_t n = call_read(t, to, room);
  if(n == CURL_READFUNC_ABORT)
    return trace_fail(&t->xfer.trace, CURLE_ABORTED_BY_CALLBACK, "operation aborted by callback");
  if(n == CURL_READFUNC_PAUSE) {
    t->pause |= CURLPAUSE_SEND;
    return CURLE_AGAIN;
  }
  if(n > room) return trace_fail(&t->xfer.trace, CURLE_READ_ERROR, "read function returned funny value");
  trace_detail(&t->xfer.trace, TRACE_READ, "%zu of at most %zu bytes from the source", n, room);
  *got = n;
  return CURLE_OK;
}

static bool seek_source(struct transfer *t, curl_off_t to)
{
  const struct io_opts *io = t->config.io;
  if(!io->seek) return !io->read && !fseeko(io->read_data ? io->read_data : stdin, (off_t)to, SEEK_SET);
  CALLBACK_SCOPE(t->xfer.trace.guard);
  return io->seek(io->seek_data, to, SEEK_SET) == CURL_SEEKFUNC_OK;
}

/* A source that cannot seek is read up to where the upload goes on. */
static CURLcode skip_resumed(struct transfer *t, curl_off_t left)
{
  uint8_t waste[SKIP_MAX];
  while(left > 0) {
    size_t got = 0, want = left < (curl_off_t)sizeof waste ? (size_t)left : sizeof waste;
    TRY(read_source(t, waste, want, &got));
    if(!got)
      return trace_fail(&t->xfer.trace, CURLE_READ_ERROR, "Could only read %lld bytes from the input",
                        (long long)(t->config.http->resume_from - left));
    left -= (curl_off_t)got;
  }
  return CURLE_OK;
}

CURLcode upload_begin(struct transfer *t)
{
  const struct http_opts *o = t->config.http;
  t->request.has_upload = o->kind == HTTP_POST || o->kind == HTTP_PUT;
  t->request.upload_size = t->request.has_upload ? size_of_body(o) : -1;
  t->info.length_up = t->request.has_upload ? t->request.upload_size : 0;
  if(t->is_again) TRY(upload_rewind(t));
  t->uploaded = 0;
  if(o->kind != HTTP_PUT || o->resume_from <= 0 || seek_source(t, o->resume_from)) return CURLE_OK;
  if(o->upload_size >= 0 && o->upload_size < o->resume_from)
    return trace_fail(&t->xfer.trace, CURLE_PARTIAL_FILE, "File already completely uploaded");
  return skip_resumed(t, o->resume_from);
}

CURLcode upload_read(struct transfer *t, void *to, size_t room, size_t *got)
{
  curl_off_t rate = t->config.io->max_send_speed;
  size_t most = pace_room(&t->pace_out, rate, t->multi->now);
  if((t->pause & CURLPAUSE_SEND) || !most) return CURLE_AGAIN;
  if(most < room) room = most;
  if(is_in_memory(t)) {
    curl_off_t left = t->request.upload_size - t->uploaded;
    *got = left < (curl_off_t)room ? (size_t)left : room;
    memcpy(to, t->config.http->post_data + t->uploaded, *got);
  } else {
    TRY(read_source(t, to, room, got));
  }
  pace_count(&t->pace_out, rate, t->multi->now, *got);
  t->uploaded += (curl_off_t)*got;
  t->info.size_up += (curl_off_t)*got;
  return CURLE_OK;
}

bool upload_can_rewind(const struct transfer *t)
{
  return !t->request.has_upload || is_in_memory(t) || !t->uploaded || t->config.io->seek || !t->config.io->read;
}

CURLcode upload_rewind(struct transfer *t)
{
  t->info.size_up -= t->uploaded;
  if(!t->request.has_upload || is_in_memory(t) || !t->uploaded || seek_source(t, 0)) return CURLE_OK;
  return trace_fail(&t->xfer.trace, CURLE_SEND_FAIL_REWIND, "necessary data rewind was not possible");
}
