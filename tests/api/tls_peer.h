/* What stands between the library and a scripted peer: TLS servers and proxies, one behind the other, each in a thread
 * of its own. The script sees what comes out at the end. */
#ifndef API_TLS_PEER_H
#define API_TLS_PEER_H
#include "h2_proxy.h"
#include "peer.h"
#include "tls_cert.h"

#define TLS_STAGES_MAX 4

enum stage_kind {
  STAGE_END,
  STAGE_TLS,
  STAGE_PROXY, /* takes one CONNECT, says 200, and is a tunnel */
  STAGE_H2_PROXY,
  STAGE_STALL /* takes everything, and says nothing */
};

struct stage {
  enum stage_kind kind;
  struct tls_cert *cert;            /* who the server is */
  const char *from;                 /* it begins behind what the script sends with this beginning; NULL: at once */
  const char *until;                /* it ends behind that, and what follows is in clear; NULL: it stays */
  bool ends_first;                  /* says so first; else it waits for the client to do so */
  bool wants_client;                /* no handshake without a certificate of the client */
  bool cuts;                        /* it ends without close_notify */
  int version;                      /* the greatest, TLS1_2_VERSION …; 0: any */
  unsigned early;                   /* bytes of early data that its tickets allow */
  bool refuses_early;               /* but not now */
  int late_tickets;                 /* so many follow an answer, one by one */
  bool speaks_h2;                   /* and chooses it where it is offered */
  const struct h2_proxy_plan *plan; /* of STAGE_H2_PROXY */
};

/* What a TLS stage has seen of its client; to be read after tls_peer_end. */
struct stage_notes {
  char sni[128];    /* "": none */
  char client[128]; /* the common name of its certificate; "": it has none */
  char alpn[32];
  char offered[64];          /* ALPN, "h2,http/1.1"; "": none */
  char connect[256];         /* the first line of a CONNECT */
  bool was_resumed, is_open; /* the handshake was done */
  struct h2_proxy_notes h2;
  size_t early; /* bytes of early data that it has taken */
};

struct tls_peer {
  struct peer peer;
  const struct stage (*stages)[TLS_STAGES_MAX]; /* of each connection */
  struct stage_notes notes[PEER_CONNS_MAX][TLS_STAGES_MAX];
  pthread_t threads[PEER_CONNS_MAX * TLS_STAGES_MAX];
  size_t thread_count;
  int outer[PEER_CONNS_MAX]; /* the library's ends */
  int opens, closes;
};

/* As peer_init; the peer works in a thread from now on. */
void tls_peer_start(struct tls_peer *p, const struct step (*conn)[PEER_STEPS_MAX],
                    const struct stage (*stages)[TLS_STAGES_MAX]);
void tls_peer_install(struct tls_peer *p, CURL *easy);
/* As peer_end; each socket was closed exactly once. */
const char *tls_peer_end(struct tls_peer *p);

/* A stage between two descriptors, which it closes, in a thread that the caller joins. */
pthread_t tls_stage_start(const struct stage *stage, struct stage_notes *notes, int in, int out);

/* The open callback, for tests that wrap it; `clientp` is the peer. */
curl_socket_t tls_peer_open_socket(void *clientp, curlsocktype purpose, struct curl_sockaddr *address);

#endif
