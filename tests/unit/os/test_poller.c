#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "os/poller_backend.h"
#include "os/system.h"
#include "unit/base/failing_alloc.h"
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* Every test runs over each of these. */
static struct poller *new_epoll(void) { return poller_epoll_new(0); }

struct backend {
  struct poller *(*make)(void);
};
static struct backend poll_backend = { poller_poll_new };
static struct backend epoll_backend = { new_epoll };
static struct backend load_backend = { poller_new };

static struct poller *make(void **state)
{
  struct poller *p = ((struct backend *)*state)->make();
  assert_non_null(p);
  return p;
}

/* One end is watched, the other one is played with. */
struct end {
  struct watch watch;
  int far;
  int fired;
  unsigned events;
  void (*then)(struct end *e);
  struct poller *poller;
  struct end *all;
  int count;
};

static void end_fired(struct watch *w, unsigned events)
{
  struct end *e = CONTAINER_OF(w, struct end, watch);
  e->fired++;
  e->events = events;
  if(e->then) e->then(e);
}

static void open_end(struct end *e, struct poller *p)
{
  int fds[2];
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
  *e = (struct end){ .watch = WATCH_INIT(end_fired), .far = fds[1], .poller = p };
  e->watch.fd = fds[0];
}

static void close_end(struct end *e)
{
  poller_forget(e->poller, &e->watch);
  close(e->watch.fd);
  if(e->far >= 0) close(e->far);
}

static void want(struct end *e, unsigned events)
{
  assert_int_equal(poller_set(e->poller, &e->watch, events), CURLE_OK);
  assert_int_equal(e->watch.events, events);
}

static void say(struct end *e) { assert_int_equal(write(e->far, "x", 1), 1); }

static int wait_ms(struct poller *p, int timeout_ms)
{
  int ready = -1;
  assert_int_equal(poller_wait(p, NULL, 0, timeout_ms, &ready), CURLE_OK);
  return ready;
}

static struct end *open_ends(struct poller *p, int count, bool readable)
{
  struct end *all = calloc((size_t)count, sizeof *all);
  for(int i = 0; i < count; i++) {
    open_end(&all[i], p);
    all[i].all = all;
    all[i].count = count;
    if(readable) say(&all[i]);
  }
  return all;
}

static void want_all(struct end *all, int count)
{
  for(int i = 0; i < count; i++) want(&all[i], WATCH_READ);
}

static void close_ends(struct end *all, int count)
{
  for(int i = 0; i < count; i++) close_end(&all[i]);
  free(all);
}

static int sum_fired(const struct end *all, int count)
{
  int sum = 0;
  for(int i = 0; i < count; i++) sum += all[i].fired;
  return sum;
}

static void nothing_to_wait_for_takes_its_time(void **state)
{
  struct poller *p = make(state);
  int64_t begun = system_native.now_us();
  assert_int_equal(wait_ms(p, 0), 0);
  assert_int_equal(wait_ms(p, 20), 0);
  assert_true(system_native.now_us() - begun >= 19000);
  poller_free(p);
}

static void what_is_wanted_is_reported_as_long_as_it_lasts(void **state)
{
  struct poller *p = make(state);
  struct end e;
  char c;
  open_end(&e, p);
  want(&e, WATCH_READ);
  assert_int_equal(wait_ms(p, 0), 0);
  say(&e);
  for(int i = 1; i < 3; i++) {
    assert_int_equal(wait_ms(p, -1), 1);
    assert_int_equal(e.fired, i);
    assert_int_equal(e.events, WATCH_READ);
  }
  want(&e, WATCH_READ | WATCH_WRITE);
  assert_int_equal(wait_ms(p, -1), 1);
  assert_int_equal(e.events, WATCH_READ | WATCH_WRITE);
  want(&e, WATCH_WRITE);
  assert_int_equal(wait_ms(p, -1), 1);
  assert_int_equal(e.events, WATCH_WRITE);
  want(&e, WATCH_READ);
  assert_int_equal(read(e.watch.fd, &c, 1), 1);
  e.fired = 0;
  assert_int_equal(wait_ms(p, 0), 0);
  assert_int_equal(e.fired, 0);
  close_end(&e);
  poller_free(p);
}

