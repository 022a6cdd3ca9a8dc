#include "codec/http1/encode.h"

static bool has_byte(struct span s, int byte) { return s.len && memchr(s.at, byte, s.len); }

/* Would `s` end its line early? */
static bool breaks_line(struct span s) { return has_byte(s, '\r') || has_byte(s, '\n') || has_byte(s, '\0'); }

/* Room first: then nothing that is added can fail, and an error leaves no half line. */
static CURLcode add_parts(struct buf *out, const struct span *parts, size_t count)
{
  size_t len = 0;
  for(size_t i = 0; i < count; i++) {
    if(parts[i].len > SIZE_MAX - len) return CURLE_TOO_LARGE;
    len += parts[i].len;
  }
  TRY(buf_reserve(out, len));
  for(size_t i = 0; i < count; i++) TRY(buf_add_span(out, parts[i]));
  return CURLE_OK;
}

static struct span version_of(int version)
{
  if(version == 20) return span_text(" HTTP/2\r\n");
  return version == 10 ? span_text(" HTTP/1.0\r\n") : span_text(" HTTP/1.1\r\n");
}

CURLcode h1_encode_version(struct buf *out, int version) { return buf_add_span(out, version_of(version)); }

CURLcode h1_encode_request_line_verbatim(struct buf *out, struct span method, struct span target, int version)
{
  const struct span parts[] = { method, span_text(" "), target, version_of(version) };
  return add_parts(out, parts, sizeof parts / sizeof *parts);
}

CURLcode h1_encode_request_line(struct buf *out, struct span method, struct span target, int version)
{
  if(!method.len || !target.len || breaks_line(method) || breaks_line(target)) return CURLE_BAD_FUNCTION_ARGUMENT;
  return h1_encode_request_line_verbatim(out, method, target, version);
}

CURLcode h1_encode_field(struct buf *out, struct span name, struct span value)
{
  if(!name.len || has_byte(name, ':') || breaks_line(name) || breaks_line(value)) return CURLE_BAD_FUNCTION_ARGUMENT;
  const struct span parts[] = { name, span_text(value.len ? ": " : ":"), value, span_text("\r\n") };
  return add_parts(out, parts, sizeof parts / sizeof *parts);
}

CURLcode h1_encode_line_verbatim(struct buf *out, struct span line)
{
  const struct span parts[] = { line, span_text("\r\n") };
  return add_parts(out, parts, sizeof parts / sizeof *parts);
}

CURLcode h1_encode_end(struct buf *out) { return buf_add_text(out, "\r\n"); }

size_t h1_encode_chunk_head(uint8_t out[H1_CHUNK_HEAD_MAX], size_t len)
{
  static const char digits[] = "0123456789abcdef";
  size_t count = 1, at = 0;
  while(count < sizeof len * 2 && len >> (4 * count)) count++;
  for(size_t i = count; i > 0; i--) out[at++] = (uint8_t)digits[len >> (4 * (i - 1)) & 0xf];
  out[at++] = '\r';
  out[at++] = '\n';
  return at;
}
