#include "codec/url/host.h"
#include "base/percent.h"
#include "base/str.h"
#include "codec/url/internal.h"
#include <arpa/inet.h>

/* One number of an IPv4 address: decimal, octal after "0", hexadecimal after "0x". */
static bool take_number(struct cursor *c, uint32_t *ret)
{
  size_t left = cursor_left(c);
  int base = 10;
  if(left > 1 && c->at[0] == '0' && ascii_lower(c->at[1]) == 'x') {
    base = 16;
    c->at += 2;
  } else if(left && c->at[0] == '0')
    base = 8;
  const uint8_t *from = c->at;
  uint64_t value = 0;
  for(; c->at < c->end; c->at++) {
    int digit = ascii_hex_value(*c->at);
    if(digit < 0 || digit >= base) break;
    value = value * (uint64_t)base + (uint64_t)digit;
    if(value > UINT32_MAX) return false;
  }
  *ret = (uint32_t)value;
  return c->at > from;
}

/* One to four numbers; all but the last are a byte, the last fills what is left of the 32 bits. */
static bool parse_ipv4(struct span text, uint32_t *ret)
{
  if(text.len > 1 && text.at[text.len - 1] == '.') text.len--;
  struct cursor c = cursor_of(text);
  uint32_t address = 0;
  for(unsigned bits = 32;; bits -= 8) {
    uint32_t number;
    if(!take_number(&c, &number)) return false;
    if(!cursor_left(&c)) {
      if((uint64_t)number >> bits) return false;
      *ret = address | number;
      return true;
    }
    if(*c.at++ != '.' || number > 255 || bits == 8) return false;
    address |= number << (bits - 8);
  }
}

static CURLUcode check_name(struct span name)
{
  for(size_t i = 0; i < name.len; i++)
    if(name.at[i] < 0x80 && !percent_is_unreserved(name.at[i])) return CURLUE_BAD_HOSTNAME;
  bool dot_ends = name.len && name.at[name.len - 1] == '.';
  return dot_ends && (name.len == 1 || name.at[name.len - 2] == '.') ? CURLUE_BAD_HOSTNAME : CURLUE_OK;
}

/* RFC 6874 writes "%25zone"; "%zone" is understood as well. */
static CURLUcode write_zone(struct span text, char zone[URL_ZONE_ROOM])
{
  char decoded[3 * URL_ZONE_ROOM];
  if(text.len >= 2 && text.at[0] == '2' && text.at[1] == '5') text = span_of(text.at + 2, text.len - 2);
  if(!text.len || text.len > sizeof decoded) return CURLUE_BAD_IPV6;
  size_t len = percent_decode(decoded, text);
  if(len >= URL_ZONE_ROOM) return CURLUE_BAD_IPV6;
  for(size_t i = 0; i < len; i++)
    if(!percent_is_unreserved((uint8_t)decoded[i])) return CURLUE_BAD_IPV6;
  memcpy(zone, decoded, len);
  zone[len] = '\0';
  return CURLUE_OK;
}

/* `text` begins with '['. An encoded character of an address is decoded; a '%' that is none begins the zone. */
static CURLUcode write_ipv6(struct span text, char *to, char zone[URL_ZONE_ROOM])
{
  if(text.len < 2 || text.at[text.len - 1] != ']') return CURLUE_BAD_IPV6;
  struct cursor c = cursor_of(span_of(text.at + 1, text.len - 2));
  char plain[INET6_ADDRSTRLEN], found[URL_ZONE_ROOM] = "";
  size_t len = 0;
  while(cursor_left(&c)) {
    int byte = percent_byte(cursor_rest(&c));
    if(*c.at == '%' && byte != ':' && byte != '.' && ascii_hex_value(byte) < 0) {
      c.at++;
      TRY_URL(write_zone(cursor_rest(&c), found));
      break;
    }
    if(len + 1 == sizeof plain) return CURLUE_BAD_IPV6;
    plain[len++] = (char)(byte < 0 ? *c.at : byte);
    c.at += byte < 0 ? 1 : 3;
  }
  plain[len] = '\0';
  struct in6_addr address;
  if(inet_pton(AF_INET6, plain, &address) != 1) return CURLUE_BAD_IPV6;
  inet_ntop(AF_INET6, &address, plain, sizeof plain);
  len = strlen(plain);
  to[0] = '[';
  memcpy(to + 1, plain, len);
  memcpy(to + 1 + len, "]", sizeof "]");
  memcpy(zone, found, sizeof found);
  return CURLUE_OK;
}

CURLUcode url_host_normalize_name(char *name, size_t len)
{
  TRY_URL(check_name(span_of(name, len)));
  name[len] = '\0';
  uint32_t address;
  if(!parse_ipv4(span_of(name, len), &address)) return CURLUE_OK;
  for(int shift = 24; shift >= 0; shift -= 8) {
    name = str_put_u64(name, address >> shift & 255);
    if(shift) *name++ = '.';
  }
  return CURLUE_OK;
}

CURLUcode url_host_normalize(struct span text, char *to, char zone[URL_ZONE_ROOM])
{
  if(text.len && *text.at == '[') return write_ipv6(text, to, zone);
  zone[0] = '\0';
  return url_host_normalize_name(to, percent_decode(to, text));
}

CURLUcode url_host_keep(struct span text, char *to, char zone[URL_ZONE_ROOM])
{
  TRY_URL(url_host_normalize(text, to, zone));
  if(!text.len || *text.at == '[') return CURLUE_OK;
  memcpy(to, text.at, text.len);
  to[text.len] = '\0';
  return CURLUE_OK;
}
