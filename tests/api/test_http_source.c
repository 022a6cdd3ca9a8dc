/* What a body is asked of and how: sizes of reads and writes, files, CURLOPT_CRLF(3). */
#include "check.h"
#include "exchange.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PUT_OF(size) LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, size)
#define SIZE         300000

static char data[SIZE + 1];

/* ---- a file that fails ---- */

static FILE *file;

static void from_a_folder(struct outcome *o)
{
  if(file) fclose(file);
  file = fopen("/", "r"); /* opens, and cannot be read */
  curl_easy_setopt(o->easy, CURLOPT_READDATA, file);
}

/* Its end is not the upload's: half of it would pass for all. */
static void a_file_that_cannot_be_read_fails(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1) }, .prepare = from_a_folder, .headers = { "Expect:" },
           .conn = { { EXPECT_HEAD("chunked"), EXPECT_END } }, .code = CURLE_READ_ERROR, .error = "file");
}

static void to_a_full_disk(struct outcome *o)
{
  if(file) fclose(file);
  file = fopen("/dev/full", "w");
  setvbuf(file, NULL, _IONBF, 0);
  curl_easy_setopt(o->easy, CURLOPT_WRITEFUNCTION, NULL);
  curl_easy_setopt(o->easy, CURLOPT_WRITEDATA, file);
}

static void a_file_that_cannot_be_written_fails(void **state)
{
  EXCHANGE(.prepare = to_a_full_disk, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT_END } },
           .code = CURLE_WRITE_ERROR);
}

/* ---- the default callbacks: FILE * ---- */

static void with_files(struct outcome *o)
{
  if(file) fclose(file);
  file = tmpfile();
  fputs("data", file);
  rewind(file);
  curl_easy_setopt(o->easy, CURLOPT_READFUNCTION, NULL);
  curl_easy_setopt(o->easy, CURLOPT_READDATA, file);
}

static void a_file_is_read_to_its_end(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1) }, .prepare = with_files, .headers = { "Expect:" }, .body = "hello",
           .kept = 1, .conn = { { EXPECT_HEAD("chunked"), EXPECT_CHUNKED("data"), SEND(OK_HELLO) } });
}

static void into_a_file(struct outcome *o)
{
  if(file) fclose(file);
  file = tmpfile();
  curl_easy_setopt(o->easy, CURLOPT_WRITEFUNCTION, NULL);
  curl_easy_setopt(o->easy, CURLOPT_WRITEDATA, file);
}

static void hello_is_in_it(const struct outcome *o)
{
  char text[16] = "";
  rewind(file);
  assert_int_equal(fread(text, 1, sizeof text, file), 5);
  assert_string_equal(text, "hello");
}

static void a_file_is_written(void **state)
{
  EXCHANGE(.prepare = into_a_file, .verify = hello_is_in_it, .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

/* ---- how much is asked for ---- */

struct asked {
  size_t most;
  size_t sizes_other_than_1;
  size_t total;
};
static struct asked asked;

static size_t give_all(char *to, size_t size, size_t count, void *clientp)
{
  asked.sizes_other_than_1 += size != 1;
  if(count > asked.most) asked.most = count;
  size_t len = SIZE - asked.total < count ? SIZE - asked.total : count;
  memcpy(to, data + asked.total, len);
  asked.total += len;
  return len;
}

static void begin_asking(struct outcome *o) { asked = (struct asked){ 0 }; }

static void upload_with_room(long room, size_t expected)
{
  EXCHANGE(.options = { PUT_OF(SIZE), LONG(CURLOPT_UPLOAD_BUFFERSIZE, room), FUNCTION(CURLOPT_READFUNCTION, give_all) },
           .prepare = begin_asking, .modes = EASY | MULTI, .body = "hello", .kept = 1,
           .conn = { { EXPECT_HEAD("PUT"), EXPECT_FILL("u", SIZE), SEND(OK_HELLO) } });
  assert_int_equal(asked.most, expected);
  assert_int_equal(asked.sizes_other_than_1, 0);
}

static void the_read_callback_is_asked_for_the_upload_buffers_size(void **state)
{
  upload_with_room(16384, 16384);
  upload_with_room(100000, 100000);
  upload_with_room(1, 16384);
  upload_with_room(2097153, SIZE); /* never more than is announced */
}

static void that_is_64_kib_unless_set(void **state)
{
  EXCHANGE(.options = { PUT_OF(SIZE), FUNCTION(CURLOPT_READFUNCTION, give_all) }, .prepare = begin_asking,
           .modes = EASY | MULTI, .body = "hello", .kept = 1,
           .conn = { { EXPECT_HEAD("PUT"), EXPECT_FILL("u", SIZE), SEND(OK_HELLO) } });
  assert_int_equal(asked.most, 65536);
}

static void a_chunked_upload_with_the_largest_buffer_passes(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_UPLOAD_BUFFERSIZE, 2097152),
                        FUNCTION(CURLOPT_READFUNCTION, give_all) },
           .prepare = begin_asking, .headers = { "Expect:" }, .modes = EASY | MULTI, .body = "hello", .kept = 1,
           .conn = { { EXPECT_HEAD("chunked"), EXPECT("493e0\r\n"), EXPECT_FILL("u", SIZE), EXPECT("\r\n0\r\n\r\n"),
                       SEND(OK_HELLO) } });
  assert_int_equal(asked.most, 2097152);
}

