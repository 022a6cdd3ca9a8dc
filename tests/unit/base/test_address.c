#include "base/address.h"
#include "unit/base/failing_alloc.h"
#include <arpa/inet.h>
#include <net/if.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *text_of(const struct address *a)
{
  static char text[ADDRESS_TEXT_MAX];
  address_text((const struct sockaddr *)&a->addr, a->len, text);
  return text;
}

static uint16_t port_of(const struct address *a) { return address_port((const struct sockaddr *)&a->addr, a->len); }

static void what_is_no_literal_is_refused(void **state)
{
  static const char *const bad[] = {
    "",
    " ",
    "name",
    "1",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.256",
    "1.2.3.4 ",
    " 1.2.3.4",
    "01.2.3.4x",
    "0x7f.0.0.1",
    "1.2.3.4%lo",
    "1.2.3.4:80",
    "[::1]",
    ":",
    ":::",
    "::1::",
    "1:2:3:4:5:6:7",
    "12345::",
    "::1%",
    "::1%0",
    "fe80::1%nosuchinterface",
    "fe80::1%4294967296",
    "fe80::1%99999999999999999999",
    "%lo",
    "::g",
    "1111:2222:3333:4444:5555:6666:7777:8888:9999",
    "1111:2222:3333:4444:5555:6666:255.255.255.2555",
  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct address a = { .len = 77 };
    char *end = strdup(bad[i]); /* nothing is read behind the NUL */
    if(address_parse(end, 80, &a)) fail_msg("taken for a literal: '%s'", bad[i]);
    free(end);
    assert_int_equal(a.len, 77);
  }
}

static void literals_keep_their_value(void **state)
{
  static const char *const texts[][2] = {
    { "1.2.3.4", "1.2.3.4" },
    { "255.255.255.255", "255.255.255.255" },
    { "::", "::" },
    { "0:0:0:0:0:0:0:1", "::1" },
    { "2001:DB8::00ab", "2001:db8::ab" },
    { "::ffff:1.2.3.4", "::ffff:1.2.3.4" },
    { "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
    { "fe80::1%lo", "fe80::1%lo" },
  };
  for(size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct address a;
    assert_true(address_parse(texts[i][0], 0x1234, &a));
    assert_string_equal(text_of(&a), texts[i][1]);
    assert_int_equal(port_of(&a), 0x1234);
    assert_int_equal(a.len, strchr(texts[i][0], ':') ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in));
  }
}

static void a_zone_may_be_a_number(void **state)
{
  struct address a;
  struct sockaddr_in6 in6;
  char text[32];
  snprintf(text, sizeof text, "fe80::1%%%u", if_nametoindex("lo"));
  assert_true(address_parse(text, 0, &a));
  assert_string_equal(text_of(&a), "fe80::1%lo");
  assert_true(address_parse("fe80::1%4294967295", 0, &a));
  memcpy(&in6, &a.addr, sizeof in6);
  assert_int_equal(in6.sin6_scope_id, UINT32_MAX);
  assert_string_equal(text_of(&a), "fe80::1"); /* no interface has that number */
}

