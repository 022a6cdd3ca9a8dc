/* Frames to the write callback. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include "exchange.h"
#include "frames.h"
#include <stdio.h>
#include <string.h>

/* Instead of payloads alone, what curl_ws_meta tells of them: "[text 0+5]hello", with what is left of the frame. A frame
 * may come in pieces, which depends on how its bytes come: the body is compared by verify functions where it does. */
static size_t note_frame(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  const struct curl_ws_frame *f = curl_ws_meta(o->easy);
  char head[64];
  static const struct {
    int flag;
    const char *name;
  } kinds[] = { { CURLWS_TEXT, "text" },
                { CURLWS_BINARY, "binary" },
                { CURLWS_CLOSE, "close" },
                { CURLWS_PING, "ping" },
                { CURLWS_PONG, "pong" } };
  const char *name = "?";
  if(!f || f->age || f->len != count) return CURL_WRITEFUNC_ERROR;
  for(size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if((f->flags & ~CURLWS_CONT) == kinds[i].flag) name = kinds[i].name;
  snprintf(head, sizeof head, "[%s%s %d+%d]", name, f->flags & CURLWS_CONT ? "+" : "", (int)f->offset,
           (int)f->bytesleft);
  text_add(&o->body, head, strlen(head));
  return collect_body(data, size, count, clientp);
}

#define NOTED   FUNCTION(CURLOPT_WRITEFUNCTION, note_frame)
#define WS(...) EXCHANGE(.url = WS_URL, .headers = { WS_KEY }, __VA_ARGS__)
#define OPENED  WS_UPGRADED

/* ---- what no server may send ---- */

static void bad_frames_end_the_transfer(void **state)
{
#define BAD(bytes, why) WS(.conn = { { OPENED, SEND(bytes), EXPECT_END } }, .code = CURLE_RECV_ERROR, .error = why)
  BAD("\xc1\0", "reserved bit");
  BAD("\xa1\0", "reserved bit");
  BAD("\x91\0", "reserved bit");
  BAD("\x83\0", "reserved opcode");
  BAD("\x8b\0", "reserved opcode");
  BAD("\x81\x80\1\2\3\4", "masked");
  BAD("\x89\x7e\0\x7e", "over 125");
  BAD("\x8a\x7e\0\x7e", "over 125");
  BAD("\x88\x7e\0\x7e\3\xe8", "over 125");
  BAD("\x09\2p1\x80\2p2", "in fragments");
  BAD("\x08\2p1\x80\2p2", "in fragments");
  BAD("\x80\2m3", "continuation of nothing");
  BAD("\x82\x7f\x80\0\0\0\0\0\0\0", "2^63");
  BAD("\x82\x7e\0\1x", "shortest form");
  BAD("\x82\x7f\0\0\0\0\0\0\0\1x", "shortest form");
  BAD("\x88\1x", "half a code");
  BAD("\x88\2\3\xed", "invalid code");
#undef BAD
}

static void what_came_before_a_bad_frame_was_given(void **state)
{
  WS(.conn = { { OPENED, SEND("\x01\2t1\x82\1b"), EXPECT_END } }, .code = CURLE_RECV_ERROR, .body = "t1",
     .error = "inside another");
  WS(.conn = { { OPENED, SEND("\x82\1b\0\2m2"), EXPECT_END } }, .code = CURLE_RECV_ERROR, .body = "b");
}

static void a_frame_that_is_cut_off_is_an_error(void **state)
{
  WS(.conn = { { OPENED, SEND("\x81\5hel"), CLOSE } }, .code = CURLE_PARTIAL_FILE, .body = "hel");
  WS(.conn = { { OPENED, SEND("\x81"), CLOSE } }, .code = CURLE_PARTIAL_FILE);
  WS(.conn = { { OPENED, SEND("\x89\4pi"), CLOSE } }, .code = CURLE_PARTIAL_FILE);
}

static void a_peer_that_says_nothing_has_failed(void **state)
{
  WS(.conn = { { EXPECT_HEAD(NULL), SEND(WS_SWITCH), CLOSE } }, .code = CURLE_GOT_NOTHING);
}

/* ---- frames ---- */

static void frames_are_told_with_their_kind(void **state)
{
  WS(.options = { NOTED }, .modes = EASY | MULTI,
     .conn = { { OPENED, SEND("\x81\5hello\x82\3\1\2\3\x8a\4pong\x01\1a\0\1b\x80\1c"), CLOSE } },
     .body = "[text 0+0]hello[binary 0+0]\1\2\3[pong 0+0]pong[text+ 0+0]a[text+ 0+0]b[text 0+0]c");
}

static void empty_frames_are_told(void **state)
{
  WS(.options = { NOTED }, .conn = { { OPENED, SEND("\x81\0\x02\0\x80\0\x8a\0\x88\0"), EXPECT_FRAME("\x88"), CLOSE } },
     .body = "[text 0+0][binary+ 0+0][binary 0+0][pong 0+0][close 0+0]");
}

/* Whatever comes as a piece: control frames come whole. */
static void pieces_are_told_where_they_belong(void **state)
{
  WS(.options = { NOTED }, .modes = MULTI_BYTES, .conn = { { OPENED, SEND("\x81\3abc\x8a\3xyz"), CLOSE } },
     .body = "[text 0+2]a[text 1+1]b[text 2+0]c[pong 0+0]xyz");
}

#define LARGE 200000

static void verify_large(const struct outcome *o) { assert_int_equal(o->body.len, LARGE); }

static size_t check_large(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  const struct curl_ws_frame *f = curl_ws_meta(o->easy);
  bool is_right = f && f->flags == CURLWS_BINARY && f->offset == (curl_off_t)o->body.len && f->len == count &&
                  f->bytesleft == LARGE - f->offset - (curl_off_t)count;
  return is_right ? collect_body(data, size, count, clientp) : CURL_WRITEFUNC_ERROR;
}

static void a_large_frame_comes_in_pieces_that_add_up(void **state)
{
  static char bytes[LARGE];
  memset(bytes, 'z', sizeof bytes);
  WS(.options = { FUNCTION(CURLOPT_WRITEFUNCTION, check_large) }, .modes = EASY | MULTI,
     .conn = { { OPENED, SEND("\x82\x7f\0\0\0\0\0\3\x0d\x40"), SEND_FILL("z", LARGE), CLOSE } }, .body = bytes,
     .body_len = LARGE, .verify = verify_large);
}

static void note_meta_outside(struct outcome *o)
{
  if(curl_ws_meta(o->easy)) snprintf(o->infos, sizeof o->infos, "there is a frame outside of the callback");
}

static size_t has_no_meta(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  return curl_ws_meta(o->easy) ? CURL_WRITEFUNC_ERROR : collect_body(data, size, count, clientp);
}

static void only_frames_have_metadata(void **state)
{
  assert_null(curl_ws_meta(NULL));
  WS(.conn = { { OPENED, SEND("\x81\5hello"), CLOSE } }, .body = "hello", .inspect = note_meta_outside);
  EXCHANGE(.options = { FUNCTION(CURLOPT_WRITEFUNCTION, has_no_meta) },
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } }, .body = "hello", .kept = 1);
}

