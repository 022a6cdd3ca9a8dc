/* The steps of a script, at work on one connection. */
#ifndef API_PEER_STEPS_H
#define API_PEER_STEPS_H
#include "peer.h"

/* Receive what is there and go on with the script as far as it goes. True: something was done. */
bool peer_turn_connection(struct peer *p, struct peer_conn *c);
/* Note what went wrong on this connection, unless something did before. */
__attribute__((format(printf, 4, 5))) void peer_note(struct peer *p, const struct peer_conn *c, const char *what,
                                                     const char *format, ...);
void peer_end_connection(struct peer_conn *c);

#endif
