#include "codec/auth/ntlm_text.h"

void auth_ntlm_split_user(struct span name, struct span *domain, struct span *user)
{
  const uint8_t *mark = name.len ? memchr(name.at, '\\', name.len) : NULL;
  if(!mark && name.len) mark = memchr(name.at, '/', name.len);
  size_t len = mark ? (size_t)(mark - name.at) : 0;
  *domain = span_of(name.at, len);
  *user = mark ? span_of(mark + 1, name.len - len - 1) : name;
}

/* Ranges of small letters, every `step`-th code point, and how far above the capital letter they are. */
static const struct {
  uint16_t first, last;
  uint8_t step, above;
} small_letters[] = {
  { 'a', 'z', 1, 32 },     { 0xe0, 0xf6, 1, 32 },   { 0xf8, 0xfe, 1, 32 },   { 0x101, 0x12f, 2, 1 },
  { 0x133, 0x137, 2, 1 },  { 0x13a, 0x148, 2, 1 },  { 0x14b, 0x177, 2, 1 },  { 0x17a, 0x17e, 2, 1 },
  { 0x3b1, 0x3c1, 1, 32 }, { 0x3c3, 0x3cb, 1, 32 }, { 0x430, 0x44f, 1, 32 }, { 0x450, 0x45f, 1, 80 },
};

static uint32_t as_is(uint32_t c) { return c; }

static uint32_t to_upper(uint32_t c)
{
  for(size_t i = 0; i < sizeof small_letters / sizeof *small_letters; i++)
    if(c >= small_letters[i].first && c <= small_letters[i].last)
      return (c - small_letters[i].first) % small_letters[i].step ? c : c - small_letters[i].above;
  return c;
}

/* RFC 3629. */
static bool take_utf8(struct cursor *c, uint32_t *ret)
{
  static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
  uint8_t first = *c->at;
  size_t more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
  if((first >= 0x80 && first < 0xc0) || first > 0xf7 || cursor_left(c) <= more) return false;
  uint32_t value = more ? first & (0x3fu >> more) : first;
  for(size_t i = 1; i <= more; i++) {
    if((c->at[i] & 0xc0) != 0x80) return false;
    value = value << 6 | (c->at[i] & 0x3f);
  }
  if(value < least[more] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return false;
  c->at += more + 1;
  *ret = value;
  return true;
}

static bool take_latin1(struct cursor *c, uint32_t *ret)
{
  *ret = *c->at++;
  return true;
}

static bool is_utf8(struct span text)
{
  struct cursor c = { text.at, text.at + text.len };
  uint32_t value;
  while(cursor_left(&c))
    if(!take_utf8(&c, &value)) return false;
  return true;
}

static CURLcode add_unit(struct buf *to, uint32_t unit)
{
  const uint8_t bytes[] = { (uint8_t)unit, (uint8_t)(unit >> 8) };
  return buf_add(to, bytes, sizeof bytes);
}

static CURLcode add_code_point(struct buf *to, uint32_t c)
{
  if(c < 0x10000) return add_unit(to, c);
  TRY(add_unit(to, 0xd800 | (c - 0x10000) >> 10));
  return add_unit(to, 0xdc00 | (c & 0x3ff));
}

static CURLcode add_text(struct span text, uint32_t (*in_case)(uint32_t), struct buf *to)
{
  if(!text.len) return CURLE_OK;
  bool (*take)(struct cursor *, uint32_t *) = is_utf8(text) ? take_utf8 : take_latin1;
  struct cursor c = cursor_of(text);
  uint32_t value;
  while(cursor_left(&c) && take(&c, &value)) TRY(add_code_point(to, in_case(value)));
  return CURLE_OK;
}

CURLcode auth_ntlm_add_utf16(struct span text, struct buf *to) { return add_text(text, as_is, to); }

CURLcode auth_ntlm_add_utf16_upper(struct span text, struct buf *to) { return add_text(text, to_upper, to); }
