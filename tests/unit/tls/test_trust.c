/* One store for each set of settings, shared by all who ask; and two threads that differ in what they verify. */
#include "os/thread.h"
#include "tls/trust.h"
#include "unit/tls/far.h"
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>

/* The store that is found; not to be used, only compared. It stays in the cache. */
static const void *get(int64_t now_s)
{
  void *store;
  assert_int_equal(tls_trust_get(&store, &opts, false, now_s, NULL), CURLE_OK);
  tls_trust_ops.unref(store);
  return store;
}

static int begin(void **state)
{
  opts = TLS_OPTS_INIT;
  opts.ca_file = root_file;
  return 0;
}

static void the_same_settings_share_a_store(void **state)
{
  const void *first = get(1000);
  assert_ptr_equal(get(1001), first);
  opts.verify_host = false; /* has nothing to do with it */
  assert_ptr_equal(get(1001), first);
  opts.trusts_system = false; /* nor has this, beside a file */
  assert_ptr_equal(get(1001), first);
  opts.flags = CURLSSLOPT_NATIVE_CA;
  assert_ptr_not_equal(get(1001), first);
}

static void time_and_the_clock_going_back_end_it(void **state)
{
  opts.ca_cache_timeout_s = 10;
  char *own = cert_file(&middle);
  opts.ca_file = own;
  void *first, *next;
  assert_int_equal(tls_trust_get(&first, &opts, false, 2000, NULL), CURLE_OK);
  assert_ptr_equal(get(2009), first);
  assert_ptr_not_equal(get(2010), first);
  tls_trust_ops.unref(first);
  assert_int_equal(tls_trust_get(&next, &opts, false, 2011, NULL), CURLE_OK);
  assert_ptr_not_equal(get(1900), next);
  tls_trust_ops.unref(next);
  opts.ca_cache_timeout_s = -1;
  assert_ptr_equal(get(1900), get(INT64_MAX));
  scratch_end(own);
}

static void without_a_cache_each_has_its_own(void **state)
{
  void *a, *b, *c;
  opts.ca_cache_timeout_s = 0;
  assert_int_equal(tls_trust_get(&a, &opts, false, 0, NULL), CURLE_OK);
  assert_int_equal(tls_trust_get(&b, &opts, false, 0, NULL), CURLE_OK);
  opts.ca_cache_timeout_s = 100;
  assert_int_equal(tls_trust_get(&c, &opts, true, 0, NULL), CURLE_OK);
  assert_ptr_not_equal(a, b);
  assert_ptr_not_equal(c, get(0));
  tls_trust_ops.unref(a);
  tls_trust_ops.unref(b);
  tls_trust_ops.unref(c);
}

static void a_file_that_changes_is_read_again(void **state)
{
  char *path = cert_file(&middle);
  opts.ca_file = path;
  void *first, *second;
  assert_int_equal(tls_trust_get(&first, &opts, false, 0, NULL), CURLE_OK);
  const struct timeval times[2] = { { 1000, 0 }, { 1000, 0 } };
  assert_int_equal(utimes(path, times), 0);
  assert_int_equal(tls_trust_get(&second, &opts, false, 0, NULL), CURLE_OK);
  assert_ptr_not_equal(first, second);
  tls_trust_ops.unref(first);
  tls_trust_ops.unref(second);
  scratch_end(path);
}

static void what_failed_is_not_kept(void **state)
{
  char path[] = "/tmp/sluice-no-such-file-XXXXXX";
  void *store = NULL;
  close(mkstemp(path));
  opts.ca_file = path;
  assert_int_equal(tls_trust_get(&store, &opts, false, 0, NULL), CURLE_SSL_CACERT_BADFILE);
  assert_null(store);
  opts.verify_peer = false;
  assert_int_equal(tls_trust_get(&store, &opts, false, 0, NULL), CURLE_OK);
  tls_trust_ops.unref(store);
  opts.verify_peer = true;
  assert_int_equal(tls_trust_get(&store, &opts, false, 0, NULL), CURLE_SSL_CACERT_BADFILE);
  unlink(path);
}

static void many_settings_take_bounded_room(void **state)
{
  struct curl_blob blob = { NULL, 0, 0 };
  BIO *b = BIO_new(BIO_s_mem());
  char *at;
  opts.ca_file = NULL;
  opts.ca_blob = &blob;
  for(int i = 0; i < 40; i++) {
    BIO_printf(b, "about number %d\n", i);
    must(PEM_write_bio_X509(b, root.cert));
    blob.len = (size_t)BIO_get_mem_data(b, &at);
    blob.data = at;
    assert_ptr_equal(get(0), get(0));
  }
  BIO_free(b);
}

