/* A bar on the terminal while a transfer runs. */
#ifndef TOOL_PROGRESS_H
#define TOOL_PROGRESS_H
#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

struct progress {
  int64_t started_ms;
  int64_t drawn_ms;
  bool drawn; /* a bar stands on the terminal's last line */
};

/* Is standard error a terminal that a bar can be drawn on? */
bool progress_is_possible(void);

void progress_start(struct progress *p);
/* CURLOPT_XFERINFOFUNCTION; `data` is the struct progress. */
int progress_show(void *data, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up);
/* Leave the terminal at the start of a line. */
void progress_finish(struct progress *p);

#endif
