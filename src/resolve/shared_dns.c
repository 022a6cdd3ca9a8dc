#include "resolve/shared_dns.h"
#include "base/mem.h"

struct dns *dns_new(const struct system_ops *system)
{
  uint32_t seed = system_hash_seed(system);
  struct dns *d = mem_zalloc(sizeof *d);
  if(!d) return NULL;
  d->cache = dns_cache_new(seed);
  if(!d->cache) {
    mem_free(d);
    return NULL;
  }
  d->refs = 1;
  d->fork_generation = os_fork_generation();
  d->system = system;
  pthread_mutex_init(&d->lock, NULL);
  hash_init(&d->lookups, seed);
  return d;
}

void dns_set_lock(struct dns *d, const struct share_lock *program) { d->program = program; }

struct dns *dns_ref(struct dns *d)
{
  __atomic_add_fetch(&d->refs, 1, __ATOMIC_RELAXED);
  return d;
}

/* A look-up holds a reference, so none is under way here. */
void dns_unref(struct dns *d)
{
  if(!d || __atomic_sub_fetch(&d->refs, 1, __ATOMIC_ACQ_REL)) return;
  hash_free(&d->lookups);
  dns_cache_free(d->cache);
  pthread_mutex_destroy(&d->lock);
  mem_free(d);
}

/* The threads that worked on the look-ups are the parent's. Where one of them held the lock at the time of the fork, it
 * may have been half-way through a change, and nothing that it guards can be used or freed. */
static void leave_parent(struct dns *d, uint32_t generation)
{
  if(__atomic_exchange_n(&d->fork_generation, generation, __ATOMIC_ACQ_REL) == generation) return;
  bool is_whole = !pthread_mutex_trylock(&d->lock);
  pthread_mutex_init(&d->lock, NULL);
  hash_init(&d->lookups, d->lookups.seed);
  if(!is_whole) d->cache = dns_cache_new(d->lookups.seed);
}

pthread_mutex_t *dns_mutex(struct dns *d)
{
  uint32_t generation = os_fork_generation();
  if(__atomic_load_n(&d->fork_generation, __ATOMIC_ACQUIRE) != generation) leave_parent(d, generation);
  return &d->lock;
}
