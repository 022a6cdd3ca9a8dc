/* Ask a policy about an address in a text. */
#ifndef UNIT_POLICY_ASK_H
#define UNIT_POLICY_ASK_H
#include "policy/policy.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static inline struct policy_verdict ask_port(const struct sluice_policy *p, const char *text, uint16_t port)
{
  struct address a;
  if(!address_parse(text, port, &a)) fail_msg("no address: %s", text);
  return policy_judge(p, (const struct sockaddr *)&a.addr, a.len);
}

static inline bool ask(const struct sluice_policy *p, const char *text) { return ask_port(p, text, 0).passes; }

static inline const char *ask_why(const struct sluice_policy *p, const char *text)
{
  static char why[256];
  struct policy_verdict v = ask_port(p, text, 0);
  policy_verdict_text(&v, why, sizeof why);
  return why;
}

#endif
