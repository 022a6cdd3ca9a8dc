#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "os/system.h"
#include "os/thread.h"
#include "os/wakeup.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void *ask_signals(void *arg)
{
  pthread_sigmask(SIG_SETMASK, NULL, arg);
  return NULL;
}

static void a_thread_gets_no_signals(void **state)
{
  sigset_t there;
  sigset_t here;
  pthread_t t;
  sigemptyset(&there);
  assert_true(thread_start(&t, ask_signals, &there));
  assert_int_equal(pthread_join(t, NULL), 0);
  assert_int_equal(sigismember(&there, SIGTERM), 1);
  assert_int_equal(sigismember(&there, SIGCHLD), 1);
  pthread_sigmask(SIG_SETMASK, NULL, &here);
  assert_int_equal(sigismember(&here, SIGTERM), 0);
}

static void *look_up(void *arg)
{
  struct addrinfo *list = NULL;
  const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
  *(int *)arg = system_native.getaddrinfo("localhost", "80", &hints, &list);
  if(list) system_native.freeaddrinfo(list);
  return NULL;
}

static void a_look_up_fits_in_its_stack(void **state)
{
  int code = -1;
  pthread_t t;
  assert_true(thread_start(&t, look_up, &code));
  assert_int_equal(pthread_join(t, NULL), 0);
  assert_int_equal(code, 0);
}

struct counter {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  int value;
};

static void *count_up(void *arg)
{
  struct counter *c = arg;
  for(int i = 0; i < 1000; i++) {
    LOCKED(&c->lock);
    c->value++;
    pthread_cond_signal(&c->changed);
  }
  return NULL;
}

static void a_lock_ends_with_its_block_and_a_wait_with_a_signal(void **state)
{
  struct counter c = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0 };
  pthread_t t[2];
  assert_true(thread_start(&t[0], count_up, &c));
  assert_true(thread_start(&t[1], count_up, &c));
  {
    LOCKED(&c.lock);
    while(c.value < 2000) assert_true(thread_wait(&c.changed, &c.lock, INT64_MAX));
  }
  for(int i = 0; i < 2; i++) assert_int_equal(pthread_join(t[i], NULL), 0);
  assert_int_equal(pthread_mutex_trylock(&c.lock), 0);
  pthread_mutex_unlock(&c.lock);
}

static void a_wait_ends_when_time_is_up(void **state)
{
  struct counter c = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0 };
  LOCKED(&c.lock);
  int64_t begun = system_native.now_us();
  while(thread_wait(&c.changed, &c.lock, 20)) continue;
  assert_true(system_native.now_us() - begun >= 20000);
  assert_false(thread_wait(&c.changed, &c.lock, 0));
  assert_false(thread_wait(&c.changed, &c.lock, -5));
}

static void a_fork_is_counted_in_the_child_only(void **state)
{
  uint32_t before = os_fork_generation();
  int status;
  pid_t child = fork();
  if(!child) {
    if(os_fork_generation() != before + 1) _exit(1);
    pid_t grandchild = fork();
    if(!grandchild) _exit(os_fork_generation() != before + 2);
    waitpid(grandchild, &status, 0);
    _exit(!WIFEXITED(status) || WEXITSTATUS(status) || os_fork_generation() != before + 1);
  }
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
  assert_int_equal(os_fork_generation(), before);
}

static void clocks_go_and_random_differs(void **state)
{
  uint8_t a[600] = { 0 };
  uint8_t b[600] = { 0 };
  int64_t t = system_native.now_us();
  assert_true(t > 0);
  usleep(2000);
  assert_true(system_native.now_us() >= t + 2000);
  assert_true(system_native.wall_s() > 1600000000);
  assert_int_equal(system_native.random(a, sizeof a), CURLE_OK);
  assert_int_equal(system_native.random(b, sizeof b), CURLE_OK);
  assert_memory_not_equal(a, b, 16);
  assert_memory_not_equal(a + 584, b + 584, 16);
  assert_int_equal(system_native.random(NULL, 0), CURLE_OK);
}

