/* What a peer may send for nothing is bounded (RFC 9113, section 10.5): the connection ends, and with it the requests. */
#include "h2_client.h"
#include <string.h>
#include <sys/resource.h>

#define MANY      100000
#define MEMORY_KB 64000 /* more than anything here may hold at once */

static struct h2_conn *first(void) { return &h2_peer.conn[0]; }

static struct h2_transfer *begin(void)
{
  static const struct h2_setup raw[6] = { { .is_raw = true }, { .is_raw = true }, { .is_raw = true },
                                          { .is_raw = true }, { .is_raw = true }, { .is_raw = true } };
  h2_begin_with(raw, 6, NULL);
  struct h2_transfer *t = h2_get("/");
  h2_await_request(0, 1);
  h2_settle();
  return t;
}

static void expect_failure(const struct h2_transfer *t)
{
  first()->is_deaf = false;
  h2_run();
  if(!t->code || t->code == CURLE_OPERATION_TIMEDOUT) fail_msg("code %d", t->code);
  if(!t->error[0]) fail_msg("no text for %d", t->code);
  h2_end();
}

/* The same frame over and over until the library has had enough; false: it never has. */
static bool flood(const struct h2_transfer *t, size_t count, int type, int flags, uint32_t stream, const char *payload,
                  size_t len)
{
  for(size_t i = 0; i < count && !t->is_done; i++) {
    h2_send_frame(first(), type, flags, stream, payload, len);
    if(first()->out.len >= 50000)
      while(first()->out.len && !t->is_done) h2_turn();
  }
  while(first()->out.len && !t->is_done) h2_turn();
  return t->is_done;
}

/* ---- a peer that does not read what it has asked for ---- */

static void pings_without_end_are_not_answered_for_ever(void **state)
{
  struct h2_transfer *t = begin();
  first()->is_deaf = true;
  assert_true(flood(t, MANY * 5, NGHTTP2_PING, 0, 0, "12345678", 8));
  expect_failure(t);
}

static void settings_without_end_are_not_answered_for_ever(void **state)
{
  struct h2_transfer *t = begin();
  first()->is_deaf = true;
  assert_true(flood(t, MANY * 5, NGHTTP2_SETTINGS, 0, 0, "\0\3\0\0\0\1", 6));
  expect_failure(t);
}

/* ---- blocks ---- */

static void scenario_56_continuations_without_end(void **state)
{
  static char block[16384];
  struct text field = { 0 };
  struct h2_transfer *t = begin();
  for(size_t at = 0; at < sizeof block; at += field.len) {
    text_free(&field);
    h2_block_of(&field, "x-field: some value that takes its room\n");
    if(at + field.len > sizeof block) break;
    memcpy(block + at, field.at, field.len);
  }
  h2_send_frame(first(), NGHTTP2_HEADERS, 0, 1, "\x88", 1);
  assert_true(flood(t, 1000, NGHTTP2_CONTINUATION, 0, 1, block, sizeof block / field.len * field.len));
  text_free(&field);
  expect_failure(t);
}

static void scenario_56_empty_continuations_without_end(void **state)
{
  struct h2_transfer *t = begin();
  h2_send_frame(first(), NGHTTP2_HEADERS, 0, 1, "\x88", 1);
  assert_true(flood(t, MANY, NGHTTP2_CONTINUATION, 0, 1, "", 0));
  expect_failure(t);
}

/* A field of 4,000 bytes that is remembered, and 16,000 references of one byte to it: 64 MB out of 20 kB. */
static void scenario_56_a_bomb_of_references(void **state)
{
  static char block[16384];
  struct rusage before, after;
  struct h2_transfer *t = begin();
  size_t at = 0;
  getrusage(RUSAGE_SELF, &before);
  block[at++] = '\x88';
  memcpy(block + at, "\x40\x01x\x7f\xa1\x1e", 6); /* with incremental indexing; the value has 4,000 bytes */
  at += 6;
  memset(block + at, 'v', 4000);
  at += 4000;
  memset(block + at, 0xbe, sizeof block - at);
  h2_send_frame(first(), NGHTTP2_HEADERS, NGHTTP2_FLAG_END_HEADERS, 1, block, sizeof block);
  expect_failure(t);
  getrusage(RUSAGE_SELF, &after);
  assert_in_range(after.ru_maxrss - before.ru_maxrss, 0, MEMORY_KB);
}

static void scenario_56_interim_heads_without_end(void **state)
{
  struct text block = { 0 };
  struct h2_transfer *t = begin();
  h2_block_of(&block, ":status: 103\nlink: </some/where/else>; rel=preload\n");
  assert_true(flood(t, MANY, NGHTTP2_HEADERS, NGHTTP2_FLAG_END_HEADERS, 1, block.at, block.len));
  text_free(&block);
  expect_failure(t);
}

static void scenario_56_a_head_of_many_fields(void **state)
{
  struct h2_transfer *t = begin();
  struct text lines = { 0 };
  text_add(&lines, H2_OK_HEAD, 13);
  for(int i = 0; i < 700; i++) text_add(&lines, "x: y and more\n", 14);
  h2_send_head(first(), 1, 0, lines.at);
  for(int i = 0; i < 2000 && !t->is_done; i++) {
    h2_send_frame(first(), NGHTTP2_DATA, 0, 1, "", 0);
    h2_turn();
  }
  text_free(&lines);
  h2_send_data(first(), 1, NGHTTP2_FLAG_END_STREAM, "");
  h2_run();
  assert_true(t->is_done); /* well or badly, but it ends */
  h2_end();
}

