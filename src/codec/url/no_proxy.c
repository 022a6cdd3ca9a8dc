#include "codec/url/no_proxy.h"
#include "base/str.h"
#include <arpa/inet.h>

/* A host that is an address; `len` is 0 where it is a name. */
struct ip {
  size_t len;
  uint8_t bytes[sizeof(struct in6_addr)];
};

static struct ip parse_ip(struct span text)
{
  struct ip ip = { 0 };
  char copy[INET6_ADDRSTRLEN];
  if(!text.len || text.len >= sizeof copy) return ip;
  memcpy(copy, text.at, text.len);
  copy[text.len] = '\0';
  if(inet_pton(AF_INET, copy, ip.bytes) == 1)
    ip.len = sizeof(struct in_addr);
  else if(inet_pton(AF_INET6, copy, ip.bytes) == 1)
    ip.len = sizeof(struct in6_addr);
  return ip;
}

static bool equal_bits(const uint8_t *a, const uint8_t *b, size_t bits)
{
  size_t bytes = bits / 8, rest = bits % 8;
  if(memcmp(a, b, bytes)) return false;
  return !rest || (a[bytes] ^ b[bytes]) >> (8 - rest) == 0;
}

static bool is_in_network(const struct ip *ip, struct span entry)
{
  const uint8_t *slash = memchr(entry.at, '/', entry.len);
  size_t len = slash ? (size_t)(slash - entry.at) : entry.len;
  struct ip network = parse_ip(span_of(entry.at, len));
  uint64_t bits = 0;
  if(network.len != ip->len) return false;
  if(slash && !span_parse_u64(span_of(slash + 1, entry.len - len - 1), ip->len * 8, &bits)) return false;
  return equal_bits(ip->bytes, network.bytes, bits ? (size_t)bits : ip->len * 8);
}

static struct span without_last_dot(struct span name)
{
  if(name.len && name.at[name.len - 1] == '.') name.len--;
  return name;
}

static bool is_in_domain(struct span name, struct span domain)
{
  domain = without_last_dot(domain);
  if(domain.len && *domain.at == '.') domain = span_of(domain.at + 1, domain.len - 1);
  if(!domain.len || domain.len > name.len) return false;
  size_t before = name.len - domain.len;
  if(before && name.at[before - 1] != '.') return false;
  return span_equal_nocase(span_of(name.at + before, domain.len), domain);
}

/* Up to the next comma, and of that the first word. */
static struct span take_entry(struct cursor *c)
{
  const uint8_t *comma = memchr(c->at, ',', cursor_left(c));
  struct span entry = span_trim(cursor_take(c, comma ? (size_t)(comma - c->at) : cursor_left(c)));
  size_t len = 0;
  if(comma) cursor_take(c, 1);
  while(len < entry.len && !ascii_is_blank(entry.at[len])) len++;
  return span_of(entry.at, len);
}

bool no_proxy_has(const char *list, const char *host)
{
  struct span name = span_text(host);
  bool in_brackets = name.len > 2 && *host == '[' && host[name.len - 1] == ']';
  if(!strcmp(list, "*")) return true;
  if(in_brackets) name = span_of(host + 1, name.len - 2);
  struct ip ip = parse_ip(name);
  name = without_last_dot(name);
  for(struct cursor c = cursor_of(span_text(list)); cursor_left(&c);) {
    struct span entry = take_entry(&c);
    if(entry.len && (ip.len ? is_in_network(&ip, entry) : is_in_domain(name, entry))) return true;
  }
  return false;
}
