#include "conn/shared_pool.h"
#include "base/mem.h"

struct pool *shared_pool_new(const struct system_ops *system, const struct share_lock *program, const unsigned *users)
{
  struct shared_pool *s = mem_zalloc(sizeof *s);
  if(!s) return NULL;
  pool_init(&s->pool, system_hash_seed(system), NULL);
  s->pool.shared = s;
  s->program = program;
  s->users = users;
  s->fork_generation = os_fork_generation();
  pthread_mutex_init(&s->lock, NULL);
  return &s->pool;
}

void shared_pool_free(struct pool *p)
{
  if(!p) return;
  (void)pool_mutex(p);
  pool_free(p);
  pthread_mutex_destroy(&p->shared->lock);
  mem_free(p->shared);
}

static void leave_parent(struct shared_pool *s, uint32_t generation)
{
  if(__atomic_exchange_n(&s->fork_generation, generation, __ATOMIC_ACQ_REL) == generation) return;
  bool is_whole = !pthread_mutex_trylock(&s->lock);
  pthread_mutex_init(&s->lock, NULL);
  if(is_whole) return;
  hash_init(&s->pool.by_key, s->pool.by_key.seed);
  list_init(&s->pool.by_age);
}

pthread_mutex_t *pool_mutex(struct pool *p)
{
  struct shared_pool *s = p->shared;
  if(!s) return NULL;
  uint32_t generation = os_fork_generation();
  if(__atomic_load_n(&s->fork_generation, __ATOMIC_ACQUIRE) != generation) leave_parent(s, generation);
  return &s->lock;
}

size_t pool_users(const struct pool *p) { return p->shared ? __atomic_load_n(p->shared->users, __ATOMIC_RELAXED) : 0; }
