/* Codings of bodies: asked for, taken off, refused. */
#include "check.h"
#include "coded.h"

/* ---- refused ---- */

static void a_coding_that_is_not_built_is_named(void **state)
{
  EXCHANGE(.options = { ALL }, .conn = { { GET_ALL, SEND(OK(CODED("compress") LENGTH("5")) "hello"), EXPECT_END } },
           .code = CURLE_BAD_CONTENT_ENCODING,
           .error = "Unrecognized content encoding type 'compress'; libcurl understands deflate, gzip, br, zstd");
  EXCHANGE(.options = { TE }, .conn = { { GET_TE, SEND(OK(MOVED("compress, chunked")) "1\r\na\r\n"), EXPECT_END } },
           .code = CURLE_BAD_CONTENT_ENCODING, .error = "Unrecognized transfer encoding type 'compress'");
}

#define FIVE "gzip, gzip, gzip, gzip, gzip"

static void scenario_56_more_than_five_codings_are_refused(void **state)
{
  EXCHANGE(.options = { ALL }, .code = CURLE_BAD_CONTENT_ENCODING, .head = "HTTP/1.1 200 OK\r\n",
           .conn = { { GET_ALL, SEND(OK(CODED(FIVE ", gzip") LENGTH("5")) "hello"), EXPECT_END } },
           .error = "Reject response exceeding limit of 5 content encodings");
  EXCHANGE(.options = { ALL }, .code = CURLE_BAD_CONTENT_ENCODING,
           .conn = { { GET_ALL, SEND(OK(CODED(FIVE) CODED("gzip") LENGTH("5")) "hello"), EXPECT_END } },
           .error = "Reject response exceeding limit of 5 content encodings");
  EXCHANGE(.options = { TE }, .code = CURLE_BAD_CONTENT_ENCODING,
           .conn = { { GET_TE, SEND(OK(MOVED(FIVE) MOVED("gzip, chunked")) "1\r\na\r\n"), EXPECT_END } },
           .error = "Reject response exceeding limit of 5 transfer encodings");
}

static void a_body_that_is_not_in_its_coding_is_refused(void **state)
{
  EXCHANGE(.options = { ALL }, .conn = { { GET_ALL, SEND(OK(CODED("gzip") LENGTH("5")) "hello"), EXPECT_END } },
           .code = CURLE_BAD_CONTENT_ENCODING, .error = "content unencoding: incorrect header check");
  EXCHANGE(.options = { ALL }, .conn = { { GET_ALL, SEND(OK(CODED("zstd") LENGTH("5")) "hello"), EXPECT_END } },
           .code = CURLE_BAD_CONTENT_ENCODING);
}

static void what_follows_the_coding_in_the_body_is_refused_after_it_was_given(void **state)
{
  EXCHANGE(.options = { ALL }, .conn = { { GET_ALL, SEND(OK(CODED("gzip") LENGTH("37")) GZIP "x"), EXPECT_END } },
           .code = CURLE_WRITE_ERROR, .body = PLAIN);
  EXCHANGE(.options = { ALL }, .conn = { { GET_ALL, SEND(OK(CODED("gzip") LENGTH("72")) GZIP GZIP), EXPECT_END } },
           .code = CURLE_WRITE_ERROR, .body = PLAIN, .error = "Multi-member gzip response not supported");
}

static void a_transfer_coding_behind_chunked_is_refused(void **state)
{
  EXCHANGE(.options = { TE }, .conn = { { GET_TE, SEND(OK(MOVED("chunked, gzip")) "hello"), EXPECT_END } },
           .code = CURLE_BAD_CONTENT_ENCODING, .head = "HTTP/1.1 200 OK\r\n", .error = "not being the last");
  EXCHANGE(.options = { TE }, .conn = { { GET_TE, SEND(OK(IN_CHUNKS MOVED("gzip")) "hello"), EXPECT_END } },
           .code = CURLE_BAD_CONTENT_ENCODING, .error = "not being the last");
}

