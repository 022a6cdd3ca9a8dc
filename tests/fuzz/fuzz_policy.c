/* Lines of rules, each '+', '-' or '6' and a prefix: what is sorted says the same as what is not, about the borders of each
 * prefix and the addresses embedded there. */
#include "base/mem.h"
#include "policy/policy.h"
#include <stdlib.h>

static void check(bool holds)
{
  if(!holds) abort();
}

static CURLcode add(struct sluice_policy *p, const char *line)
{
  return line[0] == '6' ? policy_add_nat64(p, line + 1) : policy_add(p, line + 1, line[0] == '+');
}

static void compare(const struct sluice_policy *a, const struct sluice_policy *b, struct ip ip)
{
  struct address address;
  char x[256], y[256];
  address_put(&address, span_of(ip.at, ip.family == AF_INET ? 4 : 16), 0);
  struct policy_verdict v = policy_judge(a, (struct sockaddr *)&address.addr, address.len);
  struct policy_verdict w = policy_judge(b, (struct sockaddr *)&address.addr, address.len);
  policy_verdict_text(&v, x, sizeof x);
  policy_verdict_text(&w, y, sizeof y);
  check(v.passes == w.passes && !strcmp(x, y));
}

static void compare_around(const struct sluice_policy *a, const struct sluice_policy *b, const char *cidr)
{
  struct prefix p;
  if(!prefix_parse(cidr, &p)) return;
  size_t size = p.ip.family == AF_INET ? 4 : 16;
  struct ip last = p.ip, before = p.ip;
  for(size_t i = p.bits; i < size * 8; i++) last.at[i / 8] |= (uint8_t)(0x80 >> i % 8);
  struct ip behind = last;
  for(size_t i = size; i-- && !before.at[i]--;) continue;
  for(size_t i = size; i-- && !++behind.at[i];) continue;
  check(prefix_has(&p, &p.ip) && prefix_has(&p, &last));
  check(!p.bits || (!prefix_has(&p, &before) && !prefix_has(&p, &behind)));
  compare(a, b, p.ip);
  compare(a, b, last);
  compare(a, b, before);
  compare(a, b, behind);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  char *text = mem_strndup(data, size);
  struct sluice_policy *plain = policy_public_only(), *frozen = policy_public_only();
  check(text && plain && frozen);
  char *rest = text;
  for(char *line; (line = strsep(&rest, "\n"));)
    if(line[0]) check(add(plain, line) == add(frozen, line));
  check(!policy_freeze(frozen));
  for(char *line = text; line < text + size; line += strlen(line) + 1)
    if(line[0]) compare_around(plain, frozen, line + 1);
  policy_unref(plain);
  policy_unref(frozen);
  mem_free(text);
  return 0;
}
