/* A body that has to be sent again: CURLOPT_SEEKFUNCTION(3), CURLOPT_IOCTLFUNCTION(3), files, and what cannot be. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include "exchange.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PUT_OF(size) LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, size)
#define TEN          "0123456789"
#define PUT_TEN      EXPECT_HEAD("PUT / HTTP/1.1\r\n"), EXPECT(TEN)

/* A first request leaves a connection behind, on which the second one dies after its body. */
#define DIES                                \
  {                                         \
    PUT_TEN, SEND(OK_HELLO), PUT_TEN, CLOSE \
  }
#define DIES_AND_IS_REPLACED \
  DIES, { PUT_TEN, SEND(OK_HELLO) }

/* Each request's body begins anew: the second perform is the program's to prepare. */
static size_t give_again(char *to, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  size_t len = give_upload(to, size, count, clientp);
  if(o->sent == strlen(TEN) && !o->calls++) o->sent = 0;
  return len;
}

static int fail_to_seek(void *clientp, curl_off_t offset, int origin) { return CURL_SEEKFUNC_FAIL; }
static int cannot_seek(void *clientp, curl_off_t offset, int origin) { return CURL_SEEKFUNC_CANTSEEK; }

static int seek_to_begin(void *clientp, curl_off_t offset, int origin)
{
  struct outcome *o = clientp;
  if(offset || origin != SEEK_SET) return CURL_SEEKFUNC_FAIL;
  o->sent = 0;
  o->seeks++;
  return CURL_SEEKFUNC_OK;
}

static curlioerr restart(CURL *handle, int cmd, void *clientp)
{
  struct outcome *o = clientp;
  if(cmd != CURLIOCMD_RESTARTREAD || handle != o->easy) return CURLIOE_UNKNOWNCMD;
  o->sent = 0;
  o->seeks++;
  return CURLIOE_OK;
}

static curlioerr fail_to_restart(CURL *handle, int cmd, void *clientp) { return CURLIOE_FAILRESTART; }

static void with_restart(struct outcome *o)
{
  curl_easy_setopt(o->easy, CURLOPT_SEEKFUNCTION, NULL);
  curl_easy_setopt(o->easy, CURLOPT_IOCTLFUNCTION, restart);
  curl_easy_setopt(o->easy, CURLOPT_IOCTLDATA, o);
}

/* ---- what cannot be rewound ---- */

static void a_callback_that_cannot_go_back_fails(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), FUNCTION(CURLOPT_READFUNCTION, give_again), FUNCTION(CURLOPT_SEEKFUNCTION, NULL) },
           .upload = TEN, .times = 2, .conn = { DIES }, .code = CURLE_SEND_FAIL_REWIND, .error = "rewind",
           .body = "hello");
}

static void neither_does_one_whose_seek_fails(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), FUNCTION(CURLOPT_READFUNCTION, give_again),
                        FUNCTION(CURLOPT_SEEKFUNCTION, fail_to_seek) },
           .upload = TEN, .times = 2, .conn = { DIES }, .code = CURLE_SEND_FAIL_REWIND, .body = "hello");
  EXCHANGE(.options = { PUT_OF(10), FUNCTION(CURLOPT_READFUNCTION, give_again),
                        FUNCTION(CURLOPT_SEEKFUNCTION, cannot_seek) },
           .upload = TEN, .times = 2, .conn = { DIES }, .code = CURLE_SEND_FAIL_REWIND, .body = "hello");
}

static void nor_one_whose_ioctl_fails(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), FUNCTION(CURLOPT_READFUNCTION, give_again), FUNCTION(CURLOPT_SEEKFUNCTION, NULL),
                        FUNCTION(CURLOPT_IOCTLFUNCTION, fail_to_restart) },
           .upload = TEN, .times = 2, .conn = { DIES }, .code = CURLE_SEND_FAIL_REWIND, .body = "hello");
}

/* The page: where there is a seek callback, the other is ignored. */
static void ignore_ioctl(struct outcome *o)
{
  with_restart(o);
  curl_easy_setopt(o->easy, CURLOPT_SEEKFUNCTION, cannot_seek);
}

