/* The head of a MIME part: disposition, type, encoding, and the program's own lines. */
#ifndef CODEC_MIME_HEAD_H
#define CODEC_MIME_HEAD_H
#include "base/buf.h"
#include "codec/mime/mime.h"

#define MIME_FORM_TYPE "multipart/form-data"

/* How quotation marks go into a quoted name (CURLOPT_MIME_OPTIONS(3)). */
enum mime_escape {
  MIME_PERCENT,  /* as browsers do today: %22, and %0D and %0A for line ends */
  MIME_BACKSLASH /* as mail does: a backslash before it, and before a backslash */
};

/* What a file of this name has, by its ending; NULL: unknown, or no name. */
const char *mime_guess_type(const char *name);
/* Is a multipart of this type a form, whose parts are fields? */
bool mime_is_form(struct span type);
/* The type that the part is sent with, without a boundary; empty: none is told. Points into the part, or is static. */
struct span mime_part_type(const curl_mimepart *p);
/* "TYPE; boundary=…" for a multipart. */
MUST_USE CURLcode mime_add_type(struct buf *to, struct span type, const curl_mime *m);
/* The whole head with its empty line. `in_form`: the part is a field. CURLE_OUT_OF_MEMORY, CURLE_TOO_LARGE. */
MUST_USE CURLcode mime_add_head(struct buf *to, const curl_mimepart *p, bool in_form, enum mime_escape escape);

#endif
