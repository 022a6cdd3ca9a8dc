/* The easy handle: what a CURL * points to. No other layer sees it.
 *
 * lifecycle: the handle owns its options, and once they are needed a transfer and a multi of its own (curl_easy_perform).
 * The transfer reads the options through its transfer_config for as long as it lives; it is freed first.
 */
#ifndef API_EASY_H
#define API_EASY_H
#include "api/cookies.h"
#include "api/share.h"
#include "api/stores.h"
#include "engine/multi.h"

/* What most programs set some of. */
#define EASY_COMMON_OPTIONS                 \
  struct transfer_opts transfer;            \
  struct io_opts io;                        \
  struct login_opts login;                  \
  struct request_opts request;              \
  struct http_opts http;                    \
  struct netrc_opts netrc;                  \
  struct trace_opts trace;                  \
  struct cookie_opts cookies;               \
  void *private_data; /* CURLOPT_PRIVATE */ \
  struct tls_checks tls_checks;             \
  bool quick_exit; /* CURLOPT_QUICK_EXIT */

/* CURLOPT_SSL_VERIFYPEER and _VERIFYHOST, as in tls_opts: many programs set them, and nothing else of TLS. */
struct tls_checks {
  bool peer, host;
};

/* All that curl_easy_setopt has stored; each layer gets its own part of it. */
struct easy_options {
  EASY_COMMON_OPTIONS
  curl_mime *own_mime;        /* owned; http.mime may be this one */
  struct curl_httppost *form; /* CURLOPT_HTTPPOST, from which own_mime is made when a transfer begins */
  size_t post_copy_len;       /* bytes in http.post_copy */
  /* There was no memory for a domain. Not every program looks whether a callback or a flag could be set; without its gate,
   * say, no transfer may begin until curl_easy_reset. */
  bool lacks_some;

  /* rare domains: made when something of them is first set; NULL: all is as easy_options_config tells */
  struct net_opts *net;
  struct proxy_opts *proxy;
  struct resolve_opts *resolve;
  struct tls_opts *tls, *proxy_tls; /* towards the origin, and towards a proxy */
  struct hsts_opts *hsts;
  struct ftp_opts *ftp;
};

/* The same as if no domain were rare: where an option stands here is how the table names its place. */
struct easy_layout {
  EASY_COMMON_OPTIONS
  struct net_opts net;
  struct proxy_opts proxy;
  struct resolve_opts resolve;
  struct tls_opts tls, proxy_tls;
  struct hsts_opts hsts;
  struct ftp_opts ftp;
  struct http_signing_opts signing; /* in http, as the next */
  struct http_rare_opts rare;
};

/* What the header API has shown last. */
struct easy_shown {
  struct curl_header found;  /* by curl_easy_header */
  struct curl_header walked; /* by curl_easy_nextheader */
};

struct Curl_easy {
  uint32_t magic;
  struct easy_options set;
  struct share *share;         /* counted as its user, or NULL */
  struct dns *dns;             /* the share's cache, referenced; NULL: the multi's is used */
  struct pool *pool;           /* the share's connections; NULL: the multi's are used */
  struct tls_tickets *tickets; /* the share's, referenced; NULL: the multi's are used */
  struct easy_cookies cookies;
  struct easy_stores stores;      /* HSTS hosts and the like; and what is in use of all that is remembered */
  struct transfer *transfer;      /* NULL until needed */
  struct multi *own;              /* of curl_easy_perform; NULL until needed */
  struct curl_tlssessioninfo tls; /* what CURLINFO_TLS_SSL_PTR has shown last */
  CURLMsg message;                /* what curl_multi_info_read shows of this handle */
  struct easy_shown *shown;       /* NULL until needed */
};

#define EASY_MAGIC 0x45415359u

/* NULL: not a living easy handle. */
static inline struct Curl_easy *easy_of(CURL *handle)
{
  struct Curl_easy *e = handle;
  return e && e->magic == EASY_MAGIC ? e : NULL;
}

/* The handle's transfer, made now if there is none yet. NULL: out of memory. */
MUST_USE struct transfer *easy_transfer(struct Curl_easy *e);
/* NULL: out of memory. */
MUST_USE struct easy_shown *easy_shown(struct Curl_easy *e);
/* The engine's multi that the handle is in, or NULL. */
struct multi *easy_multi(const struct Curl_easy *e);
/* Is a callback running in which the engine is at work on this handle or its connections? */
bool easy_is_in_callback(const struct Curl_easy *e);
/* Free `set.http.post_copy`, or leave it to the transfer that still sends it. */
void easy_drop_post_copy(struct Curl_easy *e);
/* A rare domain has come: transfers are to read it. */
void easy_reconfigure(struct Curl_easy *e);
/* CURLOPT_ERRORBUFFER is empty when a transfer begins. */
void easy_clear_error(struct Curl_easy *e);
/* Use the data of `s` from now on, or with NULL no share's; the former one is let go. */
void easy_set_share(struct Curl_easy *e, struct share *s);

/* Post the program's tree, or with NULL nothing. CURLE_BAD_FUNCTION_ARGUMENT: it is in use elsewhere. */
MUST_USE CURLcode easy_use_mime(struct easy_options *set, curl_mime *m);
/* The same, and the tree is the handle's from now on. */
MUST_USE CURLcode easy_own_mime(struct easy_options *set, curl_mime *m);

/* As a new handle has them. */
void easy_options_init(struct easy_options *o);
/* The same for options that were in use. Domains that are there stay: a transfer under way may look at them. */
void easy_options_reset(struct easy_options *set);
/* Free what they own; they must be initialised again before use. */
void easy_options_free(struct easy_options *set);
/* The rare domains as they are now, for a transfer that is to read them. */
void easy_options_config(const struct easy_options *set, struct transfer_config *to);
/* The domain with the place `at` of struct easy_layout is there from now on. `*is_new`: it was not. CURLE_OUT_OF_MEMORY,
 * and `lacks_some`. */
MUST_USE CURLcode easy_options_need(struct easy_options *set, size_t at, bool *is_new);
/* The place itself; NULL: its domain is not there. */
void *easy_options_at(struct easy_options *set, size_t at);
/* `to` gets copies of all strings, and points to what the program's pointers point to. On CURLE_OUT_OF_MEMORY it owns
 * nothing. */
MUST_USE CURLcode easy_options_copy(struct easy_options *to, const struct easy_options *from);

#endif
