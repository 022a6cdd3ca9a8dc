#include "base/blob.h"
#include "base/mem.h"
#include <stdint.h>
#include <string.h>

struct counted_blob {
  struct curl_blob shown;
  unsigned refs; /* atomic */
  uint8_t copy[];
};

static struct counted_blob *counted(struct curl_blob *b) { return CONTAINER_OF(b, struct counted_blob, shown); }

struct curl_blob *blob_new(const struct curl_blob *from)
{
  size_t room = from->flags & CURL_BLOB_COPY ? from->len : 0;
  struct counted_blob *b = mem_alloc(sizeof *b + room);
  if(!b) return NULL;
  b->shown = *from;
  b->refs = 1;
  if(room) b->shown.data = memcpy(b->copy, from->data, room);
  return &b->shown;
}

struct curl_blob *blob_ref(struct curl_blob *b)
{
  if(b) __atomic_add_fetch(&counted(b)->refs, 1, __ATOMIC_RELAXED);
  return b;
}

void blob_unref(struct curl_blob *b)
{
  if(b && !__atomic_sub_fetch(&counted(b)->refs, 1, __ATOMIC_ACQ_REL)) mem_free(counted(b));
}
