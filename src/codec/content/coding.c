#include "codec/content/coding.h"
#include "base/str.h"
#include "codec/content/decoder.h"
#include <stdio.h>

const char content_codings_built[] = "deflate, gzip, br, zstd";

static const struct content_coding *const codings[] = { &content_deflate, &content_gzip, &content_br, &content_zstd };

static const struct content_coding *find(struct span name)
{
  for(size_t i = 0; i < sizeof codings / sizeof *codings; i++) {
    const struct content_coding *c = codings[i];
    if(span_is(name, c->name) || (c->other_name && span_is(name, c->other_name))) return c;
  }
  return NULL;
}

CURLcode content_list_add(struct content_list *l, struct span name)
{
  if(!name.len) return CURLE_OK;
  if(l->members == CONTENT_CODINGS_MAX) return CURLE_BAD_CONTENT_ENCODING;
  l->members++;
  if(span_is(name, "identity") || span_is(name, "none")) return CURLE_OK;
  const struct content_coding *c = find(name);
  if(c)
    l->coding[l->count++] = c;
  else if(!l->unknown[0])
    snprintf(l->unknown, sizeof l->unknown, "%.*s", SPAN_ARG(name));
  return CURLE_OK;
}

struct content_versions content_versions(void)
{
  struct content_versions v = { .zlib = content_zlib_version(), .brotli_number = content_brotli_version() };
  snprintf(v.brotli, sizeof v.brotli, "%u.%u.%u", v.brotli_number >> 24, v.brotli_number >> 12 & 0xfff,
           v.brotli_number & 0xfff);
  v.zstd = content_zstd_version(&v.zstd_number);
  return v;
}
