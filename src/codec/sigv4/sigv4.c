#include "codec/sigv4/sigv4.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/sigv4/internal.h"
#include "crypto/digest.h"

#define DAY_LEN        8    /* of a date: "19941106" */
#define DATE_LEN       16   /* "19941106T084937Z" */
#define FIELD_NAME_MAX 1024 /* bytes of a field's name that is made of a provider's */
#define HEX_LEN        (2 * DIGEST_MAX)
#define UNSIGNED       "UNSIGNED-PAYLOAD" /* what S3 is told of a body that is not known yet */

/* What is being made. */
struct signing {
  const struct sigv4_request *r;
  struct sigv4_names names;
  struct span date;
  struct span payload; /* its digest in hexadecimal, or what stands for it */
  struct buf date_name;
  struct buf payload_name;
  struct buf payload_hash; /* `payload`, where it is ours */
  struct buf lines;        /* the canonical fields, and */
  struct buf signed_names; /* their names */
  struct buf scope;
  bool adds_date, adds_payload;
};

static void free_signing(struct signing *s)
{
  buf_free(&s->date_name);
  buf_free(&s->payload_name);
  buf_free(&s->payload_hash);
  buf_free(&s->lines);
  buf_free(&s->signed_names);
  buf_free(&s->scope);
}

/* The value of the program's own field; absent: it has none. */
static struct span find_field(const struct sigv4_request *r, const struct buf *name)
{
  for(size_t i = 0; i < r->field_count; i++)
    if(span_equal_nocase(r->fields[i].name, buf_span(name))) return span_trim(r->fields[i].value);
  return span_of(NULL, 0);
}

static CURLcode name_fields(struct signing *s)
{
  TRY(buf_add_text(&s->date_name, "X-"));
  TRY(sigv4_add_upper(&s->date_name, span_of(s->names.vendor.at, 1)));
  TRY(sigv4_add_lower(&s->date_name, span_of(s->names.vendor.at + 1, s->names.vendor.len - 1)));
  TRY(buf_add_text(&s->date_name, "-Date"));
  TRY(buf_add_text(&s->payload_name, "x-"));
  TRY(sigv4_add_lower(&s->payload_name, s->names.vendor));
  return buf_add_text(&s->payload_name, "-content-sha256");
}

static bool is_date(struct span s)
{
  static const char form[DATE_LEN + 1] = "00000000T000000Z";
  if(s.len != DATE_LEN) return false;
  for(size_t i = 0; i < DATE_LEN; i++)
    if(form[i] == '0' ? !ascii_is_digit(s.at[i]) : s.at[i] != (uint8_t)form[i]) return false;
  return true;
}

static CURLcode choose_date(struct signing *s, const char **why)
{
  struct span own = find_field(s->r, &s->date_name);
  s->adds_date = !own.at;
  s->date = own.at ? own : span_text(s->r->now);
  *why = "The date of a request to be signed is not of the form 19941106T084937Z";
  return is_date(s->date) ? CURLE_OK : CURLE_BAD_FUNCTION_ARGUMENT;
}

static CURLcode hash_payload(struct signing *s)
{
  uint8_t digest[DIGEST_MAX];
  TRY(digest_of(DIGEST_SHA256, &s->r->payload, 1, digest));
  TRY(buf_add_hex(&s->payload_hash, span_of(digest, sizeof digest)));
  s->payload = buf_span(&s->payload_hash);
  return CURLE_OK;
}

/* A body that is not known is as good as none; only S3 can be told. */
static CURLcode choose_payload(struct signing *s)
{
  bool is_s3 = sigv4_is_s3(&s->names);
  s->payload = find_field(s->r, &s->payload_name);
  s->adds_payload = is_s3 && !s->payload.at;
  if(s->payload.at) return CURLE_OK;
  if(!is_s3 || !s->r->payload_is_unknown) return hash_payload(s);
  s->payload = span_text(UNSIGNED);
  return CURLE_OK;
}

