#include "policy/policy.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "policy/internal.h"

#define POLICY_MAGIC 0x504f4c59u

bool policy_is_valid(const struct sluice_policy *p) { return p && p->magic == POLICY_MAGIC; }

struct sluice_policy *policy_new(void)
{
  struct sluice_policy *p = mem_zalloc(sizeof *p);
  if(!p) return NULL;
  p->magic = POLICY_MAGIC;
  p->refs = 1;
  p->settings[SLUICE_PROXY - 1] = SLUICE_PROXY_TRUST;
  p->settings[SLUICE_VIRTUAL - 1] = SLUICE_VIRTUAL_ALLOW;
  return p;
}

struct sluice_policy *policy_ref(struct sluice_policy *p)
{
  __atomic_add_fetch(&p->refs, 1, __ATOMIC_RELAXED);
  return p;
}

static void free_schemes(struct policy_scheme *s)
{
  while(s) {
    struct policy_scheme *next = s->next;
    mem_free(s);
    s = next;
  }
}

void policy_unref(struct sluice_policy *p)
{
  if(!p || __atomic_sub_fetch(&p->refs, 1, __ATOMIC_ACQ_REL)) return;
  p->magic = 0;
  rules_free(&p->rules);
  free_schemes(p->schemes);
  mem_free(p->ports);
  mem_free(p);
}

/* ---- building ---- */

static CURLcode add_rule(struct sluice_policy *p, const char *cidr, struct rule rule)
{
  if(p->is_frozen || !cidr || !prefix_parse(cidr, &rule.prefix)) return CURLE_BAD_FUNCTION_ARGUMENT;
  if(rule.is_nat64 && (rule.prefix.ip.family != AF_INET6 || nat64_length_index(rule.prefix.bits) < 0))
    return CURLE_BAD_FUNCTION_ARGUMENT;
  return rules_add(&p->rules, rule);
}

CURLcode policy_add(struct sluice_policy *p, const char *cidr, bool allows)
{
  return add_rule(p, cidr, (struct rule){ .allows = allows });
}

CURLcode policy_add_nat64(struct sluice_policy *p, const char *cidr)
{
  return add_rule(p, cidr, (struct rule){ .allows = true, .is_nat64 = true });
}

CURLcode policy_allow_ports(struct sluice_policy *p, int first, int last)
{
  if(p->is_frozen || first < 0 || last > UINT16_MAX || first > last) return CURLE_BAD_FUNCTION_ARGUMENT;
  if(!p->ports) p->ports = mem_zalloc(POLICY_PORT_BYTES);
  if(!p->ports) return CURLE_OUT_OF_MEMORY;
  for(int port = first; port <= last; port++) p->ports[port / 8] |= (uint8_t)(1 << port % 8);
  return CURLE_OK;
}

/* RFC 3986, section 3.1. */
static bool is_scheme(struct span s)
{
  for(size_t i = 0; i < s.len; i++)
    if(!ascii_is_alnum(s.at[i]) && (s.at[i] != '+' && s.at[i] != '-' && s.at[i] != '.')) return false;
  return s.len && ascii_is_alpha(s.at[0]);
}

CURLcode policy_allow_scheme(struct sluice_policy *p, const char *scheme)
{
  struct span s = span_text(scheme);
  if(p->is_frozen || !is_scheme(s)) return CURLE_BAD_FUNCTION_ARGUMENT;
  struct policy_scheme *more = mem_zalloc(sizeof *more + s.len + 1);
  if(!more) return CURLE_OUT_OF_MEMORY;
  for(size_t i = 0; i < s.len; i++) more->name[i] = (char)ascii_lower(s.at[i]);
  struct policy_scheme **at = &p->schemes;
  while(*at && strcmp((*at)->name, more->name) < 0) at = &(*at)->next;
  if(*at && !strcmp((*at)->name, more->name)) {
    mem_free(more);
    return CURLE_OK;
  }
  more->next = *at;
  *at = more;
  return CURLE_OK;
}

CURLcode policy_set(struct sluice_policy *p, sluice_policy_rule rule, long value)
{
  static const uint8_t most[POLICY_SETTINGS] = {
    [SLUICE_PROXY - 1] = SLUICE_PROXY_CHECK_TARGET,
    [SLUICE_ANSWERS - 1] = SLUICE_ANSWERS_ALL_OR_NOTHING,
    [SLUICE_ERRORS - 1] = SLUICE_ERRORS_QUIET,
    [SLUICE_VIRTUAL - 1] = SLUICE_VIRTUAL_ALLOW,
  };
  long number = rule; /* of the program: any */
  if(p->is_frozen || number < 1 || number > POLICY_SETTINGS) return CURLE_BAD_FUNCTION_ARGUMENT;
  if(value < 0 || value > most[number - 1]) return CURLE_BAD_FUNCTION_ARGUMENT;
  p->settings[number - 1] = (uint8_t)value;
  return CURLE_OK;
}

/* ---- freezing ---- */

/* A rule as bytes that do not depend on where it came from. */
enum { RULE_BYTES = sizeof(struct prefix) + 1 };

static CURLcode write_rules(struct buf *b, const struct rules *r)
{
  TRY(buf_reserve(b, r->count * RULE_BYTES));
  for(size_t i = 0; i < r->count; i++) {
    TRY(buf_add(b, &r->at[i].prefix, sizeof r->at[i].prefix));
    TRY(buf_add_char(b, (char)(r->at[i].allows | r->at[i].is_nat64 << 1)));
  }
  return CURLE_OK;
}

/* The lists end with an empty name, and begin with whether there is one: no two policies have the same bytes. */
static CURLcode write_policy(struct buf *b, const struct sluice_policy *p)
{
  TRY(buf_add_char(b, (char)p->only_known));
  TRY(buf_add(b, p->settings, sizeof p->settings));
  for(const struct policy_scheme *s = p->schemes; s; s = s->next) TRY(buf_add(b, s->name, strlen(s->name) + 1));
  TRY(buf_add_char(b, '\0'));
  TRY(buf_add_char(b, (char)!!p->ports));
  if(p->ports) TRY(buf_add(b, p->ports, POLICY_PORT_BYTES));
  return write_rules(b, &p->rules);
}

CURLcode policy_freeze(struct sluice_policy *p)
{
  if(p->is_frozen) return CURLE_OK;
  struct buf canonical = BUF_INIT(SIZE_MAX);
  rules_sort(&p->rules);
  CURLcode code = write_policy(&canonical, p);
  struct span whole = buf_span(&canonical);
  if(!code) code = digest_of(DIGEST_SHA256, &whole, 1, p->digest);
  buf_free(&canonical);
  p->is_frozen = !code;
  return code;
}

const uint8_t *policy_digest(const struct sluice_policy *frozen) { return frozen->digest; }

/* ---- asking ---- */

long policy_setting(const struct sluice_policy *p, sluice_policy_rule rule) { return p->settings[rule - 1]; }

bool policy_scheme_passes(const struct sluice_policy *p, struct span scheme)
{
  if(!p->schemes) return true;
  for(const struct policy_scheme *s = p->schemes; s; s = s->next)
    if(span_is(scheme, s->name)) return true;
  return false;
}
