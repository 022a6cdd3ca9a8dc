/* Look-ups of HTTPS records over HTTPS: who is asked for, what comes of it, and how long it is believed. */
#include "unit/resolve/posts.h"

/* Records: priority, target, parameters. */
#define SELF       "\0"
#define T1         "\2t1\4test\0"
#define T2         "\2t2\4test\0"
#define PORT(high) "\0\3\0\2" high
#define H2         "\0\1\0\3\2h2"

#define RECORD(text)  span_of(text, sizeof(text) - 1)
#define SAYS(i, text) answer(i, 0, text, sizeof(text) - 1, 40)

static CURLcode begin_at(struct asker *a, const struct resolve_opts *o, const char *host, uint16_t port,
                         struct dns_services *ret)
{
  trace = (struct trace){ .opts = &trace_opts };
  error[0] = '\0';
  *a = (struct asker){ .query = { .done = on_done, .fetch = &fetch_ops, .fetch_owner = &world } };
  return resolve_services_start(&a->query, world.resolver, dns, o, host, port, fake_now(), &trace, ret);
}

static CURLcode begin(struct asker *a, struct dns_services *ret)
{
  return begin_at(a, &over_https, "Name.test", 443, ret);
}

static CURLcode take(struct asker *a, struct dns_services *ret)
{
  return resolve_services_take(&a->query, &over_https, ret);
}

/* "priority target:port" of each. */
static void assert_services(const struct dns_services *all, const char *expected)
{
  char text[1024] = "";
  for(size_t i = 0; i < all->count; i++) {
    const struct dns_service *s = &all->at[i];
    size_t len = strlen(text);
    snprintf(text + len, sizeof text - len, "%u %s:%u ", s->priority, s->target, s->port);
  }
  assert_string_equal(text, expected);
}

static void assert_asked_for(size_t i, const char *name)
{
  struct dns_name n;
  assert_true(dns_name_parse(name, &n));
  assert_int_equal(type_of(i), DNS_HTTPS);
  assert_int_equal(fetches[i].len, 12 + n.len + 4);
  assert_memory_equal(fetches[i].query + 12, n.at, n.len);
}

/* ---- who is not asked for ---- */

static void who_has_no_records_is_not_asked_for(void **state)
{
  static const char *const names[] = { "", "192.0.2.7", "::1", "localhost", "a.localhost", "a.onion", "a..b" };
  struct asker a;
  struct dns_services found;
  for(size_t i = 0; i < sizeof names / sizeof *names; i++) {
    found.count = 77;
    assert_int_equal(begin_at(&a, &over_https, names[i], 443, &found), CURLE_OK);
    assert_int_equal(found.count, 0);
  }
  assert_int_equal(begin_at(&a, &any_version, "name.test", 443, &found), CURLE_OK); /* getaddrinfo(3) cannot ask */
  assert_int_equal(found.count, 0);
  assert_int_equal(begun, 0);
}

static void a_host_of_the_programs_is_not_asked_for(void **state)
{
  struct curl_slist entry = { .data = (char[]){ "name.test:443:192.0.2.1" } };
  struct asker a;
  struct dns_services found;
  assert_int_equal(resolve_load_entries(dns, &entry, fake_now(), NULL), CURLE_OK);
  assert_int_equal(begin(&a, &found), CURLE_OK);
  assert_int_equal(found.count, 0);
  assert_int_equal(begun, 0);
  assert_int_equal(begin_at(&a, &over_https, "name.test", 444, &found), CURLE_AGAIN);
  resolve_cancel(&a.query);
}

static int refuse(void *resolver_state, void *reserved, void *userdata) { return 1; }

static void the_start_callback_may_refuse(void **state)
{
  struct resolve_opts o = { .cache_timeout_s = 60, .doh_url = url, .start = refuse };
  struct asker a;
  struct dns_services found;
  assert_int_equal(begin_at(&a, &o, "name.test", 443, &found), CURLE_ABORTED_BY_CALLBACK);
  assert_int_equal(begun, 0);
}

/* ---- failures ---- */

static void what_is_no_answer_means_none_and_is_not_believed(void **state)
{
  struct asker a;
  struct dns_services found;
  for(int i = 0; i < 3; i++) {
    begun = 0;
    assert_int_equal(begin(&a, &found), CURLE_AGAIN);
    if(i == 0) end_fetch(0, CURLE_COULDNT_CONNECT, 0, span_of(NULL, 0));
    if(i == 1) end_fetch(0, CURLE_OK, 404, span_of(NULL, 0));
    if(i == 2) SAYS(0, "\0\1" SELF "\0\1\0\0"); /* malformed */
    assert_int_equal(a.done, 1);
    found.count = 77;
    assert_int_equal(take(&a, &found), CURLE_OK);
    assert_int_equal(found.count, 0);
    assert_string_equal(error, "");
  }
  assert_int_equal(begin(&a, &found), CURLE_AGAIN);
  resolve_cancel(&a.query);
  assert_int_equal(cancelled, 1);
}

