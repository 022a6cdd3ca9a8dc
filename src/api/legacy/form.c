/* curl_formadd: the arguments of one call become one entry of the list. They are read one by one, each by its row, into
 * an entry that owns nothing but the entries of its further files. At the end it is checked, and what goes into the list
 * is a copy of it with copies of what has to be copied. */
#include "base/mem.h"
#include "codec/mime/head.h"
#include <stdarg.h>

union form_value {
  const char *text;
  void *pointer;
  long number;
  curl_off_t offset;
};

/* A section in the making. */
struct section {
  struct curl_httppost *post;
  struct curl_httppost *file; /* the last one of `post->more`, or `post` */
  bool has_name, has_content, has_buffer;
};

typedef CURLFORMcode form_set_fn(struct section *s, CURLformoption option, const union form_value *v);

static CURLFORMcode set_name(struct section *s, CURLformoption option, const union form_value *v)
{
  if(s->has_name) return CURL_FORMADD_OPTION_TWICE;
  if(!v->text) return CURL_FORMADD_NULL;
  s->has_name = true;
  s->post->name = v->pointer;
  if(option == CURLFORM_PTRNAME) s->post->flags |= CURL_HTTPPOST_PTRNAME;
  return CURL_FORMADD_OK;
}

static CURLFORMcode set_name_length(struct section *s, CURLformoption option, const union form_value *v)
{
  if(s->post->namelength) return CURL_FORMADD_OPTION_TWICE;
  s->post->namelength = v->number;
  return CURL_FORMADD_OK;
}

/* There is one content. */
static CURLFORMcode take_content(struct section *s, const union form_value *v, long flags)
{
  if(s->has_content) return CURL_FORMADD_OPTION_TWICE;
  if(!v->pointer) return CURL_FORMADD_NULL;
  s->has_content = true;
  s->post->flags |= flags;
  return CURL_FORMADD_OK;
}

static CURLFORMcode set_contents(struct section *s, CURLformoption option, const union form_value *v)
{
  static const long flags[CURLFORM_LASTENTRY] = { [CURLFORM_PTRCONTENTS] = CURL_HTTPPOST_PTRCONTENTS,
                                                  [CURLFORM_FILECONTENT] = CURL_HTTPPOST_READFILE,
                                                  [CURLFORM_FILE] = CURL_HTTPPOST_FILENAME };
  CURLFORMcode code = take_content(s, v, flags[option]);
  if(!code) s->post->contents = v->pointer;
  return code;
}

static CURLFORMcode set_stream(struct section *s, CURLformoption option, const union form_value *v)
{
  CURLFORMcode code = take_content(s, v, CURL_HTTPPOST_CALLBACK);
  if(!code) s->post->userp = v->pointer;
  return code;
}

static CURLFORMcode set_buffer_pointer(struct section *s, CURLformoption option, const union form_value *v)
{
  CURLFORMcode code = take_content(s, v, CURL_HTTPPOST_BUFFER | CURL_HTTPPOST_PTRBUFFER);
  if(!code) s->post->buffer = v->pointer;
  return code;
}

/* A further file of the same section has an entry of its own. */
static CURLFORMcode set_file(struct section *s, CURLformoption option, const union form_value *v)
{
  if(!(s->post->flags & CURL_HTTPPOST_FILENAME)) return set_contents(s, option, v);
  if(!v->text) return CURL_FORMADD_NULL;
  struct curl_httppost *next = mem_zalloc(sizeof *next);
  if(!next) return CURL_FORMADD_MEMORY;
  next->contents = v->pointer;
  next->flags = CURL_HTTPPOST_FILENAME;
  s->file->more = next;
  s->file = next;
  return CURL_FORMADD_OK;
}

static CURLFORMcode set_length(struct section *s, CURLformoption option, const union form_value *v)
{
  s->post->contentlen = option == CURLFORM_CONTENTLEN ? v->offset : v->number;
  return CURL_FORMADD_OK;
}

static CURLFORMcode set_buffer_length(struct section *s, CURLformoption option, const union form_value *v)
{
  s->post->bufferlength = v->number;
  return CURL_FORMADD_OK;
}

static CURLFORMcode set_once(char **at, const union form_value *v)
{
  if(*at) return CURL_FORMADD_OPTION_TWICE;
  if(!v->text) return CURL_FORMADD_NULL;
  *at = v->pointer;
  return CURL_FORMADD_OK;
}

