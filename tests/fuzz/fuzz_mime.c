/* Any tree: read whole and in pieces of the size that the first byte says, it is the same bytes, as many as was said,
 * and what an encoder made decodes to what it was given.
 *
 * The input is a program for building a tree, a byte an operation, and what follows some of them: a length and text.
 */
#include "codec/mime/reader.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define BYTES_MAX (64u << 20)
#define DEPTH_MAX 32

static void check(bool holds)
{
  if(!holds) abort();
}

/* ---- a source that gives a few bytes at a time ---- */

struct slow {
  struct span bytes;
  size_t done;
  size_t step;
  bool has_size;
};

static CURLcode slow_size(void *source, curl_off_t *ret)
{
  const struct slow *s = source;
  *ret = s->has_size ? (curl_off_t)s->bytes.len : -1;
  return CURLE_OK;
}

static CURLcode slow_read(void *source, void *to, size_t room, size_t *got)
{
  struct slow *s = source;
  size_t len = s->bytes.len - s->done;
  if(len > room) len = room;
  if(len > s->step) len = s->step;
  if(len) memcpy(to, s->bytes.at + s->done, len);
  s->done += len;
  *got = len;
  return CURLE_OK;
}

static CURLcode slow_rewind(void *source)
{
  ((struct slow *)source)->done = 0;
  return CURLE_OK;
}

static const struct mime_source_ops slow_ops = {
  .size = slow_size, .read = slow_read, .rewind = slow_rewind, .free = free
};

static struct mime_source make_slow(struct span bytes, uint8_t kind)
{
  struct slow *s = malloc(sizeof *s);
  check(s);
  *s = (struct slow){ .bytes = bytes, .step = 1 + kind % 16, .has_size = kind & 0x80 };
  return (struct mime_source){ &slow_ops, s };
}

/* ---- building ---- */

struct builder {
  struct cursor in;
  curl_mime *at;
  curl_mimepart *part; /* the last one, or NULL */
  size_t depth;
};

static uint8_t next_byte(struct builder *b) { return cursor_left(&b->in) ? *cursor_take(&b->in, 1).at : 0; }

static struct span next_bytes(struct builder *b)
{
  size_t len = next_byte(b);
  return cursor_take(&b->in, len < cursor_left(&b->in) ? len : cursor_left(&b->in));
}

/* A C string in `room`. */
static const char *next_text(struct builder *b, char room[256])
{
  struct span s = next_bytes(b);
  if(s.len) memcpy(room, s.at, s.len);
  room[s.len] = '\0';
  return room;
}

static curl_mime *new_mime(struct builder *b)
{
  uint8_t random[MIME_RANDOM_MAX];
  memset(random, next_byte(b), sizeof random);
  curl_mime *m = mime_new(random);
  check(m);
  return m;
}

static void set_memory(curl_mimepart *p, struct span bytes)
{
  struct mime_source from;
  check(!mime_memory_new(&from, bytes.at, bytes.len, false));
  mime_part_set_source(p, from);
}

static void add_part(struct builder *b)
{
  b->part = mime_add_part(b->at);
  check(b->part);
}

static void go_into(struct builder *b)
{
  curl_mime *sub;
  if(b->depth == DEPTH_MAX) return;
  sub = new_mime(b);
  check(!mime_part_set_subparts(b->part, sub));
  check(mime_part_set_subparts(b->part, b->at)); /* it would contain itself, or is in a place already */
  b->at = sub;
  b->part = NULL;
  b->depth++;
}

static void go_out(struct builder *b)
{
  if(!b->depth) return;
  b->part = b->at->owner;
  b->at = b->part->in;
  b->depth--;
}

static void change_part(struct builder *b, uint8_t what)
{
  static const char *const encoders[] = { NULL, "binary", "8bit", "7bit", "base64", "quoted-printable" };
  char text[256];
  switch(what) {
  case 0:
    check(!mime_part_set_name(b->part, next_text(b, text)));
    break;
  case 1:
    check(!mime_part_set_filename(b->part, next_text(b, text)));
    break;
  case 2:
    check(!mime_part_set_type(b->part, next_text(b, text)));
    break;
  case 3:
    check(!mime_part_set_encoder(b->part, encoders[next_byte(b) % 6]));
    break;
  case 4:
    set_memory(b->part, next_bytes(b));
    break;
  case 5: {
    uint8_t kind = next_byte(b);
    mime_part_set_source(b->part, make_slow(next_bytes(b), kind));
    break;
  }
  default:
    go_into(b);
  }
}

