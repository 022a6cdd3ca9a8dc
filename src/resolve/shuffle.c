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
