/* What the modes of the measured client share. */
#ifndef BENCH_CLIENT_H
#define BENCH_CLIENT_H
#include "report.h"
#include <curl/curl.h>
#include <stddef.h>

#define WARM_UP 1000 /* requests, handles */

/* Bytes of bodies so far. */
extern size_t received;

/* Ends the program with `what` unless `holds`. */
void demand(int holds, const char *what);
CURL *new_handle(const char *url);
/* Put each finished handle back in, as long as `*to_start` lasts. Returns how many have finished. */
long recycle(CURLM *multi, long *to_start);

/* A multi with N transfers under way at all times, TOTAL after a warm-up. `run` serves what is ready, and waits. */
typedef void run_fn(CURLM *multi, void *loop);
void keep_busy(CURLM *multi, const char *url, long total, long n, run_fn *run, void *loop);

/* loop.c: the same in an epoll loop of the program's own. */
void event_loop(const char *url, long total, long n);

#endif
