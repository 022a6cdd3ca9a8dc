#include "stream/admit.h"
#include "os/socket.h"
#include "stream/peer_text.h"
#include <stdarg.h>

CURLcode admit_refuse(const struct sluice_policy *policy, struct trace *t, const char *format, ...)
{
  char text[CURL_ERROR_SIZE];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  bool is_quiet = policy_setting(policy, SLUICE_ERRORS) == SLUICE_ERRORS_QUIET;
  return trace_fail(t, CURLE_COULDNT_CONNECT, "%s", is_quiet ? "The policy does not allow this transfer" : text);
}

CURLcode admit_peer(const struct sluice_policy *policy, const struct address *peer, struct trace *t)
{
  char why[CURL_ERROR_SIZE], who[PEER_TEXT_MAX];
  if(!policy) return CURLE_OK;
  struct policy_verdict v = policy_judge(policy, (const struct sockaddr *)&peer->addr, peer->len);
  if(v.passes) return CURLE_OK;
  peer_words(peer, who);
  policy_verdict_text(&v, why, sizeof why);
  return admit_refuse(policy, t, "The policy denies %s: %s", *who ? who : "a peer", why);
}

CURLcode admit_socket(const struct sluice_policy *policy, curl_socket_t fd, struct trace *t)
{
  struct address peer = { 0 };
  if(policy) (void)os_socket_peer(fd, &peer);
  return admit_peer(policy, &peer, t);
}
