#include "proto/ftp/active.h"
#include "base/mem.h"
#include "codec/ftp/text.h"

CURLcode ftp_begin_listen(struct ftp_session *s)
{
  struct ftp_port_text text;
  if(!ftp_read_port_text(s->request->ftp->port, &text))
    return ftp_refuse(s, CURLE_FTP_PORT_FAILED, "What is set for FTPPORT is no address: %s", s->request->ftp->port);
  AUTO_FREE char *host = NULL;
  if(text.host.len && !(host = mem_strndup(text.host.at, text.host.len))) return CURLE_OUT_OF_MEMORY;
  const struct second_place place = { host, text.first_port, text.last_port };
  return s->xfer->ops->second->listen(s->xfer, &place);
}

/* An address or a port that is not to be had is no fault of the server's. */
CURLcode ftp_go_on_listen(struct ftp_session *s)
{
  struct second second;
  CURLcode code = s->xfer->ops->second->run(s->xfer, &second);
  if(code == CURLE_INTERFACE_FAILED || code == CURLE_COULDNT_RESOLVE_HOST) {
    s->job.was_refused = true;
    return CURLE_FTP_PORT_FAILED;
  }
  TRY(code);
  s->job.listens_at = *second.listens_at;
  return ftp_go(s, FTP_EPRT);
}

static bool is_ipv4(const struct ftp_session *s) { return s->job.listens_at.addr.ss_family == AF_INET; }

static CURLcode say_where(struct ftp_session *s, const char *verb,
                          CURLcode (*write)(struct buf *to, const struct address *a))
{
  struct buf text = BUF_INIT(ADDRESS_TEXT_MAX + 16);
  CURLcode code = write(&text, &s->job.listens_at);
  if(!code) code = buf_terminate(&text);
  if(!code) code = ftp_say(s, verb, (const char *)text.at);
  buf_free(&text);
  return code;
}

/* PORT cannot tell an address of IPv6. */
CURLcode ftp_begin_eprt(struct ftp_session *s)
{
  bool is_avoided = s->request->ftp->avoids_eprt || s->server.lacks_eprt;
  return is_avoided && is_ipv4(s) ? ftp_go(s, FTP_PORT) : say_where(s, "EPRT", ftp_write_eprt);
}

static CURLcode fail_port(struct ftp_session *s, const struct ftp_answer *a)
{
  return ftp_refuse(s, CURLE_FTP_PORT_FAILED, "The server does not do active mode: %03d %.*s", a->code,
                    SPAN_ARG(a->text));
}

CURLcode ftp_reply_eprt(struct ftp_session *s, const struct ftp_answer *a)
{
  if(ftp_is_done(a->code)) return ftp_go(s, FTP_TYPE);
  if(!is_ipv4(s)) return fail_port(s, a);
  trace_text(ftp_trace(s), "Disabling EPRT usage");
  s->server.lacks_eprt = true;
  return ftp_go(s, FTP_PORT);
}

CURLcode ftp_begin_port(struct ftp_session *s) { return say_where(s, "PORT", ftp_write_port); }

CURLcode ftp_reply_port(struct ftp_session *s, const struct ftp_answer *a)
{
  return ftp_is_done(a->code) ? ftp_go(s, FTP_TYPE) : fail_port(s, a);
}

/* ---- once the transfer has begun ---- */

CURLcode ftp_begin_accept(struct ftp_session *s)
{
  long ms = s->request->ftp->accept_timeout_ms;
  ftp_wait_for(s, ms > 0 ? ms : FTP_ACCEPT_TIMEOUT_DEFAULT_MS);
  return s->xfer->ops->second->accept(s->xfer);
}

/* The server may say that it cannot connect. What it says after it has connected is the transfer's. */
CURLcode ftp_go_on_accept(struct ftp_session *s)
{
  struct second second;
  struct ftp_answer a;
  CURLcode code = s->xfer->ops->second->run(s->xfer, &second);
  if(!code) return ftp_go(s, FTP_SECURE);
  if(code != CURLE_AGAIN) return code;
  if(s->job.final_code) return CURLE_AGAIN;
  TRY(ftp_hear(s, &a));
  if(a.code >= 400)
    return ftp_refuse(s, CURLE_FTP_ACCEPT_FAILED, "The server does not connect: %03d %.*s", a.code, SPAN_ARG(a.text));
  if(a.code >= 200) s->job.final_code = a.code;
  return CURLE_OK;
}

CURLcode ftp_late_accept(struct ftp_session *s)
{
  return ftp_refuse(s, CURLE_FTP_ACCEPT_TIMEOUT, "Accept timeout occurred while waiting server connect");
}
