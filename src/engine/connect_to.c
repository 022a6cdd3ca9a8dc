#include "engine/connect_to.h"
#include "base/str.h"

/* Up to the next colon that is not inside brackets, which is skipped; the last field goes to the end. */
static struct span take_field(struct cursor *c)
{
  const uint8_t *from = c->at;
  bool in_brackets = false;
  for(; cursor_left(c) && (in_brackets || *c->at != ':'); c->at++) {
    if(*c->at == '[') in_brackets = true;
    if(*c->at == ']') in_brackets = false;
  }
  struct span field = span_of(from, (size_t)(c->at - from));
  if(cursor_left(c)) c->at++;
  return field;
}

static struct span without_brackets(struct span host)
{
  if(host.len < 2 || host.at[0] != '[' || host.at[host.len - 1] != ']') return host;
  return span_of(host.at + 1, host.len - 2);
}

/* An empty port is any, or the URL's: 0. */
static bool parse_port(struct span text, uint16_t *ret)
{
  uint64_t value = 0;
  if(text.len && !span_parse_u64(text, UINT16_MAX, &value)) return false;
  *ret = (uint16_t)value;
  return true;
}

CURLcode connect_to_find(const struct curl_slist *entries, const char *host, uint16_t port, struct connect_to *ret)
{
  struct span wanted = without_brackets(span_text(host));
  *ret = (struct connect_to){ 0 };
  for(; entries; entries = entries->next) {
    struct cursor c = cursor_of(span_text(entries->data));
    struct span from_host = without_brackets(take_field(&c)), from_port = take_field(&c);
    struct span to_host = without_brackets(take_field(&c)), to_port = cursor_rest(&c);
    uint16_t from, to;
    if(!parse_port(from_port, &from) || !parse_port(to_port, &to)) return CURLE_SETOPT_OPTION_SYNTAX;
    if((from_host.len && !span_equal_nocase(from_host, wanted)) || (from && from != port)) continue;
    *ret = (struct connect_to){ to_host, to };
    return CURLE_OK;
  }
  return CURLE_OK;
}
