#include "codec/mime/head.h"
#include "base/str.h"
#include "codec/mime/encode.h"

#define UNKNOWN_TYPE "application/octet-stream"

static bool has_ending(const char *name, const char *ending)
{
  size_t len = strlen(name), ending_len = strlen(ending);
  return len >= ending_len && str_equal_nocase(name + len - ending_len, ending);
}

const char *mime_guess_type(const char *name)
{
  static const struct {
    const char *ending, *type;
  } types[] = {
    { ".gif", "image/gif" },       { ".jpg", "image/jpeg" },      { ".jpeg", "image/jpeg" }, { ".png", "image/png" },
    { ".txt", "text/plain" },      { ".svg", "image/svg+xml" },   { ".htm", "text/html" },   { ".html", "text/html" },
    { ".xml", "application/xml" }, { ".pdf", "application/pdf" },
  };
  for(size_t i = 0; name && i < sizeof types / sizeof *types; i++)
    if(has_ending(name, types[i].ending)) return types[i].type;
  return NULL;
}

/* The value of the program's own line of that name; NULL `at`: there is none. */
static struct span own_header(const curl_mimepart *p, const char *name)
{
  size_t len = strlen(name);
  for(const struct curl_slist *l = p->headers; l; l = l->next) {
    struct span line = span_text(l->data);
    if(line.len > len && line.at[len] == ':' && span_equal_nocase(span_of(line.at, len), span_of(name, len)))
      return span_trim(span_of(line.at + len + 1, line.len - len - 1));
  }
  return span_of(NULL, 0);
}

bool mime_is_form(struct span type)
{
  const uint8_t *end = type.len ? memchr(type.at, ';', type.len) : NULL;
  return span_is(span_trim(span_of(type.at, end ? (size_t)(end - type.at) : type.len)), MIME_FORM_TYPE);
}

/* A field without a file name is text, which need not be said. */
static const char *guess_part_type(const curl_mimepart *p)
{
  const char *file = p->from.ops && p->from.ops->file ? p->from.ops->file(p->from.source) : NULL;
  const char *type = mime_guess_type(p->filename);
  if(!type) type = mime_guess_type(file);
  if(!type && file && p->filename) type = UNKNOWN_TYPE;
  return type && !p->filename && !strcmp(type, "text/plain") ? NULL : type;
}

struct span mime_part_type(const curl_mimepart *p)
{
  if(p->type) return span_text(p->type);
  struct span own = own_header(p, "Content-Type");
  if(own.at) return own;
  return span_text(p->subparts ? "multipart/mixed" : guess_part_type(p));
}

CURLcode mime_add_type(struct buf *to, struct span type, const curl_mime *m)
{
  TRY(buf_add_span(to, type));
  TRY(buf_add_text(to, "; boundary="));
  return buf_add_text(to, m->boundary);
}

static const char *escape_of(char c, enum mime_escape escape)
{
  static const struct {
    char plain;
    const char *escaped[2];
  } signs[] = {
    { '"', { [MIME_PERCENT] = "%22", [MIME_BACKSLASH] = "\\\"" } },
    { '\\', { [MIME_BACKSLASH] = "\\\\" } },
    { '\r', { [MIME_PERCENT] = "%0D" } },
    { '\n', { [MIME_PERCENT] = "%0A" } },
  };
  for(size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if(c == signs[i].plain) return signs[i].escaped[escape];
  return NULL;
}

static CURLcode add_parameter(struct buf *to, const char *name, const char *value, enum mime_escape escape)
{
  if(!value) return CURLE_OK;
  TRY(buf_addf(to, "; %s=\"", name));
  for(; *value; value++) {
    const char *escaped = escape_of(*value, escape);
    TRY(escaped ? buf_add_text(to, escaped) : buf_add_char(to, *value));
  }
  return buf_add_char(to, '"');
}

static CURLcode add_disposition(struct buf *to, const curl_mimepart *p, bool in_form, enum mime_escape escape)
{
  if(own_header(p, "Content-Disposition").at || (!in_form && !p->name && !p->filename)) return CURLE_OK;
  TRY(buf_add_text(to, in_form ? "Content-Disposition: form-data" : "Content-Disposition: attachment"));
  TRY(add_parameter(to, "name", p->name, escape));
  TRY(add_parameter(to, "filename", p->filename, escape));
  return buf_add_text(to, "\r\n");
}

static CURLcode add_type(struct buf *to, const curl_mimepart *p)
{
  struct span type = mime_part_type(p);
  if(!type.len) return CURLE_OK;
  TRY(buf_add_text(to, "Content-Type: "));
  TRY(p->subparts ? mime_add_type(to, type, p->subparts) : buf_add_span(to, type));
  return buf_add_text(to, "\r\n");
}

/* A multipart is never encoded as a whole (RFC 2045, section 6.4): its parts are. */
static CURLcode add_encoding(struct buf *to, const curl_mimepart *p)
{
  if(!p->encoder || (p->subparts && p->encoder->encode)) return CURLE_OK;
  if(own_header(p, "Content-Transfer-Encoding").at) return CURLE_OK;
  return buf_addf(to, "Content-Transfer-Encoding: %s\r\n", p->encoder->name);
}

CURLcode mime_add_head(struct buf *to, const curl_mimepart *p, bool in_form, enum mime_escape escape)
{
  TRY(add_disposition(to, p, in_form, escape));
  TRY(add_type(to, p));
  TRY(add_encoding(to, p));
  for(const struct curl_slist *l = p->headers; l; l = l->next) {
    if(span_starts_nocase(span_text(l->data), "Content-Type:")) continue; /* it stands above */
    TRY(buf_add_text(to, l->data));
    TRY(buf_add_text(to, "\r\n"));
  }
  return buf_add_text(to, "\r\n");
}
