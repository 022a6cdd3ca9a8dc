/* The program's own event loop as a poller (curl_multi_socket_action(3)): what is wanted of each descriptor is told to
 * the socket callback, and the program says when one is ready.
 *
 * A descriptor is a slot in a table indexed by its number. Idle connections are not shown. The order that a program sees
 * for a socket is always open, ADD, changes, REMOVE, close.
 */
#ifndef ENGINE_PROGRAM_LOOP_H
#define ENGINE_PROGRAM_LOOP_H
#include "base/callback_scope.h"
#include "os/poller.h"

/* What the loop needs of its multi; read live. */
struct program_loop_config {
  curl_socket_callback fn;
  void *data;
  struct callback_guard *guard;
  void *handle;   /* the CURL * at work, for the callback; NULL: none is */
  unsigned calls; /* of the callback that are running */
  bool aborted;   /* set when the callback has failed */
};

/* `config` outlives it. NULL: out of memory. */
MUST_USE struct poller *program_loop_new(struct program_loop_config *config);

/* The program reports CURL_CSELECT_* `events` (0: it does not know which). A descriptor that nobody watches is none of
 * ours, and ignored. */
void program_loop_report(struct poller *p, curl_socket_t fd, int events);

/* The program's pointer for `fd`, until it is told REMOVE. False: nobody watches it. */
bool program_loop_assign(struct poller *p, curl_socket_t fd, void *app);

#endif
