/* An address policy of many rules: what it takes to load it, and to ask it.
 *
 *   policy RULES LOOKUPS
 */
#include "report.h"
#include <arpa/inet.h>
#include <sluice/sluice.h>
#include <stdint.h>
#include <stdlib.h>

static void demand(int holds, const char *what)
{
  if(holds) return;
  fprintf(stderr, "policy: %s\n", what);
  exit(1);
}

/* xorshift64. */
static uint64_t next_random(void)
{
  static uint64_t state = 88172645463325252U;
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

static double seconds_since(const struct timespec *start)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

/* Networks of /24 and of /48, half of each. */
static void load(sluice_policy *policy, long rules)
{
  for(long i = 0; i < rules; i++) {
    uint64_t bits = next_random();
    char cidr[64];
    if(i % 2)
      snprintf(cidr, sizeof cidr, "%u.%u.%u.0/24", (unsigned)(bits & 255), (unsigned)(bits >> 8 & 255),
               (unsigned)(bits >> 16 & 255));
    else
      snprintf(cidr, sizeof cidr, "2%03x:%x:%x::/48", (unsigned)(bits & 0xfff), (unsigned)(bits >> 16 & 0xffff),
               (unsigned)(bits >> 32 & 0xffff));
    demand(!sluice_policy_deny(policy, cidr), cidr);
  }
  demand(!sluice_policy_freeze(policy), "freeze");
}

static long ask(const sluice_policy *policy, long lookups)
{
  long passed = 0;
  for(long i = 0; i < lookups; i++) {
    uint64_t bits = next_random();
    struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = (uint32_t)bits };
    struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
    for(size_t k = 0; k < 8; k++) in6.sin6_addr.s6_addr[k] = (uint8_t)(bits >> 8 * k);
    in6.sin6_addr.s6_addr[0] = (uint8_t)(0x20 | (in6.sin6_addr.s6_addr[0] & 15));
    if(i % 2)
      passed += sluice_policy_check(policy, (struct sockaddr *)&in, sizeof in, NULL, 0);
    else
      passed += sluice_policy_check(policy, (struct sockaddr *)&in6, sizeof in6, NULL, 0);
  }
  return passed;
}

int main(int argc, char **argv)
{
  struct timespec start;
  demand(argc == 3, "usage: policy RULES LOOKUPS");
  long rules = strtol(argv[1], NULL, 10), lookups = strtol(argv[2], NULL, 10);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  sluice_policy *warm = sluice_policy_new(), *policy = sluice_policy_new();
  demand(warm && policy && !sluice_policy_freeze(warm), "memory");
  long before_kb = peak_kb();
  clock_gettime(CLOCK_MONOTONIC, &start);
  load(policy, rules);
  double load_s = seconds_since(&start);
  long peak = peak_kb() - before_kb;
  clock_gettime(CLOCK_MONOTONIC, &start);
  long passed = ask(policy, lookups);
  double ask_s = seconds_since(&start);
  printf("{\"rules\": %ld, \"load_s\": %.3f, \"peak_kb\": %ld, \"lookups_per_s\": %.0f, \"passed\": %ld}\n", rules,
         load_s, peak, (double)lookups / ask_s, passed);
  sluice_policy_free(policy);
  sluice_policy_free(warm);
  curl_global_cleanup();
  return 0;
}