/* Of the last file. */
static CURLFORMcode set_type(struct section *s, CURLformoption option, const union form_value *v)
{
  return set_once(&s->file->contenttype, v);
}

static CURLFORMcode set_file_name(struct section *s, CURLformoption option, const union form_value *v)
{
  if(option == CURLFORM_BUFFER) s->has_buffer = true;
  return set_once(&s->file->showfilename, v);
}

static CURLFORMcode set_headers(struct section *s, CURLformoption option, const union form_value *v)
{
  if(s->post->contentheader) return CURL_FORMADD_OPTION_TWICE;
  s->post->contentheader = v->pointer;
  return CURL_FORMADD_OK;
}

enum value_kind { POINTER, LONG, OFFSET };

static const struct {
  form_set_fn *set; /* NULL: there is no such option */
  enum value_kind kind;
} options[CURLFORM_LASTENTRY] = {
  [CURLFORM_COPYNAME] = { set_name, POINTER },
  [CURLFORM_PTRNAME] = { set_name, POINTER },
  [CURLFORM_NAMELENGTH] = { set_name_length, LONG },
  [CURLFORM_COPYCONTENTS] = { set_contents, POINTER },
  [CURLFORM_PTRCONTENTS] = { set_contents, POINTER },
  [CURLFORM_CONTENTSLENGTH] = { set_length, LONG },
  [CURLFORM_CONTENTLEN] = { set_length, OFFSET },
  [CURLFORM_FILECONTENT] = { set_contents, POINTER },
  [CURLFORM_FILE] = { set_file, POINTER },
  [CURLFORM_BUFFER] = { set_file_name, POINTER },
  [CURLFORM_BUFFERPTR] = { set_buffer_pointer, POINTER },
  [CURLFORM_BUFFERLENGTH] = { set_buffer_length, LONG },
  [CURLFORM_CONTENTTYPE] = { set_type, POINTER },
  [CURLFORM_CONTENTHEADER] = { set_headers, POINTER },
  [CURLFORM_FILENAME] = { set_file_name, POINTER },
  [CURLFORM_STREAM] = { set_stream, POINTER },
};

static bool is_known(int option) { return option >= 0 && option < CURLFORM_LASTENTRY && options[option].set; }

/* Values in an array are pointers, whatever they mean. */
static CURLFORMcode read_array(struct section *s, const struct curl_forms *at)
{
  CURLFORMcode code = at ? CURL_FORMADD_OK : CURL_FORMADD_NULL;
  for(; !code && at->option != CURLFORM_END; at++) {
    union form_value v = { .text = at->value };
    if(at->option == CURLFORM_ARRAY) return CURL_FORMADD_ILLEGAL_ARRAY;
    if(!is_known((int)at->option)) return CURL_FORMADD_UNKNOWN_OPTION;
    if(options[at->option].kind == LONG) v.number = (long)(intptr_t)at->value;
    if(options[at->option].kind == OFFSET) v.offset = (curl_off_t)(intptr_t)at->value;
    code = options[at->option].set(s, at->option, &v);
  }
  return code;
}

static CURLFORMcode read_arguments(struct section *s, va_list *args)
{
  for(;;) {
    union form_value v = { .text = NULL };
    int option = va_arg(*args, int);
    CURLFORMcode code;
    if(option == CURLFORM_END) return CURL_FORMADD_OK;
    if(option == CURLFORM_ARRAY) {
      code = read_array(s, va_arg(*args, const struct curl_forms *));
    } else {
      if(!is_known(option)) return CURL_FORMADD_UNKNOWN_OPTION;
      if(options[option].kind == LONG)
        v.number = va_arg(*args, long);
      else if(options[option].kind == OFFSET)
        v.offset = va_arg(*args, curl_off_t);
      else
        v.pointer = va_arg(*args, void *);
      code = options[option].set(s, (CURLformoption)option, &v);
    }
    if(code) return code;
  }
}

/* A name has no NUL inside; lengths are none or some. */
static CURLFORMcode check(const struct section *s)
{
  const struct curl_httppost *p = s->post;
  if(!s->has_name || !s->has_content || (s->has_buffer && !p->buffer)) return CURL_FORMADD_INCOMPLETE;
  if(p->namelength < 0 || p->bufferlength < 0 || p->contentlen < 0) return CURL_FORMADD_NULL;
  return memchr(p->name, '\0', (size_t)p->namelength) ? CURL_FORMADD_NULL : CURL_FORMADD_OK;
}

