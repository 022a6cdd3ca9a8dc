/* curl_formadd, curl_formget, curl_formfree and CURLOPT_HTTPPOST. The sizes and bytes are those of the reference's tests
 * 1308, 554 and 650. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include "exchange.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD_START "POST / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\n"
#define TYPE       "Content-Type: multipart/form-data; boundary=\1\r\n"
#define FIELD      "Content-Disposition: form-data; name="

static struct curl_httppost *first, *last; /* of the run */
static char folder[] = "/tmp/sluice-form-XXXXXX";
static char path[64]; /* of a file without a known ending, with the line "file" */

static void free_form(const struct outcome *o)
{
  curl_formfree(first);
  first = last = NULL;
}

#define ADD(...)  curl_formadd(&first, &last, __VA_ARGS__, CURLFORM_END)
#define NAME_A    CURLFORM_COPYNAME, "a"
#define ADDS(...) assert_int_equal(ADD(__VA_ARGS__), CURL_FORMADD_OK)

/* Refused, and the form is as it was. */
#define REFUSES(code, ...)                    \
  do {                                        \
    struct curl_httppost *former = last;      \
    assert_int_equal(ADD(__VA_ARGS__), code); \
    assert_ptr_equal(last, former);           \
    if(former) assert_null(former->next);     \
  } while(0)

/* ---- refusals ---- */

static void what_is_given_twice_is_refused(void **state)
{
  int stream;
  struct curl_slist line = { (char *)(uintptr_t) "X: y", NULL };
  REFUSES(CURL_FORMADD_OPTION_TWICE, NAME_A, NAME_A);
  REFUSES(CURL_FORMADD_OPTION_TWICE, NAME_A, CURLFORM_PTRNAME, "b");
  REFUSES(CURL_FORMADD_OPTION_TWICE, NAME_A, CURLFORM_NAMELENGTH, 1L, CURLFORM_NAMELENGTH, 1L);
  REFUSES(CURL_FORMADD_OPTION_TWICE, NAME_A, CURLFORM_COPYCONTENTS, "x", CURLFORM_PTRCONTENTS, "x");
  REFUSES(CURL_FORMADD_OPTION_TWICE, NAME_A, CURLFORM_COPYCONTENTS, "x", CURLFORM_FILE, "x");
  REFUSES(CURL_FORMADD_OPTION_TWICE, NAME_A, CURLFORM_FILE, "x", CURLFORM_FILE, "y", CURLFORM_COPYCONTENTS, "x");
  REFUSES(CURL_FORMADD_OPTION_TWICE, NAME_A, CURLFORM_STREAM, &stream, CURLFORM_STREAM, &stream);
  REFUSES(CURL_FORMADD_OPTION_TWICE, NAME_A, CURLFORM_FILECONTENT, "x", CURLFORM_FILECONTENT, "x");
  REFUSES(CURL_FORMADD_OPTION_TWICE, NAME_A, CURLFORM_BUFFER, "x", CURLFORM_BUFFER, "x");
  REFUSES(CURL_FORMADD_OPTION_TWICE, NAME_A, CURLFORM_FILE, "x", CURLFORM_FILENAME, "x", CURLFORM_FILENAME, "y");
  REFUSES(CURL_FORMADD_OPTION_TWICE, NAME_A, CURLFORM_FILE, "x", CURLFORM_CONTENTTYPE, "a/b", CURLFORM_CONTENTTYPE,
          "c");
  REFUSES(CURL_FORMADD_OPTION_TWICE, NAME_A, CURLFORM_CONTENTHEADER, &line, CURLFORM_CONTENTHEADER, &line);
}

