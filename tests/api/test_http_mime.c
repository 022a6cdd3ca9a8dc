/* CURLOPT_MIMEPOST: what goes over the wire. The bytes are those of the reference's tests, where it has one. */
#include "check.h"
#include "exchange.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD_START "POST / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\n"
#define TYPE       "Content-Type: multipart/form-data; boundary=\1\r\n"
#define SIZED(len) HEAD_START "Content-Length: " len "\r\n" TYPE "\r\n"
#define CHUNKED    HEAD_START "Transfer-Encoding: chunked\r\n" TYPE "\r\n"
#define FIELD      "Content-Disposition: form-data; name="
#define NO_EXPECT  .headers = { "Expect:" }

static curl_mime *mime; /* of the run */
static char folder[] = "/tmp/sluice-mime-XXXXXX";
static char path[64]; /* of a file with the line "hello" */

static curl_mimepart *add(struct outcome *o, const char *name, const char *data)
{
  if(!mime) mime = curl_mime_init(o->easy);
  curl_mimepart *part = curl_mime_addpart(mime);
  assert_non_null(part);
  assert_int_equal(curl_mime_name(part, name), CURLE_OK);
  if(data) assert_int_equal(curl_mime_data(part, data, CURL_ZERO_TERMINATED), CURLE_OK);
  return part;
}

static void post(struct outcome *o) { assert_int_equal(curl_easy_setopt(o->easy, CURLOPT_MIMEPOST, mime), CURLE_OK); }

static void free_mime(const struct outcome *o)
{
  curl_mime_free(mime);
  mime = NULL;
}

#define MIME_EXCHANGE(...) EXCHANGE(.verify = free_mime, __VA_ARGS__)
#define OK_AND_KEPT        .body = "hello", .kept = 1

/* ---- callbacks ---- */

struct text_source {
  const char *text;
  size_t at;
  size_t step;
  int seeks, frees;
} source;

static size_t give(char *to, size_t size, size_t count, void *clientp)
{
  struct text_source *s = clientp;
  size_t len = strlen(s->text) - s->at;
  if(s->step && len > s->step) len = s->step;
  if(len > size * count) len = size * count;
  memcpy(to, s->text + s->at, len);
  s->at += len;
  return len;
}

static int seek_text(void *clientp, curl_off_t offset, int origin)
{
  struct text_source *s = clientp;
  s->at = (size_t)offset;
  s->seeks++;
  return CURL_SEEKFUNC_OK;
}

static void count_free(void *clientp) { ((struct text_source *)clientp)->frees++; }

static size_t abort_reading(char *to, size_t size, size_t count, void *clientp) { return CURL_READFUNC_ABORT; }
static size_t give_more_than_fits(char *to, size_t size, size_t count, void *clientp) { return size * count + 1; }

static curl_mimepart *post_callback(struct outcome *o, const char *text, curl_off_t size, curl_read_callback read)
{
  curl_mimepart *part = add(o, "field", NULL);
  source = (struct text_source){ .text = text };
  assert_int_equal(curl_mime_data_cb(part, size, read, NULL, NULL, &source), CURLE_OK);
  post(o);
  return part;
}

/* ---- what goes wrong ---- */

static void post_a_missing_file(struct outcome *o)
{
  assert_int_equal(curl_mime_filedata(add(o, "moo", NULL), "/nonexistent/boo"), CURLE_READ_ERROR);
  post(o);
}

static void a_file_that_is_not_there_fails_before_anything_is_sent(void **state)
{
  MIME_EXCHANGE(.prepare = post_a_missing_file, .code = CURLE_READ_ERROR);
}

static void post_a_folder(struct outcome *o)
{
  assert_int_equal(curl_mime_filedata(add(o, "moo", NULL), "/tmp"), CURLE_READ_ERROR);
  post(o);
}

static void a_folder_is_no_file(void **state) { MIME_EXCHANGE(.prepare = post_a_folder, .code = CURLE_READ_ERROR); }

static void post_abort(struct outcome *o) { post_callback(o, "", 4, abort_reading); }

