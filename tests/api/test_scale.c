/* What many transfers cost one, and how limits queue them. The visits of a transfer are counted by its progress callback,
 * which every visit calls. */
#include "check.h"
#include "exchange.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* Sockets whose far ends are silent until the test writes to them. */
struct farm {
  CURLM *multi;
  CURL **easy;
  int *far;
  size_t count;
  long visits;
};

static curl_socket_t open_pair(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  int pair[2];
  if(socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) return CURL_SOCKET_BAD;
  *(int *)clientp = pair[1];
  return pair[0];
}

static int is_connected(void *clientp, curl_socket_t fd, curlsocktype purpose)
{
  return CURL_SOCKOPT_ALREADY_CONNECTED;
}

static int count_visit(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  ++*(long *)clientp;
  return 0;
}

static size_t swallow(char *at, size_t size, size_t n, void *clientp) { return n; }

static void plant(struct farm *f, size_t count)
{
  *f = (struct farm){ .multi = curl_multi_init(), .count = count };
  f->easy = calloc(count, sizeof *f->easy);
  f->far = calloc(count, sizeof *f->far);
  for(size_t i = 0; i < count; i++) {
    CURL *e = f->easy[i] = curl_easy_init();
    curl_easy_setopt(e, CURLOPT_URL, "http://192.0.2.1/");
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, swallow);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, open_pair);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, &f->far[i]);
    curl_easy_setopt(e, CURLOPT_SOCKOPTFUNCTION, is_connected);
    curl_easy_setopt(e, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(e, CURLOPT_XFERINFOFUNCTION, count_visit);
    curl_easy_setopt(e, CURLOPT_XFERINFODATA, &f->visits);
    assert_int_equal(curl_multi_add_handle(f->multi, e), CURLM_OK);
  }
}

static void uproot(struct farm *f)
{
  for(size_t i = 0; i < f->count; i++) {
    curl_multi_remove_handle(f->multi, f->easy[i]);
    curl_easy_cleanup(f->easy[i]);
    if(f->far[i]) close(f->far[i]);
  }
  curl_multi_cleanup(f->multi);
  free(f->easy);
  free(f->far);
}

static int perform(struct farm *f)
{
  int running;
  assert_int_equal(curl_multi_perform(f->multi, &running), CURLM_OK);
  return running;
}

/* How many visits it costs to serve one transfer while all others wait. */
static long visits_for_one(size_t waiting, long max_host)
{
  struct farm f;
  plant(&f, waiting + 1);
  if(max_host) curl_multi_setopt(f.multi, CURLMOPT_MAX_HOST_CONNECTIONS, max_host);
  int running = perform(&f);
  assert_int_equal(running, waiting + 1);
  f.visits = 0;
  const char answer[] = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab";
  assert_int_equal(write(f.far[0], answer, sizeof answer - 1), sizeof answer - 1);
  for(int i = 0; i < 1000 && running == (int)waiting + 1; i++) {
    assert_int_equal(curl_multi_poll(f.multi, NULL, 0, 10, NULL), CURLM_OK);
    running = perform(&f);
  }
  assert_int_equal(running, waiting);
  long visits = f.visits;
  uproot(&f);
  return visits;
}

static void one_ready_transfer_costs_the_same_among_10_as_among_400(void **state)
{
  long few = visits_for_one(10, 0);
  assert_in_range(few, 1, 5);
  assert_int_equal(visits_for_one(400, 0), few);
}

/* The one that ends lets one of the waiting begin; no other is visited. */
static void one_ready_transfer_costs_the_same_before_10_waiting_as_before_10000(void **state)
{
  long few = visits_for_one(10, 1);
  assert_in_range(few, 1, 6);
  assert_int_equal(visits_for_one(10000, 1), few);
}

static void a_host_limit_holds_and_all_are_served(void **state)
{
  enum { ALL = 100, MOST = 6 };
  struct farm f;
  size_t most_open = 0;
  curl_off_t pending;
  plant(&f, ALL);
  curl_multi_setopt(f.multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)MOST);
  int running = perform(&f);
  assert_int_equal(curl_multi_get_offt(f.multi, CURLMINFO_XFERS_PENDING, &pending), CURLM_OK);
  assert_int_equal(pending, ALL - MOST);
  for(int i = 0; i < 10000 && running; i++) {
    size_t open = 0;
    for(size_t k = 0; k < ALL; k++) {
      if(f.far[k] <= 0) continue;
      char request[512];
      open++;
      if(recv(f.far[k], request, sizeof request, MSG_DONTWAIT) <= 0) continue;
      const char answer[] = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab";
      assert_int_equal(write(f.far[k], answer, sizeof answer - 1), sizeof answer - 1);
      close(f.far[k]);
      f.far[k] = -1;
    }
    if(open > most_open) most_open = open;
    curl_multi_poll(f.multi, NULL, 0, 10, NULL);
    running = perform(&f);
  }
  assert_int_equal(running, 0);
  assert_int_equal(most_open, MOST);
  for(size_t k = 0; k < ALL; k++) f.far[k] = 0;
  uproot(&f);
}

