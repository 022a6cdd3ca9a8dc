#include "body.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define READ_STEP 65536

static CURLcode append(struct body *b, const char *bytes, size_t len)
{
  if(len >= (size_t)-1 - b->len) return CURLE_OUT_OF_MEMORY;
  char *longer = realloc(b->bytes, b->len + len + 1);
  if(!longer) return CURLE_OUT_OF_MEMORY;
  memcpy(longer + b->len, bytes, len);
  b->bytes = longer;
  b->len += len;
  longer[b->len] = '\0';
  return CURLE_OK;
}

/* Take out what is not text, in place. */
static size_t keep_text(char *bytes, size_t len)
{
  size_t kept = 0;
  for(size_t i = 0; i < len; i++) {
    if(bytes[i] != '\r' && bytes[i] != '\n' && bytes[i] != '\0') bytes[kept++] = bytes[i];
  }
  return kept;
}

static CURLcode append_stream(struct body *b, enum body_kind kind, FILE *file)
{
  static char step[READ_STEP];
  size_t got;
  while((got = fread(step, 1, sizeof(step), file)) > 0) {
    CURLcode code = append(b, step, kind == BODY_TEXT ? keep_text(step, got) : got);
    if(code) return code;
  }
  return ferror(file) ? CURLE_READ_ERROR : CURLE_OK;
}

static CURLcode append_file(struct body *b, enum body_kind kind, const char *path)
{
  if(!strcmp(path, "-")) return append_stream(b, kind, stdin);
  FILE *file = fopen(path, "rb");
  if(!file) return CURLE_READ_ERROR;
  CURLcode code = append_stream(b, kind, file);
  fclose(file);
  return code;
}

CURLcode body_add(struct body *b, enum body_kind kind, const char *argument)
{
  CURLcode code = append(b, "&", b->bytes ? 1 : 0);
  if(code) return code;
  if(kind == BODY_RAW || *argument != '@') return append(b, argument, strlen(argument));
  code = append_file(b, kind, argument + 1);
  if(code == CURLE_READ_ERROR) fprintf(stderr, "sluice: cannot read %s: %s\n", argument + 1, strerror(errno));
  return code;
}

void body_free(struct body *b)
{
  free(b->bytes);
  *b = (struct body){ 0 };
}
