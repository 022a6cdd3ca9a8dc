#include "peer.h"
#include "peer_steps.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

long long now_ms(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

void text_add(struct text *t, const void *bytes, size_t len)
{
  size_t need = t->len + len + 1;
  if(need > t->room) {
    t->room = need * 2;
    if(!(t->at = realloc(t->at, t->room))) abort();
  }
  if(len) memcpy(t->at + t->len, bytes, len);
  t->len += len;
  t->at[t->len] = 0;
}

void text_drop(struct text *t, size_t len)
{
  if(!len) return;
  t->len -= len;
  memmove(t->at, t->at + len, t->len + 1);
}

void text_free(struct text *t)
{
  free(t->at);
  *t = (struct text){ 0 };
}

static bool accept_one(struct peer *p)
{
  struct peer_conn *c = p->conn;
  int fd = accept4(p->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if(fd < 0) return false;
  while(c < p->conn + p->conns && c->given) c++;
  if(c == p->conn + p->conns) {
    snprintf(p->misuse, sizeof p->misuse, "a connection more than there are scripts");
    close(fd);
    return true;
  }
  c->fd = fd;
  c->given = true;
  return true;
}

bool peer_turn(struct peer *p)
{
  bool moved = p->listener >= 0 && accept_one(p);
  for(size_t i = 0; i < p->conns; i++)
    if(p->listener < 0 || p->conn[i].given) moved |= peer_turn_connection(p, &p->conn[i]);
  return moved;
}

void peer_wait(const struct peer *p, int ms)
{
  struct pollfd fds[PEER_CONNS_MAX + 1];
  nfds_t count = 0;
  for(size_t i = 0; i < p->conns; i++)
    if(p->conn[i].fd >= 0 && !p->conn[i].ended) fds[count++] = (struct pollfd){ .fd = p->conn[i].fd, .events = POLLIN };
  if(p->listener >= 0) fds[count++] = (struct pollfd){ .fd = p->listener, .events = POLLIN };
  poll(fds, count, ms);
}

static void *work(void *arg)
{
  struct peer *p = arg;
  while(!atomic_load(&p->stop))
    if(!peer_turn(p)) peer_wait(p, 1);
  return NULL;
}

/* ---- the callbacks ---- */

curl_socket_t peer_open_socket(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  struct peer *p = clientp;
  p->opens++;
  for(size_t i = 0; i < p->conns; i++) {
    if(p->conn[i].given) continue;
    p->conn[i].given = true;
    return p->conn[i].client_fd;
  }
  snprintf(p->misuse, sizeof p->misuse, "a connection more than there are scripts");
  return CURL_SOCKET_BAD;
}

int peer_sockopt(void *clientp, curl_socket_t fd, curlsocktype purpose)
{
  struct peer *p = clientp;
  p->sockopts++;
  return CURL_SOCKOPT_ALREADY_CONNECTED;
}

int peer_close_socket(void *clientp, curl_socket_t fd)
{
  struct peer *p = clientp;
  p->closes++;
  for(size_t i = 0; i < p->conns; i++) {
    if(!p->conn[i].given || p->conn[i].client_fd != fd) continue;
    p->conn[i].client_fd = -1;
    return close(fd);
  }
  snprintf(p->misuse, sizeof p->misuse, "close of %d, which is not open", (int)fd);
  return -1;
}

void peer_install(struct peer *p, CURL *easy)
{
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, peer_open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, p);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, peer_sockopt);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, p);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, peer_close_socket);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, p);
}

/* ---- life ---- */

static void init_scripts(struct peer *p, const struct step (*conn)[PEER_STEPS_MAX])
{
  *p = (struct peer){ .listener = -1 };
  for(size_t i = 0; i < PEER_CONNS_MAX; i++) p->conn[i].fd = p->conn[i].client_fd = -1;
  while(p->conns < PEER_CONNS_MAX && conn[p->conns][0].kind) {
    p->conn[p->conns].steps = conn[p->conns];
    p->conns++;
  }
}

