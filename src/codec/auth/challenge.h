/* Challenges: the value of WWW-Authenticate and Proxy-Authenticate fields (RFC 9110, section 11.6.1).
 *
 * A value is a list of challenges, and a challenge may hold a list of parameters, both with commas between. What comes
 * next is a parameter where a '=' follows its name, and else the scheme of the next challenge. Servers are sloppy, so
 * that this reader refuses nothing: a missing comma, blanks around '=', a quoted string without its end and unquoted
 * values of any bytes are read as they are meant, and bytes that can begin nothing are skipped up to the next comma.
 */
#ifndef CODEC_AUTH_CHALLENGE_H
#define CODEC_AUTH_CHALLENGE_H
#include "base/buf.h"

/* The spans point into the value. */
struct auth_challenge {
  struct span scheme;  /* never empty; compare in any case */
  struct span token68; /* the single argument that schemes like Negotiate take; empty: none */
  struct span params;  /* for auth_param_next; empty: none */
};

/* Take the next challenge from the value. False: there is none any more, and `*ret` is unchanged. */
bool auth_challenge_next(struct cursor *c, struct auth_challenge *ret);

struct auth_param {
  struct span name;  /* never empty; compare in any case */
  struct span value; /* as it is written, without the quotation marks around it */
  bool is_quoted;    /* backslashes in the value stand for the byte behind them */
};

/* Take the next parameter from a challenge's. False: there is none any more; cursor and `*ret` are unchanged. */
bool auth_param_next(struct cursor *c, struct auth_param *ret);

/* Append what the value means. As buf_add. */
MUST_USE CURLcode auth_param_unquote(const struct auth_param *p, struct buf *to);

#endif