static void bytes_make_an_address(void **state)
{
  struct address a;
  memset(&a, 0xff, sizeof a);
  address_put(&a, span_of("\xc0\0\2\1", 4), 8443);
  assert_string_equal(text_of(&a), "192.0.2.1");
  assert_int_equal(port_of(&a), 8443);
  assert_int_equal(a.len, sizeof(struct sockaddr_in));
  memset(&a, 0xff, sizeof a);
  address_put(&a, span_of("\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16), 443);
  assert_string_equal(text_of(&a), "2001:db8::1");
  assert_int_equal(port_of(&a), 443);
  assert_int_equal(a.len, sizeof(struct sockaddr_in6));
}

static void unix_paths_have_to_fit(void **state)
{
  struct address a = { .len = 77 };
  struct sockaddr_un un;
  char path[sizeof un.sun_path + 1];
  memset(path, 'x', sizeof path);
  assert_false(address_unix("", 0, &a));
  assert_false(address_unix(path, sizeof un.sun_path, &a));
  assert_int_equal(a.len, 77);
  assert_true(address_unix(path, sizeof un.sun_path - 1, &a));
  memcpy(&un, &a.addr, sizeof un);
  assert_int_equal(strlen(un.sun_path), sizeof un.sun_path - 1);
  assert_int_equal(a.len, sizeof un);
  assert_true(address_unix("/a", 2, &a));
  assert_int_equal(a.addr.ss_family, AF_UNIX);
  assert_int_equal(a.len, offsetof(struct sockaddr_un, sun_path) + 3);
  assert_string_equal(text_of(&a), "");
  assert_int_equal(port_of(&a), 0);
}

static void abstract_paths_have_no_nul_behind(void **state)
{
  struct address a;
  struct sockaddr_un un;
  char path[sizeof un.sun_path + 1] = "";
  memset(path + 1, 'x', sizeof path - 1);
  assert_false(address_unix(path, sizeof un.sun_path + 1, &a));
  assert_true(address_unix(path, sizeof un.sun_path, &a));
  assert_int_equal(a.len, sizeof un);
  assert_true(address_unix("\0ab", 3, &a));
  assert_int_equal(a.len, offsetof(struct sockaddr_un, sun_path) + 3);
  memcpy(&un, &a.addr, sizeof un);
  assert_memory_equal(un.sun_path, "\0ab", 4);
}

static void what_is_too_short_has_no_text_and_no_port(void **state)
{
  struct address a;
  assert_true(address_parse("1.2.3.4", 80, &a));
  a.len--;
  assert_string_equal(text_of(&a), "");
  assert_int_equal(port_of(&a), 0);
  assert_true(address_parse("::1", 80, &a));
  a.len--;
  assert_string_equal(text_of(&a), "");
  assert_int_equal(port_of(&a), 0);
}

static void sets_too_large_or_without_memory_are_none(void **state)
{
  assert_null(address_set_new(SIZE_MAX));
  assert_null(address_set_new(SIZE_MAX / sizeof(struct address) + 1));
  failing_after(0);
  assert_null(address_set_new(1));
  failing_end();
  address_set_unref(NULL);
}

static void *hold_and_drop(void *set)
{
  for(int i = 0; i < 10000; i++) address_set_unref(address_set_ref(set));
  address_set_unref(set);
  return NULL;
}

static void a_set_lives_as_long_as_one_thread_holds_it(void **state)
{
  pthread_t threads[2];
  failing_blocks = 0;
  failing_after(-1);
  struct address_set *s = address_set_new(2);
  assert_int_equal(s->count, 2);
  assert_int_equal(s->at[1].len, 0);
  for(int i = 0; i < 2; i++) assert_int_equal(pthread_create(&threads[i], NULL, hold_and_drop, address_set_ref(s)), 0);
  address_set_unref(s);
  for(int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  failing_end();
  assert_int_equal(failing_blocks, 0);
}

static void a_port_is_put_in_where_there_is_one(void **state)
{
  struct address a;
  assert_true(address_parse("127.0.0.1", 1, &a));
  address_set_port(&a, 65535);
  assert_int_equal(address_port((struct sockaddr *)&a.addr, a.len), 65535);
  assert_true(address_parse("fe80::1", 1, &a));
  address_set_port(&a, 258);
  assert_int_equal(address_port((struct sockaddr *)&a.addr, a.len), 258);
  assert_true(address_unix("/x", 2, &a));
  struct address before = a;
  address_set_port(&a, 258);
  assert_memory_equal(&a, &before, sizeof a);
}

static void every_address_is_told_from_one(void **state)
{
  static const char *const texts[] = { "0.0.0.0", "::", "0.0.0.1", "::1", "127.0.0.1" };
  struct address a;
  for(int i = 0; i < 5; i++) {
    assert_true(address_parse(texts[i], 80, &a));
    assert_int_equal(address_is_any(&a), i < 2);
  }
  a = (struct address){ 0 };
  assert_false(address_is_any(&a));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_no_literal_is_refused),
    cmocka_unit_test(literals_keep_their_value),
    cmocka_unit_test(a_zone_may_be_a_number),
    cmocka_unit_test(bytes_make_an_address),
    cmocka_unit_test(unix_paths_have_to_fit),
    cmocka_unit_test(abstract_paths_have_no_nul_behind),
    cmocka_unit_test(what_is_too_short_has_no_text_and_no_port),
    cmocka_unit_test(a_port_is_put_in_where_there_is_one),
    cmocka_unit_test(every_address_is_told_from_one),
    cmocka_unit_test(sets_too_large_or_without_memory_are_none),
    cmocka_unit_test(a_set_lives_as_long_as_one_thread_holds_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
