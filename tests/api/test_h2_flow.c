/* Streams of one connection do not stop one another: pauses, slow readers, rates, windows (RFC 9113, section 5.2). */
#include "h2_client.h"
#include <stdlib.h>
#include <string.h>

#define LARGE 40000000 /* more than a stream may bring before it is read */

static const struct h2_page pages[] = {
  { .path = "/", .body = "hello" },
  { .path = "/large", .len = LARGE },
  { .path = "/mid", .len = 300000 },
  { 0 },
};
static const struct h2_setup one[1] = { { 0 } };

static void a_paused_one_stops_no_other(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *paused = h2_new("/mid");
  paused->pause_after = 1;
  h2_add(paused);
  h2_settle();
  assert_true(paused->is_paused);
  struct h2_transfer *get = h2_get("/"), *mid = h2_get("/mid");
  h2_settle();
  h2_expect(get, CURLE_OK, "hello");
  h2_expect_fill(mid, 300000);
  assert_int_equal(paused->body.len, 0);
  assert_false(paused->is_done);
  assert_int_equal(curl_easy_pause(paused->easy, CURLPAUSE_CONT), CURLE_OK);
  h2_run();
  h2_expect_fill(paused, 300000);
  assert_int_equal(h2_peer.opens, 1);
  h2_end();
}

static void one_that_stays_paused_is_sent_only_so_much(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *paused = h2_new("/large");
  paused->pause_after = 1;
  h2_add(paused);
  h2_settle();
  const struct h2_request *r = h2_request(&h2_peer.conn[0], 0);
  assert_true(r->sent >= 65535);
  assert_true(r->sent < LARGE / 2);
  struct h2_transfer *get = h2_get("/mid");
  h2_settle();
  h2_expect_fill(get, 300000);
  h2_remove(paused);
  get = h2_get("/mid"); /* what was unread is given back */
  h2_settle();
  h2_expect_fill(get, 300000);
  h2_end();
}

static void many_that_are_paused_stop_no_other(void **state)
{
  H2_BEGIN(one, pages);
  h2_get("/");
  h2_run();
  for(int i = 0; i < 20; i++) {
    struct h2_transfer *t = h2_new("/mid");
    t->pause_after = 1;
    h2_add(t);
  }
  h2_settle();
  struct h2_transfer *get = h2_get("/mid");
  h2_settle();
  h2_expect_fill(get, 300000);
  h2_end();
}

static void a_pause_from_outside_holds_until_it_is_lifted(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_get("/large");
  while(t->body.len < 100000) h2_turn();
  assert_int_equal(curl_easy_pause(t->easy, CURLPAUSE_RECV), CURLE_OK);
  size_t before = t->body.len;
  h2_settle();
  assert_int_equal(t->body.len, before);
  curl_easy_pause(t->easy, CURLPAUSE_CONT);
  h2_run();
  h2_expect_fill(t, LARGE);
  h2_end();
}

static void a_rate_holds_for_its_own_stream_only(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *slow = h2_new("/mid");
  curl_easy_setopt(slow->easy, CURLOPT_MAX_RECV_SPEED_LARGE, (curl_off_t)300000);
  long long from = now_ms();
  h2_add(slow);
  h2_turn();
  h2_settle();
  struct h2_transfer *get = h2_get("/mid");
  while(!get->is_done) h2_turn();
  h2_expect_fill(get, 300000);
  assert_false(slow->is_done);
  h2_run();
  h2_expect_fill(slow, 300000);
  assert_true(now_ms() - from >= 500);
  assert_int_equal(h2_peer.opens, 1);
  h2_end();
}

static void a_rate_of_sending_holds(void **state)
{
  static const struct h2_page echo[] = { { .path = "/echo", .is_echo = true }, { 0 } };
  H2_BEGIN(one, echo);
  struct h2_transfer *slow = h2_new("/echo");
  slow->upload_len = 60000;
  h2_set_upload(slow, NULL);
  curl_easy_setopt(slow->easy, CURLOPT_MAX_SEND_SPEED_LARGE, (curl_off_t)60000);
  curl_easy_setopt(slow->easy, CURLOPT_UPLOAD_BUFFERSIZE, 16384L);
  long long from = now_ms();
  h2_add(slow);
  h2_run();
  h2_expect_fill(slow, 60000);
  assert_true(now_ms() - from >= 400);
  h2_end();
}

static void small_reads_bring_all_of_it(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/mid");
  curl_easy_setopt(t->easy, CURLOPT_BUFFERSIZE, 1024L);
  h2_add(t);
  h2_run();
  h2_expect_fill(t, 300000);
  h2_end();
}

/* ---- by frames ---- */