static void a_callback_that_aborts_ends_the_transfer(void **state)
{
  MIME_EXCHANGE(.prepare = post_abort, .conn = { { IGNORE } }, .code = CURLE_ABORTED_BY_CALLBACK);
}

static void post_too_much(struct outcome *o) { post_callback(o, "", 4, give_more_than_fits); }

static void a_callback_that_gives_more_than_fits_ends_the_transfer(void **state)
{
  MIME_EXCHANGE(.prepare = post_too_much, .conn = { { IGNORE } }, .code = CURLE_READ_ERROR);
}

static void post_short(struct outcome *o) { post_callback(o, "dum", 5, give); }

static void a_callback_that_gives_less_than_announced_fails(void **state)
{
  MIME_EXCHANGE(.prepare = post_short, .conn = { { IGNORE } }, .code = CURLE_READ_ERROR);
}

static void post_8bit_as_7bit(struct outcome *o)
{
  assert_int_equal(curl_mime_encoder(add(o, "field", "caf\xc3\xa9"), "7bit"), CURLE_OK);
  post(o);
}

static void a_byte_of_8_bits_is_none_of_7(void **state)
{
  MIME_EXCHANGE(.prepare = post_8bit_as_7bit, .conn = { { IGNORE } }, .code = CURLE_READ_ERROR);
}

static size_t free_the_tree(char *to, size_t size, size_t count, void *clientp)
{
  curl_mime_free(mime);
  mime = NULL;
  *to = 'x';
  return 1;
}

static void post_and_free(struct outcome *o) { post_callback(o, "", 4, free_the_tree); }

static void a_tree_that_is_freed_by_its_own_callback_ends_the_transfer(void **state)
{
  MIME_EXCHANGE(.prepare = post_and_free, .conn = { { IGNORE } }, .code = CURLE_READ_ERROR);
}

static size_t change_the_tree(char *to, size_t size, size_t count, void *clientp)
{
  assert_non_null(curl_mime_addpart(mime));
  *to = 'x';
  return 1;
}

static void post_and_change(struct outcome *o) { post_callback(o, "", 4, change_the_tree); }

static void a_tree_that_changes_while_it_is_sent_ends_the_transfer(void **state)
{
  MIME_EXCHANGE(.prepare = post_and_change, .conn = { { IGNORE } }, .code = CURLE_READ_ERROR);
}

static void post_once_only(struct outcome *o) { post_callback(o, "dummy", 5, give); }

static void what_cannot_be_rewound_is_not_sent_twice(void **state)
{
  MIME_EXCHANGE(.prepare = post_once_only, .times = 2,
                .conn = { { EXPECT_HEAD("Content-Length: 157\r\n"),
                            EXPECT_FORM("--\1\r\n" FIELD "\"field\"\r\n\r\ndummy\r\n--\1--\r\n"), SEND(OK_HELLO) } },
                .code = CURLE_SEND_FAIL_REWIND, .body = "hello", .kept = 1);
}

static void post_of_unknown_size(struct outcome *o)
{
  post_callback(o, "dummy", -1, give);
  curl_easy_setopt(o->easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_0);
}

static void http_1_0_has_no_way_to_send_an_unknown_size(void **state)
{
  MIME_EXCHANGE(.prepare = post_of_unknown_size, .conn = { { IGNORE } }, .code = CURLE_UPLOAD_FAILED);
}

/* ---- forms ---- */

static void post_fields_and_a_file(struct outcome *o)
{
  add(o, "name", "daniel");
  add(o, "tool", "curl");
  assert_int_equal(curl_mime_filedata(add(o, "file", NULL), path), CURLE_OK);
  post(o);
}

