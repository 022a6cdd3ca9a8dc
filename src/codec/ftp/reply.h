/* A server's replies on FTP's control connection (RFC 959, section 4.2): lines of three digits and a text; one whose digits
 * are followed by '-' goes on until a line of the same digits and a space. In a reply of one line the space may be missing,
 * with the text. Bytes in, lines and replies out.
 */
#ifndef CODEC_FTP_REPLY_H
#define CODEC_FTP_REPLY_H
#include "base/buf.h"

#define FTP_LINE_MAX  (64 * 1024)  /* bytes, with its end */
#define FTP_REPLY_MAX (256 * 1024) /* bytes of all lines of one reply */

enum ftp_reply_kind {
  FTP_REPLY_MORE, /* all input is used up */
  FTP_REPLY_LINE, /* a line that is not the last of its reply */
  FTP_REPLY_END   /* the last line of a reply */
};

struct ftp_reply_event {
  enum ftp_reply_kind kind;
  int code;         /* 100 to 699, of the reply, with FTP_REPLY_END */
  struct span line; /* with its end; lives until the next call */
  struct span text; /* with FTP_REPLY_END: what stands behind the code, without the line's end */
};

/* Initialise with FTP_REPLY_INIT. */
struct ftp_reply {
  struct buf line; /* begun, or the one that was told last */
  bool is_told;    /* the latter */
  size_t len;      /* of the reply so far */
  int code;        /* of a reply of several lines under way; 0: none is */
};
#define FTP_REPLY_INIT ((struct ftp_reply){ .line = BUF_INIT(FTP_LINE_MAX) })

/* Take from `in` up to the end of the next line. A line ends in LF, before which a CR is no part of the text.
 * CURLE_WEIRD_SERVER_REPLY: a first line without a code of three digits from 100 to 699, a NUL, or more than the limits
 * above; the connection is of no use then. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode ftp_reply_decode(struct ftp_reply *r, struct cursor *in, struct ftp_reply_event *e);
/* Nothing of a reply has come that is not told yet. */
bool ftp_reply_is_between(const struct ftp_reply *r);
void ftp_reply_free(struct ftp_reply *r);

#endif
