/* How a transfer gets on: rates, the progress callbacks and meter, the low speed limit. */
#ifndef ENGINE_PROGRESS_H
#define ENGINE_PROGRESS_H
#include "base/trace.h"
#include "engine/info.h"
#include "engine/opts.h"

#define PROGRESS_WINDOW 6 /* readings, a second apart, over which the current rate is taken */

struct progress {
  int64_t next_us; /* of the next reading */
  struct {
    int64_t at_us;
    curl_off_t bytes;
  } readings[PROGRESS_WINDOW];
  unsigned count;        /* readings ever made; 0: not begun, which the first update does */
  int64_t slow_since_us; /* 0: fast enough */
  bool meter_has_title;
  bool is_stopped; /* the callback has ended the transfer: it is not called again */
};

/* Does anybody want to be told once a second? */
static inline bool progress_is_watched(const struct io_opts *io)
{
  return !io->no_progress || (io->low_speed_limit > 0 && io->low_speed_time_s > 0);
}

/* A transfer begins; the first update takes the first reading. */
void progress_reset(struct progress *p);
/* It goes on after a pause: the rate is taken and judged anew. */
void progress_resume(struct progress *p);

/* At the end of a transfer's turn. Calls the progress callback or draws the meter, and once a second judges the rate
 * (not while `is_paused`). `now`, and `elapsed` since the transfer's start, in microseconds.
 * CURLE_ABORTED_BY_CALLBACK, CURLE_OPERATION_TIMEDOUT; with text. */
MUST_USE CURLcode progress_update(struct progress *p, const struct io_opts *io, const struct transfer_info *i,
                                  struct trace *t, int64_t now, int64_t elapsed, bool is_paused);
/* The last word: callback or meter once more, with the line ended. */
MUST_USE CURLcode progress_end(struct progress *p, const struct io_opts *io, const struct transfer_info *i,
                               struct trace *t, int64_t now, int64_t elapsed);

#endif