static void fields_and_a_file(void **state)
{
  MIME_EXCHANGE(.prepare = post_fields_and_a_file,
                .conn = { { EXPECT_FORM(SIZED("412") "--\1\r\n" FIELD "\"name\"\r\n\r\ndaniel\r\n"
                                                     "--\1\r\n" FIELD "\"tool\"\r\n\r\ncurl\r\n"
                                                     "--\1\r\n" FIELD "\"file\"; filename=\"test.txt\"\r\n"
                                                     "Content-Type: text/plain\r\n\r\nhello\n\r\n--\1--\r\n"),
                            SEND(OK_HELLO) } },
                OK_AND_KEPT,
                .infos = { { CURLINFO_SIZE_UPLOAD_T, 412, NULL },
                           { CURLINFO_CONTENT_LENGTH_UPLOAD_T, 412, NULL },
                           { CURLINFO_EFFECTIVE_METHOD, 0, "POST" } });
}

static void post_nothing(struct outcome *o)
{
  assert_int_equal(curl_easy_setopt(o->easy, CURLOPT_MIMEPOST, NULL), CURLE_OK);
}

static void no_tree_posts_nothing(void **state)
{
  MIME_EXCHANGE(.prepare = post_nothing, .conn = { { EXPECT(HEAD_START "Content-Length: 0\r\n\r\n"), SEND(OK_HELLO) } },
                OK_AND_KEPT);
}

static void post_and_free_before(struct outcome *o)
{
  add(o, "name", "daniel");
  post(o);
  free_mime(o);
}

static void a_tree_that_was_freed_is_not_posted(void **state)
{
  MIME_EXCHANGE(.prepare = post_and_free_before,
                .conn = { { EXPECT(HEAD_START "Content-Length: 0\r\n\r\n"), SEND(OK_HELLO) } }, OK_AND_KEPT);
}

static void post_an_empty_tree(struct outcome *o)
{
  mime = curl_mime_init(o->easy);
  post(o);
}

static void a_tree_without_parts_is_a_last_boundary(void **state)
{
  MIME_EXCHANGE(.prepare = post_an_empty_tree, .conn = { { EXPECT_FORM(SIZED("52") "--\1--\r\n"), SEND(OK_HELLO) } },
                OK_AND_KEPT);
}

static void post_an_empty_part(struct outcome *o)
{
  add(o, NULL, NULL);
  post(o);
}

static void a_part_may_have_no_name_and_no_content(void **state)
{
  MIME_EXCHANGE(.prepare = post_an_empty_part,
                .conn = { { EXPECT_FORM(SIZED("138") "--\1\r\nContent-Disposition: form-data\r\n\r\n\r\n--\1--\r\n"),
                            SEND(OK_HELLO) } },
                OK_AND_KEPT);
}

static void post_twice(struct outcome *o)
{
  source = (struct text_source){ .text = "fun-times" };
  add(o, "name", "daniel");
  curl_mimepart *part = add(o, "data", NULL);
  assert_int_equal(curl_mime_data_cb(part, 9, give, seek_text, count_free, &source), CURLE_OK);
  assert_int_equal(curl_mime_type(part, "text/html"), CURLE_OK);
  curl_mime_filedata(add(o, "file", NULL), path);
  post(o);
}

static void was_sought_once_and_freed_once(const struct outcome *o)
{
  assert_int_equal(source.seeks, 1);
  assert_int_equal(source.frees, 0);
  free_mime(o);
  assert_int_equal(source.frees, 1);
}

#define TWICE                                                                                                     \
  EXPECT_FORM(SIZED("442") "--\1\r\n" FIELD "\"name\"\r\n\r\ndaniel\r\n"                                          \
                           "--\1\r\n" FIELD "\"data\"\r\nContent-Type: text/html\r\n\r\nfun-times\r\n"            \
                           "--\1\r\n" FIELD "\"file\"; filename=\"test.txt\"\r\nContent-Type: text/plain\r\n\r\n" \
                           "hello\n\r\n--\1--\r\n")

