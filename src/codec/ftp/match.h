/* The patterns of CURLOPT_WILDCARDMATCH(3). */
#ifndef CODEC_FTP_MATCH_H
#define CODEC_FTP_MATCH_H
#include <stdbool.h>

/* Does `name` match `pattern`? '*' stands for any bytes, '?' for one, "[a-z[:digit:]]" for one of a set and "[!a-z]" or
 * "[^a-z]" for one of no set; '\' makes the next byte stand for itself, also in a set. Bytes count, not characters, whatever
 * the locale says; '/' and a leading '.' are bytes like any other.
 *
 * Every text is a pattern: a '[' that nothing closes stands for itself, and so do those behind it; a class that is none has
 * no members; what goes downwards, as "[-!", is no range but three bytes; a '\' at the end matches nothing. The
 * cost is bounded by the product of the lengths. */
bool ftp_match(const char *pattern, const char *name);

#endif
