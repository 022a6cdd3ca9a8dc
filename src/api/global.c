#include "api/global.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/trace.h"
#include "os/thread.h"
#include "tls/tls.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned inits; /* under `lock` */

/* The hooks are changed by the first one only; they stay behind the last cleanup, as the program may still have memory
 * of ours to give back. `hooks` NULL: the C library's. */
static void init(const struct mem_hooks *hooks)
{
  LOCKED(&lock);
  if(!inits++) mem_set_hooks(hooks);
}

/* No flag has a meaning here: there is no Winsock, and EINTR is always handled. */
CURLcode curl_global_init(long flags)
{
  init(NULL);
  return CURLE_OK;
}

CURLcode curl_global_init_mem(long flags, curl_malloc_callback m, curl_free_callback f, curl_realloc_callback r,
                              curl_strdup_callback s, curl_calloc_callback c)
{
  if(!m || !f || !r || !s || !c) return CURLE_FAILED_INIT;
  init(&(const struct mem_hooks){ .malloc = m, .free = f, .realloc = r, .strdup = s, .calloc = c });
  return CURLE_OK;
}

void curl_global_cleanup(void)
{
  LOCKED(&lock);
  if(inits) inits--;
}

void global_ensure(void)
{
  LOCKED(&lock);
  if(inits) return;
  mem_set_hooks(NULL);
  inits = 1;
}

CURLcode curl_global_trace(const char *config)
{
  trace_configure(config);
  return CURLE_OK;
}

/* There is one: who asks for it has it, and nobody comes too late. */
static curl_ssl_backend backend;
static const curl_ssl_backend *backends[] = { &backend, NULL };
static void name_backend(void) { backend = (curl_ssl_backend){ tls_engine.id, tls_engine.name }; }

CURLsslset curl_global_sslset(curl_sslbackend id, const char *name, const curl_ssl_backend ***avail)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, name_backend);
  if(avail) *avail = backends;
  /* pycurl says -1 where the page says CURLSSLBACKEND_NONE */
  bool is_by_name = (int)id <= CURLSSLBACKEND_NONE;
  bool is_meant = is_by_name ? name && str_equal_nocase(name, backend.name) : id == backend.id;
  return is_meant ? CURLSSLSET_OK : CURLSSLSET_UNKNOWN_BACKEND;
}
