/* Inside of the cookie jar. */
#ifndef STORE_COOKIES_INTERNAL_H
#define STORE_COOKIES_INTERNAL_H
#include "base/hash.h"
#include "base/list.h"
#include "store/cookies.h"

#define COOKIE_HOST_MAX 255 /* bytes; RFC 1035, section 2.3.4 */

/* Cookies of one domain, or of one site; it goes with the last of them. */
struct cookie_group {
  struct hash_node node;
  struct list cookies; /* the oldest first */
  size_t received;     /* of them are from answers */
  uint8_t name[];      /* in lower case; "" is the domain of those that go everywhere */
};

struct cookie_entry {
  struct cookie cookie;     /* points to `bytes` */
  struct hash_node by_name; /* the site, a NUL, the name */
  struct list_node in_age, in_domain, in_site;
  struct cookie_group *domain, *site;
  uint64_t serial; /* the order in which they were created */
  bool is_live;
  bool is_received;
  bool is_exact;   /* only for the host that is its domain, whatever `has_subdomains` is for a file */
  bool is_deleted; /* it stands for what files may not bring back */
  uint8_t bytes[];
};

struct cookie_jar {
  struct hash domains, sites, names;
  struct list by_age; /* the oldest first */
  size_t count;
  uint64_t serial;
};

/* A host or domain in lower case, with a NUL behind it. */
struct cookie_host {
  size_t len;
  char at[COOKIE_HOST_MAX + 1];
};
/* False: it is longer, or cannot be the domain of a cookie. */
bool cookie_host_fold(struct cookie_host *ret, struct span host);
/* An address has no domain above it. Names do not end in a number (RFC 3696, section 2). */
bool cookie_host_is_address(const struct cookie_host *h);
/* Is `above` the same as `host`, or a domain that it is in? */
bool cookie_host_is_in(const char *host, const char *above);
/* https, or this machine itself. */
bool cookie_origin_is_secure(const struct cookie_origin *o);
/* RFC 6265, section 5.1.4. */
bool cookie_path_is_in(struct span path, struct span above);

static inline bool cookie_entry_is_over(const struct cookie_entry *e, int64_t now)
{
  return e->is_deleted || (e->cookie.expires != COOKIE_SESSION && e->cookie.expires <= now);
}

struct cookie_group *cookie_jar_domain(const struct cookie_jar *j, struct span name);
/* The entries of a site and a name, NULL starts. */
struct cookie_entry *cookie_jar_namesake(const struct cookie_jar *j, const char *site, struct span name,
                                         const struct cookie_entry *after);
/* Copy `c` into the jar, with the flags of `like`: in the place of `former`, or as the newest. */
MUST_USE CURLcode cookie_jar_put(struct cookie_jar *j, const struct cookie_entry *like,
                                 const struct cookie_host *domain, const char *site, struct cookie_entry *former);
void cookie_jar_drop(struct cookie_jar *j, struct cookie_entry *e);

#endif