static void what_can_be_rewound_is_sent_again(void **state)
{
  EXCHANGE(.prepare = post_twice, .verify = was_sought_once_and_freed_once, .times = 2,
           .conn = { { TWICE, SEND("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), TWICE, SEND(OK_HELLO) } },
           OK_AND_KEPT);
}

/* ---- heads ---- */

static void post_with_odd_names(struct outcome *o)
{
  curl_mimepart *part = add(o, "a\"\r\n\\%", "x");
  curl_mime_filename(part, "b\"\\.gif");
  post(o);
}

static void quotes_in_names_are_percent_encoded(void **state)
{
  MIME_EXCHANGE(.prepare = post_with_odd_names,
                .conn = { { EXPECT_HEAD("multipart/form-data"),
                            EXPECT_FORM("--\1\r\n" FIELD "\"a%22%0D%0A\\%\"; filename=\"b%22\\.gif\"\r\n"
                                        "Content-Type: image/gif\r\n\r\nx\r\n--\1--\r\n"),
                            SEND(OK_HELLO) } },
                OK_AND_KEPT);
}

static void post_with_backslashes(struct outcome *o)
{
  curl_mime_filename(add(o, "a\"%", "x"), "b\"\\.gif");
  post(o);
}

static void or_escaped_with_backslashes(void **state)
{
  MIME_EXCHANGE(.prepare = post_with_backslashes, .options = { LONG(CURLOPT_MIME_OPTIONS, CURLMIMEOPT_FORMESCAPE) },
                .conn = { { EXPECT_HEAD("multipart/form-data"),
                            EXPECT_FORM("--\1\r\n" FIELD "\"a\\\"%\"; filename=\"b\\\"\\\\.gif\"\r\n"
                                        "Content-Type: image/gif\r\n\r\nx\r\n--\1--\r\n"),
                            SEND(OK_HELLO) } },
                OK_AND_KEPT);
}

static void post_a_field(struct outcome *o)
{
  add(o, "name", "daniel");
  post(o);
}

static void a_type_of_ones_own_gets_the_boundary(void **state)
{
  MIME_EXCHANGE(.prepare = post_a_field, .headers = { "Content-Type: text/info" },
                .conn = { { EXPECT_FORM(HEAD_START "Content-Length: 158\r\nContent-Type: text/info; boundary=\1\r\n\r\n"
                                                   "--\1\r\nContent-Disposition: attachment; name=\"name\"\r\n\r\n"
                                                   "daniel\r\n--\1--\r\n"),
                            SEND(OK_HELLO) } },
                OK_AND_KEPT);
}

static void a_type_with_a_parameter_is_a_form_still(void **state)
{
  MIME_EXCHANGE(.prepare = post_a_field, .headers = { "Content-type: multipart/form-data; charset=utf-8" },
                .conn = { { EXPECT_FORM(HEAD_START "Content-Length: 157\r\n"
                                                   "Content-Type: multipart/form-data; charset=utf-8; boundary=\1\r\n"
                                                   "\r\n--\1\r\n" FIELD "\"name\"\r\n\r\ndaniel\r\n--\1--\r\n"),
                            SEND(OK_HELLO) } },
                OK_AND_KEPT);
}

static void a_type_that_is_taken_away_is_not_sent(void **state)
{
  MIME_EXCHANGE(.prepare = post_a_field, .headers = { "Content-Type:" },
                .conn = { { EXPECT_FORM(HEAD_START "Content-Length: 157\r\n\r\n"
                                                   "--\1\r\n" FIELD "\"name\"\r\n\r\ndaniel\r\n--\1--\r\n"),
                            SEND(OK_HELLO) } },
                OK_AND_KEPT);
}

static void post_with_subparts(struct outcome *o)
{
  curl_mime *sub = curl_mime_init(o->easy);
  curl_mime_filedata(curl_mime_addpart(sub), path);
  curl_mimepart *second = curl_mime_addpart(sub);
  curl_mime_filedata(second, path);
  curl_mime_type(second, "magic/content");
  curl_mime_encoder(second, "8bit");
  assert_int_equal(curl_mime_subparts(add(o, "file", NULL), sub), CURLE_OK);
  post(o);
}

static void a_field_may_be_a_multipart(void **state)
{
  MIME_EXCHANGE(.prepare = post_with_subparts,
                .conn = { { EXPECT_FORM(
                                SIZED("607") "--\1\r\n" FIELD "\"file\"\r\n"
                                             "Content-Type: multipart/mixed; boundary=\2\r\n\r\n"
                                             "--\2\r\nContent-Disposition: attachment; filename=\"test.txt\"\r\n"
                                             "Content-Type: text/plain\r\n\r\nhello\n\r\n"
                                             "--\2\r\nContent-Disposition: attachment; filename=\"test.txt\"\r\n"
                                             "Content-Type: magic/content\r\n"
                                             "Content-Transfer-Encoding: 8bit\r\n\r\nhello\n\r\n"
                                             "--\2--\r\n\r\n--\1--\r\n"),
                            SEND(OK_HELLO) } },
                OK_AND_KEPT);
}

/* ---- sizes that are not known ---- */

static void post_byte_by_byte(struct outcome *o)
{
  post_callback(o, "dummy\n", -1, give);
  source.step = 1;
  add(o, "filename", "postit2.c");
}

/* What a callback has given goes out, before it is asked again. */
static void what_is_there_is_not_held_back(void **state)
{
  MIME_EXCHANGE(.prepare = post_byte_by_byte, NO_EXPECT,
                .conn = { { EXPECT_FORM(CHUNKED "63\r\n--\1\r\n" FIELD "\"field\"\r\n\r\nd\r\n"
                                                "1\r\nu\r\n1\r\nm\r\n1\r\nm\r\n1\r\ny\r\n1\r\n\n\r\n"
                                                "a6\r\n\r\n--\1\r\n" FIELD "\"filename\"\r\n\r\npostit2.c\r\n"
                                                "--\1--\r\n\r\n0\r\n\r\n"),
                            SEND(OK_HELLO) } },
                OK_AND_KEPT);
}

static void post_encoded_byte_by_byte(struct outcome *o)
{
  curl_mime_encoder(post_callback(o, "dummy", -1, give), "base64");
  source.step = 1;
}

static void an_encoder_is_asked_until_it_has_something(void **state)
{
  MIME_EXCHANGE(.prepare = post_encoded_byte_by_byte,
                .conn = { { EXPECT_FORM(HEAD_START "Transfer-Encoding: chunked\r\n" TYPE
                                                   "Expect: 100-continue\r\n\r\n"),
                            SEND("HTTP/1.1 100 Continue\r\n\r\n"),
                            EXPECT_FORM("85\r\n--\1\r\n" FIELD "\"field\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                                        "\r\n4\r\nZHVt\r\n3a\r\nbXk=\r\n--\1--\r\n\r\n0\r\n\r\n"),
                            SEND(OK_HELLO) } },
                OK_AND_KEPT);
}

static void post_known_and_unknown(struct outcome *o)
{
  static struct text_source first;
  first = source = (struct text_source){ .text = "dummy" };
  curl_mime_data_cb(add(o, "field1", NULL), 5, give, NULL, NULL, &first);
  curl_mime_data_cb(add(o, "field2", NULL), -1, give, NULL, NULL, &source);
  curl_mime_filedata(add(o, "field3", NULL), path);
  post(o);
}

static void the_end_of_a_known_size_needs_no_asking(void **state)
{
  MIME_EXCHANGE(.prepare = post_known_and_unknown, NO_EXPECT,
                .conn = { { EXPECT_FORM(CHUNKED
                                        "cd\r\n--\1\r\n" FIELD "\"field1\"\r\n\r\ndummy\r\n--\1\r\n" FIELD
                                        "\"field2\"\r\n"
                                        "\r\n\r\n5\r\ndummy\r\n"
                                        "94\r\n\r\n--\1\r\n" FIELD "\"field3\"; filename=\"test.txt\"\r\n"
                                        "Content-Type: text/plain\r\n\r\n\r\n3c\r\nhello\n\r\n--\1--\r\n\r\n0\r\n\r\n"),
                            SEND(OK_HELLO) } },
                OK_AND_KEPT);
}

static void post_more_than_announced(struct outcome *o) { post_callback(o, "dummy", 2, give); }

static void a_callback_that_has_more_than_announced_is_cut(void **state)
{
  MIME_EXCHANGE(.prepare = post_more_than_announced,
                .conn = { { EXPECT_FORM(SIZED("154") "--\1\r\n" FIELD "\"field\"\r\n\r\ndu\r\n--\1--\r\n"),
                            SEND(OK_HELLO) } },
                OK_AND_KEPT);
}

/* ---- pausing ---- */

static struct {
  CURL *easy;
  int reads;
  bool is_paused;
} pausing;

static size_t pause_in_between(char *to, size_t size, size_t count, void *clientp)
{
  assert_false(pausing.is_paused);
  switch(pausing.reads++) {
  case 0:
    *to = 'A';
    return 1;
  case 1:
    pausing.is_paused = true;
    return CURL_READFUNC_PAUSE;
  default:
    *to = 'B';
    return 1;
  }
}

static int go_on(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  if(!pausing.is_paused) return 0;
  pausing.is_paused = false;
  return (int)curl_easy_pause(pausing.easy, CURLPAUSE_CONT);
}

static void post_with_a_pause(struct outcome *o)
{
  pausing.easy = o->easy;
  pausing.reads = 0;
  pausing.is_paused = false;
  curl_easy_setopt(o->easy, CURLOPT_XFERINFOFUNCTION, go_on);
  curl_easy_setopt(o->easy, CURLOPT_NOPROGRESS, 0L);
  curl_mime_data_cb(add(o, "field", NULL), 2, pause_in_between, NULL, NULL, &pausing);
  post(o);
}

static void a_callback_may_pause(void **state)
{
  MIME_EXCHANGE(.prepare = post_with_a_pause,
                .conn = { { EXPECT_FORM(SIZED("154") "--\1\r\n" FIELD "\"field\"\r\n\r\nAB\r\n--\1--\r\n"),
                            SEND(OK_HELLO) } },
                OK_AND_KEPT);
}

/* ---- beside other options ---- */

static void post_then_fields(struct outcome *o)
{
  post_a_field(o);
  curl_easy_setopt(o->easy, CURLOPT_POSTFIELDS, "q");
}

static void the_last_option_wins(void **state)
{
  MIME_EXCHANGE(.prepare = post_then_fields,
                .conn = { { EXPECT_HEAD("Content-Type: application/x-www-form-urlencoded\r\n"), EXPECT("q"),
                            SEND(OK_HELLO) } },
                OK_AND_KEPT);
}

static void post_then_get(struct outcome *o)
{
  post_a_field(o);
  curl_easy_setopt(o->easy, CURLOPT_HTTPGET, 1L);
}

static void and_may_be_a_get(void **state)
{
  MIME_EXCHANGE(.prepare = post_then_get, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } }, OK_AND_KEPT);
}

static void head_then_post(struct outcome *o)
{
  curl_easy_setopt(o->easy, CURLOPT_NOBODY, 1L);
  post_a_field(o);
}

static void it_takes_back_no_body(void **state)
{
  MIME_EXCHANGE(.prepare = head_then_post,
                .conn = { { EXPECT_FORM(SIZED("157") "--\1\r\n" FIELD "\"name\"\r\n\r\ndaniel\r\n--\1--\r\n"),
                            SEND(OK_HELLO) } },
                OK_AND_KEPT);
}

static void copy_and_free(struct outcome *o)
{
  source = (struct text_source){ .text = "dummy", .step = 1 };
  curl_mimepart *part = add(o, "greeting", "hello");
  curl_mime_type(part, "application/X-Greeting");
  curl_mime_encoder(part, "base64");
  curl_mime_headers(part, curl_slist_append(NULL, "X-Test-Number: 654"), 1);
  curl_mime_filedata(add(o, NULL, NULL), path);
  curl_mime_data_cb(add(o, NULL, NULL), 5, give, NULL, count_free, &source);
  post(o);
  CURL *copy = curl_easy_duphandle(o->easy);
  assert_non_null(copy);
  free_mime(o);
  curl_easy_cleanup(o->easy);
  o->easy = copy;
}

static void was_freed_twice(const struct outcome *o) { assert_int_equal(source.frees, 2); }

static void a_duplicate_has_a_copy(void **state)
{
  EXCHANGE(.prepare = copy_and_free, .verify = was_freed_twice,
           .conn = { { EXPECT_FORM(SIZED("486") "--\1\r\n" FIELD "\"greeting\"\r\n"
                                                "Content-Type: application/X-Greeting\r\n"
                                                "Content-Transfer-Encoding: base64\r\nX-Test-Number: 654\r\n\r\n"
                                                "aGVsbG8=\r\n"
                                                "--\1\r\nContent-Disposition: form-data; filename=\"test.txt\"\r\n"
                                                "Content-Type: text/plain\r\n\r\nhello\n\r\n"
                                                "--\1\r\nContent-Disposition: form-data\r\n\r\ndummy\r\n--\1--\r\n"),
                       SEND(OK_HELLO) } },
           OK_AND_KEPT);
}

/* ---- resending ---- */

static void was_sought_and_freed(const struct outcome *o)
{
  assert_in_range(source.seeks, 1, 2); /* the library may have seen before that the connection was dead */
  free_mime(o);
  assert_int_equal(source.frees, 1);
}

static void a_dead_connection_gets_it_again(void **state)
{
  EXCHANGE(.prepare = post_twice, .verify = was_sought_and_freed, .times = 2, .modes = EASY,
           .conn = { { TWICE, SEND("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), CLOSE },
                     { TWICE, SEND(OK_HELLO) } },
           OK_AND_KEPT);
}

static int set_up(void **state)
{
  if(!mkdtemp(folder)) return 1;
  snprintf(path, sizeof path, "%s/test.txt", folder);
  FILE *file = fopen(path, "wb");
  return !file || fputs("hello\n", file) < 0 || fclose(file);
}

static int tear_down(void **state) { return unlink(path) || rmdir(folder); }

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_file_that_is_not_there_fails_before_anything_is_sent),
    cmocka_unit_test(a_folder_is_no_file),
    cmocka_unit_test(a_callback_that_aborts_ends_the_transfer),
    cmocka_unit_test(a_callback_that_gives_more_than_fits_ends_the_transfer),
    cmocka_unit_test(a_callback_that_gives_less_than_announced_fails),
    cmocka_unit_test(a_byte_of_8_bits_is_none_of_7),
    cmocka_unit_test(a_tree_that_is_freed_by_its_own_callback_ends_the_transfer),
    cmocka_unit_test(a_tree_that_changes_while_it_is_sent_ends_the_transfer),
    cmocka_unit_test(what_cannot_be_rewound_is_not_sent_twice),
    cmocka_unit_test(http_1_0_has_no_way_to_send_an_unknown_size),
    cmocka_unit_test(fields_and_a_file),
    cmocka_unit_test(no_tree_posts_nothing),
    cmocka_unit_test(a_tree_that_was_freed_is_not_posted),
    cmocka_unit_test(a_tree_without_parts_is_a_last_boundary),
    cmocka_unit_test(a_part_may_have_no_name_and_no_content),
    cmocka_unit_test(what_can_be_rewound_is_sent_again),
    cmocka_unit_test(quotes_in_names_are_percent_encoded),
    cmocka_unit_test(or_escaped_with_backslashes),
    cmocka_unit_test(a_type_of_ones_own_gets_the_boundary),
    cmocka_unit_test(a_type_with_a_parameter_is_a_form_still),
    cmocka_unit_test(a_type_that_is_taken_away_is_not_sent),
    cmocka_unit_test(a_field_may_be_a_multipart),
    cmocka_unit_test(what_is_there_is_not_held_back),
    cmocka_unit_test(an_encoder_is_asked_until_it_has_something),
    cmocka_unit_test(the_end_of_a_known_size_needs_no_asking),
    cmocka_unit_test(a_callback_that_has_more_than_announced_is_cut),
    cmocka_unit_test(a_callback_may_pause),
    cmocka_unit_test(the_last_option_wins),
    cmocka_unit_test(and_may_be_a_get),
    cmocka_unit_test(it_takes_back_no_body),
    cmocka_unit_test(a_duplicate_has_a_copy),
    cmocka_unit_test(a_dead_connection_gets_it_again),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
