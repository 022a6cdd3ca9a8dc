#include "engine/pace.h"
#include <stdbool.h>

#define SECOND_US 1e6
#define SLICE_US  50e3  /* what may pass at once: 20 wake-ups a second are smooth, and few */
#define SPARE_US  100e3 /* what may be made up for: timers are late by milliseconds */

static double ahead_at(const struct pace *p, int64_t now)
{
  double ahead = p->ahead_us - (double)(now - p->at_us);
  return ahead > -SPARE_US ? ahead : -SPARE_US;
}

/* Half a slice must be free: a byte now and one a moment later would be a wake-up each. */
static bool must_wait(double ahead) { return ahead > SLICE_US / 2; }

size_t pace_room(const struct pace *p, curl_off_t rate, int64_t now)
{
  if(rate <= 0) return SIZE_MAX;
  double ahead = p->at_us ? ahead_at(p, now) : 0;
  if(must_wait(ahead)) return 0;
  double room = (SLICE_US - ahead) * (double)rate / SECOND_US;
  if(room < 1) return 1;
  return room < (double)(SIZE_MAX / 2) ? (size_t)room : SIZE_MAX;
}

void pace_count(struct pace *p, curl_off_t rate, int64_t now, size_t bytes)
{
  if(rate <= 0) return;
  double ahead = (p->at_us ? ahead_at(p, now) : 0) + (double)bytes * SECOND_US / (double)rate;
  p->at_us = now;
  p->ahead_us = ahead < SECOND_US ? ahead : SECOND_US;
}

int64_t pace_deadline(const struct pace *p, curl_off_t rate, int64_t now)
{
  if(rate <= 0 || !p->at_us) return INT64_MAX;
  double ahead = ahead_at(p, now);
  return must_wait(ahead) ? now + (int64_t)ahead + 1 : INT64_MAX;
}