/* A file whose name tells nothing is of the type that the one before it has. */
static const char *type_of(const struct curl_httppost *p, const char *former)
{
  if(p->contenttype) return p->contenttype;
  if(!(p->flags & (CURL_HTTPPOST_FILENAME | CURL_HTTPPOST_BUFFER))) return NULL;
  const char *guess = mime_guess_type(p->flags & CURL_HTTPPOST_BUFFER ? p->showfilename : p->contents);
  if(guess) return guess;
  return former ? former : "application/octet-stream";
}

static CURLcode copy_contents(struct curl_httppost *to, const struct curl_httppost *from)
{
  if(!from->contents || (from->flags & CURL_HTTPPOST_PTRCONTENTS)) {
    to->contents = from->contents;
    return CURLE_OK;
  }
  if(from->flags & (CURL_HTTPPOST_FILENAME | CURL_HTTPPOST_READFILE)) return mem_replace(&to->contents, from->contents);
  size_t len = from->contentlen ? (size_t)from->contentlen : strlen(from->contents);
  to->contentlen = (curl_off_t)len;
  to->contents = mem_strndup(from->contents, len);
  return to->contents ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

static CURLcode copy_name(struct curl_httppost *to, const struct curl_httppost *from)
{
  if(!from->name) return CURLE_OK; /* of a further file */
  size_t len = from->namelength ? (size_t)from->namelength : strlen(from->name);
  to->namelength = (long)len;
  to->name = from->flags & CURL_HTTPPOST_PTRNAME ? from->name : mem_strndup(from->name, len);
  return to->name ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

static CURLcode copy_entry(struct curl_httppost *to, const struct curl_httppost *from, const char *former_type)
{
  *to = (struct curl_httppost){ .flags = from->flags | CURL_HTTPPOST_LARGE,
                                .userp = from->userp,
                                .buffer = from->buffer,
                                .bufferlength = from->bufferlength,
                                .contentlen = from->contentlen,
                                .contentheader = from->contentheader };
  TRY(copy_name(to, from));
  TRY(copy_contents(to, from));
  TRY(mem_replace(&to->showfilename, from->showfilename));
  return mem_replace(&to->contenttype, type_of(from, former_type));
}

/* With the further files. NULL: out of memory. */
static struct curl_httppost *copy_section(const struct curl_httppost *from)
{
  struct curl_httppost *copy = NULL;
  const char *type = NULL;
  for(struct curl_httppost **end = &copy; from; from = from->more, end = &(*end)->more) {
    *end = mem_zalloc(sizeof **end);
    if(!*end || copy_entry(*end, from, type)) {
      curl_formfree(copy);
      return NULL;
    }
    type = (*end)->contenttype;
  }
  return copy;
}

static void append(struct curl_httppost **first, struct curl_httppost **last, struct curl_httppost *post)
{
  struct curl_httppost **end = *last ? &(*last)->next : first;
  while(*end) end = &(*end)->next;
  *end = post;
  *last = post;
}

CURLFORMcode curl_formadd(struct curl_httppost **first, struct curl_httppost **last, ...)
{
  struct curl_httppost own = { .next = NULL };
  struct section s = { .post = &own, .file = &own };
  if(!first || !last) return CURL_FORMADD_NULL;
  va_list args;
  va_start(args, last);
  CURLFORMcode code = read_arguments(&s, &args);
  va_end(args);
  if(!code) code = check(&s);
  if(!code) {
    struct curl_httppost *post = copy_section(&own);
    if(post)
      append(first, last, post);
    else
      code = CURL_FORMADD_MEMORY;
  }
  for(struct curl_httppost *more; (more = own.more);) {
    own.more = more->more;
    mem_free(more);
  }
  return code;
}

static void free_entry(struct curl_httppost *p)
{
  if(!(p->flags & CURL_HTTPPOST_PTRNAME)) mem_free(p->name);
  if(!(p->flags & CURL_HTTPPOST_PTRCONTENTS)) mem_free(p->contents);
  mem_free(p->contenttype);
  mem_free(p->showfilename);
  mem_free(p);
}

void curl_formfree(struct curl_httppost *form)
{
  while(form) {
    struct curl_httppost *next = form->next;
    while(form) {
      struct curl_httppost *more = form->more;
      free_entry(form);
      form = more;
    }
    form = next;
  }
}
