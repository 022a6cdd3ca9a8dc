#include "policy/policy.h"
#include <stdio.h>

enum { SUBJECT_MAX = 2 * INET6_ADDRSTRLEN + 48 };

/* "10.0.0.1", or "::ffff:10.0.0.1 has 10.0.0.1 in it (IPv4-mapped), which". */
static void write_subject(const struct policy_verdict *v, char text[SUBJECT_MAX])
{
  char whole[INET6_ADDRSTRLEN], inside[INET6_ADDRSTRLEN];
  ip_text(&v->ip, whole);
  ip_text(&v->judged, inside);
  if(v->how)
    snprintf(text, SUBJECT_MAX, "%s has %s in it (%s), which", whole, inside, v->how);
  else
    snprintf(text, SUBJECT_MAX, "%s", whole);
}

static void write_rule(const struct rule *rule, const char *subject, char *text, size_t len)
{
  char network[INET6_ADDRSTRLEN];
  ip_text(&rule->prefix.ip, network);
  if(rule->preset)
    snprintf(text, len, "%s is in %s/%u (%s, %s)", subject, network, rule->prefix.bits, rule->preset->name,
             rule->preset->source);
  else
    snprintf(text, len, "%s is in %s/%u (%s by the program)", subject, network, rule->prefix.bits,
             rule->allows ? "allowed" : "denied");
}

void policy_verdict_text(const struct policy_verdict *v, char *text, size_t len)
{
  char subject[SUBJECT_MAX];
  switch(v->reason) {
  case POLICY_NO_ADDRESS:
    snprintf(text, len, "this is no address");
    return;
  case POLICY_FAMILY:
    snprintf(text, len, "this is no address of the Internet");
    return;
  case POLICY_PORT:
    snprintf(text, len, "port %u is not in the list of ports", v->port);
    return;
  case POLICY_RULE:
    write_subject(v, subject);
    write_rule(&v->rule, subject, text, len);
    return;
  case POLICY_NO_RULE:
    write_subject(v, subject);
    snprintf(text, len, "%s is in no rule", subject);
    return;
  case POLICY_ISATAP:
    write_subject(v, subject);
    snprintf(text, len, "%s has an interface identifier of ISATAP (RFC 5214)", subject);
    return;
  }
}
