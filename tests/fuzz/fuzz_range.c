/* Any text: a range lies within what can be counted, and written again it is the same. */
#include "codec/range/range.h"
#include <stdio.h>
#include <stdlib.h>

static void check(bool holds)
{
  if(!holds) abort();
}

static void write(char *to, size_t room, const struct byte_range *r)
{
  if(r->from < 0)
    snprintf(to, room, "%lld", (long long)r->from);
  else if(r->count < 0)
    snprintf(to, room, "%lld-", (long long)r->from);
  else
    snprintf(to, room, "%lld-%lld", (long long)r->from, (long long)(r->from + r->count - 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  char text[64];
  struct byte_range range, again;
  if(!byte_range_parse(span_of(data, size), &range)) return 0;
  check(range.count == -1 || range.count > 0);
  check(range.from >= 0 || range.count == -range.from);
  check(range.from < 0 || range.count < 0 || range.count <= INT64_MAX - range.from);
  write(text, sizeof text, &range);
  check(byte_range_parse(span_text(text), &again) && again.from == range.from && again.count == range.count);
  return 0;
}
