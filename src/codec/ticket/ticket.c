#include "codec/ticket/ticket.h"
#include "base/str.h"

/* FORMAT, version, flags, until, early room, length of the protocol's name, it, length of the bytes, they. Numbers begin
 * with their highest byte. */
#define FORMAT      1
#define FLAG_SINGLE 1
#define HEAD_LEN    (1 + 2 + 1 + 8 + 4 + 1)

static CURLcode add_number(struct buf *to, uint64_t number, unsigned len)
{
  uint8_t bytes[8];
  for(unsigned i = 0; i < len; i++) bytes[i] = (uint8_t)(number >> 8 * (len - 1 - i));
  return buf_add(to, bytes, len);
}

static uint64_t take_number(struct cursor *c, unsigned len)
{
  uint64_t number = 0;
  struct span bytes = cursor_take(c, len);
  for(unsigned i = 0; i < len; i++) number = number << 8 | bytes.at[i];
  return number;
}

CURLcode ticket_write(struct buf *to, const struct ticket_record *r)
{
  if(r->alpn.len > TICKET_ALPN_MAX || !r->bytes.len || r->bytes.len > TICKET_BYTES_MAX) return CURLE_TOO_LARGE;
  TRY(add_number(to, FORMAT, 1));
  TRY(add_number(to, r->version, 2));
  TRY(add_number(to, r->is_single ? FLAG_SINGLE : 0, 1));
  TRY(add_number(to, (uint64_t)r->until_s, 8));
  TRY(add_number(to, r->early_room, 4));
  TRY(add_number(to, r->alpn.len, 1));
  TRY(buf_add_span(to, r->alpn));
  TRY(add_number(to, r->bytes.len, 2));
  return buf_add_span(to, r->bytes);
}

bool ticket_parse(struct span data, struct ticket_record *ret)
{
  struct cursor c = cursor_of(data);
  struct ticket_record r;
  if(cursor_left(&c) < HEAD_LEN || take_number(&c, 1) != FORMAT) return false;
  r.version = (uint16_t)take_number(&c, 2);
  uint64_t flags = take_number(&c, 1);
  r.until_s = (int64_t)take_number(&c, 8);
  r.early_room = (uint32_t)take_number(&c, 4);
  size_t alpn_len = (size_t)take_number(&c, 1);
  if(flags > FLAG_SINGLE || cursor_left(&c) < alpn_len + 2) return false;
  r.is_single = flags;
  r.alpn = cursor_take(&c, alpn_len);
  size_t len = (size_t)take_number(&c, 2);
  if(!len || len > TICKET_BYTES_MAX || cursor_left(&c) != len) return false;
  r.bytes = cursor_take(&c, len);
  if(memchr(r.alpn.at, 0, alpn_len)) return false; /* it becomes a C string */
  *ret = r;
  return true;
}

#define BEFORE_DIGEST ":KEY-"
#define BEFORE_MAKER  ":IMPL-"
#define DIGEST_LEN    (sizeof BEFORE_DIGEST - 1 + (size_t)2 * TICKET_DIGEST)

CURLcode ticket_write_name(struct buf *to, struct span where, const uint8_t digest[TICKET_DIGEST], struct span maker)
{
  if(!where.len || where.len > TICKET_WHERE_MAX) return CURLE_TOO_LARGE;
  TRY(buf_add_span(to, where));
  TRY(buf_add_text(to, BEFORE_DIGEST));
  TRY(buf_add_hex(to, span_of(digest, TICKET_DIGEST)));
  TRY(buf_add_text(to, BEFORE_MAKER));
  return buf_add_span(to, maker);
}

static bool is_printable(struct span s)
{
  for(size_t i = 0; i < s.len; i++)
    if(s.at[i] <= ' ' || s.at[i] > '~') return false;
  return true;
}

/* In lower case, as it was written: another spelling would have another salted digest. */
static int digit_of(uint8_t c) { return c >= 'A' && c <= 'F' ? -1 : ascii_hex_value(c); }

static bool take_digest(const uint8_t *hex, uint8_t ret[TICKET_DIGEST])
{
  for(size_t i = 0; i < TICKET_DIGEST; i++) {
    int high = digit_of(hex[2 * i]), low = digit_of(hex[2 * i + 1]);
    if(high < 0 || low < 0) return false;
    ret[i] = (uint8_t)(high << 4 | low);
  }
  return true;
}

/* From behind, where everything has its length: a host may be of any text. */
bool ticket_parse_name(struct span name, struct span maker, struct span *where, uint8_t digest[TICKET_DIGEST])
{
  uint8_t bytes[TICKET_DIGEST];
  size_t tail = DIGEST_LEN + sizeof BEFORE_MAKER - 1 + maker.len;
  if(name.len <= tail || name.len - tail > TICKET_WHERE_MAX || !is_printable(name)) return false;
  struct cursor c = cursor_of(name);
  struct span at = cursor_take(&c, name.len - tail);
  if(!span_equal(cursor_take(&c, sizeof BEFORE_DIGEST - 1), span_text(BEFORE_DIGEST))) return false;
  if(!take_digest(cursor_take(&c, (size_t)2 * TICKET_DIGEST).at, bytes)) return false;
  if(!span_equal(cursor_take(&c, sizeof BEFORE_MAKER - 1), span_text(BEFORE_MAKER))) return false;
  if(!span_equal(cursor_rest(&c), maker)) return false;
  *where = at;
  memcpy(digest, bytes, TICKET_DIGEST);
  return true;
}
