#include "codec/socks/gssapi.h"

#define VERSION 1
#define ABORT   255 /* RFC 1961, section 3.8 */
#define HEAD    4

CURLcode socks_gssapi_write(struct buf *to, enum socks_gssapi_type type, struct span token, struct socks_fault *why)
{
  const uint8_t head[HEAD] = { VERSION, (uint8_t)type, (uint8_t)(token.len >> 8), (uint8_t)token.len };
  if(token.len > SOCKS_GSSAPI_TOKEN_MAX) {
    *why = (struct socks_fault){ CURLPX_GSSAPI, "SOCKS5: a token of GSSAPI is too long" };
    return CURLE_PROXY;
  }
  TRY(buf_reserve(to, HEAD + token.len));
  TRY(buf_add(to, head, HEAD));
  return buf_add_span(to, token);
}

static bool is_of_its_type(const struct socks_gssapi_message *m)
{
  return m->bytes.at[0] == VERSION && m->bytes.at[1] == m->type;
}

/* Somebody who gives up sends no more than two bytes, which is not done among data. */
size_t socks_gssapi_missing(const struct socks_gssapi_message *m)
{
  size_t first = m->type == SOCKS_GSSAPI_DATA ? HEAD : 2, len = m->bytes.len;
  if(len < first) return first - len;
  if(!is_of_its_type(m)) return 0;
  if(len < HEAD) return HEAD - len;
  return HEAD + ((size_t)m->bytes.at[2] << 8 | m->bytes.at[3]) - len;
}

CURLcode socks_gssapi_judge(const struct socks_gssapi_message *m, struct span *token, struct socks_fault *why)
{
  const uint8_t *at = m->bytes.at;
  if(is_of_its_type(m)) {
    *token = span_of(at + HEAD, m->bytes.len - HEAD);
    return CURLE_OK;
  }
  if(at[0] != VERSION)
    *why = (struct socks_fault){ CURLPX_BAD_VERSION, "SOCKS5: a message of GSSAPI has a wrong version" };
  else if(at[1] == ABORT)
    *why = (struct socks_fault){ CURLPX_GSSAPI, "SOCKS5: the proxy refuses the user by GSSAPI" };
  else
    *why = (struct socks_fault){ CURLPX_GSSAPI, "SOCKS5: a message of GSSAPI is not of the type that is due" };
  return CURLE_PROXY;
}
