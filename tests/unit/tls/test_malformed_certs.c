/* Certificates of which a date, a name or an extension is not what its type says (CVE-2024-7264, CVE-2024-6197): judged,
 * shown, and told. The authority that has signed them is trusted. */
#include "base/slist.h"
#include "unit/tls/far.h"

struct value {
  int type;
  const char *bytes;
  size_t len;
};

#define VALUE(type, text)                      \
  {                                            \
    V_ASN1_##type, "" text, sizeof "" text - 1 \
  }

static const struct value dates[] = {
  VALUE(UTCTIME, ""),
  VALUE(UTCTIME, "Z"),
  VALUE(UTCTIME, "9"),
  VALUE(UTCTIME, "99123123"),
  VALUE(UTCTIME, "991331000000Z"),
  VALUE(UTCTIME, "990132000000Z"),
  VALUE(UTCTIME, "991231236060Z"),
  VALUE(UTCTIME, "9912312359+9"),
  VALUE(UTCTIME, "\0\0\0\0\0\0\0\0\0\0\0\0\0"),
  VALUE(UTCTIME, "aabbccddeeffZ"),
  VALUE(UTCTIME, "-9-9-9-9-9-9Z"),
  VALUE(GENERALIZEDTIME, ""),
  VALUE(GENERALIZEDTIME, "Z"),
  VALUE(GENERALIZEDTIME, "2099"),
  VALUE(GENERALIZEDTIME, "20990101000000"),
  VALUE(GENERALIZEDTIME, "20990101000000."),
  VALUE(GENERALIZEDTIME, "20990101000000.Z"),
  VALUE(GENERALIZEDTIME, "20991301000000Z"),
  VALUE(GENERALIZEDTIME, "20990101000000+99999"),
  VALUE(GENERALIZEDTIME, "2099\0"
                         "101000000Z"),
  VALUE(GENERALIZEDTIME, "20990101000000\0\n"),
  VALUE(GENERALIZEDTIME, "99999999999999999999999999999999999999999999999999999999999999Z"),
  VALUE(GENERALIZEDTIME, "20990101000000.000000000000000000000000000000000000000000000000"),
};

