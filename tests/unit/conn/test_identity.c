/* What makes two connections different: a test for each field of the key, and for what a connection became. */
#include "conn/identity.h"
#include "policy/policy.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static curl_socket_t open_one(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
  return CURL_SOCKET_BAD;
}

static int configure(void *data, curl_socket_t fd, curlsocktype purpose) { return CURL_SOCKOPT_OK; }

static struct net_opts plain_net;
static struct net_opts other_net;

static const struct identity plain = {
  .scheme = "http", .host = "example.com", .port = 80, .connect_port = 80, .net = &plain_net
};

static struct buf key_of(const struct identity *id)
{
  struct buf key = BUF_INIT(IDENTITY_KEY_MAX);
  assert_int_equal(identity_build(&key, id), CURLE_OK);
  return key;
}

static bool is_same(const struct identity *a, const struct identity *b)
{
  struct buf ka = key_of(a), kb = key_of(b);
  bool same = span_equal(buf_span(&ka), buf_span(&kb));
  buf_free(&ka);
  buf_free(&kb);
  return same;
}

static int reset_nets(void **state)
{
  plain_net = other_net = NET_OPTS_INIT;
  return 0;
}

/* One field of the identity itself. */
#define DIFFERS_BY(assignment)             \
  do {                                     \
    struct identity other = plain;         \
    other.assignment;                      \
    assert_false(is_same(&plain, &other)); \
    assert_true(is_same(&other, &other));  \
  } while(0)

/* One field of what the program has set for the socket. */
#define DIFFERS_BY_NET(assignment)         \
  do {                                     \
    struct identity other = plain;         \
    other_net = plain_net;                 \
    other_net.assignment;                  \
    other.net = &other_net;                \
    assert_false(is_same(&plain, &other)); \
  } while(0)

static void scheme(void **state) { DIFFERS_BY(scheme = "https"); }
static void host(void **state) { DIFFERS_BY(host = "example.org"); }
static void port(void **state) { DIFFERS_BY(port = 81); }
static void scenario_08_ipv6_zone(void **state) { DIFFERS_BY(zone = "eth0"); }
static void connect_to_host(void **state) { DIFFERS_BY(connect_host = "example.net"); }
static void connect_to_port(void **state) { DIFFERS_BY(connect_port = 8080); }
static void unix_path(void **state) { DIFFERS_BY(unix_path = "/run/x"); }

static void abstract_unix_name(void **state)
{
  struct identity path = plain, name = plain;
  path.unix_path = name.unix_path = "x";
  name.unix_is_abstract = true;
  assert_false(is_same(&path, &name));
}

/* One field of a proxy, as the first of the two or as the second. */
static char proxy_host[] = "proxy", other_host[] = "proxy2", some_user[] = "user", other_case[] = "USER",
            some_path[] = "/run/x";
#define DIFFERS_BY_PROXY(assignment)                                                                                   \
  do {                                                                                                                 \
    struct proxy_text one = { .type = CURLPROXY_SOCKS5, .host = proxy_host, .port = 1, .user = some_user }, two = one; \
    two.assignment;                                                                                                    \
    struct identity a = plain, b = plain;                                                                              \
    a.socks = &one;                                                                                                    \
    b.socks = &two;                                                                                                    \
    assert_false(is_same(&a, &b));                                                                                     \
    a.socks = b.socks = NULL;                                                                                          \
    a.http = &one;                                                                                                     \
    b.http = &two;                                                                                                     \
    assert_false(is_same(&a, &b));                                                                                     \
    assert_true(is_same(&b, &b));                                                                                      \
  } while(0)

static void scenario_05_proxy_user(void **state) { DIFFERS_BY_PROXY(user = NULL); }
static void scenario_05_proxy_user_case(void **state) { DIFFERS_BY_PROXY(user = other_case); }
static void scenario_05_proxy_password(void **state) { DIFFERS_BY_PROXY(password = some_user); }
static void scenario_02_proxy_service(void **state) { DIFFERS_BY(proxy_service = "other"); }
static void proxy_type(void **state) { DIFFERS_BY_PROXY(type = CURLPROXY_SOCKS5_HOSTNAME); }
static void proxy_name(void **state) { DIFFERS_BY_PROXY(host = other_host); }
static void proxy_port(void **state) { DIFFERS_BY_PROXY(port = 2); }
static void proxy_path(void **state) { DIFFERS_BY_PROXY(path = some_path); }

