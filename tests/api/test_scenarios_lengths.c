/* Scenario 54: lengths whose double or triple fits no integer, or no memory. There is none above a gigabyte here. */
#include "check.h"
#include <curl/curl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define GIB ((size_t)1 << 30)

/* ---- an allocator that has not everything, and remembers the largest wish ---- */

static size_t largest;

static bool is_too_much(size_t size)
{
  if(size > largest) largest = size;
  return size > GIB;
}

static void *some_malloc(size_t size) { return is_too_much(size) ? NULL : malloc(size); }
static void *some_calloc(size_t n, size_t size) { return is_too_much(n > GIB ? n : n * size) ? NULL : calloc(n, size); }
static void *some_realloc(void *block, size_t size) { return is_too_much(size) ? NULL : realloc(block, size); }

/* Two gigabytes of zeros that are nowhere. */
static char *zeros;

static int map_zeros(void **state)
{
  zeros = mmap(NULL, 2 * GIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return zeros == MAP_FAILED;
}

static int unmap_zeros(void **state) { return munmap(zeros, 2 * GIB); }

static void scenario_54_escaping_the_longest_text(void **state)
{
  int len = 7;
  largest = 0;
  assert_null(curl_easy_escape(NULL, zeros, INT_MAX));
  assert_true(largest > 3 * (size_t)INT_MAX); /* asked for what it needs, not for less */
  largest = 0;
  assert_null(curl_escape(zeros, INT_MAX));
  assert_true(largest > 3 * (size_t)INT_MAX);
  largest = 0;
  assert_null(curl_easy_unescape(NULL, zeros, INT_MAX, &len));
  assert_true(largest > (size_t)INT_MAX);
  assert_int_equal(len, 7);
}

/* Each part, and a text that grows to three times its length. */
static void scenario_54_parts_of_a_url(void **state)
{
  static const CURLUPart parts[] = { CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_PATH, CURLUPART_QUERY,
                                     CURLUPART_FRAGMENT };
  size_t size = 7999999;
  char *text = malloc(size + 1), *all = NULL;
  memset(text, '\x80', size);
  text[size] = '\0';
  CURLU *u = curl_url();
  assert_int_equal(curl_url_set(u, CURLUPART_URL, "http://h/", 0), CURLUE_OK);
  for(size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    assert_int_equal(curl_url_set(u, parts[i], text, CURLU_URLENCODE), CURLUE_OK);
  assert_int_equal(curl_url_get(u, CURLUPART_URL, &all, 0), CURLUE_OK);
  assert_int_equal(strlen(all), sizeof parts / sizeof *parts * 3 * size + strlen("http://:@h/?#"));
  curl_free(all);
  curl_url_cleanup(u);
  free(text);
}

static void scenario_54_bodies(void **state)
{
  CURL *easy = curl_easy_init();
  curl_mime *mime = curl_mime_init(easy);
  curl_mimepart *part = curl_mime_addpart(mime);
  assert_int_equal(curl_mime_data(part, "a", SIZE_MAX - 1), CURLE_OUT_OF_MEMORY);
  assert_int_equal(curl_mime_data(part, "a", SIZE_MAX / 2), CURLE_OUT_OF_MEMORY);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)INT64_MAX), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, "a"), CURLE_OUT_OF_MEMORY);
  curl_mime_free(mime);
  curl_easy_cleanup(easy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(scenario_54_escaping_the_longest_text, map_zeros, unmap_zeros),
    cmocka_unit_test(scenario_54_parts_of_a_url),
    cmocka_unit_test(scenario_54_bodies),
  };
  curl_global_init_mem(CURL_GLOBAL_ALL, some_malloc, free, some_realloc, strdup, some_calloc);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
