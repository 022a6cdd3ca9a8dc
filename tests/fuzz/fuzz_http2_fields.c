/* The text of a request's head, or of a trailer section, as fields of HTTP/2: what is made of it can be sent as it is. */
#include "codec/http2/http2_fields.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
  if(!holds) abort();
}

static bool is_one_of(struct span name, const char *const *names)
{
  for(; *names; names++)
    if(span_equal(name, span_text(*names))) return true;
  return false;
}

static void check(const struct http2_fields *f, bool is_trailer)
{
  static const char *const pseudo[] = { ":method", ":scheme", ":authority", ":path", NULL };
  static const char *const never[] = {
    "connection", "host", "http2-settings", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", NULL
  };
  bool is_behind = is_trailer;
  for(size_t i = 0; i < f->count; i++) {
    struct span name = f->at[i].name, value = f->at[i].value;
    bool is_pseudo = is_one_of(name, pseudo);
    require(name.len && !is_one_of(name, never) && (!is_pseudo || !is_behind));
    require(!is_pseudo || i < 4);
    is_behind = !is_pseudo;
    for(size_t j = 0; j < name.len; j++) require(name.at[j] > ' ' && !(name.at[j] >= 'A' && name.at[j] <= 'Z'));
    for(size_t j = 0; j < value.len; j++) require(value.at[j] && value.at[j] != '\r' && value.at[j] != '\n');
    if(!is_trailer && span_equal(name, span_text("te"))) require(span_equal(value, span_text("trailers")));
    if(is_trailer) require(!span_equal(name, span_text("te")));
    if(is_pseudo) require(value.len);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if(!size) return 0;
  bool is_trailer = data[0] & 1;
  uint8_t *bytes = malloc(size); /* of the text's length, so that reading past it is seen */
  if(!bytes) abort();
  if(size > 1) memcpy(bytes, data + 1, size - 1);
  struct buf text = { .at = realloc(bytes, size > 1 ? size - 1 : 1), .len = size - 1 };
  struct http2_fields f = { 0 };
  CURLcode code =
      is_trailer ? http2_trailer_fields_of(&f, &text) : http2_fields_of(&f, &text, span_text("https"), span_text("a"));
  require(!code || (code == CURLE_BAD_FUNCTION_ARGUMENT && !f.at && !f.count));
  require(code || is_trailer || (f.count >= 2 && span_equal(f.at[0].name, span_text(":method"))));
  check(&f, is_trailer);
  http2_fields_free(&f);
  free(text.at);
  return 0;
}
