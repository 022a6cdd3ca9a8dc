/* Frames from the callbacks: the upload's, curl_ws_start_frame, curl_ws_send. */
#include "check.h"
#include "exchange.h"
#include "frames.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WS(...)   EXCHANGE(.url = WS_URL, .headers = { WS_KEY }, __VA_ARGS__)
#define UPLOADS   LONG(CURLOPT_UPLOAD, 1)
#define READ(fn)  FUNCTION(CURLOPT_READFUNCTION, fn)
#define WRITE(fn) FUNCTION(CURLOPT_WRITEFUNCTION, fn)
#define BYE       SEND("\x88\0"), EXPECT_FRAME("\x88"), CLOSE

/* ---- the upload ---- */

static void what_one_call_gives_is_one_binary_frame(void **state)
{
  WS(.options = { UPLOADS }, .upload = "hello world", .upload_step = 6,
     .conn = { { WS_UPGRADED, EXPECT_FRAME("\x82hello "), EXPECT_FRAME("\x82world"), BYE } },
     .infos = { { CURLINFO_SIZE_UPLOAD_T, 11, NULL } });
}

static void without_upload_nothing_is_read(void **state) { WS(.upload = "hello", .conn = { { WS_UPGRADED, BYE } }); }

static void nothing_is_read_before_the_upgrade(void **state)
{
  WS(.options = { UPLOADS }, .upload = "hello",
     .conn = { { EXPECT_HEAD(NULL), SEND("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"), EXPECT_END } },
     .code = CURLE_HTTP_RETURNED_ERROR, .infos = { { CURLINFO_SIZE_UPLOAD_T, 0, NULL } });
}

static size_t give_after_a_pause(char *to, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  return o->calls++ ? give_upload(to, size, count, clientp) : CURL_READFUNC_PAUSE;
}

static size_t go_on(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  curl_easy_pause(o->easy, CURLPAUSE_CONT);
  return collect_body(data, size, count, clientp);
}

static void a_paused_upload_goes_on(void **state)
{
  WS(.options = { UPLOADS, READ(give_after_a_pause), WRITE(go_on) }, .upload = "hello",
     .conn = { { WS_UPGRADED, SEND("\x81\1x"), EXPECT_FRAME("\x82hello"), BYE } }, .body = "x");
}

static size_t abort_reading(char *to, size_t size, size_t count, void *clientp) { return CURL_READFUNC_ABORT; }

static void a_source_that_aborts_ends_the_transfer(void **state)
{
  WS(.options = { UPLOADS, READ(abort_reading) }, .upload = "", .conn = { { WS_UPGRADED, EXPECT_END } },
     .code = CURLE_ABORTED_BY_CALLBACK);
}

static void after_a_close_nothing_more_is_read(void **state)
{
  WS(.options = { UPLOADS, READ(give_after_a_pause), WRITE(go_on) }, .upload = "hello", .modes = EASY | MULTI,
     .conn = { { WS_UPGRADED, SEND("\x88\0"), EXPECT_FRAME("\x88"), CLOSE } });
}

static void in_raw_mode_the_program_makes_the_frames(void **state)
{
  WS(.options = { UPLOADS, LONG(CURLOPT_WS_OPTIONS, CURLWS_RAW_MODE) },
     .upload = "\x8a\x80"
               "1234",
     .conn = { { WS_UPGRADED,
                 EXPECT("\x8a\x80"
                        "1234"),
                 SEND("\x88\0"), CLOSE } },
     .body = "\x88\0", .body_len = 2);
}

/* ---- curl_ws_start_frame ---- */

static size_t give_text(char *to, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  if(!o->reads && curl_ws_start_frame(o->easy, CURLWS_TEXT, 11)) return CURL_READFUNC_ABORT;
  return give_upload(to, size, count, clientp);
}

static void a_frame_can_be_begun_and_given_in_pieces(void **state)
{
  WS(.options = { UPLOADS, READ(give_text) }, .upload = "hello world", .upload_step = 3,
     .conn = { { WS_UPGRADED, EXPECT_FRAME("\x81hello world"), BYE } });
}

/* Each call begins one frame, which is empty. */
static size_t give_empty(char *to, size_t size, size_t count, void *clientp)
{
  static const unsigned flags[] = { CURLWS_TEXT | CURLWS_CONT, CURLWS_PING, CURLWS_TEXT | CURLWS_CONT, CURLWS_TEXT };
  struct outcome *o = clientp;
  if(o->calls < 4 && curl_ws_start_frame(o->easy, flags[o->calls++], 0)) return CURL_READFUNC_ABORT;
  return 0;
}

