#include "https.h"
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

struct tls_cert https_ca, https_other_ca, https_example, https_second, https_address, https_in_words, https_over,
    https_proxy, https_client, https_rogue;
struct tls_peer https_peer;
struct text https_body;
char https_error[CURL_ERROR_SIZE];

static const struct {
  struct tls_cert *cert;
  const struct tls_cert *issuer;
  struct tls_cert_plan plan;
} plans[] = {
  { &https_ca, NULL, { .name = "ca", .is_authority = true } },
  { &https_other_ca, NULL, { .name = "other ca", .is_authority = true } },
  { &https_example, &https_ca, { .name = "example", .names = "DNS:example.com,DNS:*.wild.example" } },
  { &https_second, &https_ca, { .name = "second", .names = "DNS:second.example" } },
  { &https_address, &https_ca, { .name = "address", .names = "IP:192.0.2.1" } },
  { &https_in_words, &https_ca, { .name = "192.0.2.1", .names = "DNS:192.0.2.1" } },
  { &https_over, &https_ca, { .name = "over", .names = "DNS:example.com", .is_over = true } },
  { &https_proxy, &https_ca, { .name = "proxy", .names = "DNS:proxy.example" } },
  { &https_client, &https_ca, { .name = "somebody" } },
  { &https_rogue, &https_other_ca, { .name = "example.com", .names = "DNS:example.com" } },
};
#define PLANS (sizeof plans / sizeof *plans)

int https_set_up(void **state)
{
  for(size_t i = 0; i < PLANS; i++) tls_cert_make(plans[i].cert, plans[i].issuer, &plans[i].plan);
  return 0;
}

int https_tear_down(void **state)
{
  for(size_t i = 0; i < PLANS; i++) tls_cert_free(plans[i].cert);
  return 0;
}

static void set_blob(CURL *easy, CURLoption id, struct curl_blob b)
{
  assert_int_equal(curl_easy_setopt(easy, id, &b), CURLE_OK);
  free(b.data); /* the option has a copy */
}

void https_set_cert(CURL *easy, CURLoption id, const struct tls_cert *c) { set_blob(easy, id, tls_cert_pem(c)); }

void https_set_key(CURL *easy, CURLoption id, const struct tls_cert *c, const char *password)
{
  set_blob(easy, id, tls_cert_key_pem(c, password));
}

static size_t take_body(char *data, size_t size, size_t count, void *clientp)
{
  text_add(&https_body, data, size * count);
  return size * count;
}

CURL *https_handle(const char *url)
{
  CURL *easy = curl_easy_init();
  tls_peer_install(&https_peer, easy);
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 20000L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, https_error);
  https_set_cert(easy, CURLOPT_CAINFO_BLOB, &https_ca);
  https_set_cert(easy, CURLOPT_PROXY_CAINFO_BLOB, &https_ca);
  /* names are looked up before the gate is asked */
  static struct curl_slist names[] = {
    { (char *)(uintptr_t) "*:443:192.0.2.1", &names[1] },
    { (char *)(uintptr_t) "*:80:192.0.2.1", &names[2] },
    { (char *)(uintptr_t) "*:1080:192.0.2.1", NULL },
  };
  curl_easy_setopt(easy, CURLOPT_RESOLVE, names);
  return easy;
}

CURL *https_begin(const struct step (*script)[PEER_STEPS_MAX], const struct stage (*stages)[TLS_STAGES_MAX],
                  const char *url)
{
  text_free(&https_body);
  tls_peer_start(&https_peer, script, stages);
  return https_handle(url);
}

void https_finish(CURL *easy)
{
  curl_easy_cleanup(easy);
  assert_string_equal(tls_peer_end(&https_peer), "");
  text_free(&https_body);
}

void https_expect(CURL *easy, CURLcode code, const char *body)
{
  text_free(&https_body);
  https_error[0] = '\0';
  CURLcode got = curl_easy_perform(easy);
  if(got != code) fail_msg("%d in place of %d: %s", got, code, https_error);
  if(body)
    assert_string_equal(https_body.at ? https_body.at : "", body);
  else
    assert_string_not_equal(https_error, "");
}

long https_long(CURL *easy, CURLINFO id)
{
  long value = -1;
  assert_int_equal(curl_easy_getinfo(easy, id, &value), CURLE_OK);
  return value;
}

/* ---- places ---- */

char https_places[256];
static const char *refused_places;

static curl_socket_t note_place(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  const struct sockaddr_in *in = (const struct sockaddr_in *)&address->addr;
  char text[INET_ADDRSTRLEN], place[sizeof text + sizeof ":65535 "];
  size_t len = strlen(https_places);
  inet_ntop(AF_INET, &in->sin_addr, text, sizeof text);
  snprintf(place, sizeof place, "%s:%u ", text, (unsigned)ntohs(in->sin_port));
  snprintf(https_places + len, sizeof https_places - len, "%s", place);
  if(refused_places && strstr(refused_places, place)) return CURL_SOCKET_BAD;
  return tls_peer_open_socket(clientp, purpose, address);
}

void https_note_places(CURL *easy, const char *refused)
{
  https_places[0] = '\0';
  refused_places = refused;
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, note_place);
}

bool https_is_gnutls(void) { return curl_global_sslset(CURLSSLBACKEND_GNUTLS, NULL, NULL) == CURLSSLSET_OK; }
