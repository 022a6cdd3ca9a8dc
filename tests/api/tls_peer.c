#include "tls_peer.h"
#include <openssl/err.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct work {
  const struct stage *stage;
  struct stage_notes *notes;
  int in, out; /* towards the library, and towards the script */
};

static bool write_all(int fd, const char *bytes, size_t len)
{
  while(len) {
    ssize_t sent = send(fd, bytes, len, MSG_NOSIGNAL);
    if(sent <= 0) return false;
    bytes += sent;
    len -= (size_t)sent;
  }
  return true;
}

/* ---- plain ---- */

static bool pass_on(int from, int to)
{
  char bytes[16384];
  ssize_t got = recv(from, bytes, sizeof bytes, 0);
  return got > 0 && write_all(to, bytes, (size_t)got);
}

static void pass_both_ways(int a, int b)
{
  struct pollfd fds[] = { { a, POLLIN, 0 }, { b, POLLIN, 0 } };
  for(;;) {
    poll(fds, 2, -1);
    if(fds[0].revents && !pass_on(a, b)) return;
    if(fds[1].revents && !pass_on(b, a)) return;
  }
}

static bool begins_with(const char *bytes, size_t len, const char *text)
{
  return text && len >= strlen(text) && !memcmp(bytes, text, strlen(text));
}

/* Up to what the script sends with this beginning, and with it. A script sends one thing at a time. */
static bool pass_until(int in, int out, const char *text)
{
  struct pollfd fds[] = { { in, POLLIN, 0 }, { out, POLLIN, 0 } };
  char bytes[16384];
  for(;;) {
    poll(fds, 2, -1);
    if(fds[0].revents && !pass_on(in, out)) return false;
    if(!fds[1].revents) continue;
    ssize_t got = recv(out, bytes, sizeof bytes, 0);
    if(got <= 0 || !write_all(in, bytes, (size_t)got)) return false;
    if(begins_with(bytes, (size_t)got, text)) return true;
  }
}

static void run_proxy(struct work *w)
{
  char head[2048] = "";
  for(size_t len = 0; !strstr(head, "\r\n\r\n"); len++)
    if(len == sizeof head - 1 || recv(w->in, head + len, 1, 0) != 1) return;
  snprintf(w->notes->connect, sizeof w->notes->connect, "%.*s", (int)strcspn(head, "\r"), head);
  if(strncmp(head, "CONNECT ", 8)) return;
  if(write_all(w->in, "HTTP/1.1 200 OK\r\n\r\n", 19)) pass_both_ways(w->in, w->out);
}

static void run_stall(struct work *w)
{
  char byte;
  while(recv(w->in, &byte, 1, 0) == 1)
    ;
}

/* ---- TLS ---- */

static int take_any(int is_good, X509_STORE_CTX *context) { return 1; }

static void note_offer(struct stage_notes *to, const unsigned char *offered, unsigned len)
{
  char *end = to->offered;
  for(unsigned i = 0; i < len && end - to->offered < 32; i += offered[i] + 1u)
    end += snprintf(end, 16, "%s%.*s", i ? "," : "", offered[i], (const char *)&offered[i + 1]);
}

