/* Where an answer is written. */
#ifndef TOOL_OUTPUT_H
#define TOOL_OUTPUT_H
#include <curl/curl.h>
#include <stdio.h>

struct output {
  const char *path; /* NULL: standard output; not owned */
  FILE *file;       /* opened with the first byte, so that a transfer that fails before leaves no file */
  int errnum;       /* of the write that failed; 0: none */
};

/* CURLOPT_WRITEFUNCTION; `data` is the struct output. */
size_t output_write(char *bytes, size_t size, size_t count, void *data);

/* Write out what is buffered, close the file, and where the transfer went well make the file of an empty answer.
 * CURLE_WRITE_ERROR: that, or an earlier write, failed, and it has been told. */
CURLcode output_finish(struct output *o, CURLcode transfer);

/* The last part of a URL's path, as a file name of this folder. The caller frees it with curl_free().
 * CURLE_WRITE_ERROR: it has none; what curl_url_set() says of a URL that is none; CURLE_OUT_OF_MEMORY. */
CURLcode output_name_from_url(char **ret, const char *url);

#endif
