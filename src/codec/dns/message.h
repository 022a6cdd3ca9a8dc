/* DNS messages (RFC 1035) as DNS over HTTPS carries them (RFC 8484): one question, and what is answered.
 *
 * A name is kept as it is on the wire, without compression and in lower case: labels, each behind its length, and the
 * empty one. A decoder reads nothing twice but through compression pointers, and these only go back.
 */
#ifndef CODEC_DNS_MESSAGE_H
#define CODEC_DNS_MESSAGE_H
#include "base/cursor.h"
#include "base/result.h"

enum dns_type { DNS_A = 1, DNS_CNAME = 5, DNS_AAAA = 28, DNS_HTTPS = 65 };

#define DNS_NAME_MAX    255   /* bytes on the wire; RFC 1035, section 2.3.4 */
#define DNS_MESSAGE_MAX 65535 /* bytes; RFC 8484, section 6 */
#define DNS_QUERY_MAX   (12 + DNS_NAME_MAX + 4)

struct dns_name {
  size_t len; /* with the empty label */
  uint8_t at[DNS_NAME_MAX];
};

/* "www.example.com", a dot at the end may stand or not. False: an empty label, one longer than 63 bytes, or a name longer
 * than DNS_NAME_MAX. */
MUST_USE bool dns_name_parse(const char *text, struct dns_name *ret);
/* The text of a name, without a dot at the end; "" for the root. False: it has a byte that no name of a host has, which are
 * made of letters, digits, '-' and '_'. */
MUST_USE bool dns_name_text(const struct dns_name *n, char to[DNS_NAME_MAX]);
/* Read a name of `message` at `c`, which is in it, and move `c` behind. False: it is cut off, too long, or a pointer does
 * not lead back. */
MUST_USE bool dns_name_read(struct cursor *c, struct span message, struct dns_name *ret);

/* The question for `type` (any) of `name`, with recursion desired and the number 0, so that HTTP caches can know it again
 * (RFC 8484, section 4.1). Returns its length. */
size_t dns_query_write(uint8_t to[DNS_QUERY_MAX], const struct dns_name *name, uint16_t type);

#define DNS_ADDRESSES_MAX 64 /* what is answered beyond them is left out */

struct dns_answer {
  uint32_t ttl_s; /* the least of the records that led to the addresses; RFC 1035, section 3.2.1 */
  size_t count;
  size_t size; /* of an address: 4 or 16 */
  uint8_t at[DNS_ADDRESSES_MAX][16];
};

enum dns_verdict {
  DNS_ANSWERED,
  DNS_NO_NAME,   /* there is no such name (RFC 8020) */
  DNS_NO_RECORD, /* there is, but without a record of that type */
  DNS_FAILED,    /* the server says that it cannot answer */
  DNS_MISMATCH,  /* it is no answer, or one to another question */
  DNS_CUT,       /* by the server (the TC bit), and no such record is left */
  DNS_MALFORMED
};

/* Read the answer to the question for `type`, DNS_A or DNS_AAAA, of `name`. Aliases (CNAME) are followed within the
 * message, at most DNS_ALIASES_MAX of them, whatever the order of the records; other records, HTTPS and SVCB among them,
 * are passed over by their length. The message has to be whole: nothing missing, nothing behind. `*ret` is written for
 * DNS_ANSWERED, which is one address at least. */
#define DNS_ALIASES_MAX 10
MUST_USE enum dns_verdict dns_answer_read(struct span message, const struct dns_name *name, enum dns_type type,
                                          struct dns_answer *ret);
/* The verdict in words. */
const char *dns_verdict_text(enum dns_verdict v);

#endif
