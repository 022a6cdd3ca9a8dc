/* Which connection of FTP serves another request: none that was made for somebody else, or less secure. */
#include "ftp.h"
#include "https.h"

#define FETCH PASSIVE, IMAGE, SAY("SIZE f", "213 5"), RETR, DONE
#define AGAIN PASSIVE, SAY("SIZE f", "213 5"), RETR, DONE
#define HELLO            \
  {                      \
    SEND("hello"), CLOSE \
  }
#define PLAIN           \
  {                     \
    {                   \
      .kind = STAGE_END \
    }                   \
  }

/* Two transfers of one handle, with an option set between them. The scripts say which connection serves which. */
static void fetch_twice(const struct step (*script)[PEER_STEPS_MAX], const struct stage (*stages)[TLS_STAGES_MAX],
                        const struct option *before, const struct option *between)
{
  CURL *easy = https_begin(script, stages, FTP "f");
  set_option(easy, before);
  https_expect(easy, CURLE_OK, "hello");
  set_option(easy, between);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

/* Each of these makes a connection of its own. */
static void another_needs_another(const struct option *before, const struct option *between)
{
  SCRIPT = { { LOGIN, FETCH, QUIT }, HELLO, { LOGIN, FETCH, QUIT }, HELLO };
  STAGES = { PLAIN, PLAIN, PLAIN, PLAIN };
  fetch_twice(script, stages, before, between);
}

static void scenario_9_an_account_is_part_of_a_connection(void **state)
{
  static const struct option none = TEXT(CURLOPT_FTP_ACCOUNT, NULL), one = TEXT(CURLOPT_FTP_ACCOUNT, "one"),
                             two = TEXT(CURLOPT_FTP_ACCOUNT, "two");
  another_needs_another(&none, &one);
  another_needs_another(&one, &two);
  another_needs_another(&two, &none);
}

static void scenario_9_so_is_the_other_way_than_user(void **state)
{
  static const struct option none = TEXT(CURLOPT_FTP_ALTERNATIVE_TO_USER, NULL),
                             one = TEXT(CURLOPT_FTP_ALTERNATIVE_TO_USER, "SITE ME");
  another_needs_another(&none, &one);
  another_needs_another(&one, &none);
}

static void scenario_9_so_is_the_clear_command_channel(void **state)
{
  static const struct option none = LONG(CURLOPT_FTP_SSL_CCC, CURLFTPSSL_CCC_NONE),
                             active = LONG(CURLOPT_FTP_SSL_CCC, CURLFTPSSL_CCC_ACTIVE),
                             passive = LONG(CURLOPT_FTP_SSL_CCC, CURLFTPSSL_CCC_PASSIVE);
  another_needs_another(&none, &active);
  another_needs_another(&active, &passive);
  another_needs_another(&passive, &none);
}

static void so_is_the_user(void **state)
{
  SCRIPT = { { LOGIN, FETCH, QUIT },
             HELLO,
             { WELCOME, SAY("USER me", "331 pw"), SAY("PASS ", "230 in"), SAY("PWD", "257 \"/\""), FETCH, QUIT },
             HELLO };
  STAGES = { PLAIN, PLAIN, PLAIN, PLAIN };
  static const struct option nobody = TEXT(CURLOPT_USERNAME, NULL), me = TEXT(CURLOPT_USERNAME, "me");
  fetch_twice(script, stages, &nobody, &me);
}

static void so_is_the_password(void **state)
{
  SCRIPT = { { WELCOME, SAY("USER me", "331 pw"), SAY("PASS one", "230 in"), SAY("PWD", "257 \"/\""), FETCH, QUIT },
             HELLO,
             { WELCOME, SAY("USER me", "331 pw"), SAY("PASS two", "230 in"), SAY("PWD", "257 \"/\""), FETCH, QUIT },
             HELLO };
  STAGES = { PLAIN, PLAIN, PLAIN, PLAIN };
  static const struct option one = TEXT(CURLOPT_USERPWD, "me:one"), two = TEXT(CURLOPT_USERPWD, "me:two");
  fetch_twice(script, stages, &one, &two);
}

/* Neither a connection in clear, nor one that has tried TLS only, is what must have it. */
static void scenario_7_a_clear_connection_serves_nobody_who_must_have_tls(void **state)
{
  SCRIPT = { { LOGIN, FETCH, QUIT },
             HELLO,
             { WELCOME, SAY("AUTH SSL", "234 go ahead"), SAY("USER anonymous", "331 pw"),
               SAY("PASS ftp@example.com", "230 in"), SAY("PBSZ 0", "200 0"), SAY("PROT P", "200 P"),
               SAY("PWD", "257 \"/\""), FETCH, QUIT },
             HELLO };
  STAGES = { PLAIN,
             PLAIN,
             { { .kind = STAGE_TLS, .cert = &https_address, .from = "234" } },
             { { .kind = STAGE_TLS, .cert = &https_address } } };
  static const struct option none = LONG(CURLOPT_USE_SSL, CURLUSESSL_NONE), all = LONG(CURLOPT_USE_SSL, CURLUSESSL_ALL);
  fetch_twice(script, stages, &none, &all);
}

/* One that was verified is not one that was not. */
static void scenario_7_nor_does_tls_that_was_made_otherwise(void **state)
{
#define SECURED                            \
  { WELCOME,                               \
    SAY("AUTH SSL", "234 go ahead"),       \
    SAY("USER anonymous", "331 pw"),       \
    SAY("PASS ftp@example.com", "230 in"), \
    SAY("PBSZ 0", "200 0"),                \
    SAY("PROT C", "200 C"),                \
    SAY("PWD", "257 \"/\""),               \
    FETCH,                                 \
    QUIT }
  SCRIPT = { SECURED, HELLO, SECURED, HELLO };
  STAGES = { { { .kind = STAGE_TLS, .cert = &https_address, .from = "234" } },
             PLAIN,
             { { .kind = STAGE_TLS, .cert = &https_address, .from = "234" } },
             PLAIN };
  static const struct option loose = LONG(CURLOPT_SSL_VERIFYPEER, 0), strict = LONG(CURLOPT_SSL_VERIFYPEER, 1);
  CURL *easy = https_begin(script, stages, FTP "f");
  curl_easy_setopt(easy, CURLOPT_USE_SSL, CURLUSESSL_CONTROL);
  set_option(easy, &loose);
  https_expect(easy, CURLE_OK, "hello");
  set_option(easy, &strict);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

/* What concerns one transfer only, does not. */
static void the_type_is_no_part_of_it(void **state)
{
  SCRIPT = { { LOGIN, FETCH, PASSIVE, ASCII, RETR, DONE, QUIT }, HELLO, HELLO };
  STAGES = { PLAIN, PLAIN, PLAIN };
  static const struct option image = LONG(CURLOPT_TRANSFERTEXT, 0), ascii = LONG(CURLOPT_TRANSFERTEXT, 1);
  fetch_twice(script, stages, &image, &ascii);
}

static void a_refusal_is_no_end_of_it(void **state)
{
  SCRIPT = { { LOGIN, PASSIVE, IMAGE, SAY("SIZE f", "550 no"), AGAIN, QUIT }, { EXPECT_END }, HELLO };
  STAGES = { PLAIN, PLAIN, PLAIN };
  CURL *easy = https_begin(script, stages, FTP "f");
  https_expect(easy, CURLE_REMOTE_FILE_NOT_FOUND, NULL);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(scenario_9_an_account_is_part_of_a_connection),
    cmocka_unit_test(scenario_9_so_is_the_other_way_than_user),
    cmocka_unit_test(scenario_9_so_is_the_clear_command_channel),
    cmocka_unit_test(so_is_the_user),
    cmocka_unit_test(so_is_the_password),
    cmocka_unit_test(scenario_7_a_clear_connection_serves_nobody_who_must_have_tls),
    cmocka_unit_test(scenario_7_nor_does_tls_that_was_made_otherwise),
    cmocka_unit_test(the_type_is_no_part_of_it),
    cmocka_unit_test(a_refusal_is_no_end_of_it),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
