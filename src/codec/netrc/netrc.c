#include "codec/netrc/netrc.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"

struct token {
  struct buf text; /* empty after the end of the file */
  bool is_quoted;
  bool is_end;
};

struct entry {
  bool is_ours; /* it is for the host */
  bool has_login;
  bool has_password;
  struct buf login;
  struct buf password;
};

struct search {
  struct cursor file;
  const char *host;
  const char *user; /* NULL: any */
  struct token token;
  struct entry entry;
};

static bool is_line_end(uint8_t c) { return c == '\n' || !c; }
static bool is_space(uint8_t c) { return ascii_is_blank(c) || c == '\r' || c == '\n'; }

static void skip_line(struct cursor *c)
{
  while(cursor_left(c) && *c->at != '\n') c->at++;
}

/* Everything up to a line with nothing but spaces in it. */
static void skip_macro(struct cursor *c)
{
  bool is_empty = false;
  skip_line(c);
  while(!is_empty && cursor_left(c)) {
    is_empty = true;
    for(c->at++; cursor_left(c) && *c->at != '\n'; c->at++) is_empty = is_empty && is_space(*c->at);
  }
}

/* A byte beyond the cap. */
static CURLcode too_long(CURLcode code) { return code == CURLE_TOO_LARGE ? CURLE_READ_ERROR : code; }

static CURLcode read_quoted(struct cursor *c, struct buf *to)
{
  for(c->at++; cursor_left(c) && *c->at; c->at++) {
    uint8_t byte = *c->at;
    if(byte == '"') {
      c->at++;
      return CURLE_OK;
    }
    if(byte == '\\') {
      if(++c->at == c->end || !*c->at) break;
      byte = *c->at == 'n' ? '\n' : *c->at == 'r' ? '\r' : *c->at == 't' ? '\t' : *c->at;
    }
    TRY(too_long(buf_add_char(to, (char)byte)));
  }
  return CURLE_READ_ERROR;
}

static void skip_spaces(struct cursor *c)
{
  while(cursor_left(c) && (is_space(*c->at) || !*c->at)) {
    if(!*c->at) skip_line(c);
    if(cursor_left(c)) c->at++;
  }
}

static CURLcode next_token(struct search *s)
{
  struct cursor *c = &s->file;
  struct token *t = &s->token;
  buf_reset(&t->text);
  skip_spaces(c);
  t->is_end = !cursor_left(c);
  t->is_quoted = !t->is_end && *c->at == '"';
  if(t->is_quoted) return read_quoted(c, &t->text);
  const uint8_t *from = c->at;
  while(cursor_left(c) && !is_space(*c->at) && !is_line_end(*c->at)) c->at++;
  return too_long(buf_add(&t->text, from, (size_t)(c->at - from)));
}

static bool is_keyword(const struct token *t, const char *word)
{
  return !t->is_quoted && span_is(buf_span(&t->text), word);
}

static bool is_user(const struct search *s) { return span_equal(buf_span(&s->entry.login), span_text(s->user)); }

/* The entry is over: is it the one? */
static bool is_found(const struct search *s)
{
  const struct entry *e = &s->entry;
  if(!e->is_ours) return false;
  if(!s->user) return e->has_login || e->has_password;
  return e->has_password && (!e->has_login || is_user(s));
}

static void begin_entry(struct search *s, bool is_ours)
{
  s->entry.is_ours = is_ours;
  s->entry.has_login = s->entry.has_password = false;
}

/* The keyword's value; a file that ends before it has said nothing. */
static CURLcode read_value(struct search *s, struct buf *to, bool *has)
{
  TRY(next_token(s));
  if(s->token.is_end || !s->entry.is_ours) return CURLE_OK;
  buf_reset(to);
  TRY(buf_add_span(to, buf_span(&s->token.text)));
  *has = true;
  return CURLE_OK;
}

static CURLcode begin_machine(struct search *s)
{
  TRY(next_token(s));
  begin_entry(s, !s->token.is_end && span_equal_nocase(buf_span(&s->token.text), span_text(s->host)));
  return CURLE_OK;
}

/* A word where a keyword can stand. */
static CURLcode take_word(struct search *s)
{
  const struct token *t = &s->token;
  if(is_keyword(t, "machine")) return begin_machine(s);
  if(is_keyword(t, "login")) return read_value(s, &s->entry.login, &s->entry.has_login);
  if(is_keyword(t, "password")) return read_value(s, &s->entry.password, &s->entry.has_password);
  if(is_keyword(t, "account")) return next_token(s);
  if(is_keyword(t, "default")) {
    begin_entry(s, true);
  } else if(is_keyword(t, "macdef")) {
    begin_entry(s, false);
    skip_macro(&s->file);
  }
  return CURLE_OK;
}

static bool ends_entry(const struct token *t)
{
  return t->is_end || is_keyword(t, "machine") || is_keyword(t, "default") || is_keyword(t, "macdef");
}

/* A comment looks like a word, which may be longer than a token. */
static CURLcode next_word(struct search *s)
{
  skip_spaces(&s->file);
  while(cursor_left(&s->file) && *s->file.at == '#') {
    skip_line(&s->file);
    skip_spaces(&s->file);
  }
  return next_token(s);
}

static CURLcode run(struct search *s, bool *found)
{
  do {
    TRY(next_word(s));
    *found = ends_entry(&s->token) && is_found(s);
    if(*found) return CURLE_OK;
    TRY(take_word(s));
  } while(!s->token.is_end);
  /* a value was missing at the end */
  *found = is_found(s);
  return CURLE_OK;
}

static CURLcode give(struct entry *e, bool wants_user, struct netrc_login *ret)
{
  struct netrc_login login = { 0 };
  if(wants_user && e->has_login) {
    login.user = buf_take_string(&e->login);
    if(!login.user) return CURLE_OUT_OF_MEMORY;
  }
  if(e->has_password) {
    login.password = buf_take_string(&e->password);
    if(!login.password) {
      mem_free(login.user);
      return CURLE_OUT_OF_MEMORY;
    }
  }
  *ret = login;
  return CURLE_OK;
}

CURLcode netrc_find_login(struct span file, const char *host, const char *user, struct netrc_login *ret)
{
  bool found = false;
  struct netrc_login none = { 0 };
  struct search s = {
    .file = cursor_of(file),
    .host = host,
    .user = user,
    .token.text = BUF_INIT(NETRC_TOKEN_MAX),
    .entry.login = BUF_INIT(NETRC_TOKEN_MAX),
    .entry.password = BUF_INIT(NETRC_TOKEN_MAX),
  };
  CURLcode code = run(&s, &found);
  if(!code && found) code = give(&s.entry, !user, ret);
  if(!code && !found) *ret = none;
  buf_free(&s.token.text);
  buf_free(&s.entry.login);
  buf_free(&s.entry.password);
  return code;
}
