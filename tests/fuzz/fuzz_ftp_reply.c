/* A server's replies, read whole and in pieces of the size that the first byte says: both must end alike, after the same
 * lines. */
#include "codec/ftp/reply.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
  CURLcode code;
  bool is_between;
  struct buf events; /* all lines, after their kind and code */
};

static void check(bool holds)
{
  if(!holds) abort();
}

static void note(struct outcome *o, const struct ftp_reply_event *e)
{
  check(e->line.len && e->line.at[e->line.len - 1] == '\n' && !memchr(e->line.at, '\0', e->line.len));
  if(e->kind == FTP_REPLY_END) {
    check(e->code >= 100 && e->code <= 699 && e->text.len < e->line.len);
    check(e->text.at >= e->line.at && e->text.at + e->text.len < e->line.at + e->line.len);
  }
  check(!buf_addf(&o->events, "%d %d ", (int)e->kind, e->code) && !buf_add_span(&o->events, e->line));
}

static void decode(struct span text, size_t step, struct outcome *o)
{
  struct ftp_reply r = FTP_REPLY_INIT;
  for(size_t done = 0; done < text.len && !o->code;) {
    size_t n = text.len - done < step ? text.len - done : step;
    uint8_t *piece = malloc(n);
    check(piece);
    memcpy(piece, text.at + done, n);
    struct cursor in = { piece, piece + n };
    struct ftp_reply_event e;
    while(!(o->code = ftp_reply_decode(&r, &in, &e)) && e.kind != FTP_REPLY_MORE) note(o, &e);
    check(o->code ? o->code == CURLE_WEIRD_SERVER_REPLY : !cursor_left(&in));
    check(r.line.len <= FTP_LINE_MAX);
    done += n;
    free(piece);
  }
  o->is_between = ftp_reply_is_between(&r);
  ftp_reply_free(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if(size < 2) return 0;
  struct span text = span_of(data + 1, size - 1);
  struct outcome whole = { .events = BUF_INIT(64u << 20) }, split = { .events = BUF_INIT(64u << 20) };
  decode(text, text.len, &whole);
  decode(text, data[0] + 1u, &split);
  check(whole.code == split.code && (whole.code || whole.is_between == split.is_between));
  check(span_equal(buf_span(&whole.events), buf_span(&split.events)));
  buf_free(&whole.events);
  buf_free(&split.events);
  return 0;
}
