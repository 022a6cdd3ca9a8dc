#include "codec/mime/mime.h"
#include "base/mem.h"
#include "base/slist.h"
#include "codec/mime/encode.h"
#include "codec/mime/reader.h"

static curl_mime *root_of(curl_mime *m)
{
  while(m->owner) m = m->owner->in;
  return m;
}

/* Who is at it must not go on: what it points to may be about to go. */
static void disturb_reader(curl_mime *m)
{
  curl_mime *root = root_of(m);
  if(root->reader) mime_reader_end(root->reader);
}

/* 24 hyphens, so that the lines are seen at once, and letters and digits, which need no quotes (RFC 2046, 5.1.1). */
static void write_boundary(char *to, const uint8_t *random)
{
  static const char signs[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  memset(to, '-', MIME_BOUNDARY_MAX - MIME_RANDOM_MAX);
  to += MIME_BOUNDARY_MAX - MIME_RANDOM_MAX;
  for(size_t i = 0; i < MIME_RANDOM_MAX; i++) *to++ = signs[random[i] % (sizeof signs - 1)];
  *to = '\0';
}

curl_mime *mime_new(const uint8_t random[MIME_RANDOM_MAX])
{
  curl_mime *m = mem_zalloc(sizeof *m);
  if(m) write_boundary(m->boundary, random);
  return m;
}

static void free_headers(curl_mimepart *p)
{
  if(p->owns_headers) slist_free(p->headers);
  p->headers = NULL;
}

/* The part is consistent before a source's free function runs: that may be the program's. */
static void drop_content(curl_mimepart *p)
{
  struct mime_source from = p->from;
  curl_mime *subparts = p->subparts;
  p->from = (struct mime_source){ NULL, NULL };
  p->subparts = NULL;
  p->was_read = false;
  if(subparts) subparts->owner = NULL;
  mime_free(subparts);
  if(from.ops) from.ops->free(from.source);
}

static void free_part(curl_mimepart *p)
{
  drop_content(p);
  free_headers(p);
  mem_free(p->name);
  mem_free(p->filename);
  mem_free(p->type);
  mem_free(p);
}

/* The parts of a part take its place before it, so that a deep tree needs no deep stack. */
static void lift_subparts(curl_mime *m, curl_mimepart *p)
{
  curl_mime *sub = p->subparts;
  p->subparts = NULL;
  if(sub->first) {
    sub->last->next = p;
    m->first = sub->first;
  }
  mem_free(sub);
}

void mime_free(curl_mime *m)
{
  if(!m) return;
  disturb_reader(m);
  if(m->holder) *m->holder = NULL;
  if(m->owner) m->owner->subparts = NULL;
  m->owner = NULL;
  for(curl_mimepart *p; (p = m->first);) {
    if(p->subparts) {
      lift_subparts(m, p);
      continue;
    }
    m->first = p->next;
    free_part(p);
  }
  mem_free(m);
}

curl_mimepart *mime_add_part(curl_mime *m)
{
  curl_mimepart *p = mem_zalloc(sizeof *p);
  if(!p) return NULL;
  disturb_reader(m);
  p->in = m;
  if(m->last)
    m->last->next = p;
  else
    m->first = p;
  m->last = p;
  return p;
}

static CURLcode copy_content(curl_mimepart *to, const curl_mimepart *from)
{
  if(from->subparts) {
    TRY(mime_copy(&to->subparts, from->subparts));
    to->subparts->owner = to;
  }
  if(!from->from.ops) return CURLE_OK;
  void *source = from->from.ops->copy(from->from.source);
  if(!source) return CURLE_OUT_OF_MEMORY;
  to->from = (struct mime_source){ from->from.ops, source };
  return CURLE_OK;
}

static CURLcode copy_part(curl_mimepart *to, const curl_mimepart *from)
{
  to->encoder = from->encoder;
  to->owns_headers = true;
  TRY(mem_replace(&to->name, from->name));
  TRY(mem_replace(&to->filename, from->filename));
  TRY(mem_replace(&to->type, from->type));
  TRY(slist_copy(&to->headers, from->headers));
  return copy_content(to, from);
}

CURLcode mime_copy(curl_mime **ret, const curl_mime *from)
{
  curl_mime *m = mem_zalloc(sizeof *m);
  if(!m) return CURLE_OUT_OF_MEMORY;
  memcpy(m->boundary, from->boundary, sizeof m->boundary);
  for(const curl_mimepart *p = from->first; p; p = p->next) {
    curl_mimepart *copy = mime_add_part(m);
    if(copy && !copy_part(copy, p)) continue;
    mime_free(m);
    return CURLE_OUT_OF_MEMORY;
  }
  *ret = m;
  return CURLE_OK;
}

void mime_let_go(curl_mime **holder)
{
  if(*holder) (*holder)->holder = NULL;
  *holder = NULL;
}

CURLcode mime_hold(curl_mime **holder, curl_mime *m)
{
  if(*holder == m) return CURLE_OK;
  if(m && (m->owner || m->holder)) return CURLE_BAD_FUNCTION_ARGUMENT;
  mime_let_go(holder);
  *holder = m;
  if(m) m->holder = holder;
  return CURLE_OK;
}

static CURLcode set_text(curl_mimepart *p, char **at, const char *text)
{
  disturb_reader(p->in);
  return mem_replace(at, text);
}

CURLcode mime_part_set_name(curl_mimepart *p, const char *name) { return set_text(p, &p->name, name); }
CURLcode mime_part_set_filename(curl_mimepart *p, const char *name) { return set_text(p, &p->filename, name); }
CURLcode mime_part_set_type(curl_mimepart *p, const char *type) { return set_text(p, &p->type, type); }

CURLcode mime_part_set_encoder(curl_mimepart *p, const char *name)
{
  const struct mime_encoder *e = name ? mime_encoder_find(name) : NULL;
  if(name && !e) return CURLE_BAD_FUNCTION_ARGUMENT;
  disturb_reader(p->in);
  p->encoder = e;
  return CURLE_OK;
}

/* The same list once more is not freed: only who frees it may have changed. */
void mime_part_set_headers(curl_mimepart *p, struct curl_slist *headers, bool take)
{
  disturb_reader(p->in);
  if(p->headers != headers) free_headers(p);
  p->headers = headers;
  p->owns_headers = take;
}

void mime_part_set_source(curl_mimepart *p, struct mime_source from)
{
  disturb_reader(p->in);
  drop_content(p);
  p->from = from;
}

CURLcode mime_part_set_subparts(curl_mimepart *p, curl_mime *m)
{
  if(m && m == p->subparts) return CURLE_OK;
  if(m && (m->owner || m->holder || m == root_of(p->in))) return CURLE_BAD_FUNCTION_ARGUMENT;
  disturb_reader(p->in);
  drop_content(p);
  p->subparts = m;
  if(m) m->owner = p;
  return CURLE_OK;
}
