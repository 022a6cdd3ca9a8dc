#include "codec/http2/internal.h"

/* What a peer may send for nothing (RFC 9113, section 10.5).
 *
 * Every frame counts that brings no body: PING, SETTINGS, PRIORITY, WINDOW_UPDATE, RST_STREAM, unknown ones, empty ones.
 * Whatever makes a transfer go on sets the count back: a head, bytes of a body, bytes sent. There is no clock here, so a
 * connection that is idle for days, but for a PING now and then, is told from a flood by what one read brings: a few
 * frames of each are forgiven. Acknowledgements that cannot be sent are bounded by nghttp2.
 *
 * Bytes of streams that have ended on this side are paid by what was still open of their windows then. */

#define IDLE_FRAMES_MAX   1000
#define IDLE_FRAMES_READ  10            /* forgiven each read */
#define LATE_ROOM_FIRST   (1024 * 1024) /* for pushes that nghttp2 refuses by itself */
#define QUEUED_FRAMES_MAX 2000          /* that are no requests */

static void calm(struct http2 *h, const char *why) { http2_fail(h, CURLE_HTTP2, NGHTTP2_ENHANCE_YOUR_CALM, why); }

void http2_flood_init(struct http2 *h) { h->flood.late_room = LATE_ROOM_FIRST; }

void http2_flood_read(struct http2 *h)
{
  unsigned *n = &h->flood.idle_frames;
  *n -= *n < IDLE_FRAMES_READ ? *n : IDLE_FRAMES_READ;
}

static void count_late(struct http2 *h, uint32_t id, uint32_t len)
{
  if(http2_stream_live(h, id)) return;
  if(len > h->flood.late_room)
    calm(h, "too much for streams that have ended");
  else
    h->flood.late_room -= len;
}

void http2_flood_frame(struct http2 *h, const uint8_t head[FRAME_HEAD_LEN], uint32_t len)
{
  uint32_t id = (uint32_t)(head[5] & 0x7f) << 24 | (uint32_t)head[6] << 16 | (uint32_t)head[7] << 8 | head[8];
  bool is_data = head[3] == NGHTTP2_DATA, may_be_padding = head[4] & NGHTTP2_FLAG_PADDED;
  if(is_data) count_late(h, id, len);
  if(is_data && len && !may_be_padding) return;
  if(++h->flood.idle_frames > IDLE_FRAMES_MAX) calm(h, "too many frames that bring nothing");
}

void http2_flood_progress(struct http2 *h) { h->flood.idle_frames = 0; }

void http2_flood_expect(struct http2 *h, uint32_t window) { h->flood.late_room += window; }

void http2_flood_queued(struct http2 *h)
{
  size_t most = QUEUED_FRAMES_MAX + h->streams.count;
  if(nghttp2_session_get_outbound_queue_size(h->session) > most) calm(h, "it makes more to answer than it reads");
}