/* ---- raw ---- */

static void in_raw_mode_bytes_come_as_they_are(void **state)
{
  WS(.options = { LONG(CURLOPT_WS_OPTIONS, CURLWS_RAW_MODE), FUNCTION(CURLOPT_WRITEFUNCTION, has_no_meta) },
     .conn = { { OPENED, SEND("\x89\1p\xff\x81\5hel"), CLOSE } }, .body = "\x89\1p\xff\x81\5hel");
}

/* ---- pings and closes ---- */

static void pings_are_answered_and_not_told(void **state)
{
  WS(.options = { NOTED },
     .conn = { { OPENED, SEND("\x89\4ping"), EXPECT_FRAME("\x8aping"), SEND("\x89\0"), EXPECT_FRAME("\x8a"),
                 SEND("\x88\0"), EXPECT_FRAME("\x88"), CLOSE } },
     .body = "[close 0+0]");
}

static void pings_are_told_instead_where_the_program_wants_them(void **state)
{
  WS(.options = { NOTED, LONG(CURLOPT_WS_OPTIONS, CURLWS_NOAUTOPONG) },
     .conn = { { OPENED, SEND("\x89\4ping\x88\0"), EXPECT_FRAME("\x88"), CLOSE } },
     .body = "[ping 0+0]ping[close 0+0]");
}

static void a_ping_inside_a_frame_of_theirs_waits_for_nothing(void **state)
{
  WS(.conn = { { OPENED, SEND("\x01\1a\x89\1?"), EXPECT_FRAME("\x8a?"), SEND("\x80\1b"), CLOSE } }, .body = "ab");
}

