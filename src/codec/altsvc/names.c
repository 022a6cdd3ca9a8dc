#include "codec/altsvc/names.h"
#include "base/str.h"

const char *const altsvc_alpn_names[] = {
  [ALTSVC_NONE] = "", [ALTSVC_H1] = "h1", [ALTSVC_H2] = "h2", [ALTSVC_H3] = "h3"
};

enum altsvc_alpn altsvc_alpn_of(struct span name)
{
  for(enum altsvc_alpn a = ALTSVC_H1; a <= ALTSVC_H3; a++)
    if(span_equal(name, span_text(altsvc_alpn_names[a]))) return a;
  return span_equal(name, span_text("http/1.1")) ? ALTSVC_H1 : ALTSVC_NONE;
}

static bool is_ipv6(struct span text)
{
  size_t colons = 0;
  for(size_t i = 0; i < text.len; i++) {
    if(text.at[i] != ':' && text.at[i] != '.' && ascii_hex_value(text.at[i]) < 0) return false;
    colons += text.at[i] == ':';
  }
  return colons >= 2;
}

bool altsvc_is_host(struct span host)
{
  if(!host.len || host.len > ALTSVC_HOST_MAX) return false;
  if(host.at[0] == '[') return host.at[host.len - 1] == ']' && is_ipv6(span_of(host.at + 1, host.len - 2));
  for(size_t i = 0; i < host.len; i++)
    if(!ascii_is_alnum(host.at[i]) && !(host.at[i] && strchr("-._~", host.at[i]))) return false;
  return host.at[0] != '.';
}

bool altsvc_parse_port(struct span text, uint16_t *ret)
{
  uint64_t port;
  if(!span_parse_u64(text, UINT16_MAX, &port) || !port) return false;
  *ret = (uint16_t)port;
  return true;
}
