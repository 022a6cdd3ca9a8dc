/* The writing side of file: an upload. */
#ifndef PROTO_FILE_FILE_OUT_H
#define PROTO_FILE_FILE_OUT_H
#include "os/local_file.h"
#include "proto/proto.h"

struct file_out {
  struct local_file file;
  struct buf bytes;   /* that the program has given */
  size_t written;     /* of them */
  curl_off_t left;    /* bytes that it still gives; -1 unknown */
  bool has_given_all; /* the upload's last byte stands in `bytes`, or before */
  bool is_over;
};
#define FILE_OUT_MAX  (2 * 1024 * 1024) /* bytes: CURLOPT_UPLOAD_BUFFERSIZE(3) */
#define FILE_OUT_INIT ((struct file_out){ .file = LOCAL_FILE_INIT, .bytes = BUF_INIT(FILE_OUT_MAX) })

/* Make it ready to be written. CURLE_AGAIN: it is a pipe that nobody reads yet. CURLE_WRITE_ERROR; errors of
 * xfer_ops.skip_upload. With text. */
MUST_USE CURLcode file_out_open(struct file_out *out, const char *path, const struct proto_request *r, struct xfer *x);
/* Write what the program gives; CURLE_OK: all of it has got there. CURLE_AGAIN: the upload is paused, or `*more` is set: others
 * have their turn first, or `*waits` is: nothing can be written yet. CURLE_WRITE_ERROR; CURLE_READ_ERROR: less was given than
 * was announced; errors of xfer_ops.upload. With text. */
MUST_USE CURLcode file_out_run(struct file_out *out, const struct proto_request *r, struct xfer *x, bool *more,
                               bool *waits);
void file_out_close(struct file_out *out);

#endif