static void a_waiting_transfer_can_time_out_and_be_removed(void **state)
{
  struct farm f;
  plant(&f, 3);
  curl_multi_setopt(f.multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, 1L);
  curl_easy_setopt(f.easy[1], CURLOPT_TIMEOUT_MS, 20L);
  for(int i = 0; i < 200 && perform(&f) == 3; i++) curl_multi_poll(f.multi, NULL, 0, 10, NULL);
  int left;
  CURLMsg *m = curl_multi_info_read(f.multi, &left);
  assert_non_null(m);
  assert_ptr_equal(m->easy_handle, f.easy[1]);
  assert_int_equal(m->data.result, CURLE_OPERATION_TIMEDOUT);
  assert_int_equal(curl_multi_remove_handle(f.multi, f.easy[2]), CURLM_OK);
  curl_off_t pending;
  curl_multi_get_offt(f.multi, CURLMINFO_XFERS_PENDING, &pending);
  assert_int_equal(pending, 0);
  uproot(&f);
}

/* ---- notifications ---- */

struct notes {
  CURLM *multi;
  CURL *again; /* added once more when it is done */
  int info_reads, dones;
  CURLMcode refused;
};

static void note(CURLM *multi, unsigned int notification, CURL *easy, void *clientp)
{
  struct notes *n = clientp;
  int running;
  assert_ptr_equal(multi, n->multi);
  n->refused = curl_multi_perform(multi, &running);
  if(notification == CURLMNOTIFY_INFO_READ) {
    n->info_reads++;
    return;
  }
  n->dones++;
  assert_int_equal(curl_multi_remove_handle(multi, easy), CURLM_OK);
  if(easy != n->again) return;
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  n->again = NULL;
}

static void the_notify_callback_may_add_and_remove(void **state)
{
  struct farm f;
  struct notes n = { 0 };
  plant(&f, 2);
  n.multi = f.multi;
  n.again = f.easy[0];
  curl_multi_setopt(f.multi, CURLMOPT_NOTIFYFUNCTION, note);
  curl_multi_setopt(f.multi, CURLMOPT_NOTIFYDATA, &n);
  assert_int_equal(curl_multi_notify_enable(f.multi, 7), CURLM_UNKNOWN_OPTION);
  assert_int_equal(curl_multi_notify_enable(f.multi, CURLMNOTIFY_EASY_DONE), CURLM_OK);
  assert_int_equal(curl_multi_notify_enable(f.multi, CURLMNOTIFY_INFO_READ), CURLM_OK);
  perform(&f);
  for(size_t i = 0; i < 2; i++) close(f.far[i]), f.far[i] = 0;
  int running = 2;
  for(int i = 0; i < 100 && n.dones < 2; i++) {
    curl_multi_poll(f.multi, NULL, 0, 10, NULL);
    running = perform(&f);
  }
  assert_int_equal(n.dones, 2);
  assert_int_equal(running, 1);      /* the one that was added again: the program's loop is to go on */
  assert_int_equal(n.info_reads, 1); /* two messages came to an empty queue at once */
  assert_int_equal(n.refused, CURLM_RECURSIVE_API_CALL);
  assert_int_equal(curl_multi_notify_disable(f.multi, CURLMNOTIFY_EASY_DONE), CURLM_OK);
  uproot(&f);
}

static void a_changed_network_closes_idle_connections_and_keeps_none_in_use(void **state)
{
  struct farm f;
  char byte;
  plant(&f, 2);
  perform(&f);
  const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab";
  assert_int_equal(write(f.far[0], answer, sizeof answer - 1), sizeof answer - 1);
  for(int i = 0; i < 100 && perform(&f) == 2; i++) curl_multi_poll(f.multi, NULL, 0, 10, NULL);
  assert_int_equal(curl_multi_setopt(f.multi, CURLMOPT_NETWORK_CHANGED, CURLMNWC_CLEAR_CONNS), CURLM_OK);
  char request[512];
  while(recv(f.far[0], request, sizeof request, MSG_DONTWAIT) > 0) continue;
  assert_int_equal(recv(f.far[0], &byte, 1, MSG_DONTWAIT), 0); /* was idle */
  assert_int_equal(write(f.far[1], answer, sizeof answer - 1), sizeof answer - 1);
  for(int i = 0; i < 100 && perform(&f) == 1; i++) curl_multi_poll(f.multi, NULL, 0, 10, NULL);
  while(recv(f.far[1], request, sizeof request, MSG_DONTWAIT) > 0) continue;
  assert_int_equal(recv(f.far[1], &byte, 1, MSG_DONTWAIT), 0); /* was in use, and is not kept */
  uproot(&f);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_ready_transfer_costs_the_same_among_10_as_among_400),
    cmocka_unit_test(one_ready_transfer_costs_the_same_before_10_waiting_as_before_10000),
    cmocka_unit_test(a_host_limit_holds_and_all_are_served),
    cmocka_unit_test(a_waiting_transfer_can_time_out_and_be_removed),
    cmocka_unit_test(the_notify_callback_may_add_and_remove),
    cmocka_unit_test(a_changed_network_closes_idle_connections_and_keeps_none_in_use),
  };
  struct rlimit most;
  getrlimit(RLIMIT_NOFILE, &most);
  most.rlim_cur = most.rlim_max;
  setrlimit(RLIMIT_NOFILE, &most);
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
