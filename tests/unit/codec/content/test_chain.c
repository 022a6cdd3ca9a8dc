/* Codings taken off: whole, byte by byte, cut, spoilt, stacked, and far more than was put in. */
#include "base/buf.h"
#include "codec/content/chain.h"
#include "unit/base/failing_alloc.h"
#include "unit/codec/content/samples.h"
#include "unit/codec/http1/pieces.h"
#include <malloc.h>
#include <zlib.h>

struct outcome {
  CURLcode code;
  struct buf out;
  bool is_complete;
  const char *why;
};

static struct content_list list_of(const char *names)
{
  struct content_list l = { 0 };
  struct span rest = span_text(names), end;
  while(rest.len) {
    const uint8_t *space = memchr(rest.at, ' ', rest.len);
    end = span_of(rest.at, space ? (size_t)(space - rest.at) : rest.len);
    assert_int_equal(content_list_add(&l, end), CURLE_OK);
    rest = span_of(end.at + end.len + !!space, rest.len - end.len - !!space);
  }
  assert_string_equal(l.unknown, "");
  return l;
}

/* All that can be had of one piece of input. */
static CURLcode drain(struct content_chain *c, struct cursor *in, struct outcome *o)
{
  struct span piece;
  do {
    TRY(content_chain_next(c, in, &piece));
    assert_true(piece.len <= CONTENT_PIECE_MAX);
    if(piece.len) assert_int_equal(buf_add_span(&o->out, piece), CURLE_OK);
  } while(piece.len);
  assert_int_equal(cursor_left(in), 0);
  return CURLE_OK;
}

static struct outcome decode(const char *names, struct span bytes, size_t step)
{
  struct content_list l = list_of(names);
  struct content_chain *c;
  struct outcome o = { .out = BUF_INIT(1 << 20) };
  assert_int_equal(content_chain_new(&c, &l), CURLE_OK);
  for(size_t done = 0; done < bytes.len && !o.code; done += step) {
    struct piece p = piece_new(bytes.at + done, bytes.len - done < step ? bytes.len - done : step);
    o.code = drain(c, &p.in, &o);
    piece_free(&p);
  }
  o.is_complete = content_chain_is_complete(c);
  o.why = content_chain_why(c);
  content_chain_free(c);
  return o;
}

static bool is_plain(const struct outcome *o) { return span_equal(buf_span(&o->out), span_text(PLAIN)); }

/* ---- failures ---- */

static void a_spoilt_byte_is_an_error_or_other_data_but_the_same_in_every_step(void **state)
{
  static const uint8_t flips[] = { 0x01, 0x80, 0xff };
  uint8_t bytes[64];
  for(size_t i = 0; i < SAMPLES; i++)
    for(size_t k = 0; k < samples[i].bytes.len * sizeof flips; k++) {
      memcpy(bytes, samples[i].bytes.at, samples[i].bytes.len);
      bytes[k / sizeof flips] ^= flips[k % sizeof flips];
      struct outcome whole = decode(samples[i].coding, span_of(bytes, samples[i].bytes.len), sizeof bytes);
      struct outcome split = decode(samples[i].coding, span_of(bytes, samples[i].bytes.len), 1);
      assert_int_equal(whole.code, split.code);
      if(whole.code) assert_true(whole.code == CURLE_BAD_CONTENT_ENCODING || whole.code == CURLE_WRITE_ERROR);
      if(whole.code) assert_non_null(whole.why);
      if(!whole.code) assert_true(span_equal(buf_span(&whole.out), buf_span(&split.out)));
      buf_free(&whole.out);
      buf_free(&split.out);
    }
}

static void a_wrong_checksum_is_an_error_after_the_data(void **state)
{
  char bytes[] = GZIP;
  bytes[28] ^= 1;
  struct outcome o = decode("gzip", span_of(bytes, sizeof bytes - 1), 100);
  assert_int_equal(o.code, CURLE_BAD_CONTENT_ENCODING);
  assert_string_equal(o.why, "incorrect data check");
  assert_true(is_plain(&o));
  buf_free(&o.out);
}

