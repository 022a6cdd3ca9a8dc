/* What one measurement costs this process, printed as one line of JSON. */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

struct meter {
  struct rusage usage;
  struct timespec clock;
};

static inline void meter_start(struct meter *m)
{
  getrusage(RUSAGE_SELF, &m->usage);
  clock_gettime(CLOCK_MONOTONIC, &m->clock);
}

static inline double seconds_between(struct timeval from, struct timeval to)
{
  return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_usec - from.tv_usec) / 1e6;
}

/* The most memory that was resident since exec; ru_maxrss would tell the parent's, too. */
static inline long peak_kb(void)
{
  char line[256];
  long kb = 0;
  FILE *f = fopen("/proc/self/status", "r");
  while(f && fgets(line, sizeof line, f))
    if(sscanf(line, "VmHWM: %ld", &kb) == 1) break;
  if(f) fclose(f);
  return kb;
}

/* `count`: requests, or bytes, since meter_start. */
static inline void meter_report(const struct meter *m, double count)
{
  struct rusage now;
  struct timespec clock;
  getrusage(RUSAGE_SELF, &now);
  clock_gettime(CLOCK_MONOTONIC, &clock);
  printf("{\"count\": %.0f, \"user\": %.6f, \"sys\": %.6f, \"wall\": %.6f, \"peak_kb\": %ld}\n", count,
         seconds_between(m->usage.ru_utime, now.ru_utime), seconds_between(m->usage.ru_stime, now.ru_stime),
         (double)(clock.tv_sec - m->clock.tv_sec) + (double)(clock.tv_nsec - m->clock.tv_nsec) / 1e9, peak_kb());
}

#endif
