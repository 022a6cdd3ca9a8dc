#include "codec/auth/challenge.h"
#include "base/str.h"

/* RFC 9110, section 5.6.2. */
static bool is_token_byte(uint8_t c) { return ascii_is_alnum(c) || (c && strchr("!#$%&'*+-.^_`|~", c)); }

/* RFC 9110, section 11.2, without the padding. */
static bool is_token68_byte(uint8_t c) { return ascii_is_alnum(c) || (c && strchr("-._~+/", c)); }

static bool is_at(const struct cursor *c, char byte) { return cursor_left(c) && *c->at == (uint8_t)byte; }

static struct span take_while(struct cursor *c, bool (*belongs)(uint8_t))
{
  const uint8_t *begin = c->at;
  while(cursor_left(c) && belongs(*c->at)) c->at++;
  return span_of(begin, (size_t)(c->at - begin));
}

/* The inside of a quoted string; the cursor stands at its first quotation mark, and then behind its last. */
static struct span take_quoted(struct cursor *c)
{
  const uint8_t *begin = ++c->at;
  while(cursor_left(c) && *c->at != '"') c->at += *c->at == '\\' && cursor_left(c) > 1 ? 2 : 1;
  struct span inside = span_of(begin, (size_t)(c->at - begin));
  if(cursor_left(c)) c->at++;
  return inside;
}

static bool is_unquoted_byte(uint8_t c) { return c != ',' && !ascii_is_blank(c); }

/* To the next token, over commas, blanks, and members of the list that begin with no token. */
static void skip_to_token(struct cursor *c)
{
  while(cursor_left(c) && !is_token_byte(*c->at)) {
    if(*c->at == ',' || ascii_is_blank(*c->at)) {
      c->at++;
      continue;
    }
    while(cursor_left(c) && *c->at != ',') {
      if(*c->at == '"')
        take_quoted(c);
      else
        c->at++;
    }
  }
}

bool auth_param_next(struct cursor *c, struct auth_param *ret)
{
  struct cursor at = *c;
  skip_to_token(&at);
  struct span name = take_while(&at, is_token_byte);
  cursor_skip_blanks(&at);
  if(!name.len || !is_at(&at, '=')) return false;
  at.at++;
  cursor_skip_blanks(&at);
  ret->name = name;
  ret->is_quoted = is_at(&at, '"');
  ret->value = ret->is_quoted ? take_quoted(&at) : take_while(&at, is_unquoted_byte);
  *c = at;
  return true;
}

/* "abc==" may also be read as a parameter "abc" of the value "=". It is an argument where a member of the list ends
 * with it. Empty, and the cursor where it was: there is none. */
static struct span take_token68(struct cursor *c)
{
  struct cursor at = *c;
  cursor_skip_blanks(&at);
  const uint8_t *begin = at.at;
  if(!take_while(&at, is_token68_byte).len) return span_of(begin, 0);
  while(is_at(&at, '=')) at.at++;
  struct span argument = span_of(begin, (size_t)(at.at - begin));
  cursor_skip_blanks(&at);
  if(cursor_left(&at) && !is_at(&at, ',')) return span_of(begin, 0);
  *c = at;
  return argument;
}

static struct span take_params(struct cursor *c)
{
  struct auth_param p;
  cursor_skip_blanks(c);
  const uint8_t *begin = c->at;
  while(auth_param_next(c, &p)) continue;
  return span_of(begin, (size_t)(c->at - begin));
}

bool auth_challenge_next(struct cursor *c, struct auth_challenge *ret)
{
  take_params(c); /* of no challenge */
  skip_to_token(c);
  struct span scheme = take_while(c, is_token_byte);
  if(!scheme.len) return false;
  ret->scheme = scheme;
  ret->token68 = take_token68(c);
  ret->params = ret->token68.len || is_at(c, ',') ? span_of(c->at, 0) : take_params(c);
  return true;
}

CURLcode auth_param_unquote(const struct auth_param *p, struct buf *to)
{
  if(!p->is_quoted) return buf_add_span(to, p->value);
  TRY(buf_reserve(to, p->value.len));
  for(size_t i = 0; i < p->value.len; i++) {
    if(p->value.at[i] == '\\' && i + 1 < p->value.len) i++;
    to->at[to->len++] = p->value.at[i];
  }
  return CURLE_OK;
}
