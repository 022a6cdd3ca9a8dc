/* The first byte says which type was asked for: bit 1 HTTPS, else bit 0 A, else AAAA. What is taken for an answer is within its bounds, and one to the query
 * that is written for its name. */
#include "codec/dns/https.h"
#include <stdlib.h>

static void check(bool holds)
{
  if(!holds) abort();
}

/* A name that can be read can be read again from where it was written. */
static void check_name(struct span message)
{
  struct dns_name n, again;
  struct cursor c = cursor_of(message);
  if(message.len < 12) return;
  c.at += 12;
  if(!dns_name_read(&c, message, &n)) return;
  check(n.len >= 1 && n.len <= DNS_NAME_MAX && c.at > message.at + 12 && c.at <= c.end);
  struct cursor own = { n.at, n.at + n.len };
  check(dns_name_read(&own, span_of(n.at, n.len), &again) && again.len == n.len);
  check(!memcmp(again.at, n.at, n.len));
}

/* A target is a name that can be asked for, or the one that was. */
static void check_service(const struct dns_service *s)
{
  struct dns_name n;
  check(memchr(s->target, '\0', sizeof s->target));
  check(!*s->target || dns_name_parse(s->target, &n));
  check(s->ipv4_count <= DNS_HINTS_MAX && s->ipv6_count <= DNS_HINTS_MAX);
  check(s->priority ? s->has_alpn || s->has_h1 : *s->target);
}

static void check_https(struct span message, const struct dns_name *name)
{
  struct dns_services all;
  if(dns_https_read(message, name, &all)) return;
  check(all.count <= DNS_SERVICES_MAX && all.ttl_s <= INT32_MAX);
  for(size_t i = 0; i < all.count; i++) {
    check_service(&all.at[i]);
    check(all.at[i].priority ? !i || all.at[i - 1].priority <= all.at[i].priority : all.count == 1);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct dns_answer a;
  struct dns_name name;
  if(!size || !dns_name_parse("a.test", &name)) return 0;
  enum dns_type type = data[0] & 1 ? DNS_A : DNS_AAAA;
  struct span message = span_of(data + 1, size - 1);
  check_name(message);
  if(data[0] & 2) {
    check_https(message, &name);
    return 0;
  }
  if(dns_answer_read(message, &name, type, &a)) return 0;
  check(a.count >= 1 && a.count <= DNS_ADDRESSES_MAX && a.ttl_s <= INT32_MAX);
  check(a.size == (type == DNS_A ? 4u : 16u));
  check(!message.at[0] && !message.at[1]);
  return 0;
}
