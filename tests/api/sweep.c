#include "sweep.h"
#include "check.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* ---- the allocator ---- */

static atomic_long allocations; /* so far in this run */
static atomic_long live;
static long fail_from, fail_to; /* those that fail; the first is 1 */

static bool is_to_fail(void)
{
  long n = atomic_fetch_add(&allocations, 1) + 1;
  return n >= fail_from && n <= fail_to;
}

static void *count(void *block)
{
  if(block) atomic_fetch_add(&live, 1);
  return block;
}

static void *sweep_malloc(size_t size) { return is_to_fail() ? NULL : count(malloc(size)); }
static void *sweep_calloc(size_t n, size_t size) { return is_to_fail() ? NULL : count(calloc(n, size)); }
static char *sweep_strdup(const char *text) { return is_to_fail() ? NULL : count(strdup(text)); }

static void sweep_free(void *block)
{
  if(block) atomic_fetch_sub(&live, 1);
  free(block);
}

static void *sweep_realloc(void *block, size_t size)
{
  void *moved;
  if(is_to_fail()) return NULL;
  moved = realloc(block, size);
  return block ? moved : count(moved);
}

/* ---- the runs ---- */

/* One run in which allocation `from` to `to` fail. True: at least one did. */
static bool run_once(sweep_fn *scenario, const char *expected, long from, long to)
{
  struct work w = { 0 };
  CURLcode code;
  bool ok;
  atomic_store(&allocations, 0);
  fail_from = from;
  fail_to = to;
  code = curl_global_init_mem(CURL_GLOBAL_ALL, sweep_malloc, sweep_free, sweep_realloc, sweep_strdup, sweep_calloc);
  if(!code) {
    code = scenario(&w);
    curl_global_cleanup();
  }
  text_free(&w.body[1]);
  ok = w.body[0].at && strcmp(w.body[0].at, expected) == 0;
  text_free(&w.body[0]);
  if(code && code != CURLE_OUT_OF_MEMORY)
    fail_msg("allocation %ld fails: code %d, %s", from, code, curl_easy_strerror(code));
  if(!code && !ok) fail_msg("allocation %ld fails: success with another body", from);
  if(atomic_load(&live)) fail_msg("allocation %ld fails: %ld blocks are left", from, atomic_load(&live));
  return atomic_load(&allocations) >= from;
}

void sweep(sweep_fn *scenario, const char *expected)
{
  long n = 1;
  while(run_once(scenario, expected, n, n)) n++;
  print_message("%ld allocations\n", n - 1);
  assert_true(n > 1);
  /* Memory that is gone stays gone. */
  for(n = 1; run_once(scenario, expected, n, 1000000);) n += 1 + n / 8;
}
