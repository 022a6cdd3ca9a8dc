/* Many transfers in one thread: the scheduler.
 *
 * What costs: an event costs what it takes to serve its own transfer, however many others there are. A transfer that
 * has something to do stands on the ready list; its descriptors, its deadline and its look-up put it there.
 */
#ifndef ENGINE_MULTI_H
#define ENGINE_MULTI_H
#include "engine/transfer.h"
#include "os/system.h"

struct multi;

MUST_USE struct multi *multi_new(const struct system_ops *system);
/* Closes its connections. It holds no transfer any more. NULL is legal. `quick`: do not wait for resolver threads. */
void multi_free(struct multi *m, bool quick);

/* CURLMOPT_MAXCONNECTS: idle connections that are kept; 0: four for each transfer that was added. */
void multi_set_max_connects(struct multi *m, long most);
/* Resolver threads that may run at a time; 1 at least. */
void multi_set_resolver_threads(struct multi *m, unsigned most);
/* Its callback guard: callback_is_running tells whether a user callback of this multi is running. */
struct callback_guard *multi_guard(struct multi *m);

/* The transfer begins with the next multi_perform. It is in no multi, and its former one, if any, is forgotten.
 * CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode multi_add(struct multi *m, struct transfer *t);
/* Ends it where it is; the connection is kept if it is between two exchanges, else closed. */
void multi_remove(struct multi *m, struct transfer *t);

/* Serve all that is ready. Looks at the descriptors first unless multi_poll has done so since the last call.
 * `*running`: transfers that have not ended. */
MUST_USE CURLMcode multi_perform(struct multi *m, int *running);
/* Wait until something is ready, a deadline is due, `timeout_ms` is over, one of `extra` is ready, or multi_wakeup.
 * `*ready`: number of descriptors with events. `wait_without_fds`: sleep even where there is nothing to wait for
 * (curl_multi_poll; curl_multi_wait returns at once). */
MUST_USE CURLMcode multi_wait(struct multi *m, struct curl_waitfd *extra, unsigned extra_count, int timeout_ms,
                              int *ready, bool wait_without_fds);
/* From any thread: end the multi_wait under way, or the next one. */
MUST_USE CURLMcode multi_wakeup(struct multi *m);
/* Milliseconds until multi_perform should be called; -1: no deadline. */
long multi_timeout(struct multi *m);
/* Each visible descriptor: NULL starts, NULL ends. */
struct watch *multi_next_watch(struct multi *m, const struct watch *w);

/* Serve one transfer alone to its end (curl_easy_perform). It has been added. */
MUST_USE CURLcode multi_run(struct multi *m, struct transfer *t);

/* The next transfer that has ended and was not asked for yet, or NULL. */
struct transfer *multi_next_done(struct multi *m, CURLcode *result, int *left);
/* Transfers added and not removed; each of them: NULL starts, NULL ends. */
size_t multi_count(const struct multi *m);
struct transfer *multi_next(struct multi *m, const struct transfer *t);

#endif
