#include "h2_peer.h"
#include "h2_server.h"
#include "h2_wire.h"
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void h2_peer_note(struct h2_peer *p, const char *format, ...)
{
  va_list args;
  if(p->trouble[0]) return;
  va_start(args, format);
  vsnprintf(p->trouble, sizeof p->trouble, format, args);
  va_end(args);
}

/* ---- what has come ---- */

static void begin_h2(struct h2_conn *c, bool is_upgraded)
{
  c->is_h2 = true;
  if(!c->setup->is_raw) h2_server_begin(c, is_upgraded);
}

/* A head of HTTP/1: the answer to it is the setup's next one. */
static bool take_h1_head(struct h2_conn *c)
{
  char *end = strstr(c->in.at, "\r\n\r\n");
  const char *answer = c->h1_count < 3 ? c->setup->h1[c->h1_count] : NULL;
  if(!end) return false;
  text_add(&c->h1, c->in.at, (size_t)(end + 4 - c->in.at));
  text_drop(&c->in, (size_t)(end + 4 - c->in.at));
  if(!answer) {
    h2_peer_note(c->peer, "HTTP/1 where HTTP/2 was expected: \"%.500s\"", c->h1.at);
    h2_close(c);
    return false;
  }
  c->h1_count++;
  h2_send(c, answer, strlen(answer));
  if(c->setup->is_tunnel && c->h1_count == 1) h2_wire_start_tls(c);
  if(strncmp(answer, "HTTP/1.1 101", 12) == 0) begin_h2(c, true);
  return true;
}

static void take_h2(struct h2_conn *c)
{
  struct text bytes = c->in;
  c->in = (struct text){ 0 };
  h2_frames_take(&c->frames, bytes.at, bytes.len);
  if(c->frames.trouble[0]) h2_peer_note(c->peer, "%s", c->frames.trouble);
  if(c->server) h2_server_take(c, bytes.at, bytes.len);
  text_free(&bytes);
}

/* Before HTTP/2 its preface and a head of HTTP/1 are told apart. */
static void take(struct h2_conn *c)
{
  while(!c->is_h2 && c->in.len) {
    size_t len = c->in.len < H2_PREFACE_LEN ? c->in.len : H2_PREFACE_LEN;
    if(memcmp(c->in.at, H2_PREFACE, len) == 0) {
      if(len < H2_PREFACE_LEN) return;
      begin_h2(c, false);
    } else if(!take_h1_head(c))
      return;
  }
  if(c->in.len) take_h2(c);
}

static bool turn_connection(struct h2_conn *c)
{
  bool moved = !c->is_deaf && h2_wire_receive(c);
  if(c->in.len) take(c);
  if(c->server) h2_server_say(c);
  return h2_wire_send(c) || moved;
}

bool h2_peer_turn(struct h2_peer *p)
{
  bool moved = false;
  for(size_t i = 0; i < p->count; i++)
    if(p->conn[i].is_given && p->conn[i].fd >= 0) moved |= turn_connection(&p->conn[i]);
  return moved;
}

static void wait_for_some(const struct h2_peer *p)
{
  struct pollfd fds[H2_CONNS_MAX];
  nfds_t count = 0;
  for(size_t i = 0; i < p->count; i++)
    if(p->conn[i].fd >= 0 && !p->conn[i].has_ended)
      fds[count++] = (struct pollfd){ .fd = p->conn[i].fd, .events = POLLIN };
  poll(fds, count, 1);
}

static void *work(void *arg)
{
  struct h2_peer *p = arg;
  while(!atomic_load(&p->is_stopped))
    if(!h2_peer_turn(p)) wait_for_some(p);
  return NULL;
}

void h2_peer_start(struct h2_peer *p)
{
  p->is_threaded = !pthread_create(&p->thread, NULL, work, p);
  if(!p->is_threaded) abort();
}

void h2_peer_stop(struct h2_peer *p)
{
  if(p->is_threaded) {
    atomic_store(&p->is_stopped, true);
    pthread_join(p->thread, NULL);
  }
  p->is_threaded = false;
  while(h2_peer_turn(p)) continue;
}

void h2_peer_release(struct h2_peer *p) { atomic_store(&p->is_released, true); }

/* ---- the gate ---- */

static curl_socket_t open_socket(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  struct h2_peer *p = clientp;
  curl_socket_t fd = CURL_SOCKET_BAD;
  pthread_mutex_lock(&p->gate);
  if((size_t)p->opens < p->count) {
    fd = p->conn[p->opens].client_fd;
    atomic_store(&p->conn[p->opens++].is_given, true);
  } else
    h2_peer_note(p, "a connection more than there are setups");
  pthread_mutex_unlock(&p->gate);
  return fd;
}

static int set_connected(void *clientp, curl_socket_t fd, curlsocktype purpose)
{
  return CURL_SOCKOPT_ALREADY_CONNECTED;
}

static int close_socket(void *clientp, curl_socket_t fd)
{
  struct h2_peer *p = clientp;
  struct h2_conn *c = p->conn;
  pthread_mutex_lock(&p->gate);
  p->closes++;
  while(c < p->conn + p->count && (!c->is_given || c->client_fd != fd)) c++;
  if(c < p->conn + p->count)
    c->client_fd = -1;
  else
    h2_peer_note(p, "close of %d, which is not open", (int)fd);
  pthread_mutex_unlock(&p->gate);
  return close(fd);
}

void h2_peer_install(struct h2_peer *p, CURL *easy)
{
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, p);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, set_connected);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, p);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, p);
}

int h2_peer_open_count(const struct h2_peer *p)
{
  int count = 0;
  for(size_t i = 0; i < p->count; i++) count += p->conn[i].is_given && p->conn[i].client_fd >= 0;
  return count;
}

/* ---- life ---- */

void h2_peer_init(struct h2_peer *p, const struct h2_setup *setups, size_t count, const struct h2_page *pages)
{
  *p = (struct h2_peer){ .count = count, .pages = pages, .gate = PTHREAD_MUTEX_INITIALIZER };
  for(size_t i = 0; i < count; i++) {
    int pair[2];
    struct h2_conn *c = &p->conn[i];
    if(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) || fcntl(pair[0], F_SETFL, O_NONBLOCK)) abort();
    *c = (struct h2_conn){ .peer = p, .setup = &setups[i], .fd = pair[0], .client_fd = pair[1] };
    if(c->setup->cert && !c->setup->is_tunnel) h2_wire_start_tls(c);
  }
}

static void end_connection(struct h2_conn *c)
{
  if(!c->is_given && c->client_fd >= 0) close(c->client_fd);
  if(c->fd >= 0) close(c->fd);
  c->fd = -1;
  SSL_free(c->ssl);
  h2_server_end(c);
  h2_frames_free(&c->frames);
  text_free(&c->in);
  text_free(&c->h1);
  text_free(&c->out);
}

const char *h2_peer_end(struct h2_peer *p)
{
  h2_peer_stop(p);
  if(h2_peer_open_count(p)) h2_peer_note(p, "%d sockets were not closed", h2_peer_open_count(p));
  for(size_t i = 0; i < p->count; i++) end_connection(&p->conn[i]);
  return p->trouble;
}
