/* Several files by a pattern (CURLOPT_WILDCARDMATCH(3)): the directory is listed, then what matches is fetched, one by
 * one. */
#ifndef PROTO_FTP_WILDCARD_H
#define PROTO_FTP_WILDCARD_H
#include "proto/ftp/session.h"

/* Does the request name a pattern? */
bool ftp_wildcard_is_wanted(const struct ftp_session *s);
/* The file of the path is a pattern: it is taken out of it, and the directory is listed. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode ftp_wildcard_begin(struct ftp_session *s);
void ftp_wildcard_free(struct ftp_wildcard *w); /* NULL is legal */

/* Is what comes now the list? */
bool ftp_wildcard_lists(const struct ftp_session *s);
/* A piece of the list, which is not the program's. CURLE_FTP_BAD_FILE_LIST, CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode ftp_wildcard_take(struct ftp_session *s, struct span bytes);
MUST_USE CURLcode ftp_wildcard_end_list(struct ftp_session *s);

/* The step to the next file, if there is one. CURLE_CHUNK_FAILED: the program does not go on. */
CURLcode ftp_begin_next_match(struct ftp_session *s);

#endif
