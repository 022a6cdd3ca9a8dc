/* What both forms have in common. */
#ifndef CODEC_COOKIE_INTERNAL_H
#define CODEC_COOKIE_INTERNAL_H
#include "codec/cookie/cookie.h"

/* Has it a byte that is a control (RFC 5234's CTL)? */
bool cookie_has_control(struct span s);
/* Is it a name and value that may be kept? */
bool cookie_is_sound_pair(struct span name, struct span value);
/* Without a leading dot. */
struct span cookie_clean_domain(struct span domain);
/* Without quotation marks, and without a slash at the end of a longer one. Empty: it does not begin with '/'. */
struct span cookie_clean_path(struct span path);

#endif