static void what_stands_behind_the_end_is_an_error(void **state)
{
  static const struct {
    const char *coding;
    struct span bytes;
    CURLcode code;
    const char *why;
  } rows[] = {
    { "gzip", SPAN_LITERAL(GZIP "\0"), CURLE_WRITE_ERROR, "Bytes behind the end of compressed data" },
    { "gzip", SPAN_LITERAL(GZIP GZIP), CURLE_WRITE_ERROR, "Multi-member gzip response not supported" },
    { "deflate", SPAN_LITERAL(ZLIB "\x1f"), CURLE_WRITE_ERROR, "Bytes behind the end of compressed data" },
    { "deflate", SPAN_LITERAL(BARE "12345"), CURLE_WRITE_ERROR, "Bytes behind the end of compressed data" },
    { "br", SPAN_LITERAL(BR "1"), CURLE_WRITE_ERROR, "Bytes behind the end of compressed data" },
    { "zstd", SPAN_LITERAL(ZSTD "1234"), CURLE_BAD_CONTENT_ENCODING, "Unknown frame descriptor" },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    EACH_STEP(step, rows[i].bytes.len) {
      struct outcome o = decode(rows[i].coding, rows[i].bytes, step);
      assert_int_equal(o.code, rows[i].code);
      assert_string_equal(o.why, rows[i].why);
      assert_true(is_plain(&o));
      buf_free(&o.out);
    }
}

static void a_zstd_window_of_more_than_8_mib_is_refused(void **state)
{
  /* magic; window of 16 MiB, no size; a raw last block of one byte */
  struct outcome o = decode("zstd", span_of("\x28\xb5\x2f\xfd\x00\x70\x09\x00\x00x", 10), 10);
  assert_int_equal(o.code, CURLE_BAD_CONTENT_ENCODING);
  assert_string_equal(o.why, "Frame requires too much memory for decoding");
  o = decode("zstd", span_of("\x28\xb5\x2f\xfd\x00\x68\x09\x00\x00x", 10), 10); /* 8 MiB */
  assert_int_equal(o.code, CURLE_OK);
  assert_int_equal(o.out.len, 1);
  buf_free(&o.out);
}

static void a_zlib_body_that_needs_a_dictionary_is_refused(void **state)
{
  struct outcome o = decode("deflate", span_of("\x78\xbb\x01\x02\x03\x04", 6), 1);
  assert_int_equal(o.code, CURLE_BAD_CONTENT_ENCODING);
  assert_string_equal(o.why, "a dictionary is needed");
}

static void more_than_five_codings_are_refused(void **state)
{
  struct content_list l = list_of("gzip identity none gzip br");
  assert_int_equal(l.count, 3);
  assert_int_equal(content_list_add(&l, span_text("gzip")), CURLE_BAD_CONTENT_ENCODING);
  assert_int_equal(content_list_add(&l, span_text("identity")), CURLE_BAD_CONTENT_ENCODING);
  assert_int_equal(content_list_add(&l, span_text("")), CURLE_OK);
  assert_int_equal(l.count, 3);
}

static void what_is_not_built_is_noted_by_the_beginning_of_its_first_name(void **state)
{
  struct content_list l = list_of("gzip");
  assert_true(content_list_has_any(&l));
  l = list_of("identity");
  assert_false(content_list_has_any(&l));
  assert_int_equal(content_list_add(&l, span_text("a-name-that-is-too-long-to-be-kept-whole")), CURLE_OK);
  assert_int_equal(content_list_add(&l, span_text("compress")), CURLE_OK);
  assert_string_equal(l.unknown, "a-name-that-is-too-long-to-be-k");
  assert_true(content_list_has_any(&l));
}

static void memory_that_is_out_is_told_and_nothing_is_left(void **state)
{
  static const struct span stacked = SPAN_LITERAL(ZSTD);
  for(size_t i = 0; i <= SAMPLES; i++) {
    const char *coding = i < SAMPLES ? samples[i].coding : "zstd";
    struct span bytes = i < SAMPLES ? samples[i].bytes : stacked;
    bool has_failed = true;
    for(long n = 0; has_failed; n++) {
      struct content_list l = list_of(coding);
      struct content_chain *c = NULL;
      struct outcome o = { .out = BUF_INIT(1000) };
      struct cursor in = cursor_of(bytes);
      assert_int_equal(buf_reserve(&o.out, 100), CURLE_OK); /* ours; not to fail */
      failing_after(n);
      CURLcode code = content_chain_new(&c, &l);
      if(!code) code = drain(c, &in, &o);
      content_chain_free(c);
      has_failed = failing_end();
      assert_int_equal(code, has_failed ? CURLE_OUT_OF_MEMORY : CURLE_OK);
      assert_int_equal(failing_blocks, 0);
      if(!has_failed) assert_true(n > 1 && is_plain(&o));
      buf_free(&o.out);
    }
  }
}

/* ---- what comes out ---- */

static void each_coding_comes_off_in_every_step(void **state)
{
  for(size_t i = 0; i < SAMPLES; i++)
    EACH_STEP(step, samples[i].bytes.len) {
      struct outcome o = decode(samples[i].coding, samples[i].bytes, step);
      assert_int_equal(o.code, CURLE_OK);
      assert_true(is_plain(&o));
      assert_true(o.is_complete);
      buf_free(&o.out);
    }
}

/* Some servers forget the end; whether the message was whole, its framing tells. */
static void a_body_that_is_cut_off_gives_what_is_there(void **state)
{
  for(size_t i = 0; i < SAMPLES; i++)
    for(size_t len = 0; len < samples[i].bytes.len; len++)
      EACH_STEP(step, len ? 3 : 0) {
        struct outcome o = decode(samples[i].coding, span_of(samples[i].bytes.at, len), step);
        assert_int_equal(o.code, CURLE_OK);
        assert_true(o.out.len < sizeof PLAIN && !memcmp(o.out.at ? o.out.at : (uint8_t *)PLAIN, PLAIN, o.out.len));
        assert_false(o.is_complete);
        buf_free(&o.out);
      }
}

static void an_empty_body_is_complete(void **state)
{
  struct outcome o = decode("gzip br", span_of("", 0), 1);
  assert_int_equal(o.code, CURLE_OK);
  assert_int_equal(o.out.len, 0);
  assert_true(o.is_complete);
}

static void bare_data_may_be_followed_by_a_checksum(void **state)
{
  for(size_t more = 0; more <= 4; more++)
    EACH_STEP(step, sizeof BARE - 1 + more) {
      struct outcome o = decode("deflate", span_of(BARE "1234", sizeof BARE - 1 + more), step);
      assert_int_equal(o.code, CURLE_OK);
      assert_true(is_plain(&o));
      buf_free(&o.out);
    }
}

static void zstd_frames_follow_each_other(void **state)
{
  static const struct span twice = SPAN_LITERAL(ZSTD ZSTD);
  EACH_STEP(step, twice.len) {
    struct outcome o = decode("zstd", twice, step);
    assert_int_equal(o.code, CURLE_OK);
    assert_true(span_equal(buf_span(&o.out), span_text(PLAIN PLAIN)));
    buf_free(&o.out);
  }
}

/* `bits` as inflateInit2 takes them. */
static struct buf compress_with(int bits, struct span bytes)
{
  z_stream z = { 0 };
  struct buf out = BUF_INIT(1 << 20);
  assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, bits, 9, Z_DEFAULT_STRATEGY), Z_OK);
  size_t bound = deflateBound(&z, bytes.len);
  assert_int_equal(buf_reserve(&out, bound < out.cap ? bound : out.cap), CURLE_OK);
  z.next_in = (Bytef *)(uintptr_t)bytes.at;
  z.avail_in = (unsigned)bytes.len;
  z.next_out = out.at;
  z.avail_out = (unsigned)out.room;
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  out.len = z.total_out;
  deflateEnd(&z);
  return out;
}

