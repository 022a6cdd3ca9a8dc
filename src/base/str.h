/* Text in ASCII, whatever the locale says. */
#ifndef BASE_STR_H
#define BASE_STR_H
#include "base/cursor.h"

static inline bool ascii_is_digit(int c) { return c >= '0' && c <= '9'; }
static inline bool ascii_is_alpha(int c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static inline bool ascii_is_alnum(int c) { return ascii_is_digit(c) || ascii_is_alpha(c); }
static inline bool ascii_is_blank(int c) { return c == ' ' || c == '\t'; }
static inline int ascii_lower(int c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; }

/* The value of a hexadecimal digit, or -1. */
static inline int ascii_hex_value(int c)
{
  if(ascii_is_digit(c)) return c - '0';
  c = ascii_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Equal but for the case of ASCII letters. Neither may be NULL. */
bool str_equal_nocase(const char *a, const char *b);
bool span_equal_nocase(struct span a, struct span b);
static inline bool span_is(struct span s, const char *text) { return span_equal_nocase(s, span_text(text)); }
bool span_starts_nocase(struct span s, const char *prefix);

/* Without the blanks (space, tab) at both ends. */
struct span span_trim(struct span s);

/* A token (RFC 9110, section 5.6.2), such as the name of a field. */
bool span_is_token(struct span s);
bool ascii_is_token(uint8_t c);

/* For readers of fields: pass blanks by; take that byte if it comes next; take a token, which may be empty. */
void cursor_skip_blanks(struct cursor *c);
bool cursor_take_char(struct cursor *c, char wanted);
struct span cursor_take_token(struct cursor *c);

/* A decimal number of digits only, at most `max`. False (`*ret` unchanged): empty, other bytes, or too large. */
bool span_parse_u64(struct span s, uint64_t max, uint64_t *ret);

/* Write a decimal number and a NUL; the NUL's place. The cheap printf of hot paths. */
#define STR_U64_ROOM 21
char *str_put_u64(char *to, uint64_t value);

/* Is `token` a member of the comma separated list `s` (RFC 9110, section 5.6.1), in any case? */
bool span_list_has(struct span s, const char *token);

/* The next member of such a list, without the blanks around it, which is taken off `*list`; false at the end. An empty
 * list has one empty member; the end is a NULL `at`. */
bool span_next_member(struct span *list, struct span *ret);

#endif
