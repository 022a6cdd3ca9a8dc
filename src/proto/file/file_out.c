#include "proto/file/file_out.h"

/* How many pieces a turn writes before others have theirs. */
#define PIECES_PER_TURN 16

/* To go on at the end of what is there (CURLOPT_RESUME_FROM(3) with -1) is to leave out as much of the upload. */
static CURLcode pass_by(struct file_out *out, const struct proto_request *r, struct xfer *x)
{
  if(r->opts->resume_from >= 0 || out->file.size <= 0) return CURLE_OK;
  CURLcode code = x->ops->skip_upload(x, out->file.size, &out->left);
  if(code != CURLE_PARTIAL_FILE) return code;
  trace_text(&x->trace, "The file has all of it already");
  out->left = 0;
  return CURLE_OK;
}

CURLcode file_out_open(struct file_out *out, const char *path, const struct proto_request *r, struct xfer *x)
{
  const struct request_opts *o = r->opts;
  CURLcode code = local_file_create(&out->file, path, o->new_file_perms, o->appends || o->resume_from);
  if(code == CURLE_WRITE_ERROR) return trace_fail(&x->trace, code, "Cannot open %s for writing", path);
  TRY(code);
  out->left = r->upload_size;
  TRY(pass_by(out, r, x));
  out->has_given_all = !out->left;
  return CURLE_OK;
}

static CURLcode note_given(struct file_out *out, struct xfer *x, size_t got)
{
  if(!got && out->left > 0)
    return trace_fail(&x->trace, CURLE_READ_ERROR, "The upload ended with %lld bytes missing", (long long)out->left);
  if(out->left > 0) out->left -= (curl_off_t)got;
  out->has_given_all = !got || !out->left;
  out->bytes.len = got;
  out->written = 0;
  return CURLE_OK;
}

/* CURLE_AGAIN: the source is paused. */
static CURLcode ask(struct file_out *out, const struct proto_request *r, struct xfer *x)
{
  bool is_last = out->left >= 0 && (uint64_t)out->left < r->upload_room;
  size_t room = is_last ? (size_t)out->left : r->upload_room, got = 0;
  buf_reset(&out->bytes);
  TRY(buf_reserve(&out->bytes, room));
  TRY(x->ops->upload(x, out->bytes.at, room, &got));
  return note_given(out, x, got);
}

static CURLcode fail_write(struct xfer *x)
{
  return trace_fail(&x->trace, CURLE_WRITE_ERROR, "Writing to the file has failed");
}

static CURLcode write_some(struct file_out *out, struct xfer *x)
{
  size_t n;
  struct span rest = span_of(out->bytes.at + out->written, out->bytes.len - out->written);
  CURLcode code = local_file_write(&out->file, rest.at, rest.len, &n);
  if(code == CURLE_WRITE_ERROR) return fail_write(x);
  TRY(code);
  trace_data(&x->trace, CURLINFO_DATA_OUT, span_of(rest.at, n));
  out->written += n;
  return CURLE_OK;
}

/* Some file systems tell only here that there was no room. */
static CURLcode finish(struct file_out *out, struct xfer *x)
{
  if(local_file_close(&out->file)) return fail_write(x);
  out->is_over = true;
  x->ops->mark(x, XFER_REQUEST_SENT);
  return CURLE_OK;
}

CURLcode file_out_run(struct file_out *out, const struct proto_request *r, struct xfer *x, bool *more, bool *waits)
{
  for(int i = 0; !out->is_over; i++) {
    *more = i == PIECES_PER_TURN;
    if(*more) return CURLE_AGAIN;
    CURLcode code;
    if(out->written < out->bytes.len) {
      code = write_some(out, x);
      *waits = code == CURLE_AGAIN;
    } else {
      code = out->has_given_all ? finish(out, x) : ask(out, r, x);
    }
    TRY(code);
  }
  return CURLE_OK;
}

void file_out_close(struct file_out *out)
{
  (void)local_file_close(&out->file);
  buf_free(&out->bytes);
}
