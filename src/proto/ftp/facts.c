#include "proto/ftp/facts.h"
#include "base/str.h"
#include "codec/date/date.h"
#include "codec/ftp/text.h"
#include "proto/ftp/walk.h"

#define REPLY_FACT    213
#define REPLY_NO_FILE 550
#define REPLY_GOES_ON 350
#define LINE_ROOM     64 /* bytes */

/* Who wants no body is told as a head of HTTP would tell it, in the body, too. */
static CURLcode tell_line(struct ftp_session *s, const char *line)
{
  const struct xfer_header h = { .line = span_text(line), .origin = CURLH_HEADER, .is_dialogue = true };
  TRY(s->xfer->ops->body(s->xfer, h.line));
  return s->xfer->ops->header(s->xfer, &h);
}

/* ---- the time ---- */

static bool wants_time(const struct ftp_session *s)
{
  const struct request_opts *o = s->request->opts;
  return s->job.path.file && (o->wants_filetime || o->time_condition != CURL_TIMECOND_NONE);
}

CURLcode ftp_begin_mdtm(struct ftp_session *s)
{
  return wants_time(s) ? ftp_say(s, "MDTM", s->job.path.file) : ftp_go(s, FTP_OPEN);
}

static CURLcode tell_time(struct ftp_session *s)
{
  char date[DATE_HTTP_ROOM], line[LINE_ROOM];
  if(!s->request->opts->wants_filetime || !ftp_has_no_body(s)) return CURLE_OK;
  if(!date_write_http(s->request->result->filetime, date)) return CURLE_OK;
  snprintf(line, sizeof line, "Last-Modified: %s\r\n", date);
  return tell_line(s, line);
}

CURLcode ftp_reply_mdtm(struct ftp_session *s, const struct ftp_answer *a)
{
  int64_t time = 0; /* not known */
  if(a->code == REPLY_FACT && date_parse_digits(a->text, &time)) {
    s->request->result->filetime = time;
    TRY(tell_time(s));
  }
  if(request_meets_condition(s->request->opts, time)) return ftp_go(s, FTP_OPEN);
  trace_text(ftp_trace(s), "The time condition is not met: nothing is transferred");
  s->request->result->is_unmet = true;
  return ftp_go(s, FTP_OVER);
}

/* ---- how data is told ---- */

/* For a listing without a body there is nothing to ask. */
CURLcode ftp_begin_open(struct ftp_session *s)
{
  if(ftp_has_no_body(s)) return s->job.is_list ? ftp_go_quote(s, FTP_POSTQUOTE) : ftp_go(s, FTP_TYPE);
  if(s->request->ftp->port) return ftp_go(s, FTP_LISTEN);
  return ftp_go(s, FTP_PRET);
}

static char wanted_type(const struct ftp_session *s)
{
  if(s->job.is_list) return 'A';
  if(s->job.path.type) return s->job.path.type;
  return s->request->opts->in_ascii ? 'A' : 'I';
}

CURLcode ftp_begin_type(struct ftp_session *s)
{
  const char type[] = { wanted_type(s), '\0' };
  if(s->server.type == *type) return ftp_go_quote(s, FTP_PREQUOTE);
  s->server.type = '\0';
  return ftp_say(s, "TYPE", type);
}

CURLcode ftp_reply_type(struct ftp_session *s, const struct ftp_answer *a)
{
  if(!ftp_is_done(a->code))
    return ftp_refuse(s, CURLE_FTP_COULDNT_SET_TYPE, "Could not set desired mode: %03d", a->code);
  s->server.type = wanted_type(s);
  return ftp_go_quote(s, FTP_PREQUOTE);
}

/* ---- the size ---- */

/* In ASCII a size says nothing of what comes. */
static bool wants_size(const struct ftp_session *s)
{
  const struct request_opts *o = s->request->opts;
  if(ftp_uploads(s)) return o->resume_from < 0;
  if(ftp_has_no_body(s)) return true;
  if(s->job.wildcard && s->job.size >= 0) return false; /* the list has told it */
  return !s->job.is_list && s->server.type == 'I' && (!o->ignores_length || s->job.range.from < 0);
}

