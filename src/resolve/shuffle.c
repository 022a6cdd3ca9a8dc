#include "resolve/shuffle.h"
#include <stdint.h>

/* A number below `limit`. Those that would make small ones more likely are thrown away. False: no randomness. */
static bool pick_below(uint32_t limit, const struct system_ops *system, uint32_t *ret)
{
  uint32_t number, usable = UINT32_MAX - UINT32_MAX % limit;
  do {
    if(system->random(&number, sizeof number)) return false;
  } while(number >= usable);
  *ret = number % limit;
  return true;
}

void resolve_shuffle(struct address_set *s, const struct system_ops *system)
{
  uint32_t other;
  for(size_t left = s->count; left > 1 && left <= UINT32_MAX && pick_below((uint32_t)left, system, &other); left--) {
    struct address a = s->at[left - 1];
    s->at[left - 1] = s->at[other];
    s->at[other] = a;
  }
}

static void shuffle_run(struct dns_service *run, size_t count, const struct system_ops *system)
{
  uint32_t other;
  for(uint32_t left = (uint32_t)count; left > 1 && pick_below(left, system, &other); left--) {
    struct dns_service s = run[left - 1];
    run[left - 1] = run[other];
    run[other] = s;
  }
}

void resolve_shuffle_services(struct dns_services *s, const struct system_ops *system)
{
  for(size_t begin = 0, end; begin < s->count; begin = end) {
    for(end = begin + 1; end < s->count && s->at[end].priority == s->at[begin].priority;) end++;
    shuffle_run(&s->at[begin], end - begin, system);
  }
}
