/* Any field ends, and gives what can be used; a line that is understood is the same when it was written again. */
#include "codec/altsvc/altsvc.h"
#include <stdlib.h>

static void check(bool holds)
{
  if(!holds) abort();
}

static void check_field(struct span value)
{
  struct altsvc_value v;
  struct cursor c = cursor_of(value);
  for(enum altsvc_kind k; (k = altsvc_next(&c, &v)) != ALTSVC_END && k != ALTSVC_BAD;) {
    if(k == ALTSVC_VALUE) check(v.port && memchr(v.host, '\0', sizeof v.host));
  }
}

static void check_line(struct span text)
{
  struct altsvc_line line, again;
  struct buf written = BUF_INIT(1024 * 1024);
  if(!altsvc_parse_line(text, &line)) return;
  check(!altsvc_write_line(&written, &line));
  check(altsvc_parse_line(span_of(written.at, written.len - 1), &again));
  check(span_equal(line.from_host, again.from_host) && span_equal(line.to_host, again.to_host));
  check(span_equal(line.stamp, again.stamp) && line.persist == again.persist);
  check(line.from_port == again.from_port && line.to_port == again.to_port);
  check(line.from_alpn == again.from_alpn && line.to_alpn == again.to_alpn);
  buf_free(&written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  check_field(span_of(data, size));
  check_line(span_of(data, size));
  return 0;
}
