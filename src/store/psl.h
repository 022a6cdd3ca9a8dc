/* The public suffix list (publicsuffix.org): the domains below which anybody can have one of his own. It is the one that
 * libpsl was built with. Names are in lower case and ASCII, without a dot at their end. */
#ifndef STORE_PSL_H
#define STORE_PSL_H
#include <stdbool.h>

/* Is it one? Every name without a dot is. */
bool public_suffix_is(const char *domain);
/* The part of `host` that belongs to one owner: the public suffix in it, and one label more; all of it where it has
 * none. */
const char *public_suffix_site(const char *host);
/* libpsl's version, as text. */
const char *public_suffix_library(void);

#endif
