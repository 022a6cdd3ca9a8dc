#include "codec/dns/message.h"

#define RECURSION_DESIRED 0x01
#define CLASS_IN          1

size_t dns_query_write(uint8_t to[DNS_QUERY_MAX], const struct dns_name *name, uint16_t type)
{
  const uint8_t head[12] = { [2] = RECURSION_DESIRED, [5] = 1 /* question */ };
  const uint8_t tail[4] = { (uint8_t)(type >> 8), (uint8_t)type, 0, CLASS_IN };
  memcpy(to, head, sizeof head);
  memcpy(to + sizeof head, name->at, name->len);
  memcpy(to + sizeof head + name->len, tail, sizeof tail);
  return sizeof head + name->len + sizeof tail;
}
