#include "policy/policy.h"
#include "api/option.h"

sluice_policy *sluice_policy_new(void) { return policy_new(); }
sluice_policy *sluice_policy_public_only(void) { return policy_public_only(); }
sluice_policy *sluice_policy_ref(sluice_policy *policy) { return policy_is_valid(policy) ? policy_ref(policy) : NULL; }

void sluice_policy_free(sluice_policy *policy)
{
  if(policy_is_valid(policy)) policy_unref(policy);
}

CURLcode sluice_policy_allow(sluice_policy *policy, const char *cidr)
{
  return policy_is_valid(policy) ? policy_add(policy, cidr, true) : CURLE_BAD_FUNCTION_ARGUMENT;
}

CURLcode sluice_policy_deny(sluice_policy *policy, const char *cidr)
{
  return policy_is_valid(policy) ? policy_add(policy, cidr, false) : CURLE_BAD_FUNCTION_ARGUMENT;
}

CURLcode sluice_policy_allow_port(sluice_policy *policy, int first, int last)
{
  return policy_is_valid(policy) ? policy_allow_ports(policy, first, last) : CURLE_BAD_FUNCTION_ARGUMENT;
}

CURLcode sluice_policy_allow_scheme(sluice_policy *policy, const char *scheme)
{
  return policy_is_valid(policy) ? policy_allow_scheme(policy, scheme) : CURLE_BAD_FUNCTION_ARGUMENT;
}

CURLcode sluice_policy_nat64(sluice_policy *policy, const char *prefix)
{
  return policy_is_valid(policy) ? policy_add_nat64(policy, prefix) : CURLE_BAD_FUNCTION_ARGUMENT;
}

CURLcode sluice_policy_set(sluice_policy *policy, sluice_policy_rule rule, long value)
{
  return policy_is_valid(policy) ? policy_set(policy, rule, value) : CURLE_BAD_FUNCTION_ARGUMENT;
}

CURLcode sluice_policy_freeze(sluice_policy *policy)
{
  return policy_is_valid(policy) ? policy_freeze(policy) : CURLE_BAD_FUNCTION_ARGUMENT;
}

int sluice_policy_check(const sluice_policy *policy, const struct sockaddr *addr, socklen_t addrlen, char *why,
                        size_t len)
{
  if(why && len) why[0] = '\0';
  if(!policy_is_valid(policy)) return 0;
  struct policy_verdict v = policy_judge(policy, addr, addrlen);
  if(why) policy_verdict_text(&v, why, len);
  return v.passes;
}

/* A connection in the making is to be asked for by the policy that its identity names. */
CURLcode set_policy(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  struct sluice_policy *p = v->object, **place = easy_options_at(&e->set, o->at);
  if(easy_multi(e) || (p && !policy_is_valid(p))) return CURLE_BAD_FUNCTION_ARGUMENT;
  CURLcode code = p ? policy_freeze(p) : CURLE_OK;
  if(code) e->set.lacks_some = true; /* not every program looks whether it is there */
  TRY(code);
  if(p) policy_ref(p);
  policy_unref(*place);
  *place = p;
  return CURLE_OK;
}
