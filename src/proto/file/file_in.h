/* The reading side of file: a head as a server would send it, then what is wanted of the bytes. */
#ifndef PROTO_FILE_FILE_IN_H
#define PROTO_FILE_FILE_IN_H
#include "os/local_file.h"
#include "proto/proto.h"

struct file_in {
  struct local_file file;
  curl_off_t skip; /* bytes to be passed by before those that are wanted: of what cannot be moved in */
  curl_off_t left; /* bytes that are wanted; -1: all that come */
  bool is_over;
};
#define FILE_IN_INIT ((struct file_in){ .file = LOCAL_FILE_INIT })

/* Open it and tell the head. CURLE_FILE_COULDNT_READ_FILE; CURLE_RANGE_ERROR: the range is none;
 * CURLE_BAD_DOWNLOAD_RESUME: it begins behind the end; errors of `x->ops`. With text. */
MUST_USE CURLcode file_in_open(struct file_in *in, const char *path, const struct proto_request *r, struct xfer *x);
/* Hand on what comes. CURLE_AGAIN: receiving is paused, or `*more` is set: others have their turn first, or `*waits` is: there
 * is nothing yet. CURLE_FILE_COULDNT_READ_FILE; CURLE_PARTIAL_FILE: it has become shorter; CURLE_BAD_DOWNLOAD_RESUME; errors
 * of `x->ops`. With text. */
MUST_USE CURLcode file_in_run(struct file_in *in, struct xfer *x, bool *more, bool *waits);
void file_in_close(struct file_in *in);

#endif
