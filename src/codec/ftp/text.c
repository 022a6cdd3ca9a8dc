#include "codec/ftp/text.h"
#include "base/str.h"
#include <stdio.h>

static bool take_number(struct cursor *c, uint64_t max, uint64_t *ret)
{
  struct cursor digits = *c;
  while(cursor_left(&digits) && ascii_is_digit(*digits.at)) digits.at++;
  if(!span_parse_u64(span_of(c->at, (size_t)(digits.at - c->at)), max, ret)) return false;
  c->at = digits.at;
  return true;
}

/* ---- where a peer listens ---- */

static bool take_six(struct cursor c, uint8_t ret[6])
{
  for(size_t i = 0; i < 6; i++) {
    uint64_t n;
    if(i && !cursor_take_char(&c, ',')) return false;
    if(!take_number(&c, UINT8_MAX, &n)) return false;
    ret[i] = (uint8_t)n;
  }
  return true;
}

bool ftp_read_227(struct span text, uint8_t ip[4], uint16_t *port)
{
  uint8_t six[6];
  for(struct cursor c = cursor_of(text); cursor_left(&c); c.at++) {
    bool is_inside = c.at > text.at && ascii_is_digit(c.at[-1]);
    if(is_inside || !take_six(c, six)) continue;
    memcpy(ip, six, 4);
    *port = (uint16_t)(six[4] << 8 | six[5]);
    return true;
  }
  return false;
}

bool ftp_read_229(struct span text, uint16_t *port)
{
  uint64_t n;
  const uint8_t *open = text.len ? memchr(text.at, '(', text.len) : NULL;
  if(!open) return false;
  struct cursor c = { open + 1, text.at + text.len };
  if(!cursor_left(&c) || *c.at < 33 || *c.at > 126 || ascii_is_digit(*c.at)) return false;
  char mark = (char)*c.at;
  for(size_t i = 0; i < 3; i++)
    if(!cursor_take_char(&c, mark)) return false;
  if(!take_number(&c, UINT16_MAX, &n) || !n || !cursor_take_char(&c, mark)) return false;
  *port = (uint16_t)n;
  return true;
}

static uint16_t port_of(const struct address *a) { return address_port((const struct sockaddr *)&a->addr, a->len); }

CURLcode ftp_write_port(struct buf *to, const struct address *a)
{
  struct sockaddr_in in;
  uint8_t ip[4];
  uint16_t port = port_of(a);
  memcpy(&in, &a->addr, sizeof in);
  memcpy(ip, &in.sin_addr, sizeof ip);
  return buf_addf(to, "%u,%u,%u,%u,%u,%u", ip[0], ip[1], ip[2], ip[3], port >> 8, port & 0xff);
}

CURLcode ftp_write_eprt(struct buf *to, const struct address *a)
{
  char ip[ADDRESS_TEXT_MAX];
  address_text((const struct sockaddr *)&a->addr, a->len, ip);
  int len = (int)strcspn(ip, "%"); /* a zone means nothing to a peer */
  return buf_addf(to, "|%d|%.*s|%u|", a->addr.ss_family == AF_INET6 ? 2 : 1, len, ip, (unsigned)port_of(a));
}

/* ---- facts ---- */

static CURLcode take_quoted(struct cursor *c, struct buf *dir)
{
  while(cursor_left(c)) {
    uint8_t byte = *c->at++;
    if(byte == '"' && !cursor_take_char(c, '"')) return CURLE_OK;
    if(byte < ' ') return CURLE_WEIRD_SERVER_REPLY;
    TRY(buf_add(dir, &byte, 1));
  }
  return CURLE_WEIRD_SERVER_REPLY;
}

CURLcode ftp_read_257(struct span text, struct buf *dir)
{
  const uint8_t *open = text.len ? memchr(text.at, '"', text.len) : NULL;
  buf_reset(dir);
  if(!open) return CURLE_WEIRD_SERVER_REPLY;
  struct cursor c = { open + 1, text.at + text.len };
  CURLcode code = take_quoted(&c, dir);
  if(code) buf_reset(dir);
  return code;
}

/* The digits that end at `end`. */
static bool read_backwards(struct span text, size_t end, curl_off_t *ret)
{
  uint64_t n;
  size_t begin = end;
  while(begin && ascii_is_digit(text.at[begin - 1])) begin--;
  if(!span_parse_u64(span_of(text.at + begin, end - begin), INT64_MAX, &n)) return false;
  *ret = (curl_off_t)n;
  return true;
}

bool ftp_read_size(struct span text, curl_off_t *size)
{
  size_t end = text.len;
  while(end && !ascii_is_digit(text.at[end - 1])) end--;
  return read_backwards(text, end, size);
}

bool ftp_read_150_size(struct span text, curl_off_t *size)
{
  static const char mark[] = " bytes";
  const size_t len = sizeof mark - 1;
  for(size_t end = text.len; end >= len; end--)
    if(!memcmp(text.at + end - len, mark, len)) return read_backwards(text, end - len, size);
  return false;
}

struct span ftp_read_system(struct span text)
{
  struct cursor c = cursor_of(text);
  cursor_skip_blanks(&c);
  struct span word = cursor_rest(&c);
  for(size_t i = 0; i < word.len; i++)
    if(ascii_is_blank(word.at[i])) word.len = i;
  return word;
}

/* ---- CURLOPT_FTPPORT(3) ---- */

/* "[::1]:1-2" or "host:1-2"; what has more colons is an IPv6 address alone. `*ports` is behind the colon. */
static bool split(const char *text, struct span *host, const char **ports)
{
  size_t len = strlen(text);
  *ports = text + len;
  *host = span_of(text, len);
  if(*text == '[') {
    const char *close = strchr(text, ']');
    if(!close || (close[1] && close[1] != ':')) return false;
    *host = span_of(text + 1, (size_t)(close - text - 1));
    if(close[1]) *ports = close + 2;
    return true;
  }
  const char *colon = strrchr(text, ':');
  if(!colon || colon != strchr(text, ':')) return true;
  *host = span_of(text, (size_t)(colon - text));
  *ports = colon + 1;
  return true;
}

/* What is no range is as good as none (CURLOPT_FTPPORT(3)). */
static void read_ports(const char *text, uint16_t *first, uint16_t *last)
{
  uint64_t from, to;
  struct cursor c = cursor_of(span_text(text));
  if(!take_number(&c, UINT16_MAX, &from)) return;
  to = from;
  if(cursor_take_char(&c, '-') && !take_number(&c, UINT16_MAX, &to)) return;
  if(cursor_left(&c) || to < from) return;
  *first = (uint16_t)from;
  *last = (uint16_t)to;
}

bool ftp_read_port_text(const char *text, struct ftp_port_text *ret)
{
  struct ftp_port_text r = { .first_port = 0 };
  const char *ports;
  if(!split(text, &r.host, &ports)) return false;
  read_ports(ports, &r.first_port, &r.last_port);
  if(r.host.len == 1 && *r.host.at == '-') r.host.len = 0;
  *ret = r;
  return true;
}
