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
  const curl_off_t *xfer_id, *conn_id; /* for the prefix of TRACE_IDS; NULL, or less than 0: none */
  bool failed;                         /* the error buffer holds this transfer's text: the first cause stands */
};

static inline bool trace_wants(const struct trace *t) { return t && t->opts && t->opts->verbose; }

/* What curl_global_trace(3) switches on and off for the whole process, and trace_wants still has to allow. */
enum trace_part {
  TRACE_IDS = 1, /* "lib-ids": what the debug callback gets begins with the transfer's and the connection's number */
  TRACE_TCP = 2,
  TRACE_READ = 4 /* of an upload's source */
};
/* A comma separated list of part names in any case, "all" for each of them, with '-' in front to switch it off; '+' is
 * as good as nothing. Unknown names and NULL change nothing. */
void trace_configure(const char *config);
/* A line about the inside of a part, which is not TRACE_IDS. */
void trace_detail(struct trace *t, enum trace_part part, const char *format, ...) PRINTF_LIKE(3, 4);

/* Lines without a line end. */
void trace_text(struct trace *t, const char *format, ...) PRINTF_LIKE(2, 3);
void trace_data(struct trace *t, curl_infotype type, struct span bytes);

/* Record why the transfer fails, for the error buffer and the trace; returns `code`, so that a failure is one line:
 * `return trace_fail(t, CURLE_RECV_ERROR, "…")`. */
CURLcode trace_fail(struct trace *t, CURLcode code, const char *format, ...) PRINTF_LIKE(3, 4);

/* A failure was not the last word (another try follows), or a transfer begins: the error buffer is empty again. */
void trace_forget_failure(struct trace *t);

#endif
