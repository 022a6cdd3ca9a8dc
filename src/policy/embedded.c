#include "policy/embedded.h"

struct form {
  const char *how;
  uint8_t from, len;   /* these bytes of the address are */
  uint8_t pattern[12]; /* this */
  uint8_t at;          /* where the IPv4 address stands */
  uint8_t flip;        /* what each of its bytes is xor-ed with */
};

static const struct form isatap[] = {
  { "ISATAP", 8, 4, { 0x00, 0x00, 0x5e, 0xfe }, 12, 0 },
  { "ISATAP", 8, 4, { 0x02, 0x00, 0x5e, 0xfe }, 12, 0 }, /* of a public address: the "universal" bit is set */
};

static const struct form forms[] = {
  { "IPv4-mapped", 0, 12, { [10] = 0xff, 0xff }, 12, 0 },
  { "IPv4-compatible", 0, 12, { 0 }, 12, 0 },
  { "IPv4-translated", 0, 12, { [8] = 0xff, 0xff }, 12, 0 },
  { "NAT64", 0, 12, { 0x00, 0x64, 0xff, 0x9b }, 12, 0 },
  { "6to4", 0, 2, { 0x20, 0x02 }, 2, 0 },
  { "Teredo server", 0, 4, { 0x20, 0x01 }, 4, 0 },
  { "Teredo client", 0, 4, { 0x20, 0x01 }, 12, 0xff },
};
_Static_assert(sizeof forms / sizeof *forms + sizeof isatap / sizeof *isatap + NAT64_LENGTHS <= EMBEDDED_MAX,
               "an address with all of them");

static bool has_form(const struct ip *ip, const struct form *f)
{
  return ip->family == AF_INET6 && !memcmp(ip->at + f->from, f->pattern, f->len);
}

static struct embedded read_form(const struct ip *ip, const struct form *f)
{
  uint8_t bytes[4];
  for(size_t i = 0; i < sizeof bytes; i++) bytes[i] = ip->at[f->at + i] ^ f->flip;
  return (struct embedded){ ip_of_ipv4(bytes), f->how };
}

/* RFC 4291, sections 2.5.2 and 2.5.3: "::" and "::1" are themselves. */
static bool is_unspecified_or_loopback(const struct ip *ip)
{
  static const uint8_t zeros[15];
  return ip->family == AF_INET6 && !memcmp(ip->at, zeros, sizeof zeros) && ip->at[15] <= 1;
}

/* RFC 6052, section 2.2: behind the prefix, but not in byte 8. */
static struct embedded read_nat64(const struct ip *ip, uint8_t bits)
{
  uint8_t bytes[4];
  size_t from = bits / 8;
  for(size_t i = 0; i < sizeof bytes; i++) {
    if(from == 8) from++;
    bytes[i] = ip->at[from++];
  }
  return (struct embedded){ ip_of_ipv4(bytes), "NAT64" };
}

static size_t find_forms(const struct ip *ip, const struct form *f, size_t count, struct embedded *ret)
{
  size_t found = 0;
  for(size_t i = 0; i < count; i++)
    if(has_form(ip, &f[i])) ret[found++] = read_form(ip, &f[i]);
  return found;
}

size_t embedded_find(const struct ip *ip, uint8_t nat64, struct embedded ret[EMBEDDED_MAX])
{
  if(is_unspecified_or_loopback(ip)) return 0;
  size_t found = find_forms(ip, forms, sizeof forms / sizeof *forms, ret);
  found += find_forms(ip, isatap, sizeof isatap / sizeof *isatap, ret + found);
  for(size_t i = 0; i < NAT64_LENGTHS; i++)
    if(nat64 & 1U << i) ret[found++] = read_nat64(ip, nat64_lengths[i]);
  return found;
}

bool embedded_is_isatap(const struct ip *ip) { return has_form(ip, &isatap[0]) || has_form(ip, &isatap[1]); }