/* ---- the answer may come in reads as large as is wished ---- */

static void a_large_receive_buffer_passes(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_BUFFERSIZE, CURL_MAX_READ_SIZE) }, .modes = EASY | MULTI, .body = data, .kept = 1,
           .conn = {
               { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n"), SEND_FILL("u", SIZE) } });
}

static size_t note_most(char *bytes, size_t size, size_t count, void *clientp)
{
  if(count > asked.most) asked.most = count;
  return collect_body(bytes, size, count, clientp);
}

static void a_small_one_is_never_passed(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_BUFFERSIZE, 2000), FUNCTION(CURLOPT_WRITEFUNCTION, note_most) },
           .prepare = begin_asking, .modes = EASY | MULTI, .body = data, .kept = 1,
           .conn = {
               { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n"), SEND_FILL("u", SIZE) } });
  assert_int_equal(asked.most, 2000);
}

/* ---- line ends ---- */

static void crlf_makes_the_size_unknown(void **state)
{
  EXCHANGE(.options = { PUT_OF(9), LONG(CURLOPT_CRLF, 1) }, .upload = "a\nb\r\nc\n\r\n", .headers = { "Expect:" },
           .body = "hello", .kept = 1,
           .conn = { { EXPECT_HEAD("Transfer-Encoding: chunked\r\n"), EXPECT_CHUNKED("a\r\nb\r\nc\r\n\r\n"),
                       SEND(OK_HELLO) } },
           .infos = { { CURLINFO_SIZE_UPLOAD_T, 11, NULL }, { CURLINFO_CONTENT_LENGTH_UPLOAD_T, -1, NULL } });
}

static void crlf_across_reads(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_CRLF, 1) }, .upload = "a\r\nb\n\nc", .upload_step = 1,
           .headers = { "Expect:" }, .body = "hello", .kept = 1,
           .conn = { { EXPECT_HEAD("chunked"), EXPECT_CHUNKED("a\r\nb\r\n\r\nc"), SEND(OK_HELLO) } });
}

static void crlf_in_memory_is_counted(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_POSTFIELDS, "a\nb"), LONG(CURLOPT_CRLF, 1) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT_HEAD("Content-Length: 4\r\n"), EXPECT("a\r\nb"), SEND(OK_HELLO) } });
}

static void crlf_under_a_rate_limit(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_POSTFIELDS, "\n\n\n"), LONG(CURLOPT_CRLF, 1),
                        LONG(CURLOPT_MAX_SEND_SPEED_LARGE, 100) },
           .body = "hello", .kept = 1,
           .conn = { { EXPECT_HEAD("Content-Length: 6\r\n"), EXPECT("\r\n\r\n\r\n"), SEND(OK_HELLO) } });
}

static void crlf_is_sent_again_from_its_beginning(void **state)
{
#define POST_IT EXPECT_HEAD("Content-Length: 2\r\n"), EXPECT("\r\n")
  EXCHANGE(.options = { TEXT(CURLOPT_POSTFIELDS, "\n"), LONG(CURLOPT_CRLF, 1) }, .times = 2, .body = "hellohello",
           .kept = 1, .conn = { { POST_IT, SEND(OK_HELLO), POST_IT, CLOSE }, { POST_IT, SEND(OK_HELLO) } });
}

static void an_answer_is_not_converted(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_CRLF, 1) }, .body = "a\nb\r\n", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\na\nb\r\n") } });
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_file_that_cannot_be_read_fails),
    cmocka_unit_test(a_file_that_cannot_be_written_fails),
    cmocka_unit_test(a_file_is_read_to_its_end),
    cmocka_unit_test(a_file_is_written),
    cmocka_unit_test(the_read_callback_is_asked_for_the_upload_buffers_size),
    cmocka_unit_test(that_is_64_kib_unless_set),
    cmocka_unit_test(a_chunked_upload_with_the_largest_buffer_passes),
    cmocka_unit_test(a_large_receive_buffer_passes),
    cmocka_unit_test(a_small_one_is_never_passed),
    cmocka_unit_test(crlf_makes_the_size_unknown),
    cmocka_unit_test(crlf_across_reads),
    cmocka_unit_test(crlf_in_memory_is_counted),
    cmocka_unit_test(crlf_under_a_rate_limit),
    cmocka_unit_test(crlf_is_sent_again_from_its_beginning),
    cmocka_unit_test(an_answer_is_not_converted),
  };
  memset(data, 'u', SIZE);
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
