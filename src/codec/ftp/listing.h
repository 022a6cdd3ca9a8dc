/* What LIST brings: lines as Unix's `ls -l` and DOS have them, entry by entry, for CURLOPT_WILDCARDMATCH(3). */
#ifndef CODEC_FTP_LISTING_H
#define CODEC_FTP_LISTING_H
#include "base/buf.h"

#define FTP_LISTING_LINE_MAX (64 * 1024) /* bytes, with the line's end */

/* One of a directory, also "." and "..". Texts live until the next call. */
struct ftp_entry {
  curlfiletype type;
  unsigned flags;     /* CURLFINFOFLAG_KNOWN_*: of what stands here as a number, and of the name */
  unsigned perm;      /* as chmod(2) has it */
  curl_off_t size;    /* bytes; 0 where it is not known, as of a device that tells its numbers */
  long hardlinks;     /* 0: the form has none */
  const char *name;   /* not empty, no CR, LF or '/': nothing but a name becomes a command's argument or a file's */
  const char *target; /* of a symbolic link; NULL: it is none, or none is told */
  const char *perm_text, *user, *group, *time_text; /* NULL: the form has none */
};

/* Initialise with FTP_LISTING_INIT. */
struct ftp_listing {
  struct buf line; /* begun, or the one of the entry that was told last */
  bool is_told;    /* the latter */
};
#define FTP_LISTING_INIT ((struct ftp_listing){ .line = BUF_INIT(FTP_LISTING_LINE_MAX) })

/* Take from `in` up to the end of the next entry. CURLE_OK: `*ret` is one if `*has`, else all input is used up.
 * CURLE_FTP_BAD_FILE_LIST: a line of neither form, one with a NUL or a CR within, or one that is too long; the listing is
 * of no use then. CURLE_OUT_OF_MEMORY. "total 20" and empty lines are no entries. */
MUST_USE CURLcode ftp_listing_decode(struct ftp_listing *l, struct cursor *in, struct ftp_entry *ret, bool *has);
/* The list is over: a last line without an end counts, too. */
MUST_USE CURLcode ftp_listing_end(struct ftp_listing *l, struct ftp_entry *ret, bool *has);
void ftp_listing_free(struct ftp_listing *l);

#endif