/* HTTP/1 is what the scripts speak. */
static int choose_alpn(SSL *s, const unsigned char **ret, unsigned char *len, const unsigned char *offered,
                       unsigned offered_len, void *arg)
{
  static const unsigned char spoken[] = "\x2h2\x8http/1.1\x8http/1.0";
  struct work *w = SSL_get_app_data(s);
  size_t skipped = w->stage->speaks_h2 ? 0 : 3;
  unsigned char *chosen;
  note_offer(w->notes, offered, offered_len);
  int result = SSL_select_next_proto(&chosen, len, spoken + skipped, (unsigned)(sizeof spoken - 1 - skipped), offered,
                                     offered_len);
  *ret = chosen;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

static SSL_CTX *server_of(struct tls_cert *c)
{
  if(c->server) return c->server;
  c->server = SSL_CTX_new(TLS_server_method());
  if(!c->server || !SSL_CTX_use_certificate(c->server, c->x) || !SSL_CTX_use_PrivateKey(c->server, c->key)) abort();
  SSL_CTX_set_alpn_select_cb(c->server, choose_alpn, NULL);
  SSL_CTX_set_session_id_context(c->server, (const unsigned char *)"test", 4);
  SSL_CTX_clear_mode(c->server, SSL_MODE_AUTO_RETRY);
  return c->server;
}

static void take_notes(SSL *s, struct stage_notes *to)
{
  const char *sni = SSL_get_servername(s, TLSEXT_NAMETYPE_host_name);
  const unsigned char *alpn;
  unsigned len;
  X509 *client = SSL_get0_peer_certificate(s);
  to->is_open = true;
  to->was_resumed = SSL_session_reused(s);
  if(sni) snprintf(to->sni, sizeof to->sni, "%s", sni);
  SSL_get0_alpn_selected(s, &alpn, &len);
  if(alpn) snprintf(to->alpn, sizeof to->alpn, "%.*s", (int)len, (const char *)alpn);
  if(client) X509_NAME_get_text_by_NID(X509_get_subject_name(client), NID_commonName, to->client, sizeof to->client);
}

/* False: the client is gone. */
static bool decrypt_some(SSL *s, int to)
{
  char bytes[16384];
  int got = SSL_read(s, bytes, sizeof bytes);
  if(got <= 0) return SSL_get_error(s, got) == SSL_ERROR_WANT_READ;
  return write_all(to, bytes, (size_t)got);
}

/* `*is_last`: it is what TLS ends behind. */
static bool encrypt_some(SSL *s, struct work *w, bool *is_last)
{
  char bytes[16384];
  ssize_t got = recv(w->out, bytes, sizeof bytes, 0);
  *is_last = got > 0 && begins_with(bytes, (size_t)got, w->stage->until);
  return got > 0 && SSL_write(s, bytes, (int)got) == (int)got;
}

static void go_on_in_clear(SSL *s, struct work *w)
{
  char byte;
  if(!w->stage->ends_first && (SSL_read(s, &byte, 1) > 0 || SSL_get_error(s, 0) != SSL_ERROR_ZERO_RETURN)) return;
  SSL_shutdown(s);
  pass_both_ways(w->in, w->out);
}

/* After the client has read the answer, which takes it no time. */
static bool give_tickets(SSL *s, const struct stage *stage)
{
  for(int i = 0; i < stage->late_tickets; i++) {
    usleep(20000);
    if(SSL_new_session_ticket(s) != 1 || SSL_do_handshake(s) != 1) return false;
  }
  return true;
}

static void serve(SSL *s, struct work *w)
{
  struct pollfd fds[] = { { w->in, POLLIN, 0 }, { w->out, POLLIN, 0 } };
  for(;;) {
    bool is_ready = SSL_pending(s);
    poll(fds, 2, is_ready ? 0 : -1);
    if((is_ready || fds[0].revents) && !decrypt_some(s, w->out)) return;
    bool is_last = false;
    if(!fds[1].revents || (encrypt_some(s, w, &is_last) && !is_last && give_tickets(s, w->stage))) continue;
    if(is_last)
      go_on_in_clear(s, w);
    else if(!w->stage->cuts)
      SSL_shutdown(s);
    return;
  }
}

static int refuse_early(SSL *s, void *arg) { return 0; }

static void allow_early(SSL *s, const struct stage *stage)
{
  SSL_set_max_early_data(s, stage->early);
  SSL_set_recv_max_early_data(s, stage->early);
  SSL_set_options(s, SSL_OP_NO_ANTI_REPLAY); /* tickets without a state here */
  if(stage->refuses_early) SSL_set_allow_early_data_cb(s, refuse_early, NULL);
}

/* Early data, which is passed on, up to the handshake's end. */
static bool take_early(SSL *s, struct work *w)
{
  char bytes[16384];
  size_t got;
  int state;
  while((state = SSL_read_early_data(s, bytes, sizeof bytes, &got)) != SSL_READ_EARLY_DATA_FINISH) {
    if(state == SSL_READ_EARLY_DATA_ERROR || !write_all(w->out, bytes, got)) return false;
    w->notes->early += got;
  }
  w->notes->early += got;
  return write_all(w->out, bytes, got);
}

static void run_tls(struct work *w)
{
  if(w->stage->from && !pass_until(w->in, w->out, w->stage->from)) return;
  SSL *s = SSL_new(server_of(w->stage->cert));
  if(!s || !SSL_set_fd(s, w->in)) abort();
  SSL_set_app_data(s, w);
  if(w->stage->version) SSL_set_max_proto_version(s, w->stage->version);
  if(w->stage->wants_client) SSL_set_verify(s, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, take_any);
  allow_early(s, w->stage);
  if((!w->stage->early || take_early(s, w)) && SSL_accept(s) == 1) {
    take_notes(s, w->notes);
    serve(s, w);
  }
  SSL_free(s);
  ERR_clear_error();
}

static void run_h2_proxy(struct work *w) { h2_proxy_run(w->in, w->out, w->stage->plan, &w->notes->h2); }

static void *run(void *arg)
{
  static void (*const kinds[])(struct work *) = {
    [STAGE_TLS] = run_tls, [STAGE_PROXY] = run_proxy, [STAGE_H2_PROXY] = run_h2_proxy, [STAGE_STALL] = run_stall
  };
  struct work *w = arg;
  sigset_t pipe; /* OpenSSL's own writes raise it; that the library's raise none is a test of its own */
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, NULL);
  kinds[w->stage->kind](w);
  close(w->in);
  close(w->out);
  free(w);
  return NULL;
}