static void a_lack_of_memory_in_a_post_is_one(void **state)
{
  struct asker a;
  struct dns_services found;
  assert_int_equal(begin(&a, &found), CURLE_AGAIN);
  end_fetch(0, CURLE_OUT_OF_MEMORY, 0, span_of(NULL, 0));
  assert_int_equal(take(&a, &found), CURLE_OUT_OF_MEMORY);
  assert_string_equal(error, "Out of memory");
}

static void a_post_that_cannot_be_begun(void **state)
{
  struct asker a;
  struct dns_services found;
  refusal = CURLE_OUT_OF_MEMORY;
  assert_int_equal(begin(&a, &found), CURLE_OUT_OF_MEMORY);
  assert_string_equal(error, "Out of memory");
  refused = 1; /* the one that an alias leads to */
  assert_int_equal(begin(&a, &found), CURLE_AGAIN);
  SAYS(0, "\0\0" T1);
  assert_int_equal(take(&a, &found), CURLE_OUT_OF_MEMORY);
  assert_int_equal(begun, 1);
}

/* ---- what is found ---- */

static void the_records_of_a_host(void **state)
{
  const struct span records[] = { RECORD("\0\3" T1 PORT("\1\273")), RECORD("\0\1" SELF H2),
                                  RECORD("\0\2\4name\4test\0" PORT("\40\373")) };
  struct asker a;
  struct dns_services found;
  assert_int_equal(begin(&a, &found), CURLE_AGAIN);
  assert_int_equal(begun, 1);
  assert_asked_for(0, "name.test");
  assert_int_equal(take(&a, &found), CURLE_AGAIN);
  answer_all(0, 0, records, 3, 40);
  assert_int_equal(a.done, 1);
  assert_int_equal(take(&a, &found), CURLE_OK);
  assert_services(&found, "1 :0 2 :8443 3 t1.test:443 "); /* the host's own name is its own */
  assert_true(found.at[0].has_h2);
}

/* RFC 9460, sections 2.5.2 and 9.1. */
static void another_port_has_a_name_of_its_own(void **state)
{
  const struct span records[] = { RECORD("\0\1" SELF), RECORD("\0\2\4name\4test\0") };
  struct asker a;
  struct dns_services found;
  assert_int_equal(begin_at(&a, &over_https, "name.test", 8443, &found), CURLE_AGAIN);
  assert_asked_for(0, "_8443._https.name.test");
  answer_all(0, 0, records, 2, 40);
  assert_int_equal(take(&a, &found), CURLE_OK);
  assert_services(&found, "1 _8443._https.name.test:0 2 :0 ");
}

static void an_alias_is_followed(void **state)
{
  struct asker a;
  struct dns_services found;
  assert_int_equal(begin_at(&a, &over_https, "name.test", 8443, &found), CURLE_AGAIN);
  SAYS(0, "\0\0" T1);
  assert_int_equal(take(&a, &found), CURLE_AGAIN);
  assert_asked_for(1, "t1.test");
  assert_int_equal(take(&a, &found), CURLE_AGAIN);
  SAYS(1, "\0\5" SELF PORT("\40\373"));
  assert_int_equal(a.done, 2);
  assert_int_equal(take(&a, &found), CURLE_OK);
  assert_services(&found, "5 t1.test:8443 65535 t1.test:0 "); /* which it would be without records, too: section 3 */
}

static void an_alias_may_lead_to_no_records(void **state)
{
  struct asker a;
  struct dns_services found;
  for(int i = 0; i < 2; i++) {
    begun = 0;
    assert_int_equal(begin(&a, &found), CURLE_AGAIN);
    SAYS(0, "\0\0" T1);
    assert_int_equal(take(&a, &found), CURLE_AGAIN);
    if(i)
      ANSWER_NONE(1);
    else
      end_fetch(1, CURLE_COULDNT_CONNECT, 0, span_of(NULL, 0)); /* which is not believed the next time */
    assert_int_equal(take(&a, &found), CURLE_OK);
    assert_services(&found, "65535 t1.test:0 ");
  }
  assert_int_equal(begin(&a, &found), CURLE_OK);
  assert_services(&found, "65535 t1.test:0 ");
}

static void an_alias_may_lead_back_to_the_host(void **state)
{
  struct asker a;
  struct dns_services found;
  assert_int_equal(begin_at(&a, &over_https, "name.test", 8443, &found), CURLE_AGAIN);
  SAYS(0, "\0\0\4name\4test\0");
  assert_int_equal(take(&a, &found), CURLE_AGAIN);
  assert_asked_for(1, "name.test");
  SAYS(1, "\0\1" SELF H2);
  assert_int_equal(take(&a, &found), CURLE_OK);
  assert_services(&found, "1 :0 65535 :0 ");
}

/* RFC 9460, section 3: as if there were no records. */
static void too_many_aliases_are_none(void **state)
{
  struct asker a;
  struct dns_services found;
  assert_int_equal(begin(&a, &found), CURLE_AGAIN);
  for(size_t i = 0; i < DOH_ALIASES_MAX; i++) {
    SAYS(i, "\0\0" T1);
    assert_int_equal(take(&a, &found), CURLE_AGAIN);
  }
  SAYS(DOH_ALIASES_MAX, "\0\0" T2);
  assert_int_equal(take(&a, &found), CURLE_OK);
  assert_int_equal(found.count, 0);
  assert_int_equal(begun, 1 + DOH_ALIASES_MAX);
}

