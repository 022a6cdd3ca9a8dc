#include "unit/codec/http2/bytes.h"

/* Answers that are malformed (RFC 9113, section 8.1.1), or break their stream: the stream is reset, its head or its answer
 * has no end, and another stream of the connection is not touched. */

#define ON_1 ON("\x01")
/* a literal field without indexing (RFC 7541, section 6.2.2); the lengths stand in the texts */
#define LITERAL "\x00"
#define STATUS  "\x08" /* a literal value for the name :status */

#define HEAD(length, payload) FRAME(length, HEADERS, END_HEADERS, ON_1, payload)

struct bad {
  const char *what;
  struct span bytes;
  uint32_t error;
};

#define BAD(what, bytes)                                            \
  {                                                                 \
    what, { (const uint8_t *)(bytes), sizeof(bytes) - 1 }, PROTOCOL \
  }
#define BAD_WITH(error, what, bytes)                             \
  {                                                              \
    what, { (const uint8_t *)(bytes), sizeof(bytes) - 1 }, error \
  }

static const struct bad heads[] = {
  BAD("no :status", HEAD("\x05", LITERAL "\x01"
                                         "a"
                                         "\x01"
                                         "b")),
  BAD("no field at all", HEAD("\x00", "")),
  BAD(":status twice", HEAD("\x02", "\x88\x88")),
  BAD(":status behind a field", HEAD("\x06", LITERAL "\x01"
                                                     "a"
                                                     "\x01"
                                                     "b"
                                                     "\x88")),
  BAD("an unknown pseudo-field", HEAD("\x07", "\x88" LITERAL "\x02"
                                              ":x"
                                              "\x01"
                                              "y")),
  BAD("a request's pseudo-field", HEAD("\x02", "\x88\x82")),
  BAD("an upper-case name", HEAD("\x06", "\x88" LITERAL "\x01"
                                         "A"
                                         "\x01"
                                         "b")),
  BAD("an empty name", HEAD("\x05", "\x88" LITERAL "\x00"
                                    "\x01"
                                    "b")),
  BAD("a blank in a name", HEAD("\x08", "\x88" LITERAL "\x03"
                                        "a b"
                                        "\x01"
                                        "c")),
  BAD("a colon in a name", HEAD("\x08", "\x88" LITERAL "\x03"
                                        "a:b"
                                        "\x01"
                                        "c")),
  BAD("CR in a value", HEAD("\x08", "\x88" LITERAL "\x01"
                                    "a"
                                    "\x03"
                                    "b\rc")),
  BAD("LF in a value", HEAD("\x08", "\x88" LITERAL "\x01"
                                    "a"
                                    "\x03"
                                    "b\nc")),
  BAD("NUL in a value", HEAD("\x08", "\x88" LITERAL "\x01"
                                     "a"
                                     "\x03"
                                     "b\0c")),
  BAD("Connection", HEAD("\x13", "\x88" LITERAL "\x0a"
                                 "connection"
                                 "\x05"
                                 "close")),
  BAD("Keep-Alive", HEAD("\x0f", "\x88" LITERAL "\x0a"
                                 "keep-alive"
                                 "\x01"
                                 "5")),
  BAD("Proxy-Connection", HEAD("\x15", "\x88" LITERAL "\x10"
                                       "proxy-connection"
                                       "\x01"
                                       "x")),
  BAD("Transfer-Encoding", HEAD("\x1c", "\x88" LITERAL "\x11"
                                        "transfer-encoding"
                                        "\x07"
                                        "chunked")),
  BAD("Upgrade", HEAD("\x0d", "\x88" LITERAL "\x07"
                              "upgrade"
                              "\x02"
                              "h2")),
  BAD("TE", HEAD("\x0a", "\x88" LITERAL "\x02"
                         "te"
                         "\x04"
                         "gzip")),
  BAD("a status of two digits", HEAD("\x04", STATUS "\x02"
                                                    "20")),
  BAD("a status of four digits", HEAD("\x06", STATUS "\x04"
                                                     "2000")),
  BAD("a status below 100", HEAD("\x05", STATUS "\x03"
                                                "099")),
  BAD("a status that is no number", HEAD("\x05", STATUS "\x03"
                                                        "2x0")),
  BAD("switching protocols", HEAD("\x05", STATUS "\x03"
                                                 "101")),
  BAD("a length that is no number", HEAD("\x05", "\x88"
                                                 "\x0f\x0d"
                                                 "\x01"
                                                 "x")),
  BAD("two lengths", HEAD("\x09", "\x88"
                                  "\x0f\x0d"
                                  "\x01"
                                  "1"
                                  "\x0f\x0d"
                                  "\x01"
                                  "1")),
  BAD("an interim answer that ends", FRAME("\x05", HEADERS, END_BOTH, ON_1,
                                           STATUS "\x03"
                                                  "103")),
  BAD("an answer without what its length says", FRAME("\x05", HEADERS, END_BOTH, ON_1,
                                                      "\x88"
                                                      "\x0f\x0d"
                                                      "\x01"
                                                      "5")),
};