static void a_transfer_coding_that_was_not_asked_for_is_refused(void **state)
{
  EXCHANGE(.options = { ALL }, .conn = { { GET_ALL, SEND(OK(MOVED("gzip, chunked"))), EXPECT_END } },
           .code = CURLE_BAD_CONTENT_ENCODING, .error = "Unsolicited Transfer-Encoding (gzip) found");
}

static void a_message_that_is_cut_off_is_partial_whatever_was_decoded(void **state)
{
  EXCHANGE(.options = { ALL }, .conn = { { GET_ALL, SEND(OK(CODED("gzip") LENGTH("99")) GZIP), CLOSE } },
           .code = CURLE_PARTIAL_FILE, .body = PLAIN);
}

/* ---- asked for ---- */

static void what_the_program_names_is_what_is_asked_for(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_ACCEPT_ENCODING, "br;q=1, gzip") }, .body = PLAIN, .kept = 1,
           .conn = { { EXPECT(GET("Accept-Encoding: br;q=1, gzip\r\n")), SEND(OK(CODED("zstd") LENGTH("33")) ZSTD) } });
}

static void null_takes_it_back(void **state)
{
  EXCHANGE(.options = { ALL, POINTER(CURLOPT_ACCEPT_ENCODING, NULL) }, .body = GZIP, .body_len = 36, .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK(CODED("gzip") LENGTH("36")) GZIP) } });
}

