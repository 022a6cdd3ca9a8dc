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

/* All that curl_easy_setopt has stored; each layer gets its own part of it. */
struct easy_options {
  struct transfer_opts transfer;
  struct io_opts io;
  struct login_opts login;
  struct http_opts http;
  struct net_opts net;
  struct proxy_opts proxy;
  struct resolve_opts resolve;
  struct tls_opts tls, proxy_tls; /* towards the origin, and towards a proxy */
  struct netrc_opts netrc;
  struct hsts_opts hsts;
  struct trace_opts trace;
  struct cookie_opts cookies;
  curl_mime *own_mime;        /* owned; http.mime may be this one */
  struct curl_httppost *form; /* CURLOPT_HTTPPOST, from which own_mime is made when a transfer begins */
  void *private_data;         /* CURLOPT_PRIVATE */
  size_t post_copy_len;       /* bytes in http.post_copy */
  bool quick_exit;            /* CURLOPT_QUICK_EXIT */
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
  struct curl_header found;       /* what curl_easy_header has shown last */
  struct curl_header walked;      /* the same of curl_easy_nextheader */
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
/* The engine's multi that the handle is in, or NULL. */
struct multi *easy_multi(const struct Curl_easy *e);
/* Is a callback running in which the engine is at work on this handle or its connections? */
bool easy_is_in_callback(const struct Curl_easy *e);
/* Free `set.http.post_copy`, or leave it to the transfer that still sends it. */
void easy_drop_post_copy(struct Curl_easy *e);
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
/* Free what they own; they must be initialised again before use. */
void easy_options_free(struct easy_options *set);
/* `to` gets copies of all strings, and points to what the program's pointers point to. On CURLE_OUT_OF_MEMORY it owns
 * nothing. */
MUST_USE CURLcode easy_options_copy(struct easy_options *to, const struct easy_options *from);

#endif
