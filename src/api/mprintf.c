#include "api/mprintf_format.h"
#include "base/buf.h"
#include "base/mem.h"
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

#define RESULT_MAX ((size_t)8000000) /* bytes that curl_maprintf makes at most */

struct file_sink {
  struct mprintf_sink sink;
  FILE *file;
};

struct buf_sink {
  struct mprintf_sink sink;
  struct buf buf;
};

struct memory_sink {
  struct mprintf_sink sink;
  char *at;
  size_t left;
};

static size_t write_to_file(struct mprintf_sink *s, const char *bytes, size_t len)
{
  return fwrite(bytes, 1, len, CONTAINER_OF(s, struct file_sink, sink)->file);
}

static size_t write_to_buf(struct mprintf_sink *s, const char *bytes, size_t len)
{
  return buf_add(&CONTAINER_OF(s, struct buf_sink, sink)->buf, bytes, len) ? 0 : len;
}

static size_t write_to_memory(struct mprintf_sink *s, const char *bytes, size_t len)
{
  struct memory_sink *m = CONTAINER_OF(s, struct memory_sink, sink);
  size_t fits = len < m->left ? len : m->left;
  memcpy(m->at, bytes, fits);
  m->at += fits;
  m->left -= fits;
  return fits;
}

static void fetch_argument(union mprintf_argument *to, enum mprintf_type type, va_list *args)
{
  switch(type) {
  case TYPE_INT:
    to->integer = va_arg(*args, int);
    break;
  case TYPE_CHAR:
    to->integer = (long long)(signed char)va_arg(*args, int);
    break;
  case TYPE_SHORT:
    to->integer = (short)va_arg(*args, int);
    break;
  case TYPE_LONG:
    to->integer = va_arg(*args, long);
    break;
  case TYPE_LONG_LONG:
    to->integer = va_arg(*args, long long);
    break;
  case TYPE_SIZE:
    to->integer = (long long)va_arg(*args, size_t);
    break;
  case TYPE_DOUBLE:
    to->number = va_arg(*args, double);
    break;
  case TYPE_LONG_DOUBLE:
    to->long_number = va_arg(*args, long double);
    break;
  default:
    to->pointer = va_arg(*args, void *);
  }
}

/* False: the format was refused, then nothing is written; or the sink took not all. */
static bool write_formatted(struct mprintf_sink *s, const char *text, va_list args)
{
  struct mprintf_format f;
  union mprintf_argument arguments[MPRINTF_ARGUMENTS_MAX];
  if(!mprintf_read(&f, text)) return false;
  va_list copy; /* its address can be taken, whatever a va_list is */
  va_copy(copy, args);
  for(int i = 0; i < f.argument_count; i++) fetch_argument(&arguments[i], f.type[i], &copy);
  va_end(copy);
  for(size_t i = 0; i < f.piece_count; i++)
    if(!mprintf_write_piece(s, &f.piece[i], arguments)) return false;
  return true;
}

static int count_of(const struct mprintf_sink *s) { return s->written <= INT_MAX ? (int)s->written : -1; }

int curl_mvfprintf(FILE *fd, const char *format, va_list args)
{
  struct file_sink s = { .sink = { .write = write_to_file }, .file = fd };
  write_formatted(&s.sink, format, args);
  return count_of(&s.sink);
}

int curl_mvprintf(const char *format, va_list args) { return curl_mvfprintf(stdout, format, args); }

int curl_mvsnprintf(char *buffer, size_t maxlength, const char *format, va_list args)
{
  if(!maxlength) return 0;
  struct memory_sink s = { .sink = { .write = write_to_memory }, .left = maxlength - 1 };
  s.at = buffer;
  write_formatted(&s.sink, format, args);
  *s.at = '\0';
  return count_of(&s.sink);
}

int curl_mvsprintf(char *buffer, const char *format, va_list args)
{
  return curl_mvsnprintf(buffer, SIZE_MAX, format, args);
}

char *curl_mvaprintf(const char *format, va_list args)
{
  struct buf_sink s = { .sink = { .write = write_to_buf }, .buf = BUF_INIT(RESULT_MAX) };
  char *text = write_formatted(&s.sink, format, args) ? buf_take_string(&s.buf) : NULL;
  buf_free(&s.buf);
  return text;
}

int curl_mprintf(const char *format, ...)
{
  va_list args;
  va_start(args, format);
  int count = curl_mvprintf(format, args);
  va_end(args);
  return count;
}

int curl_mfprintf(FILE *fd, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  int count = curl_mvfprintf(fd, format, args);
  va_end(args);
  return count;
}

int curl_msprintf(char *buffer, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  int count = curl_mvsprintf(buffer, format, args);
  va_end(args);
  return count;
}

int curl_msnprintf(char *buffer, size_t maxlength, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  int count = curl_mvsnprintf(buffer, maxlength, format, args);
  va_end(args);
  return count;
}

char *curl_maprintf(const char *format, ...)
{
  va_list args;
  va_start(args, format);
  char *text = curl_mvaprintf(format, args);
  va_end(args);
  return text;
}