static void a_null_is_refused(void **state)
{
  REFUSES(CURL_FORMADD_NULL, CURLFORM_COPYNAME, NULL);
  REFUSES(CURL_FORMADD_NULL, CURLFORM_PTRNAME, NULL);
  REFUSES(CURL_FORMADD_NULL, NAME_A, CURLFORM_COPYCONTENTS, NULL);
  REFUSES(CURL_FORMADD_NULL, NAME_A, CURLFORM_FILE, NULL);
  REFUSES(CURL_FORMADD_NULL, NAME_A, CURLFORM_FILE, "x", CURLFORM_FILE, NULL);
  REFUSES(CURL_FORMADD_NULL, NAME_A, CURLFORM_BUFFERPTR, NULL);
  REFUSES(CURL_FORMADD_NULL, NAME_A, CURLFORM_STREAM, NULL);
  REFUSES(CURL_FORMADD_NULL, NAME_A, CURLFORM_CONTENTTYPE, NULL);
  REFUSES(CURL_FORMADD_NULL, CURLFORM_ARRAY, NULL);
  assert_int_equal(curl_formadd(NULL, &last, CURLFORM_END), CURL_FORMADD_NULL);
  assert_int_equal(curl_formadd(&first, NULL, CURLFORM_END), CURL_FORMADD_NULL);
}

static void lengths_that_cannot_be_are_refused(void **state)
{
  REFUSES(CURL_FORMADD_NULL, NAME_A, CURLFORM_NAMELENGTH, -1L, CURLFORM_COPYCONTENTS, "x");
  REFUSES(CURL_FORMADD_NULL, CURLFORM_COPYNAME, "a\0b", CURLFORM_NAMELENGTH, 3L, CURLFORM_COPYCONTENTS, "x");
  REFUSES(CURL_FORMADD_NULL, NAME_A, CURLFORM_COPYCONTENTS, "x", CURLFORM_CONTENTSLENGTH, -1L);
  REFUSES(CURL_FORMADD_NULL, NAME_A, CURLFORM_BUFFERPTR, "x", CURLFORM_BUFFERLENGTH, -1L);
}

static void what_is_incomplete_is_refused(void **state)
{
  REFUSES(CURL_FORMADD_INCOMPLETE, NAME_A);
  REFUSES(CURL_FORMADD_INCOMPLETE, CURLFORM_COPYCONTENTS, "x");
  REFUSES(CURL_FORMADD_INCOMPLETE, CURLFORM_FILE, "x");
  REFUSES(CURL_FORMADD_INCOMPLETE, NAME_A, CURLFORM_CONTENTTYPE, "a/b");
  REFUSES(CURL_FORMADD_INCOMPLETE, NAME_A, CURLFORM_BUFFER, "x");
  assert_int_equal(curl_formadd(&first, &last, CURLFORM_END), CURL_FORMADD_INCOMPLETE);
}

static void what_is_unknown_is_refused(void **state)
{
  struct curl_forms nested[] = { { CURLFORM_COPYNAME, "a" }, { CURLFORM_ARRAY, NULL }, { CURLFORM_END, NULL } };
  struct curl_forms unknown[] = { { CURLFORM_OBSOLETE, "a" }, { CURLFORM_END, NULL } };
  REFUSES(CURL_FORMADD_UNKNOWN_OPTION, CURLFORM_NOTHING);
  REFUSES(CURL_FORMADD_UNKNOWN_OPTION, CURLFORM_OBSOLETE);
  REFUSES(CURL_FORMADD_UNKNOWN_OPTION, CURLFORM_LASTENTRY);
  REFUSES(CURL_FORMADD_UNKNOWN_OPTION, -1);
  REFUSES(CURL_FORMADD_UNKNOWN_OPTION, CURLFORM_ARRAY, unknown);
  REFUSES(CURL_FORMADD_ILLEGAL_ARRAY, CURLFORM_ARRAY, nested);
}

/* ---- the list ---- */

static void sections_are_appended(void **state)
{
  ADDS(NAME_A, CURLFORM_COPYCONTENTS, "1");
  assert_ptr_equal(first, last);
  ADDS(NAME_A, CURLFORM_COPYCONTENTS, "2");
  assert_ptr_equal(first->next, last);
  last = NULL; /* a program that has lost it */
  ADDS(NAME_A, CURLFORM_COPYCONTENTS, "3");
  assert_ptr_equal(first->next->next, last);
  assert_string_equal(last->contents, "3");
  free_form(NULL);
  curl_formfree(NULL);
}

