/* file:// as a source. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include "exchange.h"
#include "folder.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HELLO      "hello world\n"
#define HELLO_SIZE 12
#define HEAD(size) "Content-Length: " size "\r\nAccept-ranges: bytes\r\nLast-Modified: " FOLDER_DATE "\r\n\r\n"

/* ---- the failures ---- */

static void what_is_not_there_cannot_be_read(void **state)
{
  static const char *const names[] = { "none", "file/none", "none/" };
  for(size_t i = 0; i < sizeof names / sizeof *names; i++)
    EXCHANGE(.url = folder_url(names[i]), .code = CURLE_FILE_COULDNT_READ_FILE, .error = names[i], .head = "",
             .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, -1, NULL }, { CURLINFO_FILETIME_T, -1, NULL } });
}

static void a_url_that_names_no_file_of_this_host_is_refused(void **state)
{
  static const char *const urls[] = {
    "file://host/etc/hostname",
    "file://localhost:80/etc/hostname",
    "file://user@localhost/etc/hostname",
    "file://[::1]/etc/hostname",
    "file:etc/hostname",
    "file://",
    "file:///etc/host%00name",
    "file:///%00",
  };
  for(size_t i = 0; i < sizeof urls / sizeof *urls; i++) EXCHANGE(.url = urls[i], .code = CURLE_URL_MALFORMAT);
}

static void a_range_that_is_none_is_refused(void **state)
{
  static const char *const ranges[] = { "5-3", "abc", "-0", "-", "1-2,4-5", "99999999999999999999-" };
  for(size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
    EXCHANGE(.url = folder_url("file"), .options = { TEXT(CURLOPT_RANGE, ranges[i]) }, .code = CURLE_RANGE_ERROR,
             .head = "");
}

static void a_range_behind_the_end_is_an_error(void **state)
{
  static const char *const ranges[] = { "13-", "13-20", "-13", "9223372036854775806-" };
  for(size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
    EXCHANGE(.url = folder_url("file"), .options = { TEXT(CURLOPT_RANGE, ranges[i]) },
             .code = CURLE_BAD_DOWNLOAD_RESUME);
  EXCHANGE(.url = folder_url("file"), .options = { LONG(CURLOPT_RESUME_FROM_LARGE, 13) },
           .code = CURLE_BAD_DOWNLOAD_RESUME);
  EXCHANGE(.url = folder_url(""), .options = { LONG(CURLOPT_RESUME_FROM_LARGE, 1000) },
           .code = CURLE_BAD_DOWNLOAD_RESUME);
  EXCHANGE(.url = "file:///dev/zero", .options = { TEXT(CURLOPT_RANGE, "-1") }, .code = CURLE_BAD_DOWNLOAD_RESUME);
}

static void a_file_that_is_too_large_is_not_begun(void **state)
{
  EXCHANGE(.url = folder_url("file"), .options = { LONG(CURLOPT_MAXFILESIZE, 11) }, .code = CURLE_FILESIZE_EXCEEDED);
  EXCHANGE(.url = folder_url("file"), .options = { LONG(CURLOPT_MAXFILESIZE, 12) }, .body = HELLO);
  EXCHANGE(.url = folder_url("file"), .options = { LONG(CURLOPT_MAXFILESIZE, 3), TEXT(CURLOPT_RANGE, "2-4") },
           .body = "llo");
  EXCHANGE(.url = folder_url("file"), .options = { LONG(CURLOPT_MAXFILESIZE, 3), LONG(CURLOPT_NOBODY, 1) },
           .head = HEAD("12"));
}

static void one_of_unknown_size_is_cut_off_where_it_is_too_large(void **state)
{
  EXCHANGE(.url = "file:///dev/zero", .options = { LONG(CURLOPT_MAXFILESIZE, 5) }, .code = CURLE_FILESIZE_EXCEEDED,
           .body = "\0\0\0\0\0", .body_len = 5);
}

static size_t refuse_data(char *data, size_t size, size_t count, void *clientp) { return 0; }

static void a_callback_that_takes_nothing_ends_it(void **state)
{
  EXCHANGE(.url = folder_url("file"), .options = { FUNCTION(CURLOPT_WRITEFUNCTION, refuse_data) },
           .code = CURLE_WRITE_ERROR);
  EXCHANGE(.url = folder_url("file"), .options = { FUNCTION(CURLOPT_HEADERFUNCTION, refuse_data) },
           .code = CURLE_WRITE_ERROR);
}

static size_t cut_short(char *data, size_t size, size_t count, void *clientp)
{
  assert_int_equal(truncate(folder_path("shrinks"), 1), 0);
  return collect_body(data, size, count, clientp);
}

static void put_large(struct outcome *o)
{
  folder_put("shrinks", HELLO, HELLO_SIZE);
  assert_int_equal(truncate(folder_path("shrinks"), 1 << 20), 0);
}

static void a_file_that_becomes_shorter_meanwhile_is_not_whole(void **state)
{
  static char body[1024] = HELLO;
  EXCHANGE(.url = folder_url("shrinks"), .prepare = put_large,
           .options = { FUNCTION(CURLOPT_WRITEFUNCTION, cut_short), LONG(CURLOPT_BUFFERSIZE, sizeof body) },
           .code = CURLE_PARTIAL_FILE, .body = body, .body_len = sizeof body, .error = "bytes missing");
}

static void there_is_no_connection_to_keep(void **state)
{
  EXCHANGE(.url = folder_url("file"), .options = { LONG(CURLOPT_CONNECT_ONLY, 1) }, .code = CURLE_UNSUPPORTED_PROTOCOL);
}

static void it_may_be_forbidden(void **state)
{
  EXCHANGE(.url = folder_url("file"), .options = { TEXT(CURLOPT_PROTOCOLS_STR, "http,https") },
           .code = CURLE_UNSUPPORTED_PROTOCOL);
}

/* ---- redirects ---- */

static char location[512];

static const char *redirect_to(const char *url)
{
  snprintf(location, sizeof location, "HTTP/1.1 303 See Other\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", url);
  return location;
}

static void a_redirect_does_not_lead_there(void **state)
{
  const char *answer = redirect_to(folder_url("file"));
  EXCHANGE(.options = { LONG(CURLOPT_FOLLOWLOCATION, 1) }, .code = CURLE_UNSUPPORTED_PROTOCOL, .error = "redirect",
           .kept = 1, .conn = { { EXPECT(GET_ROOT), SEND_BYTES(answer, strlen(answer)) } });
  EXCHANGE(.options = { LONG(CURLOPT_FOLLOWLOCATION, 1), TEXT(CURLOPT_PROTOCOLS_STR, "all") },
           .code = CURLE_UNSUPPORTED_PROTOCOL, .error = "redirect", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND_BYTES(answer, strlen(answer)) } });
}

