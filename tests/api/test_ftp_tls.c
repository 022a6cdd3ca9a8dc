/* FTP over TLS (RFC 4217): asked for with AUTH, or there from the beginning; the data, too; and taken off again (CCC). */
#include "ftp.h"
#include "https.h"

#define FTPS "ftps://192.0.2.1/"

#define AUTH    SAY("AUTH SSL", "234 go ahead")
#define ENTER   SAY("USER anonymous", "331 who says"), SAY("PASS ftp@example.com", "230 in"), SAY("PBSZ 0", "200 PBSZ=0")
#define PRIVATE SAY("PROT P", "200 private")
#define CLEAR   SAY("PROT C", "200 clear")
#define WHERE   SAY("PWD", "257 \"/\"")
#define FETCH   PASSIVE, IMAGE, SAY("SIZE f", "213 5"), RETR, DONE, QUIT
#define HELLO            \
  {                      \
    SEND("hello"), CLOSE \
  }

#define TLS                                     \
  {                                             \
    {                                           \
      .kind = STAGE_TLS, .cert = &https_address \
    }                                           \
  }
#define AFTER_AUTH                                             \
  {                                                            \
    {                                                          \
      .kind = STAGE_TLS, .cert = &https_address, .from = "234" \
    }                                                          \
  }
#define PLAIN           \
  {                     \
    {                   \
      .kind = STAGE_END \
    }                   \
  }

static CURL *begin(const struct step (*script)[PEER_STEPS_MAX], const struct stage (*stages)[TLS_STAGES_MAX],
                   const char *url, long level)
{
  CURL *easy = https_begin(script, stages, url);
  curl_easy_setopt(easy, CURLOPT_USE_SSL, level);
  return easy;
}

/* ---- refused ---- */

static void who_must_have_tls_says_nothing_without(void **state)
{
  SCRIPT = { { WELCOME, SAY("AUTH SSL", "500 what"), SAY("AUTH TLS", "500 what"), EXPECT_END } };
  STAGES = { PLAIN };
  for(long level = CURLUSESSL_CONTROL; level <= CURLUSESSL_ALL; level++) {
    CURL *easy = begin(script, stages, FTP "f", level);
    https_expect(easy, CURLE_USE_SSL_FAILED, NULL);
    https_finish(easy);
  }
}

