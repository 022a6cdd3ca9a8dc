/* Two users with requests on one connection: `a`, of whom a test is, on stream 1, and another one on stream 3 whom nothing
 * of that may touch. */
#ifndef TESTS_UNIT_CODEC_HTTP2_PAIR_H
#define TESTS_UNIT_CODEC_HTTP2_PAIR_H
#include "unit/codec/http2/bytes.h"

#define ON_0    ON("\x00")
#define ON_1    ON("\x01")
#define ON_2    ON("\x02")
#define ON_3    ON("\x03")
#define LITERAL "\x00"

#define ANSWER                              \
  FRAME("\x06", HEADERS, END_HEADERS, ON_1, \
        "\x88" LITERAL "\x01"               \
        "a"                                 \
        "\x01"                              \
        "b")                                \
  FRAME("\x03", DATA, NONE, ON_1, "abc")    \
  FRAME("\x05", HEADERS, END_BOTH, ON_1,    \
        LITERAL "\x01"                      \
                "c"                         \
                "\x01"                      \
                "d")
#define OTHER_ANSWER FRAME("\x01", HEADERS, END_BOTH, ON_3, "\x88") /* on stream 3 */
/* on stream 1, of stream 2: :method GET, :scheme https, :path /, :authority (RFC 7541, appendix A) */
#define PROMISE                                  \
  FRAME("\x0a", PUSH_PROMISE, END_HEADERS, ON_1, \
        "\0\0\0\2"                               \
        "\x82\x87\x84"                           \
        "\x01"                                   \
        "\x01"                                   \
        "a")

struct pair {
  struct wire wire;
  struct user a, other;
};

static inline void begin(struct pair *p, struct user a)
{
  *p = (struct pair){ .a = a, .other = { .name = "o" } };
  wire_open(&p->wire, &users_config);
  assert_int_equal(users_request(p->wire.http2, &p->a), CURLE_OK);
  assert_int_equal(users_request(p->wire.http2, &p->other), CURLE_OK);
  wire_drain(&p->wire);
  wire_feed(&p->wire, BYTES(HELLO), SIZE_MAX);
}

/* The other stream and the connection are well. */
static inline void end(struct pair *p)
{
  wire_feed(&p->wire, BYTES(OTHER_ANSWER), SIZE_MAX);
  assert_int_equal(p->wire.code, CURLE_OK);
  assert_int_equal(p->other.how, HTTP2_END_COMPLETE);
  assert_int_equal(p->other.ended, 1);
  wire_close(&p->wire);
}

#endif
