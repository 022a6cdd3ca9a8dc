/* Percent-encoding (RFC 3986, section 2.1). */
#ifndef BASE_PERCENT_H
#define BASE_PERCENT_H
#include "base/cursor.h"

/* Which bytes stand for themselves; one of these, with or without PERCENT_PLUS. */
enum {
  PERCENT_KEEP_UNRESERVED, /* letters, digits and "-._~" */
  PERCENT_KEEP_PATH,       /* those and what a path may hold: "/!$&'(){}[]*+,;=:@" */
  PERCENT_KEEP_PRINTABLE,  /* printable ASCII: for text that is, or nearly is, encoded already */
  PERCENT_KEEP_ALL,        /* every byte */
  PERCENT_PLUS = 8         /* a space is '+', as in queries */
};

/* Letters, digits and "-._~" (RFC 3986, section 2.3). */
bool percent_is_unreserved(int c);

/* Write `from` to `to`, which has room for three times its length, and return the length written. Nothing is
 * terminated. PRINTABLE and ALL leave "%xx" what it is, with its digits in upper case. */
size_t percent_encode(char *to, struct span from, unsigned how);

/* The byte that "%xx" at the start of `s` stands for, or -1 where there is none. */
int percent_byte(struct span s);

/* Write `from`, every "%xx" as its byte, to `to`, which has room for its length and may be `from.at`. Returns the length
 * written; nothing is terminated. A '%' without two digits stands for itself. */
size_t percent_decode(char *to, struct span from);

#endif
