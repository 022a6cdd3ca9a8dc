/* Raw connections (CURLOPT_CONNECT_ONLY): curl_easy_send, curl_easy_recv; and curl_easy_upkeep. */
#include "api/easy.h"

/* CURLE_OK: the handle has had a transfer; whether that has left a connection is its to know. */
static CURLcode check(CURL *curl, const void *data, size_t len, size_t *moved, struct Curl_easy **ret)
{
  struct Curl_easy *e = easy_of(curl);
  if(!e || !moved || (len && !data)) return CURLE_BAD_FUNCTION_ARGUMENT;
  *moved = 0;
  if(easy_is_in_callback(e)) return CURLE_RECURSIVE_API_CALL;
  if(!e->transfer) return CURLE_UNSUPPORTED_PROTOCOL;
  *ret = e;
  return CURLE_OK;
}

CURLcode curl_easy_send(CURL *curl, const void *from, size_t len, size_t *sent)
{
  struct Curl_easy *e;
  size_t moved = 0;
  TRY(check(curl, from, len, sent, &e));
  TRY(transfer_send(e->transfer, from, len, &moved));
  *sent = moved;
  return CURLE_OK;
}

/* Without room nothing could be received, and nothing received is how a closed connection is told. */
CURLcode curl_easy_recv(CURL *curl, void *to, size_t room, size_t *got)
{
  struct Curl_easy *e;
  size_t moved = 0;
  TRY(check(curl, to, room, got, &e));
  if(!room) return CURLE_BAD_FUNCTION_ARGUMENT;
  TRY(transfer_recv(e->transfer, to, room, &moved));
  *got = moved;
  return CURLE_OK;
}

/* No protocol that is built has anything to send on an idle connection. */
CURLcode curl_easy_upkeep(CURL *curl)
{
  struct Curl_easy *e = easy_of(curl);
  if(!e) return CURLE_BAD_FUNCTION_ARGUMENT;
  if(easy_is_in_callback(e)) return CURLE_RECURSIVE_API_CALL;
  struct multi *m = easy_multi(e) ? easy_multi(e) : e->own;
  if(!m && !e->pool) return CURLE_OK; /* there are no connections */
  if(!m) m = e->own = multi_new(&system_native);
  if(!m || !easy_transfer(e)) return CURLE_OUT_OF_MEMORY;
  multi_upkeep(m, e->transfer);
  return CURLE_OK;
}