static void nothing_is_no_end_where_a_frame_was_begun(void **state)
{
  WS(.options = { UPLOADS, READ(give_empty) }, .upload = "",
     .conn = {
         { WS_UPGRADED, EXPECT_FRAME("\x01"), EXPECT_FRAME("\x89"), EXPECT_FRAME("\0"), EXPECT_FRAME("\x80"), BYE } });
}

static void note_code(struct outcome *o, CURLcode code, CURLcode expected)
{
  if(code != expected && !o->trouble[0])
    snprintf(o->trouble, sizeof o->trouble, "code %d, expected %d", (int)code, (int)expected);
}

static size_t begin_badly(char *to, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  if(o->calls++) return give_upload(to, size, count, clientp);
  note_code(o, curl_ws_start_frame(NULL, CURLWS_TEXT, 1), CURLE_BAD_FUNCTION_ARGUMENT);
  note_code(o, curl_ws_start_frame(o->easy, 0, 1), CURLE_BAD_FUNCTION_ARGUMENT);
  note_code(o, curl_ws_start_frame(o->easy, CURLWS_TEXT, -1), CURLE_BAD_FUNCTION_ARGUMENT);
  note_code(o, curl_ws_start_frame(o->easy, CURLWS_PING, 126), CURLE_TOO_LARGE);
  note_code(o, curl_ws_start_frame(o->easy, CURLWS_TEXT, 5), CURLE_OK);
  note_code(o, curl_ws_start_frame(o->easy, CURLWS_TEXT, 5), CURLE_BAD_FUNCTION_ARGUMENT); /* one is under way */
  return give_upload(to, size, count, clientp);
}

static void frames_that_cannot_be_are_refused(void **state)
{
  WS(.options = { UPLOADS, READ(begin_badly) }, .upload = "hello", .upload_step = 3,
     .conn = { { WS_UPGRADED, EXPECT_FRAME("\x81hello"), BYE } });
}

static size_t begin_raw(char *to, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  note_code(o, curl_ws_start_frame(o->easy, CURLWS_TEXT, 5), CURLE_BAD_FUNCTION_ARGUMENT);
  return 0;
}

static void in_raw_mode_no_frame_is_begun(void **state)
{
  WS(.options = { UPLOADS, READ(begin_raw), LONG(CURLOPT_WS_OPTIONS, CURLWS_RAW_MODE) }, .upload = "",
     .conn = { { WS_UPGRADED, SEND("x"), CLOSE } }, .body = "x");
}

static size_t begin_too_small(char *to, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  if(curl_ws_start_frame(o->easy, CURLWS_TEXT, 4)) return CURL_READFUNC_ABORT;
  return give_upload(to, size, count, clientp);
}

static size_t begin_too_large(char *to, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  if(!o->calls++ && curl_ws_start_frame(o->easy, CURLWS_TEXT, 6)) return CURL_READFUNC_ABORT;
  return give_upload(to, size, count, clientp);
}

static void what_does_not_fit_its_frame_is_an_error(void **state)
{
  WS(.options = { UPLOADS, READ(begin_too_small) }, .upload = "hello", .conn = { { WS_UPGRADED, IGNORE } },
     .code = CURLE_READ_ERROR, .error = "more than the frame has left");
  WS(.options = { UPLOADS, READ(begin_too_large) }, .upload = "hello", .conn = { { WS_UPGRADED, IGNORE } },
     .code = CURLE_READ_ERROR, .error = "1 bytes missing");
}

/* ---- curl_ws_send ---- */

static size_t echo(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  const struct curl_ws_frame *f = curl_ws_meta(o->easy);
  size_t sent = 7;
  if(!f || f->flags & CURLWS_CLOSE) return count;
  if(curl_ws_send(o->easy, data, count, &sent, 0, (unsigned)f->flags) || sent != count) return CURL_WRITEFUNC_ERROR;
  return collect_body(data, size, count, clientp);
}

static void the_write_callback_can_send(void **state)
{
  WS(.options = { WRITE(echo) }, .modes = EASY | MULTI,
     .conn = { { WS_UPGRADED, SEND("\x81\5hello\x01\1a"), EXPECT_FRAME("\x81hello"),
                 EXPECT_FRAME("\x01"
                              "a"),
                 SEND("\x80\1b"),
                 EXPECT_FRAME("\x80"
                              "b"),
                 BYE } },
     .body = "helloab");
}

