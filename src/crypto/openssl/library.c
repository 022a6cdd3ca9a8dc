#include "crypto/openssl/library.h"
#include <openssl/provider.h>
#include <pthread.h>

static OSSL_LIB_CTX *library;

static void make_library(void)
{
  OSSL_LIB_CTX *made = OSSL_LIB_CTX_new();
  if(!made) return;
  if(OSSL_PROVIDER_load(made, "default")) {
    OSSL_PROVIDER_load(made, "legacy"); /* without it, what is in it is not built in */
    library = made;
  } else {
    OSSL_LIB_CTX_free(made);
  }
}

OSSL_LIB_CTX *crypto_library(void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, make_library);
  return library;
}
