#include "codec/range/range.h"
#include "base/str.h"

#define OFFSET_MAX (INT64_MAX - 1) /* so that the count of bytes up to there is a number */

static bool read_suffix(struct span text, struct byte_range *ret)
{
  uint64_t count;
  if(!span_parse_u64(text, OFFSET_MAX, &count) || !count) return false;
  *ret = (struct byte_range){ -(curl_off_t)count, (curl_off_t)count };
  return true;
}

static bool read_both(struct span first, struct span last, struct byte_range *ret)
{
  uint64_t from, to = 0;
  if(!span_parse_u64(first, OFFSET_MAX, &from)) return false;
  if(last.len && (!span_parse_u64(last, OFFSET_MAX, &to) || to < from)) return false;
  *ret = (struct byte_range){ (curl_off_t)from, last.len ? (curl_off_t)(to - from) + 1 : -1 };
  return true;
}

bool byte_range_parse(struct span text, struct byte_range *ret)
{
  text = span_trim(text);
  const uint8_t *dash = text.len ? memchr(text.at, '-', text.len) : NULL;
  struct span first = span_of(text.at, dash ? (size_t)(dash - text.at) : text.len);
  struct span last = dash ? span_of(dash + 1, text.len - first.len - 1) : span_of(text.at, 0);
  return dash && !first.len ? read_suffix(last, ret) : read_both(first, last, ret);
}
