#include "unit/codec/http2/server.h"

/* Whole conversations with nghttp2's server. `step`: the bytes that are received at once. */

#define GET_1 "1::method=GET|1::scheme=https|1::authority=a|1::path=/|1:end|"

static const size_t steps[] = { 1, 7, SIZE_MAX };

struct pair {
  struct http2 *client;
  struct server server;
};

static void pair_open(struct pair *p, const struct http2_config *config)
{
  users_begin();
  server_open(&p->server);
  assert_int_equal(http2_new(&p->client, config), CURLE_OK);
}

static void pair_close(struct pair *p)
{
  http2_free(p->client);
  server_close(&p->server);
}

static void an_answer_with_all_parts_is_told_in_order(void **state)
{
  for(size_t i = 0; i < COUNT(steps); i++) {
    struct pair p;
    struct user a = { .name = "a" };
    struct server_body body = { "hello", 5, true };
    pair_open(&p, &users_config);
    assert_int_equal(users_request(p.client, &a), CURLE_OK);
    assert_int_equal(a.id, 1);
    assert_int_equal(server_talk(&p.server, p.client, steps[i]), CURLE_OK);
    assert_string_equal(p.server.log, GET_1);
    server_interim(&p.server, 1);
    server_answer(&p.server, 1, &body);
    assert_int_equal(server_talk(&p.server, p.client, steps[i]), CURLE_OK);
    assert_string_equal(users_log, "a:interim 103|a:link=</x>|a:end|a:final 200|a:x-one=1|a:end|hello"
                                   "a:trailer 0|a:digest=x|a:end|a:complete NO_ERROR 0|");
    assert_null(http2_why(p.client));
    pair_close(&p);
  }
}

static void an_answer_may_be_its_head_alone(void **state)
{
  struct pair p;
  struct user a = { .name = "a" };
  pair_open(&p, &users_config);
  assert_int_equal(users_request(p.client, &a), CURLE_OK);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  server_answer(&p.server, 1, NULL);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_string_equal(users_log, "a:final 200|a:x-one=1|a:end|a:complete NO_ERROR 0|");
  pair_close(&p);
}

static void requests_share_a_connection(void **state)
{
  struct pair p;
  struct user a = { .name = "a" }, b = { .name = "b" };
  struct server_body body = { "bbb", 3, false }, other = { "aaa", 3, false };
  pair_open(&p, &users_config);
  assert_int_equal(users_request(p.client, &a), CURLE_OK);
  assert_int_equal(users_request(p.client, &b), CURLE_OK);
  assert_int_equal(b.id, 3);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  server_answer(&p.server, 3, &body);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  server_answer(&p.server, 1, &other);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_string_equal(users_log, "b:final 200|b:x-one=1|b:end|bbbb:complete NO_ERROR 0|"
                                 "a:final 200|a:x-one=1|a:end|aaaa:complete NO_ERROR 0|");
  pair_close(&p);
}

static void a_body_is_uploaded(void **state)
{
  struct pair p;
  struct user a = { .name = "a", .upload = "some bytes" };
  pair_open(&p, &users_config);
  assert_int_equal(users_request(p.client, &a), CURLE_OK);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_string_equal(p.server.log, "1::method=POST|1::scheme=https|1::authority=a|1::path=/up|[some bytes]1:end|");
  server_answer(&p.server, 1, NULL);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_int_equal(a.how, HTTP2_END_COMPLETE);
  pair_close(&p);
}

static void last_bytes_that_are_known_as_such_end_the_stream(void **state)
{
  struct pair p;
  struct user a = { .name = "a", .upload = "ten bytes.", .ends_early = true };
  struct span out;
  pair_open(&p, &users_config);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_int_equal(users_request(p.client, &a), CURLE_OK);
  assert_int_equal(http2_send(p.client, &out), CURLE_OK); /* HEADERS */
  assert_int_equal(http2_send(p.client, &out), CURLE_OK);
  assert_int_equal(out.len, 9 + 10);
  assert_int_equal(out.at[4], NGHTTP2_FLAG_END_STREAM);
  assert_int_equal(http2_send(p.client, &out), CURLE_OK);
  assert_int_equal(out.len, 0);
  pair_close(&p);
}

