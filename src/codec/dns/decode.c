#include "codec/dns/walk.h"

#define CLASS_IN 1

/* RFC 1035, section 4.1.1. */
struct head {
  uint16_t id, flags, questions;
  uint32_t answers, others; /* records: of the first section, of the two behind */
};
#define HEAD_LEN       12
#define FLAG_RESPONSE  0x8000
#define OPCODE_MASK    0x7800
#define FLAG_TRUNCATED 0x0200
#define RCODE_MASK     0x000f
#define RCODE_NXDOMAIN 3

struct record {
  struct dns_name owner;
  uint16_t type, class;
  uint32_t ttl_s;
  struct span data;
};

/* As dns_take_16. */
static uint32_t take_32(struct cursor *c)
{
  uint32_t high = dns_take_16(c);
  return high << 16 | dns_take_16(c);
}

static bool read_head(struct cursor *c, struct head *ret)
{
  if(cursor_left(c) < HEAD_LEN) return false;
  ret->id = dns_take_16(c);
  ret->flags = dns_take_16(c);
  ret->questions = dns_take_16(c);
  ret->answers = dns_take_16(c);
  ret->others = dns_take_16(c);
  ret->others += dns_take_16(c);
  return true;
}

/* RFC 2181, section 8: a time with the top bit set is 0. */
static bool read_record(struct cursor *c, struct span message, struct record *ret)
{
  if(!dns_name_read(c, message, &ret->owner) || cursor_left(c) < 10) return false;
  ret->type = dns_take_16(c);
  ret->class = dns_take_16(c);
  ret->ttl_s = take_32(c);
  if(ret->ttl_s > INT32_MAX) ret->ttl_s = 0;
  size_t len = dns_take_16(c);
  if(cursor_left(c) < len) return false;
  ret->data = cursor_take(c, len);
  return true;
}

static bool is_same(const struct dns_name *a, const struct dns_name *b)
{
  return a->len == b->len && !memcmp(a->at, b->at, a->len);
}

/* A server may leave the question out, but then it is none. */
static enum dns_verdict check_question(struct cursor *c, struct span message, const struct head *h,
                                       const struct dns_name *name, enum dns_type type)
{
  struct dns_name asked;
  if(!h->questions) return DNS_ANSWERED;
  if(h->questions > 1) return DNS_MISMATCH;
  if(!dns_name_read(c, message, &asked) || cursor_left(c) < 4) return DNS_MALFORMED;
  uint16_t of_type = dns_take_16(c), of_class = dns_take_16(c);
  return is_same(&asked, name) && of_type == type && of_class == CLASS_IN ? DNS_ANSWERED : DNS_MISMATCH;
}

/* HTTP has said already that it is one, and there are servers that do not say it again. A query that is sent back has
 * nothing in it. */
static bool is_answer(const struct head *h)
{
  bool says_so = h->flags & FLAG_RESPONSE;
  return !h->id && (says_so || h->answers) && !(h->flags & OPCODE_MASK);
}

/* Every record can be read, and behind the last there is nothing. */
static bool is_whole(struct cursor c, struct span message, uint32_t records)
{
  struct record r;
  while(records--)
    if(!read_record(&c, message, &r)) return false;
  return !cursor_left(&c);
}

/* A record that is malformed, or an alias that is no name: false. */
static bool take_record(const struct record *r, struct span message, struct dns_taker *t, struct dns_name *alias)
{
  struct cursor c = cursor_of(r->data);
  bool is_wanted = r->type == (uint16_t)t->type;
  if(is_wanted && !t->take(t, r->data)) return false;
  if(!is_wanted && r->type != DNS_CNAME) return true;
  if(!is_wanted && (!dns_name_read(&c, message, alias) || cursor_left(&c))) return false;
  t->count += is_wanted;
  if(r->ttl_s < t->ttl_s) t->ttl_s = r->ttl_s;
  return true;
}

/* What the answers, which were read before, say of `name`: records, or where to look instead. */
static bool look_for(struct cursor c, struct span message, uint32_t answers, const struct dns_name *name,
                     struct dns_taker *t, struct dns_name *alias)
{
  struct record r;
  while(answers-- && read_record(&c, message, &r)) {
    if(r.class != CLASS_IN || !is_same(&r.owner, name)) continue;
    if(!take_record(&r, message, t, alias)) return false;
  }
  return true;
}

static enum dns_verdict follow_aliases(struct cursor c, struct span message, uint32_t answers,
                                       const struct dns_name *name, struct dns_taker *t)
{
  struct dns_name at = *name;
  t->count = 0;
  t->ttl_s = INT32_MAX;
  for(int steps = 0; steps <= DNS_ALIASES_MAX; steps++) {
    struct dns_name alias = { 0 };
    if(!look_for(c, message, answers, &at, t, &alias)) return DNS_MALFORMED;
    if(t->count) return DNS_ANSWERED;
    if(!alias.len) return DNS_NO_RECORD;
    at = alias;
  }
  return DNS_MALFORMED;
}

enum dns_verdict dns_walk(struct span message, const struct dns_name *name, struct dns_taker *t)
{
  struct head h;
  struct cursor c = cursor_of(message);
  if(message.len > DNS_MESSAGE_MAX || !read_head(&c, &h)) return DNS_MALFORMED;
  enum dns_verdict v = is_answer(&h) ? check_question(&c, message, &h, name, t->type) : DNS_MISMATCH;
  if(v) return v;
  if(!is_whole(c, message, h.answers + h.others)) return DNS_MALFORMED;
  if((h.flags & RCODE_MASK) == RCODE_NXDOMAIN) return DNS_NO_NAME;
  if(h.flags & RCODE_MASK) return DNS_FAILED;
  v = follow_aliases(c, message, h.answers, name, t);
  return v == DNS_NO_RECORD && (h.flags & FLAG_TRUNCATED) ? DNS_CUT : v;
}

/* ---- addresses ---- */

struct address_taker {
  struct dns_taker base;
  struct dns_answer answer;
};

/* One of another length than its type has: false. */
static bool take_address(struct dns_taker *t, struct span data)
{
  struct dns_answer *a = &((struct address_taker *)t)->answer;
  if(data.len != a->size) return false;
  if(a->count < DNS_ADDRESSES_MAX) memcpy(a->at[a->count++], data.at, a->size);
  return true;
}

enum dns_verdict dns_answer_read(struct span message, const struct dns_name *name, enum dns_type type,
                                 struct dns_answer *ret)
{
  struct address_taker t = { .base = { .type = type, .take = take_address },
                             .answer = { .size = type == DNS_A ? 4 : 16 } };
  enum dns_verdict v = dns_walk(message, name, &t.base);
  if(v) return v;
  *ret = t.answer;
  ret->ttl_s = t.base.ttl_s;
  return DNS_ANSWERED;
}

const char *dns_verdict_text(enum dns_verdict v)
{
  static const char *const texts[] = {
    [DNS_ANSWERED] = "it has such a record",          [DNS_NO_NAME] = "there is no such name",
    [DNS_NO_RECORD] = "the name has no such record",  [DNS_FAILED] = "the server cannot answer",
    [DNS_MISMATCH] = "not an answer to the question", [DNS_CUT] = "the answer is cut off",
    [DNS_MALFORMED] = "not a valid DNS message",
  };
  return texts[v];
}
