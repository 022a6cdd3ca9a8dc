/* Files that are read from beginning to end. */
#ifndef OS_FILE_H
#define OS_FILE_H
#include "base/result.h"
#include <stdbool.h>
#include <stddef.h>

/* CURLE_READ_ERROR: it cannot be opened, or is a folder. May wait, for the other end of a pipe. */
MUST_USE CURLcode file_open(int *ret, const char *path);
/* `*got` 0: the end. CURLE_READ_ERROR. */
MUST_USE CURLcode file_read(int fd, void *to, size_t room, size_t *got);
void file_close(int fd);

/* The bytes of a regular file; -1: it is something else (a pipe, a device), which is read once and until it ends.
 * CURLE_READ_ERROR: there is none that may be read, or it is a folder. */
MUST_USE CURLcode file_size(const char *path, curl_off_t *ret);

#endif
