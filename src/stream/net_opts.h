/* How a connection is made, as the program has set it: the gate's callbacks and what is done to a socket. */
#ifndef STREAM_NET_OPTS_H
#define STREAM_NET_OPTS_H
#include "base/result.h"
#include <stdbool.h>

struct sluice_policy;

struct gate_opts {
  curl_opensocket_callback open; /* NULL: socket(2) */
  void *open_data;
  curl_sockopt_callback sockopt;
  void *sockopt_data;
  curl_closesocket_callback close; /* NULL: close(2) */
  void *close_data;
  struct sluice_policy
      *policy; /* SLUICEOPT_POLICY: frozen, a reference of the handle's; NULL: everybody may be connected to */
};

struct net_opts {
  struct gate_opts gate;
  char *interface;       /* CURLOPT_INTERFACE, as given */
  long local_port;       /* 0: any */
  long local_port_range; /* how many ports to try, 1 at least */
  long keepalive_idle_s;
  long keepalive_interval_s;
  long keepalive_probes;
  long happy_eyeballs_ms;
  long address_scope; /* of IPv6 addresses that name none; 0: the system's choice */
  bool keepalive;
  bool nodelay;
  bool fast_open;
};

#define NET_OPTS_INIT                                        \
  ((struct net_opts){ .local_port_range = 1,                 \
                      .keepalive_idle_s = 60,                \
                      .keepalive_interval_s = 60,            \
                      .keepalive_probes = 9,                 \
                      .happy_eyeballs_ms = CURL_HET_DEFAULT, \
                      .nodelay = true })

#endif