static void what_is_forgotten_is_silent(void **state)
{
  struct poller *p = make(state);
  struct end a;
  struct end b;
  open_end(&a, p);
  open_end(&b, p);
  poller_forget(p, &a.watch); /* never set: legal */
  want(&a, WATCH_READ);
  want(&b, WATCH_READ);
  say(&a);
  say(&b);
  want(&a, 0);
  poller_forget(p, &b.watch);
  assert_int_equal(wait_ms(p, 0), 0);
  assert_int_equal(a.fired + b.fired, 0);
  want(&b, WATCH_READ);
  assert_int_equal(wait_ms(p, 0), 1);
  assert_int_equal(b.fired, 1);
  close_end(&a);
  close_end(&b);
  poller_free(p);
}

static void a_hang_up_is_all_that_was_wanted(void **state)
{
  static const unsigned wanted[] = { WATCH_READ, WATCH_WRITE, WATCH_READ | WATCH_WRITE };
  for(size_t i = 0; i < 3; i++) {
    struct poller *p = make(state);
    struct end e;
    open_end(&e, p);
    want(&e, wanted[i]);
    close(e.far);
    e.far = -1;
    assert_int_equal(wait_ms(p, -1), 1);
    assert_int_equal(e.events, wanted[i]);
    want(&e, 0); /* and wanting nothing, one does not hear of it again */
    assert_int_equal(wait_ms(p, 5), 0);
    assert_int_equal(e.fired, 1);
    close_end(&e);
    poller_free(p);
  }
}

/* A pipe whose writer has gone is not readable: it has hung up, and nothing else. */
static void a_hang_up_alone_is_reported(void **state)
{
  struct poller *p = make(state);
  int fds[2];
  assert_int_equal(pipe(fds), 0);
  struct end e = { .watch = WATCH_INIT(end_fired), .far = -1, .poller = p };
  e.watch.fd = fds[0];
  want(&e, WATCH_READ);
  close(fds[1]);
  assert_int_equal(wait_ms(p, -1), 1);
  assert_int_equal(e.events, WATCH_READ);
  close_end(&e);
  poller_free(p);
}

static void forget_the_others(struct end *e)
{
  for(int i = 0; i < e->count; i++)
    if(&e->all[i] != e) poller_forget(e->poller, &e->all[i].watch);
}

static void a_watch_forgotten_during_dispatch_does_not_fire(void **state)
{
  for(int count = 2; count < 12; count++) {
    struct poller *p = make(state);
    struct end *all = open_ends(p, count, true);
    want_all(all, count);
    for(int i = 0; i < count; i++) all[i].then = forget_the_others;
    assert_int_equal(wait_ms(p, -1), count);
    assert_int_equal(sum_fired(all, count), 1);
    close_ends(all, count);
    poller_free(p);
  }
}

static uint32_t dice;

static bool toss(unsigned sides)
{
  dice = dice * 1664525 + 1013904223;
  return (dice >> 16) % sides == 0;
}

/* Forgets some, in an order of chance: itself, those that have fired, those that have not. Some come back. */
static void stir(struct end *e)
{
  for(int i = 0; i < e->count; i++) {
    struct end *other = &e->all[(i * 5 + (int)(dice >> 20)) % e->count];
    if(toss(4)) {
      if(!other->fired) other->count = -1; /* must not fire any more */
      poller_forget(e->poller, &other->watch);
    } else if(toss(8))
      want(other, WATCH_READ);
  }
}

static void whatever_is_forgotten_during_dispatch_each_fires_once_or_never(void **state)
{
  enum { COUNT = 12 }; /* no multiple of 5 */
  struct poller *p = make(state);
  struct end *all = open_ends(p, COUNT, true);
  int forgotten = 0;
  for(dice = 0; forgotten < 2000; dice++) {
    for(int i = 0; i < COUNT; i++) {
      poller_forget(p, &all[i].watch);
      all[i].count = COUNT;
      all[i].fired = 0;
      all[i].then = stir;
    }
    want_all(all, COUNT);
    assert_int_equal(wait_ms(p, -1), COUNT);
    for(int i = 0; i < COUNT; i++) {
      assert_int_equal(all[i].fired, all[i].count > 0);
      forgotten += all[i].count < 0;
    }
  }
  close_ends(all, COUNT);
  poller_free(p);
}

