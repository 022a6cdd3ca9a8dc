/* The text that names a proxy, and a list of hosts that need none; the input is one, a line end, the other, a line end
 * and a host. */
#include "codec/haproxy/haproxy.h"
#include "codec/url/no_proxy.h"
#include "codec/url/proxy_text.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A C string in a block of its own. */
static char *take_line(struct cursor *c)
{
  const uint8_t *end = memchr(c->at, '\n', cursor_left(c));
  struct span line = cursor_take(c, end ? (size_t)(end - c->at) : cursor_left(c));
  char *text = malloc(line.len + 1);
  if(!text) abort();
  if(end) cursor_take(c, 1);
  if(line.len) memcpy(text, line.at, line.len);
  text[line.len] = '\0';
  return text;
}

static void parse(const char *text)
{
  struct proxy_text p;
  const char *why = NULL;
  CURLcode code = proxy_text_parse(&p, text, CURLPROXY_SOCKS5, &why);
  if(code && !why) abort();
  if(!code && (!p.host || !*p.host || !p.user != !p.password)) abort();
  if(!code && p.path && p.path[0] != '/') abort();
  proxy_text_free(&p);
}

/* One line, whatever the addresses are. */
static void write_line(const char *from, const char *to)
{
  struct buf line = BUF_INIT(HAPROXY_LINE_MAX);
  if(!haproxy_write_line(&line, &(const struct haproxy_ends){ from, to, 65535, 65535 }) &&
     memchr(line.at, '\n', line.len) != line.at + line.len - 1)
    abort();
  buf_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct cursor c = cursor_of(span_of(data, size));
  char *text = take_line(&c), *list = take_line(&c), *host = take_line(&c);
  parse(text);
  if(no_proxy_has(list, host) && !strcmp(list, "")) abort();
  write_line(list, host);
  free(text);
  free(list);
  free(host);
  return 0;
}
