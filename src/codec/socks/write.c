#include "codec/socks/socks.h"

static CURLcode refuse(struct socks_fault *why, CURLproxycode code, const char *text)
{
  *why = (struct socks_fault){ code, text };
  return CURLE_PROXY;
}

static CURLcode add_byte(struct buf *to, unsigned byte)
{
  uint8_t b = (uint8_t)byte;
  return buf_add(to, &b, 1);
}

static CURLcode add_port(struct buf *to, uint16_t port)
{
  uint8_t bytes[2] = { (uint8_t)(port >> 8), (uint8_t)port };
  return buf_add(to, bytes, sizeof bytes);
}

/* All of a message is written, or nothing of it. */
static CURLcode keep_or_drop(struct buf *to, size_t before, CURLcode code)
{
  if(code) to->len = before;
  return code;
}

/* SOCKS4: a protocol for TCP proxy across firewalls; SOCKS 4A: a simple extension: an address 0.0.0.x, with x not 0,
 * stands for a name behind the user. */
static CURLcode add_request4(struct buf *to, const struct socks_target *target, const char *user)
{
  static const uint8_t command[] = { 4, 1 }, by_name[] = { 0, 0, 0, 1 };
  TRY(buf_add(to, command, sizeof command));
  TRY(add_port(to, target->port));
  TRY(target->name ? buf_add(to, by_name, sizeof by_name) : buf_add(to, target->ip, 4));
  TRY(buf_add(to, user ? user : "", user ? strlen(user) + 1 : 1));
  return target->name ? buf_add(to, target->name, strlen(target->name) + 1) : CURLE_OK;
}

CURLcode socks4_write_request(struct buf *to, const struct socks_target *target, const char *user,
                              struct socks_fault *why)
{
  size_t before = to->len;
  if(user && strlen(user) > SOCKS_TEXT_MAX) return refuse(why, CURLPX_LONG_USER, "SOCKS4: the user name is too long");
  if(target->name && (!*target->name || strlen(target->name) > SOCKS_TEXT_MAX))
    return refuse(why, CURLPX_LONG_HOSTNAME, "SOCKS4: the destination hostname is too long");
  if(!target->name && target->ip_len != 4)
    return refuse(why, CURLPX_BAD_ADDRESS_TYPE, "SOCKS4: the destination is an IPv6 address, for which it has no form");
  return keep_or_drop(to, before, add_request4(to, target, user));
}

/* RFC 1928, section 3. */
static CURLcode add_greeting(struct buf *to, unsigned offered)
{
  unsigned count = 0;
  for(unsigned method = 0; method <= SOCKS5_METHOD_LOGIN; method++) count += offered >> method & 1;
  TRY(add_byte(to, 5));
  TRY(add_byte(to, count));
  for(unsigned method = 0; method <= SOCKS5_METHOD_LOGIN; method++)
    if(offered >> method & 1) TRY(add_byte(to, method));
  return CURLE_OK;
}

CURLcode socks5_write_greeting(struct buf *to, unsigned offered)
{
  size_t before = to->len;
  return keep_or_drop(to, before, add_greeting(to, offered));
}

/* A length in one byte, and the bytes. */
static CURLcode add_short_text(struct buf *to, struct span text)
{
  TRY(add_byte(to, (unsigned)text.len));
  return buf_add_span(to, text);
}

/* RFC 1929, section 2. */
static CURLcode add_login(struct buf *to, struct span user, struct span password)
{
  TRY(add_byte(to, 1));
  TRY(add_short_text(to, user));
  return add_short_text(to, password);
}

CURLcode socks5_write_login(struct buf *to, const char *user, const char *password, struct socks_fault *why)
{
  struct span u = span_text(user), p = span_text(password);
  size_t before = to->len;
  if(u.len > SOCKS_TEXT_MAX) return refuse(why, CURLPX_LONG_USER, "SOCKS5: the user name is too long");
  if(p.len > SOCKS_TEXT_MAX) return refuse(why, CURLPX_LONG_PASSWD, "SOCKS5: the password is too long");
  return keep_or_drop(to, before, add_login(to, u, p));
}

/* RFC 1928, section 4. */
static CURLcode add_request5(struct buf *to, const struct socks_target *target)
{
  static const uint8_t command[] = { 5, 1, 0 };
  TRY(buf_add(to, command, sizeof command));
  if(target->name) {
    TRY(add_byte(to, 3));
    TRY(add_short_text(to, span_text(target->name)));
  } else {
    TRY(add_byte(to, target->ip_len == 4 ? 1 : 4));
    TRY(buf_add(to, target->ip, target->ip_len == 4 ? 4 : 16));
  }
  return add_port(to, target->port);
}

CURLcode socks5_write_request(struct buf *to, const struct socks_target *target, struct socks_fault *why)
{
  size_t before = to->len;
  if(target->name && (!*target->name || strlen(target->name) > SOCKS_TEXT_MAX))
    return refuse(why, CURLPX_LONG_HOSTNAME,
                  "SOCKS5: the destination hostname is too long to be resolved remotely by the proxy.");
  return keep_or_drop(to, before, add_request5(to, target));
}