static const struct bad bodies[] = {
  BAD("fewer bytes than the length says", HEAD("\x05", "\x88"
                                                       "\x0f\x0d"
                                                       "\x01"
                                                       "5") FRAME("\x03", DATA, END_STREAM, ON_1, "abc")),
  BAD("more bytes than the length says", HEAD("\x05", "\x88"
                                                      "\x0f\x0d"
                                                      "\x01"
                                                      "2") FRAME("\x03", DATA, END_STREAM, ON_1, "abc")),
  BAD("a body behind an interim head", HEAD("\x05", STATUS "\x03"
                                                           "103") FRAME("\x03", DATA, END_STREAM, ON_1, "abc")),
  BAD("a trailer section that is not the end", OK_HEAD HEAD("\x05", LITERAL "\x01"
                                                                            "a"
                                                                            "\x01"
                                                                            "b")),
  BAD("a trailer section with a status", OK_HEAD FRAME("\x01", HEADERS, END_BOTH, ON_1, "\x88")),
  BAD("a final head, and one more", OK_HEAD HEAD("\x01", "\x88")),
  BAD_WITH(FLOW_CONTROL, "a window over 2^31-1", OK_HEAD FRAME("\x04", WINDOW_UPDATE, NONE, ON_1, "\x7f\xff\xff\xff")),
};

static void check(const struct bad *b, size_t step, bool has_end)
{
  struct wire w;
  struct user a = { .name = "a" }, other = { .name = "o" };
  wire_open(&w, &users_config);
  assert_int_equal(users_request(w.http2, &a), CURLE_OK);
  assert_int_equal(users_request(w.http2, &other), CURLE_OK);
  wire_drain(&w);
  wire_feed(&w, BYTES(HELLO), step);
  wire_feed(&w, b->bytes, step);
  if(a.ended != 1 || a.how != HTTP2_END_RESET || a.error != b->error || a.cause || w.code)
    fail_msg("%s: %d, error %u, %s", b->what, (int)w.code, a.error, users_log);
  if(!has_end && strstr(users_log, "a:end|")) fail_msg("%s: %s", b->what, users_log);
  wire_drain(&w);
  assert_int_equal(wire_reset(&w, 1), b->error);
  assert_int_equal(wire_goaway(&w), -1);
  assert_int_equal(other.ended, 0);
  wire_feed(&w, BYTES(FRAME("\x01", HEADERS, END_BOTH, ON("\x03"), "\x88")), step);
  assert_int_equal(other.how, HTTP2_END_COMPLETE);
  assert_int_equal(other.ended, 1);
  wire_close(&w);
}

static void a_malformed_head_has_no_end(void **state)
{
  for(size_t i = 0; i < COUNT(heads); i++) {
    check(&heads[i], heads[i].bytes.len, false);
    check(&heads[i], 1, false);
  }
}

static void a_malformed_answer_is_not_complete(void **state)
{
  for(size_t i = 0; i < COUNT(bodies); i++) {
    check(&bodies[i], bodies[i].bytes.len, true);
    check(&bodies[i], 1, true);
  }
}

/* What is no fault. */

struct good {
  struct span bytes;
  const char *log;
};

#define GOOD(bytes, log)                                 \
  {                                                      \
    { (const uint8_t *)(bytes), sizeof(bytes) - 1 }, log \
  }

