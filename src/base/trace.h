/* Where a transfer's words go: the debug callback, stderr, and the error buffer. */
#ifndef BASE_TRACE_H
#define BASE_TRACE_H
#include "base/callback_scope.h"
#include "base/cursor.h"
#include <stdio.h>

/* What the program has set; read live. */
struct trace_opts {
  curl_debug_callback debug; /* CURLOPT_DEBUGFUNCTION; NULL: a plain rendering to `stream` */
  void *debug_data;
  FILE *stream;       /* CURLOPT_STDERR; NULL: stderr */
  char *error_buffer; /* CURLOPT_ERRORBUFFER: CURL_ERROR_SIZE bytes, or NULL */
  bool verbose;
};

/* One for each transfer. A NULL trace is legal everywhere and swallows all. */
struct trace {
  const struct trace_opts *opts;
  void *handle; /* the CURL * for the callback, never looked into */
  struct callback_guard *guard;
  bool failed; /* the error buffer holds this transfer's text: the first cause stands */
};

static inline bool trace_wants(const struct trace *t) { return t && t->opts->verbose; }

/* Lines without a line end. */
void trace_text(struct trace *t, const char *format, ...) PRINTF_LIKE(2, 3);
void trace_data(struct trace *t, curl_infotype type, struct span bytes);

/* Record why the transfer fails, for the error buffer and the trace; returns `code`, so that a failure is one line:
 * `return trace_fail(t, CURLE_RECV_ERROR, "…")`. */
CURLcode trace_fail(struct trace *t, CURLcode code, const char *format, ...) PRINTF_LIKE(3, 4);

/* A failure was not the last word (another try follows), or a transfer begins: the error buffer is empty again. */
void trace_forget_failure(struct trace *t);

#endif
