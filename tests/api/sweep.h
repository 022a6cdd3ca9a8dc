/* Out of memory, at every place: the n-th allocation fails, for every n. */
#ifndef API_SWEEP_H
#define API_SWEEP_H
#include "peer.h"
#include <curl/curl.h>

/* What a scenario has received. */
struct work {
  struct text body[2];
};

/* From curl_global_init_mem to curl_global_cleanup, which are not its business. */
typedef CURLcode sweep_fn(struct work *w);

/* Run it with the n-th allocation failing, for every n until none does, and with all from some on: the outcome is CURLE_OK
 * with the `expected` first body, or CURLE_OUT_OF_MEMORY, and no block is left. */
void sweep(sweep_fn *scenario, const char *expected);

#endif