static void a_proxy_or_none_and_which_of_the_two(void **state)
{
  struct proxy_text p = { .type = CURLPROXY_HTTP, .host = proxy_host, .port = 1 };
  struct identity first = plain, second = plain, both = plain;
  first.socks = second.http = both.socks = both.http = &p;
  assert_false(is_same(&plain, &first));
  assert_false(is_same(&plain, &second));
  assert_false(is_same(&first, &second));
  assert_false(is_same(&first, &both) || is_same(&second, &both));
}

static void tunnel_or_not(void **state) { DIFFERS_BY(tunnels = true); }
static void proxy_header(void **state) { DIFFERS_BY(has_proxy_header = true); }
static void proxy_header_client(void **state) { DIFFERS_BY(proxy_client = "192.0.2.1"); }

static char eth0[] = "eth0";
static char eth1[] = "eth1";

static void interface(void **state)
{
  DIFFERS_BY_NET(interface = eth0);
  plain_net.interface = eth1;
  DIFFERS_BY_NET(interface = eth0);
}

static void local_port(void **state) { DIFFERS_BY_NET(local_port = 4000); }

static void address_scope(void **state) { DIFFERS_BY_NET(address_scope = 2); }

static void local_port_range(void **state)
{
  plain_net.local_port = 4000;
  DIFFERS_BY_NET(local_port_range = 10);
}

static void scenario_11_open_callback(void **state) { DIFFERS_BY_NET(gate.open = open_one); }
static void scenario_11_open_data(void **state) { DIFFERS_BY_NET(gate.open_data = &plain_net); }
static void scenario_11_sockopt_callback(void **state) { DIFFERS_BY_NET(gate.sockopt = configure); }
static void scenario_11_sockopt_data(void **state) { DIFFERS_BY_NET(gate.sockopt_data = &plain_net); }

/* By value: another policy with the same rules is the same. */
static void the_policy(void **state)
{
  struct sluice_policy *one = policy_public_only(), *same = policy_public_only(), *other = policy_new();
  struct identity first = plain, second = plain;
  assert_int_equal(policy_freeze(one), CURLE_OK);
  assert_int_equal(policy_freeze(same), CURLE_OK);
  assert_int_equal(policy_freeze(other), CURLE_OK);
  first.net = &plain_net;
  second.net = &other_net;
  plain_net.gate.policy = one;
  assert_false(is_same(&first, &second));
  other_net.gate.policy = same;
  assert_true(is_same(&first, &second));
  other_net.gate.policy = other;
  assert_false(is_same(&first, &second));
  policy_unref(one);
  policy_unref(same);
  policy_unref(other);
}

/* One field of what is set for TLS, towards the origin and towards the proxy, between which no test may be lost. */
static char pem[] = "a.pem", other_pem[] = "A.pem", some_bytes[] = "ab", other_bytes[] = "ac";
static struct curl_blob some_blob = { some_bytes, 2, 0 }, other_blob = { other_bytes, 2, 0 },
                        short_blob = { some_bytes, 1, 0 };
#define DIFFERS_BY_TLS(first, second)               \
  do {                                              \
    struct tls_opts one = TLS_OPTS_INIT, two = one; \
    struct identity a = plain, b = plain;           \
    one.first;                                      \
    two.second;                                     \
    a.tls = &one;                                   \
    b.tls = &two;                                   \
    assert_false(is_same(&a, &b));                  \
    a.tls = b.tls = NULL;                           \
    a.proxy_tls = &one;                             \
    b.proxy_tls = &two;                             \
    assert_false(is_same(&a, &b));                  \
    assert_true(is_same(&b, &b));                   \
  } while(0)
