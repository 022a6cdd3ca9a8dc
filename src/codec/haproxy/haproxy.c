#include "codec/haproxy/haproxy.h"
#include <arpa/inet.h>

/* The text without its zone, if it is an address; what is written is what was given. */
static bool copy_address(const char *text, char to[INET6_ADDRSTRLEN], bool *is_ipv6)
{
  uint8_t bytes[sizeof(struct in6_addr)];
  size_t len = strcspn(text, "%");
  if(len >= INET6_ADDRSTRLEN) return false;
  memcpy(to, text, len);
  to[len] = '\0';
  *is_ipv6 = strchr(to, ':');
  return inet_pton(*is_ipv6 ? AF_INET6 : AF_INET, to, bytes) == 1 && (*is_ipv6 || !text[len]);
}

CURLcode haproxy_write_line(struct buf *to, const struct haproxy_ends *ends)
{
  char from[INET6_ADDRSTRLEN], far[INET6_ADDRSTRLEN];
  bool is_ipv6, far_is_ipv6;
  if(!*ends->from && !*ends->to) return buf_add_text(to, "PROXY UNKNOWN\r\n");
  if(!copy_address(ends->from, from, &is_ipv6) || !copy_address(ends->to, far, &far_is_ipv6) || is_ipv6 != far_is_ipv6)
    return CURLE_BAD_FUNCTION_ARGUMENT;
  return buf_addf(to, "PROXY %s %s %s %u %u\r\n", is_ipv6 ? "TCP6" : "TCP4", from, far, (unsigned)ends->from_port,
                  (unsigned)ends->to_port);
}