static void who_would_like_tls_goes_on_without(void **state)
{
  SCRIPT = { { WELCOME, SAY("AUTH SSL", "500 what"), SAY("AUTH TLS", "500 what"), SAY("USER anonymous", "331 pw"),
               SAY("PASS ftp@example.com", "230 in"), WHERE, FETCH },
             HELLO };
  STAGES = { PLAIN };
  CURL *easy = begin(script, stages, FTP "f", CURLUSESSL_TRY);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

/* What stands behind the permission would count as said within TLS. */
static void scenario_47_what_comes_before_tls_is_refused(void **state)
{
  SCRIPT = { { WELCOME, SAY("AUTH SSL", "234 go ahead\r\n230 in"), EXPECT_END } };
  STAGES = { PLAIN };
  for(long level = CURLUSESSL_TRY; level <= CURLUSESSL_ALL; level++) {
    CURL *easy = begin(script, stages, FTP "f", level);
    https_expect(easy, CURLE_WEIRD_SERVER_REPLY, NULL);
    https_finish(easy);
  }
}

static void scenario_47_also_where_tls_is_refused(void **state)
{
  SCRIPT = { { WELCOME, SAY("AUTH SSL", "500 what\r\n500 what\r\n331 pw\r\n230 in"), EXPECT_END } };
  STAGES = { PLAIN };
  CURL *easy = begin(script, stages, FTP "f", CURLUSESSL_TRY);
  https_expect(easy, CURLE_WEIRD_SERVER_REPLY, NULL);
  https_finish(easy);
}

static void scenario_48_an_early_log_in_does_not_skip_tls(void **state)
{
  SCRIPT = { { SEND("230 in\r\n"), SAY("AUTH SSL", "500 what"), SAY("AUTH TLS", "500 what"), EXPECT_END } };
  STAGES = { PLAIN };
  CURL *easy = begin(script, stages, FTP "f", CURLUSESSL_ALL);
  https_expect(easy, CURLE_USE_SSL_FAILED, NULL);
  https_finish(easy);
}

static void scenario_48_early_replies_do_not_either(void **state)
{
  SCRIPT = { { SEND("220 hi\r\n234 go ahead\r\n331 pw\r\n230 in\r\n"), EXPECT_END } };
  STAGES = { PLAIN };
  CURL *easy = begin(script, stages, FTP "f", CURLUSESSL_ALL);
  https_expect(easy, CURLE_WEIRD_SERVER_REPLY, NULL);
  https_finish(easy);
}

static void nothing_is_said_to_another_than_the_server(void **state)
{
  SCRIPT = { { WELCOME, AUTH, EXPECT_END } };
  STAGES = { { { .kind = STAGE_TLS, .cert = &https_rogue, .from = "234" } } };
  CURL *easy = begin(script, stages, FTP "f", CURLUSESSL_ALL);
  https_expect(easy, CURLE_PEER_FAILED_VERIFICATION, NULL);
  https_finish(easy);
}

static void who_must_have_private_data_does_not_go_without(void **state)
{
  SCRIPT = { { WELCOME, AUTH, ENTER, SAY("PROT P", "534 no"), EXPECT_END } };
  STAGES = { AFTER_AUTH };
  CURL *easy = begin(script, stages, FTP "f", CURLUSESSL_ALL);
  https_expect(easy, CURLE_USE_SSL_FAILED, NULL);
  https_finish(easy);
}

static void ftps_means_the_data_too(void **state)
{
  SCRIPT = { { WELCOME, ENTER, SAY("PROT P", "534 no"), EXPECT_END } };
  STAGES = { TLS };
  CURL *easy = begin(script, stages, FTPS "f", CURLUSESSL_NONE);
  https_expect(easy, CURLE_USE_SSL_FAILED, NULL);
  https_finish(easy);
}

static void data_of_another_than_the_server_is_refused(void **state)
{
  SCRIPT = { { WELCOME, AUTH, ENTER, PRIVATE, WHERE, PASSIVE, IMAGE, SAY("SIZE f", "213 5"), RETR, EXPECT_END },
             { SEND("hello"), IGNORE } };
  STAGES = { AFTER_AUTH, { TLS_AS(https_rogue) } };
  CURL *easy = begin(script, stages, FTP "f", CURLUSESSL_ALL);
  https_expect(easy, CURLE_PEER_FAILED_VERIFICATION, NULL);
  https_finish(easy);
}

/* ---- granted ---- */

static void a_file_comes_over_tls_that_was_asked_for(void **state)
{
  SCRIPT = { { WELCOME, AUTH, ENTER, PRIVATE, WHERE, FETCH }, HELLO };
  STAGES = { AFTER_AUTH, TLS };
  for(long level = CURLUSESSL_TRY; level <= CURLUSESSL_ALL; level += 2) {
    CURL *easy = begin(script, stages, FTP "f", level);
    https_expect(easy, CURLE_OK, "hello");
    https_finish(easy);
    assert_true(https_peer.notes[0][0].is_open);
    assert_true(https_peer.notes[1][0].is_open);
  }
}

/* Servers want to see that it is the same client. */
static void the_data_goes_on_with_the_session(void **state)
{
  SCRIPT = { { WELCOME, AUTH, ENTER, PRIVATE, WHERE, FETCH }, HELLO };
  STAGES = { { { .kind = STAGE_TLS, .cert = &https_address, .from = "234", .version = TLS1_2_VERSION } },
             { { .kind = STAGE_TLS, .cert = &https_address, .version = TLS1_2_VERSION } } };
  CURL *easy = begin(script, stages, FTP "f", CURLUSESSL_ALL);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_true(https_peer.notes[1][0].was_resumed);
}

static void the_other_name_of_it_may_come_first(void **state)
{
  SCRIPT = { { WELCOME, SAY("AUTH TLS", "500 what"), AUTH, ENTER, PRIVATE, WHERE, FETCH }, HELLO };
  STAGES = { AFTER_AUTH, TLS };
  CURL *easy = begin(script, stages, FTP "f", CURLUSESSL_ALL);
  curl_easy_setopt(easy, CURLOPT_FTPSSLAUTH, CURLFTPAUTH_TLS);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

static void only_what_is_said_may_be_private(void **state)
{
  SCRIPT = { { WELCOME, AUTH, ENTER, CLEAR, WHERE, FETCH }, HELLO };
  STAGES = { AFTER_AUTH, PLAIN };
  CURL *easy = begin(script, stages, FTP "f", CURLUSESSL_CONTROL);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

static void a_file_comes_over_tls_from_the_beginning(void **state)
{
  SCRIPT = { { WELCOME, ENTER, PRIVATE, WHERE, FETCH }, HELLO };
  STAGES = { TLS, TLS };
  CURL *easy = begin(script, stages, FTPS "f", CURLUSESSL_NONE);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

static void a_file_goes_out_over_tls(void **state)
{
  SCRIPT = { { WELCOME, ENTER, PRIVATE, WHERE, PASSIVE, IMAGE, SAY("STOR f", "150 send it"), DONE, QUIT },
             { EXPECT("hello"), EXPECT_END } };
  STAGES = { TLS, TLS };
  struct outcome o = { .of = &(const struct exchange){ .upload = "hello" } };
  CURL *easy = begin(script, stages, FTPS "f", CURLUSESSL_NONE);
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_upload);
  curl_easy_setopt(easy, CURLOPT_READDATA, &o);
  https_expect(easy, CURLE_OK, "");
  https_finish(easy);
}

#define CUT                                                   \
  {                                                           \
    {                                                         \
      .kind = STAGE_TLS, .cert = &https_address, .cuts = true \
    }                                                         \
  }

/* Somebody may have cut it off. */
static void data_that_ends_without_saying_so_is_an_error(void **state)
{
  SCRIPT = { { WELCOME, ENTER, PRIVATE, WHERE, PASSIVE, IMAGE, SAY("SIZE f", "500 what"), RETR, EXPECT_END }, HELLO };
  STAGES = { TLS, CUT };
  CURL *easy = begin(script, stages, FTPS "f", CURLUSESSL_NONE);
  https_expect(easy, CURLE_RECV_ERROR, NULL);
  https_finish(easy);
}

/* Many servers just close. Where the size is known, nothing is missing but the last reply. */
static void data_that_is_all_there_may_end_so(void **state)
{
  SCRIPT = { { WELCOME, ENTER, PRIVATE, WHERE, PASSIVE, IMAGE, SAY("SIZE f", "213 5"), RETR, EXPECT_END }, HELLO };
  STAGES = { TLS, CUT };
  CURL *easy = begin(script, stages, FTPS "f", CURLUSESSL_NONE);
  curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT_MS, 200L);
  https_expect(easy, CURLE_OPERATION_TIMEDOUT, NULL);
  https_finish(easy);
}

/* ---- the control connection in clear again ---- */

static void ccc_by_this_side(void **state)
{
  SCRIPT = { { WELCOME, AUTH, ENTER, PRIVATE, SAY("CCC", "200 clear"), WHERE, FETCH }, HELLO };
  STAGES = { { { .kind = STAGE_TLS, .cert = &https_address, .from = "234", .until = "200 clear" } }, TLS };
  CURL *easy = begin(script, stages, FTP "f", CURLUSESSL_ALL);
  curl_easy_setopt(easy, CURLOPT_FTP_SSL_CCC, CURLFTPSSL_CCC_ACTIVE);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

static void ccc_by_the_server(void **state)
{
  SCRIPT = { { WELCOME, AUTH, ENTER, PRIVATE, SAY("CCC", "200 clear"), WHERE, FETCH }, HELLO };
  STAGES = { { { .kind = STAGE_TLS, .cert = &https_address, .from = "234", .until = "200 clear", .ends_first = true } },
             TLS };
  CURL *easy = begin(script, stages, FTP "f", CURLUSESSL_ALL);
  curl_easy_setopt(easy, CURLOPT_FTP_SSL_CCC, CURLFTPSSL_CCC_PASSIVE);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

static void a_ccc_that_is_refused_changes_nothing(void **state)
{
  SCRIPT = { { WELCOME, AUTH, ENTER, PRIVATE, SAY("CCC", "500 what"), WHERE, FETCH }, HELLO };
  STAGES = { AFTER_AUTH, TLS };
  CURL *easy = begin(script, stages, FTP "f", CURLUSESSL_ALL);
  curl_easy_setopt(easy, CURLOPT_FTP_SSL_CCC, CURLFTPSSL_CCC_ACTIVE);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(who_must_have_tls_says_nothing_without),
    cmocka_unit_test(who_would_like_tls_goes_on_without),
    cmocka_unit_test(scenario_47_what_comes_before_tls_is_refused),
    cmocka_unit_test(scenario_47_also_where_tls_is_refused),
    cmocka_unit_test(scenario_48_an_early_log_in_does_not_skip_tls),
    cmocka_unit_test(scenario_48_early_replies_do_not_either),
    cmocka_unit_test(nothing_is_said_to_another_than_the_server),
    cmocka_unit_test(who_must_have_private_data_does_not_go_without),
    cmocka_unit_test(ftps_means_the_data_too),
    cmocka_unit_test(data_of_another_than_the_server_is_refused),
    cmocka_unit_test(a_file_comes_over_tls_that_was_asked_for),
    cmocka_unit_test(the_data_goes_on_with_the_session),
    cmocka_unit_test(the_other_name_of_it_may_come_first),
    cmocka_unit_test(only_what_is_said_may_be_private),
    cmocka_unit_test(a_file_comes_over_tls_from_the_beginning),
    cmocka_unit_test(a_file_goes_out_over_tls),
    cmocka_unit_test(data_that_ends_without_saying_so_is_an_error),
    cmocka_unit_test(data_that_is_all_there_may_end_so),
    cmocka_unit_test(ccc_by_this_side),
    cmocka_unit_test(ccc_by_the_server),
    cmocka_unit_test(a_ccc_that_is_refused_changes_nothing),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
