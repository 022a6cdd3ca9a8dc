/* The set of an address policy's rules, and which of them an address meets.
 *
 * It is built in any order, then sorted: by address, shorter prefixes first, each with the place of the narrowest prefix
 * around it (its parent). The last rule that does not begin behind an address then is one around it, or has all of those
 * among its parents: one binary search, and a walk of at most as many steps as an address has bits.
 */
#ifndef POLICY_RULES_H
#define POLICY_RULES_H
#include "policy/prefix.h"
#include "policy/special.h"

struct rule {
  const struct special *preset; /* the row that it comes from; NULL: the program's own */
  uint32_t parent;              /* once it is sorted: an index, or RULE_NO_PARENT */
  struct prefix prefix;
  bool allows : 1;
  bool is_nat64 : 1; /* its addresses have an IPv4 address embedded, by its length (RFC 6052, section 2.2) */
};
#define RULE_NO_PARENT UINT32_MAX

/* All zero: no rules. */
struct rules {
  struct rule *at;
  size_t count, room;
  bool is_sorted;
};

void rules_free(struct rules *r);
/* Of two rules of the same prefix the one that denies counts; but the preset does not deny what is_nat64. CURLE_OUT_OF_MEMORY: nothing has changed. */
MUST_USE CURLcode rules_add(struct rules *r, struct rule rule);
/* Sort it, with one rule for each prefix. */
void rules_sort(struct rules *r);

/* What an address meets. */
struct rules_match {
  bool is_any;         /* there is a rule for it */
  struct rule longest; /* the one of the longest prefix */
  uint8_t nat64;       /* bit i: it has an IPv4 address embedded after a prefix of nat64_lengths[i] bits */
};
enum { NAT64_LENGTHS = 6 };
extern const uint8_t nat64_lengths[NAT64_LENGTHS];
/* The index in `nat64_lengths`, or -1. */
int nat64_length_index(uint8_t bits);

/* Of a set that is not sorted each rule is looked at. */
struct rules_match rules_match(const struct rules *r, const struct ip *ip);

#endif
