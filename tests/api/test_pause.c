/* curl_easy_pause, by its page: from outside, from within callbacks, each direction for itself. */
#include "check.h"
#include "exchange.h"
#include <stdlib.h>
#include <string.h>

#define ANSWER(len) "HTTP/1.1 200 OK\r\nContent-Length: " len "\r\n\r\n"

static struct peer peer;
static CURLM *multi;
static CURL *easy;
static struct text body;
static size_t given;   /* by the read callback */
static size_t to_give; /* bytes */
static int writes, reads;
static size_t write_answer; /* what the write callback returns instead of its count; 0: nothing else */

static size_t take(char *data, size_t size, size_t count, void *clientp)
{
  writes++;
  if(write_answer) return write_answer;
  text_add(&body, data, size * count);
  return size * count;
}

static size_t give(char *to, size_t size, size_t count, void *clientp)
{
  size_t len = size * count < to_give - given ? size * count : to_give - given;
  reads++;
  memset(to, 'u', len);
  given += len;
  return len;
}

static void begin(const struct step (*script)[PEER_STEPS_MAX])
{
  writes = reads = 0;
  given = to_give = write_answer = 0;
  peer_init(&peer, script);
  multi = curl_multi_init();
  easy = curl_easy_init();
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_URL, URL);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 20000L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
}

static void end(void)
{
  curl_easy_cleanup(easy);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
  assert_string_equal(peer_end(&peer), "");
  assert_int_equal(peer_open_count(&peer), 0);
  text_free(&body);
}

static bool turns(int count)
{
  int running = 1;
  while(count-- && running) {
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    if(!peer_turn(&peer)) curl_multi_poll(multi, NULL, 0, 1, NULL);
  }
  return running;
}

static CURLcode result(void)
{
  assert_false(turns(5000));
  const CURLMsg *m = curl_multi_info_read(multi, &(int){ 0 });
  assert_non_null(m);
  return m->data.result;
}

static void add(void) { assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK); }

static void pause_with(int bits) { assert_int_equal(curl_easy_pause(easy, bits), CURLE_OK); }

static void assert_body(const char *text) { assert_string_equal(body.at ? body.at : "", text); }

static const struct step hello[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT(GET_ROOT), HOLD, SEND(OK_HELLO) } };
static const struct step halves[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT(GET_ROOT), SEND(ANSWER("10") "half-"),
                                                                      HOLD, SEND("whole") } };
static const struct step nobody[PEER_CONNS_MAX][PEER_STEPS_MAX];

/* ---- refused ---- */

static void what_does_not_run_is_not_paused(void **state)
{
  begin(nobody);
  assert_int_equal(curl_easy_pause(easy, CURLPAUSE_ALL), CURLE_BAD_FUNCTION_ARGUMENT);
  add();
  assert_int_equal(curl_easy_pause(easy, CURLPAUSE_ALL), CURLE_BAD_FUNCTION_ARGUMENT);
  end();
}

static void what_is_over_is_not_paused(void **state)
{
  begin(hello);
  peer_release(&peer);
  add();
  assert_int_equal(result(), CURLE_OK);
  assert_int_equal(curl_easy_pause(easy, CURLPAUSE_CONT), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_body("hello");
  end();
}

/* ---- receiving ---- */

static void paused_receiving_calls_nothing_and_waits_quietly(void **state)
{
  unsigned shown = 7;
  long due = 0;
  begin(hello);
  add();
  turns(5);
  pause_with(CURLPAUSE_RECV);
  peer_release(&peer);
  turns(20);
  assert_int_equal(writes, 0);
  assert_int_equal(curl_multi_waitfds(multi, NULL, 0, &shown), CURLM_OK);
  assert_int_equal(shown, 0);
  assert_int_equal(curl_multi_timeout(multi, &due), CURLM_OK);
  assert_true(due > 1000);
  pause_with(CURLPAUSE_CONT);
  assert_int_equal(curl_multi_timeout(multi, &due), CURLM_OK);
  assert_int_equal(due, 0);
  assert_int_equal(result(), CURLE_OK);
  assert_body("hello");
  end();
}

static void what_was_held_is_delivered_from_within_the_call(void **state)
{
  begin(halves);
  write_answer = CURL_WRITEFUNC_PAUSE;
  add();
  turns(20);
  assert_int_equal(writes, 1);
  write_answer = 0;
  pause_with(CURLPAUSE_CONT);
  assert_body("half-");
  peer_release(&peer);
  assert_int_equal(result(), CURLE_OK);
  assert_body("half-whole");
  end();
}

static void a_delivery_may_pause_again(void **state)
{
  begin(halves);
  write_answer = CURL_WRITEFUNC_PAUSE;
  add();
  turns(20);
  for(int i = 0; i < 3; i++) {
    pause_with(CURLPAUSE_CONT);
    assert_int_equal(writes, i + 2);
  }
  peer_release(&peer);
  turns(20);
  assert_int_equal(writes, 4);
  write_answer = 0;
  pause_with(CURLPAUSE_CONT);
  assert_int_equal(result(), CURLE_OK);
  assert_body("half-whole");
  end();
}

static void a_delivery_that_fails_is_told_at_once_and_ends_the_transfer(void **state)
{
  begin(halves);
  char error[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error);
  write_answer = CURL_WRITEFUNC_PAUSE;
  add();
  turns(20);
  write_answer = CURL_WRITEFUNC_ERROR;
  assert_int_equal(curl_easy_pause(easy, CURLPAUSE_CONT), CURLE_WRITE_ERROR);
  assert_string_not_equal(error, "");
  assert_int_equal(result(), CURLE_WRITE_ERROR);
  peer_release(&peer);
  curl_multi_remove_handle(multi, easy);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, NULL);
  curl_easy_cleanup(easy);
  easy = NULL;
  curl_multi_cleanup(multi);
  multi = curl_multi_init();
  peer_end(&peer); /* its last words found nobody */
  peer_init(&peer, nobody);
  end();
}

