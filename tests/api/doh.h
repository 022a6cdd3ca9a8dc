/* DNS over HTTPS (CURLOPT_DOH_URL(3)): a server at a loopback port, because its connections do not come through the
 * program's gate, and an origin that the gate is led to. */
#ifndef API_DOH_H
#define API_DOH_H
#include "check.h"
#include "gate.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Parts of the server's script: what it is asked about a.test, and what it says. */
#define DNS_POST    EXPECT_HEAD("POST /dns HTTP/1.1\r\nHost: 127.0.0.1:")
#define QUESTION    "\0\0\1\0\0\1\0\0\0\0\0\0\1a\4test\0"
#define ASKS_A      EXPECT(QUESTION "\0\1\0\1")
#define ASKS_AAAA   EXPECT(QUESTION "\0\34\0\1")
#define HEAD(len)   "HTTP/1.1 200 OK\r\nContent-Type: application/dns-message\r\nContent-Length: " len "\r\n\r\n"
#define SAYS(rcode) "\0\0\x81" rcode
#define ONE         "\0\1\0\1\0\0\0\0\1a\4test\0"
#define NONE        "\0\1\0\0\0\0\0\0\1a\4test\0"
#define A_192_0_2_1 SAYS("\x80") ONE "\0\1\0\1\xc0\14\0\1\0\1\0\0\0\74\0\4\xc0\0\2\1"
#define AAAA_DB8_1  SAYS("\x80") ONE "\0\34\0\1\xc0\14\0\34\0\1\0\0\0\74\0\20\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1"
#define NO_A        SAYS("\x80") NONE "\0\1\0\1"
#define NO_AAAA     SAYS("\x80") NONE "\0\34\0\1"
#define NO_NAME     SAYS("\x83") NONE "\0\1\0\1"
#define GIVES_A     SEND(HEAD("40") A_192_0_2_1)
#define GIVES_AAAA  SEND(HEAD("52") AAAA_DB8_1)

#define HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

typedef const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX];

static script origin_once = { { EXPECT_HEAD("GET / HTTP/1.1\r\nHost: a.test\r\n"), SEND(HELLO) } };
static script origin_never;

static struct peer doh, origin;
static struct gate gate;
static char error[CURL_ERROR_SIZE];
static char doh_url[64];
static int doh_port;

/* A handle for http://a.test/, which `server` is asked for. */
static inline CURL *begin(script server, script site, long ip_version)
{
  unsetenv("http_proxy");
  doh_port = peer_listen(&doh, server, "127.0.0.1");
  snprintf(doh_url, sizeof doh_url, "http://127.0.0.1:%d/dns", doh_port);
  gate_init(&gate);
  gate_redirect(&gate, peer_listen(&origin, site, "127.0.0.1"));
  peer_start(&doh);
  peer_start(&origin);
  error[0] = '\0';
  CURL *easy = gate_handle(&gate, "http://a.test/", error);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_DOH_URL, doh_url), CURLE_OK);
  curl_easy_setopt(easy, CURLOPT_IPRESOLVE, ip_version);
  return easy;
}

/* Everything is over and closed. */
static inline void end(CURL *easy)
{
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&doh), "");
  assert_string_equal(peer_end(&origin), "");
  assert_int_equal(gate_open_count(&gate), 0);
  assert_false(gate.misused);
}

#endif
