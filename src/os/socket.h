/* Socket calls with the library's conventions: non-blocking, close-on-exec, no SIGPIPE. */
#ifndef OS_SOCKET_H
#define OS_SOCKET_H
#include "base/address.h"
#include "base/result.h"
#include <stdbool.h>
#include <stdint.h>

/* socket(2) with SOCK_CLOEXEC and SOCK_NONBLOCK or-ed in; CURL_SOCKET_BAD with errno set. */
curl_socket_t os_socket_open(int family, int type, int protocol);
void os_socket_close(curl_socket_t fd);
/* False: not a descriptor, or it refused. Costs no system call more than needed. */
bool os_socket_set_nonblocking(curl_socket_t fd);

/* `room` and `len` are not 0. Interruptions by signals are not seen.
 * CURLE_OK with `*got` (0: the peer has ended its side), CURLE_AGAIN, or CURLE_RECV_ERROR with `*errnum`. */
MUST_USE CURLcode os_socket_recv(curl_socket_t fd, void *to, size_t room, size_t *got, int *errnum);
/* CURLE_OK with `*sent`, CURLE_AGAIN, or CURLE_SEND_ERROR with `*errnum`. */
MUST_USE CURLcode os_socket_send(curl_socket_t fd, const void *from, size_t len, size_t *sent, int *errnum);

/* shutdown(2): the peer finds the end behind what was sent. */
void os_socket_end_writing(curl_socket_t fd);

/* One MSG_PEEK: nothing to read and not closed. */
bool os_socket_is_quiet(curl_socket_t fd);
/* The pending error (SO_ERROR) and clears it; an errno where `fd` is no socket. */
int os_socket_error(curl_socket_t fd);
/* The address of one's own or the peer's end; false (`ret->len` 0) where there is none. */
bool os_socket_local(curl_socket_t fd, struct address *ret);
bool os_socket_peer(curl_socket_t fd, struct address *ret);
/* getsockopt(2) and setsockopt(2) of an int; false with errno. */
bool os_socket_get_int(curl_socket_t fd, int level, int option, int *ret);
bool os_socket_set_int(curl_socket_t fd, int level, int option, int value);
/* SO_BINDTODEVICE; false with errno. */
bool os_socket_bind_device(curl_socket_t fd, const char *device);
/* bind(2); false with errno. */
bool os_socket_bind(curl_socket_t fd, const struct address *local);
/* listen(2); false with errno. */
bool os_socket_listen(curl_socket_t fd, int backlog);
/* accept4(2) with SOCK_CLOEXEC and SOCK_NONBLOCK; CURL_SOCKET_BAD with errno, EAGAIN: nobody is there. Those that are gone
 * before they are accepted (accept(2), "Error handling") are passed over. */
curl_socket_t os_socket_accept(curl_socket_t fd);

/* An address of interface `name` (or of its alias "eth0:1") in `family`, port 0, that is fit to reach `peer` (for IPv6:
 * same scope as `peer`). False: no such interface, or none of its addresses fits; `*exists` tells which. */
bool os_interface_address(const char *name, int family, const struct sockaddr *peer, struct address *ret, bool *exists);

/* "Connection refused": strerror for any thread, into `text`. Returns `text`. */
#define OS_ERROR_TEXT_MAX 128
const char *os_error_text(int errnum, char text[OS_ERROR_TEXT_MAX]);

#endif