static void copies_are_copied_and_pointers_kept(void **state)
{
  char name[] = "name", contents[] = "contents";
  ADDS(CURLFORM_COPYNAME, name, CURLFORM_COPYCONTENTS, contents);
  ADDS(CURLFORM_PTRNAME, name, CURLFORM_PTRCONTENTS, contents);
  assert_ptr_not_equal(first->name, name);
  assert_ptr_not_equal(first->contents, contents);
  assert_ptr_equal(last->name, name);
  assert_ptr_equal(last->contents, contents);
  free_form(NULL);
}

/* ---- curl_formget ---- */

static struct text got;

static size_t append(void *arg, const char *bytes, size_t len)
{
  text_add(arg, bytes, len);
  return len;
}

static size_t refuse(void *arg, const char *bytes, size_t len) { return 0; }

static void formget_fails_where_it_must(void **state)
{
  int stream;
  ADDS(NAME_A, CURLFORM_COPYCONTENTS, "x");
  assert_int_not_equal(curl_formget(first, NULL, refuse), 0);
  assert_int_not_equal(curl_formget(first, NULL, NULL), 0);
  ADDS(NAME_A, CURLFORM_STREAM, &stream, CURLFORM_CONTENTLEN, (curl_off_t)3);
  assert_int_not_equal(curl_formget(first, &got, append), 0); /* its callback is not known yet */
  free_form(NULL);
  ADDS(NAME_A, CURLFORM_FILE, "/nonexistent/file");
  assert_int_equal(curl_formget(first, &got, append), CURLE_READ_ERROR);
  free_form(NULL);
  text_free(&got);
}

static void formget_writes_it_all(void **state)
{
  ADDS(CURLFORM_COPYNAME, "name", CURLFORM_COPYCONTENTS, "content");
  ADDS(CURLFORM_COPYNAME, "htmlcode", CURLFORM_COPYCONTENTS, "<HTML></HTML>", CURLFORM_CONTENTTYPE, "text/html");
  ADDS(CURLFORM_COPYNAME, "name_for_ptrcontent", CURLFORM_PTRCONTENTS, "test buffer");
  assert_int_equal(curl_formget(first, &got, append), 0);
  assert_int_equal(got.len, 518);
  assert_int_equal(strncmp(got.at, "Content-Type: multipart/form-data; boundary=----", 48), 0);
  assert_int_equal(curl_formget(first, &got, append), 0); /* as often as one likes */
  assert_int_equal(got.len, 2 * 518);
  free_form(NULL);
  text_free(&got);
  assert_int_equal(curl_formget(NULL, &got, append), 0);
  assert_int_equal(got.len, 0);
}

/* ---- over the wire ---- */

static void post(struct outcome *o) { assert_int_equal(curl_easy_setopt(o->easy, CURLOPT_HTTPPOST, first), CURLE_OK); }

static void post_nothing(struct outcome *o)
{
  assert_int_equal(curl_easy_setopt(o->easy, CURLOPT_HTTPPOST, NULL), CURLE_OK);
}

