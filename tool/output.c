#include "output.h"
#include <curl/mprintf.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

static FILE *open_file(struct output *o)
{
  if(!o->file) o->file = o->path ? fopen(o->path, "wb") : stdout;
  if(!o->file) o->errnum = errno;
  return o->file;
}

size_t output_write(char *bytes, size_t size, size_t count, void *data)
{
  struct output *o = data;
  FILE *file = open_file(o);
  if(!file) return CURL_WRITEFUNC_ERROR;
  size_t written = fwrite(bytes, size, count, file);
  if(written < count) o->errnum = errno;
  return written * size;
}

static int close_file(struct output *o)
{
  FILE *file = o->file;
  o->file = NULL;
  if(!file) return 0;
  return file == stdout ? fflush(file) : fclose(file);
}

CURLcode output_finish(struct output *o, CURLcode transfer)
{
  if(!transfer && o->path) open_file(o);
  if(close_file(o) && !o->errnum) o->errnum = errno;
  if(!o->errnum) return CURLE_OK;
  fprintf(stderr, "sluice: cannot write to %s: %s\n", o->path ? o->path : "standard output", strerror(o->errnum));
  return CURLE_WRITE_ERROR;
}

static CURLcode code_of(CURLUcode code)
{
  switch(code) {
  case CURLUE_OK:
    return CURLE_OK;
  case CURLUE_OUT_OF_MEMORY:
    return CURLE_OUT_OF_MEMORY;
  default:
    return CURLE_URL_MALFORMAT;
  }
}

CURLcode output_name_from_url(char **ret, const char *url)
{
  CURLU *parts = curl_url();
  char *path = NULL;
  if(!parts) return CURLE_OUT_OF_MEMORY;
  CURLUcode bad = curl_url_set(parts, CURLUPART_URL, url, CURLU_GUESS_SCHEME);
  if(!bad) bad = curl_url_get(parts, CURLUPART_PATH, &path, 0);
  curl_url_cleanup(parts);
  if(bad) return code_of(bad);

  const char *slash = strrchr(path, '/');
  const char *name = slash ? slash + 1 : path;
  bool usable = *name && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
  char *copy = usable ? curl_maprintf("%s", name) : NULL;
  curl_free(path);
  if(!usable) return CURLE_WRITE_ERROR;
  if(!copy) return CURLE_OUT_OF_MEMORY;
  *ret = copy;
  return CURLE_OK;
}
