#include "store/psl.h"
#include <libpsl.h>
#include <stddef.h>

bool public_suffix_is(const char *domain) { return psl_is_public_suffix(psl_builtin(), domain); }

const char *public_suffix_site(const char *host)
{
  const char *site = psl_registrable_domain(psl_builtin(), host);
  return site ? site : host;
}

const char *public_suffix_library(void) { return psl_get_version(); }