static void the_clock_goes_on(void **state)
{
  begin(halves);
  write_answer = CURL_WRITEFUNC_PAUSE;
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 30L);
  add();
  assert_int_equal(result(), CURLE_OPERATION_TIMEDOUT);
  curl_multi_remove_handle(multi, easy); /* with what it holds */
  peer_end(&peer);
  peer_init(&peer, nobody);
  end();
}

/* ---- sending ---- */

static void upload(size_t len)
{
  to_give = len;
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)len);
  struct curl_slist *list = curl_slist_append(NULL, "Expect:");
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, list);
}

static void end_upload(void)
{
  void *list = NULL;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &list);
  end();
  curl_slist_free_all(list);
}

static curl_socket_t pause_sending_and_open(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  pause_with(CURLPAUSE_SEND);
  return peer_open_socket(clientp, purpose, address);
}

static void paused_sending_reads_nothing_until_it_goes_on(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("PUT"), EXPECT("uuuu"),
                                                                        SEND(OK_HELLO) } };
  begin(script);
  upload(4);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, pause_sending_and_open);
  add();
  turns(20);
  assert_int_equal(reads, 0);
  assert_int_equal(peer.conn[0].at, 1); /* the head is there, and no body */
  assert_int_equal(peer.conn[0].in.len, 0);
  pause_with(CURLPAUSE_CONT);
  assert_int_equal(result(), CURLE_OK);
  assert_body("hello");
  end_upload();
}

#define MUCH 8000000 /* more than goes out in the turns of a test */

static void the_directions_are_paused_apart(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("PUT"), EXPECT_FILL("u", MUCH),
                                                                        SEND(OK_HELLO) } };
  begin(script);
  upload(MUCH);
  add();
  turns(2);
  pause_with(CURLPAUSE_RECV);
  for(int i = 0; i < 2000 && given < MUCH; i++) turns(1);
  assert_int_equal(given, MUCH);
  turns(20);
  assert_int_equal(writes, 0);
  pause_with(CURLPAUSE_SEND);
  assert_int_equal(result(), CURLE_OK);
  assert_body("hello");
  end_upload();
}

static void both_directions_stand_still_and_go_on(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("PUT"), EXPECT_FILL("u", MUCH),
                                                                        SEND(OK_HELLO) } };
  begin(script);
  upload(MUCH);
  add();
  turns(2);
  for(int i = 0; i < 5; i++) {
    pause_with(CURLPAUSE_ALL);
    turns(10);
    int before = reads;
    assert_true(turns(5));
    assert_int_equal(reads, before);
    pause_with(CURLPAUSE_CONT);
    turns(1);
  }
  assert_int_equal(result(), CURLE_OK);
  assert_body("hello");
  end_upload();
}

/* ---- from within callbacks ---- */

static int bits_within; /* what the callbacks below set; -1: nothing any more */

static void pause_within(void)
{
  if(bits_within < 0) return;
  int bits = bits_within;
  bits_within = -1;
  pause_with(bits);
}

static size_t pause_and_take(char *data, size_t size, size_t count, void *clientp)
{
  size_t taken = take(data, size, count, clientp);
  pause_within();
  return taken;
}

static size_t pause_at_header(char *data, size_t size, size_t count, void *clientp)
{
  pause_within();
  return size * count;
}

static size_t pause_and_give(char *to, size_t size, size_t count, void *clientp)
{
  pause_within();
  return give(to, size, count < 2 ? count : 2, clientp);
}

static int pause_at_progress(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  if(dlnow) pause_within();
  return 0;
}

static int pause_at_prereq(void *clientp, char *primary, char *local, int primary_port, int local_port)
{
  pause_within();
  return CURL_PREREQFUNC_OK;
}

