#include "proto/http/h1_out.h"
#include "codec/http1/encode.h"
#include "proto/http/trailer.h"

#define ROOM_MAX  (2 * 1024 * 1024) /* CURLOPT_UPLOAD_BUFFERSIZE(3) */
#define FRAME_MAX (H1_CHUNK_HEAD_MAX + sizeof H1_CHUNK_END - 1)
/* The head, pieces that are not full yet and a full one, the trailer section. */
#define OUT_MAX (HTTP_HEAD_MAX + ROOM_MAX / 2 + ROOM_MAX + FRAME_MAX + HTTP_HEAD_MAX)

void h1_out_init(struct h1_out *out) { *out = (struct h1_out){ .bytes = BUF_INIT(OUT_MAX) }; }

void h1_out_free(struct h1_out *out) { buf_free(&out->bytes); }

CURLcode h1_out_begin(struct h1_out *out, const struct proto_request *r, struct xfer *x, int version)
{
  buf_reset(&out->bytes);
  *out = (struct h1_out){ .bytes = out->bytes };
  TRY(http_request_write(&out->bytes, r, version, &x->trace, &out->body));
  out->head_left = out->bytes.len;
  out->body_is_over = !out->body.has_body || (out->body.is_withheld && !out->body.is_chunked);
  return CURLE_OK;
}

static CURLcode check_given(const struct h1_out *out, struct xfer *x, size_t got)
{
  curl_off_t size = out->body.size;
  if(out->body.is_chunked || size < 0) return CURLE_OK;
  if(!got && out->given < size)
    return trace_fail(&x->trace, CURLE_READ_ERROR, "The upload ended after %lld of %lld bytes", (long long)out->given,
                      (long long)size);
  return CURLE_OK;
}

/* The chunk's data stands at `data`, behind room for the longest head: close the gap. */
static CURLcode frame_chunk(struct buf *b, size_t len)
{
  uint8_t head[H1_CHUNK_HEAD_MAX];
  uint8_t *at = b->at + b->len;
  size_t head_len = h1_encode_chunk_head(head, len);
  memcpy(at, head, head_len);
  memmove(at + head_len, at + H1_CHUNK_HEAD_MAX, len);
  b->len += head_len + len;
  return buf_add_text(b, H1_CHUNK_END);
}

/* What the source is asked for: not more than is announced of a body, and memory for no more than that. */
static size_t room_for_piece(const struct h1_out *out, const struct proto_request *r)
{
  curl_off_t left = out->body.size - out->given;
  bool is_announced = !out->body.is_chunked && out->body.size >= 0;
  if(out->body.is_withheld) return 0;
  return is_announced && left < (curl_off_t)r->upload_room ? (size_t)left : r->upload_room;
}

static bool is_all_given(const struct h1_out *out, size_t got)
{
  return !got || (!out->body.is_chunked && out->given == out->body.size);
}

/* Ask the source for one more piece. CURLE_AGAIN: it is paused. */
static CURLcode add_piece(struct h1_out *out, const struct proto_request *r, struct xfer *x)
{
  struct buf *b = &out->bytes;
  size_t gap = out->body.is_chunked ? H1_CHUNK_HEAD_MAX : 0, got = 0, room = room_for_piece(out, r);
  TRY(buf_reserve(b, room + FRAME_MAX));
  if(room) TRY(x->ops->upload(x, b->at + b->len + gap, room, &got));
  TRY(check_given(out, x, got));
  out->given += (curl_off_t)got;
  if(!out->body.is_chunked)
    b->len += got;
  else if(got)
    TRY(frame_chunk(b, got));
  else
    TRY(http_trailer_write(b, r->http, &x->trace));
  out->body_is_over = is_all_given(out, got);
  return CURLE_OK;
}

/* Fill up while there is room. A paused source is no error: what is there is sent. */
static CURLcode fill(struct h1_out *out, const struct proto_request *r, struct xfer *x)
{
  buf_drop(&out->bytes, out->sent);
  out->sent = 0;
  while(!out->body_is_over && out->bytes.len < r->upload_room / 2) {
    CURLcode code = add_piece(out, r, x);
    if(code == CURLE_AGAIN) return CURLE_OK;
    TRY(code);
  }
  return CURLE_OK;
}

static void count_sent(struct h1_out *out, const struct proto_request *r, struct xfer *x, size_t sent)
{
  size_t head = sent < out->head_left ? sent : out->head_left;
  if(head) trace_data(&x->trace, CURLINFO_HEADER_OUT, span_of(out->bytes.at + out->sent, head));
  if(sent > head) trace_data(&x->trace, CURLINFO_DATA_OUT, span_of(out->bytes.at + out->sent + head, sent - head));
  *r->request_bytes += (long)sent;
  out->head_left -= head;
  out->sent += sent;
  if(out->sent == out->bytes.len) {
    buf_reset(&out->bytes);
    out->sent = 0;
  }
}

static CURLcode flush(struct h1_out *out, const struct proto_request *r, struct xfer *x, struct stream *s)
{
  while(out->bytes.len) {
    size_t sent;
    TRY(stream_write(s, &x->trace, out->bytes.at + out->sent, out->bytes.len - out->sent, &sent));
    count_sent(out, r, x, sent);
  }
  return CURLE_OK;
}

CURLcode h1_out_run(struct h1_out *out, const struct proto_request *r, struct xfer *x, struct stream *s, int64_t now)
{
  if(out->state == H1_OUT_EXPECTING && now >= out->deadline) h1_out_continue(out);
  while(!h1_out_is_over(out) && out->state != H1_OUT_EXPECTING) {
    bool may_fill = out->state == H1_OUT_BODY || !out->body.expects_continue;
    CURLcode filled = may_fill ? fill(out, r, x) : CURLE_OK;
    if(filled) {
      CURLcode lost = flush(out, r, x, s); /* what was made before the source failed still goes out */
      return lost == CURLE_AGAIN || !lost ? filled : lost;
    }
    if(!out->bytes.len && !out->body_is_over) return CURLE_OK; /* paused */
    TRY(flush(out, r, x, s));
    if(out->body_is_over) {
      out->state = H1_OUT_DONE;
      x->ops->mark(x, XFER_REQUEST_SENT);
    } else if(may_fill) {
      out->state = H1_OUT_BODY;
    } else {
      out->state = H1_OUT_EXPECTING;
      out->deadline = now + r->http->expect_timeout_ms * INT64_C(1000);
    }
  }
  return CURLE_OK;
}

void h1_out_continue(struct h1_out *out)
{
  if(out->state == H1_OUT_EXPECTING) out->state = H1_OUT_BODY;
}

void h1_out_abandon(struct h1_out *out)
{
  if(out->state != H1_OUT_DONE) out->state = H1_OUT_ABANDONED;
}
