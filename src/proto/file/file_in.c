#include "proto/file/file_in.h"
#include "codec/date/date.h"

/* How often a turn reads before others have theirs. */
#define READS_PER_TURN 4
#define LINE_ROOM      64

/* ---- what is wanted of it ---- */

static CURLcode fail_resume(struct trace *t)
{
  return trace_fail(t, CURLE_BAD_DOWNLOAD_RESUME, "The file ends before the range begins");
}

static CURLcode choose_part(struct file_in *in, const struct request_opts *o, struct trace *t)
{
  struct byte_range wanted;
  curl_off_t size = in->file.size;
  if(!request_range(o, &wanted)) return trace_fail(t, CURLE_RANGE_ERROR, "The range is none: %.100s", o->range);
  if(wanted.from < 0) wanted.from = size < 0 ? -1 : size + wanted.from;
  if(wanted.from < 0 || (size >= 0 && wanted.from > size)) return fail_resume(t);
  in->left = size < 0 ? -1 : size - wanted.from;
  if(wanted.count >= 0 && (size < 0 || wanted.count < in->left)) in->left = wanted.count;
  if(size < 0)
    in->skip = wanted.from;
  else if(wanted.from && local_file_seek(&in->file, wanted.from))
    return fail_resume(t);
  return CURLE_OK;
}

/* ---- its head ---- */

static CURLcode tell_field(struct xfer *x, const char *name, const char *value)
{
  char line[LINE_ROOM];
  int len = snprintf(line, sizeof line, "%s: %s\r\n", name, value);
  size_t name_len = strlen(name);
  const struct xfer_header h = {
    .line = span_of(line, (size_t)len),
    .name = span_of(line, name_len),
    .value = span_of(line + name_len + 2, strlen(value)),
    .origin = CURLH_HEADER,
  };
  return x->ops->header(x, &h);
}

static CURLcode tell_head(const struct file_in *in, struct xfer *x)
{
  char size[LINE_ROOM / 2], date[DATE_HTTP_ROOM];
  const struct xfer_header last = { .line = span_text("\r\n"), .origin = CURLH_HEADER };
  if(in->file.size >= 0) {
    snprintf(size, sizeof size, "%lld", (long long)in->file.size);
    TRY(tell_field(x, "Content-Length", size));
    TRY(tell_field(x, "Accept-ranges", "bytes"));
  }
  if(date_write_http(in->file.modified_s, date)) TRY(tell_field(x, "Last-Modified", date));
  x->ops->length(x, in->left);
  return x->ops->header(x, &last);
}

static CURLcode open_file(struct file_in *in, const char *path, struct trace *t)
{
  CURLcode code = local_file_open(&in->file, path);
  if(!code || code == CURLE_OUT_OF_MEMORY) return code;
  return trace_fail(t, CURLE_FILE_COULDNT_READ_FILE, "Could not open file %s", path);
}

CURLcode file_in_open(struct file_in *in, const char *path, const struct proto_request *r, struct xfer *x)
{
  bool is_head = r->opts->kind == REQUEST_HEAD;
  TRY(open_file(in, path, &x->trace));
  r->result->filetime = in->file.modified_s;
  r->result->is_unmet = !request_meets_condition(r->opts, in->file.modified_s);
  in->is_over = is_head || r->result->is_unmet;
  if(r->result->is_unmet) {
    trace_text(&x->trace, "The time condition is not met: nothing is transferred");
    return CURLE_OK;
  }
  in->left = in->file.size;
  if(!is_head) TRY(choose_part(in, r->opts, &x->trace));
  x->ops->mark(x, XFER_REQUEST_SENT);
  x->ops->mark(x, XFER_FIRST_BYTE);
  TRY(tell_head(in, x));
  if(is_head) return CURLE_OK;
  in->is_over = !in->left;
  return x->ops->body_begins(x);
}

/* ---- its bytes ---- */

static size_t smaller(curl_off_t wanted, size_t room)
{
  return wanted >= 0 && (uint64_t)wanted < room ? (size_t)wanted : room;
}

static CURLcode take(struct file_in *in, struct xfer *x, struct span bytes)
{
  size_t passed = smaller(in->skip, bytes.len);
  in->skip -= (curl_off_t)passed;
  bytes = span_of(bytes.at + passed, bytes.len - passed);
  bytes.len = smaller(in->left, bytes.len);
  if(in->left >= 0) in->left -= (curl_off_t)bytes.len;
  in->is_over = !in->left;
  return bytes.len ? x->ops->body(x, bytes) : CURLE_OK;
}

/* Of one whose size nobody knew, fewer bytes than the range allows are as good. */
static CURLcode end(struct file_in *in, struct trace *t)
{
  if(in->skip) return fail_resume(t);
  if(in->file.size >= 0)
    return trace_fail(t, CURLE_PARTIAL_FILE, "The file ended with %lld bytes missing", (long long)in->left);
  in->is_over = true;
  return CURLE_OK;
}

static CURLcode read_into(struct file_in *in, struct xfer *x, void *buffer, size_t room, size_t *got)
{
  CURLcode code = local_file_read(&in->file, buffer, in->skip ? room : smaller(in->left, room), got);
  if(code == CURLE_READ_ERROR)
    return trace_fail(&x->trace, CURLE_FILE_COULDNT_READ_FILE, "Reading the file has failed");
  TRY(code);
  return *got ? take(in, x, span_of(buffer, *got)) : end(in, &x->trace);
}

static CURLcode read_once(struct file_in *in, struct xfer *x)
{
  size_t room, got = 0;
  void *buffer = x->ops->borrow(x, &room);
  if(!buffer) return CURLE_OUT_OF_MEMORY;
  CURLcode code = read_into(in, x, buffer, room, &got);
  x->ops->give_back(x, buffer, got);
  return code;
}

CURLcode file_in_run(struct file_in *in, struct xfer *x, bool *more, bool *waits)
{
  for(int i = 0; !in->is_over; i++) {
    if(x->ops->is_paused(x)) return CURLE_AGAIN;
    *more = i == READS_PER_TURN;
    if(*more) return CURLE_AGAIN;
    CURLcode code = read_once(in, x);
    *waits = code == CURLE_AGAIN;
    TRY(code);
  }
  return CURLE_OK;
}

void file_in_close(struct file_in *in) { (void)local_file_close(&in->file); }
