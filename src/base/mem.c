#include "base/mem.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct mem_hooks c_library = { malloc, free, realloc, strdup, calloc };
static struct mem_hooks hooks = { malloc, free, realloc, strdup, calloc };

void mem_set_hooks(const struct mem_hooks *to) { hooks = to ? *to : c_library; }

void *mem_alloc(size_t size) { return hooks.malloc(size ? size : 1); }

void *mem_zalloc(size_t size) { return hooks.calloc(1, size ? size : 1); }

void *mem_zalloc_array(size_t count, size_t size)
{
  if(size && count > SIZE_MAX / size) return NULL;
  return mem_zalloc(count * size);
}

void *mem_realloc(void *block, size_t size) { return hooks.realloc(block, size ? size : 1); }

char *mem_strdup(const char *text) { return hooks.strdup(text); }

char *mem_strndup(const void *bytes, size_t len)
{
  char *copy = len < SIZE_MAX ? mem_alloc(len + 1) : NULL;
  if(!copy) return NULL;
  if(len) memcpy(copy, bytes, len);
  copy[len] = '\0';
  return copy;
}

void mem_free(const void *block)
{
  if(block) hooks.free((void *)(uintptr_t)block);
}

CURLcode mem_replace(char **to, const char *text)
{
  char *copy = NULL;
  if(text && !(copy = mem_strdup(text))) return CURLE_OUT_OF_MEMORY;
  mem_free(*to);
  *to = copy;
  return CURLE_OK;
}

void mem_free_at(void *variable) { mem_free(*(void **)variable); }
