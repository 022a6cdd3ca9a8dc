/* What a program has set for FTP. Strings belong to the handle, lists and callbacks' data to the program. Read when a
 * request starts. */
#ifndef PROTO_FTP_FTP_OPTS_H
#define PROTO_FTP_FTP_OPTS_H
#include "base/result.h"
#include <stdbool.h>

/* CURLOPT_WILDCARDMATCH(3) and its callbacks. */
struct ftp_wildcard_opts {
  bool matches;                  /* CURLOPT_WILDCARDMATCH */
  curl_chunk_bgn_callback begin; /* CURLOPT_CHUNK_BGN_FUNCTION; NULL: every file is fetched */
  curl_chunk_end_callback end;   /* CURLOPT_CHUNK_END_FUNCTION */
  void *chunk_data;              /* CURLOPT_CHUNK_DATA */
  curl_fnmatch_callback fnmatch; /* CURLOPT_FNMATCH_FUNCTION; NULL: codec/ftp/match.h */
  void *fnmatch_data;            /* CURLOPT_FNMATCH_DATA */
};

struct ftp_opts {
  char *port;                   /* CURLOPT_FTPPORT: active mode from there; NULL: passive mode */
  char *account;                /* CURLOPT_FTP_ACCOUNT */
  char *alternative_to_user;    /* CURLOPT_FTP_ALTERNATIVE_TO_USER */
  struct curl_slist *quote;     /* CURLOPT_QUOTE */
  struct curl_slist *prequote;  /* CURLOPT_PREQUOTE */
  struct curl_slist *postquote; /* CURLOPT_POSTQUOTE */
  long file_method;             /* CURLOPT_FTP_FILEMETHOD: CURLFTPMETHOD_* */
  long create_missing;          /* CURLOPT_FTP_CREATE_MISSING_DIRS: CURLFTP_CREATE_DIR_* */
  long tls_auth;                /* CURLOPT_FTPSSLAUTH: CURLFTPAUTH_* */
  long ccc;                     /* CURLOPT_FTP_SSL_CCC: CURLFTPSSL_CCC_* */
  long accept_timeout_ms;       /* CURLOPT_ACCEPTTIMEOUT_MS */
  struct ftp_wildcard_opts wildcard;
  bool lists_names;       /* CURLOPT_DIRLISTONLY */
  bool avoids_epsv;       /* CURLOPT_FTP_USE_EPSV is 0 */
  bool avoids_eprt;       /* CURLOPT_FTP_USE_EPRT is 0 */
  bool uses_pasv_address; /* CURLOPT_FTP_SKIP_PASV_IP is 0 */
  bool uses_pret;         /* CURLOPT_FTP_USE_PRET */
};

#define FTP_ACCEPT_TIMEOUT_DEFAULT_MS 60000
#define FTP_OPTS_INIT \
  ((struct ftp_opts){ .file_method = CURLFTPMETHOD_MULTICWD, .accept_timeout_ms = FTP_ACCEPT_TIMEOUT_DEFAULT_MS })

/* For getinfo. */
struct ftp_result {
  char *entry_path; /* owned; CURLINFO_FTP_ENTRY_PATH; NULL: the server did not tell */
};

#endif
