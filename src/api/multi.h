/* The multi handle: what a CURLM * points to. */
#ifndef API_MULTI_H
#define API_MULTI_H
#include "api/easy.h"

struct Curl_multi {
  uint32_t magic;
  struct multi *engine;
  curl_off_t added; /* transfers ever */
  bool quick_exit;  /* CURLMOPT_QUICK_EXIT */
  curl_notify_callback notify;
  void *notify_data;
  curl_push_callback push;
  void *push_data;
};

#define MULTI_MAGIC 0x4d554c54u

/* NULL: not a living multi handle. */
static inline struct Curl_multi *multi_of(CURLM *handle)
{
  struct Curl_multi *m = handle;
  return m && m->magic == MULTI_MAGIC ? m : NULL;
}

/* What most calls are refused for: CURLM_BAD_HANDLE; CURLM_RECURSIVE_API_CALL inside a callback of this multi. */
MUST_USE CURLMcode multi_check(CURLM *handle, struct Curl_multi **ret);
/* The same for what the notify function must not call either. */
MUST_USE CURLMcode multi_check_outermost(CURLM *handle, struct Curl_multi **ret);

#endif
