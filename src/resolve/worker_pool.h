/* Threads that do blocking jobs: started on demand, ended when idle. */
#ifndef RESOLVE_WORKER_POOL_H
#define RESOLVE_WORKER_POOL_H
#include "base/list.h"
#include "os/thread.h"

struct worker_pool;

/* Embedded in what is to be done. */
struct worker_job {
  struct list_node node;
  void (*run)(struct worker_job *j); /* in a thread of the pool; may free the job */
};

#define WORKER_IDLE_MS 5000 /* a thread without a job ends after that long */

/* At most `threads_max` threads (0 counts as 1). NULL: out of memory. */
MUST_USE struct worker_pool *worker_pool_new(unsigned threads_max);
/* Raising it starts threads for the jobs that wait, lowering it ends threads as they become free. */
void worker_pool_set_max(struct worker_pool *p, unsigned threads_max);
/* Have `j` run. False: there is no thread and none to be had; the job will not run. */
bool worker_pool_submit(struct worker_pool *p, struct worker_job *j);

/* All jobs still run; none may be submitted any more. Waits for the threads and frees the pool; with `quick` it returns
 * at once, and the last thread frees the pool. NULL is legal. */
void worker_pool_close(struct worker_pool *p, bool quick);

#endif
