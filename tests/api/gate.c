#include "gate.h"
#include <netinet/in.h>
#include <netinet/ip.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void gate_init(struct gate *g) { *g = (struct gate){ .supply = CURL_SOCKET_BAD }; }

void gate_redirect(struct gate *g, int port)
{
  struct sockaddr_in to = { .sin_family = AF_INET,
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                            .sin_port = htons((uint16_t)port) };
  memcpy(&g->to, &to, sizeof to);
  g->to_len = sizeof to;
}

int gate_open_count(const struct gate *g)
{
  int count = 0;
  for(int i = 0; i < g->opened_count; i++) count += g->opened[i] >= 0;
  return count;
}

curl_socket_t gate_open(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  struct gate *g = clientp;
  curl_socket_t fd = g->supply;
  g->purpose = purpose;
  g->family = address->family;
  g->socktype = address->socktype;
  g->protocol = address->protocol;
  g->addrlen = address->addrlen;
  memcpy(&g->address, &address->addr, address->addrlen);
  if(g->opens++ < g->refuse || g->opened_count == GATE_SOCKETS_MAX) return CURL_SOCKET_BAD;
  if(g->to.ss_family) {
    address->family = g->to.ss_family;
    address->addrlen = g->to_len;
    memcpy(&address->addr, &g->to, g->to_len);
  }
  if(fd == CURL_SOCKET_BAD) fd = socket(address->family, address->socktype, address->protocol);
  if(g->tos) setsockopt(fd, IPPROTO_IP, IP_TOS, &g->tos, sizeof g->tos);
  g->opened[g->opened_count++] = fd;
  return fd;
}

static int *find(struct gate *g, curl_socket_t fd)
{
  for(int i = 0; i < g->opened_count; i++)
    if(g->opened[i] == fd) return &g->opened[i];
  return NULL;
}

int gate_sockopt(void *clientp, curl_socket_t fd, curlsocktype purpose)
{
  struct gate *g = clientp;
  struct sockaddr_storage peer;
  socklen_t len = sizeof peer;
  g->sockopts++;
  g->sockopt_purpose = purpose;
  g->misused |= !find(g, fd);
  g->was_connected = !getpeername(fd, (struct sockaddr *)&peer, &len);
  return g->answer;
}

int gate_close(void *clientp, curl_socket_t fd)
{
  struct gate *g = clientp;
  int *at = find(g, fd);
  g->closes++;
  g->misused |= !at;
  if(at) *at = -1;
  return at ? close(fd) : -1;
}

void gate_install(struct gate *g, CURL *easy)
{
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, gate_open);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, g);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, gate_sockopt);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, g);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, gate_close);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, g);
}

size_t gate_drop(char *data, size_t size, size_t count, void *clientp) { return size * count; }

CURL *gate_handle(struct gate *g, const char *url, char *error)
{
  CURL *easy = curl_easy_init();
  if(g) gate_install(g, easy);
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 20000L);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, gate_drop);
  return easy;
}

const char *gate_url(const char *host, int port)
{
  static char url[128];
  snprintf(url, sizeof url, "http://%s:%d/", host, port);
  return url;
}
