/* Bodies that become much larger than they came: limited, paused, and in turns with others. */
#include "check.h"
#include "coded.h"
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* ---- memory that the library uses ---- */

static atomic_size_t in_use;

static void *counted(void *block)
{
  atomic_fetch_add(&in_use, malloc_usable_size(block));
  return block;
}
static void *count_malloc(size_t size) { return counted(malloc(size)); }
static void *count_calloc(size_t n, size_t size) { return counted(calloc(n, size)); }
static char *count_strdup(const char *text) { return counted(strdup(text)); }
static void count_free(void *block)
{
  atomic_fetch_sub(&in_use, malloc_usable_size(block));
  free(block);
}
static void *count_realloc(void *block, size_t size)
{
  atomic_fetch_sub(&in_use, malloc_usable_size(block));
  return counted(realloc(block, size));
}

/* ---- limits ---- */

/* A deflate block that begins with one zero and whose codes for "258 times the last byte" are zero bits: each further
 * byte of zero is 1032 bytes of output. */
#define BOMB_HEAD "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x01\x01\x00\x00\x00\x82\x20\xff\xaf\x6e\x48\x40\x01"
#define BOMB_SIZE 1000000 /* so 1 GB comes out */
#define BOMB      SEND(OK(CODED("gzip")) BOMB_HEAD), SEND_FILL("\0", BOMB_SIZE)
#define MIB       (1 << 20)

static size_t count_only(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  o->calls += (int)count;
  o->bad_size |= count > CURL_MAX_WRITE_SIZE;
  return count;
}

static void within_a_mib(const struct outcome *o)
{
  assert_true(o->calls <= MIB && o->calls > MIB - CURL_MAX_WRITE_SIZE);
}

static void a_bomb_stops_at_the_maximum_size(void **state)
{
  EXCHANGE(.options = { ALL, LONG(CURLOPT_MAXFILESIZE, MIB), FUNCTION(CURLOPT_WRITEFUNCTION, count_only) },
           .conn = { { GET_ALL, BOMB, EXPECT_END } }, .code = CURLE_FILESIZE_EXCEEDED, .verify = within_a_mib,
           .modes = EASY | MULTI);
  EXCHANGE(.options = { TE, LONG(CURLOPT_MAXFILESIZE, MIB), FUNCTION(CURLOPT_WRITEFUNCTION, count_only) },
           .conn = { { GET_TE, SEND(OK(MOVED("gzip")) BOMB_HEAD), SEND_FILL("\0", BOMB_SIZE), EXPECT_END } },
           .code = CURLE_FILESIZE_EXCEEDED, .verify = within_a_mib, .modes = EASY | MULTI);
}

/* 64 MiB of zeros. */
#define BR_BOMB                                                                                                  \
  "\xcb\xff\xff\x3f\x00\x24\x00\xe2\xb1\x40\x72\xef\xff\xf8\xff\xff\x07\x80\x04\x40\x1c\x16\x80\xee\xfd\x1f\xff" \
  "\xff\xff\x00\x90\x00\x88\xc3\x02\xd0\xbd\xff\xe3\xff\xff\x1f\x00\x12\x00\x71\x58\x00\xba\xf7\x7f\xfc\xff\xff" \
  "\x03\x40\x02\x20\x0e\x0b\x40\xf7\xfe\x8f\xff\xff\x7f\x00\x48\x00\xc4\x61\x01\xe8\xde\xff\xf1\xff\xff\x0f\x00" \
  "\x09\x80\x38\x2c\x00\xdd\xfb\xbf\xfc\xff\xff\x03\x20\x01\x10\x87\x05\xa0\x7b\xff\x07"

static void a_small_bomb_that_fits_in_its_length_stops_too(void **state)
{
  EXCHANGE(.options = { ALL, LONG(CURLOPT_MAXFILESIZE, 1000) },
           .conn = { { GET_ALL, SEND(OK(CODED("br") LENGTH("102")) BR_BOMB) } }, .code = CURLE_FILESIZE_EXCEEDED,
           .infos = { { CURLINFO_SIZE_DOWNLOAD_T, 102, NULL } }, .modes = EASY | MULTI);
}

static void gave_64_mib(const struct outcome *o) { assert_int_equal(o->calls, 64 * MIB); }