static void the_programs_own_lines_stand(void **state)
{
  EXCHANGE(.options = { ALL, TE }, .headers = { "Accept-Encoding: own", "TE: own" }, .body = PLAIN, .kept = 1,
           .conn = {
               { EXPECT(GET("Accept-Encoding: own\r\nTE: own\r\n")), SEND(OK(CODED("gzip") LENGTH("36")) GZIP) } });
  EXCHANGE(.options = { ALL, TE }, .headers = { "Accept-Encoding:", "TE:" }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
  /* without the option, a line of one's own asks, and nothing decodes */
  EXCHANGE(.headers = { "Accept-Encoding: gzip" }, .body = GZIP, .body_len = 36, .kept = 1,
           .conn = { { EXPECT(GET("Accept-Encoding: gzip\r\n")), SEND(OK(CODED("gzip") LENGTH("36")) GZIP) } });
}

static void te_is_named_in_connection_beside_what_the_program_has_there(void **state)
{
  EXCHANGE(.options = { TE }, .headers = { "Connection: this", "X: y", "Connection: that" }, .body = "hello", .kept = 1,
           .conn = {
               { EXPECT(GET("TE: gzip\r\nX: y\r\nConnection: this, TE\r\nConnection: that\r\n")), SEND(OK_HELLO) } });
  EXCHANGE(.options = { TE }, .headers = { "Connection:" }, .conn = { { GET_TE, SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
  EXCHANGE(.options = { TE }, .headers = { "Connection;" }, .conn = { { GET_TE, SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
}

static void both_have_their_place_in_the_head(void **state)
{
  EXCHANGE(.options = { ALL, TE, TEXT(CURLOPT_REFERER, "r"), TEXT(CURLOPT_POSTFIELDS, "x") }, .headers = { "X: y" },
           .body = "hello", .kept = 1,
           .conn = { { EXPECT("POST / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\nTE: gzip\r\n"
                              "Accept-Encoding: deflate, gzip, br, zstd\r\nReferer: r\r\nX: y\r\nContent-Length: 1\r\n"
                              "Content-Type: application/x-www-form-urlencoded\r\nConnection: TE\r\n\r\nx"),
                       SEND(OK_HELLO) } });
}

/* ---- taken off ---- */

static void each_content_coding_comes_off(void **state)
{
#define COMES_OFF(coding, len, bytes)                                                           \
  EXCHANGE(.options = { ALL }, .body = PLAIN, .kept = 1, .head = OK(CODED(coding) LENGTH(len)), \
           .conn = { { GET_ALL, SEND(OK(CODED(coding) LENGTH(len)) bytes) } },                  \
           .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, sizeof(bytes) - 1, NULL },          \
                      { CURLINFO_SIZE_DOWNLOAD_T, sizeof(bytes) - 1, NULL },                    \
                      { CURLINFO_SIZE_DELIVERED, 25, NULL } })
  COMES_OFF("gzip", "36", GZIP);
  COMES_OFF("X-GZip", "36", GZIP);
  COMES_OFF("deflate", "24", ZLIB);
  COMES_OFF("deflate", "18", BARE);
  COMES_OFF("br", "21", BR);
  COMES_OFF("zstd", "33", ZSTD);
  COMES_OFF("gzip, gzip", "53", GZIP_GZIP);
  COMES_OFF("gzip ,, identity,gzip", "53", GZIP_GZIP);
}

static void several_fields_are_one_list(void **state)
{
  EXCHANGE(.options = { ALL }, .body = PLAIN, .kept = 1,
           .conn = { { GET_ALL, SEND(OK(CODED("gzip") LENGTH("53") CODED("gzip")) GZIP_GZIP) } });
}

static void no_coding_is_named_in_some_words(void **state)
{
  EXCHANGE(.options = { ALL }, .body = "hello", .kept = 1,
           .conn = { { GET_ALL, SEND(OK(CODED("identity") LENGTH("5")) "hello") } });
  EXCHANGE(.options = { ALL }, .body = "hello", .kept = 1,
           .conn = { { GET_ALL, SEND(OK(CODED("none") LENGTH("5")) "hello") } });
  EXCHANGE(.options = { ALL }, .body = "hello", .kept = 1,
           .conn = { { GET_ALL, SEND(OK(CODED("") LENGTH("5")) "hello") } });
}

static void a_chunked_body_may_be_coded_and_the_connection_goes_on(void **state)
{
  EXCHANGE(.options = { ALL }, .body = PLAIN "hello", .times = 2, .kept = 1,
           .conn = { { GET_ALL, SEND(OK(CODED("gzip") IN_CHUNKS) "24\r\n" GZIP "\r\n0\r\nX: y\r\n\r\n"), GET_ALL,
                       SEND(OK_HELLO) } });
  EXCHANGE(.options = { ALL }, .body = PLAIN, .kept = 1,
           .conn = {
               { GET_ALL, SEND(OK(CODED("deflate")
                                      IN_CHUNKS) "3\r\n\x78\x9c\xcb\r\n"
                                                 "f\r\n\x48\xcd\xc9\xc9\x57\x28\xcf\x2f\xca\x49\xd1\x51\xc8\x40\x70\r\n"
                                                 "6\r\n\xb8\x00\x79\x8f\x09\x0f\r\n0\r\n\r\n") } });
}

static void a_coded_body_may_end_with_the_connection_or_be_empty(void **state)
{
  EXCHANGE(.options = { ALL }, .body = PLAIN, .conn = { { GET_ALL, SEND(OK(CODED("br")) BR), CLOSE } });
  EXCHANGE(.options = { ALL }, .conn = { { GET_ALL, SEND(OK(CODED("br"))), CLOSE } });
  EXCHANGE(.options = { ALL }, .conn = { { GET_ALL, SEND(OK(CODED("gzip") LENGTH("0"))) } }, .kept = 1);
  EXCHANGE(.options = { ALL }, .conn = { { GET_ALL, SEND(OK(CODED("wild") IN_CHUNKS) "0\r\n\r\n") } }, .kept = 1);
}

/* The message was whole; some servers leave the end of the coding away. */
static void a_coding_that_is_cut_off_in_a_whole_message_gives_what_is_there(void **state)
{
  EXCHANGE(.options = { ALL }, .body = "hello w", .kept = 1,
           .conn = { { GET_ALL, SEND(OK(CODED("gzip") LENGTH("18")) "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03"
                                                                    "\xcb\x48\xcd\xc9\xc9\x57\x28\xcf") } });
}

static void where_no_body_comes_a_coding_means_nothing(void **state)
{
  EXCHANGE(.options = { ALL }, .conn = { { GET_ALL, SEND("HTTP/1.1 204 No\r\n" CODED("wild") "\r\n") } }, .kept = 1);
  EXCHANGE(.options = { ALL }, .conn = { { GET_ALL, SEND("HTTP/1.1 304 No\r\n" CODED(FIVE ",gzip") "\r\n") } },
           .kept = 1);
  EXCHANGE(.options = { ALL, LONG(CURLOPT_NOBODY, 1) }, .kept = 1,
           .conn = { { EXPECT_HEAD("HEAD"), SEND(OK(CODED("wild") LENGTH("99"))) } });
  EXCHANGE(.options = { ALL }, .body = "hello", .kept = 1,
           .conn = { { GET_ALL, SEND("HTTP/1.1 103 Early\r\n" CODED("gzip") "\r\n" OK_HELLO) } });
}

static void a_body_that_nobody_gets_is_not_decoded(void **state)
{
  EXCHANGE(.options = { ALL, LONG(CURLOPT_FOLLOWLOCATION, 1), LONG(CURLOPT_MAXFILESIZE, 30) }, .body = PLAIN, .kept = 1,
           .conn = { { GET_ALL, SEND("HTTP/1.1 302 Go\r\nLocation: /\r\n" CODED("wild") LENGTH("5") "\r\nhello"),
                       GET_ALL, SEND("HTTP/1.1 302 Go\r\nLocation: /\r\n" CODED("gzip") LENGTH("5") "\r\nhello"),
                       GET_ALL, SEND(OK(CODED("deflate") LENGTH("24")) ZLIB) } });
}

static void without_content_decoding_the_body_stays_as_it_is(void **state)
{
  EXCHANGE(.options = { ALL, LONG(CURLOPT_HTTP_CONTENT_DECODING, 0) }, .body = GZIP, .body_len = 36, .kept = 1,
           .conn = { { GET_ALL, SEND(OK(CODED("gzip, wild") LENGTH("36")) GZIP) } });
  EXCHANGE(.options = { ALL, LONG(CURLOPT_HTTP_CONTENT_DECODING, 0), LONG(CURLOPT_HTTP_CONTENT_DECODING, 1) },
           .body = PLAIN, .kept = 1, .conn = { { GET_ALL, SEND(OK(CODED("gzip") LENGTH("36")) GZIP) } });
}

static void a_transfer_coding_comes_off_and_counts_decoded(void **state)
{
  EXCHANGE(.options = { TE }, .body = PLAIN, .kept = 1,
           .infos = { { CURLINFO_SIZE_DOWNLOAD_T, 25, NULL }, { CURLINFO_SIZE_DELIVERED, 25, NULL } },
           .conn = { { GET_TE, SEND(OK(MOVED("gzip, chunked")) "24\r\n" GZIP "\r\n0\r\n\r\n") } });
  EXCHANGE(.options = { TE }, .body = PLAIN, .kept = 1,
           .conn = { { GET_TE, SEND(OK(MOVED("br") IN_CHUNKS) "15\r\n" BR "\r\n0\r\n\r\n") } });
  EXCHANGE(.options = { TE }, .body = PLAIN, .conn = { { GET_TE, SEND(OK(MOVED("gzip") LENGTH("3")) GZIP), CLOSE } });
}

static void a_transfer_coding_comes_off_before_the_content_coding(void **state)
{
  EXCHANGE(.options = { TE, ALL }, .body = PLAIN, .kept = 1,
           .infos = { { CURLINFO_SIZE_DOWNLOAD_T, 36, NULL }, { CURLINFO_SIZE_DELIVERED, 25, NULL } },
           .conn = { { EXPECT_HEAD("TE: gzip\r\nAccept-Encoding: "),
                       SEND(OK(CODED("gzip") MOVED("gzip, chunked")) "35\r\n" GZIP_GZIP "\r\n0\r\n\r\n") } });
}

static void a_body_that_is_kept_in_its_transfer_coding_keeps_its_content_coding_too(void **state)
{
  EXCHANGE(.options = { TE, ALL, LONG(CURLOPT_HTTP_TRANSFER_DECODING, 0) }, .kept = 1,
           .body = "24\r\n" GZIP "\r\n0\r\n\r\n", .body_len = 47,
           .conn = { { EXPECT_HEAD("TE: gzip"),
                       SEND(OK(CODED("gzip") MOVED("gzip, chunked")) "24\r\n" GZIP "\r\n0\r\n\r\n") } });
  EXCHANGE(.options = { ALL, LONG(CURLOPT_HTTP_TRANSFER_DECODING, 0) }, .body = PLAIN, .kept = 1,
           .conn = { { GET_ALL, SEND(OK(CODED("gzip") LENGTH("36")) GZIP) } });
}

static void an_ignored_length_and_a_range_change_nothing(void **state)
{
  EXCHANGE(.options = { ALL, LONG(CURLOPT_IGNORE_CONTENT_LENGTH, 1) }, .body = PLAIN,
           .conn = { { GET_ALL, SEND(OK(CODED("gzip") LENGTH("3")) GZIP), CLOSE } });
  EXCHANGE(.options = { ALL, LONG(CURLOPT_RESUME_FROM, 7) }, .body = PLAIN, .kept = 1,
           .conn = { { EXPECT_HEAD("Range: bytes=7-\r\n"),
                       SEND("HTTP/1.1 206 Part\r\nContent-Range: bytes 7-42/43\r\n" CODED("gzip")
                                LENGTH("36") "\r\n" GZIP) } });
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_coding_that_is_not_built_is_named),
    cmocka_unit_test(scenario_56_more_than_five_codings_are_refused),
    cmocka_unit_test(a_body_that_is_not_in_its_coding_is_refused),
    cmocka_unit_test(what_follows_the_coding_in_the_body_is_refused_after_it_was_given),
    cmocka_unit_test(a_transfer_coding_behind_chunked_is_refused),
    cmocka_unit_test(a_transfer_coding_that_was_not_asked_for_is_refused),
    cmocka_unit_test(a_message_that_is_cut_off_is_partial_whatever_was_decoded),
    cmocka_unit_test(what_the_program_names_is_what_is_asked_for),
    cmocka_unit_test(null_takes_it_back),
    cmocka_unit_test(the_programs_own_lines_stand),
    cmocka_unit_test(te_is_named_in_connection_beside_what_the_program_has_there),
    cmocka_unit_test(both_have_their_place_in_the_head),
    cmocka_unit_test(each_content_coding_comes_off),
    cmocka_unit_test(several_fields_are_one_list),
    cmocka_unit_test(no_coding_is_named_in_some_words),
    cmocka_unit_test(a_chunked_body_may_be_coded_and_the_connection_goes_on),
    cmocka_unit_test(a_coded_body_may_end_with_the_connection_or_be_empty),
    cmocka_unit_test(a_coding_that_is_cut_off_in_a_whole_message_gives_what_is_there),
    cmocka_unit_test(where_no_body_comes_a_coding_means_nothing),
    cmocka_unit_test(a_body_that_nobody_gets_is_not_decoded),
    cmocka_unit_test(without_content_decoding_the_body_stays_as_it_is),
    cmocka_unit_test(a_transfer_coding_comes_off_and_counts_decoded),
    cmocka_unit_test(a_transfer_coding_comes_off_before_the_content_coding),
    cmocka_unit_test(a_body_that_is_kept_in_its_transfer_coding_keeps_its_content_coding_too),
    cmocka_unit_test(an_ignored_length_and_a_range_change_nothing),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
