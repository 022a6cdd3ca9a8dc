#include "proto/ftp/passive.h"
#include "codec/ftp/text.h"
#include "proto/ftp/start.h"

CURLcode ftp_begin_pret(struct ftp_session *s)
{
  struct buf command = BUF_INIT(FTP_COMMAND_MAX);
  if(!s->request->ftp->uses_pret) return ftp_go(s, FTP_EPSV);
  CURLcode code = ftp_write_start(s, &command);
  if(!code) code = buf_terminate(&command);
  if(!code) code = ftp_say(s, "PRET", (const char *)command.at);
  buf_free(&command);
  return code;
}

CURLcode ftp_reply_pret(struct ftp_session *s, const struct ftp_answer *a)
{
  if(ftp_is_done(a->code)) return ftp_go(s, FTP_EPSV);
  return trace_fail(ftp_trace(s), CURLE_FTP_PRET_FAILED, "PRET command not accepted: %03d", a->code);
}

/* PASV cannot tell an address of IPv6. */
static bool is_ipv6(const struct ftp_session *s)
{
  return stream_socket_info(s->conn->stream)->peer.addr.ss_family == AF_INET6;
}

CURLcode ftp_begin_epsv(struct ftp_session *s)
{
  bool is_avoided = s->request->ftp->avoids_epsv || s->server.lacks_epsv;
  if(is_avoided && !is_ipv6(s)) return ftp_go(s, FTP_PASV);
  return ftp_say(s, "EPSV", NULL);
}

static CURLcode go_connect(struct ftp_session *s, const char *host, uint16_t port, enum ftp_step asked_by)
{
  s->job.asked_by = asked_by;
  TRY(s->xfer->ops->second->connect(s->xfer, host, port));
  return ftp_go(s, FTP_CONNECT);
}

static CURLcode try_pasv(struct ftp_session *s)
{
  if(is_ipv6(s))
    return ftp_refuse(s, CURLE_WEIRD_SERVER_REPLY, "Failed EPSV attempt, and there is no other way with IPv6");
  trace_text(ftp_trace(s), "Failed EPSV attempt. Disabling EPSV");
  s->server.lacks_epsv = true;
  return ftp_go(s, FTP_PASV);
}

CURLcode ftp_reply_epsv(struct ftp_session *s, const struct ftp_answer *a)
{
  uint16_t port;
  if(a->code != 229) return try_pasv(s);
  if(!ftp_read_229(a->text, &port)) return ftp_refuse(s, CURLE_FTP_WEIRD_PASV_REPLY, "Weirdly formatted EPSV reply");
  return go_connect(s, NULL, port, FTP_EPSV);
}

CURLcode ftp_begin_pasv(struct ftp_session *s) { return ftp_say(s, "PASV", NULL); }

/* The address of a 227 may be any host's (CURLOPT_FTP_SKIP_PASV_IP(3)). */
CURLcode ftp_reply_pasv(struct ftp_session *s, const struct ftp_answer *a)
{
  uint8_t ip[4];
  uint16_t port;
  char host[sizeof "255.255.255.255"];
  if(a->code != 227) return ftp_refuse(s, CURLE_FTP_WEIRD_PASV_REPLY, "Couldn't set passive mode: %03d", a->code);
  if(!ftp_read_227(a->text, ip, &port))
    return trace_fail(ftp_trace(s), CURLE_FTP_WEIRD_227_FORMAT, "Couldn't interpret the 227-reply");
  snprintf(host, sizeof host, "%u.%u.%u.%u", ip[0], ip[1], ip[2], ip[3]);
  return go_connect(s, s->request->ftp->uses_pasv_address ? host : NULL, port, FTP_PASV);
}

/* A port of EPSV that cannot be reached may be one that something on the way has not let through. */
CURLcode ftp_go_on_connect(struct ftp_session *s)
{
  struct second second;
  CURLcode code = s->xfer->ops->second->run(s->xfer, &second);
  if(!code) return ftp_go(s, FTP_TYPE);
  if(code != CURLE_COULDNT_CONNECT || s->job.asked_by != FTP_EPSV || is_ipv6(s)) return code;
  trace_forget_failure(ftp_trace(s));
  return try_pasv(s);
}
