#include "engine/altsvc.h"
#include "os/file.h"

static const char head[] =
    "# Alternative services (Alt-Svc). Written by libcurl, which replaces what is changed here.\n";

CURLcode altsvc_load(struct altsvc *a, const char *name)
{
  struct buf lines = BUF_INIT(ALTSVC_CONTENT_MAX);
  CURLcode code = file_load(name, &lines);
  if(!code)
    code = altsvc_read(a, buf_span(&lines));
  else if(code == CURLE_READ_ERROR)
    code = CURLE_OK;
  buf_free(&lines);
  return code;
}

CURLcode altsvc_save(const struct altsvc *a, const char *name, int64_t now)
{
  struct buf bytes = BUF_INIT(ALTSVC_CONTENT_MAX);
  CURLcode code = buf_add_text(&bytes, head);
  if(!code) code = altsvc_write(a, now, &bytes);
  if(!code) code = file_replace(name, buf_span(&bytes));
  buf_free(&bytes);
  return code == CURLE_TOO_LARGE ? CURLE_WRITE_ERROR : code;
}
