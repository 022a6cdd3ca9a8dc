/* A connection through a SOCKS proxy: the handshake while it is established, then what stands below.
 *
 * It reads no byte more than its handshake has.
 */
#ifndef STREAM_SOCKS_H
#define STREAM_SOCKS_H
#include "codec/socks/socks.h"
#include "os/gss.h"
#include "stream/stream.h"

/* What it points to outlives the establishing. */
struct socks_config {
  bool is_version_4; /* else 5 */
  struct socks_target target;
  const char *user; /* NULL: none */
  const char *password;
  bool may_log_in;     /* version 5, with a user: CURLOPT_SOCKS5_AUTH(3) allows it */
  bool may_use_gssapi; /* version 5, towards: */
  struct gssapi_target gssapi;
  bool tells_level; /* CURLOPT_SOCKS5_GSSAPI_NEC(3): the level of protection is agreed upon without any */
  long *reason;     /* of a CURLE_PROXY: CURLPX_*, for CURLINFO_PROXY_ERROR(3) */
};

/* Takes `below` over, which is established. NULL: out of memory, and it is still the caller's. Establishing fails with
 * CURLE_PROXY, CURLE_OUT_OF_MEMORY. */
MUST_USE struct stream *socks_stream_new(struct stream *below, const struct socks_config *config);

#endif
