/* Transfers over TLS: certificates, a peer and handles for the tests of these. */
#ifndef API_HTTPS_H
#define API_HTTPS_H
#include "check.h"
#include "exchange.h"
#include "tls_peer.h"

/* Of the group: see https_set_up. */
extern struct tls_cert https_ca, https_other_ca;
extern struct tls_cert https_example;  /* example.com and *.wild.example, by https_ca, like the next */
extern struct tls_cert https_second;   /* second.example */
extern struct tls_cert https_address;  /* 192.0.2.1 */
extern struct tls_cert https_in_words; /* 192.0.2.1, but as the name of a host */
extern struct tls_cert https_over;     /* example.com until yesterday */
extern struct tls_cert https_proxy;    /* proxy.example */
extern struct tls_cert https_client;   /* somebody */
extern struct tls_cert https_rogue;    /* example.com, by https_other_ca */

/* The test's. */
extern struct tls_peer https_peer;
extern struct text https_body;
extern char https_error[CURL_ERROR_SIZE];

int https_set_up(void **state); /* of a group */
int https_tear_down(void **state);

/* Peers with this script behind these stages, and a handle for `url` that trusts https_ca. */
CURL *https_begin(const struct step (*script)[PEER_STEPS_MAX], const struct stage (*stages)[TLS_STAGES_MAX],
                  const char *url);
/* A further handle of the same peers. */
CURL *https_handle(const char *url);
/* Set a blob option to a certificate, or its key. */
void https_set_cert(CURL *easy, CURLoption id, const struct tls_cert *c);
void https_set_key(CURL *easy, CURLoption id, const struct tls_cert *c, const char *password);
/* Frees the handle (NULL is fine); the scripts are at their ends. */
void https_finish(CURL *easy);
/* Perform with this outcome: a body, or NULL and a text. */
void https_expect(CURL *easy, CURLcode code, const char *body);
long https_long(CURL *easy, CURLINFO id);
/* Note in https_places where the library connects to by IPv4, as "ADDRESS:PORT " of each, from now on. The gate refuses
 * what stands in `refused`, which may be NULL. */
extern char https_places[256];
void https_note_places(CURL *easy, const char *refused);
/* Which library is ours. */
bool https_is_gnutls(void);

#define STAGES static const struct stage stages[PEER_CONNS_MAX][TLS_STAGES_MAX]
#define SCRIPT static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX]
#define TLS_AS(c)                   \
  {                                 \
    .kind = STAGE_TLS, .cert = &(c) \
  }
#define HTTPS_HOST  "https://example.com/"
#define GET_EXAMPLE EXPECT("GET / HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n\r\n")

#endif
