#include "policy/prefix.h"
#include "base/str.h"
#include <arpa/inet.h>

struct ip ip_of_ipv4(const uint8_t at[4])
{
  struct ip ip = { .family = AF_INET };
  memcpy(ip.at, at, 4);
  return ip;
}

bool ip_of_sockaddr(const struct sockaddr *addr, socklen_t len, struct ip *ret)
{
  struct sockaddr_storage whole = { .ss_family = AF_UNSPEC };
  if(!addr || len > sizeof whole) return false;
  memcpy(&whole, addr, len);
  if(whole.ss_family == AF_INET && len >= sizeof(struct sockaddr_in)) {
    *ret = (struct ip){ .family = AF_INET };
    memcpy(ret->at, (uint8_t *)&whole + offsetof(struct sockaddr_in, sin_addr), 4);
    return true;
  }
  if(whole.ss_family == AF_INET6 && len >= sizeof(struct sockaddr_in6)) {
    *ret = (struct ip){ .family = AF_INET6 };
    memcpy(ret->at, (uint8_t *)&whole + offsetof(struct sockaddr_in6, sin6_addr), 16);
    return true;
  }
  return false;
}

void ip_text(const struct ip *ip, char text[INET6_ADDRSTRLEN])
{
  inet_ntop(ip->family, ip->at, text, INET6_ADDRSTRLEN);
}

unsigned ip_common_bits(const struct ip *a, const struct ip *b)
{
  for(unsigned i = 0; i < sizeof a->at; i++) {
    unsigned differ = a->at[i] ^ b->at[i];
    if(differ) return i * 8 + (unsigned)__builtin_clz(differ << 24);
  }
  return 128;
}

bool prefix_has(const struct prefix *p, const struct ip *ip)
{
  return p->ip.family == ip->family && ip_common_bits(&p->ip, ip) >= p->bits;
}

/* Digits as they are written: a leading zero may mean octal to who wrote it. */
static bool parse_bits(const char *text, uint64_t max, uint8_t *ret)
{
  uint64_t bits;
  if(text[0] == '0' && text[1]) return false;
  if(!span_parse_u64(span_text(text), max, &bits)) return false;
  *ret = (uint8_t)bits;
  return true;
}

static bool ends_in_zeros(const struct prefix *p)
{
  struct ip network = { .family = p->ip.family };
  memcpy(network.at, p->ip.at, p->bits / 8U);
  if(p->bits % 8) network.at[p->bits / 8] = (uint8_t)(p->ip.at[p->bits / 8] & (0xff00 >> p->bits % 8));
  return !memcmp(&network, &p->ip, sizeof network);
}

bool prefix_parse(const char *text, struct prefix *ret)
{
  char address[INET6_ADDRSTRLEN];
  struct prefix p = { .bits = 0 };
  size_t len = strcspn(text, "/");
  if(len >= sizeof address) return false;
  memcpy(address, text, len);
  address[len] = '\0';
  p.ip.family = memchr(address, ':', len) ? AF_INET6 : AF_INET;
  if(inet_pton(p.ip.family, address, p.ip.at) != 1) return false;
  p.bits = p.ip.family == AF_INET ? 32 : 128;
  if(text[len] && !parse_bits(text + len + 1, p.bits, &p.bits)) return false;
  if(!ends_in_zeros(&p)) return false;
  *ret = p;
  return true;
}
