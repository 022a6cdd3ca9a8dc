#include "proto/ftp/exchange.h"
#include "base/mem.h"
#include "proto/ftp/active.h"
#include "proto/ftp/facts.h"
#include "proto/ftp/login.h"
#include "proto/ftp/passive.h"
#include "proto/ftp/secure.h"
#include "proto/ftp/start.h"
#include "proto/ftp/transfer.h"
#include "proto/ftp/walk.h"
#include "proto/ftp/wildcard.h"

#define REPLY_STEP(step, text, module) \
  [step] = { .name = text, .begin = ftp_begin_##module, .reply = ftp_reply_##module }

static const struct ftp_step_ops steps[] = {
  REPLY_STEP(FTP_WELCOME, "welcome", welcome),
  REPLY_STEP(FTP_AUTH, "AUTH", auth),
  [FTP_BEGIN_TLS] = { .name = "TLS begins", .go_on = ftp_go_on_tls, .hears = FTP_HEARS_TLS },
  REPLY_STEP(FTP_USER, "USER", user),
  REPLY_STEP(FTP_ALTERNATIVE, "alternative to USER", alternative),
  REPLY_STEP(FTP_PASS, "PASS", pass),
  REPLY_STEP(FTP_ACCT, "ACCT", acct),
  REPLY_STEP(FTP_PBSZ, "PBSZ", pbsz),
  REPLY_STEP(FTP_PROT, "PROT", prot),
  REPLY_STEP(FTP_CCC, "CCC", ccc),
  [FTP_END_TLS] = { .name = "TLS ends", .go_on = ftp_go_on_clear, .hears = FTP_HEARS_TLS },
  REPLY_STEP(FTP_PWD, "PWD", pwd),
  REPLY_STEP(FTP_SYST, "SYST", syst),
  REPLY_STEP(FTP_NAMEFMT, "SITE NAMEFMT", namefmt),
  [FTP_PLAN] = { .name = "plan", .begin = ftp_begin_plan },
  REPLY_STEP(FTP_QUOTE, "quote", quote),
  REPLY_STEP(FTP_TO_ENTRY, "CWD to the entry path", to_entry),
  REPLY_STEP(FTP_CWD, "CWD", cwd),
  REPLY_STEP(FTP_MKD, "MKD", mkd),
  REPLY_STEP(FTP_MDTM, "MDTM", mdtm),
  [FTP_OPEN] = { .name = "open data", .begin = ftp_begin_open },
  REPLY_STEP(FTP_PRET, "PRET", pret),
  REPLY_STEP(FTP_EPSV, "EPSV", epsv),
  REPLY_STEP(FTP_PASV, "PASV", pasv),
  [FTP_CONNECT] = { .name = "connect data", .go_on = ftp_go_on_connect, .hears = FTP_HEARS_NOTHING },
  [FTP_LISTEN] = { .name = "listen", .begin = ftp_begin_listen, .go_on = ftp_go_on_listen, .hears = FTP_HEARS_NOTHING },
  REPLY_STEP(FTP_EPRT, "EPRT", eprt),
  REPLY_STEP(FTP_PORT, "PORT", port),
  REPLY_STEP(FTP_TYPE, "TYPE", type),
  REPLY_STEP(FTP_PREQUOTE, "quote before the transfer", quote),
  REPLY_STEP(FTP_SIZE, "SIZE", size),
  REPLY_STEP(FTP_REST, "REST", rest),
  [FTP_START] = { .name = "start", .begin = ftp_begin_start, .reply = ftp_reply_start, .takes_preliminary = true },
  [FTP_ACCEPT] = { .name = "accept data",
                   .begin = ftp_begin_accept,
                   .go_on = ftp_go_on_accept,
                   .late = ftp_late_accept },
  [FTP_SECURE] = { .name = "secure data",
                   .begin = ftp_begin_secure,
                   .go_on = ftp_go_on_secure,
                   .hears = FTP_HEARS_NOTHING },
  [FTP_TRANSFER] = { .name = "transfer", .begin = ftp_begin_transfer, .go_on = ftp_go_on_transfer },
  REPLY_STEP(FTP_FINISH, "end of transfer", finish),
  [FTP_ABOR] = { .name = "ABOR", .begin = ftp_begin_abor, .reply = ftp_reply_abor, .late = ftp_late_abor },
  [FTP_NEXT_MATCH] = { .name = "next match", .begin = ftp_begin_next_match },
  REPLY_STEP(FTP_POSTQUOTE, "quote after the transfer", quote),
};

/* ---- what steps use ---- */

void ftp_wait_for(struct ftp_session *s, int64_t ms) { s->job.deadline = s->now + ms * INT64_C(1000); }

void ftp_wait_for_reply(struct ftp_session *s)
{
  long ms = s->request->opts->response_timeout_ms;
  ftp_wait_for(s, ms > 0 ? ms : RESPONSE_TIMEOUT_DEFAULT_MS);
}

CURLcode ftp_say(struct ftp_session *s, const char *verb, const char *argument)
{
  ftp_wait_for_reply(s);
  return ftp_control_command(&s->control, ftp_trace(s), verb, argument);
}

CURLcode ftp_hear(struct ftp_session *s, struct ftp_answer *ret)
{
  return ftp_control_receive(&s->control, s->conn->stream, s->request, s->xfer, ret);
}

CURLcode ftp_refuse(struct ftp_session *s, CURLcode code, const char *format, ...)
{
  char text[CURL_ERROR_SIZE];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  s->job.was_refused = true;
  return trace_fail(ftp_trace(s), code, "%s", text);
}

CURLcode ftp_go_on_after(struct ftp_session *s)
{
  return s->job.wildcard ? ftp_go(s, FTP_NEXT_MATCH) : ftp_go_quote(s, FTP_POSTQUOTE);
}

/* ---- the machine ---- */

#define REPLY_CLOSING 421 /* RFC 959, section 5.4: to any command */

static CURLcode take_reply(struct ftp_session *s, const struct ftp_step_ops *step)
{
  struct ftp_answer a;
  TRY(ftp_hear(s, &a));
  if(a.code == REPLY_CLOSING)
    return trace_fail(ftp_trace(s), CURLE_OPERATION_TIMEDOUT, "The FTP server closes the connection: %d %.*s", a.code,
                      SPAN_ARG(a.text));
  if(a.code < 200 && !step->takes_preliminary) return CURLE_OK;
  s->job.deadline = INT64_MAX;
  return step->reply(s, &a);
}

static CURLcode run_step(struct ftp_session *s)
{
  const struct ftp_step_ops *step = &steps[s->job.step];
  if(!s->job.is_begun) {
    s->job.is_begun = true;
    s->job.deadline = INT64_MAX;
    return step->begin ? step->begin(s) : CURLE_OK;
  }
  TRY(ftp_control_flush(&s->control, s->conn->stream, s->xfer));
  return step->reply ? take_reply(s, step) : step->go_on(s);
}

static CURLcode check_time(struct ftp_session *s)
{
  const struct ftp_step_ops *step = &steps[s->job.step];
  if(s->now < s->job.deadline) return CURLE_AGAIN;
  if(step->late) return step->late(s);
  return trace_fail(ftp_trace(s), CURLE_OPERATION_TIMEDOUT, "FTP response timeout (%s)", step->name);
}

static CURLcode run_steps(struct ftp_session *s)
{
  while(s->job.step != FTP_OVER) {
    CURLcode code = run_step(s);
    if(code == CURLE_AGAIN) code = check_time(s);
    if(code) return code;
  }
  return CURLE_OK;
}

/* Of the control connection. While TLS begins or ends on it, that is not ours to say. */
static CURLcode want(struct ftp_session *s)
{
  enum ftp_hears hears = steps[s->job.step].hears;
  unsigned events = s->control.out.len ? WATCH_WRITE : 0u;
  bool is_heard = hears == FTP_HEARS_REPLIES && !s->control.is_ended;
  if(steps[s->job.step].go_on && s->job.final_code) is_heard = false; /* what comes next is not this exchange's */
  if(hears == FTP_HEARS_TLS) return CURLE_OK;
  return stream_want(s->conn->stream, is_heard ? events | WATCH_READ : events);
}

static struct ftp_session *session_of(const struct exchange *x)
{
  return CONTAINER_OF((uintptr_t)x, struct ftp_session, exchange);
}

static CURLcode run(struct exchange *x, unsigned events, int64_t now, bool *more)
{
  struct ftp_session *s = session_of(x);
  s->now = now;
  s->more = false;
  if(events & WATCH_READ) s->control.is_read = true;
  CURLcode code = run_steps(s);
  if(code == CURLE_AGAIN) {
    TRY(want(s));
    *more = *more || s->more;
  }
  return code;
}

static int64_t deadline(const struct exchange *x) { return session_of(x)->job.deadline; }

static struct exchange_end end(struct exchange *x)
{
  struct ftp_session *s = session_of(x);
  bool is_over = s->job.step == FTP_OVER;
  s->xfer->ops->second->close(s->xfer, false);
  if((!is_over && !s->job.was_refused) || s->request->is_detached) s->is_broken = true;
  struct exchange_end e = {
    .is_reusable = ftp_session_is_fit(s),
    .is_intact = s->job.was_refused,
    .was_untouched = !s->control.has_begun,
    .next = is_over && s->request->is_detached ? EXCHANGE_DETACHED : EXCHANGE_LAST,
  };
  ftp_job_free(&s->job);
  s->xfer = NULL;
  s->request = NULL;
  return e;
}

const struct exchange_ops ftp_exchange = { .run = run, .deadline = deadline, .end = end };
