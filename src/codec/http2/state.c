#include "codec/http2/internal.h"

/* How the connection is, and what is told of it. */

const char *http2_why(const struct http2 *h) { return h->why[0] ? h->why : NULL; }

const char *http2_error_name(uint32_t error) { return nghttp2_http2_strerror(error); }

const char *http2_library_version(unsigned *number)
{
  const nghttp2_info *info = nghttp2_version(0);
  *number = (unsigned)info->version_num;
  return info->version_str;
}

CURLcode http2_ping(struct http2 *h)
{
  if(h->failed) return h->failed == CURLE_OUT_OF_MEMORY ? h->failed : CURLE_OK;
  if(h->is_ping_queued) return CURLE_OK;
  http2_check(h, nghttp2_submit_ping(h->session, NGHTTP2_FLAG_NONE, NULL));
  h->is_ping_queued = !h->failed;
  return h->failed;
}

void http2_go_away(struct http2 *h)
{
  if(h->failed) return;
  h->is_going_away = true;
  http2_check(h, nghttp2_submit_goaway(h->session, NGHTTP2_FLAG_NONE,
                                       nghttp2_session_get_last_proc_stream_id(h->session), NGHTTP2_NO_ERROR, NULL, 0));
}

size_t http2_room(const struct http2 *h)
{
  uint32_t most = nghttp2_session_get_remote_settings(h->session, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
  uint32_t next = nghttp2_session_get_next_stream_id(h->session);
  if(h->is_going_away || next > INT32_MAX || most <= h->requests_open) return 0;
  size_t ids = ((uint32_t)INT32_MAX - next) / 2 + 1, free_slots = most - h->requests_open;
  return free_slots < ids ? free_slots : ids;
}

bool http2_knows_peer(const struct http2 *h) { return h->knows_peer; }

bool http2_is_going_away(const struct http2 *h) { return h->is_going_away; }