static CURLcode list_fields(struct signing *s, const char **why)
{
  const struct sigv4_request *r = s->r;
  size_t count = r->field_count;
  AUTO_FREE struct field *all = mem_zalloc_array(count + 3, sizeof *all);
  if(!all) return CURLE_OUT_OF_MEMORY;
  for(size_t i = 0; i < count; i++) {
    all[i] = r->fields[i];
    *why = "The name of a header field to be signed has a byte that names cannot have";
    if(!span_is_token(span_trim(all[i].name))) return CURLE_BAD_FUNCTION_ARGUMENT;
  }
  if(r->host.at) all[count++] = (struct field){ span_text("host"), r->host };
  if(s->adds_date) all[count++] = (struct field){ buf_span(&s->date_name), s->date };
  if(s->adds_payload) all[count++] = (struct field){ buf_span(&s->payload_name), s->payload };
  return sigv4_canonical_fields(&s->lines, &s->signed_names, all, count);
}

static CURLcode write_scope(struct signing *s)
{
  TRY(buf_add(&s->scope, s->date.at, DAY_LEN));
  TRY(buf_add_char(&s->scope, '/'));
  TRY(buf_add_span(&s->scope, s->names.region));
  TRY(buf_add_char(&s->scope, '/'));
  TRY(buf_add_span(&s->scope, s->names.service));
  TRY(buf_add_char(&s->scope, '/'));
  TRY(sigv4_add_lower(&s->scope, s->names.provider));
  return buf_add_text(&s->scope, "4_request");
}

/* Append the canonical request. */
static CURLcode write_canonical(struct buf *to, const struct signing *s)
{
  TRY(buf_add_span(to, s->r->method));
  TRY(buf_add_char(to, '\n'));
  TRY(sigv4_canonical_path(to, s->r->path, sigv4_is_s3(&s->names)));
  TRY(buf_add_char(to, '\n'));
  TRY(sigv4_canonical_query(to, s->r->query));
  TRY(buf_add_char(to, '\n'));
  TRY(buf_add_span(to, buf_span(&s->lines)));
  TRY(buf_add_char(to, '\n'));
  TRY(buf_add_span(to, buf_span(&s->signed_names)));
  TRY(buf_add_char(to, '\n'));
  return buf_add_span(to, s->payload);
}

static CURLcode hash_canonical(const struct signing *s, uint8_t ret[DIGEST_MAX])
{
  struct buf text = BUF_INIT(SIGV4_TEXT_MAX);
  CURLcode code = write_canonical(&text, s);
  struct span whole = buf_span(&text);
  if(!code) code = digest_of(DIGEST_SHA256, &whole, 1, ret);
  buf_free(&text);
  return code;
}

/* From the password a key that is good for the scope: a code of each of its parts in turn. `first` is what the whole
 * begins with, the provider's name and version before the password. */
static CURLcode derive_key(const struct signing *s, struct span first, uint8_t key[DIGEST_MAX])
{
  TRY(digest_hmac(DIGEST_SHA256, first, &(struct span){ s->scope.at, DAY_LEN }, 1, key));
  TRY(digest_hmac(DIGEST_SHA256, span_of(key, DIGEST_MAX), &s->names.region, 1, key));
  TRY(digest_hmac(DIGEST_SHA256, span_of(key, DIGEST_MAX), &s->names.service, 1, key));
  size_t len = s->names.provider.len + strlen("4_request");
  struct span end = span_of(s->scope.at + s->scope.len - len, len);
  return digest_hmac(DIGEST_SHA256, span_of(key, DIGEST_MAX), &end, 1, key);
}

