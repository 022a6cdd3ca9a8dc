/* curl_easy_getinfo: one row says where an answer is. */
#include "api/easy.h"
#include "stream/tls.h"
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>

struct info;
/* Write the answer to `to`, which points to what the id's type says. */
typedef void info_get_fn(struct Curl_easy *e, const struct info *row, void *to);
/* The same, of what is made for the caller. */
typedef CURLcode info_make_fn(struct Curl_easy *e, const struct info *row, void *to);

struct info {
  CURLINFO id;
  info_get_fn *get;
  info_make_fn *make; /* instead of `get`, or NULL */
  size_t at;          /* in struct transfer_info */
  curl_off_t none;    /* what a feature that is not there has to say */
};

static const void *place(struct Curl_easy *e, const struct info *row)
{
  return (const char *)transfer_info(e->transfer) + row->at;
}

static curl_off_t offset_at(struct Curl_easy *e, const struct info *row) { return *(const curl_off_t *)place(e, row); }

/* Texts. */

static void get_text(struct Curl_easy *e, const struct info *row, void *to)
{
  *(const char **)to = *(const char *const *)place(e, row);
}

static void get_no_text(struct Curl_easy *e, const struct info *row, void *to) { *(const char **)to = NULL; }

/* Before a transfer: the URL that it would have. */
static void get_effective_url(struct Curl_easy *e, const struct info *row, void *to)
{
  const char *url = transfer_info(e->transfer)->effective_url;
  if(!url) url = e->set.transfer.url;
  *(const char **)to = url ? url : "";
}

static void get_effective_method(struct Curl_easy *e, const struct info *row, void *to)
{
  static const char *const names[] = { [REQUEST_GET] = "GET",
                                       [REQUEST_HEAD] = "HEAD",
                                       [REQUEST_POST] = "POST",
                                       [REQUEST_PUT] = "PUT",
                                       [REQUEST_MIME] = "POST" };
  const char *method = transfer_info(e->transfer)->http.method;
  if(!method) method = e->set.request.custom_method;
  *(const char **)to = method ? method : names[e->set.request.kind];
}

static void get_referer(struct Curl_easy *e, const struct info *row, void *to)
{
  const char *referer = transfer_info(e->transfer)->http.referer;
  *(const char **)to = referer ? referer : e->set.http.referer;
}

static void get_private(struct Curl_easy *e, const struct info *row, void *to) { *(void **)to = e->set.private_data; }

/* Numbers. */

static void get_long(struct Curl_easy *e, const struct info *row, void *to)
{
  *(long *)to = *(const long *)place(e, row);
}

static void get_no_long(struct Curl_easy *e, const struct info *row, void *to) { *(long *)to = (long)row->none; }

static void get_flag(struct Curl_easy *e, const struct info *row, void *to)
{
  *(long *)to = *(const bool *)place(e, row);
}

static void get_offset(struct Curl_easy *e, const struct info *row, void *to) { *(curl_off_t *)to = offset_at(e, row); }

static void get_offset_as_long(struct Curl_easy *e, const struct info *row, void *to)
{
  curl_off_t offset = offset_at(e, row);
  *(long *)to = offset > LONG_MAX ? LONG_MAX : offset < LONG_MIN ? LONG_MIN : (long)offset;
}

static void get_double(struct Curl_easy *e, const struct info *row, void *to)
{
  *(double *)to = (double)offset_at(e, row);
}

/* The record has microseconds. */
static void get_seconds(struct Curl_easy *e, const struct info *row, void *to)
{
  *(double *)to = (double)*(const int64_t *)place(e, row) / 1e6;
}

static void get_microseconds(struct Curl_easy *e, const struct info *row, void *to)
{
  *(curl_off_t *)to = *(const int64_t *)place(e, row);
}

/* Sockets and pointers. */

static curl_socket_t socket_of(const struct Curl_easy *e)
{
  struct multi *in = easy_multi(e);
  return transfer_socket(e->transfer, in ? in : e->own);
}

static void get_socket(struct Curl_easy *e, const struct info *row, void *to) { *(curl_socket_t *)to = socket_of(e); }

static void get_socket_as_long(struct Curl_easy *e, const struct info *row, void *to) { *(long *)to = socket_of(e); }

static void get_no_list(struct Curl_easy *e, const struct info *row, void *to) { *(struct curl_slist **)to = NULL; }

