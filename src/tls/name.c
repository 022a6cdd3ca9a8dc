#include "tls/name.h"
#include "base/str.h"
#include <arpa/inet.h>

static struct span without_last_dot(struct span s)
{
  if(s.len && s.at[s.len - 1] == '.') s.len--;
  return s;
}

/* Labels are not empty: a name that a dot begins, or two dots stand in, is none. */
static bool is_host_name(struct span s)
{
  bool label_begins = true;
  for(size_t i = 0; i < s.len; i++) {
    uint8_t c = s.at[i];
    if(c == '.' ? label_begins : !ascii_is_alnum(c) && c != '-' && c != '_') return false;
    label_begins = c == '.';
  }
  return s.len && !label_begins;
}

static struct span behind_first_label(struct span s)
{
  const uint8_t *dot = memchr(s.at, '.', s.len);
  return dot ? span_of(dot + 1, (size_t)(s.at + s.len - dot - 1)) : span_of(NULL, 0);
}

bool tls_name_matches(struct span name, const char *host)
{
  struct span wanted = without_last_dot(span_text(host));
  name = without_last_dot(name);
  if(!is_host_name(wanted)) return false;
  if(name.len < 2 || memcmp(name.at, "*.", 2)) return is_host_name(name) && span_equal_nocase(name, wanted);
  struct span parent = span_of(name.at + 2, name.len - 2);
  /* "*.com" would be all of a registry's */
  return is_host_name(parent) && behind_first_label(parent).len &&
         span_equal_nocase(parent, behind_first_label(wanted));
}

struct tls_wanted tls_wanted_of(const char *host, bool is_address)
{
  struct tls_wanted w = { .host = host, .is_address = is_address };
  if(inet_pton(AF_INET, host, w.address) == 1)
    w.address_len = sizeof(struct in_addr);
  else if(inet_pton(AF_INET6, host, w.address) == 1)
    w.address_len = sizeof(struct in6_addr);
  w.is_address |= w.address_len > 0;
  return w;
}

bool tls_wanted_has_name(const struct tls_wanted *w, struct span name)
{
  return !w->is_address && tls_name_matches(name, w->host);
}

bool tls_wanted_has_address(const struct tls_wanted *w, struct span address)
{
  return w->address_len && span_equal(address, span_of(w->address, w->address_len));
}
