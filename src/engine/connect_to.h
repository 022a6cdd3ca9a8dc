/* CURLOPT_CONNECT_TO(3): "HOST:PORT:CONNECT-TO-HOST:CONNECT-TO-PORT". */
#ifndef ENGINE_CONNECT_TO_H
#define ENGINE_CONNECT_TO_H
#include "base/cursor.h"
#include "base/result.h"

struct connect_to {
  struct span host; /* without brackets; len 0: the URL's */
  uint16_t port;    /* 0: the URL's */
};

/* What the first entry for `host` (IPv6 in brackets) and `port` says; all zero where none does.
 * CURLE_SETOPT_OPTION_SYNTAX: an entry that would have to be looked at is none. */
MUST_USE CURLcode connect_to_find(const struct curl_slist *entries, const char *host, uint16_t port,
                                  struct connect_to *ret);

#endif
