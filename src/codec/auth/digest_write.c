/* The credentials' side. */
#include "base/base64.h"
#include "base/mem.h"
#include "codec/auth/digest.h"
#include <stdio.h>

#define PARTS_MAX 6

/* A digest in hexadecimal, as RFC 7616 uses them throughout. */
struct hash {
  char hex[2 * DIGEST_MAX + 1];
};

static struct span hash_span(const struct hash *h) { return span_text(h->hex); }

/* Of the parts with colons between. */
static CURLcode hash_joined(enum digest digest, const struct span *parts, size_t count, struct hash *ret)
{
  struct span with_colons[2 * PARTS_MAX];
  uint8_t bytes[DIGEST_MAX];
  size_t n = 0;
  for(size_t i = 0; i < count; i++) {
    if(i) with_colons[n++] = span_text(":");
    with_colons[n++] = parts[i];
  }
  TRY(digest_of(digest, with_colons, n, bytes));
  for(size_t i = 0; i < digest_size(digest); i++) snprintf(ret->hex + 2 * i, 3, "%02x", bytes[i]);
  return CURLE_OK;
}

/* Section 3.4.2. */
static CURLcode hash_user(const struct auth_digest *d, const struct auth_digest_request *r, struct span cnonce,
                          struct hash *ret)
{
  const struct span secret[] = { r->user, span_text(d->realm), r->password };
  TRY(hash_joined(d->digest, secret, 3, ret));
  if(!d->is_session) return CURLE_OK;
  const struct span session[] = { hash_span(ret), span_text(d->nonce), cnonce };
  return hash_joined(d->digest, session, 3, ret);
}

/* Section 3.4.1; without a quality of protection section 2.1.2 of RFC 2069. */
static CURLcode hash_response(const struct auth_digest *d, const struct auth_digest_request *r, const char *count,
                              struct span cnonce, struct hash *ret)
{
  struct hash user, request;
  const struct span what[] = { r->method, r->uri };
  TRY(hash_user(d, r, cnonce, &user));
  TRY(hash_joined(d->digest, what, 2, &request));
  const struct span with_qop[] = { hash_span(&user), span_text(d->nonce), span_text(count),
                                   cnonce,           span_text("auth"),   hash_span(&request) };
  const struct span without[] = { hash_span(&user), span_text(d->nonce), hash_span(&request) };
  return d->has_qop ? hash_joined(d->digest, with_qop, 6, ret) : hash_joined(d->digest, without, 3, ret);
}

/* Control bytes can end a field, and a user's name may come from a URL. */
static CURLcode write_quoted(struct buf *to, const char *name, struct span value)
{
  TRY(buf_addf(to, "%s=\"", name));
  for(size_t i = 0; i < value.len; i++) {
    uint8_t c = value.at[i];
    if(c == '"' || c == '\\') TRY(buf_add_char(to, '\\'));
    if((c < ' ' && c != '\t') || c == 0x7f)
      TRY(buf_addf(to, "%%%02X", c));
    else
      TRY(buf_add_char(to, (char)c));
  }
  return buf_add_char(to, '"');
}

static CURLcode write_user(const struct auth_digest *d, struct span user, struct buf *to)
{
  struct hash name;
  const struct span parts[] = { user, span_text(d->realm) };
  if(!d->has_userhash) return write_quoted(to, "Digest username", user);
  TRY(hash_joined(d->digest, parts, 2, &name));
  return write_quoted(to, "Digest username", hash_span(&name));
}

static CURLcode write_credentials(const struct auth_digest *d, const struct auth_digest_request *r, struct span cnonce,
                                  struct buf *to)
{
  char count[9];
  struct hash response;
  snprintf(count, sizeof count, "%08x", (unsigned)(d->count + 1));
  TRY(hash_response(d, r, count, cnonce, &response));
  TRY(write_user(d, r->user, to));
  TRY(write_quoted(to, ", realm", span_text(d->realm)));
  TRY(write_quoted(to, ", nonce", span_text(d->nonce)));
  TRY(write_quoted(to, ", uri", r->uri));
  if(d->has_qop) {
    TRY(write_quoted(to, ", cnonce", cnonce));
    TRY(buf_addf(to, ", nc=%s, qop=auth", count));
  }
  TRY(write_quoted(to, ", response", hash_span(&response)));
  if(d->opaque) TRY(write_quoted(to, ", opaque", span_text(d->opaque)));
  if(d->algorithm) TRY(buf_addf(to, ", algorithm=%s", d->algorithm));
  return d->has_userhash ? buf_add_text(to, ", userhash=true") : CURLE_OK;
}

/* A session's user hash is made once, with the cnonce of its first request. Whether a server computes it anew for each
 * request or not, it comes to the same result if later requests send that cnonce, too. */
static CURLcode choose_cnonce(struct auth_digest *d, struct span random, struct buf *ret)
{
  if(d->cnonce) return buf_add_text(ret, d->cnonce);
  TRY(base64_encode(ret, random));
  if(!d->is_session) return CURLE_OK;
  d->cnonce = mem_strndup(ret->at, ret->len);
  return d->cnonce ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

CURLcode auth_digest_write(struct auth_digest *d, const struct auth_digest_request *r, struct span random,
                           struct buf *to)
{
  size_t before = to->len;
  struct buf cnonce = BUF_INIT(to->cap);
  CURLcode code = choose_cnonce(d, random, &cnonce);
  if(!code) code = write_credentials(d, r, buf_span(&cnonce), to);
  buf_free(&cnonce);
  if(code) {
    to->len = before;
    return code;
  }
  d->count++;
  d->is_stale = false;
  return CURLE_OK;
}
