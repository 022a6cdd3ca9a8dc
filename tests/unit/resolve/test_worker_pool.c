#include "resolve/worker_pool.h"
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool held;
static unsigned begun, inside, most_inside, ended;

static int reset(void **state)
{
  LOCKED(&lock);
  held = false;
  begun = inside = most_inside = ended = 0;
  return 0;
}

static void run(struct worker_job *j)
{
  LOCKED(&lock);
  begun++;
  if(++inside > most_inside) most_inside = inside;
  pthread_cond_broadcast(&changed);
  while(held) pthread_cond_wait(&changed, &lock);
  inside--;
  ended++;
  free(j);
  pthread_cond_broadcast(&changed);
}

static void submit(struct worker_pool *p, int count)
{
  for(int i = 0; i < count; i++) {
    struct worker_job *j = calloc(1, sizeof *j);
    j->run = run;
    assert_true(worker_pool_submit(p, j));
  }
}

static void hold(bool how)
{
  LOCKED(&lock);
  held = how;
  pthread_cond_broadcast(&changed);
}

static void await(const unsigned *what, unsigned count)
{
  LOCKED(&lock);
  while(*what < count)
    if(!thread_wait(&changed, &lock, 20000)) fail_msg("only %u of %u", *what, count);
  assert_int_equal(*what, count);
}

static void closing_runs_all_jobs_first(void **state)
{
  struct worker_pool *p = worker_pool_new(3);
  submit(p, 50);
  worker_pool_close(p, false);
  assert_int_equal(ended, 50);
  assert_true(most_inside <= 3);
}

static void a_quick_close_does_not_wait_and_the_jobs_still_run(void **state)
{
  struct worker_pool *p = worker_pool_new(2);
  hold(true);
  submit(p, 5);
  await(&begun, 2);
  worker_pool_close(p, true);
  hold(false);
  await(&ended, 5);
}

static void a_pool_without_a_thread_closes_either_way(void **state)
{
  worker_pool_close(NULL, false);
  worker_pool_close(worker_pool_new(0), false);
  worker_pool_close(worker_pool_new(1), true);
}

static void each_waiting_job_gets_a_thread_of_its_own(void **state)
{
  struct worker_pool *p = worker_pool_new(4);
  submit(p, 1);
  await(&ended, 1); /* from here on one thread is idle, or about to be */
  hold(true);
  submit(p, 4);
  await(&begun, 5);
  assert_int_equal(most_inside, 4);
  hold(false);
  worker_pool_close(p, false);
}

static void raising_the_number_of_threads_starts_them(void **state)
{
  struct worker_pool *p = worker_pool_new(0); /* one */
  hold(true);
  submit(p, 4);
  await(&begun, 1);
  worker_pool_set_max(p, 3);
  await(&begun, 3);
  hold(false);
  worker_pool_close(p, false);
  assert_int_equal(ended, 4);
}

static void lowering_it_ends_threads_as_they_become_free(void **state)
{
  struct worker_pool *p = worker_pool_new(4);
  hold(true);
  submit(p, 4);
  await(&begun, 4);
  worker_pool_set_max(p, 1);
  hold(false);
  await(&ended, 4);
  most_inside = 0;
  submit(p, 8);
  worker_pool_close(p, false);
  assert_int_equal(ended, 12);
  assert_int_equal(most_inside, 1);
}

static int count_threads(void)
{
  int count = 0;
  DIR *d = opendir("/proc/self/task");
  assert_non_null(d);
  for(const struct dirent *e; (e = readdir(d));) count += e->d_name[0] != '.';
  closedir(d);
  return count;
}

static void idle_threads_end_and_others_come(void **state)
{
  struct worker_pool *p = worker_pool_new(3);
  hold(true);
  submit(p, 3);
  await(&begun, 3);
  int busy = count_threads();
  hold(false);
  for(int waited_ms = 0; count_threads() != busy - 3; waited_ms += 50) {
    assert_true(waited_ms < 4 * WORKER_IDLE_MS);
    usleep(50000);
  }
  submit(p, 2);
  await(&ended, 5);
  worker_pool_close(p, false);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(closing_runs_all_jobs_first, reset),
    cmocka_unit_test_setup(a_quick_close_does_not_wait_and_the_jobs_still_run, reset),
    cmocka_unit_test_setup(a_pool_without_a_thread_closes_either_way, reset),
    cmocka_unit_test_setup(each_waiting_job_gets_a_thread_of_its_own, reset),
    cmocka_unit_test_setup(raising_the_number_of_threads_starts_them, reset),
    cmocka_unit_test_setup(lowering_it_ends_threads_as_they_become_free, reset),
    cmocka_unit_test_setup(idle_threads_end_and_others_come, reset),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
