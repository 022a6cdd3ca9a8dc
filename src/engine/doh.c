#include "engine/doh.h"
#include "base/mem.h"
#include "codec/dns/message.h"
#include "engine/internal.h"
#include "proto/http/http_stores.h"

/* lifecycle: made by start, ended by its transfer's end, which cancel brings about. It is freed there and nowhere else. */
struct doh_fetch {
  struct doh_probe *probe; /* NULL: cancelled */
  struct transfer *transfer;
  struct transfer_opts opts;
  struct io_opts io;
  struct request_opts request;
  struct http_opts http;
  struct http_stores stores;
  struct login_opts login;
  struct netrc_opts netrc;
  struct proxy_opts proxy;
  struct net_opts net;
  struct resolve_opts resolve;
  struct tls_opts tls, proxy_tls;
  struct trace_opts trace;
  struct curl_slist header;
  char content_type[sizeof "Content-Type: application/dns-message"];
  char protocols[sizeof "http,https"];
  char scheme[sizeof "https"];
  char error[CURL_ERROR_SIZE];
  struct buf body;
  CURLcode body_code; /* CURLE_TOO_LARGE, CURLE_OUT_OF_MEMORY: it could not be taken */
  uint8_t query[];    /* and the URL's text behind */
};

static size_t take_body(char *data, size_t size, size_t count, void *clientp)
{
  struct doh_fetch *f = clientp;
  f->body_code = buf_add(&f->body, data, size * count);
  return f->body_code ? CURL_WRITEFUNC_ERROR : size * count;
}

static void free_fetch(struct doh_fetch *f)
{
  transfer_free(f->transfer);
  tls_opts_free(&f->tls);
  buf_free(&f->body);
  mem_free(f);
}

static const char *error_of(const struct doh_fetch *f)
{
  if(f->body_code == CURLE_TOO_LARGE) return "the answer is larger than any DNS message";
  return f->error[0] ? f->error : "out of memory"; /* which is all that has no text */
}

/* The transfer's last act. */
static void fetch_ended(struct transfer *t)
{
  struct doh_fetch *f = t->inside_of;
  struct doh_outcome o = {
    .code = f->body_code ? f->body_code : t->result,
    .status = t->info.request.code,
    .body = buf_span(&f->body),
    .error = t->result ? error_of(f) : NULL,
  };
  multi_forget_inside(t->multi, t);
  if(f->probe) doh_fetched(f->probe, &o);
  free_fetch(f);
}

static long milliseconds_left(int64_t since_us, long ms, int64_t now)
{
  int64_t left = (since_us + ms * INT64_C(1000) - now + 999) / 1000;
  return left < 1 ? 1 : (long)left;
}

/* Rounded up: where the time of both is over, it is the asker who tells. */
static long time_left(const struct transfer *asker)
{
  const struct transfer_opts *o = asker->config.opts;
  int64_t now = asker->multi->now;
  long connect_ms = o->connect_timeout_ms > 0 ? o->connect_timeout_ms : CONNECT_TIMEOUT_DEFAULT_MS;
  long left = milliseconds_left(asker->hop_us, connect_ms, now);
  if(o->timeout_ms <= 0) return left;
  long total = milliseconds_left(asker->started_us, o->timeout_ms, now);
  return total < left ? total : left;
}

/* A URL without a scheme is one of https (CURLOPT_DOH_URL(3)). Redirects are not followed. What is asked at the same time
 * goes over one connection, where the server speaks HTTP/2, as it should (RFC 8484, section 5.2). */
