#include "codec/http2/http2_window.h"

void http2_window_init(struct http2_window *w) { *w = (struct http2_window){ .size = HTTP2_WINDOW_FIRST }; }

static void begin(struct http2_window *w, uint64_t now)
{
  w->since = now;
  w->arrived = 0;
}

bool http2_window_arrived(struct http2_window *w, size_t len, uint64_t now, uint64_t round_trip)
{
  if(round_trip < HTTP2_ROUND_TRIP_MIN) round_trip = HTTP2_ROUND_TRIP_MIN;
  if(now < w->since || now - w->since >= round_trip) begin(w, now);
  w->arrived += len;
  if(w->arrived < w->size / 2 || w->size >= HTTP2_WINDOW_MAX) return false;
  w->size *= 2;
  begin(w, now);
  return true;
}
