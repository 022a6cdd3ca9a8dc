#include "codec/http1/framing.h"
#include "base/str.h"
#include <limits.h>

typedef CURLcode field_fn(struct h1_framing *f, struct span value);

static CURLcode fail(struct h1_framing *f, CURLcode code, const char *why, struct span culprit)
{
  f->why = why;
  f->culprit = culprit;
  return code;
}

static bool is_number(struct span s)
{
  for(size_t i = 0; i < s.len; i++)
    if(!ascii_is_digit(s.at[i])) return false;
  return s.len;
}

/* A list of equal numbers is what a proxy makes of a repeated field (RFC 9112, section 6.3): let it pass. */
static CURLcode see_length(struct h1_framing *f, struct span value)
{
  struct span member;
  while(span_next_member(&value, &member)) {
    uint64_t length = 0;
    if(!is_number(member)) return fail(f, CURLE_WEIRD_SERVER_REPLY, "invalid Content-Length", member);
    bool fits = span_parse_u64(member, INT64_MAX, &length);
    if(fits ? f->length_overflow || (f->has_length && f->length != length) : f->has_length)
      return fail(f, CURLE_WEIRD_SERVER_REPLY, "contradicting Content-Length", member);
    f->has_length = fits;
    f->length_overflow = !fits;
    f->length = length;
  }
  return CURLE_OK;
}

/* No coding but chunked is asked for, so none may come; "identity" was a coding once (RFC 2616) and means nothing. */
static CURLcode see_coding(struct h1_framing *f, struct span value)
{
  struct span member;
  while(span_next_member(&value, &member)) {
    bool is_known = !member.len || span_is(member, "chunked") || (!f->is_chunked && span_is(member, "identity"));
    if(!is_known && f->passes_codings) {
      f->is_coded = true;
      f->is_chunked = false;
    } else if(!is_known && !f->no_body) {
      return fail(f, CURLE_BAD_CONTENT_ENCODING, "Unsolicited Transfer-Encoding", member);
    }
    if(span_is(member, "chunked")) f->is_chunked = true;
  }
  return CURLE_OK;
}

static CURLcode see_connection(struct h1_framing *f, struct span value)
{
  if(span_list_has(value, "close")) f->has_close = true;
  if(span_list_has(value, "keep-alive")) f->has_keep_alive = true;
  return CURLE_OK;
}

static CURLcode see_proxy_connection(struct h1_framing *f, struct span value)
{
  return f->via_proxy ? see_connection(f, value) : CURLE_OK;
}

/* "timeout=5, max=100". It is a hint: what is malformed is ignored. */
static CURLcode see_keep_alive(struct h1_framing *f, struct span value)
{
  static const char timeout[] = "timeout=";
  struct span member;
  while(span_next_member(&value, &member)) {
    uint64_t seconds;
    if(!span_starts_nocase(member, timeout)) continue;
    member = span_of(member.at + sizeof timeout - 1, member.len - (sizeof timeout - 1));
    if(span_parse_u64(member, INT_MAX, &seconds)) f->keep_alive_timeout_s = (int)seconds;
  }
  return CURLE_OK;
}

static const struct {
  const char *name;
  size_t len;
  field_fn *see;
} fields[] = {
#define FIELD(name, see)        \
  {                             \
    name, sizeof(name) - 1, see \
  }
  FIELD("content-length", see_length), FIELD("transfer-encoding", see_coding),
  FIELD("connection", see_connection), FIELD("proxy-connection", see_proxy_connection),
  FIELD("keep-alive", see_keep_alive),
#undef FIELD
};

void h1_framing_begin(struct h1_framing *f, int version, int status, bool head_request, bool via_proxy)
{
  bool forbids_coding = status < 200 || status == 204;
  *f = (struct h1_framing){ .version = version,
                            .no_body = head_request || forbids_coding || status == 304,
                            .forbids_coding = forbids_coding,
                            .via_proxy = via_proxy,
                            .keep_alive_timeout_s = -1 };
}

CURLcode h1_framing_field(struct h1_framing *f, struct span name, struct span value)
{
  if(!value.at) value = span_text("");
  for(size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if(name.len == fields[i].len && span_is(name, fields[i].name)) return fields[i].see(f, value);
  return CURLE_OK;
}

static enum h1_body_kind decide_body(const struct h1_framing *f)
{
  if(f->no_body) return H1_BODY_NONE;
  if(f->is_chunked) return H1_BODY_CHUNKED;
  if(f->is_coded || !f->has_length) return H1_BODY_CLOSE; /* RFC 9112, section 6.3: chunked is not the last coding */
  return f->length ? H1_BODY_LENGTH : H1_BODY_NONE;
}

void h1_framing_end(struct h1_framing *f)
{
  bool has_any_length = f->has_length || f->length_overflow;
  bool is_faulty = f->is_chunked && (has_any_length || f->version < 11 || f->forbids_coding);
  f->body = decide_body(f);
  f->keep_alive = !f->has_close && !is_faulty && f->body != H1_BODY_CLOSE && (f->version >= 11 || f->has_keep_alive);
  if(f->is_chunked || f->is_coded) f->has_length = f->length_overflow = false;
}

const char *h1_framing_why(const struct h1_framing *f) { return f->why; }
