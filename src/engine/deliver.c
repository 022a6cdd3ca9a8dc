#include "engine/internal.h"
#include "engine/second.h"
#include "engine/starttls.h"

/* To the program: header lines and body bytes, in the order in which they came.
 *
 * While receiving is paused they are held as records, each a `struct record` and its bytes. A callback that pauses gets
 * the piece it was called with again. Once it holds something, everything passes through the held data, so that the
 * order stands. The protocol reads nothing more while paused, so that what is held is bounded by one read.
 */

enum piece {
  PIECE_BODY,
  PIECE_FRAME, /* of a WebSocket: the same, but one may be empty */
  PIECE_HEADER,
  PIECE_HEADER_REST /* the write callback has had the line (CURLOPT_HEADER(3)), or is not to: it is left for the header
                     * callback */
};

struct record {
  size_t len;
  enum piece piece;
  struct curl_ws_frame frame; /* of PIECE_FRAME */
};

static CURLcode hold(struct transfer *t, struct span bytes, enum piece piece, const struct curl_ws_frame *frame)
{
  struct record r = { .len = bytes.len, .piece = piece };
  if(frame) r.frame = *frame;
  struct buf *b = &t->held.bytes;
  TRY(buf_reserve(b, sizeof r + bytes.len));
  TRY(buf_add(b, &r, sizeof r));
  return buf_add_span(b, bytes);
}

/* Without a callback, the data is a FILE (CURLOPT_WRITEDATA(3)). */
static size_t call(struct transfer *t, curl_write_callback fn, void *data, struct span bytes)
{
  CALLBACK_SCOPE(t->xfer.trace.guard);
  if(!fn) return fwrite(bytes.at, 1, bytes.len, data ? data : stdout);
  return fn((char *)(uintptr_t)bytes.at, 1, bytes.len, data);
}

/* CURLE_AGAIN: the callback pauses, and has taken nothing. */
static CURLcode give(struct transfer *t, curl_write_callback fn, void *data, struct span bytes, const char *what)
{
  size_t taken = call(t, fn, data, bytes);
  if(taken == bytes.len) return CURLE_OK;
  if(taken == CURL_WRITEFUNC_PAUSE) {
    t->pause |= CURLPAUSE_RECV;
    return CURLE_AGAIN;
  }
  if(taken == CURL_WRITEFUNC_ERROR)
    return trace_fail(&t->xfer.trace, CURLE_WRITE_ERROR, "The %s callback failed", what);
  return trace_fail(&t->xfer.trace, CURLE_WRITE_ERROR, "Failure writing %s, passed %zu returned %zu", what, bytes.len,
                    taken);
}

/* CURLOPT_HEADERDATA(3) without a callback of its own: the write callback, or a FILE, gets the headers. */
static CURLcode give_header(struct transfer *t, struct span line, enum piece *piece)
{
  const struct io_opts *io = t->config.io;
  if(*piece == PIECE_HEADER && io->header_in_body) {
    TRY(give(t, io->write, io->write_data, line, "output"));
    t->info.size_delivered += (curl_off_t)line.len;
    *piece = PIECE_HEADER_REST;
    if(t->pause & CURLPAUSE_RECV) return CURLE_AGAIN; /* curl_easy_pause in the callback */
  }
  if(!io->header && !io->header_data) return CURLE_OK;
  return give(t, io->header ? io->header : io->write, io->header_data, line, "header");
}

static CURLcode give_piece(struct transfer *t, struct span piece, const struct curl_ws_frame *frame)
{
  const struct io_opts *io = t->config.io;
  if(t->pause & CURLPAUSE_RECV) return CURLE_AGAIN; /* curl_easy_pause in the callback */
  t->frame = frame;
  CURLcode code = give(t, io->write, io->write_data, piece, "output");
  t->frame = NULL;
  if(!code) t->info.size_delivered += (curl_off_t)piece.len;
  return code;
}

