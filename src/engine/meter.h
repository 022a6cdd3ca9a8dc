/* The progress meter: what CURLOPT_NOPROGRESS(3) set to 0 shows where the program has no callback. */
#ifndef ENGINE_METER_H
#define ENGINE_METER_H
#include "engine/info.h"
#include <stdio.h>

/* One line over the last one: sizes, rates in bytes per second, times in seconds. */
void meter_title(FILE *to);
void meter_line(FILE *to, const struct transfer_info *i, curl_off_t rate, int64_t elapsed_us);

#endif
