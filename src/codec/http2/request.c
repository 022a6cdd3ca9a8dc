#include "base/mem.h"
#include "codec/http2/internal.h"

#define DEFAULT_WEIGHT NGHTTP2_DEFAULT_WEIGHT

static bool has_forbidden(struct span s)
{
  for(size_t i = 0; i < s.len; i++)
    if(s.at[i] == '\0' || s.at[i] == '\r' || s.at[i] == '\n') return true;
  return false;
}

static nghttp2_nv field_of(const struct field *f)
{
  /* a secret that no table of the way is to remember (RFC 7541, section 7.1.3); nghttp2 knows of the other ones */
  bool is_secret = span_equal(f->name, span_text("proxy-authorization"));
  return (nghttp2_nv){ .name = (uint8_t *)(uintptr_t)f->name.at,
                       .namelen = f->name.len,
                       .value = (uint8_t *)(uintptr_t)f->value.at,
                       .valuelen = f->value.len,
                       .flags = is_secret ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE };
}

CURLcode http2_request_fields(const struct field *fields, size_t count, nghttp2_nv **ret)
{
  size_t size = 0;
  for(size_t i = 0; i < count; i++) {
    const struct field *f = &fields[i];
    if(!f->name.len || has_forbidden(f->name) || has_forbidden(f->value)) return CURLE_BAD_FUNCTION_ARGUMENT;
    if(f->name.len > HTTP2_REQUEST_FIELD_MAX || f->value.len > HTTP2_REQUEST_FIELD_MAX) return CURLE_TOO_LARGE;
    size += f->name.len + f->value.len + 32;
    if(size > HTTP2_REQUEST_MAX) return CURLE_TOO_LARGE;
  }
  nghttp2_nv *nv = mem_zalloc_array(count, sizeof *nv);
  if(!nv) return CURLE_OUT_OF_MEMORY;
  for(size_t i = 0; i < count; i++) nv[i] = field_of(&fields[i]);
  *ret = nv;
  return CURLE_OK;
}

static CURLcode submit(struct http2 *h, const nghttp2_nv *nv, size_t count, bool has_body, int weight)
{
  nghttp2_data_provider body = { .read_callback = http2_send_upload };
  nghttp2_priority_spec priority;
  nghttp2_priority_spec_init(&priority, 0, weight, 0);
  int32_t id = nghttp2_submit_request(h->session, weight == DEFAULT_WEIGHT ? NULL : &priority, nv, count,
                                      has_body ? &body : NULL, NULL);
  if(id > 0) return CURLE_OK;
  http2_check(h, id);
  return h->failed ? h->failed : CURLE_HTTP2;
}

CURLcode http2_request(struct http2 *h, const struct field *fields, size_t count, bool has_body, int weight, void *user,
                       uint32_t *id)
{
  uint32_t next = nghttp2_session_get_next_stream_id(h->session);
  nghttp2_nv *AUTO_FREE nv = NULL;
  struct stream *s;
  if(h->failed) return h->failed;
  if(h->is_going_away || next > INT32_MAX) return CURLE_HTTP2;
  TRY(http2_request_fields(fields, count, &nv));
  TRY(http2_stream_add(h, next, user, &s));
  CURLcode code = submit(h, nv, count, has_body, weight);
  if(code) {
    http2_stream_remove(s);
    return code;
  }
  h->requests_open++;
  *id = next;
  return CURLE_OK;
}

void http2_detach(struct http2 *h, uint32_t id)
{
  struct stream *s = http2_stream_find(h, id);
  if(s) http2_stream_detach(s, NGHTTP2_CANCEL);
}

void http2_resume(struct http2 *h, uint32_t id)
{
  if(!h->failed && http2_stream_live(h, id)) http2_check(h, nghttp2_session_resume_data(h->session, (int32_t)id));
}

void http2_set_weight(struct http2 *h, uint32_t id, int weight)
{
  nghttp2_priority_spec priority;
  nghttp2_priority_spec_init(&priority, 0, weight, 0);
  if(!h->failed && http2_stream_live(h, id))
    http2_check(h, nghttp2_submit_priority(h->session, NGHTTP2_FLAG_NONE, (int32_t)id, &priority));
}
