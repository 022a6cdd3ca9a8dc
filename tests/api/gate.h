/* A gate that takes notes: the open, sockopt and close callbacks with everything they were told. */
#ifndef API_GATE_H
#define API_GATE_H
#include "peer.h"
#include <sys/socket.h>

#define GATE_SOCKETS_MAX 8

struct gate {
  /* what it does */
  int refuse;                 /* so many first calls are refused */
  int answer;                 /* of the sockopt callback */
  struct sockaddr_storage to; /* where the connection is to go instead; family 0: leave it */
  socklen_t to_len;
  curl_socket_t supply; /* a descriptor that is handed in; CURL_SOCKET_BAD: make one */
  int tos;              /* set as IP_TOS on the socket; 0: leave it */

  /* what it was told; `address` and what follows: at the last call */
  int opens, sockopts, closes;
  curlsocktype purpose, sockopt_purpose;
  int family, socktype, protocol;
  struct sockaddr_storage address;
  unsigned addrlen;
  curl_socket_t opened[GATE_SOCKETS_MAX]; /* -1: closed again */
  int opened_count;
  bool was_connected; /* at the sockopt callback */
  bool misused;       /* a close for what was not open, a sockopt for what was not opened */
};

void gate_init(struct gate *g);
void gate_install(struct gate *g, CURL *easy);
/* Send the connection to 127.0.0.1 `port`. */
void gate_redirect(struct gate *g, int port);
/* Sockets that were opened and not closed. */
int gate_open_count(const struct gate *g);

curl_socket_t gate_open(void *clientp, curlsocktype purpose, struct curl_sockaddr *address);
int gate_sockopt(void *clientp, curl_socket_t fd, curlsocktype purpose);
int gate_close(void *clientp, curl_socket_t fd);

/* A handle for `url` with this gate (NULL: none), a time-out, an error buffer (may be NULL) and no output. */
CURL *gate_handle(struct gate *g, const char *url, char *error);
/* A write callback that takes everything. */
size_t gate_drop(char *data, size_t size, size_t count, void *clientp);
/* "http://HOST:PORT/" in a static buffer. */
const char *gate_url(const char *host, int port);

#endif
