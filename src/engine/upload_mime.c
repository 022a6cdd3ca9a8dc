#include "base/mem.h"
#include "codec/mime/reader.h"
#include "engine/internal.h"
#include "engine/upload.h"
#include "proto/http/own_lines.h"

/* A MIME tree as the body of a request. The tree is the program's or the handle's; the reader is the transfer's. */

struct mime_body {
  struct mime_reader reader;
  struct buf type; /* a C string */
};

static CURLcode fail_mime(struct transfer *t, CURLcode code)
{
  struct trace *trace = &t->xfer.trace;
  switch(code) {
  case CURLE_OK:
  case CURLE_AGAIN:
  case CURLE_OUT_OF_MEMORY:
    return code;
  case CURLE_ABORTED_BY_CALLBACK:
    return upload_fail_abort(t);
  case CURLE_SEND_FAIL_REWIND:
    return upload_fail_rewind(t);
  default:
    return trace_fail(trace, code, "The content of a MIME part cannot be read");
  }
}

/* "multipart/form-data", or what the program's own header says, with the boundary. */
static CURLcode write_mime_type(struct transfer *t, struct span type)
{
  struct buf *b = &t->mime->type;
  buf_reset(b);
  TRY(mime_add_type(b, type, t->config.http->mime));
  TRY(buf_terminate(b));
  t->request.upload_type = (const char *)b->at;
  return CURLE_OK;
}

static CURLcode make_mime_body(struct transfer *t)
{
  if(t->mime) return CURLE_OK;
  t->mime = mem_alloc(sizeof *t->mime);
  if(!t->mime) return CURLE_OUT_OF_MEMORY;
  mime_reader_init(&t->mime->reader);
  t->mime->type = BUF_INIT(MIME_TEXT_MAX);
  return CURLE_OK;
}

static CURLcode begin_mime(struct transfer *t)
{
  const struct http_opts *o = t->config.http;
  struct span own = http_own_header(o->headers, "Content-Type");
  bool escapes = http_rare(o)->mime_options & CURLMIMEOPT_FORMESCAPE;
  struct mime_reading how = { .type = own.at ? own : span_text(MIME_FORM_TYPE),
                              .escape = escapes ? MIME_BACKSLASH : MIME_PERCENT };
  TRY(make_mime_body(t));
  TRY(write_mime_type(t, how.type));
  CALLBACK_SCOPE(t->xfer.trace.guard);
  TRY(fail_mime(t, mime_reader_begin(&t->mime->reader, o->mime, &how)));
  t->source_size = t->mime->reader.size;
  t->source_at = 0;
  return CURLE_OK;
}

static CURLcode read_mime(struct transfer *t, void *to, size_t room, size_t *got)
{
  CALLBACK_SCOPE(t->xfer.trace.guard);
  CURLcode code = fail_mime(t, mime_reader_read(&t->mime->reader, to, room, got));
  if(code == CURLE_AGAIN) t->pause |= CURLPAUSE_SEND;
  return code == CURLE_AGAIN && *got ? CURLE_OK : code; /* what came before the pause goes out */
}

static bool can_rewind_mime(const struct transfer *t) { return mime_reader_can_rewind(&t->mime->reader); }

static void end_mime(struct transfer *t)
{
  if(t->mime) mime_reader_end(&t->mime->reader);
}

void upload_free_mime(struct transfer *t)
{
  if(!t->mime) return;
  mime_reader_free(&t->mime->reader);
  buf_free(&t->mime->type);
  mem_free(t->mime);
}

const struct body_source upload_from_mime = {
  .begin = begin_mime, .read = read_mime, .can_rewind = can_rewind_mime, .end = end_mime
};
