/* The bytes of a peer's connection: in clear or over TLS, never waiting. */
#ifndef API_H2_WIRE_H
#define API_H2_WIRE_H
#include "h2_peer.h"

/* From now on TLS, as the setup says. */
void h2_wire_start_tls(struct h2_conn *c);
/* Receive what is there into `in`, and send what is in `out`. True: something was done. */
bool h2_wire_receive(struct h2_conn *c);
bool h2_wire_send(struct h2_conn *c);

#endif
