#include "base/percent.h"
#include "base/str.h"

bool percent_is_unreserved(int c) { return ascii_is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

int percent_byte(struct span s)
{
  if(s.len < 3 || s.at[0] != '%') return -1;
  int high = ascii_hex_value(s.at[1]);
  int low = ascii_hex_value(s.at[2]);
  return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static bool is_kept(uint8_t c, unsigned keep)
{
  if(keep == PERCENT_KEEP_ALL) return true;
  if(keep == PERCENT_KEEP_PRINTABLE) return c > 0x20 && c < 0x7f;
  return percent_is_unreserved(c) || (keep == PERCENT_KEEP_PATH && c && strchr("/!$&'(){}[]*+,;=:@", c));
}

static char *write_encoded(char *to, uint8_t c)
{
  static const char digits[] = "0123456789ABCDEF";
  *to++ = '%';
  *to++ = digits[c >> 4];
  *to++ = digits[c & 15];
  return to;
}

size_t percent_encode(char *to, struct span from, unsigned how)
{
  char *at = to;
  unsigned keep = how & ~(unsigned)PERCENT_PLUS;
  bool text_is_encoded = keep == PERCENT_KEEP_PRINTABLE || keep == PERCENT_KEEP_ALL;
  for(; from.len; from.at++, from.len--) {
    int byte = text_is_encoded ? percent_byte(from) : -1;
    if(byte >= 0) {
      at = write_encoded(at, (uint8_t)byte);
      from.at += 2;
      from.len -= 2;
    } else if(*from.at == ' ' && how & PERCENT_PLUS)
      *at++ = '+';
    else if(is_kept(*from.at, keep))
      *at++ = (char)*from.at;
    else
      at = write_encoded(at, *from.at);
  }
  return (size_t)(at - to);
}

size_t percent_decode(char *to, struct span from)
{
  char *at = to;
  for(; from.len; from.at++, from.len--) {
    int byte = percent_byte(from);
    *at++ = (char)(byte < 0 ? *from.at : byte);
    if(byte >= 0) {
      from.at += 2;
      from.len -= 2;
    }
  }
  return (size_t)(at - to);
}
