#include "base/slist.h"

struct curl_slist *curl_slist_append(struct curl_slist *list, const char *text)
{
  struct curl_slist *item = text ? slist_item(text) : NULL;
  if(!item) return NULL;
  if(!list) return item;
  struct curl_slist *last = list;
  while(last->next) last = last->next;
  last->next = item;
  return list;
}

void curl_slist_free_all(struct curl_slist *list) { slist_free(list); }
