#include "base/slist.h"
#include "unit/codec/mime/tree.h"

/* The head of a part, with `lines` of the program's own. */
struct row {
  const char *name, *filename, *type, *encoder;
  const char *lines[3];
  const char *file; /* the source's; NULL: memory */
  bool is_multipart;
  bool in_form;
  const char *head;
};

static const char *file_of(const void *source) { return source; }
static void forget(void *source) {}

static const struct mime_source_ops file_ops = { .file = file_of, .free = forget };

static struct curl_slist *list_of(const char *const lines[3])
{
  struct curl_slist nodes[3] = { { NULL, NULL } }, *list;
  for(size_t i = 0; i < 3 && lines[i]; i++) {
    nodes[i].data = (char *)(uintptr_t)lines[i];
    if(i) nodes[i - 1].next = &nodes[i];
  }
  assert_int_equal(slist_copy(&list, lines[0] ? nodes : NULL), CURLE_OK);
  return list;
}

static void check(const struct row *row, enum mime_escape escape)
{
  curl_mime *m = tree_new(0);
  curl_mimepart *p = tree_add(m, row->name, "x");
  struct buf head = BUF_INIT(4096);
  assert_int_equal(mime_part_set_filename(p, row->filename), CURLE_OK);
  assert_int_equal(mime_part_set_type(p, row->type), CURLE_OK);
  assert_int_equal(mime_part_set_encoder(p, row->encoder), CURLE_OK);
  mime_part_set_headers(p, list_of(row->lines), true);
  if(row->file) mime_part_set_source(p, (struct mime_source){ &file_ops, (void *)(uintptr_t)row->file });
  if(row->is_multipart) assert_int_equal(mime_part_set_subparts(p, tree_new(1)), CURLE_OK);
  assert_int_equal(mime_add_head(&head, p, row->in_form, escape), CURLE_OK);
  assert_int_equal(buf_terminate(&head), CURLE_OK);
  assert_string_equal((char *)head.at, row->head);
  buf_free(&head);
  mime_free(m);
}

#define CHECK_ROWS(rows, escape) \
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) check(&rows[i], escape)

#define FIELD "Content-Disposition: form-data; name=\"a\""

static void a_head_that_does_not_fit_is_an_error(void **state)
{
  curl_mime *m = tree_new(0);
  curl_mimepart *p = tree_add(m, "0123456789", "x");
  struct buf small = BUF_INIT(20);
  assert_int_equal(mime_add_head(&small, p, true, MIME_PERCENT), CURLE_TOO_LARGE);
  buf_free(&small);
  mime_free(m);
}

static void dispositions(void **state)
{
  static const struct row rows[] = {
    { .in_form = true, .head = "Content-Disposition: form-data\r\n\r\n" },
    { .in_form = true, .name = "", .head = "Content-Disposition: form-data; name=\"\"\r\n\r\n" },
    { .in_form = true, .name = "a", .head = FIELD "\r\n\r\n" },
    { .in_form = true, .name = "a", .filename = "f", .head = FIELD "; filename=\"f\"\r\n\r\n" },
    { .in_form = false, .head = "\r\n" },
    { .in_form = false, .name = "a", .head = "Content-Disposition: attachment; name=\"a\"\r\n\r\n" },
    { .in_form = false, .filename = "f", .head = "Content-Disposition: attachment; filename=\"f\"\r\n\r\n" },
    { .in_form = true,
      .name = "a",
      .lines = { "content-disposition: own" },
      .head = "content-disposition: own\r\n\r\n" },
  };
  CHECK_ROWS(rows, MIME_PERCENT);
}

static void names_are_escaped(void **state)
{
  static const struct row percent[] = {
    { .in_form = true,
      .name = "a\"b\r\n\\c%",
      .head = "Content-Disposition: form-data; name=\"a%22b%0D%0A\\c%\"\r\n\r\n" },
  };
  static const struct row backslash[] = {
    { .in_form = true, .name = "a\"b\\c%", .head = "Content-Disposition: form-data; name=\"a\\\"b\\\\c%\"\r\n\r\n" },
  };
  CHECK_ROWS(percent, MIME_PERCENT);
  CHECK_ROWS(backslash, MIME_BACKSLASH);
}