/* `*taken` counts what a pausing callback had taken before. `frame`, where it is one, is left with the rest of it. */
static CURLcode give_body(struct transfer *t, struct span bytes, struct curl_ws_frame *frame, size_t *taken)
{
  *taken = 0;
  if(frame && !bytes.len) return give_piece(t, bytes, frame);
  while(*taken < bytes.len) {
    size_t left = bytes.len - *taken;
    struct span piece = { bytes.at + *taken, left < CURL_MAX_WRITE_SIZE ? left : CURL_MAX_WRITE_SIZE };
    curl_off_t behind = frame ? frame->bytesleft : 0;
    if(frame) frame->bytesleft += (curl_off_t)(left - piece.len), frame->len = piece.len;
    CURLcode code = give_piece(t, piece, frame);
    if(frame) frame->bytesleft = behind;
    TRY(code);
    *taken += piece.len;
    if(frame) frame->offset += (curl_off_t)piece.len;
  }
  return CURLE_OK;
}

/* Before the program hears of it: its callback may ask. */
static CURLcode keep_field(struct transfer *t, const struct xfer_header *h)
{
  if(!h->name.len) return CURLE_OK;
  CURLcode code = headers_add(&t->headers, h->name, h->value, h->origin);
  return code == CURLE_TOO_LARGE ? trace_fail(&t->xfer.trace, code, "Too many header fields in one transfer") : code;
}

static CURLcode header(struct xfer *x, const struct xfer_header *h)
{
  struct transfer *t = transfer_of(x);
  enum piece piece = h->is_dialogue ? PIECE_HEADER_REST : PIECE_HEADER;
  CURLcode code = CURLE_AGAIN;
  trace_data(&x->trace, CURLINFO_HEADER_IN, h->line);
  if(h->origin != CURLH_TRAILER && !h->is_dialogue) t->info.header_size += (long)h->line.len;
  TRY(keep_field(t, h));
  if(!(t->pause & CURLPAUSE_RECV) && !transfer_holds_data(t)) code = give_header(t, h->line, &piece);
  return code == CURLE_AGAIN ? hold(t, h->line, piece, NULL) : code;
}

static CURLcode check_size(struct transfer *t, curl_off_t size)
{
  curl_off_t most = t->config.io->max_filesize;
  if(!most || size <= most) return CURLE_OK;
  return trace_fail(&t->xfer.trace, CURLE_FILESIZE_EXCEEDED, "Maximum file size exceeded");
}

/* What of the last `len` bytes is within the limit is still given. The program may have lowered it meanwhile. */
static size_t within_limit(const struct transfer *t, size_t len)
{
  curl_off_t over = t->info.size_down - t->config.io->max_filesize;
  return (uint64_t)over < len ? len - (size_t)over : 0;
}

static void length(struct xfer *x, curl_off_t bytes)
{
  struct transfer *t = transfer_of(x);
  t->info.length_down = bytes < INT64_MAX ? bytes : -1;
  t->announced = bytes;
}

static CURLcode body_begins(struct xfer *x)
{
  struct transfer *t = transfer_of(x);
  return check_size(t, t->announced);
}

static CURLcode give_or_hold(struct transfer *t, struct span bytes, struct curl_ws_frame *frame)
{
  size_t taken = 0;
  CURLcode code = CURLE_AGAIN;
  if(!(t->pause & CURLPAUSE_RECV) && !transfer_holds_data(t)) code = give_body(t, bytes, frame, &taken);
  if(code != CURLE_AGAIN) return code;
  return hold(t, span_of(bytes.at + taken, bytes.len - taken), frame ? PIECE_FRAME : PIECE_BODY, frame);
}

static CURLcode coded(struct xfer *x, struct span bytes)
{
  struct transfer *t = transfer_of(x);
  trace_data(&x->trace, CURLINFO_DATA_IN, bytes);
  t->info.size_down += (curl_off_t)bytes.len;
  pace_count(&t->pace_in, t->config.io->max_recv_speed, t->multi->now, bytes.len);
  return check_size(t, t->info.size_down);
}

