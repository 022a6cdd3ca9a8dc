/* sluice: what libcurl does not have. A program that wants it includes this beside <curl/curl.h>.
 *
 * At run time a program finds out with curl_easy_option_by_name("SLUICE_POLICY") whether the library that it runs on has it. */
#ifndef SLUICE_SLUICE_H
#define SLUICE_SLUICE_H
#include <curl/curl.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- options ----
 *
 * For curl_easy_setopt. The numbers lie far above libcurl's, so that they never collide. */

/* sluice_policy *: who may be connected to. The handle keeps a reference of its own, and the policy is frozen if it is not yet.
 * NULL: everybody. Forgotten by curl_easy_reset, copied by curl_easy_duphandle. CURLE_BAD_FUNCTION_ARGUMENT: the handle is in a
 * multi or performs, or that is no policy. CURLE_OUT_OF_MEMORY.
 *
 * It is asked about every address that is passed to connect(2), after a callback may have changed it: literals, answers of any
 * resolver, hops of a redirect, alternative services, FTP's data connections in both modes, DoH servers, and about the real peer
 * of a socket that a callback supplies connected. A URL's scheme, and a proxy, are asked about before. What is denied is
 * CURLE_COULDNT_CONNECT with a text that names the address and the rule; no packet has left then. Connections and TLS sessions
 * are used again only under an equal policy. */
#define SLUICEOPT_POLICY ((CURLoption)(CURLOPTTYPE_OBJECTPOINT + 9001))

/* ---- the address policy ----
 *
 * A set of rules, built, then frozen: from then on it never changes, and every thread may use it.
 *
 * An address passes if the longest prefix that has it is allowed (at the same length deny wins), and if the IPv4 address that is
 * embedded in it passes, too: mapped, compatible, translated (RFC 2765), NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo (RFC 4380,
 * both of them), ISATAP (RFC 5214). Zones do not count. */
typedef struct sluice_policy sluice_policy;

/* Allows every address, port and scheme, and trusts proxies. NULL: out of memory. */
CURL_EXTERN sluice_policy *sluice_policy_new(void);
/* The preset for URLs that strangers supply: http, https, ws, wss, ftp, ftps, to addresses of the public internet by the
 * registries of special-purpose addresses (RFC 6890), less the addresses of cloud metadata services; no proxies, no Unix
 * sockets, no virtual transports. Rules may be added until it is frozen. NULL: out of memory. */
CURL_EXTERN sluice_policy *sluice_policy_public_only(void);
/* The same policy once more, counted. NULL for NULL. */
CURL_EXTERN sluice_policy *sluice_policy_ref(sluice_policy *policy);
/* One reference less. NULL is legal. */
CURL_EXTERN void sluice_policy_free(sluice_policy *policy);

/* The functions that change a policy return CURLE_BAD_FUNCTION_ARGUMENT for a NULL policy, one that is frozen, and what is said
 * with each; CURLE_OUT_OF_MEMORY; and then nothing has changed. */

/* "192.0.2.0/24", "2001:db8::/32"; without a length, one address. Refused: no address, a length that is none, bits behind the
 * prefix that are set, a zone. */
CURL_EXTERN CURLcode sluice_policy_allow(sluice_policy *policy, const char *cidr);
CURL_EXTERN CURLcode sluice_policy_deny(sluice_policy *policy, const char *cidr);
/* Ports from `first` to `last` pass; the first call starts a list, and only what is listed passes then, also for FTP's data
 * connections. Refused: less than 0, more than 65535, first above last. */
CURL_EXTERN CURLcode sluice_policy_allow_port(sluice_policy *policy, int first, int last);
/* URLs of this scheme pass; the first call starts a list, where there is none yet, and only what is listed passes then. In any
 * case. Refused: an empty text, or one that is no scheme (RFC 3986, section 3.1). */
CURL_EXTERN CURLcode sluice_policy_allow_scheme(sluice_policy *policy, const char *scheme);
/* One more prefix of /32, /40, /48, /56, /64 or /96 in which an IPv4 address is embedded (RFC 6052, section 2.2). Its addresses
 * pass by the IPv4 address alone, if no rule of the program's denies them. Refused: as with allow, and another length. */
CURL_EXTERN CURLcode sluice_policy_nat64(sluice_policy *policy, const char *prefix);

typedef enum {
  SLUICE_PROXY = 1,   /* what of proxies, the environment's included: SLUICE_PROXY_* */
  SLUICE_ANSWERS = 2, /* what of a name with some addresses that are denied: SLUICE_ANSWERS_* */
  SLUICE_ERRORS = 3,  /* SLUICE_ERRORS_* */
  SLUICE_VIRTUAL = 4  /* SLUICE_VIRTUAL_* */
} sluice_policy_rule;

#define SLUICE_PROXY_FORBID       0L /* a transfer that would use one fails */
#define SLUICE_PROXY_TRUST        1L /* it decides where it connects to; the policy is asked about the proxy itself */
#define SLUICE_PROXY_CHECK_TARGET 2L /* not built: a transfer that would use one fails with CURLE_NOT_BUILT_IN */

#define SLUICE_ANSWERS_SKIP_DENIED    0L /* the others are tried */
#define SLUICE_ANSWERS_ALL_OR_NOTHING 1L /* none is */

#define SLUICE_ERRORS_DETAILED 0L
#define SLUICE_ERRORS_QUIET    1L /* texts tell neither addresses nor rules: they may be shown to who wrote the URL */

#define SLUICE_VIRTUAL_DENY  0L /* SLUICEOPT_TRANSPORT is refused */
#define SLUICE_VIRTUAL_ALLOW 1L

/* Refused: an unknown rule or value. */
CURL_EXTERN CURLcode sluice_policy_set(sluice_policy *policy, sluice_policy_rule rule, long value);
/* It never changes again. Freezing once more is CURLE_OK. */
CURL_EXTERN CURLcode sluice_policy_freeze(sluice_policy *policy);

/* 1: the address, and its port unless that is 0, pass; 0: they do not, or are none. `why` (may be NULL) gets a text of at most
 * `len` bytes with its NUL that names the rule. */
CURL_EXTERN int sluice_policy_check(const sluice_policy *policy, const struct sockaddr *addr, socklen_t addrlen,
                                    char *why, size_t len);

#ifdef __cplusplus
}
#endif

#endif
