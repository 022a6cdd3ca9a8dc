#include "policy.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sluice/sluice.h>
#include <stdio.h>
#include <string.h>

enum { ALL_PASS = 0, ONE_DENIED = 1, WRONG_USAGE = 2 };

bool policy_is_command(int argc, char **argv)
{
  return argc >= 3 && !strcmp(argv[1], "policy") && !strcmp(argv[2], "check");
}

static int print_verdict(const char *text, int passes, const char *why)
{
  printf("%s: %s: %s\n", text, passes ? "passes" : "denied", why);
  return passes ? ALL_PASS : ONE_DENIED;
}

static int check(const sluice_policy *policy, const char *text)
{
  struct sockaddr_in in = { .sin_family = AF_INET };
  struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
  char why[256];
  if(inet_pton(AF_INET, text, &in.sin_addr) == 1)
    return print_verdict(text, sluice_policy_check(policy, (struct sockaddr *)&in, sizeof in, why, sizeof why), why);
  if(inet_pton(AF_INET6, text, &in6.sin6_addr) == 1)
    return print_verdict(text, sluice_policy_check(policy, (struct sockaddr *)&in6, sizeof in6, why, sizeof why), why);
  fprintf(stderr, "sluice: %s: no IPv4 or IPv6 address\n", text);
  return WRONG_USAGE;
}

int policy_run(int argc, char **argv)
{
  int result = argc > 3 ? ALL_PASS : WRONG_USAGE;
  if(argc <= 3) fputs("sluice: no address\nusage: sluice policy check ADDRESS...\n", stderr);
  sluice_policy *policy = sluice_policy_public_only();
  if(!policy) return CURLE_OUT_OF_MEMORY;
  for(int i = 3; i < argc; i++) {
    int one = check(policy, argv[i]);
    if(one > result) result = one;
  }
  sluice_policy_free(policy);
  return result;
}
