#include "engine/hsts.h"
#include "base/mem.h"
#include "base/slist.h"
#include "base/str.h"
#include "os/file.h"

#define NAME_ROOM   2048            /* bytes for a host that the read callback tells, without its NUL */
#define ANSWERS_MAX (HSTS_MAX * 10) /* hosts that the read callback can tell: one that never ends is wrong */

static const char head[] =
    "# Hosts that are reached over https only (HSTS). Written by libcurl, which replaces what is changed "
    "here.\n";

void hsts_files_free(struct hsts_files *f)
{
  slist_free(f->unread);
  mem_free(f->file);
  *f = (struct hsts_files){ 0 };
}

/* One that is to be read anyway is not read twice. */
static CURLcode add_unread(struct hsts_files *f, const char *name)
{
  struct curl_slist **end = &f->unread;
  for(; *end; end = &(*end)->next)
    if(!strcmp((*end)->data, name)) return CURLE_OK;
  return slist_copy(end, &(const struct curl_slist){ .data = (char *)(uintptr_t)name });
}

CURLcode hsts_files_copy(struct hsts_files *to, const struct hsts_files *from)
{
  struct hsts_files copy = { .is_read_only = from->is_read_only };
  CURLcode code = slist_copy(&copy.unread, from->unread);
  if(!code && from->file) code = add_unread(&copy, from->file);
  if(!code) code = mem_replace(&copy.file, from->file);
  if(code)
    hsts_files_free(&copy);
  else
    *to = copy;
  return code;
}

CURLcode hsts_files_set(struct hsts_files *f, const char *name)
{
  if(!name) {
    slist_free(f->unread);
    f->unread = NULL;
  }
  if(!name || !*name) return mem_replace(&f->file, NULL);
  TRY(mem_replace(&f->file, name));
  return add_unread(f, name);
}

/* Unwritten, a file that is too large stays as it is. */
static CURLcode read_file(struct http_hsts *h, struct hsts_files *f, const char *name, struct trace *t)
{
  struct buf lines = BUF_INIT(HSTS_CONTENT_MAX);
  CURLcode code = file_load(name, &lines);
  if(!code) {
    code = http_hsts_read(h, buf_span(&lines), false, t);
  } else if(code != CURLE_OUT_OF_MEMORY) {
    trace_text(t, "The HSTS file %s %s", name, code == CURLE_TOO_LARGE ? "is too large" : "cannot be read");
    if(code == CURLE_TOO_LARGE && f->file && !strcmp(f->file, name))
      code = mem_replace(&f->file, NULL);
    else
      code = CURLE_OK;
  }
  buf_free(&lines);
  return code;
}

/* The list may change on the way: a trace line calls the program. What could not be read is to be read once more. */
static CURLcode read_files(struct http_hsts *h, struct hsts_files *f, struct trace *t)
{
  CURLcode code = CURLE_OK;
  while(!code && f->unread) {
    struct curl_slist *first = f->unread;
    f->unread = first->next;
    first->next = NULL;
    code = read_file(h, f, first->data, t);
    if(!code) {
      slist_free(first);
    } else {
      first->next = f->unread;
      f->unread = first;
    }
  }
  return code;
}

static CURLSTScode call_read(const struct hsts_opts *opts, struct curl_hstsentry *e, const struct trace *t)
{
  CALLBACK_SCOPE(t->guard);
  return opts->read(t->handle, e, opts->read_data);
}

/* One host. CURLE_AGAIN: and another one may follow. */
static CURLcode ask_once(struct http_hsts *h, const struct hsts_opts *opts, struct trace *t)
{
  int64_t expires = HSTS_FOREVER;
  char name[NAME_ROOM + 1] = "";
  struct curl_hstsentry e = { .name = name, .namelen = NAME_ROOM };
  CURLSTScode answer = call_read(opts, &e, t);
  if(answer == CURLSTS_DONE) return CURLE_OK;
  if(answer != CURLSTS_OK) return trace_fail(t, CURLE_ABORTED_BY_CALLBACK, "The HSTS read callback failed");
  size_t len = strnlen(name, sizeof name), stamp_len = strnlen(e.expire, sizeof e.expire);
  if(!len || len > NAME_ROOM)
    return trace_fail(t, CURLE_BAD_FUNCTION_ARGUMENT, "The HSTS read callback has given no name");
  if(stamp_len && !hsts_parse_expiry(span_of(e.expire, stamp_len), &expires)) return CURLE_AGAIN;
  TRY(http_hsts_add(h, name, e.includeSubDomains, expires, t));
  return CURLE_AGAIN;
}

static CURLcode ask(struct http_hsts *h, const struct hsts_opts *opts, struct trace *t)
{
  CURLcode code = CURLE_AGAIN;
  for(int i = 0; code == CURLE_AGAIN && i < ANSWERS_MAX; i++) code = ask_once(h, opts, t);
  if(code != CURLE_AGAIN) return code;
  return trace_fail(t, CURLE_BAD_FUNCTION_ARGUMENT, "The HSTS read callback does not end");
}