static CURLcode sign(const struct signing *s, struct span algorithm, struct span first, uint8_t ret[DIGEST_MAX])
{
  uint8_t digest[DIGEST_MAX], key[DIGEST_MAX];
  struct buf hex = BUF_INIT(HEX_LEN);
  TRY(hash_canonical(s, digest));
  TRY(derive_key(s, first, key));
  CURLcode code = buf_add_hex(&hex, span_of(digest, sizeof digest));
  const struct span newline = SPAN_LITERAL("\n");
  const struct span text[] = { algorithm, newline, s->date, newline, buf_span(&s->scope), newline, buf_span(&hex) };
  if(!code) code = digest_hmac(DIGEST_SHA256, span_of(key, sizeof key), text, sizeof text / sizeof *text, ret);
  buf_free(&hex);
  return code;
}

static CURLcode write_field(struct buf *to, const struct buf *name, struct span value)
{
  TRY(buf_add_span(to, buf_span(name)));
  TRY(buf_add_text(to, ": "));
  TRY(buf_add_span(to, value));
  return buf_add_text(to, "\r\n");
}

static CURLcode write_lines(struct buf *to, const struct signing *s, struct span algorithm, struct span signature)
{
  TRY(buf_add_text(to, "Authorization: "));
  TRY(buf_add_span(to, algorithm));
  TRY(buf_add_text(to, " Credential="));
  TRY(sigv4_add_encoded(to, s->r->user));
  TRY(buf_add_char(to, '/'));
  TRY(buf_add_span(to, buf_span(&s->scope)));
  TRY(buf_add_text(to, ", SignedHeaders="));
  TRY(buf_add_span(to, buf_span(&s->signed_names)));
  TRY(buf_add_text(to, ", Signature="));
  TRY(buf_add_hex(to, signature));
  TRY(buf_add_text(to, "\r\n"));
  if(s->adds_date) TRY(write_field(to, &s->date_name, s->date));
  if(s->adds_payload) TRY(write_field(to, &s->payload_name, s->payload));
  return CURLE_OK;
}

/* `secret` begins with the provider's name and version, as the algorithm's name does. */
static CURLcode write_all(struct buf *to, struct signing *s, struct buf *algorithm, struct buf *secret)
{
  uint8_t signature[DIGEST_MAX];
  TRY(sigv4_add_upper(algorithm, s->names.provider));
  TRY(buf_add_char(algorithm, '4'));
  TRY(buf_add_span(secret, buf_span(algorithm)));
  TRY(buf_add_span(secret, s->r->password));
  TRY(buf_add_text(algorithm, "-HMAC-SHA256"));
  TRY(sign(s, buf_span(algorithm), buf_span(secret), signature));
  return write_lines(to, s, buf_span(algorithm), span_of(signature, sizeof signature));
}

static CURLcode prepare(struct signing *s, const char **why)
{
  TRY(sigv4_names_read(&s->names, s->r->names, s->r->host_name, why));
  TRY(name_fields(s));
  TRY(choose_date(s, why));
  TRY(choose_payload(s));
  TRY(list_fields(s, why));
  return write_scope(s);
}

CURLcode sigv4_write(struct buf *to, const struct sigv4_request *r, const char **why)
{
  struct signing s = {
    .r = r,
    .date_name = BUF_INIT(FIELD_NAME_MAX),
    .payload_name = BUF_INIT(FIELD_NAME_MAX),
    .payload_hash = BUF_INIT(HEX_LEN),
    .lines = BUF_INIT(SIGV4_TEXT_MAX),
    .signed_names = BUF_INIT(SIGV4_TEXT_MAX),
    .scope = BUF_INIT(SIGV4_TEXT_MAX),
  };
  struct buf algorithm = BUF_INIT(FIELD_NAME_MAX), secret = BUF_INIT(SIGV4_TEXT_MAX);
  size_t before = to->len;
  CURLcode code = prepare(&s, why);
  if(!code) code = write_all(to, &s, &algorithm, &secret);
  if(code) to->len = before;
  buf_free(&algorithm);
  buf_free(&secret);
  free_signing(&s);
  return code;
}
