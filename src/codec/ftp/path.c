#include "codec/ftp/path.h"
#include "base/mem.h"
#include "base/percent.h"
#include "base/str.h"

static const char type_mark[] = ";type=";
#define TYPE_LEN (sizeof type_mark - 1)

/* ";type=X" at the end, taken off `*path`; 0: there is none. */
static char take_type(struct span *path)
{
  if(path->len <= TYPE_LEN) return 0;
  size_t at = path->len - TYPE_LEN - 1;
  if(!span_equal(span_of(path->at + at, TYPE_LEN), span_text(type_mark))) return 0;
  int type = ascii_lower(path->at[path->len - 1]);
  path->len = at;
  return type == 'a' ? 'A' : type == 'd' ? 'D' : 'I';
}

bool ftp_path_has_type(const char *path)
{
  struct span s = span_text(path);
  return take_type(&s);
}

static CURLcode decode(struct span path, struct buf *to)
{
  TRY(buf_reserve(to, path.len));
  to->len = percent_decode((char *)to->at, path);
  for(size_t i = 0; i < to->len; i++)
    if(to->at[i] < ' ') return CURLE_URL_MALFORMAT;
  return CURLE_OK;
}

static CURLcode add_dir(struct ftp_path *p, const char *at, size_t len)
{
  char *dir = mem_strndup(at, len);
  if(!dir) return CURLE_OUT_OF_MEMORY;
  p->dirs[p->count++] = dir;
  return CURLE_OK;
}

/* One CWD for each part; the root is one, too, and empty parts are none. */
static CURLcode add_each(struct ftp_path *p, const char *at, const char *end)
{
  if(*at == '/') TRY(add_dir(p, "/", 1));
  while(at < end) {
    size_t len = strcspn(at, "/");
    if(len) TRY(add_dir(p, at, len));
    at += len + 1;
  }
  return CURLE_OK;
}

static size_t count_of(const char *text, char c)
{
  size_t n = 0;
  for(; *text; text++) n += *text == c;
  return n;
}

static CURLcode split(struct ftp_path *p, long method)
{
  const char *slash = strrchr(p->whole, '/'), *name = slash ? slash + 1 : p->whole;
  if(method == CURLFTPMETHOD_NOCWD) name = slash && !*name ? name : p->whole;
  if(*name && !(p->file = mem_strdup(name))) return CURLE_OUT_OF_MEMORY;
  if(method == CURLFTPMETHOD_NOCWD || !slash) return CURLE_OK;
  p->dirs = mem_zalloc_array(count_of(p->whole, '/') + 1, sizeof *p->dirs);
  if(!p->dirs) return CURLE_OUT_OF_MEMORY;
  if(method == CURLFTPMETHOD_SINGLECWD) return add_dir(p, p->whole, slash > p->whole ? (size_t)(slash - p->whole) : 1);
  return add_each(p, p->whole, slash);
}

static CURLcode parse(struct ftp_path *p, const char *path, long method)
{
  struct span text = span_text(path);
  struct buf whole = BUF_INIT(FTP_PATH_MAX);
  if(text.len && *text.at == '/') text = span_of(text.at + 1, text.len - 1);
  p->type = take_type(&text);
  CURLcode code = decode(text, &whole);
  if(!code && !(p->whole = buf_take_string(&whole))) code = CURLE_OUT_OF_MEMORY;
  buf_free(&whole);
  return code ? code : split(p, method);
}

CURLcode ftp_path_parse(struct ftp_path *ret, const char *path, long method)
{
  struct ftp_path p = { .count = 0 };
  CURLcode code = parse(&p, path, method);
  if(code) {
    ftp_path_free(&p);
    return code;
  }
  ftp_path_free(ret);
  *ret = p;
  return CURLE_OK;
}

void ftp_path_free(struct ftp_path *p)
{
  for(size_t i = 0; i < p->count; i++) mem_free(p->dirs[i]);
  mem_free(p->dirs);
  mem_free(p->file);
  mem_free(p->whole);
  *p = (struct ftp_path){ .count = 0 };
}
