/* The header fields that a transfer has received, for curl_easy_header(3) and curl_easy_nextheader(3).
 *
 * They are kept for every transfer, as nobody tells beforehand that he will ask. Hence the form: records one behind the
 * other in few blocks, of which the largest stays for the next transfer; what a program sees is made when it asks. A
 * block never moves: names and values that a program was given stand until the next transfer begins.
 */
#ifndef ENGINE_HEADERS_H
#define ENGINE_HEADERS_H
#include "base/cursor.h"
#include "base/result.h"

#define HEADERS_MAX (8 * 1024 * 1024) /* bytes, of all requests of one transfer */

struct headers_block;

/* Private; {0} is empty. */
struct headers {
  struct headers_block *first, *last;
  size_t size; /* bytes of all blocks */
  int request; /* the number of the present one */
};

void headers_free(struct headers *h);
/* A transfer begins: nothing is kept, and its first request has the number 0. */
void headers_begin(struct headers *h);
/* The transfer goes on with another request. */
void headers_next_request(struct headers *h);
/* A field of the present request's answer. `origin` is one CURLH_* bit; `name` is not empty.
 * CURLE_TOO_LARGE (HEADERS_MAX), CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode headers_add(struct headers *h, struct span name, struct span value, unsigned origin);

/* The `index`th field of that name, in any case, within `origins` (CURLH_* bits) and `request` (-1: the last one). What
 * is wrong first, in this order: CURLHE_BAD_ARGUMENT (no name, no or unknown origins, a number below -1),
 * CURLHE_NOHEADERS, CURLHE_NOREQUEST, CURLHE_MISSING, CURLHE_BADINDEX. `*ret` is written on success only. */
MUST_USE CURLHcode headers_find(const struct headers *h, const char *name, size_t index, unsigned origins, int request,
                                struct curl_header *ret);
/* The field behind the one whose `anchor` is given, within the same bounds; NULL: the first. False (`*ret` unchanged):
 * there is none, or the anchor is none of the present transfer's. */
bool headers_next(const struct headers *h, const void *anchor, unsigned origins, int request, struct curl_header *ret);

#endif