/* Forgets itself, and lets one come back that has been forgotten. */
static void change_places(struct end *e)
{
  poller_forget(e->poller, &e->watch);
  for(int i = 0; i < e->count; i++) {
    if(e->all[i].watch.events || &e->all[i] == e) continue;
    want(&e->all[i], WATCH_READ);
    return;
  }
}

static void each_fires_once_while_watches_come_and_go(void **state)
{
  struct poller *p = make(state);
  struct end *all = open_ends(p, 12, true);
  want_all(all, 9);
  for(int i = 0; i < 12; i++) all[i].then = change_places;
  assert_int_equal(wait_ms(p, -1), 9);
  assert_int_equal(sum_fired(all, 12), 9);
  for(int i = 0; i < 12; i++) assert_int_equal(all[i].fired, i < 9);
  close_ends(all, 12);
  poller_free(p);
}

/* Close the other one's descriptor and watch a silent socket of the same number in its place. */
static void reuse_the_number(struct end *e)
{
  struct end *other = &e->all[e == &e->all[0]];
  int fd = other->watch.fd;
  poller_forget(e->poller, &other->watch);
  close(fd);
  int fresh[2];
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fresh), 0);
  if(fresh[0] != fd) {
    assert_int_equal(dup2(fresh[0], fd), fd);
    close(fresh[0]);
  }
  close(other->far);
  other->far = fresh[1];
  want(other, WATCH_READ);
}

static void a_reused_number_is_not_mistaken(void **state)
{
  struct poller *p = make(state);
  struct end *all = open_ends(p, 2, true);
  want_all(all, 2);
  all[0].then = all[1].then = reuse_the_number;
  assert_int_equal(wait_ms(p, -1), 2);
  assert_int_equal(sum_fired(all, 2), 1);
  struct end *silent = &all[all[0].fired];
  all[0].then = all[1].then = NULL;
  assert_int_equal(wait_ms(p, -1), 1);
  assert_int_equal(silent->fired, 0);
  say(silent);
  assert_int_equal(wait_ms(p, -1), 2);
  assert_int_equal(silent->fired, 1);
  close_ends(all, 2);
  poller_free(p);
}

/* A program that supplied a socket may close it early, and have a duplicate. */
static void a_descriptor_closed_too_early_does_no_harm(void **state)
{
  struct poller *p = make(state);
  struct end *all = open_ends(p, 2, false);
  want_all(all, 2);
  assert_int_equal(wait_ms(p, 0), 0);
  say(&all[0]);
  int kept = dup(all[0].watch.fd);
  close(all[0].watch.fd);
  poller_forget(p, &all[0].watch);
  assert_int_equal(wait_ms(p, 5), 0);
  say(&all[1]);
  assert_int_equal(wait_ms(p, -1), 1);
  assert_int_equal(all[0].fired, 0);
  assert_int_equal(all[1].fired, 1);
  all[0].watch.fd = kept;
  want(&all[0], WATCH_READ);
  assert_int_equal(wait_ms(p, -1), 2);
  assert_int_equal(all[0].fired, 1);
  close_ends(all, 2);
  poller_free(p);
}

static void a_number_closed_and_opened_again_can_be_changed(void **state)
{
  struct poller *p = make(state);
  struct end e;
  int fresh[2];
  open_end(&e, p);
  want(&e, WATCH_READ);
  assert_int_equal(wait_ms(p, 0), 0);
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fresh), 0);
  assert_int_equal(dup2(fresh[0], e.watch.fd), e.watch.fd);
  want(&e, WATCH_WRITE);
  assert_int_equal(wait_ms(p, -1), 1);
  assert_int_equal(e.events, WATCH_WRITE);
  close(fresh[0]);
  close(fresh[1]);
  close_end(&e);
  poller_free(p);
}

