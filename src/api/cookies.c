#include "api/cookies.h"
#include "api/option.h"
#include "base/mem.h"
#include "os/file.h"
#include "os/file_state.h"
#include "proto/http/cookies.h"
#include <stdio.h>

/* One name of CURLOPT_COOKIEFILE. */
struct cookie_file {
  struct list_node node;
  struct file_state read; /* as it was read last */
  bool was_read;
  bool as_new_session; /* CURLOPT_COOKIESESSION at that time */
  char path[];
};

static struct trace trace_of(struct Curl_easy *e) { return (struct trace){ .opts = &e->set.trace, .handle = e }; }

static int64_t now(void) { return system_native.wall_s(); }

static void show_store(struct Curl_easy *e) { e->stores.in_use.cookies = e->cookies.is_on ? e->cookies.store : NULL; }

static void drop_store(struct Curl_easy *e)
{
  struct cookies *store = e->cookies.store;
  e->cookies.store = NULL;
  e->cookies.is_shared = false;
  show_store(e);
  cookies_unref(store);
}

static CURLcode need_store(struct Curl_easy *e)
{
  if(!e->cookies.store) e->cookies.store = cookies_new(&system_native);
  show_store(e);
  return e->cookies.store ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

void easy_cookies_init(struct Curl_easy *e) { list_init(&e->cookies.files); }

static CURLcode add_file(struct Curl_easy *e, const char *path)
{
  size_t len = strlen(path) + 1;
  struct cookie_file *f = mem_zalloc(sizeof *f + len);
  if(!f) return CURLE_OUT_OF_MEMORY;
  memcpy(f->path, path, len);
  list_add_last(&e->cookies.files, &f->node);
  return CURLE_OK;
}

CURLcode easy_cookies_copy(struct Curl_easy *e, const struct Curl_easy *from)
{
  e->cookies.is_on = from->cookies.is_on;
  const struct list *files = &from->cookies.files;
  for(const struct list_node *n = files->ring.next; n != &files->ring; n = n->next)
    TRY(add_file(e, CONTAINER_OF((uintptr_t)n, struct cookie_file, node)->path));
  return CURLE_OK;
}

void easy_cookies_reset(struct Curl_easy *e)
{
  struct list_node *n;
  while((n = list_pop(&e->cookies.files))) mem_free(LIST_ENTRY(n, struct cookie_file, node));
}

/* A share's cookies take the place of the handle's own; when it goes, cookies are off (CURLOPT_SHARE(3)). */
void easy_cookies_share(struct Curl_easy *e, struct cookies *shared)
{
  if(!shared && !e->cookies.is_shared) return;
  if(!shared) e->cookies.is_on = false;
  drop_store(e);
  if(!shared) return;
  e->cookies.store = cookies_ref(shared);
  e->cookies.is_shared = true;
  show_store(e);
}

static bool is_input(const struct cookie_file *f) { return !strcmp(f->path, "-"); }

static CURLcode read_file(struct Curl_easy *e, struct cookie_file *f, struct trace *t)
{
  enum cookie_source source = e->set.cookies.new_session ? COOKIES_OF_FORMER_SESSION : COOKIES_OF_FILE;
  int fd = fileno(stdin);
  f->read = file_state_of(f->path);
  f->as_new_session = e->set.cookies.new_session;
  f->was_read = true;
  if(!*f->path || (!is_input(f) && file_open(&fd, f->path))) return CURLE_OK;
  CURLcode code = cookies_load(e->cookies.store, fd, source, now(), t);
  if(!is_input(f)) file_close(fd);
  f->was_read = code != CURLE_OUT_OF_MEMORY;
  return code == CURLE_READ_ERROR ? CURLE_OK : code;
}

/* What is no regular file says nothing more when it is read again. */
static bool is_due(const struct Curl_easy *e, const struct cookie_file *f)
{
  static const struct file_state none;
  if(!f->was_read) return true;
  if(!*f->path) return false;
  struct file_state is = file_state_of(f->path);
  if(file_state_equal(&is, &none)) return false;
  return !file_state_equal(&is, &f->read) || f->as_new_session != e->set.cookies.new_session;
}

static CURLcode read_files(struct Curl_easy *e, bool (*is_wanted)(const struct Curl_easy *, const struct cookie_file *))
{
  struct trace trace = trace_of(e);
  LIST_EACH(n, &e->cookies.files) {
    struct cookie_file *f = LIST_ENTRY(n, struct cookie_file, node);
    if(is_wanted(e, f)) TRY(read_file(e, f, &trace));
  }
  return CURLE_OK;
}

CURLcode easy_cookies_load(struct Curl_easy *e)
{
  if(!e->cookies.is_on) return CURLE_OK;
  TRY(need_store(e));
  return read_files(e, is_due);
}

static bool is_any(const struct Curl_easy *e, const struct cookie_file *f) { return true; }

/* Asked for, it brings deleted cookies back. */
static CURLcode reload(struct Curl_easy *e)
{
  struct trace trace = trace_of(e);
  if(list_is_empty(&e->cookies.files)) return CURLE_OK;
  TRY(need_store(e));
  cookies_forget_deleted(e->cookies.store, &trace);
  return read_files(e, is_any);
}

static CURLcode write_text(const char *path, struct span text)
{
  if(strcmp(path, "-")) return file_replace(path, text);
  return fwrite(text.at, 1, text.len, stdout) == text.len ? CURLE_OK : CURLE_WRITE_ERROR;
}

/* Nobody can be told of a failure but in the trace (CURLOPT_COOKIEJAR(3)). */
static CURLcode write_jar(struct Curl_easy *e)
{
  struct trace trace = trace_of(e);
  struct buf text = BUF_INIT(SIZE_MAX);
  const char *path = e->set.cookies.jar;
  if(!path || !e->cookies.store) return CURLE_OK;
  CURLcode code = cookies_write_file(e->cookies.store, now(), &trace, &text);
  if(!code) code = write_text(path, buf_span(&text));
  if(code) trace_text(&trace, "WARNING: failed to save cookies in %s", path);
  buf_free(&text);
  return code == CURLE_OUT_OF_MEMORY ? code : CURLE_OK;
}

/* Files that no transfer has read belong to the jar, too: it may be one of them. The standard input is not waited for. */
void easy_cookies_end(struct Curl_easy *e)
{
  CURLcode code = CURLE_OK;
  bool has_files = false;
  LIST_EACH(n, &e->cookies.files) {
    struct cookie_file *f = LIST_ENTRY(n, struct cookie_file, node);
    if(is_input(f))
      f->was_read = true;
    else if(*f->path)
      has_files = true;
  }
  if(e->set.cookies.jar && has_files) code = easy_cookies_load(e);
  if(!code) (void)!write_jar(e);
  easy_cookies_reset(e);
  e->cookies.is_on = false;
  drop_store(e);
}

CURLcode easy_cookies_list(struct Curl_easy *e, struct curl_slist **ret)
{
  struct trace trace = trace_of(e);
  struct curl_slist *list = NULL;
  if(e->cookies.store) TRY(cookies_list(e->cookies.store, now(), &trace, &list));
  *ret = list;
  return CURLE_OK;
}

CURLcode set_cookie_file(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  const char *path = v->object;
  TRY(option_check_length(path));
  if(path) {
    TRY(add_file(e, path));
    e->cookies.is_on = true;
    show_store(e);
    return CURLE_OK;
  }
  easy_cookies_reset(e);
  e->cookies.is_on = false;
  if(!e->cookies.is_shared) drop_store(e);
  show_store(e);
  return CURLE_OK;
}

CURLcode set_cookie_jar(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  TRY(option_set_string(e, o, v));
  if(v->object) e->cookies.is_on = true;
  show_store(e);
  return CURLE_OK;
}

/* The next transfer loads them, as each does. */
static void forget_reading(struct Curl_easy *e)
{
  LIST_EACH(n, &e->cookies.files) LIST_ENTRY(n, struct cookie_file, node)->was_read = false;
}

static CURLcode clear_all(struct Curl_easy *e)
{
  struct trace trace = trace_of(e);
  if(e->cookies.store) cookies_clear(e->cookies.store, &trace);
  forget_reading(e);
  return CURLE_OK;
}

static CURLcode end_session(struct Curl_easy *e)
{
  struct trace trace = trace_of(e);
  if(e->cookies.store) cookies_end_session(e->cookies.store, &trace);
  forget_reading(e);
  return CURLE_OK;
}

static const struct {
  const char *name;
  CURLcode (*run)(struct Curl_easy *e);
} commands[] = { { "ALL", clear_all }, { "SESS", end_session }, { "FLUSH", write_jar }, { "RELOAD", reload } };

CURLcode set_cookie_list(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  struct trace trace = trace_of(e);
  const char *text = v->object;
  if(!text) return CURLE_OK;
  TRY(option_check_length(text));
  for(size_t i = 0; i < sizeof commands / sizeof *commands; i++)
    if(!strcmp(text, commands[i].name)) return commands[i].run(e);
  e->cookies.is_on = true;
  TRY(need_store(e));
  return cookies_give(e->cookies.store, span_text(text), COOKIES_OF_PROGRAM, now(), &trace);
}
