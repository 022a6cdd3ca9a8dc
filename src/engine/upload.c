#include "engine/internal.h"

/* The body of a request: the program's POST data in memory, or its read callback. */

#define SKIP_MAX     (16 * 1024)
#define ROOM_DEFAULT (64 * 1024)

static bool is_in_memory(const struct transfer *t)
{
  return t->config.http->kind == HTTP_POST && t->config.http->post_data;
}

/* Of the whole source, of which a resumed upload leaves out the beginning. */
static curl_off_t size_of_source(const struct http_opts *o)
{
  if(o->kind == HTTP_PUT) return o->upload_size;
  if(o->post_data && o->post_size < 0) return (curl_off_t)strlen(o->post_data);
  return o->post_size;
}

static FILE *file_of(const struct io_opts *io) { return io->read_data ? io->read_data : stdin; }

/* Where reading fails, the end of the file is not the end of the upload. */
static CURLcode read_file(struct transfer *t, void *to, size_t room, size_t *got)
{
  FILE *file = file_of(t->config.io);
  *got = fread(to, 1, room, file);
  if(*got || !ferror(file)) return CURLE_OK;
  return trace_fail(&t->xfer.trace, CURLE_READ_ERROR, "Failure reading the file to be sent");
}

static size_t call_read(struct transfer *t, void *to, size_t room)
{
  const struct io_opts *io = t->config.io;
  CALLBACK_SCOPE(t->xfer.trace.guard);
  return io->read(to, 1, room, io->read_data);
}

