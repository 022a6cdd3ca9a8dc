/* The signature base (RFC 9421, section 2.5) and the signature's parameters (section 2.3). */
#include "base/str.h"
#include "codec/httpsig/httpsig.h"
#include <inttypes.h>
#include <stdio.h>

typedef CURLcode value_fn(struct buf *to, const struct httpsig_message *m);

static CURLcode add_method(struct buf *to, const struct httpsig_message *m) { return buf_add_span(to, m->method); }

/* Section 2.2.3: in lower case, and without the port that is the scheme's. */
static CURLcode add_authority(struct buf *to, const struct httpsig_message *m)
{
  char port[1 + STR_U64_ROOM] = ":";
  struct span s = span_trim(m->authority);
  size_t len = (size_t)(str_put_u64(port + 1, m->default_port) - port);
  if(s.len > len && !memcmp(s.at + s.len - len, port, len)) s.len -= len;
  for(size_t i = 0; i < s.len; i++) TRY(buf_add_char(to, (char)ascii_lower(s.at[i])));
  return CURLE_OK;
}

static CURLcode add_path(struct buf *to, const struct httpsig_message *m)
{
  return m->path.len ? buf_add_span(to, m->path) : buf_add_char(to, '/');
}

/* Section 2.2.7: that there is none is said by a '?', too. */
static CURLcode add_query(struct buf *to, const struct httpsig_message *m)
{
  TRY(buf_add_char(to, '?'));
  return buf_add_span(to, m->query);
}

static const struct derived {
  const char *option; /* its name in CURLOPT_HTTPSIG_HEADERS(3) */
  const char *name;
  value_fn *add;
} derived[] = {
  { "method", "@method", add_method },
  { "authority", "@authority", add_authority },
  { "path", "@path", add_path },
  { "query", "@query", add_query },
};

static const struct derived *find_derived(struct span option)
{
  for(size_t i = 0; i < sizeof derived / sizeof *derived; i++)
    if(span_is(option, derived[i].option)) return &derived[i];
  return NULL;
}

/* As they are written in the option: a field has its colon. */
struct components {
  struct span list[HTTPSIG_COMPONENTS_MAX];
  size_t count;
};

static struct span next_word(struct cursor *c)
{
  while(cursor_left(c) && ascii_is_blank(*c->at)) c->at++;
  size_t len = 0;
  while(len < cursor_left(c) && !ascii_is_blank(c->at[len])) len++;
  return cursor_take(c, len);
}

static const char *check_component(const struct components *all, struct span word)
{
  if(all->count == HTTPSIG_COMPONENTS_MAX) return "More than 16 components of a request are to be signed";
  for(size_t i = 0; i < all->count; i++)
    if(span_equal_nocase(all->list[i], word)) return "A component of a request is to be signed twice";
  if(find_derived(word)) return NULL;
  if(word.at[word.len - 1] == ':' && span_is_token(span_of(word.at, word.len - 1))) return NULL;
  return "A component to be signed is neither method, authority, path or query nor a field's name with a colon";
}

static CURLcode read_components(struct components *ret, const struct httpsig_message *m, const struct httpsig_params *p,
                                const char **why)
{
  struct cursor given = cursor_of(span_text(p->components));
  bool is_default = !next_word(&given).len;
  struct cursor c = cursor_of(is_default ? span_text("method authority path query") : span_text(p->components));
  *ret = (struct components){ .count = 0 };
  for(struct span word; (word = next_word(&c)).len; ret->list[ret->count++] = word)
    if((*why = check_component(ret, word))) return CURLE_BAD_FUNCTION_ARGUMENT;
  if(is_default && !m->query.at) ret->count--;
  return CURLE_OK;
}

static CURLcode add_name(struct buf *to, struct span word)
{
  const struct derived *d = find_derived(word);
  TRY(buf_add_char(to, '"'));
  if(d) TRY(buf_add_text(to, d->name));
  for(size_t i = 0; !d && i + 1 < word.len; i++) TRY(buf_add_char(to, (char)ascii_lower(word.at[i])));
  return buf_add_char(to, '"');
}

static bool breaks_line(struct span s)
{
  return s.len && (memchr(s.at, '\r', s.len) || memchr(s.at, '\n', s.len) || memchr(s.at, '\0', s.len));
}

/* Section 2.1: the values of all fields of that name, as one list. */
static CURLcode add_field(struct buf *to, const struct httpsig_message *m, struct span name, const char **why)
{
  size_t found = 0;
  for(size_t i = 0; i < m->field_count; i++) {
    if(!span_equal_nocase(m->fields[i].name, name)) continue;
    struct span value = span_trim(m->fields[i].value);
    *why = "A field to be signed has a line break in its value";
    if(breaks_line(value)) return CURLE_BAD_FUNCTION_ARGUMENT;
    if(found++) TRY(buf_add_text(to, ", "));
    TRY(buf_add_span(to, value));
  }
  *why = "A field that is to be signed is not among CURLOPT_HTTPHEADER's";
  return found ? CURLE_OK : CURLE_BAD_FUNCTION_ARGUMENT;
}

static CURLcode add_component(struct buf *to, const struct httpsig_message *m, struct span word, const char **why)
{
  const struct derived *d = find_derived(word);
  TRY(add_name(to, word));
  TRY(buf_add_text(to, ": "));
  TRY(d ? d->add(to, m) : add_field(to, m, span_of(word.at, word.len - 1), why));
  return buf_add_char(to, '\n');
}

/* A string of structured fields (RFC 8941, section 3.3.3). */
static CURLcode add_string(struct buf *to, const char *text, const char **why)
{
  TRY(buf_add_char(to, '"'));
  for(; *text; text++) {
    *why = "The id of the key for HTTP signatures is not printable ASCII";
    if(*text < ' ' || *text > '~') return CURLE_BAD_FUNCTION_ARGUMENT;
    if(*text == '"' || *text == '\\') TRY(buf_add_char(to, '\\'));
    TRY(buf_add_char(to, *text));
  }
  return buf_add_char(to, '"');
}

static CURLcode add_params(struct buf *to, const struct components *all, const struct httpsig_params *p,
                           const char **why)
{
  TRY(buf_add_char(to, '('));
  for(size_t i = 0; i < all->count; i++) {
    if(i) TRY(buf_add_char(to, ' '));
    TRY(add_name(to, all->list[i]));
  }
  TRY(buf_addf(to, ");created=%" PRId64 ";keyid=", p->created));
  TRY(add_string(to, p->key_id, why));
  return p->algorithm ? buf_addf(to, ";alg=\"%s\"", p->algorithm) : CURLE_OK;
}

CURLcode httpsig_params_write(struct buf *to, const struct httpsig_message *m, const struct httpsig_params *p,
                              const char **why)
{
  struct components all;
  TRY(read_components(&all, m, p, why));
  return add_params(to, &all, p, why);
}

CURLcode httpsig_base_write(struct buf *to, const struct httpsig_message *m, const struct httpsig_params *p,
                            const char **why)
{
  struct components all;
  TRY(read_components(&all, m, p, why));
  for(size_t i = 0; i < all.count; i++) TRY(add_component(to, m, all.list[i], why));
  TRY(buf_add_text(to, "\"@signature-params\": "));
  return add_params(to, &all, p, why);
}
