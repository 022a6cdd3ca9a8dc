/* file:// where memory is short. */
#include "folder.h"
#include "sweep.h"
#include <string.h>
#include <sys/stat.h>

static size_t collect(char *data, size_t size, size_t count, void *clientp)
{
  text_add(clientp, data, count);
  return count;
}

static size_t pause_once(char *data, size_t size, size_t count, void *clientp)
{
  struct work *w = clientp;
  if(!w->body[1].room) {
    text_add(&w->body[1], "-", 1);
    return CURL_WRITEFUNC_PAUSE;
  }
  return collect(data, size, count, &w->body[0]);
}

static size_t give_twice(char *to, size_t size, size_t count, void *clientp)
{
  int *calls = clientp;
  if((*calls)++ == 2) return 0;
  memcpy(to, "give", 4);
  return 4;
}

static int go_on(void *clientp, curl_off_t total, curl_off_t now, curl_off_t upload, curl_off_t uploaded)
{
  return curl_easy_pause(clientp, CURLPAUSE_CONT) == CURLE_OUT_OF_MEMORY;
}

#define SET(easy, option, value)                               \
  do {                                                         \
    CURLcode set_code = curl_easy_setopt(easy, option, value); \
    if(set_code) return set_code;                              \
  } while(0)

static CURLcode read_file(CURL *e, struct text *to, const char *name, CURLcode expected)
{
  SET(e, CURLOPT_URL, folder_url(name));
  SET(e, CURLOPT_WRITEFUNCTION, collect);
  SET(e, CURLOPT_WRITEDATA, to);
  CURLcode code = curl_easy_perform(e);
  return code == expected ? CURLE_OK : code;
}

static CURLcode read_with_pause(CURL *e, struct work *w)
{
  SET(e, CURLOPT_URL, folder_url("small"));
  SET(e, CURLOPT_WRITEFUNCTION, pause_once);
  SET(e, CURLOPT_WRITEDATA, w);
  SET(e, CURLOPT_NOPROGRESS, 0L);
  SET(e, CURLOPT_XFERINFOFUNCTION, go_on);
  SET(e, CURLOPT_XFERINFODATA, e);
  return curl_easy_perform(e);
}

static CURLcode write_file(CURL *e)
{
  int calls = 0;
  SET(e, CURLOPT_URL, folder_url("target"));
  SET(e, CURLOPT_UPLOAD, 1L);
  SET(e, CURLOPT_READFUNCTION, give_twice);
  SET(e, CURLOPT_READDATA, &calls);
  return curl_easy_perform(e);
}

static CURLcode use_files(struct work *w)
{
  CURL *e = curl_easy_init();
  if(!e) return CURLE_OUT_OF_MEMORY;
  CURLcode code = read_file(e, &w->body[0], "small", CURLE_OK);
  if(!code) code = read_file(e, &w->body[0], "list", CURLE_OK);
  if(!code) code = read_file(e, &w->body[0], "none", CURLE_FILE_COULDNT_READ_FILE);
  if(!code) code = write_file(e);
  curl_easy_reset(e);
  if(!code) code = read_with_pause(e, w);
  curl_easy_cleanup(e);
  if(!code) folder_expect("target", "givegive");
  return code;
}

static void every_allocation_may_fail(void **state) { sweep(use_files, "smallonly\nsmall"); }

static int set_up(void **state)
{
  folder_make();
  folder_put("small", "small", 5);
  if(mkdir(folder_path("list"), 0700)) return 1;
  folder_put("list/only", "", 0);
  return 0;
}

static int tear_down(void **state)
{
  folder_drop();
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test(every_allocation_may_fail) };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
