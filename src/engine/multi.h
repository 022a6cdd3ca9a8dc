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

/* CURLMOPT_MAXCONNECTS: idle connections that are kept; 0: four for each transfer that was added, or in a share for
 * each handle that uses it. */
void multi_set_max_connects(struct multi *m, long most);
/* Resolver threads that may run at a time; 1 at least. */
void multi_set_resolver_threads(struct multi *m, unsigned most);
/* Its callback guard: callback_is_running tells whether a user callback of this multi is running. */
struct callback_guard *multi_guard(struct multi *m);
/* Of its transfers, where no share has them; made when first asked for. NULL: out of memory. */
struct tls_tickets *multi_tickets(struct multi *m);

/* The CURLM *, for callbacks; never looked into. */
void multi_set_handle(struct multi *m, void *handle);
/* CURLMOPT_MAX_TOTAL_CONNECTIONS, CURLMOPT_MAX_HOST_CONNECTIONS; 0: no limit. */
void multi_set_connection_limits(struct multi *m, long total, long host);
long multi_max_total(const struct multi *m);
long multi_max_host(const struct multi *m);

/* CURLMOPT_PIPELINING: may transfers share a connection? And CURLMOPT_MAX_CONCURRENT_STREAMS, at least 1: how many may. */
void multi_set_sharing(struct multi *m, bool is_on);
void multi_set_max_streams(struct multi *m, long most);

/* What a peer pushes needs a handle of its own, which somebody above has to make. */
struct field;
struct handle_factory {
  /* A transfer for what the peer of `parent` offers with these fields, added to the multi by the time it is there.
   * CURLE_ABORTED_BY_CALLBACK: `parent` is to fail; any other error: it is not taken. */
  CURLcode (*push)(void *owner, struct transfer *parent, const struct field *fields, size_t count,
                   struct transfer **ret);
};
/* NULL: pushes are refused. Of effect for connections that are made from now on. */
void multi_set_pushes(struct multi *m, const struct handle_factory *factory, void *owner);

/* A loop of the program's own (multi_loop.c): with a socket function, what is watched is told to it, and none of our own
 * waiting is set up. NULL: as before. CURLM_OUT_OF_MEMORY. */
MUST_USE CURLMcode multi_set_socket_function(struct multi *m, curl_socket_callback fn);
void multi_set_socket_data(struct multi *m, void *data);
void multi_set_timer_function(struct multi *m, curl_multi_timer_callback fn);
void multi_set_timer_data(struct multi *m, void *data);
/* False: `fd` is not watched. May be called from a callback. */
bool multi_assign(struct multi *m, curl_socket_t fd, void *app);
/* As curl_multi_socket_action(3). Without a socket function: as multi_perform. */
MUST_USE CURLMcode multi_socket_action(struct multi *m, curl_socket_t fd, int events);
/* After each call that may have changed what is due: tell the timer function. CURLM_ABORTED_BY_CALLBACK: it or the socket
 * function has failed, and every transfer has been ended with CURLE_ABORTED_BY_CALLBACK. */
MUST_USE CURLMcode multi_conclude(struct multi *m);

/* Notifications (CURLMOPT_NOTIFYFUNCTION(3)): collected, and told by multi_notify, outside of every other callback. */
void multi_set_notify(struct multi *m, curl_notify_callback fn, void *data);
void multi_enable_notification(struct multi *m, unsigned kind, bool on);
void multi_notify(struct multi *m);
/* Tells whether the notify function is running, which may do more than other callbacks. */
struct callback_guard *multi_notify_guard(struct multi *m);

/* CURLMOPT_NETWORK_CHANGED(3): close idle connections and keep none of those in use; forget names. */
MUST_USE CURLMcode multi_network_changed(struct multi *m, bool connections, bool names);

/* The transfer begins with the next multi_perform. It is in no multi, and its former one, if any, is forgotten.
 * CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode multi_add(struct multi *m, struct transfer *t);
/* The next multi_add will not fail. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode multi_reserve(struct multi *m);
/* Ends it where it is; the connection is kept if it is between two exchanges, else closed; so is that of
 * CURLOPT_CONNECT_ONLY. */
void multi_remove(struct multi *m, struct transfer *t);

/* Serve all that is ready. Looks at the descriptors first unless multi_poll has done so since the last call. */
MUST_USE CURLMcode multi_perform(struct multi *m);
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

/* Add one transfer alone, serve it to its end and remove it (curl_easy_perform). It may keep a connection of
 * CURLOPT_CONNECT_ONLY, which has to end before the multi does. */
MUST_USE CURLcode multi_run(struct multi *m, struct transfer *t);

/* Close the idle connections that are found dead: those of the share of `t`, which need not be in `m`, or of `m`. */
void multi_upkeep(struct multi *m, const struct transfer *t);

/* The next transfer that has ended and was not asked for yet, or NULL. */
struct transfer *multi_next_done(struct multi *m, CURLcode *result, int *left);
/* Transfers added and not removed; each of them: NULL starts, NULL ends. */
size_t multi_count(const struct multi *m);
/* Of these: not ended; waiting for a limit; ended and not asked for. */
size_t multi_count_running(const struct multi *m);
size_t multi_count_pending(const struct multi *m);
size_t multi_count_done(const struct multi *m);
/* Transfers of the library's own: now, and ever. */
size_t multi_count_inside(const struct multi *m);
curl_off_t multi_count_inside_ever(const struct multi *m);
struct transfer *multi_next(struct multi *m, const struct transfer *t);

#endif