/* Set or not; and another one, though it differs in nothing but case (scenario 6). */
#define DIFFERS_BY_TLS_TEXT(member)                   \
  static void scenario_06_##member(void **state)      \
  {                                                   \
    DIFFERS_BY_TLS(member = pem, member = NULL);      \
    DIFFERS_BY_TLS(member = pem, member = other_pem); \
  }
#define DIFFERS_BY_TLS_BLOB(member)                            \
  static void scenario_06_##member(void **state)               \
  {                                                            \
    DIFFERS_BY_TLS(member = &some_blob, member = NULL);        \
    DIFFERS_BY_TLS(member = &some_blob, member = &other_blob); \
    DIFFERS_BY_TLS(member = &some_blob, member = &short_blob); \
  }
DIFFERS_BY_TLS_TEXT(ciphers)
DIFFERS_BY_TLS_TEXT(suites)
DIFFERS_BY_TLS_TEXT(groups)
DIFFERS_BY_TLS_TEXT(signatures)
DIFFERS_BY_TLS_TEXT(ca_file)
DIFFERS_BY_TLS_TEXT(ca_path)
DIFFERS_BY_TLS_TEXT(crl_file)
DIFFERS_BY_TLS_TEXT(issuer_file)
DIFFERS_BY_TLS_TEXT(pinned_key)
DIFFERS_BY_TLS_TEXT(cert_file)
DIFFERS_BY_TLS_TEXT(cert_type)
DIFFERS_BY_TLS_TEXT(key_file)
DIFFERS_BY_TLS_TEXT(key_type)
DIFFERS_BY_TLS_TEXT(key_password)
DIFFERS_BY_TLS_TEXT(engine)
DIFFERS_BY_TLS_BLOB(ca_blob)
DIFFERS_BY_TLS_BLOB(issuer_blob)
DIFFERS_BY_TLS_BLOB(cert_blob)
DIFFERS_BY_TLS_BLOB(key_blob)

static void scenario_06_engine_default(void **state)
{
  DIFFERS_BY_TLS(engine_is_default = true, engine_is_default = false);
}

static void scenario_13_verify_peer(void **state) { DIFFERS_BY_TLS(verify_peer = true, verify_peer = false); }
static void scenario_13_verify_host(void **state) { DIFFERS_BY_TLS(verify_host = true, verify_host = false); }
static void scenario_13_verify_status(void **state) { DIFFERS_BY_TLS(verify_status = true, verify_status = false); }
static void scenario_16_options(void **state) { DIFFERS_BY_TLS(flags = 0, flags = CURLSSLOPT_NO_PARTIALCHAIN); }
static void trusts_system(void **state) { DIFFERS_BY_TLS(trusts_system = true, trusts_system = false); }
static void version(void **state) { DIFFERS_BY_TLS(version = 0, version = CURL_SSLVERSION_TLSv1_3); }
static void alpn(void **state) { DIFFERS_BY_TLS(offers_alpn = true, offers_alpn = false); }

static CURLcode change_context(CURL *easy, void *context, void *data) { return CURLE_OK; }
static void context_callback(void **state) { DIFFERS_BY_TLS(context_fn = NULL, context_fn = change_context); }
static void context_data(void **state) { DIFFERS_BY_TLS(context_data = NULL, context_data = pem); }

static void scenario_12_the_origin_is_not_the_proxy(void **state)
{
  struct tls_opts opts = TLS_OPTS_INIT;
  struct identity a = plain, b = plain;
  a.tls = &opts;
  b.proxy_tls = &opts;
  assert_false(is_same(&a, &b));
  assert_false(is_same(&a, &plain));
  b = a;
  b.scheme = IDENTITY_SCHEME_PROXY;
  assert_false(is_same(&a, &b));
}

static void wants_certs(void **state) { DIFFERS_BY_TLS(wants_certs = false, wants_certs = true); }

static void what_is_kept_for_later_does_not_matter(void **state)
{
  struct tls_opts one = TLS_OPTS_INIT, two = one;
  struct identity a = plain, b = plain;
  two.resumes = false;
  two.ca_cache_timeout_s = 1;
  a.tls = &one;
  b.tls = &two;
  assert_true(is_same(&a, &b));
}