static void types(void **state)
{
  static const struct row rows[] = {
    /* what the program says, by one way or the other */
    { .in_form = true, .type = "a/b", .name = "a", .head = FIELD "\r\nContent-Type: a/b\r\n\r\n" },
    { .in_form = true,
      .name = "a",
      .lines = { "X: y", "content-type:  c/d ", "Z: z" },
      .head = FIELD "\r\nContent-Type: c/d\r\nX: y\r\nZ: z\r\n\r\n" },
    { .in_form = true,
      .type = "a/b",
      .name = "a",
      .lines = { "Content-Type: c/d" },
      .head = FIELD "\r\nContent-Type: a/b\r\n\r\n" },
    { .in_form = true,
      .name = "a",
      .filename = "f.gif",
      .lines = { "Content-Type:" },
      .head = FIELD "; filename=\"f.gif\"\r\n\r\n" },
    /* a file name */
    { .in_form = true,
      .name = "a",
      .filename = "f.GIF",
      .head = FIELD "; filename=\"f.GIF\"\r\nContent-Type: image/gif\r\n\r\n" },
    { .in_form = true, .name = "a", .filename = "f.c", .head = FIELD "; filename=\"f.c\"\r\n\r\n" },
    { .in_form = true,
      .name = "a",
      .filename = ".txt",
      .head = FIELD "; filename=\".txt\"\r\nContent-Type: text/plain\r\n\r\n" },
    { .in_form = true, .name = "a", .filename = "txt", .head = FIELD "; filename=\"txt\"\r\n\r\n" },
    /* a file */
    { .in_form = true,
      .name = "a",
      .filename = "f.c",
      .file = "/x/f.c",
      .head = FIELD "; filename=\"f.c\"\r\nContent-Type: application/octet-stream\r\n\r\n" },
    { .in_form = true,
      .name = "a",
      .filename = "f.c",
      .file = "/x/f.pdf",
      .head = FIELD "; filename=\"f.c\"\r\nContent-Type: application/pdf\r\n\r\n" },
    { .in_form = true, .name = "a", .file = "/x/f.gif", .head = FIELD "\r\nContent-Type: image/gif\r\n\r\n" },
    { .in_form = true, .name = "a", .file = "/x/f.txt", .head = FIELD "\r\n\r\n" },
    { .in_form = true, .name = "a", .file = "/x/f.c", .head = FIELD "\r\n\r\n" },
    /* a multipart */
    { .in_form = true,
      .name = "a",
      .is_multipart = true,
      .head = FIELD "\r\nContent-Type: multipart/mixed; boundary=" BOUNDARY_1 "\r\n\r\n" },
    { .in_form = true,
      .name = "a",
      .is_multipart = true,
      .type = "multipart/x",
      .head = FIELD "\r\nContent-Type: multipart/x; boundary=" BOUNDARY_1 "\r\n\r\n" },
  };
  CHECK_ROWS(rows, MIME_PERCENT);
}

static void types_that_are_known(void **state)
{
  static const char *const known[][2] = {
    { "a.gif", "image/gif" },       { "a.jpg", "image/jpeg" },    { "a.jpeg", "image/jpeg" },
    { "a.png", "image/png" },       { "a.svg", "image/svg+xml" }, { "a.txt", "text/plain" },
    { "a.htm", "text/html" },       { "a.html", "text/html" },    { "a.pdf", "application/pdf" },
    { "a.xml", "application/xml" },
  };
  for(size_t i = 0; i < sizeof known / sizeof *known; i++)
    assert_string_equal(mime_guess_type(known[i][0]), known[i][1]);
  assert_null(mime_guess_type("a.gz"));
  assert_null(mime_guess_type(""));
  assert_null(mime_guess_type(NULL));
}

static void encodings(void **state)
{
  static const struct row rows[] = {
    { .in_form = true,
      .name = "a",
      .encoder = "base64",
      .head = FIELD "\r\nContent-Transfer-Encoding: base64\r\n\r\n" },
    { .in_form = true,
      .name = "a",
      .encoder = "base64",
      .lines = { "Content-Transfer-Encoding: own" },
      .head = FIELD "\r\nContent-Transfer-Encoding: own\r\n\r\n" },
    /* of a multipart, the bytes stay as they are */
    { .in_form = true,
      .name = "a",
      .encoder = "7bit",
      .is_multipart = true,
      .head = FIELD "\r\nContent-Type: multipart/mixed; boundary=" BOUNDARY_1
                    "\r\nContent-Transfer-Encoding: 7bit\r\n\r\n" },
    { .in_form = true,
      .name = "a",
      .encoder = "base64",
      .is_multipart = true,
      .head = FIELD "\r\nContent-Type: multipart/mixed; boundary=" BOUNDARY_1 "\r\n\r\n" },
  };
  CHECK_ROWS(rows, MIME_PERCENT);
}

static void what_is_a_form(void **state)
{
  assert_true(mime_is_form(span_text("multipart/form-data")));
  assert_true(mime_is_form(span_text("MULTIPART/form-data;charset=x")));
  assert_false(mime_is_form(span_text("multipart/form-data2")));
  assert_false(mime_is_form(span_text("multipart/mixed")));
  assert_false(mime_is_form(span_of(NULL, 0)));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_head_that_does_not_fit_is_an_error),
    cmocka_unit_test(dispositions),
    cmocka_unit_test(names_are_escaped),
    cmocka_unit_test(types),
    cmocka_unit_test(types_that_are_known),
    cmocka_unit_test(encodings),
    cmocka_unit_test(what_is_a_form),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