void peer_init(struct peer *p, const struct step (*conn)[PEER_STEPS_MAX])
{
  init_scripts(p, conn);
  for(size_t i = 0; i < p->conns; i++) {
    int pair[2];
    if(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) abort();
    p->conn[i].fd = pair[0];
    p->conn[i].client_fd = pair[1];
  }
}

/* `where` as an address; the port is 0. */
static socklen_t parse_where(const char *where, struct sockaddr_storage *ret)
{
  struct sockaddr_un *path = (struct sockaddr_un *)ret;
  *ret = (struct sockaddr_storage){ .ss_family = AF_UNIX };
  if(where[0] == '/' || where[0] == '@') {
    snprintf(path->sun_path, sizeof path->sun_path, "%s", where);
    if(where[0] == '@') path->sun_path[0] = 0;
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(where) + (where[0] == '/'));
  }
  ret->ss_family = strchr(where, ':') ? AF_INET6 : AF_INET;
  if(ret->ss_family == AF_INET) {
    inet_pton(AF_INET, where, &((struct sockaddr_in *)ret)->sin_addr);
    return sizeof(struct sockaddr_in);
  }
  inet_pton(AF_INET6, where, &((struct sockaddr_in6 *)ret)->sin6_addr);
  return sizeof(struct sockaddr_in6);
}

int peer_listen(struct peer *p, const struct step (*conn)[PEER_STEPS_MAX], const char *where)
{
  struct sockaddr_storage addr;
  socklen_t len = parse_where(where, &addr);
  init_scripts(p, conn);
  p->listener = socket(addr.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if(p->listener < 0 || bind(p->listener, (struct sockaddr *)&addr, len) || listen(p->listener, 16)) abort();
  len = sizeof addr;
  getsockname(p->listener, (struct sockaddr *)&addr, &len);
  /* The port stands in the same place in both. */
  return addr.ss_family == AF_UNIX ? 0 : ntohs(((struct sockaddr_in *)&addr)->sin_port);
}

void peer_start(struct peer *p)
{
  p->threaded = !pthread_create(&p->thread, NULL, work, p);
  if(!p->threaded) abort();
}

void peer_release(struct peer *p) { atomic_store(&p->released, true); }

int peer_open_count(const struct peer *p)
{
  int count = 0;
  for(size_t i = 0; i < p->conns; i++) count += p->conn[i].given && p->conn[i].client_fd >= 0;
  return count;
}

/* The scripts of the connections that there are. */
static bool is_finished(const struct peer *p)
{
  for(size_t i = 0; i < p->conns; i++)
    if(p->conn[i].given && p->conn[i].steps[p->conn[i].at].kind) return false;
  return true;
}

static void check_end(struct peer *p, struct peer_conn *c)
{
  if(c->steps[c->at].kind)
    peer_note(p, c, "the script", " is not at its end; received: \"%.2000s\"", c->in.at ? c->in.at : "");
  else if(c->in.len)
    peer_note(p, c, "bytes after the script's end:", " \"%.2000s\"", c->in.at);
}

const char *peer_end(struct peer *p)
{
  long long until = now_ms() + 2000;
  if(p->threaded) {
    atomic_store(&p->stop, true);
    pthread_join(p->thread, NULL);
  }
  while(peer_turn(p) || (!is_finished(p) && now_ms() < until)) peer_wait(p, 1);
  for(size_t i = 0; i < p->conns; i++) {
    check_end(p, &p->conn[i]);
    peer_end_connection(&p->conn[i]);
    if(!p->conn[i].given && p->conn[i].client_fd >= 0) close(p->conn[i].client_fd);
    text_free(&p->conn[i].in);
  }
  if(p->listener >= 0) close(p->listener);
  if(!p->failure[0]) snprintf(p->failure, sizeof p->failure, "%s", p->misuse);
  return p->failure;
}
