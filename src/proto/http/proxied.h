/* What a request has more of when an HTTP proxy is to forward it (RFC 9112, section 3.2.2), and what it shares with
 * CONNECT. Each appends; CURLE_TOO_LARGE, CURLE_OUT_OF_MEMORY, and CURLE_BAD_FUNCTION_ARGUMENT as h1_encode_field. */
#ifndef PROTO_HTTP_PROXIED_H
#define PROTO_HTTP_PROXIED_H
#include "proto/http/http_opts.h"
#include "proto/proto.h"

/* The proxy is to make a request of FTP of it. */
bool http_proxied_is_ftp(const struct proto_request *r);
/* "http://host:port", which goes before the path: credentials and fragment stay here. But who one is towards an FTP server
 * stands in its URL, where proxies look for it. */
MUST_USE CURLcode http_proxied_write_origin(struct buf *to, const struct proto_request *r);
/* What goes behind path and query: the type of a file of FTP (CURLOPT_PROXY_TRANSFER_MODE(3)). */
MUST_USE CURLcode http_proxied_write_type(struct buf *to, const struct proto_request *r);
/* Proxy-Connection, unless the program has one: an HTTP/1.0 proxy would pass a Connection on. */
MUST_USE CURLcode http_proxied_write_connection(struct buf *to, const struct http_opts *o);
/* The program's own for proxies, but those that would frame the message or name another host. */
MUST_USE CURLcode http_proxied_write_lines(struct buf *to, const struct http_opts *o);

/* The program's lines that a proxy gets of its own, CURLOPT_HEADEROPT(3) considered; NULL: none. */
const struct curl_slist *http_proxy_headers(const struct http_opts *o);
/* Who one is towards a proxy; nobody where the program says it in a line of its own. */
struct proto_login http_proxy_login(const struct http_opts *o, const struct proxy_text *proxy);

#endif
