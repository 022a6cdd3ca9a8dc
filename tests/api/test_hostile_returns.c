/* Callbacks that answer what no page allows: the documented code, nothing lost, nothing written where it must not. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include "exchange.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t answer;     /* of a data callback */
static int answer_number; /* of the others */

/* ---- write and header ---- */

static size_t answer_to_data(char *data, size_t size, size_t count, void *clientp) { return answer; }

static const size_t wrong_counts[] = {
  0, 1, 4, 6, 16384, CURL_MAX_WRITE_SIZE + 1, SIZE_MAX, SIZE_MAX - 1, CURL_WRITEFUNC_ERROR, (size_t)1 << 63
};

static void a_write_that_takes_another_count_is_an_error(void **state)
{
  for(size_t i = 0; i < sizeof wrong_counts / sizeof *wrong_counts; i++) {
    answer = wrong_counts[i];
    EXCHANGE(.options = { FUNCTION(CURLOPT_WRITEFUNCTION, answer_to_data) }, .code = CURLE_WRITE_ERROR,
             .modes = EASY | MULTI, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT_END } });
  }
}

static void a_header_that_takes_another_count_is_an_error(void **state)
{
  for(size_t i = 0; i < sizeof wrong_counts / sizeof *wrong_counts; i++) {
    answer = wrong_counts[i];
    EXCHANGE(.options = { FUNCTION(CURLOPT_HEADERFUNCTION, answer_to_data) }, .code = CURLE_WRITE_ERROR,
             .modes = EASY | MULTI, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT_END } });
  }
}

/* ---- read and seek ---- */

static size_t answer_to_read(char *to, size_t size, size_t count, void *clientp)
{
  memset(to, 'x', size * count); /* all the room it was given is its own */
  return answer ? answer : size * count + 1;
}

static void a_read_that_gives_more_than_asked_is_an_error(void **state)
{
  static const size_t counts[] = { 0 /* one more */, 1 << 24, SIZE_MAX, SIZE_MAX - 1, (size_t)1 << 63 };
  for(size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    answer = counts[i];
    EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 1000),
                          FUNCTION(CURLOPT_READFUNCTION, answer_to_read) },
             .code = CURLE_READ_ERROR, .modes = EASY | MULTI, .conn = { { IGNORE } });
    EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), FUNCTION(CURLOPT_READFUNCTION, answer_to_read) },
             .headers = { "Expect:" }, .code = CURLE_READ_ERROR, .modes = EASY | MULTI, .conn = { { IGNORE } });
  }
}

static void a_read_that_gives_less_than_promised_is_an_error(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 1000) }, .upload = "short",
           .code = CURLE_READ_ERROR, .modes = EASY | MULTI, .conn = { { IGNORE } });
}

/* What is promised is what goes out; the rest of a generous source is not asked for. */
static void a_read_that_has_more_than_promised_is_asked_for_that(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 4) }, .upload = "data and more",
           .body = "hello", .kept = 1,
           .conn = { { EXPECT_HEAD("Content-Length: 4\r\n"), EXPECT("data"), SEND(OK_HELLO) } });
}

static int answer_to_seek(void *clientp, curl_off_t offset, int origin) { return answer_number; }

/* It cannot: the source is read up to there. */
static void a_seek_that_cannot_is_worked_around(void **state)
{
  answer_number = CURL_SEEKFUNC_CANTSEEK;
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 6), LONG(CURLOPT_RESUME_FROM, 2),
                        FUNCTION(CURLOPT_SEEKFUNCTION, answer_to_seek) },
           .upload = "abcdef", .body = "hello", .kept = 1, .modes = EASY | MULTI,
           .conn = { { EXPECT_HEAD("PUT"), EXPECT("cdef"), SEND(OK_HELLO) } });
}

/* ---- numbers ---- */

static int answer_to_progress(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  return answer_number;
}

static int answer_to_prereq(void *clientp, char *primary, char *local, int primary_port, int local_port)
{
  return answer_number;
}

static int answer_to_debug(CURL *handle, curl_infotype type, char *data, size_t size, void *clientp)
{
  return answer_number;
}

static const int numbers[] = { 1, 2, 77, -1, INT_MAX, INT_MIN };

static void any_number_from_progress_aborts(void **state)
{
  for(size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    answer_number = numbers[i];
    EXCHANGE(.options = { LONG(CURLOPT_NOPROGRESS, 0), FUNCTION(CURLOPT_XFERINFOFUNCTION, answer_to_progress) },
             .code = CURLE_ABORTED_BY_CALLBACK, .modes = EASY, .conn = { { CLOSE } });
  }
}

static void any_number_from_prereq_aborts(void **state)
{
  for(size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    answer_number = numbers[i];
    EXCHANGE(.options = { FUNCTION(CURLOPT_PREREQFUNCTION, answer_to_prereq) }, .code = CURLE_ABORTED_BY_CALLBACK,
             .modes = EASY | MULTI, .conn = { { EXPECT_END } });
  }
}