static void what_moves_from_one_field_to_the_next_differs(void **state)
{
  struct identity a = plain, b = plain;
  a.unix_path = "ab";
  b.unix_path = "a";
  plain_net.interface = NULL;
  other_net.interface = eth0;
  b.net = &other_net;
  assert_false(is_same(&a, &b));
}

static void the_case_of_a_host_does_not_matter(void **state)
{
  struct identity other = plain;
  other.host = "EXAMPLE.com";
  assert_true(is_same(&plain, &other));
}

static void how_a_socket_is_kept_alive_does_not_matter(void **state)
{
  struct identity other = plain;
  other_net.keepalive = true;
  other_net.nodelay = false;
  other.net = &other_net;
  assert_true(is_same(&plain, &other));
}

static bool fits(const struct identity_wish *wish, const struct socket_info *socket, const char *bound_as,
                 unsigned kind)
{
  const struct identity_now now = { socket, bound_as, kind };
  return identity_fits(wish, &now);
}

static void the_address_family_must_suit_the_wish(void **state)
{
  struct socket_info four = { .peer.len = 16 }, six = { .peer.len = 28 }, none = { 0 };
  struct identity_wish v4 = { .ip_version = CURL_IPRESOLVE_V4 }, v6 = { .ip_version = CURL_IPRESOLVE_V6 };
  struct identity_wish any = { .ip_version = CURL_IPRESOLVE_WHATEVER };
  four.peer.addr.ss_family = AF_INET;
  six.peer.addr.ss_family = AF_INET6;
  assert_false(fits(&v6, &four, NULL, 0));
  assert_false(fits(&v4, &six, NULL, 0));
  assert_true(fits(&v4, &four, NULL, 0));
  assert_true(fits(&v6, &six, NULL, 0));
  assert_true(fits(&any, &four, NULL, 0) && fits(&any, &six, NULL, 0));
  assert_true(fits(&v4, &none, NULL, 0) && fits(&v6, &none, NULL, 0));
}

static void an_authenticated_connection_serves_one_user(void **state)
{
  struct socket_info socket = { .fd = 1 };
  struct identity_wish nobody = { 0 }, me = { .who = span_text("me") }, you = { .who = span_text("you") };
  assert_false(fits(&nobody, &socket, "me", 0));
  assert_false(fits(&you, &socket, "me", 0));
  assert_true(fits(&me, &socket, "me", 0));
  assert_true(fits(&me, &socket, NULL, 0));
}

