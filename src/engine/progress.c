#include "engine/progress.h"
#include "engine/meter.h"

#define SECOND_US INT64_C(1000000)

void progress_reset(struct progress *p)
{
  p->count = 0;
  p->slow_since_us = 0;
  p->meter_has_title = p->is_stopped = false;
}

void progress_resume(struct progress *p)
{
  p->count = 0;
  p->slow_since_us = 0;
}

static void take_first_reading(struct progress *p, curl_off_t bytes, int64_t now)
{
  p->next_us = now + SECOND_US;
  p->count = 1;
  p->readings[0].at_us = now;
  p->readings[0].bytes = bytes;
}

/* Bytes per second between the oldest reading kept and now. */
static curl_off_t current_rate(const struct progress *p, curl_off_t bytes, int64_t now)
{
  unsigned oldest = p->count > PROGRESS_WINDOW ? p->count % PROGRESS_WINDOW : 0;
  int64_t span = now - p->readings[oldest].at_us;
  if(span <= 0) return 0;
  return (curl_off_t)((double)(bytes - p->readings[oldest].bytes) * (double)SECOND_US / (double)span);
}

static void take_reading(struct progress *p, curl_off_t bytes, int64_t now)
{
  unsigned place = p->count++ % PROGRESS_WINDOW;
  p->readings[place].at_us = now;
  p->readings[place].bytes = bytes;
  p->next_us = now + SECOND_US;
}

static CURLcode judge_rate(struct progress *p, const struct io_opts *io, struct trace *t, curl_off_t rate, int64_t now)
{
  if(io->low_speed_limit <= 0 || io->low_speed_time_s <= 0 || rate >= io->low_speed_limit) {
    p->slow_since_us = 0;
    return CURLE_OK;
  }
  if(!p->slow_since_us) p->slow_since_us = now;
  if(now - p->slow_since_us < io->low_speed_time_s * SECOND_US) return CURLE_OK;
  return trace_fail(t, CURLE_OPERATION_TIMEDOUT,
                    "Operation too slow. Less than %ld bytes/sec transferred the last %ld seconds", io->low_speed_limit,
                    io->low_speed_time_s);
}

static curl_off_t known(curl_off_t length) { return length > 0 ? length : 0; }

/* CURL_PROGRESSFUNC_CONTINUE: the meter is wanted, too. */
static int call_program(const struct io_opts *io, const struct transfer_info *i, struct trace *t)
{
  CALLBACK_SCOPE(t->guard);
  if(io->xferinfo)
    return io->xferinfo(io->progress_data, known(i->length_down), i->size_down, known(i->length_up), i->size_up);
  return io->progress(io->progress_data, (double)known(i->length_down), (double)i->size_down,
                      (double)known(i->length_up), (double)i->size_up);
}

static CURLcode tell(struct progress *p, const struct io_opts *io, const struct transfer_info *i, struct trace *t,
                     curl_off_t rate, int64_t elapsed, bool is_due)
{
  if(io->no_progress) return CURLE_OK;
  if(io->xferinfo || io->progress) {
    int answer = call_program(io, i, t);
    p->is_stopped = answer && answer != CURL_PROGRESSFUNC_CONTINUE;
    if(p->is_stopped) return trace_fail(t, CURLE_ABORTED_BY_CALLBACK, "Callback aborted");
    if(!answer) return CURLE_OK;
  }
  if(!is_due) return CURLE_OK;
  FILE *to = t->opts->stream ? t->opts->stream : stderr;
  if(!p->meter_has_title) meter_title(to);
  p->meter_has_title = true;
  meter_line(to, i, rate, elapsed);
  return CURLE_OK;
}

CURLcode progress_update(struct progress *p, const struct io_opts *io, const struct transfer_info *i, struct trace *t,
                         int64_t now, int64_t elapsed, bool is_paused)
{
  curl_off_t bytes = i->size_down + i->size_up;
  if(!p->count) take_first_reading(p, bytes, now);
  bool is_due = now >= p->next_us;
  curl_off_t rate = is_due ? current_rate(p, bytes, now) : 0;
  if(is_due) {
    if(is_paused)
      p->slow_since_us = 0;
    else
      TRY(judge_rate(p, io, t, rate, now));
    take_reading(p, bytes, now);
  }
  return tell(p, io, i, t, rate, elapsed, is_due);
}

CURLcode progress_end(struct progress *p, const struct io_opts *io, const struct transfer_info *i, struct trace *t,
                      int64_t now, int64_t elapsed)
{
  if(io->no_progress || p->is_stopped) return CURLE_OK;
  if(!p->count) take_first_reading(p, i->size_down + i->size_up, now);
  /* without one of these there is nothing to draw; a file has no connection */
  bool has_begun = p->meter_has_title || i->conn_id >= 0 || i->times.pre_transfer;
  CURLcode code = tell(p, io, i, t, current_rate(p, i->size_down + i->size_up, now), elapsed, has_begun);
  if(p->meter_has_title) fputc('\n', t->opts->stream ? t->opts->stream : stderr);
  return code;
}
