#include "os/system.h"
#include <errno.h>
#include <sys/random.h>
#include <time.h>

static int64_t native_now_us(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t native_wall_s(void) { return (int64_t)time(NULL); }

/* May be interrupted, and gives at most 32 MiB at once. */
static CURLcode native_random(void *to, size_t len)
{
  uint8_t *at = to;
  while(len) {
    ssize_t got = getrandom(at, len, 0);
    if(got < 0 && errno == EINTR) continue;
    if(got <= 0) return CURLE_FAILED_INIT;
    at += got;
    len -= (size_t)got;
  }
  return CURLE_OK;
}

const struct system_ops system_native = {
  .now_us = native_now_us,
  .wall_s = native_wall_s,
  .connect = connect,
  .getaddrinfo = getaddrinfo,
  .freeaddrinfo = freeaddrinfo,
  .random = native_random,
};

uint32_t system_hash_seed(const struct system_ops *system)
{
  uint32_t seed = 0;
  return system->random(&seed, sizeof seed) ? (uint32_t)system->now_us() : seed;
}
