/* FTP's control connection (RFC 959, section 4): a command goes out, its replies come in. What it says goes to the
 * program's header callback, line by line. */
#ifndef PROTO_FTP_CONTROL_H
#define PROTO_FTP_CONTROL_H
#include "codec/ftp/path.h"
#include "codec/ftp/reply.h"
#include "proto/proto.h"

/* A reply. The text lives until the next one is asked for. */
struct ftp_answer {
  int code;
  struct span text;
};

/* Initialise with FTP_CONTROL_INIT. */
struct ftp_control {
  struct ftp_reply reply;
  struct buf in; /* received */
  size_t taken;  /* of `in` */
  struct buf out;
  size_t sent;    /* of `out` */
  unsigned owed;  /* replies that end a command and have not come */
  bool is_read;   /* something may be there to be received */
  bool is_ended;  /* the peer has ended its side */
  bool has_begun; /* something was received in this exchange */
};

#define FTP_COMMAND_MAX (FTP_PATH_MAX + 1024) /* bytes, with its end */
#define FTP_INPUT_MAX   (16 * 1024)
#define FTP_CONTROL_INIT \
  ((struct ftp_control){ .reply = FTP_REPLY_INIT, .in = BUF_INIT(FTP_INPUT_MAX), .out = BUF_INIT(FTP_COMMAND_MAX) })
void ftp_control_free(struct ftp_control *c);

/* Make a command of the words, `argument` may be NULL; it goes out with ftp_control_flush. CURLE_BAD_FUNCTION_ARGUMENT:
 * a line end in it, which would make two commands of it. CURLE_TOO_LARGE, CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode ftp_control_command(struct ftp_control *c, struct trace *t, const char *verb, const char *argument);
/* CURLE_OK: all has gone out. CURLE_AGAIN; stream_write's. */
MUST_USE CURLcode ftp_control_flush(struct ftp_control *c, struct stream *s, struct xfer *x);

/* The next reply. CURLE_AGAIN: it has not come. CURLE_RECV_ERROR: it will not come. CURLE_WEIRD_SERVER_REPLY: it is none.
 * What the header callback returns, stream_read's. */
MUST_USE CURLcode ftp_control_receive(struct ftp_control *c, struct stream *s, const struct proto_request *r,
                                      struct xfer *x, struct ftp_answer *ret);
/* Every command was answered, and nothing else has come. */
bool ftp_control_is_between(const struct ftp_control *c);
/* Nothing was received that stands behind the last reply. */
bool ftp_control_is_empty(const struct ftp_control *c);

#endif
