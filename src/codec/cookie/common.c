#include "codec/cookie/internal.h"

bool cookie_has_control(struct span s)
{
  for(size_t i = 0; i < s.len; i++)
    if(s.at[i] < ' ' || s.at[i] == 0x7f) return true;
  return false;
}

bool cookie_is_sound_pair(struct span name, struct span value)
{
  if(!name.len || name.len > COOKIE_PAIR_MAX || value.len > COOKIE_PAIR_MAX - name.len) return false;
  return !cookie_has_control(name) && !cookie_has_control(value);
}

bool cookie_is_sound_domain(struct span domain)
{
  if(!domain.len || domain.at[0] == '.' || domain.at[0] == '#') return false;
  return !memchr(domain.at, ' ', domain.len) && !cookie_has_control(domain);
}

struct span cookie_clean_domain(struct span domain)
{
  bool has_dot = domain.len && domain.at[0] == '.';
  return span_of(domain.at + has_dot, domain.len - has_dot);
}

struct span cookie_clean_path(struct span path)
{
  if(path.len && path.at[0] == '"') path.at++, path.len--;
  if(path.len && path.at[path.len - 1] == '"') path.len--;
  if(!path.len || path.at[0] != '/') return span_of(NULL, 0);
  if(path.len > 1 && path.at[path.len - 1] == '/') path.len--;
  return path;
}

static bool begins_with(struct span name, const char *prefix)
{
  size_t len = strlen(prefix);
  return name.len >= len && !memcmp(name.at, prefix, len);
}

bool cookie_keeps_promise(const struct cookie *c)
{
  if(begins_with(c->name, "__Secure-")) return c->is_secure;
  if(!begins_with(c->name, "__Host-")) return true;
  return c->is_secure && c->domain.len && !c->has_subdomains && span_equal(c->path, span_text("/"));
}