static void who_leaves_ends_what_is_under_way(void **state)
{
  struct asker a;
  struct dns_services found;
  assert_int_equal(begin(&a, &found), CURLE_AGAIN);
  SAYS(0, "\0\0" T1);
  resolve_cancel(&a.query); /* done, and not taken */
  assert_int_equal(cancelled, 0);
  assert_int_equal(begin(&a, &found), CURLE_AGAIN);
  SAYS(1, "\0\0" T1);
  assert_int_equal(take(&a, &found), CURLE_AGAIN);
  resolve_cancel(&a.query);
  assert_int_equal(cancelled, 1);
}

/* ---- memory ---- */

/* The least time on the way. */
static void records_are_remembered_for_their_time_to_live(void **state)
{
  struct asker a;
  struct dns_services found;
  assert_int_equal(begin(&a, &found), CURLE_AGAIN);
  answer(0, 0, "\0\0" T1, sizeof("\0\0" T1) - 1, 30);
  assert_int_equal(take(&a, &found), CURLE_AGAIN);
  answer(1, 0, "\0\5" SELF, 3, 40);
  assert_int_equal(take(&a, &found), CURLE_OK);
  fake_set_now(fake_now() + 30 * SECOND);
  assert_int_equal(begin(&a, &found), CURLE_OK);
  assert_services(&found, "5 t1.test:0 65535 t1.test:0 ");
  assert_int_equal(begin_at(&a, &over_https, "name.test", 444, &found), CURLE_AGAIN);
  resolve_cancel(&a.query);
  fake_set_now(fake_now() + 1);
  assert_int_equal(begin(&a, &found), CURLE_AGAIN);
  resolve_cancel(&a.query);
}

static void that_there_are_none_is_remembered_for_half_the_time(void **state)
{
  struct asker a;
  struct dns_services found;
  assert_int_equal(begin(&a, &found), CURLE_AGAIN);
  NO_NAME(0);
  assert_int_equal(take(&a, &found), CURLE_OK);
  assert_int_equal(found.count, 0);
  fake_set_now(fake_now() + 30 * SECOND);
  assert_int_equal(begin(&a, &found), CURLE_OK);
  assert_int_equal(found.count, 0);
  fake_set_now(fake_now() + 1);
  assert_int_equal(begin(&a, &found), CURLE_AGAIN);
  resolve_cancel(&a.query);
}

static void without_a_cache_nothing_is_remembered(void **state)
{
  struct resolve_opts never = { .doh_url = url };
  struct asker a;
  struct dns_services found;
  for(size_t i = 0; i < 2; i++) {
    assert_int_equal(begin_at(&a, &never, "name.test", 443, &found), CURLE_AGAIN);
    SAYS(i, "\0\1" SELF);
    assert_int_equal(take(&a, &found), CURLE_OK);
    assert_int_equal(found.count, 1);
  }
}

static void try_once(void)
{
  struct asker a;
  struct dns_services found;
  begun = 0;
  CURLcode code = begin(&a, &found);
  if(code == CURLE_AGAIN) {
    SAYS(0, "\0\0" T1);
    code = take(&a, &found);
  }
  if(code == CURLE_AGAIN) {
    SAYS(1, "\0\5" SELF);
    code = take(&a, &found);
  }
  assert_true(code == CURLE_OK || code == CURLE_OUT_OF_MEMORY);
  if(!code) assert_services(&found, "5 t1.test:0 65535 t1.test:0 ");
}

static void any_allocation_may_fail(void **state)
{
  long n = 0;
  for(bool has_failed = true; has_failed; n++) {
    assert_true(n < 100);
    dns_unref(dns);
    dns = dns_new(&fake_system);
    assert_non_null(dns);
    failing_after(n);
    try_once();
    has_failed = failing_end();
  }
  assert_true(n > 4);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(who_has_no_records_is_not_asked_for),
    TEST(a_host_of_the_programs_is_not_asked_for),
    TEST(the_start_callback_may_refuse),
    TEST(what_is_no_answer_means_none_and_is_not_believed),
    TEST(a_lack_of_memory_in_a_post_is_one),
    TEST(a_post_that_cannot_be_begun),
    TEST(the_records_of_a_host),
    TEST(another_port_has_a_name_of_its_own),
    TEST(an_alias_is_followed),
    TEST(an_alias_may_lead_to_no_records),
    TEST(an_alias_may_lead_back_to_the_host),
    TEST(too_many_aliases_are_none),
    TEST(who_leaves_ends_what_is_under_way),
    TEST(records_are_remembered_for_their_time_to_live),
    TEST(that_there_are_none_is_remembered_for_half_the_time),
    TEST(without_a_cache_nothing_is_remembered),
    TEST(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
