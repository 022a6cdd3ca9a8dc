#include "api/mprintf_format.h"
#include "base/str.h"
#include <limits.h>

static char peek(const struct cursor *c) { return cursor_left(c) ? (char)*c->at : '\0'; }

static bool take(struct cursor *c, char byte)
{
  if(!cursor_left(c) || *c->at != (uint8_t)byte) return false;
  c->at++;
  return true;
}

static int take_int(struct cursor *c)
{
  int value = 0;
  for(; ascii_is_digit(peek(c)); c->at++) {
    int digit = peek(c) - '0';
    value = value > (INT_MAX - digit) / 10 ? INT_MAX : value * 10 + digit;
  }
  return value;
}

/* "m$", if it is there: the index it means. False: a position that cannot be. */
static bool take_position(struct cursor *c, int *index)
{
  struct cursor ahead = *c;
  int position = take_int(&ahead);
  *index = -1;
  if(ahead.at == c->at || !take(&ahead, '$')) return true;
  *c = ahead;
  *index = position - 1;
  return position >= 1 && position <= MPRINTF_ARGUMENTS_MAX;
}

/* The argument that is meant, by position or the next one. False: both styles in one format, two types for one argument,
 * or too many. */
static bool use_argument(struct mprintf_format *f, int position, enum mprintf_type type, int *index)
{
  enum mprintf_style style = position < 0 ? IN_ORDER : BY_POSITION;
  if(f->style != UNDECIDED && f->style != style) return false;
  f->style = style;
  *index = position < 0 ? f->next++ : position;
  if(*index >= MPRINTF_ARGUMENTS_MAX || (f->type[*index] && f->type[*index] != type)) return false;
  f->type[*index] = type;
  if(f->argument_count <= *index) f->argument_count = *index + 1;
  return true;
}

static unsigned take_flags(struct cursor *c)
{
  static const char letters[] = "-+ #0";
  unsigned flags = 0;
  for(const char *found; peek(c) && (found = strchr(letters, peek(c))); c->at++) flags |= 1u << (found - letters);
  return flags;
}

/* "*", "*m$" or a number. */
static bool take_size(struct mprintf_format *f, struct cursor *c, int *value, int *argument)
{
  int position;
  if(!take(c, '*')) {
    *value = take_int(c);
    return true;
  }
  return take_position(c, &position) && use_argument(f, position, TYPE_INT, argument);
}

static bool take_precision(struct mprintf_format *f, struct cursor *c, struct mprintf_piece *p)
{
  if(!take(c, '.')) return true;
  bool is_negative = take(c, '-');
  if(!take_size(f, c, &p->precision, &p->precision_argument)) return false;
  if(is_negative) p->precision = -1;
  return peek(c) != '.'; /* a second one */
}

static enum mprintf_type take_modifier(struct cursor *c)
{
  static const struct {
    const char *text;
    enum mprintf_type type;
  } modifiers[] = { { "ll", TYPE_LONG_LONG }, { "l", TYPE_LONG }, { "hh", TYPE_CHAR },      { "h", TYPE_SHORT },
                    { "q", TYPE_LONG_LONG },  { "z", TYPE_SIZE }, { "L", TYPE_LONG_DOUBLE } };
  for(size_t i = 0; i < sizeof modifiers / sizeof *modifiers; i++) {
    size_t len = strlen(modifiers[i].text);
    if(cursor_left(c) < len || memcmp(c->at, modifiers[i].text, len)) continue;
    c->at += len;
    return modifiers[i].type;
  }
  return TYPE_INT;
}

/* What a conversion takes; TYPE_NONE: there is no such conversion. */
static enum mprintf_type type_of(char conversion, enum mprintf_type modifier)
{
  if(!conversion) return TYPE_NONE;
  if(conversion == 'c') return TYPE_INT;
  if(strchr("diuoxX", conversion)) return modifier == TYPE_LONG_DOUBLE ? TYPE_INT : modifier;
  if(strchr("eEfFgG", conversion)) return modifier == TYPE_LONG_DOUBLE ? TYPE_LONG_DOUBLE : TYPE_DOUBLE;
  return strchr("sSpn", conversion) ? TYPE_POINTER : TYPE_NONE;
}

/* Behind a '%'. `*is_known` false: what was read is literal text, and the next byte is to be read again. */
static bool read_conversion(struct mprintf_format *f, struct cursor *c, struct mprintf_piece *p, bool *is_known)
{
  int position;
  *p = (struct mprintf_piece){ .width_argument = -1, .precision_argument = -1, .precision = -1 };
  *is_known = true;
  if(take(c, '%')) return true;
  if(!take_position(c, &position)) return false;
  p->flags = take_flags(c);
  if(!take_size(f, c, &p->width, &p->width_argument) || !take_precision(f, c, p)) return false;
  p->modifier = take_modifier(c);
  enum mprintf_type type = type_of(peek(c), p->modifier);
  *is_known = type != TYPE_NONE;
  if(!*is_known) return true;
  p->conversion = (char)*c->at++;
  return use_argument(f, position, type, &p->argument);
}

bool mprintf_read(struct mprintf_format *f, const char *text)
{
  struct cursor c = cursor_of(span_text(text));
  const uint8_t *literal = c.at;
  f->piece_count = 0;
  f->argument_count = f->next = 0;
  f->style = UNDECIDED;
  memset(f->type, 0, sizeof f->type);
  while(cursor_left(&c)) {
    const uint8_t *percent = memchr(c.at, '%', cursor_left(&c));
    if(!percent) break;
    c.at = percent + 1;
    struct mprintf_piece p;
    bool is_known;
    if(!read_conversion(f, &c, &p, &is_known)) return false;
    if(!is_known) continue;
    if(f->piece_count == MPRINTF_PIECES_MAX) return false;
    /* "%%" is its first '%' at the end of the literal text */
    p.text = span_of(literal, (size_t)(percent - literal) + !p.conversion);
    literal = c.at;
    f->piece[f->piece_count++] = p;
  }
  f->piece[f->piece_count++] = (struct mprintf_piece){ .text = span_of(literal, (size_t)(c.end - literal)) };
  for(int i = 0; i < f->argument_count; i++)
    if(f->type[i] == TYPE_NONE) return false; /* a gap: nobody knows what to fetch */
  return true;
}
