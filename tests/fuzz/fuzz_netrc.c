/* Any file: what is found has no more bytes than the file. */
#include "base/mem.h"
#include "codec/netrc/netrc.h"
#include <stdlib.h>

static void check(bool holds)
{
  if(!holds) abort();
}

static void find(struct span file, const char *user)
{
  struct netrc_login got = { 0 };
  if(netrc_find_login(file, "h.test", user, &got)) return;
  check(!user || !got.user);
  check(!got.user || strlen(got.user) <= NETRC_TOKEN_MAX);
  check(!got.password || strlen(got.password) <= NETRC_TOKEN_MAX);
  check((got.user ? strlen(got.user) : 0) + (got.password ? strlen(got.password) : 0) <= file.len);
  mem_free(got.user);
  mem_free(got.password);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  find(span_of(data, size), NULL);
  find(span_of(data, size), "alice");
  find(span_of(data, size), "");
  return 0;
}
