/* The n-th allocation fails, for every n: the outcome is success or CURLE_OUT_OF_MEMORY, nothing is left behind, and
 * what says success has done its work. */
#ifndef API_SWEEP_H
#define API_SWEEP_H
#include "check.h"
#include "peer.h"

/* What a scenario has brought: `body[0]` is looked at. */
struct work {
  struct text body[2];
};

/* Run it again and again, and then as if memory that is gone stays gone. The library is initialised for each. */
void sweep(CURLcode (*scenario)(struct work *w), const char *expected);

#endif
