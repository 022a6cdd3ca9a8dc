/* DNS over HTTPS, where the HTTPS is real: who the server is. */
#include "doh.h"
#include "https.h"
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- TLS before the script of the DNS server ---- */

static struct tls_cert for_loopback; /* 127.0.0.1 */
static struct stage front_stage;
static struct stage_notes front_notes, h2_notes;
static const struct h2_proxy_plan *h2_plan; /* of a server behind it that speaks HTTP/2, in place of the script */
static int front_listener;
static pthread_t front_thread;

static int connect_to(int port)
{
  struct sockaddr_in to = { .sin_family = AF_INET,
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                            .sin_port = htons((uint16_t)port) };
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if(fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to)) abort();
  return fd;
}

static void serve_h2(int fd)
{
  const struct stage h2 = { .kind = STAGE_H2_PROXY, .plan = h2_plan };
  int pair[2];
  if(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) abort();
  pthread_t tls = tls_stage_start(&front_stage, &front_notes, fd, pair[0]);
  pthread_join(tls_stage_start(&h2, &h2_notes, pair[1], connect_to(doh_port)), NULL);
  pthread_join(tls, NULL);
}

/* One connection. */
static void *accept_one(void *arg)
{
  int fd = accept4(front_listener, NULL, NULL, SOCK_CLOEXEC);
  if(fd < 0) return NULL;
  if(h2_plan)
    serve_h2(fd);
  else
    pthread_join(tls_stage_start(&front_stage, &front_notes, fd, connect_to(doh_port)), NULL);
  return NULL;
}

static int front_start(void)
{
  struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t len = sizeof at;
  front_notes = h2_notes = (struct stage_notes){ 0 };
  front_listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if(bind(front_listener, (struct sockaddr *)&at, len) || listen(front_listener, 4)) abort();
  getsockname(front_listener, (struct sockaddr *)&at, &len);
  if(pthread_create(&front_thread, NULL, accept_one, NULL)) abort();
  return ntohs(at.sin_port);
}

/* A handle for http://a.test/, whose DNS server shows `cert` and is to be one of https_ca's. */
static CURL *begin_tls(script server, script site, struct tls_cert *cert)
{
  CURL *easy = begin(server, site, CURL_IPRESOLVE_V4);
  front_stage = (struct stage){ .kind = STAGE_TLS, .cert = cert, .speaks_h2 = h2_plan };
  snprintf(doh_url, sizeof doh_url, "https://127.0.0.1:%d/dns", front_start());
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_DOH_URL, doh_url), CURLE_OK);
  https_set_cert(easy, CURLOPT_CAINFO_BLOB, &https_ca);
  return easy;
}

static void end_tls(CURL *easy)
{
  curl_easy_cleanup(easy);
  pthread_join(front_thread, NULL);
  close(front_listener);
  end(NULL);
}

static script gives_address = { { DNS_POST, ASKS_A, GIVES_A } };
static script is_not_asked = { { EXPECT_END } };

static void accept_from(struct tls_cert *cert, CURLoption id, long value)
{
  CURL *easy = begin_tls(gives_address, origin_once, cert);
  if(id) assert_int_equal(curl_easy_setopt(easy, id, value), CURLE_OK);
  CURLcode code = curl_easy_perform(easy);
  if(code) fail_msg("%d: %s", code, error);
  end_tls(easy);
  assert_true(front_notes.is_open);
}

static void refuse_from(struct tls_cert *cert, CURLoption id, long value)
{
  CURL *easy = begin_tls(is_not_asked, origin_never, cert);
  if(id) assert_int_equal(curl_easy_setopt(easy, id, value), CURLE_OK);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_RESOLVE_HOST);
  if(!strstr(error, "certificate")) fail_msg("%s", error);
  assert_int_equal(gate.opens, 0);
  end_tls(easy);
}

static void a_server_that_is_vouched_for_is_asked(void **state) { accept_from(&for_loopback, 0, 0); }

