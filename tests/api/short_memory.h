/* An allocation that fails, where far ends, if there are any, work in threads of their own and take no memory of the
 * library's. */
#ifndef API_SHORT_MEMORY_H
#define API_SHORT_MEMORY_H
#include <curl/curl.h>
#include <stdbool.h>

/* The library begins anew, with allocators of which none fails yet. */
void short_memory_begin(void);
/* Ends it; everything was freed. */
void short_memory_end(void);

/* From `short_memory_set` on, which a scenario calls with its number, that many allocations succeed, and one fails; until
 * `short_memory_clear`. */
void short_memory_set(int number);
void short_memory_clear(void);
/* One has failed since then. */
bool short_memory_has_failed(void);
/* Not freed yet. */
int short_memory_blocks(void);

/* The scenario for 0, 1, … until no allocation fails in it any more: it succeeds, or says CURLE_OUT_OF_MEMORY. */
void short_memory_sweep(CURLcode (*scenario)(int number));

#endif
