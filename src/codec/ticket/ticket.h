/* A ticket to resume a TLS session by, as it leaves the library: curl_easy_ssls_export(3). Its bytes are of no format but
 * this one, and what comes back may be anything. */
#ifndef CODEC_TICKET_TICKET_H
#define CODEC_TICKET_TICKET_H
#include "base/buf.h"

#define TICKET_BYTES_MAX (16 * 1024)
#define TICKET_ALPN_MAX  255
/* Of a written one. */
#define TICKET_DATA_MAX (TICKET_BYTES_MAX + TICKET_ALPN_MAX + 32)

struct ticket_record {
  uint16_t version;    /* of TLS, as IETF numbers them */
  bool is_single;      /* it may be used once (RFC 8446, appendix C.4) */
  int64_t until_s;     /* seconds since 1970 */
  uint32_t early_room; /* bytes of early data that the peer has said it takes */
  struct span alpn;    /* what was negotiated; empty: nothing */
  struct span bytes;   /* of the TLS library, which alone understands them */
};

/* CURLE_TOO_LARGE, CURLE_OUT_OF_MEMORY; part of it may be there then. */
MUST_USE CURLcode ticket_write(struct buf *to, const struct ticket_record *r);
/* The spans point into `data`. False: it was not written so. */
bool ticket_parse(struct span data, struct ticket_record *ret);

#define TICKET_DIGEST    32  /* bytes of what stands for all that a ticket depends on */
#define TICKET_NAME_MAX  512 /* bytes of the next */
#define TICKET_WHERE_MAX 300

/* "host:port:KEY-<the digest in hexadecimal>:IMPL-<maker>", all printable. `maker` is the TLS library with its version. As
 * ticket_write. */
MUST_USE CURLcode ticket_write_name(struct buf *to, struct span where, const uint8_t digest[TICKET_DIGEST],
                                    struct span maker);
/* `where` points into `name`. False: it was not written so, or is another maker's. */
bool ticket_parse_name(struct span name, struct span maker, struct span *where, uint8_t digest[TICKET_DIGEST]);

#endif