static void an_upload_waits_until_it_is_resumed(void **state)
{
  struct pair p;
  struct user a = { .name = "a", .upload = "one" WAITS "two" };
  pair_open(&p, &users_config);
  assert_int_equal(users_request(p.client, &a), CURLE_OK);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_non_null(strstr(p.server.log, "/up|[one]"));
  assert_null(strstr(p.server.log, "end"));
  a.upload++;
  http2_resume(p.client, a.id);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_non_null(strstr(p.server.log, "/up|[one][two]1:end|"));
  pair_close(&p);
}

static void an_upload_may_have_a_trailer_section(void **state)
{
  static const struct field trailer[] = { FIELD("digest", "y"), FIELD("x-two", "2") };
  struct pair p;
  struct user a = { .name = "a", .upload = "one", .trailer = trailer, .trailer_count = 2 };
  pair_open(&p, &users_config);
  assert_int_equal(users_request(p.client, &a), CURLE_OK);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_non_null(strstr(p.server.log, "/up|[one]1:digest=y|1:x-two=2|1:end|"));
  pair_close(&p);
}

/* Nothing is resent, and nothing is left out, where the peer's window holds the upload up. */
static void a_large_upload_keeps_to_the_peer_s_window(void **state)
{
  static char large[300000];
  struct pair p;
  struct user a = { .name = "a", .upload = large };
  memset(large, 'x', sizeof large - 1);
  pair_open(&p, &users_config);
  p.server.counts_bodies = true;
  assert_int_equal(users_request(p.client, &a), CURLE_OK);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_int_equal(p.server.body_bytes, sizeof large - 1);
  assert_non_null(strstr(p.server.log, "1:end|"));
  pair_close(&p);
}

/* RFC 9113, section 8.1: the peer has not said that it wants no more of it. */
static void an_upload_goes_on_after_a_whole_answer(void **state)
{
  struct pair p;
  struct user a = { .name = "a", .upload = "one" WAITS "two" };
  pair_open(&p, &users_config);
  assert_int_equal(users_request(p.client, &a), CURLE_OK);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  server_answer(&p.server, 1, NULL);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_int_equal(a.answered, 1);
  assert_int_equal(a.ended, 0);
  a.upload++;
  http2_resume(p.client, a.id);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_int_equal(a.how, HTTP2_END_COMPLETE);
  assert_non_null(strstr(p.server.log, "[one][two]1:end|"));
  pair_close(&p);
}

/* The same section: RST_STREAM with NO_ERROR behind the answer. */
static void a_whole_answer_counts_though_no_more_of_the_upload_is_wanted(void **state)
{
  struct pair p;
  struct user a = { .name = "a", .upload = "one" WAITS };
  pair_open(&p, &users_config);
  assert_int_equal(users_request(p.client, &a), CURLE_OK);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  server_answer(&p.server, 1, NULL);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_int_equal(nghttp2_submit_rst_stream(p.server.session, NGHTTP2_FLAG_NONE, 1, NGHTTP2_NO_ERROR), 0);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_int_equal(a.how, HTTP2_END_COMPLETE);
  pair_close(&p);
}

static void a_push_is_taken(void **state)
{
  struct pair p;
  struct user a = { .name = "a" }, pushed = { .name = "p" };
  struct server_body body = { "yes", 3, false };
  pair_open(&p, &users_config);
  users_pushed = &pushed;
  assert_int_equal(users_request(p.client, &a), CURLE_OK);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  uint32_t id = server_push(&p.server, 1, "GET");
  assert_int_equal(server_talk(&p.server, p.client, 1), CURLE_OK);
  assert_string_equal(users_log, "a>:method=GET|a>:scheme=https|a>:authority=a|a>:path=/pushed|");
  assert_int_equal(pushed.id, id);
  users_log[0] = '\0';
  server_answer(&p.server, id, &body);
  assert_int_equal(server_talk(&p.server, p.client, 1), CURLE_OK);
  assert_string_equal(users_log, "p:final 200|p:x-one=1|p:end|yesp:complete NO_ERROR 0|");
  pair_close(&p);
}

