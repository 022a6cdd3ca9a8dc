/* WebSocket: curl_ws_send, curl_ws_recv, curl_ws_start_frame, curl_ws_meta. */
#include "api/easy.h"
#include "proto/http/ws_out.h"

/* After a call that came from outside of the callbacks: the program's own loop has to come back. */
static CURLcode conclude(struct Curl_easy *e, bool is_inside, CURLcode code)
{
  struct multi *in = easy_multi(e);
  return !code && in && !is_inside && multi_conclude(in) ? CURLE_ABORTED_BY_CALLBACK : code;
}

CURLcode curl_ws_send(CURL *curl, const void *from, size_t len, size_t *sent, curl_off_t fragment_size,
                      unsigned int flags)
{
  struct Curl_easy *e = easy_of(curl);
  const struct ws_piece piece = { from, len, fragment_size, flags };
  size_t moved = 0;
  if(!e || !sent || (len && !from)) return CURLE_BAD_FUNCTION_ARGUMENT;
  *sent = 0;
  bool is_inside = easy_is_in_callback(e);
  if(!e->transfer) return is_inside ? CURLE_RECURSIVE_API_CALL : CURLE_UNSUPPORTED_PROTOCOL;
  TRY(conclude(e, is_inside, transfer_ws_send(e->transfer, &piece, is_inside, &moved)));
  *sent = moved;
  return CURLE_OK;
}

/* Without room the metadata of the next frame are asked for. */
CURLcode curl_ws_recv(CURL *curl, void *to, size_t room, size_t *got, const struct curl_ws_frame **meta)
{
  struct Curl_easy *e = easy_of(curl);
  const struct curl_ws_frame *frame;
  size_t moved;
  if(!e || !got || !meta || (room && !to)) return CURLE_BAD_FUNCTION_ARGUMENT;
  *got = 0;
  *meta = NULL;
  if(easy_is_in_callback(e)) return CURLE_RECURSIVE_API_CALL;
  if(!e->transfer) return CURLE_UNSUPPORTED_PROTOCOL;
  TRY(transfer_ws_recv(e->transfer, to, room, &moved, &frame));
  *got = moved;
  *meta = frame;
  return CURLE_OK;
}

CURLcode curl_ws_start_frame(CURL *curl, unsigned int flags, curl_off_t len)
{
  struct Curl_easy *e = easy_of(curl);
  if(!e) return CURLE_BAD_FUNCTION_ARGUMENT;
  if(!e->transfer) return CURLE_UNSUPPORTED_PROTOCOL;
  return conclude(e, easy_is_in_callback(e), transfer_ws_start_frame(e->transfer, flags, len));
}

const struct curl_ws_frame *curl_ws_meta(CURL *curl)
{
  struct Curl_easy *e = easy_of(curl);
  return e && e->transfer ? transfer_ws_frame(e->transfer) : NULL;
}
