/* A rate limit as a calculation: how many bytes may pass now, and when more may. One for each direction.
 *
 * A rate is in bytes per second; 0 or less is no limit, and costs nothing. A time is in microseconds of any clock that
 * does not go back. The average holds over a fraction of a second: what passes at once is a slice of it, and who was
 * slower than the rate may make up for as much.
 */
#ifndef ENGINE_PACE_H
#define ENGINE_PACE_H
#include "base/result.h"
#include <stddef.h>
#include <stdint.h>

/* {0}: nothing has passed yet. The rate may change at any time. */
struct pace {
  int64_t at_us;   /* of the last count */
  double ahead_us; /* by how much more passed until then than the rate allows, as time; negative: by how much less */
};

/* Bytes that may pass at `now`, SIZE_MAX for any number; 0: none before pace_deadline. */
size_t pace_room(const struct pace *p, curl_off_t rate, int64_t now);
/* `bytes` pass at `now`. More than there was room for are made up for, but not for longer than a second. */
void pace_count(struct pace *p, curl_off_t rate, int64_t now, size_t bytes);
/* When bytes may pass again; INT64_MAX where some may at `now`. Later than `now`, so that waiting for it is no loop. */
int64_t pace_deadline(const struct pace *p, curl_off_t rate, int64_t now);

#endif