static void a_redirect_leads_there_where_that_was_allowed(void **state)
{
  const char *answer = redirect_to(folder_url("file"));
  EXCHANGE(.options = { LONG(CURLOPT_FOLLOWLOCATION, 1), TEXT(CURLOPT_REDIR_PROTOCOLS_STR, "http,file") },
           .body = HELLO, .kept = 1, .infos = { { CURLINFO_SCHEME, 0, "file" }, { CURLINFO_REDIRECT_COUNT, 1, NULL } },
           .conn = { { EXPECT(GET_ROOT), SEND_BYTES(answer, strlen(answer)) } });
}

static void expect_untouched(const struct outcome *o) { folder_expect("file", HELLO); }

/* 303 (See Other) has made a GET of it: the file that it leads to must not become the upload's target. */
static void an_upload_that_is_led_there_reads(void **state)
{
  const char *answer = redirect_to(folder_url("file"));
  EXCHANGE(.options = { LONG(CURLOPT_FOLLOWLOCATION, 1), TEXT(CURLOPT_REDIR_PROTOCOLS_STR, "http,file"),
                        LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 3) },
           .upload = "abc", .headers = { "Expect:" }, .body = HELLO, .kept = 1, .verify = expect_untouched,
           .conn = { { EXPECT_HEAD("PUT / "), EXPECT("abc"), SEND_BYTES(answer, strlen(answer)) } });
}

/* ---- what is read ---- */

static void a_file_is_the_answer(void **state)
{
  EXCHANGE(.url = folder_url("file"), .body = HELLO HELLO, .head = HEAD("12") HEAD("12"), .times = 2,
           .infos = { { CURLINFO_SCHEME, 0, "file" },
                      { CURLINFO_PROTOCOL, CURLPROTO_FILE, NULL },
                      { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, HELLO_SIZE, NULL },
                      { CURLINFO_SIZE_DOWNLOAD_T, HELLO_SIZE, NULL },
                      { CURLINFO_FILETIME_T, FOLDER_TIME, NULL },
                      { CURLINFO_RESPONSE_CODE, 0, NULL },
                      { CURLINFO_NUM_CONNECTS, 0, NULL },
                      { CURLINFO_CONN_ID, -1, NULL },
                      { CURLINFO_PRIMARY_IP, 0, "" },
                      { CURLINFO_EFFECTIVE_METHOD, 0, "GET" } });
}

static void an_empty_file_is_an_empty_answer(void **state)
{
  EXCHANGE(.url = folder_url("empty"), .head = HEAD("0"), .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, 0, NULL } });
  EXCHANGE(.url = folder_url("empty"), .options = { TEXT(CURLOPT_RANGE, "0-5") });
}

