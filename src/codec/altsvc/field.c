#include "base/str.h"
#include "codec/altsvc/names.h"

#define QUOTED_MAX 300 /* bytes between quotes that anything can be made of: a host and a port */
#define ALPN_MAX   255 /* RFC 7301, section 3.1 */

/* A value as it is meant: without quotes, quoted pairs and percent-encoding. */
struct plain {
  uint8_t at[QUOTED_MAX];
  size_t len;
  bool is_whole; /* false: it is longer, and is nothing that could be of use */
};

static void add_byte(struct plain *p, uint8_t byte)
{
  if(p->len < sizeof p->at)
    p->at[p->len++] = byte;
  else
    p->is_whole = false;
}

static bool take_quoted(struct cursor *c, struct plain *ret)
{
  *ret = (struct plain){ .is_whole = true };
  if(!cursor_take_char(c, '"')) return false;
  for(; cursor_left(c) && *c->at != '"'; c->at++) {
    if(*c->at == '\\' && ++c->at == c->end) return false;
    add_byte(ret, *c->at);
  }
  return cursor_take_char(c, '"');
}

/* A token, or a quoted string. */
static bool take_value(struct cursor *c, struct plain *ret)
{
  if(cursor_left(c) && *c->at == '"') return take_quoted(c, ret);
  struct span token = cursor_take_token(c);
  *ret = (struct plain){ .is_whole = true };
  for(size_t i = 0; i < token.len; i++) add_byte(ret, token.at[i]);
  return token.len;
}

/* "w%3Dx%3Ay": an ALPN name with what a token cannot have percent-encoded (section 3). */
static enum altsvc_alpn decode_alpn(struct span token)
{
  struct plain p = { .is_whole = true };
  if(token.len > ALPN_MAX) return ALTSVC_NONE;
  for(size_t i = 0; i < token.len; i++) {
    int high = -1, low = -1;
    if(token.at[i] == '%' && token.len - i > 2) {
      high = ascii_hex_value(token.at[i + 1]);
      low = ascii_hex_value(token.at[i + 2]);
    }
    bool is_encoded = high >= 0 && low >= 0;
    add_byte(&p, is_encoded ? (uint8_t)(high * 16 + low) : token.at[i]);
    if(is_encoded) i += 2;
  }
  return altsvc_alpn_of(span_of(p.at, p.len));
}

/* "host:port" or ":port". */
static bool parse_authority(const struct plain *p, struct altsvc_value *ret)
{
  size_t at = p->len;
  while(at && p->at[at - 1] != ':') at--;
  if(!at || !p->is_whole || !altsvc_parse_port(span_of(p->at + at, p->len - at), &ret->port)) return false;
  struct span host = span_of(p->at, at - 1);
  if(host.len && !altsvc_is_host(host)) return false;
  for(size_t i = 0; i < host.len; i++) ret->host[i] = (char)ascii_lower(host.at[i]);
  ret->host[host.len] = '\0';
  return true;
}

/* Seconds; what is no number is as if it were not there. */
static void take_max_age(struct span value, struct altsvc_value *ret)
{
  uint64_t number;
  for(size_t i = 0; i < value.len; i++)
    if(!ascii_is_digit(value.at[i])) return;
  if(value.len) ret->max_age_s = span_parse_u64(value, UINT64_MAX, &number) ? number : UINT64_MAX;
}

/* OWS ";" OWS name "=" value: those that are not known are skipped (section 3.1). */
static bool take_parameters(struct cursor *c, struct altsvc_value *ret)
{
  for(cursor_skip_blanks(c); cursor_take_char(c, ';'); cursor_skip_blanks(c)) {
    struct plain value;
    cursor_skip_blanks(c);
    struct span name = cursor_take_token(c);
    if(!name.len && (!cursor_left(c) || *c->at == ',' || *c->at == ';')) continue;
    cursor_skip_blanks(c);
    if(!name.len || !cursor_take_char(c, '=')) return false;
    cursor_skip_blanks(c);
    if(!take_value(c, &value)) return false;
    if(span_is(name, "ma")) take_max_age(span_of(value.at, value.len), ret);
    if(span_is(name, "persist")) ret->persist = value.len == 1 && value.at[0] == '1';
  }
  return true;
}

enum altsvc_kind altsvc_next(struct cursor *c, struct altsvc_value *ret)
{
  struct altsvc_value v = { .max_age_s = ALTSVC_MAX_AGE_DEFAULT_S };
  struct plain authority;
  do cursor_skip_blanks(c);
  while(cursor_take_char(c, ',')); /* RFC 9110, section 5.6.1.2: empty members */
  if(!cursor_left(c)) return ALTSVC_END;
  struct span alpn = cursor_take_token(c);
  cursor_skip_blanks(c);
  bool is_over = !cursor_left(c) || *c->at == ',';
  if(is_over && span_equal(alpn, span_text("clear"))) return ALTSVC_CLEAR;
  if(!alpn.len || !cursor_take_char(c, '=')) return ALTSVC_BAD;
  cursor_skip_blanks(c);
  if(!take_quoted(c, &authority) || !take_parameters(c, &v)) return ALTSVC_BAD;
  if(cursor_left(c) && *c->at != ',') return ALTSVC_BAD;
  if(!parse_authority(&authority, &v)) return ALTSVC_BAD;
  v.alpn = decode_alpn(alpn);
  *ret = v;
  return ALTSVC_VALUE;
}
