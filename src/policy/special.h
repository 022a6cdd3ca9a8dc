/* The table behind the preset "public only": special-purpose addresses, and what frames them. */
#ifndef POLICY_SPECIAL_H
#define POLICY_SPECIAL_H
#include <stdbool.h>
#include <stddef.h>

struct special {
  const char *prefix;
  bool allows;
  const char *name;
  const char *source; /* an RFC, or who runs the service there */
};

/* Each prefix stands there once. */
extern const struct special policy_special[];
extern const size_t policy_special_count;

#endif
