#include "short_memory.h"
#include "check.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX 5000 /* more than any scenario makes */

static int left = -1; /* allocations until one fails; negative: none does */
static bool has_failed;
static atomic_int blocks;

static void *keep(void *block)
{
  if(block) blocks++;
  return block;
}

static bool is_due(void)
{
  if(left < 0 || left--) return false;
  has_failed = true;
  return true;
}

static void *failing_malloc(size_t size) { return is_due() ? NULL : keep(malloc(size)); }
static void *failing_calloc(size_t count, size_t size) { return is_due() ? NULL : keep(calloc(count, size)); }
static char *failing_strdup(const char *text) { return is_due() ? NULL : keep(strdup(text)); }

static void *failing_realloc(void *block, size_t size)
{
  if(is_due()) return NULL;
  void *moved = realloc(block, size);
  if(!block) keep(moved);
  return moved;
}

static void counted_free(void *block)
{
  if(block) blocks--;
  free(block);
}

void short_memory_begin(void)
{
  curl_global_cleanup();
  assert_int_equal(curl_global_init_mem(CURL_GLOBAL_ALL, failing_malloc, counted_free, failing_realloc, failing_strdup,
                                        failing_calloc),
                   CURLE_OK);
}

void short_memory_end(void)
{
  curl_global_cleanup();
  assert_int_equal(blocks, 0);
}

void short_memory_set(int number)
{
  left = number;
  has_failed = false;
}

void short_memory_clear(void) { left = -1; }
bool short_memory_has_failed(void) { return has_failed; }
int short_memory_blocks(void) { return blocks; }

void short_memory_sweep(CURLcode (*scenario)(int number))
{
  int n = 0;
  for(has_failed = true; has_failed && n < NUMBER_MAX; n++) {
    has_failed = false;
    CURLcode code = scenario(n);
    if(code && (code != CURLE_OUT_OF_MEMORY || !has_failed))
      fail_msg("%d after %d allocations: %s", code, n, curl_easy_strerror(code));
  }
  print_message("%d allocations\n", n - 1);
  assert_true(n > 20 && n < NUMBER_MAX);
}
