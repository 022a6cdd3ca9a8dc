/* The header API: two structs of the handle show what the transfer has kept. */
#include "api/easy.h"

static const struct headers none;

static const struct headers *headers_of(const struct Curl_easy *e)
{
  return e->transfer ? transfer_headers(e->transfer) : &none;
}

CURLHcode curl_easy_header(CURL *curl, const char *name, size_t index, unsigned int origin, int request,
                           struct curl_header **ret)
{
  struct Curl_easy *e = easy_of(curl);
  if(!e || !ret) return CURLHE_BAD_ARGUMENT;
  struct curl_header found;
  CURLHcode code = headers_find(headers_of(e), name, index, origin, request, &found);
  if(code) return code;
  struct easy_shown *shown = easy_shown(e);
  if(!shown) return CURLHE_OUT_OF_MEMORY;
  shown->found = found;
  *ret = &shown->found;
  return CURLHE_OK;
}

/* A struct without an anchor was never given out by us. */
struct curl_header *curl_easy_nextheader(CURL *curl, unsigned int origin, int request, struct curl_header *prev)
{
  struct Curl_easy *e = easy_of(curl);
  if(!e || (prev && !prev->anchor)) return NULL;
  struct easy_shown *shown = easy_shown(e);
  if(!shown) return NULL;
  bool is_there = headers_next(headers_of(e), prev ? prev->anchor : NULL, origin, request, &shown->walked);
  return is_there ? &shown->walked : NULL;
}
