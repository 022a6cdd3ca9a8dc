#include "engine/internal.h"

/* Raw connections (CURLOPT_CONNECT_ONLY(3)): made like any other, then the program's to talk over.
 *
 * Such a connection is its transfer's alone. It is in no pool, so that nobody else gets it, and its transfer never looks
 * for another one: what the program sends reaches this peer or none. It is not watched: the program waits by itself.
 * It ends when the handle is used again, freed, or taken out of the multi that it was connected in.
 */

void transfer_keep_raw(struct transfer *t)
{
  transfer_info_use(&t->info, t->conn);
  t->raw = t->conn;
  t->conn = NULL;
  t->state = TRANSFER_ENDED;
}

void transfer_drop_raw(struct transfer *t)
{
  struct conn *c = t->raw;
  t->raw = NULL;
  conn_free(c);
}

/* An option that was taken back (curl_easy_reset) takes the use of the connection back, but closes nothing. */
static bool has_raw(const struct transfer *t) { return t->raw && t->config.opts->connect_only; }

static CURLcode refuse(struct transfer *t)
{
  return trace_fail(&t->xfer.trace, CURLE_UNSUPPORTED_PROTOCOL, "There is no connection by CURLOPT_CONNECT_ONLY");
}

CURLcode transfer_send(struct transfer *t, const void *from, size_t len, size_t *sent)
{
  if(!has_raw(t)) return refuse(t);
  *sent = 0;
  return !len ? CURLE_OK : stream_write(t->raw->stream, &t->xfer.trace, from, len, sent);
}

CURLcode transfer_recv(struct transfer *t, void *to, size_t room, size_t *got)
{
  if(!has_raw(t)) return refuse(t);
  return stream_read(t->raw->stream, &t->xfer.trace, to, room, got);
}
