/* Files that something is remembered in: read when they have changed, and replaced whole. */
#ifndef OS_FILE_STORE_H
#define OS_FILE_STORE_H
#include "base/cursor.h"
#include "base/result.h"

/* Which file stood at a path, and in which state. All zero: none that can be told from another. */
struct file_state {
  uint64_t device, number, size;
  int64_t changed_s, changed_ns;
};
struct file_state file_state_of(const char *path);
bool file_state_equal(const struct file_state *a, const struct file_state *b);

/* Make `bytes` the content of the file at `path`: whoever reads it sees the old content or the new one. A file that is
 * there keeps its permissions, a new one has those of the umask; what a symbolic link points to is replaced, not the
 * link. What is no regular file (a terminal, a pipe) is written to. CURLE_WRITE_ERROR: nothing has changed. */
MUST_USE CURLcode file_replace(const char *path, struct span bytes);

#endif