static const struct good fine[] = {
  /* blanks around a value, as peers send them that translate HTTP/1 */
  GOOD(FRAME("\x08", HEADERS, END_BOTH, ON_1,
             "\x88" LITERAL "\x01"
             "a"
             "\x03"
             " b\t"),
       "a:final 200|a:a=b|a:end|a:complete NO_ERROR 0|"),
  /* no token, but no fault of section 8.2.1: left out */
  GOOD(FRAME("\x0c", HEADERS, END_BOTH, ON_1,
             "\x88" LITERAL "\x02"
             "a("
             "\x01"
             "b" LITERAL "\x01"
             "c"
             "\x01"
             "d"),
       "a:final 200|a:c=d|a:end|a:complete NO_ERROR 0|"),
  /* any number of interim heads */
  GOOD(HEAD("\x05", STATUS "\x03"
                           "100") HEAD("\x05", STATUS "\x03"
                                                      "199") FRAME("\x01", HEADERS, END_BOTH, ON_1, "\x88"),
       "a:interim 100|a:end|a:interim 199|a:end|a:final 200|a:end|a:complete NO_ERROR 0|"),
  /* a status that nobody has given a meaning */
  GOOD(FRAME("\x05", HEADERS, END_BOTH, ON_1,
             STATUS "\x03"
                    "999"),
       "a:final 999|a:end|a:complete NO_ERROR 0|"),
  /* padding, in DATA and in HEADERS; an empty DATA */
  GOOD(FRAME("\x04", HEADERS, "\x0c", ON_1,
             "\x02"
             "\x88"
             "\0\0") FRAME("\x06", DATA, PADDED, ON_1,
                           "\x02"
                           "abc"
                           "\0\0") FRAME("\x01", DATA, PADDED, ON_1, "\0") FRAME("\x00", DATA, END_STREAM, ON_1, ""),
       "a:final 200|a:end|abca:complete NO_ERROR 0|"),
  /* a head over three frames, the first without a byte of it */
  GOOD(FRAME("\x00", HEADERS, END_STREAM, ON_1, "") FRAME("\x03", CONTINUATION, NONE, ON_1, "\x88" LITERAL "\x01")
           FRAME("\x03", CONTINUATION, END_HEADERS, ON_1,
                 "a"
                 "\x01"
                 "b"),
       "a:final 200|a:a=b|a:end|a:complete NO_ERROR 0|"),
  /* frames and settings that nobody knows (section 5.5), a priority, an alternative service */
  GOOD(FRAME("\x03", UNKNOWN, "\xff", ON_1, "abc") FRAME("\x00", UNKNOWN, NONE, ON("\x00"), "")
           FRAME("\x06", SETTINGS, NONE, ON("\x00"),
                 "\xee\xee"
                 "\0\0\0\1") FRAME("\x05", PRIORITY, NONE, ON_1,
                                   "\0\0\0\0"
                                   "\x10") FRAME("\x02", ALTSVC, NONE, ON_1, "\0\0")
               FRAME("\x01", HEADERS, END_BOTH, ON_1, "\x88"),
       "a:final 200|a:end|a:complete NO_ERROR 0|"),
  /* the answer is whole, and the peer does not want the rest of a request (section 8.1) */
  GOOD(FRAME("\x01", HEADERS, END_BOTH, ON_1, "\x88") FRAME("\x04", RST_STREAM, NONE, ON_1, "\0\0\0\0"),
       "a:final 200|a:end|a:complete NO_ERROR 0|"),
  /* frames that come late for a stream that has ended */
  GOOD(FRAME("\x01", HEADERS, END_BOTH, ON_1, "\x88") FRAME("\x04", WINDOW_UPDATE, NONE, ON_1, "\0\0\0\1")
           FRAME("\x04", RST_STREAM, NONE, ON_1, "\0\0\0\5") FRAME("\x05", PRIORITY, NONE, ON_1,
                                                                   "\0\0\0\0"
                                                                   "\x10"),
       "a:final 200|a:end|a:complete NO_ERROR 0|"),
  /* reset before the end: NO_ERROR is no answer */
  GOOD(OK_HEAD FRAME("\x04", RST_STREAM, NONE, ON_1, "\0\0\0\0"), "a:final 200|a:end|a:reset NO_ERROR 0|"),
  GOOD(OK_HEAD FRAME("\x04", RST_STREAM, NONE, ON_1, "\0\0\0\2"), "a:final 200|a:end|a:reset INTERNAL_ERROR 0|"),
  /* not acted upon, but who has answered has acted (section 8.7) */
  GOOD(FRAME("\x04", RST_STREAM, NONE, ON_1, "\0\0\0\7"), "a:unprocessed REFUSED_STREAM 0|"),
  GOOD(OK_HEAD FRAME("\x04", RST_STREAM, NONE, ON_1, "\0\0\0\7"), "a:final 200|a:end|a:reset REFUSED_STREAM 0|"),
  /* beyond the last stream of GOAWAY; within it */
  GOOD(FRAME("\x08", GOAWAY, NONE, ON("\x00"),
             "\0\0\0\0"
             "\0\0\0\0"),
       "a:unprocessed REFUSED_STREAM 0|"),
  GOOD(FRAME("\x08", GOAWAY, NONE, ON("\x00"),
             "\0\0\0\1"
             "\0\0\0\0") FRAME("\x01", HEADERS, END_BOTH, ON_1, "\x88"),
       "a:final 200|a:end|a:complete NO_ERROR 0|"),
};

static void what_is_no_fault_is_taken(void **state)
{
  for(size_t i = 0; i < COUNT(fine); i++)
    for(size_t step = 1; step <= 1000; step += 999) {
      struct wire w;
      struct user a = { .name = "a" };
      wire_open(&w, &users_config);
      assert_int_equal(users_request(w.http2, &a), CURLE_OK);
      wire_drain(&w);
      wire_feed(&w, BYTES(HELLO), step);
      wire_feed(&w, fine[i].bytes, step);
      assert_int_equal(w.code, CURLE_OK);
      assert_string_equal(users_log, fine[i].log);
      wire_drain(&w);
      assert_int_equal(wire_reset(&w, 1), -1);
      wire_close(&w);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_malformed_head_has_no_end),
    cmocka_unit_test(a_malformed_answer_is_not_complete),
    cmocka_unit_test(what_is_no_fault_is_taken),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
