/* Waiting for a connection that another transfer is making, because several may be able to share it
 * (CURLOPT_PIPEWAIT(3)).
 *
 * The *maker* of a connection is found by its key while it is under way; others wait with it. When it is there, as many
 * of them go on as it has room for. One of those who are left makes the next one, and the others wait with that.
 */
#ifndef ENGINE_AWAIT_H
#define ENGINE_AWAIT_H
#include "base/hash.h"
#include "base/list.h"
#include <stdbool.h>

struct transfer;

/* Of a transfer, while it makes something that others know of. */
struct making {
  struct hash_node by_key; /* in the multi's table */
  struct list waiting;     /* transfers, by `in_making` */
  struct transfer *maker;
};

/* It begins to make a connection that may become a shared one. Where there is no memory, nobody waits for it. */
void transfer_begin_making(struct transfer *t);
/* It waits with the one that makes a connection of its key. False: there is none. */
bool transfer_awaits(struct transfer *t);
/* It is over, well or not. `room`: for so many more; 0 with `is_shared`: for none. Not shared: all others have to make
 * theirs. Legal where it is not under way. */
void transfer_end_making(struct transfer *t, bool is_shared, size_t room);

#endif
