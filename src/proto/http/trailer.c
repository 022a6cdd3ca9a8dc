#include "proto/http/trailer.h"
#include "base/slist.h"
#include "base/str.h"
#include "codec/http1/encode.h"

static CURLcode ask_program(const struct http_opts *o, struct trace *t, struct curl_slist **list)
{
  const struct http_rare_opts *rare = http_rare(o);
  CALLBACK_SCOPE(t->guard);
  if(rare->trailer(list, rare->trailer_data) == CURL_TRAILERFUNC_OK) return CURLE_OK;
  return trace_fail(t, CURLE_ABORTED_BY_CALLBACK, "operation aborted by trailing headers callback");
}

/* "Name: value"; what is none is left out, as the page says. */
static CURLcode add_field(struct buf *to, const char *line, struct trace *t)
{
  CURLcode code = CURLE_BAD_FUNCTION_ARGUMENT;
  const char *colon = strchr(line, ':');
  struct span name = span_of(line, colon ? (size_t)(colon - line) : 0);
  if(name.len && span_trim(name).len == name.len) code = h1_encode_field(to, name, span_trim(span_text(colon + 1)));
  if(code != CURLE_BAD_FUNCTION_ARGUMENT) return code;
  trace_text(t, "Malformatted trailing header, skipping trailer");
  return CURLE_OK;
}

static CURLcode add_fields(struct buf *to, const struct curl_slist *list, struct trace *t)
{
  for(; list; list = list->next) TRY(add_field(to, list->data, t));
  return h1_encode_end(to);
}

CURLcode http_trailer_write_fields(struct buf *to, const struct http_opts *o, struct trace *t)
{
  struct curl_slist *list = NULL;
  size_t before = to->len;
  CURLcode code = ask_program(o, t, &list);
  if(!code) code = add_fields(to, list, t);
  if(code) to->len = before;
  slist_free(list);
  return code;
}

CURLcode http_trailer_write(struct buf *to, const struct http_opts *o, struct trace *t)
{
  size_t before = to->len;
  if(!http_rare(o)->trailer) return buf_add_text(to, H1_LAST_CHUNK);
  TRY(buf_add_text(to, H1_LAST_CHUNK_LINE));
  CURLcode code = http_trailer_write_fields(to, o, t);
  if(code) to->len = before;
  return code;
}
