/* The file ~/.netrc: logins and passwords by host.
 *
 * vocabulary: an *entry* begins with `machine NAME` or `default` (any host) and goes on to the next of these, to a
 * `macdef`, or to the end. In it stand `login`, `password` and `account` with their values; the last of a kind counts.
 * Keywords are in any case, what is unknown is skipped.
 *
 * Tokens are separated by spaces, tabs and line ends. A token that begins with a double quote goes on to the next one,
 * line ends included; a backslash in it makes n, r and t control bytes and takes any other byte as it is. A quoted token
 * is never a keyword. Where a keyword could stand, '#' begins a comment, to the end of its line. A macro (`macdef`) goes
 * on to an empty line and is skipped. A NUL ends its line.
 */
#ifndef CODEC_NETRC_NETRC_H
#define CODEC_NETRC_NETRC_H
#include "base/cursor.h"
#include "base/result.h"

#define NETRC_TOKEN_MAX 4095 /* bytes of a token */

/* Owned strings, either may be NULL: the entry does not say. Both NULL: no entry. */
struct netrc_login {
  char *user;
  char *password;
};

/* What `file` has for `host` (compared without case).
 *
 * With `user` NULL it is the first entry for the host that says anything: what else another one says is never mixed in.
 * With a user it is the password of the first entry that has one and is the user's (compared with case) or nobody's; no
 * other user's password is taken, and `user` is NULL in the result.
 *
 * CURLE_READ_ERROR: before such an entry ended there was a quoted token without its end, or a token longer than
 * NETRC_TOKEN_MAX. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode netrc_find_login(struct span file, const char *host, const char *user, struct netrc_login *ret);

#endif
