#include "base/trace.h"
#include <stdarg.h>

#define TRACE_LINE_MAX 2048

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

void trace_data(struct trace *t, curl_infotype type, struct span bytes)
{
  if(!trace_wants(t)) return;
  if(!t->opts->debug) {
    render(t->opts, type, bytes);
    return;
  }
  CALLBACK_SCOPE(t->guard);
  /* the callback's type has a char * that it must not write to */
  (void)t->opts->debug(t->handle, type, (char *)(uintptr_t)bytes.at, bytes.len, t->opts->debug_data);
}

static void text_line(struct trace *t, const char *format, va_list args)
{
  char line[TRACE_LINE_MAX];
  int len = vsnprintf(line, sizeof line - 1, format, args);
  if(len < 0) return;
  size_t used = (size_t)len < sizeof line - 2 ? (size_t)len : sizeof line - 2;
  line[used++] = '\n';
  line[used] = '\0';
  trace_data(t, CURLINFO_TEXT, span_of(line, used));
}

void trace_text(struct trace *t, const char *format, ...)
{
  if(!trace_wants(t)) return;
  va_list args;
  va_start(args, format);
  text_line(t, format, args);
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
    text_line(t, format, args);
    va_end(args);
  }
  return code;
}

void trace_forget_failure(struct trace *t)
{
  t->failed = false;
  if(t->opts->error_buffer) t->opts->error_buffer[0] = '\0';
}
