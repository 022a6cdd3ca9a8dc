#include "codec/url/url.h"
#include "codec/url/internal.h"

CURLUcode url_parse(struct url *u, const char *text, unsigned flags)
{
  struct url_draft d = { 0 };
  struct span span;
  TRY_URL(url_text_check(text, flags, &span));
  TRY_URL(url_draft_split(&d, span, flags));
  return url_draft_write(&d, flags, u);
}

CURLUcode url_copy(struct url *u, const struct url *from)
{
  struct url_draft d = url_draft_of(from);
  return url_draft_write(&d, 0, u);
}

uint16_t url_port(const struct url *u) { return u->port_text || !u->known ? u->port : u->known->port; }

CURLcode url_error(CURLUcode code)
{
  switch(code) {
  case CURLUE_OK:
    return CURLE_OK;
  case CURLUE_OUT_OF_MEMORY:
    return CURLE_OUT_OF_MEMORY;
  case CURLUE_TOO_LARGE:
    return CURLE_TOO_LARGE;
  case CURLUE_UNSUPPORTED_SCHEME:
    return CURLE_UNSUPPORTED_PROTOCOL;
  case CURLUE_USER_NOT_ALLOWED:
    return CURLE_LOGIN_DENIED;
  default:
    return CURLE_URL_MALFORMAT;
  }
}
