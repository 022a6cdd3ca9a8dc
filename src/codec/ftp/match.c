#include "codec/ftp/match.h"
#include "base/str.h"

/* Of each class the first and the last byte of its ranges. */
static const struct {
  const char *name, *ranges;
} classes[] = {
  { "alnum", "09AZaz" },   { "alpha", "AZaz" },   { "blank", "\t\t  " }, { "cntrl", "\1\37\177\177" },
  { "digit", "09" },       { "graph", "!~" },     { "lower", "az" },     { "print", " ~" },
  { "punct", "!/:@[`{~" }, { "space", "\t\r  " }, { "upper", "AZ" },     { "xdigit", "09AFaf" },
};

static bool is_in_class(struct span name, uint8_t c)
{
  for(size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
    if(!span_equal(name, span_text(classes[i].name))) continue;
    for(const char *r = classes[i].ranges; *r; r += 2)
      if(c >= (uint8_t)r[0] && c <= (uint8_t)r[1]) return true;
  }
  return false;
}

/* "[:name:]" at `at`; behind it, or NULL: there is none. */
static const char *take_class(const char *at, uint8_t c, bool *is_in)
{
  if(at[0] != '[' || at[1] != ':') return NULL;
  const char *name = at + 2, *end = name;
  while(ascii_is_alpha(*end)) end++;
  if(end[0] != ':' || end[1] != ']') return NULL;
  if(is_in_class(span_of(name, (size_t)(end - name)), c)) *is_in = true;
  return end + 2;
}

static uint8_t take_byte(const char **at)
{
  if(**at == '\\' && (*at)[1]) ++*at;
  return (uint8_t) * (*at)++;
}

/* A class, a range or a byte; behind it. What would go from a byte to one before it is no range. */
static const char *take_member(const char *at, uint8_t c, bool *is_in)
{
  const char *behind = take_class(at, c, is_in);
  if(behind) return behind;
  uint8_t first = take_byte(&at), last = first;
  behind = at;
  if(at[0] == '-' && at[1] && at[1] != ']') {
    at++;
    last = take_byte(&at);
  }
  if(c == first || (c > first && c <= last)) *is_in = true;
  return last < first ? behind : at;
}

/* The set that begins with the '[' at `at`; behind it, or NULL: nothing closes it. A ']' that comes first is a member. */
static const char *take_set(const char *at, uint8_t c, bool *ret)
{
  bool is_in = false, is_negated = at[1] == '!' || at[1] == '^';
  at += is_negated ? 2 : 1;
  do {
    if(!*at) return NULL;
    at = take_member(at, c, &is_in);
  } while(*at != ']');
  *ret = is_in != is_negated;
  return at + 1;
}

/* The first '[' that nothing closes, or the end. Found once, because each search for an end may go through all the rest. */
static const char *find_open_end(const char *pattern)
{
  bool unused;
  while(*pattern) {
    const char *behind = *pattern == '[' ? take_set(pattern, 0, &unused) : NULL;
    if(*pattern == '[' && !behind) break;
    if(!behind)
      take_byte(&pattern);
    else
      pattern = behind;
  }
  return pattern;
}

/* Take what stands for one byte, neither '*' nor the end. */
static bool takes(const char **pattern, const char *open_end, uint8_t c)
{
  bool is_in = false;
  switch(**pattern) {
  case '?':
    ++*pattern;
    return true;
  case '[':
    if(*pattern >= open_end) break;
    *pattern = take_set(*pattern, c, &is_in);
    return is_in;
  case '\\':
    if(!(*pattern)[1]) return false;
    break;
  default:
    break;
  }
  return take_byte(pattern) == c;
}

/* Only the last '*' has to be tried again: what an earlier one would take more, the last one can take, too. */
bool ftp_match(const char *pattern, const char *name)
{
  const char *open_end = find_open_end(pattern);
  const char *star = NULL, *again = NULL; /* behind the last '*', and where in `name` what follows it was tried last */
  while(*name) {
    if(*pattern == '*') {
      star = ++pattern;
      again = name;
    } else if(*pattern && takes(&pattern, open_end, (uint8_t)*name)) {
      name++;
    } else if(star) {
      pattern = star;
      name = ++again;
    } else {
      return false;
    }
  }
  while(*pattern == '*') pattern++;
  return !*pattern;
}