static void extras_are_waited_for_beside_the_watches(void **state)
{
  struct poller *p = make(state);
  struct end e;
  struct end x;
  int ready = -1;
  open_end(&e, p);
  open_end(&x, p);
  want(&e, WATCH_READ);
  struct curl_waitfd extra[] = {
    { .fd = x.watch.fd, .events = CURL_WAIT_POLLIN | CURL_WAIT_POLLPRI, .revents = 77 },
    { .fd = x.watch.fd, .events = CURL_WAIT_POLLOUT, .revents = 77 },
    { .fd = CURL_SOCKET_BAD, .events = CURL_WAIT_POLLIN, .revents = 77 },
  };
  assert_int_equal(poller_wait(p, extra, 1, 1, &ready), CURLE_OK);
  assert_int_equal(ready, 0);
  assert_int_equal(extra[0].revents, 0);
  assert_int_equal(poller_wait(p, extra, 3, -1, &ready), CURLE_OK);
  assert_int_equal(ready, 1);
  assert_int_equal(extra[0].revents, 0);
  assert_int_equal(extra[1].revents, CURL_WAIT_POLLOUT);
  assert_int_equal(extra[2].revents, 0);
  assert_int_equal(e.fired, 0);
  say(&x);
  say(&e);
  assert_int_equal(poller_wait(p, extra, 3, -1, &ready), CURLE_OK);
  assert_int_equal(ready, 3);
  assert_int_equal(extra[0].revents, CURL_WAIT_POLLIN);
  assert_int_equal(e.fired, 1);
  assert_int_equal(poller_wait(p, extra + 2, 1, -1, &ready), CURLE_OK);
  assert_int_equal(ready, 1);
  assert_int_equal(e.fired, 2);
  close_end(&e);
  close_end(&x);
  poller_free(p);
}

static void the_hang_up_of_an_extra_is_all_that_it_wants(void **state)
{
  struct poller *p = make(state);
  int pipe_fds[2];
  int ready = -1;
  assert_int_equal(pipe(pipe_fds), 0);
  close(pipe_fds[1]);
  struct curl_waitfd extra = { .fd = pipe_fds[0], .events = CURL_WAIT_POLLIN };
  assert_int_equal(poller_wait(p, &extra, 1, -1, &ready), CURLE_OK);
  assert_int_equal(ready, 1);
  assert_int_equal(extra.revents, CURL_WAIT_POLLIN);
  extra.events = 0; /* wants nothing: the wait does not end for it */
  assert_int_equal(poller_wait(p, &extra, 1, 5, &ready), CURLE_OK);
  assert_int_equal(ready, 0);
  assert_int_equal(extra.revents, 0);
  close(pipe_fds[0]);
  extra = (struct curl_waitfd){ .fd = pipe_fds[0], .events = CURL_WAIT_POLLOUT };
  assert_int_equal(poller_wait(p, &extra, 1, -1, &ready), CURLE_OK);
  assert_int_equal(extra.revents, CURL_WAIT_POLLOUT);
  poller_free(p);
}

static void all_watches_can_be_walked(void **state)
{
  struct poller *p = make(state);
  struct end *all = open_ends(p, 20, false);
  assert_null(poller_next(p, NULL));
  want_all(all, 20);
  for(int i = 0; i < 20; i += 3) want(&all[i], 0);
  for(int round = 0; round < 2; round++) {
    int seen = 0;
    for(struct watch *w = NULL; (w = poller_next(p, w));) {
      struct end *e = CONTAINER_OF(w, struct end, watch);
      assert_int_not_equal((e - all) % 3, 0);
      e->fired++;
      seen++;
    }
    assert_int_equal(seen, 13);
    assert_int_equal(wait_ms(p, 0), 0); /* another order may be in force now */
  }
  for(int i = 0; i < 20; i++) assert_int_equal(all[i].fired, i % 3 ? 2 : 0);
  close_ends(all, 20);
  poller_free(p);
}