static void a_session_must_be_of_a_kind_that_serves(void **state)
{
  struct socket_info socket = { .fd = 1 };
  struct identity_wish any = { 0 }, second = { .kinds = 2 }, both = { .kinds = 1 | 2 };
  assert_true(fits(&any, &socket, NULL, 1) && fits(&any, &socket, NULL, 2));
  assert_false(fits(&second, &socket, NULL, 1));
  assert_true(fits(&second, &socket, NULL, 2));
  assert_true(fits(&both, &socket, NULL, 1));
  assert_true(fits(&second, &socket, NULL, 0)); /* it has none yet */
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(scheme, reset_nets),
    cmocka_unit_test_setup(host, reset_nets),
    cmocka_unit_test_setup(port, reset_nets),
    cmocka_unit_test_setup(scenario_08_ipv6_zone, reset_nets),
    cmocka_unit_test_setup(connect_to_host, reset_nets),
    cmocka_unit_test_setup(connect_to_port, reset_nets),
    cmocka_unit_test_setup(unix_path, reset_nets),
    cmocka_unit_test_setup(abstract_unix_name, reset_nets),
    cmocka_unit_test_setup(scenario_05_proxy_user, reset_nets),
    cmocka_unit_test_setup(scenario_05_proxy_user_case, reset_nets),
    cmocka_unit_test_setup(scenario_05_proxy_password, reset_nets),
    cmocka_unit_test_setup(scenario_02_proxy_service, reset_nets),
    cmocka_unit_test_setup(proxy_type, reset_nets),
    cmocka_unit_test_setup(proxy_name, reset_nets),
    cmocka_unit_test_setup(proxy_port, reset_nets),
    cmocka_unit_test_setup(proxy_path, reset_nets),
    cmocka_unit_test_setup(a_proxy_or_none_and_which_of_the_two, reset_nets),
    cmocka_unit_test_setup(tunnel_or_not, reset_nets),
    cmocka_unit_test_setup(proxy_header, reset_nets),
    cmocka_unit_test_setup(proxy_header_client, reset_nets),
    cmocka_unit_test_setup(interface, reset_nets),
    cmocka_unit_test_setup(local_port, reset_nets),
    cmocka_unit_test_setup(address_scope, reset_nets),
    cmocka_unit_test_setup(local_port_range, reset_nets),
    cmocka_unit_test_setup(scenario_11_open_callback, reset_nets),
    cmocka_unit_test_setup(scenario_11_open_data, reset_nets),
    cmocka_unit_test_setup(scenario_11_sockopt_callback, reset_nets),
    cmocka_unit_test_setup(scenario_11_sockopt_data, reset_nets),
    cmocka_unit_test_setup(the_policy, reset_nets),
    cmocka_unit_test_setup(scenario_06_ciphers, reset_nets),
    cmocka_unit_test_setup(scenario_06_suites, reset_nets),
    cmocka_unit_test_setup(scenario_06_groups, reset_nets),
    cmocka_unit_test_setup(scenario_06_signatures, reset_nets),
    cmocka_unit_test_setup(scenario_06_ca_file, reset_nets),
    cmocka_unit_test_setup(scenario_06_ca_path, reset_nets),
    cmocka_unit_test_setup(scenario_06_crl_file, reset_nets),
    cmocka_unit_test_setup(scenario_06_issuer_file, reset_nets),
    cmocka_unit_test_setup(scenario_06_pinned_key, reset_nets),
    cmocka_unit_test_setup(scenario_06_cert_file, reset_nets),
    cmocka_unit_test_setup(scenario_06_cert_type, reset_nets),
    cmocka_unit_test_setup(scenario_06_key_file, reset_nets),
    cmocka_unit_test_setup(scenario_06_key_type, reset_nets),
    cmocka_unit_test_setup(scenario_06_key_password, reset_nets),
    cmocka_unit_test_setup(scenario_06_engine, reset_nets),
    cmocka_unit_test_setup(scenario_06_engine_default, reset_nets),
    cmocka_unit_test_setup(scenario_06_ca_blob, reset_nets),
    cmocka_unit_test_setup(scenario_06_issuer_blob, reset_nets),
    cmocka_unit_test_setup(scenario_06_cert_blob, reset_nets),
    cmocka_unit_test_setup(scenario_06_key_blob, reset_nets),
    cmocka_unit_test_setup(scenario_13_verify_peer, reset_nets),
    cmocka_unit_test_setup(scenario_13_verify_host, reset_nets),
    cmocka_unit_test_setup(scenario_13_verify_status, reset_nets),
    cmocka_unit_test_setup(scenario_16_options, reset_nets),
    cmocka_unit_test_setup(trusts_system, reset_nets),
    cmocka_unit_test_setup(version, reset_nets),
    cmocka_unit_test_setup(alpn, reset_nets),
    cmocka_unit_test_setup(context_callback, reset_nets),
    cmocka_unit_test_setup(context_data, reset_nets),
    cmocka_unit_test_setup(scenario_12_the_origin_is_not_the_proxy, reset_nets),
    cmocka_unit_test_setup(wants_certs, reset_nets),
    cmocka_unit_test_setup(what_is_kept_for_later_does_not_matter, reset_nets),
    cmocka_unit_test_setup(what_moves_from_one_field_to_the_next_differs, reset_nets),
    cmocka_unit_test_setup(the_case_of_a_host_does_not_matter, reset_nets),
    cmocka_unit_test_setup(how_a_socket_is_kept_alive_does_not_matter, reset_nets),
    cmocka_unit_test(the_address_family_must_suit_the_wish),
    cmocka_unit_test(an_authenticated_connection_serves_one_user),
    cmocka_unit_test(a_session_must_be_of_a_kind_that_serves),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
