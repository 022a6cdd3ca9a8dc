/* A handle's cookies: the options' side of them. */
#ifndef API_COOKIES_H
#define API_COOKIES_H
#include "base/list.h"
#include "base/result.h"
#include "proto/http/http_stores.h"

struct Curl_easy;

/* What the table of options stores. */
struct cookie_opts {
  char *jar;        /* CURLOPT_COOKIEJAR */
  bool new_session; /* CURLOPT_COOKIESESSION: for what is read from now on */
};

/* In each handle. curl_easy_reset keeps it, but for the files. */
struct easy_cookies {
  struct list files;     /* CURLOPT_COOKIEFILE, in order */
  struct cookies *store; /* a reference: the share's, or the handle's own from when it is needed; NULL: none yet */
  bool is_shared;
  bool is_on; /* cookies are taken and sent */
};

void easy_cookies_init(struct Curl_easy *e);
/* `e` is new. The files and whether cookies are on, but no cookie. CURLE_OUT_OF_MEMORY: it has some of the files. */
MUST_USE CURLcode easy_cookies_copy(struct Curl_easy *e, const struct Curl_easy *from);
/* The files are forgotten. */
void easy_cookies_reset(struct Curl_easy *e);
/* Write the jar, and let go of everything. */
void easy_cookies_end(struct Curl_easy *e);

/* A share has come, or with NULL the one that there was has gone. */
void easy_cookies_share(struct Curl_easy *e, struct cookies *shared);

/* A transfer begins: read the files that are new, or have changed. What cannot be read is passed over.
 * CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode easy_cookies_load(struct Curl_easy *e);
/* CURLINFO_COOKIELIST; the caller owns it. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode easy_cookies_list(struct Curl_easy *e, struct curl_slist **ret);

#endif
