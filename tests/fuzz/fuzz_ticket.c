/* What a program hands back as an exported TLS session: what is understood is the same when it was written again. */
#include "codec/ticket/ticket.h"
#include <stdlib.h>

static void check(bool holds)
{
  if(!holds) abort();
}

static void check_data(struct span data)
{
  struct ticket_record r;
  struct buf again = BUF_INIT(TICKET_DATA_MAX);
  if(!ticket_parse(data, &r)) return;
  check(!ticket_write(&again, &r));
  check(span_equal(buf_span(&again), data));
  buf_free(&again);
}

static void check_name(struct span name)
{
  static const struct span maker = SPAN_LITERAL("OpenSSL/3.0.19");
  uint8_t digest[TICKET_DIGEST];
  struct span where;
  struct buf again = BUF_INIT(TICKET_NAME_MAX);
  if(!ticket_parse_name(name, maker, &where, digest)) return;
  check(!ticket_write_name(&again, where, digest, maker));
  check(span_equal(buf_span(&again), name));
  buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  check_data(span_of(data, size));
  check_name(span_of(data, size));
  return 0;
}
