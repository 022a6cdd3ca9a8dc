#include "transfer.h"
#include "output.h"
#include "progress.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void tell(const struct options *o, CURLcode code, const char *text)
{
  if(o->silent && !o->show_error) return;
  fprintf(stderr, "sluice: (%d) %s\n", (int)code, text && *text ? text : curl_easy_strerror(code));
}

/* The handle copies texts; what is NULL was not asked for. */
static CURLcode set_texts(CURL *h, const struct options *o)
{
  const struct {
    CURLoption option;
    const char *value;
  } texts[] = {
    { CURLOPT_CUSTOMREQUEST, o->method },         { CURLOPT_RANGE, o->range },
    { CURLOPT_USERAGENT, o->user_agent },         { CURLOPT_INTERFACE, o->interface },
    { CURLOPT_UNIX_SOCKET_PATH, o->unix_socket },
  };
  for(size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    CURLcode code = texts[i].value ? curl_easy_setopt(h, texts[i].option, texts[i].value) : CURLE_OK;
    if(code) return code;
  }
  return CURLE_OK;
}

static CURLcode set_numbers(CURL *h, const struct options *o)
{
  const struct {
    CURLoption option;
    long value;
  } numbers[] = {
    { CURLOPT_TIMEOUT_MS, o->timeout_ms },
    { CURLOPT_CONNECTTIMEOUT_MS, o->connect_timeout_ms },
    { CURLOPT_IPRESOLVE, o->ip_version },
    { CURLOPT_HTTP_VERSION, o->http_version },
    { CURLOPT_VERBOSE, o->verbose },
    { CURLOPT_FAILONERROR, o->fail },
    { CURLOPT_HEADER, o->show_headers || o->head_only },
    { CURLOPT_NOBODY, o->head_only },
  };
  for(size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
    CURLcode code = numbers[i].value ? curl_easy_setopt(h, numbers[i].option, numbers[i].value) : CURLE_OK;
    if(code) return code;
  }
  return CURLE_OK;
}

static CURLcode set_lists(CURL *h, const struct options *o)
{
  CURLcode code = CURLE_OK;
  if(o->headers) code = curl_easy_setopt(h, CURLOPT_HTTPHEADER, o->headers);
  if(!code && o->resolve) code = curl_easy_setopt(h, CURLOPT_RESOLVE, o->resolve);
  if(!code && o->connect_to) code = curl_easy_setopt(h, CURLOPT_CONNECT_TO, o->connect_to);
  return code;
}

/* The body belongs to `o`, which outlives the handle. */
static CURLcode set_body(CURL *h, const struct body *body)
{
  CURLcode code = CURLE_OK;
  if(!body->bytes) return CURLE_OK;
  code = curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->len);
  return code ? code : curl_easy_setopt(h, CURLOPT_POSTFIELDS, body->bytes);
}

CURLcode transfer_prepare(CURL *handle, const struct options *o, struct gate_log *log)
{
  CURLcode code = set_texts(handle, o);
  if(!code) code = set_numbers(handle, o);
  if(!code) code = set_lists(handle, o);
  if(!code) code = set_body(handle, &o->body);
  if(!code && log) code = gate_log_attach(log, handle);
  if(code) tell(o, code, NULL);
  return code;
}

/* The size of a regular file, which becomes the request's length; -1 for a pipe or terminal. */
static curl_off_t size_of(FILE *file)
{
  struct stat info;
  return fstat(fileno(file), &info) || !S_ISREG(info.st_mode) ? -1 : (curl_off_t)info.st_size;
}

/* Open what -T names. `*ret` is NULL without -T. */
static CURLcode open_upload(FILE **ret, CURL *h, const struct options *o)
{
  CURLcode code = CURLE_OK;
  FILE *file = NULL;
  if(o->upload) {
    file = strcmp(o->upload, "-") ? fopen(o->upload, "rb") : stdin;
    if(!file) {
      fprintf(stderr, "sluice: cannot read %s: %s\n", o->upload, strerror(errno));
      return CURLE_READ_ERROR;
    }
    code = curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
    if(!code) code = curl_easy_setopt(h, CURLOPT_READDATA, file);
    if(!code) code = curl_easy_setopt(h, CURLOPT_INFILESIZE_LARGE, size_of(file));
  }
  *ret = file;
  return code;
}

static CURLcode watch_progress(CURL *h, const struct options *o, const char *path, struct progress *p)
{
  /* A body that goes to the terminal and a bar would write over each other. */
  bool wanted = !o->silent && progress_is_possible() && (path || !isatty(STDOUT_FILENO));
  progress_start(p);
  CURLcode code = curl_easy_setopt(h, CURLOPT_NOPROGRESS, wanted ? 0L : 1L);
  if(!code) code = curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, progress_show);
  if(!code) code = curl_easy_setopt(h, CURLOPT_XFERINFODATA, p);
  return code;
}

static CURLcode perform(CURL *h, const struct options *o, const char *url, const char *path)
{
  struct output output = { .path = path };
  struct progress progress;
  char error[CURL_ERROR_SIZE] = "";
  FILE *upload = NULL;
  CURLcode code = open_upload(&upload, h, o);
  if(!code) code = curl_easy_setopt(h, CURLOPT_URL, url);
  if(!code) code = curl_easy_setopt(h, CURLOPT_ERRORBUFFER, error);
  if(!code) code = curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, output_write);
  if(!code) code = curl_easy_setopt(h, CURLOPT_WRITEDATA, &output);
  if(!code) code = watch_progress(h, o, path, &progress);
  if(!code) {
    code = curl_easy_perform(h);
    progress_finish(&progress);
  }
  if(code) tell(o, code, error);
  CURLcode written = output_finish(&output, code);
  if(upload && upload != stdin) fclose(upload);
  /* The buffer's life ends here, the handle's does not. */
  CURLcode detached = curl_easy_setopt(h, CURLOPT_ERRORBUFFER, NULL);
  if(!code) code = written;
  return code ? code : detached;
}

CURLcode transfer_run(CURL *handle, const struct options *o, size_t index)
{
  struct output_option to = index < o->output_count ? o->outputs[index] : (struct output_option){ 0 };
  char *name = NULL;
  CURLcode code = to.from_url ? output_name_from_url(&name, o->urls[index]) : CURLE_OK;
  if(code) {
    tell(o, code, code == CURLE_WRITE_ERROR ? "the URL names no file; use -o" : NULL);
    return code;
  }
  const char *path = to.from_url ? name : to.path;
  if(path && !to.from_url && !strcmp(path, "-")) path = NULL;
  code = perform(handle, o, o->urls[index], path);
  curl_free(name);
  return code;
}
