/* Any path, by the method that the first byte says: no part holds a control byte, and the parts make up the whole. */
#include "codec/ftp/path.h"
#include <stdlib.h>

static void check(bool holds)
{
  if(!holds) abort();
}

static void check_text(const char *text)
{
  check(*text);
  for(; *text; text++) check((uint8_t)*text >= ' ');
}

/* Each part stands in the whole, one behind the other. */
static void check_parts(const struct ftp_path *p)
{
  const char *at = p->whole;
  for(size_t i = 0; i < p->count; i++) {
    check_text(p->dirs[i]);
    check((at = strstr(at, p->dirs[i])) != NULL);
    at += strlen(p->dirs[i]);
  }
  if(!p->file) return;
  check_text(p->file);
  check(strlen(p->file) <= strlen(at) && !strcmp(p->whole + strlen(p->whole) - strlen(p->file), p->file));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const long methods[] = { CURLFTPMETHOD_MULTICWD, CURLFTPMETHOD_NOCWD, CURLFTPMETHOD_SINGLECWD };
  if(!size) return 0;
  struct ftp_path p = { .count = 0 };
  long method = methods[data[0] % 3];
  char *path = malloc(size);
  check(path);
  memcpy(path, data + 1, size - 1);
  path[size - 1] = '\0';
  CURLcode code = ftp_path_parse(&p, path, method);
  check(!code || ((code == CURLE_URL_MALFORMAT || code == CURLE_TOO_LARGE) && !p.whole));
  if(!code) {
    check(strlen(p.whole) <= strlen(path) && (!p.type || strchr("AID", p.type)));
    check(method == CURLFTPMETHOD_MULTICWD || p.count <= (method == CURLFTPMETHOD_SINGLECWD));
    check_parts(&p);
  }
  ftp_path_free(&p);
  free(path);
  return 0;
}
