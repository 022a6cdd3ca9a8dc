/* The path of an FTP URL (RFC 1738, section 3.2.2): directories to change to, a file, a type. */
#ifndef CODEC_FTP_PATH_H
#define CODEC_FTP_PATH_H
#include "base/buf.h"

#define FTP_PATH_MAX (1024 * 1024) /* bytes */

/* {0} is empty. All texts are decoded and without control bytes (below 32). */
struct ftp_path {
  char **dirs; /* `count` of them: one CWD each */
  size_t count;
  char *file;  /* NULL: the directory is listed */
  char *whole; /* the path as one text, for CURLFTPMETHOD_NOCWD and for reuse: what has been changed to already */
  char type;   /* 'A', 'I', 'D' of ";type=a" at the end (in either case; any other means 'I'); 0: none */
};

/* `path`, as in a URL, begins with '/', which is the entry path of the login; "//" or "/%2f" is the root. `method`:
 * CURLFTPMETHOD_*; with _SINGLECWD there is at most one directory, with _NOCWD none and `file` is all of it.
 * CURLE_URL_MALFORMAT: a control byte in what is decoded, so that nothing becomes a command.
 * CURLE_TOO_LARGE: over FTP_PATH_MAX. CURLE_OUT_OF_MEMORY. `*ret` is {0} or a path, which is replaced. */
MUST_USE CURLcode ftp_path_parse(struct ftp_path *ret, const char *path, long method);
void ftp_path_free(struct ftp_path *p);

/* Does it end in ";type=X"? */
bool ftp_path_has_type(const char *path);

#endif