CURLcode hsts_fill(struct http_hsts *h, struct hsts_files *f, const struct hsts_opts *opts, struct trace *t)
{
  TRY(read_files(h, f, t));
  const struct hsts_opts now = *opts; /* the callback may set another one, for the next time */
  if(!now.read || f->has_asked) return CURLE_OK;
  TRY(ask(h, &now, t));
  f->has_asked = true;
  return CURLE_OK;
}

/* Port 80 was http's by default, and any other one is as the URL wants it. */
static CURLUcode to_https(struct url *u)
{
  CURLUcode code = u->port_text && u->port == 80 ? url_set(u, CURLUPART_PORT, "443", 0) : CURLUE_OK;
  return code ? code : url_set(u, CURLUPART_SCHEME, "https", CURLU_NON_SUPPORT_SCHEME);
}

CURLcode hsts_upgrade(struct http_hsts *h, struct url *u, const char *host, int64_t now, struct trace *t)
{
  if(!host || strcmp(u->scheme, "http") || !http_hsts_has(h, host, now, t)) return CURLE_OK;
  CURLUcode code = to_https(u);
  if(code == CURLUE_OUT_OF_MEMORY) return CURLE_OUT_OF_MEMORY;
  if(code) return trace_fail(t, url_error(code), "The URL cannot be made one of https, as HSTS asks for");
  trace_text(t, "%s is to be reached over https only (HSTS): switched to it", host);
  return CURLE_OK;
}

static bool is_unread(const struct hsts_files *f)
{
  for(const struct curl_slist *l = f->unread; l; l = l->next)
    if(!strcmp(l->data, f->file)) return true;
  return false;
}

/* With what the file has got from others since it was read. */
static CURLcode write_file(struct http_hsts *h, const char *name, int64_t now, struct trace *t)
{
  struct buf bytes = BUF_INIT(HSTS_CONTENT_MAX);
  CURLcode code = file_load(name, &bytes);
  if(!code) code = http_hsts_read(h, buf_span(&bytes), true, t);
  if(code == CURLE_READ_ERROR) code = CURLE_OK;
  buf_reset(&bytes);
  if(!code) code = buf_add_text(&bytes, head);
  if(!code) code = http_hsts_write(h, now, &bytes, t);
  if(!code) code = file_replace(name, buf_span(&bytes));
  buf_free(&bytes);
  return code;
}

static CURLSTScode call_write(const struct hsts_opts *opts, struct curl_hstsentry *e, struct curl_index *i,
                              const struct trace *t)
{
  CALLBACK_SCOPE(t->guard);
  return opts->write(t->handle, e, i, opts->write_data);
}

/* `lines` is what hsts_write has written. */
static CURLSTScode tell_line(const struct hsts_opts *opts, struct span text, struct curl_index *i,
                             const struct trace *t)
{
  struct hsts_line line;
  char name[HSTS_HOST_MAX + 1];
  if(!hsts_parse_line(text, &line)) return CURLSTS_OK;
  struct curl_hstsentry e = { .name = name, .namelen = line.host.len, .includeSubDomains = line.subdomains };
  memcpy(name, line.host.at, line.host.len);
  name[line.host.len] = '\0';
  memcpy(e.expire, line.stamp.at, line.stamp.len);
  return call_write(opts, &e, i, t);
}

static size_t count_lines(struct span lines)
{
  size_t count = 0;
  for(size_t i = 0; i < lines.len; i++) count += lines.at[i] == '\n';
  return count;
}

/* No lock is held while the callback runs: it is told what was remembered at one moment. */
static CURLcode tell(struct http_hsts *h, const struct hsts_opts *opts, int64_t now, const struct trace *t)
{
  struct buf bytes = BUF_INIT(HSTS_CONTENT_MAX);
  CURLcode code = http_hsts_write(h, now, &bytes, t);
  struct curl_index i = { .total = count_lines(buf_span(&bytes)) };
  CURLSTScode answer = code ? CURLSTS_DONE : CURLSTS_OK;
  for(struct cursor c = cursor_of(buf_span(&bytes)); cursor_left(&c) && answer == CURLSTS_OK; i.index++) {
    const uint8_t *end = memchr(c.at, '\n', cursor_left(&c));
    struct span line = cursor_take(&c, end ? (size_t)(end - c.at) : cursor_left(&c));
    if(end) c.at++;
    answer = tell_line(opts, line, &i, t);
  }
  buf_free(&bytes);
  return code;
}

void hsts_save(struct http_hsts *h, const struct hsts_files *f, const struct hsts_opts *opts, int64_t now,
               struct trace *t)
{
  CURLcode code = CURLE_OK;
  if(f->file && !f->is_read_only && !is_unread(f)) code = write_file(h, f->file, now, t);
  if(code) trace_text(t, "The HSTS file %s cannot be written", f->file);
  code = opts->write ? tell(h, opts, now, t) : CURLE_OK;
  if(code) trace_text(t, "There is no memory to tell the HSTS hosts");
}
