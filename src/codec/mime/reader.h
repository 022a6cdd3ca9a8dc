/* A MIME tree as a stream of bytes, made piece by piece: at any time there is one head, or one piece of one content, in
 * memory.
 *
 * lifecycle: mime_reader_begin on a root, mime_reader_read until it gives nothing, mime_reader_end. Begin may follow at
 * any time and starts anew. A tree that is changed or freed meanwhile ends the reading from its side.
 */
#ifndef CODEC_MIME_READER_H
#define CODEC_MIME_READER_H
#include "base/buf.h"
#include "codec/mime/encode.h"
#include "codec/mime/head.h"

#define MIME_TEXT_MAX  (64 * 1024 * 1024) /* bytes of one head */
#define MIME_PIECE_MAX (8 * 1024)         /* bytes that an encoder gets at once */

struct mime_reading {
  struct span type; /* of the root: decides whether its parts are fields. Read by mime_reader_begin only */
  enum mime_escape escape;
  bool with_head; /* the root's type comes first, as a head */
};

/* Where it is: what comes next when `text` is used up. */
enum mime_place {
  MIME_AT_PART,    /* `part`'s boundary and head */
  MIME_AT_CONTENT, /* more of `part`'s content */
  MIME_AT_CLOSE,   /* the end of `in` */
  MIME_AT_END
};

/* Read `size`; the rest is private. */
struct mime_reader {
  curl_off_t size; /* bytes in all; -1: not known */
  curl_mime *root; /* NULL: not begun, or ended */
  curl_mime *in;
  curl_mimepart *part;
  enum mime_place place;
  enum mime_escape escape;
  bool root_is_form;
  bool content_is_over;
  struct mime_encoding encoding;
  curl_off_t left; /* bytes of the source that are still to come; -1: not known */
  struct buf text; /* heads, boundaries, and what an encoder has made */
  size_t text_done;
  uint8_t *piece; /* MIME_PIECE_MAX bytes for an encoder, once they are needed */
};

/* Nothing is begun. */
void mime_reader_init(struct mime_reader *r);
/* Stop, if it is begun. The tree can be read again, by anybody. */
void mime_reader_end(struct mime_reader *r);
/* The memory, too. It may be begun again. */
void mime_reader_free(struct mime_reader *r);

/* From the beginning; sources that were read before are rewound, and all are asked for their size. An error has ended
 * it: CURLE_BAD_FUNCTION_ARGUMENT (another reader is at it), CURLE_SEND_FAIL_REWIND, CURLE_READ_ERROR (a source cannot
 * be read), CURLE_OUT_OF_MEMORY, CURLE_TOO_LARGE. */
MUST_USE CURLcode mime_reader_begin(struct mime_reader *r, curl_mime *root, const struct mime_reading *how);

/* At most `room` bytes, which is not 0; `*got` 0: that was all. A source is asked once, and again only where nothing has
 * come yet, so that what is there is not held back.
 * CURLE_AGAIN: a source pauses, and `*got` counts what came before. Else the code of a source or an encoder;
 * CURLE_READ_ERROR also where the tree was changed. Nothing more comes after an error. */
MUST_USE CURLcode mime_reader_read(struct mime_reader *r, void *to, size_t room, size_t *got);

/* Could all that it reads be read once more? */
bool mime_reader_can_rewind(const struct mime_reader *r);

#endif