static void set_options(struct doh_fetch *f, const struct transfer *asker, char *url, size_t query_len)
{
  memcpy(f->content_type, "Content-Type: application/dns-message", sizeof f->content_type);
  memcpy(f->protocols, "http,https", sizeof f->protocols);
  memcpy(f->scheme, "https", sizeof f->scheme);
  f->header.data = f->content_type;
  f->opts = TRANSFER_OPTS_INIT;
  f->opts.url = url;
  f->opts.protocols = f->protocols;
  f->opts.default_protocol = f->scheme;
  f->opts.pipe_wait = true;
  f->opts.timeout_ms = f->opts.connect_timeout_ms = time_left(asker);
  f->io = IO_OPTS_INIT;
  f->io.write = take_body;
  f->io.write_data = f;
  f->http = HTTP_OPTS_INIT;
  f->request = REQUEST_OPTS_INIT;
  f->request.kind = REQUEST_POST;
  f->http.headers = &f->header;
  f->http.post_data = (const char *)f->query;
  f->http.post_size = (curl_off_t)query_len;
  f->net = NET_OPTS_INIT;
  f->net.gate.policy = asker->config.net->gate.policy; /* the callbacks are not asked (CURLOPT_DOH_URL(3)), this is */
  f->proxy = PROXY_OPTS_INIT;
  f->resolve.cache_timeout_s = asker->config.resolve->cache_timeout_s;
  f->trace.error_buffer = f->error;
}

/* Whom to trust is as for the asker (CURLOPT_DOH_URL(3)), what is verified has options of its own. Who the asker is
 * towards its peer, and which key that has, is nothing for the server. */
static CURLcode set_tls(struct doh_fetch *f, const struct transfer *asker)
{
  const struct resolve_opts *r = asker->config.resolve;
  struct tls_opts opts = *asker->config.tls;
  opts.pinned_key = opts.cert_file = opts.cert_type = opts.key_file = opts.key_type = opts.key_password = NULL;
  opts.cert_blob = opts.key_blob = NULL;
  opts.verify_peer = r->doh_verify_peer;
  opts.verify_host = r->doh_verify_host;
  opts.verify_status = r->doh_verify_status;
  opts.wants_certs = false;
  f->proxy_tls = TLS_OPTS_INIT;
  return tls_opts_copy(&f->tls, &opts);
}

static CURLcode start(void *owner, const char *url, struct span query, struct doh_probe *p, struct doh_fetch **ret)
{
  const struct transfer *asker = owner;
  size_t url_len = strlen(url);
  struct doh_fetch *f = mem_zalloc(sizeof *f + query.len + url_len + 1);
  if(!f) return CURLE_OUT_OF_MEMORY;
  memcpy(f->query, query.at, query.len);
  memcpy(f->query + query.len, url, url_len);
  buf_init(&f->body, DNS_MESSAGE_MAX);
  set_options(f, asker, (char *)f->query + query.len, query.len);
  const struct transfer_config config = {
    .handle = asker->config.handle, /* for the lock callbacks of a share, and the socket callback */
    .opts = &f->opts,
    .io = &f->io,
    .request = &f->request,
    .http = &f->http,
    .stores = &f->stores,
    .login = &f->login,
    .netrc = &f->netrc,
    .proxy = &f->proxy,
    .net = &f->net,
    .resolve = &f->resolve,
    .trace = &f->trace,
    .tls = &f->tls,
    .proxy_tls = &f->proxy_tls,
    .tickets = asker->config.tickets,
    .dns = asker->config.dns,
    .pool = asker->config.pool,
  };
  CURLcode code = set_tls(f, asker);
  if(!code && !(f->transfer = transfer_new(&config))) code = CURLE_OUT_OF_MEMORY;
  if(!code) code = multi_add_inside(asker->multi, f->transfer, fetch_ended, f);
  if(code) {
    free_fetch(f);
    return code;
  }
  f->probe = p;
  *ret = f;
  return CURLE_OK;
}

static void cancel(struct doh_fetch *f)
{
  f->probe = NULL;
  transfer_finish(f->transfer, CURLE_ABORTED_BY_CALLBACK);
}

const struct doh_fetch_ops doh_transfer_ops = { .start = start, .cancel = cancel };
