#include "base/mem.h"
#include "proto/ftp/exchange.h"
#include "proto/ftp/wildcard.h"

void ftp_job_free(struct ftp_job *j)
{
  ftp_path_free(&j->path);
  buf_free(&j->upload.bytes);
  ftp_wildcard_free(j->wildcard);
  *j = (struct ftp_job){ .step = FTP_OVER };
}

static void free_session(struct session *session)
{
  struct ftp_session *s = CONTAINER_OF(session, struct ftp_session, session);
  ftp_job_free(&s->job);
  ftp_control_free(&s->control);
  mem_free(s->server.entry_path);
  mem_free(s->server.cwd);
  mem_free(s);
}

/* RFC 959, section 4.1.1: QUIT may be said while a transfer is under way, too. */
static bool may_quit(const struct ftp_session *s)
{
  return s->server.is_logged_in && !s->is_broken && !s->control.is_ended && !s->control.out.len;
}

bool ftp_session_is_fit(const struct ftp_session *s)
{
  bool is_lost = s->server.is_astray && !s->server.entry_path;
  return may_quit(s) && ftp_control_is_between(&s->control) && !is_lost;
}

static void say_goodbye(struct session *session, struct stream *stream)
{
  static const char quit[] = "QUIT\r\n";
  size_t sent;
  if(!may_quit(CONTAINER_OF(session, struct ftp_session, session))) return;
  CURLcode ignored = stream_write(stream, NULL, quit, sizeof quit - 1, &sent); /* it is over in any case */
  (void)ignored;
}

static const struct session_ops ftp_session = {
  .name = "FTP", .kind = SESSION_SERIAL, .free = free_session, .goodbye = say_goodbye
};

static struct ftp_session *session_of(struct conn *c)
{
  if(c->session) return CONTAINER_OF(c->session, struct ftp_session, session);
  struct ftp_session *s = mem_zalloc(sizeof *s);
  if(!s) return NULL;
  s->session.ops = &ftp_session;
  s->exchange.ops = &ftp_exchange;
  s->control = FTP_CONTROL_INIT;
  s->control.owed = 1; /* the server speaks first */
  c->session = &s->session;
  return s;
}

CURLcode ftp_session_begin(struct exchange **ret, struct conn *c, const struct proto_request *r, struct xfer *x)
{
  struct ftp_session *s = session_of(c);
  if(!s) return CURLE_OUT_OF_MEMORY;
  s->conn = c;
  s->xfer = x;
  s->request = r;
  s->exchange.is_connecting = !s->server.is_logged_in;
  s->control.has_begun = s->control.is_read = false;
  s->job = (struct ftp_job){ .step = s->server.is_logged_in ? FTP_PLAN : FTP_WELCOME,
                             .size = -1,
                             .length = -1,
                             .deadline = INT64_MAX,
                             .upload.bytes = BUF_INIT(FTP_UPLOAD_MAX) };
  *ret = &s->exchange;
  return mem_replace(&r->ftp_result->entry_path, s->server.entry_path);
}