static curl_socket_t pause_and_open(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  pause_within();
  return peer_open_socket(clientp, purpose, address);
}

static int pause_at_sockopt(void *clientp, curl_socket_t fd, curlsocktype purpose)
{
  pause_within();
  return peer_sockopt(clientp, fd, purpose);
}

static int pause_at_debug(CURL *handle, curl_infotype type, char *data, size_t size, void *clientp)
{
  if(type == CURLINFO_HEADER_IN) pause_within();
  return 0;
}

static const struct option within[] = {
  FUNCTION(CURLOPT_WRITEFUNCTION, pause_and_take),     FUNCTION(CURLOPT_HEADERFUNCTION, pause_at_header),
  FUNCTION(CURLOPT_READFUNCTION, pause_and_give),      FUNCTION(CURLOPT_XFERINFOFUNCTION, pause_at_progress),
  FUNCTION(CURLOPT_PREREQFUNCTION, pause_at_prereq),   FUNCTION(CURLOPT_OPENSOCKETFUNCTION, pause_and_open),
  FUNCTION(CURLOPT_SOCKOPTFUNCTION, pause_at_sockopt), FUNCTION(CURLOPT_DEBUGFUNCTION, pause_at_debug),
};

static const struct step long_answer[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("PUT"), EXPECT("uuuu"), SEND(ANSWER("10") "half-"), HOLD, SEND("whole") }
};

static void run_within(const struct option *callback, int bits)
{
  begin(long_answer);
  upload(4);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_VERBOSE, (long)(callback->id == CURLOPT_DEBUGFUNCTION));
  set_option(easy, callback);
  bits_within = bits;
  add();
  assert_true(turns(15));
  assert_int_equal(bits_within, -1); /* it was called */
  if(bits) {
    peer_release(&peer);
    assert_true(turns(15));
    int before = writes;
    assert_true(turns(5));
    assert_int_equal(writes, before);
    pause_with(CURLPAUSE_CONT);
  }
  peer_release(&peer);
  assert_int_equal(result(), CURLE_OK);
  assert_body("half-whole");
  end_upload();
}

static void every_callback_may_pause(void **state)
{
  for(size_t i = 0; i < sizeof within / sizeof *within; i++) run_within(&within[i], CURLPAUSE_ALL);
  for(size_t i = 0; i < sizeof within / sizeof *within; i++) run_within(&within[i], CURLPAUSE_RECV);
}

static void going_on_within_a_callback_changes_nothing_where_nothing_is_paused(void **state)
{
  for(size_t i = 0; i < sizeof within / sizeof *within; i++) run_within(&within[i], CURLPAUSE_CONT);
}

static size_t pause_and_go_on(char *data, size_t size, size_t count, void *clientp)
{
  pause_with(CURLPAUSE_ALL);
  pause_with(CURLPAUSE_CONT);
  return take(data, size, count, clientp);
}

static void paused_and_going_on_within_one_callback_is_nothing(void **state)
{
  begin(hello);
  peer_release(&peer);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, pause_and_go_on);
  add();
  assert_int_equal(result(), CURLE_OK);
  assert_body("hello");
  end();
}

/* The answer is the last word of the callback. */
static size_t go_on_and_pause(char *data, size_t size, size_t count, void *clientp)
{
  if(writes++) return take(data, size, count, clientp);
  pause_with(CURLPAUSE_CONT);
  return CURL_WRITEFUNC_PAUSE;
}

static void a_callback_that_goes_on_and_answers_pause_pauses(void **state)
{
  begin(hello);
  peer_release(&peer);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, go_on_and_pause);
  add();
  assert_true(turns(15));
  assert_body("");
  pause_with(CURLPAUSE_CONT);
  assert_int_equal(result(), CURLE_OK);
  assert_body("hello");
  end();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_does_not_run_is_not_paused),
    cmocka_unit_test(what_is_over_is_not_paused),
    cmocka_unit_test(paused_receiving_calls_nothing_and_waits_quietly),
    cmocka_unit_test(what_was_held_is_delivered_from_within_the_call),
    cmocka_unit_test(a_delivery_may_pause_again),
    cmocka_unit_test(a_delivery_that_fails_is_told_at_once_and_ends_the_transfer),
    cmocka_unit_test(the_clock_goes_on),
    cmocka_unit_test(paused_sending_reads_nothing_until_it_goes_on),
    cmocka_unit_test(the_directions_are_paused_apart),
    cmocka_unit_test(both_directions_stand_still_and_go_on),
    cmocka_unit_test(every_callback_may_pause),
    cmocka_unit_test(going_on_within_a_callback_changes_nothing_where_nothing_is_paused),
    cmocka_unit_test(paused_and_going_on_within_one_callback_is_nothing),
    cmocka_unit_test(a_callback_that_goes_on_and_answers_pause_pauses),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
