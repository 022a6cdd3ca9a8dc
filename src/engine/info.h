/* The record of a handle's last transfer, which getinfo reads. It belongs to the handle, and outlives the transfer's
 * stay in a multi. */
#ifndef ENGINE_INFO_H
#define ENGINE_INFO_H
#include "base/address.h"
#include "proto/ftp/ftp_opts.h"
#include "proto/http/http_opts.h"
#include "proto/request_opts.h"
#include <stdint.h>

/* Marks on the way of a transfer, in microseconds since its start; 0: not reached. */
struct transfer_times {
  int64_t queue;          /* left the queue (CURLINFO_QUEUE_TIME_T) */
  int64_t name_lookup;    /* addresses known */
  int64_t connect;        /* socket connected */
  int64_t app_connect;    /* TLS done */
  int64_t pre_transfer;   /* the request is about to be sent */
  int64_t post_transfer;  /* the request's last byte is sent */
  int64_t start_transfer; /* first byte of the answer */
  int64_t redirect;
  int64_t total;
};

struct transfer_info {
  char *effective_url;
  const char *scheme; /* lower case, static */
  struct request_result request;
  struct http_result http;
  struct ftp_result ftp;
  struct transfer_times times;
  curl_off_t size_up;
  curl_off_t size_down;
  curl_off_t size_decoded;   /* bytes that have come out of content codings */
  curl_off_t size_delivered; /* bytes of body, decoded, that the write callback has taken */
  curl_off_t speed_up;       /* bytes per second */
  curl_off_t speed_down;
  curl_off_t length_up;   /* announced; -1 unknown */
  curl_off_t length_down; /* announced; -1 unknown */
  curl_off_t conn_id;     /* -1: none */
  curl_off_t xfer_id;     /* -1: none */
  curl_off_t early_data;  /* bytes that were sent so; less than 0: and were not taken */
  long header_size;
  long request_size;
  long redirect_count;
  long connects; /* new connections made, second ones included */
  long os_errno;
  long primary_port;
  long local_port;
  long protocol;       /* CURLPROTO_* */
  long used_proxy;     /* not 0: there was one */
  long proxy_error;    /* CURLPX_*, of a CURLE_PROXY */
  long connect_status; /* of the last answer to a CONNECT; 0: there was none */
  long verify_result;  /* of the origin's certificate: 0 is good, as is none; the rest is the TLS library's */
  long proxy_verify_result;
  struct curl_certinfo certs; /* CURLOPT_CERTINFO: owned */
  const char *primary_ip;     /* in `ends`, or static */
  const char *local_ip;
  struct conn_ends *ends; /* of the connection last used; NULL: none */
};

struct conn;
/* From now on the record is of a transfer over `c`. */
void transfer_info_use(struct transfer_info *i, const struct conn *c);

/* Free the certificates. */
void transfer_info_drop_certs(struct transfer_info *i);
/* As it is before a first transfer. Frees what the record owns. Legal for {0}. */
void transfer_info_reset(struct transfer_info *i);

#endif