/* RFC 7540, section 3.2 */
static void an_upgraded_connection_answers_its_first_request(void **state)
{
  struct pair p;
  struct user a = { .name = "a" };
  struct server_body body = { "up", 2, false };
  uint8_t settings[HTTP2_SETTINGS_ROOM];
  size_t len;
  users_begin();
  assert_int_equal(http2_upgrade_settings(&users_config, settings, &len), CURLE_OK);
  assert_int_equal(http2_new_upgraded(&p.client, &users_config, span_of(settings, len), false, &a, &a.id), CURLE_OK);
  a.http2 = p.client;
  assert_int_equal(a.id, 1);
  server_open(&p.server);
  assert_int_equal(nghttp2_session_upgrade2(p.server.session, settings, len, 0, NULL), 0);
  server_answer(&p.server, 1, &body);
  assert_int_equal(server_talk(&p.server, p.client, 1), CURLE_OK);
  assert_string_equal(users_log, "a:final 200|a:x-one=1|a:end|upa:complete NO_ERROR 0|");
  struct user b = { .name = "b" };
  assert_int_equal(users_request(p.client, &b), CURLE_OK);
  assert_int_equal(b.id, 3);
  pair_close(&p);
}

static void a_peer_that_says_how_many_streams_is_believed(void **state)
{
  struct pair p;
  struct user a = { .name = "a" };
  nghttp2_settings_entry most = { NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 3 };
  pair_open(&p, &users_config);
  assert_int_equal(http2_room(p.client), 100);
  assert_false(http2_knows_peer(p.client));
  assert_int_equal(users_request(p.client, &a), CURLE_OK);
  assert_int_equal(http2_room(p.client), 99);
  assert_int_equal(nghttp2_submit_settings(p.server.session, NGHTTP2_FLAG_NONE, &most, 1), 0);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_true(http2_knows_peer(p.client));
  assert_int_equal(http2_room(p.client), 2);
  server_answer(&p.server, 1, NULL);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_int_equal(http2_room(p.client), 3);
  pair_close(&p);
}

static void pings_go_both_ways(void **state)
{
  struct pair p;
  pair_open(&p, &users_config);
  assert_int_equal(http2_ping(p.client), CURLE_OK);
  assert_int_equal(http2_ping(p.client), CURLE_OK); /* one that waits is enough */
  assert_int_equal(nghttp2_submit_ping(p.server.session, NGHTTP2_FLAG_NONE, NULL), 0);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_int_equal(p.server.pings, 1);
  assert_int_equal(p.server.acks, 1);
  assert_int_equal(http2_ping(p.client), CURLE_OK);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_int_equal(p.server.pings, 2);
  pair_close(&p);
}

static void after_goaway_nothing_begins(void **state)
{
  struct pair p;
  struct user a = { .name = "a" }, b = { .name = "b" };
  pair_open(&p, &users_config);
  assert_int_equal(users_request(p.client, &a), CURLE_OK);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  http2_go_away(p.client);
  assert_true(http2_is_going_away(p.client));
  assert_int_equal(http2_room(p.client), 0);
  assert_int_equal(users_request(p.client, &b), CURLE_HTTP2);
  server_answer(&p.server, 1, NULL);
  assert_int_equal(server_talk(&p.server, p.client, SIZE_MAX), CURLE_OK);
  assert_true(p.server.has_goaway);
  assert_int_equal(a.how, HTTP2_END_COMPLETE);
  pair_close(&p);
}

static void the_library_has_a_version(void **state)
{
  unsigned number = 0, major, minor, patch;
  assert_int_equal(sscanf(http2_library_version(&number), "%u.%u.%u", &major, &minor, &patch), 3);
  assert_int_equal(number, major << 16 | minor << 8 | patch);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_answer_with_all_parts_is_told_in_order),
    cmocka_unit_test(an_answer_may_be_its_head_alone),
    cmocka_unit_test(requests_share_a_connection),
    cmocka_unit_test(a_body_is_uploaded),
    cmocka_unit_test(last_bytes_that_are_known_as_such_end_the_stream),
    cmocka_unit_test(an_upload_waits_until_it_is_resumed),
    cmocka_unit_test(an_upload_may_have_a_trailer_section),
    cmocka_unit_test(a_large_upload_keeps_to_the_peer_s_window),
    cmocka_unit_test(an_upload_goes_on_after_a_whole_answer),
    cmocka_unit_test(a_whole_answer_counts_though_no_more_of_the_upload_is_wanted),
    cmocka_unit_test(a_push_is_taken),
    cmocka_unit_test(an_upgraded_connection_answers_its_first_request),
    cmocka_unit_test(a_peer_that_says_how_many_streams_is_believed),
    cmocka_unit_test(pings_go_both_ways),
    cmocka_unit_test(after_goaway_nothing_begins),
    cmocka_unit_test(the_library_has_a_version),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
