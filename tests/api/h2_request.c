#include "h2_request.h"
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char h2_byte_at(size_t at) { return (char)('a' + at % 23); }

struct h2_request *h2_request_add(struct h2_conn *c, int32_t stream)
{
  struct h2_request **at = &c->requests;
  while(*at) at = &(*at)->next;
  if(!(*at = calloc(1, sizeof **at))) abort();
  (*at)->conn = c;
  (*at)->stream = stream;
  return *at;
}

struct h2_request *h2_request(struct h2_conn *c, size_t n)
{
  struct h2_request *r = c->requests;
  while(r && n--) r = r->next;
  return r;
}

size_t h2_request_count(const struct h2_conn *c)
{
  size_t count = 0;
  for(const struct h2_request *r = c->requests; r; r = r->next) count++;
  return count;
}

static const char *find_line(const char *lines, const char *name)
{
  size_t len = strlen(name);
  for(const char *at = lines; at && *at; at = strchr(at, '\n') + 1)
    if(strncmp(at, name, len) == 0 && at[len] == ':') return at + len + 2;
  return NULL;
}

const char *h2_field(const struct h2_request *r, const char *name)
{
  static char value[2048];
  const char *at = r ? find_line(r->fields.at, name) : NULL;
  if(!at) return NULL;
  snprintf(value, sizeof value, "%.*s", (int)strcspn(at, "\n"), at);
  return value;
}

const struct h2_page *h2_request_page(const struct h2_request *r)
{
  static const struct h2_page none = { .status = 404, .body = "no such page" };
  const char *path = h2_field(r, ":path");
  size_t len = path ? strcspn(path, "?") : 0;
  for(const struct h2_page *p = r->conn->peer->pages; p && p->path; p++)
    if(path && strlen(p->path) == len && memcmp(p->path, path, len) == 0) return p;
  return &none;
}

/* ---- the request of an upgrade ---- */

/* RFC 4648, section 5, without padding. */
static size_t decode_base64url(const char *at, size_t len, uint8_t *to)
{
  char plain[256];
  size_t pad = (4 - len % 4) % 4;
  if(len + pad >= sizeof plain) abort();
  for(size_t i = 0; i < len; i++) plain[i] = (char)(at[i] == '-' ? '+' : at[i] == '_' ? '/' : at[i]);
  memset(plain + len, '=', pad);
  int got = EVP_DecodeBlock(to, (uint8_t *)plain, (int)(len + pad));
  return got < 0 ? 0 : (size_t)got - pad;
}

void h2_request_upgrade(struct h2_conn *c)
{
  uint8_t settings[192];
  char method[16] = "", path[256] = "", fields[512];
  const char *line = strstr(c->h1.at, "HTTP2-Settings: ");
  size_t len = 0;
  sscanf(c->h1.at, "%15s %255s", method, path);
  if(line) len = decode_base64url(line + 16, strcspn(line + 16, "\r"), settings);
  struct h2_request *r = h2_request_add(c, 1);
  int written = snprintf(fields, sizeof fields, ":method: %s\n:path: %s\n", method, path);
  text_add(&r->fields, fields, (size_t)written);
  r->has_ended = true;
  int code = nghttp2_session_upgrade2(c->server, settings, len, strcmp(method, "HEAD") == 0, r);
  if(code) h2_peer_note(c->peer, "an upgrade that cannot be: %s", nghttp2_strerror(code));
}
