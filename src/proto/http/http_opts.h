/* What a program has set for HTTP requests. Strings belong to the handle; lists and POST data to the program, unless
 * said otherwise. Read when a request starts. */
#ifndef PROTO_HTTP_HTTP_OPTS_H
#define PROTO_HTTP_HTTP_OPTS_H
#include "base/result.h"
#include <stdbool.h>

/* How requests are signed, where CURLOPT_HTTPAUTH says that they are. */
struct http_signing_opts {
  char *sigv4;              /* CURLOPT_AWS_SIGV4; NULL: as the page of CURLAUTH_AWS_SIGV4 says */
  long httpsig_algorithm;   /* CURLOPT_HTTPSIG_ALGORITHM: CURLHTTPSIG_* */
  char *httpsig_key;        /* CURLOPT_HTTPSIG_KEY */
  char *httpsig_key_id;     /* CURLOPT_HTTPSIG_KEYID */
  char *httpsig_components; /* CURLOPT_HTTPSIG_HEADERS */
};

/* What few programs set. */
struct http_rare_opts {
  char *request_target;          /* CURLOPT_REQUEST_TARGET */
  struct curl_slist *aliases;    /* CURLOPT_HTTP200ALIASES */
  long post_redirect;            /* CURLOPT_POSTREDIR: CURL_REDIR_* */
  long mime_options;             /* CURLOPT_MIME_OPTIONS */
  curl_trailer_callback trailer; /* CURLOPT_TRAILERFUNCTION */
  void *trailer_data;
  char *service;       /* CURLOPT_SERVICE_NAME; NULL: "HTTP" */
  char *proxy_service; /* CURLOPT_PROXY_SERVICE_NAME; the same */
  long delegation;     /* CURLOPT_GSSAPI_DELEGATION: CURLGSSAPI_DELEGATION_* */
  long ws_options;     /* CURLOPT_WS_OPTIONS: CURLWS_RAW_MODE, CURLWS_NOAUTOPONG */
};

struct http_opts {
  char *user_agent;                 /* CURLOPT_USERAGENT */
  char *referer;                    /* CURLOPT_REFERER */
  char *cookie;                     /* CURLOPT_COOKIE */
  char *accept_encoding;            /* CURLOPT_ACCEPT_ENCODING, never empty; NULL: content codings are left alone */
  struct curl_slist *headers;       /* CURLOPT_HTTPHEADER */
  struct curl_slist *proxy_headers; /* CURLOPT_PROXYHEADER */
  const char *post_data; /* CURLOPT_POSTFIELDS, or the handle's copy (CURLOPT_COPYPOSTFIELDS); NULL: read callback */
  char *post_copy;       /* owned; `post_data` may point here */
  curl_off_t post_size;  /* CURLOPT_POSTFIELDSIZE(_LARGE); -1: strlen, or unknown with the read callback */
  curl_mime *mime;       /* of REQUEST_MIME: CURLOPT_MIMEPOST, or made from CURLOPT_HTTPPOST; NULL: nothing is posted */
  unsigned long auth;    /* CURLOPT_HTTPAUTH: CURLAUTH_* */
  long follow;           /* CURLOPT_FOLLOWLOCATION: CURLFOLLOW_*; 0: redirects are not followed */
  long header_opt;       /* CURLOPT_HEADEROPT: CURLHEADER_*, for proxies */
  unsigned long proxy_auth;          /* CURLOPT_PROXYAUTH: CURLAUTH_* */
  long version;                      /* CURL_HTTP_VERSION_* */
  long stream_weight;                /* CURLOPT_STREAM_WEIGHT: 1 to 256 */
  long expect_timeout_ms;            /* CURLOPT_EXPECT_100_TIMEOUT_MS */
  struct http_signing_opts *signing; /* NULL: nothing of it is set; made by the handle, as the next */
  struct http_rare_opts *rare;       /* read by http_rare */
  bool fail_on_error;
  bool keep_sending_on_error;
  bool allow_http09;
  bool suppress_connect_headers; /* CURLOPT_SUPPRESS_CONNECT_HEADERS */
  bool keep_transfer_coding;     /* CURLOPT_HTTP_TRANSFER_DECODING is 0 */
  bool auto_referer;             /* CURLOPT_AUTOREFERER */
  bool keep_content_coding;      /* CURLOPT_HTTP_CONTENT_DECODING is 0 */
  bool ask_transfer_coding;      /* CURLOPT_TRANSFER_ENCODING */
  bool tells_transfer_mode;      /* CURLOPT_PROXY_TRANSFER_MODE: of FTP, to a proxy that forwards it */
};

#define HTTP_OPTS_INIT                                    \
  ((struct http_opts){ .post_size = -1,                   \
                       .header_opt = CURLHEADER_SEPARATE, \
                       .proxy_auth = CURLAUTH_BASIC,      \
                       .expect_timeout_ms = 1000,         \
                       .stream_weight = 16,               \
                       .auth = CURLAUTH_BASIC })

/* Of options that may have none of them. */
static inline const struct http_rare_opts *http_rare(const struct http_opts *o)
{
  static const struct http_rare_opts none;
  return o->rare ? o->rare : &none;
}

/* What an answer said, for getinfo. Strings belong to the record; most answers repeat the last one's, so that its copies
 * are kept for the next. */
struct http_result {
  const char *content_type; /* `kept_type`, or NULL */
  char *kept_type;
  char *redirect_url; /* where a redirect that was not followed would go */
  char *method;       /* the last request's */
  char *referer;      /* what CURLOPT_AUTOREFERER has made of it; NULL: the program's */
  curl_off_t retry_after_s;
  long version;                                      /* CURL_HTTP_VERSION_*; 0 before an answer */
  unsigned long auth_offered;                        /* CURLAUTH_*, of the last answer that challenged */
  unsigned long auth_used;                           /* CURLAUTH_*, of the last request */
  unsigned long proxy_auth_offered, proxy_auth_used; /* the same of a proxy */
};

#endif
