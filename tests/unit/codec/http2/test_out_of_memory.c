#include "unit/codec/http2/server.h"

/* Every allocation of a conversation fails once: that is told, every stream ends once, and nothing is lost. The server
 * allocates elsewhere. */

struct talk {
  struct http2 *client;
  struct server server;
  struct server_body body, pushed_body;
  struct user get, post, left, pushed;
};

static const struct field trailer[] = { FIELD("digest", "y") };

static CURLcode exchange(struct talk *t)
{
  TRY(server_talk(&t->server, t->client, 100));
  server_interim(&t->server, t->get.id);
  uint32_t promised = server_push(&t->server, t->get.id, "GET");
  server_answer(&t->server, t->get.id, &t->body);
  server_answer(&t->server, promised, &t->pushed_body);
  TRY(server_talk(&t->server, t->client, 100));
  TRY(users_request(t->client, &t->left));
  http2_set_stream_window(t->client, t->left.id, 200000);
  http2_set_weight(t->client, t->left.id, 20);
  TRY(http2_ping(t->client));
  TRY(server_talk(&t->server, t->client, 100));
  http2_detach(t->client, t->left.id);
  t->post.upload++; /* goes on */
  http2_resume(t->client, t->post.id);
  TRY(server_talk(&t->server, t->client, 100));
  server_answer(&t->server, t->post.id, NULL);
  TRY(server_talk(&t->server, t->client, 100));
  http2_go_away(t->client);
  return server_talk(&t->server, t->client, 100);
}

static CURLcode converse(struct talk *t)
{
  TRY(http2_new(&t->client, &users_config));
  users_pushed = &t->pushed;
  TRY(users_request(t->client, &t->get));
  TRY(users_request(t->client, &t->post));
  return exchange(t);
}

static CURLcode upgrade(struct talk *t)
{
  uint8_t settings[HTTP2_SETTINGS_ROOM];
  size_t len;
  assert_int_equal(http2_upgrade_settings(&users_config, settings, &len), CURLE_OK);
  assert_int_equal(nghttp2_session_upgrade2(t->server.session, settings, len, 0, NULL), 0);
  struct span s = span_of(settings, len);
  TRY(http2_new_upgraded(&t->client, &users_config, s, false, &t->get, &t->get.id));
  t->get.http2 = t->client;
  users_pushed = &t->pushed;
  TRY(users_request(t->client, &t->post));
  return exchange(t);
}

static void check(const struct talk *t, CURLcode code, bool has_failed)
{
  if(!has_failed) {
    assert_int_equal(code, CURLE_OK);
    assert_int_equal(t->get.how, HTTP2_END_COMPLETE);
    assert_int_equal(t->post.how, HTTP2_END_COMPLETE);
    assert_int_equal(t->pushed.how, HTTP2_END_COMPLETE);
    assert_int_equal(t->left.ended, 0);
    return;
  }
  /* a trailer's copy that fails is that upload's error alone */
  assert_int_equal(code ? code : t->post.cause, CURLE_OUT_OF_MEMORY);
}

static void each_allocation_fails_once(CURLcode (*scenario)(struct talk *t))
{
  bool has_failed = true;
  for(long n = 0; has_failed; n++) {
    static char body[30000];
    memset(body, 'x', sizeof body);
    struct talk t = { .body = { body, sizeof body, true },
                      .pushed_body = { "p", 1, false },
                      .get = { .name = "g", .is_counted = true },
                      .post = { .name = "p", .upload = "abc" WAITS "def", .trailer = trailer, .trailer_count = 1 },
                      .left = { .name = "l" },
                      .pushed = { .name = "x" } };
    struct span bytes;
    users_begin();
    server_open(&t.server);
    failing_after(n);
    CURLcode code = scenario(&t);
    if(code && t.client) { /* a request's own failure leaves the connection as it is */
      CURLcode sent = http2_send(t.client, &bytes), received = http2_receive(t.client, span_of(NULL, 0));
      assert_true(!sent || sent == CURLE_OUT_OF_MEMORY);
      assert_true(!received || received == CURLE_OUT_OF_MEMORY);
    }
    http2_free(t.client);
    has_failed = failing_end();
    check(&t, code, has_failed);
    assert_int_equal(failing_blocks, 0);
    server_close(&t.server);
    assert_true(n < 100000);
    if(!has_failed) assert_true(n > 50);
  }
}

static void a_conversation_survives_it(void **state) { each_allocation_fails_once(converse); }

static void an_upgraded_one_does(void **state) { each_allocation_fails_once(upgrade); }

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_conversation_survives_it),
    cmocka_unit_test(an_upgraded_one_does),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
