/* The request's body, put together from the arguments of -d. */
#ifndef TOOL_BODY_H
#define TOOL_BODY_H
#include <curl/curl.h>
#include <stddef.h>

struct body {
  char *bytes; /* owned; NULL: there is no body */
  size_t len;
};

enum body_kind {
  BODY_TEXT,   /* "@FILE" is a file's text: without line ends and NULs; "@-" the standard input's */
  BODY_BINARY, /* "@FILE" is a file as it is */
  BODY_RAW,    /* '@' means nothing */
};

/* Append `argument`, behind a '&' where something stands already.
 * CURLE_READ_ERROR: the file cannot be read, and that has been told; CURLE_OUT_OF_MEMORY. */
CURLcode body_add(struct body *b, enum body_kind kind, const char *argument);
/* Legal for {0}. */
void body_free(struct body *b);

#endif
