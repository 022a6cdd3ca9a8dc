#include "proto/http/own_lines.h"
#include "base/str.h"
#include "codec/http1/encode.h"

bool own_line_parse(const char *text, struct own_line *ret)
{
  size_t len = strcspn(text, ":;");
  if(!text[len] || !len) return false;
  struct span value = span_trim(span_text(text + len + 1));
  bool is_empty = text[len] == ';';
  *ret = (struct own_line){ span_trim(span_of(text, len)), value, is_empty ? !text[len + 1] : value.len > 0, is_empty };
  return true;
}

bool http_has_own_line(const struct curl_slist *headers, const char *name)
{
  struct own_line line;
  for(; headers; headers = headers->next)
    if(own_line_parse(headers->data, &line) && span_is(line.name, name)) return true;
  return false;
}

struct span http_own_header(const struct curl_slist *headers, const char *name)
{
  struct own_line line;
  for(; headers; headers = headers->next)
    if(own_line_parse(headers->data, &line) && span_is(line.name, name) && line.is_sent && !line.is_empty)
      return line.value;
  return span_of(NULL, 0);
}

bool http_has_empty_line(const struct curl_slist *headers, const char *name)
{
  struct own_line line;
  for(; headers; headers = headers->next)
    if(own_line_parse(headers->data, &line) && span_is(line.name, name) && line.is_sent && line.is_empty) return true;
  return false;
}

CURLcode own_line_write(struct buf *to, const struct own_line *line, const char *text)
{
  if(line->is_empty) return h1_encode_field(to, line->name, span_of(NULL, 0));
  return h1_encode_line_verbatim(to, span_text(text));
}

CURLcode http_write_own_lines(struct buf *to, const struct curl_slist *headers, const char *const *without)
{
  struct own_line line;
  for(; headers; headers = headers->next) {
    const char *const *name = without;
    if(!own_line_parse(headers->data, &line) || !line.is_sent) continue;
    while(*name && !span_is(line.name, *name)) name++;
    if(!*name) TRY(own_line_write(to, &line, headers->data));
  }
  return CURLE_OK;
}
