/* The challenge's side. */
#include "base/mem.h"
#include "base/str.h"
#include "codec/auth/challenge.h"
#include "codec/auth/digest.h"

enum { REALM, NONCE, OPAQUE, ALGORITHM, QOP, STALE, USERHASH, VALUES };

static const char *const names[VALUES] = {
  [REALM] = "realm", [NONCE] = "nonce", [OPAQUE] = "opaque",     [ALGORITHM] = "algorithm",
  [QOP] = "qop",     [STALE] = "stale", [USERHASH] = "userhash",
};

static const struct {
  const char *name;
  enum digest digest;
  bool is_session;
} algorithms[] = {
  { "MD5", DIGEST_MD5, false },
  { "MD5-sess", DIGEST_MD5, true },
  { "SHA-256", DIGEST_SHA256, false },
  { "SHA-256-sess", DIGEST_SHA256, true },
  { "SHA-512-256", DIGEST_SHA512_256, false },
  { "SHA-512-256-sess", DIGEST_SHA512_256, true },
};

/* No byte of a field's value is one, so that what is sent back can end no field. */
static bool has_control_bytes(struct span s)
{
  for(size_t i = 0; i < s.len; i++)
    if((s.at[i] < ' ' && s.at[i] != '\t') || s.at[i] == 0x7f) return true;
  return false;
}

static CURLcode read_value(const struct auth_param *p, char **ret)
{
  struct buf value = BUF_INIT(AUTH_DIGEST_VALUE_MAX);
  if(has_control_bytes(p->value)) return CURLE_BAD_CONTENT_ENCODING;
  CURLcode code = auth_param_unquote(p, &value);
  char *text = code ? NULL : buf_take_string(&value);
  buf_free(&value);
  if(!text) return code ? code : CURLE_OUT_OF_MEMORY;
  mem_free(*ret);
  *ret = text;
  return CURLE_OK;
}

static CURLcode read_values(struct span params, char *values[VALUES])
{
  struct cursor c = cursor_of(params);
  struct auth_param p;
  while(auth_param_next(&c, &p))
    for(size_t i = 0; i < VALUES; i++)
      if(span_is(p.name, names[i])) TRY(read_value(&p, &values[i]));
  return CURLE_OK;
}

static CURLcode choose_algorithm(const char *name, struct auth_digest *ret)
{
  for(size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
    if(str_equal_nocase(name ? name : "MD5", algorithms[i].name)) {
      ret->digest = algorithms[i].digest;
      ret->is_session = algorithms[i].is_session;
      return CURLE_OK;
    }
  return CURLE_NOT_BUILT_IN;
}

/* What is unknown in the list is to be ignored (RFC 7616, section 3.3). */
static CURLcode choose_protection(const char *list, struct auth_digest *ret)
{
  struct span options = span_text(list ? list : "");
  ret->has_qop = span_list_has(options, "auth");
  if(!ret->has_qop && span_list_has(options, "auth-int")) return CURLE_NOT_BUILT_IN;
  return ret->is_session && !ret->has_qop ? CURLE_BAD_CONTENT_ENCODING : CURLE_OK;
}

static bool is_true(const char *value) { return value && str_equal_nocase(value, "true"); }

static char *move(char **from)
{
  char *value = *from;
  *from = NULL;
  return value;
}

/* A challenge that comes again is no new one: its count goes on, as a server that looks for replays expects. */
static void keep_count(const struct auth_digest *before, struct auth_digest *ret)
{
  if(before->nonce && !strcmp(before->nonce, ret->nonce)) ret->count = before->count;
}

static CURLcode take_values(struct auth_digest *d, char *values[VALUES])
{
  struct auth_digest fresh = { .has_userhash = is_true(values[USERHASH]), .is_stale = is_true(values[STALE]) };
  if(!values[NONCE]) return CURLE_BAD_CONTENT_ENCODING;
  TRY(choose_algorithm(values[ALGORITHM], &fresh));
  TRY(choose_protection(values[QOP], &fresh));
  fresh.realm = move(&values[REALM]);
  fresh.nonce = move(&values[NONCE]);
  fresh.opaque = move(&values[OPAQUE]);
  fresh.algorithm = move(&values[ALGORITHM]);
  keep_count(d, &fresh);
  auth_digest_reset(d);
  *d = fresh;
  return CURLE_OK;
}

CURLcode auth_digest_take(struct auth_digest *d, struct span params)
{
  char *values[VALUES] = { NULL };
  CURLcode code = read_values(params, values);
  if(!code) code = take_values(d, values);
  for(size_t i = 0; i < VALUES; i++) mem_free(values[i]);
  return code;
}

void auth_digest_reset(struct auth_digest *d)
{
  mem_free(d->realm);
  mem_free(d->nonce);
  mem_free(d->opaque);
  mem_free(d->algorithm);
  mem_free(d->cnonce);
  *d = (struct auth_digest){ 0 };
}
