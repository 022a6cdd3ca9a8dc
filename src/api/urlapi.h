/* The URL handle: what a CURLU * points to. */
#ifndef API_URLAPI_H
#define API_URLAPI_H
#include "codec/url/url.h"

struct Curl_URL {
  struct url url;
};

#endif
