/* Patterns of CURLOPT_WILDCARDMATCH(3). */
#include "codec/ftp/match.h"
#include "unit/codec/http1/pieces.h"

struct pair {
  const char *pattern, *name;
};
#define PAIRS(...) ((const struct pair[]){ __VA_ARGS__, { NULL, NULL } })

/* Each text ends with its page. */
static void assert_each(const struct pair *pairs, bool expected)
{
  for(; pairs->pattern; pairs++) {
    struct piece pattern = piece_new(pairs->pattern, strlen(pairs->pattern) + 1);
    struct piece name = piece_new(pairs->name, strlen(pairs->name) + 1);
    if(ftp_match((const char *)pattern.in.at, (const char *)name.in.at) != expected)
      fail_msg("\"%s\" %s \"%s\"", pairs->pattern, expected ? "does not match" : "matches", pairs->name);
    piece_free(&pattern);
    piece_free(&name);
  }
}

#define ASSERT_MATCH(...) assert_each(PAIRS(__VA_ARGS__), true)
#define ASSERT_OTHER(...) assert_each(PAIRS(__VA_ARGS__), false)

static void what_does_not_match(void **state)
{
  ASSERT_OTHER({ "", "a" }, { "a", "" }, { "?", "" }, { "a", "b" }, { "a", "A" }, { "ab", "a" }, { "a", "ab" });
  ASSERT_OTHER({ "*.txt", "txt" }, { "*.txt", "a.txt.gz" }, { "a*", "ba" }, { "*?", "" }, { "??.txt", "a99.txt" });
  ASSERT_OTHER({ "?*?*?.*?*", "abcc" }, { "?*?*?.*?*", "abc." }, { "?*?*?.?", "abcdef.cd" }, { "*a*b*c*", "acb" });
}

static void stars_and_question_marks_stand_for_anything(void **state)
{
  ASSERT_MATCH({ "", "" }, { "*", "" }, { "***", "" }, { "*", ".." }, { "?", "." }, { "?/b/c", "a/b/c" });
  ASSERT_MATCH({ "*", "a/b" }, { "*.txt", ".txt" }, { "**.txt", "text.txt" }, { "a*b", "ab" }, { "a*b", "abab" });
  ASSERT_MATCH({ "*curl*", "lets use curl!!" }, { "?*?*?.*?*", "abc.c" }, { "?*?*?.?", "abcdef.c" });
  ASSERT_MATCH({ "*aab*", "aaaab" }, { "*.???", "somefile.dat" }, { "?", "\xff" }, { "\xc3\xa4*", "\xc3\xa4" });
}

static void sets_hold_bytes_and_ranges(void **state)
{
  ASSERT_MATCH({ "[a@]", "@" }, { "[a-z]", "m" }, { "[a-z]", "a" }, { "[a-z]", "z" }, { "[a-bA-B9]", "9" });
  ASSERT_MATCH({ "[7-]", "-" }, { "[-7]", "-" }, { "[a-a]", "a" }, { "S[a-][x]*.txt", "S-x.txt" }, { "[ -~]", "q" });
  ASSERT_MATCH({ "[\x80-\xff]", "\xe4" }, { "[*?]", "*" }, { "[*?]", "?" }, { "[/]", "/" });
  ASSERT_OTHER({ "[a-z]", "A" }, { "[a-z]", "`" }, { "[a-z]", "{" }, { "[a-z]", "" });
  ASSERT_OTHER({ "[7-]", "8" }, { "[\x80-\xff]", "a" }, { "[*?]", "a" }, { "[ab]", "ab" });
}

static void a_bracket_that_comes_first_is_a_member(void **state)
{
  ASSERT_MATCH({ "[][]", "[" }, { "[][]", "]" }, { "[[]", "[" }, { "[[[]", "[" }, { "[][?*-]", "]" });
  ASSERT_MATCH({ "[][?*-]", "*" }, { "[][?*-]", "-" }, { "[]?*-]", "-" }, { "[?*[][?*[][?*[]", "?*[" });
  ASSERT_MATCH({ "[!]]", "a" }, { "[][-!^]", "^" }, { "[][-!^]", "!" }, { "[][-!^]", "]" });
  ASSERT_OTHER({ "[!]]", "]" }, { "[[]", "]" }, { "[][-!^]", "a" });
}

static void what_goes_downwards_is_no_range(void **state)
{
  ASSERT_MATCH({ "[z-a]", "z" }, { "[z-a]", "-" }, { "[z-a]", "a" }, { "[][-!^]", "!" }, { "[][-!^]", "-" });
  ASSERT_MATCH({ "[9--]", "9" }, { "[9--]", "-" }, { "[z-a-c]", "b" });
  ASSERT_OTHER({ "[z-a]", "m" }, { "[][-!^]", "a" }, { "[9--]", "5" });
}

static void a_set_can_be_negated(void **state)
{
  ASSERT_MATCH({ "[!a]", "b" }, { "[^a]", "b" }, { "[^a-z0-9A-Z]", "-" }, { "curl[!a-z]lib", "curl lib" });
  ASSERT_MATCH({ "[!!]", "x" }, { "[a!]", "!" }, { "[a^]", "^" }, { "*[^a].t?t", "ac.txt" }, { "[!\xff]", "a" });
  ASSERT_OTHER({ "[!a]", "a" }, { "[^a-z0-9A-Z]", "q" }, { "[!!]", "!" }, { "[!?*[]", "?" }, { "*[^a]", "" });
  ASSERT_OTHER({ "[! ][ ]", "  " }, { "*[^a].t?t", "ca.txt" }, { "[!a]", "" }, { "[!\xff]", "\xff" });
}