static const struct value names[] = {
  VALUE(UTF8STRING, ""),
  VALUE(UTF8STRING, "\xff\xfe"),
  VALUE(UTF8STRING, "a\xe2\x82"),
  VALUE(UTF8STRING, "\xc0\xaf"),
  VALUE(UTF8STRING, "\xed\xa0\x80"),
  VALUE(UTF8STRING, "\xfd\xbf\xbf\xbf\xbf\xbf"),
  VALUE(BMPSTRING, "\0"),
  VALUE(BMPSTRING, "\0a\0"),
  VALUE(BMPSTRING, "\xd8\0\0a"),
  VALUE(UNIVERSALSTRING, "\0\0\0"),
  VALUE(UNIVERSALSTRING, "\0\0\0a\0"),
  VALUE(UNIVERSALSTRING, "\0\x11\0\0"),
  VALUE(UNIVERSALSTRING, "\x80\0\0\0"),
  VALUE(PRINTABLESTRING, "a\0\n\x7f\xff"),
  VALUE(T61STRING, "\x80\x81\xff"),
  VALUE(IA5STRING, "\xe4\r\nSubject:b"),
  VALUE(NUMERICSTRING, "abc"),
  VALUE(INTEGER, ""),
  VALUE(BIT_STRING, ""),
  VALUE(OCTET_STRING, "\0\1\2"),
  VALUE(NULL, "a"),
  VALUE(SEQUENCE, "\x30\x80"),
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

static struct identity new_odd(void)
{
  return identity_new((struct wish){ .names = "DNS:host.example", .issuer = &middle });
}

static void sign_again(struct identity *i) { must(X509_sign(i->cert, middle.key, EVP_sha256()) > 0); }

static void set_date(ASN1_TIME *to, const struct value *v)
{
  must(ASN1_STRING_set(to, v->bytes, (int)v->len));
  to->type = v->type;
}

/* OpenSSL would write no such name, but it sends the bytes that it has once written. */
static void set_subject(X509 *to, const struct value *v)
{
  X509_NAME *subject = X509_get_subject_name(to);
  unsigned char room[64];
  const unsigned char *der;
  size_t len;
  memset(room, 'x', sizeof room);
  must(v->len < sizeof room &&
       X509_NAME_add_entry_by_NID(subject, NID_commonName, V_ASN1_PRINTABLESTRING, room, (int)v->len, -1, 0));
  must(X509_NAME_get0_der(subject, &der, &len));
  unsigned char *value = (unsigned char *)(uintptr_t)der + len - v->len;
  value[-2] = (unsigned char)v->type;
  memcpy(value, v->bytes, v->len);
}

static int note_text(CURL *handle, curl_infotype type, char *text, size_t len, void *data) { return 0; }

/* A connection to it, which somebody watches. */
static CURLcode show(const struct identity *i, bool verifies)
{
  static struct trace_opts verbose = { .error_buffer = error, .debug = note_text, .verbose = true };
  far_open(i, &middle);
  opts.verify_peer = opts.verify_host = verifies;
  trace.opts = &verbose;
  CURLcode code = near_open();
  if(!code) code = shake();
  trace.opts = &trace_opts;
  if(code && code != CURLE_PEER_FAILED_VERIFICATION) assert_int_equal(code, CURLE_SSL_CONNECT_ERROR);
  if(code) assert_true(error[0]);
  return code;
}

/* What stands in the list under `name` is one line of ASCII. */
static void assert_clean(const struct curl_slist *list, const char *name)
{
  size_t len = strlen(name);
  unsigned found = 0;
  for(; list; list = list->next) {
    if(strncmp(list->data, name, len) || list->data[len] != ':') continue;
    found++;
    for(const char *c = list->data; *c; c++) assert_in_range(*c, ' ', '~');
  }
  assert_int_equal(found, 1);
}

static void assert_shown(void)
{
  struct curl_certinfo all = { 0 };
  assert_int_equal(tls_engine.certs(session, &all), CURLE_OK);
  assert_int_equal(all.num_of_certs, 2);
  assert_clean(all.certinfo[0], "Subject");
  assert_clean(all.certinfo[0], "Start date");
  assert_clean(all.certinfo[0], "Expire date");
  for(int i = 0; i < all.num_of_certs; i++) slist_free(all.certinfo[i]);
  mem_free(all.certinfo);
}

static void scenario_55_a_malformed_date_is_no_date(void **state)
{
  for(size_t i = 0; i < COUNT(dates); i++)
    for(int is_end = 0; is_end < 2; is_end++) {
      struct identity odd = new_odd();
      set_date(is_end ? X509_getm_notAfter(odd.cert) : X509_getm_notBefore(odd.cert), &dates[i]);
      sign_again(&odd);
      if(!show(&odd, true)) fail_msg("date %zu: \"%s\" is accepted", i, dates[i].bytes);
      far_close();
      if(!show(&odd, false)) assert_shown();
      far_close();
      identity_free(&odd);
    }
}

/* Where the library takes it, it counts for nothing: the host stands among the other names. */
static void scenario_55_a_malformed_name_is_shown_in_ascii(void **state)
{
  for(size_t i = 0; i < COUNT(names); i++) {
    struct identity odd = new_odd();
    set_subject(odd.cert, &names[i]);
    sign_again(&odd);
    for(int verifies = 0; verifies < 2; verifies++) {
      if(!show(&odd, verifies)) assert_shown();
      far_close();
    }
    identity_free(&odd);
  }
}

/* It is the only name that there is. */
static void scenario_55_a_malformed_name_is_nobodys(void **state)
{
  for(size_t i = 0; i < COUNT(names); i++) {
    struct identity odd = identity_new((struct wish){ .issuer = &middle });
    set_subject(odd.cert, &names[i]);
    sign_again(&odd);
    if(!show(&odd, true)) fail_msg("name %zu is accepted", i);
    far_close();
    identity_free(&odd);
  }
}

static void scenario_55_malformed_extensions(void **state)
{
  static const int kinds[] = { NID_subject_alt_name, NID_basic_constraints, NID_key_usage, NID_crl_distribution_points,
                               NID_info_access };
  static const struct value values[] = {
    VALUE(OCTET_STRING, ""),
    VALUE(OCTET_STRING, "\x30"),
    VALUE(OCTET_STRING, "\x30\x84\xff\xff\xff\xff"),
    VALUE(OCTET_STRING, "\x30\x80"),
    VALUE(OCTET_STRING, "\x30\x07\x87\x05\1\2\3\4\5"), /* an address of five bytes */
    VALUE(OCTET_STRING, "\x30\x02\x87\x00"),
    VALUE(OCTET_STRING, "\x30\x0e\x82\x0dhost.example"), /* one byte more is announced than there is */
    VALUE(OCTET_STRING, "\x30\x03\x82\x05"
                        "a"),
    VALUE(OCTET_STRING, "\x03\x00"),
  };
  for(size_t i = 0; i < COUNT(kinds); i++)
    for(size_t j = 0; j < COUNT(values); j++) {
      struct identity odd = identity_new((struct wish){ .cn = "host.other", .issuer = &middle });
      ASN1_OCTET_STRING *bytes = ASN1_OCTET_STRING_new();
      must(ASN1_OCTET_STRING_set(bytes, (const unsigned char *)values[j].bytes, (int)values[j].len));
      X509_EXTENSION *e = X509_EXTENSION_create_by_NID(NULL, kinds[i], 0, bytes);
      must(e && X509_add_ext(odd.cert, e, -1));
      X509_EXTENSION_free(e);
      ASN1_OCTET_STRING_free(bytes);
      sign_again(&odd);
      if(!show(&odd, true)) fail_msg("extension %zu, value %zu: accepted", i, j);
      far_close();
      if(!show(&odd, false)) assert_shown();
      far_close();
      identity_free(&odd);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(scenario_55_a_malformed_date_is_no_date),
    cmocka_unit_test(scenario_55_a_malformed_name_is_shown_in_ascii),
    cmocka_unit_test(scenario_55_a_malformed_name_is_nobodys),
    cmocka_unit_test(scenario_55_malformed_extensions),
  };
  return cmocka_run_group_tests(tests, make_authority, end_authority);
}