static void read_it(struct end *e)
{
  char c;
  assert_int_equal(read(e->watch.fd, &c, 1), 1);
}

static void many_that_are_ready_come_in_few_waits(void **state)
{
  enum { MANY = 1500 };
  struct poller *p = make(state);
  struct end *all = open_ends(p, MANY, true);
  want_all(all, MANY);
  for(int i = 0; i < MANY; i++) all[i].then = read_it;
  for(int i = 0; i < 3; i++) assert_true(wait_ms(p, 0) >= (i ? 0 : 500));
  for(int i = 0; i < MANY; i++) assert_int_equal(all[i].fired, 1);
  assert_int_equal(wait_ms(p, 0), 0);
  close_ends(all, MANY);
  poller_free(p);
}

static void on_alarm(int sig) {}

static void a_signal_ends_the_wait(void **state)
{
  struct poller *p = make(state);
  struct sigaction before;
  struct sigaction act = { .sa_handler = on_alarm };
  struct itimerval soon = { .it_value = { .tv_usec = 10000 } };
  struct curl_waitfd extra = { .fd = CURL_SOCKET_BAD, .events = CURL_WAIT_POLLIN };
  int ready = -1;
  sigaction(SIGALRM, &act, &before);
  setitimer(ITIMER_REAL, &soon, NULL);
  assert_int_equal(wait_ms(p, 10000), 0);
  setitimer(ITIMER_REAL, &soon, NULL);
  assert_int_equal(poller_wait(p, &extra, 1, 10000, &ready), CURLE_OK);
  assert_int_equal(ready, 0);
  sigaction(SIGALRM, &before, NULL);
  poller_free(p);
}

static int in_child(struct poller *p, struct end *all, int count)
{
  for(int i = 0; i < count; i++) say(&all[i]);
  int ready = 0;
  if(poller_wait(p, NULL, 0, -1, &ready) || ready != count || sum_fired(all, count) != count) return 1;
  for(int i = 0; i < count; i++) poller_forget(p, &all[i].watch);
  if(poller_wait(p, NULL, 0, 0, &ready) || ready) return 2;
  if(poller_set(p, &all[0].watch, WATCH_WRITE) || poller_wait(p, NULL, 0, -1, &ready) || ready != 1) return 3;
  poller_free(p);
  return 0;
}

static void a_child_does_not_touch_its_parents_watches(void **state)
{
  enum { COUNT = 20 };
  struct poller *p = make(state);
  struct end *all = open_ends(p, COUNT, false);
  int status;
  want_all(all, COUNT);
  assert_int_equal(wait_ms(p, 0), 0);
  pid_t child = fork();
  if(!child) _exit(in_child(p, all, COUNT));
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
  assert_int_equal(wait_ms(p, -1), COUNT); /* what the child said; the parent's watches stand */
  assert_int_equal(sum_fired(all, COUNT), COUNT);
  close_ends(all, COUNT);
  poller_free(p);
}

static void freeing_forgets(void **state)
{
  struct poller *p = make(state);
  struct end *all = open_ends(p, 3, false);
  want_all(all, 3);
  poller_free(p);
  for(int i = 0; i < 3; i++) {
    assert_int_equal(all[i].watch.events, 0);
    close(all[i].watch.fd);
    close(all[i].far);
  }
  free(all);
  poller_free(NULL);
}

/* --- memory ---------------------------------------------------------------------------------------------------- */

/* Fails at the n-th allocation, for every n that it comes to. */
static void out_of_memory_leaves_all_as_before(void **state)
{
  enum { COUNT = 70 };
  struct end *all = open_ends(NULL, COUNT, true);
  bool has_failed = true;
  for(long n = 0; has_failed; n++) {
    failing_after(n);
    struct poller *p = ((struct backend *)*state)->make();
    CURLcode code = p ? CURLE_OK : CURLE_OUT_OF_MEMORY;
    int set = 0;
    while(!code && set < COUNT) {
      code = poller_set(p, &all[set].watch, WATCH_READ);
      assert_int_equal(all[set].watch.events, code ? 0 : WATCH_READ);
      if(!code) set++;
    }
    assert_true(!code || code == CURLE_OUT_OF_MEMORY);
    int ready = 0; /* what was set works, but for a wait that runs out of memory itself */
    if(p && poller_wait(p, NULL, 0, 0, &ready)) assert_int_equal(poller_wait(p, NULL, 0, 0, &ready), CURLE_OK);
    assert_int_equal(ready, set);
    poller_free(p);
    has_failed = failing_end();
    assert_int_equal(failing_blocks, 0);
  }
  for(int i = 0; i < COUNT; i++) close(all[i].watch.fd), close(all[i].far);
  free(all);
}