static CURLcode body(struct xfer *x, struct span bytes)
{
  struct transfer *t = transfer_of(x);
  CURLcode too_large = coded(x, bytes);
  if(too_large) bytes.len = within_limit(t, bytes.len);
  CURLcode code = give_or_hold(t, bytes, NULL);
  return too_large ? too_large : code;
}

/* A frame that is cut off would be told to be another than it is: nothing of it is given. */
static CURLcode frame(struct xfer *x, const struct curl_ws_frame *f, struct span bytes)
{
  struct curl_ws_frame rest = *f;
  TRY(coded(x, bytes));
  return give_or_hold(transfer_of(x), bytes, &rest);
}

static CURLcode decoded(struct xfer *x, struct span bytes)
{
  struct transfer *t = transfer_of(x);
  t->info.size_decoded += (curl_off_t)bytes.len;
  TRY(check_size(t, t->info.size_decoded));
  return give_or_hold(t, bytes, NULL);
}

/* Its head is written back: of a header, what is left of it; of a body's rest, the head of a record of its own. */
static CURLcode deliver_record(struct transfer *t)
{
  struct held *h = &t->held;
  struct record r;
  size_t taken = 0;
  memcpy(&r, h->bytes.at + h->done, sizeof r);
  struct span bytes = span_of(h->bytes.at + h->done + sizeof r, r.len);
  bool is_header = r.piece == PIECE_HEADER || r.piece == PIECE_HEADER_REST;
  CURLcode code = is_header ? give_header(t, bytes, &r.piece)
                            : give_body(t, bytes, r.piece == PIECE_FRAME ? &r.frame : NULL, &taken);
  if(!code) {
    h->done += sizeof r + r.len;
    return CURLE_OK;
  }
  h->done += taken;
  r.len -= taken;
  memcpy(h->bytes.at + h->done, &r, sizeof r);
  return code;
}

CURLcode transfer_deliver_held(struct transfer *t)
{
  while(transfer_holds_data(t)) {
    if(t->pause & CURLPAUSE_RECV) return CURLE_OK;
    CURLcode code = deliver_record(t);
    if(code == CURLE_AGAIN) return CURLE_OK;
    TRY(code);
  }
  if(!t->held.done) return CURLE_OK;
  buf_free(&t->held.bytes);
  t->held.done = 0;
  return CURLE_OK;
}

static CURLcode upload(struct xfer *x, void *to, size_t room, size_t *got)
{
  return upload_read(transfer_of(x), to, room, got);
}

static bool is_paused(const struct xfer *x)
{
  const struct transfer *t = transfer_of(x);
  if((t->pause & CURLPAUSE_RECV) || transfer_holds_data(t)) return true;
  return !pace_room(&t->pace_in, t->config.io->max_recv_speed, t->multi->now);
}

static size_t body_room(const struct xfer *x) { return is_paused(x) ? 0 : transfer_paced(transfer_of(x), SIZE_MAX); }

static CURLcode skip_upload(struct xfer *x, curl_off_t bytes, curl_off_t *left)
{
  return upload_skip(transfer_of(x), bytes, left);
}

static void wake(struct xfer *x) { transfer_wake(transfer_of(x)); }

static void mark(struct xfer *x, enum xfer_mark mark)
{
  struct transfer *t = transfer_of(x);
  int64_t *times[] = {
    [XFER_REQUEST_SENT] = &t->info.times.post_transfer, [XFER_FIRST_BYTE] = &t->info.times.start_transfer
  };
  if(!*times[mark]) *times[mark] = elapsed_us(t);
}

const struct xfer_ops transfer_xfer_ops = {
  .header = header,
  .length = length,
  .body_begins = body_begins,
  .body = body,
  .frame = frame,
  .coded = coded,
  .decoded = decoded,
  .upload = upload,
  .is_paused = is_paused,
  .room = body_room,
  .borrow = transfer_lend_buffer,
  .give_back = transfer_take_buffer,
  .mark = mark,
  .wake = wake,
  .push = transfer_push,
  .skip_upload = skip_upload,
  .second = &transfer_second_ops,
  .secure = &transfer_secure_ops,
};
