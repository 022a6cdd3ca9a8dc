#include "base/mem.h"
#include "codec/mime/mime.h"

struct memory {
  const uint8_t *at;
  size_t len;
  size_t done;
  uint8_t copy[]; /* where `at` points to, unless the bytes are kept elsewhere */
};

static CURLcode memory_size(void *source, curl_off_t *ret)
{
  const struct memory *m = source;
  *ret = (curl_off_t)m->len;
  return CURLE_OK;
}

static CURLcode memory_read(void *source, void *to, size_t room, size_t *got)
{
  struct memory *m = source;
  size_t left = m->len - m->done;
  *got = left < room ? left : room;
  if(*got) memcpy(to, m->at + m->done, *got);
  m->done += *got;
  return CURLE_OK;
}

static CURLcode memory_rewind(void *source)
{
  ((struct memory *)source)->done = 0;
  return CURLE_OK;
}

static struct memory *make(const void *bytes, size_t len, bool is_kept)
{
  size_t room = is_kept ? 0 : len;
  struct memory *m = room <= SIZE_MAX - sizeof *m && len <= INT64_MAX ? mem_alloc(sizeof *m + room) : NULL;
  if(!m) return NULL;
  *m = (struct memory){ .at = is_kept ? bytes : m->copy, .len = len };
  if(room) memcpy(m->copy, bytes, room);
  return m;
}

/* The bytes of a kept one outlive the tree, not its copy. */
static void *memory_copy(const void *source)
{
  const struct memory *m = source;
  return make(m->at, m->len, false);
}

static void memory_free(void *source) { mem_free(source); }

static const struct mime_source_ops memory_ops = {
  .size = memory_size,
  .read = memory_read,
  .rewind = memory_rewind,
  .copy = memory_copy,
  .free = memory_free,
  .is_at_hand = true,
};

CURLcode mime_memory_new(struct mime_source *ret, const void *bytes, size_t len, bool is_kept)
{
  struct memory *m = make(bytes, len, is_kept);
  if(!m) return CURLE_OUT_OF_MEMORY;
  *ret = (struct mime_source){ &memory_ops, m };
  return CURLE_OK;
}