static void its_name_may_be_written_in_several_ways(void **state)
{
  char url[256];
  static const char *const forms[] = {
    "file:%s",     "file://localhost%s", "file://LOCALHOST%s", "file://127.0.0.1%s", "file://%s?query#fragment",
    "file:///.%s", "FILE://%s"
  };
  for(size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    snprintf(url, sizeof url, forms[i], folder_path("file"));
    EXCHANGE(.url = url, .body = HELLO);
  }
  EXCHANGE(.url = folder_url("%66il%65"), .body = HELLO);
  EXCHANGE(.url = folder_url("sp%20ace%25"), .body = "odd");
  EXCHANGE(.url = folder_path("file"), .options = { TEXT(CURLOPT_DEFAULT_PROTOCOL, "file") }, .body = HELLO);
}

static void a_url_handle_may_name_it(void **state)
{
  CURLU *u = curl_url();
  assert_int_equal(curl_url_set(u, CURLUPART_URL, folder_url("file"), 0), CURLUE_OK);
  EXCHANGE(.options = { POINTER(CURLOPT_CURLU, u) }, .body = HELLO);
  curl_url_cleanup(u);
}

static void a_part_of_it_is_read(void **state)
{
  static const struct {
    const char *range, *body;
    curl_off_t length;
  } rows[] = {
    { "3-5", "lo ", 3 },       { "0-0", "h", 1 },   { "6-", "world\n", 6 },
    { "6-100", "world\n", 6 }, { "-3", "ld\n", 3 }, { "-12", "hello world\n", 12 },
    { "11-", "\n", 1 },        { "12-", NULL, 0 },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    EXCHANGE(.url = folder_url("file"), .options = { TEXT(CURLOPT_RANGE, rows[i].range) }, .body = rows[i].body,
             .head = HEAD("12"), .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, rows[i].length, NULL } });
  EXCHANGE(.url = folder_url("file"), .options = { LONG(CURLOPT_RESUME_FROM, 6) }, .body = "world\n");
  EXCHANGE(.url = folder_url("file"), .options = { LONG(CURLOPT_RESUME_FROM, 12) });
}

static void parts_of_what_has_no_size_are_read_up_to(void **state)
{
  EXCHANGE(.url = "file:///dev/zero", .options = { TEXT(CURLOPT_RANGE, "300000-300004") }, .body = "\0\0\0\0\0",
           .body_len = 5);
  EXCHANGE(.url = folder_url("list"), .options = { TEXT(CURLOPT_RANGE, "1-3") }, .body = "nly");
}

static void without_a_body_there_is_the_head(void **state)
{
  EXCHANGE(.url = folder_url("file"), .options = { LONG(CURLOPT_NOBODY, 1) }, .head = HEAD("12"),
           .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, HELLO_SIZE, NULL },
                      { CURLINFO_FILETIME_T, FOLDER_TIME, NULL },
                      { CURLINFO_SIZE_DOWNLOAD_T, 0, NULL } });
  EXCHANGE(.url = folder_url("file"), .options = { LONG(CURLOPT_HEADER, 1) }, .body = HEAD("12") HELLO);
}

static void a_folder_is_a_list_of_names(void **state)
{
  EXCHANGE(.url = folder_url("list"), .body = "only\n", .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, -1, NULL } });
  EXCHANGE(.url = folder_url("list/"), .body = "only\n");
}

