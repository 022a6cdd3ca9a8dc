#include "stream/local.h"
#include "os/socket.h"
#include "stream/peer_text.h"
#include <errno.h>
#include <stdio.h>

/* What the option names. Each text is empty where it has no say. */
struct choice {
  char device[ADDRESS_TEXT_MAX];
  char host[ADDRESS_TEXT_MAX];
  bool is_either; /* both are the same name: an interface, or else an address */
};

static bool copy_text(char to[ADDRESS_TEXT_MAX], struct span from)
{
  if(!from.len || from.len >= ADDRESS_TEXT_MAX) return false;
  memcpy(to, from.at, from.len);
  to[from.len] = '\0';
  return true;
}

static bool skip_prefix(struct span *s, const char *prefix)
{
  size_t len = strlen(prefix);
  if(s->len < len || memcmp(s->at, prefix, len) != 0) return false;
  *s = span_of(s->at + len, s->len - len);
  return true;
}

static bool parse_choice(const char *text, struct choice *ret)
{
  struct span s = span_text(text);
  *ret = (struct choice){ 0 };
  if(skip_prefix(&s, "if!")) return copy_text(ret->device, s);
  if(skip_prefix(&s, "host!")) return copy_text(ret->host, s);
  if(skip_prefix(&s, "ifhost!")) {
    const uint8_t *mark = memchr(s.at, '!', s.len);
    if(!mark) return false;
    size_t device_len = (size_t)(mark - s.at);
    return copy_text(ret->device, span_of(s.at, device_len)) &&
           copy_text(ret->host, span_of(mark + 1, s.len - device_len - 1));
  }
  ret->is_either = true;
  return copy_text(ret->device, s) && copy_text(ret->host, s);
}

static void any_address(int family, struct address *ret)
{
  *ret = (struct address){ .len = family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in) };
  ret->addr.ss_family = (sa_family_t)family;
}

enum device_outcome { DEVICE_BOUND, DEVICE_ADDRESS, DEVICE_UNFIT, DEVICE_UNKNOWN };

/* The socket is bound to the interface itself where that is permitted: routing then cannot choose another one. Else,
 * and for an alias ("eth0:1"), which is a label and no device, it is bound to the interface's address. */
static enum device_outcome use_device(curl_socket_t fd, const struct choice *c, const struct address *peer,
                                      struct address *ret)
{
  struct address found;
  bool exists;
  if(os_socket_bind_device(fd, c->device)) return DEVICE_BOUND;
  /* spare a walk through all interfaces for what is plainly an address */
  if(c->is_either && errno == ENODEV && address_parse(c->host, 0, &found)) return DEVICE_UNKNOWN;
  if(!os_interface_address(c->device, peer->addr.ss_family, (const struct sockaddr *)&peer->addr, &found, &exists))
    return exists ? DEVICE_UNFIT : DEVICE_UNKNOWN;
  *ret = found;
  return DEVICE_ADDRESS;
}

/* `*ret`: the address to bind to; `*is_enough`: without a port nothing remains to be bound. */
static CURLcode choose(curl_socket_t fd, const char *interface, const struct address *peer, struct trace *t,
                       struct address *ret, bool *is_enough)
{
  struct choice c;
  struct address named;
  *is_enough = false;
  if(!parse_choice(interface, &c))
    return trace_fail(t, CURLE_INTERFACE_FAILED, "'%s' names no interface and no address", interface);
  if(*c.device) {
    enum device_outcome outcome = use_device(fd, &c, peer, ret);
    if(outcome == DEVICE_UNFIT)
      return trace_fail(t, CURLE_INTERFACE_FAILED, "Interface '%s' has no address that reaches the peer", c.device);
    if(outcome == DEVICE_UNKNOWN && !c.is_either)
      return trace_fail(t, CURLE_INTERFACE_FAILED, "There is no interface '%s'", c.device);
    *is_enough = outcome == DEVICE_BOUND;
    if(outcome != DEVICE_UNKNOWN && c.is_either) return CURLE_OK;
  }
  if(!*c.host) return CURLE_OK;
  if(!address_parse(c.host, 0, &named))
    return trace_fail(t, CURLE_INTERFACE_FAILED, "'%s' is no %saddress of this machine", c.host,
                      c.is_either ? "interface and no " : "");
  if(named.addr.ss_family != peer->addr.ss_family)
    return trace_fail(t, CURLE_INTERFACE_FAILED, "The local address %s is of another family than the peer's", c.host);
  *ret = named;
  *is_enough = false;
  return CURLE_OK;
}

CURLcode local_bind_ports(curl_socket_t fd, struct address *at, uint16_t first, uint16_t last, struct trace *t,
                          int *errnum)
{
  char where[PEER_TEXT_MAX];
  char why[OS_ERROR_TEXT_MAX];
  for(unsigned port = first; port <= last; port++) {
    address_set_port(at, (uint16_t)port);
    if(os_socket_bind(fd, at)) return CURLE_OK;
    *errnum = errno;
    if(*errnum != EADDRINUSE && *errnum != EACCES) break;
  }
  peer_words(at, where);
  return trace_fail(t, CURLE_INTERFACE_FAILED, "Could not bind to %s: %s", where, os_error_text(*errnum, why));
}

static CURLcode bind_port(curl_socket_t fd, const struct net_opts *o, struct address *local, struct trace *t,
                          int *errnum)
{
  long first = o->local_port > 0 && o->local_port <= UINT16_MAX ? o->local_port : 0;
  long tries = first && o->local_port_range > 1 ? o->local_port_range : 1;
  long last = tries - 1 > UINT16_MAX - first ? UINT16_MAX : first + tries - 1;
  /* the port is chosen by connect(2), which may give one address and port to several peers; not every kernel can */
  if(!first) (void)os_socket_set_int(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
  return local_bind_ports(fd, local, (uint16_t)first, (uint16_t)last, t, errnum);
}

CURLcode local_bind(curl_socket_t fd, const struct net_opts *o, const struct address *peer, struct trace *t,
                    int *errnum)
{
  struct address local;
  bool is_enough = true;
  *errnum = 0;
  any_address(peer->addr.ss_family, &local);
  if(o->interface) TRY(choose(fd, o->interface, peer, t, &local, &is_enough));
  if(is_enough && o->local_port <= 0) return CURLE_OK;
  return bind_port(fd, o, &local, t, errnum);
}