CURLcode ftp_begin_size(struct ftp_session *s)
{
  bool is_download = !ftp_uploads(s) && !s->job.is_list && !ftp_has_no_body(s);
  s->job.range = (struct byte_range){ .count = -1 };
  if(is_download && !request_range(s->request->opts, &s->job.range))
    return ftp_refuse(s, CURLE_RANGE_ERROR, "The range is none: %s", s->request->opts->range);
  return wants_size(s) ? ftp_say(s, "SIZE", s->job.path.file) : ftp_go(s, FTP_REST);
}

static CURLcode tell_size(struct ftp_session *s)
{
  char line[LINE_ROOM];
  s->xfer->ops->length(s->xfer, s->job.size);
  if(s->job.size < 0) return CURLE_OK;
  snprintf(line, sizeof line, "Content-Length: %lld\r\n", (long long)s->job.size);
  return tell_line(s, line);
}

CURLcode ftp_reply_size(struct ftp_session *s, const struct ftp_answer *a)
{
  if(a->code == REPLY_NO_FILE && !ftp_uploads(s))
    return ftp_refuse(s, CURLE_REMOTE_FILE_NOT_FOUND, "The file does not exist");
  if(a->code != REPLY_FACT || !ftp_read_size(a->text, &s->job.size)) s->job.size = -1;
  if(ftp_has_no_body(s)) TRY(tell_size(s));
  return ftp_go(s, FTP_REST);
}

/* ---- the place in the file ---- */

/* What is left of the file from where on it is wanted. */
static CURLcode find_place(struct ftp_session *s)
{
  struct byte_range *range = &s->job.range;
  curl_off_t size = s->job.size;
  if(range->from < 0 && size < 0)
    return ftp_refuse(s, CURLE_FTP_COULDNT_USE_REST, "The end of a file is wanted whose size is not known");
  curl_off_t from = range->from < 0 ? size + range->from : range->from;
  if(from < 0 || (size >= 0 && from > size))
    return ftp_refuse(s, CURLE_BAD_DOWNLOAD_RESUME, "Offset (%lld) was beyond file size (%lld)", (long long)range->from,
                      (long long)size);
  range->from = from;
  s->job.length = size < 0 ? -1 : size - from;
  if(range->count >= 0 && (size < 0 || range->count <= s->job.length)) s->job.length = range->count;
  s->job.is_cut = range->count >= 0;
  return CURLE_OK;
}

static CURLcode begin_download(struct ftp_session *s)
{
  if(s->job.is_list) return ftp_go(s, FTP_START);
  bool is_resumed = s->job.range.from;
  TRY(find_place(s));
  if(is_resumed && !s->job.length) {
    trace_text(ftp_trace(s), "File already completely downloaded");
    return ftp_go_quote(s, FTP_POSTQUOTE);
  }
  if(!s->job.range.from) return ftp_go(s, FTP_START);
  char offset[STR_U64_ROOM];
  *str_put_u64(offset, (uint64_t)s->job.range.from) = '\0';
  return ftp_say(s, "REST", offset);
}

/* Behind what the server has already. */
static CURLcode begin_upload(struct ftp_session *s)
{
  curl_off_t from = s->request->opts->resume_from;
  if(from < 0) from = s->job.size > 0 ? s->job.size : 0;
  s->job.appends = from || s->request->opts->appends;
  s->job.length = s->request->upload_size;
  if(!from) return ftp_go(s, FTP_START);
  CURLcode code = s->xfer->ops->skip_upload(s->xfer, from, &s->job.length);
  if(code && code != CURLE_PARTIAL_FILE) return code;
  if(!code && s->job.length) return ftp_go(s, FTP_START);
  trace_text(ftp_trace(s), "File already completely uploaded");
  return ftp_go_quote(s, FTP_POSTQUOTE);
}

CURLcode ftp_begin_rest(struct ftp_session *s)
{
  if(ftp_uploads(s)) return begin_upload(s);
  return ftp_has_no_body(s) ? ftp_say(s, "REST", "0") : begin_download(s);
}

CURLcode ftp_reply_rest(struct ftp_session *s, const struct ftp_answer *a)
{
  bool can = a->code == REPLY_GOES_ON;
  if(ftp_has_no_body(s)) {
    if(can) TRY(tell_line(s, "Accept-ranges: bytes\r\n"));
    return ftp_go_quote(s, FTP_POSTQUOTE);
  }
  return can ? ftp_go(s, FTP_START) : ftp_refuse(s, CURLE_FTP_COULDNT_USE_REST, "Could not use REST: %03d", a->code);
}