static void the_steady_state_allocates_nothing(void **state)
{
  struct poller *p = make(state);
  struct end *all = open_ends(p, 40, true);
  struct curl_waitfd extra[50];
  int ready;
  for(int i = 0; i < 50; i++) extra[i] = (struct curl_waitfd){ .fd = all[0].far, .events = CURL_WAIT_POLLIN };
  for(int round = 0; round < 3; round++) {
    if(round) failing_after(0);
    want_all(all, 40);
    assert_int_equal(poller_wait(p, extra, 50, 0, &ready), CURLE_OK);
    assert_int_equal(ready, 40);
    for(int i = 0; i < 40; i++) want(&all[i], 0);
  }
  assert_false(failing_end());
  close_ends(all, 40);
  poller_free(p);
}

/* --- one kind only --------------------------------------------------------------------------------------------- */

/* How many epoll descriptors this process has. */
static int count_epolls(void)
{
  int count = 0;
  DIR *d = opendir("/proc/self/fd");
  for(struct dirent *e; (e = readdir(d));) {
    char target[64];
    ssize_t len = readlinkat(dirfd(d), e->d_name, target, sizeof target);
    count += len == sizeof "anon_inode:[eventpoll]" - 1 && !memcmp(target, "anon_inode:[eventpoll]", (size_t)len);
  }
  closedir(d);
  return count;
}

static void the_seventeenth_watch_moves_all_to_epoll(void **state)
{
  struct poller *p = make(state);
  struct end *all = open_ends(p, 18, true);
  int before = count_epolls();
  want_all(all, 16);
  assert_int_equal(wait_ms(p, -1), 16);
  assert_int_equal(count_epolls(), before);
  want(&all[16], WATCH_READ);
  assert_int_equal(wait_ms(p, -1), 17);
  assert_int_equal(count_epolls(), before + 1);
  want(&all[17], WATCH_WRITE);
  for(int i = 0; i < 15; i++) want(&all[i], 0); /* and it stays so */
  assert_int_equal(wait_ms(p, -1), 3);
  assert_int_equal(count_epolls(), before + 1);
  for(int i = 0; i < 15; i++) assert_int_equal(all[i].fired, 2);
  assert_int_equal(all[17].events, WATCH_WRITE);
  close_ends(all, 18);
  poller_free(p);
  assert_int_equal(count_epolls(), before);
}

/* Sets all that are not yet set. */
static void want_the_others(struct end *e)
{
  for(int i = 0; i < e->count; i++) want(&e->all[i], WATCH_READ);
}

static void watches_set_during_dispatch_move_at_the_next_wait(void **state)
{
  struct poller *p = make(state);
  struct end *all = open_ends(p, 40, true);
  all[0].then = want_the_others;
  want(&all[0], WATCH_READ);
  assert_int_equal(wait_ms(p, -1), 1);
  assert_int_equal(sum_fired(all, 40), 1);
  all[0].then = NULL;
  assert_int_equal(wait_ms(p, -1), 40);
  assert_int_equal(sum_fired(all, 40), 41);
  close_ends(all, 40);
  poller_free(p);
}

