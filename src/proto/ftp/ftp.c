#include "proto/ftp/ftp.h"
#include "base/percent.h"
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

/* What a URL says of who one is becomes part of a line. */
static bool is_printable(const char *encoded)
{
  for(struct span rest = span_text(encoded); rest.len; rest = span_of(rest.at + 1, rest.len - 1)) {
    int byte = percent_byte(rest);
    if(byte >= 0 && byte < ' ') return false;
  }
  return true;
}

static CURLcode check(const struct proto_request *r, struct trace *t)
{
  if(is_printable(r->url->user) && is_printable(r->url->password)) return CURLE_OK;
  return trace_fail(t, CURLE_URL_MALFORMAT, "A control byte in the credentials of the URL");
}

const struct proto_ops proto_ftp = { .scheme = "ftp",
                                     .port = 21,
                                     .bit = CURLPROTO_FTP,
                                     .starts_tls = true,
                                     .has_second = true,
                                     .logs_in = true,
                                     .skips_upload = true,
                                     .forwarded_as = "http",
                                     .write_identity = write_identity,
                                     .check = check,
                                     .begin = ftp_session_begin };
const struct proto_ops proto_ftps = { .scheme = "ftps",
                                      .port = 990,
                                      .bit = CURLPROTO_FTPS,
                                      .over_tls = true,
                                      .has_second = true,
                                      .logs_in = true,
                                      .skips_upload = true,
                                      .write_identity = write_identity,
                                      .check = check,
                                      .begin = ftp_session_begin };
