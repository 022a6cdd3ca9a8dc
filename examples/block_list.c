/* Fetch a URL, with a list of networks that must not be reached.
 *
 *   block_list URL PREFIX...      block_list http://example.com/ 10.0.0.0/8 169.254.0.0/16 ::1/128
 *
 * The list is asked with the address that connect(2) would get, after the name has been resolved, so no spelling of a
 * host and no redirect gets round it. What is not IPv4 or IPv6 (a Unix socket, say) is refused, too.
 */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREFIXES_MAX 32

/* IPv4 is kept in its place inside IPv6, ::ffff:0:0/96: one comparison serves both, and both spellings. */
struct prefix {
  struct in6_addr address;
  unsigned bits;
};

struct block_list {
  struct prefix prefixes[PREFIXES_MAX];
  size_t count;
};

static struct in6_addr map_ipv4(const struct in_addr *address)
{
  struct in6_addr mapped = { .s6_addr = { [10] = 0xff, [11] = 0xff } };
  memcpy(mapped.s6_addr + 12, address, 4);
  return mapped;
}

static bool parse_prefix(struct prefix *ret, const char *text)
{
  char address[INET6_ADDRSTRLEN], *end;
  struct in_addr v4;
  const char *slash = strchr(text, '/');
  if(!slash || slash == text || (size_t)(slash - text) >= sizeof(address)) return false;
  memcpy(address, text, (size_t)(slash - text));
  address[slash - text] = '\0';
  bool is_v4 = inet_pton(AF_INET, address, &v4) == 1;
  if(is_v4)
    ret->address = map_ipv4(&v4);
  else if(inet_pton(AF_INET6, address, &ret->address) != 1)
    return false;

  unsigned long bits = strtoul(slash + 1, &end, 10);
  if(end == slash + 1 || *end || bits > (is_v4 ? 32 : 128)) return false;
  ret->bits = (unsigned)bits + (is_v4 ? 96 : 0);
  return true;
}

static bool prefix_holds(const struct prefix *p, const struct in6_addr *address)
{
  unsigned bytes = p->bits / 8, rest = p->bits % 8;
  if(memcmp(p->address.s6_addr, address->s6_addr, bytes) != 0) return false;
  return !rest || (p->address.s6_addr[bytes] ^ address->s6_addr[bytes]) >> (8 - rest) == 0;
}

static bool is_blocked(const struct block_list *list, const struct curl_sockaddr *a)
{
  struct in6_addr address;
  if(a->family == AF_INET)
    address = map_ipv4(&((const struct sockaddr_in *)(const void *)&a->addr)->sin_addr);
  else if(a->family == AF_INET6)
    address = ((const struct sockaddr_in6 *)(const void *)&a->addr)->sin6_addr;
  else
    return true;
  for(size_t i = 0; i < list->count; i++) {
    if(prefix_holds(&list->prefixes[i], &address)) return true;
  }
  return false;
}

static curl_socket_t open_if_allowed(void *data, curlsocktype purpose, struct curl_sockaddr *a)
{
  return is_blocked(data, a) ? CURL_SOCKET_BAD : socket(a->family, a->socktype, a->protocol);
}

static CURLcode fetch(const char *url, struct block_list *list)
{
  char why[CURL_ERROR_SIZE] = "";
  CURL *handle = curl_easy_init();
  if(!handle) return CURLE_OUT_OF_MEMORY;
  curl_easy_setopt(handle, CURLOPT_URL, url);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, why);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_if_allowed);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, list);
  CURLcode code = curl_easy_perform(handle);
  if(code) fprintf(stderr, "%s\n", *why ? why : curl_easy_strerror(code));
  curl_easy_cleanup(handle);
  return code;
}

int main(int argc, char **argv)
{
  struct block_list list = { .count = 0 };
  if(argc < 2 || argc - 2 > PREFIXES_MAX) {
    fprintf(stderr, "usage: block_list URL PREFIX... (at most %d)\n", PREFIXES_MAX);
    return CURLE_FAILED_INIT;
  }
  for(int i = 2; i < argc; i++) {
    if(!parse_prefix(&list.prefixes[list.count++], argv[i])) {
      fprintf(stderr, "block_list: %s: not a prefix like 10.0.0.0/8\n", argv[i]);
      return CURLE_FAILED_INIT;
    }
  }
  return (int)fetch(argv[1], &list);
}
