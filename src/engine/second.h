/* The second connection of an exchange: proto's second_ops. */
#ifndef ENGINE_SECOND_H
#define ENGINE_SECOND_H
#include "proto/proto.h"

struct transfer;
struct second_conn;

extern const struct second_ops transfer_second_ops;

/* When to go on with it even if nothing happens; INT64_MAX: no such time. */
int64_t transfer_second_deadline(const struct transfer *t);
/* There may be something to read that its descriptor does not report again. */
void transfer_stir_second(struct transfer *t);
/* Close it, wherever it stands. Legal where there is none. */
void transfer_drop_second(struct transfer *t);

#endif
