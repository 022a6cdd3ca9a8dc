/* The path of a URL. */
#ifndef CODEC_URL_PATH_H
#define CODEC_URL_PATH_H
#include <stddef.h>

/* Take the segments "." and ".." (a dot may be written "%2e") out of a path that begins with '/', in place (RFC 3986,
 * section 5.2.4). Returns the new length, at least 1; nothing is terminated. */
size_t path_remove_dots(char *path, size_t len);

#endif