static void the_time_decides(void **state)
{
  static const struct {
    long condition, value;
    bool is_met;
  } rows[] = {
    { CURL_TIMECOND_IFMODSINCE, FOLDER_TIME - 1, true },
    { CURL_TIMECOND_IFMODSINCE, FOLDER_TIME, false },
    { CURL_TIMECOND_IFMODSINCE, FOLDER_TIME + 1, false },
    { CURL_TIMECOND_IFUNMODSINCE, FOLDER_TIME - 1, false },
    { CURL_TIMECOND_IFUNMODSINCE, FOLDER_TIME + 1, true },
    { CURL_TIMECOND_NONE, FOLDER_TIME + 1, true },
    { CURL_TIMECOND_IFMODSINCE, 0, true },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    EXCHANGE(.url = folder_url("file"),
             .options = { LONG(CURLOPT_TIMECONDITION, rows[i].condition), LONG(CURLOPT_TIMEVALUE, rows[i].value) },
             .body = rows[i].is_met ? HELLO : NULL, .head = rows[i].is_met ? HEAD("12") : "",
             .infos = { { CURLINFO_CONDITION_UNMET, !rows[i].is_met, NULL } });
}

/* A form is nothing that a file takes; proxies and credentials are for peers. */
static void options_for_others_change_nothing(void **state)
{
  EXCHANGE(.url = folder_url("file"), .options = { TEXT(CURLOPT_POSTFIELDS, "x=y") }, .body = HELLO,
           .verify = expect_untouched);
  EXCHANGE(.url = folder_url("file"),
           .options = { TEXT(CURLOPT_PROXY, "http://192.0.2.1:80"), TEXT(CURLOPT_NOPROXY, ""),
                        TEXT(CURLOPT_USERPWD, "user:password"), LONG(CURLOPT_NETRC, CURL_NETRC_REQUIRED),
                        LONG(CURLOPT_PORT, 80) },
           .body = HELLO, .infos = { { CURLINFO_USED_PROXY, 0, NULL } });
}

static void http_and_files_take_turns_on_a_handle(void **state)
{
  struct peer peer;
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT(GET_ROOT), SEND(OK_HELLO) },
  };
  struct outcome o = { .easy = curl_easy_init() };
  peer_init(&peer, script);
  peer_start(&peer);
  peer_install(&peer, o.easy);
  curl_easy_setopt(o.easy, CURLOPT_WRITEFUNCTION, collect_body);
  curl_easy_setopt(o.easy, CURLOPT_WRITEDATA, &o);
  for(int i = 0; i < 4; i++) {
    curl_easy_setopt(o.easy, CURLOPT_URL, i % 2 ? folder_url("file") : URL);
    assert_int_equal(curl_easy_perform(o.easy), CURLE_OK);
  }
  curl_easy_cleanup(o.easy);
  assert_string_equal(o.body.at, "hello" HELLO "hello" HELLO);
  text_free(&o.body);
  assert_string_equal(peer_end(&peer), "");
  assert_int_equal(peer.opens, 1);
}

/* ---- large ones ---- */

#define FAR ((curl_off_t)5 << 30)

static void offsets_beyond_what_32_bits_hold(void **state)
{
  folder_put("sparse", "", 0);
  assert_int_equal(truncate(folder_path("sparse"), FAR), 0);
  int fd = open(folder_path("sparse"), O_WRONLY | O_CLOEXEC);
  assert_int_equal(pwrite(fd, "end", 3, FAR), 3);
  close(fd);
  EXCHANGE(.url = folder_url("sparse"), .options = { LONG(CURLOPT_RESUME_FROM_LARGE, FAR) }, .body = "end",
           .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, 3, NULL } });
  EXCHANGE(.url = folder_url("sparse"), .options = { TEXT(CURLOPT_RANGE, "5368709121-5368709121") }, .body = "n");
  EXCHANGE(.url = folder_url("sparse"), .options = { LONG(CURLOPT_NOBODY, 1) },
           .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, FAR + 3, NULL } });
  folder_remove("sparse");
}

static int set_up(void **state)
{
  folder_make();
  folder_put("file", HELLO, HELLO_SIZE);
  folder_put("empty", "", 0);
  folder_put("sp ace%", "odd", 3);
  if(mkdir(folder_path("list"), 0700)) return 1;
  folder_put("list/only", "", 0);
  folder_put("list/.hidden", "", 0);
  return 0;
}

static int tear_down(void **state)
{
  folder_drop();
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_not_there_cannot_be_read),
    cmocka_unit_test(a_url_that_names_no_file_of_this_host_is_refused),
    cmocka_unit_test(a_range_that_is_none_is_refused),
    cmocka_unit_test(a_range_behind_the_end_is_an_error),
    cmocka_unit_test(a_file_that_is_too_large_is_not_begun),
    cmocka_unit_test(one_of_unknown_size_is_cut_off_where_it_is_too_large),
    cmocka_unit_test(a_callback_that_takes_nothing_ends_it),
    cmocka_unit_test(a_file_that_becomes_shorter_meanwhile_is_not_whole),
    cmocka_unit_test(there_is_no_connection_to_keep),
    cmocka_unit_test(it_may_be_forbidden),
    cmocka_unit_test(a_redirect_does_not_lead_there),
    cmocka_unit_test(a_redirect_leads_there_where_that_was_allowed),
    cmocka_unit_test(an_upload_that_is_led_there_reads),
    cmocka_unit_test(a_file_is_the_answer),
    cmocka_unit_test(an_empty_file_is_an_empty_answer),
    cmocka_unit_test(its_name_may_be_written_in_several_ways),
    cmocka_unit_test(a_url_handle_may_name_it),
    cmocka_unit_test(a_part_of_it_is_read),
    cmocka_unit_test(parts_of_what_has_no_size_are_read_up_to),
    cmocka_unit_test(without_a_body_there_is_the_head),
    cmocka_unit_test(a_folder_is_a_list_of_names),
    cmocka_unit_test(the_time_decides),
    cmocka_unit_test(options_for_others_change_nothing),
    cmocka_unit_test(http_and_files_take_turns_on_a_handle),
    cmocka_unit_test(offsets_beyond_what_32_bits_hold),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
