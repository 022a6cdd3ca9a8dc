/* Whom the address policy lets pass. It is asked where a connection comes to be: of every address that is about to be passed to
 * connect(2), of the peer of a socket that came connected, and of whoever is accepted. */
#ifndef STREAM_ADMIT_H
#define STREAM_ADMIT_H
#include "base/address.h"
#include "base/trace.h"
#include "policy/policy.h"

/* `policy` NULL lets everybody pass. CURLE_COULDNT_CONNECT with text: not this one. */
MUST_USE CURLcode admit_peer(const struct sluice_policy *policy, const struct address *peer, struct trace *t);
/* The same of who has connected to, or was connected with, this socket; a peer that cannot be told does not pass. */
MUST_USE CURLcode admit_socket(const struct sluice_policy *policy, curl_socket_t fd, struct trace *t);
/* CURLE_COULDNT_CONNECT with the text, which a policy may want not to be told (SLUICE_ERRORS_QUIET). */
CURLcode admit_refuse(const struct sluice_policy *policy, struct trace *t, const char *format, ...) PRINTF_LIKE(3, 4);

#endif
