/* The program's own header lines, of CURLOPT_HTTPHEADER(3) and CURLOPT_PROXYHEADER(3). */
#ifndef PROTO_HTTP_OWN_LINES_H
#define PROTO_HTTP_OWN_LINES_H
#include "base/buf.h"
#include <curl/curl.h>

/* "Name: value" adds, "Name:" only removes ours, "Name;" adds an empty one. */
struct own_line {
  struct span name;
  struct span value;
  bool is_sent;
  bool is_empty; /* "Name;" */
};

/* False: it is none, and is passed over. */
bool own_line_parse(const char *text, struct own_line *ret);
/* As it stands in the list, or with an empty value. As h1_encode_line_verbatim. */
MUST_USE CURLcode own_line_write(struct buf *to, const struct own_line *line, const char *text);

/* Has the program a line of this name, be it to replace ours or to remove it? */
bool http_has_own_line(const struct curl_slist *headers, const char *name);
/* Append the lines of `headers` that are to be sent, but those with a name in `without`, which NULL ends. */
MUST_USE CURLcode http_write_own_lines(struct buf *to, const struct curl_slist *headers, const char *const *without);
/* "Name;" is there. */
bool http_has_empty_line(const struct curl_slist *headers, const char *name);
/* The value of the program's own header `name`, trimmed; NULL `at` where it has none or only removes it. */
struct span http_own_header(const struct curl_slist *headers, const char *name);

#endif
