/* The first byte says which type was asked for. What is taken for an answer is within its bounds, and one to the query
 * that is written for its name. */
#include "codec/dns/message.h"
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct dns_answer a;
  struct dns_name name;
  if(!size || !dns_name_parse("a.test", &name)) return 0;
  enum dns_type type = data[0] & 1 ? DNS_A : DNS_AAAA;
  struct span message = span_of(data + 1, size - 1);
  check_name(message);
  if(dns_answer_read(message, &name, type, &a)) return 0;
  check(a.count >= 1 && a.count <= DNS_ADDRESSES_MAX && a.ttl_s <= INT32_MAX);
  check(a.size == (type == DNS_A ? 4u : 16u));
  check(!message.at[0] && !message.at[1]);
  return 0;
}
