/* The table of options, and what programs see of it. Level 8.22; grouped by who reads them. */
#include "api/option.h"
#include "base/str.h"
#include <sluice/sluice.h>

/* An option's id is its type's base and a number; numbers are unique and almost without gaps, so they are the index. Sluice's
 * own begin far above libcurl's, and stand behind them. */
#define OWN_FROM   9000u
#define OWN_AT     400u
#define OF_ID(id)  ((unsigned)(id) % 10000u)
#define NUMBER(id) (OF_ID(id) < OWN_FROM ? OF_ID(id) : OF_ID(id) - OWN_FROM + OWN_AT)

#define OPTION(name, type, ...) \
  [NUMBER(CURLOPT_##name)] = { .shown = { #name, CURLOPT_##name, CURLOT_##type, 0 }, __VA_ARGS__ }

#define OWN_OPTION(name, type, ...) \
  [NUMBER(SLUICEOPT_##name)] = { .shown = { "SLUICE_" #name, SLUICEOPT_##name, CURLOT_##type, 0 }, __VA_ARGS__ }

#define IN(member)                    .at = offsetof(struct easy_layout, member)
#define RANGE(member, low, high)      IN(member), .min = (low), .max = (high)
#define STRING_IN(member)             .set = option_set_string, IN(member), .owns = true
#define OWNED_IN(member, setter)      .set = setter, IN(member), .owns = true
#define BLOB_IN(member)               .set = option_set_blob, IN(member), .owns = true
#define POINTER_IN(member)            .set = option_set_pointer, IN(member)
#define FUNCTION_IN(member)           .set = option_set_function, IN(member)
#define FLAG_IN(member)               .set = option_set_flag, IN(member)
#define UNFLAG_IN(member)             .set = option_set_unflag, IN(member)
#define LONG_IN(member, low, high)    .set = option_set_long, RANGE(member, low, high)
#define CAPPED_IN(member, low, high)  .set = option_set_capped, RANGE(member, low, high)
#define CLAMPED_IN(member, low, high) .set = option_set_clamped, RANGE(member, low, high)
#define SECONDS_IN(member)            .set = option_set_seconds, IN(member)
#define OFFSET_IN(member, low)        .set = option_set_offset, RANGE(member, low, CURL_OFF_T_MAX)
#define SET_BY(setter)                .set = setter
#define NO_EFFECT                     .set = option_set_nothing
#define UNBUILT                       .set = option_set_unbuilt
#define UNBUILT_BUT(low, high)        UNBUILT, .min = (low), .max = (high)
#define MOOT                          .set = option_set_moot

#define CURL_OFF_T_MAX INT64_MAX
#define REDIR_DEFAULT  (CURLPROTO_HTTP | CURLPROTO_HTTPS | CURLPROTO_FTP | CURLPROTO_FTPS)

/* clang-format off */
static const struct option options[] = {
  /* the transfer as such */
  OPTION(URL, STRING, STRING_IN(transfer.url)),
  OPTION(CURLU, OBJECT, SET_BY(set_url_handle)),
  OPTION(DEFAULT_PROTOCOL, STRING, STRING_IN(transfer.default_protocol)),
  OPTION(PROTOCOLS_STR, STRING, OWNED_IN(transfer.protocols, set_protocols_text)),
  OPTION(PROTOCOLS, LONG, .set = set_protocols, IN(transfer.protocols)),
  OPTION(DISALLOW_USERNAME_IN_URL, LONG, FLAG_IN(transfer.disallow_username)),
  OPTION(PATH_AS_IS, LONG, FLAG_IN(transfer.path_as_is)),
  OPTION(PORT, LONG, LONG_IN(transfer.port, 0, UINT16_MAX)),
  OPTION(CONNECT_TO, SLIST, POINTER_IN(transfer.connect_to)),
  OPTION(UNIX_SOCKET_PATH, STRING, OWNED_IN(transfer.unix_path, set_unix_path)),
  OPTION(ABSTRACT_UNIX_SOCKET, STRING, SET_BY(set_abstract_path)),
  OPTION(TIMEOUT, LONG, SECONDS_IN(transfer.timeout_ms)),
  OPTION(TIMEOUT_MS, LONG, CAPPED_IN(transfer.timeout_ms, 0, OPTION_TIME_MAX_MS)),
  OPTION(CONNECTTIMEOUT, LONG, SECONDS_IN(transfer.connect_timeout_ms)),
  OPTION(CONNECTTIMEOUT_MS, LONG, CAPPED_IN(transfer.connect_timeout_ms, 0, OPTION_TIME_MAX_MS)),
  OPTION(MAXCONNECTS, LONG, CAPPED_IN(transfer.max_connects, 0, INT_MAX)),
  OPTION(MAXAGE_CONN, LONG, CAPPED_IN(transfer.max_age_s, 0, INT_MAX)),
  OPTION(MAXLIFETIME_CONN, LONG, CAPPED_IN(transfer.max_lifetime_s, 0, INT_MAX)),
  OPTION(FRESH_CONNECT, LONG, FLAG_IN(transfer.fresh_connect)),
  OPTION(FORBID_REUSE, LONG, FLAG_IN(transfer.forbid_reuse)),

  /* the program's callbacks, and the pace of data */
  OPTION(WRITEFUNCTION, FUNCTION, FUNCTION_IN(io.write)),
  OPTION(WRITEDATA, CBPTR, POINTER_IN(io.write_data)),
  OPTION(HEADERFUNCTION, FUNCTION, FUNCTION_IN(io.header)),
  OPTION(HEADERDATA, CBPTR, POINTER_IN(io.header_data)),
  OPTION(READFUNCTION, FUNCTION, FUNCTION_IN(io.read)),
  OPTION(READDATA, CBPTR, POINTER_IN(io.read_data)),
  OPTION(SEEKFUNCTION, FUNCTION, FUNCTION_IN(io.seek)),
  OPTION(SEEKDATA, CBPTR, POINTER_IN(io.seek_data)),
  OPTION(IOCTLFUNCTION, FUNCTION, FUNCTION_IN(io.ioctl)),
  OPTION(IOCTLDATA, CBPTR, POINTER_IN(io.ioctl_data)),
  OPTION(CRLF, LONG, FLAG_IN(io.crlf)),
  OPTION(XFERINFOFUNCTION, FUNCTION, FUNCTION_IN(io.xferinfo)),
  OPTION(PROGRESSFUNCTION, FUNCTION, FUNCTION_IN(io.progress)),
  OPTION(XFERINFODATA, CBPTR, POINTER_IN(io.progress_data)),
  OPTION(NOPROGRESS, LONG, FLAG_IN(io.no_progress)),
  OPTION(PREREQFUNCTION, FUNCTION, FUNCTION_IN(io.prereq)),
  OPTION(PREREQDATA, CBPTR, POINTER_IN(io.prereq_data)),
  OPTION(HEADER, LONG, FLAG_IN(io.header_in_body)),
  OPTION(MAXFILESIZE, LONG, OFFSET_IN(io.max_filesize, 0)),
  OPTION(MAXFILESIZE_LARGE, OFF_T, OFFSET_IN(io.max_filesize, 0)),
  OPTION(BUFFERSIZE, LONG, CLAMPED_IN(io.buffer_size, 1024, CURL_MAX_READ_SIZE)),
  OPTION(UPLOAD_BUFFERSIZE, LONG, CLAMPED_IN(io.upload_buffer_size, 16384, 2097152)),
  OPTION(LOW_SPEED_LIMIT, LONG, LONG_IN(io.low_speed_limit, 0, LONG_MAX)),
  OPTION(LOW_SPEED_TIME, LONG, CAPPED_IN(io.low_speed_time_s, 0, INT_MAX)),
  OPTION(MAX_SEND_SPEED_LARGE, OFF_T, OFFSET_IN(io.max_send_speed, 0)),
  OPTION(MAX_RECV_SPEED_LARGE, OFF_T, OFFSET_IN(io.max_recv_speed, 0)),

  /* HTTP requests */
  OPTION(HTTPGET, LONG, SET_BY(set_http_get)),
  OPTION(POST, LONG, SET_BY(set_post)),
  OPTION(NOBODY, LONG, SET_BY(set_no_body)),
  OPTION(UPLOAD, LONG, SET_BY(set_upload)),
  OPTION(PUT, LONG, SET_BY(set_upload)),
  OPTION(POSTFIELDS, OBJECT, SET_BY(set_post_fields)),
  OPTION(COPYPOSTFIELDS, OBJECT, SET_BY(set_copy_post_fields)),
  OPTION(POSTFIELDSIZE, LONG, .set = set_post_size, RANGE(http.post_size, -1, CURL_OFF_T_MAX)),
  OPTION(POSTFIELDSIZE_LARGE, OFF_T, .set = set_post_size, RANGE(http.post_size, -1, CURL_OFF_T_MAX)),
  OPTION(MIMEPOST, OBJECT, SET_BY(set_mime_post)),
  OPTION(HTTPPOST, OBJECT, SET_BY(set_form_post)),
  OPTION(MIME_OPTIONS, LONG, LONG_IN(rare.mime_options, LONG_MIN, LONG_MAX)),
  OPTION(INFILESIZE, LONG, OFFSET_IN(request.upload_size, -1)),
  OPTION(INFILESIZE_LARGE, OFF_T, OFFSET_IN(request.upload_size, -1)),
  OPTION(RESUME_FROM, LONG, OFFSET_IN(request.resume_from, -1)),
  OPTION(RESUME_FROM_LARGE, OFF_T, OFFSET_IN(request.resume_from, -1)),
  OPTION(CUSTOMREQUEST, STRING, STRING_IN(request.custom_method)),
  OPTION(REQUEST_TARGET, STRING, STRING_IN(rare.request_target)),
  OPTION(USERAGENT, STRING, STRING_IN(http.user_agent)),
  OPTION(REFERER, STRING, STRING_IN(http.referer)),
  OPTION(COOKIE, STRING, STRING_IN(http.cookie)),
  OPTION(RANGE, STRING, STRING_IN(request.range)),
  OPTION(HTTPHEADER, SLIST, POINTER_IN(http.headers)),
  OPTION(TRAILERFUNCTION, FUNCTION, FUNCTION_IN(rare.trailer)),
  OPTION(TRAILERDATA, CBPTR, POINTER_IN(rare.trailer_data)),
  OPTION(HTTP_VERSION, VALUES, SET_BY(set_http_version)),
  OPTION(EXPECT_100_TIMEOUT_MS, LONG, CAPPED_IN(http.expect_timeout_ms, 0, OPTION_TIME_MAX_MS)),
  OPTION(FAILONERROR, LONG, FLAG_IN(http.fail_on_error)),
  OPTION(KEEP_SENDING_ON_ERROR, LONG, FLAG_IN(http.keep_sending_on_error)),
  OPTION(HTTP09_ALLOWED, LONG, FLAG_IN(http.allow_http09)),
  OPTION(IGNORE_CONTENT_LENGTH, LONG, FLAG_IN(request.ignores_length)),
  OPTION(FILETIME, LONG, FLAG_IN(request.wants_filetime)),
  OPTION(TIMECONDITION, VALUES, LONG_IN(request.time_condition, CURL_TIMECOND_NONE, CURL_TIMECOND_LASTMOD)),
  OPTION(TIMEVALUE, LONG, OFFSET_IN(request.time_value, INT64_MIN)),
  OPTION(TIMEVALUE_LARGE, OFF_T, OFFSET_IN(request.time_value, INT64_MIN)),
  OPTION(HTTP_TRANSFER_DECODING, LONG, UNFLAG_IN(http.keep_transfer_coding)),

  OPTION(HTTP_CONTENT_DECODING, LONG, UNFLAG_IN(http.keep_content_coding)),
  OPTION(ACCEPT_ENCODING, STRING, OWNED_IN(http.accept_encoding, set_accept_encoding)),
  OPTION(TRANSFER_ENCODING, LONG, FLAG_IN(http.ask_transfer_coding)),
  OPTION(HTTP200ALIASES, SLIST, POINTER_IN(rare.aliases)),

  /* redirects */
  OPTION(FOLLOWLOCATION, LONG, LONG_IN(http.follow, 0, CURLFOLLOW_FIRSTONLY)),
  OPTION(AUTOREFERER, LONG, FLAG_IN(http.auto_referer)),
  OPTION(UNRESTRICTED_AUTH, LONG, FLAG_IN(transfer.trusts_all_peers)),
  OPTION(POSTREDIR, VALUES, LONG_IN(rare.post_redirect, 0, LONG_MAX)),
  OPTION(MAXREDIRS, LONG, CAPPED_IN(transfer.max_redirects, -1, INT_MAX)),
  OPTION(REDIR_PROTOCOLS, LONG, .set = set_protocols, IN(transfer.redirect_protocols)),
  OPTION(REDIR_PROTOCOLS_STR, STRING, OWNED_IN(transfer.redirect_protocols, set_protocols_text)),

  /* connections: the gate, and what is done to a socket */
  OPTION(OPENSOCKETFUNCTION, FUNCTION, FUNCTION_IN(net.gate.open)),
  OPTION(OPENSOCKETDATA, CBPTR, POINTER_IN(net.gate.open_data)),
  OPTION(SOCKOPTFUNCTION, FUNCTION, FUNCTION_IN(net.gate.sockopt)),
  OPTION(SOCKOPTDATA, CBPTR, POINTER_IN(net.gate.sockopt_data)),
  OPTION(CLOSESOCKETFUNCTION, FUNCTION, FUNCTION_IN(net.gate.close)),
  OPTION(CLOSESOCKETDATA, CBPTR, POINTER_IN(net.gate.close_data)),
  OPTION(INTERFACE, STRING, STRING_IN(net.interface)),
  OPTION(LOCALPORT, LONG, LONG_IN(net.local_port, 0, UINT16_MAX)),
  OPTION(LOCALPORTRANGE, LONG, .set = set_local_port_range, IN(net.local_port_range)),
  OPTION(TCP_NODELAY, LONG, FLAG_IN(net.nodelay)),
  OPTION(TCP_KEEPALIVE, LONG, FLAG_IN(net.keepalive)),
  OPTION(TCP_KEEPIDLE, LONG, CAPPED_IN(net.keepalive_idle_s, 0, INT_MAX)),
  OPTION(TCP_KEEPINTVL, LONG, CAPPED_IN(net.keepalive_interval_s, 0, INT_MAX)),
  OPTION(TCP_KEEPCNT, LONG, CAPPED_IN(net.keepalive_probes, 0, INT_MAX)),
  OPTION(HAPPY_EYEBALLS_TIMEOUT_MS, LONG, CAPPED_IN(net.happy_eyeballs_ms, 0, INT_MAX)),
  OPTION(TCP_FASTOPEN, LONG, UNBUILT),
  OPTION(ADDRESS_SCOPE, LONG, LONG_IN(net.address_scope, 0, UINT32_MAX)),
  OPTION(CONNECT_ONLY, LONG, LONG_IN(transfer.connect_only, CONNECT_ONLY_NOT, CONNECT_ONLY_DETACHED)),
  OPTION(UPKEEP_INTERVAL_MS, LONG, LONG_IN(transfer.upkeep_interval_ms, 0, LONG_MAX)),

  /* names */
  OPTION(RESOLVE, SLIST, POINTER_IN(resolve.entries)),
  OPTION(IPRESOLVE, VALUES, LONG_IN(resolve.ip_version, CURL_IPRESOLVE_WHATEVER, CURL_IPRESOLVE_V6)),
  OPTION(DNS_CACHE_TIMEOUT, LONG, CAPPED_IN(resolve.cache_timeout_s, -1, INT_MAX)),
  OPTION(DNS_USE_GLOBAL_CACHE, LONG, NO_EFFECT),
  OPTION(DNS_SHUFFLE_ADDRESSES, LONG, FLAG_IN(resolve.shuffle)),
  OPTION(DNS_SERVERS, STRING, UNBUILT),
  OPTION(DNS_INTERFACE, STRING, UNBUILT),
  OPTION(DNS_LOCAL_IP4, STRING, UNBUILT),
  OPTION(DNS_LOCAL_IP6, STRING, UNBUILT),
  OPTION(RESOLVER_START_FUNCTION, FUNCTION, FUNCTION_IN(resolve.start)),
  OPTION(RESOLVER_START_DATA, CBPTR, POINTER_IN(resolve.start_data)),
  OPTION(DOH_URL, STRING, STRING_IN(resolve.doh_url)),
  OPTION(DOH_SSL_VERIFYSTATUS, LONG, FLAG_IN(resolve.doh_verify_status)),
  OPTION(DOH_SSL_VERIFYPEER, LONG, FLAG_IN(resolve.doh_verify_peer)),
  OPTION(DOH_SSL_VERIFYHOST, LONG, FLAG_IN(resolve.doh_verify_host)),

  /* words, and the handle itself */
  OPTION(DEBUGFUNCTION, FUNCTION, FUNCTION_IN(trace.debug)),
  OPTION(DEBUGDATA, CBPTR, POINTER_IN(trace.debug_data)),
  OPTION(STDERR, OBJECT, POINTER_IN(trace.stream)),
  OPTION(ERRORBUFFER, OBJECT, POINTER_IN(trace.error_buffer)),
  OPTION(VERBOSE, LONG, FLAG_IN(trace.verbose)),
  OPTION(PRIVATE, OBJECT, POINTER_IN(private_data)),
  OPTION(QUICK_EXIT, LONG, FLAG_IN(quick_exit)),
  OPTION(SHARE, OBJECT, SET_BY(set_share)),

  /* no signal is ever used */
  OPTION(NOSIGNAL, LONG, NO_EFFECT),

  /* who one is */
  OPTION(USERPWD, STRING, .set = set_user_password, IN(login.user)),
  OPTION(USERNAME, STRING, STRING_IN(login.user)),
  OPTION(PASSWORD, STRING, STRING_IN(login.password)),
  OPTION(LOGIN_OPTIONS, STRING, MOOT),
  OPTION(XOAUTH2_BEARER, STRING, STRING_IN(login.bearer)),
  OPTION(AWS_SIGV4, STRING, OWNED_IN(signing.sigv4, set_sigv4)),
  OPTION(SASL_AUTHZID, STRING, MOOT),
  OPTION(SASL_IR, LONG, MOOT),
  OPTION(NETRC, VALUES, LONG_IN(netrc.level, CURL_NETRC_IGNORED, CURL_NETRC_REQUIRED)),
  OPTION(NETRC_FILE, STRING, STRING_IN(netrc.file)),
  OPTION(HTTPSIG_ALGORITHM, VALUES, .set = set_httpsig_algorithm,
         RANGE(signing.httpsig_algorithm, CURLHTTPSIG_NONE, CURLHTTPSIG_HMAC_SHA256)),
  OPTION(HTTPSIG_KEY, STRING, STRING_IN(signing.httpsig_key)),
  OPTION(HTTPSIG_KEYID, STRING, STRING_IN(signing.httpsig_key_id)),
  OPTION(HTTPSIG_HEADERS, STRING, STRING_IN(signing.httpsig_components)),
  OPTION(GSSAPI_DELEGATION, VALUES, LONG_IN(rare.delegation, 0, CURLGSSAPI_DELEGATION_POLICY_FLAG | CURLGSSAPI_DELEGATION_FLAG)),
  OPTION(SERVICE_NAME, STRING, STRING_IN(rare.service)),
  OPTION(HTTPAUTH, VALUES, .set = set_auth, IN(http.auth)),

  /* remembered state */
  OPTION(ALTSVC, STRING, SET_BY(set_altsvc_file)),
  OPTION(ALTSVC_CTRL, LONG, SET_BY(set_altsvc_control)),
  OPTION(HSTS, STRING, SET_BY(set_hsts_file)),
  OPTION(HSTS_CTRL, LONG, SET_BY(set_hsts_control)),
  OPTION(HSTSREADFUNCTION, FUNCTION, .set = set_hsts_read, IN(hsts.read)),
  OPTION(HSTSREADDATA, CBPTR, POINTER_IN(hsts.read_data)),
  OPTION(HSTSWRITEFUNCTION, FUNCTION, FUNCTION_IN(hsts.write)),
  OPTION(HSTSWRITEDATA, CBPTR, POINTER_IN(hsts.write_data)),
  /* cookies */
  OPTION(COOKIEFILE, STRING, SET_BY(set_cookie_file)),
  OPTION(COOKIEJAR, STRING, OWNED_IN(cookies.jar, set_cookie_jar)),
  OPTION(COOKIELIST, STRING, SET_BY(set_cookie_list)),
  OPTION(COOKIESESSION, LONG, FLAG_IN(cookies.new_session)),

  /* proxies */
  OPTION(PROXY, STRING, STRING_IN(proxy.proxy)),
  OPTION(PRE_PROXY, STRING, STRING_IN(proxy.pre_proxy)),
  OPTION(NOPROXY, STRING, STRING_IN(proxy.no_proxy)),
  OPTION(PROXYPORT, LONG, LONG_IN(proxy.port, 0, UINT16_MAX)),
  OPTION(PROXYTYPE, VALUES, .set = set_proxy_type, IN(proxy.type)),
  OPTION(HTTPPROXYTUNNEL, LONG, FLAG_IN(proxy.tunnels)),
  OPTION(PROXYUSERPWD, STRING, .set = set_proxy_login, IN(proxy.user)),
  OPTION(PROXYUSERNAME, STRING, STRING_IN(proxy.user)),
  OPTION(PROXYPASSWORD, STRING, STRING_IN(proxy.password)),
  OPTION(PROXYHEADER, SLIST, POINTER_IN(http.proxy_headers)),
  OPTION(PROXY_TRANSFER_MODE, LONG, FLAG_IN(http.tells_transfer_mode)),
  OPTION(PROXY_SERVICE_NAME, STRING, STRING_IN(rare.proxy_service)),
  OPTION(SOCKS5_GSSAPI_SERVICE, STRING, .set = option_set_string, IN(rare.proxy_service)), /* the old name of that */
  OPTION(SOCKS5_GSSAPI_NEC, LONG, FLAG_IN(proxy.tells_level)),
  OPTION(SUPPRESS_CONNECT_HEADERS, LONG, FLAG_IN(http.suppress_connect_headers)),
  OPTION(HAPROXYPROTOCOL, LONG, FLAG_IN(proxy.tells_ends)),
  OPTION(HAPROXY_CLIENT_IP, STRING, STRING_IN(proxy.client_ip)),
  OPTION(PROXYAUTH, VALUES, .set = set_auth, IN(http.proxy_auth)),
  OPTION(SOCKS5_AUTH, LONG, .set = set_socks5_auth, IN(proxy.socks5_auth)),
  OPTION(HEADEROPT, VALUES, LONG_IN(http.header_opt, CURLHEADER_UNIFIED, CURLHEADER_SEPARATE)),

  /* TLS towards the origin */
  OPTION(SSLVERSION, VALUES, .set = set_tls_version, IN(tls.version)),
  OPTION(SSL_OPTIONS, VALUES, LONG_IN(tls.flags, LONG_MIN, LONG_MAX)),
  OPTION(SSL_CIPHER_LIST, STRING, STRING_IN(tls.ciphers)),
  OPTION(TLS13_CIPHERS, STRING, STRING_IN(tls.suites)),
  OPTION(SSL_EC_CURVES, STRING, STRING_IN(tls.groups)),
  OPTION(SSL_SIGNATURE_ALGORITHMS, STRING, STRING_IN(tls.signatures)),
  OPTION(SSL_VERIFYPEER, LONG, .set = set_tls_check, IN(tls_checks.peer)),
  OPTION(SSL_VERIFYHOST, LONG, .set = set_tls_check, IN(tls_checks.host)),
  OPTION(SSL_VERIFYSTATUS, LONG, FLAG_IN(tls.verify_status)),
  OPTION(CAINFO, STRING, OWNED_IN(tls.ca_file, set_ca_file)),
  OPTION(CAINFO_BLOB, BLOB, BLOB_IN(tls.ca_blob)),
  OPTION(CAPATH, STRING, STRING_IN(tls.ca_path)),
  OPTION(CRLFILE, STRING, STRING_IN(tls.crl_file)),
  OPTION(ISSUERCERT, STRING, STRING_IN(tls.issuer_file)),
  OPTION(ISSUERCERT_BLOB, BLOB, BLOB_IN(tls.issuer_blob)),
  OPTION(PINNEDPUBLICKEY, STRING, STRING_IN(tls.pinned_key)),
  OPTION(SSLCERT, STRING, STRING_IN(tls.cert_file)),
  OPTION(SSLCERT_BLOB, BLOB, BLOB_IN(tls.cert_blob)),
  OPTION(SSLCERTTYPE, STRING, STRING_IN(tls.cert_type)),
  OPTION(SSLKEY, STRING, STRING_IN(tls.key_file)),
  OPTION(SSLKEY_BLOB, BLOB, BLOB_IN(tls.key_blob)),
  OPTION(SSLKEYTYPE, STRING, STRING_IN(tls.key_type)),
  OPTION(KEYPASSWD, STRING, STRING_IN(tls.key_password)),
  OPTION(SSL_ENABLE_ALPN, LONG, FLAG_IN(tls.offers_alpn)),
  OPTION(SSL_SESSIONID_CACHE, LONG, FLAG_IN(tls.resumes)),
  OPTION(CA_CACHE_TIMEOUT, LONG, CAPPED_IN(tls.ca_cache_timeout_s, -1, INT_MAX)),
  OPTION(SSL_CTX_FUNCTION, FUNCTION, .set = set_tls_context, IN(tls.context_fn)),
  OPTION(SSL_CTX_DATA, CBPTR, POINTER_IN(tls.context_data)),
  OPTION(CERTINFO, LONG, FLAG_IN(tls.wants_certs)),
  OPTION(SSL_FALSESTART, LONG, UNBUILT), /* nor is it in the TLS libraries */
  OPTION(SSLENGINE, STRING, OWNED_IN(tls.engine, set_engine)),
  OPTION(SSLENGINE_DEFAULT, LONG, .set = set_engine_default, IN(tls.engine_is_default)),
  OPTION(ECH, STRING, SET_BY(set_ech)),

  /* TLS towards a proxy */
  OPTION(PROXY_SSLVERSION, VALUES, .set = set_tls_version, IN(proxy_tls.version)),
  OPTION(PROXY_SSL_OPTIONS, LONG, LONG_IN(proxy_tls.flags, LONG_MIN, LONG_MAX)),
  OPTION(PROXY_SSL_CIPHER_LIST, STRING, STRING_IN(proxy_tls.ciphers)),
  OPTION(PROXY_TLS13_CIPHERS, STRING, STRING_IN(proxy_tls.suites)),
  OPTION(PROXY_SSL_VERIFYPEER, LONG, FLAG_IN(proxy_tls.verify_peer)),
  OPTION(PROXY_SSL_VERIFYHOST, LONG, FLAG_IN(proxy_tls.verify_host)),
  OPTION(PROXY_CAINFO, STRING, STRING_IN(proxy_tls.ca_file)), /* NULL: the system's, its page says */
  OPTION(PROXY_CAINFO_BLOB, BLOB, BLOB_IN(proxy_tls.ca_blob)),
  OPTION(PROXY_CAPATH, STRING, STRING_IN(proxy_tls.ca_path)),
  OPTION(PROXY_CRLFILE, STRING, STRING_IN(proxy_tls.crl_file)),
  OPTION(PROXY_ISSUERCERT, STRING, STRING_IN(proxy_tls.issuer_file)),
  OPTION(PROXY_ISSUERCERT_BLOB, BLOB, BLOB_IN(proxy_tls.issuer_blob)),
  OPTION(PROXY_PINNEDPUBLICKEY, STRING, STRING_IN(proxy_tls.pinned_key)),
  OPTION(PROXY_SSLCERT, STRING, STRING_IN(proxy_tls.cert_file)),
  OPTION(PROXY_SSLCERT_BLOB, BLOB, BLOB_IN(proxy_tls.cert_blob)),
  OPTION(PROXY_SSLCERTTYPE, STRING, STRING_IN(proxy_tls.cert_type)),
  OPTION(PROXY_SSLKEY, STRING, STRING_IN(proxy_tls.key_file)),
  OPTION(PROXY_SSLKEY_BLOB, BLOB, BLOB_IN(proxy_tls.key_blob)),
  OPTION(PROXY_SSLKEYTYPE, STRING, STRING_IN(proxy_tls.key_type)),
  OPTION(PROXY_KEYPASSWD, STRING, STRING_IN(proxy_tls.key_password)),
  OPTION(PROXY_TLSAUTH_USERNAME, STRING, UNBUILT),
  OPTION(PROXY_TLSAUTH_PASSWORD, STRING, UNBUILT),
  OPTION(PROXY_TLSAUTH_TYPE, STRING, UNBUILT),

  /* WebSocket */
  OPTION(WS_OPTIONS, LONG, LONG_IN(rare.ws_options, 0, CURLWS_RAW_MODE | CURLWS_NOAUTOPONG)),

  /* HTTP/2 */
  OPTION(PIPEWAIT, LONG, FLAG_IN(transfer.pipe_wait)),
  OPTION(STREAM_WEIGHT, LONG, LONG_IN(http.stream_weight, 1, 256)),

  /* sluice's own */
  OWN_OPTION(POLICY, OBJECT, .set = set_policy, IN(net.gate.policy)),

  /* FTP */
  OPTION(FTPPORT, STRING, STRING_IN(ftp.port)),
  OPTION(QUOTE, SLIST, POINTER_IN(ftp.quote)),
  OPTION(POSTQUOTE, SLIST, POINTER_IN(ftp.postquote)),
  OPTION(PREQUOTE, SLIST, POINTER_IN(ftp.prequote)),
  OPTION(DIRLISTONLY, LONG, FLAG_IN(ftp.lists_names)),
  OPTION(APPEND, LONG, FLAG_IN(request.appends)),
  OPTION(TRANSFERTEXT, LONG, FLAG_IN(request.in_ascii)),
  OPTION(FTPSSLAUTH, VALUES, LONG_IN(ftp.tls_auth, CURLFTPAUTH_DEFAULT, CURLFTPAUTH_TLS)),
  OPTION(FTP_SSL_CCC, LONG, LONG_IN(ftp.ccc, CURLFTPSSL_CCC_NONE, CURLFTPSSL_CCC_ACTIVE)),
  OPTION(FTP_ACCOUNT, STRING, STRING_IN(ftp.account)),
  OPTION(FTP_ALTERNATIVE_TO_USER, STRING, STRING_IN(ftp.alternative_to_user)),
  OPTION(FTP_CREATE_MISSING_DIRS, LONG, LONG_IN(ftp.create_missing, CURLFTP_CREATE_DIR_NONE, CURLFTP_CREATE_DIR_RETRY)),
  OPTION(FTP_USE_PRET, LONG, FLAG_IN(ftp.uses_pret)),
  OPTION(WILDCARDMATCH, LONG, FLAG_IN(ftp.wildcard.matches)),
  OPTION(CHUNK_BGN_FUNCTION, FUNCTION, FUNCTION_IN(ftp.wildcard.begin)),
  OPTION(CHUNK_END_FUNCTION, FUNCTION, FUNCTION_IN(ftp.wildcard.end)),
  OPTION(CHUNK_DATA, CBPTR, POINTER_IN(ftp.wildcard.chunk_data)),
  OPTION(FNMATCH_FUNCTION, FUNCTION, FUNCTION_IN(ftp.wildcard.fnmatch)),
  OPTION(FNMATCH_DATA, CBPTR, POINTER_IN(ftp.wildcard.fnmatch_data)),
  OPTION(FTP_USE_EPSV, LONG, UNFLAG_IN(ftp.avoids_epsv)),
  OPTION(FTP_USE_EPRT, LONG, UNFLAG_IN(ftp.avoids_eprt)),
  OPTION(FTP_SKIP_PASV_IP, LONG, UNFLAG_IN(ftp.uses_pasv_address)),
  OPTION(FTP_FILEMETHOD, VALUES, LONG_IN(ftp.file_method, CURLFTPMETHOD_DEFAULT, CURLFTPMETHOD_SINGLECWD)),
  OPTION(ACCEPTTIMEOUT_MS, LONG, CAPPED_IN(ftp.accept_timeout_ms, 0, OPTION_TIME_MAX_MS)),

  /* protocols that are a dialogue */
  OPTION(USE_SSL, VALUES, LONG_IN(request.use_tls, CURLUSESSL_NONE, CURLUSESSL_ALL)),
  OPTION(SERVER_RESPONSE_TIMEOUT_MS, LONG, CAPPED_IN(request.response_timeout_ms, 0, OPTION_TIME_MAX_MS)),
  OPTION(SERVER_RESPONSE_TIMEOUT, LONG, SECONDS_IN(request.response_timeout_ms)),

  /* SSH: not built */
  OPTION(SSH_PUBLIC_KEYFILE, STRING, UNBUILT),
  OPTION(SSH_PRIVATE_KEYFILE, STRING, UNBUILT),
  OPTION(SSH_KNOWNHOSTS, STRING, UNBUILT),
  OPTION(SSH_HOST_PUBLIC_KEY_MD5, STRING, UNBUILT),
  OPTION(SSH_HOST_PUBLIC_KEY_SHA256, STRING, UNBUILT),
  OPTION(SSH_KEYFUNCTION, FUNCTION, UNBUILT),
  OPTION(SSH_KEYDATA, CBPTR, UNBUILT),
  OPTION(SSH_HOSTKEYFUNCTION, FUNCTION, UNBUILT),
  OPTION(SSH_HOSTKEYDATA, CBPTR, UNBUILT),
  OPTION(SSH_COMPRESSION, LONG, UNBUILT),
  OPTION(SSH_AUTH_TYPES, VALUES, UNBUILT_BUT(CURLSSH_AUTH_ANY, CURLSSH_AUTH_ANY)),
  OPTION(NEW_FILE_PERMS, LONG, LONG_IN(request.new_file_perms, 0, 0777)),
  OPTION(NEW_DIRECTORY_PERMS, LONG, UNBUILT_BUT(0755, 0755)),

  /* mail: not built */
  OPTION(MAIL_FROM, STRING, UNBUILT),
  OPTION(MAIL_RCPT, SLIST, UNBUILT),
  OPTION(MAIL_RCPT_ALLOWFAILS, LONG, UNBUILT),
  OPTION(MAIL_AUTH, STRING, UNBUILT),
  OPTION(UPLOAD_FLAGS, LONG, UNBUILT_BUT(CURLULFLAG_SEEN, CURLULFLAG_SEEN)),

  /* TFTP, TELNET, RTSP: not built */
  OPTION(TFTP_BLKSIZE, LONG, UNBUILT_BUT(512, 512)),
  OPTION(TFTP_NO_OPTIONS, LONG, UNBUILT),
  OPTION(TELNETOPTIONS, SLIST, UNBUILT),
  OPTION(RTSP_REQUEST, VALUES, UNBUILT),
  OPTION(RTSP_SESSION_ID, STRING, UNBUILT),
  OPTION(RTSP_STREAM_URI, STRING, UNBUILT),
  OPTION(RTSP_TRANSPORT, STRING, UNBUILT),
  OPTION(RTSP_CLIENT_CSEQ, LONG, UNBUILT),
  OPTION(RTSP_SERVER_CSEQ, LONG, UNBUILT),
  OPTION(INTERLEAVEFUNCTION, FUNCTION, UNBUILT),
  OPTION(INTERLEAVEDATA, CBPTR, UNBUILT),

  /* their pages say that they have no purpose any more */
  OPTION(RANDOM_FILE, STRING, NO_EFFECT),
  OPTION(EGDSOCKET, STRING, NO_EFFECT),
  OPTION(KRBLEVEL, STRING, NO_EFFECT),
  OPTION(SSL_ENABLE_NPN, LONG, NO_EFFECT),
  OPTION(TLSAUTH_USERNAME, STRING, NO_EFFECT),
  OPTION(TLSAUTH_PASSWORD, STRING, NO_EFFECT),
  OPTION(TLSAUTH_TYPE, STRING, NO_EFFECT),
  OPTION(STREAM_DEPENDS, OBJECT, NO_EFFECT),
  OPTION(STREAM_DEPENDS_E, OBJECT, NO_EFFECT),

  /* for machines without ASCII, and for libraries with CURL_VERSION_CONV only */
  OPTION(CONV_FROM_NETWORK_FUNCTION, FUNCTION, UNBUILT),
  OPTION(CONV_TO_NETWORK_FUNCTION, FUNCTION, UNBUILT),
  OPTION(CONV_FROM_UTF8_FUNCTION, FUNCTION, UNBUILT),
};

/* Names that older programs use; the rows above are what they stand for. */
#define ALIAS(name, type) { #name, CURLOPT_##name, CURLOT_##type, CURLOT_FLAG_ALIAS }
static const struct curl_easyoption aliases[] = {
  ALIAS(ENCODING, STRING),
  ALIAS(FILE, CBPTR),
  ALIAS(FTPAPPEND, LONG),
  ALIAS(FTPLISTONLY, LONG),
  ALIAS(FTP_RESPONSE_TIMEOUT, LONG),
  ALIAS(FTP_SSL, VALUES),
  ALIAS(INFILE, CBPTR),
  ALIAS(KRB4LEVEL, STRING),
  ALIAS(MAIL_RCPT_ALLLOWFAILS, LONG),
  ALIAS(POST301, VALUES),
  ALIAS(PROGRESSDATA, CBPTR),
  ALIAS(RTSPHEADER, SLIST),
  ALIAS(SSLCERTPASSWD, STRING),
  ALIAS(SSLKEYPASSWD, STRING),
  ALIAS(WRITEHEADER, CBPTR),
};
/* clang-format on */

#define COUNT(array) (sizeof(array) / sizeof *(array))

const struct option *option_find(CURLoption id)
{
  unsigned number = NUMBER(id);
  return number < COUNT(options) && number && options[number].shown.id == id ? &options[number] : NULL;
}

/* A hole has no setter. */
const struct option *option_next(const struct option *o)
{
  for(o = o ? o + 1 : options; o < options + COUNT(options); o++) {
    if(o->set) return o;
  }
  return NULL;
}

const struct curl_easyoption *curl_easy_option_by_id(CURLoption id)
{
  const struct option *o = option_find(id);
  return o ? &o->shown : NULL;
}

const struct curl_easyoption *curl_easy_option_next(const struct curl_easyoption *prev)
{
  if(prev && (prev->flags & CURLOT_FLAG_ALIAS)) return prev + 1 < aliases + COUNT(aliases) ? prev + 1 : NULL;
  const struct option *o = option_next(prev ? CONTAINER_OF(prev, struct option, shown) : NULL);
  return o ? &o->shown : aliases;
}

const struct curl_easyoption *curl_easy_option_by_name(const char *name)
{
  if(!name) return NULL;
  for(const struct curl_easyoption *o = NULL; (o = curl_easy_option_next(o));) {
    if(str_equal_nocase(o->name, name)) return o;
  }
  return NULL;
}
