#include "api/stores.h"
#include "api/share.h"
#include "base/mem.h"
#include "engine/altsvc.h"
#include "os/system.h"

void easy_stores_free(struct easy_stores *s)
{
  http_hsts_unref(s->in_use.hsts);
  http_hsts_unref(s->own_hsts);
  hsts_files_free(&s->hsts_files);
  altsvc_free(s->own_altsvc);
  mem_free(s->altsvc_file);
  *s = (struct easy_stores){ 0 };
}

CURLcode easy_stores_want_hsts(struct easy_stores *s)
{
  if(!s->own_hsts) s->own_hsts = http_hsts_new(system_hash_seed(&system_native), NULL);
  if(!s->own_hsts) return CURLE_OUT_OF_MEMORY;
  s->wants_hsts = true;
  return CURLE_OK;
}

CURLcode easy_stores_want_altsvc(struct easy_stores *s)
{
  if(!s->own_altsvc) s->own_altsvc = altsvc_new(system_hash_seed(&system_native));
  if(!s->own_altsvc) return CURLE_OUT_OF_MEMORY;
  if(!s->wants_altsvc) s->altsvc_control = CURLALTSVC_H1 | CURLALTSVC_H2 | CURLALTSVC_H3; /* CURLOPT_ALTSVC_CTRL(3) */
  s->wants_altsvc = true;
  return CURLE_OK;
}

CURLcode easy_stores_use_altsvc_file(struct easy_stores *s, const char *name)
{
  if(!name) return mem_replace(&s->altsvc_file, NULL);
  TRY(easy_stores_want_altsvc(s));
  if(*name) TRY(altsvc_load(s->own_altsvc, name));
  return mem_replace(&s->altsvc_file, *name ? name : NULL);
}

/* What is shared counts for who has not asked for it, too: a host that wants https is not asked over http. */
void easy_stores_choose(struct easy_stores *s, const struct share *share)
{
  struct http_hsts *former = s->in_use.hsts;
  struct http_hsts *own = s->wants_hsts ? s->own_hsts : NULL;
  struct http_hsts *chosen = share && share->hsts ? share->hsts : own;
  s->in_use.hsts = chosen ? http_hsts_ref(chosen) : NULL;
  http_hsts_unref(former);
  s->in_use.altsvc = s->wants_altsvc ? s->own_altsvc : NULL;
  s->in_use.altsvc_control = s->altsvc_control;
}

static CURLcode copy_hosts(struct http_hsts *to, struct http_hsts *from)
{
  struct buf lines = BUF_INIT(HSTS_CONTENT_MAX);
  CURLcode code = http_hsts_write(from, system_native.wall_s(), &lines, NULL);
  if(!code) code = http_hsts_read(to, buf_span(&lines), false, NULL);
  buf_free(&lines);
  return code;
}

static CURLcode copy_hsts(struct easy_stores *to, struct easy_stores *from)
{
  TRY(hsts_files_copy(&to->hsts_files, &from->hsts_files));
  if(!from->wants_hsts) return CURLE_OK;
  TRY(easy_stores_want_hsts(to));
  return copy_hosts(to->own_hsts, from->own_hsts);
}

/* What the file has, and nothing that was learnt since. */
static CURLcode copy_altsvc(struct easy_stores *to, const struct easy_stores *from)
{
  if(from->altsvc_file) TRY(easy_stores_use_altsvc_file(to, from->altsvc_file));
  if(from->wants_altsvc) TRY(easy_stores_want_altsvc(to));
  to->wants_altsvc = from->wants_altsvc;
  to->altsvc_control = from->altsvc_control;
  return CURLE_OK;
}

CURLcode easy_stores_copy(struct easy_stores *to, struct easy_stores *from)
{
  CURLcode code = copy_hsts(to, from);
  if(!code) code = copy_altsvc(to, from);
  if(code)
    easy_stores_free(to);
  else
    easy_stores_choose(to, NULL);
  return code;
}

void easy_stores_save(struct easy_stores *s, const struct hsts_opts *hsts, struct trace *t)
{
  int64_t now = system_native.wall_s();
  if(s->in_use.hsts) hsts_save(s->in_use.hsts, &s->hsts_files, hsts, now, t);
  if(!s->in_use.altsvc || !s->altsvc_file || (s->altsvc_control & CURLALTSVC_READONLYFILE)) return;
  if(altsvc_save(s->in_use.altsvc, s->altsvc_file, now))
    trace_text(t, "The Alt-Svc file %s cannot be written", s->altsvc_file);
}