static curl_mime *build(struct span program)
{
  struct builder b = { .in = cursor_of(program) };
  curl_mime *root = b.at = new_mime(&b);
  while(cursor_left(&b.in)) {
    uint8_t operation = next_byte(&b) % 9;
    if(operation == 7 || !b.part)
      add_part(&b);
    else if(operation == 8)
      go_out(&b);
    else
      change_part(&b, operation);
  }
  return root;
}

/* ---- reading ---- */

struct outcome {
  CURLcode code;
  curl_off_t size;
  struct buf bytes;
};

static struct outcome read_tree(curl_mime *m, uint8_t how, size_t step)
{
  const struct mime_reading reading = { .type = span_text(how & 1 ? MIME_FORM_TYPE : "multipart/mixed"),
                                        .escape = how & 2 ? MIME_BACKSLASH : MIME_PERCENT,
                                        .with_head = how & 4 };
  struct outcome o = { .bytes = BUF_INIT(BYTES_MAX) };
  struct mime_reader r;
  uint8_t *room = malloc(step);
  check(room);
  mime_reader_init(&r);
  check(!mime_reader_begin(&r, m, &reading));
  o.size = r.size;
  for(size_t got = 1; !o.code && got;) {
    o.code = mime_reader_read(&r, room, step, &got);
    check(got <= step && !buf_add(&o.bytes, room, got));
  }
  check(!o.code || o.code == CURLE_READ_ERROR); /* a byte that is no 7bit */
  if(!o.code && o.size >= 0) check((size_t)o.size == o.bytes.len);
  mime_reader_free(&r);
  free(room);
  return o;
}

/* ---- decoding what a lone part became ---- */

static int base64_value(uint8_t c)
{
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const char *at = c ? strchr(digits, c) : NULL;
  return at ? (int)(at - digits) : -1;
}

static void decode_base64(struct span s, struct buf *to)
{
  uint32_t bits = 0, count = 0;
  for(size_t i = 0; i < s.len; i++) {
    int value = base64_value(s.at[i]);
    if(value < 0) continue;
    bits = bits << 6 | (uint32_t)value;
    count += 6;
    if(count < 8) continue;
    count -= 8;
    check(!buf_add_char(to, (char)(bits >> count & 0xff)));
  }
}

static int hex(uint8_t c) { return c >= 'A' ? c - 'A' + 10 : c - '0'; }

static void decode_quoted(struct span s, struct buf *to)
{
  for(size_t i = 0; i < s.len; i++) {
    if(s.at[i] != '=') {
      check(!buf_add_char(to, (char)s.at[i]));
      continue;
    }
    check(i + 2 < s.len);
    if(s.at[i + 1] != '\r') check(!buf_add_char(to, (char)(hex(s.at[i + 1]) << 4 | hex(s.at[i + 2]))));
    i += 2;
  }
}

static void check_lines(struct span s)
{
  size_t column = 0;
  for(size_t i = 0; i < s.len; i++) {
    column = s.at[i] == '\n' ? 0 : column + (s.at[i] != '\r');
    check(column <= 76);
  }
}

static void check_encoder(const char *name, struct span content, size_t step)
{
  static const uint8_t random[MIME_RANDOM_MAX];
  struct buf back = BUF_INIT(BYTES_MAX);
  curl_mime *m = mime_new(random);
  check(m);
  curl_mimepart *p = mime_add_part(m);
  check(p && !mime_part_set_encoder(p, name));
  mime_part_set_source(p, make_slow(content, (uint8_t)step));
  struct outcome o = read_tree(m, 0, step);
  check(!o.code);
  check(!buf_terminate(&o.bytes));
  const uint8_t *from = (const uint8_t *)strstr((const char *)o.bytes.at, "\r\n\r\n") + 4;
  size_t tail = strlen("\r\n--"
                       "--\r\n") +
                MIME_BOUNDARY_MAX;
  struct span encoded = span_of(from, (size_t)(o.bytes.at + o.bytes.len - from) - tail);
  check_lines(encoded);
  if(!strcmp(name, "base64"))
    decode_base64(encoded, &back);
  else
    decode_quoted(encoded, &back);
  check(span_equal(buf_span(&back), content));
  buf_free(&back);
  buf_free(&o.bytes);
  mime_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if(size < 2) return 0;
  size_t step = data[0] + 1u;
  curl_mime *m = build(span_of(data + 2, size - 2));
  struct outcome whole = read_tree(m, data[1], 65536), split = read_tree(m, data[1], step);
  check(whole.code == split.code && whole.size == split.size);
  if(!whole.code) check(span_equal(buf_span(&whole.bytes), buf_span(&split.bytes)));
  buf_free(&whole.bytes);
  buf_free(&split.bytes);
  mime_free(m);
  check_encoder("base64", span_of(data + 2, size - 2), step);
  check_encoder("quoted-printable", span_of(data + 2, size - 2), step);
  return 0;
}
