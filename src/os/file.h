/* Files that are read from beginning to end, or written as a whole. */
#ifndef OS_FILE_H
#define OS_FILE_H
#include "base/buf.h"

/* CURLE_READ_ERROR: it cannot be opened, or is a folder. May wait, for the other end of a pipe. */
MUST_USE CURLcode file_open(int *ret, const char *path);
/* `*got` 0: the end. CURLE_READ_ERROR. */
MUST_USE CURLcode file_read(int fd, void *to, size_t room, size_t *got);
void file_close(int fd);

/* The bytes of a regular file; -1: it is something else (a pipe, a device), which is read once and until it ends.
 * CURLE_READ_ERROR: there is none that may be read, or it is a folder. */
MUST_USE CURLcode file_size(const char *path, curl_off_t *ret);

/* Append all of it to `to`. CURLE_READ_ERROR: it cannot be opened or read, or is a folder; CURLE_TOO_LARGE: more than the
 * buffer's cap; CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode file_load(const char *path, struct buf *to);

/* Make `bytes` the content of the file, which is made where there is none. Who reads it meanwhile sees the old content or
 * the new one, and so does everybody after a crash of the program; of two at a time the later one stands. The mode of a
 * file that was there stays, a link goes on pointing where it did; what is no regular file (a device, a pipe) is written
 * to. CURLE_WRITE_ERROR: it cannot be done, and what was there stands. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode file_replace(const char *path, struct span bytes);

#endif
