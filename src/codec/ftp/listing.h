/* What LIST brings: lines as Unix's `ls -l` and DOS have them, entry by entry, for CURLOPT_WILDCARDMATCH(3). */
#ifndef CODEC_FTP_LISTING_H
#define CODEC_FTP_LISTING_H
#include "base/buf.h"

#define FTP_LISTING_LINE_MAX (64 * 1024) /* bytes */

/* One of a directory. Texts live until the next call. */
struct ftp_entry {
  curlfiletype type;
  unsigned flags; /* CURLFINFOFLAG_KNOWN_* */
  unsigned perm;  /* as chmod(2) has it */
  curl_off_t size;
  long hardlinks;
  const char *name;
  const char *target;                               /* of a symbolic link; NULL: it is none */
  const char *perm_text, *user, *group, *time_text; /* NULL: the form has none */
};

/* Initialise with FTP_LISTING_INIT. */
struct ftp_listing {
  struct buf line;
  int form; /* 0: not known yet; private */
};
#define FTP_LISTING_INIT ((struct ftp_listing){ .line = BUF_INIT(FTP_LISTING_LINE_MAX) })

/* Take from `in` up to the end of the next entry. CURLE_OK: `*ret` is one if `*has`, else all input is used up.
 * CURLE_FTP_BAD_FILE_LIST: a line of neither form, or one that is too long. CURLE_OUT_OF_MEMORY. "total 20"
 * and empty lines are no entries; "." and ".." are. */
MUST_USE CURLcode ftp_listing_decode(struct ftp_listing *l, struct cursor *in, struct ftp_entry *ret, bool *has);
/* The list is over: a last line without an end counts, too. */
MUST_USE CURLcode ftp_listing_end(struct ftp_listing *l, struct ftp_entry *ret, bool *has);
void ftp_listing_free(struct ftp_listing *l);

/* Does `name` match the pattern of CURLOPT_WILDCARDMATCH(3) ('*', '?', sets in brackets with ranges, negation and classes
 * as "[:alnum:]", '\' before a character that stands for itself)? CURL_FNMATCHFUNC_MATCH, _NOMATCH; _FAIL: a pattern that
 * is none. Its cost is bounded by the product of the lengths. */
MUST_USE int ftp_match(const char *pattern, const char *name);

#endif