static void a_seek_callback_is_asked_alone(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), FUNCTION(CURLOPT_READFUNCTION, give_again) }, .upload = TEN, .times = 2,
           .prepare = ignore_ioctl, .conn = { DIES }, .code = CURLE_SEND_FAIL_REWIND, .body = "hello");
}

/* ---- what can ---- */

static void once(const struct outcome *o) { assert_int_equal(o->seeks, 1); }
static void never(const struct outcome *o) { assert_int_equal(o->seeks, 0); }

static void the_seek_callback_rewinds(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), FUNCTION(CURLOPT_READFUNCTION, give_again),
                        FUNCTION(CURLOPT_SEEKFUNCTION, seek_to_begin) },
           .upload = TEN, .times = 2, .conn = { DIES_AND_IS_REPLACED }, .body = "hellohello", .kept = 1, .verify = once,
           .infos = { { CURLINFO_SIZE_UPLOAD_T, 10, NULL }, { CURLINFO_NUM_CONNECTS, 1, NULL } });
}

static void the_ioctl_callback_rewinds(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), FUNCTION(CURLOPT_READFUNCTION, give_again) }, .upload = TEN, .times = 2,
           .prepare = with_restart, .conn = { DIES_AND_IS_REPLACED }, .body = "hellohello", .kept = 1, .verify = once);
}

static FILE *file;

/* What the program has read of it before is not the upload's. */
static void from_the_middle_of_a_file(struct outcome *o)
{
  if(file) fclose(file);
  file = tmpfile();
  fputs("before" TEN TEN, file);
  fseek(file, 6, SEEK_SET);
  curl_easy_setopt(o->easy, CURLOPT_READFUNCTION, NULL);
  curl_easy_setopt(o->easy, CURLOPT_READDATA, file);
  curl_easy_setopt(o->easy, CURLOPT_SEEKFUNCTION, NULL);
}

static void a_file_goes_back_as_far_as_it_was_read(void **state)
{
  EXCHANGE(.options = { PUT_OF(10) }, .times = 2, .prepare = from_the_middle_of_a_file,
           .conn = { DIES_AND_IS_REPLACED }, .body = "hellohello", .kept = 1);
}

static void memory_needs_nobody(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_POSTFIELDS, TEN) }, .times = 2, .body = "hellohello", .kept = 1, .verify = never,
           .conn = { { EXPECT_HEAD("POST"), EXPECT(TEN), SEND(OK_HELLO), EXPECT_HEAD("POST"), EXPECT(TEN), CLOSE },
                     { EXPECT_HEAD("POST"), EXPECT(TEN), SEND(OK_HELLO) } },
           .infos = { { CURLINFO_SIZE_UPLOAD_T, 10, NULL } });
}

/* Who cannot send twice must not be given a dead one. */
static void a_closed_connection_is_found_out_before(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { PUT_TEN, SEND(OK_HELLO), CLOSE },
                                                                      { PUT_TEN, SEND(OK_HELLO) } };
  const struct exchange of = { .upload = TEN };
  struct outcome o = { .of = &of };
  struct peer peer;
  CURL *easy = curl_easy_init();
  peer_init(&peer, script);
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_URL, URL);
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_INFILESIZE, 10L);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_again);
  curl_easy_setopt(easy, CURLOPT_READDATA, &o);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, collect_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &o);
  peer_start(&peer);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  usleep(100000); /* not long enough for every kept connection to be suspicious */
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&peer), "");
  text_free(&o.body);
}

/* ---- a resumed upload: back to where it began, not to the source's begin ---- */

#define PUT_REST EXPECT_HEAD("Content-Range: bytes 4-9/10\r\n"), EXPECT("456789")

static int seek_anywhere(void *clientp, curl_off_t offset, int origin)
{
  struct outcome *o = clientp;
  o->sent = (size_t)offset;
  o->seeks++;
  return CURL_SEEKFUNC_OK;
}

static void thrice(const struct outcome *o) { assert_int_equal(o->seeks, 3); }

static void a_resumed_upload_is_sought_to_its_offset_again(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), LONG(CURLOPT_RESUME_FROM, 4), FUNCTION(CURLOPT_SEEKFUNCTION, seek_anywhere) },
           .upload = TEN, .times = 2,
           .conn = { { PUT_REST, SEND(OK_HELLO), PUT_REST, CLOSE }, { PUT_REST, SEND(OK_HELLO) } },
           .body = "hellohello", .kept = 1, .verify = thrice);
}

