/* curl_mime_*: argument checks; the tree is codec/mime's. */
#include "codec/mime/mime.h"
#include "api/easy.h"
#include "api/mime_sources.h"
#include "os/file.h"
#include "os/system.h"
#include <limits.h>

/* The handle is of no use here: randomness is the system's, and there is nothing to report. */
curl_mime *curl_mime_init(CURL *easy)
{
  uint8_t random[MIME_RANDOM_MAX];
  return system_native.random(random, sizeof random) ? NULL : mime_new(random);
}

void curl_mime_free(curl_mime *mime) { mime_free(mime); }

curl_mimepart *curl_mime_addpart(curl_mime *mime) { return mime ? mime_add_part(mime) : NULL; }

CURLcode curl_mime_name(curl_mimepart *part, const char *name)
{
  return part ? mime_part_set_name(part, name) : CURLE_BAD_FUNCTION_ARGUMENT;
}

CURLcode curl_mime_filename(curl_mimepart *part, const char *filename)
{
  return part ? mime_part_set_filename(part, filename) : CURLE_BAD_FUNCTION_ARGUMENT;
}

CURLcode curl_mime_type(curl_mimepart *part, const char *type)
{
  return part ? mime_part_set_type(part, type) : CURLE_BAD_FUNCTION_ARGUMENT;
}

CURLcode curl_mime_encoder(curl_mimepart *part, const char *encoding)
{
  return part ? mime_part_set_encoder(part, encoding) : CURLE_BAD_FUNCTION_ARGUMENT;
}

CURLcode curl_mime_headers(curl_mimepart *part, struct curl_slist *headers, int take_ownership)
{
  if(!part) return CURLE_BAD_FUNCTION_ARGUMENT;
  mime_part_set_headers(part, headers, take_ownership);
  return CURLE_OK;
}

static const struct mime_source no_source;

CURLcode curl_mime_data(curl_mimepart *part, const char *data, size_t len)
{
  struct mime_source from = no_source;
  if(!part) return CURLE_BAD_FUNCTION_ARGUMENT;
  if(data && len == CURL_ZERO_TERMINATED) len = strlen(data);
  if(data) TRY(mime_memory_new(&from, data, len, false));
  mime_part_set_source(part, from);
  return CURLE_OK;
}

/* The part stands also where the file cannot be read: it may come until the transfer begins. */
CURLcode curl_mime_filedata(curl_mimepart *part, const char *filename)
{
  struct mime_source from = no_source;
  curl_off_t size;
  if(!part) return CURLE_BAD_FUNCTION_ARGUMENT;
  if(filename) TRY(mime_file_new(&from, filename));
  CURLcode code = filename ? mime_part_set_filename(part, mime_base_name(filename)) : CURLE_OK;
  if(code) {
    from.ops->free(from.source);
    return code;
  }
  mime_part_set_source(part, from);
  return filename ? file_size(filename, &size) : CURLE_OK;
}

CURLcode curl_mime_data_cb(curl_mimepart *part, curl_off_t size, curl_read_callback read, curl_seek_callback seek,
                           curl_free_callback release, void *arg)
{
  struct mime_source from = no_source;
  const struct mime_callbacks with = {
    .read = read, .seek = seek, .release = release, .arg = arg, .size = size < 0 ? -1 : size
  };
  if(!part) return CURLE_BAD_FUNCTION_ARGUMENT;
  if(read) TRY(mime_callbacks_new(&from, &with));
  mime_part_set_source(part, from);
  return CURLE_OK;
}

CURLcode curl_mime_subparts(curl_mimepart *part, curl_mime *subparts)
{
  return part ? mime_part_set_subparts(part, subparts) : CURLE_BAD_FUNCTION_ARGUMENT;
}
