#include "api/legacy/form.h"
#include "api/mime_sources.h"
#include "api/option.h"
#include "base/mem.h"
#include "codec/mime/reader.h"

#define PIECE_MAX 4096

static int seek_file(void *file, curl_off_t offset, int origin)
{
  return fseeko(file, (off_t)offset, origin) ? CURL_SEEKFUNC_CANTSEEK : CURL_SEEKFUNC_OK;
}

/* "-" is standard input. */
static CURLcode open_file(const struct curl_httppost *f, struct mime_source *ret)
{
  const struct mime_callbacks standard_input = { .seek = seek_file, .arg = stdin, .size = -1 };
  return strcmp(f->contents, "-") ? mime_file_new(ret, f->contents) : mime_callbacks_new(ret, &standard_input);
}

/* A program may have made the list itself, in an older way. 0: not said. */
static curl_off_t content_length(const struct curl_httppost *f)
{
  return f->flags & CURL_HTTPPOST_LARGE ? f->contentlen : f->contentslength;
}

static CURLcode open_stream(const struct curl_httppost *f, curl_read_callback read, struct mime_source *ret)
{
  const struct mime_callbacks stream = { .read = read,
                                         .arg = read || f->userp ? f->userp : stdin,
                                         .size = content_length(f) > 0 ? content_length(f) : -1 };
  return mime_callbacks_new(ret, &stream);
}

static CURLcode open_source(const struct curl_httppost *f, curl_read_callback read, struct mime_source *ret)
{
  if(f->flags & (CURL_HTTPPOST_FILENAME | CURL_HTTPPOST_READFILE)) return open_file(f, ret);
  if(f->flags & CURL_HTTPPOST_CALLBACK) return open_stream(f, read, ret);
  if(f->flags & CURL_HTTPPOST_BUFFER) {
    size_t len = f->bufferlength > 0 ? (size_t)f->bufferlength : strlen(f->buffer);
    return mime_memory_new(ret, f->buffer, len, true);
  }
  curl_off_t len = content_length(f);
  return mime_memory_new(ret, f->contents, len > 0 ? (size_t)len : strlen(f->contents), true);
}

/* What the peer is told; NULL: it is no file to it. */
static const char *shown_name(const struct curl_httppost *f)
{
  if(f->flags & (CURL_HTTPPOST_CALLBACK | CURL_HTTPPOST_BUFFER)) return f->showfilename;
  if(!(f->flags & CURL_HTTPPOST_FILENAME)) return NULL;
  if(f->showfilename) return f->showfilename;
  return strcmp(f->contents, "-") ? mime_base_name(f->contents) : NULL;
}

static CURLcode fill_part(curl_mimepart *p, const struct curl_httppost *f, curl_read_callback read)
{
  struct mime_source from;
  if(!p) return CURLE_OUT_OF_MEMORY;
  TRY(mime_part_set_filename(p, shown_name(f)));
  TRY(mime_part_set_type(p, f->contenttype));
  TRY(open_source(f, read, &from));
  mime_part_set_source(p, from);
  return CURLE_OK;
}

static CURLcode fill_files(curl_mimepart *p, const struct curl_httppost *files, curl_read_callback read)
{
  curl_mime *m = curl_mime_init(NULL);
  if(!m) return CURLE_OUT_OF_MEMORY;
  TRY(mime_part_set_subparts(p, m));
  for(; files; files = files->more) TRY(fill_part(mime_add_part(m), files, read));
  return CURLE_OK;
}

/* A name need not end with a NUL. */
static CURLcode set_name(curl_mimepart *p, const struct curl_httppost *f)
{
  AUTO_FREE char *name = mem_strndup(f->name, f->namelength > 0 ? (size_t)f->namelength : strlen(f->name));
  return name ? mime_part_set_name(p, name) : CURLE_OUT_OF_MEMORY;
}

static CURLcode add_field(curl_mime *m, const struct curl_httppost *f, curl_read_callback read)
{
  curl_mimepart *p = mime_add_part(m);
  if(!p) return CURLE_OUT_OF_MEMORY;
  TRY(set_name(p, f));
  mime_part_set_headers(p, f->contentheader, false);
  return f->more ? fill_files(p, f, read) : fill_part(p, f, read);
}

CURLcode form_make_mime(curl_mime **ret, const struct curl_httppost *form, curl_read_callback read)
{
  curl_mime *m = curl_mime_init(NULL);
  if(!m) return CURLE_OUT_OF_MEMORY;
  for(; form; form = form->next) {
    CURLcode code = add_field(m, form, read);
    if(!code) continue;
    mime_free(m);
    return code;
  }
  *ret = m;
  return CURLE_OK;
}

CURLcode form_prepare(struct easy_options *set)
{
  curl_mime *m;
  if(set->request.kind != REQUEST_MIME || !set->form) return CURLE_OK;
  TRY(form_make_mime(&m, set->form, set->io.read));
  return easy_own_mime(set, m);
}

/* The list may still change: it is looked at when a transfer begins. */
CURLcode set_form_post(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  TRY(easy_use_mime(&e->set, NULL));
  e->set.form = v->object;
  e->set.request.kind = REQUEST_MIME;
  return CURLE_OK;
}

/* ---- curl_formget ---- */

static bool has_stream(const struct curl_httppost *form)
{
  for(; form; form = form->next)
    if(form->flags & CURL_HTTPPOST_CALLBACK) return true;
  return false;
}

static CURLcode write_all(struct mime_reader *r, void *arg, curl_formget_callback append)
{
  char piece[PIECE_MAX];
  for(size_t got = 1; got;) {
    TRY(mime_reader_read(r, piece, sizeof piece, &got));
    if(got && append(arg, piece, got) != got) return CURLE_READ_ERROR;
  }
  return CURLE_OK;
}

/* Which read callback a stream has is known only in a transfer. */
int curl_formget(struct curl_httppost *form, void *arg, curl_formget_callback append)
{
  const struct mime_reading how = { .type = SPAN_LITERAL(MIME_FORM_TYPE), .with_head = true };
  struct mime_reader r;
  curl_mime *m;
  if(!form) return CURLE_OK;
  if(!append || has_stream(form)) return CURLE_BAD_FUNCTION_ARGUMENT;
  CURLcode code = form_make_mime(&m, form, NULL);
  if(code) return (int)code;
  mime_reader_init(&r);
  code = mime_reader_begin(&r, m, &how);
  if(!code) code = write_all(&r, arg, append);
  mime_reader_free(&r);
  mime_free(m);
  return (int)code;
}
