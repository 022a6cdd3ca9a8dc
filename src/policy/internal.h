/* What a policy is made of. */
#ifndef POLICY_INTERNAL_H
#define POLICY_INTERNAL_H
#include "policy/policy.h"

enum { POLICY_SETTINGS = 4, POLICY_PORT_BYTES = 65536 / 8 };

/* In alphabetical order, in lower case. */
struct policy_scheme {
  struct policy_scheme *next;
  char name[];
};

struct sluice_policy {
  uint32_t magic;
  unsigned refs; /* atomic */
  bool is_frozen;
  bool only_known;                   /* other families than the Internet's, and ISATAP, do not pass */
  uint8_t settings[POLICY_SETTINGS]; /* by sluice_policy_rule, which begins with 1 */
  struct rules rules;
  uint8_t *ports; /* a bit each; NULL: all pass */
  struct policy_scheme *schemes;
  uint8_t digest[DIGEST_MAX]; /* once it is frozen */
};

#endif