static void without_a_descriptor_for_epoll_poll_goes_on(void **state)
{
  struct poller *p = make(state);
  struct end *all = open_ends(p, 20, true);
  struct rlimit before;
  want_all(all, 20);
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
  struct rlimit none = { .rlim_cur = 0, .rlim_max = before.rlim_max };
  int lowest = dup(0);
  close(lowest);
  none.rlim_cur = (rlim_t)(lowest > 20 ? lowest : 20); /* poll(2) wants as many as there are watches */
  int filled[64];
  int fill = 0;
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
  while(fill < 64 && (filled[fill] = dup(0)) >= 0) fill++;
  int ready = wait_ms(p, 0);
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
  while(fill) close(filled[--fill]);
  assert_int_equal(ready, 20);
  assert_int_equal(sum_fired(all, 20), 20);
  close_ends(all, 20);
  poller_free(p);
}

static struct watch watch_regular_file(void)
{
  struct watch w = WATCH_INIT(end_fired);
  w.fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  assert_true(w.fd >= 0);
  return w;
}

static void epoll_refuses_a_regular_file(void **state)
{
  struct poller *p = make(state);
  struct watch w = watch_regular_file();
  assert_int_equal(wait_ms(p, 0), 0); /* registered from here on */
  assert_int_equal(poller_set(p, &w, WATCH_READ), CURLE_FAILED_INIT);
  assert_int_equal(w.events, 0);
  assert_null(poller_next(p, NULL));
  assert_int_equal(wait_ms(p, 0), 0);
  close(w.fd);
  poller_free(p);
}

static void what_is_refused_on_the_move_is_told_by_firing(void **state)
{
  struct poller *p = make(state);
  struct end *all = open_ends(p, 17, false);
  struct end file = { .watch = watch_regular_file() };
  assert_int_equal(poller_set(p, &file.watch, WATCH_READ), CURLE_OK);
  want_all(all, 17);
  assert_int_equal(wait_ms(p, -1), 1);
  assert_int_equal(file.fired, 1);
  assert_int_equal(file.events, WATCH_READ);
  poller_forget(p, &file.watch);
  assert_int_equal(wait_ms(p, 0), 0);
  say(&all[3]);
  assert_int_equal(wait_ms(p, -1), 1);
  assert_int_equal(all[3].fired, 1);
  close(file.watch.fd);
  close_ends(all, 17);
  poller_free(p);
}

#define ON(backend, fn)                                       \
  {                                                           \
#fn " (" #backend ")", fn, NULL, NULL, &backend##_backend \
  }
#define ON_EACH(fn) ON(poll, fn), ON(epoll, fn), ON(load, fn)

int main(void)
{
  const struct CMUnitTest tests[] = {
    ON_EACH(nothing_to_wait_for_takes_its_time),
    ON_EACH(what_is_wanted_is_reported_as_long_as_it_lasts),
    ON_EACH(what_is_forgotten_is_silent),
    ON_EACH(a_hang_up_is_all_that_was_wanted),
    ON_EACH(a_hang_up_alone_is_reported),
    ON_EACH(a_watch_forgotten_during_dispatch_does_not_fire),
    ON_EACH(whatever_is_forgotten_during_dispatch_each_fires_once_or_never),
    ON_EACH(each_fires_once_while_watches_come_and_go),
    ON_EACH(a_reused_number_is_not_mistaken),
    ON_EACH(a_descriptor_closed_too_early_does_no_harm),
    ON_EACH(a_number_closed_and_opened_again_can_be_changed),
    ON_EACH(extras_are_waited_for_beside_the_watches),
    ON_EACH(the_hang_up_of_an_extra_is_all_that_it_wants),
    ON_EACH(all_watches_can_be_walked),
    ON_EACH(many_that_are_ready_come_in_few_waits),
    ON_EACH(a_signal_ends_the_wait),
    ON_EACH(a_child_does_not_touch_its_parents_watches),
    ON_EACH(freeing_forgets),
    ON_EACH(out_of_memory_leaves_all_as_before),
    ON_EACH(the_steady_state_allocates_nothing),
    ON(load, the_seventeenth_watch_moves_all_to_epoll),
    ON(load, watches_set_during_dispatch_move_at_the_next_wait),
    ON(load, without_a_descriptor_for_epoll_poll_goes_on),
    ON(epoll, epoll_refuses_a_regular_file),
    ON(load, what_is_refused_on_the_move_is_told_by_firing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
