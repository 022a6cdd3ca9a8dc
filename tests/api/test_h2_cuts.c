/* A peer that stops after any byte of an HTTP/2 conversation: silence ends in the program's time-out, a close in an error. */
#include "h2_client.h"
#include "https.h"
#include <string.h>

#define BATCH H2_CONNS_MAX

static const struct h2_page pages[] = {
  { .path = "/",
    .interim = "link: </a>; rel=preload\n",
    .fields = "x-field: some value\n",
    .len = 300,
    .has_length = true,
    .trailer = "x-sum: 42\n" },
  { 0 },
};

static struct h2_setup setups[BATCH];
static struct h2_transfer *all[BATCH];

static void get_all(size_t count, long timeout_ms)
{
  for(size_t i = 0; i < count; i++) {
    all[i] = h2_new(setups[0].cert ? H2_HTTPS "/" : "/");
    curl_easy_setopt(all[i]->easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(all[i]->easy, CURLOPT_TIMEOUT_MS, timeout_ms);
    h2_add(all[i]);
  }
  h2_run();
}

/* What the whole conversation has. */
static size_t measure(struct tls_cert *cert)
{
  setups[0] = (struct h2_setup){ .cert = cert };
  h2_begin_with(setups, 1, pages);
  get_all(1, 20000);
  h2_expect_fill(all[0], 300);
  h2_settle();
  size_t len = h2_peer.conn[0].sent;
  h2_end();
  return len;
}

/* Bytes at the end that tell nothing new of the answer: a SETTINGS acknowledgement may be the last. */
static bool may_be_whole(const struct h2_transfer *t, size_t at, size_t len) { return !t->code && at + 9 >= len; }

static void run_batch(size_t from, size_t count, size_t len, bool closes, struct tls_cert *cert)
{
  for(size_t i = 0; i < count; i++)
    setups[i] = (struct h2_setup){ .cut_after = from + i + 1, .is_closed_there = closes, .cert = cert };
  h2_begin_with(setups, count, pages);
  get_all(count, closes ? 20000 : 50);
  for(size_t i = 0; i < count; i++) {
    const struct h2_transfer *t = all[i];
    if(!t->is_done) fail_msg("after %zu bytes: it has not ended", from + i);
    if(may_be_whole(t, from + i, len)) continue;
    if(!t->code) fail_msg("after %zu bytes of %zu: success", from + i, len);
    if(!t->error[0]) fail_msg("after %zu bytes: no text for %d", from + i, t->code);
    if(!closes && t->code != CURLE_OPERATION_TIMEDOUT)
      fail_msg("silent after %zu bytes: %d (%s)", from + i, t->code, t->error);
  }
  h2_end();
}

static void cut_everywhere(bool closes, struct tls_cert *cert)
{
  size_t len = measure(cert);
  for(size_t from = 0; from < len; from += BATCH)
    run_batch(from, len - from < BATCH ? len - from : BATCH, len, closes, cert);
}

static void silence_after_any_byte_ends_in_the_time_out(void **state) { cut_everywhere(false, NULL); }
/* Each is fresh, so that it is not made again on another connection. */
static void a_close_after_any_byte_is_an_error(void **state) { cut_everywhere(true, NULL); }
/* Without close_notify. */
static void a_close_over_tls_after_any_byte_is_an_error(void **state) { cut_everywhere(true, &https_example); }

/* A stream is silent: its own time-out ends it; those beside it are not touched. */
static void a_slow_stream_ends_in_its_own_limit_of_speed(void **state)
{
  static const struct h2_page held[] = { { .path = "/", .len = 1000, .held_at = 500 }, { 0 } };
  static const struct h2_setup one[1] = { { 0 } };
  H2_BEGIN(one, held);
  struct h2_transfer *slow = h2_new("/"), *patient = h2_get("/");
  curl_easy_setopt(slow->easy, CURLOPT_LOW_SPEED_LIMIT, 100L);
  curl_easy_setopt(slow->easy, CURLOPT_LOW_SPEED_TIME, 1L);
  curl_easy_setopt(slow->easy, CURLOPT_PIPEWAIT, 1L);
  h2_add(slow);
  while(!slow->is_done) h2_turn();
  h2_expect(slow, CURLE_OPERATION_TIMEDOUT, NULL);
  h2_peer_release(&h2_peer);
  h2_run();
  h2_expect_fill(patient, 1000);
  h2_end();
}

/* Nobody works on the peer's side: an upload fills what there is of room. */
static void a_peer_that_does_not_listen_ends_in_the_time_out(void **state)
{
  static const struct h2_setup one[1] = { { 0 } };
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/");
  t->upload_len = 4 << 20;
  h2_set_upload(t, NULL);
  curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, 50L);
  assert_int_equal(curl_easy_perform(t->easy), CURLE_OPERATION_TIMEDOUT);
  h2_end();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(silence_after_any_byte_ends_in_the_time_out),
    cmocka_unit_test(a_close_after_any_byte_is_an_error),
    cmocka_unit_test(a_close_over_tls_after_any_byte_is_an_error),
    cmocka_unit_test(a_slow_stream_ends_in_its_own_limit_of_speed),
    cmocka_unit_test(a_peer_that_does_not_listen_ends_in_the_time_out),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