pthread_t tls_stage_start(const struct stage *stage, struct stage_notes *notes, int in, int out)
{
  pthread_t thread;
  struct work *w = malloc(sizeof *w);
  if(!w) abort();
  *w = (struct work){ stage, notes, in, out };
  if(stage->kind == STAGE_TLS) server_of(stage->cert);
  if(pthread_create(&thread, NULL, run, w)) abort();
  return thread;
}

/* ---- the gate ---- */

/* The end of the library, towards the connection `i` of the script. */
static int build(struct tls_peer *p, size_t i, int script)
{
  size_t count = 0;
  while(count < TLS_STAGES_MAX && p->stages[i][count].kind) count++;
  for(int out = script; count--;) {
    int pair[2];
    if(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) abort();
    p->threads[p->thread_count++] = tls_stage_start(&p->stages[i][count], &p->notes[i][count], pair[0], out);
    out = script = pair[1];
  }
  return script;
}

curl_socket_t tls_peer_open_socket(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  struct tls_peer *p = clientp;
  curl_socket_t inner = peer_open_socket(&p->peer, purpose, address);
  if(inner == CURL_SOCKET_BAD) return inner;
  size_t i = (size_t)p->opens++;
  p->peer.conn[i].client_fd = -1; /* the last stage has it */
  return p->outer[i] = build(p, i, inner);
}

static int set_option(void *clientp, curl_socket_t fd, curlsocktype purpose) { return CURL_SOCKOPT_ALREADY_CONNECTED; }

static int close_socket(void *clientp, curl_socket_t fd)
{
  struct tls_peer *p = clientp;
  p->closes++;
  for(size_t i = 0; i < PEER_CONNS_MAX; i++) {
    if(p->outer[i] != fd) continue;
    p->outer[i] = -1;
    return close(fd);
  }
  snprintf(p->peer.misuse, sizeof p->peer.misuse, "close of %d, which is not open", (int)fd);
  return -1;
}

void tls_peer_start(struct tls_peer *p, const struct step (*conn)[PEER_STEPS_MAX],
                    const struct stage (*stages)[TLS_STAGES_MAX])
{
  *p = (struct tls_peer){ .stages = stages };
  for(size_t i = 0; i < PEER_CONNS_MAX; i++) p->outer[i] = -1;
  peer_init(&p->peer, conn);
  peer_start(&p->peer);
}

void tls_peer_install(struct tls_peer *p, CURL *easy)
{
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, tls_peer_open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, p);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, set_option);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, p);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, p);
}

const char *tls_peer_end(struct tls_peer *p)
{
  bool is_even = p->opens == p->closes;
  for(size_t i = 0; i < PEER_CONNS_MAX; i++)
    if(p->outer[i] >= 0) close(p->outer[i]); /* or the threads would wait for ever */
  for(size_t i = 0; i < p->thread_count; i++) pthread_join(p->threads[i], NULL);
  const char *failure = peer_end(&p->peer);
  return *failure || is_even ? failure : "a socket is still open";
}
