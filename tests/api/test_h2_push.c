/* Server push (RFC 9113, section 8.4): CURLMOPT_PUSHFUNCTION and curl_pushheader_*. */
#include "h2_client.h"
#include <stdlib.h>
#include <string.h>

static const struct h2_page pages[] = {
  { .path = "/", .body = "hello", .push = "/pushed" },
  { .path = "/pushed", .body = "unasked", .fields = "x-answer: yes\n" },
  { .path = "/silently", .body = "hello", .push = "/silent" },
  { .path = "/silent", .is_silent = true },
  { 0 },
};
static const struct h2_setup one[1] = { { 0 } };

static struct {
  int answer; /* of the callback */
  int calls;
  CURL *parent, *pushed;
  size_t fields;
  char path[64], method[16], custom[16], first[64];
  bool none_by_name, none_by_number;
  struct text body, head;
  CURLcode code;
  bool is_done;
} seen;

static size_t take_body(char *data, size_t size, size_t count, void *clientp)
{
  text_add(&seen.body, data, size * count);
  return size * count;
}

static size_t take_head(char *data, size_t size, size_t count, void *clientp)
{
  text_add(&seen.head, data, size * count);
  return size * count;
}

static void copy(char *to, size_t room, const char *from) { snprintf(to, room, "%s", from ? from : "(NULL)"); }

static int on_push(CURL *parent, CURL *easy, size_t count, struct curl_pushheaders *headers, void *clientp)
{
  assert_ptr_equal(clientp, &seen);
  seen.calls++;
  seen.parent = parent;
  seen.pushed = easy;
  seen.fields = count;
  copy(seen.path, sizeof seen.path, curl_pushheader_byname(headers, ":path"));
  copy(seen.method, sizeof seen.method, curl_pushheader_byname(headers, ":method"));
  copy(seen.custom, sizeof seen.custom, curl_pushheader_byname(headers, "x-pushed"));
  copy(seen.first, sizeof seen.first, curl_pushheader_bynum(headers, 0));
  seen.none_by_name = !curl_pushheader_byname(headers, "x-none") && !curl_pushheader_byname(headers, "") &&
                      !curl_pushheader_byname(headers, ":") && !curl_pushheader_byname(headers, NULL);
  seen.none_by_number = !curl_pushheader_bynum(headers, count) && !curl_pushheader_bynum(NULL, 0);
  if(seen.answer != CURL_PUSH_OK) return seen.answer;
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_head);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, NULL);
  return CURL_PUSH_OK;
}

static struct h2_transfer *begin(int answer, bool is_installed, const char *path)
{
  memset(&seen, 0, sizeof seen);
  seen.answer = answer;
  H2_BEGIN(one, pages);
  if(is_installed) {
    assert_int_equal(curl_multi_setopt(h2_multi, CURLMOPT_PUSHFUNCTION, on_push), CURLM_OK);
    assert_int_equal(curl_multi_setopt(h2_multi, CURLMOPT_PUSHDATA, &seen), CURLM_OK);
  }
  return h2_get(path);
}

static void end(void)
{
  text_free(&seen.body);
  text_free(&seen.head);
  h2_end();
}

static void end_pushed(void)
{
  curl_multi_remove_handle(h2_multi, seen.pushed);
  curl_easy_cleanup(seen.pushed);
  end();
}

static void without_a_callback_push_is_switched_off(void **state)
{
  struct h2_transfer *t = begin(0, false, "/");
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_int_equal(h2_frames_setting(&h2_peer.conn[0].frames, NGHTTP2_SETTINGS_ENABLE_PUSH, 1), 0);
  end();
}

static void an_accepted_one_is_a_transfer_of_its_own(void **state)
{
  struct h2_transfer *t = begin(CURL_PUSH_OK, true, "/");
  char *url = NULL;
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_int_equal(seen.calls, 1);
  assert_ptr_equal(seen.parent, t->easy);
  assert_ptr_not_equal(seen.pushed, t->easy);
  assert_string_equal(seen.body.at, "unasked");
  assert_string_equal(seen.head.at, "HTTP/2 200 \r\nx-answer: yes\r\n\r\n");
  assert_int_equal(curl_easy_getinfo(seen.pushed, CURLINFO_EFFECTIVE_URL, &url), CURLE_OK);
  assert_string_equal(url, H2_URL "/pushed");
  assert_int_equal(h2_peer.opens, 1);
  end_pushed();
}

static void its_fields_can_be_read_in_the_callback(void **state)
{
  begin(CURL_PUSH_OK, true, "/");
  h2_run();
  assert_int_equal(seen.fields, 5);
  assert_string_equal(seen.path, "/pushed");
  assert_string_equal(seen.method, "GET");
  assert_string_equal(seen.custom, "yes");
  assert_string_equal(seen.first, ":method:GET");
  assert_true(seen.none_by_name);
  assert_true(seen.none_by_number);
  end_pushed();
}

static void a_denied_one_is_reset_and_its_handle_freed(void **state)
{
  struct h2_transfer *t = begin(CURL_PUSH_DENY, true, "/");
  h2_run();
  h2_settle();
  h2_expect(t, CURLE_OK, "hello");
  assert_int_equal(seen.calls, 1);
  const struct h2_frame *f = h2_await(0, NGHTTP2_RST_STREAM, 2, 1);
  assert_true(h2_frame_u32(f, 0) == NGHTTP2_CANCEL || h2_frame_u32(f, 0) == NGHTTP2_REFUSED_STREAM);
  end();
}

static void erroring_out_ends_the_parent(void **state)
{
  struct h2_transfer *t = begin(CURL_PUSH_ERROROUT, true, "/");
  h2_run();
  assert_true(t->is_done);
  assert_int_not_equal(t->code, CURLE_OK);
  h2_await(0, NGHTTP2_RST_STREAM, -1, 1);
  end();
}

