/* What a program has set for a transfer as such. Strings belong to the handle; lists and streams to the program. */
#ifndef ENGINE_OPTS_H
#define ENGINE_OPTS_H
#include "base/trace.h"
#include "codec/url/url.h"
#include "engine/netrc.h"
#include "engine/route.h"
#include "proto/ftp/ftp_opts.h"
#include "proto/http/http_opts.h"
#include "proto/request_opts.h"
#include "resolve/resolve.h"
#include "stream/net_opts.h"
#include "tls/tls_opts.h"

/* The program's callbacks and the pace of data; read live. */
struct io_opts {
  /* asked for with each request, hence together */
  curl_write_callback write;
  void *write_data; /* with a NULL `write`: a FILE * */
  curl_write_callback header;
  void *header_data;
  curl_off_t max_filesize; /* 0: none */
  long buffer_size;        /* CURLOPT_BUFFERSIZE: caps a read; 0: the library's choice */
  long low_speed_limit;    /* bytes per second */
  long low_speed_time_s;
  curl_off_t max_recv_speed; /* bytes of body per second; 0: no limit */
  bool no_progress;
  bool header_in_body; /* CURLOPT_HEADER */
  curl_prereq_callback prereq;
  void *prereq_data;

  curl_read_callback read;
  void *read_data; /* with a NULL `read`: a FILE * */
  curl_seek_callback seek;
  void *seek_data;
  curl_ioctl_callback ioctl; /* asked to rewind where there is no `seek` */
  void *ioctl_data;
  curl_xferinfo_callback xferinfo;
  curl_progress_callback progress; /* the older form; used where `xferinfo` is NULL */
  void *progress_data;             /* of either */
  long upload_buffer_size;         /* CURLOPT_UPLOAD_BUFFERSIZE: a wish; 0: the library's choice */
  curl_off_t max_send_speed;       /* bytes of body per second; 0: no limit */
  bool crlf;                       /* CURLOPT_CRLF */
};

/* CURLOPT_WRITEDATA(3), CURLOPT_READDATA(3): also for callbacks that were set without data of their own. */
#define IO_OPTS_INIT ((struct io_opts){ .write_data = stdout, .read_data = stdin, .no_progress = true })

/* What becomes of a new connection (CURLOPT_CONNECT_ONLY). */
enum connect_only {
  CONNECT_ONLY_NOT,
  CONNECT_ONLY_RAW,     /* the program's, as it is */
  CONNECT_ONLY_DETACHED /* the same, but of a protocol that is_duplex as soon as it is open */
};

struct transfer_opts {
  unsigned long changes; /* grows with each option that is set, of any kind: what was worked out before is void */
  char *url;
  const struct url *parsed_url;  /* CURLOPT_CURLU: inside the program's handle, read when a transfer starts; wins */
  char *default_protocol;        /* CURLOPT_DEFAULT_PROTOCOL */
  char *unix_path;               /* CURLOPT_UNIX_SOCKET_PATH or _ABSTRACT_UNIX_SOCKET */
  struct curl_slist *connect_to; /* CURLOPT_CONNECT_TO */
  char *protocols;               /* CURLOPT_PROTOCOLS_STR: lower case, comma separated; NULL: all */
  char *redirect_protocols;      /* CURLOPT_REDIR_PROTOCOLS_STR: the same, of where a redirect may lead */
  long max_redirects;            /* CURLOPT_MAXREDIRS; -1: any number */
  long port;                     /* CURLOPT_PORT; 0: the URL's */
  long timeout_ms;               /* 0: none */
  long connect_timeout_ms;       /* 0: CONNECT_TIMEOUT_DEFAULT_MS */
  long connect_only;             /* CURLOPT_CONNECT_ONLY: enum connect_only */
  long max_connects;             /* CURLOPT_MAXCONNECTS: of the handle's own pool, or its share's; 0: not set */
  long max_age_s;                /* CURLOPT_MAXAGE_CONN */
  long max_lifetime_s;           /* CURLOPT_MAXLIFETIME_CONN; 0: none */
  long upkeep_interval_ms;       /* CURLOPT_UPKEEP_INTERVAL_MS: for protocols that have something to send */
  bool unix_is_abstract;
  bool fresh_connect;
  bool pipe_wait; /* CURLOPT_PIPEWAIT */
  bool forbid_reuse;
  bool path_as_is;
  bool disallow_username; /* CURLOPT_DISALLOW_USERNAME_IN_URL */
  bool trusts_all_peers;  /* CURLOPT_UNRESTRICTED_AUTH */
};

#define CONNECT_TIMEOUT_DEFAULT_MS 300000
#define TRANSFER_OPTS_INIT                          \
  ((struct transfer_opts){ .changes = 1,            \
                           .max_redirects = 30,     \
                           .max_age_s = 118,        \
                           .max_lifetime_s = 86400, \
                           .upkeep_interval_ms = CURL_UPKEEP_INTERVAL_DEFAULT })

#endif
