#include "policy/embedded.h"
#include "policy/internal.h"

static void judge_rules(struct policy_verdict *v, const struct rules_match *m)
{
  v->passes = !m->is_any || m->longest.allows;
  v->reason = m->is_any ? POLICY_RULE : POLICY_NO_RULE;
  v->rule = m->longest;
}

/* By the rules for the address itself, then by those for what is in it: the first that denies decides. */
static struct policy_verdict judge_ip(const struct sluice_policy *p, const struct ip *ip)
{
  struct embedded inside[EMBEDDED_MAX];
  struct policy_verdict whole = { .ip = *ip, .judged = *ip };
  struct rules_match m = rules_match(&p->rules, ip);
  judge_rules(&whole, &m);
  if(!whole.passes) return whole;
  if(p->only_known && embedded_is_isatap(ip)) {
    whole.passes = false;
    whole.reason = POLICY_ISATAP;
    return whole;
  }
  size_t count = embedded_find(ip, m.nat64, inside);
  for(size_t i = 0; i < count; i++) {
    struct policy_verdict v = { .ip = *ip, .judged = inside[i].ip, .how = inside[i].how };
    struct rules_match inner = rules_match(&p->rules, &v.judged);
    judge_rules(&v, &inner);
    if(!v.passes) return v;
  }
  return whole;
}

/* False: `addr` has no family, or is shorter than an address of its family. */
static bool is_other_family(const struct sockaddr *addr, socklen_t len)
{
  sa_family_t family;
  if(!addr || len < offsetof(struct sockaddr, sa_family) + sizeof family) return false;
  memcpy(&family, (const uint8_t *)addr + offsetof(struct sockaddr, sa_family), sizeof family);
  return family != AF_UNSPEC && family != AF_INET && family != AF_INET6;
}

static bool port_passes(const struct sluice_policy *p, uint16_t port)
{
  return !port || !p->ports || p->ports[port / 8] & 1 << port % 8;
}

struct policy_verdict policy_judge(const struct sluice_policy *p, const struct sockaddr *addr, socklen_t len)
{
  struct ip ip;
  if(is_other_family(addr, len)) return (struct policy_verdict){ .passes = !p->only_known, .reason = POLICY_FAMILY };
  if(!ip_of_sockaddr(addr, len, &ip)) return (struct policy_verdict){ .passes = false, .reason = POLICY_NO_ADDRESS };
  struct policy_verdict v = judge_ip(p, &ip);
  v.port = address_port(addr, len);
  if(v.passes && !port_passes(p, v.port)) {
    v.passes = false;
    v.reason = POLICY_PORT;
  }
  return v;
}
