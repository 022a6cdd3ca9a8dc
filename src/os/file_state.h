/* Has a file changed since it was looked at? */
#ifndef OS_FILE_STATE_H
#define OS_FILE_STATE_H
#include <stdbool.h>
#include <stdint.h>

/* Which file stood at a path, and in which state. All zero: none that can be told from another. */
struct file_state {
  uint64_t device, number, size;
  int64_t changed_s, changed_ns;
};
struct file_state file_state_of(const char *path);
bool file_state_equal(const struct file_state *a, const struct file_state *b);

#endif
