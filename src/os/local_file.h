/* A file, a pipe, a device or a folder of this host, read or written piece by piece by who cannot wait: where the other end
 * of a pipe, or a device, is not ready, that is CURLE_AGAIN, and nothing tells when it is. Of a folder the names are read,
 * a line each, but for those that begin with a dot. */
#ifndef OS_LOCAL_FILE_H
#define OS_LOCAL_FILE_H
#include "base/cursor.h"
#include "base/result.h"

/* Read only. Initialise with LOCAL_FILE_INIT. */
struct local_file {
  int fd;             /* -1: it is not open */
  void *folder;       /* NULL: it is none */
  curl_off_t size;    /* bytes, when it was opened; -1: unknown: it is no regular file, or is made while it is read */
  int64_t modified_s; /* since 1970 */
  bool is_pipe;
  struct span name; /* of a folder: what is left of the last name that was read, with its line feed to come */
  bool owes_line_end;
};
#define LOCAL_FILE_INIT ((struct local_file){ .fd = -1 })

/* To be read. CURLE_READ_ERROR, CURLE_OUT_OF_MEMORY; `*f` stays as it is then. */
MUST_USE CURLcode local_file_open(struct local_file *f, const char *path);
/* Go on where that many bytes stand before. For one whose size is known. CURLE_READ_ERROR. */
MUST_USE CURLcode local_file_seek(struct local_file *f, curl_off_t offset);
/* `*got` 0: the end. CURLE_AGAIN, CURLE_READ_ERROR. */
MUST_USE CURLcode local_file_read(struct local_file *f, void *to, size_t room, size_t *got);

/* To be written: made, where it is not there, with the permissions `mode` less what the umask takes away, and emptied,
 * unless `appends`. CURLE_AGAIN: a pipe that nobody reads. CURLE_WRITE_ERROR. `*f` stays as it is then. */
MUST_USE CURLcode local_file_create(struct local_file *f, const char *path, long mode, bool appends);
/* `*written` may be less than all. No signal is raised. CURLE_AGAIN, CURLE_WRITE_ERROR. */
MUST_USE CURLcode local_file_write(struct local_file *f, const void *from, size_t len, size_t *written);

/* It is LOCAL_FILE_INIT then. Legal for that. CURLE_WRITE_ERROR: what was written did not all get there; nobody needs to
 * know of one that was read. */
CURLcode local_file_close(struct local_file *f);

#endif
