#include "base/trace.h"
#include "base/mem.h"
#include "base/str.h"
#include <stdarg.h>

#define TRACE_LINE_MAX 2048
#define IDS_MAX        (2 * STR_U64_ROOM + sizeof "[-] ")

static unsigned parts_on; /* TRACE_* bits; atomic */

static const struct {
  const char *name;
  enum trace_part part;
} parts[] = {
  { "lib-ids", TRACE_IDS },
  { "tcp", TRACE_TCP },
  { "read", TRACE_READ },
  { "all", TRACE_IDS | TRACE_TCP | TRACE_READ },
};

static bool is_on(enum trace_part part) { return __atomic_load_n(&parts_on, __ATOMIC_RELAXED) & part; }

static void configure_part(struct span name)
{
  bool off = name.len && name.at[0] == '-';
  if(off || (name.len && name.at[0] == '+')) name = span_of(name.at + 1, name.len - 1);
  for(size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    if(!span_is(name, parts[i].name)) continue;
    if(off)
      __atomic_fetch_and(&parts_on, ~(unsigned)parts[i].part, __ATOMIC_RELAXED);
    else
      __atomic_fetch_or(&parts_on, (unsigned)parts[i].part, __ATOMIC_RELAXED);
  }
}

void trace_configure(const char *config)
{
  struct cursor c = cursor_of(span_text(config));
  while(cursor_left(&c)) {
    const uint8_t *comma = memchr(c.at, ',', cursor_left(&c));
    configure_part(span_trim(cursor_take(&c, comma ? (size_t)(comma - c.at) : cursor_left(&c))));
    if(comma) c.at++;
  }
}

/* The bytes as they came, behind a mark on each line: what CURLOPT_VERBOSE(3) shows without a callback. */
static void render(const struct trace_opts *o, curl_infotype type, struct span bytes)
{
  static const char *const marks[] = {
    [CURLINFO_TEXT] = "* ", [CURLINFO_HEADER_IN] = "< ", [CURLINFO_HEADER_OUT] = "> "
  };
  FILE *to = o->stream ? o->stream : stderr;
  if(type > CURLINFO_HEADER_OUT) return; /* bodies are for callbacks only */
  for(struct cursor c = cursor_of(bytes); cursor_left(&c);) {
    const uint8_t *line_end = memchr(c.at, '\n', cursor_left(&c));
    struct span line = cursor_take(&c, line_end ? (size_t)(line_end - c.at) + 1 : cursor_left(&c));
    fputs(marks[type], to);
    fwrite(line.at, 1, line.len, to);
  }
}

static size_t put_id(char *to, const curl_off_t *id)
{
  if(!id || *id < 0) {
    *to = 'x';
    return 1;
  }
  return (size_t)(str_put_u64(to, (uint64_t)*id) - to);
}

/* "[5-x] " */
static size_t put_ids(char to[IDS_MAX], const struct trace *t)
{
  size_t len = 0;
  to[len++] = '[';
  len += put_id(to + len, t->xfer_id);
  to[len++] = '-';
  len += put_id(to + len, t->conn_id);
  to[len++] = ']';
  to[len++] = ' ';
  return len;
}

/* Behind the numbers, with a NUL, which text lines have always had behind them. NULL: there is no memory for it. */
static char *with_ids(const struct trace *t, struct span bytes, size_t *len)
{
  char ids[IDS_MAX];
  size_t ids_len = put_ids(ids, t);
  char *text = mem_alloc(ids_len + bytes.len + 1);
  if(!text) return NULL;
  memcpy(text, ids, ids_len);
  if(bytes.len) memcpy(text + ids_len, bytes.at, bytes.len);
  *len = ids_len + bytes.len;
  text[*len] = '\0';
  return text;
}

void trace_data(struct trace *t, curl_infotype type, struct span bytes)
{
  if(!trace_wants(t)) return;
  if(!t->opts->debug) {
    render(t->opts, type, bytes);
    return;
  }
  AUTO_FREE char *longer = is_on(TRACE_IDS) ? with_ids(t, bytes, &bytes.len) : NULL;
  if(longer) bytes.at = (const uint8_t *)longer;
  CALLBACK_SCOPE(t->guard);
  /* the callback's type has a char * that it must not write to */
  (void)t->opts->debug(t->handle, type, (char *)(uintptr_t)bytes.at, bytes.len, t->opts->debug_data);
}

static void text_line(struct trace *t, const char *before, const char *format, va_list args)
{
  char line[TRACE_LINE_MAX];
  size_t used = (size_t)snprintf(line, sizeof line, "%s", before);
  int len = vsnprintf(line + used, sizeof line - 1 - used, format, args);
  if(len < 0) return;
  used += (size_t)len < sizeof line - 2 - used ? (size_t)len : sizeof line - 2 - used;
  line[used++] = '\n';
  line[used] = '\0';
  trace_data(t, CURLINFO_TEXT, span_of(line, used));
}

void trace_text(struct trace *t, const char *format, ...)
{
  if(!trace_wants(t)) return;
  va_list args;
  va_start(args, format);
  text_line(t, "", format, args);
  va_end(args);
}

void trace_detail(struct trace *t, enum trace_part part, const char *format, ...)
{
  if(!trace_wants(t) || !is_on(part)) return;
  va_list args;
  va_start(args, format);
  text_line(t, part == TRACE_TCP ? "[TCP] " : "[READ] ", format, args);
  va_end(args);
}

CURLcode trace_fail(struct trace *t, CURLcode code, const char *format, ...)
{
  if(!t) return code;
  va_list args;
  if(t->opts->error_buffer && !t->failed) {
    va_start(args, format);
    vsnprintf(t->opts->error_buffer, CURL_ERROR_SIZE, format, args);
    va_end(args);
  }
  t->failed = true;
  if(trace_wants(t)) {
    va_start(args, format);
    text_line(t, "", format, args);
    va_end(args);
  }
  return code;
}

void trace_forget_failure(struct trace *t)
{
  t->failed = false;
  if(t->opts->error_buffer) t->opts->error_buffer[0] = '\0';
}
