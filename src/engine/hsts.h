/* A handle and its memory of HSTS hosts: what it is filled from, and where it goes when the handle does. */
#ifndef ENGINE_HSTS_H
#define ENGINE_HSTS_H
#include "codec/url/url.h"
#include "proto/http/hsts.h"

/* The program's callbacks. */
struct hsts_opts {
  curl_hstsread_callback read;
  void *read_data;
  curl_hstswrite_callback write;
  void *write_data;
};

/* What the program has said about files. It stays where options are reset: the memory does, too. */
struct hsts_files {
  struct curl_slist *unread; /* CURLOPT_HSTS: those that a transfer is still to read, each as often as it was set */
  char *file;                /* the last of them, to be written; NULL: none */
  bool is_read_only;
  bool has_asked; /* the read callback has given what it has */
};

void hsts_files_free(struct hsts_files *f);
/* What a copy of the handle has to read again. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode hsts_files_copy(struct hsts_files *to, const struct hsts_files *from);
/* CURLOPT_HSTS: a further file, "" for none; NULL forgets them all. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode hsts_files_set(struct hsts_files *f, const char *name);

/* A transfer begins: read what is to be read. A file that is not there has nothing. CURLE_ABORTED_BY_CALLBACK: the read
 * callback has failed; CURLE_BAD_FUNCTION_ARGUMENT: it has not kept to its page; with text. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode hsts_fill(struct http_hsts *h, struct hsts_files *f, const struct hsts_opts *opts, struct trace *t);

/* Make `u`, whose host is `host` in ASCII, an https URL if that is asked for (RFC 6797, section 8.3). With text for each
 * error but CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode hsts_upgrade(struct http_hsts *h, struct url *u, const char *host, int64_t now, struct trace *t);

/* The handle ends: to the file, if it was read before, and to the write callback. What another handle or program has put
 * into the file meanwhile stays in it. Nobody hears of what cannot be written, but in the trace. */
void hsts_save(struct http_hsts *h, const struct hsts_files *f, const struct hsts_opts *opts, int64_t now,
               struct trace *t);

#endif