/* What the library lets a peer send on `stream` (0: on all). */
static uint64_t window(uint32_t stream)
{
  const struct h2_frames *f = &h2_peer.conn[0].frames;
  uint64_t sum = stream ? h2_frames_setting(f, NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 65535) : 65535;
  for(size_t i = 0; i < f->count; i++)
    if(f->at[i].type == NGHTTP2_WINDOW_UPDATE && f->at[i].stream == stream) sum += h2_frame_u32(&f->at[i], 0);
  return sum;
}

/* Padding counts in the windows, and is given back like what is read (section 6.1). */
static void padding_uses_up_no_window(void **state)
{
  static char frame[202] = { (char)200, 'x' }; /* one byte in two hundred */
  const uint64_t wanted = 24000000;
  h2_begin_with(&h2_said, 1, pages);
  struct h2_transfer *t = h2_get("/");
  struct h2_conn *c = &h2_peer.conn[0];
  h2_await_request(0, 1);
  h2_send_head(c, 1, 0, H2_OK_HEAD);
  uint64_t sent = 0, open = 0;
  for(int stuck = 0; sent < wanted && stuck < 100; stuck++) {
    open = window(0) < window(1) ? window(0) : window(1);
    for(; sent + sizeof frame <= open && sent < wanted; sent += sizeof frame, stuck = 0)
      h2_send_frame(c, NGHTTP2_DATA, NGHTTP2_FLAG_PADDED, 1, frame, sizeof frame);
    h2_turn();
  }
  assert_true(sent >= wanted);
  h2_send_data(c, 1, NGHTTP2_FLAG_END_STREAM, "");
  h2_run();
  h2_expect(t, CURLE_OK, NULL);
  assert_int_equal(t->body.len, sent / sizeof frame);
  h2_end();
}

static void more_than_the_window_is_an_error(void **state)
{
  h2_begin_with(&h2_said, 1, pages);
  struct h2_transfer *t = h2_new("/");
  struct h2_conn *c = &h2_peer.conn[0];
  t->pause_after = 1;
  h2_add(t);
  h2_await_request(0, 1);
  h2_send_head(c, 1, 0, H2_OK_HEAD);
  static char frame[16384];
  for(uint64_t sent = 0; sent <= LARGE && !c->has_ended && !h2_frames_count(&c->frames, NGHTTP2_RST_STREAM, 1) &&
                         !h2_frames_count(&c->frames, NGHTTP2_GOAWAY, 0);
      sent += sizeof frame) {
    h2_send_frame(c, NGHTTP2_DATA, 0, 1, frame, sizeof frame);
    h2_turn();
  }
  assert_true(c->has_ended || h2_frames_count(&c->frames, NGHTTP2_RST_STREAM, 1) ||
              h2_frames_count(&c->frames, NGHTTP2_GOAWAY, 0));
  curl_easy_pause(t->easy, CURLPAUSE_CONT);
  h2_run();
  assert_true(t->is_done);
  assert_true(t->code == CURLE_HTTP2 || t->code == CURLE_HTTP2_STREAM);
  h2_end();
}

static void a_peers_window_may_shrink_below_nothing(void **state)
{
  h2_begin_with(&h2_said, 1, pages);
  struct h2_transfer *t = h2_new("/");
  struct h2_conn *c = &h2_peer.conn[0];
  t->upload_len = 100000;
  h2_set_upload(t, NULL);
  h2_add(t);
  h2_await_request(0, 1);
  h2_settle();
  h2_send_setting(c, NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 1000); /* section 6.9.2: 64535 below nothing */
  h2_send_number(c, NGHTTP2_WINDOW_UPDATE, 0, 1000000);
  h2_settle();
  size_t sent = t->sent;
  h2_send_number(c, NGHTTP2_WINDOW_UPDATE, 1, 64535);
  h2_settle();
  assert_int_equal(t->sent, sent);
  h2_send_number(c, NGHTTP2_WINDOW_UPDATE, 1, 100000);
  h2_await(0, NGHTTP2_DATA, 1, 1);
  while(t->sent < 100000) h2_turn();
  h2_send_head(c, 1, NGHTTP2_FLAG_END_STREAM, H2_OK_HEAD);
  h2_run();
  h2_expect(t, CURLE_OK, "");
  h2_end();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_paused_one_stops_no_other),
    cmocka_unit_test(one_that_stays_paused_is_sent_only_so_much),
    cmocka_unit_test(many_that_are_paused_stop_no_other),
    cmocka_unit_test(a_pause_from_outside_holds_until_it_is_lifted),
    cmocka_unit_test(a_rate_holds_for_its_own_stream_only),
    cmocka_unit_test(a_rate_of_sending_holds),
    cmocka_unit_test(small_reads_bring_all_of_it),
    cmocka_unit_test(padding_uses_up_no_window),
    cmocka_unit_test(more_than_the_window_is_an_error),
    cmocka_unit_test(a_peers_window_may_shrink_below_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
