/* Server push (CURLMOPT_PUSHFUNCTION(3)): a handle for each stream that a peer offers, and the fields that it is offered
 * with, for the program's callback to read. */
#include "api/push.h"
#include "base/mem.h"
#include "base/str.h"

struct curl_pushheaders {
  char **texts; /* "name:value" */
  const struct field *fields;
  size_t count;
};

char *curl_pushheader_bynum(struct curl_pushheaders *h, size_t num)
{
  return h && num < h->count ? h->texts[num] : NULL;
}

char *curl_pushheader_byname(struct curl_pushheaders *h, const char *name)
{
  for(size_t i = 0; h && name && i < h->count; i++)
    if(span_is(h->fields[i].name, name)) return h->texts[i] + h->fields[i].name.len + 1;
  return NULL;
}

static void free_texts(struct curl_pushheaders *h)
{
  for(size_t i = 0; h->texts && i < h->count; i++) mem_free(h->texts[i]);
  mem_free(h->texts);
}

static char *text_of(const struct field *f)
{
  size_t name = f->name.len, value = f->value.len;
  char *text = mem_alloc(name + 1 + value + 1);
  if(!text) return NULL;
  memcpy(text, f->name.at, name);
  text[name] = ':';
  if(value) memcpy(text + name + 1, f->value.at, value);
  text[name + 1 + value] = '\0';
  return text;
}

static CURLcode make_texts(struct curl_pushheaders *h)
{
  h->texts = mem_zalloc_array(h->count, sizeof *h->texts);
  if(!h->texts) return CURLE_OUT_OF_MEMORY;
  for(size_t i = 0; i < h->count; i++)
    if(!(h->texts[i] = text_of(&h->fields[i]))) return CURLE_OUT_OF_MEMORY;
  return CURLE_OK;
}

/* The codec has seen to it that each of them is there once. */
static struct span find(const struct curl_pushheaders *h, const char *name)
{
  for(size_t i = 0; i < h->count; i++)
    if(span_is(h->fields[i].name, name)) return h->fields[i].value;
  return span_text("");
}

static CURLcode write_url(const struct curl_pushheaders *h, char **ret)
{
  struct buf url = BUF_INIT(OPTION_STRING_MAX);
  struct span scheme = find(h, ":scheme"), authority = find(h, ":authority"), path = find(h, ":path");
  CURLcode code = buf_addf(&url, "%.*s://%.*s", SPAN_ARG(scheme), SPAN_ARG(authority));
  if(!code) code = buf_add_span(&url, path);
  *ret = code ? NULL : buf_take_string(&url);
  buf_free(&url);
  if(code) return code;
  return *ret ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

/* The parent's options, but for what makes its request another one than a peer can push. */
static CURLcode aim(struct Curl_easy *e, const struct curl_pushheaders *h)
{
  char *url;
  TRY(write_url(h, &url));
  mem_free(e->set.transfer.url);
  e->set.transfer.url = url;
  e->set.transfer.parsed_url = NULL;
  e->set.request.kind = span_is(find(h, ":method"), "HEAD") ? REQUEST_HEAD : REQUEST_GET;
  return mem_replace(&e->set.request.custom_method, NULL);
}

static CURLcode ask(struct Curl_multi *m, struct Curl_easy *parent, struct Curl_easy *e, struct curl_pushheaders *h)
{
  CALLBACK_SCOPE(multi_guard(m->engine));
  switch(m->push(parent, e, h->count, h, m->push_data)) {
  case CURL_PUSH_OK:
    return CURLE_OK;
  case CURL_PUSH_ERROROUT:
    return CURLE_ABORTED_BY_CALLBACK;
  default:
    return CURLE_HTTP2_STREAM;
  }
}

/* All that could fail once the handle is the program's is done before it is asked. */
static CURLcode prepare(struct Curl_multi *m, struct Curl_easy *parent, struct Curl_easy *e,
                        const struct curl_pushheaders *h)
{
  easy_set_share(e, parent->share);
  TRY(aim(e, h));
  TRY(easy_cookies_load(e));
  TRY(multi_reserve(m->engine));
  return easy_transfer(e) ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

static CURLcode offer(struct Curl_multi *m, struct Curl_easy *parent, struct curl_pushheaders *h, struct transfer **ret)
{
  TRY(make_texts(h));
  struct Curl_easy *e = curl_easy_duphandle(parent);
  if(!e) return CURLE_OUT_OF_MEMORY;
  CURLcode code = prepare(m, parent, e, h);
  if(!code) code = ask(m, parent, e, h);
  if(!code) code = multi_add(m->engine, e->transfer);
  if(code) {
    curl_easy_cleanup(e);
    return code;
  }
  m->added++;
  *ret = e->transfer;
  return CURLE_OK;
}

static CURLcode push(void *owner, struct transfer *parent, const struct field *fields, size_t count,
                     struct transfer **ret)
{
  struct curl_pushheaders h = { .fields = fields, .count = count };
  CURLcode code = offer(owner, transfer_handle(parent), &h, ret);
  free_texts(&h);
  return code;
}

const struct handle_factory push_factory = { .push = push };
