/* OpenSSL for the files of this folder: a library context of our own, so that what is loaded here is never the
 * program's default. */
#ifndef CRYPTO_OPENSSL_LIBRARY_H
#define CRYPTO_OPENSSL_LIBRARY_H
#include <openssl/crypto.h>

/* Made when it is first needed, with the default provider and, where the machine has it, the legacy one (MD4, DES); it
 * lives as long as the process. NULL: out of memory, or no provider to be had. */
OSSL_LIB_CTX *crypto_library(void);

#endif
