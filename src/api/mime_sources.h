/* Where the content of a MIME part comes from outside of memory. */
#ifndef API_MIME_SOURCES_H
#define API_MIME_SOURCES_H
#include "codec/mime/mime.h"

/* What stands behind the last slash. */
static inline const char *mime_base_name(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/* A file, opened when it is its turn. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode mime_file_new(struct mime_source *ret, const char *path);

/* The program's callbacks, see curl_mime_data_cb(3). A NULL `read` reads the FILE that `arg` points to. */
struct mime_callbacks {
  curl_read_callback read;
  curl_seek_callback seek;    /* or NULL */
  curl_free_callback release; /* or NULL */
  void *arg;
  curl_off_t size; /* -1: not known */
};
/* CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode mime_callbacks_new(struct mime_source *ret, const struct mime_callbacks *with);

#endif
