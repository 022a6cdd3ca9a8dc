/* The inside of proto/ftp: a session, which lasts as long as its connection, and the exchange that is under way on it.
 *
 * vocabulary: an exchange goes through *steps*. A step begins by sending its command, or by going on to another step
 * where it has nothing to do; then its reply is waited for, or what else it waits for. The table is in exchange.c.
 *
 * order of an exchange: log in (login.c, secure.c; once a connection) - quotes, directory (walk.c) - the file's time
 * (facts.c) - data connection (passive.c, active.c) - type, size, place in the file (facts.c) - the transfer (start.c,
 * transfer.c), or several by a pattern (wildcard.c) - quotes.
 */
#ifndef PROTO_FTP_SESSION_H
#define PROTO_FTP_SESSION_H
#include "codec/content/crlf.h"
#include "proto/ftp/control.h"
#include "proto/ftp/ftp_opts.h"

enum ftp_step {
  FTP_WELCOME,
  FTP_AUTH,
  FTP_BEGIN_TLS,
  FTP_USER,
  FTP_ALTERNATIVE,
  FTP_PASS,
  FTP_ACCT,
  FTP_PBSZ,
  FTP_PROT,
  FTP_CCC,
  FTP_END_TLS,
  FTP_PWD,
  FTP_SYST,
  FTP_NAMEFMT,
  FTP_PLAN,
  FTP_QUOTE,
  FTP_TO_ENTRY,
  FTP_CWD,
  FTP_MKD,
  FTP_MDTM,
  FTP_OPEN,
  FTP_PRET,
  FTP_EPSV,
  FTP_PASV,
  FTP_CONNECT,
  FTP_LISTEN,
  FTP_EPRT,
  FTP_PORT,
  FTP_TYPE,
  FTP_PREQUOTE,
  FTP_SIZE,
  FTP_REST,
  FTP_START,
  FTP_ACCEPT,
  FTP_SECURE,
  FTP_TRANSFER,
  FTP_FINISH,
  FTP_ABOR,
  FTP_NEXT_MATCH,
  FTP_POSTQUOTE,
  FTP_OVER
};

/* What is known of the server, and what it was told for as long as the connection lasts. */
struct ftp_server {
  char *entry_path; /* where one is after the login; NULL: it has not told */
  char *cwd;        /* the way from there that has been gone, as ftp_walk_key makes it; NULL: none, or is_astray */
  char type;        /* of data: 'A', 'I'; 0: not told yet */
  bool is_logged_in;
  bool is_astray; /* where one is now, is not known */
  bool is_named;  /* what it is, has been asked (SYST) */
  bool secures_data;
  bool lacks_epsv, lacks_eprt;
};

/* An upload on its way from its source to the data connection. */
struct ftp_upload {
  struct buf bytes;
  size_t sent;      /* of `bytes` */
  bool is_over;     /* the source has no more */
  struct crlf crlf; /* in ASCII */
  CURLcode error;   /* it has failed; the server may say why */
};

struct ftp_wildcard;

/* What an exchange is about. */
struct ftp_job {
  enum ftp_step step;
  bool is_begun;    /* the step */
  bool was_refused; /* the failure was an orderly one: the session goes on */
  int64_t deadline; /* of what is waited for; INT64_MAX: none */

  /* login */
  unsigned auth_tried; /* of the names of AUTH */
  bool may_skip_login; /* the welcome has said so */

  /* the way, and what is at its end */
  struct ftp_path path;
  const struct curl_slist *quote; /* the next one; NULL: none */
  bool quote_may_fail;
  size_t dir;    /* the next one to go to */
  bool was_made; /* that directory */
  bool is_list;

  /* what is known of the file */
  struct byte_range range; /* of the file, that is asked for */
  curl_off_t size;         /* of the file, -1: unknown */
  curl_off_t length;       /* of what is to come or to go, -1: unknown */
  bool appends;

  /* data */
  enum ftp_step asked_by;    /* FTP_EPSV, FTP_PASV: for where to connect to */
  struct address listens_at; /* in active mode */
  int final_code;            /* the last reply of the transfer; 0: it has not come */
  curl_off_t moved;          /* bytes of the body */
  bool is_cut;               /* more than `length` is there, perhaps: no more is read */
  bool may_read;             /* data may be there to be received */
  bool is_after_cr;          /* in text that is received */
  struct ftp_upload upload;
  struct ftp_wildcard *wildcard; /* NULL: the URL names no pattern */
};

struct ftp_session {
  struct session session;
  struct exchange exchange;
  struct conn *conn;
  struct xfer *xfer; /* NULL: no exchange is under way */
  const struct proto_request *request;
  int64_t now;
  bool more;      /* the next turn should come without waiting */
  bool is_broken; /* who says what is not known any longer: of no more use */
  struct ftp_control control;
  struct ftp_server server;
  struct ftp_job job;
};

/* What of the control connection is waited for. */
enum ftp_hears { FTP_HEARS_REPLIES, FTP_HEARS_NOTHING, FTP_HEARS_TLS };

/* A row of the steps' table. */
struct ftp_step_ops {
  const char *name;
  CURLcode (*begin)(struct ftp_session *s); /* NULL: nothing to do */
  /* One of the two: its reply has come; or what it waits for is to be looked at (CURLE_AGAIN: not yet). */
  CURLcode (*reply)(struct ftp_session *s, const struct ftp_answer *a);
  CURLcode (*go_on)(struct ftp_session *s);
  CURLcode (*late)(struct ftp_session *s); /* the time is over; NULL: CURLE_OPERATION_TIMEDOUT */
  enum ftp_hears hears;
  bool takes_preliminary; /* replies of 1xx, too */
};

/* Go to another step. */
static inline CURLcode ftp_go(struct ftp_session *s, enum ftp_step to)
{
  s->job.step = to;
  s->job.is_begun = false;
  return CURLE_OK;
}

/* Send the step's command; its reply has its time from now on. As ftp_control_command. */
MUST_USE CURLcode ftp_say(struct ftp_session *s, const char *verb, const char *argument);
/* Something has to happen within so long. */
void ftp_wait_for(struct ftp_session *s, int64_t ms);
void ftp_wait_for_reply(struct ftp_session *s); /* as long as CURLOPT_SERVER_RESPONSE_TIMEOUT(3) says */
/* As ftp_control_receive: what comes while something else is waited for, too. */
MUST_USE CURLcode ftp_hear(struct ftp_session *s, struct ftp_answer *ret);
/* A transfer is over: on to what follows it. */
CURLcode ftp_go_on_after(struct ftp_session *s);
/* Fail with a text, in good order: the session can serve another exchange. */
CURLcode ftp_refuse(struct ftp_session *s, CURLcode code, const char *format, ...) PRINTF_LIKE(3, 4);

/* As proto_ops.begin. */
MUST_USE CURLcode ftp_session_begin(struct exchange **ret, struct conn *c, const struct proto_request *r,
                                    struct xfer *x);
/* May another exchange follow on the connection? */
bool ftp_session_is_fit(const struct ftp_session *s);
void ftp_job_free(struct ftp_job *j);

#define FTP_UPLOAD_MAX (4 * 1024 * 1024) /* bytes of an upload that are held to be sent */

static inline struct trace *ftp_trace(struct ftp_session *s) { return &s->xfer->trace; }
static inline bool ftp_uploads(const struct ftp_session *s) { return s->request->has_upload; }
static inline bool ftp_has_no_body(const struct ftp_session *s) { return s->request->opts->kind == REQUEST_HEAD; }
static inline bool ftp_is_done(int code) { return code / 100 == 2; }

#endif
