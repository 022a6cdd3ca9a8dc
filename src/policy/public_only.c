#include "policy/internal.h"
#include "policy/special.h"

static CURLcode add_special(struct sluice_policy *p, const struct special *row)
{
  struct rule rule = { .preset = row, .allows = row->allows };
  if(!prefix_parse(row->prefix, &rule.prefix)) return CURLE_BAD_FUNCTION_ARGUMENT;
  return rules_add(&p->rules, rule);
}

static CURLcode fill(struct sluice_policy *p)
{
  static const char *const schemes[] = { "http", "https", "ws", "wss", "ftp", "ftps" };
  p->only_known = true;
  TRY(policy_set(p, SLUICE_PROXY, SLUICE_PROXY_FORBID));
  TRY(policy_set(p, SLUICE_VIRTUAL, SLUICE_VIRTUAL_DENY));
  for(size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) TRY(policy_allow_scheme(p, schemes[i]));
  for(size_t i = 0; i < policy_special_count; i++) TRY(add_special(p, &policy_special[i]));
  return CURLE_OK;
}

struct sluice_policy *policy_public_only(void)
{
  struct sluice_policy *p = policy_new();
  if(p && !fill(p)) return p;
  policy_unref(p);
  return NULL;
}