static void five_codings_come_off_in_reverse(void **state)
{
  struct span bytes = SPAN_LITERAL(ZSTD);
  static const int bits[] = { 31, 15, -15, 31 };
  struct buf held = { 0 };
  for(size_t i = 0; i < 4; i++) {
    struct buf more = compress_with(bits[i], bytes);
    buf_free(&held);
    held = more;
    bytes = buf_span(&held);
  }
  EACH_STEP(step, bytes.len) {
    struct outcome o = decode("zstd gzip deflate deflate x-gzip", bytes, step);
    assert_int_equal(o.code, CURLE_OK);
    assert_true(is_plain(&o));
    assert_true(o.is_complete);
    buf_free(&o.out);
  }
  for(size_t len = 1; len < bytes.len; len++) {
    struct outcome o = decode("zstd gzip deflate deflate x-gzip", span_of(bytes.at, len), 7);
    assert_int_equal(o.code, CURLE_OK);
    assert_false(o.is_complete);
    buf_free(&o.out);
  }
  buf_free(&held);
}

/* ---- much out of little ---- */

#define HUGE_SIZE ((size_t)64 << 20)

static size_t in_use, peak;

static void *counted(void *block)
{
  in_use += malloc_usable_size(block);
  if(in_use > peak) peak = in_use;
  return block;
}
static void *count_malloc(size_t size) { return counted(malloc(size)); }
static void *count_calloc(size_t n, size_t size) { return counted(calloc(n, size)); }
static char *count_strdup(const char *text) { return counted(strdup(text)); }
static void count_free(void *block)
{
  in_use -= malloc_usable_size(block);
  free(block);
}
static void *count_realloc(void *block, size_t size)
{
  in_use -= malloc_usable_size(block);
  return counted(realloc(block, size));
}

