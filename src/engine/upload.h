/* The sources that a request's body can have. */
#ifndef ENGINE_UPLOAD_H
#define ENGINE_UPLOAD_H
#include "base/result.h"
#include <stdbool.h>
#include <stddef.h>

struct transfer;

struct body_source {
  /* Ready to be read from its beginning (or from where a resumed upload goes on), also where it was read before. Sets the
   * transfer's `source_size` and `source_at`. Errors are told. */
  CURLcode (*begin)(struct transfer *t);
  /* As xfer_ops.upload. CURLE_AGAIN: paused. */
  CURLcode (*read)(struct transfer *t, void *to, size_t room, size_t *got);
  /* Could it begin once more after it was read? */
  bool (*can_rewind)(const struct transfer *t);
  /* It is no longer read. NULL: it need not be told. */
  void (*end)(struct transfer *t);
};

extern const struct body_source upload_from_mime;
/* The memory that upload_from_mime keeps in a transfer. */
void upload_free_mime(struct transfer *t);

/* What every source says of its program's callbacks. */
CURLcode upload_fail_rewind(struct transfer *t);
CURLcode upload_fail_abort(struct transfer *t);

#endif
