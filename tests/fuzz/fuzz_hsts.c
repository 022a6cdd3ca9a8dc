/* Any field, and any line: what is understood of a line is the same when it was written again. */
#include "codec/hsts/hsts.h"
#include <stdlib.h>

static void check(bool holds)
{
  if(!holds) abort();
}

static void check_line(struct span text)
{
  struct hsts_line line, again;
  struct buf written = BUF_INIT(1024 * 1024);
  if(!hsts_parse_line(text, &line)) return;
  check(!memchr(line.host.at, ' ', line.host.len));
  check(!hsts_write_line(&written, &line));
  check(hsts_parse_line(span_of(written.at, written.len - 1), &again));
  check(span_equal(line.host, again.host) && span_equal(line.stamp, again.stamp));
  check(line.subdomains == again.subdomains);
  buf_free(&written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct hsts_policy policy;
  hsts_parse_policy(span_of(data, size), &policy);
  check_line(span_of(data, size));
  return 0;
}
