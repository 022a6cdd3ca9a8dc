#include "proto/ftp/ftp.h"
#include "proto/ftp/ftp_opts.h"
#include "proto/ftp/session.h"

static CURLcode write_text(struct buf *to, const char *text)
{
  return text ? buf_addf(to, "%zu:%s", strlen(text), text) : buf_add_text(to, "-:");
}

/* Whom the control connection is logged in as, and what of it is in clear. */
static CURLcode write_identity(const struct proto_request *r, struct buf *to)
{
  TRY(write_text(to, r->login.user));
  TRY(write_text(to, r->login.password));
  TRY(write_text(to, r->ftp->account));
  TRY(write_text(to, r->ftp->alternative_to_user));
  return buf_addf(to, "%ld,%ld,%ld", r->ftp->ccc, r->opts->use_tls, r->ftp->tls_auth);
}

const struct proto_ops proto_ftp = { .scheme = "ftp",
                                     .port = 21,
                                     .bit = CURLPROTO_FTP,
                                     .starts_tls = true,
                                     .forwarded_as = "http",
                                     .write_identity = write_identity,
                                     .begin = ftp_session_begin };
const struct proto_ops proto_ftps = { .scheme = "ftps",
                                      .port = 990,
                                      .bit = CURLPROTO_FTPS,
                                      .over_tls = true,
                                      .write_identity = write_identity,
                                      .begin = ftp_session_begin };