static void classes_have_their_members(void **state)
{
  static const struct {
    const char *pattern;
    int count;
  } classes[] = {
    { "[[:alnum:]]", 62 }, { "[[:alpha:]]", 52 }, { "[[:blank:]]", 2 },  { "[[:cntrl:]]", 32 },
    { "[[:digit:]]", 10 }, { "[[:graph:]]", 94 }, { "[[:lower:]]", 26 }, { "[[:print:]]", 95 },
    { "[[:punct:]]", 32 }, { "[[:space:]]", 6 },  { "[[:upper:]]", 26 }, { "[[:xdigit:]]", 22 },
  };
  for(size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
    int count = 0;
    for(int c = 1; c < 256; c++) count += ftp_match(classes[i].pattern, (const char[]){ (char)c, 0 });
    assert_int_equal(count, classes[i].count);
  }
  ASSERT_MATCH({ "[[:alnum:]]", "a" }, { "[[:blank:]]", "\t" }, { "[[:xdigit:]]", "F" }, { "[[:print:]]", " " });
  ASSERT_MATCH({ "[^[:blank:]]", "a" }, { "[[:lower:][:digit:]_]", "_" }, { "[[:lower:][:digit:]_]", "7" });
  ASSERT_MATCH({ "[a-z[:upper:]\\]].jpg", "Q.jpg" }, { "[a-z[:upper:]\\]].jpg", "].jpg" }, { "*[[:blank:]]*", "a b" });
  ASSERT_OTHER({ "[[:xdigit:]]", "G" }, { "[[:graph:]]", " " }, { "[[:upper:]]", "u" }, { "[[:space:]]", "x" });
  ASSERT_OTHER({ "[^[:blank:]]", "\t" }, { "[[:print:]]", "\n" }, { "[[:alpha:]]", "\xe4" });
}

static void what_is_no_class_has_no_members(void **state)
{
  ASSERT_OTHER({ "[[:foo:]]", "f" }, { "[[:foo:]]", "f]" }, { "[[:foo:]]", ":" }, { "[[:Alpha:]]", "a" });
  ASSERT_OTHER({ "[[:digits:]]", "1" }, { "[[:digi:]]", "1" }, { "[[::]]", ":" });
  ASSERT_MATCH({ "[[:foo:]a]", "a" }, { "[[:alpha]", ":" }, { "[[:alpha]", "[" }, { "[[:a1:]", "1" });
}

static void a_backslash_makes_a_byte_stand_for_itself(void **state)
{
  ASSERT_MATCH({ "\\*", "*" }, { "\\?.txt", "?.txt" }, { "\\[a]", "[a]" }, { "\\\\", "\\" }, { "\\a", "a" });
  ASSERT_MATCH({ "[\\a-\\c]", "b" }, { "[\\]]", "]" }, { "[a\\]b]", "b" }, { "[\\\\]", "\\" }, { "[+\\--]", "-" });
  ASSERT_MATCH({ "\\*\\?\\[\\\\\\`\\|", "*?[\\`|" }, { "[\\!a]", "!" }, { "cu[a-ab-b\\r]l", "curl" });
  ASSERT_OTHER({ "\\*", "a" }, { "\\?", "a" }, { "\\\\", "\\\\" }, { "[\\a\\b]", "\\" }, { "*\\?*\\**", "cc?cc" });
  ASSERT_OTHER({ "\\", "\\" }, { "\\", "" }, { "a\\", "a" }, { "a\\", "a\\" });
}

static void a_bracket_that_nothing_closes_stands_for_itself(void **state)
{
  ASSERT_MATCH({ "[", "[" }, { "[]", "[]" }, { "[a", "[a" }, { "a[", "a[" }, { "[!", "[!" }, { "[!]", "[!]" });
  ASSERT_MATCH({ "[a-", "[a-" }, { "[\\]", "[]" }, { "[[:alpha:]", "[[:alpha:]" }, { "[a][b", "a[b" });
  ASSERT_MATCH({ "[a*", "[a and more" }, { "*[", "a[" }, { "]", "]" }, { "\\[[", "[[" });
  ASSERT_OTHER({ "[a", "a" }, { "[", "" }, { "[a-", "a" }, { "[]", "]" }, { "[a][b", "ab" }, { "[\\", "[\\" });
}

/* With a matcher that tries all ways, or looks for the end of each bracket anew, this would never end. */
static void the_cost_is_bounded(void **state)
{
  static char name[20001], pattern[2001];
  memset(name, 'a', sizeof name - 1);
  for(size_t i = 0; i + 1 < sizeof pattern; i += 2) memcpy(pattern + i, "*a", 2);
  assert_true(ftp_match(pattern, name));
  pattern[sizeof pattern - 2] = 'b';
  assert_false(ftp_match(pattern, name));
  memset(name, '[', sizeof name - 1);
  memset(pattern, '[', sizeof pattern - 1);
  pattern[0] = '*';
  assert_true(ftp_match(pattern, name));
  pattern[sizeof pattern - 2] = 'b';
  assert_false(ftp_match(pattern, name));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_does_not_match),
    cmocka_unit_test(stars_and_question_marks_stand_for_anything),
    cmocka_unit_test(sets_hold_bytes_and_ranges),
    cmocka_unit_test(a_bracket_that_comes_first_is_a_member),
    cmocka_unit_test(what_goes_downwards_is_no_range),
    cmocka_unit_test(a_set_can_be_negated),
    cmocka_unit_test(classes_have_their_members),
    cmocka_unit_test(what_is_no_class_has_no_members),
    cmocka_unit_test(a_backslash_makes_a_byte_stand_for_itself),
    cmocka_unit_test(a_bracket_that_nothing_closes_stands_for_itself),
    cmocka_unit_test(the_cost_is_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
