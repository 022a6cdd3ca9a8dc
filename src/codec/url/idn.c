#include "codec/url/idn.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/url/internal.h"
#include <idn2.h>

/* Characters may be written in pieces, and a few are ignored, but no name of 255 bytes comes from more than this. */
#define NAME_MAX_UTF8 4096

bool url_host_is_ascii(const char *host)
{
  for(; *host; host++)
    if((uint8_t)*host >= 0x80) return false;
  return true;
}

bool url_idn_has_ace(const char *host)
{
  for(const char *label = host; label; label = strchr(label, '.'), label = label ? label + 1 : NULL)
    if(span_starts_nocase(span_text(label), "xn--")) return true;
  return false;
}

const char *url_idn_version(void) { return idn2_check_version(NULL); }

static CURLUcode idn_error(int code)
{
  if(code == IDN2_OK) return CURLUE_OK;
  return code == IDN2_MALLOC ? CURLUE_OUT_OF_MEMORY : CURLUE_BAD_HOSTNAME;
}

/* Symbols, emoji for instance, are no part of IDNA 2008, but there are names with them: these are as in IDNA 2003. */
static int look_up(const char *host, uint8_t **ret)
{
  const uint8_t *utf8 = (const uint8_t *)host;
  int code = idn2_lookup_u8(utf8, ret, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  return code == IDN2_DISALLOWED ? idn2_lookup_u8(utf8, ret, IDN2_NFC_INPUT | IDN2_TRANSITIONAL) : code;
}

/* What the mapping makes of a name may be a delimiter, an address, or nothing. */
static CURLUcode copy_name(struct span name, char **ret)
{
  if(!name.len) return CURLUE_BAD_HOSTNAME;
  AUTO_FREE char *copy = mem_alloc(url_host_room(name));
  if(!copy) return CURLUE_OUT_OF_MEMORY;
  memcpy(copy, name.at, name.len);
  TRY_URL(url_host_normalize_name(copy, name.len));
  *ret = copy;
  copy = NULL;
  return CURLUE_OK;
}

CURLUcode url_host_to_ascii(const char *host, char **ret)
{
  uint8_t *name = NULL;
  if(strnlen(host, NAME_MAX_UTF8) == NAME_MAX_UTF8) return CURLUE_BAD_HOSTNAME;
  TRY_URL(idn_error(look_up(host, &name)));
  CURLUcode code = copy_name(span_text((const char *)name), ret);
  idn2_free(name);
  return code;
}

static CURLUcode decode(const char *host, char **ret)
{
  char *name = NULL;
  if(strnlen(host, NAME_MAX_UTF8) == NAME_MAX_UTF8) return CURLUE_BAD_HOSTNAME;
  TRY_URL(idn_error(idn2_to_unicode_8z8z(host, &name, 0)));
  *ret = mem_strdup(name);
  idn2_free(name);
  return *ret ? CURLUE_OK : CURLUE_OUT_OF_MEMORY;
}

/* Only one Unicode text belongs to a label of "xn--": others are decoded as well, into what looks like another name. */
static CURLUcode check_same(const char *host, const char *unicode)
{
  AUTO_FREE char *before = NULL, *after = NULL;
  if(!url_host_is_ascii(host)) TRY_URL(url_host_to_ascii(host, &before));
  TRY_URL(url_host_to_ascii(unicode, &after));
  return str_equal_nocase(before ? before : host, after) ? CURLUE_OK : CURLUE_BAD_HOSTNAME;
}

CURLUcode url_idn_to_unicode(const char *host, char **ret)
{
  AUTO_FREE char *unicode = NULL;
  TRY_URL(decode(host, &unicode));
  TRY_URL(check_same(host, unicode));
  *ret = unicode;
  unicode = NULL;
  return CURLUE_OK;
}
