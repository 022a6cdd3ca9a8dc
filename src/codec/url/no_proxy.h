/* The text of CURLOPT_NOPROXY(3) and of the environment's NO_PROXY: which hosts are reached without a proxy. */
#ifndef CODEC_URL_NO_PROXY_H
#define CODEC_URL_NO_PROXY_H
#include "base/cursor.h"

/* Does `list` have an entry for `host` (as in a URL: IPv6 in brackets)? Entries stand between commas, with blanks around
 * them; of an entry with a blank inside, what stands before it counts.
 *
 * A list that is "*" alone has every host. A host that is a name is matched by itself and by any domain that it is in,
 * in any case, with or without a leading dot before the domain and a trailing one behind either. An address is matched by
 * itself and by "address/bits", where 0 bits are all of them, as libcurl has it. An entry with brackets, a port, or bits
 * that the address does not have is for nobody. */
bool no_proxy_has(const char *list, const char *host);

#endif