static CURLcode read_source(struct transfer *t, void *to, size_t room, size_t *got)
{
  if(!t->config.io->read) return read_file(t, to, room, got);
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

/* A file's position 0 may be anywhere in it, where the program has read from it before: back is as far as it was read. */
static int seek_file(const struct transfer *t, curl_off_t to)
{
  bool failed = fseeko(file_of(t->config.io), (off_t)(to - t->source_at), t->source_at ? SEEK_CUR : SEEK_SET);
  return failed ? CURL_SEEKFUNC_CANTSEEK : CURL_SEEKFUNC_OK;
}

static int call_seek(struct transfer *t, curl_off_t to)
{
  const struct io_opts *io = t->config.io;
  bool restarts = io->ioctl && to < t->source_at; /* CURLOPT_IOCTLFUNCTION(3) can only do that */
  if(!io->seek) return io->read || restarts ? CURL_SEEKFUNC_CANTSEEK : seek_file(t, to);
  CALLBACK_SCOPE(t->xfer.trace.guard);
  return io->seek(io->seek_data, to, SEEK_SET);
}

static CURLcode fail_rewind(struct transfer *t)
{
  return trace_fail(&t->xfer.trace, CURLE_SEND_FAIL_REWIND, "necessary data rewind was not possible");
}

static CURLcode restart_source(struct transfer *t)
{
  const struct io_opts *io = t->config.io;
  if(!io->ioctl || io->seek) return fail_rewind(t);
  CALLBACK_SCOPE(t->xfer.trace.guard);
  if(io->ioctl(t->config.handle, CURLIOCMD_RESTARTREAD, io->ioctl_data) != CURLIOE_OK) return fail_rewind(t);
  t->source_at = 0;
  return CURLE_OK;
}

/* A source that cannot seek is read up to where the upload goes on. Nobody could be told of a pause. */
static CURLcode skip_source(struct transfer *t, curl_off_t to)
{
  uint8_t waste[SKIP_MAX];
  while(t->source_at < to) {
    curl_off_t left = to - t->source_at;
    size_t got = 0, want = left < (curl_off_t)sizeof waste ? (size_t)left : sizeof waste;
    CURLcode code = read_source(t, waste, want, &got);
    if(code == CURLE_AGAIN) t->pause &= ~CURLPAUSE_SEND;
    if(code && code != CURLE_AGAIN) return code;
    if(!got)
      return trace_fail(&t->xfer.trace, CURLE_READ_ERROR, "Could only read %lld bytes from the input",
                        (long long)t->source_at);
    t->source_at += (curl_off_t)got;
  }
  return CURLE_OK;
}

static CURLcode move_source(struct transfer *t, curl_off_t to)
{
  bool is_back = to < t->source_at;
  if(to == t->source_at) return CURLE_OK;
  int answer = is_in_memory(t) ? CURL_SEEKFUNC_OK : call_seek(t, to);
  if(answer == CURL_SEEKFUNC_OK) {
    t->source_at = to;
    return CURLE_OK;
  }
  if(answer != CURL_SEEKFUNC_CANTSEEK)
    return is_back ? fail_rewind(t) : trace_fail(&t->xfer.trace, CURLE_READ_ERROR, "Could not seek stream");
  if(is_back) TRY(restart_source(t));
  return skip_source(t, to);
}

/* What the protocol is told that it will get. */
static curl_off_t size_of_body(const struct transfer *t, curl_off_t from)
{
  if(t->source_size < 0) return -1;
  if(!t->config.io->crlf) return t->source_size - from;
  if(!is_in_memory(t)) return -1; /* how many line ends there are is known when they are read */
  struct span text = span_of(t->config.http->post_data + from, (size_t)(t->source_size - from));
  return (curl_off_t)crlf_converted_size(text);
}

static CURLcode begin_source(struct transfer *t, curl_off_t from)
{
  t->source_size = size_of_source(t->config.http);
  if(from && t->source_size >= 0 && t->source_size <= from)
    return trace_fail(&t->xfer.trace, CURLE_PARTIAL_FILE, "File already completely uploaded");
  t->request.upload_size = size_of_body(t, from);
  t->crlf = (struct crlf){ 0 };
  return move_source(t, from);
}

/* The source has been asked before where the same request is sent again. */
CURLcode upload_begin(struct transfer *t)
{
  const struct http_opts *o = t->config.http;
  t->request.has_upload = o->kind == HTTP_POST || o->kind == HTTP_PUT;
  t->request.upload_size = -1;
  if(t->is_again)
    t->info.size_up -= t->uploaded;
  else
    t->source_at = 0;
  t->uploaded = 0;
  if(t->request.has_upload) TRY(begin_source(t, o->kind == HTTP_PUT && o->resume_from > 0 ? o->resume_from : 0));
  t->info.length_up = t->request.has_upload ? t->request.upload_size : 0;
  return CURLE_OK;
}

size_t upload_room(const struct transfer *t)
{
  long wished = t->config.io->upload_buffer_size;
  return wished > 0 ? (size_t)wished : ROOM_DEFAULT;
}

static CURLcode read_plain(struct transfer *t, void *to, size_t room, size_t *got)
{
  if(is_in_memory(t)) {
    curl_off_t left = t->source_size - t->source_at;
    *got = left < (curl_off_t)room ? (size_t)left : room;
    memcpy(to, t->config.http->post_data + t->source_at, *got);
  } else {
    TRY(read_source(t, to, room, got));
  }
  t->source_at += (curl_off_t)*got;
  return CURLE_OK;
}

static CURLcode read_with_crlf(struct transfer *t, uint8_t *to, size_t room, size_t *got)
{
  size_t part = crlf_part(room);
  uint8_t *text = to + room - part;
  if(t->crlf.owes_lf) {
    *to = '\n';
    t->crlf.owes_lf = false;
    *got = 1;
    return CURLE_OK;
  }
  TRY(read_plain(t, text, part, got));
  *got = crlf_convert(&t->crlf, span_of(text, *got), to, room);
  return CURLE_OK;
}

CURLcode upload_read(struct transfer *t, void *to, size_t room, size_t *got)
{
  const struct io_opts *io = t->config.io;
  size_t most = pace_room(&t->pace_out, io->max_send_speed, t->multi->now);
  if((t->pause & CURLPAUSE_SEND) || !most) return CURLE_AGAIN;
  if(most < room) room = most;
  TRY(io->crlf ? read_with_crlf(t, to, room, got) : read_plain(t, to, room, got));
  pace_count(&t->pace_out, io->max_send_speed, t->multi->now, *got);
  t->uploaded += (curl_off_t)*got;
  t->info.size_up += (curl_off_t)*got;
  return CURLE_OK;
}

bool upload_can_rewind(const struct transfer *t)
{
  const struct io_opts *io = t->config.io;
  return !t->request.has_upload || is_in_memory(t) || io->seek || io->ioctl || !io->read;
}
