#include "codec/content/chain.h"
#include "base/mem.h"
#include "codec/content/decoder.h"

/* What a link decodes at once: a library's decoder has to keep the last 32 KiB or more of what it gives away, and to do
 * so for each piece of 16 KiB costs a fifth of its time. */
#define LINK_ROOM (4 * CONTENT_PIECE_MAX)

/* A link takes the output of the one before it, the first one takes the input. Whenever a link has nothing to give, the
 * one before it is asked, and whenever it has, the one behind it is: so nothing is decoded before it is wanted. */
struct link {
  const struct content_coding *coding;
  void *decoder;
  struct cursor made; /* in `room`; not taken yet */
  CURLcode failed;    /* to be told when all before it is taken */
  uint8_t room[LINK_ROOM];
};

struct content_chain {
  size_t count;
  bool has_begun; /* a byte has come in */
  const char *why;
  struct link link[];
};

void content_chain_free(struct content_chain *c)
{
  if(!c) return;
  for(size_t i = 0; i < c->count; i++)
    if(c->link[i].decoder) c->link[i].coding->end(c->link[i].decoder);
  mem_free(c);
}

/* Without clearing the room. */
static void init_link(struct link *k, const struct content_coding *coding)
{
  k->coding = coding;
  k->decoder = NULL;
  k->made = (struct cursor){ k->room, k->room };
  k->failed = CURLE_OK;
}

CURLcode content_chain_new(struct content_chain **ret, const struct content_list *l)
{
  struct content_chain *c = mem_alloc(sizeof *c + l->count * sizeof *c->link);
  bool ok = true;
  if(!c) return CURLE_OUT_OF_MEMORY;
  *c = (struct content_chain){ .count = l->count };
  for(size_t i = 0; i < c->count; i++)
    init_link(&c->link[i], l->coding[c->count - 1 - i]); /* the last one comes off first */
  for(size_t i = 0; ok && i < c->count; i++) ok = (c->link[i].decoder = c->link[i].coding->begin()) != NULL;
  if(ok)
    *ret = c;
  else
    content_chain_free(c);
  return ok ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

static CURLcode run_link(struct content_chain *c, struct link *k, struct cursor *in)
{
  struct content_out out = { k->room, sizeof k->room, 0 };
  if(k->failed) return k->failed;
  CURLcode code = k->coding->decode(k->decoder, in, &out, &c->why);
  k->made = cursor_of(span_of(k->room, out.len));
  if(!out.len && !code && cursor_left(in)) code = CURLE_BAD_CONTENT_ENCODING; /* a decoder that stands still */
  if(out.len) k->failed = code;
  return out.len ? CURLE_OK : code;
}

/* Until the last link has something, or nothing can be had without input. */
static CURLcode fill_last(struct content_chain *c, struct cursor *in)
{
  size_t last = c->count - 1, i = last;
  for(;;) {
    struct link *k = &c->link[i];
    TRY(run_link(c, k, i ? &c->link[i - 1].made : in));
    bool has_made = cursor_left(&k->made);
    if(has_made ? i == last : !i) return CURLE_OK;
    i = has_made ? i + 1 : i - 1;
  }
}

CURLcode content_chain_next(struct content_chain *c, struct cursor *in, struct span *piece)
{
  struct cursor *made = &c->link[c->count - 1].made;
  if(cursor_left(in)) c->has_begun = true;
  if(!cursor_left(made)) TRY(fill_last(c, in));
  *piece = cursor_take(made, cursor_left(made) < CONTENT_PIECE_MAX ? cursor_left(made) : CONTENT_PIECE_MAX);
  return CURLE_OK;
}

const char *content_chain_why(const struct content_chain *c) { return c->why; }

bool content_chain_is_complete(const struct content_chain *c)
{
  if(!c->has_begun) return true;
  for(size_t i = 0; i < c->count; i++)
    if(!c->link[i].coding->is_at_end(c->link[i].decoder)) return false;
  return true;
}
