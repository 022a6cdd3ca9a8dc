/* What a handle remembers between transfers: its own, as long as no share has the same for it. */
#ifndef API_STORES_H
#define API_STORES_H
#include "engine/hsts.h"
#include "proto/http/http_stores.h"
#include "store/altsvc.h"

struct share;

/* {0} remembers nothing. curl_easy_reset(3) leaves it as it is. */
struct easy_stores {
  struct http_stores in_use;  /* what transfers use, referenced */
  struct http_hsts *own_hsts; /* referenced; NULL until it is asked for */
  struct hsts_files hsts_files;
  bool wants_hsts;           /* CURLHSTS_ENABLE */
  bool wants_altsvc;         /* a bit of CURLOPT_ALTSVC_CTRL, or a file */
  struct altsvc *own_altsvc; /* NULL until it is asked for */
  char *altsvc_file;         /* to be written; NULL: none */
  long altsvc_control;       /* CURLALTSVC_* */
};

/* Frees it; it is {0} then. */
void easy_stores_free(struct easy_stores *s);
/* What a copy of the handle begins with. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode easy_stores_copy(struct easy_stores *to, struct easy_stores *from);
/* Choose what is in use; `share` may be NULL. */
void easy_stores_choose(struct easy_stores *s, const struct share *share);
/* The handle ends, and its share is still there: write what is to be written, and tell whom it is to be told. */
void easy_stores_save(struct easy_stores *s, const struct hsts_opts *hsts, struct trace *t);

/* From now on HSTS hosts are remembered. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode easy_stores_want_hsts(struct easy_stores *s);
/* The same for alternative services, with what the file has; NULL: no file from now on. Errors of altsvc_load: the file
 * is not used, and so not written over. */
MUST_USE CURLcode easy_stores_want_altsvc(struct easy_stores *s);
MUST_USE CURLcode easy_stores_use_altsvc_file(struct easy_stores *s, const char *name);

#endif
