/* Line ends of text: LF becomes CR LF, as CURLOPT_CRLF(3) wants it. A LF that has its CR is left alone. And the other way,
 * for text that comes as RFC 959, section 3.1.1.1, has it. */
#ifndef CODEC_CONTENT_CRLF_H
#define CODEC_CONTENT_CRLF_H
#include "base/cursor.h"

/* {0} begins. */
struct crlf {
  bool is_after_cr;
  bool owes_lf; /* the last LF had room for its CR only */
};

/* Bytes of source that are sure to fit into `room`, with crlf_convert's promise: at least 1 where `room` is. */
static inline size_t crlf_part(size_t room) { return room / 2 + room % 2; }

/* Write `from`, at most crlf_part(room) bytes of text, to `to`; the number of bytes written. The source may stand at the
 * very end of the same room: no byte is overwritten before it was read. Where the last LF does not fit, it is owed. */
size_t crlf_convert(struct crlf *c, struct span from, uint8_t *to, size_t room);

/* The bytes that the whole of a text becomes. */
uint64_t crlf_converted_size(struct span text);

/* CR LF, and a CR alone, become LF, in the place where `text` is. The number of bytes left. `*is_after_cr`: the piece before
 * ended in CR. */
size_t crlf_to_lf(bool *is_after_cr, uint8_t *text, size_t len);

#endif
