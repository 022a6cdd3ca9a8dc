/* What the command line asks for. */
#ifndef TOOL_OPTIONS_H
#define TOOL_OPTIONS_H
#include "body.h"
#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Where the answer to one URL goes; the n-th -o or -O belongs to the n-th URL. */
struct output_option {
  const char *path;
  bool from_url; /* -O: named like the last part of the URL's path */
};

/* Texts point into argv. Lists and arrays are owned. */
struct options {
  const char **urls;
  size_t url_count;
  struct output_option *outputs;
  size_t output_count;
  struct curl_slist *headers;
  struct curl_slist *resolve;
  struct curl_slist *connect_to;
  struct body body; /* -d */
  const char *method;
  const char *range;
  const char *user_agent;
  const char *upload; /* -T; "-" is the standard input */
  const char *interface;
  const char *unix_socket;
  const char *gate_log; /* "-" is the standard output */
  long timeout_ms;      /* 0: none */
  long connect_timeout_ms;
  long ip_version;   /* CURL_IPRESOLVE_* */
  long http_version; /* CURL_HTTP_VERSION_* */
  bool verbose;
  bool head_only;
  bool fail;
  bool silent;
  bool show_error;
  bool show_headers;
  bool help;
  bool version;
};

/* Read the command line into `*ret`, which is {0} before and is freed by the caller whatever comes of it. Each error
 * but the lack of memory has been told on standard error.
 * CURLE_FAILED_INIT: wrong usage; CURLE_READ_ERROR: a file named by -d cannot be read; CURLE_OUT_OF_MEMORY. */
CURLcode options_parse(struct options *ret, int argc, char **argv);
void options_free(struct options *o);

void options_print_help(FILE *to);

#endif
