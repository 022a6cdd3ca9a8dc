#include "engine/headers.h"
#include "base/mem.h"
#include "base/str.h"

#define FIRST_ROOM  240         /* short answers fit, and most in the next two blocks */
#define KEPT_MOST   (64 * 1024) /* bytes that wait for the next transfer */
#define ORIGINS_ALL (CURLH_HEADER | CURLH_TRAILER | CURLH_CONNECT | CURLH_1XX | CURLH_PSEUDO)

struct headers_block {
  struct headers_block *next;
  size_t room, used;
  char at[]; /* fields */
};

struct field {
  uint32_t name_len, value_len;
  int32_t request;
  uint32_t origin;
  char text[]; /* name NUL value NUL, and what fills up to the next field */
};

static size_t field_size(size_t name_len, size_t value_len)
{
  size_t align = _Alignof(struct field);
  return (sizeof(struct field) + name_len + value_len + 2 + align - 1) / align * align;
}

static struct span name_of(const struct field *f) { return span_of(f->text, f->name_len); }

void headers_free(struct headers *h)
{
  while(h->first) {
    struct headers_block *next = h->first->next;
    mem_free(h->first);
    h->first = next;
  }
  *h = (struct headers){ 0 };
}

/* The last block is the largest. */
void headers_begin(struct headers *h)
{
  struct headers_block *kept = h->last && h->last->room <= KEPT_MOST ? h->last : NULL;
  while(h->first && h->first != kept) {
    struct headers_block *next = h->first->next;
    mem_free(h->first);
    h->first = next;
  }
  *h = (struct headers){ .first = kept, .last = kept, .size = kept ? kept->room : 0 };
  if(kept) kept->used = 0;
}

void headers_next_request(struct headers *h) { h->request++; }

static CURLcode add_block(struct headers *h, size_t need)
{
  size_t left = HEADERS_MAX - h->size;
  size_t room = h->last ? h->last->room * 2 : FIRST_ROOM;
  if(room < need) room = need;
  if(room > left) room = left;
  if(room < need) return CURLE_TOO_LARGE;
  struct headers_block *b = mem_alloc(sizeof *b + room);
  if(!b) return CURLE_OUT_OF_MEMORY;
  *b = (struct headers_block){ .room = room };
  if(h->last)
    h->last->next = b;
  else
    h->first = b;
  h->last = b;
  h->size += room;
  return CURLE_OK;
}

CURLcode headers_add(struct headers *h, struct span name, struct span value, unsigned origin)
{
  if(name.len > HEADERS_MAX || value.len > HEADERS_MAX) return CURLE_TOO_LARGE;
  size_t size = field_size(name.len, value.len);
  if(!h->last || h->last->room - h->last->used < size) TRY(add_block(h, size));
  struct headers_block *b = h->last;
  struct field *f = (struct field *)(void *)(b->at + b->used);
  *f = (struct field){ (uint32_t)name.len, (uint32_t)value.len, h->request, origin };
  memcpy(f->text, name.at, name.len);
  f->text[name.len] = '\0';
  if(value.len) memcpy(f->text + name.len + 1, value.at, value.len);
  f->text[name.len + 1 + value.len] = '\0';
  b->used += size;
  return CURLE_OK;
}

/* A walk over all fields that are within bounds. */
struct walk {
  struct headers_block *block;
  size_t at;
  unsigned origins;
  int request;
};

static struct walk walk_from_start(const struct headers *h, unsigned origins, int request)
{
  return (struct walk){ h->first, 0, origins, request == -1 ? h->request : request };
}

/* The next one, wanted or not. */
static struct field *step(struct walk *w)
{
  while(w->block && w->at == w->block->used) {
    w->block = w->block->next;
    w->at = 0;
  }
  if(!w->block) return NULL;
  struct field *f = (struct field *)(void *)(w->block->at + w->at);
  w->at += field_size(f->name_len, f->value_len);
  return f;
}

static struct field *next_field(struct walk *w)
{
  struct field *f = step(w);
  while(f && (f->request != w->request || !(f->origin & w->origins))) f = step(w);
  return f;
}

static struct curl_header shown(struct field *f, size_t index, size_t amount)
{
  return (struct curl_header){ .name = f->text,
                               .value = f->text + f->name_len + 1,
                               .amount = amount,
                               .index = index,
                               .origin = f->origin,
                               .anchor = f };
}

CURLHcode headers_find(const struct headers *h, const char *name, size_t index, unsigned origins, int request,
                       struct curl_header *ret)
{
  if(!name || !origins || (origins & ~(unsigned)ORIGINS_ALL) || request < -1) return CURLHE_BAD_ARGUMENT;
  if(!h->first || !h->first->used) return CURLHE_NOHEADERS;
  if(request > h->request) return CURLHE_NOREQUEST;
  struct walk w = walk_from_start(h, origins, request);
  struct span wanted = span_text(name);
  struct field *found = NULL;
  size_t amount = 0;
  for(struct field *f; (f = next_field(&w));) {
    if(span_equal_nocase(name_of(f), wanted) && amount++ == index) found = f;
  }
  if(!amount) return CURLHE_MISSING;
  if(!found) return CURLHE_BADINDEX;
  *ret = shown(found, index, amount);
  return CURLHE_OK;
}

bool headers_next(const struct headers *h, const void *anchor, unsigned origins, int request, struct curl_header *ret)
{
  struct walk w = walk_from_start(h, origins, request);
  if(anchor) {
    struct field *before = step(&w);
    while(before && before != anchor) before = step(&w);
    if(!before) return false;
  }
  struct field *found = next_field(&w);
  if(!found) return false;
  size_t index = 0, amount = 0;
  w = walk_from_start(h, origins, request);
  for(struct field *f; (f = next_field(&w));) {
    if(f == found) index = amount;
    if(span_equal_nocase(name_of(f), name_of(found))) amount++;
  }
  *ret = shown(found, index, amount);
  return true;
}
