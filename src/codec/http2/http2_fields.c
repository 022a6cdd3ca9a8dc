#include "codec/http2/http2_fields.h"
#include "base/mem.h"
#include "base/str.h"

#define PSEUDO_MAX 4 /* :method, :scheme, :authority, :path */

/* A position in text that may be changed: struct cursor's is somebody else's. */
struct text {
  uint8_t *at;
  uint8_t *end;
};

struct target {
  struct span scheme, authority, path; /* empty: not said */
};

static bool has_byte(struct span s, int byte) { return s.len && memchr(s.at, byte, s.len); }

/* The next line, without its end. */
static CURLcode take_line(struct text *t, struct text *ret)
{
  uint8_t *lf = t->end > t->at ? memchr(t->at, '\n', (size_t)(t->end - t->at)) : NULL;
  if(!lf || lf == t->at || lf[-1] != '\r') return CURLE_BAD_FUNCTION_ARGUMENT;
  struct span line = span_of(t->at, (size_t)(lf - 1 - t->at));
  if(has_byte(line, '\r') || has_byte(line, '\0')) return CURLE_BAD_FUNCTION_ARGUMENT;
  *ret = (struct text){ t->at, lf - 1 };
  t->at = lf + 1;
  return CURLE_OK;
}

static CURLcode parse_field(struct text line, struct field *ret)
{
  size_t len = (size_t)(line.end - line.at);
  const uint8_t *colon = memchr(line.at, ':', len);
  struct span name = span_of(line.at, colon ? (size_t)(colon - line.at) : 0);
  if(!span_is_token(name)) return CURLE_BAD_FUNCTION_ARGUMENT;
  for(size_t i = 0; i < name.len; i++) line.at[i] = (uint8_t)ascii_lower(line.at[i]);
  ret->name = name;
  ret->value = span_trim(span_of(colon + 1, len - name.len - 1));
  return CURLE_OK;
}

/* All lines up to the empty one, with which the text ends. `to` has room for each. */
static CURLcode parse_lines(struct text *t, struct http2_fields *to)
{
  struct text line;
  TRY(take_line(t, &line));
  while(line.at < line.end) {
    TRY(parse_field(line, &to->at[to->count]));
    to->count++;
    TRY(take_line(t, &line));
  }
  return t->at == t->end ? CURLE_OK : CURLE_BAD_FUNCTION_ARGUMENT;
}

static bool list_has(struct span list, struct span name)
{
  struct span member;
  while(span_next_member(&list, &member))
    if(span_equal_nocase(member, name)) return true;
  return false;
}

static bool is_named_by_connection(const struct http2_fields *lines, struct span name)
{
  for(size_t i = 0; i < lines->count; i++)
    if(span_is(lines->at[i].name, "connection") && list_has(lines->at[i].value, name)) return true;
  return false;
}

/* RFC 9113, section 8.2.2; Host is :authority. */
static bool is_of_connection(struct span name)
{
  static const char *const names[] = { "connection",       "host", "http2-settings", "keep-alive",
                                       "proxy-connection", "te",   "upgrade",        "transfer-encoding" };
  for(size_t i = 0; i < sizeof names / sizeof *names; i++)
    if(span_is(name, names[i])) return true;
  return false;
}

static void add(struct http2_fields *to, struct span name, struct span value)
{
  to->at[to->count++] = (struct field){ name, value };
}

static void add_lines(struct http2_fields *to, const struct http2_fields *lines, bool keeps_te)
{
  for(size_t i = 0; i < lines->count; i++) {
    struct field f = lines->at[i];
    if(keeps_te && span_is(f.name, "te") && span_list_has(f.value, "trailers")) {
      add(to, f.name, span_text("trailers"));
      keeps_te = false; /* once is enough */
    }
    if(!is_of_connection(f.name) && !is_named_by_connection(lines, f.name)) add(to, f.name, f.value);
  }
}

/* "method target HTTP/1.1"; a target of the program's own may have blanks. */
static CURLcode parse_request_line(struct text line, struct span *method, struct text *target)
{
  uint8_t *end = line.end;
  const uint8_t *blank = memchr(line.at, ' ', (size_t)(line.end - line.at));
  if(!blank) return CURLE_BAD_FUNCTION_ARGUMENT;
  *method = span_of(line.at, (size_t)(blank - line.at));
  while(*--end != ' ') {
  } /* `blank` is one */
  *target = (struct text){ line.at + method->len + 1, end };
  return span_is_token(*method) && target->at < target->end ? CURLE_OK : CURLE_BAD_FUNCTION_ARGUMENT;
}

