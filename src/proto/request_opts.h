/* What a program has set for a request, whatever protocol it is made in, and what an answer said. Strings belong to the
 * handle. Read when a request starts. */
#ifndef PROTO_REQUEST_OPTS_H
#define PROTO_REQUEST_OPTS_H
#include "codec/range/range.h"
#include <stdbool.h>

/* The last of CURLOPT_HTTPGET, _POST, _UPLOAD, _NOBODY … wins. */
enum request_kind { REQUEST_GET, REQUEST_HEAD, REQUEST_POST, REQUEST_PUT, REQUEST_MIME };

struct request_opts {
  char *custom_method;      /* CURLOPT_CUSTOMREQUEST */
  char *range;              /* CURLOPT_RANGE */
  curl_off_t upload_size;   /* CURLOPT_INFILESIZE(_LARGE); -1: unknown */
  curl_off_t resume_from;   /* CURLOPT_RESUME_FROM(_LARGE) */
  curl_off_t time_value;    /* CURLOPT_TIMEVALUE(_LARGE): seconds since 1970 */
  long time_condition;      /* CURL_TIMECOND_* */
  long use_tls;             /* CURLOPT_USE_SSL: CURLUSESSL_*, of protocols that begin in clear */
  long new_file_perms;      /* CURLOPT_NEW_FILE_PERMS: of what an upload makes, in the way of chmod(2) */
  long response_timeout_ms; /* CURLOPT_SERVER_RESPONSE_TIMEOUT_MS: for one answer, of protocols that have many */
  enum request_kind kind;
  bool wants_filetime; /* CURLOPT_FILETIME */
  bool appends;        /* CURLOPT_APPEND: an upload goes behind what is there */
  bool in_ascii;       /* CURLOPT_TRANSFERTEXT */
  bool ignores_length; /* CURLOPT_IGNORE_CONTENT_LENGTH: what is told of it beforehand */
};

#define RESPONSE_TIMEOUT_DEFAULT_MS 60000
#define NEW_FILE_PERMS_DEFAULT      0644
#define REQUEST_OPTS_INIT                                                     \
  ((struct request_opts){ .upload_size = -1,                                  \
                          .new_file_perms = NEW_FILE_PERMS_DEFAULT,           \
                          .response_timeout_ms = RESPONSE_TIMEOUT_DEFAULT_MS, \
                          .kind = REQUEST_GET })

/* CURLOPT_TIMECONDITION(3): is what was changed then (seconds since 1970) to be transferred? A time of 0, on
 * either side, is one that is not known. */
bool request_meets_condition(const struct request_opts *o, curl_off_t time);
/* What of a file is to be transferred, for protocols that know no lists of ranges: CURLOPT_RESUME_FROM(3), or else
 * CURLOPT_RANGE(3). False: a range that is none. */
bool request_range(const struct request_opts *o, struct byte_range *ret);

/* For getinfo. */
struct request_result {
  long code; /* the last answer's; HTTP: 304 also where CURLOPT_TIMECONDITION was not met and the peer did not care */
  curl_off_t filetime; /* seconds since 1970, -1 unknown */
  bool is_unmet;       /* CURLINFO_CONDITION_UNMET */
};

#endif