static void a_restarted_one_is_read_up_to_its_offset_again(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), LONG(CURLOPT_RESUME_FROM, 4), FUNCTION(CURLOPT_READFUNCTION, give_again) },
           .upload = TEN, .upload_step = 3, .times = 2, .prepare = with_restart,
           .conn = { { PUT_REST, SEND(OK_HELLO), PUT_REST, CLOSE }, { PUT_REST, SEND(OK_HELLO) } },
           .body = "hellohello", .kept = 1, .verify = once);
}

/* Nothing of the body was asked for: there is nothing to rewind, and nothing more to skip. */
static void a_resumed_upload_that_was_not_begun_is_not_skipped_twice(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), LONG(CURLOPT_RESUME_FROM, 4), FUNCTION(CURLOPT_SEEKFUNCTION, NULL) }, .upload = TEN,
           .headers = { "Expect: 100-continue" }, .body = "hello", .kept = 1,
           .conn = { { EXPECT_HEAD("Expect: 100-continue\r\n"),
                       SEND("HTTP/1.1 417 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), EXPECT_END },
                     { PUT_REST, SEND(OK_HELLO) } });
}

/* ---- 417 (RFC 9110, section 10.1.1) ---- */

static void a_417_before_the_body_rewinds_nothing(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), FUNCTION(CURLOPT_SEEKFUNCTION, NULL) }, .upload = TEN,
           .headers = { "Expect: 100-continue" }, .body = "hello", .kept = 1,
           .conn = { { EXPECT_HEAD("Expect: 100-continue\r\n"), SEND("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n"),
                       EXPECT_END },
                     { PUT_TEN, SEND(OK_HELLO) } });
}

/* The wait is over, and the body is under way: slowly, so that it is still when the refusal comes. */
#define SLOWLY LONG(CURLOPT_EXPECT_100_TIMEOUT_MS, 1), LONG(CURLOPT_MAX_SEND_SPEED_LARGE, 20)
#define BEGUN_AND_REFUSED                                                                                             \
  {                                                                                                                   \
    EXPECT_HEAD("Expect: 100-continue\r\n"), PAUSE(100), SEND("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n"), IGNORE \
  }

static void a_417_in_the_middle_of_the_body_sends_it_again(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), SLOWLY }, .upload = TEN, .headers = { "Expect: 100-continue" }, .body = "hello",
           .kept = 1, .conn = { BEGUN_AND_REFUSED, { EXPECT_LACKS("Expect"), EXPECT(TEN), SEND(OK_HELLO) } },
           .verify = once);
}

static void and_fails_where_that_cannot_be(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), SLOWLY, FUNCTION(CURLOPT_SEEKFUNCTION, NULL) }, .upload = TEN,
           .headers = { "Expect: 100-continue" }, .conn = { BEGUN_AND_REFUSED }, .code = CURLE_SEND_FAIL_REWIND);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_callback_that_cannot_go_back_fails),
    cmocka_unit_test(neither_does_one_whose_seek_fails),
    cmocka_unit_test(nor_one_whose_ioctl_fails),
    cmocka_unit_test(a_seek_callback_is_asked_alone),
    cmocka_unit_test(the_seek_callback_rewinds),
    cmocka_unit_test(the_ioctl_callback_rewinds),
    cmocka_unit_test(a_file_goes_back_as_far_as_it_was_read),
    cmocka_unit_test(memory_needs_nobody),
    cmocka_unit_test(a_closed_connection_is_found_out_before),
    cmocka_unit_test(a_resumed_upload_is_sought_to_its_offset_again),
    cmocka_unit_test(a_restarted_one_is_read_up_to_its_offset_again),
    cmocka_unit_test(a_resumed_upload_that_was_not_begun_is_not_skipped_twice),
    cmocka_unit_test(a_417_before_the_body_rewinds_nothing),
    cmocka_unit_test(a_417_in_the_middle_of_the_body_sends_it_again),
    cmocka_unit_test(and_fails_where_that_cannot_be),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
