/* HTTPS records (RFC 9460), where DNS is asked over HTTPS: what the DNS server says, and a handle that asks it. */
#ifndef API_HTTPS_RECORDS_H
#define API_HTTPS_RECORDS_H
#include "doh.h"
#include "https.h"

/* ---- what the DNS server is asked, and says ---- */

#define EXAMPLE_COM   "\7example\3com\0"
#define SVC_EXAMPLE   "\3svc\7example\0"
#define OTHER_EXAMPLE "\5other\7example\0"
#define TYPE_A        "\0\1"
#define TYPE_AAAA     "\0\34"
#define TYPE_HTTPS    "\0\101"

/* Every POST has a connection of its own. */
#define ASKED(name, type) DNS_POST, EXPECT("\0\0\1\0\0\1\0\0\0\0\0\0" name type "\0\1")
#define ANSWER(name, type, count, records)                                                                          \
  {                                                                                                                 \
    ASKED(name, type), SEND("HTTP/1.1 200 OK\r\n\r\n\0\0\x81\x80\0\1\0" count "\0\0\0\0" name type "\0\1" records), \
        CLOSE                                                                                                       \
  }
#define RECORD(type, len, data) "\xc0\14" type "\0\1\0\0\0\74\0" len data

#define HAS_NONE(name, type)   ANSWER(name, type, "\0", "")
#define HAS_A(name, ip)        ANSWER(name, TYPE_A, "\1", RECORD(TYPE_A, "\4", ip))
#define HTTPS(name, len, data) ANSWER(name, TYPE_HTTPS, "\1", RECORD(TYPE_HTTPS, len, data))

/* Records: priority, target, parameters. */
#define SELF            "\0\1\0"
#define H2              "\0\1\0\3\2h2"
#define H3              "\0\1\0\3\2h3"
#define HTTP_11         "\0\1\0\11\10http/1.1"
#define NO_DEFAULT_ALPN "\0\2\0\0"
#define PORT_8443       "\0\3\0\2\40\373"
#define HINT(ip)        "\0\4\0\4" ip

#define IP_1 "\300\0\2\1" /* 192.0.2.1 */
#define IP_2 "\300\0\2\2"
#define IP_3 "\300\0\2\3"

#define OURS TLS_AS(https_example)

static const struct stage by_example[PEER_CONNS_MAX][TLS_STAGES_MAX] = { { OURS }, { OURS }, { OURS } };
static script once = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };

/* A handle for https://example.com/ by IPv4, whose DNS is `server`. */
static inline CURL *begin_with(script server, script site, const struct stage (*stages)[TLS_STAGES_MAX])
{
  unsetenv("http_proxy");
  doh_port = peer_listen(&doh, server, "127.0.0.1");
  snprintf(doh_url, sizeof doh_url, "http://127.0.0.1:%d/dns", doh_port);
  peer_start(&doh);
  CURL *easy = https_begin(site, stages, HTTPS_HOST);
  https_note_places(easy, NULL);
  curl_easy_setopt(easy, CURLOPT_RESOLVE, NULL);
  curl_easy_setopt(easy, CURLOPT_IPRESOLVE, (long)CURL_IPRESOLVE_V4);
  curl_easy_setopt(easy, CURLOPT_DOH_URL, doh_url);
  return easy;
}

static inline void finish(CURL *easy)
{
  https_finish(easy);
  assert_string_equal(peer_end(&doh), "");
}

static inline const char *offered(size_t conn) { return https_peer.notes[conn][0].offered; }

/* One transfer, which goes well and leads to these places. */
static inline void lead_to(script server, const char *places)
{
  CURL *easy = begin_with(server, once, by_example);
  https_expect(easy, CURLE_OK, "hello");
  finish(easy);
  assert_string_equal(https_places, places);
  assert_string_equal(https_peer.notes[0][0].sni, "example.com");
}

#endif
