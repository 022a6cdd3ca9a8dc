/* FTP transfers that the program pauses, and takes out in the middle. */
#include "ftp.h"
#include <string.h>

#define BEGIN_5 LOGIN, PASSIVE, IMAGE, SAY("SIZE f", "213 5")

struct run {
  struct peer peer;
  CURLM *multi;
  CURL *easy;
  struct text body;
  CURLcode code;
  int pauses; /* of which each is lifted in the next turn */
  bool is_done;
};

static size_t pause_first(char *data, size_t size, size_t count, void *clientp)
{
  struct run *r = clientp;
  if(!r->pauses++) return CURL_WRITEFUNC_PAUSE;
  text_add(&r->body, data, size * count);
  return size * count;
}

static size_t give_after_pause(char *to, size_t size, size_t count, void *clientp)
{
  struct run *r = clientp;
  if(r->pauses++ == 0) return CURL_READFUNC_PAUSE;
  if(r->pauses > 2) return 0;
  memcpy(to, "hello", 5);
  return 5;
}

static void begin(struct run *r, const struct step (*script)[PEER_STEPS_MAX])
{
  *r = (struct run){ .multi = curl_multi_init(), .easy = curl_easy_init() };
  peer_init(&r->peer, script);
  peer_install(&r->peer, r->easy);
  curl_easy_setopt(r->easy, CURLOPT_URL, FTP "f");
  curl_easy_setopt(r->easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(r->easy, CURLOPT_TIMEOUT_MS, 20000L);
  curl_easy_setopt(r->easy, CURLOPT_WRITEFUNCTION, pause_first);
  curl_easy_setopt(r->easy, CURLOPT_WRITEDATA, r);
}

static void turn(struct run *r)
{
  int running, left;
  assert_int_equal(curl_multi_perform(r->multi, &running), CURLM_OK);
  for(CURLMsg *m; (m = curl_multi_info_read(r->multi, &left)) != NULL;) {
    r->is_done = true;
    r->code = m->data.result;
  }
  if(!peer_turn(&r->peer)) curl_multi_poll(r->multi, NULL, 0, 1, NULL);
}

static void end(struct run *r)
{
  curl_multi_remove_handle(r->multi, r->easy);
  curl_easy_cleanup(r->easy);
  curl_multi_cleanup(r->multi);
  assert_string_equal(peer_end(&r->peer), "");
  assert_int_equal(peer_open_count(&r->peer), 0);
  text_free(&r->body);
}

/* While it is paused, it does not end, whatever comes on either connection. */
static void pause_and_go_on(struct run *r)
{
  curl_multi_add_handle(r->multi, r->easy);
  for(long long until = now_ms() + 10000; !r->pauses && now_ms() < until;) turn(r);
  for(int i = 0; i < 20; i++) turn(r);
  assert_int_equal(r->pauses, 1);
  assert_false(r->is_done);
  curl_easy_pause(r->easy, CURLPAUSE_CONT);
  for(long long until = now_ms() + 10000; !r->is_done && now_ms() < until;) turn(r);
  assert_true(r->is_done);
  assert_int_equal(r->code, CURLE_OK);
}

static void a_download_that_is_paused_goes_on(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { BEGIN_5, RETR, DONE, QUIT },
    { SEND("hello"), CLOSE },
  };
  struct run r;
  begin(&r, script);
  pause_and_go_on(&r);
  assert_string_equal(r.body.at, "hello");
  end(&r);
}

static void an_upload_that_is_paused_goes_on(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { LOGIN, PASSIVE, IMAGE, SAY("STOR f", "150 send it"), DONE, QUIT },
    { EXPECT("hello"), EXPECT_END },
  };
  struct run r;
  begin(&r, script);
  curl_easy_setopt(r.easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(r.easy, CURLOPT_READFUNCTION, give_after_pause);
  curl_easy_setopt(r.easy, CURLOPT_READDATA, &r);
  pause_and_go_on(&r);
  end(&r);
}

/* Its dialogue is held as its body is. */
static size_t pause_first_line(char *data, size_t size, size_t count, void *clientp)
{
  struct run *r = clientp;
  return r->pauses++ ? size * count : CURL_WRITEFUNC_PAUSE;
}

static void a_dialogue_that_is_paused_goes_on(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { BEGIN_5, RETR, DONE, QUIT },
    { SEND("hello"), CLOSE },
  };
  struct run r;
  begin(&r, script);
  curl_easy_setopt(r.easy, CURLOPT_HEADERFUNCTION, pause_first_line);
  curl_easy_setopt(r.easy, CURLOPT_HEADERDATA, &r);
  pause_and_go_on(&r);
  assert_string_equal(r.body.at, "hello");
  end(&r);
}

/* Nothing is left open, wherever it stands. */
static void one_that_is_taken_out_leaves_nothing(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { IGNORE } };
  for(int turns = 1; turns < 6; turns++) {
    struct run r;
    begin(&r, script);
    curl_multi_add_handle(r.multi, r.easy);
    for(int i = 0; i < turns; i++) turn(&r);
    end(&r);
  }
}

static void one_that_is_taken_out_of_its_transfer_leaves_nothing(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { BEGIN_5, RETR, EXPECT_END },
    { SEND("hel"), EXPECT_END },
  };
  struct run r;
  begin(&r, script);
  curl_multi_add_handle(r.multi, r.easy);
  r.pauses = 1;
  for(long long until = now_ms() + 10000; r.body.len < 3 && now_ms() < until;) turn(&r);
  assert_string_equal(r.body.at, "hel");
  end(&r);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_download_that_is_paused_goes_on),
    cmocka_unit_test(an_upload_that_is_paused_goes_on),
    cmocka_unit_test(a_dialogue_that_is_paused_goes_on),
    cmocka_unit_test(one_that_is_taken_out_leaves_nothing),
    cmocka_unit_test(one_that_is_taken_out_of_its_transfer_leaves_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
