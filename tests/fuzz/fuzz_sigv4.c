/* A request, one part a line: providers, host name, Host, method, path, query, then fields. What is written is header
 * lines and nothing else, and the canonical form of a canonical query is that query. */
#include "codec/sigv4/internal.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FIELDS_MAX 64

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

static void check_query(struct span query)
{
  struct buf once = BUF_INIT(SIGV4_TEXT_MAX), twice = BUF_INIT(SIGV4_TEXT_MAX);
  if(sigv4_canonical_query(&once, query) || sigv4_canonical_query(&twice, buf_span(&once))) abort();
  if(!span_equal(buf_span(&once), buf_span(&twice))) abort();
  buf_free(&once);
  buf_free(&twice);
}

static void check_lines(const struct buf *lines)
{
  size_t ends = 0;
  for(size_t i = 0; i < lines->len; i++) {
    bool is_end = lines->at[i] == '\n';
    if(is_end != (i && lines->at[i - 1] == '\r') || !lines->at[i]) abort();
    ends += is_end;
  }
  if(!ends || ends > 3 || lines->at[lines->len - 1] != '\n') abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct field fields[FIELDS_MAX];
  struct cursor c = cursor_of(span_of(data, size));
  struct span names = next_line(&c);
  struct sigv4_request r = { .now = "20150830T123600Z", .user = names, .password = names };
  r.host_name = next_line(&c);
  r.host = next_line(&c);
  r.method = next_line(&c);
  r.path = next_line(&c);
  r.query = next_line(&c);
  r.payload_is_unknown = size % 2;
  r.field_count = read_fields(fields, &c);
  r.fields = fields;
  check_query(r.query);

  char *text = calloc(1, names.len + 1);
  if(!text) abort();
  if(names.len) memcpy(text, names.at, names.len);
  r.names = text;
  struct buf lines = BUF_INIT(SIGV4_TEXT_MAX);
  const char *why = NULL;
  CURLcode code = sigv4_write(&lines, &r, &why);
  if(!code) check_lines(&lines);
  if(code && lines.len) abort();
  if((code == CURLE_BAD_FUNCTION_ARGUMENT || code == CURLE_URL_MALFORMAT) && !why) abort();
  buf_free(&lines);
  free(text);
  return 0;
}