/* --- wake-ups -------------------------------------------------------------------------------------------------- */

static int drained;

static void drain(struct watch *w, unsigned events)
{
  assert_int_equal(events, WATCH_READ);
  drained++;
  wakeup_drain(CONTAINER_OF(w, struct wakeup, watch));
}

static void *signal_soon(void *arg)
{
  usleep(10000);
  return wakeup_signal(arg) ? arg : NULL;
}

static void a_signal_from_a_thread_ends_a_wait(void **state)
{
  struct poller *p = poller_new();
  struct wakeup w;
  pthread_t t;
  void *sent = NULL;
  int ready = 0;
  assert_int_equal(wakeup_open(&w, drain), CURLE_OK);
  assert_true(fcntl(w.watch.fd, F_GETFD) & FD_CLOEXEC);
  assert_true(fcntl(w.watch.fd, F_GETFL) & O_NONBLOCK);
  assert_int_equal(poller_set(p, &w.watch, WATCH_READ), CURLE_OK);
  drained = 0;
  assert_true(thread_start(&t, signal_soon, &w));
  assert_int_equal(poller_wait(p, NULL, 0, -1, &ready), CURLE_OK);
  assert_int_equal(pthread_join(t, &sent), 0);
  assert_ptr_equal(sent, &w);
  assert_int_equal(ready, 1);
  assert_int_equal(drained, 1);
  poller_free(p);
  wakeup_close(&w);
}

static void many_signals_are_one(void **state)
{
  struct poller *p = poller_new();
  struct wakeup w;
  int ready = 0;
  assert_int_equal(wakeup_open(&w, drain), CURLE_OK);
  assert_int_equal(poller_set(p, &w.watch, WATCH_READ), CURLE_OK);
  wakeup_drain(&w); /* of nothing: does not block */
  for(int i = 0; i < 100; i++) assert_true(wakeup_signal(&w));
  /* a counter that is full: as good as signalled */
  const uint64_t full = UINT64_MAX - 1 - 100;
  assert_int_equal(write(w.watch.fd, &full, sizeof full), sizeof full);
  assert_true(wakeup_signal(&w));
  drained = 0;
  assert_int_equal(poller_wait(p, NULL, 0, 0, &ready), CURLE_OK);
  assert_int_equal(ready, 1);
  assert_int_equal(poller_wait(p, NULL, 0, 0, &ready), CURLE_OK);
  assert_int_equal(ready, 0);
  assert_int_equal(drained, 1);
  poller_free(p);
  wakeup_close(&w);
}

static void what_is_not_open_is_left_alone(void **state)
{
  struct wakeup zero = { 0 };
  struct wakeup closed;
  assert_false(wakeup_signal(&zero));
  wakeup_drain(&zero);
  wakeup_close(&zero);
  assert_int_not_equal(fcntl(0, F_GETFD), -1); /* 0 is somebody else's */
  assert_int_equal(wakeup_open(&closed, drain), CURLE_OK);
  int fd = closed.watch.fd;
  wakeup_close(&closed);
  assert_int_equal(fcntl(fd, F_GETFD), -1);
  assert_false(wakeup_signal(&closed));
  wakeup_close(&closed);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_thread_gets_no_signals),
    cmocka_unit_test(a_look_up_fits_in_its_stack),
    cmocka_unit_test(a_lock_ends_with_its_block_and_a_wait_with_a_signal),
    cmocka_unit_test(a_wait_ends_when_time_is_up),
    cmocka_unit_test(a_fork_is_counted_in_the_child_only),
    cmocka_unit_test(clocks_go_and_random_differs),
    cmocka_unit_test(a_signal_from_a_thread_ends_a_wait),
    cmocka_unit_test(many_signals_are_one),
    cmocka_unit_test(what_is_not_open_is_left_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
