/* The entries of CURLOPT_RESOLVE(3). */
#include "base/mem.h"
#include "base/str.h"
#include "codec/url/url.h"
#include "resolve/shared_dns.h"

struct entry {
  bool removes;
  bool ages;
  uint16_t port;
  char host[DNS_HOST_MAX + 1];
  struct span addresses; /* what stands behind the port */
};

static struct span take_until(struct cursor *c, char end)
{
  const uint8_t *at = memchr(c->at, end, cursor_left(c));
  return cursor_take(c, at ? (size_t)(at - c->at) : cursor_left(c));
}

static bool skip(struct cursor *c, char what)
{
  if(!cursor_left(c) || *c->at != (uint8_t)what) return false;
  c->at++;
  return true;
}

/* A name that is not in ASCII is asked for in its ASCII form. One that has none stays as it is, and is never asked for. */
static CURLcode make_ascii(char host[DNS_HOST_MAX + 1])
{
  char *ascii;
  if(url_host_is_ascii(host)) return CURLE_OK;
  CURLUcode code = url_host_to_ascii(host, &ascii);
  if(code == CURLUE_OUT_OF_MEMORY) return CURLE_OUT_OF_MEMORY;
  if(code) return CURLE_OK;
  size_t len = strlen(ascii);
  if(len <= DNS_HOST_MAX) memcpy(host, ascii, len + 1);
  mem_free(ascii);
  return CURLE_OK;
}

/* A name, or an IPv6 address in brackets. */
static bool parse_host(struct cursor *c, char to[DNS_HOST_MAX + 1])
{
  bool in_brackets = skip(c, '[');
  struct span host = take_until(c, in_brackets ? ']' : ':');
  if(in_brackets && !skip(c, ']')) return false;
  if(!host.len || host.len > DNS_HOST_MAX) return false;
  memcpy(to, host.at, host.len);
  to[host.len] = '\0';
  return skip(c, ':');
}

static bool parse_entry(struct cursor *c, struct entry *ret)
{
  uint64_t port;
  ret->removes = skip(c, '-');
  ret->ages = !ret->removes && skip(c, '+');
  if(!parse_host(c, ret->host) || !span_parse_u64(take_until(c, ':'), UINT16_MAX, &port)) return false;
  ret->port = (uint16_t)port;
  bool has_addresses = skip(c, ':');
  ret->addresses = cursor_rest(c);
  return ret->removes || has_addresses;
}

/* The next address, empty ones passed over; an empty span: no more. */
static struct span next_address(struct cursor *c)
{
  while(skip(c, ',')) continue;
  return take_until(c, ',');
}

static bool parse_address(struct span s, uint16_t port, struct address *ret)
{
  char text[ADDRESS_TEXT_MAX];
  if(s.len > 2 && s.at[0] == '[' && s.at[s.len - 1] == ']') s = span_of(s.at + 1, s.len - 2);
  if(s.len >= sizeof text) return false;
  memcpy(text, s.at, s.len);
  text[s.len] = '\0';
  return address_parse(text, port, ret);
}

/* CURLE_SETOPT_OPTION_SYNTAX: none, or one that is no address. */
static CURLcode parse_addresses(const struct entry *e, struct address_set **ret)
{
  size_t count = 0;
  for(struct cursor c = cursor_of(e->addresses); next_address(&c).len;) count++;
  if(!count) return CURLE_SETOPT_OPTION_SYNTAX;
  struct address_set *s = address_set_new(count);
  if(!s) return CURLE_OUT_OF_MEMORY;
  struct cursor c = cursor_of(e->addresses);
  for(size_t i = 0; i < count; i++) {
    if(parse_address(next_address(&c), e->port, &s->at[i])) continue;
    address_set_unref(s);
    return CURLE_SETOPT_OPTION_SYNTAX;
  }
  *ret = s;
  return CURLE_OK;
}

static void remove_entry(struct dns *d, const struct entry *e, struct trace *t)
{
  DNS_LOCKED(d, t);
  dns_cache_remove(d->cache, e->host, e->port);
}

static CURLcode put(struct dns *d, const struct entry *e, struct address_set *addrs, int64_t now, struct trace *t)
{
  DNS_LOCKED(d, t);
  const struct dns_key key = { e->host, e->port, DNS_GIVEN };
  TRY(dns_cache_add(d->cache, &key, addrs, now, !e->ages));
  d->has_given = true;
  return CURLE_OK;
}

static CURLcode load(struct dns *d, const char *text, int64_t now, struct trace *t)
{
  struct entry e;
  struct cursor c = cursor_of(span_text(text));
  if(!text || !parse_entry(&c, &e)) return CURLE_SETOPT_OPTION_SYNTAX;
  TRY(make_ascii(e.host));
  if(e.removes) {
    remove_entry(d, &e, t);
    return CURLE_OK;
  }
  struct address_set *addrs;
  TRY(parse_addresses(&e, &addrs));
  CURLcode code = put(d, &e, addrs, now, t);
  address_set_unref(addrs);
  return code;
}

CURLcode resolve_load_entries(struct dns *d, const struct curl_slist *entries, int64_t now, struct trace *t)
{
  for(; entries; entries = entries->next) {
    CURLcode code = load(d, entries->data, now, t);
    if(code == CURLE_SETOPT_OPTION_SYNTAX && entries->data && entries->data[0] == '-') {
      trace_text(t, "No entry to remove: '%s' is not -HOST:PORT", entries->data);
      continue;
    }
    if(code == CURLE_SETOPT_OPTION_SYNTAX)
      return trace_fail(t, code, "Could not parse CURLOPT_RESOLVE entry '%s'", entries->data ? entries->data : "");
    if(code) return trace_fail(t, code, "Out of memory");
  }
  return CURLE_OK;
}