static void another_answer_denies(void **state)
{
  struct h2_transfer *t = begin(77, true, "/");
  h2_run();
  h2_settle();
  assert_true(t->is_done);
  h2_await(0, NGHTTP2_RST_STREAM, -1, 1);
  end();
}

static void a_pushed_one_can_be_removed_in_mid_stream(void **state)
{
  struct h2_transfer *t = begin(CURL_PUSH_OK, true, "/silently");
  h2_settle();
  h2_expect(t, CURLE_OK, "hello");
  assert_non_null(seen.pushed);
  assert_int_equal(curl_multi_remove_handle(h2_multi, seen.pushed), CURLM_OK);
  curl_easy_cleanup(seen.pushed);
  struct h2_transfer *next = h2_get("/pushed");
  h2_run();
  h2_expect(next, CURLE_OK, "unasked");
  h2_await(0, NGHTTP2_RST_STREAM, 2, 1);
  assert_int_equal(h2_peer.opens, 1);
  end();
}

static void a_pushed_one_outlives_its_parent(void **state)
{
  struct h2_transfer *t = begin(CURL_PUSH_OK, true, "/silently");
  h2_settle();
  h2_remove(t);
  curl_easy_cleanup(t->easy);
  t->easy = NULL;
  h2_settle();
  end_pushed();
}

/* ---- promises by hand ---- */

static void promise(uint32_t stream, uint32_t promised, const char *lines)
{
  struct text payload = { 0 };
  const char id[4] = { 0, 0, 0, (char)promised };
  text_add(&payload, id, 4);
  h2_block_of(&payload, lines);
  h2_send_frame(&h2_peer.conn[0], NGHTTP2_PUSH_PROMISE, NGHTTP2_FLAG_END_HEADERS, stream, payload.at, payload.len);
  text_free(&payload);
}

static struct h2_transfer *begin_raw(bool is_installed)
{
  memset(&seen, 0, sizeof seen);
  h2_begin_with(&h2_said, 1, NULL);
  if(is_installed) {
    curl_multi_setopt(h2_multi, CURLMOPT_PUSHFUNCTION, on_push);
    curl_multi_setopt(h2_multi, CURLMOPT_PUSHDATA, &seen);
  }
  struct h2_transfer *t = h2_get("/");
  h2_await_request(0, 1);
  h2_settle();
  return t;
}

static void a_promise_that_was_switched_off_is_an_error(void **state)
{
  struct h2_transfer *t = begin_raw(false);
  promise(1, 2, ":method: GET\n:scheme: http\n:authority: 192.0.2.1\n:path: /pushed\n");
  h2_run();
  assert_true(t->code == CURLE_HTTP2 || t->code == CURLE_HTTP2_STREAM);
  end();
}

/* RFC 9113, section 10.1: a server has no say for other hosts. */
static void a_promise_for_another_host_is_refused(void **state)
{
  struct h2_transfer *t = begin_raw(true);
  promise(1, 2, ":method: GET\n:scheme: http\n:authority: other.example\n:path: /pushed\n");
  h2_send_head(&h2_peer.conn[0], 1, NGHTTP2_FLAG_END_STREAM, H2_OK_HEAD);
  h2_settle();
  assert_true(t->is_done);
  assert_int_equal(seen.calls, 0);
  h2_await(0, NGHTTP2_RST_STREAM, -1, 1);
  end();
}

static void promises_without_what_they_need_are_refused(void **state)
{
  static const char *const bad[] = {
    ":scheme: http\n:authority: 192.0.2.1\n:path: /pushed\n",
    ":method: GET\n:scheme: http\n:authority: 192.0.2.1\n",
    ":method: GET\n:authority: 192.0.2.1\n:path: /pushed\n",
    ":method: POST\n:scheme: http\n:authority: 192.0.2.1\n:path: /pushed\n",
    ":method: GET\n:scheme: http\n:authority: 192.0.2.1\n:path: pushed\n",
    ":method: GET\n:scheme: gopher\n:authority: 192.0.2.1\n:path: /pushed\n",
  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    begin_raw(true);
    promise(1, 2, bad[i]);
    h2_settle();
    if(seen.calls) fail_msg("promise %zu was taken", i);
    end();
  }
}

static void endless_promises_are_bounded(void **state)
{
  struct h2_transfer *t = begin_raw(true);
  seen.answer = CURL_PUSH_DENY;
  struct text lines = { 0 };
  text_add(&lines, ":method: GET\n:scheme: http\n:authority: 192.0.2.1\n:path: /pushed\n", 65);
  for(int i = 0; i < 5000; i++) text_add(&lines, "x-more: and more\n", 17);
  promise(1, 2, lines.at);
  h2_settle();
  text_free(&lines);
  assert_true(seen.fields < 5000);
  assert_true(!t->is_done || t->code != CURLE_OK);
  end();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(without_a_callback_push_is_switched_off),
    cmocka_unit_test(an_accepted_one_is_a_transfer_of_its_own),
    cmocka_unit_test(its_fields_can_be_read_in_the_callback),
    cmocka_unit_test(a_denied_one_is_reset_and_its_handle_freed),
    cmocka_unit_test(erroring_out_ends_the_parent),
    cmocka_unit_test(another_answer_denies),
    cmocka_unit_test(a_pushed_one_can_be_removed_in_mid_stream),
    cmocka_unit_test(a_pushed_one_outlives_its_parent),
    cmocka_unit_test(a_promise_that_was_switched_off_is_an_error),
    cmocka_unit_test(a_promise_for_another_host_is_refused),
    cmocka_unit_test(promises_without_what_they_need_are_refused),
    cmocka_unit_test(endless_promises_are_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
