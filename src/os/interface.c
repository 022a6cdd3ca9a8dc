#include "os/socket.h"
#include <ifaddrs.h>

/* RFC 4007, section 4; unique local addresses (RFC 4193) are global by scope, but best used among themselves. */
enum scope { SCOPE_LOOPBACK, SCOPE_LINK, SCOPE_UNIQUE, SCOPE_GLOBAL };

static enum scope scope_of(const struct in6_addr *a)
{
  if(IN6_IS_ADDR_LOOPBACK(a)) return SCOPE_LOOPBACK;
  if(IN6_IS_ADDR_LINKLOCAL(a)) return SCOPE_LINK;
  return (a->s6_addr[0] & 0xfe) == 0xfc ? SCOPE_UNIQUE : SCOPE_GLOBAL;
}

/* How well `local` reaches `peer`: 0 not at all. */
static int fitness_ipv6(const struct sockaddr *local, const struct sockaddr *peer)
{
  struct sockaddr_in6 from;
  struct sockaddr_in6 to;
  if(peer->sa_family != AF_INET6) return 1;
  memcpy(&from, local, sizeof from);
  memcpy(&to, peer, sizeof to);
  enum scope ours = scope_of(&from.sin6_addr);
  enum scope theirs = scope_of(&to.sin6_addr);
  if(ours == SCOPE_LINK && to.sin6_scope_id && to.sin6_scope_id != from.sin6_scope_id) return 0;
  if(ours == theirs) return 2;
  return ours >= SCOPE_UNIQUE && theirs >= SCOPE_UNIQUE;
}

bool os_interface_address(const char *name, int family, const struct sockaddr *peer, struct address *ret, bool *exists)
{
  struct ifaddrs *all = NULL;
  int best = 0;
  *exists = false;
  if(getifaddrs(&all)) return false;
  for(const struct ifaddrs *i = all; i; i = i->ifa_next) {
    if(!i->ifa_name || strcmp(i->ifa_name, name) != 0) continue;
    *exists = true;
    if(!i->ifa_addr || i->ifa_addr->sa_family != family) continue;
    int fitness = family == AF_INET6 ? fitness_ipv6(i->ifa_addr, peer) : 2;
    if(fitness <= best) continue;
    best = fitness;
    *ret = (struct address){ .len = family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in) };
    memcpy(&ret->addr, i->ifa_addr, ret->len);
  }
  freeifaddrs(all);
  return best;
}
