#include "codec/url/path.h"
#include "base/percent.h"

/* How many dots a segment consists of; 0 where it is something else. */
static int count_dots(struct span segment)
{
  int dots = 0;
  while(segment.len) {
    size_t width = *segment.at == '.' ? 1 : percent_byte(segment) == '.' ? 3 : 0;
    if(!width) return 0;
    segment.at += width;
    segment.len -= width;
    dots++;
  }
  return dots;
}

size_t path_remove_dots(char *path, size_t len)
{
  size_t out = 0;
  for(size_t in = 0, end; in < len; in = end) {
    const char *slash = memchr(path + in + 1, '/', len - in - 1);
    end = slash ? (size_t)(slash - path) : len;
    int dots = count_dots(span_of(path + in + 1, end - in - 1));
    if(dots != 1 && dots != 2) {
      memmove(path + out, path + in, end - in);
      out += end - in;
      continue;
    }
    if(dots == 2)
      while(out && path[--out] != '/')
        ;
    if(end == len) path[out++] = '/';
  }
  return out;
}