static size_t echo_raw(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  size_t sent;
  note_code(o, curl_ws_send(o->easy, "x", 1, &sent, 0, CURLWS_TEXT), CURLE_BAD_FUNCTION_ARGUMENT);
  note_code(o, curl_ws_send(o->easy, data, count, &sent, 0, 0), CURLE_OK);
  return collect_body(data, size, count, clientp);
}

static void in_raw_mode_what_is_sent_has_no_frame(void **state)
{
  WS(.options = { WRITE(echo_raw), LONG(CURLOPT_WS_OPTIONS, CURLWS_RAW_MODE) },
     .conn = { { WS_UPGRADED, SEND("\x8a\0"), EXPECT("\x8a\0"), SEND("x"), EXPECT("x"), CLOSE } }, .body = "\x8a\0x",
     .body_len = 3);
}

/* From inside of a callback a call returns when all is sent, and the peer reads meanwhile: it has a thread here. */
#define LARGE (4 * 1024 * 1024)

static size_t send_much(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  char *bytes = calloc(1, LARGE);
  size_t sent = 0;
  CURLcode code = curl_ws_send(o->easy, bytes, LARGE, &sent, 0, CURLWS_BINARY);
  free(bytes);
  o->calls = code == CURLE_OK && sent == LARGE;
  return code ? CURL_WRITEFUNC_ERROR : count;
}

static void verify_sent(const struct outcome *o) { assert_int_equal(o->calls, 1); }

static void inside_of_a_callback_a_call_blocks(void **state)
{
  static char frame[1 + LARGE];
  frame[0] = (char)0x82;
  WS(.options = { WRITE(send_much) }, .modes = EASY, .verify = verify_sent,
     .conn = { { WS_UPGRADED, SEND("\x81\1x"), { STEP_EXPECT_FRAME, frame, sizeof frame }, CLOSE } });
}

static void no_longer_than_the_time_out(void **state)
{
  WS(.options = { WRITE(send_much), LONG(CURLOPT_TIMEOUT_MS, 300) }, .modes = MULTI,
     .conn = { { WS_UPGRADED, SEND("\x81\1x"), IGNORE } }, .code = CURLE_WRITE_ERROR);
}

static size_t send_badly(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  size_t sent = 7;
  note_code(o, curl_ws_send(NULL, "x", 1, &sent, 0, CURLWS_TEXT), CURLE_BAD_FUNCTION_ARGUMENT);
  note_code(o, curl_ws_send(o->easy, NULL, 1, &sent, 0, CURLWS_TEXT), CURLE_BAD_FUNCTION_ARGUMENT);
  note_code(o, curl_ws_send(o->easy, "x", 1, NULL, 0, CURLWS_TEXT), CURLE_BAD_FUNCTION_ARGUMENT);
  note_code(o, curl_ws_send(o->easy, "x", 1, &sent, 0, 0), CURLE_BAD_FUNCTION_ARGUMENT);
  note_code(o, curl_ws_send(o->easy, "x", 1, &sent, 1, CURLWS_TEXT), CURLE_BAD_FUNCTION_ARGUMENT);
  note_code(o, curl_ws_send(o->easy, "x", 1, &sent, -1, CURLWS_TEXT | CURLWS_OFFSET), CURLE_BAD_FUNCTION_ARGUMENT);
  note_code(o, curl_ws_send(o->easy, "xy", 2, &sent, 1, CURLWS_TEXT | CURLWS_OFFSET), CURLE_BAD_FUNCTION_ARGUMENT);
  note_code(o, curl_ws_send(o->easy, o, 126, &sent, 0, CURLWS_PING), CURLE_TOO_LARGE);
  note_code(o, sent ? CURLE_SEND_ERROR : CURLE_OK, CURLE_OK);
  note_code(o, curl_ws_recv(o->easy, data, 0, &sent, &(const struct curl_ws_frame *){ NULL }),
            CURLE_RECURSIVE_API_CALL);
  note_code(o, curl_easy_perform(o->easy), CURLE_RECURSIVE_API_CALL);
  curl_easy_cleanup(o->easy); /* has no effect from here */
  return collect_body(data, size, count, clientp);
}

static void what_is_not_allowed_in_a_callback_is_told(void **state)
{
  WS(.options = { WRITE(send_badly) }, .modes = EASY | MULTI,
     .conn = { { WS_UPGRADED, SEND("\x81\5hello"), SEND("\x88\0"), EXPECT_FRAME("\x88"), CLOSE } }, .body = "hello");
}

