#include "policy/rules.h"
#include "base/mem.h"
#include <stdlib.h>

const uint8_t nat64_lengths[NAT64_LENGTHS] = { 32, 40, 48, 56, 64, 96 };

int nat64_length_index(uint8_t bits)
{
  for(int i = 0; i < NAT64_LENGTHS; i++)
    if(nat64_lengths[i] == bits) return i;
  return -1;
}

void rules_free(struct rules *r)
{
  mem_free(r->at);
  *r = (struct rules){ 0 };
}

static CURLcode make_room(struct rules *r)
{
  if(r->count < r->room) return CURLE_OK;
  size_t room = r->room ? r->room * 2 : 16;
  if(room >= RULE_NO_PARENT) return CURLE_OUT_OF_MEMORY;
  struct rule *longer = mem_realloc(r->at, room * sizeof *longer);
  if(!longer) return CURLE_OUT_OF_MEMORY;
  r->at = longer;
  r->room = room;
  return CURLE_OK;
}

CURLcode rules_add(struct rules *r, struct rule rule)
{
  TRY(make_room(r));
  r->at[r->count++] = rule;
  r->is_sorted = false;
  return CURLE_OK;
}

/* Of rules of the same prefix the one of the highest rank counts: who denies, but that what a program names for NAT64 is not
 * denied for what it was before. */
static int rank(const struct rule *r)
{
  if(!r->allows) return r->preset ? 1 : 3;
  return r->is_nat64 ? 2 : 0;
}

/* Two rules of the same prefix as one; the result does not depend on the order in which several are taken together. */
static void merge(struct rule *into, const struct rule *other)
{
  int order = rank(into) - rank(other);
  bool is_nat64 = into->is_nat64 || other->is_nat64;
  if(order < 0 || (!order && !other->preset)) *into = *other;
  into->is_nat64 = is_nat64;
}

/* ---- sorted ---- */

static int compare_prefixes(const struct prefix *a, const struct prefix *b)
{
  int order = memcmp(&a->ip, &b->ip, sizeof a->ip);
  return order ? order : a->bits - b->bits;
}

static int compare_rules(const void *a, const void *b)
{
  return compare_prefixes(&((const struct rule *)a)->prefix, &((const struct rule *)b)->prefix);
}

static void merge_duplicates(struct rules *r)
{
  size_t kept = 0;
  for(size_t i = 0; i < r->count; i++) {
    if(kept && !compare_prefixes(&r->at[kept - 1].prefix, &r->at[i].prefix))
      merge(&r->at[kept - 1], &r->at[i]);
    else
      r->at[kept++] = r->at[i];
  }
  r->count = kept;
}

static void link_parents(struct rules *r)
{
  uint32_t around = RULE_NO_PARENT; /* the rule before, then its parents */
  for(uint32_t i = 0; i < r->count; i++) {
    while(around != RULE_NO_PARENT && !prefix_has(&r->at[around].prefix, &r->at[i].prefix.ip))
      around = r->at[around].parent;
    r->at[i].parent = around;
    around = i;
  }
}

void rules_sort(struct rules *r)
{
  if(r->count) qsort(r->at, r->count, sizeof *r->at, compare_rules);
  merge_duplicates(r);
  link_parents(r);
  r->is_sorted = true;
}

/* The last rule that begins at `ip` or before it. */
static uint32_t last_before(const struct rules *r, const struct ip *ip)
{
  size_t low = 0, high = r->count;
  while(low < high) {
    size_t middle = low + (high - low) / 2;
    if(memcmp(&r->at[middle].prefix.ip, ip, sizeof *ip) <= 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low ? (uint32_t)(low - 1) : RULE_NO_PARENT;
}

/* ---- what an address meets ---- */

static void meet(struct rules_match *m, const struct rule *rule)
{
  if(rule->is_nat64) m->nat64 |= (uint8_t)(1 << nat64_length_index(rule->prefix.bits));
  if(!m->is_any || rule->prefix.bits > m->longest.prefix.bits)
    m->longest = *rule;
  else if(rule->prefix.bits == m->longest.prefix.bits)
    merge(&m->longest, rule);
  m->is_any = true;
}

static struct rules_match match_each(const struct rules *r, const struct ip *ip)
{
  struct rules_match m = { 0 };
  for(size_t i = 0; i < r->count; i++)
    if(prefix_has(&r->at[i].prefix, ip)) meet(&m, &r->at[i]);
  return m;
}

/* The parents of a rule are prefixes of it: those that have the address are no longer than what the two have in common. */
static struct rules_match match_sorted(const struct rules *r, const struct ip *ip)
{
  struct rules_match m = { 0 };
  uint32_t i = last_before(r, ip);
  if(i == RULE_NO_PARENT || r->at[i].prefix.ip.family != ip->family) return m;
  unsigned common = ip_common_bits(&r->at[i].prefix.ip, ip);
  for(; i != RULE_NO_PARENT; i = r->at[i].parent)
    if(r->at[i].prefix.bits <= common) meet(&m, &r->at[i]);
  return m;
}

struct rules_match rules_match(const struct rules *r, const struct ip *ip)
{
  return r->is_sorted ? match_sorted(r, ip) : match_each(r, ip);
}
