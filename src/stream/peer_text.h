/* A peer in words, for traces and error texts. */
#ifndef STREAM_PEER_TEXT_H
#define STREAM_PEER_TEXT_H
#include "base/address.h"

#define PEER_TEXT_MAX 160

/* "1.2.3.4:80", "[::1]:80"; a Unix socket's path, with '@' for an abstract one. */
void peer_text(const struct address *peer, char text[PEER_TEXT_MAX]);
/* "1.2.3.4 port 80", "::1 port 80"; a Unix socket as above. */
void peer_words(const struct address *peer, char text[PEER_TEXT_MAX]);

#endif
