#include "codec/socks/socks.h"

/* The address in a reply has the form that its fourth byte says (RFC 1928, section 6), in front of the port's two. Of a
 * refusal no more is needed than that it is one; some proxies send no more. */
static size_t reply5_len(const struct socks_answer *a)
{
  if(a->len && a->bytes[0] != 5) return a->len;
  if(a->len > 1 && a->bytes[1]) return a->len;
  if(a->len < 5) return 5;
  switch(a->bytes[3]) {
  case 1:
    return 4 + 4 + 2;
  case 3:
    return 4u + 1u + a->bytes[4] + 2u;
  case 4:
    return 4 + 16 + 2;
  default:
    return a->len;
  }
}

size_t socks_answer_missing(const struct socks_answer *a)
{
  size_t whole = 2;
  if(a->kind == SOCKS4_REPLY) whole = 8;
  if(a->kind == SOCKS5_REPLY) whole = reply5_len(a);
  return whole - a->len;
}

struct reason {
  uint8_t byte;
  struct socks_fault fault;
};

static const struct reason reasons4[] = {
  { 91, { CURLPX_REQUEST_FAILED, "SOCKS4: request rejected or failed (91)" } },
  { 92, { CURLPX_IDENTD, "SOCKS4: request rejected, the proxy cannot reach identd on this machine (92)" } },
  { 93, { CURLPX_IDENTD_DIFFER, "SOCKS4: request rejected, identd reports another user (93)" } },
};

/* RFC 1928, section 6. */
static const struct reason reasons5[] = {
  { 1, { CURLPX_REPLY_GENERAL_SERVER_FAILURE, "SOCKS5: general failure of the proxy (1)" } },
  { 2, { CURLPX_REPLY_NOT_ALLOWED, "SOCKS5: connection not allowed by the proxy's rules (2)" } },
  { 3, { CURLPX_REPLY_NETWORK_UNREACHABLE, "SOCKS5: network unreachable from the proxy (3)" } },
  { 4, { CURLPX_REPLY_HOST_UNREACHABLE, "SOCKS5: host unreachable from the proxy (4)" } },
  { 5, { CURLPX_REPLY_CONNECTION_REFUSED, "SOCKS5: connection to the destination refused (5)" } },
  { 6, { CURLPX_REPLY_TTL_EXPIRED, "SOCKS5: TTL expired on the way to the destination (6)" } },
  { 7, { CURLPX_REPLY_COMMAND_NOT_SUPPORTED, "SOCKS5: command not supported by the proxy (7)" } },
  { 8, { CURLPX_REPLY_ADDRESS_TYPE_NOT_SUPPORTED, "SOCKS5: address type not supported by the proxy (8)" } },
};

static struct socks_fault find_reason(const struct reason *rows, size_t count, uint8_t byte, struct socks_fault other)
{
  for(size_t i = 0; i < count; i++)
    if(rows[i].byte == byte) return rows[i].fault;
  return other;
}

#define FIND_REASON(rows, byte, code, text) \
  find_reason(rows, sizeof(rows) / sizeof *(rows), byte, (struct socks_fault){ code, text })

/* 0, and 90 for "granted". */
static struct socks_fault judge_reply4(const uint8_t *b)
{
  if(b[0] != 0) return (struct socks_fault){ CURLPX_BAD_VERSION, "SOCKS4: the proxy's reply has a wrong version" };
  if(b[1] == 90) return (struct socks_fault){ CURLPX_OK, NULL };
  return FIND_REASON(reasons4, b[1], CURLPX_UNKNOWN_FAIL, "SOCKS4: request refused for an unknown reason");
}

static struct socks_fault judge_method(const uint8_t *b)
{
  if(b[0] != 5) return (struct socks_fault){ CURLPX_BAD_VERSION, "SOCKS5: the proxy answers with a wrong version" };
  if(b[1] != SOCKS5_METHOD_NONE) return (struct socks_fault){ CURLPX_OK, NULL };
  return (struct socks_fault){ CURLPX_NO_AUTH, "SOCKS5: no authentication method was acceptable to the proxy" };
}

/* RFC 1929, section 2: any status but 0 is a failure. The version is not looked at, as some proxies send 5 there. */
static struct socks_fault judge_login(const uint8_t *b)
{
  if(!b[1]) return (struct socks_fault){ CURLPX_OK, NULL };
  return (struct socks_fault){ CURLPX_USER_REJECTED, "SOCKS5: the user was rejected by the proxy" };
}

static struct socks_fault judge_reply5(const uint8_t *b)
{
  if(b[0] != 5) return (struct socks_fault){ CURLPX_BAD_VERSION, "SOCKS5: the proxy's reply has a wrong version" };
  if(b[1]) return FIND_REASON(reasons5, b[1], CURLPX_REPLY_UNASSIGNED, "SOCKS5: request refused for an unknown reason");
  if(b[3] != 1 && b[3] != 3 && b[3] != 4)
    return (struct socks_fault){ CURLPX_BAD_ADDRESS_TYPE, "SOCKS5: the proxy's reply has a wrong address type" };
  return (struct socks_fault){ CURLPX_OK, NULL };
}

CURLcode socks_answer_judge(const struct socks_answer *a, struct socks_fault *why)
{
  static struct socks_fault (*const judges[])(const uint8_t *b) = {
    [SOCKS4_REPLY] = judge_reply4,
    [SOCKS5_METHOD] = judge_method,
    [SOCKS5_LOGIN] = judge_login,
    [SOCKS5_REPLY] = judge_reply5,
  };
  struct socks_fault found = judges[a->kind](a->bytes);
  if(!found.code) return CURLE_OK;
  *why = found;
  return CURLE_PROXY;
}
