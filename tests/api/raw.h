/* Handles with connections of CURLOPT_CONNECT_ONLY, for the tests of these. */
#ifndef API_RAW_H
#define API_RAW_H
#include "check.h"
#include "exchange.h"

/* The test's; `raw_multi` is made and freed by it. */
extern struct peer raw_peer;
extern CURLM *raw_multi;
extern struct text raw_body; /* what the write callbacks got */

/* A handle of `raw_peer`. */
CURL *raw_handle(bool connect_only);
/* A peer with this script, and a handle that has connected to it. */
CURL *raw_connected(const struct step (*script)[PEER_STEPS_MAX]);
/* Frees the handle (NULL is fine); all is closed, and the scripts are at their ends. */
void raw_finish(CURL *easy);
/* Turns of `raw_multi` until `easy` is done; its code. */
CURLcode raw_run_in_multi(const CURL *easy);
void raw_let_peer_work(void);

void raw_assert_sends(CURL *easy, const char *text);
void raw_assert_receives(CURL *easy, const char *text);
/* Both curl_easy_send and curl_easy_recv answer `code`, and move nothing. */
void raw_assert_refuses(CURL *easy, CURLcode code);
/* CURLINFO_ACTIVESOCKET, which CURLINFO_LASTSOCKET agrees with. */
curl_socket_t raw_socket(CURL *easy);

#endif