/* What is not absolute-form (RFC 9112, section 3.2.2) is the path. */
static struct target split_target(struct text t, struct span method)
{
  struct span all = span_of(t.at, (size_t)(t.end - t.at));
  uint8_t *slashes = memmem(all.at, all.len, "://", 3);
  if(!slashes || !span_is_token(span_of(t.at, (size_t)(slashes - t.at)))) return (struct target){ .path = all };
  uint8_t *host = slashes + 3, *path = host;
  while(path < t.end && *path != '/' && *path != '?') {
    if(*path++ == '@') host = path; /* user information is not for :authority (RFC 9113, section 8.3.1) */
  }
  size_t host_len = (size_t)(path - host);
  struct target ret = { span_of(t.at, (size_t)(slashes - t.at)), span_of(host, host_len),
                        span_of(path, (size_t)(t.end - path)) };
  if(path == t.end) {
    ret.path = span_is(method, "OPTIONS") ? span_text("*") : span_text("/");
  } else if(*path == '?') { /* make room for the slash that a path begins with */
    memmove(host - 1, host, host_len);
    ret.authority.at--;
    path[-1] = '/';
    ret.path.at--, ret.path.len++;
  }
  return ret;
}

static struct span host_of(const struct http2_fields *lines)
{
  for(size_t i = 0; i < lines->count; i++)
    if(span_is(lines->at[i].name, "host")) return lines->at[i].value;
  return span_of(NULL, 0);
}

static struct span first_of(struct span a, struct span b) { return a.len ? a : b; }

static void add_pseudo_fields(struct http2_fields *to, const struct http2_fields *lines, struct span method,
                              struct text target, struct span scheme, struct span authority)
{
  add(to, span_text(":method"), method);
  if(span_equal(method, span_text("CONNECT"))) {
    add(to, span_text(":authority"), span_of(target.at, (size_t)(target.end - target.at)));
    return;
  }
  struct target t = split_target(target, method);
  add(to, span_text(":scheme"), first_of(t.scheme, scheme));
  add(to, span_text(":authority"), first_of(t.authority, first_of(host_of(lines), authority)));
  add(to, span_text(":path"), t.path);
}

static CURLcode make_room(struct http2_fields *f, const struct buf *text)
{
  size_t count = PSEUDO_MAX;
  for(size_t i = 0; i < text->len; i++) count += text->at[i] == '\n';
  f->at = mem_zalloc_array(count, sizeof *f->at);
  return f->at ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

/* `lines` and `ret` have room. */
static CURLcode convert(struct http2_fields *ret, struct http2_fields *lines, struct buf *head, struct span scheme,
                        struct span authority)
{
  struct text t = { head->at, head->at + head->len }, line, target;
  struct span method;
  TRY(take_line(&t, &line));
  TRY(parse_request_line(line, &method, &target));
  TRY(parse_lines(&t, lines));
  add_pseudo_fields(ret, lines, method, target, scheme, authority);
  add_lines(ret, lines, true);
  return CURLE_OK;
}

CURLcode http2_fields_of(struct http2_fields *ret, struct buf *head, struct span scheme, struct span authority)
{
  struct http2_fields f = { 0 }, lines = { 0 };
  CURLcode code = make_room(&f, head);
  if(!code) code = make_room(&lines, head);
  if(!code) code = convert(&f, &lines, head, scheme, authority);
  http2_fields_free(&lines);
  if(code)
    http2_fields_free(&f);
  else
    *ret = f;
  return code;
}

CURLcode http2_trailer_fields_of(struct http2_fields *ret, struct buf *text)
{
  struct http2_fields f = { 0 }, lines = { 0 };
  struct text t = { text->at, text->at + text->len };
  CURLcode code = make_room(&f, text);
  if(!code) code = make_room(&lines, text);
  if(!code) code = parse_lines(&t, &lines);
  if(!code) add_lines(&f, &lines, false);
  http2_fields_free(&lines);
  if(code)
    http2_fields_free(&f);
  else
    *ret = f;
  return code;
}

void http2_fields_free(struct http2_fields *f)
{
  mem_free(f->at);
  *f = (struct http2_fields){ 0 };
}