static void a_server_that_is_not_vouched_for_learns_no_name(void **state)
{
  refuse_from(&https_rogue, 0, 0);
  refuse_from(&https_example, 0, 0); /* somebody else */
}

/* CURLOPT_DOH_SSL_VERIFYPEER(3) and its kin: each is for these servers alone. */
static void what_is_verified_is_an_option_of_its_own(void **state)
{
  accept_from(&https_example, CURLOPT_DOH_SSL_VERIFYHOST, 0);
  refuse_from(&https_rogue, CURLOPT_DOH_SSL_VERIFYHOST, 0);
  refuse_from(&https_example, CURLOPT_DOH_SSL_VERIFYPEER, 0);
}

static void scenario_17_what_is_verified_of_the_origin_is_another_matter(void **state)
{
  refuse_from(&https_rogue, CURLOPT_SSL_VERIFYPEER, 0);
  refuse_from(&https_example, CURLOPT_SSL_VERIFYHOST, 0);
}

/* RFC 8484, section 5.2. */
static void queries_share_a_connection_of_http_2(void **state)
{
  static const struct h2_proxy_plan plan = { .answers = { { .status = 404 }, { .status = 404 }, { .status = 404 } },
                                             .answer_count = 3 };
  h2_plan = &plan;
  CURL *easy = begin_tls(is_not_asked, origin_never, &for_loopback);
  curl_easy_setopt(easy, CURLOPT_URL, "https://a.test/");
  curl_easy_setopt(easy, CURLOPT_IPRESOLVE, (long)CURL_IPRESOLVE_WHATEVER);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_RESOLVE_HOST);
  if(!strstr(error, "status 404")) fail_msg("%s", error);
  end_tls(easy);
  h2_plan = NULL;
  assert_int_equal(h2_notes.h2.count, 3); /* addresses of both families, and HTTPS records */
}

static curl_off_t xfers(CURLM *multi, CURLMinfo_offt what)
{
  curl_off_t value = -1;
  assert_int_equal(curl_multi_get_offt(multi, what, &value), CURLM_OK);
  return value;
}

/* One makes the connection, which takes its time, and the other waits with it. */
static void a_query_that_waits_is_no_transfer_of_the_programs(void **state)
{
  CURL *easy = begin_tls(is_not_asked, origin_never, &for_loopback);
  CURLM *multi = curl_multi_init();
  int running;
  front_stage.kind = STAGE_STALL;
  curl_easy_setopt(easy, CURLOPT_IPRESOLVE, (long)CURL_IPRESOLVE_WHATEVER);
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  for(int i = 0; i < 10; i++) {
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    assert_int_equal(running, 1);
    assert_int_equal(xfers(multi, CURLMINFO_XFERS_PENDING), 0);
    assert_int_equal(xfers(multi, CURLMINFO_XFERS_RUNNING), 1);
    assert_int_equal(curl_multi_poll(multi, NULL, 0, 5, NULL), CURLM_OK);
  }
  assert_int_equal(xfers(multi, CURLMINFO_XFERS_CURRENT), 3);
  assert_int_equal(curl_multi_remove_handle(multi, easy), CURLM_OK);
  assert_int_equal(xfers(multi, CURLMINFO_XFERS_PENDING), 0);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
  end_tls(easy);
}

static int set_up(void **state)
{
  int code = https_set_up(state);
  tls_cert_make(&for_loopback, &https_ca, &(struct tls_cert_plan){ .name = "loopback", .names = "IP:127.0.0.1" });
  return code;
}

static int tear_down(void **state)
{
  tls_cert_free(&for_loopback);
  return https_tear_down(state);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_server_that_is_vouched_for_is_asked),
    cmocka_unit_test(a_server_that_is_not_vouched_for_learns_no_name),
    cmocka_unit_test(what_is_verified_is_an_option_of_its_own),
    cmocka_unit_test(queries_share_a_connection_of_http_2),
    cmocka_unit_test(a_query_that_waits_is_no_transfer_of_the_programs),
    cmocka_unit_test(scenario_17_what_is_verified_of_the_origin_is_another_matter),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
