/* Memory: every allocation of the library goes through the hooks of curl_global_init_mem(3).
 *
 * The hooks are the process's; they are set before the first handle exists and never while one does. Out of memory is
 * a NULL, which callers turn into CURLE_OUT_OF_MEMORY.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H
#include "base/result.h"
#include <stddef.h>

struct mem_hooks {
  curl_malloc_callback malloc;
  curl_free_callback free;
  curl_realloc_callback realloc;
  curl_strdup_callback strdup;
  curl_calloc_callback calloc;
};

/* Route allocations through `to`; NULL restores the C library's. */
void mem_set_hooks(const struct mem_hooks *to);

MUST_USE void *mem_alloc(size_t size);
MUST_USE void *mem_zalloc(size_t size);
/* `count` objects of `size` bytes, zeroed; NULL also where the product overflows. */
MUST_USE void *mem_zalloc_array(size_t count, size_t size);
/* Like realloc(3): on NULL the old block stands. */
MUST_USE void *mem_realloc(void *block, size_t size);
MUST_USE char *mem_strdup(const char *text);
/* A copy of `len` bytes with a NUL behind them. */
MUST_USE char *mem_strndup(const void *bytes, size_t len);
void mem_free(const void *block);

/* Set `*to` to a copy of `text` (NULL clears it) and free what was there. CURLE_OUT_OF_MEMORY leaves `*to` alone. */
MUST_USE CURLcode mem_replace(char **to, const char *text);

/* A variable declared with AUTO_FREE gives its block back when its scope ends. */
void mem_free_at(void *variable);
#define AUTO_FREE __attribute__((cleanup(mem_free_at)))

#endif
