#include "tls/openssl/provider.h"
#include <openssl/err.h>
#include <stdio.h>
#include <string.h>

#define NAME_ROOM 256

static bool split(char name[NAME_ROOM], const char **properties, const char *engine)
{
  const char *colon = strchr(engine, ':');
  size_t len = colon ? (size_t)(colon - engine) : strlen(engine);
  if(len >= NAME_ROOM) return false;
  memcpy(name, engine, len);
  name[len] = '\0';
  *properties = colon ? colon + 1 : "";
  return true;
}

/* That there is no such file, or that it is no library of code, is the loader's to say; the rest the provider's own. */
static bool was_found(void)
{
  for(unsigned long error; (error = ERR_get_error());)
    if(ERR_GET_LIB(error) == ERR_LIB_DSO) return false;
  return true;
}

/* The providers that are in use by default stay in use. */
CURLcode provider_load(OSSL_PROVIDER **ret, const char *engine)
{
  char name[NAME_ROOM];
  const char *properties;
  *ret = NULL;
  if(!engine) return CURLE_OK;
  if(!split(name, &properties, engine) || !*name) return CURLE_SSL_ENGINE_NOTFOUND;
  ERR_clear_error();
  *ret = OSSL_PROVIDER_try_load(NULL, name, 1);
  CURLcode code = *ret ? CURLE_OK : was_found() ? CURLE_SSL_ENGINE_INITFAILED : CURLE_SSL_ENGINE_NOTFOUND;
  ERR_clear_error();
  return code;
}

void provider_unload(OSSL_PROVIDER *p)
{
  if(p) OSSL_PROVIDER_unload(p);
}

bool provider_query(char room[PROVIDER_QUERY_MAX], const char **ret, const char *engine)
{
  char name[NAME_ROOM];
  const char *properties;
  *ret = NULL;
  if(!engine) return true;
  if(!split(name, &properties, engine)) return false;
  int len = *properties ? snprintf(room, PROVIDER_QUERY_MAX, "%s", properties)
                        : snprintf(room, PROVIDER_QUERY_MAX, "?provider=%s", name);
  *ret = room;
  return len < PROVIDER_QUERY_MAX;
}
