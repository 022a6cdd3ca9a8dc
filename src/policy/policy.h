/* The address policy: which addresses, ports and schemes a transfer may use. What it means stands in <sluice/sluice.h>.
 *
 * One thread builds it; once it is frozen every thread may ask it, and the count of its references is atomic.
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H
#include "crypto/digest.h"
#include "policy/rules.h"
#include <sluice/sluice.h>

/* NULL: out of memory. */
MUST_USE struct sluice_policy *policy_new(void);
MUST_USE struct sluice_policy *policy_public_only(void);
struct sluice_policy *policy_ref(struct sluice_policy *p);
void policy_unref(struct sluice_policy *p); /* NULL is legal */
/* It is a living policy; NULL is none. */
bool policy_is_valid(const struct sluice_policy *p);

/* What they return stands with the functions that they are behind. `p` is a policy, frozen or not; the texts are any. */
MUST_USE CURLcode policy_add(struct sluice_policy *p, const char *cidr, bool allows);
MUST_USE CURLcode policy_add_nat64(struct sluice_policy *p, const char *cidr);
MUST_USE CURLcode policy_allow_ports(struct sluice_policy *p, int first, int last);
MUST_USE CURLcode policy_allow_scheme(struct sluice_policy *p, const char *scheme);
MUST_USE CURLcode policy_set(struct sluice_policy *p, sluice_policy_rule rule, long value);
/* CURLE_OUT_OF_MEMORY, or what digest_of returns: it is not frozen then. */
MUST_USE CURLcode policy_freeze(struct sluice_policy *p);

/* Of what it is made of, DIGEST_SHA256; two frozen policies are the same if these are. */
const uint8_t *policy_digest(const struct sluice_policy *frozen);

long policy_setting(const struct sluice_policy *p, sluice_policy_rule rule);
/* In any case. */
bool policy_scheme_passes(const struct sluice_policy *p, struct span scheme);

enum policy_reason {
  POLICY_NO_ADDRESS, /* cut off, or of no family */
  POLICY_FAMILY,     /* not of the Internet */
  POLICY_RULE,       /* the rule says so */
  POLICY_NO_RULE,    /* there is none for it */
  POLICY_ISATAP,
  POLICY_PORT,
};

struct policy_verdict {
  bool passes;
  enum policy_reason reason;
  struct ip ip;     /* what was asked about */
  struct ip judged; /* what decided: that, or an address inside it */
  const char *how;  /* how it is embedded, or NULL */
  struct rule rule; /* with POLICY_RULE */
  uint16_t port;    /* with POLICY_PORT */
};

/* The address, and its port unless that is 0. */
struct policy_verdict policy_judge(const struct sluice_policy *p, const struct sockaddr *addr, socklen_t len);
/* "10.0.0.1 is in 10.0.0.0/8 (private use, RFC 1918)", cut off after `len` bytes with its NUL; nothing for 0. */
void policy_verdict_text(const struct policy_verdict *v, char *text, size_t len);

#endif