/* 64 MiB of zeros, gzipped, and that gzipped. */
static struct buf make_bomb(int times)
{
  uint8_t *zeros = calloc(1, HUGE_SIZE);
  assert_non_null(zeros);
  struct buf bomb = compress_with(31, span_of(zeros, HUGE_SIZE));
  free(zeros);
  for(; times > 1; times--) {
    struct buf again = compress_with(31, buf_span(&bomb));
    buf_free(&bomb);
    bomb = again;
  }
  return bomb;
}

static void burst(const char *names, struct span bomb, size_t most_memory)
{
  static const struct mem_hooks hooks = { count_malloc, count_free, count_realloc, count_strdup, count_calloc };
  struct content_list l = list_of(names);
  struct content_chain *c;
  struct cursor in = cursor_of(bomb);
  struct span piece;
  size_t total = 0, calls = 0;
  in_use = peak = 0;
  mem_set_hooks(&hooks);
  assert_int_equal(content_chain_new(&c, &l), CURLE_OK);
  do {
    assert_int_equal(content_chain_next(c, &in, &piece), CURLE_OK);
    total += piece.len;
    if(calls++ == 10 && bomb.len > 10000) assert_true(cursor_left(&in)); /* what comes later has not been looked at */
  } while(piece.len);
  assert_true(content_chain_is_complete(c));
  content_chain_free(c);
  mem_set_hooks(NULL);
  assert_true(total == HUGE_SIZE);
  assert_true(calls <= HUGE_SIZE / CONTENT_PIECE_MAX + 16); /* a piece is full but where input ends */
  assert_true(peak < most_memory);
  assert_int_equal(in_use, 0);
}

static void a_bomb_comes_out_in_pieces_in_little_memory(void **state)
{
  struct buf once = make_bomb(1), twice = make_bomb(2);
  burst("gzip", buf_span(&once), 112 * 1024);
  burst("gzip gzip", buf_span(&twice), 224 * 1024);
  buf_free(&once);
  buf_free(&twice);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_spoilt_byte_is_an_error_or_other_data_but_the_same_in_every_step),
    cmocka_unit_test(a_wrong_checksum_is_an_error_after_the_data),
    cmocka_unit_test(what_stands_behind_the_end_is_an_error),
    cmocka_unit_test(a_zstd_window_of_more_than_8_mib_is_refused),
    cmocka_unit_test(a_zlib_body_that_needs_a_dictionary_is_refused),
    cmocka_unit_test(more_than_five_codings_are_refused),
    cmocka_unit_test(what_is_not_built_is_noted_by_the_beginning_of_its_first_name),
    cmocka_unit_test(memory_that_is_out_is_told_and_nothing_is_left),
    cmocka_unit_test(each_coding_comes_off_in_every_step),
    cmocka_unit_test(a_body_that_is_cut_off_gives_what_is_there),
    cmocka_unit_test(an_empty_body_is_complete),
    cmocka_unit_test(bare_data_may_be_followed_by_a_checksum),
    cmocka_unit_test(zstd_frames_follow_each_other),
    cmocka_unit_test(five_codings_come_off_in_reverse),
    cmocka_unit_test(a_bomb_comes_out_in_pieces_in_little_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