static void a_child_begins_anew(void **state)
{
  get(0);
  void *before;
  assert_int_equal(tls_trust_get(&before, &opts, false, 0, NULL), CURLE_OK);
  pid_t child = fork();
  if(!child) _exit(get(0) == before);
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status) && !WEXITSTATUS(status));
  assert_ptr_equal(get(0), before);
  tls_trust_ops.unref(before);
}

static void *get_often(void *data)
{
  const struct tls_opts mine = *(const struct tls_opts *)data;
  for(int i = 0; i < 200; i++) {
    void *store = NULL;
    if(tls_trust_get(&store, &mine, false, i, NULL)) return data;
    tls_trust_ops.unref(store);
  }
  return NULL;
}

static void threads_share_it(void **state)
{
  pthread_t threads[4];
  void *failed;
  opts.ca_cache_timeout_s = 3;
  for(int i = 0; i < 4; i++) assert_true(thread_start(&threads[i], get_often, &opts));
  for(int i = 0; i < 4; i++) {
    pthread_join(threads[i], &failed);
    assert_null(failed);
  }
}

/* Everything of one thread's own: a server that nobody trusts, and a client. */
struct world {
  struct tls_opts opts;
  SSL *server;
  CURLcode expected;
  int failures;
};

static CURLcode world_read(void *below, struct trace *t, void *to, size_t room, size_t *got)
{
  struct world *w = below;
  int n = BIO_read(SSL_get_wbio(w->server), to, (int)room);
  if(n <= 0) return CURLE_AGAIN;
  *got = (size_t)n;
  return CURLE_OK;
}

static CURLcode world_write(void *below, struct trace *t, const void *from, size_t len, size_t *sent)
{
  struct world *w = below;
  BIO_write(SSL_get_rbio(w->server), from, (int)len);
  *sent = len;
  return CURLE_OK;
}

static void *meet_often(void *data)
{
  struct world *w = data;
  const struct tls_peer to = { .host = "host.example" };
  const struct tls_transport under = { world_read, world_write, w };
  SSL_CTX *context = SSL_CTX_new(TLS_server_method());
  must(SSL_CTX_use_certificate(context, leaf.cert) && SSL_CTX_use_PrivateKey(context, leaf.key));
  for(int i = 0; i < 20; i++) {
    struct tls_session *s;
    enum tls_wants wants;
    w->server = SSL_new(context);
    SSL_set_bio(w->server, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(w->server);
    CURLcode code = tls_engine.session_new(&s, &w->opts, &to, &under, 0, NULL);
    must(!code);
    while((code = tls_engine.handshake(s, &wants, NULL)) == CURLE_AGAIN) SSL_do_handshake(w->server);
    if(code != w->expected) w->failures++;
    tls_engine.free(s);
    SSL_free(w->server);
  }
  SSL_CTX_free(context);
  return NULL;
}

static void scenario_17_threads_with_opposite_verification(void **state)
{
  /* the one between is not shown: who verifies refuses it */
  struct world worlds[4];
  pthread_t threads[4];
  for(int i = 0; i < 4; i++) {
    worlds[i] = (struct world){ .opts = opts };
    worlds[i].opts.verify_peer = i % 2;
    worlds[i].expected = i % 2 ? CURLE_PEER_FAILED_VERIFICATION : CURLE_OK;
    assert_true(thread_start(&threads[i], meet_often, &worlds[i]));
  }
  for(int i = 0; i < 4; i++) {
    pthread_join(threads[i], NULL);
    assert_int_equal(worlds[i].failures, 0);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(the_same_settings_share_a_store, begin),
    cmocka_unit_test_setup(time_and_the_clock_going_back_end_it, begin),
    cmocka_unit_test_setup(without_a_cache_each_has_its_own, begin),
    cmocka_unit_test_setup(a_file_that_changes_is_read_again, begin),
    cmocka_unit_test_setup(what_failed_is_not_kept, begin),
    cmocka_unit_test_setup(many_settings_take_bounded_room, begin),
    cmocka_unit_test_setup(a_child_begins_anew, begin),
    cmocka_unit_test_setup(threads_share_it, begin),
    cmocka_unit_test_setup(scenario_17_threads_with_opposite_verification, begin),
  };
  return cmocka_run_group_tests(tests, make_authority, end_authority);
}
