#include "codec/url/scheme.h"
#include "base/str.h"

/* The most frequent first: the search is linear. */
static const struct url_scheme schemes[] = {
  { "http", 80, 0 },
  { "https", 443, 0 },
  { "ftp", 21, 0 },
  { "ftps", 990, 0 },
  { "file", 0, URL_SCHEME_LOCAL },
  { "ws", 80, 0 },
  { "wss", 443, 0 },
  { "sftp", 22, 0 },
  { "scp", 22, 0 },
  { "smtp", 25, URL_SCHEME_OPTIONS },
  { "smtps", 465, URL_SCHEME_OPTIONS },
  { "imap", 143, URL_SCHEME_OPTIONS },
  { "imaps", 993, URL_SCHEME_OPTIONS },
  { "pop3", 110, URL_SCHEME_OPTIONS },
  { "pop3s", 995, URL_SCHEME_OPTIONS },
  { "ldap", 389, 0 },
  { "ldaps", 636, 0 },
  { "mqtt", 1883, 0 },
  { "mqtts", 8883, 0 },
  { "rtsp", 554, 0 },
  { "smb", 445, 0 },
  { "smbs", 445, 0 },
  { "tftp", 69, 0 },
  { "telnet", 23, 0 },
  { "dict", 2628, 0 },
  { "gopher", 70, 0 },
  { "gophers", 70, 0 },
};

#define SCHEME_COUNT (sizeof schemes / sizeof *schemes)

const struct url_scheme *url_scheme_find(struct span name)
{
  for(size_t i = 0; i < SCHEME_COUNT; i++)
    if(span_is(name, schemes[i].name)) return &schemes[i];
  return NULL;
}

const struct url_scheme *url_scheme_next(const struct url_scheme *s)
{
  if(!s) return schemes;
  return s + 1 < schemes + SCHEME_COUNT ? s + 1 : NULL;
}
