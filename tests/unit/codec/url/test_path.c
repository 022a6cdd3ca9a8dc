#include "codec/url/path.h"
#include "unit/codec/url/url_test.h"

static void assert_becomes(const char *in, const char *wanted)
{
  size_t len = strlen(in);
  char *path = malloc(len);
  memcpy(path, in, len);
  size_t out = path_remove_dots(path, len);
  if(out != strlen(wanted) || memcmp(path, wanted, out)) fail_msg("%s became %.*s, not %s", in, (int)out, path, wanted);
  free(path);
}

static void a_path_does_not_leave_its_root(void **state)
{
  assert_becomes("/..", "/");
  assert_becomes("/../", "/");
  assert_becomes("/../../../x", "/x");
  assert_becomes("/a/../../x", "/x");
  assert_becomes("/%2e%2E/.%2e/%2e./x", "/x");
}

static void what_only_looks_like_dots_stays(void **state)
{
  static const char *const same[] = { "/",      "//",     "/...", "/.../x", "/.a",        "/a.",     "/..a/x",
                                      "/a../x", "/%2e%2", "/%2",  "/%",     "/%2f%2e%2e", "/%2ea/x", "/a//b" };
  for(size_t i = 0; i < COUNT(same); i++) assert_becomes(same[i], same[i]);
}

static void single_dots_vanish(void **state)
{
  assert_becomes("/.", "/");
  assert_becomes("/./", "/");
  assert_becomes("/a/.", "/a/");
  assert_becomes("/a/./b", "/a/b");
  assert_becomes("/a/%2E/b/%2e", "/a/b/");
}

static void double_dots_take_a_segment_along(void **state)
{
  assert_becomes("/a/..", "/");
  assert_becomes("/a/../", "/");
  assert_becomes("/a/b/..", "/a/");
  assert_becomes("/a/b/../c", "/a/c");
  assert_becomes("/a/b/c/./../../g", "/a/g"); /* RFC 3986, section 5.2.4 */
  assert_becomes("/a//../b", "/a/b");         /* an empty segment is one, too */
  assert_becomes("//..", "/");
  assert_becomes("/..//..//", "//");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_path_does_not_leave_its_root),
    cmocka_unit_test(what_only_looks_like_dots_stays),
    cmocka_unit_test(single_dots_vanish),
    cmocka_unit_test(double_dots_take_a_segment_along),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