static void all_of_it_is_given_where_there_is_no_limit_or_a_sufficient_one(void **state)
{
  EXCHANGE(.options = { ALL, LONG(CURLOPT_MAXFILESIZE, 64 * MIB), FUNCTION(CURLOPT_WRITEFUNCTION, count_only) },
           .conn = { { GET_ALL, SEND(OK(CODED("br") LENGTH("102")) BR_BOMB) } }, .verify = gave_64_mib, .kept = 1,
           .modes = MULTI);
  EXCHANGE(.options = { ALL, LONG(CURLOPT_MAXFILESIZE, 64 * MIB - 1), FUNCTION(CURLOPT_WRITEFUNCTION, count_only) },
           .conn = { { GET_ALL, SEND(OK(CODED("br") LENGTH("102")) BR_BOMB) } }, .code = CURLE_FILESIZE_EXCEEDED,
           .modes = MULTI);
  EXCHANGE(.options = { ALL, FUNCTION(CURLOPT_WRITEFUNCTION, count_only) },
           .conn = { { GET_ALL, SEND(OK(CODED("br") LENGTH("102")) BR_BOMB) } }, .verify = gave_64_mib, .kept = 1);
}

static void a_wire_size_over_the_limit_counts_too(void **state)
{
  EXCHANGE(.options = { ALL, LONG(CURLOPT_MAXFILESIZE, 30) },
           .conn = { { GET_ALL, SEND(OK(CODED("gzip") IN_CHUNKS) "24\r\n" GZIP), EXPECT_END } },
           .code = CURLE_FILESIZE_EXCEEDED, .modes = EASY | MULTI);
  EXCHANGE(.options = { ALL, LONG(CURLOPT_MAXFILESIZE, 36) }, .body = PLAIN, .kept = 1,
           .conn = { { GET_ALL, SEND(OK(CODED("gzip") LENGTH("36")) GZIP) } });
}

static void a_rate_limit_is_one_of_what_comes_over_the_wire(void **state)
{
  EXCHANGE(.options = { ALL, LONG(CURLOPT_MAX_RECV_SPEED_LARGE, 1000) }, .body = PLAIN, .kept = 1,
           .conn = { { GET_ALL, SEND(OK(CODED("gzip") LENGTH("36")) GZIP) } });
}

/* ---- paused ---- */

static size_t pause_each_other(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  if(o->calls++ % 2 == 0) return CURL_WRITEFUNC_PAUSE;
  return collect_body(data, size, count, clientp);
}

static int go_on(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  struct outcome *o = clientp;
  curl_easy_pause(o->easy, CURLPAUSE_CONT);
  return 0;
}

static void go_on_at_each_progress(struct outcome *o)
{
  curl_easy_setopt(o->easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFOFUNCTION, go_on);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFODATA, o);
}

static void pausing_loses_nothing(void **state)
{
  EXCHANGE(.options = { ALL, FUNCTION(CURLOPT_WRITEFUNCTION, pause_each_other) }, .prepare = go_on_at_each_progress,
           .conn = { { GET_ALL, SEND(OK(CODED("gzip, gzip") IN_CHUNKS) "35\r\n" GZIP_GZIP "\r\n0\r\nX: y\r\n\r\n") } },
           .body = PLAIN, .kept = 1);
  EXCHANGE(.options = { TE, ALL, FUNCTION(CURLOPT_WRITEFUNCTION, pause_each_other) }, .body = PLAIN, .kept = 1,
           .prepare = go_on_at_each_progress,
           .conn = { { EXPECT_HEAD("TE"),
                       SEND(OK(CODED("gzip") MOVED("gzip, chunked")) "35\r\n" GZIP_GZIP "\r\n0\r\n\r\n") } });
}

/* A bomb in the hands of a program that stops now and then. */
static struct {
  struct peer peer;
  CURLM *multi;
  CURL *easy;
  size_t taken;
  bool pauses; /* at the next piece */
} bomb;

static size_t take_or_pause(char *data, size_t size, size_t count, void *clientp)
{
  if(bomb.pauses) return CURL_WRITEFUNC_PAUSE;
  bomb.taken += count;
  bomb.pauses = true;
  return count;
}

