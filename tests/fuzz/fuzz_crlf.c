/* Any text in any room: no LF without a CR comes out, and the size is the one foretold. */
#include "codec/content/crlf.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if(!size) return 0;
  struct span text = { data + 1, size - 1 };
  size_t room = (size_t)data[0] % 37 + 1, part = crlf_part(room);
  struct crlf c = { 0 };
  uint64_t written = 0;
  uint8_t last = 0;
  while(text.len || c.owes_lf) {
    uint8_t *block = malloc(room);
    size_t len = text.len < part ? text.len : part, got = 1;
    if(!block) return 0;
    if(c.owes_lf) {
      block[0] = '\n';
      c.owes_lf = false;
    } else {
      memcpy(block + room - part, text.at, len);
      text = span_of(text.at + len, text.len - len);
      got = crlf_convert(&c, span_of(block + room - part, len), block, room);
    }
    for(size_t i = 0; i < got; last = block[i++])
      if(block[i] == '\n' && last != '\r') abort();
    written += got;
    free(block);
  }
  if(written != crlf_converted_size(span_of(data + 1, size - 1))) abort();
  return 0;
}
