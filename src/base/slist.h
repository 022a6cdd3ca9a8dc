/* The public list of strings. */
#ifndef BASE_SLIST_H
#define BASE_SLIST_H
#include "base/result.h"

/* A list of one copy of `text`. NULL: out of memory. */
MUST_USE struct curl_slist *slist_item(const char *text);
/* `*ret` is a copy of `list`, NULL for an empty one. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode slist_copy(struct curl_slist **ret, const struct curl_slist *list);
/* NULL is legal. */
void slist_free(struct curl_slist *list);

#endif
