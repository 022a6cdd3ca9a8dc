/* DES on one block, which nothing but NTLM needs any more. It is in OpenSSL's legacy provider, and in nettle beside
 * GnuTLS. */
#ifndef CRYPTO_DES_H
#define CRYPTO_DES_H
#include "base/result.h"
#include <stddef.h>
#include <stdint.h>

#define DES_KEY   7 /* bytes: 56 bits, without those of the parity */
#define DES_BLOCK 8

/* The block encrypted with each of the keys in turn, one result behind the other. CURLE_NOT_BUILT_IN: the library has
 * no DES. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode des_encrypt(const uint8_t *keys, size_t count, const uint8_t block[DES_BLOCK], uint8_t *ret);

/* For who implements it: a key as the libraries want it, of eight bytes with seven bits in each, and their parity, which
 * nobody checks. */
void des_spread_key(const uint8_t key[DES_KEY], uint8_t ret[DES_BLOCK]);

#endif
