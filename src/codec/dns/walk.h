/* Inside of codec/dns: the walk through an answer to the records that were asked for. */
#ifndef CODEC_DNS_WALK_H
#define CODEC_DNS_WALK_H
#include "codec/dns/message.h"

/* Who takes the records of `type`. */
struct dns_taker {
  enum dns_type type;
  bool (*take)(struct dns_taker *t, struct span data); /* false: what a record says is malformed, and all of them are */
  size_t count;                                        /* written with DNS_ANSWERED: of records, one at least */
  uint32_t ttl_s;                                      /* the same: the least of those that led there */
};

/* dns_answer_read, with what to do with a record. */
MUST_USE enum dns_verdict dns_walk(struct span message, const struct dns_name *name, struct dns_taker *t);

/* The caller has made sure that the bytes are there. */
static inline uint16_t dns_take_16(struct cursor *c)
{
  struct span s = cursor_take(c, 2);
  return (uint16_t)(s.at[0] << 8 | s.at[1]);
}

#endif
