#include "api/mime_sources.h"
#include "base/mem.h"
#include "os/file.h"
#include <stdio.h>

/* ---- a file ---- */

struct file_source {
  int fd;          /* -1: not open */
  bool is_one_way; /* no regular file: what was read is gone */
  char path[];
};

static CURLcode file_source_size(void *source, curl_off_t *ret)
{
  struct file_source *f = source;
  TRY(file_size(f->path, ret));
  f->is_one_way = *ret < 0;
  return CURLE_OK;
}

static CURLcode file_source_read(void *source, void *to, size_t room, size_t *got)
{
  struct file_source *f = source;
  if(f->fd < 0) TRY(file_open(&f->fd, f->path));
  return file_read(f->fd, to, room, got);
}

static void file_source_close(void *source)
{
  struct file_source *f = source;
  if(f->fd >= 0) file_close(f->fd);
  f->fd = -1;
}

static bool file_source_can_rewind(const void *source) { return !((const struct file_source *)source)->is_one_way; }

/* It is opened once more. */
static CURLcode file_source_rewind(void *source)
{
  file_source_close(source);
  return file_source_can_rewind(source) ? CURLE_OK : CURLE_SEND_FAIL_REWIND;
}

static const char *file_source_name(const void *source) { return ((const struct file_source *)source)->path; }

static struct file_source *make_file(const char *path)
{
  size_t len = strlen(path) + 1;
  struct file_source *f = mem_alloc(sizeof *f + len);
  if(!f) return NULL;
  *f = (struct file_source){ .fd = -1 };
  memcpy(f->path, path, len);
  return f;
}

static void *file_source_copy(const void *source) { return make_file(file_source_name(source)); }

static void file_source_free(void *source)
{
  file_source_close(source);
  mem_free(source);
}

static const struct mime_source_ops file_ops = {
  .size = file_source_size,
  .read = file_source_read,
  .can_rewind = file_source_can_rewind,
  .rewind = file_source_rewind,
  .close = file_source_close,
  .file = file_source_name,
  .copy = file_source_copy,
  .free = file_source_free,
};

CURLcode mime_file_new(struct mime_source *ret, const char *path)
{
  struct file_source *f = make_file(path);
  if(!f) return CURLE_OUT_OF_MEMORY;
  *ret = (struct mime_source){ &file_ops, f };
  return CURLE_OK;
}

/* ---- callbacks ---- */

static CURLcode callbacks_size(void *source, curl_off_t *ret)
{
  const struct mime_callbacks *c = source;
  *ret = c->size;
  return CURLE_OK;
}

/* After the callback `source` is not looked at: it may be gone. */
static CURLcode callbacks_read(void *source, void *to, size_t room, size_t *got)
{
  const struct mime_callbacks *c = source;
  size_t n = c->read ? c->read(to, 1, room, c->arg) : fread(to, 1, room, c->arg);
  if(n == CURL_READFUNC_ABORT) return CURLE_ABORTED_BY_CALLBACK;
  if(n == CURL_READFUNC_PAUSE) return CURLE_AGAIN;
  if(n > room) return CURLE_READ_ERROR;
  *got = n;
  return CURLE_OK;
}

static bool callbacks_can_rewind(const void *source) { return ((const struct mime_callbacks *)source)->seek; }

static CURLcode callbacks_rewind(void *source)
{
  const struct mime_callbacks *c = source;
  bool is_done = c->seek && c->seek(c->arg, 0, SEEK_SET) == CURL_SEEKFUNC_OK;
  return is_done ? CURLE_OK : CURLE_SEND_FAIL_REWIND;
}

static void *make_callbacks(const struct mime_callbacks *with)
{
  struct mime_callbacks *c = mem_alloc(sizeof *c);
  if(c) *c = *with;
  return c;
}

/* `arg` is the same in both, and released by each: the page says so. */
static void *callbacks_copy(const void *source) { return make_callbacks(source); }

static void callbacks_free(void *source)
{
  const struct mime_callbacks c = *(const struct mime_callbacks *)source;
  mem_free(source);
  if(c.release) c.release(c.arg);
}

static const struct mime_source_ops callbacks_ops = {
  .size = callbacks_size,
  .read = callbacks_read,
  .can_rewind = callbacks_can_rewind,
  .rewind = callbacks_rewind,
  .copy = callbacks_copy,
  .free = callbacks_free,
};

CURLcode mime_callbacks_new(struct mime_source *ret, const struct mime_callbacks *with)
{
  void *c = make_callbacks(with);
  if(!c) return CURLE_OUT_OF_MEMORY;
  *ret = (struct mime_source){ &callbacks_ops, c };
  return CURLE_OK;
}
