/* One range of bytes, as CURLOPT_RANGE(3) has it for protocols that know no lists of them. */
#ifndef CODEC_RANGE_RANGE_H
#define CODEC_RANGE_RANGE_H
#include "base/cursor.h"
#include "base/result.h"

struct byte_range {
  curl_off_t from;  /* where it begins; less than 0: so many bytes before the end */
  curl_off_t count; /* bytes; -1: all that follow */
};

/* "a-b" with both ends, "a-" or "a" to the end, "-n" for the last n bytes; blanks around it. False: something else, an end
 * before its beginning, no bytes at all, or numbers beyond INT64_MAX. */
bool byte_range_parse(struct span text, struct byte_range *ret);

#endif