/* RFC 6455, section 5.5.1: with the code that came, unless the program has closed itself. */
static void a_close_is_answered(void **state)
{
  WS(.conn = { { OPENED, SEND("\x88\7\3\xe9going"), EXPECT_FRAME("\x88\3\xe9"), EXPECT_END } },
     .options = { LONG(CURLOPT_TIMEOUT_MS, 300) }, .code = CURLE_OPERATION_TIMEDOUT, .body = "\3\xe9going");
  WS(.conn = { { OPENED, SEND("\x88\2\3\xe8"), EXPECT_FRAME("\x88\3\xe8"), CLOSE } }, .body = "\3\xe8");
}

static size_t close_oneself(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  size_t sent;
  if(curl_ws_send(o->easy, "\x0f\xa0", 2, &sent, 0, CURLWS_CLOSE) || sent != 2) return CURL_WRITEFUNC_ERROR;
  return collect_body(data, size, count, clientp);
}

static void the_program_may_answer_a_close_itself(void **state)
{
  WS(.options = { FUNCTION(CURLOPT_WRITEFUNCTION, close_oneself) },
     .conn = { { OPENED, SEND("\x88\2\3\xe8"), EXPECT_FRAME("\x88\x0f\xa0"), CLOSE } }, .body = "\3\xe8");
}

static void what_comes_behind_a_close_is_dropped(void **state)
{
  WS(.conn = { { OPENED, SEND("\x88\0\x81\1x\xff"), EXPECT_FRAME("\x88"), CLOSE } });
}

/* ---- pause ---- */

static size_t pause_first(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  return o->calls++ % 2 ? note_frame(data, size, count, clientp) : CURL_WRITEFUNC_PAUSE;
}

static int go_on(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  struct outcome *o = clientp;
  curl_easy_pause(o->easy, CURLPAUSE_CONT); /* before and after there is nothing to pause */
  return 0;
}

static void let_it_go_on(struct outcome *o)
{
  curl_easy_setopt(o->easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFOFUNCTION, go_on);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFODATA, o);
}

/* Each piece is offered once more after a pause, with the same metadata. */
static void a_paused_frame_is_told_again(void **state)
{
  WS(.options = { FUNCTION(CURLOPT_WRITEFUNCTION, pause_first) }, .prepare = let_it_go_on, .modes = EASY | MULTI,
     .conn = { { OPENED, SEND("\x81\5hello\x82\0\x02\2hi\x8a\1p\x80\0\x88\0"), EXPECT_FRAME("\x88"), CLOSE } },
     .body = "[text 0+0]hello[binary 0+0][binary+ 0+0]hi[pong 0+0]p[binary 0+0][close 0+0]");
}

static size_t refuse(char *data, size_t size, size_t count, void *clientp) { return CURL_WRITEFUNC_ERROR; }

static void an_empty_frame_can_be_refused(void **state)
{
  WS(.options = { FUNCTION(CURLOPT_WRITEFUNCTION, refuse) }, .conn = { { OPENED, SEND("\x82\0"), EXPECT_END } },
     .code = CURLE_WRITE_ERROR);
}

static void too_much_is_too_much(void **state)
{
  WS(.options = { LONG(CURLOPT_MAXFILESIZE, 3) }, .modes = EASY | MULTI,
     .conn = { { OPENED, SEND("\x81\2ab\x81\2cd"), EXPECT_END } }, .code = CURLE_FILESIZE_EXCEEDED, .body = "ab");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(bad_frames_end_the_transfer),
    cmocka_unit_test(what_came_before_a_bad_frame_was_given),
    cmocka_unit_test(a_frame_that_is_cut_off_is_an_error),
    cmocka_unit_test(a_peer_that_says_nothing_has_failed),
    cmocka_unit_test(frames_are_told_with_their_kind),
    cmocka_unit_test(empty_frames_are_told),
    cmocka_unit_test(pieces_are_told_where_they_belong),
    cmocka_unit_test(a_large_frame_comes_in_pieces_that_add_up),
    cmocka_unit_test(only_frames_have_metadata),
    cmocka_unit_test(in_raw_mode_bytes_come_as_they_are),
    cmocka_unit_test(pings_are_answered_and_not_told),
    cmocka_unit_test(pings_are_told_instead_where_the_program_wants_them),
    cmocka_unit_test(a_ping_inside_a_frame_of_theirs_waits_for_nothing),
    cmocka_unit_test(a_close_is_answered),
    cmocka_unit_test(the_program_may_answer_a_close_itself),
    cmocka_unit_test(what_comes_behind_a_close_is_dropped),
    cmocka_unit_test(a_paused_frame_is_told_again),
    cmocka_unit_test(an_empty_frame_can_be_refused),
    cmocka_unit_test(too_much_is_too_much),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