static CURLcode make_cookie_list(struct Curl_easy *e, const struct info *row, void *to)
{
  return easy_cookies_list(e, to);
}

static void get_certificates(struct Curl_easy *e, const struct info *row, void *to)
{
  *(const struct curl_certinfo **)to = place(e, row);
}

static void show_tls(struct Curl_easy *e, void *(*native)(const struct stream *s), void *to)
{
  const struct stream *s = transfer_tls(e->transfer);
  e->tls = (struct curl_tlssessioninfo){ tls_engine.id, s ? native(s) : NULL };
  *(struct curl_tlssessioninfo **)to = &e->tls;
}

static void get_tls(struct Curl_easy *e, const struct info *row, void *to) { show_tls(e, tls_stream_native, to); }

static void get_tls_context(struct Curl_easy *e, const struct info *row, void *to)
{
  show_tls(e, tls_stream_native_context, to);
}

static void get_ca_path(struct Curl_easy *e, const struct info *row, void *to)
{
  *(const char **)to = tls_engine.ca_path();
}

#define IN(member) .at = offsetof(struct transfer_info, member)
#define INFO(name, getter, ...)                         \
  {                                                     \
    .id = CURLINFO_##name, .get = (getter), __VA_ARGS__ \
  }

/* In ascending order of id: by type, then by number. */
/* clang-format off */
static const struct info infos[] = {
  INFO(EFFECTIVE_URL, get_effective_url),
  INFO(CONTENT_TYPE, get_text, IN(http.content_type)),
  INFO(PRIVATE, get_private),
  INFO(FTP_ENTRY_PATH, get_text, IN(ftp.entry_path)),
  INFO(REDIRECT_URL, get_text, IN(http.redirect_url)),
  INFO(PRIMARY_IP, get_text, IN(primary_ip)),
  INFO(RTSP_SESSION_ID, get_no_text),
  INFO(LOCAL_IP, get_text, IN(local_ip)),
  INFO(SCHEME, get_text, IN(scheme)),
  INFO(EFFECTIVE_METHOD, get_effective_method),
  INFO(REFERER, get_referer),
  INFO(CAINFO, get_no_text), /* a folder it is */
  INFO(CAPATH, get_ca_path),

  INFO(RESPONSE_CODE, get_long, IN(request.code)),
  INFO(HEADER_SIZE, get_long, IN(header_size)),
  INFO(REQUEST_SIZE, get_long, IN(request_size)),
  INFO(SSL_VERIFYRESULT, get_long, IN(verify_result)),
  INFO(FILETIME, get_offset_as_long, IN(request.filetime)),
  INFO(REDIRECT_COUNT, get_long, IN(redirect_count)),
  INFO(HTTP_CONNECTCODE, get_long, IN(connect_status)),
  INFO(HTTPAUTH_AVAIL, get_long, IN(http.auth_offered)),
  INFO(PROXYAUTH_AVAIL, get_long, IN(http.proxy_auth_offered)),
  INFO(OS_ERRNO, get_long, IN(os_errno)),
  INFO(NUM_CONNECTS, get_long, IN(connects)),
  INFO(LASTSOCKET, get_socket_as_long),
  INFO(CONDITION_UNMET, get_flag, IN(request.is_unmet)),
  INFO(RTSP_CLIENT_CSEQ, get_no_long),
  INFO(RTSP_SERVER_CSEQ, get_no_long),
  INFO(RTSP_CSEQ_RECV, get_no_long),
  INFO(PRIMARY_PORT, get_long, IN(primary_port)),
  INFO(LOCAL_PORT, get_long, IN(local_port)),
  INFO(HTTP_VERSION, get_long, IN(http.version)),
  INFO(PROXY_SSL_VERIFYRESULT, get_long, IN(proxy_verify_result)),
  INFO(PROTOCOL, get_long, IN(protocol)),
  INFO(PROXY_ERROR, get_long, IN(proxy_error)),
  INFO(USED_PROXY, get_long, IN(used_proxy)),
  INFO(HTTPAUTH_USED, get_long, IN(http.auth_used)),
  INFO(PROXYAUTH_USED, get_long, IN(http.proxy_auth_used)),

  INFO(TOTAL_TIME, get_seconds, IN(times.total)),
  INFO(NAMELOOKUP_TIME, get_seconds, IN(times.name_lookup)),
  INFO(CONNECT_TIME, get_seconds, IN(times.connect)),
  INFO(PRETRANSFER_TIME, get_seconds, IN(times.pre_transfer)),
  INFO(SIZE_UPLOAD, get_double, IN(size_up)),
  INFO(SIZE_DOWNLOAD, get_double, IN(size_down)),
  INFO(SPEED_DOWNLOAD, get_double, IN(speed_down)),
  INFO(SPEED_UPLOAD, get_double, IN(speed_up)),
  INFO(CONTENT_LENGTH_DOWNLOAD, get_double, IN(length_down)),
  INFO(CONTENT_LENGTH_UPLOAD, get_double, IN(length_up)),
  INFO(STARTTRANSFER_TIME, get_seconds, IN(times.start_transfer)),
  INFO(REDIRECT_TIME, get_seconds, IN(times.redirect)),
  INFO(APPCONNECT_TIME, get_seconds, IN(times.app_connect)),

  INFO(SSL_ENGINES, get_no_list), /* OpenSSL has providers in their place */
  INFO(COOKIELIST, NULL, .make = make_cookie_list),
  INFO(CERTINFO, get_certificates, IN(certs)),
  INFO(TLS_SESSION, get_tls_context),
  INFO(TLS_SSL_PTR, get_tls),

  INFO(ACTIVESOCKET, get_socket),

  INFO(SIZE_UPLOAD_T, get_offset, IN(size_up)),
  INFO(SIZE_DOWNLOAD_T, get_offset, IN(size_down)),
  INFO(SPEED_DOWNLOAD_T, get_offset, IN(speed_down)),
  INFO(SPEED_UPLOAD_T, get_offset, IN(speed_up)),
  INFO(FILETIME_T, get_offset, IN(request.filetime)),
  INFO(CONTENT_LENGTH_DOWNLOAD_T, get_offset, IN(length_down)),
  INFO(CONTENT_LENGTH_UPLOAD_T, get_offset, IN(length_up)),
  INFO(TOTAL_TIME_T, get_microseconds, IN(times.total)),
  INFO(NAMELOOKUP_TIME_T, get_microseconds, IN(times.name_lookup)),
  INFO(CONNECT_TIME_T, get_microseconds, IN(times.connect)),
  INFO(PRETRANSFER_TIME_T, get_microseconds, IN(times.pre_transfer)),
  INFO(STARTTRANSFER_TIME_T, get_microseconds, IN(times.start_transfer)),
  INFO(REDIRECT_TIME_T, get_microseconds, IN(times.redirect)),
  INFO(APPCONNECT_TIME_T, get_microseconds, IN(times.app_connect)),
  INFO(RETRY_AFTER, get_offset, IN(http.retry_after_s)),
  INFO(XFER_ID, get_offset, IN(xfer_id)),
  INFO(CONN_ID, get_offset, IN(conn_id)),
  INFO(QUEUE_TIME_T, get_microseconds, IN(times.queue)),
  INFO(POSTTRANSFER_TIME_T, get_microseconds, IN(times.post_transfer)),
  INFO(EARLYDATA_SENT_T, get_offset, IN(early_data)),
  INFO(SIZE_DELIVERED, get_offset, IN(size_delivered)),
};
/* clang-format on */

static int compare(const void *key, const void *row)
{
  CURLINFO a = *(const CURLINFO *)key;
  CURLINFO b = ((const struct info *)row)->id;
  return a < b ? -1 : a > b;
}

CURLcode curl_easy_getinfo(CURL *curl, CURLINFO id, ...)
{
  struct Curl_easy *e = easy_of(curl);
  if(!e) return CURLE_BAD_FUNCTION_ARGUMENT;
  const struct info *row = bsearch(&id, infos, sizeof infos / sizeof *infos, sizeof *infos, compare);
  if(!row) return CURLE_UNKNOWN_OPTION;
  va_list args;
  va_start(args, id);
  void *to = va_arg(args, void *);
  va_end(args);
  if(!to) return CURLE_BAD_FUNCTION_ARGUMENT;
  if(!easy_transfer(e)) return CURLE_OUT_OF_MEMORY;
  if(row->make) return row->make(e, row, to);
  row->get(e, row, to);
  return CURLE_OK;
}
