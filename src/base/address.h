/* Network addresses as the resolver finds them, the cache keeps them, and the gate is shown them. */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H
#include "base/cursor.h"
#include "base/result.h"
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

struct address {
  socklen_t len; /* bytes of `addr` that count; `addr.ss_family` is the family */
  struct sockaddr_storage addr;
};

/* An immutable, counted list of addresses; the counter is atomic, so a set may be shared by threads. */
struct address_set {
  unsigned refs;
  size_t count;
  struct address at[];
};

/* All zero, one reference. NULL: out of memory. */
MUST_USE struct address_set *address_set_new(size_t count);
struct address_set *address_set_ref(struct address_set *s);
void address_set_unref(struct address_set *s); /* NULL is legal */

/* "1.2.3.4" or "::1" or "fe80::1%eth0" (without brackets), with the port put in. False: no literal. A zone that names
 * no interface of this machine is no literal either. */
bool address_parse(const char *text, uint16_t port, struct address *ret);
/* An address as peers tell it, 4 bytes of IPv4 or 16 of IPv6, with the port put in. */
void address_put(struct address *to, struct span ip, uint16_t port);
/* Another port in place of its own; nothing for families without. */
void address_set_port(struct address *a, uint16_t port);
/* A Unix socket's path; a leading NUL makes an abstract one, `len` counts it. False: empty or over-long. */
bool address_unix(const char *path, size_t len, struct address *ret);

/* The address as text without port, zone included ("" for Unix and unknown families). */
#define ADDRESS_TEXT_MAX (46 + 17)
void address_text(const struct sockaddr *addr, socklen_t len, char text[ADDRESS_TEXT_MAX]);
/* The port in host order, 0 for families without. */
uint16_t address_port(const struct sockaddr *addr, socklen_t len);
/* "0.0.0.0" or "::": every address of this host. */
bool address_is_any(const struct address *a);

#endif
