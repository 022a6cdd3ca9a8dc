/* A MIME tree (RFC 2045, RFC 2046, RFC 7578): what the curl_mime_* functions build.
 *
 * vocabulary: a *multipart* is a row of parts between boundaries. A *part* has a head and a content. The content comes
 * from a *source* (memory, or whatever another layer makes one of), or is a multipart in turn, which the part then owns.
 * The *root* is the multipart at the top; it belongs to the program.
 *
 * invariants: a multipart is in at most one place: a part, or a holder. A tree holds no part of itself twice. A change
 * anywhere in a tree ends the reading of it (reader.h): the reader notices, and what it has seen is not looked at again.
 */
#ifndef CODEC_MIME_MIME_H
#define CODEC_MIME_MIME_H
#include "base/cursor.h"
#include "base/result.h"

#define MIME_RANDOM_MAX   22 /* random characters of a boundary */
#define MIME_BOUNDARY_MAX (24 + MIME_RANDOM_MAX)

/* The head of a content's source; each is read by one reader at a time. A function that may be NULL says so. */
struct mime_source_ops {
  /* How many bytes it has; -1: not known. Asked before each reading. CURLE_READ_ERROR: it cannot be read. */
  CURLcode (*size)(void *source, curl_off_t *ret);
  /* At most `room` bytes; `*got` 0: that was all. CURLE_AGAIN: it pauses. Other codes end the reading. The source may be
   * gone when this returns: the program's callback that it calls can free the tree. */
  CURLcode (*read)(void *source, void *to, size_t room, size_t *got);
  /* Could it be read once more? NULL: always. */
  bool (*can_rewind)(const void *source);
  /* The next read begins at the beginning. CURLE_SEND_FAIL_REWIND. */
  CURLcode (*rewind)(void *source);
  /* Nothing is read for now: give back what is open. NULL: nothing ever is. */
  void (*close)(void *source);
  /* The local file's name, from which a type may be guessed. NULL: it is no file. */
  const char *(*file)(const void *source);
  /* Another one for a copy of the tree. NULL: out of memory. */
  void *(*copy)(const void *source);
  void (*free)(void *source);
  bool is_at_hand; /* asking it never takes time */
};

struct mime_source {
  const struct mime_source_ops *ops; /* NULL: there is no content */
  void *source;
};

struct mime_encoder;
struct mime_reader;

struct curl_mimepart {
  curl_mime *in;       /* the multipart that it is a part of */
  curl_mimepart *next; /* in that */
  char *name;
  char *filename; /* as told to the peer */
  char *type;
  struct curl_slist *headers;
  const struct mime_encoder *encoder; /* NULL: none */
  struct mime_source from;            /* the content, unless there are subparts */
  curl_mime *subparts;                /* owned */
  curl_off_t size;                    /* of the source, for the reader; -1: not known */
  bool owns_headers;
  bool was_read; /* the source is not at its beginning */
};

struct curl_mime {
  curl_mimepart *owner; /* whose subparts they are, or NULL */
  curl_mime **holder;   /* where a pointer to this root is kept, or NULL */
  curl_mimepart *first;
  curl_mimepart *last;
  struct mime_reader *reader; /* of a root: who reads it, or NULL */
  char boundary[MIME_BOUNDARY_MAX + 1];
};

/* An empty root. `random`: bytes that nobody can guess. NULL: out of memory. */
MUST_USE curl_mime *mime_new(const uint8_t random[MIME_RANDOM_MAX]);
/* With all that is in it. It leaves the place that it is in. NULL is legal. */
void mime_free(curl_mime *m);
/* A deep copy as a root; boundaries are the same. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode mime_copy(curl_mime **ret, const curl_mime *from);

/* Keep the root `m` (NULL: none) at `*holder`; what was there is let go. `*holder` becomes NULL when `m` is freed.
 * CURLE_BAD_FUNCTION_ARGUMENT: it is in another place. */
MUST_USE CURLcode mime_hold(curl_mime **holder, curl_mime *m);
/* What is held, if anything, is not; `*holder` is NULL. */
void mime_let_go(curl_mime **holder);

/* An empty part at the end. NULL: out of memory. */
MUST_USE curl_mimepart *mime_add_part(curl_mime *m);

/* Each copies, and NULL takes back. CURLE_OUT_OF_MEMORY changes nothing. A type, like header lines, goes out as it is;
 * in names, what would end their quotation is escaped. */
MUST_USE CURLcode mime_part_set_name(curl_mimepart *p, const char *name);
MUST_USE CURLcode mime_part_set_filename(curl_mimepart *p, const char *filename);
MUST_USE CURLcode mime_part_set_type(curl_mimepart *p, const char *type);
/* CURLE_BAD_FUNCTION_ARGUMENT: no such encoder. NULL: none. */
MUST_USE CURLcode mime_part_set_encoder(curl_mimepart *p, const char *name);
/* `take`: the list belongs to the part from now on. */
void mime_part_set_headers(curl_mimepart *p, struct curl_slist *headers, bool take);

/* Set the content, in place of what was there. The source belongs to the part from now on. */
void mime_part_set_source(curl_mimepart *p, struct mime_source from);
/* `m` belongs to the part from now on; NULL: no content. CURLE_BAD_FUNCTION_ARGUMENT: it is in another place, or holds
 * the part; nothing is changed. */
MUST_USE CURLcode mime_part_set_subparts(curl_mimepart *p, curl_mime *m);

/* Memory as a source: a copy of the bytes, or with `is_kept` the bytes themselves, which outlive it.
 * CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode mime_memory_new(struct mime_source *ret, const void *bytes, size_t len, bool is_kept);

#endif