/* A piece of a frame that the program has begun cannot be followed by anything else. */
static size_t send_in_between(char *to, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  size_t sent;
  if(o->calls++ == 0) {
    note_code(o, curl_ws_send(o->easy, "first", 5, &sent, 0, CURLWS_TEXT), CURLE_OK);
    note_code(o, curl_ws_start_frame(o->easy, CURLWS_TEXT, 5), CURLE_OK);
    note_code(o, curl_ws_send(o->easy, "x", 1, &sent, 0, CURLWS_TEXT), CURLE_SEND_ERROR);
  }
  return give_upload(to, size, count, clientp);
}

static void nothing_gets_into_a_frame_of_the_upload(void **state)
{
  WS(.options = { UPLOADS, READ(send_in_between) }, .upload = "hello", .upload_step = 2,
     .conn = { { WS_UPGRADED,
                 EXPECT_FRAME("\x81"
                              "first"),
                 EXPECT_FRAME("\x81hello"), BYE } });
}

static size_t leave_a_frame_open(char *to, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  size_t sent;
  note_code(o, curl_ws_send(o->easy, "x", 1, &sent, 2, CURLWS_TEXT | CURLWS_OFFSET), CURLE_OK);
  return give_upload(to, size, count, clientp);
}

static void the_upload_gets_into_no_frame_of_the_programs(void **state)
{
  WS(.options = { UPLOADS, READ(leave_a_frame_open) }, .upload = "hello", .conn = { { WS_UPGRADED, IGNORE } },
     .code = CURLE_READ_ERROR, .error = "a frame is not complete");
}

static int send_from_debug(CURL *easy, curl_infotype type, char *data, size_t size, void *clientp)
{
  struct outcome *o = clientp;
  size_t sent;
  if(type == CURLINFO_DATA_OUT)
    note_code(o, curl_ws_send(easy, "x", 1, &sent, 0, CURLWS_TEXT), CURLE_RECURSIVE_API_CALL);
  return 0;
}

static void debug_to(struct outcome *o)
{
  curl_easy_setopt(o->easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(o->easy, CURLOPT_DEBUGFUNCTION, send_from_debug);
  curl_easy_setopt(o->easy, CURLOPT_DEBUGDATA, o);
}

static void the_debug_callback_cannot_send_while_something_is_sent(void **state)
{
  WS(.options = { UPLOADS }, .upload = "hello", .prepare = debug_to,
     .conn = { { WS_UPGRADED, EXPECT_FRAME("\x82hello"), BYE } });
}

static size_t send_too_early(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  size_t sent;
  note_code(o, curl_ws_send(o->easy, "x", 1, &sent, 0, CURLWS_TEXT), CURLE_UNSUPPORTED_PROTOCOL);
  note_code(o, curl_ws_start_frame(o->easy, CURLWS_TEXT, 1), CURLE_UNSUPPORTED_PROTOCOL);
  return collect_head(data, size, count, clientp);
}

static void before_the_upgrade_nothing_is_sent(void **state)
{
  WS(.options = { FUNCTION(CURLOPT_HEADERFUNCTION, send_too_early) }, .conn = { { WS_UPGRADED, BYE } });
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_one_call_gives_is_one_binary_frame),
    cmocka_unit_test(without_upload_nothing_is_read),
    cmocka_unit_test(nothing_is_read_before_the_upgrade),
    cmocka_unit_test(a_paused_upload_goes_on),
    cmocka_unit_test(a_source_that_aborts_ends_the_transfer),
    cmocka_unit_test(after_a_close_nothing_more_is_read),
    cmocka_unit_test(in_raw_mode_the_program_makes_the_frames),
    cmocka_unit_test(a_frame_can_be_begun_and_given_in_pieces),
    cmocka_unit_test(nothing_is_no_end_where_a_frame_was_begun),
    cmocka_unit_test(frames_that_cannot_be_are_refused),
    cmocka_unit_test(in_raw_mode_no_frame_is_begun),
    cmocka_unit_test(what_does_not_fit_its_frame_is_an_error),
    cmocka_unit_test(the_write_callback_can_send),
    cmocka_unit_test(in_raw_mode_what_is_sent_has_no_frame),
    cmocka_unit_test(inside_of_a_callback_a_call_blocks),
    cmocka_unit_test(no_longer_than_the_time_out),
    cmocka_unit_test(what_is_not_allowed_in_a_callback_is_told),
    cmocka_unit_test(nothing_gets_into_a_frame_of_the_upload),
    cmocka_unit_test(the_upload_gets_into_no_frame_of_the_programs),
    cmocka_unit_test(the_debug_callback_cannot_send_while_something_is_sent),
    cmocka_unit_test(before_the_upgrade_nothing_is_sent),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
