#include "api/mprintf_format.h"
#include <limits.h>
#include <stdio.h>

#define NUMBER_MAX  325               /* digits of an integer, and bytes of a floating point field */
#define NUMBER_ROOM (NUMBER_MAX + 32) /* and what stands around them */

static bool write_bytes(struct mprintf_sink *s, const char *bytes, size_t len)
{
  size_t done = s->write(s, bytes, len);
  s->written += done;
  return done == len;
}

static bool write_blanks(struct mprintf_sink *s, size_t count)
{
  static const char blanks[] = "                                ";
  for(size_t len; count; count -= len) {
    len = count < sizeof blanks - 1 ? count : sizeof blanks - 1;
    if(!write_bytes(s, blanks, len)) return false;
  }
  return true;
}

/* `text` in a field of the piece's width. */
static bool write_field(struct mprintf_sink *s, const struct mprintf_piece *p, const char *text, size_t len)
{
  size_t blanks = (size_t)p->width > len ? (size_t)p->width - len : 0;
  if(!(p->flags & FLAG_LEFT) && !write_blanks(s, blanks)) return false;
  if(!write_bytes(s, text, len)) return false;
  return !(p->flags & FLAG_LEFT) || write_blanks(s, blanks);
}

static unsigned long long unsigned_of(long long value, enum mprintf_type type)
{
  switch(type) {
  case TYPE_CHAR:
    return (unsigned char)value;
  case TYPE_SHORT:
    return (unsigned short)value;
  case TYPE_INT:
    return (unsigned)value;
  default:
    return (unsigned long long)value;
  }
}

static char sign_of(const struct mprintf_piece *p, bool is_negative)
{
  return is_negative ? '-' : p->flags & FLAG_PLUS ? '+' : p->flags & FLAG_SPACE ? ' ' : '\0';
}

/* Zeros that fill the field are a matter of precision. */
static bool write_integer(struct mprintf_sink *s, const struct mprintf_piece *p, long long value)
{
  bool is_decimal = strchr("di", p->conversion);
  bool is_negative = is_decimal && value < 0;
  unsigned long long number = is_decimal ? (unsigned long long)value : unsigned_of(value, p->modifier);
  if(is_negative) number = 0 - number;
  char spec[12], text[NUMBER_ROOM];
  char *at = text;
  if((*at = sign_of(p, is_negative))) at++;
  bool has_prefix = p->flags & FLAG_ALTERNATE && number && strchr("xX", p->conversion);
  int precision = p->precision;
  int zeros = p->width - (int)(at - text) - (has_prefix ? 2 : 0);
  if(p->flags & FLAG_ZERO && !(p->flags & FLAG_LEFT) && zeros > precision) precision = zeros;
  if(precision > NUMBER_MAX) precision = NUMBER_MAX;
  snprintf(spec, sizeof spec, "%%%s.*ll%c", p->flags & FLAG_ALTERNATE && !is_decimal ? "#" : "",
           is_decimal ? 'u' : p->conversion);
  at += snprintf(at, (size_t)(text + sizeof text - at), spec, precision, number);
  return write_field(s, p, text, (size_t)(at - text));
}

static bool write_float(struct mprintf_sink *s, const struct mprintf_piece *p, const union mprintf_argument *value)
{
  bool is_long = p->modifier == TYPE_LONG_DOUBLE;
  int width = p->width < NUMBER_MAX ? p->width : NUMBER_MAX;
  int precision = p->precision;
  /* in a wide field, digits have the room that its width leaves them */
  if(precision <= p->width && precision > NUMBER_MAX - width) precision = NUMBER_MAX - width;
  if(precision > NUMBER_MAX) precision = NUMBER_MAX; /* more would not be seen, and cost memory and time */
  char spec[16], text[NUMBER_MAX + 1];
  snprintf(spec, sizeof spec, "%%%s%s%s%s%s*.*%s%c", p->flags & FLAG_LEFT ? "-" : "", p->flags & FLAG_PLUS ? "+" : "",
           p->flags & FLAG_SPACE ? " " : "", p->flags & FLAG_ALTERNATE ? "#" : "", p->flags & FLAG_ZERO ? "0" : "",
           is_long ? "L" : "", p->conversion);
  int len = is_long ? snprintf(text, sizeof text, spec, width, precision, value->long_number)
                    : snprintf(text, sizeof text, spec, width, precision, value->number);
  if(len < 0) return false;
  return write_bytes(s, text, len < NUMBER_MAX ? (size_t)len : NUMBER_MAX);
}

/* The alternate form of a string has quotes around it. */
static bool write_string(struct mprintf_sink *s, struct mprintf_piece *p, const char *text)
{
  bool is_quoted = text && (p->flags & FLAG_ALTERNATE || p->conversion == 'S');
  if(!text) text = p->precision >= 0 && p->precision < (int)strlen("(nil)") ? "" : "(nil)";
  size_t len = p->precision < 0 ? strlen(text) : strnlen(text, (size_t)p->precision);
  if(!is_quoted) return write_field(s, p, text, len);
  p->width = p->width > 2 ? p->width - 2 : 0;
  return write_bytes(s, "\"", 1) && write_field(s, p, text, len) && write_bytes(s, "\"", 1);
}

static bool write_pointer(struct mprintf_sink *s, const struct mprintf_piece *p, const void *pointer)
{
  char text[32];
  int len = pointer ? snprintf(text, sizeof text, "%p", pointer) : snprintf(text, sizeof text, "(nil)");
  return write_field(s, p, text, (size_t)len);
}

static bool store_count(const struct mprintf_sink *s, const struct mprintf_piece *p, void *to)
{
  long long count = (long long)s->written;
  switch(p->modifier) {
  case TYPE_CHAR:
    *(signed char *)to = (signed char)count;
    break;
  case TYPE_SHORT:
    *(short *)to = (short)count;
    break;
  case TYPE_LONG:
    *(long *)to = (long)count;
    break;
  case TYPE_LONG_LONG:
    *(long long *)to = count;
    break;
  default:
    *(int *)to = (int)count;
  }
  return true;
}

bool mprintf_write_piece(struct mprintf_sink *s, struct mprintf_piece *p, const union mprintf_argument *arguments)
{
  if(p->text.len && !write_bytes(s, (const char *)p->text.at, p->text.len)) return false;
  if(!p->conversion) return true;
  if(p->width_argument >= 0) p->width = (int)arguments[p->width_argument].integer;
  if(p->precision_argument >= 0) p->precision = (int)arguments[p->precision_argument].integer;
  if(p->width < 0) {
    p->flags |= FLAG_LEFT;
    p->width = p->width == INT_MIN ? INT_MAX : -p->width;
  }
  const union mprintf_argument *value = &arguments[p->argument];
  char byte = (char)value->integer;
  switch(p->conversion) {
  case 'c':
    return write_field(s, p, &byte, 1);
  case 's':
  case 'S':
    return write_string(s, p, value->pointer);
  case 'p':
    return write_pointer(s, p, value->pointer);
  case 'n':
    return store_count(s, p, value->pointer);
  default:
    return strchr("diouxX", p->conversion) ? write_integer(s, p, value->integer) : write_float(s, p, value);
  }
}
