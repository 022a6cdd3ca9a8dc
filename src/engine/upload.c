#include "engine/upload.h"
#include "engine/internal.h"

/* The body of a request, from one of its sources: memory, the program's read callback or FILE, a MIME tree. */

#define SKIP_MAX     (16 * 1024)
#define ROOM_DEFAULT (64 * 1024)

CURLcode upload_fail_rewind(struct transfer *t)
{
  return trace_fail(&t->xfer.trace, CURLE_SEND_FAIL_REWIND, "necessary data rewind was not possible");
}

CURLcode upload_fail_abort(struct transfer *t)
{
  return trace_fail(&t->xfer.trace, CURLE_ABORTED_BY_CALLBACK, "operation aborted by callback");
}

/* ---- memory ---- */

static CURLcode begin_memory(struct transfer *t)
{
  const struct http_opts *o = t->config.http;
  t->post_data = o->post_data;
  t->source_size = o->post_size < 0 ? (curl_off_t)strlen(o->post_data) : o->post_size;
  t->source_at = 0;
  return CURLE_OK;
}

static CURLcode read_memory(struct transfer *t, void *to, size_t room, size_t *got)
{
  curl_off_t left = t->source_size - t->source_at;
  *got = left < (curl_off_t)room ? (size_t)left : room;
  memcpy(to, t->post_data + t->source_at, *got);
  return CURLE_OK;
}

static bool always(const struct transfer *t) { return true; }

static const struct body_source from_memory = { .begin = begin_memory, .read = read_memory, .can_rewind = always };

/* ---- nothing ---- */

static CURLcode begin_nothing(struct transfer *t)
{
  t->source_size = t->source_at = 0;
  return CURLE_OK;
}

static CURLcode read_nothing(struct transfer *t, void *to, size_t room, size_t *got)
{
  *got = 0;
  return CURLE_OK;
}

static const struct body_source from_nothing = { .begin = begin_nothing, .read = read_nothing, .can_rewind = always };

/* ---- the program's read callback or FILE ---- */

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
  if(n == CURL_READFUNC_ABORT) return upload_fail_abort(t);
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

static CURLcode restart_source(struct transfer *t)
{
  const struct io_opts *io = t->config.io;
  if(!io->ioctl || io->seek) return upload_fail_rewind(t);
  CALLBACK_SCOPE(t->xfer.trace.guard);
  if(io->ioctl(t->config.handle, CURLIOCMD_RESTARTREAD, io->ioctl_data) != CURLIOE_OK) return upload_fail_rewind(t);
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
  int answer = call_seek(t, to);
  if(answer == CURL_SEEKFUNC_OK) {
    t->source_at = to;
    return CURLE_OK;
  }
  if(answer != CURL_SEEKFUNC_CANTSEEK)
    return is_back ? upload_fail_rewind(t) : trace_fail(&t->xfer.trace, CURLE_READ_ERROR, "Could not seek stream");
  if(is_back) TRY(restart_source(t));
  return skip_source(t, to);
}

/* A resumed upload leaves out the beginning, or all there is. */
static CURLcode begin_callback(struct transfer *t)
{
  const struct request_opts *o = t->config.request;
  bool is_put = t->hop.kind == REQUEST_PUT;
  curl_off_t from = is_put && o->resume_from > 0 && !t->proto->skips_upload ? o->resume_from : 0;
  t->source_size = is_put ? o->upload_size : t->config.http->post_size;
  return move_source(t, t->source_size >= 0 && t->source_size < from ? t->source_size : from);
}

static bool can_rewind_callback(const struct transfer *t)
{
  const struct io_opts *io = t->config.io;
  return io->seek || io->ioctl || !io->read;
}

static const struct body_source from_callback = { .begin = begin_callback,
                                                  .read = read_source,
                                                  .can_rewind = can_rewind_callback };

/* ---- the same, for a protocol that is_duplex ---- */

/* It has no size. It was read before only where a request of another protocol has led here. */
static CURLcode begin_stream(struct transfer *t)
{
  t->source_size = -1;
  return move_source(t, 0);
}

static const struct body_source from_stream = { .begin = begin_stream,
                                                .read = read_source,
                                                .can_rewind = can_rewind_callback };

/* ---- any ---- */

/* NULL: there is nothing to upload. */
static const struct body_source *choose_source(const struct transfer *t)
{
  const struct http_opts *o = t->config.http;
  if(t->proto->is_duplex) return t->config.request->kind == REQUEST_PUT ? &from_stream : NULL;
  switch(t->hop.kind) {
  case REQUEST_POST:
    return o->post_data ? &from_memory : &from_callback;
  case REQUEST_PUT:
    return &from_callback;
  case REQUEST_MIME:
    return o->mime ? &upload_from_mime : &from_nothing;
  case REQUEST_GET:
  case REQUEST_HEAD:
    break;
  }
  return NULL;
}

/* What the protocol is told that it will get. */
static curl_off_t size_of_body(const struct transfer *t)
{
  if(t->source_size < 0) return -1;
  if(!t->config.io->crlf) return t->source_size - t->source_at;
  if(t->source != &from_memory) return -1; /* how many line ends there are is known when they are read */
  return (curl_off_t)crlf_converted_size(span_of(t->post_data, (size_t)t->source_size));
}

/* The source has been asked before where the same request is sent again. */
CURLcode upload_begin(struct transfer *t)
{
  const struct body_source *source = choose_source(t);
  if(source != t->source) upload_end(t);
  t->source = source;
  t->post_data = NULL;
  t->request.has_upload = t->source;
  t->request.upload_size = -1;
  if(t->is_again)
    t->info.size_up -= t->uploaded;
  else
    t->source_at = 0;
  t->uploaded = 0;
  t->crlf = (struct crlf){ 0 };
  if(t->source) {
    TRY(t->source->begin(t));
    t->request.upload_size = size_of_body(t);
  }
  t->info.length_up = t->source ? t->request.upload_size : 0;
  return CURLE_OK;
}

CURLcode upload_skip(struct transfer *t, curl_off_t bytes, curl_off_t *left)
{
  if(t->source_size >= 0 && bytes >= t->source_size - t->source_at) return CURLE_PARTIAL_FILE;
  TRY(move_source(t, t->source_at + bytes));
  *left = t->request.upload_size = t->info.length_up = size_of_body(t);
  return CURLE_OK;
}

size_t upload_room(const struct transfer *t)
{
  long wished = t->config.io->upload_buffer_size;
  return wished > 0 ? (size_t)wished : ROOM_DEFAULT;
}

static CURLcode read_plain(struct transfer *t, void *to, size_t room, size_t *got)
{
  TRY(t->source->read(t, to, room, got));
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

bool upload_is_rewindable(const struct transfer *t) { return !t->source || t->source->can_rewind(t); }

void upload_end(struct transfer *t)
{
  if(t->source && t->source->end) t->source->end(t);
}
