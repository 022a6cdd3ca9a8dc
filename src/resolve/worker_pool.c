/* lifecycle: a thread that ends joins the one that ended before it and leaves itself to be joined, so that at most one
 * thread is ended and not joined, and joining the last one means that none of the pool's code runs any more (a program
 * may unload the library then). In an abandoned pool (closed `quick`) threads detach themselves, and the last one frees
 * the pool.
 */
#include "resolve/worker_pool.h"
#include "base/mem.h"

struct worker_pool {
  pthread_mutex_t lock; /* guards all below */
  pthread_cond_t more;  /* a job has come, or the rules have changed */
  pthread_cond_t none;  /* no thread is left */
  struct list jobs;
  unsigned queued;  /* jobs in `jobs` */
  unsigned threads; /* running, the idle ones included */
  unsigned idle;    /* waiting for `more`, or told of it and not yet awake */
  unsigned max;
  bool closing;
  bool abandoned;
  bool has_ended; /* `ended` is to be joined */
  pthread_t ended;
};

/* What a thread that has left its pool still has to do. */
struct farewell {
  bool has_before; /* join `before` */
  pthread_t before;
  bool is_last; /* free the pool */
};

struct worker_pool *worker_pool_new(unsigned threads_max)
{
  struct worker_pool *p = mem_zalloc(sizeof *p);
  if(!p) return NULL;
  pthread_mutex_init(&p->lock, NULL);
  pthread_cond_init(&p->more, NULL);
  pthread_cond_init(&p->none, NULL);
  list_init(&p->jobs);
  p->max = threads_max ? threads_max : 1;
  return p;
}

static void destroy(struct worker_pool *p)
{
  pthread_cond_destroy(&p->none);
  pthread_cond_destroy(&p->more);
  pthread_mutex_destroy(&p->lock);
  mem_free(p);
}

/* The next job, waiting for it as long as an idle thread may; NULL: end. The lock is held. */
static struct worker_job *await_job(struct worker_pool *p)
{
  bool waited_long = false;
  while(p->threads <= p->max) {
    struct list_node *n = list_pop(&p->jobs);
    if(n) {
      p->queued--;
      return LIST_ENTRY(n, struct worker_job, node);
    }
    if(p->closing || waited_long) return NULL;
    p->idle++;
    waited_long = !thread_wait(&p->more, &p->lock, WORKER_IDLE_MS);
    p->idle--;
  }
  return NULL;
}

/* The lock is held: whoever submits a job sees either a thread that will look again, or one thread less. */
static void leave(struct worker_pool *p, struct farewell *ret)
{
  *ret = (struct farewell){ 0 };
  if(!--p->threads) pthread_cond_broadcast(&p->none);
  if(p->abandoned) {
    pthread_detach(pthread_self());
    ret->is_last = !p->threads;
    return;
  }
  ret->has_before = p->has_ended;
  ret->before = p->ended;
  p->ended = pthread_self();
  p->has_ended = true;
}

static struct worker_job *next_job(struct worker_pool *p, struct farewell *ret)
{
  LOCKED(&p->lock);
  struct worker_job *job = await_job(p);
  if(!job) leave(p, ret);
  return job;
}

static void *work(void *arg)
{
  struct worker_pool *p = arg;
  struct farewell end;
  for(struct worker_job *job; (job = next_job(p, &end));) job->run(job);
  if(end.has_before) pthread_join(end.before, NULL);
  if(end.is_last) destroy(p);
  return NULL;
}

/* A thread for each job that no idle one will take, as far as allowed. The lock is held. */
static void start_threads(struct worker_pool *p)
{
  for(pthread_t id; p->queued > p->idle && p->threads < p->max; p->threads++)
    if(!thread_start(&id, work, p)) return;
}

bool worker_pool_submit(struct worker_pool *p, struct worker_job *j)
{
  LOCKED(&p->lock);
  list_add_last(&p->jobs, &j->node);
  p->queued++;
  start_threads(p);
  pthread_cond_signal(&p->more);
  if(p->threads) return true;
  list_remove(&j->node);
  p->queued--;
  return false;
}

void worker_pool_set_max(struct worker_pool *p, unsigned threads_max)
{
  LOCKED(&p->lock);
  p->max = threads_max ? threads_max : 1;
  start_threads(p);
  pthread_cond_broadcast(&p->more);
}

/* No thread will be started again, as no job comes. */
static void await_end(struct worker_pool *p)
{
  LOCKED(&p->lock);
  p->closing = true;
  pthread_cond_broadcast(&p->more);
  while(p->threads) pthread_cond_wait(&p->none, &p->lock);
}

/* True: no thread is left to free the pool. */
static bool abandon(struct worker_pool *p)
{
  LOCKED(&p->lock);
  p->closing = p->abandoned = true;
  pthread_cond_broadcast(&p->more);
  if(p->has_ended) pthread_detach(p->ended);
  return !p->threads;
}

void worker_pool_close(struct worker_pool *p, bool quick)
{
  if(!p) return;
  if(quick) {
    if(abandon(p)) destroy(p);
    return;
  }
  await_end(p);
  if(p->has_ended) pthread_join(p->ended, NULL);
  destroy(p);
}
