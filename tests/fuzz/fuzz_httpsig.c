/* A request to be signed, one part a line: components, key id, authority, path, query, then fields. What is written is two
 * header lines and nothing else. */
#include "codec/httpsig/httpsig.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FIELDS_MAX 64
#define OUT_MAX    (1024 * 1024)

static struct span next_line(struct cursor *c)
{
  const uint8_t *end = cursor_left(c) ? memchr(c->at, '\n', cursor_left(c)) : NULL;
  struct span line = cursor_take(c, end ? (size_t)(end - c->at) : cursor_left(c));
  if(end) c->at++;
  return line;
}

static size_t read_fields(struct field *ret, struct cursor *c)
{
  size_t count = 0;
  while(cursor_left(c) && count < FIELDS_MAX) {
    struct span line = next_line(c);
    const uint8_t *colon = line.len ? memchr(line.at, ':', line.len) : NULL;
    size_t len = colon ? (size_t)(colon - line.at) : line.len;
    ret[count].name = span_of(line.at, len);
    ret[count++].value = colon ? span_of(colon + 1, line.len - len - 1) : span_of(line.at, 0);
  }
  return count;
}

/* A copy with a NUL behind it, and where a NUL is inside, up to that. */
static char *text_of(struct span s)
{
  char *text = calloc(1, s.len + 1);
  if(!text) abort();
  if(s.len) memcpy(text, s.at, s.len);
  return text;
}

static void check_lines(const struct buf *lines)
{
  size_t ends = 0;
  for(size_t i = 0; i < lines->len; i++) {
    uint8_t c = lines->at[i];
    bool is_end = c == '\n';
    if(is_end != (i && lines->at[i - 1] == '\r')) abort();
    if(!is_end && c != '\r' && (c < ' ' || c > '~')) abort();
    ends += is_end;
  }
  if(ends != 2 || lines->at[lines->len - 1] != '\n') abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct field fields[FIELDS_MAX];
  struct cursor c = cursor_of(span_of(data, size));
  char *components = text_of(next_line(&c)), *key_id = text_of(next_line(&c));
  struct httpsig_message m = { .method = span_text("GET"), .default_port = 80 };
  m.authority = next_line(&c);
  m.path = next_line(&c);
  m.query = next_line(&c);
  m.field_count = read_fields(fields, &c);
  m.fields = fields;

  struct httpsig_signer s = { CURLHTTPSIG_HMAC_SHA256, "00", key_id, components };
  struct buf lines = BUF_INIT(OUT_MAX);
  const char *why = NULL;
  CURLcode code = httpsig_write(&lines, &m, &s, (int64_t)size, &why);
  if(!code) check_lines(&lines);
  if(code && (lines.len || !why)) abort();
  buf_free(&lines);
  free(components);
  free(key_id);
  return 0;
}
