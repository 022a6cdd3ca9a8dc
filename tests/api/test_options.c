/* The options as a program can ask for them. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include <curl/curl.h>
#include <string.h>

#define OPTIONS_OF_LEVEL 312
#define ALIASES_OF_LEVEL 15

static void an_unknown_name_is_not_found(void **state)
{
  assert_null(curl_easy_option_by_name(NULL));
  assert_null(curl_easy_option_by_name(""));
  assert_null(curl_easy_option_by_name("CURLOPT_URL"));
  assert_null(curl_easy_option_by_name("UR"));
  assert_null(curl_easy_option_by_name("URLS"));
}

static void an_unknown_id_is_not_found(void **state)
{
  assert_null(curl_easy_option_by_id((CURLoption)0));
  assert_null(curl_easy_option_by_id((CURLoption)2)); /* CURLOPT_URL's number with another type */
  assert_null(curl_easy_option_by_id(CURLOPT_LASTENTRY));
  assert_null(curl_easy_option_by_id((CURLoption)-1));
  assert_null(curl_easy_option_by_id((CURLoption)99999999));
}

static void a_name_is_found_without_case(void **state)
{
  const struct curl_easyoption *o = curl_easy_option_by_name("vErBoSe");
  assert_non_null(o);
  assert_string_equal(o->name, "VERBOSE");
  assert_int_equal(o->id, CURLOPT_VERBOSE);
  assert_int_equal(o->type, CURLOT_LONG);
  assert_int_equal(o->flags, 0);
}

static void a_former_name_is_an_alias(void **state)
{
  const struct curl_easyoption *o = curl_easy_option_by_name("FILE");
  assert_non_null(o);
  assert_string_equal(o->name, "FILE");
  assert_int_equal(o->id, CURLOPT_WRITEDATA);
  assert_int_equal(o->flags, CURLOT_FLAG_ALIAS);
}

static void an_id_gives_the_present_name(void **state)
{
  const struct curl_easyoption *o = curl_easy_option_by_id(CURLOPT_FILE);
  assert_non_null(o);
  assert_string_equal(o->name, "WRITEDATA");
  assert_int_equal(o->flags, 0);
}

static void every_option_of_the_level_is_listed_once(void **state)
{
  int options = 0;
  int aliases = 0;
  int own = 0;
  for(const struct curl_easyoption *o = NULL; (o = curl_easy_option_next(o));) {
    if(o->flags & CURLOT_FLAG_ALIAS)
      aliases++;
    else if(!strncmp(o->name, "SLUICE_", 7))
      own++;
    else
      options++;
    assert_ptr_equal(curl_easy_option_by_name(o->name), o);
  }
  assert_int_equal(options, OPTIONS_OF_LEVEL);
  assert_int_equal(aliases, ALIASES_OF_LEVEL);
  assert_int_equal(own, 1);
}

static void an_id_is_found_from_each_row(void **state)
{
  for(const struct curl_easyoption *o = NULL; (o = curl_easy_option_next(o));) {
    const struct curl_easyoption *found = curl_easy_option_by_id(o->id);
    assert_non_null(found);
    assert_int_equal(found->id, o->id);
    assert_int_equal(found->type, o->type);
    if(!(o->flags & CURLOT_FLAG_ALIAS)) assert_ptr_equal(found, o);
  }
}

static void the_end_has_nothing_behind_it(void **state)
{
  const struct curl_easyoption *last = curl_easy_option_next(NULL);
  assert_non_null(last);
  for(const struct curl_easyoption *o; (o = curl_easy_option_next(last));) {
    assert_ptr_equal(curl_easy_option_next(last), o); /* asking leaves no trace */
    last = o;
  }
  assert_null(curl_easy_option_next(last));
}

/* An option that is listed is known to curl_easy_setopt, which may still say that it is not built. */
static void what_is_listed_is_known(void **state)
{
  CURL *easy = curl_easy_init();
  for(const struct curl_easyoption *o = NULL; (o = curl_easy_option_next(o));) {
    CURLcode code = o->type == CURLOT_OFF_T    ? curl_easy_setopt(easy, o->id, (curl_off_t)0)
                    : o->type <= CURLOT_VALUES ? curl_easy_setopt(easy, o->id, 0L)
                                               : curl_easy_setopt(easy, o->id, NULL);
    if(code == CURLE_UNKNOWN_OPTION) fail_msg("%s is not known", o->name);
  }
  curl_easy_cleanup(easy);
}

/* curl.h: the ranges of ids tell how to pass a value. */
static void the_type_agrees_with_the_range_of_the_id(void **state)
{
  static const int base[] = { [CURLOT_LONG] = CURLOPTTYPE_LONG,
                              [CURLOT_VALUES] = CURLOPTTYPE_LONG,
                              [CURLOT_OFF_T] = CURLOPTTYPE_OFF_T,
                              [CURLOT_OBJECT] = CURLOPTTYPE_OBJECTPOINT,
                              [CURLOT_STRING] = CURLOPTTYPE_OBJECTPOINT,
                              [CURLOT_SLIST] = CURLOPTTYPE_OBJECTPOINT,
                              [CURLOT_CBPTR] = CURLOPTTYPE_OBJECTPOINT,
                              [CURLOT_BLOB] = CURLOPTTYPE_BLOB,
                              [CURLOT_FUNCTION] = CURLOPTTYPE_FUNCTIONPOINT };
  for(const struct curl_easyoption *o = NULL; (o = curl_easy_option_next(o));)
    assert_int_equal((int)o->id / 10000 * 10000, base[o->type]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_unknown_name_is_not_found),  cmocka_unit_test(an_unknown_id_is_not_found),
    cmocka_unit_test(a_name_is_found_without_case),  cmocka_unit_test(a_former_name_is_an_alias),
    cmocka_unit_test(an_id_gives_the_present_name),  cmocka_unit_test(every_option_of_the_level_is_listed_once),
    cmocka_unit_test(the_end_has_nothing_behind_it), cmocka_unit_test(what_is_listed_is_known),
    cmocka_unit_test(an_id_is_found_from_each_row),  cmocka_unit_test(the_type_agrees_with_the_range_of_the_id),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