static bool turns(int count)
{
  int running = 1;
  while(count-- && running) {
    assert_int_equal(curl_multi_perform(bomb.multi, &running), CURLM_OK);
    peer_turn(&bomb.peer);
  }
  return running;
}

static void light(const struct step (*script)[PEER_STEPS_MAX])
{
  bomb.taken = 0;
  bomb.pauses = false;
  peer_init(&bomb.peer, script);
  bomb.multi = curl_multi_init();
  bomb.easy = curl_easy_init();
  peer_install(&bomb.peer, bomb.easy);
  curl_easy_setopt(bomb.easy, CURLOPT_URL, URL);
  curl_easy_setopt(bomb.easy, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(bomb.easy, CURLOPT_WRITEFUNCTION, take_or_pause);
  assert_int_equal(curl_multi_add_handle(bomb.multi, bomb.easy), CURLM_OK);
}

static void put_out(void)
{
  curl_multi_remove_handle(bomb.multi, bomb.easy);
  curl_easy_cleanup(bomb.easy);
  curl_multi_cleanup(bomb.multi);
  peer_end(&bomb.peer); /* has more to say, which nobody hears */
  assert_int_equal(peer_open_count(&bomb.peer), 0);
}

static void a_paused_bomb_does_not_go_on(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { GET_ALL, BOMB } };
  light(script);
  assert_true(turns(20));
  size_t before = in_use;
  for(size_t i = 1; i < 200; i++) {
    assert_int_equal(bomb.taken, i * CURL_MAX_WRITE_SIZE); /* one piece, and no more */
    bomb.pauses = false;
    assert_int_equal(curl_easy_pause(bomb.easy, CURLPAUSE_CONT), CURLE_OK);
    assert_true(turns(3));
  }
  assert_true(in_use < before + MIB);
  assert_true(before < 2 * (size_t)MIB);
  put_out();
}

static size_t take_all(char *data, size_t size, size_t count, void *clientp)
{
  bomb.taken += count;
  return count;
}

static void a_bomb_lets_others_have_their_turn(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { GET_ALL, BOMB } };
  size_t before = 0;
  int running = 1;
  light(script);
  curl_easy_setopt(bomb.easy, CURLOPT_WRITEFUNCTION, take_all);
  for(int i = 0; i < 40; i++) {
    assert_int_equal(curl_multi_perform(bomb.multi, &running), CURLM_OK);
    assert_int_equal(running, 1);
    assert_true(bomb.taken - before <= 5 * MIB);
    before = bomb.taken;
    peer_turn(&bomb.peer);
  }
  assert_true(before > 10 * MIB);
  put_out();
}

/* The last piece waits for the program, and so does the end. */
static void the_end_comes_after_the_last_piece(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { GET_ALL,
                                                                        SEND(OK(CODED("br") LENGTH("102")) BR_BOMB) } };
  light(script);
  for(int i = 0; i < 2 * 64 * MIB / CURL_MAX_WRITE_SIZE && bomb.taken < 64 * MIB; i++) {
    assert_true(turns(1));
    bomb.pauses = false;
    if(bomb.taken) assert_int_equal(curl_easy_pause(bomb.easy, CURLPAUSE_CONT), CURLE_OK);
  }
  assert_int_equal(bomb.taken, 64 * MIB);
  assert_false(turns(10));
  const CURLMsg *m = curl_multi_info_read(bomb.multi, &(int){ 0 });
  assert_non_null(m);
  assert_int_equal(m->data.result, CURLE_OK);
  put_out();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_bomb_stops_at_the_maximum_size),
    cmocka_unit_test(a_small_bomb_that_fits_in_its_length_stops_too),
    cmocka_unit_test(all_of_it_is_given_where_there_is_no_limit_or_a_sufficient_one),
    cmocka_unit_test(a_wire_size_over_the_limit_counts_too),
    cmocka_unit_test(a_rate_limit_is_one_of_what_comes_over_the_wire),
    cmocka_unit_test(pausing_loses_nothing),
    cmocka_unit_test(a_paused_bomb_does_not_go_on),
    cmocka_unit_test(a_bomb_lets_others_have_their_turn),
    cmocka_unit_test(the_end_comes_after_the_last_piece),
  };
  curl_global_init_mem(CURL_GLOBAL_ALL, count_malloc, count_free, count_realloc, count_strdup, count_calloc);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
