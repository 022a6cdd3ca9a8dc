#include "crypto/digest.h"

static const size_t sizes[] = {
  [DIGEST_MD4] = 16, [DIGEST_MD5] = 16, [DIGEST_SHA1] = 20, [DIGEST_SHA256] = 32, [DIGEST_SHA512_256] = 32,
};

size_t digest_size(enum digest d) { return sizes[d]; }
