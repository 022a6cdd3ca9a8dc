/* The multi interface: many transfers in one thread, none of them blocking. See libcurl-multi(3).
 *
 * Easy handles are added; then either curl_multi_poll() and curl_multi_perform() are called in turn, or the program's
 * own event loop drives curl_multi_socket_action() as the socket and timer callbacks ask. A multi handle and the easy
 * handles in it belong to one thread at a time; curl_multi_wakeup() alone may be called from another.
 */
#ifndef CURLINC_CURL_H
#include "curl.h" /* which includes this header where its types are known */
#endif

#ifndef CURLINC_MULTI_H
#define CURLINC_MULTI_H

#ifdef __cplusplus
extern "C" {
#endif

/* A multi handle; opaque. */
typedef void CURLM;

/* Outcome of a multi call as a whole. How a transfer ended is told by curl_multi_info_read().
 * See libcurl-errors(3). */
typedef enum {
  CURLM_CALL_MULTI_PERFORM = -1, /* no longer returned: call curl_multi_perform() again at once */
  CURLM_OK = 0,
  CURLM_BAD_HANDLE = 1,      /* not a multi handle */
  CURLM_BAD_EASY_HANDLE = 2, /* not an easy handle, or not one in this multi handle */
  CURLM_OUT_OF_MEMORY = 3,
  CURLM_INTERNAL_ERROR = 4, /* a fault of the library */
  CURLM_BAD_SOCKET = 5,     /* a socket that the library does not use */
  CURLM_UNKNOWN_OPTION = 6,
  CURLM_ADDED_ALREADY = 7,      /* the easy handle is in a multi handle */
  CURLM_RECURSIVE_API_CALL = 8, /* called from a callback that may not */
  CURLM_WAKEUP_FAILURE = 9,
  CURLM_BAD_FUNCTION_ARGUMENT = 10,
  CURLM_ABORTED_BY_CALLBACK = 11, /* a socket or timer callback returned an error */
  CURLM_UNRECOVERABLE_POLL = 12,  /* poll(2) or its like failed for good */
  CURLM_LAST = 13
} CURLMcode;

#define CURLM_CALL_MULTI_SOCKET CURLM_CALL_MULTI_PERFORM

/* CURLMOPT_PIPELINING bits. */
#define CURLPIPE_NOTHING   0L
#define CURLPIPE_HTTP1     1L /* has no effect any more */
#define CURLPIPE_MULTIPLEX 2L /* let HTTP/2 and HTTP/3 transfers share connections; the default */

/* What a message from curl_multi_info_read() tells. */
typedef enum {
  CURLMSG_NONE = 0, /* never used */
  CURLMSG_DONE = 1, /* the transfer has ended with `data.result` */
  CURLMSG_LAST = 2
} CURLMSG;

struct CURLMsg {
  CURLMSG msg;
  CURL *easy_handle; /* whom it concerns */
  union {
    void *whatever;
    CURLcode result; /* of CURLMSG_DONE */
  } data;
};
typedef struct CURLMsg CURLMsg;

/* A descriptor of the program's to be waited for beside the library's own, or one of the library's, like pollfd. */
struct curl_waitfd {
  curl_socket_t fd;
  short events;  /* CURL_WAIT_* wanted */
  short revents; /* CURL_WAIT_* that happened */
};
#define CURL_WAIT_POLLIN  0x0001
#define CURL_WAIT_POLLPRI 0x0002
#define CURL_WAIT_POLLOUT 0x0004

/* A new multi handle, freed with curl_multi_cleanup(). NULL: out of memory. See curl_multi_init(3). */
CURL_EXTERN CURLM *curl_multi_init(void);

/* Start the transfer of `curl` in this multi handle; it stays the caller's and stays in until removed.
 * See curl_multi_add_handle(3). */
CURL_EXTERN CURLMcode curl_multi_add_handle(CURLM *m, CURL *curl);

/* Take `curl` out, ending its transfer if it still runs; that transfer then yields no message. Not to be called from a
 * callback, but the notify callback. See curl_multi_remove_handle(3). */
CURL_EXTERN CURLMcode curl_multi_remove_handle(CURLM *m, CURL *curl);

/* Add the library's descriptors to the three sets, which the caller has cleared; `*max_fd` becomes the highest, or -1
 * for none yet. Descriptors of FD_SETSIZE and above are left out. See curl_multi_fdset(3). */
CURL_EXTERN CURLMcode curl_multi_fdset(CURLM *m, fd_set *read_fd_set, fd_set *write_fd_set, fd_set *exc_fd_set,
                                       int *max_fd);

/* Wait for activity on the library's and the given extra descriptors, at most `timeout_ms` milliseconds. `*ret`, which
 * may be NULL, becomes the number of descriptors with events. Returns at once when there is none to wait for; prefer
 * curl_multi_poll(). See curl_multi_wait(3). */
CURL_EXTERN CURLMcode curl_multi_wait(CURLM *m, struct curl_waitfd extra_fds[], unsigned int extra_nfds, int timeout_ms,
                                      int *ret);

/* Like curl_multi_wait(), but ended by curl_multi_wakeup(), and it waits also when there are no descriptors.
 * See curl_multi_poll(3). */
CURL_EXTERN CURLMcode curl_multi_poll(CURLM *m, struct curl_waitfd extra_fds[], unsigned int extra_nfds, int timeout_ms,
                                      int *ret);

/* Make the current or the next curl_multi_poll() return at once. May be called from any thread, and repeatedly.
 * CURLM_WAKEUP_FAILURE: could not. See curl_multi_wakeup(3). */
CURL_EXTERN CURLMcode curl_multi_wakeup(CURLM *m);

/* Do what can be done now without blocking. `*running_handles` becomes the number of transfers that have not ended.
 * See curl_multi_perform(3). */
CURL_EXTERN CURLMcode curl_multi_perform(CURLM *m, int *running_handles);

/* Free a multi handle and its connections; remove the easy handles first, they are not freed here. The socket callback
 * may be called. See curl_multi_cleanup(3). */
CURL_EXTERN CURLMcode curl_multi_cleanup(CURLM *m);

/* The next message, or NULL for none; `*msgs_in_queue` becomes the number left. The message belongs to the multi handle
 * and is good until its easy handle is removed or the multi handle is used again. See curl_multi_info_read(3). */
CURL_EXTERN CURLMsg *curl_multi_info_read(CURLM *m, int *msgs_in_queue);

/* An English text for a code; static. See curl_multi_strerror(3). */
CURL_EXTERN const char *curl_multi_strerror(CURLMcode error);

/* --- Event loops --- */

/* `what` of the socket callback: what to watch a socket for from now on. */
#define CURL_POLL_NONE   0 /* known to the library, nothing to watch for yet */
#define CURL_POLL_IN     1 /* readable */
#define CURL_POLL_OUT    2 /* writable */
#define CURL_POLL_INOUT  3 /* both */
#define CURL_POLL_REMOVE 4 /* the library is done with it: forget it before the descriptor is closed */

/* The `s` of curl_multi_socket_action() that reports an expired timer instead of a socket. */
#define CURL_SOCKET_TIMEOUT CURL_SOCKET_BAD

/* `ev_bitmask` of curl_multi_socket_action(); 0 lets the library find out itself. */
#define CURL_CSELECT_IN  0x01
#define CURL_CSELECT_OUT 0x02
#define CURL_CSELECT_ERR 0x04

/* Tells what to watch socket `s` for. `userp` is CURLMOPT_SOCKETDATA, `socketp` what curl_multi_assign() stored. Return
 * 0, or -1 to fail all transfers of the multi handle. See CURLMOPT_SOCKETFUNCTION(3). */
typedef int (*curl_socket_callback)(CURL *easy, curl_socket_t s, int what, void *userp, void *socketp);

/* Asks for one call of curl_multi_socket_action(CURL_SOCKET_TIMEOUT) `timeout_ms` milliseconds from now, in place of
 * any asked for before; -1 for none. Return 0, or -1 to fail all transfers. See CURLMOPT_TIMERFUNCTION(3). */
typedef int (*curl_multi_timer_callback)(CURLM *m, long timeout_ms, void *userp);

/* Act on events (CURL_CSELECT_*) of one socket, or on the timer. `*running_handles` as for curl_multi_perform().
 * See curl_multi_socket_action(3). */
CURL_EXTERN CURLMcode curl_multi_socket_action(CURLM *m, curl_socket_t s, int ev_bitmask, int *running_handles);

/* The same without knowledge of the events. See curl_multi_socket(3). */
CURL_EXTERN CURLMcode curl_multi_socket(CURLM *m, curl_socket_t s, int *running_handles)
    CURL_DEPRECATED(7.19.5, "use curl_multi_socket_action()");

/* The same for all sockets. See curl_multi_socket_all(3). */
CURL_EXTERN CURLMcode curl_multi_socket_all(CURLM *m, int *running_handles)
    CURL_DEPRECATED(7.19.5, "use curl_multi_socket_action()");

/* Programs that do not insist on the old function are given the new one. */
#ifndef CURL_ALLOW_OLD_MULTI_SOCKET
#define curl_multi_socket(m, s, running) curl_multi_socket_action(m, s, 0, running)
#endif

/* How long to wait at most before the next perform or socket_action, in milliseconds: 0 now, -1 no limit. For programs
 * without a timer callback. See curl_multi_timeout(3). */
CURL_EXTERN CURLMcode curl_multi_timeout(CURLM *m, long *timeout_ms);

/* Store a pointer of the program's with a socket in use; the socket callback gets it as `socketp`. CURLM_BAD_SOCKET:
 * the library does not use it. See curl_multi_assign(3). */
CURL_EXTERN CURLMcode curl_multi_assign(CURLM *m, curl_socket_t sockfd, void *sockp);

/* Write the library's descriptors and wanted events to at most `size` entries; `*fd_count`, which may be NULL, becomes
 * their number. `size` 0 asks for the number only (an upper bound). CURLM_OUT_OF_MEMORY: more than `size`.
 * See curl_multi_waitfds(3). */
CURL_EXTERN CURLMcode curl_multi_waitfds(CURLM *m, struct curl_waitfd *ufds, unsigned int size, unsigned int *fd_count);

/* --- Options --- */

/* clang-format off */
typedef enum {
  /* curl_socket_callback to announce sockets to the program's event loop, and its userp. */
  CURLOPT(CURLMOPT_SOCKETFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 1),
  CURLOPT(CURLMOPT_SOCKETDATA, CURLOPTTYPE_OBJECTPOINT, 2),

  /* curl_multi_timer_callback to announce the time of the next action, and its userp. */
  CURLOPT(CURLMOPT_TIMERFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 4),
  CURLOPT(CURLMOPT_TIMERDATA, CURLOPTTYPE_OBJECTPOINT, 5),

  /* curl_notify_callback to report what curl_multi_notify_enable() asked for, and its user_data. */
  CURLOPT(CURLMOPT_NOTIFYFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 18),
  CURLOPT(CURLMOPT_NOTIFYDATA, CURLOPTTYPE_OBJECTPOINT, 19),

  /* curl_push_callback to accept or refuse HTTP/2 server pushes, and its userp. Without it all are refused. */
  CURLOPT(CURLMOPT_PUSHFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 14),
  CURLOPT(CURLMOPT_PUSHDATA, CURLOPTTYPE_OBJECTPOINT, 15),

  /* CURLPIPE_* bits: may transfers share a connection. Default CURLPIPE_MULTIPLEX. */
  CURLOPT(CURLMOPT_PIPELINING, CURLOPTTYPE_LONG, 3),
  /* Streams at most on one HTTP/2 or HTTP/3 connection, the server's own limit aside. Default 100. */
  CURLOPT(CURLMOPT_MAX_CONCURRENT_STREAMS, CURLOPTTYPE_LONG, 16),

  /* Connections kept at most for reuse; default: four for each easy handle added. */
  CURLOPT(CURLMOPT_MAXCONNECTS, CURLOPTTYPE_LONG, 6),
  /* Open connections at most to one host and port, and in all; transfers above that wait. 0: no limit (default). */
  CURLOPT(CURLMOPT_MAX_HOST_CONNECTIONS, CURLOPTTYPE_LONG, 7),
  CURLOPT(CURLMOPT_MAX_TOTAL_CONNECTIONS, CURLOPTTYPE_LONG, 13),

  /* A trigger, not a setting: CURLMNWC_* bits name caches to be emptied now. */
  CURLOPT(CURLMOPT_NETWORK_CHANGED, CURLOPTTYPE_LONG, 17),
  /* Threads at most for name lookups, at least 1. Default 20. */
  CURLOPT(CURLMOPT_RESOLVE_THREADS_MAX, CURLOPTTYPE_LONG, 20),
  /* 1: do not wait for lookup threads at cleanup, the process is about to end. Default 0. */
  CURLOPT(CURLMOPT_QUICK_EXIT, CURLOPTTYPE_LONG, 21),

  /* HTTP/1 pipelining is gone; these are accepted and do nothing. */
  CURLOPT(CURLMOPT_MAX_PIPELINE_LENGTH, CURLOPTTYPE_LONG, 8),
  CURLOPT(CURLMOPT_CONTENT_LENGTH_PENALTY_SIZE, CURLOPTTYPE_OFF_T, 9),
  CURLOPT(CURLMOPT_CHUNK_LENGTH_PENALTY_SIZE, CURLOPTTYPE_OFF_T, 10),
  CURLOPT(CURLMOPT_PIPELINING_SITE_BL, CURLOPTTYPE_OBJECTPOINT, 11),
  CURLOPT(CURLMOPT_PIPELINING_SERVER_BL, CURLOPTTYPE_OBJECTPOINT, 12),

  CURLMOPT_LASTENTRY = CURLOPTTYPE_LONG + 22
} CURLMoption;
/* clang-format on */

/* CURLMOPT_NETWORK_CHANGED bits; transfers in progress go on undisturbed, shared caches are not touched. */
#define CURLMNWC_CLEAR_ALL   (1L << 0) /* everything */
#define CURLMNWC_CLEAR_CONNS (1L << 1) /* close idle connections and let none be reused */
#define CURLMNWC_CLEAR_DNS   (1L << 2) /* forget resolved names */

/* Set one option; its argument is a long, a curl_off_t or a pointer. CURLM_UNKNOWN_OPTION: no such option.
 * See curl_multi_setopt(3). */
CURL_EXTERN CURLMcode curl_multi_setopt(CURLM *m, CURLMoption option, ...);

/* --- State --- */

/* The easy handles in the multi handle as a NULL-terminated array, to be freed with curl_free(). NULL: out of memory.
 * See curl_multi_get_handles(3). */
CURL_EXTERN CURL **curl_multi_get_handles(CURLM *m);

/* What curl_multi_get_offt() can tell: numbers of transfers. */
typedef enum {
  CURLMINFO_NONE = 0,
  CURLMINFO_XFERS_CURRENT = 1, /* in the multi handle now */
  CURLMINFO_XFERS_RUNNING = 2, /* started and not ended */
  CURLMINFO_XFERS_PENDING = 3, /* waiting to start */
  CURLMINFO_XFERS_DONE = 4,    /* ended, the message not read yet */
  CURLMINFO_XFERS_ADDED = 5,   /* ever added, internal ones too */
  CURLMINFO_LASTENTRY = 6
} CURLMinfo_offt;

/* Read one number. CURLM_UNKNOWN_OPTION: no such number. See curl_multi_get_offt(3). */
CURL_EXTERN CURLMcode curl_multi_get_offt(CURLM *m, CURLMinfo_offt info, curl_off_t *pvalue);

/* --- Notifications --- */

#define CURLMNOTIFY_INFO_READ 0 /* curl_multi_info_read() has a message where there was none */
#define CURLMNOTIFY_EASY_DONE 1 /* the transfer of `easy` has ended; `easy` may be an internal handle */

/* Reports an enabled notification. May add and remove handles; may not perform, act on sockets, or clean up `m`.
 * See CURLMOPT_NOTIFYFUNCTION(3). */
typedef void (*curl_notify_callback)(CURLM *m, unsigned int notification, CURL *easy, void *user_data);

/* Ask for a kind of notification, or no longer. Repeating either is no error. CURLM_UNKNOWN_OPTION: no such kind.
 * See curl_multi_notify_enable(3), curl_multi_notify_disable(3). */
CURL_EXTERN CURLMcode curl_multi_notify_enable(CURLM *m, unsigned int notification);
CURL_EXTERN CURLMcode curl_multi_notify_disable(CURLM *m, unsigned int notification);

/* --- HTTP/2 server push --- */

/* What a push callback returns. */
#define CURL_PUSH_OK       0 /* take it: `easy` is a transfer in the multi handle and the program's to clean up */
#define CURL_PUSH_DENY     1 /* refuse it; the library frees `easy` */
#define CURL_PUSH_ERROROUT 2 /* refuse it and fail `parent` */

/* The headers of the promised request; opaque, good during the push callback only. */
struct curl_pushheaders;

/* The `num`th header as "name:value", or the value of the first header of that name (pseudo headers included). They
 * belong to the library; NULL for none. See curl_pushheader_bynum(3), curl_pushheader_byname(3). */
CURL_EXTERN char *curl_pushheader_bynum(struct curl_pushheaders *h, size_t num);
CURL_EXTERN char *curl_pushheader_byname(struct curl_pushheaders *h, const char *name);

/* Judges a push announced on the stream of `parent`; `easy` is a new handle with the parent's options. Returns
 * CURL_PUSH_*. See CURLMOPT_PUSHFUNCTION(3). */
typedef int (*curl_push_callback)(CURL *parent, CURL *easy, size_t num_headers, struct curl_pushheaders *headers,
                                  void *userp);

#ifdef __cplusplus
}
#endif

#endif