static void no_form_posts_nothing(void **state)
{
  EXCHANGE(.prepare = post_nothing, .conn = { { EXPECT(HEAD_START "Content-Length: 0\r\n\r\n"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void post_missing(struct outcome *o)
{
  ADDS(NAME_A, CURLFORM_FILE, "missing-file");
  post(o);
}

static void a_file_that_is_missing_fails_each_time(void **state)
{
  EXCHANGE(.prepare = post_missing, .verify = free_form, .times = 2, .code = CURLE_READ_ERROR);
}

struct stream {
  const char *text;
  size_t at;
};

static size_t give_a_byte(char *to, size_t size, size_t count, void *clientp)
{
  struct stream *s = clientp;
  if(!s->text[s->at]) return 0;
  *to = s->text[s->at++];
  return 1;
}

static struct stream one, two;

static void post_streams(struct outcome *o)
{
  one = two = (struct stream){ .text = "this is what we post to the silly web server\n" };
  ADDS(CURLFORM_COPYNAME, "sendfile", CURLFORM_STREAM, &one, CURLFORM_CONTENTSLENGTH, (long)strlen(one.text),
       CURLFORM_FILENAME, "postit2.c");
  ADDS(CURLFORM_COPYNAME, "callbackdata", CURLFORM_STREAM, &two, CURLFORM_CONTENTLEN, (curl_off_t)strlen(two.text));
  ADDS(CURLFORM_COPYNAME, "filename", CURLFORM_COPYCONTENTS, "postit2.c");
  ADDS(CURLFORM_COPYNAME, "submit", CURLFORM_COPYCONTENTS, "send", CURLFORM_CONTENTTYPE, "text/plain");
  ADDS(CURLFORM_COPYNAME, "somename", CURLFORM_BUFFER, "somefile.txt", CURLFORM_BUFFERPTR, "blah blah",
       CURLFORM_BUFFERLENGTH, 9L);
  curl_easy_setopt(o->easy, CURLOPT_POST, 1L);
  curl_easy_setopt(o->easy, CURLOPT_POSTFIELDSIZE, 44L);
  curl_easy_setopt(o->easy, CURLOPT_READFUNCTION, give_a_byte);
  post(o);
}

/* The reference's test 554. */
static void streams_are_read_by_the_read_callback(void **state)
{
  EXCHANGE(.prepare = post_streams, .verify = free_form,
           .conn = { { EXPECT_FORM(HEAD_START "Content-Length: 780\r\n" TYPE "\r\n--\1\r\n" FIELD
                                              "\"sendfile\"; filename=\"postit2.c\"\r\n\r\n"
                                              "this is what we post to the silly web server\n\r\n--\1\r\n" FIELD
                                              "\"callbackdata\"\r\n\r\n"
                                              "this is what we post to the silly web server\n\r\n--\1\r\n" FIELD
                                              "\"filename\"\r\n\r\npostit2.c\r\n--\1\r\n" FIELD
                                              "\"submit\"\r\nContent-Type: text/plain\r\n\r\nsend\r\n--\1\r\n" FIELD
                                              "\"somename\"; filename=\"somefile.txt\"\r\n"
                                              "Content-Type: text/plain\r\n\r\nblah blah\r\n--\1--\r\n"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static struct curl_slist *headers;

/* The reference's test 650, without standard input. */
static void post_everything(struct outcome *o)
{
  static char contents[] = "this is what we post";
  static struct curl_forms array[] = { { CURLFORM_PTRCONTENTS, contents },
                                       { CURLFORM_CONTENTSLENGTH, (char *)(sizeof contents - 2) },
                                       { CURLFORM_END, NULL } };
  contents[0] = 't';
  headers = curl_slist_append(NULL, "X-customheader-1: Header 1 data");
  headers = curl_slist_append(headers, "Content-Type: text/plain");
  ADDS(CURLFORM_COPYNAME, "fieldname", CURLFORM_COPYCONTENTS, contents, CURLFORM_CONTENTHEADER, headers);
  ADDS(CURLFORM_PTRNAME, "fieldname", CURLFORM_NAMELENGTH, 8L, CURLFORM_ARRAY, array, CURLFORM_FILENAME, "remote.txt");
  contents[0]++;
  ADDS(CURLFORM_COPYNAME, "multifile", CURLFORM_FILE, path, CURLFORM_FILE, path, CURLFORM_CONTENTTYPE, "text/whatever",
       CURLFORM_FILE, path);
  ADDS(CURLFORM_COPYNAME, "filecontents", CURLFORM_FILECONTENT, path);
  ADDS(CURLFORM_COPYNAME, "renamed", CURLFORM_FILE, path, CURLFORM_FILENAME, "shown");
  post(o);
}

static void free_everything(const struct outcome *o)
{
  free_form(o);
  curl_slist_free_all(headers);
}

#define INNER "--\2\r\nContent-Disposition: attachment; filename=\"test.data\"\r\nContent-Type: "

static void everything(void **state)
{
  EXCHANGE(.prepare = post_everything, .verify = free_everything, .times = 1,
           .conn = { { EXPECT_HEAD("Content-Length: 1318\r\n"),
                       EXPECT_FORM("--\1\r\n" FIELD "\"fieldname\"\r\nContent-Type: text/plain\r\n"
                                   "X-customheader-1: Header 1 data\r\n\r\nthis is what we post\r\n--\1\r\n" FIELD
                                   "\"fieldnam\"\r\n\r\nuhis is what we pos\r\n--\1\r\n" FIELD "\"multifile\"\r\n"
                                   "Content-Type: multipart/mixed; boundary=\2\r\n\r\n" INNER
                                   "application/octet-stream\r\n\r\nfile\n\r\n" INNER
                                   "text/whatever\r\n\r\nfile\n\r\n" INNER "text/whatever\r\n\r\nfile\n\r\n--\2--\r\n"
                                   "\r\n--\1\r\n" FIELD "\"filecontents\"\r\n\r\nfile\n\r\n--\1\r\n" FIELD
                                   "\"renamed\"; filename=\"shown\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                                   "file\n\r\n--\1--\r\n"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static CURL *copy_of(struct outcome *o)
{
  CURL *copy = curl_easy_duphandle(o->easy);
  assert_non_null(copy);
  curl_easy_cleanup(o->easy);
  return copy;
}

static void post_by_a_copy(struct outcome *o)
{
  ADDS(NAME_A, CURLFORM_COPYCONTENTS, "x");
  post(o);
  o->easy = copy_of(o);
}

static void a_form_is_posted_by_a_duplicate_too(void **state)
{
  EXCHANGE(.prepare = post_by_a_copy, .verify = free_form, .times = 2,
           .conn = { { EXPECT_FORM(HEAD_START "Content-Length: 149\r\n" TYPE "\r\n--\1\r\n" FIELD
                                              "\"a\"\r\n\r\nx\r\n--\1--\r\n"),
                       SEND("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), EXPECT_HEAD("Content-Length: 149\r\n"),
                       EXPECT_FORM("--\2\r\n" FIELD "\"a\"\r\n\r\nx\r\n--\2--\r\n"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void mime_takes_the_place(struct outcome *o)
{
  ADDS(NAME_A, CURLFORM_COPYCONTENTS, "x");
  post(o);
  curl_easy_setopt(o->easy, CURLOPT_MIMEPOST, NULL);
}

static void the_last_of_both_options_wins(void **state)
{
  EXCHANGE(.prepare = mime_takes_the_place, .verify = free_form,
           .conn = { { EXPECT(HEAD_START "Content-Length: 0\r\n\r\n"), SEND(OK_HELLO) } }, .body = "hello", .kept = 1);
}

static int set_up(void **state)
{
  if(!mkdtemp(folder)) return 1;
  snprintf(path, sizeof path, "%s/test.data", folder);
  FILE *file = fopen(path, "wb");
  return !file || fputs("file\n", file) < 0 || fclose(file);
}

static int tear_down(void **state) { return unlink(path) || rmdir(folder); }

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_given_twice_is_refused),
    cmocka_unit_test(a_null_is_refused),
    cmocka_unit_test(lengths_that_cannot_be_are_refused),
    cmocka_unit_test(what_is_incomplete_is_refused),
    cmocka_unit_test(what_is_unknown_is_refused),
    cmocka_unit_test(formget_fails_where_it_must),
    cmocka_unit_test(a_file_that_is_missing_fails_each_time),
    cmocka_unit_test(sections_are_appended),
    cmocka_unit_test(copies_are_copied_and_pointers_kept),
    cmocka_unit_test(formget_writes_it_all),
    cmocka_unit_test(no_form_posts_nothing),
    cmocka_unit_test(streams_are_read_by_the_read_callback),
    cmocka_unit_test(everything),
    cmocka_unit_test(a_form_is_posted_by_a_duplicate_too),
    cmocka_unit_test(the_last_of_both_options_wins),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