/* Its page: the callback must return 0; nothing else is told of it. */
static void any_number_from_debug_means_nothing(void **state)
{
  for(size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    answer_number = numbers[i];
    EXCHANGE(.options = { LONG(CURLOPT_VERBOSE, 1), FUNCTION(CURLOPT_DEBUGFUNCTION, answer_to_debug) },
             .modes = EASY | MULTI, .body = "hello", .kept = 1, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
  }
}

static int answer_to_close(void *clientp, curl_socket_t fd)
{
  struct outcome *o = clientp;
  peer_close_socket(o->peer, fd);
  return answer_number;
}

static void use_close(struct outcome *o)
{
  curl_easy_setopt(o->easy, CURLOPT_CLOSESOCKETFUNCTION, answer_to_close);
  curl_easy_setopt(o->easy, CURLOPT_CLOSESOCKETDATA, o);
}

static void any_number_from_close_means_nothing(void **state)
{
  for(size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    answer_number = numbers[i];
    EXCHANGE(.options = { LONG(CURLOPT_FORBID_REUSE, 1) }, .prepare = use_close, .modes = EASY | MULTI, .body = "hello",
             .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT_END } });
  }
}

/* ---- sockets ---- */

static int answer_to_sockopt(void *clientp, curl_socket_t fd, curlsocktype purpose) { return answer_number; }

static void any_other_number_from_sockopt_aborts(void **state)
{
  static const int answers[] = { CURL_SOCKOPT_ERROR, 3, 77, -1, INT_MAX, INT_MIN };
  for(size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    answer_number = answers[i];
    EXCHANGE(.options = { FUNCTION(CURLOPT_SOCKOPTFUNCTION, answer_to_sockopt) }, .code = CURLE_ABORTED_BY_CALLBACK,
             .modes = EASY | MULTI, .conn = { { EXPECT_END } });
  }
}

static int closes_of_nothing;

static curl_socket_t answer_to_open(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  return answer_number;
}

static int close_nothing(void *clientp, curl_socket_t fd)
{
  closes_of_nothing += fd == answer_number;
  return 0;
}

/* A number that is no socket is given back to whom it came from, once; a negative one is a refusal. */
static void any_number_from_open_is_no_socket(void **state)
{
  int pipe_ends[2];
  assert_int_equal(pipe(pipe_ends), 0);
  const int answers[] = { 1 << 20, INT_MAX, pipe_ends[0], -1, -2, INT_MIN };
  for(size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    char error[CURL_ERROR_SIZE] = "";
    CURL *easy = curl_easy_init();
    answer_number = answers[i];
    closes_of_nothing = 0;
    curl_easy_setopt(easy, CURLOPT_URL, URL);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, answer_to_open);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_nothing);
    assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
    assert_string_not_equal(error, "");
    assert_int_equal(closes_of_nothing, answers[i] >= 0);
    curl_easy_cleanup(easy);
  }
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

static curl_socket_t spoil_address(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  struct outcome *o = clientp;
  memset(&address->addr, 0xff, address->addrlen);
  address->family = address->socktype = address->protocol = answer_number;
  address->addrlen = (unsigned)answer_number;
  return peer_open_socket(o->peer, purpose, address);
}

static void use_spoiling_open(struct outcome *o)
{
  curl_easy_setopt(o->easy, CURLOPT_OPENSOCKETFUNCTION, spoil_address);
  curl_easy_setopt(o->easy, CURLOPT_OPENSOCKETDATA, o);
}

/* For a socket that comes connected, the address is only told. */
static void any_address_from_open_does_no_harm(void **state)
{
  for(size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    answer_number = numbers[i];
    EXCHANGE(.prepare = use_spoiling_open, .modes = EASY | MULTI, .body = "hello", .kept = 1,
             .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
    EXCHANGE(.prepare = use_spoiling_open, .options = { FUNCTION(CURLOPT_SOCKOPTFUNCTION, NULL) },
             .modes = EASY | MULTI, .code = CURLE_COULDNT_CONNECT, .or_code = CURLE_GOT_NOTHING,
             .conn = { { IGNORE } });
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_write_that_takes_another_count_is_an_error),
    cmocka_unit_test(a_header_that_takes_another_count_is_an_error),
    cmocka_unit_test(a_read_that_gives_more_than_asked_is_an_error),
    cmocka_unit_test(a_read_that_gives_less_than_promised_is_an_error),
    cmocka_unit_test(a_read_that_has_more_than_promised_is_asked_for_that),
    cmocka_unit_test(a_seek_that_cannot_is_worked_around),
    cmocka_unit_test(any_number_from_progress_aborts),
    cmocka_unit_test(any_number_from_prereq_aborts),
    cmocka_unit_test(any_number_from_debug_means_nothing),
    cmocka_unit_test(any_number_from_close_means_nothing),
    cmocka_unit_test(any_other_number_from_sockopt_aborts),
    cmocka_unit_test(any_number_from_open_is_no_socket),
    cmocka_unit_test(any_address_from_open_does_no_harm),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
