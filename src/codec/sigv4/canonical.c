/* The canonical form of a request's target and fields. */
#include "base/mem.h"
#include "base/str.h"
#include "codec/sigv4/internal.h"
#include <stdlib.h>

static bool is_unreserved(uint8_t c) { return ascii_is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

static CURLcode add_encoded_byte(struct buf *to, uint8_t c)
{
  static const char digits[] = "0123456789ABCDEF";
  const char encoded[] = { '%', digits[c >> 4], digits[c & 15] };
  return is_unreserved(c) ? buf_add(to, &c, 1) : buf_add(to, encoded, sizeof encoded);
}

CURLcode sigv4_add_encoded(struct buf *to, struct span text)
{
  for(size_t i = 0; i < text.len; i++) TRY(add_encoded_byte(to, text.at[i]));
  return CURLE_OK;
}

CURLcode sigv4_add_lower(struct buf *to, struct span text)
{
  for(size_t i = 0; i < text.len; i++) TRY(buf_add_char(to, (char)ascii_lower(text.at[i])));
  return CURLE_OK;
}

CURLcode sigv4_add_upper(struct buf *to, struct span text)
{
  for(size_t i = 0; i < text.len; i++) {
    uint8_t c = text.at[i];
    TRY(buf_add_char(to, (char)(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c)));
  }
  return CURLE_OK;
}

/* A path is encoded once more than it is on its way, but not for S3, whose object names are paths. */
CURLcode sigv4_canonical_path(struct buf *to, struct span path, bool is_s3)
{
  if(!path.len) return buf_add_char(to, '/');
  if(is_s3) return buf_add_span(to, path);
  for(size_t i = 0; i < path.len; i++)
    TRY(path.at[i] == '/' ? buf_add_char(to, '/') : add_encoded_byte(to, path.at[i]));
  return CURLE_OK;
}

/* The byte at the start of a query, which may be encoded; `*len` is what it takes there. */
static uint8_t decode_byte(struct span s, size_t *len)
{
  int high = s.len > 2 && s.at[0] == '%' ? ascii_hex_value(s.at[1]) : -1;
  int low = high >= 0 ? ascii_hex_value(s.at[2]) : -1;
  *len = low >= 0 ? 3 : 1;
  if(low >= 0) return (uint8_t)(high << 4 | low);
  return s.at[0] == '+' ? ' ' : s.at[0];
}

/* The same query in one encoding: behind this, every '&' and the first '=' between two of them are delimiters. */
static CURLcode encode_query(struct buf *to, struct span query)
{
  bool in_value = false;
  for(size_t i = 0, len; i < query.len; i += len) {
    uint8_t c = query.at[i];
    bool is_delimiter = c == '&' || (c == '=' && !in_value);
    len = 1;
    if(is_delimiter)
      TRY(buf_add_char(to, (char)c));
    else
      TRY(add_encoded_byte(to, decode_byte(span_of(query.at + i, query.len - i), &len)));
    if(is_delimiter) in_value = c == '=';
  }
  return CURLE_OK;
}

/* A parameter or a field in a list to be sorted. */
struct entry {
  struct span name;
  struct span value;
  size_t place; /* where it came */
};

static int compare_bytes(struct span a, struct span b)
{
  size_t common = a.len < b.len ? a.len : b.len;
  int order = common ? memcmp(a.at, b.at, common) : 0;
  return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare_parameters(const void *left, const void *right)
{
  const struct entry *a = left, *b = right;
  int order = compare_bytes(a->name, b->name);
  return order ? order : compare_bytes(a->value, b->value);
}

/* Fields of one name keep their order, which has a meaning. */
static int compare_fields(const void *left, const void *right)
{
  const struct entry *a = left, *b = right;
  size_t common = a->name.len < b->name.len ? a->name.len : b->name.len;
  for(size_t i = 0; i < common; i++) {
    int order = ascii_lower(a->name.at[i]) - ascii_lower(b->name.at[i]);
    if(order) return order;
  }
  if(a->name.len != b->name.len) return a->name.len < b->name.len ? -1 : 1;
  return a->place < b->place ? -1 : 1;
}

/* What is between two '&'; nothing at all is no parameter. */
static size_t split_parameters(struct entry *ret, struct span encoded)
{
  size_t count = 0;
  for(struct cursor c = cursor_of(encoded); cursor_left(&c);) {
    const uint8_t *end = memchr(c.at, '&', cursor_left(&c));
    struct span all = cursor_take(&c, end ? (size_t)(end - c.at) : cursor_left(&c));
    const uint8_t *equal = all.len ? memchr(all.at, '=', all.len) : NULL;
    size_t len = equal ? (size_t)(equal - all.at) : all.len;
    if(end) c.at++;
    if(!all.len) continue;
    if(ret) {
      ret[count].name = span_of(all.at, len);
      ret[count].value = equal ? span_of(equal + 1, all.len - len - 1) : span_of(NULL, 0);
    }
    count++;
  }
  return count;
}

static CURLcode add_parameters(struct buf *to, struct span encoded)
{
  size_t count = split_parameters(NULL, encoded);
  AUTO_FREE struct entry *list = mem_zalloc_array(count, sizeof *list);
  if(!list) return CURLE_OUT_OF_MEMORY;
  split_parameters(list, encoded);
  qsort(list, count, sizeof *list, compare_parameters);
  for(size_t i = 0; i < count; i++) {
    if(i) TRY(buf_add_char(to, '&'));
    TRY(buf_add_span(to, list[i].name));
    TRY(buf_add_char(to, '='));
    TRY(buf_add_span(to, list[i].value));
  }
  return CURLE_OK;
}

CURLcode sigv4_canonical_query(struct buf *to, struct span query)
{
  struct buf encoded = BUF_INIT(SIGV4_TEXT_MAX);
  CURLcode code = encode_query(&encoded, query);
  if(!code) code = add_parameters(to, buf_span(&encoded));
  buf_free(&encoded);
  return code;
}

/* Blanks are one space, and none at the ends. */
static CURLcode add_value(struct buf *to, struct span value)
{
  value = span_trim(value);
  for(size_t i = 0; i < value.len; i++) {
    if(!ascii_is_blank(value.at[i]))
      TRY(buf_add(to, value.at + i, 1));
    else if(!ascii_is_blank(value.at[i - 1]))
      TRY(buf_add_char(to, ' '));
  }
  return CURLE_OK;
}

static CURLcode add_field(struct buf *lines, struct buf *names, const struct entry *list, size_t i)
{
  if(i && span_equal_nocase(list[i - 1].name, list[i].name)) {
    lines->len--; /* the line goes on */
    TRY(buf_add_char(lines, ','));
  } else {
    if(i) TRY(buf_add_char(names, ';'));
    TRY(sigv4_add_lower(names, list[i].name));
    TRY(sigv4_add_lower(lines, list[i].name));
    TRY(buf_add_char(lines, ':'));
  }
  TRY(add_value(lines, list[i].value));
  return buf_add_char(lines, '\n');
}

CURLcode sigv4_canonical_fields(struct buf *lines, struct buf *names, const struct field *fields, size_t count)
{
  AUTO_FREE struct entry *list = mem_zalloc_array(count, sizeof *list);
  if(!list) return CURLE_OUT_OF_MEMORY;
  for(size_t i = 0; i < count; i++) list[i] = (struct entry){ fields[i].name, fields[i].value, i };
  qsort(list, count, sizeof *list, compare_fields);
  for(size_t i = 0; i < count; i++) TRY(add_field(lines, names, list, i));
  return CURLE_OK;
}
