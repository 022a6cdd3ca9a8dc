/* The world outside, injected: what a test may want to replace so that every schedule can be played. */
#ifndef OS_SYSTEM_H
#define OS_SYSTEM_H
#include "base/result.h"
#include <netdb.h>
#include <stdint.h>
#include <sys/socket.h>

struct system_ops {
  /* Microseconds on a clock that only goes forward. */
  int64_t (*now_us)(void);
  /* Seconds since 1970. */
  int64_t (*wall_s)(void);
  /* As connect(2), getaddrinfo(3), freeaddrinfo(3). */
  int (*connect)(curl_socket_t fd, const struct sockaddr *addr, socklen_t len);
  int (*getaddrinfo)(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **ret);
  void (*freeaddrinfo)(struct addrinfo *list);
  /* Unpredictable bytes; CURLE_FAILED_INIT where the system has none. */
  CURLcode (*random)(void *to, size_t len);
};

extern const struct system_ops system_native;

/* What to begin a hash table with, so that a peer cannot choose names that collide. Never fails: without randomness it is
 * the clock, which costs time at worst. */
uint32_t system_hash_seed(const struct system_ops *system);

#endif
