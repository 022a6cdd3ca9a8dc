#include "base/address.h"
#include "base/mem.h"
#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>

struct address_set *address_set_new(size_t count)
{
  if(count > (SIZE_MAX - sizeof(struct address_set)) / sizeof(struct address)) return NULL;
  struct address_set *s = mem_zalloc(sizeof *s + count * sizeof s->at[0]);
  if(!s) return NULL;
  s->refs = 1;
  s->count = count;
  return s;
}

struct address_set *address_set_ref(struct address_set *s)
{
  __atomic_add_fetch(&s->refs, 1, __ATOMIC_RELAXED);
  return s;
}

void address_set_unref(struct address_set *s)
{
  if(s && !__atomic_sub_fetch(&s->refs, 1, __ATOMIC_ACQ_REL)) mem_free(s);
}

static bool parse_ipv4(const char *text, uint16_t port, struct address *ret)
{
  struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(port) };
  if(inet_pton(AF_INET, text, &in.sin_addr) != 1) return false;
  *ret = (struct address){ .len = sizeof in };
  memcpy(&ret->addr, &in, sizeof in);
  return true;
}

/* RFC 4007, section 11.2: the zone is an interface's name or number. */
static bool parse_zone(const char *zone, uint32_t *ret)
{
  uint64_t number = 0;
  for(const char *c = zone; *c; c++) {
    if(*c < '0' || *c > '9') number = UINT64_MAX;
    if(number > UINT32_MAX) break;
    number = number * 10 + (uint64_t)(*c - '0');
  }
  *ret = number <= UINT32_MAX ? (uint32_t)number : if_nametoindex(zone);
  return *zone && *ret;
}

static bool parse_ipv6(const char *text, uint16_t port, struct address *ret)
{
  struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
  char plain[INET6_ADDRSTRLEN];
  const char *zone = strchr(text, '%');
  size_t len = zone ? (size_t)(zone - text) : strlen(text);
  if(len >= sizeof plain) return false;
  memcpy(plain, text, len);
  plain[len] = '\0';
  if(inet_pton(AF_INET6, plain, &in6.sin6_addr) != 1) return false;
  if(zone && !parse_zone(zone + 1, &in6.sin6_scope_id)) return false;
  *ret = (struct address){ .len = sizeof in6 };
  memcpy(&ret->addr, &in6, sizeof in6);
  return true;
}

void address_set_port(struct address *a, uint16_t port)
{
  if(a->addr.ss_family == AF_INET) {
    struct sockaddr_in in;
    memcpy(&in, &a->addr, sizeof in);
    in.sin_port = htons(port);
    memcpy(&a->addr, &in, sizeof in);
  }
  if(a->addr.ss_family == AF_INET6) {
    struct sockaddr_in6 in6;
    memcpy(&in6, &a->addr, sizeof in6);
    in6.sin6_port = htons(port);
    memcpy(&a->addr, &in6, sizeof in6);
  }
}

bool address_parse(const char *text, uint16_t port, struct address *ret)
{
  return parse_ipv4(text, port, ret) || parse_ipv6(text, port, ret);
}

void address_put(struct address *to, struct span ip, uint16_t port)
{
  struct sockaddr_in in = { .sin_family = AF_INET };
  struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
  bool is_ipv4 = ip.len == sizeof in.sin_addr;
  *to = (struct address){ .len = is_ipv4 ? sizeof in : sizeof in6 };
  memcpy(is_ipv4 ? (void *)&in.sin_addr : &in6.sin6_addr, ip.at, ip.len);
  memcpy(&to->addr, is_ipv4 ? (void *)&in : &in6, to->len);
  address_set_port(to, port);
}

bool address_unix(const char *path, size_t len, struct address *ret)
{
  struct sockaddr_un un = { .sun_family = AF_UNIX };
  bool abstract = len && !path[0];
  size_t room = abstract ? sizeof un.sun_path : sizeof un.sun_path - 1;
  if(!len || len > room) return false;
  memcpy(un.sun_path, path, len);
  *ret = (struct address){ .len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len + (abstract ? 0 : 1)) };
  memcpy(&ret->addr, &un, sizeof un);
  return true;
}

void address_text(const struct sockaddr *addr, socklen_t len, char text[ADDRESS_TEXT_MAX])
{
  text[0] = '\0';
  if(addr->sa_family == AF_INET && len >= sizeof(struct sockaddr_in)) {
    struct sockaddr_in in;
    memcpy(&in, addr, sizeof in);
    inet_ntop(AF_INET, &in.sin_addr, text, ADDRESS_TEXT_MAX);
  }
  if(addr->sa_family == AF_INET6 && len >= sizeof(struct sockaddr_in6)) {
    struct sockaddr_in6 in6;
    char name[IF_NAMESIZE];
    memcpy(&in6, addr, sizeof in6);
    inet_ntop(AF_INET6, &in6.sin6_addr, text, ADDRESS_TEXT_MAX);
    if(in6.sin6_scope_id && if_indextoname(in6.sin6_scope_id, name)) {
      size_t used = strlen(text);
      snprintf(text + used, ADDRESS_TEXT_MAX - used, "%%%s", name);
    }
  }
}

uint16_t address_port(const struct sockaddr *addr, socklen_t len)
{
  if(addr->sa_family == AF_INET && len >= sizeof(struct sockaddr_in)) {
    struct sockaddr_in in;
    memcpy(&in, addr, sizeof in);
    return ntohs(in.sin_port);
  }
  if(addr->sa_family == AF_INET6 && len >= sizeof(struct sockaddr_in6)) {
    struct sockaddr_in6 in6;
    memcpy(&in6, addr, sizeof in6);
    return ntohs(in6.sin6_port);
  }
  return 0;
}

bool address_is_any(const struct address *a)
{
  struct sockaddr_in in;
  struct sockaddr_in6 in6;
  memcpy(&in, &a->addr, sizeof in);
  memcpy(&in6, &a->addr, sizeof in6);
  return a->addr.ss_family == AF_INET    ? in.sin_addr.s_addr == htonl(INADDR_ANY)
         : a->addr.ss_family == AF_INET6 ? IN6_IS_ADDR_UNSPECIFIED(&in6.sin6_addr)
                                         : false;
}
