#include "h2_wire.h"
#include <errno.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- TLS ---- */

static bool wants(const char *name, size_t len, const unsigned char *offered)
{
  return offered[0] == len && memcmp(offered + 1, name, len) == 0;
}

static int choose_alpn(SSL *s, const unsigned char **ret, unsigned char *ret_len, const unsigned char *offered,
                       unsigned len, void *arg)
{
  struct h2_conn *c = SSL_get_app_data(s);
  const char *name = c->setup->alpn ? c->setup->alpn : "h2";
  const unsigned char *found = NULL;
  c->offered[0] = '\0';
  for(unsigned at = 0; at < len; at += 1u + offered[at]) {
    size_t used = strlen(c->offered);
    snprintf(c->offered + used, sizeof c->offered - used, "%s%.*s", used ? "," : "", (int)offered[at],
             (const char *)offered + at + 1);
    if(wants(name, strlen(name), offered + at)) found = offered + at;
  }
  if(!found) return SSL_TLSEXT_ERR_NOACK;
  *ret = found + 1;
  *ret_len = found[0];
  return SSL_TLSEXT_ERR_OK;
}

void h2_wire_start_tls(struct h2_conn *c)
{
  struct tls_cert *cert = c->setup->cert;
  if(!cert->server) {
    cert->server = SSL_CTX_new(TLS_server_method());
    if(!cert->server || !SSL_CTX_use_certificate(cert->server, cert->x) ||
       !SSL_CTX_use_PrivateKey(cert->server, cert->key))
      abort();
    SSL_CTX_set_alpn_select_cb(cert->server, choose_alpn, NULL);
    SSL_CTX_set_session_id_context(cert->server, (const unsigned char *)"h2", 2);
    SSL_CTX_set_mode(cert->server, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_ENABLE_PARTIAL_WRITE);
  }
  h2_wire_send(c); /* what is still to be said in clear */
  c->ssl = SSL_new(cert->server);
  if(!c->ssl || !SSL_set_fd(c->ssl, c->fd)) abort();
  SSL_set_app_data(c->ssl, c);
  SSL_set_accept_state(c->ssl);
}

/* ---- bytes ---- */

/* -1: nothing now; 0: the end. */
static ssize_t receive_some(struct h2_conn *c, char *to, size_t room)
{
  if(!c->ssl) {
    ssize_t n = recv(c->fd, to, room, MSG_DONTWAIT);
    return n < 0 && errno != EAGAIN ? 0 : n;
  }
  ERR_clear_error();
  int got = SSL_read(c->ssl, to, (int)room);
  int why = SSL_get_error(c->ssl, got);
  if(got > 0) return got;
  return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? -1 : 0;
}

static ssize_t send_some(struct h2_conn *c, const char *bytes, size_t len)
{
  if(!c->ssl) {
    ssize_t n = send(c->fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);
    return n < 0 && errno != EAGAIN ? 0 : n;
  }
  ERR_clear_error();
  int sent = SSL_write(c->ssl, bytes, (int)len);
  int why = SSL_get_error(c->ssl, sent);
  if(sent > 0) return sent;
  return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? -1 : 0;
}

bool h2_wire_receive(struct h2_conn *c)
{
  char block[65536];
  if(c->has_ended) return false;
  ssize_t n = receive_some(c, block, sizeof block);
  if(n < 0) return false;
  if(!n) c->has_ended = true;
  if(n > 0) text_add(&c->in, block, (size_t)n);
  if(c->ssl && SSL_is_init_finished(c->ssl) && !c->sni[0]) {
    const char *name = SSL_get_servername(c->ssl, TLSEXT_NAMETYPE_host_name);
    snprintf(c->sni, sizeof c->sni, "%s", name ? name : "-");
  }
  return true;
}

/* The script says that no more goes out. */
static bool stop_there(struct h2_conn *c)
{
  text_free(&c->out);
  c->out_done = 0;
  if(!c->setup->is_closed_there || c->fd < 0) return false;
  close(c->fd);
  c->fd = -1;
  return true;
}

bool h2_wire_send(struct h2_conn *c)
{
  size_t left = c->out.len - c->out_done, max = c->peer->send_max;
  if(!left) return false;
  if(c->setup->cut_after && c->setup->cut_after - 1 - c->sent < left) left = c->setup->cut_after - 1 - c->sent;
  if(!left) return stop_there(c);
  ssize_t n = send_some(c, c->out.at + c->out_done, max && left > max ? max : left);
  if(n < 0) return false;
  c->sent += (size_t)n;
  /* The library may close whenever it has heard enough. */
  c->out_done = n ? c->out_done + (size_t)n : c->out.len;
  if(c->out_done < c->out.len) return true;
  text_free(&c->out);
  c->out_done = 0;
  return true;
}
