#include "tls/trust.h"
#include "os/thread.h"

#define STORES_MAX 16 /* sets of settings in one process; the one that was longest without use makes room */

/* No memory of the program's: its allocator may change between two uses of the library, and this outlives them. */
static struct store {
  void *store; /* NULL: the place is free */
  uint8_t key[TLS_KEY_LEN];
  int64_t made_s;
  uint64_t used; /* when, by `uses` */
} stores[STORES_MAX];
static uint64_t uses;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Another thread may have been inside a store, or in here, when this process was forked off: nothing of it is touched
 * again, nor freed. */
static void forget_in_child(void)
{
  pthread_mutex_init(&lock, NULL);
  memset(stores, 0, sizeof stores);
}

static void watch_forks(void) { (void)pthread_atfork(NULL, NULL, forget_in_child); }

/* Who does not verify and names no certificates does not wait until a whole bundle is parsed. */
bool tls_trust_uses_system(const struct tls_opts *opts)
{
  bool is_default = opts->trusts_system && !opts->ca_file && !opts->ca_blob;
  return opts->flags & CURLSSLOPT_NATIVE_CA || (is_default && (opts->verify_peer || opts->verify_status));
}

static CURLcode key_of(const struct tls_opts *opts, uint8_t ret[TLS_KEY_LEN])
{
  struct tls_key k = TLS_KEY_INIT;
  tls_key_add_blob(&k, opts->ca_blob);
  tls_key_add_file(&k, opts->ca_file);
  tls_key_add_text(&k, opts->ca_path);
  tls_key_add_file(&k, opts->crl_file);
  tls_key_add_number(&k, tls_trust_uses_system(opts));
  if(tls_trust_uses_system(opts)) tls_trust_ops.add_system(&k);
  return tls_key_end(&k, ret);
}

static bool is_fresh(const struct store *s, int64_t now_s, long timeout_s)
{
  return timeout_s < 0 || (now_s >= s->made_s && now_s - s->made_s < timeout_s);
}

/* A reference; NULL: there is none in time. */
static void *find(const uint8_t key[TLS_KEY_LEN], int64_t now_s, long timeout_s)
{
  LOCKED(&lock);
  for(struct store *s = stores; s < stores + STORES_MAX; s++) {
    if(!s->store || memcmp(s->key, key, TLS_KEY_LEN) || !is_fresh(s, now_s, timeout_s)) continue;
    s->used = ++uses;
    tls_trust_ops.ref(s->store);
    return s->store;
  }
  return NULL;
}

static void keep(void *made, const uint8_t key[TLS_KEY_LEN], int64_t now_s)
{
  LOCKED(&lock);
  struct store *place = stores;
  for(struct store *s = stores; s < stores + STORES_MAX; s++) {
    bool is_older_self = s->store && !memcmp(s->key, key, TLS_KEY_LEN);
    if(is_older_self || (place->store && (!s->store || s->used < place->used))) place = s;
    if(is_older_self) break;
  }
  if(place->store) tls_trust_ops.unref(place->store);
  tls_trust_ops.ref(made);
  *place = (struct store){ .store = made, .made_s = now_s, .used = ++uses };
  memcpy(place->key, key, TLS_KEY_LEN);
}

/* Who does not verify wants to know the result if it is to be had, and nothing fails for it. */
static CURLcode load(void **ret, const struct tls_opts *opts, bool *is_whole, struct trace *t)
{
  CURLcode code = tls_trust_ops.load(ret, opts, opts->verify_peer ? t : NULL);
  *is_whole = !code;
  if(code == CURLE_OUT_OF_MEMORY || !code || opts->verify_peer) return code;
  static const struct tls_opts none; /* names nothing */
  return tls_trust_ops.load(ret, &none, NULL);
}

CURLcode tls_trust_get(void **ret, const struct tls_opts *opts, bool is_own, int64_t now_s, struct trace *t)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  uint8_t key[TLS_KEY_LEN];
  bool is_whole;
  if(is_own || !opts->ca_cache_timeout_s) return load(ret, opts, &is_whole, t);
  pthread_once(&once, watch_forks);
  TRY(key_of(opts, key));
  void *store = find(key, now_s, opts->ca_cache_timeout_s);
  if(!store) {
    TRY(load(&store, opts, &is_whole, t));
    if(is_whole) keep(store, key, now_s);
  }
  *ret = store;
  return CURLE_OK;
}
