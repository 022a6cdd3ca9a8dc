#include "base/slist.h"
#include "base/mem.h"

struct curl_slist *slist_item(const char *text)
{
  struct curl_slist *item = mem_zalloc(sizeof *item);
  if(item && !(item->data = mem_strdup(text))) {
    mem_free(item);
    return NULL;
  }
  return item;
}

CURLcode slist_copy(struct curl_slist **ret, const struct curl_slist *list)
{
  struct curl_slist *copy = NULL;
  for(struct curl_slist **end = &copy; list; list = list->next, end = &(*end)->next) {
    if((*end = slist_item(list->data))) continue;
    slist_free(copy);
    return CURLE_OUT_OF_MEMORY;
  }
  *ret = copy;
  return CURLE_OK;
}

void slist_free(struct curl_slist *list)
{
  while(list) {
    struct curl_slist *next = list->next;
    mem_free(list->data);
    mem_free(list);
    list = next;
  }
}
