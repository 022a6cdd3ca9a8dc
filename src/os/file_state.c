#include "os/file_state.h"
#include <sys/stat.h>

struct file_state file_state_of(const char *path)
{
  struct stat s;
  if(stat(path, &s) || !S_ISREG(s.st_mode)) return (struct file_state){ 0 };
  return (struct file_state){ .device = s.st_dev,
                              .number = s.st_ino,
                              .size = (uint64_t)s.st_size,
                              .changed_s = s.st_mtim.tv_sec,
                              .changed_ns = s.st_mtim.tv_nsec };
}

bool file_state_equal(const struct file_state *a, const struct file_state *b)
{
  return a->device == b->device && a->number == b->number && a->size == b->size && a->changed_s == b->changed_s &&
         a->changed_ns == b->changed_ns;
}
