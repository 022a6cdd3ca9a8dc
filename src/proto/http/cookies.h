/* A cookie jar for one handle, or for all that share it: counted, and safe from several threads. */
#ifndef PROTO_HTTP_COOKIES_H
#define PROTO_HTTP_COOKIES_H
#include "base/share_lock.h"
#include "os/system.h"
#include "store/cookies.h"

struct cookies;

/* NULL: out of memory. */
MUST_USE struct cookies *cookies_new(const struct system_ops *system);
struct cookies *cookies_ref(struct cookies *c);
void cookies_unref(struct cookies *c); /* NULL is legal */
/* The program's lock around it from now on, which outlives every use of `c`. */
void cookies_set_lock(struct cookies *c, const struct share_lock *program);

/* As cookie_jar_*; `t` is for the program's lock, NULL is legal. */
MUST_USE CURLcode cookies_receive(struct cookies *c, struct span value, const struct cookie_origin *from, int64_t now,
                                  struct trace *t, bool *is_taken);
MUST_USE CURLcode cookies_give(struct cookies *c, struct span line, enum cookie_source source, int64_t now,
                               struct trace *t);
MUST_USE CURLcode cookies_write_field(struct cookies *c, struct buf *value, const struct cookie_origin *to, int64_t now,
                                      struct trace *t);
void cookies_clear(struct cookies *c, struct trace *t);
void cookies_end_session(struct cookies *c, struct trace *t);
void cookies_forget_deleted(struct cookies *c, struct trace *t);

/* All lines, the oldest first, each an item that the caller owns. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode cookies_list(struct cookies *c, int64_t now, struct trace *t, struct curl_slist **ret);

/* Take in a file, read from `fd` to its end. A line that is too long is none, and does not begin anew in its middle.
 * CURLE_READ_ERROR: what was read before is in. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode cookies_load(struct cookies *c, int fd, enum cookie_source source, int64_t now, struct trace *t);
/* Append the text of a file that has them all, the newest first. As buf_add. */
MUST_USE CURLcode cookies_write_file(struct cookies *c, int64_t now, struct trace *t, struct buf *to);

#endif
