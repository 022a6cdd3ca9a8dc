#include "codec/http1/chunked.h"
#include "base/str.h"

enum { SIZE, EXTENSION, SIZE_LF, DATA, DATA_END, DATA_LF };

/* A state takes at least one byte of a non-empty input, or goes on to a state that does. It sets `ret->kind` to report
 * something. */
typedef CURLcode state_fn(struct h1_chunked *d, struct cursor *in, struct h1_chunked_event *ret);

static CURLcode fail(struct h1_chunked *d, const char *why)
{
  d->why = why;
  return CURLE_RECV_ERROR;
}

static CURLcode count_line(struct h1_chunked *d)
{
  return ++d->line_len > H1_CHUNKED_LINE_MAX ? fail(d, "chunk size line longer than 16 KiB") : CURLE_OK;
}

/* The size line is complete. */
static void begin_chunk(struct h1_chunked *d, struct h1_chunked_event *ret)
{
  d->line_len = 0;
  d->state = DATA;
  if(!d->left) ret->kind = H1_CHUNKED_TRAILER_SECTION;
}

static CURLcode read_size(struct h1_chunked *d, struct cursor *in, struct h1_chunked_event *ret)
{
  int digit;
  while(cursor_left(in) && (digit = ascii_hex_value(*in->at)) >= 0) {
    TRY(count_line(d));
    if(d->left > (uint64_t)INT64_MAX >> 4) return fail(d, "chunk size too large");
    d->left = d->left << 4 | (uint64_t)digit;
    in->at++;
  }
  if(!cursor_left(in)) return CURLE_OK;
  if(!d->line_len) return fail(d, "chunk without size");
  if(!memchr(";\r\n \t", *in->at, 5)) return fail(d, "malformed chunk size");
  d->state = EXTENSION;
  return CURLE_OK;
}

static CURLcode skip_extension(struct h1_chunked *d, struct cursor *in, struct h1_chunked_event *ret)
{
  while(cursor_left(in)) {
    uint8_t c = *in->at++;
    if(c == '\r') {
      d->state = SIZE_LF;
      return CURLE_OK;
    }
    if(c == '\n') {
      begin_chunk(d, ret);
      return CURLE_OK;
    }
    TRY(count_line(d));
  }
  return CURLE_OK;
}

static CURLcode read_size_lf(struct h1_chunked *d, struct cursor *in, struct h1_chunked_event *ret)
{
  if(*in->at++ != '\n') return fail(d, "bare CR in chunk size line");
  begin_chunk(d, ret);
  return CURLE_OK;
}

static CURLcode read_data(struct h1_chunked *d, struct cursor *in, struct h1_chunked_event *ret)
{
  size_t len = cursor_left(in) < d->left ? cursor_left(in) : (size_t)d->left;
  ret->kind = H1_CHUNKED_DATA;
  ret->bytes = cursor_take(in, len);
  d->left -= len;
  if(!d->left) d->state = DATA_END;
  return CURLE_OK;
}

static CURLcode end_data(struct h1_chunked *d, struct cursor *in, struct h1_chunked_event *ret)
{
  uint8_t c = *in->at++;
  if(c != '\r' && c != '\n') return fail(d, "no line end after chunk");
  d->state = c == '\r' ? DATA_LF : SIZE;
  return CURLE_OK;
}

static CURLcode read_data_lf(struct h1_chunked *d, struct cursor *in, struct h1_chunked_event *ret)
{
  if(*in->at++ != '\n') return fail(d, "bare CR after chunk");
  d->state = SIZE;
  return CURLE_OK;
}

static state_fn *const states[] = {
  [SIZE] = read_size, [EXTENSION] = skip_extension, [SIZE_LF] = read_size_lf,
  [DATA] = read_data, [DATA_END] = end_data,        [DATA_LF] = read_data_lf,
};

CURLcode h1_chunked_next(struct h1_chunked *d, struct cursor *in, struct h1_chunked_event *ret)
{
  struct h1_chunked_event event = { .kind = H1_CHUNKED_MORE };
  while(event.kind == H1_CHUNKED_MORE && cursor_left(in)) TRY(states[d->state](d, in, &event));
  *ret = event;
  return CURLE_OK;
}

const char *h1_chunked_why(const struct h1_chunked *d) { return d->why; }
