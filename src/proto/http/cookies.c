#include "proto/http/cookies.h"
#include "base/mem.h"
#include "base/slist.h"
#include "proto/http/cookies_internal.h"

struct cookies *cookies_new(const struct system_ops *system)
{
  uint32_t seed = system_hash_seed(system);
  struct cookies *c = mem_zalloc(sizeof *c);
  if(!c) return NULL;
  c->jar = cookie_jar_new(seed);
  if(!c->jar) {
    mem_free(c);
    return NULL;
  }
  c->refs = 1;
  c->seed = seed;
  c->fork_generation = os_fork_generation();
  pthread_mutex_init(&c->lock, NULL);
  return c;
}

struct cookies *cookies_ref(struct cookies *c)
{
  __atomic_add_fetch(&c->refs, 1, __ATOMIC_RELAXED);
  return c;
}

void cookies_unref(struct cookies *c)
{
  if(!c || __atomic_sub_fetch(&c->refs, 1, __ATOMIC_ACQ_REL)) return;
  cookie_jar_free(c->jar);
  pthread_mutex_destroy(&c->lock);
  mem_free(c);
}

void cookies_unref_at(struct cookies **c) { cookies_unref(*c); }

void cookies_set_lock(struct cookies *c, const struct share_lock *program) { c->program = program; }

static void leave_parent(struct cookies *c, uint32_t generation)
{
  if(__atomic_exchange_n(&c->fork_generation, generation, __ATOMIC_ACQ_REL) == generation) return;
  bool is_whole = !pthread_mutex_trylock(&c->lock);
  pthread_mutex_init(&c->lock, NULL);
  if(!is_whole) c->jar = cookie_jar_new(c->seed);
}

pthread_mutex_t *cookies_mutex(struct cookies *c)
{
  uint32_t generation = os_fork_generation();
  if(__atomic_load_n(&c->fork_generation, __ATOMIC_ACQUIRE) != generation) leave_parent(c, generation);
  return &c->lock;
}

CURLcode cookies_receive(struct cookies *c, struct span value, const struct cookie_origin *from, int64_t now,
                         struct trace *t, bool *is_taken)
{
  COOKIES_LOCKED(c, t);
  return c->jar ? cookie_jar_receive(c->jar, value, from, now, is_taken) : CURLE_OUT_OF_MEMORY;
}

CURLcode cookies_give(struct cookies *c, struct span line, enum cookie_source source, int64_t now, struct trace *t)
{
  COOKIES_LOCKED(c, t);
  return c->jar ? cookie_jar_give(c->jar, line, source, now) : CURLE_OUT_OF_MEMORY;
}

CURLcode cookies_write_field(struct cookies *c, struct buf *value, const struct cookie_origin *to, int64_t now,
                             struct trace *t)
{
  COOKIES_LOCKED(c, t);
  return c->jar ? cookie_jar_write_field(c->jar, value, to, now) : CURLE_OUT_OF_MEMORY;
}

void cookies_clear(struct cookies *c, struct trace *t)
{
  COOKIES_LOCKED(c, t);
  if(c->jar) cookie_jar_clear(c->jar);
}

void cookies_end_session(struct cookies *c, struct trace *t)
{
  COOKIES_LOCKED(c, t);
  if(c->jar) cookie_jar_end_session(c->jar);
}

void cookies_forget_deleted(struct cookies *c, struct trace *t)
{
  COOKIES_LOCKED(c, t);
  if(c->jar) cookie_jar_forget_deleted(c->jar);
}

static struct curl_slist *line_of(const struct cookie *cookie, struct buf *line)
{
  buf_reset(line);
  CURLcode code = cookie_write_line(line, cookie);
  if(!code) code = buf_terminate(line);
  return code ? NULL : slist_item((const char *)line->at);
}

CURLcode cookies_list(struct cookies *c, int64_t now, struct trace *t, struct curl_slist **ret)
{
  COOKIES_LOCKED(c, t);
  struct curl_slist *list = NULL, **end = &list;
  struct buf line = BUF_INIT(COOKIE_LINE_MAX + 1);
  const struct cookie *cookie = NULL;
  CURLcode code = c->jar ? CURLE_OK : CURLE_OUT_OF_MEMORY;
  while(!code && (cookie = cookie_jar_oldest(c->jar, cookie, now))) {
    *end = line_of(cookie, &line);
    if(!*end) code = CURLE_OUT_OF_MEMORY;
    if(*end) end = &(*end)->next;
  }
  buf_free(&line);
  if(code)
    slist_free(list);
  else
    *ret = list;
  return code;
}