/* ---- frames that bring nothing ---- */

static void empty_data_without_end_is_no_progress(void **state)
{
  struct h2_transfer *t = begin();
  curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, 3000L);
  h2_send_head(first(), 1, 0, H2_OK_HEAD);
  flood(t, MANY, NGHTTP2_DATA, 0, 1, "", 0);
  h2_run();
  assert_true(t->is_done);
  assert_int_not_equal(t->code, CURLE_OK);
  h2_end();
}

static int refuse(CURL *parent, CURL *easy, size_t count, struct curl_pushheaders *headers, void *clientp)
{
  ++*(int *)clientp;
  return CURL_PUSH_DENY;
}

/* Rapid reset, by the server: streams that are promised and taken back at once. */
static void promises_that_are_taken_back_do_no_harm(void **state)
{
  int calls = 0;
  struct h2_transfer *t;
  static const struct h2_setup raw[2] = { { .is_raw = true }, { .is_raw = true } };
  h2_begin_with(raw, 2, NULL);
  curl_multi_setopt(h2_multi, CURLMOPT_PUSHFUNCTION, refuse);
  curl_multi_setopt(h2_multi, CURLMOPT_PUSHDATA, &calls);
  t = h2_get("/");
  h2_await_request(0, 1);
  h2_settle();
  for(uint32_t id = 2; id < 20000 && !t->is_done; id += 2) {
    struct text payload = { 0 };
    const char promised[4] = { 0, 0, (char)(id >> 8), (char)id };
    text_add(&payload, promised, 4);
    h2_block_of(&payload, ":method: GET\n:scheme: http\n:authority: 192.0.2.1\n:path: /pushed\n");
    h2_send_frame(first(), NGHTTP2_PUSH_PROMISE, NGHTTP2_FLAG_END_HEADERS, 1, payload.at, payload.len);
    h2_send_number(first(), NGHTTP2_RST_STREAM, id, NGHTTP2_CANCEL);
    text_free(&payload);
    if(id % 100 == 0) h2_turn();
  }
  if(!t->is_done) h2_send_head(first(), 1, NGHTTP2_FLAG_END_STREAM, H2_OK_HEAD);
  h2_run();
  assert_true(t->is_done);
  h2_end();
}

/* Each request is refused or reset at once: the program's requests are made again only so often. */
static void resets_of_everything_end(void **state)
{
  static const struct h2_page pages[] = { { .path = "/", .is_reset = true, .error = NGHTTP2_CANCEL }, { 0 } };
  static const struct h2_setup one[1] = { { 0 } };
  H2_BEGIN(one, pages);
  struct h2_transfer *t[60];
  for(int i = 0; i < 60; i++) {
    t[i] = h2_new("/");
    curl_easy_setopt(t[i]->easy, CURLOPT_PIPEWAIT, 1L);
    h2_add(t[i]);
  }
  h2_run();
  for(int i = 0; i < 60; i++) assert_int_equal(t[i]->code, CURLE_HTTP2_STREAM);
  assert_int_equal(h2_request_count(&h2_peer.conn[0]), 60);
  h2_end();
}

static void windows_that_open_by_a_byte_do_not_stop_it(void **state)
{
  begin();
  h2_send_setting(first(), NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0);
  h2_send_head(first(), 1, NGHTTP2_FLAG_END_STREAM, H2_OK_HEAD);
  h2_run();
  struct h2_transfer *t = h2_new("/");
  t->upload_len = 3000;
  h2_set_upload(t, NULL);
  h2_add(t);
  h2_await(0, NGHTTP2_HEADERS, 3, 1);
  h2_settle();
  assert_int_equal(t->sent, 0);
  for(int i = 0; i < 3000; i++) {
    h2_send_number(first(), NGHTTP2_WINDOW_UPDATE, 3, 1);
    if(i % 100 == 0) h2_turn();
  }
  h2_settle();
  assert_int_equal(t->sent, 3000);
  h2_send_head(first(), 3, NGHTTP2_FLAG_END_STREAM, H2_OK_HEAD);
  h2_run();
  h2_expect(t, CURLE_OK, "");
  h2_end();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(pings_without_end_are_not_answered_for_ever),
    cmocka_unit_test(settings_without_end_are_not_answered_for_ever),
    cmocka_unit_test(scenario_56_continuations_without_end),
    cmocka_unit_test(scenario_56_empty_continuations_without_end),
    cmocka_unit_test(scenario_56_a_bomb_of_references),
    cmocka_unit_test(scenario_56_interim_heads_without_end),
    cmocka_unit_test(scenario_56_a_head_of_many_fields),
    cmocka_unit_test(empty_data_without_end_is_no_progress),
    cmocka_unit_test(promises_that_are_taken_back_do_no_harm),
    cmocka_unit_test(resets_of_everything_end),
    cmocka_unit_test(windows_that_open_by_a_byte_do_not_stop_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
